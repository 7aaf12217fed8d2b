/*
 * load.c: one file into the database: the frame around what its kind needs (see load.h).
 */
#include "engine/intake/load.h"

#include "engine/base/file.h"
#include "engine/base/intl.h"
#include "engine/intake/source.h"
#include "gen/sql.h"

#define APPLICATION "getsuji import"

void load_violation(struct load *l, int line, int column, const char *field, enum intake_rule rule)
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

enum err_code load_limit(const struct load *l, struct err *e)
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

enum err_code load_check(struct load *l, const struct sql_stmt *check, struct db_args *args, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_result *found = NULL;
	enum err_code code;
	int i;

	db_arg_int(args, l->request->quarantine_limit - l->file->quarantined + 1);
	code = db_query(l->db, check, args, scratch, &found, e);
	for (i = 0; code == ERR_OK && i < db_rows(found); i++) {
		enum intake_rule rule = intake_rule_of(db_text(found, i, 3));

		CHECK(rule != RULE_NONE);
		load_violation(l, (int)db_int(found, i, 0), (int)db_int(found, i, 1),
			arena_strdup(l->keep, db_text(found, i, 2)), rule);
		l->file->quarantined++;
	}
	if (code == ERR_OK)
		code = load_limit(l, e);
	arena_free(scratch);
	return code;
}

enum err_code load_record(struct load *l, int *import_id, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_args args = {0};
	struct db_result *row = NULL;
	struct db_step step = {.q = &sql_import_quarantine};
	enum err_code code;
	size_t i;

	db_arg_text(&args, l->name);
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
		row_put_string(step.out, v->field);
		row_put_string(step.out, v->rule);
		row_put_string(step.out, intake_rule_text(intake_rule_of(v->rule)));
		row_end(step.out);
	}
	code = db_batch(l->db, &step, 1, scratch, e);
out:
	arena_free(scratch);
	return code;
}

enum err_code load_number(
	struct load *l, const struct sql_stmt *q, const struct db_args *args, int64_t *out, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_result *row = NULL;
	enum err_code code = db_query(l->db, q, args, scratch, &row, e);

	if (code == ERR_OK)
		*out = db_int(row, 0, 0);
	arena_free(scratch);
	return code;
}

enum err_code load_balance(const struct load *l, int64_t merged, struct err *e)
{
	if (merged == l->file->recorded)
		return ERR_OK;
	(void)err_set(e, ERR_BALANCE, 1134, "%lld rows were merged where %lld were expected", (long long)merged,
		(long long)l->file->recorded);
	return err_place(e, "%s", l->file->file);
}

/* Was content with that digest imported before? */
static enum err_code look_for_digest(struct load *l, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_args args = {0};
	struct db_result *row = NULL;
	enum err_code code;

	db_arg_text(&args, l->name);
	db_arg_bytes(&args, l->sha256, sizeof l->sha256);
	code = db_query(l->db, &sql_import_known, &args, scratch, &row, e);
	if (code == ERR_OK)
		l->file->known = db_rows(row) > 0;
	if (code == ERR_OK && l->file->known)
		l->file->aside_before = db_int(row, 0, 0);
	arena_free(scratch);
	return code;
}

enum err_code load_digest_bytes(struct load *l, struct err *e)
{
	int64_t size;

	return file_digest(l->path, l->sha256, &size, e);
}

static enum err_code in_transaction(struct load *l, load_step_fn *body, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_result *locked = NULL;
	enum err_code code = db_query(l->db, &sql_transaction_begin, NULL, scratch, NULL, e);

	if (code == ERR_OK) {
		code = db_query(l->db, &sql_import_lock, NULL, scratch, &locked, e);
		if (code == ERR_OK)
			code = look_for_digest(l, e);
		if (code == ERR_OK && !l->file->known)
			code = body(l, e);
		code = db_end(l->db, code, scratch, e);
	}
	arena_free(scratch);
	return code;
}

enum err_code load_file(
	struct load *l, load_step_fn *digest, load_step_fn *body, struct import_totals *t, struct err *e)
{
	struct import_file *file = l->file = arena_alloc(l->keep, sizeof *file);

	*file = (struct import_file){.file = arena_strdup(l->keep, source_name(l->path)), .dataset = l->name};
	if (digest(l, e) != ERR_OK || in_transaction(l, body, e) != ERR_OK) {
		err_context(e, "file %s, dataset %s", file->file, file->dataset);
		return e->code;
	}
	t->files += !file->known;
	t->known += file->known;
	t->doubtful += file->doubtful;
	t->faults += file->faults;
	t->read += file->read;
	t->recorded += file->recorded;
	t->unchanged += file->unchanged;
	t->quarantined += file->quarantined;
	if (l->request->on_file)
		l->request->on_file(l->request->self, file);
	return ERR_OK;
}

enum err_code load_end(enum err_code code, const struct import_totals *totals, struct err *e)
{
	if (code != ERR_OK)
		return code;
	if (totals->faults > 0)
		return err_set(e, ERR_WARNINGS, 1192, "%lld faults were found", (long long)totals->faults);
	if (totals->quarantined == 0)
		return totals->doubtful == 0 ? ERR_OK
									 : err_set(e, ERR_WARNINGS, 1183, "a list may have been cut off");
	return err_set(e, ERR_WARNINGS, 1141, "%lld rows were set aside", (long long)totals->quarantined);
}

enum err_code load_single(const struct import_request *r, const struct load_kind *kind, struct arena *keep,
	struct import_totals *totals, struct err *e)
{
	struct load l = {.keep = keep, .request = r, .name = kind->name, .path = r->path, .self = kind->self};
	enum err_code code;

	*totals = (struct import_totals){0};
	if (source_look(r->path, NULL, e) != ERR_OK ||
		db_open(r->conninfo, APPLICATION, keep, &l.db, e) != ERR_OK)
		return e->code;
	code = load_file(&l, kind->digest, kind->body, totals, e);
	db_close(l.db);
	return load_end(code, totals, e);
}
