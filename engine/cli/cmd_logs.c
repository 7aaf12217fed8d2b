/*
 * cmd_logs.c: logs: what happened in a run, from the ledger; states: the states and the moves between them.
 */
#include "engine/base/intl.h"
#include "engine/base/log.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "engine/run/state.h"
#include "engine/run/status.h"
#include "gen/sql.h"

#include <string.h>

static const char *text_or_null(const struct db_result *r, int row, int column)
{
	return db_is_null(r, row, column) ? NULL : db_text(r, row, column);
}

/* One event as a line; what its number and text are called follows from the event. */
static void say_event(const struct db_result *r, int i, int run_id)
{
	const char *event = db_text(r, i, 2), *text = text_or_null(r, i, 9);
	bool ended = strcmp(event, "run.end") == 0, action = strcmp(event, "action") == 0,
		 approved = strcmp(event, "approved") == 0, alarm = strcmp(event, "alarm") == 0;
	char id[12];
	struct log_line l;

	log_begin_at(&l, (enum log_level)db_int(r, i, 1), event, db_text(r, i, 0));
	log_int(&l, "run", run_id);
	log_text(&l, "task", text_or_null(r, i, 3));
	if (!db_is_null(r, i, 4))
		log_int(&l, "chunk", db_int(r, i, 4));
	log_text(&l, action ? "command" : alarm ? "kind" : "state", text_or_null(r, i, 5));
	log_text(&l, "who", text_or_null(r, i, 6));
	if (!db_is_null(r, i, 7))
		log_int(&l, ended ? "exit_code" : approved ? "step" : "records", db_int(r, i, 7));
	if (!db_is_null(r, i, 8)) {
		snprintf(id, sizeof(id), "GJ%04d", (int)db_int(r, i, 8));
		log_text(&l, "id", id);
	}
	if (text != NULL && (action || approved))
		log_text(&l, action ? "reason" : "digest", text);
	else if (text != NULL && !db_is_null(r, i, 8))
		log_text(&l, "message", text);
	else if (text != NULL)
		log_details(&l, text);
	log_end(&l);
}

enum err_code command_logs(struct cli *c, struct err *e)
{
	bool json = strcmp(c->options.text[OPT_log], "json") == 0;
	struct db_args args = {0};
	struct status_run *run;
	struct db_result *r;
	struct db *db = NULL;
	int run_id = 0;

	if (operand_run(c, 0, &run_id, e) != ERR_OK || connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	db_arg_int(&args, run_id);
	if (status_load(db, run_id, c->keep, &run, e) == ERR_OK &&
		db_query(db, &sql_logs_run, &args, c->keep, &r, e) == ERR_OK) {
		log_open(c->out, json ? LOG_FORMAT_JSON : LOG_FORMAT_TEXT, LOG_LEVEL_DEBUG);
		for (int i = 0; i < db_rows(r); i++)
			say_event(r, i, run_id);
	}
	db_close(db);
	return e->code;
}

/* ---- states ---- */

struct machine {
	const char *title, *name;
	const struct state_move *moves;
	const size_t *count;
};

static const struct machine machines[] = {
	{N_("the run"), "run", state_run_moves, &state_run_moves_count},
	{N_("a task"), "task", state_task_moves, &state_task_moves_count},
	{N_("the decision"), "decision", state_decision_moves, &state_decision_moves_count},
};

/* The i-th end of a move: even ones are where it starts. */
static const char *end_of(const struct machine *m, size_t i)
{
	return i % 2 == 0 ? m->moves[i / 2].from : m->moves[i / 2].to;
}

/* Whether no end before it is the same state. */
static bool is_first(const struct machine *m, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (strcmp(end_of(m, k), end_of(m, i)) == 0)
			return false;
	}
	return true;
}

static bool is_first_from(const struct machine *m, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (strcmp(m->moves[k].from, m->moves[i].from) == 0)
			return false;
	}
	return true;
}

/* State by state; the words of the ledger, which are what a query or a filter has to say. */
static void say_text(struct cli *c, const struct machine *m)
{
	struct table *t = table_new(c->keep, 3, "lll");

	fprintf(c->out, "%s\n", _(m->title));
	for (size_t i = 0; i < *m->count; i++) {
		const char *from = m->moves[i].from;

		for (size_t k = i; k < *m->count && is_first_from(m, i); k++) {
			if (strcmp(m->moves[k].from, from) != 0)
				continue;
			table_cell(t, k == i ? from : "");
			table_cell(t, arena_printf(c->keep, "→ %s", m->moves[k].to));
			table_cell(t, _(m->moves[k].why));
		}
	}
	table_print(t, c->out, "  ");
}

/* What a diagram's label cannot hold in either language. */
static const char *label(struct arena *keep, const char *text)
{
	char *out = arena_strdup(keep, text);

	for (char *at = out; *at != '\0'; at++) {
		if (*at == ':' || *at == ';' || *at == '"')
			*at = ',';
	}
	return out;
}

static void say_mermaid(struct cli *c, const struct machine *m)
{
	fprintf(c->out, "    state \"%s\" as of_%s {\n", label(c->keep, _(m->title)), m->name);
	for (size_t i = 0; i < 2 * *m->count; i++) {
		const char *state = end_of(m, i);

		if (is_first(m, i))
			fprintf(c->out, "        %s_%s : %s\n", m->name, state, state);
	}
	for (size_t i = 0; i < *m->count; i++)
		fprintf(c->out, "        %s_%s --> %s_%s : %s\n", m->name, m->moves[i].from, m->name, m->moves[i].to,
			label(c->keep, _(m->moves[i].why)));
	fputs("    }\n", c->out);
}

static void say_dot(struct cli *c, const struct machine *m)
{
	fprintf(c->out, "  subgraph cluster_%s {\n    label=\"%s\";\n", m->name, label(c->keep, _(m->title)));
	for (size_t i = 0; i < 2 * *m->count; i++) {
		if (is_first(m, i))
			fprintf(c->out, "    %s_%s [label=\"%s\"];\n", m->name, end_of(m, i), end_of(m, i));
	}
	for (size_t i = 0; i < *m->count; i++)
		fprintf(c->out, "    %s_%s -> %s_%s [label=\"%s\"];\n", m->name, m->moves[i].from, m->name,
			m->moves[i].to, label(c->keep, _(m->moves[i].why)));
	fputs("  }\n", c->out);
}

enum err_code command_states(struct cli *c, struct err *e)
{
	const char *format = c->options.text[OPT_format];
	bool mermaid = strcmp(format, "mermaid") == 0, dot = strcmp(format, "dot") == 0;

	if (!mermaid && !dot && strcmp(format, "text") != 0)
		return err_set(e, ERR_USAGE, 2070, "states are shown as text, mermaid or dot");
	if (mermaid)
		fputs("stateDiagram-v2\n", c->out);
	if (dot)
		fputs("digraph states {\n  node [shape=box, style=rounded];\n", c->out);
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		(mermaid ? say_mermaid : dot ? say_dot : say_text)(c, &machines[i]);
	if (dot)
		fputs("}\n", c->out);
	return ERR_OK;
}
