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

#define BATCH_ROWS        50000
#define DUPLICATE_COLUMNS 10

struct duplicates {
	struct load *load;
	int office;
	day_t made_on;
	int serial;
	struct arena *batch;
	struct row_out *out;
};

static void begin_batch(struct duplicates *d)
{
	arena_reset(d->batch);
	d->out = row_out_new(d->batch, DUPLICATE_COLUMNS);
}

static enum err_code send_batch(struct duplicates *d, struct err *e)
{
	struct db_step step = {.q = &sql_new_duplicate, .out = d->out};

	if (row_out_count(d->out) > 0 && db_batch(d->load->db, &step, 1, d->batch, e) != ERR_OK)
		return e->code;
	begin_batch(d);
	return ERR_OK;
}

static void put_day(struct row_out *out, const struct record_value *v)
{
	if (v->null)
		row_put_null(out);
	else
		row_put_day(out, (day_t)v->number);
}

static void put_person(struct duplicates *d, const struct record_row *row)
{
	const struct record_value *v = row->values, *no = &v[DUPLICATE_REGISTRATION_NO];
	int64_t household_id = 0;
	int person_no = 0;
	bool holds = registration_no_parse(no->text.at, no->text.length, &household_id, &person_no);

	row_begin(d->out);
	row_put_int4(d->out, no->line);
	row_put_int4(d->out, no->column);
	row_put_int4(d->out, v[DUPLICATE_QUALIFIED_ON].column);
	row_put_bool(d->out, holds);
	row_put_int8(d->out, household_id);
	row_put_int2(d->out, (int16_t)person_no);
	row_put_int2(d->out, (int16_t)v[DUPLICATE_KIND].number);
	row_put_text(d->out, v[DUPLICATE_INSURER_NO].text.at, v[DUPLICATE_INSURER_NO].text.length);
	put_day(d->out, &v[DUPLICATE_QUALIFIED_ON]);
	put_day(d->out, &v[DUPLICATE_LOST_ON]);
	row_end(d->out);
}

static void add_stamp(const struct duplicates *d, struct db_args *args)
{
	db_arg_int(args, d->office);
	db_arg_day(args, d->made_on);
	db_arg_int(args, d->serial);
}

/* Two files of one day and serial cannot be put in order. */
static enum err_code refuse_same_stamp(const struct duplicates *d, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_args args = {0};
	struct db_result *other = NULL;
	enum err_code code;

	add_stamp(d, &args);
	code = db_query(d->load->db, &sql_duplicates_same_stamp, &args, scratch, &other, e);
	if (code == ERR_OK && db_rows(other) > 0) {
		(void)err_set(e, ERR_INPUT, 1185,
			"import %d had another result of this office, day and serial, with other content",
			(int)db_int(other, 0, 0));
		(void)err_place(e, "%s", d->load->file->file);
		code = err_hint(e, "Get the right file again; a correction carries a later day or serial.");
	}
	arena_free(scratch);
	return code;
}

static enum err_code take(void *self, const struct record_row *row, struct err *e)
{
	struct duplicates *d = self;
	const struct record_value *v = row->values;

	switch ((enum duplicate_record)row->record) {
	case DUPLICATE_FILE:
		d->office = record_load_office(&v[DUPLICATE_OFFICE]);
		d->made_on = (day_t)v[DUPLICATE_MADE_ON].number;
		d->serial = (int)v[DUPLICATE_SERIAL].number;
		if (record_load_known_office(d->load, &v[DUPLICATE_OFFICE], d->office, e) != ERR_OK)
			return e->code;
		return refuse_same_stamp(d, e);
	case DUPLICATE_PERSON:
		d->load->file->read++;
		put_person(d, row);
		return row_out_count(d->out) >= BATCH_ROWS ? send_batch(d, e) : ERR_OK;
	case DUPLICATE_END:
	case DUPLICATE_RECORD_COUNT:
		break;
	}
	return ERR_OK;
}

static enum err_code open_reader(const struct load *l, struct arena *keep, struct source **source,
	struct record_reader **out, struct err *e)
{
	return record_load_csv(l, &duplicate_layout, keep, source, out, e);
}

static enum err_code digest(struct load *l, struct err *e)
{
	return record_load_digest(l, open_reader, e);
}

static enum err_code stage(struct duplicates *d, struct err *e)
{
	int64_t ignored;
	enum err_code code;

	d->batch = arena_new();
	begin_batch(d);
	code = load_number(d->load, &sql_duplicates_stage, NULL, &ignored, e);
	if (code == ERR_OK)
		code = record_load_rows(d->load, open_reader, take, d, e);
	if (code == ERR_OK)
		code = send_batch(d, e);
	arena_free(d->batch);
	return code;
}

static enum err_code body(struct load *l, struct err *e)
{
	struct duplicates d = {.load = l};
	struct db_args stamp = {0}, merge = {0};
	int import_id = 0;
	int64_t merged = 0;

	if (stage(&d, e) != ERR_OK)
		return e->code;
	add_stamp(&d, &stamp);
	if (load_check(l, &sql_duplicates_check, &stamp, e) != ERR_OK ||
		load_number(l, &sql_duplicates_unchanged, NULL, &l->file->unchanged, e) != ERR_OK)
		return e->code;
	l->file->recorded = l->file->read - l->file->unchanged - l->file->quarantined;
	if (load_record(l, &import_id, e) != ERR_OK)
		return e->code;
	db_arg_int(&merge, import_id);
	add_stamp(&d, &merge);
	if (load_number(l, &sql_duplicates_merge, &merge, &merged, e) != ERR_OK)
		return e->code;
	return load_balance(l, merged, e);
}

enum err_code import_duplicates(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e)
{
	return load_single(r, "duplicates", digest, body, keep, totals, e);
}
