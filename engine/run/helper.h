/*
 * helper.h: helping a run that another process executes, from any process or host: `getsuji worker`.
 *
 * A helper has workers like a runner's: they claim chunks of the tasks that the ledger says are at work, and
 * commit them.  It begins and ends no task and takes no lock but the leases of its chunks; any number may come
 * and go at any time.  It leaves when the run is no longer running.  A runner that died is waited for a while:
 * chunks go on meanwhile.
 *
 * It works for runs that this program would execute the same way: the same schema, jobs and graph; and where
 * the run's folder is at hand, for files are published there.
 *
 * Thread: the caller's, which becomes the helper's own scheduler.
 * Errors: ERR_CHANGED, ERR_ENVIRONMENT where it cannot help; ERR_NOT_DUE where the run is not running;
 * ERR_RETRY where its runner is gone and does not come back; what a chunk failed with.
 */
#ifndef GETSUJI_HELPER_H
#define GETSUJI_HELPER_H

#include "engine/run/flight.h"

#include <signal.h>

/* How long a runner that is gone is waited for. */
#define HELPER_RUNNER_SECONDS 60

struct helper_request {
	const char *conninfo;
	int run_id;
	const char *artifact_dir;
	int workers;
	struct flight *flight; /* NULL: nowhere */
	const volatile sig_atomic_t *stop;
	void (*event)(const char *event, const char *details); /* a line of what happens */
};

struct helper_outcome {
	int64_t chunks;
	struct chunk_counts count;
	const char *execution; /* of the run when it was left */
};

MUST_CHECK enum err_code helper_work(
	const struct helper_request *request, struct arena *keep, struct helper_outcome *out, struct err *e);

/* The folder of artifacts of a run as its last runner says, in `keep`; NULL where it says none. */
MUST_CHECK enum err_code helper_folder(
	const char *conninfo, int run_id, struct arena *keep, const char **out, struct err *e);

#endif
