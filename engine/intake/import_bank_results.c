/*
 * import_bank_results.c: one file of what a bank says of transfers into the database (import_bank_results() of import.h).
 *
 * Its results go in batches into a temporary table; what was sent, and what is known of it, is judged there, set by set
 * (sql/schema/027_bank.sql).
 */
#include "engine/intake/bank_result.h"
#include "engine/intake/import.h"
#include "engine/intake/record_load.h"
#include "gen/sql.h"

static void put_result(const struct record_load *f, const struct record_row *row)
{
	const struct record_value *v = row->values, *payment = &v[BANK_RESULT_PAYMENT];
	struct row_out *out = f->out[0];
	int32_t run_id, payment_no;

	if (!bank_result_payment(payment->text, &run_id, &payment_no))
		run_id = payment_no = 0; /* none has it */
	row_begin(out);
	row_put_int4(out, (int32_t)f->load->file->read);
	row_put_int4(out, payment->line);
	row_put_int4(out, payment->column);
	row_put_int4(out, run_id);
	row_put_int4(out, payment_no);
	row_put_int2(out, (int16_t)v[BANK_RESULT_STATE].number);
	row_put_int2(out, (int16_t)(v[BANK_RESULT_REASON].null ? 0 : v[BANK_RESULT_REASON].number));
	row_put_int4(out, (int32_t)v[BANK_RESULT_AMOUNT].number);
	row_put_day(out, (day_t)v[BANK_RESULT_SETTLED_ON].number);
	row_end(out);
}

static enum err_code take(void *self, const struct record_row *row, struct err *e)
{
	struct record_load *f = self;
	const struct record_value *v = row->values;

	switch ((enum bank_record)row->record) {
	case BANK_FILE:
		f->stamp.made_on = (day_t)v[BANK_FILE_MADE_ON].number;
		f->stamp.serial = (int)v[BANK_FILE_SERIAL].number;
		return record_load_stamp(f, &v[BANK_FILE_OFFICE], e);
	case BANK_RESULT:
		f->load->file->read++;
		put_result(f, row);
		return record_load_batch(f, e);
	case BANK_END:
	case BANK_RECORDS:
		break;
	}
	return ERR_OK;
}

static enum err_code open_reader(const struct load *l, struct arena *keep, struct source **source,
	struct record_reader **out, struct err *e)
{
	return record_load_csv(l, &bank_result_layout, keep, source, out, e);
}

static enum err_code digest(struct load *l, struct err *e)
{
	return record_load_digest(l, open_reader, e);
}

static enum err_code body(struct load *l, struct err *e)
{
	static const struct record_kind kind = {.open = open_reader,
		.take = take,
		.stages = {{&sql_new_bank_result, 9}},
		.stage = &sql_bank_results_stage,
		.same_stamp = &sql_bank_results_same_stamp,
		.check = &sql_bank_results_check,
		.unchanged = &sql_bank_results_unchanged,
		.merge = &sql_bank_results_merge};
	struct record_load f = {.load = l, .kind = &kind};

	return record_load_body(&f, &f, e);
}

enum err_code import_bank_results(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e)
{
	return load_single(r, "bank-results", digest, body, keep, totals, e);
}
