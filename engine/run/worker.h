/*
 * worker.h: what a worker thread does: claim a chunk, compute, commit, again.
 *
 *   BEGIN; claim (the row lock is the lease)      one round trip
 *   job->chunk(): COPY out, compute, rows put     one round trip, then pure C
 *   files published; COPY in, checkpoint, COMMIT  one round trip
 *
 * Errors by class: RETRY rolls back, waits with jitter and takes the chunk again, up to a limit; a lost
 * connection is opened anew, and whether the COMMIT went through is read from the chunk's row simply by
 * looking for ready chunks again.  DATA and FATAL stop the task.
 */
#ifndef GETSUJI_WORKER_H
#define GETSUJI_WORKER_H

struct pool;

struct worker_start {
	struct pool *pool;
	int worker; /* from 0 */
};

/* The name of this host as it stands in the names of workers: letters, digits and dashes. */
void worker_host(char out[static 32]);

/* The thread's function; the argument is its struct worker_start. */
void *worker_main(void *start);

#endif
