/*
 * stage.c: rows of one file of facts into the staging table.  Memory is flat: rows go out in batches, and
 * the violations kept are bounded by the limit.
 */
#include "engine/intake/stage.h"

#include "engine/intake/source.h"

#define BATCH_ROWS 20000

/* Checks one row; true when it may go on. */
static bool check_row(
	struct load *l, struct csv *csv, const struct csv_field fields[], struct field_value values[], bool bad[])
{
	const struct dataset *d = l->dataset;
	bool ok = true;
	enum intake_rule rule;
	int i, at = 0;

	for (i = 0; d->fields[i].name; i++) {
		rule = dataset_check_field(&d->fields[i], &fields[i], &values[i]);
		if (rule == RULE_NONE)
			continue;
		bad[i] = true;
		ok = false;
		load_violation(l, csv_line(csv), fields[i].column, d->fields[i].name, rule);
	}
	rule = dataset_check_row(d, values, bad, &at);
	if (rule != RULE_NONE) {
		ok = false;
		load_violation(l, csv_line(csv), fields[at].column, d->fields[at].name, rule);
	}
	return ok;
}

static enum err_code send(struct load *l, struct row_out *out, struct arena *scratch, struct err *e)
{
	struct db_step step = {.q = l->dataset->copy_in, .out = out};

	return row_out_count(out) ? db_batch(l->db, &step, 1, scratch, e) : ERR_OK;
}

/* Reads, checks and sends at most one batch. */
static enum err_code load_batch(
	struct load *l, struct csv *csv, struct arena *scratch, bool *more, struct err *e)
{
	struct row_out *out = row_out_new(scratch, dataset_staging_columns(l->dataset));
	struct field_value values[DATASET_FIELDS_MAX];
	const struct csv_field *fields;

	while (row_out_count(out) < BATCH_ROWS) {
		bool bad[DATASET_FIELDS_MAX] = {false}, holds;

		if (csv_next(csv, &fields, more, e) != ERR_OK)
			return e->code;
		if (!*more)
			break;
		l->file->read++;
		holds = check_row(l, csv, fields, values, bad);
		if (l->each_row && l->each_row(l, fields, values, bad, holds, e) != ERR_OK)
			return e->code;
		if (holds) {
			dataset_put_row(l->dataset, csv_line(csv), fields, values, out);
			continue;
		}
		l->file->quarantined++;
		if (load_limit(l, e) != ERR_OK)
			return e->code;
	}
	return send(l, out, scratch, e);
}

enum err_code stage_rows(struct load *l, struct err *e)
{
	struct arena *arena = arena_new(), *scratch = arena_new();
	struct csv_column columns[DATASET_FIELDS_MAX];
	struct source *source;
	enum err_code code;
	struct csv *csv;
	bool more = true;
	int n = dataset_nfields(l->dataset), i;

	code = source_open(arena, l->path, &source, e);
	if (code != ERR_OK)
		goto out;
	for (i = 0; i < n; i++)
		columns[i] = (struct csv_column){l->dataset->fields[i].name, !l->dataset->fields[i].required};
	csv = csv_new(arena, l->file->file, l->request->encoding, source_read, source);
	code = csv_header(csv, columns, n, e);
	while (code == ERR_OK && more) {
		code = load_batch(l, csv, scratch, &more, e);
		arena_reset(scratch);
	}
	if (code == ERR_OK)
		code = source_unchanged(source, l->sha256, e);
out:
	arena_free(scratch);
	arena_free(arena);
	return code;
}
