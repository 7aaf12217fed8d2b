/*
 * rate_cells.c: rows of rate.cell as the rules take them.
 */
#include "jobs/rate_cells.h"

#include "gen/sql.h"

enum rate_columns {
	RATE_TABLE,
	RATE_CELL_KEY,
	RATE_VALUE_NAME,
	RATE_VALID_FROM,
	RATE_VALID_TO,
	RATE_VALUE,
	RATE_WORD_TEXT,
	RATE_STATUS_TEXT
};

static char *copy_text(const struct rows *r, int column, struct arena *keep)
{
	struct str s = row_text(r, column);

	return s.at == NULL ? NULL : str_copy(keep, s);
}

enum err_code rate_cells_load(struct task *t, struct rate_cells *out, struct err *e)
{
	static const struct sql_stmt *const statement[] = {&sql_recalculate_rates};
	struct rows *r;

	*out = (struct rate_cells){0};
	if (task_read(t, statement, 1, &r, e) != ERR_OK)
		return e->code;
	out->room = rows_count(r);
	out->cell = arena_array(t->keep, out->room, sizeof *out->cell);
	while (rows_next(r)) {
		char *table = copy_text(r, RATE_TABLE, t->keep);
		struct rate_cell *c = &out->cell[out->count];

		c->table = rate_table_of_file(arena_printf(t->keep, "%s.csv", table));
		if (c->table == NULL) {
			err_set(e, ERR_DEFINITION, 1610, "the rate set has a table that this program does not know");
			err_place(e, "%s", table);
			return err_hint(e, "Use the program that imported the rate set, or import it again.");
		}
		c->key = copy_text(r, RATE_CELL_KEY, t->keep);
		c->value_name = copy_text(r, RATE_VALUE_NAME, t->keep);
		c->from = row_day(r, RATE_VALID_FROM);
		c->to = row_day(r, RATE_VALID_TO);
		c->null = row_null(r, RATE_VALUE);
		c->value = row_int(r, RATE_VALUE);
		c->word = copy_text(r, RATE_WORD_TEXT, t->keep);
		c->status = copy_text(r, RATE_STATUS_TEXT, t->keep);
		out->count++;
	}
	return ERR_OK;
}
