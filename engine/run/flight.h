/*
 * flight.h: the flight recorder: what each worker of a process is at, where its parent can read it after
 * the process died.
 *
 * The memory is shared by the supervising parent and its child (made before fork, anonymous, so it ends
 * with the parent).  A worker writes its own slot only, with plain stores in the order begin, key, end;
 * the parent reads once the child is dead.
 */
#ifndef GETSUJI_FLIGHT_H
#define GETSUJI_FLIGHT_H

#include "engine/run/pool.h"

#include <stdint.h>

struct flight_slot {
	volatile int32_t run_id; /* 0: not in a chunk */
	volatile int32_t task_no;
	volatile int32_t chunk_no;
	volatile int64_t key; /* the record being worked on; 0: none yet */
};

/* A record that was in work when the process died. */
struct flight_suspect {
	int run_id, task_no, chunk_no;
	int64_t key;
	int signal;
	int proven; /* 1: it crashed again when tried alone: to be set aside */
};

struct flight {
	struct flight_slot slot[POOL_WORKERS_MAX];
	int suspects;
	struct flight_suspect suspect[POOL_WORKERS_MAX];
	volatile int32_t trying;    /* index of the suspect being tried alone, + 1; 0: none */
	volatile int64_t committed; /* chunks committed since this process began: progress between crashes */
};

#endif
