/*
 * import_rates.c: a checked rate set into the database (import_rates() of import.h).
 */
#include "engine/db/db.h"
#include "engine/intake/import.h"
#include "engine/intake/rate_set.h"
#include "gen/sql.h"

#include <string.h>

static void put_cell(struct row_out *out, int rate_set_id, const struct rate_cell *c)
{
	row_begin(out);
	row_put_int4(out, rate_set_id);
	row_put_string(out, c->table->name);
	row_put_string(out, c->key);
	row_put_string(out, c->value_name);
	row_put_day(out, c->from);
	row_put_day(out, c->to);
	if (c->null || c->word)
		row_put_null(out);
	else
		row_put_int8(out, c->value);
	if (c->word)
		row_put_string(out, c->word);
	else
		row_put_null(out);
	row_put_string(out, c->status);
	row_put_string(out, c->source);
	row_end(out);
}

static void put_gap(struct row_out *out, int rate_set_id, int gap_no, const struct rate_gap *g)
{
	row_begin(out);
	row_put_int4(out, rate_set_id);
	row_put_int4(out, gap_no);
	row_put_string(out, g->name);
	row_put_day(out, g->from);
	row_put_day(out, g->to);
	row_put_string(out, g->cells);
	row_put_string(out, g->note);
	row_end(out);
}

static enum err_code store(
	struct db *db, const struct rate_set *set, struct arena *scratch, int *rate_set_id, struct err *e)
{
	struct db_step steps[2] = {{.q = &sql_rates_cells}, {.q = &sql_rates_gaps}};
	struct db_result *row = NULL;
	struct db_args args = {0};
	size_t i;
	int g;

	db_arg_bytes(&args, set->sha256, sizeof set->sha256);
	db_arg_int(&args, (int64_t)set->cells.count);
	if (db_query(db, &sql_rates_set, &args, scratch, &row, e))
		return e->code;
	*rate_set_id = (int)db_int(row, 0, 0);
	steps[0].out = row_out_new(scratch, 10);
	for (i = 0; i < set->cells.count; i++)
		put_cell(steps[0].out, *rate_set_id, &set->cells.cell[i]);
	steps[1].out = row_out_new(scratch, 7);
	for (g = 0; g < set->ngaps; g++)
		put_gap(steps[1].out, *rate_set_id, g + 1, &set->gaps[g]);
	return db_batch(db, steps, 2, scratch, e);
}

static enum err_code record(
	struct db *db, const struct rate_set *set, const char *name, struct arena *scratch, struct err *e)
{
	struct db_result *row = NULL;
	struct db_args args = {0};

	db_arg_text(&args, "rates");
	db_arg_text(&args, name);
	db_arg_bytes(&args, set->sha256, sizeof set->sha256);
	db_arg_int(&args, (int64_t)set->cells.count);
	db_arg_int(&args, (int64_t)set->cells.count);
	db_arg_int(&args, 0);
	db_arg_int(&args, 0);
	return db_query(db, &sql_import_record, &args, scratch, &row, e);
}

static enum err_code in_transaction(struct db *db, const struct rate_set *set, const char *name,
	struct arena *scratch, struct import_rates *out, struct err *e)
{
	struct db_result *row = NULL;
	struct db_args none = {0}, args = {0};

	db_arg_bytes(&args, set->sha256, sizeof set->sha256);
	if (db_query(db, &sql_import_lock, &none, scratch, &row, e) ||
		db_query(db, &sql_rates_known, &args, scratch, &row, e))
		return e->code;
	if (db_rows(row) > 0) {
		out->known = true;
		out->rate_set_id = (int)db_int(row, 0, 0);
		return ERR_OK;
	}
	return store(db, set, scratch, &out->rate_set_id, e) || record(db, set, name, scratch, e) ? e->code
																							  : ERR_OK;
}

static const char *folder_name(const char *path)
{
	const char *end = path ? strrchr(path, '/') : NULL;

	if (!path)
		return "built in";
	return end && end[1] ? end + 1 : path;
}

enum err_code import_rates(
	const char *conninfo, const char *path, struct arena *keep, struct import_rates *out, struct err *e)
{
	struct db_args none = {0};
	struct rate_set set;
	struct db *db = NULL;
	enum err_code code;
	size_t i;

	*out = (struct import_rates){0};
	code = rate_set_read(path, keep, &set, e);
	if (code != ERR_OK)
		return code;
	out->files = set.nfiles;
	out->cells = (int)set.cells.count;
	out->gaps = set.ngaps;
	for (i = 0; i < set.cells.count; i++)
		out->estimated += rate_status_estimated(set.cells.cell[i].status);
	if (db_open(conninfo, "getsuji import", keep, &db, e) ||
		db_query(db, &sql_transaction_begin, &none, keep, NULL, e))
		return e->code;
	code = db_end(db, in_transaction(db, &set, folder_name(path), keep, out, e), keep, e);
	db_close(db);
	return code;
}
