/*
 * calc_rates.c: reads the tables once, lays a month out when it is first asked for.
 */
#include "jobs/calc_rates.h"

#include "getsuji/builtin.h"

#include <stdio.h>
#include <string.h>

#define MONTHS_KEPT   8
#define RATE_FILE_MAX (16 << 20) /* bytes; the largest official table has 0.3 million */

struct calc_rates {
	struct rate_cells cells;
	struct {
		struct arena *arena;
		struct rates *rates; /* NULL: free */
	} kept[MONTHS_KEPT];
	int next; /* to be replaced */
};

static void free_months(void *self)
{
	struct calc_rates *c = self;

	for (int i = 0; i < MONTHS_KEPT; i++)
		arena_free(c->kept[i].arena);
}

static enum err_code read_builtin(struct calc_rates *c, struct arena *keep, struct err *e)
{
	for (int i = 0; i < builtin_rate_files_count; i++) {
		const struct builtin_file *f = &builtin_rate_files[i];
		const struct rate_table_desc *table = rate_table_of_file(f->name);

		/* known_gaps.csv is no table: it matters to the import alone. */
		if (table != NULL && rate_table_read(table, f->text, f->length, keep, &c->cells, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* Reads a whole file into the arena. */
static enum err_code read_file(
	const char *path, const char *name, struct arena *keep, char **bytes, size_t *length, struct err *e)
{
	FILE *f = fopen(path, "rb");
	size_t room = 1 << 16, got;

	if (f == NULL) {
		err_set(e, ERR_INPUT, 1820, "a rate table cannot be opened");
		err_place(e, "%s.csv", name);
		return err_hint(e, "The folder must hold every table of jobs/rules/tables.");
	}
	*bytes = arena_alloc(keep, room);
	*length = 0;
	while ((got = fread(*bytes + *length, 1, room - *length, f)) > 0) {
		*length += got;
		if (*length > RATE_FILE_MAX)
			break;
		if (*length == room) {
			*bytes = arena_grow(keep, *bytes, room, room * 2, 1);
			room *= 2;
		}
	}
	bool failed = ferror(f) != 0 || *length > RATE_FILE_MAX;

	(void)fclose(f);
	if (!failed)
		return ERR_OK;
	err_set(e, ERR_INPUT, 1821, "a rate table cannot be read, or is larger than any");
	return err_place(e, "%s.csv", name);
}

static enum err_code read_folder(struct calc_rates *c, const char *folder, struct arena *keep, struct err *e)
{
	for (int i = 0; i < rate_tables_count; i++) {
		const struct rate_table_desc *table = &rate_tables[i];
		char *bytes = NULL;
		size_t length = 0;

		if (read_file(arena_printf(keep, "%s/%s.csv", folder, table->name), table->name, keep, &bytes,
				&length, e) != ERR_OK ||
			rate_table_read(table, bytes, length, keep, &c->cells, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

enum err_code calc_rates_open(const char *folder, struct arena *keep, struct calc_rates **out, struct err *e)
{
	struct calc_rates *c = arena_alloc(keep, sizeof *c);

	if ((folder == NULL ? read_builtin(c, keep, e) : read_folder(c, folder, keep, e)) != ERR_OK)
		return e->code;
	for (int i = 0; i < MONTHS_KEPT; i++)
		c->kept[i].arena = arena_new();
	arena_defer(keep, free_months, c);
	*out = c;
	return ERR_OK;
}

enum err_code calc_rates_of(struct calc_rates *c, month_t month, const struct rates **out, struct err *e)
{
	if (month == 0)
		month = rates_last_month(&c->cells);
	for (int i = 0; i < MONTHS_KEPT; i++) {
		if (c->kept[i].rates != NULL && c->kept[i].rates->month == month) {
			*out = c->kept[i].rates;
			return ERR_OK;
		}
	}
	int at = c->next;

	c->kept[at].rates = NULL;
	arena_reset(c->kept[at].arena);
	if (rates_build(&c->cells, month, c->kept[at].arena, &c->kept[at].rates, e) != ERR_OK) {
		c->kept[at].rates = NULL;
		return e->code;
	}
	c->next = (at + 1) % MONTHS_KEPT;
	*out = c->kept[at].rates;
	return ERR_OK;
}
