/*
 * cmd_worker.c: worker --run RUN: helps a run that another process executes (engine/run/helper.h).
 */
#include "engine/base/log.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/launch.h"
#include "engine/run/helper.h"
#include "engine/run/isolate.h"
#include "engine/run/status.h"

#include <string.h>

struct worker_command {
	struct cli *cli;
	struct helper_request request;
};

static void tell(const char *event, const char *details)
{
	struct log_line l;

	log_begin(&l, LOG_LEVEL_WARNING, event);
	log_details(&l, details);
	log_end(&l);
}

static void tell_end(int run_id, const struct helper_outcome *out)
{
	struct log_line l;

	log_begin(&l, LOG_LEVEL_INFO, "helper.end");
	log_int(&l, "run", run_id);
	log_text(&l, "state", out->execution);
	log_int(&l, "chunks", out->chunks);
	log_int(&l, "records", out->count.read);
	log_int(&l, "quarantined", out->count.quarantined);
	log_end(&l);
}

/* A run that was imported has no graph; of one that nobody runs the helper says what it waits for. */
static enum err_code look_first(const struct helper_request *q, struct arena *keep, struct err *e)
{
	struct status_run *run = NULL;
	struct db *db = NULL;
	struct log_line l;

	if (db_open(q->conninfo, "getsuji look", keep, &db, e) != ERR_OK ||
		status_glance(db, q->run_id, keep, &run, e) != ERR_OK)
		goto out;
	if (status_imported(run->graph)) {
		(void)status_not_from_graph(q->run_id, e);
	} else if (status_interrupted(run)) {
		log_begin(&l, LOG_LEVEL_WARNING, "helper.waiting");
		log_int(&l, "run", q->run_id);
		log_text(&l, "for", "its runner");
		log_int(&l, "seconds", HELPER_RUNNER_SECONDS);
		log_text(&l, "next", arena_printf(keep, "getsuji resume %d", q->run_id));
		log_end(&l);
	}
out:
	db_close(db);
	return e->code;
}

static enum err_code help(void *arg, struct flight *flight, int workers, struct err *e)
{
	struct worker_command *w = arg;
	struct helper_request *q = &w->request;
	struct helper_outcome out = {0};
	struct arena *keep = w->cli->keep;
	bool json = strcmp(w->cli->options.text[OPT_log], "json") == 0;
	bool quiet = w->cli->options.number[OPT_quiet] != 0;

	q->flight = flight;
	q->workers = workers;
	q->stop = launch_listen();
	log_open(
		w->cli->out, json ? LOG_FORMAT_JSON : LOG_FORMAT_TEXT, quiet ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO);
	if (look_first(q, keep, e) != ERR_OK)
		return e->code;
	if (q->artifact_dir == NULL && helper_folder(q->conninfo, q->run_id, keep, &q->artifact_dir, e) != ERR_OK)
		return e->code;
	if (q->artifact_dir == NULL)
		q->artifact_dir = cli_artifact_dir(w->cli);
	if (isolate_suspects(q->conninfo, q->artifact_dir, flight, e) == ERR_OK &&
		helper_work(q, keep, &out, e) == ERR_OK)
		tell_end(q->run_id, &out);
	return e->code;
}

enum err_code command_worker(struct cli *c, struct err *e)
{
	struct worker_command command = {.cli = c};
	struct launch_work w = {.work = help, .arg = &command, .cli = c};

	command.request = (struct helper_request){.run_id = (int)c->options.number[OPT_run],
		.artifact_dir = c->options.text[OPT_artifacts],
		.event = tell};
	if (c->options.text[OPT_run] == NULL) {
		err_set(e, ERR_USAGE, 2129, "worker needs --run RUN");
		return err_hint(e, "Usage: getsuji %s %s", c->command->name, c->command->usage);
	}
	if (connect_string(c, CONNECT_RUNNER, &command.request.conninfo, e) != ERR_OK)
		return e->code;
	return launch_supervised(&w, e);
}
