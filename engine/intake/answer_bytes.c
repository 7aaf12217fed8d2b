/*
 * answer_bytes.c: blocks of whole UTF-8 characters (see answer_bytes.h).
 */
#include "engine/intake/answer_bytes.h"

#include <string.h>
#include <unistr.h>

enum { TAIL_MAX = 4 }; /* bytes of a character that the next block ends */

enum bad { GOOD, BAD_BYTE, CUT_CHARACTER };

struct answer_bytes {
	const char *name;
	csv_read_fn *read;
	void *from;
	unsigned char tail[TAIL_MAX];
	size_t tail_length;
	int64_t total;
	int line, column; /* of the next byte to be given */
	bool begun, last;
	enum bad bad; /* what follows the bytes given */
};

struct answer_bytes *answer_bytes_new(struct arena *keep, const char *name, csv_read_fn *read, void *from)
{
	struct answer_bytes *b = arena_alloc(keep, sizeof *b);

	b->name = name;
	b->read = read;
	b->from = from;
	b->line = b->column = 1;
	return b;
}

bool answer_bytes_ended(const struct answer_bytes *b)
{
	return b->last && b->bad == GOOD;
}

static enum err_code place(const struct answer_bytes *b, struct err *e)
{
	return err_place(e, "%s:%d:%d", b->name, b->line, b->column);
}

static void count_places(struct answer_bytes *b, const unsigned char *at, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (at[i] == '\n') {
			b->line++;
			b->column = 1;
		} else if ((at[i] & 0xc0) != 0x80) {
			b->column++;
		}
	}
}

/* How far the bytes are whole characters; what follows is kept for the next block, or bad. */
static size_t whole_characters(struct answer_bytes *b, const unsigned char *bytes, size_t n)
{
	const uint8_t *wrong = u8_check(bytes, n);
	size_t good = wrong ? (size_t)(wrong - bytes) : n;
	ucs4_t c;

	b->tail_length = 0;
	if (!wrong)
		return good;
	if (u8_mbtoucr(&c, wrong, n - good) != -2) {
		b->bad = BAD_BYTE;
	} else if (b->last) {
		b->bad = CUT_CHARACTER;
	} else {
		b->tail_length = n - good;
		memcpy(b->tail, wrong, b->tail_length);
	}
	return good;
}

/* What was kept, and bytes of the source until the block is full or the source has ended. */
static enum err_code fill(struct answer_bytes *b, unsigned char *block, size_t *n, struct err *e)
{
	size_t got = 1;

	memcpy(block, b->tail, b->tail_length);
	*n = b->tail_length;
	while (*n < ANSWER_BLOCK && got > 0) {
		if (b->read(b->from, block + *n, ANSWER_BLOCK - *n, &got, e) != ERR_OK)
			return e->code;
		*n += got;
		b->total += (int64_t)got;
	}
	b->last = got == 0;
	if (!b->begun && *n >= 3 && memcmp(block, "\xef\xbb\xbf", 3) == 0) {
		*n -= 3;
		memmove(block, block + 3, *n);
	}
	b->begun = true;
	return ERR_OK;
}

static enum err_code refuse_bytes(const struct answer_bytes *b, struct err *e)
{
	if (b->bad == CUT_CHARACTER)
		(void)err_set(e, ERR_INPUT, 1103, "the file ends within a character");
	else
		(void)err_set(e, ERR_INPUT, 1104, "the file is not %s", "UTF-8");
	return place(b, e);
}

enum err_code answer_bytes_next(
	struct answer_bytes *b, unsigned char block[static ANSWER_BLOCK], size_t *n, struct err *e)
{
	if (b->bad != GOOD)
		return refuse_bytes(b, e);
	if (fill(b, block, n, e) != ERR_OK)
		return e->code;
	if (b->total > CSV_FILE_MAX) {
		(void)err_set(e, ERR_INPUT, 1102, "the file is larger than %lld bytes", CSV_FILE_MAX);
		return place(b, e);
	}
	*n = whole_characters(b, block, *n);
	count_places(b, block, *n);
	if (b->line >= CSV_LINES_MAX) {
		(void)err_set(e, ERR_INPUT, 1110, "the file has more than %d lines", CSV_LINES_MAX);
		return place(b, e);
	}
	return ERR_OK;
}
