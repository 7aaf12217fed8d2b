/*
 * cmd_look.c: explain, notice: one household of a run, without changing anything.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/on_demand.h"
#include "engine/cli/say.h"
#include "engine/run/execute.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is asked: a household of a run. */
struct asked {
	struct status_run *run;
	const char *conninfo;
	int64_t household_id;
};

/* The run's next task from `at` on whose job can do what is asked on demand; the number of tasks: there is none. */
static int next_on_demand(const struct status_run *run, bool render, int at)
{
	for (; at < run->tasks; at++) {
		const struct job *j =
			strcmp(run->task[at].kind, "job") == 0 ? on_demand_job(run->task[at].job) : NULL;

		if (j != NULL &&
			(render ? j->render_one != NULL && j->renders == ON_DEMAND_HOUSEHOLD : j->explain != NULL))
			break;
	}
	return at;
}

static enum err_code nobody_can(int run_id, struct err *e)
{
	err_set(e, ERR_INPUT, 1090, "no task of run %d can show a single household", run_id);
	return err_hint(e, "What came of it stands in its files: getsuji status %d", run_id);
}

/* Loads the run; an error where nothing of it is about single households, or it does not have this one. */
static enum err_code load(struct cli *c, int run_id, struct asked *out, struct err *e)
{
	struct db *db = NULL;

	if (connect_string(c, CONNECT_RUNNER, &out->conninfo, e) != ERR_OK ||
		connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	enum err_code code = status_load(db, run_id, c->keep, &out->run, e);

	if (code == ERR_OK && next_on_demand(out->run, false, 0) == out->run->tasks &&
		next_on_demand(out->run, true, 0) == out->run->tasks)
		code = nobody_can(run_id, e);
	if (code == ERR_OK)
		code = status_household(db, run_id, out->household_id, c->keep, e);
	db_close(db);
	return code;
}

static enum err_code open_on_demand(struct cli *c, const struct asked *asked, int at, struct on_demand *d,
	const struct job **job, struct err *e)
{
	if (execute_open_task(asked->conninfo, asked->run->run_id, asked->run->task[at].name, asked->household_id,
			c->keep, &d->task, job, e) == ERR_OK)
		*d = (struct on_demand){
			.task = d->task, .household_id = asked->household_id, .arena = c->keep, .out = c->out};
	return e->code;
}

static enum err_code operands_of(struct cli *c, int *run_id, int64_t *household_id, struct err *e)
{
	if (operand_run(c, 0, run_id, e) != ERR_OK)
		return e->code;
	return operand_household(c, 1, household_id, e);
}

/* Lets one task explain the household; a title stands above, where there is something to tell. */
static enum err_code explain_task(
	struct cli *c, const struct asked *asked, int at, bool titled, struct err *e)
{
	struct on_demand d = {0};
	const struct job *job = NULL;
	char *text = NULL;
	size_t length = 0;

	if (open_on_demand(c, asked, at, &d, &job, e) != ERR_OK)
		return e->code;
	CHECK(job != NULL);
	d.out = open_memstream(&text, &length);
	CHECK(d.out != NULL);
	enum err_code code = job->explain(&d, e);

	CHECK(fclose(d.out) == 0);
	if (titled && length > 0)
		fprintf(c->out, "\n■ %s\n", job->title);
	fwrite(text, 1, length, c->out);
	free(text); /* library: open_memstream() */
	return code;
}

/* Every task that can explain does; one that the household has nothing to do with is passed over, unless there is no
 * other. */
enum err_code command_explain(struct cli *c, struct err *e)
{
	struct asked asked = {0};
	struct err first = {0};
	int run_id = 0, asked_tasks = 0, explained = 0;

	if (operands_of(c, &run_id, &asked.household_id, e) != ERR_OK || load(c, run_id, &asked, e) != ERR_OK)
		return e->code;
	for (int at = next_on_demand(asked.run, false, 0); at < asked.run->tasks;
		 at = next_on_demand(asked.run, false, at + 1)) {
		if (explain_task(c, &asked, at, asked_tasks++ > 0, e) == ERR_OK)
			explained++;
		else if (e->code != ERR_INPUT)
			return e->code;
		else if (first.code == ERR_OK)
			first = *e;
		err_clear(e);
	}
	if (asked_tasks == 0)
		return nobody_can(run_id, e);
	if (explained == 0)
		*e = first;
	return e->code;
}

enum err_code command_notice(struct cli *c, struct err *e)
{
	struct asked asked = {0};
	struct on_demand d = {0};
	const struct job *job = NULL;
	const char *path = c->options.text[OPT_output];
	int run_id = 0;

	if (operands_of(c, &run_id, &asked.household_id, e) != ERR_OK)
		return e->code;
	if (path == NULL && isatty(fileno(c->out)) == 1) {
		err_set(e, ERR_USAGE, 1091, "a PDF is not written to a terminal");
		return err_hint(e, "Name a file with -o FILE, or redirect the output.");
	}
	if (load(c, run_id, &asked, e) != ERR_OK)
		return e->code;
	int at = next_on_demand(asked.run, true, 0);

	if (at == asked.run->tasks)
		return nobody_can(run_id, e);
	if (open_on_demand(c, &asked, at, &d, &job, e) != ERR_OK)
		return e->code;
	CHECK(job != NULL);
	if (path != NULL)
		return on_demand_to_file(&d, job, path, c->keep, e);
	return job->render_one(&d, e);
}
