/*
 * flight.h: the flight recorder: what each worker of a process is at, where its parent can read it after
 * the process died, and what the parent has made of it.
 *
 * The memory is shared by the supervising parent and its child (made before fork, anonymous, so it ends
 * with the parent).  A worker writes its own slot only, with plain stores in the order begin, key, end;
 * the parent reads and writes once the child is dead, the child before it starts its workers.
 */
#ifndef GETSUJI_FLIGHT_H
#define GETSUJI_FLIGHT_H

#include "engine/run/pool.h"

#include <stdint.h>

struct flight_slot {
	volatile int32_t run_id; /* 0: not in a chunk */
	volatile int32_t task_no;
	volatile int32_t chunk_no;
	volatile int32_t holds; /* whether key is a record that is in work */
	volatile int64_t key;
};

/* A record that was in work when the process died. */
enum flight_verdict {
	FLIGHT_UNTRIED, /* to be tried alone */
	FLIGHT_CLEARED, /* passed when it was tried alone */
	FLIGHT_PROVEN,  /* crashed when tried alone: to be set aside */
	FLIGHT_AGAIN,   /* in work at crash after crash although it passes alone: to be set aside */
	FLIGHT_ASIDE    /* set aside */
};

struct flight_suspect {
	int run_id, task_no, chunk_no;
	int64_t key;
	int signal;
	int crashes; /* how often it was in work when the process died */
	enum flight_verdict verdict;
};

#define FLIGHT_SUSPECTS_MAX 128 /* more than workers; the oldest that are no longer asked about make room */

struct flight {
	struct flight_slot slot[POOL_WORKERS_MAX];
	int suspects;
	struct flight_suspect suspect[FLIGHT_SUSPECTS_MAX];
	volatile int32_t trying;          /* index of the suspect being tried alone, + 1; 0: none */
	volatile int64_t committed;       /* chunks committed by all children so far: progress between deaths */
	volatile int32_t short_of_memory; /* a child is ending because it cannot get any */
	volatile int32_t run;             /* that the workers work for; 0: none began yet */
	int deaths;                       /* children that died so far */
	int run_id, task_no, chunk_no;    /* where the last one died, as far as known; task 0: in no chunk */
	int signal;                       /* by which signal; 0: none */
	bool memory;                      /* for lack of memory */
};

/* Shared memory for a parent and the children it will fork; ends with the processes. */
struct flight *flight_new(void);

/* For the worker that owns the slot; NULL: nowhere, and nothing is done. */
void flight_begin(struct flight_slot *s, int run_id, int task_no, int chunk_no);
void flight_end(struct flight_slot *s);
static inline void flight_key(struct flight_slot *s, int64_t key)
{
	if (!s)
		return;
	s->key = key;
	s->holds = 1;
}

/* Another chunk was committed; from any thread. */
void flight_commit(struct flight *f);

/* For the parent, when a child died of `signal`: makes suspects of what stood in the slots, judges the
 * one that was being tried, and clears the slots. */
void flight_landed(struct flight *f, int signal);

/* The same for a death that is nobody's fault: no suspects. */
void flight_died(struct flight *f, int signal, bool short_of_memory);

/* Whether a suspect has the verdict; its index, or -1. */
int flight_find(const struct flight *f, enum flight_verdict verdict);

#endif
