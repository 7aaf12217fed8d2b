/*
 * limit.h: how much may be set aside before the run is stopped: records, share, and what the households were
 * paid in the last confirmed month; of the run (options) and of a task (`limit:` of the graph).
 *
 * Records that a person decided to leave out (run.waiver) do not count.
 * Thread: the scheduler's.
 */
#ifndef GETSUJI_LIMIT_H
#define GETSUJI_LIMIT_H

#include "engine/run/schedule.h"

/* ERR_LIMIT with the limit that was passed; *task is the task it is of, or the one that set most aside. */
MUST_CHECK enum err_code limit_check(struct scheduler *s, int *task, struct err *e);

/* The same before any chunk of a run is given out: what was set aside by earlier runners. */
MUST_CHECK enum err_code limit_first(struct scheduler *s, int *task, struct err *e);

#endif
