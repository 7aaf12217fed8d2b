/*
 * bundle.h: many tiny tasks in one transaction.
 *
 * A task of one chunk that does next to nothing costs two round trips and a COMMIT.  Where far more such
 * tasks are ready than there are workers (pool_take_more), a worker leases several of them together, works
 * them off one after another and commits them together: the lease, the rows and the checkpoint of each are
 * those of a chunk done alone.  After BUNDLE_MOST_MS no further one is begun; what was not begun is free
 * again with the COMMIT.
 *
 * Anything unusual (an error, a file, a record set aside) undoes the bundle; its tasks are then done one by
 * one, with all that belongs to it.
 *
 * Thread: the worker's.
 */
#ifndef GETSUJI_BUNDLE_H
#define GETSUJI_BUNDLE_H

#include "engine/run/context.h"
#include "engine/run/flight.h"

#include <stdbool.h>

#define BUNDLE_MOST    32
#define BUNDLE_MOST_MS 20

struct bundle_work {
	struct db *db; /* no transaction open */
	const char *worker;
	struct flight_slot *slot;
	struct arena *arena; /* reset by the caller afterwards */
};

/* One task of the bundle; done: committed with these counts. */
struct bundle_task {
	struct task *task;
	bool done;
	struct chunk_counts count;
};

/* Does what it can of n tasks, each of which has one chunk.  An error: nothing was done, and the caller has
 * to roll back; after ERR_CONNECTION only the ledger knows whether it was. */
MUST_CHECK enum err_code bundle_do(
	const struct bundle_work *in, struct bundle_task *tasks, int n, struct err *e);

#endif
