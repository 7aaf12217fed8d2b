/*
 * launch.h: what run, resume, rerun and worker have in common: the work is done by a process that a parent
 * watches and starts again when it dies (engine/run/supervise.h), it can go on in the background, it listens
 * to signals, and its end is told: last line, metrics, notification hook, exit code.
 *
 * Thread: main only, before any thread is started.
 */
#ifndef GETSUJI_LAUNCH_H
#define GETSUJI_LAUNCH_H

#include "engine/cli/cli.h"
#include "engine/run/execute.h"
#include "engine/run/flight.h"

#include <signal.h>

/* Executes a run as the options say.  Of *q only what names the run needs to be filled.  log_name: of the file
 * in STATE/log with --detach. */
enum err_code launch(struct cli *c, struct execute_request *q, const char *log_name, struct err *e);

/* The same frame for other work: `work` runs in the child with what is left of the workers asked for, and
 * returns its error, which is printed there; c->exit_code is the exit code where it returns ERR_OK. */
struct launch_work {
	enum err_code (*work)(void *arg, struct flight *flight, int workers, struct err *e);
	void *arg;
	struct cli *cli;
	struct flight *flight; /* filled; for what the last child left */
};
enum err_code launch_supervised(struct launch_work *w, struct err *e);

/* 1 after the first SIGINT, SIGTERM or SIGHUP (stop at the end of the chunk), 2 after another one (at once);
 * a third ends the process.  Signals that follow within half a second are one. */
const volatile sig_atomic_t *launch_listen(void);

/* --workers, or the number of CPUs. */
int launch_workers(const struct cli *c);

#endif
