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

struct return_load {
	struct record_load f;
	unsigned char key[MAIL_KEY_SIZE];
};

static void put_letter(const struct return_load *s, const struct record_row *row)
{
	const struct record_value *v = row->values, *piece = &v[MAIL_RETURN_LETTER_PIECE];
	struct row_out *out = s->f.out[0];
	struct mail_code code = {0};
	bool known;

	if (mail_code_parse(piece->text.at, piece->text.length, &code))
		known = mail_code_holds(piece->text.at, piece->text.length, s->key);
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

static enum err_code take(void *self, const struct record_row *row, struct err *e)
{
	struct return_load *s = self;
	const struct record_value *v = row->values;

	switch ((enum mail_return_record)row->record) {
	case MAIL_RETURN_FILE:
		s->f.stamp.made_on = (day_t)v[MAIL_RETURN_FILE_MADE_ON].number;
		s->f.stamp.serial = (int)v[MAIL_RETURN_FILE_SERIAL].number;
		if (mail_load_key(s->f.load, s->key, e) != ERR_OK)
			return e->code;
		return record_load_stamp(&s->f, &v[MAIL_RETURN_FILE_OFFICE], e);
	case MAIL_RETURN_LETTER:
		s->f.load->file->read++;
		put_letter(s, row);
		return record_load_batch(&s->f, e);
	case MAIL_RETURN_END:
	case MAIL_RETURN_RECORDS:
		break;
	}
	return ERR_OK;
}

static enum err_code open_reader(const struct load *l, struct arena *keep, struct source **source,
	struct record_reader **out, struct err *e)
{
	return record_load_csv(l, &mail_return_layout, keep, source, out, e);
}

static enum err_code digest(struct load *l, struct err *e)
{
	return record_load_digest(l, open_reader, e);
}

static enum err_code body(struct load *l, struct err *e)
{
	static const struct record_kind kind = {.open = open_reader,
		.take = take,
		.stages = {{&sql_new_return, 7}},
		.stage = &sql_returns_stage,
		.same_stamp = &sql_returns_same_stamp,
		.check = &sql_returns_check,
		.unchanged = &sql_returns_unchanged,
		.merge = &sql_returns_merge};
	struct return_load s = {.f = {.load = l, .kind = &kind}};

	return record_load_body(&s.f, &s, e);
}

enum err_code import_returns(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e)
{
	return load_single(r, "returns", digest, body, keep, totals, e);
}
