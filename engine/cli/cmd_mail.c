/*
 * cmd_mail.c: mail look: what a mailing holds for a look, and that a person has looked; and the verbs of the command.
 */
#include "engine/cli/cmd_mail.h"

#include "engine/base/intl.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "gen/sql.h"
#include "getsuji/mailing.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LINES_SHOWN      200
#define LINES_PER_OFFICE 100000000

/* In the terminal's language; documents have the terms of mailing.h. */
static const char *const holds[] = {
	[MAIL_HOLD_NONE] = "",
	[MAIL_HOLD_LATE] = N_("too old to be mailed"),
	[MAIL_HOLD_ORDER] = N_("an order to hold"),
	[MAIL_HOLD_OFFICE] = N_("the office has no settings for mail"),
	[MAIL_HOLD_ADDRESS] = N_("no destination"),
	[MAIL_HOLD_STALE] = N_("the destination changed since it was printed"),
	[MAIL_HOLD_RETURNED] = N_("the last mail came back"),
	[MAIL_HOLD_SHARED] = N_("another household has the same destination"),
	[MAIL_HOLD_CHANGED] = N_("the last mail went elsewhere"),
	[MAIL_HOLD_MOVED] = N_("moved lately"),
	[MAIL_HOLD_THICK] = N_("fits into no envelope"),
};

static const char *const kinds[] = {
	[MAIL_NOTICE] = N_("notice"),
	[MAIL_LETTER] = N_("letter to an employer"),
	[MAIL_TICKETS] = N_("tickets"),
	[MAIL_OPINION] = N_("opinion forms"),
	[MAIL_REQUEST] = N_("examination requests"),
	[MAIL_SLIP] = N_("payment slip"),
};

/* Does a look clear it? */
static bool clears(int64_t hold)
{
	return hold == MAIL_HOLD_RETURNED || hold == MAIL_HOLD_SHARED || hold == MAIL_HOLD_CHANGED ||
		   hold == MAIL_HOLD_MOVED;
}

enum err_code command_mail_load(
	struct cli *c, struct db *db, int run_id, bool issued, day_t *cut_off_on, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, run_id);
	if (db_query(db, &sql_mail_run, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) == 0)
		return operand_no_run(run_id, e);
	if (db_int(r, 0, 2) == 0)
		return err_set(e, ERR_INPUT, 2190, "run %d is no mailing", run_id);
	if (issued && db_is_null(r, 0, 3)) {
		err_set(e, ERR_STATE, 2191, "run %d has issued no mail", run_id);
		return err_hint(e, "The command getsuji status %d tells what to do next.", run_id);
	}
	*cut_off_on = db_is_null(r, 0, 3) ? DAY_MAX : db_day(r, 0, 3);
	return ERR_OK;
}

enum err_code command_mail_expired(int run_id, struct err *e)
{
	err_set(e, ERR_STATE, 2227, "mailing %d has expired", run_id);
	return err_hint(e, "Plan another mailing: what was not sent is in it once this one is closed.");
}

/* ---- look ---------------------------------------------------------------------------------------- */

/* Whom it goes to, without a name: the household's case, or the key of another recipient. */
static const char *recipient(struct cli *c, const struct db_result *r, int row)
{
	const char *key = db_text(r, row, 4);

	return db_int(r, row, 3) == MAIL_HOUSEHOLD ? say_key(c->keep, strtoll(key + 1, NULL, 10)) : key;
}

/* False: nothing of it can be looked at. */
static bool print_held(struct cli *c, const struct db_result *r)
{
	struct table *t = table_new(c->keep, 5, "rllll");
	int rows = db_rows(r) < LINES_SHOWN ? db_rows(r) : LINES_SHOWN;
	bool any = false;

	table_cell(t, _("line"));
	table_cell(t, _("document"));
	table_cell(t, _("to"));
	table_cell(t, _("held because"));
	table_cell(t, "");
	for (int i = 0; i < rows; i++) {
		int64_t hold = db_int(r, i, 1);

		table_cell(t, say_key(c->keep, db_int(r, i, 0)));
		table_cell(t, _(kinds[db_int(r, i, 2)]));
		table_cell(t, recipient(c, r, i));
		table_cell(t, _(holds[hold]));
		table_cell(t, db_int(r, i, 6) != 0 ? _("looked at since") : clears(hold) ? _("to be looked at") : "");
	}
	table_print(t, c->out, "  ");
	if (rows < db_rows(r))
		fprintf(c->out, _("  and %d more: the workbook mail_check has all\n"), db_rows(r) - rows);
	for (int i = 0; i < db_rows(r); i++)
		any = any || clears(db_int(r, i, 1));
	return any;
}

static enum err_code list_held(struct cli *c, struct db *db, int run_id, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, run_id);
	if (db_query(db, &sql_mail_held, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) == 0) {
		fprintf(c->out, _("run %d holds nothing\n"), run_id);
		return ERR_OK;
	}
	if (print_held(c, r))
		fprintf(c->out,
			_("When the destination is right: getsuji mail look %d OFFICE-LINE --reason TEXT; the next "
			  "mailing "
			  "takes it.\n"),
			run_id);
	fputs(_("What to do about each of them stands in the workbook mail_check.\n"), c->out);
	return ERR_OK;
}

/* OFFICE-LINE or OFFICE-FIRST-LAST. */
struct lines {
	int64_t office, first, last;
};

static enum err_code read_lines(const char *text, struct lines *out, struct err *e)
{
	int64_t part[3] = {0};
	int n = 0;
	const char *at = text;

	for (; n < 3 && cli_number(&at, LINES_PER_OFFICE - 1, &part[n]); at += *at == '-')
		n++;
	*out = (struct lines){part[0], part[1], n == 3 ? part[2] : part[1]};
	if (n >= 2 && *at == '\0' && at[-1] != '-' && out->first <= out->last)
		return ERR_OK;
	err_set(e, ERR_USAGE, 2192, "%s is no line of a mailing", text);
	return err_hint(e, "Write OFFICE-LINE, such as 13113-291, or OFFICE-FIRST-LAST.");
}

static enum err_code look_at(struct cli *c, struct db *db, int run_id, const char *text, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;
	struct lines lines;

	if (read_lines(text, &lines, e) != ERR_OK)
		return e->code;
	db_arg_int(&args, run_id);
	db_arg_int(&args, lines.office);
	db_arg_int(&args, lines.first);
	db_arg_int(&args, lines.last);
	db_arg_text(&args, c->options.text[OPT_reason]);
	if (db_query(db, &sql_mail_look, &args, c->keep, &r, e) != ERR_OK) {
		if (e->code == ERR_STATE)
			err_hint(e,
				"Only what was returned, shared, changed or moved lately can be looked at: getsuji mail look "
				"%d",
				run_id);
		return e->code;
	}
	fprintf(c->out, _("%s: destinations found right: %" PRId64 "\n"), text, db_int(r, 0, 0));
	return ERR_OK;
}

static enum err_code mail_look(struct cli *c, struct db *db, int run_id, struct err *e)
{
	day_t cut_off_on;

	if (command_mail_load(c, db, run_id, false, &cut_off_on, e) != ERR_OK)
		return e->code;
	if (c->options.operands == 2)
		return list_held(c, db, run_id, e);
	if (c->options.text[OPT_reason] == NULL) {
		err_set(e, ERR_USAGE, 2193, "mail look needs --reason");
		return err_hint(e, "The reason tells how it was found right; it is kept, so no person's data.");
	}
	for (int i = 2; i < c->options.operands; i++) {
		if (look_at(c, db, run_id, c->options.operand[i], e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* ---- verbs --------------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	enum err_code (*run)(struct cli *c, struct db *db, int run_id, struct err *e);
	bool of_all; /* also without a run: run_id 0 */
} verbs[] = {{"look", mail_look, false}, {"pull", command_mail_pull, false},
	{"status", command_mail_status, true}, {"settle", command_mail_settle, false},
	{"verdict", command_mail_verdict, false}};

enum err_code command_mail(struct cli *c, struct err *e)
{
	struct db *db = NULL;
	int run_id = 0;

	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		if (strcmp(c->options.operand[0], verbs[i].name) != 0)
			continue;
		if (c->options.operands == 1 && !verbs[i].of_all) {
			err_set(e, ERR_USAGE, 2199, "mail %s needs a run", verbs[i].name);
			return err_hint(e, "The command getsuji mail status lists the mailings.");
		}
		if ((c->options.operands == 1 || operand_run(c, 1, &run_id, e) == ERR_OK) &&
			operand_reason(c->options.text[OPT_reason], e) == ERR_OK &&
			connect_open(c, CONNECT_RUNNER, &db, e) == ERR_OK)
			(void)verbs[i].run(c, db, run_id, e);
		db_close(db);
		return e->code;
	}
	err_set(e, ERR_USAGE, 2194, "mail cannot %s", c->options.operand[0]);
	return err_hint(e, "Usage: getsuji %s %s", c->command->name, c->command->usage);
}
