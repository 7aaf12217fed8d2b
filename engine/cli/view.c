/*
 * view.c: draws a run's progress.  See view.h.
 *
 * The block is built in memory and written at once, so that it does not flicker; bars are ASCII, since
 * block characters are one or two columns wide depending on the terminal's East Asian setting.
 */
#include "engine/cli/view.h"

#include "engine/base/intl.h"
#include "engine/base/log.h"
#include "engine/base/text.h"
#include "engine/cli/say.h"
#include "engine/run/estimate.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MINUTE        60.0
#define PLAN_NAMES    24 /* of a larger graph the first ones are named */
#define BAR_COLUMNS   24
#define ROWS_MAX      200 /* where the terminal does not say */
#define NARROW_SCREEN 72  /* below this the bar shrinks */

/* What the view remembers of a task between two updates. */
struct seen {
	double worked; /* seconds, as last told while it ran */
	char state[16];
	int64_t read_before; /* records of earlier processes, not of our rate */
	bool shown;          /* on the screen this time */
};

struct view {
	struct progress base; /* must be first: the engine hands it back */
	struct arena *keep, *scratch;
	FILE *out;
	bool terminal, quiet, colour, begun;
	int drawn;        /* lines of the block on the screen */
	double last_line; /* seconds at the last line of the minute */
	double seconds;   /* of this process */
	double watched;   /* when watching began; 0: this process does the work */
	int run_id;
	struct seen *seen; /* [tasks] */
};

struct screen {
	int columns, rows;
};

/* The kernel's answer; where it has none, COLUMNS or 80, and rows without a limit. */
static struct screen screen_of(FILE *out)
{
	struct screen screen = {.columns = 80, .rows = ROWS_MAX};
	struct winsize size = {0};
	const char *columns = getenv("COLUMNS");
	long n = columns != NULL ? strtol(columns, NULL, 10) : 0;

	if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		n = size.ws_col;
	if (n >= 20 && n <= 1000)
		screen.columns = (int)n;
	if (size.ws_row > 3)
		screen.rows = size.ws_row;
	return screen;
}

static double rate_of(const struct view *v, const struct progress_task *t, int i)
{
	int64_t read = t->read - v->seen[i].read_before;

	return t->seconds > 0.05 && read > 0 ? (double)read / t->seconds : 0;
}

static bool is(const char *state, const char *word)
{
	return strcmp(state, word) == 0;
}

static bool running(const struct progress_task *t)
{
	return is(t->state, "running");
}

/* What comes after it may begin. */
static bool behind_us(const struct progress_task *t)
{
	return is(t->state, "done") || is(t->state, "skipped") || is(t->state, "accepted");
}

static const char *plan_text(const struct progress_run *run, const char *between, struct arena *a)
{
	int named = run->tasks > PLAN_NAMES ? PLAN_NAMES : run->tasks;
	const char *plan = "";

	for (int i = 0; i < named; i++)
		plan = arena_printf(a, "%s%s%s", plan, i > 0 ? between : "", run->task[i].name);
	return named == run->tasks ? plan : arena_printf(a, "%s%s+%d", plan, between, run->tasks - named);
}

static void first_line(struct view *v, const struct progress_run *run)
{
	struct log_line l;
	char month[8];

	month_format(run->month, month);
	if (v->terminal) {
		fprintf(v->out, _("run %d  %s %s  office %05d  edition %d  graph %.12s\n"), run->run_id, run->graph,
			month, run->office_id, run->edition, run->graph_digest);
		fprintf(v->out, "%s\n", plan_text(run, " > ", v->scratch));
		return;
	}
	log_begin(&l, LOG_LEVEL_INFO, "run.start");
	log_int(&l, "run", run->run_id);
	log_text(&l, "graph", run->graph);
	log_text(&l, "month", month);
	log_int(&l, "office", run->office_id);
	log_int(&l, "edition", run->edition);
	log_text(&l, "digest", arena_strndup(v->scratch, run->graph_digest, 12));
	log_int(&l, "workers", run->workers);
	log_text(&l, "plan", plan_text(run, ",", v->scratch));
	log_end(&l);
}

/* "recalculate  [#######.......]  50 %  650/1,300  2,310/s  1 set aside" */
static const char *task_text(const struct view *v, const struct progress_task *t, int i, int name_columns,
	int columns, struct arena *a)
{
	int room = columns < NARROW_SCREEN ? BAR_COLUMNS / 3 : BAR_COLUMNS;
	bool done = behind_us(t);
	int64_t whole = t->expected > 0 ? t->expected : 1;
	int64_t part = done ? whole : t->read > whole ? whole : t->read;
	char bar[BAR_COLUMNS + 1];
	double rate = rate_of(v, t, i);
	const char *text;

	for (int at = 0; at < room; at++)
		bar[at] = at < part * room / whole ? '#' : '.';
	bar[room] = '\0';
	text = arena_printf(a, "%s%*s [%s]", t->name, name_columns - (int)strlen(t->name), "", bar);
	if (is(t->state, "planned"))
		return text;
	if (running(t))
		text = arena_printf(a, "%s %3d %%", text, (int)(part * 100 / whole));
	else
		text = arena_printf(a, "%s %s", text, say_state(t->state));
	if (t->expected > 0)
		text = arena_printf(
			a, "%s  %s/%s", text, say_number(a, done ? t->read : part), say_number(a, t->expected));
	if (running(t) && rate >= 1)
		text = arena_printf(a, "%s  %s/s", text, say_number(a, (int64_t)rate));
	if (t->quarantined > 0)
		text = arena_printf(a, _("%s  %s set aside"), text, say_number(a, t->quarantined));
	if (t->held > 0)
		text = arena_printf(a, _("%s  %s held"), text, say_number(a, t->held));
	return text;
}

static const char *totals_text(const struct progress_run *run, struct arena *a)
{
	int64_t quarantined = 0;
	int done = 0;
	const char *text = say_seconds(a, run->seconds), *waits = "";

	for (int i = 0; i < run->tasks; i++) {
		quarantined += run->task[i].quarantined;
		done += behind_us(&run->task[i]);
		if (is(run->task[i].state, "waiting") && waits[0] == '\0')
			waits = arena_printf(a, _("  waiting at %s"), run->task[i].name);
	}
	if (run->remaining_seconds >= 0)
		text = arena_printf(a, _("%s, %s left"), text, say_seconds(a, run->remaining_seconds));
	text = arena_printf(a, _("%s  tasks %d/%d  workers %d  set aside %s"), text, done, run->tasks,
		run->workers, say_number(a, quarantined));
	if (run->alarms > 0)
		text = arena_printf(a, _("%s  alarms %d"), text, run->alarms);
	if (strncmp(run->waiting_for, "pause", 5) == 0)
		return arena_printf(a, _("%s  paused"), text);
	if (run->waiting_for[0] != '\0')
		return arena_printf(a, _("%s  waiting for %s"), text, say_plain(a, run->waiting_for));
	return arena_printf(a, "%s%s", text, waits);
}

static const char *colour_of(const struct view *v, const struct progress_task *t)
{
	if (!v->colour)
		return "";
	if (is(t->state, "failed") || is(t->state, "out_of_balance"))
		return "\033[31m";
	if (is(t->state, "waiting"))
		return "\033[33m";
	if (behind_us(t))
		return "\033[32m";
	return running(t) ? "\033[1m" : "";
}

/* Which tasks are shown where not all fit: first those at work or in trouble, then what comes next, then
 * what is done already. */
static void choose_shown(struct view *v, const struct progress_run *run, int fit)
{
	int shown = 0;

	for (int i = 0; i < run->tasks; i++)
		v->seen[i].shown = false;
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < run->tasks && shown < fit; i++) {
			const struct progress_task *t = &run->task[i];
			int rank = behind_us(t) ? 2 : is(t->state, "planned") ? 1 : 0;

			if (rank != round)
				continue;
			v->seen[i].shown = true;
			shown++;
		}
	}
}

/* A line of the block: cut at the right edge, whole characters only. */
static const char *block_line(
	const char *block, const char *colour, const char *text, int columns, const char *after, struct arena *a)
{
	return arena_printf(
		a, "%s%s%.*s%s\n", block, colour, (int)text_fit_width(text, strlen(text), columns - 1), text, after);
}

static void draw(struct view *v, const struct progress_run *run)
{
	struct arena *a = v->scratch;
	struct screen screen = screen_of(v->out);
	int shown = 0, name_columns = 0;
	const char *block = v->drawn > 0 ? arena_printf(a, "\033[%dA\033[J", v->drawn) : "";

	choose_shown(v, run, screen.rows - 2);
	for (int i = 0; i < run->tasks; i++) {
		int n = v->seen[i].shown ? (int)strlen(run->task[i].name) : 0;

		name_columns = n > name_columns ? n : name_columns;
	}
	for (int i = 0; i < run->tasks; i++) {
		if (!v->seen[i].shown)
			continue;
		block = block_line(block, colour_of(v, &run->task[i]),
			task_text(v, &run->task[i], i, name_columns, screen.columns, a), screen.columns,
			v->colour ? "\033[0m" : "", a);
		shown++;
	}
	block = block_line(block, "", totals_text(run, a), screen.columns, "", a);
	fputs(block, v->out);
	fflush(v->out);
	v->drawn = shown + 1;
}

static void erase(struct view *v)
{
	if (v->drawn > 0)
		fprintf(v->out, "\033[%dA\033[J", v->drawn);
	v->drawn = 0;
}

static void task_line(const struct view *v, const struct progress_run *run, int i, const char *event)
{
	const struct progress_task *t = &run->task[i];
	struct log_line l;

	log_begin(&l, LOG_LEVEL_INFO, event);
	log_int(&l, "run", run->run_id);
	log_text(&l, "task", t->name);
	log_text(&l, "state", t->state);
	log_int(&l, "expected", t->expected);
	log_int(&l, "read", t->read);
	log_int(&l, "written", t->written);
	log_int(&l, "unchanged", t->unchanged);
	log_int(&l, "held", t->held);
	log_int(&l, "quarantined", t->quarantined);
	log_int(&l, "warnings", t->warnings);
	log_int(&l, "yen", t->yen);
	log_int(&l, "ms", (int64_t)(v->seen[i].worked * 1000));
	if (running(t) && run->remaining_seconds >= 0)
		log_int(&l, "left_s", (int64_t)run->remaining_seconds);
	log_end(&l);
}

static void lines(struct view *v, const struct progress_run *run)
{
	bool minute = run->seconds - v->last_line >= MINUTE;

	for (int i = 0; i < run->tasks; i++) {
		const struct progress_task *t = &run->task[i];
		struct seen *before = &v->seen[i];

		if (strcmp(before->state, t->state) != 0) {
			/* A task that has not begun, or was done by an earlier process, is no news. */
			if (before->state[0] != '\0' || (!is(t->state, "planned") && !behind_us(t)))
				task_line(v, run, i, "task.state");
			snprintf(before->state, sizeof(before->state), "%s", t->state);
		} else if (minute && running(t)) {
			task_line(v, run, i, "task.progress");
		}
	}
	if (minute)
		v->last_line = run->seconds;
}

static void on_update(struct progress *p, const struct progress_run *run)
{
	struct view *v = (struct view *)p;

	if (v->quiet)
		return;
	arena_reset(v->scratch);
	v->seconds = run->seconds;
	if (!v->begun) {
		v->begun = true;
		v->run_id = run->run_id;
		v->seen = arena_array(v->keep, (size_t)run->tasks, sizeof(*v->seen));
		for (int i = 0; i < run->tasks; i++)
			v->seen[i].read_before = run->task[i].read;
		first_line(v, run);
	}
	for (int i = 0; i < run->tasks; i++) {
		if (run->task[i].seconds > 0)
			v->seen[i].worked = run->task[i].seconds;
	}
	if (v->terminal)
		draw(v, run);
	else
		lines(v, run);
}

/* ---- events ---- */

static enum log_level event_level(const char *event)
{
	static const char *const worth_a_look[] = {"run.alarm", "run.retry", "run.reconnect", "chunk.retry",
		"worker.reconnect", "process.died", "record.crashed", "record.constraint", "watchdog.ended"};

	if (is(event, "ledger.behind"))
		return LOG_LEVEL_ERROR;
	for (size_t i = 0; i < sizeof(worth_a_look) / sizeof(worth_a_look[0]); i++) {
		if (is(event, worth_a_look[i]))
			return LOG_LEVEL_WARNING;
	}
	return LOG_LEVEL_INFO;
}

static void on_event(struct progress *p, const char *event, const char *details)
{
	struct view *v = (struct view *)p;
	struct log_line l;

	if (v->quiet)
		return;
	arena_reset(v->scratch);
	if (v->terminal) { /* above the block, which the next update draws again */
		erase(v);
		fprintf(v->out, "%s %s\n", event, say_plain(v->scratch, details));
		return;
	}
	log_begin(&l, event_level(event), event);
	if (v->run_id != 0)
		log_int(&l, "run", v->run_id);
	log_details(&l, details);
	log_end(&l);
}

struct view *view_new(const struct options *o, FILE *out, struct arena *keep)
{
	struct view *v = arena_alloc(keep, sizeof(*v));
	const char *term = getenv("TERM");
	bool json = strcmp(o->text[OPT_log], "json") == 0;

	v->base = (struct progress){.update = on_update, .event = on_event};
	v->keep = keep;
	v->scratch = arena_new_in(keep);
	v->out = out;
	v->quiet = o->number[OPT_quiet] != 0;
	v->terminal = isatty(fileno(out)) == 1 && !json && (term == NULL || strcmp(term, "dumb") != 0);
	v->colour = say_colour(out, o->text[OPT_color]);
	if (!v->terminal && !v->quiet)
		log_open(out, json ? LOG_FORMAT_JSON : LOG_FORMAT_TEXT, LOG_LEVEL_INFO);
	return v;
}

struct progress *view_progress(struct view *v)
{
	return &v->base;
}

/* ---- a run that another process works on ---- */

void view_watch(struct view *v, const struct status_run *run, struct arena *scratch)
{
	struct progress_task *shown = arena_array(scratch, (size_t)run->tasks, sizeof(*shown));
	double now = (double)run->now_ms / 1000.0;
	struct progress_run told;

	if (v->watched <= 0)
		v->watched = now;
	for (int i = 0; i < run->tasks; i++) {
		const struct status_task *t = &run->task[i];
		double since = (double)t->started_ms / 1000.0;

		shown[i] = (struct progress_task){.name = t->name,
			.title = t->name,
			.state = t->state,
			.expected = t->expected,
			.chunks = t->chunks,
			.chunks_done = t->chunks_done,
			.read = t->count.read,
			.written = t->count.written,
			.unchanged = t->count.unchanged,
			.held = t->count.held,
			.quarantined = t->count.quarantined,
			.warnings = t->count.warnings,
			.yen = t->count.yen,
			.seconds = is(t->state, "running") ? now - (since > v->watched ? since : v->watched) : 0};
	}
	told = (struct progress_run){.run_id = run->run_id,
		.graph = run->graph,
		.office_id = run->office_id,
		.month = run->month,
		.edition = run->edition,
		.graph_digest = run->graph_digest,
		.execution = run->execution,
		.workers = (int)run->workers,
		.tasks = run->tasks,
		.task = shown,
		.seconds = run->seconds,
		.remaining_seconds = estimate_remaining(shown, run->tasks),
		.waiting_for = run->paused ? "pause" : run->waiting_for,
		.alarms = run->alarms};
	on_update(&v->base, &told);
}

void view_watch_end(struct view *v)
{
	erase(v);
}

/* The records of the task with most, and the yen of the last task that has any. */
static void totals_of(const struct status_run *run, int64_t *records, yen_t *yen)
{
	*records = 0;
	*yen = 0;
	for (int i = 0; i < run->tasks; i++) {
		if (run->task[i].count.read > *records) {
			*records = run->task[i].count.read;
			*yen = run->task[i].count.yen;
		}
	}
}

void view_end(struct view *v, const struct status_run *run, bool already_done, const struct err *e)
{
	struct log_line l;
	int64_t records;
	yen_t yen;
	const char *next = status_next(run, v->keep);

	if (v->quiet)
		return;
	totals_of(run, &records, &yen);
	if (v->terminal) {
		if (already_done)
			fprintf(v->out, _("run %d was done already\n"), run->run_id);
		fprintf(v->out, _("run %d: %s, %s records, %s yen, %s set aside, %s held, %s\n"), run->run_id,
			say_state(run->execution), say_number(v->keep, records), say_number(v->keep, yen),
			say_number(v->keep, run->quarantined), say_number(v->keep, run->held),
			say_seconds(v->keep, v->seconds));
		if (next != NULL)
			fprintf(v->out, _("next: %s\n"), next);
		return;
	}
	log_begin(&l,
		e->code == ERR_OK || e->code == ERR_NOT_DUE ? LOG_LEVEL_INFO
		: e->code == ERR_STOPPED                    ? LOG_LEVEL_WARNING
													: LOG_LEVEL_ERROR,
		"run.end");
	log_int(&l, "run", run->run_id);
	log_text(&l, "state", run->execution);
	log_text(&l, "decision", run->decision);
	if (already_done)
		log_text(&l, "already", "done");
	log_int(&l, "records", records);
	log_int(&l, "yen", yen);
	log_int(&l, "quarantined", run->quarantined);
	log_int(&l, "held", run->held);
	log_int(&l, "warnings", run->warnings);
	log_int(&l, "ms", (int64_t)(v->seconds * 1000));
	log_text(&l, "next", next != NULL ? next : "");
	if (e->code != ERR_OK)
		log_err(&l, e);
	log_end(&l);
}
