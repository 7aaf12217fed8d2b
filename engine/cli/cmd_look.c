/*
 * cmd_look.c: explain, notice: one household of a run, without changing anything.
 */
#include "engine/base/file.h"
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "engine/run/execute.h"
#include "engine/run/registry.h"
#include "engine/run/status.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const struct job *registered(const char *name)
{
	for (size_t i = 0; registry_jobs[i] != NULL; i++) {
		if (strcmp(registry_jobs[i]->name, name) == 0)
			return registry_jobs[i];
	}
	return NULL;
}

/* The first task of the run whose job can do what is asked on demand, opened for it. */
static enum err_code open_on_demand(struct cli *c, bool render, int run_id, int64_t household_id,
	struct on_demand *d, const struct job **job, struct err *e)
{
	struct status_run *run;
	struct db *db = NULL;
	const char *conninfo = NULL, *name = NULL;

	if (connect_string(c, CONNECT_RUNNER, &conninfo, e) != ERR_OK ||
		connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	if (status_load(db, run_id, c->keep, &run, e) != ERR_OK ||
		status_household(db, run_id, household_id, c->keep, e) != ERR_OK)
		goto out;
	for (int i = 0; i < run->tasks && name == NULL; i++) {
		const struct job *j = strcmp(run->task[i].kind, "job") == 0 ? registered(run->task[i].job) : NULL;

		if (j != NULL && (render ? j->render_one : j->explain) != NULL)
			name = run->task[i].name;
	}
	if (name == NULL) {
		err_set(e, ERR_INPUT, 1090, "no task of run %d can show a single household", run_id);
		goto out;
	}
	if (execute_open_task(conninfo, run_id, name, household_id, c->keep, &d->task, job, e) == ERR_OK)
		*d = (struct on_demand){.task = d->task, .household_id = household_id, .arena = c->keep};
out:
	db_close(db);
	return e->code;
}

static enum err_code operands_of(struct cli *c, int *run_id, int64_t *household_id, struct err *e)
{
	if (operand_run(c, 0, run_id, e) != ERR_OK)
		return e->code;
	return operand_household(c, 1, household_id, e);
}

enum err_code command_explain(struct cli *c, struct err *e)
{
	struct on_demand d = {0};
	const struct job *job = NULL;
	int64_t household_id = 0;
	int run_id = 0;

	if (operands_of(c, &run_id, &household_id, e) != ERR_OK ||
		open_on_demand(c, false, run_id, household_id, &d, &job, e) != ERR_OK)
		return e->code;
	CHECK(job != NULL);
	d.out = c->out;
	return job->explain(&d, e);
}

static enum err_code render_to_file(
	struct on_demand *d, const struct job *job, const char *path, struct arena *keep, struct err *e)
{
	const char *part = file_part_name(keep, path);

	d->out = fopen(part, "wbx");
	if (d->out == NULL) { /* a part left by a crash may be overwritten, another file may not */
		unlink(part);
		d->out = fopen(part, "wbx");
	}
	if (d->out == NULL)
		return file_write_failed(path, errno, 0, e);
	if (job->render_one(d, e) == ERR_OK && fflush(d->out) != 0)
		file_write_failed(path, errno, 0, e);
	if (fclose(d->out) != 0 && e->code == ERR_OK)
		file_write_failed(path, errno, 0, e);
	if (e->code != ERR_OK || file_publish(part, path, e) != ERR_OK)
		unlink(part);
	return e->code;
}

enum err_code command_notice(struct cli *c, struct err *e)
{
	struct on_demand d = {0};
	const struct job *job = NULL;
	const char *path = c->options.text[OPT_output];
	int64_t household_id = 0;
	int run_id = 0;

	if (operands_of(c, &run_id, &household_id, e) != ERR_OK)
		return e->code;
	if (path == NULL && isatty(fileno(c->out)) == 1) {
		err_set(e, ERR_USAGE, 1091, "a PDF is not written to a terminal");
		return err_hint(e, "Name a file with -o FILE, or redirect the output.");
	}
	if (open_on_demand(c, true, run_id, household_id, &d, &job, e) != ERR_OK)
		return e->code;
	CHECK(job != NULL);
	if (path != NULL)
		return render_to_file(&d, job, path, c->keep, e);
	d.out = c->out;
	return job->render_one(&d, e);
}
