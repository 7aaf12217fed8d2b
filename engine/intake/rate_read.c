/*
 * rate_read.c: one file of official amounts into cells (rate_table_read() of getsuji/rate_table.h).
 *
 * Each row is checked by itself here; overlaps, holes and what one table says of another are
 * rate_set.c's.  Used by `import rates` and by `calc`.
 */
#include "getsuji/csv.h"
#include "getsuji/rate_table.h"

#include <stdio.h>
#include <string.h>

#define KEY_MAX    512
#define NUMBER_MAX 999999999999LL

/* The statuses of the tables' README; several are joined by "; ", and "date=…" says how sure it is. */
static const char *const statuses[] = {"verified", "verified_at_points", "single_source", "derived",
	"estimated", "secondary", "default_rule", "rule", "superseded", NULL};

struct reader {
	const struct rate_table_desc *table;
	struct csv *csv;
	struct arena *keep;
	struct rate_cells *out;
	int ncolumns;
	const struct csv_field *fields;
};

static bool word_in(const char *const words[], const char *text)
{
	for (; *words; words++)
		if (strcmp(*words, text) == 0)
			return true;
	return false;
}

const struct rate_table_desc *rate_table_of_file(const char *file_name)
{
	int i;

	for (i = 0; i < rate_tables_count; i++) {
		size_t n = strlen(rate_tables[i].name);

		if (strncmp(rate_tables[i].name, file_name, n) == 0 && strcmp(file_name + n, ".csv") == 0)
			return &rate_tables[i];
	}
	return NULL;
}

bool rate_status_estimated(const char *status)
{
	return strncmp(status, "estimated", 9) == 0;
}

/* The place of a field; every message names the column, never more of the field than it must. */
static enum err_code place(const struct reader *r, int column, struct err *e)
{
	const struct csv_field *f = &r->fields[column];

	return err_place(e, "%s:%d:%d, %s", csv_name(r->csv), f->line, f->column, r->table->columns[column].name);
}

static bool digits(const char *text, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return length > 0;
}

static bool number_short(const struct csv_field *f)
{
	return digits(f->text, f->length) && f->length <= 9;
}

/* An exact decimal, times scale (1 or 10,000) an integer: "0.8700" -> 8700.  No rounding: more places
 * than the scale has are wrong. */
static bool parse_scaled(const char *text, size_t length, int scale, int64_t *out)
{
	const char *dot = memchr(text, '.', length);
	size_t whole = dot ? (size_t)(dot - text) : length, i;
	int64_t v = 0;
	int left = scale;

	if (!digits(text, whole) || whole > 12 || (whole > 1 && text[0] == '0'))
		return false;
	for (i = 0; i < whole; i++)
		v = v * 10 + (text[i] - '0');
	if (dot && (scale == 1 || !digits(dot + 1, length - whole - 1)))
		return false;
	v *= scale;
	for (i = whole + 1; i < length; i++) {
		left /= 10;
		if (left == 0)
			return false;
		v += (int64_t)(text[i] - '0') * left;
	}
	if (v > NUMBER_MAX)
		return false;
	*out = v;
	return true;
}

static enum err_code read_dates(struct reader *r, struct rate_cell *cell, struct err *e)
{
	int i;

	cell->from = DAY_MIN;
	cell->to = DAY_MAX;
	for (i = 0; i < r->ncolumns; i++) {
		enum rate_column_kind kind = r->table->columns[i].kind;
		const struct csv_field *f = &r->fields[i];
		day_t day;

		if ((kind != RATE_FROM && kind != RATE_TO) || f->length == 0)
			continue;
		if (!day_parse(f->text, f->length, &day)) {
			(void)err_set(e, ERR_DEFINITION, 1201, "a date is written YYYY-MM-DD");
			return place(r, i, e);
		}
		if (kind == RATE_FROM)
			cell->from = day;
		else
			cell->to = day + 1; /* inclusive in the files, half-open here */
		if (cell->from >= cell->to) {
			(void)err_set(e, ERR_DEFINITION, 1202, "the row ends before it begins");
			return place(r, i, e);
		}
	}
	return ERR_OK;
}

static enum err_code check_status(struct reader *r, int column, struct err *e)
{
	const char *at = r->fields[column].text;

	for (;;) {
		const char *end = strchr(at, ';');
		size_t n = end ? (size_t)(end - at) : strlen(at);
		char one[32] = "";

		if (n < sizeof one)
			memcpy(one, at, n);
		if (!word_in(statuses, one) && strncmp(one, "date=", 5) != 0) {
			(void)err_set(e, ERR_DEFINITION, 1203, "the status is not one that is known");
			(void)place(r, column, e);
			return err_hint(e,
				"Known are: verified, verified_at_points, single_source, derived, estimated, secondary, "
				"default_rule, rule, superseded.");
		}
		if (!end)
			return ERR_OK;
		at = end + 1 + strspn(end + 1, " ");
	}
}

static enum err_code check_key_field(struct reader *r, int column, struct err *e)
{
	const struct csv_field *f = &r->fields[column];
	enum rate_column_kind kind = r->table->columns[column].kind;

	if (f->length >= KEY_MAX / 2 || strchr(f->text, '|')) {
		(void)err_set(e, ERR_DEFINITION, 1204, "this cannot be part of a key");
		return place(r, column, e);
	}
	if (kind == RATE_KEY_CODE5 && !(f->length == 5 && digits(f->text, 5))) {
		(void)err_set(e, ERR_DEFINITION, 1209, "a municipality's code has five digits");
		return place(r, column, e);
	}
	if (kind == RATE_KEY_BAND && (!number_short(&f[0]) || (f[1].length > 0 && !number_short(&f[1])))) {
		(void)err_set(e, ERR_DEFINITION, 1210, "a band has whole numbers as ends");
		return place(r, column, e);
	}
	return ERR_OK;
}

/* The key parts of the row, in order; bands as "from-to". */
static enum err_code read_key(
	struct reader *r, char parts[][KEY_MAX], int *nparts, int columns[], struct err *e)
{
	int i;

	*nparts = 0;
	for (i = 0; i < r->ncolumns; i++) {
		const struct rate_column *c = &r->table->columns[i];
		const struct csv_field *f = &r->fields[i];

		if (c->kind != RATE_KEY && c->kind != RATE_KEY_CODE5 && c->kind != RATE_KEY_BAND)
			continue;
		if (check_key_field(r, i, e) != ERR_OK)
			return e->code;
		CHECK(*nparts < RATE_KEY_PARTS_MAX);
		columns[*nparts] = i;
		if (c->kind == RATE_KEY_BAND)
			(void)snprintf(parts[(*nparts)++], KEY_MAX, "%s-%s", f->text, f[1].text);
		else
			(void)snprintf(parts[(*nparts)++], KEY_MAX, "%s", f->text);
	}
	return ERR_OK;
}

/* Whether the key lies in one of the table's blocks; if not, *worst is the part at which the block that
 * went furthest gave up. */
static bool key_known(const struct rate_table_desc *t, char parts[][KEY_MAX], int nparts, int *worst)
{
	int b, p;

	*worst = 0;
	for (b = 0; b < t->nblocks; b++) {
		for (p = 0; p < nparts; p++) {
			const char *const *words = t->blocks[b].parts[p];

			if (words && !word_in(words, parts[p]))
				break;
		}
		if (p == nparts)
			return true;
		if (p > *worst)
			*worst = p;
	}
	return false;
}

static enum err_code row_key(struct reader *r, const char **key, struct err *e)
{
	char parts[RATE_KEY_PARTS_MAX][KEY_MAX];
	int columns[RATE_KEY_PARTS_MAX], nparts, worst, p;

	if (read_key(r, parts, &nparts, columns, e) != ERR_OK)
		return e->code;
	if (!key_known(r->table, parts, nparts, &worst)) {
		(void)err_set(e, ERR_DEFINITION, 1205, "table %s has no such key", r->table->name);
		(void)place(r, columns[worst], e);
		return err_hint(e, "A new key needs a line in the description of the tables, not only in the file.");
	}
	*key = arena_strdup(r->keep, parts[0]);
	for (p = 1; p < nparts; p++)
		*key = arena_printf(r->keep, "%s|%s", *key, parts[p]);
	return ERR_OK;
}

static enum err_code read_value(struct reader *r, int column, struct rate_cell *cell, struct err *e)
{
	const struct rate_column *c = &r->table->columns[column];
	const struct csv_field *f = &r->fields[column];

	cell->value_name = c->name;
	cell->line = f->line;
	cell->column = f->column;
	cell->null = false;
	cell->value = 0;
	cell->word = NULL;
	if (c->kind == RATE_WORD) {
		if (f->length == 0 || (c->words && !word_in(c->words, f->text))) {
			(void)err_set(e, ERR_DEFINITION, 1206, "the column %s has no such word", c->name);
			return place(r, column, e);
		}
		cell->word = arena_strndup(r->keep, f->text, f->length);
		return ERR_OK;
	}
	if (f->length == 0 && c->optional) {
		cell->null = true;
		return ERR_OK;
	}
	if (!parse_scaled(f->text, f->length, c->scale, &cell->value)) {
		if (c->scale == 1)
			(void)err_set(e, ERR_DEFINITION, 1207, "a whole number is wanted here");
		else
			(void)err_set(e, ERR_DEFINITION, 1211, "a decimal with at most four places is wanted here");
		return place(r, column, e);
	}
	return ERR_OK;
}

static void append(struct reader *r, const struct rate_cell *cell)
{
	struct rate_cells *out = r->out;

	if (out->count == out->room) {
		size_t room = out->room ? 2 * out->room : 1024;

		out->cell = arena_grow(r->keep, out->cell, out->room, room, sizeof *out->cell);
		out->room = room;
	}
	out->cell[out->count++] = *cell;
}

static enum err_code read_row(struct reader *r, struct err *e)
{
	struct rate_cell cell = {.table = r->table};
	int i;

	if (read_dates(r, &cell, e) != ERR_OK || row_key(r, &cell.key, e) != ERR_OK)
		return e->code;
	for (i = 0; i < r->ncolumns; i++) {
		const struct csv_field *f = &r->fields[i];
		enum rate_column_kind kind = r->table->columns[i].kind;

		if (kind == RATE_STATUS) {
			if (check_status(r, i, e) != ERR_OK)
				return e->code;
			cell.status = arena_strndup(r->keep, f->text, f->length);
		} else if (kind == RATE_SOURCE) {
			if (f->length == 0) {
				(void)err_set(e, ERR_DEFINITION, 1208, "an amount without a source");
				return place(r, i, e);
			}
			cell.source = arena_strndup(r->keep, f->text, f->length);
		}
	}
	for (i = 0; i < r->ncolumns; i++) {
		enum rate_column_kind kind = r->table->columns[i].kind;

		if (kind != RATE_NUMBER && kind != RATE_WORD)
			continue;
		if (read_value(r, i, &cell, e) != ERR_OK)
			return e->code;
		append(r, &cell);
	}
	return ERR_OK;
}

enum err_code rate_table_read(const struct rate_table_desc *t, const char *bytes, size_t length,
	struct arena *keep, struct rate_cells *out, struct err *e)
{
	struct csv_column columns[RATE_COLUMNS_MAX] = {{0}};
	struct arena *scratch = arena_new();
	struct reader r = {.table = t, .keep = keep, .out = out};
	bool more = true;
	enum err_code code;

	while (r.ncolumns < RATE_COLUMNS_MAX && t->columns[r.ncolumns].name) {
		columns[r.ncolumns].name = t->columns[r.ncolumns].name;
		r.ncolumns++;
	}
	r.csv = csv_new_bytes(scratch, arena_printf(scratch, "%s.csv", t->name), CSV_UTF8, bytes, length);
	code = csv_header(r.csv, columns, r.ncolumns, e);
	while (code == ERR_OK) {
		code = csv_next(r.csv, &r.fields, &more, e);
		if (code != ERR_OK || !more)
			break;
		code = read_row(&r, e);
	}
	if (code == ERR_INPUT) /* what is wrong with the file is wrong with the definition */
		code = e->code = ERR_DEFINITION;
	arena_free(scratch);
	return code;
}
