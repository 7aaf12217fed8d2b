/*
 * cmd_steer.c: pause, release, stop, skip, set-ok.
 *
 * Each writes what is asked for and wakes the runner up, if there is one; the runner does it.  The answer
 * says how things stand, what happens next, and the next command.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/operate.h"
#include "engine/cli/say.h"
#include "gen/sql.h"

#include <string.h>

static bool is(const char *state, const char *word)
{
	return strcmp(state, word) == 0;
}

static bool is_over(const struct operated *o)
{
	const char *state = o->task != NULL ? o->state : o->execution;

	return is(state, "done") || is(state, "skipped") || is(state, "accepted");
}

/* "run 3" or "task notice of run 3"; and what comes after "getsuji release". */
static const char *subject(struct cli *c, const struct operated *o)
{
	return o->task != NULL ? arena_printf(c->keep, _("task %s of run %d"), o->task, o->run_id)
						   : arena_printf(c->keep, _("run %d"), o->run_id);
}

static const char *operands(struct cli *c, const struct operated *o)
{
	return o->task != NULL ? arena_printf(c->keep, "%d %s", o->run_id, o->task)
						   : arena_printf(c->keep, "%d", o->run_id);
}

static void args_of(const struct operated *o, struct db_args *args)
{
	*args = (struct db_args){0};
	db_arg_int(args, o->run_id);
	db_arg_int(args, o->task_no);
}

static enum err_code find_pause(
	struct cli *c, struct db *db, const struct operated *o, struct db_result **r, struct err *e)
{
	struct db_args args;

	args_of(o, &args);
	return db_query(db, &sql_steer_paused, &args, c->keep, r, e);
}

/* ---- pause, release ---- */

static enum err_code ask_pause(struct cli *c, struct db *db, struct operated *o, struct err *e)
{
	struct db_args args;
	struct db_result *r;
	const char *reason, *then;

	if (operate_reason(c, &reason, e) != ERR_OK || find_pause(c, db, o, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) > 0) {
		err_set(e, ERR_NOT_DUE, 2042, "%s is paused already", subject(c, o));
		err_detail(e, "by %s since %s JST: %s", db_text(r, 0, 0), db_text(r, 0, 1),
			say_plain(c->keep, db_text(r, 0, 2)));
		return err_hint(e, "It goes on with: getsuji release %s", operands(c, o));
	}
	if (is_over(o)) {
		err_set(e, ERR_NOT_DUE, 2043, "%s is over: there is nothing to pause", subject(c, o));
		return err_hint(e, "The command getsuji status %d tells how it ended.", o->run_id);
	}
	args_of(o, &args);
	db_arg_text(&args, reason);
	if (db_query(db, &sql_steer_pause, &args, c->keep, NULL, e) != ERR_OK ||
		operate_record(c, db, o, "pause", reason, e) != ERR_OK || operate_notify(c, db, o, e) != ERR_OK)
		return e->code;
	then =
		!o->alive ? _("nobody is at work on it now; who starts it is told that it is paused")
		: o->task != NULL
			? _("its chunks at work are done first; other tasks go on")
			: _("the chunks at work are done first; then its runner ends with code 2, or waits with --wait");
	o->said = arena_printf(c->keep, _("%s: paused by %s: %s\n%s\nnext: getsuji release %s\n"), subject(c, o),
		o->login, say_plain(c->keep, reason), then, operands(c, o));
	return ERR_OK;
}

enum err_code command_pause(struct cli *c, struct err *e)
{
	struct operated o = {0};

	if (operate_operands(c, &o, e) != ERR_OK)
		return e->code;
	return operate(c, CONNECT_RUNNER, &o, ask_pause, e);
}

static enum err_code ask_release(struct cli *c, struct db *db, struct operated *o, struct err *e)
{
	struct db_args args;
	struct db_result *r;

	if (find_pause(c, db, o, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) == 0) {
		err_set(e, ERR_NOT_DUE, 2044, "%s is not paused", subject(c, o));
		return err_hint(e, "The command getsuji why %d tells what it waits for.", o->run_id);
	}
	args_of(o, &args);
	if (db_query(db, &sql_steer_release, &args, c->keep, NULL, e) != ERR_OK ||
		operate_record(c, db, o, "release", db_text(r, 0, 2), e) != ERR_OK ||
		operate_notify(c, db, o, e) != ERR_OK)
		return e->code;
	o->said =
		arena_printf(c->keep, _("%s: released; was paused by %s since %s JST: %s\nnext: getsuji %s %d\n"),
			subject(c, o), db_text(r, 0, 0), db_text(r, 0, 1), say_plain(c->keep, db_text(r, 0, 2)),
			o->alive ? "status" : "resume", o->run_id);
	return ERR_OK;
}

enum err_code command_release(struct cli *c, struct err *e)
{
	struct operated o = {0};

	if (operate_operands(c, &o, e) != ERR_OK)
		return e->code;
	return operate(c, CONNECT_RUNNER, &o, ask_release, e);
}

/* ---- stop ---- */

static enum err_code ask_stop(struct cli *c, struct db *db, struct operated *o, struct err *e)
{
	bool now = c->options.number[OPT_now] != 0;
	const char *reason = c->options.text[OPT_reason];
	struct db_args args = {0};

	if (!o->alive) {
		err_set(e, ERR_NOT_DUE, 2045, "nobody is at work on run %d: there is nothing to stop", o->run_id);
		if (is(o->execution, "running"))
			err_detail(e, "it was interrupted");
		else
			err_detail(e, "its execution is %s", say_state(o->execution));
		return err_hint(e, "The command getsuji status %d tells what to do next.", o->run_id);
	}
	db_arg_int(&args, o->run_id);
	db_arg_text(&args, now ? "now" : "chunk");
	if (db_query(db, &sql_steer_stop, &args, c->keep, NULL, e) != ERR_OK ||
		operate_record(c, db, o, now ? "stop --now" : "stop", reason != NULL ? reason : "", e) != ERR_OK ||
		operate_notify(c, db, o, e) != ERR_OK)
		return e->code;
	o->said = arena_printf(c->keep, _("run %d: asked runner %s to stop\n%s\nnext: getsuji status %d\n"),
		o->run_id, o->runner,
		now ? _("the chunks at work are broken off and done again later; nothing committed is lost")
			: arena_printf(c->keep,
				  _("the chunks at work are done first; at once it stops with: getsuji stop %d --now"),
				  o->run_id),
		o->run_id);
	return ERR_OK;
}

enum err_code command_stop(struct cli *c, struct err *e)
{
	struct operated o = {0};

	if (operate_operands(c, &o, e) != ERR_OK)
		return e->code;
	return operate(c, CONNECT_RUNNER, &o, ask_stop, e);
}

/* ---- skip, set-ok: asked for by one, agreed to by another ---- */

/* The states that the command makes sense in, as run.agree has them. */
static bool may_skip(const char *state)
{
	return is(state, "planned") || is(state, "waiting") || is(state, "failed") || is(state, "out_of_balance");
}

static bool may_set_ok(const char *state)
{
	return is(state, "failed") || is(state, "out_of_balance");
}

static enum err_code task_allows(const struct cli *c, const struct operated *o, struct err *e)
{
	bool skip = is(c->command->name, "skip");

	if (is(o->kind, "gate")) {
		err_set(e, ERR_STATE, 2046, "task %s is a gate: it opens when the results are confirmed", o->task);
		return err_hint(e, "The command getsuji status %d tells who decides next.", o->run_id);
	}
	if (skip ? may_skip(o->state) : may_set_ok(o->state))
		return ERR_OK;
	err_set(e, ERR_STATE, 2047, "task %s is %s", o->task, say_state(o->state));
	if (is(o->state, "running"))
		return err_hint(e, "Let it end, or stop the run first with: getsuji stop %d", o->run_id);
	return err_hint(e, skip ? "Tasks that are planned, waiting, failed or out of balance can be left out."
							: "Tasks that failed or are out of balance can be taken as good.");
}

static enum err_code ask_second(struct cli *c, struct db *db, struct operated *o, struct err *e)
{
	const char *command = c->command->name;
	const char *again = arena_printf(c->keep, "getsuji %s %d %s --agree", command, o->run_id, o->task);

	if (task_allows(c, o, e) != ERR_OK)
		return e->code;
	if (c->options.number[OPT_agree] != 0)
		return operate_agree(c, db, o, command, e);
	return operate_propose(c, db, o, command, again, e);
}

static enum err_code two_persons(struct cli *c, struct err *e)
{
	enum connect_as as = c->options.number[OPT_agree] != 0 ? CONNECT_APPROVER : CONNECT_RUNNER;
	struct operated o = {0};

	if (operate_operands(c, &o, e) != ERR_OK)
		return e->code;
	return operate(c, as, &o, ask_second, e);
}

enum err_code command_skip(struct cli *c, struct err *e)
{
	return two_persons(c, e);
}

enum err_code command_set_ok(struct cli *c, struct err *e)
{
	return two_persons(c, e);
}
