/*
 * progress.h: what a run tells of itself while it works.  engine/run calls these on the scheduler
 * thread; engine/cli implements how it looks (a block that redraws, or plain lines).
 */
#ifndef GETSUJI_PROGRESS_H
#define GETSUJI_PROGRESS_H

#include "getsuji/calendar.h"
#include "getsuji/money.h"

#include <stdint.h>

/* A snapshot of one task. */
struct progress_task {
	const char *name;
	const char *title;
	const char *state; /* as in the ledger (state.h) */
	int64_t expected;  /* records */
	int64_t chunks, chunks_done;
	int64_t read, written, unchanged, held, quarantined, warnings;
	yen_t yen;
	double seconds; /* working on it in this process */
};

struct progress_run {
	int run_id;
	const char *graph;
	int office_id;
	month_t month;
	int edition;
	const char *graph_digest; /* first 12 hex digits */
	const char *execution;
	int workers;
	int tasks;
	const struct progress_task *task; /* [tasks], in order */
	double seconds;                   /* since this process started the run */
	double remaining_seconds;         /* estimate; negative: not known yet */
	const char *waiting_for;          /* while nothing can be done: what it waits for, "pause"; or empty */
	int alarms;                       /* raised so far */
};

struct progress {
	/* A state changed, or about five times a second while something runs. */
	void (*update)(struct progress *p, const struct progress_run *run);
	/* A fixed event (worker.reconnect, chunk.retry …) with details, no persons: key=value pairs,
	 * then words for people. */
	void (*event)(struct progress *p, const char *event, const char *details);
};

#endif
