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

static void put_payment(struct row_out *out, const struct record_row *row)
{
	const struct record_value *v = row->values, *slip = &v[COLLECTION_PAYMENT_SLIP];
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

static enum err_code take(void *self, const struct record_row *row, struct err *e)
{
	struct record_load *f = self;
	const struct record_value *v = row->values;

	switch ((enum collection_record)row->record) {
	case COLLECTION_FILE:
		f->stamp.made_on = (day_t)v[COLLECTION_FILE_MADE_ON].number;
		f->stamp.serial = (int)v[COLLECTION_FILE_SERIAL].number;
		return record_load_stamp(f, &v[COLLECTION_FILE_OFFICE], e);
	case COLLECTION_PAYMENT:
		f->load->file->read++;
		put_payment(f->out[0], row);
		return record_load_batch(f, e);
	case COLLECTION_END:
	case COLLECTION_RECORDS:
		break;
	}
	return ERR_OK;
}

static enum err_code open_reader(const struct load *l, struct arena *keep, struct source **source,
	struct record_reader **out, struct err *e)
{
	return record_load_csv(l, &collection_layout, keep, source, out, e);
}

static enum err_code digest(struct load *l, struct err *e)
{
	return record_load_digest(l, open_reader, e);
}

static enum err_code body(struct load *l, struct err *e)
{
	static const struct record_kind kind = {.open = open_reader,
		.take = take,
		.stages = {{&sql_new_collection, 12}},
		.stage = &sql_collections_stage,
		.same_stamp = &sql_collections_same_stamp,
		.check = &sql_collections_check,
		.unchanged = &sql_collections_unchanged,
		.merge = &sql_collections_merge};
	struct record_load f = {.load = l, .kind = &kind};

	return record_load_body(&f, &f, e);
}

enum err_code import_collections(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e)
{
	return load_single(r, "collections", digest, body, keep, totals, e);
}
