/* like.c: see like.h. */
#include "engine/cli/like.h"

#include "engine/base/intl.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "engine/run/catalogue.h"
#include "gen/sql.h"
#include "getsuji/digest.h"

#include <string.h>

#define DIGEST_SHOWN 12

/* The run that is taken as an example. */
struct example {
	int run_id;
	const char *graph, *execution;
	int office_id, edition;
	month_t month;
	const char *definition; /* digest of its graph, hex */
	int64_t rate_set, newest_rate_set;
};

static enum err_code load(struct cli *c, struct db *db, struct example *x, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;
	unsigned char *sha256 = NULL;
	enum err_code code;

	db_arg_int(&args, x->run_id);
	code = db_query(db, &sql_like_run, &args, c->keep, &r, e);
	if (code != ERR_OK)
		return code;
	if (db_rows(r) == 0) {
		code = err_set(e, ERR_INPUT, 2161, "there is no run %d to be like", x->run_id);
		err_hint(e, "The command getsuji status lists the runs.");
		return code;
	}
	x->graph = db_text(r, 0, 0);
	x->office_id = (int)db_int(r, 0, 1);
	x->month = month_of_day(db_day(r, 0, 2));
	x->edition = (int)db_int(r, 0, 3);
	x->definition = "";
	if (db_bytes(r, 0, 4, c->keep, &sha256) == DIGEST_SIZE)
		x->definition = digest_hex(sha256, arena_alloc(c->keep, DIGEST_HEX_SIZE));
	x->rate_set = db_int(r, 0, 5);
	x->execution = db_text(r, 0, 6);
	x->newest_rate_set = db_int(r, 0, 7);
	return ERR_OK;
}

/* The definition that the run would have, and its graph's name. */
static enum err_code read_graph(
	struct cli *c, const char *asked, const char **name, const char **definition, struct err *e)
{
	struct graph_problems *problems = arena_alloc(c->keep, sizeof(*problems));
	struct graph *g = NULL;
	enum err_code code;

	code = graph_open(asked, &catalogue, c->keep, &g, problems, e);
	if (code != ERR_OK && c->options.operands == 0)
		err_hint(e, "Its graph came from a file: give that file before --like.");
	if (code != ERR_OK)
		return code;
	*name = g->name;
	*definition = digest_hex(g->sha256, arena_alloc(c->keep, DIGEST_HEX_SIZE));
	return ERR_OK;
}

/* One line of the preview: what it was, and what it will be where that differs. */
static bool say_parameter(FILE *to, bool colour, const char *name, const char *was, const char *will_be)
{
	bool same = strcmp(was, will_be) == 0;

	fputs(same ? "    " : colour ? "  \033[1m* " : "  * ", to);
	say_padded(to, name, 14);
	if (same)
		fprintf(to, "%s\n", was);
	else
		fprintf(to, "%s → %s%s\n", was, will_be, colour ? "\033[0m" : "");
	return !same;
}

/* The key of a run is graph, office, month and edition; definition and rates follow from today. */
static void preview(struct cli *c, const struct example *x, const struct execute_request *q, const char *name,
	const char *definition)
{
	bool json = strcmp(c->options.text[OPT_log], "json") == 0;
	FILE *to = json ? stderr : c->out; /* there every line is an object */
	bool colour = say_colour(to, c->options.text[OPT_color]), differs = false;
	char was[8], will_be[8];

	fprintf(to, _("like run %d (%s); what differs is marked\n"), x->run_id, say_state(x->execution));
	differs |= say_parameter(to, colour, _("graph"), x->graph, name);
	differs |= say_parameter(to, colour, _("office"), arena_printf(c->keep, "%05d", x->office_id),
		arena_printf(c->keep, "%05d", q->office_id));
	differs |=
		say_parameter(to, colour, _("month"), month_format(x->month, was), month_format(q->month, will_be));
	differs |= say_parameter(to, colour, _("edition"), arena_printf(c->keep, "%d", x->edition),
		arena_printf(c->keep, "%d", q->edition));
	(void)say_parameter(to, colour, _("definition"), arena_strndup(c->keep, x->definition, DIGEST_SHOWN),
		arena_strndup(c->keep, definition, DIGEST_SHOWN));
	(void)say_parameter(
		to, colour, _("rate set"), say_number(c->keep, x->rate_set), say_number(c->keep, x->newest_rate_set));
	if (!differs)
		fprintf(to, _("this is run %d itself, which goes on where it is not done\n"), x->run_id);
}

enum err_code like_fill(struct cli *c, struct execute_request *q, struct err *e)
{
	const struct options *o = &c->options;
	struct example x = {.run_id = (int)o->number[OPT_like]};
	const char *name = NULL, *definition = NULL;
	struct db *db = NULL;
	enum err_code code = connect_open(c, CONNECT_RUNNER, &db, e);

	if (code == ERR_OK)
		code = load(c, db, &x, e);
	db_close(db);
	if (code != ERR_OK)
		return code;
	q->graph = o->operands > 0 ? o->operand[0] : x.graph;
	q->office_id = o->on_line[OPT_office] ? (int)o->number[OPT_office] : x.office_id;
	q->month = o->on_line[OPT_month] ? (month_t)o->number[OPT_month] : x.month;
	q->edition = o->on_line[OPT_edition] ? (int)o->number[OPT_edition] : x.edition;
	code = read_graph(c, q->graph, &name, &definition, e);
	if (code != ERR_OK)
		return code;
	if (o->number[OPT_quiet] == 0)
		preview(c, &x, q, name, definition);
	fflush(c->out);
	return ERR_OK;
}
