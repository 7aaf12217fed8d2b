/*
 * on_demand.c: see on_demand.h.
 */
#include "engine/cli/on_demand.h"

#include "engine/base/file.h"
#include "engine/cli/connect.h"
#include "engine/run/execute.h"
#include "engine/run/registry.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

const struct job *on_demand_job(const char *name)
{
	for (size_t i = 0; registry_jobs[i] != NULL; i++) {
		if (strcmp(registry_jobs[i]->name, name) == 0)
			return registry_jobs[i];
	}
	return NULL;
}

enum err_code on_demand_to_file(
	struct on_demand *d, const struct job *job, const char *path, struct arena *keep, struct err *e)
{
	const char *part = file_part_name(keep, path);

	unlink(part); /* left by a crash */
	d->out = file_create(part);
	if (d->out == NULL)
		return file_write_failed(path, errno, 0, e);
	d->path = part;
	if (job->render_one(d, e) == ERR_OK && fflush(d->out) != 0)
		file_write_failed(path, errno, 0, e);
	if (fclose(d->out) != 0 && e->code == ERR_OK)
		file_write_failed(path, errno, 0, e);
	if (e->code != ERR_OK || file_publish(part, path, e) != ERR_OK)
		unlink(part);
	return e->code;
}

/* Opens the first task of the run whose job renders `what`; that job, or NULL with *e. */
static const struct job *open_task(
	struct cli *c, struct db *db, int run_id, enum on_demand_key what, struct on_demand *d, struct err *e)
{
	struct status_run *run;
	const struct job *job = NULL;
	const char *conninfo;
	int at = 0;

	if (connect_string(c, CONNECT_RUNNER, &conninfo, e) != ERR_OK ||
		status_load(db, run_id, c->keep, &run, e) != ERR_OK)
		return NULL;
	for (; at < run->tasks; at++) {
		job = strcmp(run->task[at].kind, "job") == 0 ? on_demand_job(run->task[at].job) : NULL;
		if (job != NULL && job->render_one != NULL && job->renders == what)
			break;
	}
	if (at == run->tasks) {
		err_set(e, ERR_INPUT, 2243, "no task of run %d can make this file", run_id);
		return NULL;
	}
	if (execute_open_task(
			conninfo, run_id, run->task[at].name, d->household_id, c->keep, &d->task, &job, e) != ERR_OK)
		return NULL;
	return job;
}

enum err_code on_demand_write(struct cli *c, struct db *db, int run_id, enum on_demand_key what, int64_t key,
	const char *path, struct err *e)
{
	struct on_demand d = {.household_id = key, .arena = c->keep};
	const struct job *job = open_task(c, db, run_id, what, &d, e);

	return job == NULL ? e->code : on_demand_to_file(&d, job, path, c->keep, e);
}

enum err_code on_demand_print(
	struct cli *c, struct db *db, int run_id, enum on_demand_key what, int64_t key, FILE *out, struct err *e)
{
	struct on_demand d = {.household_id = key, .arena = c->keep, .out = out};
	const struct job *job = open_task(c, db, run_id, what, &d, e);

	return job == NULL ? e->code : job->render_one(&d, e);
}
