/*
 * cmd_reprint.c: reprint RUN --pieces a-b --reason TEXT: pieces that were damaged or do not fit, printed again: the same
 * pages with the mark 再 and the next version.
 *
 * First it is recorded, since from then on only the new version may be inserted; then the file is written.  Should that
 * fail, `--batch N` of the same command writes it again, without another version.
 */
#include "engine/base/intl.h"
#include "engine/cli/cmd_mail.h"
#include "engine/cli/connect.h"
#include "engine/cli/on_demand.h"
#include "gen/sql.h"

#include <inttypes.h>

/* Columns of mail_reprint. */
enum { R_BATCH = 2 };

struct reprint {
	int run_id;
	int64_t first, last, batch;
	const char *reason;
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
		err_set(e, ERR_USAGE, 2242, "reprint needs --pieces and --reason, or --batch alone");
		return err_hint(e, "The reason is kept with the pieces, so no person's data.");
	}
	return command_mail_pieces(c, &q->first, &q->last, e);
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
	fprintf(c->out, _("pieces to be printed again: %d, batch %" PRId64 "\n"), db_rows(r), q->batch);
	return ERR_OK;
}

static enum err_code print_again(struct cli *c, struct db *db, const struct reprint *q, struct err *e)
{
	const char *path = c->options.text[OPT_output];

	if (path == NULL)
		path = arena_printf(c->keep, "mailing-%d-reprint-%" PRId64 ".pdf", q->run_id, q->batch);
	if (on_demand_write(c, db, q->run_id, ON_DEMAND_BATCH, q->batch, path, e) != ERR_OK)
		return err_hint(e, "The batch is recorded; when this is mended: getsuji reprint %d --batch %" PRId64,
			q->run_id, q->batch);
	fprintf(c->out, _("printed again: %s\nnext: hand it to the contractor; getsuji mail status %d\n"), path,
		q->run_id);
	return ERR_OK;
}

enum err_code command_reprint(struct cli *c, struct err *e)
{
	struct reprint q = {0};
	struct db *db = NULL;
	day_t cut_off_on;

	if (read_options(c, &q, e) == ERR_OK && connect_open(c, CONNECT_RUNNER, &db, e) == ERR_OK &&
		command_mail_load(c, db, q.run_id, true, &cut_off_on, e) == ERR_OK &&
		(q.batch != 0 || record(c, db, &q, e) == ERR_OK))
		(void)print_again(c, db, &q, e);
	db_close(db);
	return e->code;
}
