/*
 * rows.h: rows in and rows out, as jobs and reports see them.
 *
 * Rows come from binary COPY and are decoded where they lie: `struct rows` is a cursor over one
 * result, held in an arena, valid until that arena is reset.  Columns count from 0, in the order of
 * the SELECT.  The reader of a column must ask for the type that the statement yields: int2, int4,
 * int8 and bool with row_int(), date with row_day(), text and bytea with row_text(); asking for
 * another width is a bug and aborts (CHECK).
 *
 * `struct row_out` collects rows for one copy_in statement; the engine sends them when the chunk
 * ends.  Columns are put in the order of the statement's list; row_end() checks their number.
 *
 * Thread: the chunk's.
 */
#ifndef GETSUJI_ROWS_H
#define GETSUJI_ROWS_H

#include "getsuji/arena.h"
#include "getsuji/calendar.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A piece of text that is not zero-terminated; borrowed from the arena of its rows. */
struct str {
	const char *at;
	size_t length;
};

static inline bool str_same(struct str a, struct str b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}

/* The same, zero-terminated, in an arena of the caller. */
static inline char *str_copy(struct arena *a, struct str s)
{
	return arena_strndup(a, s.length > 0 ? s.at : "", s.length);
}

struct rows;

bool rows_next(struct rows *r);                   /* false after the last row */
bool rows_peek_key(struct rows *r, int64_t *key); /* column 0 of the next row, not consumed */
size_t rows_count(const struct rows *r);          /* all rows of the result */

/* Steps to the next row of a key, over those of the keys before it; rows are in the order of column 0. */
static inline bool rows_next_of(struct rows *r, int64_t key)
{
	int64_t here;

	while (rows_peek_key(r, &here) && here <= key) {
		(void)rows_next(r);
		if (here == key)
			return true;
	}
	return false;
}

bool row_null(const struct rows *r, int column);
int64_t row_int(const struct rows *r, int column); /* NULL reads as 0: ask row_null() where it matters */
bool row_bool(const struct rows *r, int column);
day_t row_day(const struct rows *r, int column); /* -infinity / infinity: DAY_MIN / DAY_MAX; NULL: DAY_MAX */
struct str row_text(const struct rows *r, int column); /* NULL: {NULL, 0} */

struct row_out;

void row_begin(struct row_out *w);
void row_put_int2(struct row_out *w, int16_t v);
void row_put_int4(struct row_out *w, int32_t v);
void row_put_int8(struct row_out *w, int64_t v);
void row_put_bool(struct row_out *w, bool v);
void row_put_day(struct row_out *w, day_t v);
void row_put_text(struct row_out *w, const char *at, size_t length); /* also bytea */
void row_put_null(struct row_out *w);
void row_end(struct row_out *w);
size_t row_out_count(const struct row_out *w); /* rows ended so far */

/* A text of a string, of what rows came as, and a day or NULL where it is not known. */
static inline void row_put_string(struct row_out *w, const char *text)
{
	row_put_text(w, text, strlen(text));
}

static inline void row_put_str(struct row_out *w, struct str s)
{
	row_put_text(w, s.at, s.length);
}

static inline void row_put_day_if(struct row_out *w, bool known, day_t v)
{
	if (known)
		row_put_day(w, v);
	else
		row_put_null(w);
}

#endif
