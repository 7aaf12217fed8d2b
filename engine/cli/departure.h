/*
 * departure.h: whether something may leave the building: not while a reversal of it, or of what is in it, waits for its
 * second person (sql/schema/032_reverse_waits.sql, whose triggers forbid it whatever is asked here).
 *
 * Thread: main only.  Ownership: nothing is kept.
 */
#ifndef GETSUJI_DEPARTURE_H
#define GETSUJI_DEPARTURE_H

#include "engine/cli/cli.h"
#include "engine/db/db.h"

/* What is about to leave of a run: its bank file of an office; a batch of reprints, or pieces that are to be one; else all
 * of it.  0: not said. */
struct departure {
	int run_id, office_id;
	int64_t batch, first_piece, last_piece;
};

/* The run whose reversal is in the way; 0: none is. */
MUST_CHECK enum err_code departure_waits(
	struct cli *c, struct db *db, const struct departure *d, int *reversal, struct err *e);

/* The same as an error, with what to type: ERR_STATE. */
MUST_CHECK enum err_code departure_check(
	struct cli *c, struct db *db, const struct departure *d, struct err *e);

/* For a state that is shown: the reversal, and that it is the next thing to decide. */
void departure_say(struct cli *c, int reversal);

#endif
