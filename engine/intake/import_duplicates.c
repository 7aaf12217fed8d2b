/*
 * import_duplicates.c: a result of the check for duplicate coverage into the database (import_duplicates() of
 * import.h).
 *
 * Its records go in batches into a temporary table; who they are about, and what is known of those persons, is judged
 * there (sql/schema/016_coverage.sql).
 */
#include "engine/intake/duplicate.h"
#include "engine/intake/import.h"
#include "engine/intake/record_load.h"
#include "gen/sql.h"
#include "getsuji/number.h"

static void put_person(struct record_load *f, const struct record_row *row)
{
	const struct record_value *v = row->values, *no = &v[DUPLICATE_REGISTRATION_NO];
	struct row_out *out = f->out[0];
	int64_t household_id = 0;
	int person_no = 0;
	bool holds = registration_no_parse(no->text.at, no->text.length, &household_id, &person_no);

	row_begin(out);
	row_put_int4(out, no->line);
	row_put_int4(out, no->column);
	row_put_int4(out, v[DUPLICATE_QUALIFIED_ON].column);
	row_put_bool(out, holds);
	row_put_int8(out, household_id);
	row_put_int2(out, (int16_t)person_no);
	row_put_int2(out, (int16_t)v[DUPLICATE_KIND].number);
	row_put_str(out, v[DUPLICATE_INSURER_NO].text);
	row_put_day_if(out, !v[DUPLICATE_QUALIFIED_ON].null, (day_t)v[DUPLICATE_QUALIFIED_ON].number);
	row_put_day_if(out, !v[DUPLICATE_LOST_ON].null, (day_t)v[DUPLICATE_LOST_ON].number);
	row_end(out);
}

enum err_code import_duplicates(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e)
{
	static const struct record_kind kind = {.name = "duplicates",
		.layout = &duplicate_layout,
		.put = put_person,
		.stages = {{&sql_new_duplicate, 10}},
		.stage = &sql_duplicates_stage,
		.same_stamp = &sql_duplicates_same_stamp,
		.check = &sql_duplicates_check,
		.unchanged = &sql_duplicates_unchanged,
		.merge = &sql_duplicates_merge};

	return record_import(r, &kind, NULL, keep, totals, e);
}
