/*
 * import_institutions.c: a list of designated institutions into the database (import_institutions() of import.h).
 *
 * Rows are checked and staged as those of facts are.  Then the list as a whole is compared with what its source said
 * before: what it has not is ended on its day, unless that is so much that the list must be taken for cut off.
 */
#include "engine/intake/import.h"
#include "engine/intake/institution.h"
#include "engine/intake/load.h"
#include "engine/intake/stage.h"
#include "gen/sql.h"

/* So few may be missing from a list however short it is; and so few without being told. */
#define DROPS_ALWAYS 10
#define DROPS_SILENT 2
/* Rows from which the server's statistics are taken anew. */
#define STATISTICS_FROM 1000

static enum err_code take_row(struct load *l, const struct csv_field fields[],
	const struct field_value values[], const bool bad[], bool holds, struct err *e)
{
	return institution_take(l->self, l->file->file, fields, values, bad, holds, e);
}

static enum err_code stage_aside(struct load *l, const struct institution_list *list, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_step step = {.q = &sql_new_aside, .out = row_out_new(scratch, 2)};
	enum err_code code = ERR_OK;

	for (size_t i = 0; i < list->naside; i++) {
		row_begin(step.out);
		row_put_int2(step.out, (int16_t)list->aside[i].kind);
		row_put_string(step.out, list->aside[i].code);
		row_end(step.out);
	}
	if (list->naside > 0)
		code = db_batch(l->db, &step, 1, scratch, e);
	arena_free(scratch);
	return code;
}

/* Another list of the source and day is known, and it held: this one, which does not say the same, is not taken. */
static enum err_code look_for_same_day(
	struct load *l, const struct institution_list *list, const struct db_args *of_list, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_result *row = NULL;
	char day[11];

	if (db_query(l->db, &sql_institutions_same_day, of_list, scratch, &row, e) == ERR_OK &&
		db_rows(row) > 0) {
		(void)err_set(e, ERR_INPUT, 1180, "another list of %s as of %s is known", list->source,
			day_format(list->as_of, day));
		(void)err_place(e, "%s", l->file->file);
		(void)err_detail(e, "It is import %lld and holds other rows; which one is right cannot be known.",
			(long long)db_int(row, 0, 0));
		(void)err_hint(e, "A later list has a later day in as_of.");
	}
	arena_free(scratch);
	return e->code;
}

/* A wrong year would stand for ever: later lists, with the right one, would be the older. */
static enum err_code look_at_year(
	struct load *l, const struct institution_list *list, const struct db_args *of_list, struct err *e)
{
	int64_t too_late = 0;
	char day[11];

	if (load_number(l, &sql_institutions_too_late, of_list, &too_late, e) != ERR_OK || too_late == 0)
		return e->code;
	(void)err_set(e, ERR_INPUT, 1182, "the list is dated %s, a year or more after the last confirmed month",
		day_format(list->as_of, day));
	(void)err_place(e, "%s", l->file->file);
	return err_hint(e, "Correct the year in as_of, and import the list again.");
}

/* Finds what the source said before and the list does not, and refuses a list that looks cut off.  The same rows once
 * more, in another order or encoding, are the list that is known. */
static enum err_code cut(
	struct load *l, const struct institution_list *list, const struct db_args *of_list, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_args args = {0};
	struct db_result *row = NULL;
	int64_t open, most;

	db_arg_text(&args, list->source);
	db_arg_day(&args, list->as_of);
	db_arg_bool(&args, list->blind);
	if (db_query(l->db, &sql_institutions_cut, &args, scratch, &row, e) != ERR_OK)
		goto out;
	l->file->dropped = db_int(row, 0, 0);
	if ((l->file->unchanged != l->file->read || l->file->dropped > 0) &&
		look_for_same_day(l, list, of_list, e) != ERR_OK)
		goto out;
	open = db_int(row, 0, 1);
	most = open * l->request->drop_limit / 100;
	l->file->doubtful = l->file->dropped > (most > DROPS_SILENT ? most : DROPS_SILENT);
	if (l->file->dropped <= (most > DROPS_ALWAYS ? most : DROPS_ALWAYS))
		goto out;
	(void)err_set(e, ERR_LIMIT, 1181,
		"the list lacks %lld of %lld institutions of its source: is it cut off?", (long long)l->file->dropped,
		(long long)open);
	(void)err_place(e, "%s", l->file->file);
	(void)err_detail(
		e, "At most %d percent may be missing; nothing of the file was imported.", l->request->drop_limit);
	(void)err_hint(e, "If the list is whole, allow more with --drop-limit.");
out:
	arena_free(scratch);
	return e->code;
}

static enum err_code merge(struct load *l, const struct institution_list *list, struct err *e)
{
	struct db_args args = {0}, statistics = {0};
	int64_t merged = 0, ignored;
	int import_id = 0;

	l->file->recorded = l->file->read - l->file->unchanged - l->file->quarantined;
	if (load_record(l, &import_id, e) != ERR_OK)
		return e->code;
	db_arg_text(&args, list->source);
	db_arg_day(&args, list->as_of);
	db_arg_int(&args, import_id);
	if (load_number(l, &sql_institutions_merge, &args, &merged, e) != ERR_OK ||
		load_balance(l, merged, e) != ERR_OK)
		return e->code;
	db_arg_text(&statistics, "institution");
	return merged < STATISTICS_FROM ? ERR_OK
									: load_number(l, &sql_import_statistics, &statistics, &ignored, e);
}

static enum err_code nothing_holds(const struct load *l, struct err *e)
{
	(void)err_set(e, ERR_INPUT, 1179, "the list holds no institution");
	return err_place(e, "%s", l->file->file);
}

static enum err_code body(struct load *l, struct err *e)
{
	struct institution_list *list = arena_alloc(l->keep, sizeof *list);
	struct db_args check = {0}, of_list = {0};
	int64_t ignored;

	*list = (struct institution_list){.keep = l->keep};
	l->dataset = &institution_dataset;
	l->self = list;
	l->each_row = take_row;
	if (load_number(l, &sql_institutions_stage, NULL, &ignored, e) != ERR_OK || stage_rows(l, e) != ERR_OK)
		return e->code;
	if (list->source == NULL)
		return nothing_holds(l, e);
	db_arg_text(&of_list, list->source);
	db_arg_day(&of_list, list->as_of);
	if (stage_aside(l, list, e) != ERR_OK || load_check(l, &sql_institutions_check, &check, e) != ERR_OK ||
		look_at_year(l, list, &of_list, e) != ERR_OK ||
		load_number(l, &sql_institutions_suspicious, NULL, &l->file->suspicious, e) != ERR_OK ||
		load_number(l, &sql_institutions_unchanged, &of_list, &l->file->unchanged, e) != ERR_OK ||
		cut(l, list, &of_list, e) != ERR_OK)
		return e->code;
	return merge(l, list, e);
}

enum err_code import_institutions(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e)
{
	const struct load_kind kind = {
		.name = institution_dataset.name, .digest = load_digest_bytes, .body = body};

	return load_single(r, &kind, keep, totals, e);
}
