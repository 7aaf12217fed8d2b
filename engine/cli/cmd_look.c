/*
 * cmd_look.c: status, explain, notice: what happened, and why, without changing anything.
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

#define RUNS_SHOWN      20
#define ARTIFACTS_SHOWN 12

static const char *state_word(const char *state, bool alive, struct arena *keep)
{
	/* A run that says it is running and has no runner lost its process. */
	if (!alive && (strcmp(state, "running") == 0))
		return arena_printf(keep, "%s", _("interrupted"));
	return say_state(state);
}

static void head(struct table *t, const char *const titles[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		table_cell(t, _(titles[i]));
}

static enum err_code status_of_all(struct cli *c, struct db *db, struct err *e)
{
	static const char *const titles[] = {N_("run"), N_("graph"), N_("month"), N_("office"), N_("edition"),
		N_("execution"), N_("decision"), N_("set aside"), N_("begun (UTC)")};
	struct table *t = table_new(c->keep, 9, "rllrrllrl");
	struct status_line *runs;
	char month[8];
	int n;

	if (status_list(db, RUNS_SHOWN, c->keep, &runs, &n, e) != ERR_OK)
		return e->code;
	if (n == 0) {
		fputs(_("no runs yet\nnext: getsuji check\n"), c->out);
		return ERR_OK;
	}
	head(t, titles, sizeof(titles) / sizeof(titles[0]));
	for (int i = 0; i < n; i++) {
		table_cell(t, arena_printf(c->keep, "%d", runs[i].run_id));
		table_cell(t, runs[i].graph);
		table_cell(t, arena_strdup(c->keep, month_format(runs[i].month, month)));
		table_cell(t, arena_printf(c->keep, "%05d", runs[i].office_id));
		table_cell(t, say_number(c->keep, runs[i].edition));
		table_cell(t, state_word(runs[i].execution, runs[i].alive, c->keep));
		table_cell(t, say_state(runs[i].decision));
		table_cell(t, say_number(c->keep, runs[i].quarantined));
		table_cell(t, runs[i].created);
	}
	table_print(t, c->out, "");
	fprintf(c->out, _("next: getsuji status %d\n"), runs[0].run_id);
	return ERR_OK;
}

static void say_tasks(struct cli *c, const struct status_run *run)
{
	static const char *const titles[] = {N_("task"), N_("state"), N_("chunks"), N_("read"), N_("written"),
		N_("unchanged"), N_("held"), N_("set aside"), N_("yen"), N_("time")};
	struct table *t = table_new(c->keep, 10, "llrrrrrrrr");

	head(t, titles, sizeof(titles) / sizeof(titles[0]));
	for (int i = 0; i < run->tasks; i++) {
		const struct status_task *task = &run->task[i];
		bool begun = task->chunks > 0;

		table_cell(t, task->name);
		table_cell(t, state_word(task->state, run->alive, c->keep));
		table_cell(t,
			begun ? arena_printf(c->keep, "%lld/%lld", (long long)task->chunks_done, (long long)task->chunks)
				  : "");
		table_cell(t, begun ? say_number(c->keep, task->count.read) : "");
		table_cell(t, begun ? say_number(c->keep, task->count.written) : "");
		table_cell(t, begun ? say_number(c->keep, task->count.unchanged) : "");
		table_cell(t, begun ? say_number(c->keep, task->count.held) : "");
		table_cell(t, begun ? say_number(c->keep, task->count.quarantined) : "");
		table_cell(t, begun ? say_number(c->keep, task->count.yen) : "");
		table_cell(t, strcmp(task->state, "planned") != 0 ? say_seconds(c->keep, task->seconds) : "");
	}
	table_print(t, c->out, "  ");
	for (int i = 0; i < run->tasks; i++) {
		const struct status_task *task = &run->task[i];

		if (task->message[0] != '\0')
			fprintf(c->out, "  GJ%04d %s: %s\n", task->message_id, task->name, task->message);
	}
}

/* read = written + unchanged + held + set aside, over all that is done. */
static void say_balance(struct cli *c, const struct status_run *run)
{
	struct chunk_counts sum = {0};
	bool balanced;

	for (int i = 0; i < run->tasks; i++) {
		sum.read += run->task[i].count.read;
		sum.written += run->task[i].count.written;
		sum.unchanged += run->task[i].count.unchanged;
		sum.held += run->task[i].count.held;
		sum.quarantined += run->task[i].count.quarantined;
	}
	balanced = sum.read == sum.written + sum.unchanged + sum.held + sum.quarantined;
	fprintf(c->out, _("totals: %s read = %s written + %s unchanged + %s held + %s set aside: %s\n"),
		say_number(c->keep, sum.read), say_number(c->keep, sum.written), say_number(c->keep, sum.unchanged),
		say_number(c->keep, sum.held), say_number(c->keep, sum.quarantined),
		balanced ? _("balanced") : _("OUT OF BALANCE"));
}

static void say_groups(struct cli *c, const struct status_run *run)
{
	if (run->quarantines > 0)
		fprintf(c->out, "%s\n", _("set aside:"));
	for (int i = 0; i < run->quarantines; i++) {
		const struct status_group *g = &run->quarantine[i];

		fprintf(c->out, _("  %s  %s  GJ%04d  %s records, the first %lld: %s\n"), g->task, g->rule,
			g->message_id, say_number(c->keep, g->records), (long long)g->first_key, g->reason);
	}
	if (run->holds > 0)
		fprintf(c->out, "%s\n", _("held:"));
	for (int i = 0; i < run->holds; i++) {
		const struct status_group *g = &run->hold[i];

		fprintf(c->out, _("  %s  %s  %s records, the first %lld\n"), g->task, g->rule,
			say_number(c->keep, g->records), (long long)g->first_key);
	}
}

static void say_artifacts(struct cli *c, const struct status_run *run)
{
	struct table *t = table_new(c->keep, 4, "lrrl");
	char month[8];

	if (run->artifacts == 0)
		return;
	fprintf(c->out, _("files in %s/%s-%05d-%s-%d:\n"), cli_artifact_dir(c), run->graph, run->office_id,
		month_format(run->month, month), run->edition);
	for (int i = 0; i < run->artifacts && i < ARTIFACTS_SHOWN; i++) {
		table_cell(t, run->artifact[i].name);
		table_cell(t, arena_printf(c->keep, _("%s bytes"), say_number(c->keep, run->artifact[i].bytes)));
		table_cell(t, run->artifact[i].pages > 0
						  ? arena_printf(c->keep, _("%s pages"), say_number(c->keep, run->artifact[i].pages))
						  : "");
		table_cell(t, arena_printf(c->keep, "sha256 %.12s", run->artifact[i].sha256));
	}
	table_print(t, c->out, "  ");
	if (run->artifacts > ARTIFACTS_SHOWN)
		fprintf(c->out, _("  and %d more, listed in manifest.csv\n"), run->artifacts - ARTIFACTS_SHOWN);
}

static void say_decision(struct cli *c, const struct status_run *run)
{
	fprintf(c->out, _("decision: %s"), say_state(run->decision));
	if (run->digest[0] != '\0')
		fprintf(c->out, _(", digest of the results %s"), run->digest);
	if (run->approved[0] != '\0')
		fprintf(c->out, _(", approved by %s"), run->approved);
	if (run->excluded > 0)
		fprintf(c->out, _(", %s households pulled out"), say_number(c->keep, run->excluded));
	fputc('\n', c->out);
}

static enum err_code status_of_one(struct cli *c, struct db *db, int run_id, struct err *e)
{
	struct status_run *run;
	const char *next;
	char month[8];

	if (status_load(db, run_id, c->keep, &run, e) != ERR_OK)
		return e->code;
	fprintf(c->out, _("run %d  %s %s  office %05d  edition %d  graph %.12s\n"), run->run_id, run->graph,
		month_format(run->month, month), run->office_id, run->edition, run->graph_digest);
	fprintf(c->out, _("facts as of %s UTC, begun %s by %s\n"), run->cut, run->created, run->started_by);
	fprintf(c->out, _("execution: %s"), state_word(run->execution, run->alive, c->keep));
	if (run->alive)
		fprintf(c->out, _(", runner %s since %s UTC"), run->runner, run->since);
	fputc('\n', c->out);
	if (run->message[0] != '\0')
		fprintf(c->out, "GJ%04d %s\n", run->message_id, run->message);
	say_tasks(c, run);
	say_balance(c, run);
	say_groups(c, run);
	say_decision(c, run);
	say_artifacts(c, run);
	next = status_next(run, c->keep);
	if (next != NULL)
		fprintf(c->out, _("next: %s\n"), next);
	else
		fputs(_("next: nothing to do\n"), c->out);
	return ERR_OK;
}

enum err_code command_status(struct cli *c, struct err *e)
{
	struct db *db = NULL;
	int run_id = 0;

	if (c->options.operands > 0 && operand_run(c, 0, &run_id, e) != ERR_OK)
		return e->code;
	if (connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	if (run_id == 0)
		status_of_all(c, db, e);
	else
		status_of_one(c, db, run_id, e);
	db_close(db);
	return e->code;
}

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
