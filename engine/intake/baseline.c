/*
 * baseline.c: decisions already in force (移行), staged, checked and stored as confirmed runs, so that an
 * office's first month shows what changed instead of opening notices for aid long granted.
 */
#include "engine/intake/facts.h"

#include "engine/intake/stage.h"
#include "gen/sql.h"
#include "getsuji/facts.h"

/* One office and month of the file. */
struct group {
	int office_id;
	day_t month_on;
	int run_id;
};

static enum err_code exec(
	struct load *l, const struct sql_stmt *q, struct db_args *args, int64_t *out, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_result *row = NULL;
	enum err_code code = db_query(l->db, q, args, scratch, q->kind == SQL_EXEC ? NULL : &row, e);

	if (code == ERR_OK && out)
		*out = db_int(row, 0, 0);
	arena_free(scratch);
	return code;
}

static enum err_code of_run(struct load *l, const struct sql_stmt *q, int run_id, struct err *e)
{
	struct db_args args = {0};

	db_arg_int(&args, run_id);
	return exec(l, q, &args, NULL, e);
}

static enum err_code make_run(struct load *l, struct group *g, struct err *e)
{
	struct db_args args = {0}, fill = {0};
	int64_t n = 0;

	db_arg_int(&args, g->office_id);
	db_arg_day(&args, g->month_on);
	db_arg_bytes(&args, l->sha256, sizeof l->sha256);
	if (exec(l, &sql_baseline_run, &args, &n, e))
		return e->code;
	g->run_id = (int)n;
	if (of_run(l, &sql_baseline_partition, g->run_id, e))
		return e->code;
	db_arg_int(&fill, g->run_id);
	db_arg_int(&fill, g->office_id);
	db_arg_day(&fill, g->month_on);
	if (exec(l, &sql_baseline_fill, &fill, &n, e))
		return e->code;
	l->file->recorded += n;
	if (of_run(l, &sql_baseline_index, g->run_id, e) || of_run(l, &sql_baseline_claim_run, g->run_id, e))
		return e->code;
	return of_run(l, &sql_baseline_claim_decisions, g->run_id, e);
}

static enum err_code read_groups(struct load *l, struct group **groups, int *n, struct err *e)
{
	struct db_args args = {0};
	struct db_result *rows = NULL;
	int i;

	if (db_query(l->db, &sql_baseline_groups, &args, l->keep, &rows, e))
		return e->code;
	*n = db_rows(rows);
	*groups = arena_array(l->keep, (size_t)*n, sizeof **groups);
	for (i = 0; i < *n; i++) {
		struct group *g = &(*groups)[i];

		g->office_id = (int)db_int(rows, i, 0);
		g->month_on = db_day(rows, i, 1);
		if (!db_is_null(rows, i, 2)) {
			char month[8];

			(void)err_set(e, ERR_STATE, 1135, "office %05d has decisions in force for %s already, as run %d",
				g->office_id, month_format(month_of_day(g->month_on), month), (int)db_int(rows, i, 2));
			(void)err_place(e, "%s", l->file->file);
			return err_hint(
				e, "A month decided once is changed by a run of the graph monthly, not by a second import.");
		}
	}
	return ERR_OK;
}

enum err_code baseline_import(struct load *l, struct err *e)
{
	struct db_args none = {0}, args = {0};
	struct group *groups = NULL;
	int n = 0, i, import_id = 0;

	db_arg_text(&args, l->name);
	if (exec(l, &sql_baseline_stage_create, &none, NULL, e) || stage_rows(l, e) ||
		load_check(l, &sql_baseline_stage_check, &args, e) || read_groups(l, &groups, &n, e))
		return e->code;
	for (i = 0; i < n; i++)
		if (make_run(l, &groups[i], e))
			return e->code;
	if (l->file->read != l->file->recorded + l->file->quarantined) {
		(void)err_set(e, ERR_BALANCE, 1136, "%lld decisions were stored, %lld were read and %lld set aside",
			(long long)l->file->recorded, (long long)l->file->read, (long long)l->file->quarantined);
		return err_place(e, "%s", l->file->file);
	}
	return load_record(l, &import_id, e);
}
