/*
 * resource.h: named things that one task of all runs uses at a time (`resources:` of a graph).
 *
 * A task gets all that it names or none; it never holds one while it waits for another, so nothing can deadlock.
 * The lock is an advisory one of the scheduler's session (73, hash of the name): it goes with the session.  Who
 * holds what stands in run.resource_use.
 *
 * Thread: the scheduler's.
 */
#ifndef GETSUJI_RESOURCE_H
#define GETSUJI_RESOURCE_H

#include "engine/run/schedule.h"

/* *got: the task has all its resources; else `waiting_for` says which is missing and who has it. */
MUST_CHECK enum err_code resource_take(
	struct scheduler *s, int task, bool *got, char *waiting_for, size_t size, struct err *e);

/* Gives back what the task has; nothing where it has nothing. */
MUST_CHECK enum err_code resource_release(struct scheduler *s, int task, struct err *e);

/* Of a run that is taken over: its locks went with the session, the rows that name it as a user stayed. */
MUST_CHECK enum err_code resource_forget(struct scheduler *s, struct err *e);

#endif
