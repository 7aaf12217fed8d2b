/*
 * csv.c: the reader behind include/getsuji/csv.h.
 *
 * libcsv (strict mode) decides what is a field; this file decides what may reach it and where it stood.
 * libcsv reports a field only when it ends and says nothing of places, so it is fed in two kinds of
 * pieces: a run of ordinary bytes, in which nothing can end, and the special bytes (comma, quote, CR,
 * LF) one by one.  After each special byte it is known whether a field or a row has ended there, and
 * so where the next one begins.
 *
 * Each block read is first made UTF-8 (checked, or converted from CP932); what is wrong with it is kept
 * until the reader has got there, so that the rows before it and its own place are known.
 */
#include "getsuji/csv.h"

#include <csv.h>
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>
#include <unistr.h>

#define BLOCK          (64 * 1024)
#define CHAR_MAX_BYTES 8 /* an unfinished character at the end of a block, in either encoding */

enum bad_byte { BAD_NONE, BAD_ENCODING, BAD_CUT_CHARACTER };

struct csv {
	struct arena *keep;
	const char *name;
	enum csv_encoding encoding;
	csv_read_fn *read;
	void *from;
	iconv_t iconv; /* CP932 to UTF-8 */
	bool iconv_open;

	unsigned char raw[BLOCK + CHAR_MAX_BYTES]; /* bytes as read, from the unfinished character on */
	size_t raw_length;
	int64_t bytes;
	bool at_end;
	bool begun; /* some text was read: a byte order mark can stand only before */

	unsigned char *text; /* UTF-8; points into raw, or at converted */
	unsigned char *converted;
	size_t at, length; /* of text: the next byte, the end of what is good */
	enum bad_byte bad; /* what follows text[length] */

	struct csv_parser parser;
	int line, column; /* of the next character */
	bool after_cr;    /* a row ended with CR: only LF may follow */

	/* The row being collected, and given after it ended. */
	char *row;
	size_t row_used;
	struct csv_field *fields; /* in the file's order */
	int nfields;
	size_t field_max;              /* bytes */
	size_t field_bytes, row_bytes; /* so far, also of what is not yet reported */
	int field_line, field_column;  /* where the open field began */
	bool field_begun, field_quoted;
	bool row_ended, too_many;
	int row_line;

	int nheader;                    /* fields in the header */
	int ncolumns;                   /* expected by the caller */
	int *place_of;                  /* caller's column -> index in the file, or -1 */
	struct csv_field *out;          /* in the caller's order */
	const struct csv_column *wants; /* borrowed */
	int64_t rows;
};

static enum err_code bad_place(const struct csv *c, int line, int column, struct err *e)
{
	return err_place(e, "%s:%d:%d", c->name, line, column);
}

/* --- libcsv's callbacks ------------------------------------------------------------------------- */

static void on_field(void *text, size_t length, void *self)
{
	struct csv *c = self;
	struct csv_field *f;

	if (c->nfields == CSV_COLUMNS_MAX) {
		c->too_many = true;
		return;
	}
	CHECK(c->row_used + length + 1 <= CSV_ROW_MAX + CSV_COLUMNS_MAX + 1);
	f = &c->fields[c->nfields++];
	f->text = c->row + c->row_used;
	f->length = length;
	f->line = c->field_begun ? c->field_line : c->line;
	f->column = c->field_begun ? c->field_column : c->column;
	f->quoted = c->field_quoted;
	if (length > 0)
		memcpy(c->row + c->row_used, text, length);
	c->row[c->row_used + length] = '\0';
	c->row_used += length + 1;
	c->field_begun = false;
	c->field_quoted = false;
	c->field_bytes = 0;
}

static void on_row(int terminator, void *self)
{
	struct csv *c = self;

	c->row_ended = true;
	c->after_cr = terminator == '\r';
}

/* libcsv would drop blanks around a field; here they are part of it. */
static int no_space(unsigned char byte)
{
	(void)byte;
	return 0;
}

static void free_parser(void *p)
{
	csv_free(p);
}

static void close_iconv(void *p)
{
	struct csv *c = p;

	if (c->iconv_open)
		iconv_close(c->iconv);
}

/* --- bytes into UTF-8 --------------------------------------------------------------------------- */

static enum err_code open_iconv(struct csv *c, struct err *e)
{
	c->iconv = iconv_open("UTF-8", "CP932");
	if (c->iconv == (iconv_t)-1) {
		(void)err_set(e, ERR_ENVIRONMENT, 1101, "the system cannot convert CP932");
		return err_hint(e, "Install the character set modules of the C library.");
	}
	c->iconv_open = true;
	c->converted = arena_array(c->keep, 4, sizeof c->raw);
	return ERR_OK;
}

/* How many bytes at the end of p could be the beginning of a character that the next block ends. */
static size_t unfinished(const unsigned char *p, size_t n)
{
	size_t back;

	for (back = 1; back <= 3 && back <= n; back++) {
		unsigned char b = p[n - back];

		if (b >= 0xf0)
			return back < 4 ? back : 0;
		if (b >= 0xe0)
			return back < 3 ? back : 0;
		if (b >= 0xc0)
			return back < 2 ? back : 0;
		if (b < 0x80)
			return 0;
	}
	return 0;
}

static void take_utf8(struct csv *c, size_t n)
{
	size_t rest = c->at_end ? 0 : unfinished(c->raw, n);
	const uint8_t *wrong = u8_check(c->raw, n - rest);

	c->text = c->raw;
	c->length = n - rest;
	c->raw_length = n;
	if (wrong) {
		c->length = (size_t)(wrong - c->raw);
		c->bad =
			c->at_end && unfinished(wrong, n - c->length) == n - c->length ? BAD_CUT_CHARACTER : BAD_ENCODING;
	}
}

static enum err_code take_cp932(struct csv *c, size_t n, struct err *e)
{
	char *in = (char *)c->raw, *to;
	size_t in_left = n, to_left = 4 * sizeof c->raw;

	if (!c->iconv_open && open_iconv(c, e) != ERR_OK)
		return e->code;
	to = (char *)c->converted;
	if (iconv(c->iconv, &in, &in_left, &to, &to_left) == (size_t)-1) {
		if (errno != EINVAL)
			c->bad = BAD_ENCODING;
		else if (c->at_end)
			c->bad = BAD_CUT_CHARACTER;
	}
	c->text = c->converted;
	c->length = 4 * sizeof c->raw - to_left;
	c->raw_length = n;
	/* What was not converted is the beginning of the next block. */
	memmove(c->raw, in, in_left);
	c->raw_length = in_left;
	return ERR_OK;
}

/* Reads the next block and makes text[0..length) of it. */
static enum err_code fill(struct csv *c, struct err *e)
{
	size_t kept = c->raw_length, got = 0;
	enum err_code code;

	if (c->text == c->raw) { /* UTF-8: what follows the good part is the unfinished character */
		kept = c->raw_length - c->length;
		memmove(c->raw, c->raw + c->length, kept);
	}
	code = c->read(c->from, c->raw + kept, BLOCK, &got, e);
	if (code != ERR_OK)
		return code;
	c->bytes += (int64_t)got;
	if (c->bytes > CSV_FILE_MAX) {
		(void)err_set(e, ERR_INPUT, 1102, "the file is larger than %lld bytes", CSV_FILE_MAX);
		return bad_place(c, c->line, c->column, e);
	}
	c->at_end = got == 0;
	c->at = 0;
	c->bad = BAD_NONE;
	if (c->encoding == CSV_CP932)
		return take_cp932(c, kept + got, e);
	take_utf8(c, kept + got);
	if (!c->begun && c->length >= 3 && memcmp(c->text, "\xef\xbb\xbf", 3) == 0)
		c->at = 3;
	c->begun = c->begun || c->length > 0;
	return ERR_OK;
}

static enum err_code refuse_bytes(const struct csv *c, struct err *e)
{
	const char *encoding = c->encoding == CSV_CP932 ? "CP932" : "UTF-8";

	if (c->bad == BAD_CUT_CHARACTER)
		(void)err_set(e, ERR_INPUT, 1103, "the file ends within a character");
	else
		(void)err_set(e, ERR_INPUT, 1104, "the file is not %s", encoding);
	(void)bad_place(c, c->line, c->column, e);
	if (c->bad == BAD_ENCODING && c->encoding == CSV_UTF8)
		return err_hint(e, "Files of older systems need the option --encoding cp932.");
	return e->code;
}

/* --- rows --------------------------------------------------------------------------------------- */

static enum err_code refuse_syntax(const struct csv *c, struct err *e)
{
	if (csv_error((struct csv_parser *)&c->parser) != CSV_EPARSE)
		return err_set(e, ERR_INTERNAL, 1105, "the CSV parser failed");
	(void)err_set(e, ERR_INPUT, 1106, "a quote stands where none may be");
	(void)bad_place(c, c->line, c->column, e);
	return err_hint(
		e, "A field with a comma, a quote or a line break is enclosed in quotes; a quote in it is doubled.");
}

static enum err_code check_sizes(const struct csv *c, struct err *e)
{
	if (c->field_bytes > c->field_max) {
		(void)err_set(e, ERR_INPUT, 1107, "a field is longer than %d bytes", (int)c->field_max);
		return bad_place(c, c->field_line, c->field_column, e);
	}
	if (c->row_bytes > CSV_ROW_MAX) {
		(void)err_set(e, ERR_INPUT, 1108, "a row is longer than %d bytes", CSV_ROW_MAX);
		return bad_place(c, c->row_line, 1, e);
	}
	return ERR_OK;
}

/* Gives libcsv n bytes in which at most the last can end something; keeps the place up to date. */
static enum err_code feed(struct csv *c, const unsigned char *p, size_t n, struct err *e)
{
	size_t done, i;

	if (!c->field_begun && c->nfields == 0) {
		c->row_line = c->line;
		c->after_cr = *p == '\r'; /* an empty line */
	}
	if (!c->field_begun && *p != ',' && *p != '\r' && *p != '\n') {
		c->field_begun = true;
		c->field_quoted = *p == '"';
		c->field_line = c->line;
		c->field_column = c->column;
	}
	c->field_bytes += n;
	c->row_bytes += n;
	if (check_sizes(c, e) != ERR_OK)
		return e->code;
	done = csv_parse(&c->parser, p, n, on_field, on_row, c);
	for (i = 0; i < done; i++) {
		if (p[i] == '\n') {
			c->line++;
			c->column = 1;
		} else if ((p[i] & 0xc0) != 0x80) {
			c->column++;
		}
	}
	return done < n ? refuse_syntax(c, e) : ERR_OK;
}

static bool special(unsigned char b)
{
	return b == ',' || b == '"' || b == '\r' || b == '\n' || b == '\0';
}

/* The next piece of text: a run of ordinary bytes, or one special byte. */
static enum err_code feed_piece(struct csv *c, struct err *e)
{
	const unsigned char *p = c->text + c->at;
	size_t n = 0, left = c->length - c->at;

	if (*p == '\0') {
		(void)err_set(e, ERR_INPUT, 1109, "the file holds a NUL character");
		return bad_place(c, c->line, c->column, e);
	}
	if (c->line >= CSV_LINES_MAX) {
		(void)err_set(e, ERR_INPUT, 1110, "the file has more than %d lines", CSV_LINES_MAX);
		return bad_place(c, c->line, 1, e);
	}
	if (special(*p))
		n = 1;
	else
		while (n < left && n <= c->field_max && !special(p[n]))
			n++;
	c->at += n;
	return feed(c, p, n, e);
}

/* After a row that ended with CR: its LF, which is no row of its own. */
static enum err_code take_lf(struct csv *c, struct err *e)
{
	if (c->text[c->at] != '\n') {
		(void)err_set(e, ERR_INPUT, 1111, "a line ends with CR alone");
		return bad_place(c, c->line, c->column, e);
	}
	c->at++;
	c->line++;
	c->column = 1;
	c->after_cr = false;
	return ERR_OK;
}

static enum err_code finish(struct csv *c, struct err *e)
{
	if (c->field_begun || c->nfields > 0) {
		if (csv_fini(&c->parser, on_field, on_row, c) != 0) {
			(void)err_set(e, ERR_INPUT, 1112, "a quoted field is not closed");
			return bad_place(c, c->field_line, c->field_column, e);
		}
		(void)err_set(e, ERR_INPUT, 1113, "the last line has no line end");
		(void)bad_place(c, c->line, c->column, e);
		return err_hint(e, "The file may be cut off; get it again, or end its last line.");
	}
	return ERR_OK;
}

static enum err_code read_row(struct csv *c, bool *more, struct err *e)
{
	c->nfields = 0;
	c->row_used = 0;
	c->row_bytes = 0;
	c->field_bytes = 0;
	c->row_ended = false;
	while (!c->row_ended) {
		if (c->at == c->length) {
			if (c->bad != BAD_NONE)
				return refuse_bytes(c, e);
			if (c->at_end) {
				*more = false;
				return finish(c, e);
			}
			if (fill(c, e) != ERR_OK)
				return e->code;
			continue;
		}
		if (c->after_cr ? take_lf(c, e) : feed_piece(c, e))
			return e->code;
	}
	*more = true;
	if (c->too_many) {
		(void)err_set(e, ERR_INPUT, 1114, "a row has more than %d fields", CSV_COLUMNS_MAX);
		return bad_place(c, c->row_line, 1, e);
	}
	return ERR_OK;
}

/* --- header ------------------------------------------------------------------------------------- */

/* A header's text may be echoed when it can only be a column's name: in a file without a header the
 * first row is a person's data. */
static bool name_like(const struct csv_field *f)
{
	size_t i;

	if (f->length == 0 || f->length > 40)
		return false;
	for (i = 0; i < f->length; i++) {
		char ch = f->text[i];

		if (!((ch >= 'a' && ch <= 'z') || ch == '_' || (i > 0 && ch >= '0' && ch <= '9')))
			return false;
	}
	return true;
}

static void hint_columns(const struct csv_column columns[], int n, struct err *e)
{
	char list[256] = "";
	size_t used = 0;
	int i;

	for (i = 0; i < n; i++) {
		int wrote = snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", columns[i].name);

		if (wrote < 0 || (size_t)wrote >= sizeof list - used) {
			list[used] = '\0';
			break;
		}
		used += (size_t)wrote;
	}
	(void)err_hint(e, "The columns are: %s%s", list, i < n ? ", …" : ".");
}

static int find_column(const struct csv_column columns[], int n, const char *name)
{
	int i;

	for (i = 0; i < n; i++)
		if (strcmp(columns[i].name, name) == 0)
			return i;
	return -1;
}

static enum err_code bind_columns(struct csv *c, struct err *e)
{
	int i, at;

	for (i = 0; i < c->nfields; i++) {
		const struct csv_field *f = &c->fields[i];

		at = find_column(c->wants, c->ncolumns, f->text);
		if (at >= 0 && c->place_of[at] < 0) {
			c->place_of[at] = i;
			continue;
		}
		if (at >= 0)
			(void)err_set(e, ERR_INPUT, 1115, "the header names column %s twice", c->wants[at].name);
		else if (name_like(f))
			(void)err_set(e, ERR_INPUT, 1116, "the header names an unknown column %s", f->text);
		else
			(void)err_set(e, ERR_INPUT, 1117, "field %d of the header is not the name of a column", i + 1);
		(void)bad_place(c, f->line, f->column, e);
		hint_columns(c->wants, c->ncolumns, e);
		return e->code;
	}
	for (i = 0; i < c->ncolumns; i++) {
		if (c->place_of[i] >= 0 || c->wants[i].optional)
			continue;
		(void)err_set(e, ERR_INPUT, 1118, "the header lacks the column %s", c->wants[i].name);
		(void)bad_place(c, c->row_line, 1, e);
		hint_columns(c->wants, c->ncolumns, e);
		return e->code;
	}
	return ERR_OK;
}

/* --- exported ----------------------------------------------------------------------------------- */

struct csv *csv_new(
	struct arena *keep, const char *name, enum csv_encoding encoding, csv_read_fn *read, void *from)
{
	struct csv *c = arena_alloc(keep, sizeof *c);

	c->keep = keep;
	c->name = name;
	c->encoding = encoding;
	c->read = read;
	c->from = from;
	c->line = 1;
	c->column = 1;
	c->field_max = CSV_FIELD_MAX;
	c->row = arena_alloc(keep, CSV_ROW_MAX + CSV_COLUMNS_MAX + 1);
	c->fields = arena_array(keep, CSV_COLUMNS_MAX, sizeof *c->fields);
	CHECK(csv_init(&c->parser, CSV_STRICT | CSV_STRICT_FINI) == 0);
	csv_set_space_func(&c->parser, no_space);
	arena_defer(keep, free_parser, &c->parser);
	arena_defer(keep, close_iconv, c);
	return c;
}

struct bytes {
	const char *at;
	size_t left;
};

static enum err_code read_bytes(void *from, void *buffer, size_t size, size_t *got, struct err *e)
{
	struct bytes *b = from;

	(void)e;
	*got = b->left < size ? b->left : size;
	memcpy(buffer, b->at, *got);
	b->at += *got;
	b->left -= *got;
	return ERR_OK;
}

struct csv *csv_new_bytes(
	struct arena *keep, const char *name, enum csv_encoding encoding, const void *bytes, size_t length)
{
	struct bytes *b = arena_alloc(keep, sizeof *b);

	b->at = bytes;
	b->left = length;
	return csv_new(keep, name, encoding, read_bytes, b);
}

void csv_allow_long_fields(struct csv *c)
{
	c->field_max = CSV_ROW_MAX;
}

enum err_code csv_header(struct csv *c, const struct csv_column columns[], int ncolumns, struct err *e)
{
	bool more = false;
	int i;

	CHECK(ncolumns > 0 && ncolumns <= CSV_COLUMNS_MAX && c->wants == NULL);
	c->wants = columns;
	c->ncolumns = ncolumns;
	c->place_of = arena_array(c->keep, (size_t)ncolumns, sizeof *c->place_of);
	c->out = arena_array(c->keep, (size_t)ncolumns, sizeof *c->out);
	for (i = 0; i < ncolumns; i++)
		c->place_of[i] = -1;
	if (read_row(c, &more, e) != ERR_OK)
		return e->code;
	if (!more) {
		(void)err_set(e, ERR_INPUT, 1119, "the file is empty");
		(void)bad_place(c, 1, 1, e);
		hint_columns(columns, ncolumns, e);
		return e->code;
	}
	c->nheader = c->nfields;
	return bind_columns(c, e);
}

enum err_code csv_next(struct csv *c, const struct csv_field **fields, bool *more, struct err *e)
{
	static const struct csv_field empty = {.text = ""};
	int i;

	if (read_row(c, more, e) != ERR_OK)
		return e->code;
	if (!*more)
		return ERR_OK;
	if (c->nfields != c->nheader) {
		(void)err_set(e, ERR_INPUT, 1120, "the row has %d fields, the header %d", c->nfields, c->nheader);
		if (c->nfields < c->nheader)
			return bad_place(c, c->row_line, 1, e);
		return bad_place(c, c->fields[c->nheader].line, c->fields[c->nheader].column, e);
	}
	for (i = 0; i < c->ncolumns; i++) {
		if (c->place_of[i] >= 0) {
			c->out[i] = c->fields[c->place_of[i]];
			continue;
		}
		c->out[i] = empty;
		c->out[i].line = c->row_line;
	}
	c->rows++;
	*fields = c->out;
	return ERR_OK;
}

int csv_line(const struct csv *c)
{
	return c->row_line;
}

int64_t csv_rows(const struct csv *c)
{
	return c->rows;
}

const char *csv_name(const struct csv *c)
{
	return c->name;
}
