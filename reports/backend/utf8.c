/* utf8.c: strict UTF-8 decoding, character by character (see utf8.h). */
#include "reports/backend/utf8.h"

#include <string.h>

static bool is_selector(uint32_t c)
{
	return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
}

/* One code point; 0 bytes taken means malformed: overlong, surrogate, out of range or cut off. */
static size_t take_code_point(const char *at, size_t length, uint32_t *out)
{
	static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *p = (const unsigned char *)at;
	size_t n;
	uint32_t c;

	if (length == 0)
		return 0;
	if (p[0] < 0x80) {
		*out = p[0];
		return 1;
	}
	if (p[0] >= 0xc2 && p[0] <= 0xdf)
		n = 2;
	else if (p[0] >= 0xe0 && p[0] <= 0xef)
		n = 3;
	else if (p[0] >= 0xf0 && p[0] <= 0xf4)
		n = 4;
	else
		return 0;
	if (length < n)
		return 0;
	c = p[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3fu);
	}
	if (c < smallest[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*out = c;
	return n;
}

enum utf8_step utf8_next(struct str *rest, struct utf8_char *out)
{
	uint32_t follows = 0;
	size_t n, m;

	if (rest->length == 0)
		return UTF8_END;
	n = take_code_point(rest->at, rest->length, &out->base);
	if (n == 0)
		return UTF8_MALFORMED;
	out->selector = 0;
	m = take_code_point(rest->at + n, rest->length - n, &follows);
	if (m > 0 && is_selector(follows)) {
		out->selector = follows;
		n += m;
	}
	rest->at += n;
	rest->length -= n;
	return UTF8_CHAR;
}

size_t utf8_length(struct str text)
{
	struct utf8_char c;
	size_t n = 0;
	enum utf8_step step;

	while ((step = utf8_next(&text, &c)) == UTF8_CHAR)
		n++;
	return step == UTF8_END ? n : SIZE_MAX;
}

size_t utf8_to_utf16(uint32_t code_point, uint16_t out[static 2])
{
	if (code_point < 0x10000) {
		out[0] = (uint16_t)code_point;
		return 1;
	}
	out[0] = (uint16_t)(0xd800 + ((code_point - 0x10000) >> 10));
	out[1] = (uint16_t)(0xdc00 + ((code_point - 0x10000) & 0x3ff));
	return 2;
}

struct str utf8_of(const char *s)
{
	return (struct str){s, strlen(s)};
}
