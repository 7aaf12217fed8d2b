/*
 * cmd_institution.c: institution find: who is designated, from when to when, and which list says so.
 */
#include "engine/base/intl.h"
#include "engine/base/text.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "engine/intake/dataset.h"
#include "gen/sql.h"
#include "getsuji/ticket.h"

#include <string.h>

#define ROWS_SHOWN 50
#define TEXT_MAX   100 /* characters */

enum {
	FOUND_CODE,
	FOUND_KIND,
	FOUND_NAME,
	FOUND_ADDRESS,
	FOUND_FROM,
	FOUND_TO,
	FOUND_END,
	FOUND_SOURCE,
	FOUND_AS_OF,
	FOUND_CHECK,
	FOUND_TOTAL
};

/* In the terminal's language; documents have the terms of ticket.h. */
static const char *const kinds[] = {
	[INSTITUTION_MEDICAL] = N_("medical"),
	[INSTITUTION_DENTAL] = N_("dental"),
	[INSTITUTION_PHARMACY] = N_("pharmacy"),
	[INSTITUTION_NURSING] = N_("visiting nurses"),
	[INSTITUTION_CARE] = N_("care"),
};

static const char *const ends[] = {
	[INSTITUTION_EXPIRED] = N_("expired"),
	[INSTITUTION_WITHDRAWN] = N_("resigned"),
	[INSTITUTION_CLOSED] = N_("closed for good"),
	[INSTITUTION_CANCELLED] = N_("cancelled"),
	[INSTITUTION_DROPPED] = N_("not in the list any more"),
};

static int kind_of(const char *word)
{
#define X(name, number, kind_word, term) \
	if (strcmp(word, kind_word) == 0) \
		return number;
	INSTITUTION_KINDS(X)
#undef X
	return 0;
}

/* "2020-04-01 – 2026-10-31 resigned", with the last day on which it is designated; open at the end: nothing. */
static const char *period(struct cli *c, const struct db_result *r, int row)
{
	char from[11], to[11];

	day_format(db_day(r, row, FOUND_FROM), from);
	if (db_day(r, row, FOUND_TO) == DAY_MAX)
		return arena_printf(c->keep, "%s –", from);
	return arena_printf(c->keep, "%s – %s %s", from, day_format(db_day(r, row, FOUND_TO) - 1, to),
		_(ends[db_int(r, row, FOUND_END)]));
}

static void print_found(struct cli *c, const struct db_result *r, int rows)
{
	struct table *t = table_new(c->keep, 7, "lllllll");
	char day[11];

	table_cell(t, _("code"));
	table_cell(t, _("kind"));
	table_cell(t, _("name"));
	table_cell(t, _("designated"));
	table_cell(t, _("address"));
	table_cell(t, _("list, as of"));
	table_cell(t, "");
	for (int i = 0; i < rows; i++) {
		table_cell(t, db_text(r, i, FOUND_CODE));
		table_cell(t, _(kinds[db_int(r, i, FOUND_KIND)]));
		table_cell(t, say_plain(c->keep, db_text(r, i, FOUND_NAME)));
		table_cell(t, period(c, r, i));
		table_cell(t, say_plain(c->keep, db_text(r, i, FOUND_ADDRESS)));
		table_cell(t, arena_printf(c->keep, "%s %s", db_text(r, i, FOUND_SOURCE),
						  day_format(db_day(r, i, FOUND_AS_OF), day)));
		table_cell(t, db_int(r, i, FOUND_CHECK) != 0 ? "" : _("check digit fails"));
	}
	table_print(t, c->out, "  ");
}

static enum err_code find(struct cli *c, struct db *db, const char *text, struct err *e)
{
	int prefecture = (int)c->options.number[OPT_prefecture];
	const char *kind = c->options.text[OPT_kind];
	struct db_args args = {0};
	struct db_result *r;
	int rows;

	db_arg_text(&args, text);
	db_arg_int(&args, kind == NULL ? 0 : kind_of(kind));
	db_arg_text(&args, prefecture == 0 ? "" : arena_printf(c->keep, "%02d", prefecture));
	db_arg_text(&args, prefecture == 0 ? "ZZ" : arena_printf(c->keep, "%02dZZ", prefecture));
	db_arg_int(&args, ROWS_SHOWN);
	if (db_query(db, &sql_institution_find, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	rows = db_rows(r);
	if (rows == 0) {
		fputs(_("no institution has that in its code, name or address\n"), c->out);
		return ERR_OK;
	}
	print_found(c, r, rows);
	if (db_int(r, 0, FOUND_TOTAL) > rows)
		fputs(_("  and more: say more of the name, or narrow it with --kind or --prefecture\n"), c->out);
	return ERR_OK;
}

enum err_code command_institution(struct cli *c, struct err *e)
{
	const char *verb = c->options.operand[0], *text = c->options.operand[1];
	struct db *db = NULL;

	if (strcmp(verb, "find") != 0) {
		err_set(e, ERR_USAGE, 2170, "institution cannot %s", verb);
		return err_hint(e, "Usage: getsuji %s %s", c->command->name, c->command->usage);
	}
	if (!text_valid(text, strlen(text), NULL) ||
		intake_text_rule(text, strlen(text), TEXT_MAX) != RULE_NONE || strspn(text, " \t") == strlen(text)) {
		err_set(e, ERR_USAGE, 2171, "nothing can be found by this text");
		return err_hint(e, "Give the beginning of a code, or a part of a name or an address.");
	}
	if (connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	(void)find(c, db, text, e);
	db_close(db);
	return e->code;
}
