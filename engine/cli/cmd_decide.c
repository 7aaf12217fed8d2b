/*
 * cmd_decide.c: approve, reject, confirm.
 *
 * Who may decide what is settled by the database: roles, keys and triggers of schema run.  Here the
 * question is put in one transaction, and a refusal is said in the words of the office.
 */
#include "engine/base/failpoint.h"
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "gen/sql.h"

#include <string.h>

#define DIGEST_PREFIX_MIN 12 /* 48 bits: nobody types it by accident */
#define DIGEST_DIGITS     64
#define EXCLUSIONS_SHOWN  20

/* The run that is being decided. */
struct decided {
	int run_id;
	const char *execution, *decision, *digest, *started_by, *login;
};

static enum err_code load(struct db *db, int run_id, struct arena *keep, struct decided *d, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, run_id);
	if (db_query(db, &sql_decide_run, &args, keep, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) == 0)
		return operand_no_run(run_id, e);
	*d = (struct decided){.run_id = run_id,
		.execution = db_text(r, 0, 1),
		.decision = db_text(r, 0, 2),
		.digest = db_is_null(r, 0, 3) ? "" : db_text(r, 0, 3),
		.started_by = db_text(r, 0, 4),
		.login = db_text(r, 0, 5)};
	return ERR_OK;
}

/* The decision must be `from` for this command to make sense. */
static enum err_code must_be(const struct decided *d, const char *from, struct err *e)
{
	if (strcmp(d->decision, from) == 0)
		return ERR_OK;
	err_set(e, ERR_STATE, 1076, "run %d is not waiting for this decision", d->run_id);
	err_detail(e, _("its decision is %s, its execution %s"), say_state(d->decision), say_state(d->execution));
	return err_hint(e, "The command getsuji status %d tells what to do next.", d->run_id);
}

/* The digest that was typed, whole or its beginning, must be that of the results. */
static enum err_code digest_fits(const struct decided *d, const char *typed, struct err *e)
{
	size_t length = strlen(typed);

	if (length < DIGEST_PREFIX_MIN || length > DIGEST_DIGITS ||
		strspn(typed, "0123456789abcdefABCDEF") != length) {
		err_set(e, ERR_USAGE, 1077, "the value of --digest is not %d to %d hexadecimal digits",
			DIGEST_PREFIX_MIN, DIGEST_DIGITS);
		return err_hint(e, "The digest stands on the impact workbook and in getsuji status %d.", d->run_id);
	}
	if (strncasecmp(d->digest, typed, length) == 0)
		return ERR_OK;
	err_set(e, ERR_STATE, 1078, "the digest is not that of the results of run %d", d->run_id);
	err_detail(e, _("the results have the digest %.16s…"), d->digest);
	return err_hint(
		e, "Approve only what you have looked at: compare with the digest on the impact workbook.");
}

static enum err_code set_decision(
	struct db *db, const struct decided *d, const char *decision, struct arena *keep, struct err *e)
{
	struct db_args args = {0};

	db_arg_int(&args, d->run_id);
	db_arg_text(&args, decision);
	return db_query(db, &sql_decide_set, &args, keep, NULL, e);
}

static enum err_code record_action(struct db *db, const struct decided *d, const char *command,
	const char *reason, struct arena *keep, struct err *e)
{
	struct db_args args = {0};

	db_arg_int(&args, d->run_id);
	db_arg_text(&args, command);
	db_arg_text(&args, reason != NULL ? reason : "");
	return db_query(db, &sql_decide_action, &args, keep, NULL, e);
}

/* A refusal of the database, said so that the operator knows what to do. */
static enum err_code refused(const struct decided *d, struct err *e)
{
	if (e->code == ERR_PRIVILEGE) {
		const char *login = d->login != NULL ? d->login : "?";

		err_set(e, ERR_PRIVILEGE, 1079, "login %s may not decide this run", login);
		return err_hint(e, "Use a login of the group that may: getsuji_approver approves and rejects, "
						   "getsuji_runner confirms.");
	}
	if (strcmp(e->sqlstate, "23514") == 0 && d->login != NULL) { /* of starting, or of going on with it */
		err_set(
			e, ERR_PRIVILEGE, 1080, "run %d was started by %s, who may not approve it", d->run_id, d->login);
		return err_hint(e, "Another person with a login of their own must approve.");
	}
	if (strcmp(e->sqlstate, "23503") == 0)
		return err_set(
			e, ERR_STATE, 1081, "the database knows no results of run %d with this digest", d->run_id);
	if (strcmp(e->sqlstate, "23505") == 0) {
		err_set(e, ERR_STATE, 1082, "another decision for the same office, month and edition is in force");
		return err_hint(e, "A further execution for the same month is asked for with --edition.");
	}
	if (strcmp(e->sqlstate, "23000") == 0) {
		err_set(e, ERR_STATE, 1083, "the database does not allow this decision on run %d", d->run_id);
		return err_hint(e, "The command getsuji status %d tells what to do next.", d->run_id);
	}
	return e->code;
}

static enum err_code commit(struct cli *c, struct db *db, struct err *e)
{
	enum err_code code;

	failpoint("decide.before_commit");
	code = db_query(db, &sql_transaction_commit, NULL, c->keep, NULL, e);
	failpoint("decide.after_commit");
	return code;
}

/* Puts the question: what `ask` does is one transaction. */
static enum err_code decide(struct cli *c, enum connect_as as,
	enum err_code (*ask)(struct cli *c, struct db *db, struct decided *d, struct err *e), struct decided *d,
	struct err *e)
{
	struct err ignored = {0};
	struct db *db = NULL;

	if (connect_open(c, as, &db, e) != ERR_OK)
		return e->code;
	if (db_query(db, &sql_transaction_begin, NULL, c->keep, NULL, e) != ERR_OK ||
		load(db, d->run_id, c->keep, d, e) != ERR_OK || ask(c, db, d, e) != ERR_OK ||
		commit(c, db, e) != ERR_OK) {
		refused(d, e);
		if (db_query(db, &sql_transaction_rollback, NULL, c->keep, NULL, &ignored) != ERR_OK)
			err_clear(&ignored); /* the server rolls back what a lost session left */
	}
	db_close(db);
	return e->code;
}

static enum err_code ask_approve(struct cli *c, struct db *db, struct decided *d, struct err *e)
{
	struct db_args args = {0};

	if (must_be(d, "computed", e) != ERR_OK || digest_fits(d, c->options.text[OPT_digest], e) != ERR_OK)
		return e->code;
	db_arg_int(&args, d->run_id);
	db_arg_text(&args, d->digest);
	if (db_query(db, &sql_decide_approve, &args, c->keep, NULL, e) != ERR_OK ||
		set_decision(db, d, "approved", c->keep, e) != ERR_OK)
		return e->code;
	return record_action(db, d, "approve", c->options.text[OPT_reason], c->keep, e);
}

enum err_code command_approve(struct cli *c, struct err *e)
{
	struct decided d = {0};

	if (operand_run(c, 0, &d.run_id, e) != ERR_OK)
		return e->code;
	if (c->options.text[OPT_digest] == NULL) {
		err_set(e, ERR_USAGE, 1084, "approve needs --digest");
		return err_hint(e, "The digest stands on the impact workbook and in getsuji status %d.", d.run_id);
	}
	if (decide(c, CONNECT_APPROVER, ask_approve, &d, e) != ERR_OK)
		return e->code;
	if (c->options.number[OPT_quiet] == 0)
		fprintf(c->out, _("run %d: approved by %s, digest %.16s\nnext: getsuji confirm %d\n"), d.run_id,
			d.login, d.digest, d.run_id);
	return ERR_OK;
}

static enum err_code ask_reject(struct cli *c, struct db *db, struct decided *d, struct err *e)
{
	if (must_be(d, "computed", e) != ERR_OK || set_decision(db, d, "rejected", c->keep, e) != ERR_OK)
		return e->code;
	return record_action(db, d, "reject", c->options.text[OPT_reason], c->keep, e);
}

enum err_code command_reject(struct cli *c, struct err *e)
{
	struct decided d = {0};

	if (operand_run(c, 0, &d.run_id, e) != ERR_OK)
		return e->code;
	if (c->options.text[OPT_reason] == NULL) {
		err_set(e, ERR_USAGE, 1085, "reject needs --reason");
		return err_hint(e, "The reason is kept in the ledger for whoever corrects the facts.");
	}
	if (decide(c, CONNECT_APPROVER, ask_reject, &d, e) != ERR_OK)
		return e->code;
	if (c->options.number[OPT_quiet] == 0)
		fprintf(c->out, _("run %d: rejected by %s\nnext: getsuji status %d\n"), d.run_id, d.login, d.run_id);
	return ERR_OK;
}

/* One transaction: the decision, the claims, and who is pulled out of them. */
static enum err_code ask_confirm(struct cli *c, struct db *db, struct decided *d, struct err *e)
{
	static const struct sql_stmt *const claims[] = {
		&sql_decide_claim_run, &sql_decide_exclude, &sql_decide_claim_decisions};
	struct db_result *settled, *asked;
	struct db_args args = {0};

	if (must_be(d, "approved", e) != ERR_OK || set_decision(db, d, "confirmed", c->keep, e) != ERR_OK ||
		db_query(db, &sql_decide_settle, NULL, c->keep, &settled, e) != ERR_OK)
		return e->code;
	db_arg_int(&args, d->run_id);
	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
		if (db_query(db, claims[i], &args, c->keep, NULL, e) != ERR_OK)
			return e->code;
	}
	if (db_query(db, &sql_decide_claim_inquiries, &args, c->keep, &asked, e) != ERR_OK)
		return e->code;
	return record_action(db, d, "confirm", NULL, c->keep, e);
}

/* What a run holds depends on its graph: decisions, requests, or what it found. */
static void say_claimed(
	struct cli *c, const struct decided *d, const struct db_result *claimed, int64_t pulled_out)
{
	int64_t decisions = db_int(claimed, 0, 0), asked = db_int(claimed, 0, 1), chosen = db_int(claimed, 0, 2);

	if (chosen > 0)
		fprintf(c->out, _("run %d: confirmed, %s requests may leave, %s may not any more\n"), d->run_id,
			say_number(c->keep, asked), say_number(c->keep, chosen - asked));
	else if (decisions == 0 && pulled_out == 0)
		fprintf(c->out, _("run %d: confirmed\n"), d->run_id);
	else
		fprintf(c->out, _("run %d: confirmed, %s decisions in force, %s households pulled out\n"), d->run_id,
			say_number(c->keep, decisions), say_number(c->keep, pulled_out));
}

static enum err_code say_confirmed(struct cli *c, const struct decided *d, struct err *e)
{
	struct db_args args = {0};
	struct db_result *claimed, *excluded;
	struct db *db = NULL;

	if (connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	db_arg_int(&args, d->run_id);
	if (db_query(db, &sql_decide_claimed, &args, c->keep, &claimed, e) != ERR_OK ||
		db_query(db, &sql_decide_exclusions, &args, c->keep, &excluded, e) != ERR_OK)
		goto out;
	if (db_rows(excluded) > 0)
		c->exit_code = err_exit_code(ERR_WARNINGS);
	else if (c->options.number[OPT_quiet] != 0)
		goto out;
	say_claimed(c, d, claimed, db_rows(excluded));
	for (int i = 0; i < db_rows(excluded) && i < EXCLUSIONS_SHOWN; i++)
		fprintf(c->out, "  %s  %s\n", say_key(c->keep, db_int(excluded, i, 0)), db_text(excluded, i, 1));
	if (db_rows(excluded) > EXCLUSIONS_SHOWN)
		fprintf(c->out, _("  and %d more\n"), db_rows(excluded) - EXCLUSIONS_SHOWN);
	fprintf(c->out, _("next: getsuji resume %d\n"), d->run_id);
out:
	db_close(db);
	return e->code;
}

enum err_code command_confirm(struct cli *c, struct err *e)
{
	struct decided d = {0};

	if (operand_run(c, 0, &d.run_id, e) != ERR_OK || decide(c, CONNECT_RUNNER, ask_confirm, &d, e) != ERR_OK)
		return e->code;
	return say_confirmed(c, &d, e);
}
