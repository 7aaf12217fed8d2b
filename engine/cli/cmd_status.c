/*
 * cmd_status.c: status: the list of runs, or one run with everything a person has to know about it, and
 * what to type next.  On a terminal a run that is at work is shown while it works.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/cmd_mail.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "engine/cli/view.h"
#include "engine/run/status.h"
#include "gen/sql.h"
#include "getsuji/facts.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define RUNS_SHOWN      20
#define ARTIFACTS_SHOWN 12
#define TASKS_SHOWN     60 /* of a larger graph what is not quietly done or planned */

/* Columns of status_unsent. */
enum { UNSENT_RUN, UNSENT_OFFICE, UNSENT_PAY_ON, UNSENT_LATE, UNSENT_REVERSAL };

static const char *state_word(const char *state, bool alive)
{
	/* A run that says it is running and has no runner lost its process. */
	return !alive && strcmp(state, "running") == 0 ? _("interrupted") : say_state(state);
}

static void head(struct table *t, const char *const titles[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		table_cell(t, _(titles[i]));
}

static const char *notes_word(const struct status_line *run, struct arena *keep)
{
	const char *text = run->paused ? _("paused") : "";

	if (run->alarms > 0)
		text = arena_printf(keep, _("%s%salarms %d"), text, text[0] != '\0' ? ", " : "", (int)run->alarms);
	return text;
}

/* Whether nobody has to be told of it: at work, waiting or done. */
static bool is_well(const struct status_line *run)
{
	return run->alive || strcmp(run->execution, "done") == 0 || strcmp(run->execution, "waiting") == 0;
}

/* The newest run that a person has to do something about; the newest one where there is none. */
static int run_to_look_at(const struct status_line *runs, int n)
{
	for (int i = 0; i < n; i++) {
		bool well = strcmp(runs[i].execution, "done") == 0 || runs[i].alive;

		if (!well || runs[i].paused)
			return runs[i].run_id;
	}
	return runs[0].run_id;
}

/* A bank file that has not left on time is told before all else: households wait for it. */
static enum err_code say_unsent(struct cli *c, struct db *db, struct err *e)
{
	struct db_result *r;
	char day[11];

	if (db_query(db, &sql_status_unsent, NULL, c->keep, &r, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < db_rows(r); i++) {
		bool late = db_int(r, i, UNSENT_LATE) != 0;

		fprintf(c->out,
			late ? _("OVERDUE: the bank file of run %d and office %05d has not left; its pay day was %s\n")
				 : _("the bank file of run %d and office %05d has not left; its pay day is %s\n"),
			(int)db_int(r, i, UNSENT_RUN), (int)db_int(r, i, UNSENT_OFFICE),
			day_format(db_day(r, i, UNSENT_PAY_ON), day));
		if (db_int(r, i, UNSENT_REVERSAL) != 0)
			fprintf(c->out, _("  a reversal is asked for: first → getsuji reverse %d\n"),
				(int)db_int(r, i, UNSENT_REVERSAL));
		else
			fprintf(c->out, "  → getsuji payment send %d\n", (int)db_int(r, i, UNSENT_RUN));
		if (late)
			c->exit_code = err_exit_code(ERR_WARNINGS);
	}
	return ERR_OK;
}

static enum err_code status_of_all(struct cli *c, struct db *db, struct err *e)
{
	static const char *const titles[] = {N_("run"), N_("graph"), N_("month"), N_("office"), N_("edition"),
		N_("execution"), N_("decision"), N_("set aside"), N_("begun (JST)"), N_("notes")};
	struct table *t = table_new(c->keep, 10, "rllrrllrll");
	bool quiet = c->options.number[OPT_quiet] != 0;
	struct status_line *runs;
	char month[8];
	int n, well = 0;

	if (status_list(db, RUNS_SHOWN, c->keep, &runs, &n, e) != ERR_OK)
		return e->code;
	while (well < n && is_well(&runs[well]))
		well++;
	if (say_unsent(c, db, e) != ERR_OK || command_mail_overdue(c, db, e) != ERR_OK)
		return e->code;
	if (quiet && well == n)
		return ERR_OK;
	if (n == 0) {
		fputs(_("no runs yet\nnext: getsuji check\n"), c->out);
		return ERR_OK;
	}
	head(t, titles, sizeof(titles) / sizeof(titles[0]));
	for (int i = 0; i < n; i++) {
		if (quiet && is_well(&runs[i]))
			continue;
		table_cell(t, arena_printf(c->keep, "%d", runs[i].run_id));
		table_cell(t, runs[i].graph);
		table_cell(t, arena_strdup(c->keep, month_format(runs[i].month, month)));
		table_cell(t, arena_printf(c->keep, "%05d", runs[i].office_id));
		table_cell(t, say_number(c->keep, runs[i].edition));
		table_cell(t, state_word(runs[i].execution, runs[i].alive));
		table_cell(t, say_state(runs[i].decision));
		table_cell(t, say_number(c->keep, runs[i].quarantined));
		table_cell(t, runs[i].created);
		table_cell(t, notes_word(&runs[i], c->keep));
	}
	table_print(t, c->out, "");
	fprintf(c->out, _("next: getsuji status %d\n"), run_to_look_at(runs, n));
	return ERR_OK;
}

/* Of a large graph only what is worth a line. */
static bool worth_a_line(const struct status_run *run, const struct status_task *t)
{
	bool quiet = strcmp(t->state, "planned") == 0 || strcmp(t->state, "done") == 0;

	return run->tasks <= TASKS_SHOWN || !quiet || t->count.quarantined > 0 || t->paused_by[0] != '\0';
}

static void task_row(
	struct cli *c, struct table *t, const struct status_run *run, const struct status_task *task)
{
	bool begun = task->chunks > 0;
	bool counted = begun || (strcmp(task->kind, "sql") == 0 && strcmp(task->state, "done") == 0);
	const int64_t counts[] = {task->count.read, task->count.written, task->count.unchanged, task->count.held,
		task->count.quarantined, task->count.yen};

	table_cell(t, task->name);
	table_cell(t, state_word(task->state, run->alive));
	table_cell(
		t, begun ? arena_printf(c->keep, "%lld/%lld", (long long)task->chunks_done, (long long)task->chunks)
				 : "");
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		table_cell(t, counted ? say_number(c->keep, counts[i]) : "");
	table_cell(t, task->started_ms > 0 && strcmp(task->state, "planned") != 0
					  ? say_seconds(c->keep, task->seconds)
					  : "");
}

static void say_tasks(struct cli *c, const struct status_run *run)
{
	static const char *const titles[] = {N_("task"), N_("state"), N_("chunks"), N_("read"), N_("written"),
		N_("unchanged"), N_("held"), N_("set aside"), N_("yen"), N_("time")};
	struct table *t = table_new(c->keep, 10, "llrrrrrrrr");
	int done = 0, planned = 0, left_out = 0;

	head(t, titles, sizeof(titles) / sizeof(titles[0]));
	for (int i = 0; i < run->tasks; i++) {
		const struct status_task *task = &run->task[i];

		done += strcmp(task->state, "done") == 0;
		planned += strcmp(task->state, "planned") == 0;
		if (worth_a_line(run, task))
			task_row(c, t, run, task);
		else
			left_out++;
	}
	if (run->tasks > TASKS_SHOWN)
		fprintf(c->out, _("tasks: %d, done %d, planned %d\n"), run->tasks, done, planned);
	if (left_out < run->tasks)
		table_print(t, c->out, "  ");
	for (int i = 0; i < run->tasks; i++) {
		const struct status_task *task = &run->task[i];

		if (task->message[0] != '\0')
			fprintf(
				c->out, "  GJ%04d %s: %s\n", task->message_id, task->name, say_plain(c->keep, task->message));
		if (task->waiting_for[0] != '\0' && strcmp(task->kind, "gate") != 0) /* a gate is told above */
			fprintf(c->out, _("  %s waits for %s\n"), task->name, say_plain(c->keep, task->waiting_for));
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

static const char *record_word(struct cli *c, int64_t key)
{
	const char *text = say_key(c->keep, key);

	return key > HOUSEHOLD_PER_OFFICE ? text : arena_printf(c->keep, _("piece %s"), text);
}

static void say_group(struct cli *c, const struct status_group *g)
{
	fprintf(c->out, _("  %s  %s  GJ%04d  %s records, the first %s: %s\n"), g->task, g->rule, g->message_id,
		say_number(c->keep, g->records), record_word(c, g->first_key), say_plain(c->keep, g->reason));
}

/* What was decided on is not done again: there the list says from when mended facts count. */
static void say_quarantine_next(struct cli *c, const struct status_run *run)
{
	bool open = strcmp(run->decision, "none") == 0 || strcmp(run->decision, "computed") == 0;

	if (run->quarantines == 0 || run->quarantine[0].waived || run->alive)
		return;
	if (open)
		fprintf(c->out,
			_("  → getsuji quarantine %d list shows each; when the data is mended: "
			  "getsuji rerun %d --mode only-quarantined --yes\n"),
			run->run_id, run->run_id);
	else
		fprintf(c->out, _("  → getsuji quarantine %d list shows each\n"), run->run_id);
}

static void say_groups(struct cli *c, const struct status_run *run)
{
	bool waived = false;

	for (int i = 0; i < run->quarantines; i++) { /* those waived come last */
		if (i == 0 && !run->quarantine[i].waived)
			fprintf(c->out, "%s\n", _("set aside:"));
		if (run->quarantine[i].waived && !waived)
			fprintf(c->out, "%s\n", _("set aside, and left out by decision:"));
		waived = run->quarantine[i].waived;
		say_group(c, &run->quarantine[i]);
	}
	say_quarantine_next(c, run);
	if (run->holds > 0)
		fprintf(c->out, "%s\n", _("held:"));
	for (int i = 0; i < run->holds; i++) {
		const struct status_group *g = &run->hold[i];
		const char *reason = say_plain(c->keep, g->reason);
		const char *hold = reason[0] != '\0' ? arena_printf(c->keep, "%s (%s)", g->rule, reason) : g->rule;

		fprintf(c->out, _("  %s  %s  %s records, the first %s\n"), g->task, hold,
			say_number(c->keep, g->records), record_word(c, g->first_key));
	}
}

static void say_note(struct cli *c, const struct status_note *n)
{
	const char *what = say_plain(c->keep, n->what), *task = n->task[0] != '\0' ? n->task : _("the run");

	switch (n->kind) {
	case STATUS_PAUSE:
		fprintf(c->out, _("paused: %s by %s since %s JST: %s\n"), task, n->who, n->at, what);
		break;
	case STATUS_ALARM:
		fprintf(c->out, _("alarm: %s %s at %s JST: %s\n"), task, n->what_kind, n->at, what);
		break;
	case STATUS_PROPOSAL:
		fprintf(c->out, _("asked for: %s %s by %s at %s JST: %s; a second person agrees with --agree\n"),
			n->what_kind, task, n->who, n->at, what);
		break;
	case STATUS_INCIDENT:
		fprintf(c->out, _("mended by itself: %s, %lld times, last at %s JST\n"), n->what_kind,
			(long long)n->times, n->at);
		break;
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
		fprintf(c->out, _(", approved by %s JST"), run->approved);
	if (run->excluded > 0)
		fprintf(c->out, _(", %s households pulled out"), say_number(c->keep, run->excluded));
	fputc('\n', c->out);
	if (run->rival != 0)
		fprintf(c->out, _("run %d is confirmed for the same households, month and edition\n"), run->rival);
}

/* What is going on at this moment, or how the last attempt ended. */
static void say_execution(struct cli *c, const struct status_run *run)
{
	fprintf(c->out, _("execution: %s"), state_word(run->execution, run->alive));
	if (run->alive)
		fprintf(c->out, _(", runner %s since %s JST, %lld workers at it"), run->runner, run->since,
			(long long)run->workers);
	else if (run->attempts > 0 && run->last_ended[0] != '\0')
		fprintf(c->out, _(", attempt %d ended %s JST with exit code %d"), run->attempts, run->last_ended,
			run->last_exit_code);
	else if (run->attempts > 0)
		fprintf(c->out, _(", attempt %d was lost: runner %s, begun %s JST"), run->attempts, run->runner,
			run->since);
	fputc('\n', c->out);
	if (run->stop_asked[0] != '\0' && run->alive)
		fprintf(c->out, "%s\n",
			strcmp(run->stop_asked, "now") == 0 ? _("stop asked: the chunks at work are being broken off")
												: _("stop asked: it ends when the chunks at work are done"));
	if (run->waiting_for[0] != '\0' && strncmp(run->waiting_for, "pause", 5) != 0) /* pauses follow */
		fprintf(c->out, _("waits for %s\n"), say_plain(c->keep, run->waiting_for));
	if (run->changed != NULL)
		fprintf(c->out, "GJ%04d %s\n  %s\n", run->changed->id, run->changed->message, run->changed->detail);
	if (run->message[0] == '\0')
		return;
	fprintf(c->out, "GJ%04d %s\n", run->message_id, say_plain(c->keep, run->message));
	if (run->detail[0] != '\0')
		fprintf(c->out, "  %s\n", say_plain(c->keep, run->detail));
	if (run->remedy[0] != '\0')
		fprintf(c->out, "  → %s\n", say_plain(c->keep, run->remedy));
}

static void say_run(struct cli *c, const struct status_run *run)
{
	const char *next = status_next(run, c->keep);
	char month[8];

	fprintf(c->out, _("run %d  %s %s  office %05d  edition %d  graph %.12s\n"), run->run_id, run->graph,
		month_format(run->month, month), run->office_id, run->edition, run->graph_digest);
	fprintf(c->out, _("facts as of %s JST, begun %s by %s\n"), run->cut, run->created, run->started_by);
	say_execution(c, run);
	for (int i = 0; i < run->notes; i++)
		say_note(c, &run->note[i]);
	say_tasks(c, run);
	say_balance(c, run);
	say_groups(c, run);
	say_decision(c, run);
	say_artifacts(c, run);
	if (next != NULL)
		fprintf(c->out, _("next: %s\n"), next);
	else
		fputs(_("next: nothing to do\n"), c->out);
}

/* ---- while it works ---- */

static volatile sig_atomic_t enough;

static void end_watching(int signal_number)
{
	(void)signal_number;
	enough = 1;
}

static bool on_terminal(const struct cli *c)
{
	const char *term = getenv("TERM");

	return isatty(fileno(c->out)) == 1 && (term == NULL || strcmp(term, "dumb") != 0);
}

/* Redraws until the run ends or the user has seen enough; the run goes on either way. */
static enum err_code watch(struct cli *c, struct db *db, int run_id, struct err *e)
{
	const struct timespec pause = {.tv_nsec = 500000000};
	struct sigaction action = {.sa_handler = end_watching, .sa_flags = (int)SA_RESETHAND};
	struct arena *scratch = arena_new();
	struct view *view = view_new(&c->options, c->out, c->keep);
	struct status_run *run;

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	while (!enough && status_load(db, run_id, scratch, &run, e) == ERR_OK && run->alive) {
		view_watch(view, run, scratch);
		nanosleep(&pause, NULL);
		arena_reset(scratch);
	}
	view_watch_end(view);
	arena_free(scratch);
	return e->code;
}

static enum err_code status_of_one(struct cli *c, struct db *db, int run_id, struct err *e)
{
	struct status_run *run;

	if (status_load(db, run_id, c->keep, &run, e) != ERR_OK)
		return e->code;
	if (run->alive && on_terminal(c) && c->options.number[OPT_quiet] == 0) {
		if (watch(c, db, run_id, e) != ERR_OK || status_load(db, run_id, c->keep, &run, e) != ERR_OK)
			return e->code;
	}
	if (c->options.number[OPT_quiet] == 0 || (!run->alive && status_exit_code(run, 0) != 0))
		say_run(c, run);
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
