/*
 * cmd_mail_pull.c: mail pull: what of a mailing must not be posted any more, by what is known now and by what is asked
 * for; and the signed list for the contractor.
 *
 * The list is whole each time: every piece of the mailing that is to be pulled, with the number of the list that first
 * told it.  It holds numbers of pieces, parts and sheets, and no word about anybody.  Should writing it fail, the same
 * command writes it again.
 */
#include "engine/base/file.h"
#include "engine/base/intl.h"
#include "engine/cli/cmd_mail.h"
#include "engine/cli/say.h"
#include "engine/mail/cms.h"
#include "gen/sql.h"
#include "getsuji/mailing.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Columns of mail_pull. */
enum { PULLED_PIECE, PULLED_ROUTE, PULLED_PART, PULLED_SHEETS, PULLED_CAUSE, PULLED_LIST, PULLED_LATE };

enum err_code command_mail_pieces(const struct cli *c, int64_t *first, int64_t *last, struct err *e)
{
	const char *text = c->options.text[OPT_pieces], *at = text;

	if (cli_number(&at, INT32_MAX, first)) {
		*last = *first;
		if (*at == '\0' ||
			(*at++ == '-' && cli_number(&at, INT32_MAX, last) && *at == '\0' && *first <= *last))
			return ERR_OK;
	}
	err_set(e, ERR_USAGE, 2196, "%s are no pieces", text);
	return err_hint(e, "Write a number, or the first and the last: 17-25.");
}

static enum err_code read_pieces(struct cli *c, int64_t *first, int64_t *last, struct err *e)
{
	*first = *last = 0;
	if (c->options.text[OPT_pieces] == NULL)
		return ERR_OK;
	if (c->options.text[OPT_reason] == NULL) {
		err_set(e, ERR_USAGE, 2195, "pieces are pulled with --reason");
		return err_hint(e, "The reason is kept with the piece, so no person's data.");
	}
	return command_mail_pieces(c, first, last, e);
}

static void print_pulled(struct cli *c, const struct db_result *r)
{
	struct table *t = table_new(c->keep, 5, "rrrll");

	table_cell(t, _("piece"));
	table_cell(t, _("part"));
	table_cell(t, _("sheets"));
	table_cell(t, _("because"));
	table_cell(t, "");
	for (int i = 0; i < db_rows(r); i++) {
		table_cell(t, db_text(r, i, PULLED_PIECE));
		table_cell(t, db_text(r, i, PULLED_PART));
		table_cell(t, db_text(r, i, PULLED_SHEETS));
		table_cell(t, db_text(r, i, PULLED_CAUSE));
		table_cell(t, db_int(r, i, PULLED_ROUTE) == MAIL_INHOUSE ? _("in-house: take it out here") : "");
	}
	table_print(t, c->out, "  ");
}

/* ---- the list ------------------------------------------------------------------------------------ */

/* The bytes of the list; NULL: nothing is on it. */
static const char *list_text(struct cli *c, int run_id, const struct db_result *r)
{
	char *text = NULL, *kept;
	size_t length;
	FILE *f;

	if (db_rows(r) == 0)
		return NULL;
	f = open_memstream(&text, &length);
	CHECK(f != NULL);
	fputs("mailing,piece,part,sheets,list\r\n", f);
	for (int i = 0; i < db_rows(r); i++)
		fprintf(f, "%d,%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 "\r\n", run_id, db_int(r, i, 1),
			db_int(r, i, 2), db_int(r, i, 3), db_int(r, i, 0));
	CHECK(fclose(f) == 0);
	kept = arena_strdup(c->keep, text);
	free(text); /* library: open_memstream() */
	return kept;
}

static enum err_code write_list(
	struct cli *c, struct db *db, int run_id, const struct cms_party *own, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;
	const char *path = c->options.text[OPT_output], *text, *signature;
	unsigned char *bytes;
	size_t length;
	int64_t list = 0;

	db_arg_int(&args, run_id);
	if (db_query(db, &sql_mail_pull_list, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < db_rows(r); i++)
		list = db_int(r, i, 0) > list ? db_int(r, i, 0) : list;
	text = list_text(c, run_id, r);
	if (text == NULL)
		return ERR_OK;
	if (path == NULL)
		path = arena_printf(c->keep, "mailing-%d-pull-%" PRId64 ".csv", run_id, list);
	signature = arena_printf(c->keep, "%s.p7m", path);
	if (cms_sign(own, text, strlen(text), false, c->keep, &bytes, &length, e) != ERR_OK ||
		file_write(path, text, strlen(text), e) != ERR_OK ||
		file_write(signature, bytes, length, e) != ERR_OK)
		return e->code;
	fprintf(c->out, _("list %" PRId64 ", pieces: %d: %s, signed: %s\n"), list, db_rows(r), path, signature);
	fprintf(c->out, _("next: hand both files to the contractor; getsuji mail status %d\n"), run_id);
	return ERR_OK;
}

/* ---- the verb ------------------------------------------------------------------------------------ */

static enum err_code too_late(
	struct cli *c, int run_id, day_t cut_off_on, const struct db_result *r, struct err *e)
{
	char day[11];

	if (db_rows(r) == 0)
		return ERR_OK;
	print_pulled(c, r);
	err_set(e, ERR_STATE, 2197, "too late to pull pieces of run %d: the last day was %s", run_id,
		day_format(cut_off_on, day));
	err_detail(e, _("pieces listed above: %d; nothing was recorded"), db_rows(r));
	return err_hint(e, "Call the contractor: what is not posted yet can be reported as withdrawn or "
					   "diverted; the rest is out.");
}

enum err_code command_mail_pull(struct cli *c, struct db *db, int run_id, struct err *e)
{
	const char *folder = c->options.text[OPT_keys];
	struct db_args args = {0};
	struct cms_party *own;
	struct db_result *r;
	day_t cut_off_on;
	int64_t first, last;

	if (read_pieces(c, &first, &last, e) != ERR_OK ||
		command_mail_load(c, db, run_id, true, &cut_off_on, e) != ERR_OK)
		return e->code;
	if (folder == NULL) {
		err_set(e, ERR_USAGE, 2198, "the list of pieces to pull must be signed");
		return err_hint(e, "Name the folder with the office's key: --keys DIR, or GETSUJI_KEYS.");
	}
	if (cms_own(folder, "office", c->options.text[OPT_passphrase], c->keep, &own, e) !=
		ERR_OK) /* before anything is recorded */
		return e->code;
	db_arg_int(&args, run_id);
	db_arg_int(&args, first);
	db_arg_int(&args, last);
	if (c->options.text[OPT_reason] == NULL)
		db_arg_null(&args);
	else
		db_arg_text(&args, c->options.text[OPT_reason]);
	if (db_query(db, &sql_mail_pull, &args, c->keep, &r, e) != ERR_OK)
		return e->code;
	if (db_rows(r) > 0 && db_int(r, 0, PULLED_LATE) != 0)
		return too_late(c, run_id, cut_off_on, r, e);
	if (db_rows(r) == 0)
		fprintf(c->out, _("nothing new of run %d must be pulled\n"), run_id);
	else
		print_pulled(c, r);
	return write_list(c, db, run_id, own, e);
}
