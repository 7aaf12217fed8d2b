/*
 * estimate.h: how long a run will still take, from what its tasks did so far.
 */
#ifndef GETSUJI_ESTIMATE_H
#define GETSUJI_ESTIMATE_H

#include "engine/run/progress.h"

/* Seconds until the tasks that run now are done at their present rate; negative where none has told
 * enough yet.  Tasks that have not begun are not guessed. */
double estimate_remaining(const struct progress_task *task, int tasks);

#endif
