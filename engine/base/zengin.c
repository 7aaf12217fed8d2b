/*
 * zengin.c: text of bank files: half-width kana by our own table (see include/getsuji/zengin.h).
 */
#include "getsuji/zengin.h"

#include "engine/base/text.h"

#include <string.h>

enum {
	WO = 0xa6,
	SMALL_A = 0xa7, /* ｧ ｨ ｩ ｪ ｫ ｬ ｭ ｮ ｯ, in the order of the bytes */
	LONG = 0xb0,
	LETTER_A = 0xb1,
	VOICED = 0xde,
	HALF_VOICED = 0xdf,
	KANA_FIRST = 0x30a1, /* ァ */
	KANA_LAST = 0x30f6,  /* ヶ */
};

/* ァ to ヶ, in the order of Unicode: the letter, and the mark behind it; 0: none that these files have. */
/* clang-format off */
static const unsigned char letters[KANA_LAST - KANA_FIRST + 1][2] = {
	{0xb1}, {0xb1}, {0xb2}, {0xb2}, {0xb3}, {0xb3}, {0xb4}, {0xb4}, {0xb5}, {0xb5},                 /* ァア…ォオ */
	{0xb6}, {0xb6, VOICED}, {0xb7}, {0xb7, VOICED}, {0xb8}, {0xb8, VOICED}, {0xb9}, {0xb9, VOICED},
	{0xba}, {0xba, VOICED},                                                                         /* カガ…コゴ */
	{0xbb}, {0xbb, VOICED}, {0xbc}, {0xbc, VOICED}, {0xbd}, {0xbd, VOICED}, {0xbe}, {0xbe, VOICED},
	{0xbf}, {0xbf, VOICED},                                                                         /* サザ…ソゾ */
	{0xc0}, {0xc0, VOICED}, {0xc1}, {0xc1, VOICED}, {0xc2}, {0xc2}, {0xc2, VOICED}, {0xc3}, {0xc3, VOICED},
	{0xc4}, {0xc4, VOICED},                                                                         /* タダ…ッツヅ…トド */
	{0xc5}, {0xc6}, {0xc7}, {0xc8}, {0xc9},                                                         /* ナ…ノ */
	{0xca}, {0xca, VOICED}, {0xca, HALF_VOICED}, {0xcb}, {0xcb, VOICED}, {0xcb, HALF_VOICED},
	{0xcc}, {0xcc, VOICED}, {0xcc, HALF_VOICED}, {0xcd}, {0xcd, VOICED}, {0xcd, HALF_VOICED},
	{0xce}, {0xce, VOICED}, {0xce, HALF_VOICED},                                                    /* ハバパ…ホボポ */
	{0xcf}, {0xd0}, {0xd1}, {0xd2}, {0xd3},                                                         /* マ…モ */
	{0xd4}, {0xd4}, {0xd5}, {0xd5}, {0xd6}, {0xd6},                                                 /* ャヤ…ョヨ */
	{0xd7}, {0xd8}, {0xd9}, {0xda}, {0xdb},                                                         /* ラ…ロ */
	{0xdc}, {0xdc}, {0}, {0}, {WO}, {0xdd},                                                         /* ヮワヰヱヲン */
	{0xb3, VOICED}, {0xb6}, {0xb9},                                                                 /* ヴヵヶ */
};

static const struct {
	const char *symbols;
	bool letters, wo;
} classes[] = {
#define X(constant, symbols, letters, wo) [constant] = {symbols, letters, wo},
	ZENGIN_CLASSES(X)
#undef X
};
/* clang-format on */

/* ｧ to ｯ as the letter itself. */
static unsigned char full_size(unsigned char small)
{
	static const unsigned char of[] = {0xb1, 0xb2, 0xb3, 0xb4, 0xb5, 0xd4, 0xd5, 0xd6, 0xc2};

	return of[small - SMALL_A];
}

/* A half-width character of Unicode (U+FF61 is A1) as its byte. */
static unsigned char half_width_byte(uint32_t c)
{
	unsigned char byte = (unsigned char)(c - 0xff61 + 0xa1);

	return byte >= SMALL_A && byte < LONG ? full_size(byte) : byte == LONG ? '-' : byte;
}

/* The byte of a character, and the mark behind it or 0; 0: these files have no such character. */
static unsigned char byte_of(uint32_t c, unsigned char *mark)
{
	*mark = 0;
	if (c >= 0xff01 && c <= 0xff5e) /* full-width ASCII */
		c -= 0xff01 - '!';
	if (c >= KANA_FIRST && c <= KANA_LAST) {
		*mark = letters[c - KANA_FIRST][1];
		return letters[c - KANA_FIRST][0];
	}
	if (c >= 0xff61 && c <= 0xff9f)
		return half_width_byte(c);
	switch (c) {
	case 0x3000:
		return ' ';
	case 0x30fc: /* ー */
	case 0x2212: /* − of JIS, which another table reads as － */
		return '-';
	case 0x300c:
		return 0xa2; /* 「 */
	case 0x300d:
		return 0xa3; /* 」 */
	case 0xa5:       /* ¥ */
	case 0xffe5:     /* ￥ */
		return '\\';
	case 0x3099: /* marks by themselves, and as some systems take ガ apart */
	case 0x309b:
		return VOICED;
	case 0x309a:
	case 0x309c:
		return HALF_VOICED;
	default:
		return c >= 'a' && c <= 'z' ? (unsigned char)(c - 'a' + 'A') : c < 0x7f ? (unsigned char)c : 0;
	}
}

static bool has_mark(unsigned char letter, unsigned char mark)
{
	bool ha = letter >= 0xca && letter <= 0xce;

	return mark == HALF_VOICED ? ha : ha || letter == 0xb3 || (letter >= 0xb6 && letter <= 0xc4);
}

static enum zengin_fault judge(enum zengin_class class, unsigned char byte, unsigned char before)
{
	if (byte == VOICED || byte == HALF_VOICED)
		return has_mark(before, byte) ? ZENGIN_WRITABLE : ZENGIN_MARK;
	if (byte == ' ' || (byte >= '0' && byte <= '9') || (byte >= LETTER_A && byte < VOICED))
		return ZENGIN_WRITABLE;
	if (byte >= 'A' && byte <= 'Z')
		return classes[class].letters ? ZENGIN_WRITABLE : ZENGIN_SYMBOL;
	if (byte == WO)
		return classes[class].wo ? ZENGIN_WRITABLE : ZENGIN_SYMBOL;
	if (byte == 0 || strchr(classes[ZENGIN_EDI].symbols, byte) == NULL)
		return ZENGIN_CHARACTER;
	return strchr(classes[class].symbols, byte) != NULL ? ZENGIN_WRITABLE : ZENGIN_SYMBOL;
}

enum zengin_fault zengin_kana(enum zengin_class class, struct str text, char *out, size_t *n)
{
	const char *at = text.at, *end = at + text.length;
	unsigned char before = 0;

	*n = 0;
	while (at < end) {
		unsigned char mark, byte = byte_of(text_next(&at, end), &mark);
		enum zengin_fault fault = judge(class, byte, before);

		if (fault == ZENGIN_WRITABLE && mark != 0)
			fault = judge(class, mark, byte);
		if (fault != ZENGIN_WRITABLE)
			return fault;
		before = mark != 0 ? mark : byte;
		if (byte == ' ' && *n == 0)
			continue;
		out[(*n)++] = (char)byte;
		if (mark != 0)
			out[(*n)++] = (char)mark;
	}
	while (*n > 0 && out[*n - 1] == ' ')
		(*n)--;
	return *n > 0 ? ZENGIN_WRITABLE : ZENGIN_BLANK;
}

size_t zengin_cut(const char *bytes, size_t n, size_t most)
{
	if (n <= most)
		return n;
	if (most > 0 && ((unsigned char)bytes[most] == VOICED || (unsigned char)bytes[most] == HALF_VOICED))
		most--;
	return most;
}

size_t zengin_utf8(const char *bytes, size_t n, char *out)
{
	size_t length = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		if (byte >= 0xa1 && byte <= 0xdf) { /* U+FF61 to U+FF9F */
			unsigned int low = 0x61 + (byte - 0xa1U);

			out[length++] = (char)0xef;
			out[length++] = (char)(0xbc + (low >> 6));
			out[length++] = (char)(0x80 | (low & 0x3f));
		} else {
			out[length++] = byte >= ' ' && byte < 0x7f ? (char)byte : '?';
		}
	}
	out[length] = '\0';
	return length;
}
