/*
 * rows.c: binary COPY in both directions.
 *
 * Format (PostgreSQL manual, COPY, "Binary Format"): a signature of 11 bytes, flags, the length of a
 * header extension; per row a field count (int16) and per field a length (int32; -1 is NULL) and the
 * bytes, all big-endian; at the end the field count -1.
 *
 * A result lies in one buffer; rows_next() walks one row and notes where its fields begin, so reading
 * a column is an index and a load.  A malformed stream cannot come from the server's COPY; should it,
 * CHECK stops the process before a byte outside the buffer is read.
 */
#include "engine/db/connection.h"

#include <stdlib.h>
#include <string.h>

#define SIGNATURE "PGCOPY\n\377\r\n"

enum {
	SIGNATURE_LENGTH = 11, /* with its terminating zero */
	HEADER_LENGTH = 19,    /* signature, flags, length of the extension */
	FLAG_OIDS = 1 << 16
};

struct field {
	const unsigned char *at;
	int32_t length; /* -1: NULL */
};

struct rows {
	const unsigned char *first, *end; /* the tuples, without header and trailer */
	const unsigned char *next;        /* the row after the current one */
	size_t count;
	int columns;
	bool on_row;
	struct field *fields; /* of the current row */
};

struct row_out {
	struct arena *arena;
	unsigned char *at;
	size_t used, room;
	size_t rows;
	int columns;
	int put; /* columns put in the open row; -1: none is open */
};

static uint16_t load16(const unsigned char *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t load32(const unsigned char *p)
{
	uint32_t v;
	memcpy(&v, p, sizeof v);
	return __builtin_bswap32(v);
}

static uint64_t load64(const unsigned char *p)
{
	uint64_t v;
	memcpy(&v, p, sizeof v);
	return __builtin_bswap64(v);
}

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "load and store swap bytes");

enum err_code rows_adopt(const unsigned char *at, size_t length, size_t count, struct arena *keep,
	struct rows **out, struct err *e)
{
	struct rows *r = arena_alloc(keep, sizeof *r);
	*out = NULL;
	if (length < HEADER_LENGTH + 2 || memcmp(at, SIGNATURE, SIGNATURE_LENGTH) != 0 ||
		(load32(at + SIGNATURE_LENGTH) & FLAG_OIDS) != 0 ||
		load32(at + SIGNATURE_LENGTH + 4) > length - HEADER_LENGTH - 2 || load16(at + length - 2) != 0xffff)
		return err_set(e, ERR_DATABASE, 1317, "the answer to COPY is not in the binary format");
	r->first = r->next = at + HEADER_LENGTH + load32(at + SIGNATURE_LENGTH + 4);
	r->end = at + length - 2;
	r->count = count;
	if (r->first < r->end) {
		CHECK(r->end - r->first >= 2);
		r->columns = load16(r->first);
		r->fields = arena_array(keep, (size_t)r->columns, sizeof *r->fields);
	}
	*out = r;
	return ERR_OK;
}

bool rows_next(struct rows *r)
{
	const unsigned char *p = r->next, *end = r->end;
	r->on_row = p < end;
	if (!r->on_row)
		return false;
	CHECK(end - p >= 2 && load16(p) == r->columns);
	p += 2;
	for (int i = 0; i < r->columns; i++) {
		CHECK(end - p >= 4);
		int32_t length = (int32_t)load32(p);
		p += 4;
		r->fields[i].at = p;
		r->fields[i].length = length;
		if (length > 0) {
			CHECK(end - p >= length);
			p += length;
		}
	}
	r->next = p;
	return true;
}

static int64_t load_int(const unsigned char *at, int32_t length)
{
	switch (length) {
	case 1:
		return at[0] != 0;
	case 2:
		return (int16_t)load16(at);
	case 4:
		return (int32_t)load32(at);
	case 8:
		return (int64_t)load64(at);
	default:
		break;
	}
	CHECK(length == -1); /* else the statement yields another type than the job asks for */
	return 0;
}

bool rows_peek_key(struct rows *r, int64_t *key)
{
	const unsigned char *p = r->next;
	if (p >= r->end)
		return false;
	CHECK(r->end - p >= 6 && r->columns >= 1);
	int32_t length = (int32_t)load32(p + 2);
	CHECK(length > 0 && r->end - p - 6 >= length);
	*key = load_int(p + 6, length);
	return true;
}

size_t rows_count(const struct rows *r)
{
	return r->count;
}

const void *rows_bytes(const struct rows *r, size_t *length)
{
	*length = (size_t)(r->end - r->first);
	return r->first;
}

static const struct field *field_of(const struct rows *r, int column)
{
	CHECK(r->on_row && column >= 0 && column < r->columns);
	return &r->fields[column];
}

bool row_null(const struct rows *r, int column)
{
	return field_of(r, column)->length < 0;
}

int64_t row_int(const struct rows *r, int column)
{
	const struct field *f = field_of(r, column);
	return load_int(f->at, f->length);
}

bool row_bool(const struct rows *r, int column)
{
	const struct field *f = field_of(r, column);
	CHECK(f->length == 1 || f->length == -1);
	return f->length == 1 && f->at[0] != 0;
}

day_t row_day(const struct rows *r, int column)
{
	const struct field *f = field_of(r, column);
	if (f->length < 0)
		return DAY_MAX;
	CHECK(f->length == 4);
	int32_t day = (int32_t)load32(f->at);
	if (day == DAY_MIN || day == DAY_MAX) /* PostgreSQL's -infinity and infinity are the same two */
		return day;
	CHECK(day < DAY_MAX - DAY_POSTGRES_EPOCH);
	return day + DAY_POSTGRES_EPOCH;
}

struct str row_text(const struct rows *r, int column)
{
	const struct field *f = field_of(r, column);
	if (f->length < 0)
		return (struct str){NULL, 0};
	return (struct str){(const char *)f->at, (size_t)f->length};
}

struct row_out *row_out_new(struct arena *keep, int columns)
{
	struct row_out *w = arena_alloc(keep, sizeof *w);
	CHECK(columns > 0 && columns <= INT16_MAX);
	w->arena = keep;
	w->columns = columns;
	w->put = -1;
	return w;
}

static unsigned char *reserve(struct row_out *w, size_t length)
{
	if (w->room - w->used < length) {
		size_t room = w->room * 2 + length + 4096;
		w->at = arena_grow_raw(w->arena, w->at, w->room, room);
		w->room = room;
	}
	unsigned char *p = w->at + w->used;
	w->used += length;
	return p;
}

static void store32(unsigned char *p, uint32_t v)
{
	v = __builtin_bswap32(v);
	memcpy(p, &v, sizeof v);
}

/* Opens the next column of the row and returns the place of its bytes. */
static unsigned char *put_field(struct row_out *w, size_t length)
{
	CHECK(w->put >= 0 && w->put < w->columns && length <= INT32_MAX);
	w->put++;
	unsigned char *p = reserve(w, 4 + length);
	store32(p, (uint32_t)length);
	return p + 4;
}

void row_begin(struct row_out *w)
{
	CHECK(w->put == -1);
	w->put = 0;
	unsigned char *p = reserve(w, 2);
	p[0] = (unsigned char)(w->columns >> 8);
	p[1] = (unsigned char)w->columns;
}

void row_put_int2(struct row_out *w, int16_t v)
{
	unsigned char *p = put_field(w, 2);
	p[0] = (unsigned char)((uint16_t)v >> 8);
	p[1] = (unsigned char)v;
}

void row_put_int4(struct row_out *w, int32_t v)
{
	store32(put_field(w, 4), (uint32_t)v);
}

void row_put_int8(struct row_out *w, int64_t v)
{
	uint64_t swapped = __builtin_bswap64((uint64_t)v);
	memcpy(put_field(w, 8), &swapped, sizeof swapped);
}

void row_put_bool(struct row_out *w, bool v)
{
	*put_field(w, 1) = v;
}

void row_put_day(struct row_out *w, day_t v)
{
	bool always = v == DAY_MIN || v == DAY_MAX;
	CHECK(always || v > DAY_MIN + DAY_POSTGRES_EPOCH);
	row_put_int4(w, always ? v : v - DAY_POSTGRES_EPOCH);
}

void row_put_text(struct row_out *w, const char *at, size_t length)
{
	unsigned char *p = put_field(w, length);
	if (length > 0)
		memcpy(p, at, length);
}

void row_put_null(struct row_out *w)
{
	CHECK(w->put >= 0 && w->put < w->columns);
	w->put++;
	store32(reserve(w, 4), UINT32_MAX);
}

void row_end(struct row_out *w)
{
	CHECK(w->put == w->columns);
	w->put = -1;
	w->rows++;
}

size_t row_out_count(const struct row_out *w)
{
	return w->rows;
}

const void *row_out_bytes(const struct row_out *w, size_t *length)
{
	CHECK(w->put == -1);
	*length = w->used;
	return w->used > 0 ? w->at : (const void *)"";
}
