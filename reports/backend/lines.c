/* lines.c: where a line may end (see lines.h). */
#include "reports/backend/lines.h"

#include <string.h>

/* How good it is to begin a line at a character. */
enum rank { RANK_NEVER, RANK_POOR, RANK_TOWN, RANK_NUMBER, RANK_SPACE };

struct mark {
	size_t at; /* byte offset */
	uint32_t c;
	int32_t advance; /* thousandths of the size */
	enum rank rank;  /* of a break before it */
};

struct marks {
	struct mark *mark; /* count + 1: the last is the end of the text */
	size_t count;
};

/* clang-format off */
static bool is_closing(uint32_t c)
{
	switch (c) {
	case U'、': case U'。': case U'，': case U'．': case U',': case U'.': case U'・':
	case U'：': case U'；': case U':': case U';': case U'？': case U'！': case U'?':
	case U'!': case U'ー': case U'〜': case U'～': case U'‐': case U'－': case U'-':
	case U'）': case U')': case U'」': case U'』': case U'】': case U'〕': case U'］':
	case U']': case U'｝': case U'}': case U'〉': case U'》': case U'”': case U'’':
	case U'々': case U'〻': case U'ゝ': case U'ゞ': case U'ヽ': case U'ヾ': case U'％':
	case U'%': case U'℃': case U'ぁ': case U'ぃ': case U'ぅ': case U'ぇ': case U'ぉ':
	case U'っ': case U'ゃ': case U'ゅ': case U'ょ': case U'ゎ': case U'ァ': case U'ィ':
	case U'ゥ': case U'ェ': case U'ォ': case U'ッ': case U'ャ': case U'ュ': case U'ョ':
	case U'ヮ': case U'ヵ': case U'ヶ':
		return true;
	default:
		return false;
	}
}

static bool is_opening(uint32_t c)
{
	switch (c) {
	case U'（': case U'(': case U'「': case U'『': case U'【': case U'〔': case U'［':
	case U'[': case U'｛': case U'{': case U'〈': case U'《': case U'“': case U'‘':
	case U'￥': case U'¥': case U'第': case U'△':
		return true;
	default:
		return false;
	}
}

static bool is_kanji_digit(uint32_t c)
{
	switch (c) {
	case U'〇': case U'一': case U'二': case U'三': case U'四': case U'五': case U'六':
	case U'七': case U'八': case U'九': case U'十': case U'百': case U'千':
		return true;
	default:
		return false;
	}
}

static bool is_unit(uint32_t c)
{
	switch (c) {
	case U'円': case U'丁': case U'番': case U'号': case U'地': case U'年': case U'月':
	case U'日': case U'人': case U'か': case U'条': case U'項': case U'階': case U'室':
	case U'歳': case U'級': case U'類':
		return true;
	default:
		return false;
	}
}

/* A hyphen between numbers (3-30-8) belongs to them. */
static bool is_joint(uint32_t c)
{
	switch (c) {
	case U'-': case U',': case U'.': case U'－': case U'‐': case U'−': case U'ー':
	case U'，': case U'．':
		return true;
	default:
		return false;
	}
}
/* clang-format on */

static bool is_space(uint32_t c)
{
	return c == ' ' || c == 0x3000;
}

static bool is_digit(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 0xff10 && c <= 0xff19);
}

static bool is_word(uint32_t c)
{
	return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xff21 && c <= 0xff3a) ||
		   (c >= 0xff41 && c <= 0xff5a);
}

static enum rank rank_between(uint32_t before, uint32_t c)
{
	if (is_space(c) || is_closing(c) || is_opening(before))
		return RANK_NEVER;
	if (is_space(before))
		return RANK_SPACE;
	if (is_word(before) && is_word(c))
		return RANK_NEVER;
	if ((is_digit(before) || is_kanji_digit(before)) && (is_unit(c) || is_digit(c) || is_kanji_digit(c)))
		return RANK_NEVER;
	if (is_joint(before) && is_digit(c))
		return RANK_NEVER;
	if (is_word(before) && c == '(') /* 第8の3(1) */
		return RANK_NEVER;
	return RANK_POOR;
}

/* 丁目, 番地: their second character belongs to the first. */
static bool is_unit_tail(uint32_t before, uint32_t c)
{
	return (before == U'丁' && c == U'目') || (before == U'番' && c == U'地');
}

static struct marks take_marks(const struct fonts *f, enum font font, struct str text, struct arena *a)
{
	struct marks m = {arena_array(a, text.length + 1, sizeof(struct mark)), 0};
	struct str rest = text;
	struct utf8_char c;
	struct font_glyph g;
	uint32_t before = 0;

	while (utf8_next(&rest, &c) == UTF8_CHAR) {
		struct mark *k = &m.mark[m.count];
		size_t next = (size_t)(rest.at - text.at);
		k->c = c.base;
		k->advance = c.base != '\n' && fonts_find(f, font, c, &g) ? g.advance : 0;
		k->rank = m.count == 0 || is_unit_tail(before, c.base) ? RANK_NEVER : rank_between(before, c.base);
		before = c.base;
		m.count++;
		m.mark[m.count].at = next;
	}
	m.mark[m.count].rank = RANK_SPACE;
	return m;
}

/* The first number of an address follows the town; a number ends after 号, 番地 or before a name. */
static void rank_address(struct marks *m)
{
	bool in_numbers = false;

	for (size_t i = 1; i < m->count; i++) {
		struct mark *k = &m->mark[i];
		uint32_t before = m->mark[i - 1].c;
		if (k->rank != RANK_POOR)
			continue;
		if (!in_numbers && is_digit(k->c)) {
			k->rank = RANK_TOWN;
			in_numbers = true;
		} else if (in_numbers && !is_digit(k->c) &&
				   (before == U'号' || before == U'地' || is_digit(before))) {
			k->rank = RANK_NUMBER;
		}
	}
}

/* Spaces at the end of a line are not drawn. */
static struct str cut(struct str text, const struct marks *m, size_t from, size_t to)
{
	while (to > from && (is_space(m->mark[to - 1].c) || m->mark[to - 1].c == '\n'))
		to--;
	return (struct str){text.at + m->mark[from].at, m->mark[to].at - m->mark[from].at};
}

/* Where the line that begins at `from` ends: the last break of the best rank that fits, of any rank
 * where !preferring; the whole rest where it fits.  == from: nothing fits. */
static size_t end_of_line(const struct marks *m, struct lines_style s, size_t from, bool preferring)
{
	int64_t room = (int64_t)s.width * 1000 + 999, used = 0;
	size_t best = from;

	for (size_t i = from; i <= m->count; i++) {
		const struct mark *k = &m->mark[i];
		if (i == m->count)
			return i;
		if (i > from && k->rank != RANK_NEVER &&
			(best == from || !preferring || k->rank >= m->mark[best].rank))
			best = i;
		if (k->c == '\n')
			return i + 1;
		used += (int64_t)k->advance * s.size;
		/* A space that would hang over the edge is not drawn, so it may. */
		if (used > room && !is_space(k->c))
			return best;
	}
	return best;
}

/* As many characters as fit, at least one: for a word wider than the line. */
static size_t end_of_room(const struct marks *m, struct lines_style s, size_t from)
{
	int64_t room = (int64_t)s.width * 1000 + 999, used = 0;
	size_t i = from;

	while (i < m->count && (used += (int64_t)m->mark[i].advance * s.size) <= room)
		i++;
	return i > from ? i : from + 1;
}

static void add_line(struct lines *l, struct str line, struct arena *a)
{
	if ((l->count & (l->count - 1)) == 0 || l->count == 0) {
		size_t room = l->count == 0 ? 1 : l->count * 2;
		l->line = arena_grow(a, l->line, l->count, room, sizeof(*l->line));
	}
	l->line[l->count++] = line;
}

struct lines lines_break(const struct fonts *f, struct lines_style style, struct str text, struct arena *a)
{
	struct marks m = take_marks(f, style.font, text, a);
	struct lines out = {NULL, 0};

	for (size_t from = 0; from < m.count;) {
		size_t to = end_of_line(&m, style, from, false);
		if (to == from)
			to = end_of_room(&m, style, from);
		add_line(&out, cut(text, &m, from, to), a);
		from = to;
	}
	return out;
}

/* All lines under one policy; false where something does not fit. */
static bool try_address(const struct marks *m, struct lines_style style, struct str text, size_t max,
	bool preferring, struct arena *a, struct lines *out)
{
	*out = (struct lines){NULL, 0};
	for (size_t from = 0; from < m->count;) {
		size_t to = end_of_line(m, style, from, preferring);
		if (to == from || out->count == max)
			return false;
		add_line(out, cut(text, m, from, to), a);
		from = to;
	}
	return true;
}

bool lines_break_address(const struct fonts *f, struct lines_style style, struct str text, size_t max,
	struct arena *a, struct lines *out)
{
	struct marks m = take_marks(f, style.font, text, a);

	rank_address(&m);
	return try_address(&m, style, text, max, true, a, out) ||
		   try_address(&m, style, text, max, false, a, out);
}
