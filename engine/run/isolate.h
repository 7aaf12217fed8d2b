/*
 * isolate.h: finding the one record for which a whole chunk fails, and setting it aside for good.
 *
 * A record that breaks a constraint is found by halving: the longest prefix of the chunk's keys that the
 * tables take ends just before it.  Every attempt is undone; the chunk stays leased meanwhile.  Which
 * record it is follows from the facts and the rows that stand in the tables, not from the number of workers:
 * of two in a chunk that break it together, the one with the larger key.  Only of two in different chunks of
 * one task (a job that shares a key among its chunks) it is the one whose chunk came later.
 *
 * A record that crashes the process is found by trying those that were in work alone, one after another
 * (flight.h); also undone.
 *
 * Rows of run.set_aside are read with every lease (isolate_lease()), so that chunk_take() refuses them in all
 * processes from then on; the chunk that holds such a record puts it into run.quarantine.
 *
 * Thread: the worker's; isolate_suspects() the first of its process, before workers start.
 */
#ifndef GETSUJI_ISOLATE_H
#define GETSUJI_ISOLATE_H

#include "engine/run/context.h"
#include "engine/run/flight.h"

/* What a claim read: rows of chunk_claim and of chunk_asides.  Texts live as long as the results. */
void isolate_lease(const struct db_result *claimed, const struct db_result *asides, struct arena *keep,
	struct chunk_lease *out);

struct isolate_work {
	struct db *db; /* no transaction open */
	struct task *task;
	const char *worker;
	struct flight_slot *slot;
};

/* Finds and sets aside every record of the chunk that breaks a constraint; *found is how many.  None where
 * the chunk is somebody else's by now, or passes.  ERR_LIMIT where they are too many to be single records. */
MUST_CHECK enum err_code isolate_constraint(
	const struct isolate_work *in, int chunk_no, int *found, struct err *e);

/* After a death: writes it to the ledger, sets aside what is proven, tries alone what is suspect.  A record
 * that crashes here kills the process, with flight->trying saying which it was. */
MUST_CHECK enum err_code isolate_suspects(
	const char *conninfo, const char *artifact_dir, struct flight *flight, struct err *e);

/* Writes to the ledger that the run failed, where nobody is left to do it: its process died too often.  Does
 * nothing where the run is not running, or another runner has it. */
MUST_CHECK enum err_code isolate_bury(const char *conninfo, int run_id, const struct err *why, struct err *e);

#endif
