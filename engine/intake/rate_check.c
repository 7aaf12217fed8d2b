/*
 * rate_check.c: what must hold across the rows and tables of a rate set (rate_set_check()).
 *
 * The rows are sorted once by table, key and day; then each rule is a walk or a look-up:
 *   overlap        two rows of one key on the same day
 *   holes          every required key of every block, on every day of its range, or a declared gap
 *   bands          where keys are free bands of numbers: from 0 upwards without hole, in each period
 *   municipalities the code's first digits are the prefecture's; a rent limit for each size
 */
#include "engine/intake/rate_set.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_MAX 2048

/* --- rows --------------------------------------------------------------------------------------- */

static int compare_key(const struct rate_cell *a, const struct rate_table_desc *table, const char *key)
{
	if (a->table != table)
		return a->table < table ? -1 : 1;
	return strcmp(a->key, key);
}

static int by_key_and_day(const void *a, const void *b)
{
	const struct rate_cell *left = *(const struct rate_cell *const *)a;
	const struct rate_cell *right = *(const struct rate_cell *const *)b;
	int order = compare_key(left, right->table, right->key);

	if (order != 0)
		return order;
	if (left->from != right->from)
		return left->from < right->from ? -1 : 1;
	return left->line < right->line ? -1 : left->line > right->line;
}

/* A row gives one cell per value column; the first stands for the row. */
static void sort_rows(struct rate_set *set)
{
	size_t i;

	set->rows = arena_array(set->keep, set->cells.count, sizeof(void *));
	set->nrows = 0;
	for (i = 0; i < set->cells.count; i++) {
		const struct rate_cell *c = &set->cells.cell[i], *before = i > 0 ? c - 1 : NULL;

		if (!before || before->table != c->table || before->line != c->line)
			set->rows[set->nrows++] = c;
	}
	qsort(set->rows, set->nrows, sizeof(void *), by_key_and_day);
}

/* The first row of a key; nrows when there is none. */
static size_t find_rows(const struct rate_set *set, const struct rate_table_desc *table, const char *key)
{
	size_t lo = 0, hi = set->nrows;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (compare_key(set->rows[middle], table, key) < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo < set->nrows && compare_key(set->rows[lo], table, key) == 0 ? lo : set->nrows;
}

/* The first day at or after `at`, and before `end`, that no row of the key covers, and in *until the first
 * day after it that one does (or end).  Returns end when all days are covered. */
static day_t first_hole(const struct rate_set *set, const struct rate_table_desc *table, const char *key,
	day_t at, day_t end, day_t *until)
{
	size_t i;

	*until = end;
	for (i = find_rows(set, table, key); i < set->nrows && compare_key(set->rows[i], table, key) == 0; i++) {
		const struct rate_cell *row = set->rows[i];

		if (row->to <= at)
			continue;
		if (row->from > at) {
			*until = row->from < end ? row->from : end;
			return at;
		}
		at = row->to;
		if (at >= end)
			return end;
	}
	return at < end ? at : end;
}

static const char *show_day(day_t day, char out[static 11])
{
	if (day == DAY_MIN || day == DAY_MAX)
		return "…";
	return day_format(day, out);
}

/* Half-open inside, inclusive where an operator sees it. */
static enum err_code place_days(const char *table, const char *key, day_t from, day_t to, struct err *e)
{
	char first[11], last[11];

	return err_place(e, "%s.csv, %s, %s – %s", table, key, show_day(from, first),
		show_day(to == DAY_MAX ? to : to - 1, last));
}

/* --- overlap ------------------------------------------------------------------------------------ */

static enum err_code check_overlaps(const struct rate_set *set, struct err *e)
{
	size_t i;

	for (i = 1; i < set->nrows; i++) {
		const struct rate_cell *a = set->rows[i - 1], *b = set->rows[i];
		const struct rate_cell *later = a->line > b->line ? a : b;

		if (compare_key(a, b->table, b->key) != 0 || a->to <= b->from)
			continue;
		(void)err_set(e, ERR_DEFINITION, 1247, "two rows give the same cell for the same days");
		(void)err_place(e, "%s.csv:%d:%d", b->table->name, later->line, later->column);
		return err_detail(e, "cell %s, also on line %d", b->key, a->line > b->line ? b->line : a->line);
	}
	return ERR_OK;
}

/* --- holes -------------------------------------------------------------------------------------- */

static bool gap_excuses(const struct rate_gap *gap, const struct rate_table_desc *table, const char *key)
{
	size_t part = strcspn(key, "|");
	int i;

	for (i = 0; i < rate_gaps_count; i++) {
		const struct rate_gap_desc *g = &rate_gaps[i];

		if (strcmp(g->name, gap->name) != 0 || !g->table || strcmp(g->table, table->name) != 0)
			continue;
		if (!g->part || (strlen(g->part) == part && memcmp(g->part, key, part) == 0))
			return true;
	}
	return false;
}

/* A cell that is missing from `from` to `to`: every day must lie in a declared gap. */
static enum err_code check_hole(struct rate_set *set, const struct rate_table_desc *table, const char *key,
	day_t from, day_t to, struct err *e)
{
	day_t at = from;

	while (at < to) {
		int i, found = -1;
		day_t until = to; /* where the next declared gap begins */

		for (i = 0; i < set->ngaps; i++) {
			const struct rate_gap *gap = &set->gaps[i];

			if (gap->to <= at || gap->from >= until || !gap_excuses(gap, table, key))
				continue;
			if (gap->from > at)
				until = gap->from;
			else
				found = i;
		}
		if (found < 0) {
			(void)err_set(e, ERR_DEFINITION, 1248, "a cell is missing that known_gaps.csv does not declare");
			(void)place_days(table->name, key, at, until, e);
			return err_hint(
				e, "Add the row, or declare the gap: households that need it are then not computable.");
		}
		set->gaps[found].missing++;
		at = set->gaps[found].to;
	}
	return ERR_OK;
}

static enum err_code check_cell(struct rate_set *set, const struct rate_table_desc *table,
	const struct rate_block *block, const char *key, struct err *e)
{
	day_t at = block->required_from, until;

	while ((at = first_hole(set, table, key, at, block->required_to, &until)) < block->required_to) {
		if (check_hole(set, table, key, at, until, e) != ERR_OK)
			return e->code;
		at = until;
	}
	return ERR_OK;
}

/* Every key of the block: an odometer over the words of its parts. */
static enum err_code check_block(
	struct rate_set *set, const struct rate_table_desc *table, const struct rate_block *block, struct err *e)
{
	int digit[RATE_KEY_PARTS_MAX] = {0}, nparts = 0, p;

	while (nparts < RATE_KEY_PARTS_MAX && block->parts[nparts])
		nparts++;
	CHECK(nparts > 0);
	do {
		char key[KEY_MAX];
		size_t used = 0;

		for (p = 0; p < nparts; p++)
			used += (size_t)snprintf(
				key + used, sizeof key - used, "%s%s", p ? "|" : "", block->parts[p][digit[p]]);
		CHECK(used < sizeof key);
		if (check_cell(set, table, block, key, e) != ERR_OK)
			return e->code;
		for (p = nparts - 1; p >= 0; p--) {
			if (block->parts[p][++digit[p]])
				break;
			digit[p] = 0;
		}
	} while (p >= 0);
	return ERR_OK;
}

/* Gaps that give a number must give the right one: a row lost by accident hides in no declared gap. */
static enum err_code check_gap_numbers(const struct rate_set *set, struct err *e)
{
	int i;

	for (i = 0; i < set->ngaps; i++) {
		const struct rate_gap *gap = &set->gaps[i];

		if (gap->declared < 0 || gap->declared == gap->missing)
			continue;
		(void)err_set(e, ERR_DEFINITION, 1249, "the gap declares %d missing cells, there are %d",
			gap->declared, gap->missing);
		return err_place(e, "known_gaps.csv:%d:%d", gap->line, gap->column);
	}
	return ERR_OK;
}

static enum err_code check_holes(struct rate_set *set, struct err *e)
{
	int t, b;

	for (t = 0; t < rate_tables_count; t++) {
		for (b = 0; b < rate_tables[t].nblocks; b++) {
			const struct rate_block *block = &rate_tables[t].blocks[b];

			if (block->required_from < block->required_to &&
				check_block(set, &rate_tables[t], block, e) != ERR_OK)
				return e->code;
		}
	}
	return check_gap_numbers(set, e);
}

/* --- bands -------------------------------------------------------------------------------------- */

struct band {
	const struct rate_cell *row;
	long low, high; /* high: LONG_MAX when open */
};

static int by_period_and_low(const void *a, const void *b)
{
	const struct band *left = a, *right = b;

	if (left->row->from != right->row->from)
		return left->row->from < right->row->from ? -1 : 1;
	if (left->row->to != right->row->to)
		return left->row->to < right->row->to ? -1 : 1;
	return left->low < right->low ? -1 : left->low > right->low;
}

static enum err_code band_error(const struct band *band, struct err *e)
{
	(void)err_set(e, ERR_DEFINITION, 1250, "the bands of a period leave a hole, overlap or do not end open");
	return err_place(e, "%s.csv:%d:1", band->row->table->name, band->row->line);
}

/* The bands of one table whose only key is a band, sorted. */
static enum err_code check_sorted_bands(const struct band *bands, size_t n, struct err *e)
{
	size_t i;

	for (i = 0; i < n; i++) {
		bool first = i == 0 || bands[i - 1].row->from != bands[i].row->from ||
					 bands[i - 1].row->to != bands[i].row->to;

		if (first && i > 0 && bands[i - 1].high != LONG_MAX)
			return band_error(&bands[i - 1], e);
		if (first && i > 0 && bands[i - 1].row->to > bands[i].row->from)
			return band_error(&bands[i], e);
		if (first ? bands[i].low != 0
				  : bands[i - 1].high == LONG_MAX || bands[i].low != bands[i - 1].high + 1)
			return band_error(&bands[i], e);
		if (bands[i].low > bands[i].high)
			return band_error(&bands[i], e);
	}
	return n > 0 && bands[n - 1].high != LONG_MAX ? band_error(&bands[n - 1], e) : ERR_OK;
}

static enum err_code check_bands(const struct rate_set *set, struct err *e)
{
	struct band *bands = arena_array(set->keep, set->nrows, sizeof *bands);
	int t;

	for (t = 0; t < rate_tables_count; t++) {
		size_t n = 0, i;

		if (!rate_tables[t].contiguous)
			continue;
		for (i = 0; i < set->nrows; i++) {
			const struct rate_cell *row = set->rows[i];
			char *end;

			if (row->table != &rate_tables[t])
				continue;
			bands[n].row = row;
			bands[n].low = strtol(row->key, &end, 10);
			CHECK(*end == '-');
			bands[n].high = end[1] ? strtol(end + 1, &end, 10) : LONG_MAX;
			n++;
		}
		qsort(bands, n, sizeof bands[0], by_period_and_low);
		if (check_sorted_bands(bands, n, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* --- municipalities ----------------------------------------------------------------------------- */

static const struct rate_table_desc *table_named(const char *name)
{
	int i = 0;

	while (i < rate_tables_count && strcmp(rate_tables[i].name, name) != 0)
		i++;
	CHECK(i < rate_tables_count);
	return &rate_tables[i];
}

static const char *word_of(const struct rate_set *set, const struct rate_cell *row, const char *name)
{
	const struct rate_cell *c = row, *end = set->cells.cell + set->cells.count;

	while (c < end && strcmp(c->value_name, name) != 0)
		c++;
	CHECK(c < end && c->table == row->table && c->line == row->line && c->word);
	return c->word;
}

/* A rent limit for each size: the city's own, or its prefecture's for the class. */
static enum err_code check_rent_limits(
	const struct rate_set *set, const struct rate_cell *row, day_t from, struct err *e)
{
	static const char *const sizes[] = {"1", "2", "3-5", "6", "7+"};
	const struct rate_table_desc *limits = table_named("housing_limit");
	size_t i;

	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		char city[KEY_MAX], prefecture[KEY_MAX];
		day_t until;

		(void)snprintf(city, sizeof city, "city||%s||%s", word_of(set, row, "municipality"), sizes[i]);
		(void)snprintf(prefecture, sizeof prefecture, "prefecture|%s||%c|%s", word_of(set, row, "prefecture"),
			word_of(set, row, "grade")[0], sizes[i]);
		if (first_hole(set, limits, city, from, row->to, &until) >= row->to ||
			first_hole(set, limits, prefecture, from, row->to, &until) >= row->to)
			continue;
		(void)err_set(e, ERR_DEFINITION, 1251, "a municipality without a rent limit");
		(void)err_place(e, "grade_municipality.csv:%d:%d", row->line, row->column);
		return err_detail(e, "neither %s nor %s is in housing_limit.csv for all its days", city, prefecture);
	}
	return ERR_OK;
}

static enum err_code check_municipalities(const struct rate_set *set, struct err *e)
{
	const struct rate_table_desc *grades = table_named("grade_municipality");
	const day_t since = table_named("living_class1")->blocks[0].required_from;
	size_t i;

	for (i = 0; i < set->nrows; i++) {
		const struct rate_cell *row = set->rows[i];
		int prefecture;

		if (row->table != grades)
			continue;
		prefecture = (row->key[0] - '0') * 10 + (row->key[1] - '0');
		if (prefecture < 1 || prefecture > 47 ||
			strcmp(rate_prefectures[prefecture - 1], word_of(set, row, "prefecture")) != 0) {
			(void)err_set(
				e, ERR_DEFINITION, 1252, "the municipality's code does not begin with its prefecture's");
			return err_place(e, "grade_municipality.csv:%d:%d", row->line, row->column);
		}
		if (row->to > since &&
			check_rent_limits(set, row, row->from > since ? row->from : since, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

enum err_code rate_set_check(struct rate_set *set, struct err *e)
{
	sort_rows(set);
	if (check_overlaps(set, e) != ERR_OK || check_holes(set, e) != ERR_OK || check_bands(set, e) != ERR_OK)
		return e->code;
	return check_municipalities(set, e);
}
