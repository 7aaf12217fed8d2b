/*
 * load.c: rows of one file into the staging table.  Memory is flat: rows go out in batches, and the
 * violations kept are bounded by the limit.
 */
#include "engine/intake/load.h"

#include "engine/base/intl.h"
#include "gen/sql.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define BATCH_ROWS 20000

struct source {
	FILE *in;
	struct digest *digest;
	const char *name;
};

static enum err_code read_source(void *from, void *buffer, size_t size, size_t *got, struct err *e)
{
	struct source *s = from;

	*got = fread(buffer, 1, size, s->in);
	if (*got == 0 && ferror(s->in)) {
		(void)err_set(e, ERR_INPUT, 1130, "could not read the file: %s", strerror(errno));
		return err_place(e, "%s", s->name);
	}
	digest_add(s->digest, buffer, *got);
	return ERR_OK;
}

static void close_file(void *in)
{
	(void)fclose(in);
}

static void add_violation(struct load *l, int line, int column, const char *field, enum intake_rule rule)
{
	struct import_violation *v;

	if (l->nviolations == l->room) {
		size_t room = l->room ? 2 * l->room : 64;

		l->violations = arena_grow(l->keep, l->violations, l->room, room, sizeof *l->violations);
		l->room = room;
	}
	v = &l->violations[l->nviolations++];
	v->file = l->file->file;
	v->line = line;
	v->column = column;
	v->field = field;
	v->rule = intake_rule_id(rule);
	v->text = gettext(intake_rule_text(rule));
	if (l->request->on_violation)
		l->request->on_violation(l->request->self, v);
}

static enum err_code check_limit(const struct load *l, struct err *e)
{
	const struct import_violation *v;

	if (l->file->quarantined <= l->request->quarantine_limit)
		return ERR_OK;
	v = &l->violations[0];
	(void)err_set(e, ERR_LIMIT, 1131,
		"more than %d rows of the file would be set aside; nothing of it was imported",
		l->request->quarantine_limit);
	(void)err_place(e, "%s:%d:%d", v->file, v->line, v->column);
	(void)err_detail(e, "%s %s: %s", v->field, v->rule, v->text);
	return err_hint(e, "Correct the file, or allow more with --quarantine-limit.");
}

/* Checks one row; true when it may go on. */
static bool check_row(
	struct load *l, struct csv *csv, const struct csv_field fields[], struct field_value values[])
{
	const struct dataset *d = l->dataset;
	bool bad[DATASET_FIELDS_MAX] = {false}, ok = true;
	enum intake_rule rule;
	int i, at = 0;

	for (i = 0; d->fields[i].name; i++) {
		rule = dataset_check_field(&d->fields[i], &fields[i], &values[i]);
		if (rule == RULE_NONE)
			continue;
		bad[i] = true;
		ok = false;
		add_violation(l, csv_line(csv), fields[i].column, d->fields[i].name, rule);
	}
	rule = dataset_check_row(d, values, bad, &at);
	if (rule != RULE_NONE) {
		ok = false;
		add_violation(l, csv_line(csv), fields[at].column, d->fields[at].name, rule);
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
		if (csv_next(csv, &fields, more, e) != ERR_OK)
			return e->code;
		if (!*more)
			break;
		l->file->read++;
		if (check_row(l, csv, fields, values)) {
			dataset_put_row(l->dataset, csv_line(csv), fields, values, out);
			continue;
		}
		l->file->quarantined++;
		if (check_limit(l, e) != ERR_OK)
			return e->code;
	}
	return send(l, out, scratch, e);
}

enum err_code load_rows(struct load *l, struct err *e)
{
	struct arena *arena = arena_new(), *scratch = arena_new();
	struct source source = {.digest = digest_new(arena), .name = l->file->file};
	struct csv_column columns[DATASET_FIELDS_MAX];
	unsigned char sha256[DIGEST_SIZE];
	enum err_code code;
	struct csv *csv;
	bool more = true;
	int n = dataset_nfields(l->dataset), i;

	source.in = fopen(l->path, "rb");
	if (!source.in) {
		code = err_set(e, ERR_INPUT, 1132, "could not open the file: %s", strerror(errno));
		(void)err_place(e, "%s", l->path);
		goto out;
	}
	arena_defer(arena, close_file, source.in);
	for (i = 0; i < n; i++)
		columns[i] = (struct csv_column){l->dataset->fields[i].name, !l->dataset->fields[i].required};
	csv = csv_new(arena, l->file->file, l->request->encoding, read_source, &source);
	code = csv_header(csv, columns, n, e);
	while (code == ERR_OK && more) {
		code = load_batch(l, csv, scratch, &more, e);
		arena_reset(scratch);
	}
	if (code != ERR_OK)
		goto out;
	digest_end(source.digest, sha256);
	if (memcmp(sha256, l->sha256, sizeof sha256) != 0) {
		code = err_set(e, ERR_INPUT, 1133, "the file changed while it was read");
		(void)err_place(e, "%s", l->file->file);
		(void)err_hint(e, "Import it again when it is written completely.");
	}
out:
	arena_free(scratch);
	arena_free(arena);
	return code;
}

enum err_code load_check(struct load *l, const struct sql_stmt *check, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_args args = {0};
	struct db_result *found = NULL;
	enum err_code code;
	int i;

	db_arg_text(&args, l->dataset->name);
	db_arg_int(&args, l->request->quarantine_limit - l->file->quarantined + 1);
	code = db_query(l->db, check, &args, scratch, &found, e);
	for (i = 0; code == ERR_OK && i < db_rows(found); i++) {
		enum intake_rule rule = intake_rule_of(db_text(found, i, 3));

		CHECK(rule != RULE_NONE);
		add_violation(l, (int)db_int(found, i, 0), (int)db_int(found, i, 1),
			arena_strdup(l->keep, db_text(found, i, 2)), rule);
		l->file->quarantined++;
	}
	if (code == ERR_OK)
		code = check_limit(l, e);
	arena_free(scratch);
	return code;
}

static void put_text(struct row_out *out, const char *text)
{
	row_put_text(out, text, strlen(text));
}

enum err_code load_record(struct load *l, int *import_id, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_args args = {0};
	struct db_result *row = NULL;
	struct db_step step = {.q = &sql_import_quarantine};
	enum err_code code;
	size_t i;

	db_arg_text(&args, l->dataset->name);
	db_arg_text(&args, l->file->file);
	db_arg_bytes(&args, l->sha256, sizeof l->sha256);
	db_arg_int(&args, l->file->read);
	db_arg_int(&args, l->file->recorded);
	db_arg_int(&args, l->file->unchanged);
	db_arg_int(&args, l->file->quarantined);
	code = db_query(l->db, &sql_import_record, &args, scratch, &row, e);
	if (code != ERR_OK)
		goto out;
	*import_id = (int)db_int(row, 0, 0);
	if (l->nviolations == 0)
		goto out;
	step.out = row_out_new(scratch, 6);
	for (i = 0; i < l->nviolations; i++) {
		const struct import_violation *v = &l->violations[i];

		row_begin(step.out);
		row_put_int4(step.out, *import_id);
		row_put_int4(step.out, v->line);
		row_put_int4(step.out, v->column);
		put_text(step.out, v->field);
		put_text(step.out, v->rule);
		put_text(step.out, intake_rule_text(intake_rule_of(v->rule)));
		row_end(step.out);
	}
	code = db_batch(l->db, &step, 1, scratch, e);
out:
	arena_free(scratch);
	return code;
}
