/*
 * record_csv.c: files of records as CSV: a column `record` and one for each name of an item; see record.h.
 *
 * What is CSV and what is not decides csv.c.  A row is given where csv.c left it; nothing is copied but the
 * few texts of `end`, which is given only after the file was seen to end there.
 */
#include "engine/intake/record_check.h"

#include <string.h>

enum { COLUMN_RECORD, END_ITEM_BYTES = 64, NOT_HERE = -1 };

struct form {
	const struct record_layout *layout;
	struct csv *csv;
	struct record_check *check;
	struct csv_column columns[CSV_COLUMNS_MAX];
	int ncolumns;
	int item_of[RECORD_KINDS_MAX][CSV_COLUMNS_MAX]; /* NOT_HERE: the record has no such item */
	bool header_read, ended;
	struct record_row row;
	struct record_value values[RECORD_ITEMS_MAX];
	char end_texts[RECORD_ITEMS_MAX][END_ITEM_BYTES];
};

/* --- columns ------------------------------------------------------------------------------------ */

static int column_of(struct form *f, const char *name)
{
	int i;

	for (i = 0; i < f->ncolumns; i++)
		if (strcmp(f->columns[i].name, name) == 0)
			return i;
	CHECK(f->ncolumns < CSV_COLUMNS_MAX);
	f->columns[f->ncolumns].name = name;
	return f->ncolumns++;
}

static void make_columns(struct form *f)
{
	int r, c, i;

	for (r = 0; r < f->layout->count; r++)
		for (c = 0; c < CSV_COLUMNS_MAX; c++)
			f->item_of[r][c] = NOT_HERE;
	(void)column_of(f, "record");
	for (r = 0; r < f->layout->count; r++)
		for (i = 0; f->layout->items[r][i].name; i++)
			f->item_of[r][column_of(f, f->layout->items[r][i].name)] = i;
}

/* --- rows --------------------------------------------------------------------------------------- */

static struct record_place place_of(const struct csv_field *field)
{
	return (struct record_place){field->line, field->column};
}

static enum err_code find_record(
	const struct form *f, const struct csv_field *field, int *record, struct err *e)
{
	int r;

	for (r = 0; r < f->layout->count; r++) {
		if (strcmp(field->text, f->layout->words[r]) == 0) {
			*record = r;
			return ERR_OK;
		}
	}
	(void)err_set(e, ERR_INPUT, 1152, "this is not the name of a record or item");
	(void)err_place(
		e, "%s:%d:%d, %s", csv_name(f->csv), field->line, field->column, f->columns[COLUMN_RECORD].name);
	return err_hint(e, "The first column says which record the row is: file first, end last.");
}

static enum err_code read_item(struct form *f, int item, const struct csv_field *field, struct err *e)
{
	const struct record_place at = place_of(field);
	const struct str text = {field->text, field->length};
	const size_t mark = sizeof RECORD_NULL - 1;
	struct record_value *value = &f->values[item];
	int record = f->row.record;

	if (text.length == 0)
		return record_check_missing(f->check, record, item, at, e);
	if (text.length > mark && memcmp(text.at, RECORD_NULL, mark) == 0) {
		const struct str reason = {text.at + mark, text.length - mark};

		return record_check_null(f->check, record, item, reason, at, value, e);
	}
	return record_check_value(f->check, record, item, text, at, value, e);
}

static enum err_code read_fields(struct form *f, const struct csv_field *fields, struct err *e)
{
	int c;

	for (c = COLUMN_RECORD + 1; c < f->ncolumns; c++) {
		int item = f->item_of[f->row.record][c];

		if (item != NOT_HERE) {
			if (read_item(f, item, &fields[c], e) != ERR_OK)
				return e->code;
		} else if (fields[c].length > 0) {
			(void)err_set(e, ERR_INPUT, 1155, "%s has no place here", f->columns[c].name);
			return record_check_at(f->check, f->row.record, f->columns[c].name, place_of(&fields[c]), e);
		}
	}
	return ERR_OK;
}

/* Keeps the texts of `end` beyond the next row, which must not be there. */
static enum err_code end_of_file(struct form *f, struct err *e)
{
	const struct csv_field *fields;
	int record;
	bool more = false;
	int i;

	for (i = 0; f->layout->items[f->layout->count - 1][i].name; i++) {
		struct str *text = &f->values[i].text;

		CHECK(text->length <= END_ITEM_BYTES);
		memcpy(f->end_texts[i], text->at, text->length);
		text->at = f->end_texts[i];
	}
	if (csv_next(f->csv, &fields, &more, e) != ERR_OK)
		return e->code;
	f->ended = true;
	if (!more)
		return ERR_OK;
	if (find_record(f, &fields[COLUMN_RECORD], &record, e) != ERR_OK)
		return e->code;
	return record_check_begin(f->check, record, place_of(&fields[COLUMN_RECORD]), e);
}

static enum err_code read_row(struct form *f, const struct csv_field *fields, struct err *e)
{
	const struct record_place at = place_of(&fields[COLUMN_RECORD]);

	if (find_record(f, &fields[COLUMN_RECORD], &f->row.record, e) != ERR_OK ||
		record_check_begin(f->check, f->row.record, at, e) != ERR_OK || read_fields(f, fields, e) != ERR_OK)
		return e->code;
	f->row.line = at.line;
	f->row.column = at.column;
	f->row.values = f->values;
	if (record_check_row(f->check, &f->row, e) != ERR_OK)
		return e->code;
	return f->row.record == f->layout->count - 1 ? end_of_file(f, e) : ERR_OK;
}

static enum err_code csv_form_next(void *self, const struct record_row **row, bool *more, struct err *e)
{
	struct form *f = self;
	const struct csv_field *fields;

	*more = false;
	if (f->ended)
		return ERR_OK;
	if (!f->header_read && csv_header(f->csv, f->columns, f->ncolumns, e) != ERR_OK)
		return e->code;
	f->header_read = true;
	if (csv_next(f->csv, &fields, more, e) != ERR_OK)
		return e->code;
	if (!*more)
		return record_check_eof(f->check, (struct record_place){csv_line(f->csv), 1}, e);
	*row = &f->row;
	return read_row(f, fields, e);
}

struct record_reader *record_csv(struct arena *keep, const struct record_layout *layout, const char *name,
	enum csv_encoding encoding, csv_read_fn *read, void *from)
{
	struct form *f = arena_alloc(keep, sizeof *f);

	CHECK(layout->count <= RECORD_KINDS_MAX);
	f->layout = layout;
	f->csv = csv_new(keep, name, encoding, read, from);
	f->check = record_check_new(keep, layout, name);
	make_columns(f);
	return record_check_reader(keep, f->check, (struct record_form){csv_form_next, f});
}
