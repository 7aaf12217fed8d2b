/*
 * outbox.h: tells a program of the site what happened (the notification hook).
 *
 * Events are rows of run.outbox, written in the transaction that made them true.  outbox_send() gives
 * those that were not sent yet to the program, oldest first, one process each: a JSON object on its
 * standard input, no arguments, no shell.  Exit status 0 means taken; anything else, or no end in time
 * (then it is killed with all it started), leaves the event for the next time.
 *
 * At least once: a crash between the program's end and our commit sends an event again; event_id is the
 * same then.  Two senders at once do not send twice: a row is locked while its program runs.
 * A program that hangs ends the sending, so that a run's end is late by that time at most.
 *
 * The program is given counts and names of tasks, never a person's data.  What it prints goes nowhere,
 * but the first line of it is told when it fails.
 *
 * Thread: main only (it starts processes); the caller's connection, outside a transaction.
 * Ownership: texts of *out live in `keep`.  Errors: those of the database; a program that fails is no
 * error of ours but counted.
 */
#ifndef GETSUJI_OUTBOX_H
#define GETSUJI_OUTBOX_H

#include "engine/db/db.h"
#include "getsuji/arena.h"
#include "getsuji/err.h"

#include <stdint.h>

struct outbox_sent {
	int64_t sent, refused, left; /* refused: tried now and not taken; left: unsent in the database */
	struct err why;              /* of the last one that was refused: GJ2100…, as a warning */
};

/* Who is told: a path with a slash in it (ERR_USAGE where it has none, ERR_ENVIRONMENT where it cannot be
 * executed), and the seconds it may take for an event. */
struct outbox_hook {
	const char *program;
	int seconds;
};

MUST_CHECK enum err_code outbox_send(struct db *db, const struct outbox_hook *hook, struct arena *keep,
	struct outbox_sent *out, struct err *e);

#endif
