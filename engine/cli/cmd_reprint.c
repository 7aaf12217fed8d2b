/*
 * cmd_reprint.c: reprint RUN --pieces a-b --reason TEXT: pieces that were damaged or do not fit, printed again: the same
 * pages with the mark 再 and the next version.
 *
 * First it is recorded, since from then on only the new version may be inserted; then the file is written.  With keys it
 * is a package for the contractor (reprint_package.h), and only so may it leave; what is handled in-house is never sealed
 * for anybody.  Should writing fail, `--batch N` of the same command writes the file again, without another version; a
 * package that left is made again with a reason alone.
 */
#include "engine/base/intl.h"
#include "engine/cli/cmd_mail.h"
#include "engine/cli/connect.h"
#include "engine/cli/departure.h"
#include "engine/cli/on_demand.h"
#include "engine/cli/reprint_package.h"
#include "engine/cli/say.h"
#include "gen/sql.h"
#include "getsuji/mail_fault.h"
#include "getsuji/mailing.h"

#include <inttypes.h>
#include <stdio.h>

#define REFUSED_SHOWN 10

/* Columns of mail_reprint. */
enum { R_BATCH = 2 };
/* Columns of mail_reprint_ready. */
enum { Y_CONTRACTOR, Y_LEFT, Y_EXPIRED, Y_SHEETS, Y_LARGEST };

static const char *const not_again[] = {
	[MAIL_NOT_AGAIN_PULLED] = N_("it is to be withdrawn"),
	[MAIL_NOT_AGAIN_WITHDRAWN] = N_("it was withdrawn"),
	[MAIL_NOT_AGAIN_FREE] = N_("its documents are free for another mailing"),
	[MAIL_NOT_AGAIN_BARRED] = N_("it must not leave any more"),
	[MAIL_NOT_AGAIN_UNREPORTED] = N_("nothing was reported of it"),
	[MAIL_NOT_AGAIN_INSERTED] = N_("it is inserted"),
	[MAIL_NOT_AGAIN_WHOLE] = N_("an envelope with all of it was reported"),
	[MAIL_NOT_AGAIN_LEFT] = N_("its last print has left, and nothing was reported of that"),
	[MAIL_NOT_AGAIN_LATER] = N_("it was printed once more since"),
};

struct reprint {
	int run_id;
	int64_t first, last, batch;
	const char *reason;
	bool asked; /* by this command: the reason is why it is printed again, not why it is sealed again */
	struct cms_party *own, *contractor; /* NULL: nothing is sealed */
	bool inhouse;                       /* known once the batch is, like: */
	int64_t packages;                   /* in which it left */
};

static enum err_code read_options(struct cli *c, struct reprint *q, struct err *e)
{
	q->reason = c->options.text[OPT_reason];
	q->batch = c->options.number[OPT_batch];
	if (operand_run(c, 0, &q->run_id, e) != ERR_OK || operand_reason(q->reason, e) != ERR_OK)
		return e->code;
	if (q->batch != 0 && c->options.text[OPT_pieces] == NULL)
		return ERR_OK;
	if (q->batch != 0 || c->options.text[OPT_pieces] == NULL || q->reason == NULL) {
		err_set(e, ERR_USAGE, 2242, "reprint needs --pieces and --reason, or --batch");
		return err_hint(e, "The reason is kept with the pieces, so no person's data.");
	}
	return command_mail_pieces(c, &q->first, &q->last, e);
}

/* Pieces, or those of the batch, that are not printed again, piece by piece: then nothing is. */
static enum err_code check_pieces(struct cli *c, struct db *db, const struct reprint *q, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, q->run_id);
	db_arg_int(&args, q->first);
	db_arg_int(&args, q->last);
	db_arg_int(&args, q->batch);
	db_arg_int(&args, REFUSED_SHOWN + 1);
	if (db_query(db, &sql_mail_reprint_refused, &args, c->keep, &r, e) != ERR_OK || db_rows(r) == 0)
		return e->code;
	for (int i = 0; i < db_rows(r) && i < REFUSED_SHOWN; i++)
		fprintf(c->out, _("piece %s is not printed again: %s\n"), db_text(r, i, 0),
			_(not_again[db_int(r, i, 1)]));
	if (q->batch == 0) {
		err_set(e, ERR_STATE, 2249, "nothing was printed: not all of the pieces can be printed again");
		return err_hint(
			e, "The command getsuji mail status %d lists what is open, with what to do next.", q->run_id);
	}
	err_set(e, ERR_STATE, 2250, "nothing was printed: not all pieces of batch %" PRId64 " can be any more",
		q->batch);
	return err_hint(e,
		"Ask for the others by themselves: getsuji reprint %d --pieces A-B --reason TEXT --keys DIR.",
		q->run_id);
}

/* Before anything is recorded: a batch is one part, no larger than the others; and with keys it must be possible to seal it. */
static enum err_code check_mailing(struct cli *c, struct db *db, const struct reprint *q, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	if (q->batch != 0)
		return ERR_OK;
	db_arg_int(&args, q->run_id);
	db_arg_int(&args, q->first);
	db_arg_int(&args, q->last);
	if (db_query(db, &sql_mail_reprint_ready, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	if (db_int(r, 0, Y_SHEETS) > db_int(r, 0, Y_LARGEST)) {
		err_set(e, ERR_STATE, 2285, "nothing was printed: %s sheets are more than the largest part has (%s)",
			say_number(c->keep, db_int(r, 0, Y_SHEETS)), say_number(c->keep, db_int(r, 0, Y_LARGEST)));
		return err_hint(e, "Ask for fewer pieces at a time.");
	}
	if (q->own == NULL || db_int(r, 0, Y_CONTRACTOR) == 0 ||
		reprint_package_mailing(q->run_id, db_int(r, 0, Y_LEFT) != 0, db_int(r, 0, Y_EXPIRED) != 0, e) !=
			ERR_OK)
		return e->code;
	return departure_check(
		c, db, &(struct departure){.run_id = q->run_id, .first_piece = q->first, .last_piece = q->last}, e);
}

/* Records it; q->batch is the number of the batch. */
static enum err_code record(struct cli *c, struct db *db, struct reprint *q, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, q->run_id);
	db_arg_int(&args, q->first);
	db_arg_int(&args, q->last);
	db_arg_text(&args, q->reason);
	if (db_query(db, &sql_mail_reprint, &args, c->keep, &r, e) != ERR_OK)
		return e->code == ERR_STATE
				   ? err_hint(
						 e, "The command getsuji mail status %d lists what can be printed again.", q->run_id)
				   : e->code;
	q->batch = db_int(r, 0, R_BATCH);
	q->asked = true;
	fprintf(c->out, _("pieces to be printed again: %d, batch %" PRId64 "\n"), db_rows(r), q->batch);
	return ERR_OK;
}

/* A batch is of one route: what is in-house is sealed for nobody, whatever keys are at hand.  What may not be printed any
 * more is refused. */
static enum err_code load_route(struct cli *c, struct db *db, struct reprint *q, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, q->run_id);
	db_arg_int(&args, q->batch);
	if (db_query(db, &sql_mail_reprint_route, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	if (db_is_null(r, 0, 0))
		return err_set(
			e, ERR_INPUT, 2244, "run %d has no batch %" PRId64 " of reprints", q->run_id, q->batch);
	q->inhouse = db_int(r, 0, 0) == MAIL_INHOUSE;
	q->packages = db_int(r, 0, 1);
	return ERR_OK;
}

/* Printed as it is, for what does not leave, or not yet. */
static enum err_code print_plain(struct cli *c, struct db *db, const struct reprint *q, struct err *e)
{
	const char *path = c->options.text[OPT_output];

	if (path == NULL)
		path = arena_printf(c->keep, "mailing-%d-reprint-%" PRId64 ".pdf", q->run_id, q->batch);
	if (on_demand_write(c, db, q->run_id, ON_DEMAND_BATCH, q->batch, path, e) != ERR_OK)
		return e->code;
	if (q->inhouse)
		fprintf(c->out, _("printed again: %s; it is handled in-house and goes to no contractor\n"), path);
	else if (q->packages > 0)
		fprintf(
			c->out, _("printed again: %s; it has left sealed already, and this file must not leave\n"), path);
	else
		fprintf(c->out,
			_("printed again: %s; it is not sealed and must not leave\nnext, for the contractor: getsuji "
			  "reprint %d "
			  "--batch %" PRId64 " --keys DIR\n"),
			path, q->run_id, q->batch);
	return ERR_OK;
}

static enum err_code print_again(struct cli *c, struct db *db, struct reprint *q, struct err *e)
{
	struct reprint_package package = {.run_id = q->run_id,
		.batch = q->batch,
		.reason = q->asked ? NULL : q->reason,
		.output = c->options.text[OPT_output],
		.own = q->own,
		.contractor = q->contractor};

	if (load_route(c, db, q, e) != ERR_OK)
		return e->code;
	if (q->own != NULL && !q->inhouse) {
		if (departure_check(c, db, &(struct departure){.run_id = q->run_id, .batch = q->batch}, e) == ERR_OK)
			(void)!reprint_package_write(c, db, &package, e);
	} else
		(void)!print_plain(c, db, q, e);
	if (e->code != ERR_OK && e->hint[0] == '\0')
		err_hint(e, "The batch is recorded; when this is mended: getsuji reprint %d --batch %" PRId64 "%s%s",
			q->run_id, q->batch, q->own != NULL ? " --keys DIR" : "",
			q->own != NULL && q->packages > 0 ? " --reason TEXT" : "");
	return e->code;
}

/* With keys: before anything is recorded. */
static enum err_code read_keys(struct cli *c, struct reprint *q, struct err *e)
{
	const char *keys = c->options.text[OPT_keys];

	if (keys == NULL)
		return ERR_OK;
	if (cms_own(keys, "office", c->options.text[OPT_passphrase], c->keep, &q->own, e) != ERR_OK)
		return e->code;
	return cms_other(keys, "contractor", c->keep, &q->contractor, e);
}

enum err_code command_reprint(struct cli *c, struct err *e)
{
	struct reprint q = {0};
	struct db *db = NULL;
	day_t cut_off_on;

	if (read_options(c, &q, e) == ERR_OK && read_keys(c, &q, e) == ERR_OK &&
		connect_open(c, CONNECT_RUNNER, &db, e) == ERR_OK &&
		command_mail_load(c, db, q.run_id, true, &cut_off_on, e) == ERR_OK &&
		check_pieces(c, db, &q, e) == ERR_OK && check_mailing(c, db, &q, e) == ERR_OK &&
		(q.batch != 0 || record(c, db, &q, e) == ERR_OK))
		(void)print_again(c, db, &q, e);
	db_close(db);
	return e->code;
}
