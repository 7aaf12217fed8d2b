/*
 * change.h: graph or rates that changed since a run was planned.
 *
 * A run goes on with the text of the graph and the rate set it was planned with.  Where the program's graph or
 * the newest rate set differ by now, a person must see it: refused with the difference (ERR_CHANGED), unless
 * accepted with a reason, which is kept as an operator's action; the same difference is not asked about again.
 * What was approved is not touched by new rates any more.
 *
 * Thread: the scheduler's, under the runner's lock.
 */
#ifndef GETSUJI_CHANGE_H
#define GETSUJI_CHANGE_H

#include "engine/graph/graph.h"
#include "engine/run/ledger.h"

/* now: the graph as the program has it today; NULL: it has none of that name.  planned: the run's.  accept: why
 * a difference is accepted; NULL: it is not. */
MUST_CHECK enum err_code change_check(struct db *db, const struct ledger_run *run, const struct graph *now,
	const struct graph *planned, const char *accept, struct arena *keep, struct err *e);

#endif
