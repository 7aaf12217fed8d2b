/*
 * cmd_quarantine.c: quarantine: the records that a run set aside: see them, try them again, or decide to
 * leave them out.
 *
 * A record is shown as OFFICE-CASE where it is a household and by its number where it is a piece; never by a
 * name, an address or an amount.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/operate.h"
#include "engine/cli/preview.h"
#include "engine/cli/say.h"
#include "gen/sql.h"
#include "getsuji/facts.h"

#include <stdlib.h>
#include <string.h>

#define RECORDS_SHOWN 500

enum record_column {
	RECORD_TASK,
	RECORD_KEY,
	RECORD_RULE,
	RECORD_MESSAGE_ID,
	RECORD_REASON,
	RECORD_CHUNK,
	RECORD_WORKER,
	RECORD_DONE,
	RECORD_CUT,
	RECORD_WAIVED_BY,
	RECORD_WAIVED,
	RECORD_WHY,
	RECORD_DECIDED
};

/* What was asked for. */
struct asked {
	int run_id;
	int64_t key; /* 0: none */
};

static enum err_code read_key(const struct cli *c, int64_t *key, struct err *e)
{
	const char *text = c->options.operand[2];
	size_t digits = strspn(text, "0123456789");

	if (strchr(text, '-') != NULL)
		return operand_household(c, 2, key, e);
	*key = digits > 0 && digits <= 18 && text[digits] == '\0' ? strtoll(text, NULL, 10) : 0;
	if (*key > 0)
		return ERR_OK;
	err_set(e, ERR_USAGE, 2060, "%s is not a record", text);
	return err_hint(e, "Write a household as OFFICE-CASE, a piece by its number.");
}

static enum err_code no_such_record(struct cli *c, const struct asked *a, struct err *e)
{
	err_set(e, ERR_INPUT, 2061, "record %s of run %d is not set aside", say_key(c->keep, a->key), a->run_id);
	return err_hint(e, "Those that are: getsuji quarantine %d list", a->run_id);
}

static enum err_code read_records(
	struct cli *c, struct db *db, const struct asked *a, struct db_result **r, struct err *e)
{
	struct db_args args = {0};

	db_arg_int(&args, a->run_id);
	db_arg_int(&args, a->key);
	db_arg_int(&args, RECORDS_SHOWN);
	return db_query(db, &sql_quarantine_list, &args, c->keep, r, e);
}

/* ---- list ---- */

static void print_list(struct cli *c, const struct db_result *r)
{
	struct table *t = table_new(c->keep, 5, "lllll");

	table_cell(t, _("task"));
	table_cell(t, _("record"));
	table_cell(t, _("rule"));
	table_cell(t, _("reason"));
	table_cell(t, _("left out by"));
	for (int i = 0; i < db_rows(r); i++) {
		table_cell(t, db_text(r, i, RECORD_TASK));
		table_cell(t, say_key(c->keep, db_int(r, i, RECORD_KEY)));
		table_cell(t, db_text(r, i, RECORD_RULE));
		table_cell(t, arena_printf(c->keep, "GJ%04d %s", (int)db_int(r, i, RECORD_MESSAGE_ID),
						  db_text(r, i, RECORD_REASON)));
		table_cell(t, db_text(r, i, RECORD_WAIVED_BY));
	}
	table_print(t, c->out, "  ");
}

/* The row of the first record that nobody left out; the first one where those shown are all left out. */
static int first_open(const struct db_result *r)
{
	for (int i = 0; i < db_rows(r); i++) {
		if (db_is_null(r, i, RECORD_WAIVED))
			return i;
	}
	return 0;
}

static enum err_code list(struct cli *c, struct db *db, const struct asked *a, struct err *e)
{
	struct db_args args = {0};
	struct db_result *count, *r;
	long long all, waived;

	db_arg_int(&args, a->run_id);
	if (db_query(db, &sql_quarantine_count, &args, c->keep, &count, e) != ERR_OK ||
		read_records(c, db, a, &r, e) != ERR_OK)
		return e->code;
	all = db_int(count, 0, 0);
	waived = db_int(count, 0, 1);
	fprintf(c->out, _("run %d: %lld records set aside, %lld of them left out by a person\n"), a->run_id, all,
		waived);
	if (all > 0)
		print_list(c, r);
	if (all > db_rows(r))
		fprintf(c->out, _("  and %lld more\n"), all - db_rows(r));
	if (all > waived)
		fprintf(c->out, _("next: getsuji quarantine %d show %s\n"), a->run_id,
			say_key(c->keep, db_int(r, first_open(r), RECORD_KEY)));
	return ERR_OK;
}

/* ---- show ---- */

/* What a person can do about it, most likely first. */
static void print_remedies(struct cli *c, const struct asked *a, bool waived, bool decided)
{
	const char *key = say_key(c->keep, a->key);

	if (a->key > HOUSEHOLD_PER_OFFICE)
		fprintf(c->out, _("every step of its calculation: getsuji explain %d %s\n"), a->run_id, key);
	if (decided) {
		fprintf(c->out, _("the run was decided on; mended facts count from the next edition or month on\n"));
		return;
	}
	if (!waived)
		fprintf(c->out, _("to leave it out for good: getsuji quarantine %d waive %s --reason TEXT\n"),
			a->run_id, key);
	if (!waived)
		fprintf(
			c->out, _("when its facts are mended, next: getsuji quarantine %d retry %s\n"), a->run_id, key);
}

static enum err_code show(struct cli *c, struct db *db, const struct asked *a, struct err *e)
{
	struct db_result *r;
	bool waived = true, decided = true;

	if (read_records(c, db, a, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) == 0)
		return no_such_record(c, a, e);
	for (int i = 0; i < db_rows(r); i++) {
		fprintf(c->out, _("record %s, task %s, rule %s\n"), say_key(c->keep, a->key),
			db_text(r, i, RECORD_TASK), db_text(r, i, RECORD_RULE));
		fprintf(c->out, "  GJ%04d %s\n", (int)db_int(r, i, RECORD_MESSAGE_ID), db_text(r, i, RECORD_REASON));
		fprintf(c->out, _("  set aside at %s JST by %s in chunk %s, facts as of %s JST\n"),
			db_text(r, i, RECORD_DONE), db_text(r, i, RECORD_WORKER), db_text(r, i, RECORD_CHUNK),
			db_text(r, i, RECORD_CUT));
		if (!db_is_null(r, i, RECORD_WAIVED))
			fprintf(c->out, _("  left out by %s at %s JST: %s\n"), db_text(r, i, RECORD_WAIVED_BY),
				db_text(r, i, RECORD_WAIVED), say_plain(c->keep, db_text(r, i, RECORD_WHY)));
		waived = waived && !db_is_null(r, i, RECORD_WAIVED);
		decided = decided && db_int(r, i, RECORD_DECIDED) != 0;
	}
	print_remedies(c, a, waived, decided);
	return ERR_OK;
}

static enum err_code look(struct cli *c, const struct asked *a,
	enum err_code (*at)(struct cli *c, struct db *db, const struct asked *a, struct err *e), struct err *e)
{
	struct db *db = NULL;

	if (connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	at(c, db, a, e);
	db_close(db);
	return e->code;
}

/* ---- retry ---- */

static enum err_code retry(struct cli *c, const struct asked *a, struct err *e)
{
	struct rerun_wish wish;
	struct preview p = {.run_id = a->run_id, .wish = &wish, .command = "quarantine retry"};

	if (rerun_parse("only-quarantined", c->keep, &wish, e) != ERR_OK)
		return e->code;
	wish.key = a->key;
	p.next = arena_printf(c->keep, "getsuji quarantine %d retry%s%s --yes", a->run_id, a->key ? " " : "",
		a->key ? say_key(c->keep, a->key) : "");
	if (preview_do(c, &p, e) != ERR_OK || !p.go_on)
		return e->code;
	return command_resume(c, e);
}

/* ---- waive ---- */

static enum err_code ask_waive(struct cli *c, struct db *db, struct operated *o, struct err *e)
{
	struct asked a = {.run_id = o->run_id};
	struct db_args args = {0};
	struct db_result *r, *now;
	const char *reason;

	if (read_key(c, &a.key, e) != ERR_OK || operate_reason(c, &reason, e) != ERR_OK)
		return e->code;
	db_arg_int(&args, a.run_id);
	db_arg_int(&args, a.key);
	db_arg_text(&args, reason);
	if (read_records(c, db, &a, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) == 0)
		return no_such_record(c, &a, e);
	if (db_query(db, &sql_quarantine_waive, &args, c->keep, &now, e) != ERR_OK)
		return e->code;
	if (db_rows(now) == 0) {
		err_set(e, ERR_NOT_DUE, 2062, "record %s is left out already", say_key(c->keep, a.key));
		return err_detail(e, "by %s since %s JST: %s", db_text(r, 0, RECORD_WAIVED_BY),
			db_text(r, 0, RECORD_WAIVED), say_plain(c->keep, db_text(r, 0, RECORD_WHY)));
	}
	o->said = arena_printf(c->keep, _("record %s of run %d: left out by %s; it is no warning any more\n"),
		say_key(c->keep, a.key), a.run_id, o->login);
	return operate_record(c, db, o, "quarantine waive",
		arena_printf(c->keep, "record %s: %s", say_key(c->keep, a.key), reason), e);
}

static enum err_code needs_record(const struct asked *a, const char *verb, struct err *e)
{
	err_set(e, ERR_USAGE, 2063, "quarantine RUN %s needs a record", verb);
	return err_hint(e, "Those that are set aside: getsuji quarantine %d list", a->run_id);
}

enum err_code command_quarantine(struct cli *c, struct err *e)
{
	const char *verb = c->options.operand[1];
	struct asked a = {0};

	if (operand_run(c, 0, &a.run_id, e) != ERR_OK)
		return e->code;
	if (c->options.operands > 2 && read_key(c, &a.key, e) != ERR_OK)
		return e->code;
	if (strcmp(verb, "list") == 0)
		return look(c, &a, list, e);
	if (strcmp(verb, "retry") == 0)
		return retry(c, &a, e);
	if (strcmp(verb, "show") == 0)
		return a.key ? look(c, &a, show, e) : needs_record(&a, verb, e);
	if (strcmp(verb, "waive") == 0) {
		struct operated o = {.run_id = a.run_id};

		return a.key ? operate(c, CONNECT_RUNNER, &o, ask_waive, e) : needs_record(&a, verb, e);
	}
	err_set(e, ERR_USAGE, 2064, "quarantine cannot %s", verb);
	return err_hint(e, "It takes list, show, retry or waive: getsuji quarantine %d list", a.run_id);
}
