/*
 * watchdog.h: ends sessions of workers that hang in the middle of a chunk.
 *
 * A worker whose process is frozen (SIGSTOP, a host that sleeps) keeps its lease while the server waits for it.
 * Such a session is ended by the server when it takes far longer than its like: ten times the slowest finished
 * chunk of any task at work, a minute at least, twice as long each time it happens again.  Its chunk is rolled
 * back and taken by another worker; when the frozen one wakes up it finds its connection gone.
 *
 * Covers the workers of all processes, this one's and those of `getsuji worker`.
 * Thread: the scheduler's.
 */
#ifndef GETSUJI_WATCHDOG_H
#define GETSUJI_WATCHDOG_H

#include "engine/run/schedule.h"

/* Looks when it is time to. */
MUST_CHECK enum err_code watchdog_look(struct scheduler *s, struct err *e);

#endif
