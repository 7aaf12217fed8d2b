/*
 * supervise.h: the parent that starts the process which does the work, and starts it again when it dies.
 *
 *   SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT  the records that were in work are tried alone, one at a time;
 *                                             the one that crashes again is set aside, the run goes on
 *   SIGKILL from outside                      nobody is set aside; goes on, with half the workers where the
 *                                             kernel was short of memory
 *   no memory to be had                       goes on with half the workers
 * A child that dies again and again without a chunk committed or a record proven in between ends it.  When
 * the parent itself is killed, the kernel kills the child.  No core file is left: it would hold persons' data.
 *
 * Signals: SIGINT, SIGTERM and SIGHUP go on to the child, which stops at the end of its chunks; so do SIGTSTP
 * and SIGCONT, and the parent stops with it.
 *
 * Thread: single; called before any thread is started, with no connection open.
 */
#ifndef GETSUJI_SUPERVISE_H
#define GETSUJI_SUPERVISE_H

#include "engine/run/flight.h"

struct supervised {
	/* Runs in the child; its result is the exit code.  `workers` is what is left to it. */
	int (*work)(void *arg, struct flight *flight, int workers);
	void *arg;
	int workers;           /* as asked for */
	struct flight *flight; /* from flight_new() */
};

/* ERR_OK with the exit code of the last child, which has said all there is to say.  Else why the parent gave
 * up: ERR_RETRY (killed, or short of memory, too often), ERR_INTERNAL (crashes without end), ERR_STOPPED (a
 * signal that ends a process was sent to the child).  s->flight tells where.  Never returns in a child. */
MUST_CHECK enum err_code supervise(const struct supervised *s, int *exit_code, struct err *e);

#endif
