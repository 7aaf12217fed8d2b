/*
 * cmd_history.c: history: runs by month, or of one run its attempts, what was mended and what persons did.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "engine/run/history.h"
#include "engine/run/status.h"

#include <string.h>
#include <unistd.h>

#define ON_A_SCREEN 40 /* runs shown on a terminal; elsewhere all */

static void head(struct table *t, const char *const titles[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		table_cell(t, _(titles[i]));
}

static enum err_code history_of_all(struct cli *c, struct db *db, struct err *e)
{
	static const char *const titles[] = {N_("month"), N_("run"), N_("graph"), N_("office"), N_("edition"),
		N_("execution"), N_("decision"), N_("time"), N_("records"), N_("yen"), N_("set aside"),
		N_("attempts"), N_("begun (JST)")};
	struct table *t = table_new(c->keep, 13, "lrlrrllrrrrrl");
	int office =
		c->options.text[OPT_office] != NULL ? (int)c->options.number[OPT_office] : HISTORY_ALL_OFFICES;
	bool screen = isatty(fileno(c->out)) == 1;
	struct history_line *runs;
	int64_t total;
	month_t last = 0;
	int n;

	if (history_list(db, office, screen ? ON_A_SCREEN : INT32_MAX, c->keep, &runs, &n, &total, e) != ERR_OK)
		return e->code;
	if (n == 0) {
		fputs(_("no runs yet\n"), c->out);
		return ERR_OK;
	}
	head(t, titles, sizeof(titles) / sizeof(titles[0]));
	for (int i = 0; i < n; i++) {
		const struct history_line *r = &runs[i];
		char month[8];

		table_cell(t,
			i > 0 && r->month == last && screen ? "" : arena_strdup(c->keep, month_format(r->month, month)));
		last = r->month;
		table_cell(t, arena_printf(c->keep, "%d", r->run_id));
		table_cell(t, r->graph);
		table_cell(t, arena_printf(c->keep, "%05d", r->office_id));
		table_cell(t, say_number(c->keep, r->edition));
		table_cell(t, say_state(r->execution));
		table_cell(t, say_state(r->decision));
		table_cell(t, say_seconds(c->keep, r->seconds));
		table_cell(t, say_number(c->keep, r->records));
		table_cell(t, say_number(c->keep, r->yen));
		table_cell(t, say_number(c->keep, r->quarantined));
		table_cell(t, say_number(c->keep, r->attempts));
		table_cell(t, r->created);
	}
	table_print(t, c->out, "");
	if (total > n)
		fprintf(c->out, _("and %s earlier ones: getsuji history | less\n"), say_number(c->keep, total - n));
	return ERR_OK;
}

static void say_attempts(struct cli *c, const struct history_run *h, const struct status_run *run)
{
	static const char *const titles[] = {N_("attempt"), N_("who"), N_("where"), N_("from (JST)"),
		N_("to (JST)"), N_("time"), N_("ended as"), N_("exit code"), N_("message")};
	struct table *t = table_new(c->keep, 9, "rllllrlrl");

	head(t, titles, sizeof(titles) / sizeof(titles[0]));
	for (int i = 0; i < h->attempts; i++) {
		const struct history_attempt *a = &h->attempt[i];
		bool ended = a->ended[0] != '\0', last = i + 1 == h->attempts;

		table_cell(t, say_number(c->keep, a->attempt_no));
		table_cell(t, a->started_by);
		table_cell(t, a->runner);
		table_cell(t, a->began);
		table_cell(t, a->ended);
		table_cell(t, ended ? say_seconds(c->keep, a->seconds) : "");
		table_cell(t, ended ? say_state(a->execution) : last && run->alive ? _("at work") : _("lost"));
		table_cell(t, ended ? say_number(c->keep, a->exit_code) : "");
		table_cell(t, a->message_id != 0 ? arena_printf(c->keep, "GJ%04d", a->message_id) : "");
	}
	table_print(t, c->out, "  ");
}

static void say_incidents(struct cli *c, const struct history_run *h)
{
	static const char *const titles[] = {
		N_("what"), N_("task"), N_("times"), N_("first (JST)"), N_("last (JST)"), N_("the last one")};
	struct table *t = table_new(c->keep, 6, "llrlll");

	if (h->incidents == 0)
		return;
	fprintf(c->out, "%s\n", _("mended by itself:"));
	head(t, titles, sizeof(titles) / sizeof(titles[0]));
	for (int i = 0; i < h->incidents; i++) {
		const struct history_incident *n = &h->incident[i];

		table_cell(t, n->kind);
		table_cell(t, n->task);
		table_cell(t, say_number(c->keep, n->times));
		table_cell(t, n->first);
		table_cell(t, n->last);
		table_cell(t, say_plain(c->keep, n->detail));
	}
	table_print(t, c->out, "  ");
}

static void say_actions(struct cli *c, const struct history_run *h)
{
	static const char *const titles[] = {N_("at (JST)"), N_("who"), N_("command"), N_("reason")};
	struct table *t = table_new(c->keep, 4, "llll");

	if (h->approvals > 0)
		fprintf(c->out, "%s\n", _("approved:"));
	for (int i = 0; i < h->approvals; i++)
		fprintf(
			c->out, "  %s  %s  sha256 %s\n", h->approval[i].at, h->approval[i].who, h->approval[i].digest);
	if (h->actions == 0)
		return;
	fprintf(c->out, "%s\n", _("done by persons:"));
	head(t, titles, sizeof(titles) / sizeof(titles[0]));
	for (int i = 0; i < h->actions; i++) {
		table_cell(t, h->action[i].at);
		table_cell(t, h->action[i].who);
		table_cell(t, say_plain(c->keep, h->action[i].command));
		table_cell(t, say_plain(c->keep, h->action[i].reason));
	}
	table_print(t, c->out, "  ");
}

static enum err_code history_of_one(struct cli *c, struct db *db, int run_id, struct err *e)
{
	struct status_run *run;
	struct history_run *h;
	char month[8];

	if (status_load(db, run_id, c->keep, &run, e) != ERR_OK ||
		history_load(db, run_id, c->keep, &h, e) != ERR_OK)
		return e->code;
	fprintf(c->out, _("run %d  %s %s  office %05d  edition %d  graph %.12s\n"), run->run_id, run->graph,
		month_format(run->month, month), run->office_id, run->edition, run->graph_digest);
	fprintf(c->out, _("planned %s JST by %s; %s, decision %s\n"), run->created, run->started_by,
		status_interrupted(run) ? _("interrupted") : say_state(run->execution), say_state(run->decision));
	if (h->attempts > 0)
		say_attempts(c, h, run);
	else
		fprintf(
			c->out, "  %s\n", status_imported(run->graph) ? _("imported from a file") : _("no attempt yet"));
	say_incidents(c, h);
	say_actions(c, h);
	return ERR_OK;
}

enum err_code command_history(struct cli *c, struct err *e)
{
	struct db *db = NULL;
	int run_id = 0;

	if (c->options.operands > 0 && operand_run(c, 0, &run_id, e) != ERR_OK)
		return e->code;
	if (connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	if (run_id == 0)
		history_of_all(c, db, e);
	else
		history_of_one(c, db, run_id, e);
	db_close(db);
	return e->code;
}
