/*
 * schedule.h: the loop that moves a run on, and what it knows.
 *
 *   begin every task whose predecessors are over and that nothing else keeps (begin.h)
 *   hear what the workers say; a dry task is looked up in the ledger and ended when nothing is left
 *   until nothing runs and nothing can begin: then the run is done, or waits
 *
 * Between them it looks once a second at what operators ask for (steer.h), at deadlines (alarm.h) and at
 * sessions that hang (watchdog.h).  execute.c finds the run, takes the runner's lock, fills struct scheduler
 * and calls schedule_work().
 *
 * Thread: one, the only one that touches the graph; the lock is held in its session all the time.
 * Ownership: what is reached through `life` is gone when the connection was lost and the run is loaded anew.
 */
#ifndef GETSUJI_SCHEDULE_H
#define GETSUJI_SCHEDULE_H

#include "engine/run/condition.h"
#include "engine/run/execute.h"
#include "engine/run/ledger.h"
#include "engine/run/pool.h"
#include "engine/run/tasks.h"

/* Where a task stands in this process. */
enum schedule_phase {
	SCHEDULE_LATER, /* a predecessor is not over */
	SCHEDULE_READY, /* may begin as far as the graph goes */
	SCHEDULE_OPEN,  /* the workers are at it */
	SCHEDULE_OVER   /* done, skipped, accepted */
};

struct steer;
struct steer_guard;
struct resource_hold;

struct scheduler {
	const struct execute_request *request;
	struct arena *keep;    /* as long as the call of execute_run() */
	struct arena *life;    /* as long as a connection: the run, its tasks, the pool */
	struct arena *session; /* the scheduler's connection */
	struct arena *scratch; /* reset each round */
	struct db *db;
	struct ledger_run run;
	struct graph *graph;
	const struct graph *today;  /* the graph as the program has it now; NULL: it has none of that name */
	struct run_task *task;      /* [graph->tasks], by index */
	enum schedule_phase *phase; /* [graph->tasks] */
	int *unmet;                 /* [graph->tasks] predecessors that are not over */
	int *successor_first;       /* [graph->tasks + 1] those of task i: successor[first[i]] … */
	int *successor;
	int *ready; /* [graph->tasks] in phase READY, the waiting ones among them */
	int ready_count;
	int fresh; /* of them, not asked yet */
	int open_count, over_count;
	int *dry; /* [graph->tasks] heard to be dry */
	int dry_count;
	double dry_at; /* since when the first of them waits */
	int *reopen; /* [graph->tasks] dry, but with chunks that another session has: opened again at reopen_at */
	int reopen_count;
	double reopen_at;
	const char *directory, *artifact_dir;
	struct pool *pool;
	struct steer *steer;
	struct steer_guard *guard; /* NULL: not needed yet */
	struct resource_hold *holds;
	struct condition_memory *memory;
	const char *waiting_for;                    /* when the run waits */
	char waits_told[CONDITION_TEXT_SIZE + 128]; /* what the ledger was told of it while polling */
	double began;                               /* this process */
	double began_run; /* the run, on this process's clock; deadlines count from it */
	double look_at, guard_at, alarm_at, told_at;
	int watchdog_kills;
	int alarms;
	bool changed;    /* a task began or ended since request->progress was told */
	bool limits_due; /* records were set aside since the limits were looked at */
	bool progressed; /* something was committed since the connection was made */
	bool unwritten;  /* the ledger does not know how the attempt ended */
	bool final;      /* the failure is a task's, not the connection's */
	bool asked;      /* the jobs have said that they are ready */
	bool cut_open;   /* the graph has `wait:`, and nothing that reads was begun here */
	int run_id;      /* once it is known */
	int attempt_no;  /* of this process; 0: it has not begun */
	double lost_at;  /* the connection, first */
	int losses;      /* since something was committed */
	unsigned jitter; /* state of the waiting times' generator: never part of a result */
};

/* Seconds of the monotonic clock. */
double schedule_clock(void);

/* Fills what follows from graph and tasks: phases, successors, what is ready. */
void schedule_prepare(struct scheduler *s);

/* Works until nothing is left to do here: done, or at a gate (s->waiting_for), or ERR_NOT_DUE where something
 * else keeps it.  The pool goes on running. */
MUST_CHECK enum err_code schedule_work(struct scheduler *s, struct err *e);

/* Lets the workers finish their chunks, and ends the pool; a request to stop at once breaks the chunks off. */
void schedule_quiet(struct scheduler *s);

/* A task is over: its successors may be ready. */
void schedule_over(struct scheduler *s, int task);

/* An open task has no chunk left, as far as is known: it is looked up in the ledger, and ended. */
void schedule_dry(struct scheduler *s, int task);

/* Marks a task failed in the ledger, unless the connection is the cause; returns why->code. */
enum err_code schedule_failed(struct scheduler *s, int task, const struct err *why);

/* Tells request->progress how the run stands; an event; an event that is kept as an incident, too. */
void schedule_tell(struct scheduler *s);
void schedule_event(struct scheduler *s, const char *event, const char *details);
void schedule_incident(struct scheduler *s, int task_no, const char *event, const char *details);

#endif
