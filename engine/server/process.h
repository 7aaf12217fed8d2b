/*
 * process.h: child processes, by fork and execve with an argument list; no shell anywhere.
 *
 * A child starts in "/", with an environment of its own (so that PGPORT or PGDATA of the user mean
 * nothing to the server), as another user where asked for, and with no file of ours but its standard
 * three.  Thread: main only, before any other thread exists.
 */
#ifndef GETSUJI_SERVER_PROCESS_H
#define GETSUJI_SERVER_PROCESS_H

#include "getsuji/arena.h"
#include "getsuji/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Whom a child runs as.  Only root can be another than itself. */
struct account {
	uid_t uid;
	gid_t gid;
	const char *name;
};

struct process {
	const char *const *argv;       /* argv[0]: the program's path */
	const struct account *account; /* NULL: as we are */
	const char *input;             /* its standard input; NULL: empty */
	int log;                       /* for its output and errors; -1: to nowhere */
};

/* Runs it to its end; ERR_OK only when its exit status is 0.  *output (unless out is NULL): what it
 * printed, then instead of to the log. */
MUST_CHECK enum err_code process_run(
	const struct process *p, struct arena *keep, const char **output, struct err *e);

/* Starts it in a session of its own, to outlive us; *pid is its number. */
MUST_CHECK enum err_code process_detach(const struct process *p, pid_t *pid, struct err *e);

/* Whether a process has ended; a zombie that nobody has waited for counts as ended. */
bool process_gone(pid_t pid);

/* Whether a process, or with pid 0 any process, works in this folder. */
bool process_works_in(pid_t pid, const char *folder);

#endif
