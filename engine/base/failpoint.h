/*
 * failpoint.h: named places where a test can make the program die, stall or fail.
 *
 * Compiled in only with FAILPOINTS=1 (macro GETSUJI_FAILPOINTS); otherwise nothing is left of them.
 * Which place does what is said by the environment variable GETSUJI_FAILPOINT, see failpoint.c.
 *
 * Thread: any.
 */
#ifndef GETSUJI_FAILPOINT_H
#define GETSUJI_FAILPOINT_H

#include <stdbool.h>

#ifdef GETSUJI_FAILPOINTS

/* Dies or stalls here when the environment says so. */
void failpoint(const char *name);

/* True when the operation that comes next must be taken as failed; errno says why (ENOSPC, EIO). */
bool failpoint_fails(const char *name);

#else

#define failpoint(name)       ((void)0)
#define failpoint_fails(name) false

#endif
#endif
