/*
 * condition_memory.h: what conditions keep between looks.  Private to condition*.c.
 *
 * Thousands of tasks may wait for the same thing: what one look found holds for CONDITION_ROUND_S for all who
 * ask the same (the same `wait:` item of the graph), the clock and calendars as well.  What is known of files
 * is kept as long as the process.
 */
#ifndef GETSUJI_CONDITION_MEMORY_H
#define GETSUJI_CONDITION_MEMORY_H

#include "engine/run/condition.h"
#include "engine/run/office_calendar.h"
#include "getsuji/digest.h"

#include <sys/stat.h>
#include <time.h>

#define CONDITION_ROUND_S 0.5

/* A file as it was at the last look. */
struct condition_seen {
	const char *path;
	off_t size;
	struct timespec written;
	double since; /* by the monotonic clock: when it was first seen like this */
	bool hashed;
	char hex[DIGEST_HEX_SIZE];
	struct condition_seen *next;
};

/* What a `wait:` item came to in this round; by its place in the graph. */
struct condition_answer {
	int line, column;
	bool met;
	const char *waiting_for;
	struct condition_answer *next;
};

/* A calendar in this round; name NULL: the office's. */
struct condition_calendar {
	const char *name;
	struct office_calendar *calendar;
	struct condition_calendar *next;
};

#define CONDITION_BUCKETS 512

struct condition_memory {
	struct arena *keep;
	struct condition_seen *seen[CONDITION_BUCKETS];
	struct arena *round; /* until the round ends */
	double round_ends;
	bool has_clock;
	struct office_clock clock;
	struct condition_answer *answer[CONDITION_BUCKETS];
	struct condition_calendar *calendar;
};

double condition_seconds(void); /* monotonic */

/* Ends the round when it is over. */
void condition_round(struct condition_memory *m);

/* NULL: not asked in this round. */
const struct condition_answer *condition_answered(
	const struct condition_memory *m, const struct graph_wait *w);
void condition_remember(
	struct condition_memory *m, const struct graph_wait *w, bool met, const char *waiting_for);

/* What is known of a file from earlier looks; anew where it changed. */
struct condition_seen *condition_look_up(struct condition_memory *m, const char *path, const struct stat *st);

#endif
