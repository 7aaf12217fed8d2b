/*
 * import_registrations.c: one file of what came back for an upload into the database (import_registrations() of
 * import.h).
 *
 * The file is read twice.  First without the database: what is malformed, cut off or edited is refused, and what
 * was imported before is known by its digest.  Then its answers go in batches into a temporary table: memory is
 * flat.  What a record was sent for, and what is known of it, is judged there, set by set
 * (sql/schema/019_registration.sql).
 */
#include "engine/intake/import.h"
#include "engine/intake/load.h"
#include "engine/intake/registration.h"
#include "engine/intake/source.h"
#include "gen/sql.h"
#include "getsuji/check_digit.h"

#include <string.h>

enum { BATCH_ROWS = 50000, COLUMNS = 7 };

struct registrations {
	struct load *load;
	struct record_reader *reader;
	int office;
	day_t made_on;
	int serial;
	int seq; /* of the answer in the file, from 1 */
	struct arena *batch;
	struct row_out *out;
};

static void put_answer(struct registrations *a, const struct record_row *row)
{
	const struct record_value *number = &row->values[REGISTRATION_ANSWER_RECORD_NO],
							  *error = &row->values[REGISTRATION_ANSWER_ERROR];

	row_begin(a->out);
	row_put_int4(a->out, ++a->seq);
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

static enum err_code take_header(struct registrations *a, const struct record_row *row, struct err *e)
{
	const struct record_value *office = &row->values[REGISTRATION_FILE_OFFICE];
	struct db_args args = {0};
	int64_t known = 0;

	for (size_t i = 0; i < office->text.length; i++)
		a->office = a->office * 10 + (office->text.at[i] - '0');
	a->made_on = (day_t)row->values[REGISTRATION_FILE_MADE_ON].number;
	a->serial = (int)row->values[REGISTRATION_FILE_SERIAL].number;
	db_arg_int(&args, a->office);
	if (load_number(a->load, &sql_answers_office, &args, &known, e) != ERR_OK)
		return e->code;
	if (known)
		return refuse_same_stamp(a, e);
	(void)err_set(e, ERR_INPUT, 1176, "the office that the file is for is not known");
	return err_place(e, "%s:%d:%d", a->load->file->file, office->line, office->column);
}

static enum err_code take_records(struct registrations *a, struct err *e)
{
	const struct record_row *row;
	bool more = true;

	while (record_next(a->reader, &row, &more, e) == ERR_OK && more) {
		if (row->record == REGISTRATION_FILE && take_header(a, row, e) != ERR_OK)
			return e->code;
		if (row->record == REGISTRATION_ANSWER)
			put_answer(a, row);
		if (row_out_count(a->out) >= BATCH_ROWS && send_batch(a, e) != ERR_OK)
			return e->code;
	}
	a->load->file->read = a->seq;
	return e->code != ERR_OK ? e->code : send_batch(a, e);
}

/* A reader of the file from its beginning; both live in `keep`. */
static enum err_code open_reader(const struct load *l, struct arena *keep, struct source **source,
	struct record_reader **out, struct err *e)
{
	if (source_open(keep, l->path, source, e) != ERR_OK)
		return e->code;
	*out = record_csv(keep, &registration_layout, l->file->file, l->request->encoding, source_read, *source);
	return ERR_OK;
}

/* Reads the file through, so that one which is malformed, cut off or edited never gets to the database. */
static enum err_code digest(struct load *l, struct err *e)
{
	struct arena *keep = arena_new();
	struct record_reader *reader = NULL;
	const struct record_row *row;
	struct source *source;
	enum err_code code = open_reader(l, keep, &source, &reader, e);
	bool more = true;

	while (code == ERR_OK && more)
		code = record_next(reader, &row, &more, e);
	if (code == ERR_OK)
		record_digest(reader, l->sha256);
	arena_free(keep);
	return code;
}

static enum err_code stage(struct registrations *a, struct err *e)
{
	struct load *l = a->load;
	struct arena *keep = arena_new();
	struct source *source = NULL;
	unsigned char again[DIGEST_SIZE];
	int64_t ignored;
	enum err_code code;

	a->batch = arena_new();
	begin_batch(a);
	code = load_number(l, &sql_registrations_stage, NULL, &ignored, e);
	if (code == ERR_OK)
		code = open_reader(l, keep, &source, &a->reader, e);
	if (code == ERR_OK)
		code = take_records(a, e);
	if (code == ERR_OK) {
		record_digest(a->reader, again);
		if (memcmp(again, l->sha256, sizeof again) != 0)
			code = source_changed(source, e);
	}
	arena_free(a->batch);
	arena_free(keep);
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
