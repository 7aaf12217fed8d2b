/*
 * xlsx_text.c: cleaning and measuring of text for cells; names of sheets.
 */
#include "reports/backend/xlsx_text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* Decodes one character; returns its bytes, 0 when they are not UTF-8 (or not allowed in XML). */
static size_t decode(const unsigned char *p, size_t left, uint32_t *out)
{
	static const uint32_t least[5] = {0, 1, 0x80, 0x800, 0x10000};
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : p[0] < 0xF5 ? 4 : 0;
	uint32_t c;

	if (n == 0 || n > left)
		return 0;
	c = n == 1 ? p[0] : p[0] & (0xFFU >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3F);
	}
	if (c < least[n] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) || c == 0xFFFE || c == 0xFFFF)
		return 0;
	*out = c;
	return n;
}

/* In half-width characters. */
static int width_of(uint32_t c)
{
	if (c < 0x20)
		return 0;
	if (c < 0x7F || (c >= 0xFF61 && c <= 0xFF9F))
		return 1;
	if ((c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF)) /* variation selectors */
		return 0;
	if ((c >= 0x300 && c <= 0x36F) || c == 0x3099 || c == 0x309A || c == 0x200B || c == 0x200D)
		return 0;
	return 2;
}

/* "_xHHHH_" is Excel's escape for a character. */
static bool is_escape(const char *p, size_t left)
{
	if (left < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
		return false;
	for (int i = 2; i < 6; i++)
		if (!memchr("0123456789ABCDEFabcdef", p[i], 22))
			return false;
	return true;
}

struct xlsx_extent xlsx_text_clean(const char *at, size_t length, int wrap, char *out)
{
	static const char cut[] = "（以下略）";
	struct xlsx_extent extent = {0, 1};
	size_t used = 0;
	int width = 0;

	for (size_t i = 0; i < length;) {
		uint32_t c = 0xFFFD;
		size_t n = decode((const unsigned char *)at + i, length - i, &c);
		int w = width_of(c);

		if (used + 10 > XLSX_TEXT_MAX) {
			memcpy(out + used, cut, sizeof(cut) - 1);
			used += sizeof(cut) - 1;
			break;
		}
		if (n == 0 || c == 0) {
			memcpy(out + used, REPLACEMENT, 3);
			used += 3;
			i++;
		} else if (c == '_' && is_escape(at + i, length - i)) {
			memcpy(out + used, "_x005F_", 7);
			used += 7;
			i++;
		} else {
			memcpy(out + used, at + i, n);
			used += n;
			i += n;
		}
		if (c == '\n' || (wrap > 0 && width + w > wrap)) {
			extent.lines++;
			width = 0;
		}
		width += w;
		if (width > extent.width)
			extent.width = width;
	}
	out[used] = '\0';
	return extent;
}

char *xlsx_text_sheet_name(const char *name, int room, char out[static 128])
{
	size_t length = strlen(name), used = 0;

	for (size_t i = 0; i < length;) {
		uint32_t c;
		size_t n = decode((const unsigned char *)name + i, length - i, &c);
		int units = n == 4 ? 2 : 1;

		if (room < units)
			break;
		room -= units;
		if (n == 0) {
			out[used++] = '_';
			i++;
			continue;
		}
		if (c < 0x20 || (c < 0x80 && strchr("[]:*?/\\", (int)c)) || (c == '\'' && used == 0)) {
			out[used++] = '_';
		} else {
			memcpy(out + used, name + i, n);
			used += n;
		}
		i += n;
	}
	if (used == 0)
		out[used++] = '_';
	if (out[used - 1] == '\'')
		out[used - 1] = '_';
	out[used] = '\0';
	return out;
}
