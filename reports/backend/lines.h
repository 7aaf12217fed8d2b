/*
 * lines.h: text broken into lines, the Japanese way.
 *
 * Line-end prohibition (禁則): a line never begins with closing brackets, commas, full stops, small
 * kana or iteration marks, never ends with an opening bracket; a number is never broken, nor parted
 * from the unit or 円 after it.
 *
 * Ownership: the arena for the list; the texts of the lines point into the text given.
 * Thread:    any; pure.
 */
#ifndef GETSUJI_REPORTS_LINES_H
#define GETSUJI_REPORTS_LINES_H

#include "getsuji/arena.h"
#include "reports/backend/font.h"

struct lines {
	struct str *line;
	size_t count;
};

/* How text is set: font, size and the width to fill, in one unit. */
struct lines_style {
	enum font font;
	int32_t size, width;
};

/* A paragraph; '\n' begins a new line.  A word that is wider than a line is broken where it must. */
struct lines lines_break(const struct fonts *f, struct lines_style style, struct str text, struct arena *a);

/* An address in at most max lines, broken by preference before a building name (at a space), after
 * 番地 and 号, after the town (before its first number).  False where it does not fit: an address is
 * never cut. */
bool lines_break_address(const struct fonts *f, struct lines_style style, struct str text, size_t max,
	struct arena *a, struct lines *out);

#endif
