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

enum { BATCH_ROWS = 50000, COLUMNS = 7 };

struct registrations {
	struct load *load;
	int office;
	day_t made_on;
	int serial;
	struct arena *batch;
	struct row_out *out;
};

static void put_answer(struct registrations *a, const struct record_row *row)
{
	const struct record_value *number = &row->values[REGISTRATION_ANSWER_RECORD_NO],
							  *error = &row->values[REGISTRATION_ANSWER_ERROR];

	row_begin(a->out);
	row_put_int4(a->out, (int32_t)a->load->file->read);
	row_put_int4(a->out, number->line);
	row_put_int4(a->out, number->column);
	row_put_bool(a->out, check_digit_holds(number->text.at, number->text.length));
	row_put_text(a->out, number->text.at, number->text.length);
	row_put_int2(a->out, (int16_t)row->values[REGISTRATION_ANSWER_STATE].number);
	row_put_text(a->out, error->text.at, error->text.length);
	row_end(a->out);
}

static void begin_batch(struct registrations *a)
{
	arena_reset(a->batch);
	a->out = row_out_new(a->batch, COLUMNS);
}

static enum err_code send_batch(struct registrations *a, struct err *e)
{
	struct db_step step = {.q = &sql_new_registration, .out = a->out};

	if (row_out_count(a->out) > 0 && db_batch(a->load->db, &step, 1, a->batch, e) != ERR_OK)
		return e->code;
	begin_batch(a);
	return ERR_OK;
}

/* ---- the file ---- */

static void add_stamp(const struct registrations *a, struct db_args *args)
{
	db_arg_int(args, a->office);
	db_arg_day(args, a->made_on);
	db_arg_int(args, a->serial);
}

/* Two files of one day and serial cannot be put in order. */
static enum err_code refuse_same_stamp(const struct registrations *a, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_args args = {0};
	struct db_result *other = NULL;
	enum err_code code;

	add_stamp(a, &args);
	code = db_query(a->load->db, &sql_registrations_same_stamp, &args, scratch, &other, e);
	if (code == ERR_OK && db_rows(other) > 0) {
		(void)err_set(e, ERR_INPUT, 1192,
			"import %d had another file of this office, day and serial, with other content",
			(int)db_int(other, 0, 0));
		(void)err_place(e, "%s", a->load->file->file);
		code = err_hint(e, "Get the right file again; a correction carries a later day or serial.");
	}
	arena_free(scratch);
	return code;
}

static enum err_code take(void *self, const struct record_row *row, struct err *e)
{
	struct registrations *a = self;
	const struct record_value *v = row->values;

	switch ((enum registration_answer_record)row->record) {
	case REGISTRATION_FILE:
		a->office = record_load_office(&v[REGISTRATION_FILE_OFFICE]);
		a->made_on = (day_t)v[REGISTRATION_FILE_MADE_ON].number;
		a->serial = (int)v[REGISTRATION_FILE_SERIAL].number;
		if (record_load_known_office(a->load, &v[REGISTRATION_FILE_OFFICE], a->office, e) != ERR_OK)
			return e->code;
		return refuse_same_stamp(a, e);
	case REGISTRATION_ANSWER:
		a->load->file->read++;
		put_answer(a, row);
		return row_out_count(a->out) >= BATCH_ROWS ? send_batch(a, e) : ERR_OK;
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

static enum err_code stage(struct registrations *a, struct err *e)
{
	int64_t ignored;
	enum err_code code;

	a->batch = arena_new();
	begin_batch(a);
	code = load_number(a->load, &sql_registrations_stage, NULL, &ignored, e);
	if (code == ERR_OK)
		code = record_load_rows(a->load, open_reader, take, a, e);
	if (code == ERR_OK)
		code = send_batch(a, e);
	arena_free(a->batch);
	return code;
}

static enum err_code body(struct load *l, struct err *e)
{
	struct registrations a = {.load = l};
	struct db_args stamp = {0}, merge = {0};
	int import_id = 0;
	int64_t merged = 0;

	if (stage(&a, e) != ERR_OK)
		return e->code;
	add_stamp(&a, &stamp);
	if (load_check(l, &sql_registrations_check, &stamp, e) != ERR_OK ||
		load_number(l, &sql_registrations_unchanged, NULL, &l->file->unchanged, e) != ERR_OK)
		return e->code;
	l->file->recorded = l->file->read - l->file->unchanged - l->file->quarantined;
	if (load_record(l, &import_id, e) != ERR_OK)
		return e->code;
	db_arg_int(&merge, import_id);
	add_stamp(&a, &merge);
	if (load_number(l, &sql_registrations_merge, &merge, &merged, e) != ERR_OK)
		return e->code;
	return load_balance(l, merged, e);
}

enum err_code import_registrations(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e)
{
	return load_single(r, "registrations", digest, body, keep, totals, e);
}
