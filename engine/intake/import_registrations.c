/*
 * import_registrations.c: one file of what came back for an upload into the database (import_registrations() of
 * import.h).
 *
 * Its answers go in batches into a temporary table; what a record was sent for, and what is known of it, is judged
 * there, set by set (sql/schema/019_registration.sql).
 */
#include "engine/intake/import.h"
#include "engine/intake/record_load.h"
#include "engine/intake/registration.h"
#include "gen/sql.h"
#include "getsuji/check_digit.h"

static void put_answer(const struct record_load *f, const struct record_row *row)
{
	struct row_out *out = f->out[0];
	const struct record_value *number = &row->values[REGISTRATION_ANSWER_RECORD_NO],
							  *error = &row->values[REGISTRATION_ANSWER_ERROR];

	row_begin(out);
	row_put_int4(out, (int32_t)f->load->file->read);
	row_put_int4(out, number->line);
	row_put_int4(out, number->column);
	row_put_bool(out, check_digit_holds(number->text.at, number->text.length));
	row_put_str(out, number->text);
	row_put_int2(out, (int16_t)row->values[REGISTRATION_ANSWER_STATE].number);
	row_put_str(out, error->text);
	row_end(out);
}

static enum err_code take(void *self, const struct record_row *row, struct err *e)
{
	struct record_load *f = self;
	const struct record_value *v = row->values;

	switch ((enum registration_answer_record)row->record) {
	case REGISTRATION_FILE:
		f->stamp.made_on = (day_t)v[REGISTRATION_FILE_MADE_ON].number;
		f->stamp.serial = (int)v[REGISTRATION_FILE_SERIAL].number;
		return record_load_stamp(f, &v[REGISTRATION_FILE_OFFICE], e);
	case REGISTRATION_ANSWER:
		f->load->file->read++;
		put_answer(f, row);
		return record_load_batch(f, e);
	case REGISTRATION_END:
	case REGISTRATION_RECORDS:
		break;
	}
	return ERR_OK;
}

static enum err_code open_reader(const struct load *l, struct arena *keep, struct source **source,
	struct record_reader **out, struct err *e)
{
	return record_load_csv(l, &registration_layout, keep, source, out, e);
}

static enum err_code digest(struct load *l, struct err *e)
{
	return record_load_digest(l, open_reader, e);
}

static enum err_code body(struct load *l, struct err *e)
{
	static const struct record_kind kind = {.open = open_reader,
		.take = take,
		.stages = {{&sql_new_registration, 7}},
		.stage = &sql_registrations_stage,
		.same_stamp = &sql_registrations_same_stamp,
		.check = &sql_registrations_check,
		.unchanged = &sql_registrations_unchanged,
		.merge = &sql_registrations_merge};
	struct record_load f = {.load = l, .kind = &kind};

	return record_load_body(&f, &f, e);
}

enum err_code import_registrations(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e)
{
	return load_single(r, "registrations", digest, body, keep, totals, e);
}
