/*
 * cmd_hold.c: hold and lift of a household.
 *
 * A hold is a fact like any other (fact.hold), recorded from today on under the name `operator`; an
 * import may bring others.  What it does is decided where things leave: engine/intake/README.md.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "gen/sql.h"

#include <string.h>

/* Columns of hold_list. */
enum { NAME, REASON, FROM, UNTIL, IN_FORCE };

/* What a command is about, and what it did. */
struct asked {
	int64_t household_id;
	const char *shown; /* as it was typed */
	const char *reason;
	bool has_until;
	day_t until;
	bool nothing; /* it was so already */
};

static enum err_code not_blank(const char *reason, struct err *e)
{
	if (reason == NULL || reason[strspn(reason, " ")] != '\0')
		return ERR_OK;
	err_set(e, ERR_USAGE, 2150, "this reason cannot be kept");
	err_detail(e, "%s", _("it is empty"));
	return err_hint(e, "The reason stands in the list of payments and in the ledger: no person's data.");
}

static enum err_code read_options(struct cli *c, struct asked *q, struct err *e)
{
	const char *until = c->options.text[OPT_until];

	q->shown = c->options.operand[0];
	q->reason = c->options.text[OPT_reason];
	if (operand_household(c, 0, &q->household_id, e) != ERR_OK || not_blank(q->reason, e) != ERR_OK)
		return e->code;
	q->has_until = until != NULL;
	if (q->has_until && !day_parse(until, strlen(until), &q->until)) {
		err_set(e, ERR_USAGE, 2151, "the value of --until is not a day");
		return err_hint(e, "Write the last day of the hold as YYYY-MM-DD, such as 2027-01-31.");
	}
	return ERR_OK;
}

/* One transaction: `ask` under the household's lock. */
static enum err_code change(struct cli *c, struct db *db, struct asked *q,
	enum err_code (*ask)(struct cli *c, struct db *db, struct asked *q, struct err *e), struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, q->household_id);
	if (db_query(db, &sql_transaction_begin, NULL, c->keep, NULL, e) != ERR_OK ||
		db_query(db, &sql_hold_lock, &args, c->keep, &r, e) != ERR_OK)
		goto out;
	if (db_rows(r) == 0) {
		err_set(e, ERR_INPUT, 2152, "household %s is not known", q->shown);
		err_hint(e, "Write OFFICE-CASE as the office's facts have it, such as 1101-25.");
		goto out;
	}
	(void)!ask(c, db, q, e);
out:
	return db_end(db, e->code, c->keep, e);
}

static enum err_code record(
	struct cli *c, struct db *db, const struct asked *q, const char *command, struct err *e)
{
	struct db_args args = {0};

	db_arg_int(&args, q->household_id);
	db_arg_text(&args, command);
	db_arg_text(&args, q->reason != NULL ? q->reason : "");
	return db_query(db, &sql_hold_action, &args, c->keep, NULL, e);
}

static void say(struct cli *c, const char *line)
{
	if (c->options.number[OPT_quiet] == 0)
		fprintf(c->out, "%s\n", line);
}

static void say_nothing_due(struct cli *c, struct asked *q, const char *line)
{
	q->nothing = true;
	c->exit_code = err_exit_code(ERR_NOT_DUE);
	say(c, line);
}

static const char *until_words(struct cli *c, const char *until)
{
	return until[0] != '\0' ? arena_printf(c->keep, _("until the end of %s"), until)
							: _("until it is lifted");
}

static enum err_code ask_hold(struct cli *c, struct db *db, struct asked *q, struct err *e)
{
	const char *until = q->has_until ? c->options.text[OPT_until] : "";
	struct db_args list = {0}, insert = {0};
	struct db_result *r;

	db_arg_int(&list, q->household_id);
	if (db_query(db, &sql_hold_list, &list, c->keep, &r, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < db_rows(r); i++) {
		if (strcmp(db_text(r, i, NAME), "operator") != 0)
			continue;
		say_nothing_due(c, q,
			arena_printf(c->keep, _("household %s is held already since %s, %s: %s"), q->shown,
				db_text(r, i, FROM), until_words(c, db_text(r, i, UNTIL)), db_text(r, i, REASON)));
		return ERR_OK;
	}
	db_arg_int(&insert, q->household_id);
	db_arg_text(&insert, q->reason);
	if (q->has_until)
		db_arg_day(&insert, q->until);
	else
		db_arg_null(&insert);
	if (db_query(db, &sql_hold_insert, &insert, c->keep, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) == 0) {
		err_set(e, ERR_USAGE, 2153, "%s is past, so this hold would hold nothing", until);
		return err_hint(e, "Give the last day of the hold, today or later, or none.");
	}
	say(c, arena_printf(c->keep, _("household %s is held %s"), q->shown, until_words(c, until)));
	return record(c, db, q, "hold", e);
}

/* What is on its way already cannot be held here: the operator must know where it is. */
static enum err_code say_left(struct cli *c, struct db *db, const struct asked *q, bool held, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;
	const char *run;
	bool was_held;

	db_arg_int(&args, q->household_id);
	if (db_query(db, &sql_hold_left, &args, c->keep, &r, e) != ERR_OK || db_rows(r) == 0)
		return e->code;
	run = arena_printf(c->keep, _("run %s (%s)"), db_text(r, 0, 0), db_text(r, 0, 1));
	was_held = db_int(r, 0, 4) != 0;
	if (held == was_held || (db_int(r, 0, 2) == 0 && db_int(r, 0, 3) == 0))
		return ERR_OK;
	c->exit_code = err_exit_code(ERR_WARNINGS);
	if (!held) {
		say(c, arena_printf(c->keep, _("%s was made while it was held and stays so"), run));
		if (db_int(r, 0, 2) != 0)
			say(c, arena_printf(c->keep, _("  its letter: getsuji notice %s %s -o notice.pdf"),
					   db_text(r, 0, 0), q->shown));
		if (db_int(r, 0, 3) != 0)
			say(c, _("  its payment: stands in the list of payments among those held"));
		return ERR_OK;
	}
	say(c, arena_printf(c->keep, _("%s was made before; take out by hand what has not left yet"), run));
	if (db_int(r, 0, 2) != 0)
		say(c, arena_printf(c->keep, _("  its letter: piece %s"), db_text(r, 0, 2)));
	if (db_int(r, 0, 3) != 0)
		say(c, _("  its payment: stands in the list of payments"));
	return ERR_OK;
}

enum err_code command_hold(struct cli *c, struct err *e)
{
	struct asked q = {0};
	struct db *db = NULL;

	if (read_options(c, &q, e) != ERR_OK)
		return e->code;
	if (q.reason == NULL) {
		err_set(e, ERR_USAGE, 2154, "hold needs --reason");
		return err_hint(e, "The reason stands in the list of payments and in the ledger: no person's data.");
	}
	if (connect_open(c, CONNECT_RUNNER, &db, e) == ERR_OK && change(c, db, &q, ask_hold, e) == ERR_OK &&
		!q.nothing)
		(void)say_left(c, db, &q, true, e);
	db_close(db);
	return e->code;
}

static enum err_code ask_lift(struct cli *c, struct db *db, struct asked *q, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, q->household_id);
	if (db_query(db, &sql_hold_lift, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) == 0) {
		say_nothing_due(c, q, arena_printf(c->keep, _("household %s is not held"), q->shown));
		return ERR_OK;
	}
	for (int i = 0; i < db_rows(r); i++)
		say(c, arena_printf(c->keep, _("household %s: hold %s is lifted: %s"), q->shown, db_text(r, i, NAME),
				   db_text(r, i, REASON)));
	return record(c, db, q, "lift", e);
}

enum err_code command_lift(struct cli *c, struct err *e)
{
	struct asked q = {0};
	struct db *db = NULL;

	if (read_options(c, &q, e) != ERR_OK)
		return e->code;
	if (connect_open(c, CONNECT_RUNNER, &db, e) == ERR_OK && change(c, db, &q, ask_lift, e) == ERR_OK &&
		!q.nothing)
		(void)say_left(c, db, &q, false, e);
	db_close(db);
	return e->code;
}
