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

static void put_result(struct record_load *f, const struct record_row *row)
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

enum err_code import_bank_results(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e)
{
	static const struct record_kind kind = {.name = "bank-results",
		.layout = &bank_result_layout,
		.put = put_result,
		.stages = {{&sql_new_bank_result, 9}},
		.stage = &sql_bank_results_stage,
		.same_stamp = &sql_bank_results_same_stamp,
		.check = &sql_bank_results_check,
		.unchanged = &sql_bank_results_unchanged,
		.merge = &sql_bank_results_merge};

	return record_import(r, &kind, NULL, keep, totals, e);
}
