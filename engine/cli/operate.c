/*
 * operate.c: see operate.h.
 */
#include "engine/cli/operate.h"

#include "engine/base/intl.h"
#include "engine/cli/say.h"
#include "gen/sql.h"

#include <string.h>

static enum err_code load_run(struct cli *c, struct db *db, struct operated *o, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, o->run_id);
	if (db_query(db, &sql_steer_run, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) == 0) {
		err_set(e, ERR_INPUT, 2030, "there is no run %d", o->run_id);
		return err_hint(e, "The command getsuji status lists the runs.");
	}
	o->execution = db_text(r, 0, 0);
	o->decision = db_text(r, 0, 1);
	o->stop_asked = db_text(r, 0, 2);
	o->login = db_text(r, 0, 3);
	o->alive = db_int(r, 0, 4) != 0;
	o->runner = db_text(r, 0, 5);
	return ERR_OK;
}

static enum err_code unknown_task(
	struct cli *c, const struct operated *o, const struct db_result *r, struct err *e)
{
	const char **names = arena_array(c->keep, (size_t)db_rows(r) + 1, sizeof(*names)), *nearest;

	for (int i = 0; i < db_rows(r); i++)
		names[i] = db_text(r, i, 1);
	nearest = option_nearest(o->named, names, (size_t)db_rows(r));
	err_set(e, ERR_USAGE, 2031, "run %d has no task %s", o->run_id, o->named);
	if (nearest != NULL)
		return err_hint(e, "Did you mean %s?", nearest);
	return err_hint(e, "The command getsuji status %d lists its tasks.", o->run_id);
}

static enum err_code load_task(struct cli *c, struct db *db, struct operated *o, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	if (o->named == NULL)
		return ERR_OK;
	db_arg_int(&args, o->run_id);
	if (db_query(db, &sql_steer_tasks, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < db_rows(r); i++) {
		if (strcmp(db_text(r, i, 1), o->named) != 0)
			continue;
		o->task_no = (int)db_int(r, i, 0);
		o->task = db_text(r, i, 1);
		o->kind = db_text(r, i, 2);
		o->state = db_text(r, i, 3);
		return ERR_OK;
	}
	return unknown_task(c, o, r, e);
}

/* A refusal of the database, said so that the operator knows what to do. */
static enum err_code refused(const struct operated *o, struct err *e)
{
	if (e->code == ERR_PRIVILEGE && e->id != 2041) {
		const char *login = o->login != NULL ? o->login : "?";

		err_set(e, ERR_PRIVILEGE, 2032, "login %s may not steer runs", login);
		return err_hint(e, "Use a login of the group getsuji_runner; --agree also takes getsuji_approver.");
	}
	if (strcmp(e->sqlstate, "55006") == 0) {
		err_set(e, ERR_ACTIVE, 2033, "run %d is at work", o->run_id);
		return err_hint(e, "Stop it first with: getsuji stop %d", o->run_id);
	}
	if (strcmp(e->sqlstate, "23514") == 0) {
		err_set(e, ERR_PRIVILEGE, 2041, "who asked for it cannot agree to it as well");
		return err_hint(e, "Another person with a login of their own must agree.");
	}
	if (strcmp(e->sqlstate, "23000") == 0) {
		err_set(e, ERR_STATE, 2034, "the database does not allow this on run %d in its state", o->run_id);
		return err_hint(e, "The command getsuji status %d tells what to do next.", o->run_id);
	}
	return e->code;
}

enum err_code operate(struct cli *c, enum connect_as as, struct operated *o, operate_ask *ask, struct err *e)
{
	struct db *db = NULL;

	if (connect_open(c, as, &db, e) != ERR_OK)
		return e->code;
	if (db_query(db, &sql_transaction_begin, NULL, c->keep, NULL, e) != ERR_OK ||
		load_run(c, db, o, e) != ERR_OK || load_task(c, db, o, e) != ERR_OK || ask(c, db, o, e) != ERR_OK ||
		db_end(db, ERR_OK, c->keep, e) != ERR_OK) {
		refused(o, e);
		(void)!db_end(db, e->code, c->keep, e);
	}
	db_close(db);
	if (e->code != ERR_OK)
		return e->code;
	c->exit_code = o->exit_code;
	if (o->said != NULL && c->options.number[OPT_quiet] == 0)
		fputs(o->said, c->out);
	return ERR_OK;
}

enum err_code operate_operands(const struct cli *c, struct operated *o, struct err *e)
{
	if (operand_run(c, 0, &o->run_id, e) != ERR_OK)
		return e->code;
	o->named = c->options.operands > 1 ? c->options.operand[1] : NULL;
	return ERR_OK;
}

enum err_code operate_reason(const struct cli *c, const char **reason, struct err *e)
{
	const char *text = c->options.text[OPT_reason];

	if (text != NULL && text[strspn(text, " \t\r\n\v\f")] != '\0') {
		*reason = text;
		return ERR_OK;
	}
	err_set(e, ERR_USAGE, 2035, "%s needs --reason with a text", c->command->name);
	return err_hint(
		e, "The reason is kept in the ledger for whoever looks later; write no person's data in it.");
}

enum err_code operate_record(struct cli *c, struct db *db, const struct operated *o, const char *command,
	const char *reason, struct err *e)
{
	struct db_args args = {0};

	db_arg_int(&args, o->run_id);
	db_arg_text(&args, command);
	db_arg_text(&args, o->task != NULL ? arena_printf(c->keep, "task %s: %s", o->task, reason) : reason);
	return db_query(db, &sql_decide_action, &args, c->keep, NULL, e);
}

enum err_code operate_notify(struct cli *c, struct db *db, const struct operated *o, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, o->run_id);
	return db_query(db, &sql_steer_notify, &args, c->keep, &r, e);
}

/* The open proposal, or none. */
static enum err_code find_proposal(struct cli *c, struct db *db, const struct operated *o,
	const char *command, struct db_result **r, struct err *e)
{
	struct db_args args = {0};

	db_arg_int(&args, o->run_id);
	db_arg_int(&args, o->task_no);
	db_arg_text(&args, command);
	return db_query(db, &sql_steer_proposal, &args, c->keep, r, e);
}

static const char *subject(struct cli *c, const struct operated *o)
{
	return o->task != NULL ? arena_printf(c->keep, _("task %s of run %d"), o->task, o->run_id)
						   : arena_printf(c->keep, _("run %d"), o->run_id);
}

enum err_code operate_propose(
	struct cli *c, struct db *db, struct operated *o, const char *command, const char *again, struct err *e)
{
	struct db_args args = {0};
	struct db_result *open;
	const char *reason;

	if (operate_reason(c, &reason, e) != ERR_OK || find_proposal(c, db, o, command, &open, e) != ERR_OK)
		return e->code;
	if (db_rows(open) > 0) {
		err_set(e, ERR_NOT_DUE, 2036, "this is asked for already; a second person must agree");
		err_detail(e, "asked for by %s at %s JST: %s", db_text(open, 0, 1), db_text(open, 0, 2),
			say_plain(c->keep, db_text(open, 0, 3)));
		return err_hint(e, "Another login agrees with: %s", again);
	}
	db_arg_int(&args, o->run_id);
	db_arg_int(&args, o->task_no);
	db_arg_text(&args, command);
	db_arg_text(&args, reason);
	if (db_query(db, &sql_steer_propose, &args, c->keep, NULL, e) != ERR_OK)
		return e->code;
	o->said = arena_printf(c->keep,
		_("%s: %s asked for by %s; nothing is changed before a second person agrees\nnext: %s\n"),
		subject(c, o), command, o->login, again);
	return operate_record(c, db, o, command, reason, e);
}

enum err_code operate_asked(struct cli *c, struct db *db, const struct operated *o, const char *command,
	struct db_result **asked, struct err *e)
{
	if (find_proposal(c, db, o, command, asked, e) != ERR_OK)
		return e->code;
	if (db_rows(*asked) == 0) {
		err_set(e, ERR_STATE, 2037, "nobody has asked for this, or it was agreed to already");
		return err_hint(e, "It is asked for with the same command and --reason, without --agree.");
	}
	if (strcmp(db_text(*asked, 0, 1), o->login) == 0) {
		err_set(e, ERR_PRIVILEGE, 2041, "who asked for it cannot agree to it as well");
		return err_hint(e, "Another person with a login of their own must agree.");
	}
	return ERR_OK;
}

enum err_code operate_agree(
	struct cli *c, struct db *db, struct operated *o, const char *command, struct err *e)
{
	struct db_args args = {0};
	struct db_result *open, *done;

	if (operate_asked(c, db, o, command, &open, e) != ERR_OK)
		return e->code;
	db_arg_int(&args, db_int(open, 0, 0));
	if (db_query(db, &sql_steer_agree, &args, c->keep, &done, e) != ERR_OK)
		return e->code;
	o->said = arena_printf(c->keep,
		_("%s: %s, asked for by %s (%s), agreed to by %s\nnext: getsuji resume %d\n"), subject(c, o), command,
		db_text(open, 0, 1), say_plain(c->keep, db_text(open, 0, 3)), o->login, o->run_id);
	return ERR_OK;
}
