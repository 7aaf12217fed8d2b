/*
 * record_load.c: files of records, read for the database (see record_load.h).
 */
#include "engine/intake/record_load.h"

#include "engine/intake/record_list.h"
#include "gen/sql.h"

#include <string.h>

#define BATCH_ROWS 50000

/* ---- reading ---- */

static enum err_code open_reader(const struct record_load *f, struct arena *keep, struct source **source,
	struct record_reader **out, struct err *e)
{
	const struct load *l = f->load;
	const struct import_request *r = l->request;

	if (f->kind->open != NULL)
		return f->kind->open(l, keep, source, out, e);
	if (r->content != NULL)
		*source = source_bytes(keep, l->path, r->content, r->content_length);
	else if (source_open(keep, l->path, source, e) != ERR_OK)
		return e->code;
	*out = record_csv(keep, f->kind->layout, l->file->file, r->encoding, source_read, *source);
	return ERR_OK;
}

static enum err_code take_of_list(struct record_load *f, const struct record_row *row, struct err *e)
{
	switch ((enum list_record)row->record) {
	case LIST_FILE:
		f->stamp.made_on = (day_t)row->values[LIST_MADE_ON].number;
		f->stamp.serial = (int)row->values[LIST_SERIAL].number;
		return f->kind->begin != NULL ? f->kind->begin(f, row, e)
									  : record_load_stamp(f, &row->values[LIST_OF], e);
	case LIST_ROW:
		f->load->file->read++;
		f->kind->put(f, row);
		return record_load_batch(f, e);
	case LIST_END:
	case LIST_RECORDS:
		break;
	}
	return ERR_OK;
}

/* Reads the file through; take: what gets each record, NULL for none.  *source says where it came from. */
static enum err_code read_through(struct record_load *f, record_take_fn *take, struct arena *keep,
	struct source **source, unsigned char sha256[static DIGEST_SIZE], struct err *e)
{
	struct record_reader *reader = NULL;
	const struct record_row *row;
	enum err_code code = open_reader(f, keep, source, &reader, e);
	bool more = true;

	while (code == ERR_OK && more) {
		code = record_next(reader, &row, &more, e);
		if (code == ERR_OK && more && take != NULL)
			code = take(f, row, e);
	}
	if (code == ERR_OK)
		record_digest(reader, sha256);
	return code;
}

static enum err_code digest(struct load *l, struct err *e)
{
	struct record_load *f = l->self;
	struct arena *keep = arena_new();
	struct source *source;
	enum err_code code;

	f->load = l;
	code = read_through(f, NULL, keep, &source, l->sha256, e);
	arena_free(keep);
	return code;
}

/* Reads it again, in the transaction, and gives each record. */
static enum err_code read_rows(struct record_load *f, struct err *e)
{
	struct arena *keep = arena_new();
	struct source *source = NULL;
	unsigned char again[DIGEST_SIZE];
	enum err_code code =
		read_through(f, f->kind->put != NULL ? take_of_list : f->kind->take, keep, &source, again, e);

	if (code == ERR_OK && memcmp(again, f->load->sha256, sizeof again) != 0)
		code = source_changed(source, e);
	arena_free(keep);
	return code;
}

/* ---- the stamp ---- */

static void add_stamp(const struct record_load *f, struct db_args *args)
{
	db_arg_int(args, f->stamp.office);
	if (f->stamp.subject != 0)
		db_arg_int(args, f->stamp.subject);
	db_arg_day(args, f->stamp.made_on);
	db_arg_int(args, f->stamp.serial);
}

enum err_code record_load_same_stamp(const struct record_load *f, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_args args = {0};
	struct db_result *other = NULL;
	enum err_code code;

	add_stamp(f, &args);
	code = db_query(f->load->db, f->kind->same_stamp, &args, scratch, &other, e);
	if (code == ERR_OK && db_rows(other) > 0) {
		(void)err_set(e, ERR_INPUT, 1177,
			"import %d had another file of this office, day and serial, with other content",
			(int)db_int(other, 0, 0));
		(void)err_place(e, "%s", f->load->file->file);
		code = err_hint(e, "Get the right file again; a correction carries a later day or serial.");
	}
	arena_free(scratch);
	return code;
}

enum err_code record_load_stamp(struct record_load *f, const struct record_value *office, struct err *e)
{
	struct db_args args = {0};
	int64_t known = 0;

	f->stamp.office = 0;
	for (size_t i = 0; i < office->text.length; i++)
		f->stamp.office = f->stamp.office * 10 + (office->text.at[i] - '0');
	db_arg_int(&args, f->stamp.office);
	if (load_number(f->load, &sql_answers_office, &args, &known, e) != ERR_OK)
		return e->code;
	if (!known) {
		(void)err_set(e, ERR_INPUT, 1176, "the office that the file is for is not known");
		return err_place(e, "%s:%d:%d", f->load->file->file, office->line, office->column);
	}
	return record_load_same_stamp(f, e);
}

/* ---- batches ---- */

static bool has_stage(const struct record_kind *kind, int i)
{
	return i < RECORD_STAGES_MAX && kind->stages[i].copy_in != NULL;
}

static void begin_batch(struct record_load *f)
{
	arena_reset(f->batch);
	for (int i = 0; has_stage(f->kind, i); i++)
		f->out[i] = row_out_new(f->batch, f->kind->stages[i].columns);
}

static enum err_code send_batch(struct record_load *f, struct err *e)
{
	struct db_step steps[RECORD_STAGES_MAX];
	size_t n = 0;

	for (int i = 0; has_stage(f->kind, i); i++)
		if (row_out_count(f->out[i]) > 0)
			steps[n++] = (struct db_step){.q = f->kind->stages[i].copy_in, .out = f->out[i]};
	if (n > 0 && db_batch(f->load->db, steps, n, f->batch, e) != ERR_OK)
		return e->code;
	begin_batch(f);
	return ERR_OK;
}

enum err_code record_load_batch(struct record_load *f, struct err *e)
{
	size_t rows = 0;

	for (int i = 0; has_stage(f->kind, i); i++)
		rows += row_out_count(f->out[i]);
	return rows >= BATCH_ROWS ? send_batch(f, e) : ERR_OK;
}

static enum err_code stage(struct record_load *f, struct err *e)
{
	int64_t ignored;
	enum err_code code;

	f->batch = arena_new();
	begin_batch(f);
	code = load_number(f->load, f->kind->stage, NULL, &ignored, e);
	if (code == ERR_OK)
		code = read_rows(f, e);
	if (code == ERR_OK)
		code = send_batch(f, e);
	arena_free(f->batch);
	return code;
}

static enum err_code merge(const struct record_load *f, struct err *e)
{
	struct load *l = f->load;
	struct db_args args = {0};
	int import_id = 0;
	int64_t merged = 0;

	if (load_record(l, &import_id, e) != ERR_OK)
		return e->code;
	db_arg_int(&args, import_id);
	add_stamp(f, &args);
	if (load_number(l, f->kind->merge, &args, &merged, e) != ERR_OK)
		return e->code;
	return load_balance(l, merged, e);
}

static enum err_code body(struct load *l, struct err *e)
{
	struct record_load *f = l->self;
	struct db_args stamp = {0};

	if (stage(f, e) != ERR_OK)
		return e->code;
	add_stamp(f, &stamp);
	if (load_check(l, f->kind->check, &stamp, e) != ERR_OK ||
		load_number(l, f->kind->unchanged, NULL, &l->file->unchanged, e) != ERR_OK)
		return e->code;
	l->file->recorded = l->file->read - l->file->unchanged - l->file->quarantined;
	if (merge(f, e) != ERR_OK)
		return e->code;
	return f->kind->end == NULL ? ERR_OK : f->kind->end(f, e);
}

enum err_code record_import(const struct import_request *r, const struct record_kind *kind, void *self,
	struct arena *keep, struct import_totals *totals, struct err *e)
{
	struct record_load f = {.kind = kind, .self = self};
	const struct load_kind load = {.name = kind->name, .digest = digest, .body = body, .self = &f};

	return load_single(r, &load, keep, totals, e);
}
