/*
 * facts.c: one file of facts, staged, checked and merged (see facts.h, sql/schema/006_intake.sql).
 */
#include "engine/intake/facts.h"

#include "engine/intake/stage.h"
#include "gen/sql.h"

/* Rows from which the server's statistics are taken anew. */
#define STATISTICS_FROM 1000

/* A :one statement with the dataset and perhaps the import's number; its answer in *out. */
static enum err_code step(
	struct load *l, const struct sql_stmt *q, const int *import_id, int64_t *out, struct err *e)
{
	struct db_args args = {0};

	db_arg_text(&args, l->name);
	if (import_id)
		db_arg_int(&args, *import_id);
	return load_number(l, q, &args, out, e);
}

static enum err_code check(struct load *l, const struct sql_stmt *q, struct err *e)
{
	struct db_args args = {0};

	db_arg_text(&args, l->name);
	return load_check(l, q, &args, e);
}

enum err_code facts_import(struct load *l, struct err *e)
{
	int64_t ignored, merged = 0;
	int import_id = 0;

	if (step(l, &sql_import_stage_create, NULL, &ignored, e) || stage_rows(l, e))
		return e->code;
	if (check(l, &sql_import_stage_check, e) ||
		step(l, &sql_import_stage_unchanged, NULL, &l->file->unchanged, e) ||
		check(l, &sql_import_stage_overlaps, e))
		return e->code;
	l->file->recorded = l->file->read - l->file->unchanged - l->file->quarantined;
	if (load_record(l, &import_id, e) || step(l, &sql_import_stage_merge, &import_id, &merged, e) ||
		load_balance(l, merged, e))
		return e->code;
	return merged < STATISTICS_FROM ? ERR_OK : step(l, &sql_import_statistics, NULL, &ignored, e);
}
