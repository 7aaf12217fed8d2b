/*
 * supervise.h: the parent that starts the process which does the work, and starts it again when it dies.
 *
 *   SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT  the records that were in work are tried alone, one at a time;
 *                                             the one that crashes again is set aside, the run goes on
 *   SIGKILL from outside                      nobody is set aside; goes on, with fewer workers where the
 *                                             kernel was short of memory
 * A child that dies again and again without a chunk committed or a record set aside in between ends it
 * with exit code 32.  When the parent itself is killed, the kernel kills the child.
 *
 * Thread: single; called before any connection is open or thread started.
 */
#ifndef GETSUJI_SUPERVISE_H
#define GETSUJI_SUPERVISE_H

#include "engine/run/flight.h"

struct supervised {
	/* Runs in the child; its result is the exit code.  `workers` is what is left to it; 0: as asked. */
	int (*work)(void *arg, struct flight *flight, int workers);
	void *arg;
	int workers; /* as asked for */
};

/* Returns the exit code of the last child in the parent; never returns in a child. */
int supervise(const struct supervised *s);

#endif
