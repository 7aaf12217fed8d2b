/* japanpost.c: address numbers and bars of the customer barcode (see japanpost.h). */
#include "reports/backend/japanpost.h"

#include "getsuji/err.h"

#include <string.h>
#include <uninorm.h>

enum { CODE_HYPHEN = 10, CODE_CC1 = 11, CODE_CC4 = 14, CODE_COUNT = 19 };

/* Bars of the 19 symbols, in the order of their values. */
static const char bars_of[CODE_COUNT][4] = {"FTT", "FFT", "FDA", "DFA", "FAD", "FTF", "DAF", "AFD", "ADF",
	"TFF", "TFT", "DAT", "DTA", "ADT", "TDA", "ATD", "TAD", "TTF", "FFF"};

/* An address while its numbers are taken out: one code point each, 0 = deleted. */
struct work {
	uint32_t *c;
	size_t n;
};

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(uint32_t c)
{
	return c >= 'A' && c <= 'Z';
}

/* Step 1 and 2: compatibility forms (full width, half-width kana) made one, capitals, & / ・ . deleted. */
static struct work normalise(struct str address, struct arena *a)
{
	/* NFKC makes at most 18 code points of one (U+FDFA, three bytes). */
	struct work w = {arena_array(a, address.length * 6 + 1, sizeof(uint32_t)), 0};
	struct utf8_char c;

	while (utf8_next(&address, &c) == UTF8_CHAR) {
		uint32_t folded[18];
		size_t n = sizeof(folded) / sizeof(folded[0]);
		/* One character at a time: none of those that matter composes with its neighbour. */
		CHECK(u32_normalize(UNINORM_NFKC, &c.base, 1, folded, &n) == folded);
		for (size_t i = 0; i < n; i++) {
			uint32_t k = folded[i] >= 'a' && folded[i] <= 'z' ? folded[i] - 'a' + 'A' : folded[i];
			if (k != '&' && k != '/' && k != '.' && k != U'・')
				w.c[w.n++] = k;
		}
	}
	return w;
}

/* The value of a kanji digit, or 10, 100, 1000; -1 for anything else. */
static int kanji_value(uint32_t c)
{
	static const uint32_t digits[] = {U'〇', U'一', U'二', U'三', U'四', U'五', U'六', U'七', U'八', U'九'};

	for (int i = 0; i < 10; i++)
		if (c == digits[i])
			return i;
	return c == U'十' ? 10 : c == U'百' ? 100 : c == U'千' ? 1000 : -1;
}

/* 二十一 = 21, 一〇三 = 103; what does not fit six digits is left as it is (-1). */
static int32_t kanji_number(const uint32_t *c, size_t n)
{
	int32_t sum = 0, digits = 0;
	bool have_digit = false;

	for (size_t i = 0; i < n; i++) {
		int v = kanji_value(c[i]);
		if (v >= 10) {
			sum += (have_digit ? digits : 1) * v;
			digits = 0;
			have_digit = false;
		} else {
			digits = digits * 10 + v;
			have_digit = true;
		}
		if (digits > 99999 || sum > 899999)
			return -1;
	}
	return sum + digits;
}

/* Does what follows make the kanji before it a number?  丁目 丁 番地 番 号 地割 線 の ノ */
static bool counts_after(const struct work *w, size_t at)
{
	uint32_t c = at < w->n ? w->c[at] : 0;
	uint32_t next = at + 1 < w->n ? w->c[at + 1] : 0;

	return c == U'丁' || c == U'番' || c == U'号' || c == U'線' || c == U'の' || c == U'ノ' ||
		   (c == U'地' && next == U'割');
}

/* Step 3: 二十一地割 becomes 21地割, but 四日市 stays. */
static void read_kanji_numbers(struct work *w, struct arena *a)
{
	uint32_t *out = arena_array(a, w->n * 4 + 1, sizeof(*out)); /* 千 = 1000 */
	size_t n = 0;

	for (size_t i = 0; i < w->n;) {
		size_t end = i;
		int32_t value = -1;
		while (end < w->n && kanji_value(w->c[end]) >= 0)
			end++;
		if (end > i && counts_after(w, end))
			value = kanji_number(w->c + i, end - i);
		if (value >= 0) {
			char digits[12];
			int k = 0;
			do {
				digits[k++] = (char)('0' + value % 10);
				value /= 10;
			} while (value > 0);
			while (k > 0)
				out[n++] = (uint32_t)digits[--k];
			i = end;
		} else if (end > i) {
			while (i < end)
				out[n++] = w->c[i++];
		} else {
			out[n++] = w->c[i++];
		}
	}
	w->c = out;
	w->n = n;
}

/* Step 4: the F of a floor (10F) separates. */
static void drop_floors(struct work *w)
{
	for (size_t i = 1; i < w->n; i++)
		if (w->c[i] == 'F' && is_digit(w->c[i - 1]) && !(i + 1 < w->n && is_letter(w->c[i + 1])))
			w->c[i] = ' ';
}

/* Step 5: words of two letters and more separate. */
static void drop_words(struct work *w)
{
	for (size_t i = 0; i < w->n;) {
		size_t end = i;
		while (end < w->n && is_letter(w->c[end]))
			end++;
		if (end - i >= 2)
			for (size_t k = i; k < end; k++)
				w->c[k] = ' ';
		i = end > i ? end : i + 1;
	}
}

/* Steps 6 to 8: everything else is one hyphen, none at the ends, none beside a letter. */
static struct str join(const struct work *w, struct arena *a)
{
	char *out = arena_alloc(a, w->n + 1);
	size_t n = 0;
	bool separate = false;

	for (size_t i = 0; i < w->n; i++) {
		uint32_t c = w->c[i];
		if (!is_digit(c) && !is_letter(c)) {
			separate = true;
			continue;
		}
		if (separate && n > 0 && !is_letter(c) && !is_letter((unsigned char)out[n - 1]))
			out[n++] = '-';
		out[n++] = (char)c;
		separate = false;
	}
	return (struct str){out, n};
}

struct str japanpost_extract(struct str address, struct arena *a)
{
	struct work w = normalise(address, a);

	read_kanji_numbers(&w, a);
	drop_floors(&w);
	drop_words(&w);
	return join(&w, a);
}

/* Adds the symbols of one character as far as they fit. */
static void put_symbols(struct japanpost *out, size_t *n, char c)
{
	int letter = c - 'A';

	if (c == '-') {
		out->symbols[(*n)++] = CODE_HYPHEN;
	} else if (letter < 0) {
		out->symbols[(*n)++] = (unsigned char)(c - '0');
	} else {
		out->symbols[(*n)++] = (unsigned char)(CODE_CC1 + letter / 10);
		if (*n < JAPANPOST_SYMBOLS)
			out->symbols[(*n)++] = (unsigned char)(letter % 10);
	}
}

bool japanpost_encode(struct str postal_code, struct str extracted, struct japanpost *out)
{
	size_t n = 0;
	int sum = 0;
	char *bar = out->bars;

	if (postal_code.length != 7 || memcmp(postal_code.at + 5, "00", 2) == 0)
		return false;
	for (size_t i = 0; i < 7; i++) {
		if (!is_digit((unsigned char)postal_code.at[i]))
			return false;
		put_symbols(out, &n, postal_code.at[i]);
	}
	for (size_t i = 0; i < extracted.length && n < JAPANPOST_SYMBOLS; i++) {
		char c = extracted.at[i];
		if (c != '-' && !is_digit((unsigned char)c) && !is_letter((unsigned char)c))
			return false;
		put_symbols(out, &n, c);
	}
	while (n < JAPANPOST_SYMBOLS)
		out->symbols[n++] = CODE_CC4;
	*bar++ = 'F';
	*bar++ = 'D';
	for (size_t i = 0; i < JAPANPOST_SYMBOLS; i++, bar += 3) {
		sum += out->symbols[i];
		memcpy(bar, bars_of[out->symbols[i]], 3);
	}
	out->check = (unsigned char)((CODE_COUNT - sum % CODE_COUNT) % CODE_COUNT);
	memcpy(bar, bars_of[out->check], 3);
	memcpy(bar + 3, "DF", 3);
	return true;
}
