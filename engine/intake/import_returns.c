/*
 * import_returns.c: one file of returned mail into the database (import_returns() of import.h).
 *
 * The office makes it itself, from the letters in its hands: by the code on a sheet, or by the number of the mailing and
 * the piece.
 */
#include "engine/intake/import.h"
#include "engine/intake/mail_load.h"
#include "engine/intake/mail_return.h"
#include "engine/intake/record_load.h"
#include "gen/sql.h"
#include "getsuji/mail_code.h"

static void put_letter(struct record_load *f, const struct record_row *row)
{
	const unsigned char *key = f->self;
	const struct record_value *v = row->values, *piece = &v[MAIL_RETURN_LETTER_PIECE];
	struct row_out *out = f->out[0];
	struct mail_code code = {0};
	bool known;

	if (mail_code_parse(piece->text.at, piece->text.length, &code))
		known = mail_code_holds(piece->text.at, piece->text.length, key);
	else
		known = mail_return_number(piece->text, &code.run_id, &code.piece_no);
	row_begin(out);
	row_put_int4(out, piece->line);
	row_put_int4(out, piece->column);
	row_put_bool(out, known);
	row_put_int4(out, code.run_id);
	row_put_int4(out, code.piece_no);
	row_put_int2(out, (int16_t)v[MAIL_RETURN_LETTER_REASON].number);
	row_put_day(out, (day_t)v[MAIL_RETURN_LETTER_ON].number);
	row_end(out);
}

static enum err_code begin(struct record_load *f, const struct record_row *row, struct err *e)
{
	if (mail_load_key(f->load, f->self, e) != ERR_OK)
		return e->code;
	return record_load_stamp(f, &row->values[LIST_OF], e);
}

enum err_code import_returns(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e)
{
	static const struct record_kind kind = {.name = "returns",
		.layout = &mail_return_layout,
		.put = put_letter,
		.begin = begin,
		.stages = {{&sql_new_return, 7}},
		.stage = &sql_returns_stage,
		.same_stamp = &sql_returns_same_stamp,
		.check = &sql_returns_check,
		.unchanged = &sql_returns_unchanged,
		.merge = &sql_returns_merge};
	unsigned char key[MAIL_KEY_SIZE];

	return record_import(r, &kind, key, keep, totals, e);
}
