/*
 * import_dispositions.c: a caseworker's sheet into the database (import_dispositions() of import.h).
 *
 * Rows go by in batches: what they name is looked up, what stands in their cells is compared with it, and
 * those that hold are staged; memory is flat.  Merged when the whole file was read.
 */
#include "engine/intake/import.h"
#include "engine/intake/load.h"
#include "engine/intake/sheet.h"
#include "engine/intake/source.h"
#include "gen/sql.h"

#include <string.h>

#define BATCH_ROWS 500

struct batch {
	struct arena *arena;
	struct sheet_row *rows;
	int n;
};

static void put_numbers(const struct batch *b, struct row_out *out)
{
	for (int i = 0; i < b->n; i++) {
		row_begin(out);
		row_put_int4(out, i);
		row_put_int4(out, b->rows[i].run_id);
		row_put_int8(out, b->rows[i].household_id);
		row_put_int2(out, (int16_t)b->rows[i].person_no);
		row_end(out);
	}
}

static struct sheet_truth truth_of(const struct rows *r)
{
	return (struct sheet_truth){
		.found = true,
		.class = (int)row_int(r, 1),
		.name = row_text(r, 2),
		.birth_on = row_day(r, 3),
		.recognised = row_int(r, 4),
		.evidence = {row_null(r, 5), row_int(r, 5)},
		.asked_on = row_day(r, 6),
		.answered_on = row_day(r, 7),
		.adopted = row_bool(r, 8),
		.known = (int)row_int(r, 9),
	};
}

/* Compares every row whose number can be read with what the workbook wrote. */
static enum err_code compare(struct load *l, struct batch *b, struct err *e)
{
	struct db_step steps[] = {{.q = &sql_dispositions_clear},
		{.q = &sql_new_number, .out = row_out_new(b->arena, 4)}, {.q = &sql_dispositions_truth}};
	struct rows *found;
	int64_t key = -1;

	put_numbers(b, steps[1].out);
	if (db_batch(l->db, steps, 3, b->arena, e) != ERR_OK)
		return e->code;
	found = steps[2].rows;
	for (int i = 0; i < b->n; i++) {
		struct sheet_row *row = &b->rows[i];
		struct sheet_truth truth = {0};

		if (rows_peek_key(found, &key) && key == i && rows_next(found))
			truth = truth_of(found);
		if (row->fault[CASEBOOK_NO] == RULE_NONE)
			sheet_compare(row, &truth);
	}
	return ERR_OK;
}

static enum err_code set_aside(struct load *l, const struct sheet_row *row, struct err *e)
{
	for (int i = 0; i < CASEBOOK_COLUMN_COUNT; i++)
		if (row->fault[i] != RULE_NONE)
			load_violation(l, row->place[i].line, row->place[i].column,
				sheet_column_title((enum casebook_column)i), row->fault[i]);
	l->file->quarantined++;
	return load_limit(l, e);
}

static void put_disposition(struct row_out *out, const struct sheet_row *row)
{
	row_begin(out);
	row_put_int4(out, row->place[CASEBOOK_NO].line);
	row_put_int4(out, row->place[CASEBOOK_NO].column);
	row_put_int4(out, row->run_id);
	row_put_int8(out, row->household_id);
	row_put_int2(out, (int16_t)row->person_no);
	row_put_int2(out, (int16_t)row->disposition);
	row_put_day(out, row->done_on);
	row_put_str(out, row->note);
	row_end(out);
}

static enum err_code judge(struct load *l, struct batch *b, struct err *e)
{
	struct db_step step = {.q = &sql_new_disposition, .out = row_out_new(b->arena, 8)};

	if (b->n == 0)
		return ERR_OK;
	if (compare(l, b, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < b->n; i++) {
		if (sheet_row_holds(&b->rows[i]))
			put_disposition(step.out, &b->rows[i]);
		else if (set_aside(l, &b->rows[i], e) != ERR_OK)
			return e->code;
	}
	return row_out_count(step.out) > 0 ? db_batch(l->db, &step, 1, b->arena, e) : ERR_OK;
}

static void keep_text(struct arena *arena, struct str *text)
{
	text->at = arena_strndup(arena, text->at ? text->at : "", text->length);
}

/* Reads the filled-in rows of at most one batch. */
static enum err_code read_batch(struct load *l, struct csv *csv, struct batch *b, bool *more, struct err *e)
{
	arena_reset(b->arena);
	b->rows = arena_array(b->arena, BATCH_ROWS, sizeof *b->rows);
	b->n = 0;
	while (b->n < BATCH_ROWS) {
		struct sheet_row *row = &b->rows[b->n];

		if (sheet_next(csv, row, more, e) != ERR_OK || !*more)
			return e->code;
		l->file->read++;
		if (!row->filled) {
			l->file->unchanged++;
			continue;
		}
		keep_text(b->arena, &row->class);
		keep_text(b->arena, &row->name);
		keep_text(b->arena, &row->note);
		b->n++;
	}
	return ERR_OK;
}

/* What the ledger knows the sheet by: its bytes and which sheet came before it. */
static enum err_code digest(struct load *l, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_args args = {0};
	struct db_result *row = NULL;
	unsigned char *key;
	enum err_code code = load_digest_bytes(l, e);

	if (code != ERR_OK)
		goto out;
	memcpy(l->bytes_sha256, l->sha256, sizeof l->bytes_sha256);
	db_arg_bytes(&args, l->bytes_sha256, sizeof l->bytes_sha256);
	code = db_query(l->db, &sql_dispositions_digest, &args, scratch, &row, e);
	if (code != ERR_OK)
		goto out;
	CHECK(db_bytes(row, 0, 0, scratch, &key) == sizeof l->sha256);
	memcpy(l->sha256, key, sizeof l->sha256);
out:
	arena_free(scratch);
	return code;
}

static enum err_code stage(struct load *l, struct err *e)
{
	struct arena *keep = arena_new();
	struct batch b = {.arena = arena_new()};
	struct source *source;
	struct csv *csv;
	enum err_code code = source_open(keep, l->path, &source, e);
	bool more = true;

	if (code != ERR_OK)
		goto out;
	csv = csv_new(keep, l->file->file, l->request->encoding, source_read, source);
	code = sheet_header(csv, e);
	while (code == ERR_OK && more) {
		code = read_batch(l, csv, &b, &more, e);
		if (code == ERR_OK)
			code = judge(l, &b, e);
	}
	if (code == ERR_OK)
		code = source_unchanged(source, l->bytes_sha256, e);
out:
	arena_free(b.arena);
	arena_free(keep);
	return code;
}

static enum err_code body(struct load *l, struct err *e)
{
	struct db_args check = {0}, merge = {0};
	int64_t ignored, same = 0, merged = 0;
	int import_id = 0;

	if (load_number(l, &sql_dispositions_stage, NULL, &ignored, e) != ERR_OK || stage(l, e) != ERR_OK ||
		load_check(l, &sql_dispositions_check, &check, e) != ERR_OK ||
		load_number(l, &sql_dispositions_unchanged, NULL, &same, e) != ERR_OK)
		return e->code;
	l->file->unchanged += same;
	l->file->recorded = l->file->read - l->file->unchanged - l->file->quarantined;
	if (load_record(l, &import_id, e) != ERR_OK)
		return e->code;
	db_arg_int(&merge, import_id);
	if (load_number(l, &sql_dispositions_merge, &merge, &merged, e) != ERR_OK)
		return e->code;
	return load_balance(l, merged, e);
}

enum err_code import_dispositions(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e)
{
	const struct load_kind kind = {.name = "dispositions", .digest = digest, .body = body};

	return load_single(r, &kind, keep, totals, e);
}
