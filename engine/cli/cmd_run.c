/*
 * cmd_run.c: run, resume.  The engine does the work; here it is asked for, watched and reported.
 */
#include "engine/base/file.h"
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/like.h"
#include "engine/cli/view.h"
#include "engine/run/execute.h"
#include "engine/run/status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define WORKERS_MAX   64
#define WATCH_SECONDS 1
#define LIMIT_DEFAULT 1000 /* records set aside before a run is stopped */

static volatile sig_atomic_t stop_asked;

static void ask_to_stop(int signal_number)
{
	(void)signal_number;
	stop_asked = 1;
}

/* The first SIGINT or SIGTERM stops at the end of the chunk, the second ends the process at once:
 * that is safe too, since a chunk is one transaction. */
static void listen_for_stop(void)
{
	struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = (int)SA_RESETHAND};

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

static int workers_wanted(const struct cli *c)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	if (c->options.text[OPT_workers] != NULL)
		return (int)c->options.number[OPT_workers];
	return cpus < 1 ? 1 : cpus > WORKERS_MAX ? WORKERS_MAX : (int)cpus;
}

/* The ledger's view of the run in the end; NULL where it cannot be had (the server is down: the error
 * that is being reported says so already). */
static struct status_run *run_as_it_ended(struct cli *c, const char *conninfo, int run_id)
{
	struct status_run *run = NULL;
	struct db *db = NULL;
	struct err ignored = {0};

	if (run_id == 0 || db_open(conninfo, "getsuji status", c->keep, &db, &ignored) != ERR_OK)
		return NULL;
	if (status_load(db, run_id, c->keep, &run, &ignored) != ERR_OK)
		run = NULL;
	db_close(db);
	return run;
}

/* Another runner has it: watches the ledger until that one is gone. */
static enum err_code watch(struct cli *c, const char *conninfo, int run_id, struct err *e)
{
	const struct timespec pause = {.tv_sec = WATCH_SECONDS};
	struct arena *scratch = arena_new();
	struct status_run *run;
	struct db *db = NULL;
	bool alive = true;

	err_clear(e);
	if (c->options.number[OPT_quiet] == 0)
		fprintf(c->out, _("run %d is active elsewhere; watching it\n"), run_id);
	fflush(c->out);
	if (db_open(conninfo, "getsuji wait", c->keep, &db, e) != ERR_OK)
		goto out;
	while (alive && !stop_asked) {
		arena_reset(scratch);
		if (status_load(db, run_id, scratch, &run, e) != ERR_OK)
			goto out;
		alive = run->alive;
		if (alive)
			nanosleep(&pause, NULL);
	}
	if (alive)
		err_set(e, ERR_STOPPED, 1070, "stopped watching run %d, which goes on", run_id);
out:
	db_close(db);
	arena_free(scratch);
	return e->code;
}

/* Into the background, with a log file.  Returns in the parent (*child = false) and in the child. */
static enum err_code detach(struct cli *c, const char *name, bool *child, struct err *e)
{
	const char *folder = arena_printf(c->keep, "%s/log", c->options.text[OPT_state]);
	const char *path = arena_printf(c->keep, "%s/%s.log", folder, name);
	int log = -1, nothing = -1;
	pid_t pid;

	*child = false;
	if (file_make_folder(folder, e) != ERR_OK)
		return e->code;
	log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (log < 0 || nothing < 0) {
		err_set(e, ERR_DISK, 1071, "could not open the log file: %s", strerror(errno));
		err_place(e, "%s", path);
		goto out;
	}
	fflush(NULL);
	pid = fork();
	if (pid < 0) {
		err_set(e, ERR_ENVIRONMENT, 1072, "could not start a process: %s", strerror(errno));
	} else if (pid > 0) {
		if (c->options.number[OPT_quiet] == 0)
			fprintf(c->out, _("process %d goes on in the background; log: %s\n"), (int)pid, path);
	} else {
		*child = true;
		setsid();
		dup2(nothing, STDIN_FILENO);
		dup2(log, STDOUT_FILENO);
		dup2(log, STDERR_FILENO);
	}
out:
	if (log >= 0)
		close(log);
	if (nothing >= 0)
		close(nothing);
	return e->code;
}

static enum err_code execute(struct cli *c, struct execute_request *q, const char *log_name, struct err *e)
{
	struct execute_outcome outcome = {0};
	struct status_run *run;
	struct view *view;
	bool child = true;

	if (connect_string(c, CONNECT_RUNNER, &q->conninfo, e) != ERR_OK ||
		file_make_folder(cli_artifact_dir(c), e) != ERR_OK)
		return e->code;
	if (c->options.number[OPT_detach] != 0 && (detach(c, log_name, &child, e) != ERR_OK || !child))
		return e->code;
	view = view_new(&c->options, c->out, c->keep);
	q->artifact_dir = cli_artifact_dir(c);
	q->workers = workers_wanted(c);
	q->quarantine_limit = c->options.text[OPT_limit] != NULL ? c->options.number[OPT_limit] : LIMIT_DEFAULT;
	q->quarantine_percent = c->options.text[OPT_percent] != NULL ? (int)c->options.number[OPT_percent] : -1;
	q->quarantine_yen = c->options.text[OPT_limit_yen] != NULL ? c->options.number[OPT_limit_yen] : -1;
	q->wait_conditions = c->options.number[OPT_wait] != 0;
	q->accept_changes = c->options.text[OPT_accept];
	q->progress = view_progress(view);
	q->stop = &stop_asked;
	listen_for_stop();
	if (execute_run(q, c->keep, &outcome, e) == ERR_ACTIVE && c->options.number[OPT_wait] != 0 &&
		outcome.run_id != 0)
		watch(c, q->conninfo, outcome.run_id, e);
	if (e->code == ERR_ACTIVE)
		return e->code;
	run = run_as_it_ended(c, q->conninfo, outcome.run_id);
	if (run != NULL) {
		view_end(view, run, e->code == ERR_OK && outcome.already_done, e);
		if (!outcome.already_done) /* its warnings were told when it ended */
			c->exit_code = status_exit_code(run, (int)c->options.number[OPT_gate_code]);
	}
	return e->code;
}

/* What was given on the command line; graph, month and office must be. */
static enum err_code read_request(struct cli *c, struct execute_request *q, struct err *e)
{
	const struct options *o = &c->options;

	if (o->operands == 0 || o->text[OPT_month] == NULL || o->text[OPT_office] == NULL) {
		err_set(e, ERR_USAGE, 1073, "run needs %s",
			o->operands == 0             ? "GRAPH"
			: o->text[OPT_month] == NULL ? "--month YYYY-MM"
										 : "--office CODE");
		return err_hint(e, "Usage: getsuji %s %s", c->command->name, c->command->usage);
	}
	q->graph = o->operand[0];
	q->office_id = (int)o->number[OPT_office];
	q->month = (month_t)o->number[OPT_month];
	q->edition = (int)o->number[OPT_edition];
	return ERR_OK;
}

enum err_code command_run(struct cli *c, struct err *e)
{
	struct execute_request q = {0};
	const char *base;
	char month[8];

	if ((c->options.text[OPT_like] != NULL ? like_fill(c, &q, e) : read_request(c, &q, e)) != ERR_OK)
		return e->code;
	base = strrchr(q.graph, '/');
	return execute(c, &q,
		arena_printf(c->keep, "%s-%05d-%s-%d", base != NULL ? base + 1 : q.graph, q.office_id,
			month_format(q.month, month), q.edition),
		e);
}

enum err_code command_resume(struct cli *c, struct err *e)
{
	struct execute_request q = {0};

	if (operand_run(c, 0, &q.run_id, e) != ERR_OK)
		return e->code;
	return execute(c, &q, arena_printf(c->keep, "resume-%d", q.run_id), e);
}
