/*
 * launch.c: see launch.h.
 */
#include "engine/cli/launch.h"

#include "engine/base/file.h"
#include "engine/base/intl.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "engine/cli/view.h"
#include "engine/run/isolate.h"
#include "engine/run/metrics.h"
#include "engine/run/outbox.h"
#include "engine/run/status.h"
#include "engine/run/supervise.h"
#include "gen/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define WATCH_SECONDS 1
#define LIMIT_DEFAULT 1000 /* records set aside before a run is stopped */
#define ONE_SIGNAL_MS 500  /* what comes again so soon is the same wish, sent to process and group */

/* ---- signals ---- */

static volatile sig_atomic_t stop_asked;
static struct timespec stop_asked_at;

static void ask_to_stop(int signal_number)
{
	struct timespec now;
	int64_t ms;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ms = (now.tv_sec - stop_asked_at.tv_sec) * 1000 + (now.tv_nsec - stop_asked_at.tv_nsec) / 1000000;
	if (stop_asked > 0 && ms < ONE_SIGNAL_MS)
		return;
	stop_asked_at = now;
	if (stop_asked < 2)
		stop_asked++;
	else
		signal(signal_number, SIG_DFL); /* the next one ends the process: safe, a chunk is one transaction */
}

const volatile sig_atomic_t *launch_listen(void)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
		struct sigaction action;

		/* What a shell (a job in the background) or nohup ignores stays ignored. */
		if (sigaction(signals[i], NULL, &action) != 0 || action.sa_handler == SIG_IGN)
			continue;
		action = (struct sigaction){.sa_handler = ask_to_stop, .sa_flags = SA_RESTART};
		sigemptyset(&action.sa_mask);
		sigaction(signals[i], &action, NULL);
	}
	return &stop_asked;
}

int launch_workers(const struct cli *c)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	if (c->options.text[OPT_workers] != NULL)
		return (int)c->options.number[OPT_workers];
	return cpus < 1 ? 1 : cpus > POOL_WORKERS_MAX ? POOL_WORKERS_MAX : (int)cpus;
}

/* ---- the frame ---- */

static int in_child(void *arg, struct flight *flight, int workers)
{
	struct launch_work *w = arg;
	struct err e = {0};
	int code = err_exit_code(w->work(w->arg, flight, workers, &e));

	if (e.code == ERR_OK)
		code = w->cli->exit_code;
	else if (e.code != ERR_NOT_DUE || w->cli->options.number[OPT_quiet] == 0) /* cron hears nothing of it */
		say_error(stderr, &e);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		err_set(&e, ERR_DISK, 1067, "the output could not be written");
		say_error(stderr, &e);
		code = err_exit_code(ERR_DISK);
	}
	return code;
}

enum err_code launch_supervised(struct launch_work *w, struct err *e)
{
	struct supervised s = {
		.work = in_child, .arg = w, .workers = launch_workers(w->cli), .flight = flight_new()};
	int exit_code = 0;

	w->flight = s.flight;
	if (supervise(&s, &exit_code, e) == ERR_OK)
		w->cli->exit_code = exit_code;
	return e->code;
}

/* ---- a run ---- */

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

struct run_work {
	struct cli *cli;
	struct execute_request *request;
};

/* Sends what the run left in the outbox and writes the metrics; what fails is said and changes nothing. */
static void tell_outside(struct cli *c, const char *conninfo)
{
	const struct outbox_hook hook = {c->options.text[OPT_notify], (int)c->options.number[OPT_notify_seconds]};
	const char *file = c->options.text[OPT_metrics];
	struct outbox_sent sent = {0};
	struct db *db = NULL;
	struct err e = {0};

	if (hook.program == NULL && file == NULL)
		return;
	if (db_open(conninfo, "getsuji notify", c->keep, &db, &e) != ERR_OK) {
		say_error(stderr, &e);
		return;
	}
	if (hook.program != NULL && outbox_send(db, &hook, c->keep, &sent, &e) != ERR_OK)
		say_error(stderr, &e);
	else if (sent.refused > 0)
		say_error(stderr, &sent.why);
	err_clear(&e);
	if (file != NULL && metrics_write(db, file, c->keep, &e) != ERR_OK)
		say_error(stderr, &e);
	db_close(db);
}

/* The ledger must not go on saying that the run is at work. */
static void bury(const char *conninfo, const struct flight *flight, const struct err *why)
{
	struct err e = {0};

	if (flight->run != 0 && why->code != ERR_SERVER && why->code != ERR_CONNECTION &&
		isolate_bury(conninfo, flight->run, why, &e) != ERR_OK)
		say_error(stderr, &e);
}

/* In the child. */
static enum err_code execute(void *arg, struct flight *flight, int workers, struct err *e)
{
	struct run_work *w = arg;
	struct cli *c = w->cli;
	struct execute_request *q = w->request;
	struct execute_outcome outcome = {0};
	struct view *view = view_new(&c->options, c->out, c->keep);
	struct status_run *run;

	q->workers = workers;
	q->flight = flight;
	q->progress = view_progress(view);
	q->stop = launch_listen();
	if (isolate_suspects(q->conninfo, q->artifact_dir, flight, e) != ERR_OK)
		bury(q->conninfo, flight, e);
	else if (execute_run(q, c->keep, &outcome, e) == ERR_ACTIVE && c->options.number[OPT_wait] != 0 &&
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
	tell_outside(c, q->conninfo);
	return e->code;
}

/* The session that holds the run's lock. */
static enum err_code active_elsewhere(struct cli *c, struct db *db, int run_id, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, run_id);
	if (db_query(db, &sql_run_lock_holder, &args, c->keep, &r, e) != ERR_OK || db_rows(r) == 0)
		return e->code;
	err_set(e, ERR_ACTIVE, 2091, "run %d is at work elsewhere", run_id);
	err_detail(e, "runner %s, login %s, since %s JST", db_text(r, 0, 0), db_text(r, 0, 1), db_text(r, 0, 2));
	return err_hint(e,
		"Leave it to that one: getsuji status %d shows how far it is; with --wait it is watched to its end.",
		run_id);
}

/* The run that is asked for; 0: it is not planned yet. */
static enum err_code find_run(
	struct cli *c, struct db *db, const struct execute_request *q, int *run_id, struct err *e)
{
	const char *base;
	struct db_args args = {0};
	struct db_result *r;

	*run_id = q->run_id;
	if (q->run_id != 0)
		return ERR_OK;
	base = strrchr(q->graph, '/');
	db_arg_text(&args, base != NULL ? base + 1 : q->graph);
	db_arg_int(&args, q->office_id);
	db_arg_day(&args, month_first(q->month));
	db_arg_int(&args, q->edition);
	if (db_query(db, &sql_run_by_key, &args, c->keep, &r, e) == ERR_OK && db_rows(r) > 0)
		*run_id = (int)db_int(r, 0, 0);
	return e->code;
}

/* What is better said before a process goes into the background, or before a graph is asked for that there is
 * not.  *over: there is nothing to do. */
static enum err_code look_first(struct cli *c, const struct execute_request *q, bool *over, struct err *e)
{
	struct status_run *run = NULL;
	struct db *db = NULL;
	int run_id;

	*over = false;
	if (db_open(q->conninfo, "getsuji look", c->keep, &db, e) != ERR_OK ||
		find_run(c, db, q, &run_id, e) != ERR_OK || run_id == 0 ||
		status_glance(db, run_id, c->keep, &run, e) != ERR_OK)
		goto out;
	*over = status_imported(run->graph);
	if (*over && c->options.number[OPT_quiet] == 0)
		fprintf(c->out, _("run %d was imported: it is done, and there is nothing to go on with\n"), run_id);
	if (run->alive && c->options.number[OPT_detach] != 0 && c->options.number[OPT_wait] == 0)
		(void)active_elsewhere(c, db, run_id, e);
out:
	db_close(db);
	return e->code;
}

enum err_code launch(struct cli *c, struct execute_request *q, const char *log_name, struct err *e)
{
	const struct options *o = &c->options;
	struct run_work run = {.cli = c, .request = q};
	struct launch_work w = {.work = execute, .arg = &run, .cli = c};
	bool child = true, over = false;

	if (connect_string(c, CONNECT_RUNNER, &q->conninfo, e) != ERR_OK ||
		file_make_folder(cli_artifact_dir(c), e) != ERR_OK)
		return e->code;
	q->artifact_dir = cli_artifact_dir(c);
	q->quarantine_limit = o->text[OPT_limit] != NULL ? o->number[OPT_limit] : LIMIT_DEFAULT;
	q->quarantine_percent = o->text[OPT_percent] != NULL ? (int)o->number[OPT_percent] : -1;
	q->quarantine_yen = o->text[OPT_limit_yen] != NULL ? o->number[OPT_limit_yen] : -1;
	q->wait_conditions = o->number[OPT_wait] != 0;
	q->accept_changes = o->text[OPT_accept];
	q->watchdog_seconds = (int)o->number[OPT_watchdog];
	q->reconnect_seconds = (int)o->number[OPT_reconnect];
	if ((q->run_id != 0 || o->number[OPT_detach] != 0) && (look_first(c, q, &over, e) != ERR_OK || over))
		return e->code;
	if (o->number[OPT_detach] != 0 && (detach(c, log_name, &child, e) != ERR_OK || !child))
		return e->code;
	if (launch_supervised(&w, e) != ERR_OK) {
		bury(q->conninfo, w.flight, e);
		tell_outside(c, q->conninfo);
	}
	return e->code;
}
