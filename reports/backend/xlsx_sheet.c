/*
 * xlsx_sheet.c: sheets, tables, rows and cells.
 */
#include "reports/backend/xlsx_impl.h"

#include <string.h>

#define NAME_UNITS  31 /* of a tab, Excel's limit */
#define WIDTH_MIN   8  /* of a column, in half-width characters */
#define WIDTH_MAX   80
#define WIDTH_SPARE 3  /* for padding, indent and wider fonts */
#define HEIGHT_LINE 15 /* points */

/* Half-width characters of 9 points in a wrapping column: 7 pixels of column for each unit, 6 for each
 * character; the indent and 禁則 eat up the spare. */
#define WRAP_ROOM(width) ((width)*7 / 6)

#define HEIGHT_ROW   18
#define HEIGHT_TITLE 27
#define HEIGHT_MAX   409 /* Excel's limit */

#define SERIAL_MIN 61 /* 1900-03-01 */

/* --- tabs --- */

static void note_width(struct xlsx_sheet *s, int column, int width)
{
	if (s->width[column] < width)
		s->width[column] = width;
}

/* A name that no other tab has: the wish itself, or the wish with " (2)", " (3)" … */
static void unique_name(struct xlsx *w, const char *wish, int first, char out[static 128])
{
	char suffix[16] = "", stem[128];

	for (int n = first;; n++) {
		if (n > 1)
			snprintf(suffix, sizeof(suffix), " (%d)", n);
		xlsx_text_sheet_name(wish, NAME_UNITS - (int)strlen(suffix), stem);
		snprintf(out, 128, "%.100s%s", stem, suffix);
		if (!workbook_get_worksheet_by_name(w->book, out))
			return;
	}
}

/* In headers and footers & begins a code. */
static size_t append_escaped(char *out, size_t used, size_t room, const char *text)
{
	size_t whole = used; /* up to here all characters are complete */

	for (; *text && used + 2 < room; text++) {
		if (((unsigned char)*text & 0xC0) != 0x80)
			whole = used;
		if (*text == '&')
			out[used++] = '&';
		out[used++] = *text;
	}
	if (((unsigned char)*text & 0xC0) == 0x80)
		used = whole;
	out[used] = '\0';
	return used;
}

static void set_up_print(struct xlsx_sheet *s)
{
	struct xlsx *w = s->book;
	/* Excel allows 255 characters; these are bytes, so there is room to spare */
	char footer[240] = "&L&8 ", header[240] = "&L&10 ";
	size_t used = append_escaped(footer, strlen(footer), 90, w->about.file_id);

	used += (size_t)snprintf(footer + used, sizeof(footer) - used, "&C&8 &P / &N ページ&R&8 ");
	append_escaped(footer, used, sizeof(footer) - 1, w->about.subject);
	if (!s->about.portrait)
		worksheet_set_landscape(s->tab);
	worksheet_set_paper(s->tab, 9); /* A4 */
	worksheet_set_margins(s->tab, 0.4, 0.4, 0.6, 0.7);
	if (!s->about.title && s->about.note[0]) {
		append_escaped(header, strlen(header), sizeof(header) - 1, s->about.note);
		xlsx_check(w, worksheet_set_header(s->tab, header));
	}
	worksheet_fit_to_pages(s->tab, 1, 0);
	xlsx_check(w, worksheet_set_footer(s->tab, footer));
	worksheet_set_default_row(s->tab, HEIGHT_ROW, LXW_FALSE);
}

static void set_height(struct xlsx_sheet *s, double height)
{
	if (s->book->failed.code == ERR_OK)
		xlsx_check(s->book, worksheet_set_row(s->tab, (lxw_row_t)s->row, height, NULL));
}

static void write_plain(struct xlsx_sheet *s, const char *text, lxw_format *format, double height)
{
	struct xlsx *w = s->book;

	if (w->failed.code != ERR_OK)
		return;
	xlsx_text_clean(text, strlen(text), 0, w->text);
	set_height(s, height);
	xlsx_check(w, worksheet_write_string(s->tab, (lxw_row_t)s->row, 0, w->text, format));
	s->row++;
}

/* Opens the next tab of a sheet and writes what stands above the rows. */
static void open_tab(struct xlsx_sheet *s)
{
	struct xlsx *w = s->book;
	char name[128];

	s->part++;
	unique_name(w, s->about.name, s->part, name);
	s->tab = workbook_add_worksheet(w->book, name);
	s->row = 0;
	memset(s->width, 0, sizeof(s->width));
	if (!s->tab) {
		xlsx_check(w, LXW_ERROR_CREATING_TMPFILE);
		return;
	}
	set_up_print(s);
	if (s->about.title)
		write_plain(s, s->about.title, w->style.title, HEIGHT_TITLE);
	if (s->about.title && s->about.note[0])
		write_plain(s, s->about.note, w->style.note, HEIGHT_ROW);
	if (!s->about.columns)
		return;
	xlsx_table(s, s->about.columns, s->about.n_columns);
	s->header_row = s->row - 1;
	s->filtered = false;
	worksheet_repeat_rows(s->tab, 0, (lxw_row_t)s->header_row);
	worksheet_freeze_panes(s->tab, (lxw_row_t)s->row, (lxw_col_t)s->about.freeze_columns);
}

struct xlsx_sheet *xlsx_sheet(struct xlsx *w, const struct xlsx_sheet_about *about)
{
	struct xlsx_sheet *s = arena_alloc(w->keep, sizeof(*s));

	s->book = w;
	s->about = *about;
	s->about.name = arena_strdup(w->keep, about->name);
	CHECK(about->title || about->columns);
	s->about.title = about->title ? arena_strdup(w->keep, about->title) : NULL;
	s->about.note = arena_strdup(w->keep, about->note ? about->note : "");
	if (w->last)
		w->last->next = s;
	else
		w->first = s;
	w->last = s;
	if (w->failed.code == ERR_OK)
		open_tab(s);
	return s;
}

void xlsx_protect(struct xlsx_sheet *s)
{
	s->is_protected = true;
}

/* The filter reaches to the last row written.  Called before a total row, which stays out of it: the
 * library refuses a range that ends above the row being written. */
static void set_filter(struct xlsx_sheet *s)
{
	if (!s->about.columns || s->filtered || s->book->failed.code != ERR_OK)
		return;
	s->filtered = true;
	xlsx_check(s->book, worksheet_autofilter(s->tab, (lxw_row_t)s->header_row, 0, (lxw_row_t)(s->row - 1),
							(lxw_col_t)(s->n_columns - 1)));
}

void xlsx_sheet_finish(struct xlsx_sheet *s)
{
	struct xlsx *w = s->book;
	lxw_protection protection = {.format_columns = LXW_TRUE, .format_rows = LXW_TRUE, .autofilter = LXW_TRUE};

	if (w->failed.code != ERR_OK || s->n_columns_used == 0)
		return;
	for (int c = 0; c < s->n_columns_used; c++) {
		int width = s->width[c] + WIDTH_SPARE;

		width = width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
		xlsx_check(w, worksheet_set_column(s->tab, (lxw_col_t)c, (lxw_col_t)c, width, NULL));
	}
	/* codes are text on purpose: no green corners */
	xlsx_check(w, worksheet_ignore_errors(s->tab, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:AF1048576"));
	xlsx_entries_finish(s);
	if (s->is_protected)
		worksheet_protect(s->tab, NULL, &protection);
	if (!s->about.columns)
		return;
	set_filter(s);
	if (s->row == s->header_row + 1 && s->about.title)
		write_plain(s, "該当なし", w->style.note, HEIGHT_ROW);
	xlsx_check(w, worksheet_print_area(s->tab, 0, 0, (lxw_row_t)(s->row - 1), (lxw_col_t)(s->n_columns - 1)));
}

/* --- tables --- */

void xlsx_heading(struct xlsx_sheet *s, const char *text)
{
	set_height(s, HEIGHT_ROW);
	s->row++; /* one empty row above */
	write_plain(s, text, s->book->style.heading, HEIGHT_ROW);
}

void xlsx_table(struct xlsx_sheet *s, const struct xlsx_column *columns, int n_columns)
{
	struct xlsx *w = s->book;
	int lines = 1;

	CHECK(n_columns > 0 && n_columns <= XLSX_COLUMNS_MAX);
	s->columns = columns;
	s->n_columns = n_columns;
	if (s->n_columns_used < n_columns)
		s->n_columns_used = n_columns;
	for (int c = 0; c < n_columns && w->failed.code == ERR_OK; c++) {
		struct xlsx_extent extent =
			xlsx_text_clean(columns[c].title, strlen(columns[c].title), columns[c].width, w->text);

		if (extent.lines > lines)
			lines = extent.lines;
		/* the filter's button needs room beside the title */
		note_width(s, c, columns[c].width > 0 ? columns[c].width : extent.width + (s->about.columns ? 2 : 0));
		xlsx_check(
			w, worksheet_write_string(s->tab, (lxw_row_t)s->row, (lxw_col_t)c, w->text, w->style.header));
	}
	set_height(s, lines * HEIGHT_LINE + 6);
	s->row++;
}

void xlsx_skip_below(struct xlsx_sheet *s, const struct xlsx_chart *chart)
{
	/* a row of 18 points has 24 pixels */
	int32_t below = chart->at_row + (chart->height + 23) / 24;

	for (; s->row < below; s->row++)
		set_height(s, HEIGHT_ROW);
}

int32_t xlsx_next_row(const struct xlsx_sheet *s)
{
	return s->row;
}

/* --- rows --- */

void xlsx_row_begin(struct xlsx_sheet *s, enum xlsx_row_kind kind)
{
	if (s->row >= s->book->row_limit && s->about.columns) {
		xlsx_sheet_finish(s);
		if (s->book->failed.code == ERR_OK)
			open_tab(s);
	}
	if (kind == XLSX_ROW_TOTAL)
		set_filter(s);
	s->column = 0;
	s->lines = 1;
	s->row_kind = kind;
}

/* The format of the next cell; CHECKs that the row has a column left. */
static lxw_format *next_format(const struct xlsx_sheet *s)
{
	CHECK(s->column < s->n_columns);
	return s->book->style.cell[s->row_kind][s->columns[s->column].kind];
}

void xlsx_put_text(struct xlsx_sheet *s, const char *at, size_t length)
{
	struct xlsx *w = s->book;
	lxw_format *format = next_format(s);
	const struct xlsx_column *column = &s->columns[s->column];
	struct xlsx_extent extent;

	if (length == 0) {
		xlsx_put_blank(s);
		return;
	}
	extent = xlsx_text_clean(at, length, column->kind == XLSX_WRAP ? WRAP_ROOM(column->width) : 0, w->text);
	if (column->kind == XLSX_WRAP && extent.lines > s->lines)
		s->lines = extent.lines;
	if (column->width == 0)
		note_width(s, s->column, extent.width);
	if (w->failed.code == ERR_OK)
		xlsx_check(
			w, worksheet_write_string(s->tab, (lxw_row_t)s->row, (lxw_col_t)s->column, w->text, format));
	s->column++;
}

void xlsx_put_string(struct xlsx_sheet *s, const char *text)
{
	xlsx_put_text(s, text, strlen(text));
}

/* Characters of a number with separators and sign, as the widest of our formats shows it. */
static int number_width(int64_t value)
{
	int digits = 1;

	for (int64_t v = value / 10; v != 0; v /= 10)
		digits++;
	return digits + (digits - 1) / 3 + 2;
}

void xlsx_put_number(struct xlsx_sheet *s, int64_t value)
{
	struct xlsx *w = s->book;
	lxw_format *format = next_format(s);

	/* a cell holds a double: whole numbers are exact up to 15 digits as Excel shows them */
	CHECK(value >= -999999999999999 && value <= 999999999999999);
	note_width(s, s->column, number_width(value));
	if (w->failed.code == ERR_OK)
		xlsx_check(w,
			worksheet_write_number(s->tab, (lxw_row_t)s->row, (lxw_col_t)s->column, (double)value, format));
	s->column++;
}

void xlsx_put_day(struct xlsx_sheet *s, day_t day)
{
	struct xlsx *w = s->book;
	lxw_format *format = next_format(s);
	char era[64];

	if (day == DAY_MIN || day == DAY_MAX) {
		xlsx_put_blank(s);
		return;
	}
	day_format_era(day, era);
	note_width(s, s->column, xlsx_text_clean(era, strlen(era), 0, w->text).width);
	if (w->failed.code == ERR_OK && day + DAY_EXCEL_EPOCH >= SERIAL_MIN)
		xlsx_check(w, worksheet_write_number(s->tab, (lxw_row_t)s->row, (lxw_col_t)s->column,
						  (double)(day + DAY_EXCEL_EPOCH), format));
	else if (w->failed.code == ERR_OK)
		xlsx_check(
			w, worksheet_write_string(s->tab, (lxw_row_t)s->row, (lxw_col_t)s->column, w->text, format));
	s->column++;
}

void xlsx_put_blank(struct xlsx_sheet *s)
{
	struct xlsx *w = s->book;
	lxw_format *format = next_format(s);

	if (w->failed.code == ERR_OK)
		xlsx_check(w, worksheet_write_blank(s->tab, (lxw_row_t)s->row, (lxw_col_t)s->column, format));
	s->column++;
}

void xlsx_row_end(struct xlsx_sheet *s)
{
	CHECK(s->column == s->n_columns);
	/* on a page every row has its height set: charts are placed by it */
	if (s->lines > 1)
		set_height(s, s->lines * HEIGHT_LINE + 4 < HEIGHT_MAX ? s->lines * HEIGHT_LINE + 4 : HEIGHT_MAX);
	else if (!s->about.columns)
		set_height(s, HEIGHT_ROW);
	s->row++;
}
