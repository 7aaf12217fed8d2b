/*
 * text.c: UTF-8 text with libunistring (see text.h).
 */
#include "engine/base/text.h"

#include <unigbrk.h>
#include <unistr.h>
#include <uniwidth.h>

static const uint8_t *bytes_of(const char *at)
{
	return (const uint8_t *)at;
}

bool text_valid(const char *at, size_t length, size_t *bad)
{
	const uint8_t *wrong = u8_check(bytes_of(at), length);

	if (wrong == NULL)
		return true;
	if (bad != NULL)
		*bad = (size_t)(wrong - bytes_of(at));
	return false;
}

uint32_t text_next(const char **at, const char *end)
{
	ucs4_t c;
	int n = u8_mbtouc(&c, bytes_of(*at), (size_t)(end - *at));

	*at += n;
	return c;
}

/* Cells of one grapheme: those of its widest character, so that 葛 + U+E0100 and か + U+3099 are 2. */
static int grapheme_width(const char *at, const char *end)
{
	int widest = 0;

	while (at < end) {
		int cells = uc_width(text_next(&at, end), "UTF-8");

		if (cells > widest)
			widest = cells;
	}
	return widest;
}

static const char *next_grapheme(const char *at, const char *end)
{
	return (const char *)u8_grapheme_next(bytes_of(at), bytes_of(end));
}

int text_width(const char *at, size_t length)
{
	const char *end = at + length;
	int width = 0;

	while (at < end) {
		const char *next = next_grapheme(at, end);

		width += grapheme_width(at, next);
		at = next;
	}
	return width;
}

size_t text_graphemes(const char *at, size_t length)
{
	const char *end = at + length;
	size_t n = 0;

	for (; at < end; at = next_grapheme(at, end))
		n++;
	return n;
}

size_t text_fit_width(const char *at, size_t length, int width)
{
	const char *start = at, *end = at + length;
	int used = 0;

	while (at < end) {
		const char *next = next_grapheme(at, end);

		used += grapheme_width(at, next);
		if (used > width)
			break;
		at = next;
	}
	return (size_t)(at - start);
}
