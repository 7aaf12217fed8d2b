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

static void put_answer(struct record_load *f, const struct record_row *row)
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

enum err_code import_registrations(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e)
{
	static const struct record_kind kind = {.name = "registrations",
		.layout = &registration_layout,
		.put = put_answer,
		.stages = {{&sql_new_registration, 7}},
		.stage = &sql_registrations_stage,
		.same_stamp = &sql_registrations_same_stamp,
		.check = &sql_registrations_check,
		.unchanged = &sql_registrations_unchanged,
		.merge = &sql_registrations_merge};

	return record_import(r, &kind, NULL, keep, totals, e);
}
