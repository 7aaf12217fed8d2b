/* page_text.c: see page_text.h. */
#include "engine/page/page_text.h"

#include "engine/base/text.h"
#include "getsuji/calendar.h"
#include "getsuji/err.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_ROOM = 64 * 1024, DAY_SECONDS = 86400 };

struct page_text *page_text_new(struct arena *keep)
{
	struct page_text *t = arena_alloc(keep, sizeof(*t));

	*t = (struct page_text){.keep = keep, .at = arena_raw(keep, FIRST_ROOM), .room = FIRST_ROOM};
	return t;
}

static void put(struct page_text *t, const char *at, size_t length)
{
	if (t->room - t->length < length) {
		size_t room = t->room * 2 > t->length + length ? t->room * 2 : t->length + length;

		t->at = arena_grow_raw(t->keep, t->at, t->length, room);
		t->room = room;
	}
	memcpy(t->at + t->length, at, length);
	t->length += length;
}

void page_put(struct page_text *t, const char *literal)
{
	put(t, literal, strlen(literal));
}

void page_putf(struct page_text *t, const char *format, ...)
{
	char line[1024];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	CHECK(n >= 0 && (size_t)n < sizeof(line)); /* a literal with numbers in it: always short */
	put(t, line, (size_t)n);
}

static const char *entity(unsigned char c)
{
	switch (c) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return c != '\n' && (c < 0x20 || c == 0x7F) ? "\uFFFD" : NULL;
	}
}

/* The second set of control characters (U+0080…) and those that turn the direction of writing around. */
static bool misleads(const char *at, size_t length)
{
	const char *p = at;
	uint32_t c = text_next(&p, at + length);

	return (c >= 0x80 && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

void page_escape(struct page_text *t, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		unsigned char c = (unsigned char)*text;
		size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
		const char *instead = entity(c);

		if (n > left || !text_valid(text, n, NULL)) {
			n = 1;
			instead = "\uFFFD";
		} else if (n > 1 && misleads(text, n)) {
			instead = "\uFFFD";
		}
		if (instead != NULL)
			page_put(t, instead);
		else
			put(t, text, n);
		text += n;
		left -= n;
	}
}

void page_number(struct page_text *t, int64_t v)
{
	char digits[24], out[32];
	int n = snprintf(digits, sizeof(digits), "%lld", (long long)v), used = 0;

	for (int i = 0; i < n; i++) {
		out[used++] = digits[i];
		if (digits[i] != '-' && i + 1 < n && (n - i - 1) % 3 == 0)
			out[used++] = ',';
	}
	put(t, out, (size_t)used);
}

void page_duration(struct page_text *t, int64_t milliseconds)
{
	long long s = (milliseconds + 500) / 1000, tenths = (milliseconds + 50) / 100;

	if (milliseconds < 950)
		page_putf(t, "0.%02lld秒", (long long)(milliseconds + 5) / 10);
	else if (milliseconds < 9950)
		page_putf(t, "%lld.%lld秒", tenths / 10, tenths % 10);
	else if (s < 60)
		page_putf(t, "%lld秒", s);
	else if (s < 3600)
		page_putf(t, "%lld分%02lld秒", s / 60, s % 60);
	else if (s < DAY_SECONDS)
		page_putf(t, "%lld時間%02lld分", s / 3600, s / 60 % 60);
	else
		page_putf(t, "%lld日%lld時間", s / DAY_SECONDS, s % DAY_SECONDS / 3600);
}

void page_instant(struct page_text *t, int64_t ms)
{
	char text[20];

	page_put(t, ms == 0 ? "―" : instant_format(ms, text));
}

void page_instant_text(struct page_text *t, const char *text)
{
	page_escape(t, text[0] == '\0' ? "―" : text);
}

const char *page_state(const char *state)
{
	static const char *const words[][2] = {{"planned", "予定"}, {"running", "実行中"}, {"waiting", "待機"},
		{"done", "完了"}, {"failed", "失敗"}, {"stopped", "停止"}, {"out_of_balance", "合計不一致"},
		{"skipped", "省略"}, {"accepted", "正常扱い"}, {"interrupted", "中断"}, {"none", "なし"},
		{"computed", "計算済"}, {"approved", "承認"}, {"rejected", "却下"}, {"confirmed", "確定"},
		{"reversed", "取消"}};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i][0], state) == 0)
			return words[i][1];
	}
	return state;
}
