/*
 * failpoint.h: named places where a test can make the program die, stall or fail.
 *
 * Compiled in only where GETSUJI_FAILPOINTS is defined, which the Makefile does for build/getsuji-failpoints
 * alone; otherwise nothing is left of them.  Which place does what is said by the environment variable
 * GETSUJI_FAILPOINT, see failpoint.c.  `name` is a literal, "step.place"; every name of the program is kept
 * in a section of its own, so that a campaign can ask for the list.
 *
 * Thread: any.
 */
#ifndef GETSUJI_FAILPOINT_H
#define GETSUJI_FAILPOINT_H

#include <stdbool.h>
#include <stdint.h>

#ifdef GETSUJI_FAILPOINTS

/* A word before the name says what a test can do there. */
#define FAILPOINT_LISTED(text) \
	static const char *const failpoint_listed __attribute__((section("getsuji_failpoints"), used)) = (text); \
	(void)failpoint_listed

/* Dies or stalls here when the environment says so. */
#define failpoint(name) \
	do { \
		FAILPOINT_LISTED("pass " name); \
		failpoint_pass(name, 0); \
	} while (0)

/* The same where a record is in work: "name=KEY" means that record only. */
#define failpoint_at(name, key) \
	do { \
		FAILPOINT_LISTED("key " name); \
		failpoint_pass(name, (key)); \
	} while (0)

/* True when the operation that comes next must be taken as failed; errno says why (ENOSPC, EIO, …). */
#define failpoint_fails(name) \
	__extension__({ \
		FAILPOINT_LISTED("fails " name); \
		failpoint_pass_fails(name); \
	})

void failpoint_pass(const char *name, int64_t key);
bool failpoint_pass_fails(const char *name);

#else

#define failpoint(name)         ((void)0)
#define failpoint_at(name, key) ((void)(key))
#define failpoint_fails(name)   false

#endif
#endif
