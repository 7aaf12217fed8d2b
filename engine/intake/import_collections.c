/*
 * import_collections.c: a collector's report into the database (import_collections() of import.h).
 *
 * Its payments go in batches into a temporary table and are judged and recorded from there (sql/schema/024_slip.sql).
 * Which report of a payment counts is decided by who reads them (fact.receipts), so that files may come in any order.
 */
#include "engine/intake/collection.h"
#include "engine/intake/import.h"
#include "engine/intake/record_load.h"
#include "gen/sql.h"
#include "getsuji/slip.h"

static void put_payment(struct record_load *f, const struct record_row *row)
{
	const struct record_value *v = row->values, *slip = &v[COLLECTION_PAYMENT_SLIP];
	struct row_out *out = f->out[0];
	struct slip_number number = {0};
	bool holds = slip_number_read(slip->text.at, slip->text.length, &number);

	row_begin(out);
	row_put_int4(out, v[COLLECTION_PAYMENT_RECEIPT].line);
	row_put_int4(out, v[COLLECTION_PAYMENT_RECEIPT].column);
	row_put_int4(out, v[COLLECTION_PAYMENT_PAID_ON].column);
	row_put_str(out, v[COLLECTION_PAYMENT_RECEIPT].text);
	row_put_int2(out, (int16_t)v[COLLECTION_PAYMENT_REPORT].number);
	row_put_bool(out, holds);
	row_put_int4(out, number.office_id);
	row_put_int4(out, number.reference_no);
	row_put_int2(out, number.instalment_no);
	row_put_int2(out, number.slip_no);
	row_put_int4(out, (int32_t)v[COLLECTION_PAYMENT_AMOUNT].number);
	row_put_day(out, (day_t)v[COLLECTION_PAYMENT_PAID_ON].number);
	row_end(out);
}

enum err_code import_collections(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e)
{
	static const struct record_kind kind = {.name = "collections",
		.layout = &collection_layout,
		.put = put_payment,
		.stages = {{&sql_new_collection, 12}},
		.stage = &sql_collections_stage,
		.same_stamp = &sql_collections_same_stamp,
		.check = &sql_collections_check,
		.unchanged = &sql_collections_unchanged,
		.merge = &sql_collections_merge};

	return record_import(r, &kind, NULL, keep, totals, e);
}
