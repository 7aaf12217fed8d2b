/*
 * forecast.h: how long a graph will take and when a run will end, from what its tasks took before.
 *
 * A task is expected to take the median of its last durations, at most FORECAST_RUNS, in runs of the same
 * graph and office that were done; where its records are known both then and now, each is scaled by them
 * first.  One without history is taken as nothing, and `partial` says so.  A gate takes no time: it waits
 * for persons, whom nobody can foresee.
 *
 * Ownership: everything lives in `keep`.  Thread: any; forecast_make() is pure.
 */
#ifndef GETSUJI_FORECAST_H
#define GETSUJI_FORECAST_H

#include "engine/db/db.h"
#include "engine/graph/graph.h"

#define FORECAST_RUNS 5

struct forecast_history;

/* Runs before before_run_id (INT32_MAX: all). */
MUST_CHECK enum err_code forecast_load(struct db *db, const char *graph, int office_id, int before_run_id,
	struct arena *keep, struct forecast_history **out, struct err *e);

/* The same for those who have the figures; in the order newest first. */
struct forecast_history *forecast_new(struct arena *keep);
void forecast_add(struct forecast_history *h, const char *task, double seconds, int64_t expected);

/* Where a task of a run stands. */
struct forecast_state {
	const char *state;    /* of run.task */
	int64_t expected;     /* records; 0: not known yet */
	int64_t chunks, done; /* of the chunks */
	double seconds;       /* since it began; whole when done */
};

struct forecast_task {
	double seconds; /* it takes, or took; negative: not known */
	double ends;    /* seconds from now (without a run: from the start); 0 where it has ended */
	bool critical;  /* on the longest path through the whole graph */
};

struct forecast {
	struct forecast_task *task; /* by index in the graph */
	double total;               /* the longest path; negative where nothing is known */
	double left;                /* from now to the end; negative where nothing is known */
	bool partial;               /* there are tasks without history: it takes longer than that */
};

/* history NULL: none.  state: [g->tasks], or NULL for a graph that is not running. */
void forecast_make(const struct graph *g, const struct forecast_history *history,
	const struct forecast_state *state, struct arena *keep, struct forecast *out);

/* The instant in so many seconds, as the ledger prints instants. */
MUST_CHECK enum err_code forecast_instant(
	struct db *db, double seconds, struct arena *keep, const char **out, struct err *e);

#endif
