/*
 * font.h: the three fonts of all documents, and which of them has a character.
 *
 *   FONT_MINCHO, FONT_GOTHIC  IPAex: what a document asks for
 *   FONT_MJ                   IPAmj Mincho: what those two lack: characters outside the BMP and
 *                             variation sequences of names (文字情報基盤, Moji_Joho)
 *
 * A character is looked for, in this order: with a selector in IPAmj (Moji_Joho), then in the font
 * asked for (IPAex knows sequences of Adobe-Japan1: 葛 + U+E0100); without one in the font asked
 * for, then in IPAmj.  What is in none of them is missing, and what asks for it is held: nothing is
 * ever drawn as a blank or a box.  Private use code points count as missing whatever a font shows
 * for them, because their meaning is the sender's own; so do control characters and lone combining
 * marks.
 *
 * The files are those of the Debian packages fonts-ipaexfont-mincho, -gothic and fonts-ipamj-mincho,
 * or ipaexm.ttf, ipaexg.ttf and ipamjm.ttf in the folder named by GETSUJI_FONTS.
 *
 * Ownership: the arena given to fonts_open().
 * Thread:    fonts_open() one thread; afterwards constant and shared by all.
 * Errors:    ERR_ENVIRONMENT, GJ1701, when a file is missing or not a font.
 */
#ifndef GETSUJI_REPORTS_FONT_H
#define GETSUJI_REPORTS_FONT_H

#include "getsuji/arena.h"
#include "getsuji/err.h"
#include "reports/backend/utf8.h"

enum font { FONT_MINCHO, FONT_GOTHIC, FONT_MJ, FONT_COUNT };

struct fonts;
struct hb_face_t;

struct font_glyph {
	enum font font;
	uint16_t glyph_id;
	uint16_t advance; /* thousandths of the font size */
};

/* Measures that a PDF font descriptor wants, in thousandths of the font size. */
struct font_measures {
	const char *name; /* PostScript name */
	int ascent, descent;
	int box[4];
};

MUST_CHECK enum err_code fonts_open(struct arena *keep, const struct fonts **out, struct err *e);

/* False: no font has the character. */
bool fonts_find(const struct fonts *f, enum font wanted, struct utf8_char c, struct font_glyph *out);

const struct font_measures *fonts_measures(const struct fonts *f, enum font font);

/* The HarfBuzz face, borrowed; immutable. */
struct hb_face_t *fonts_face(const struct fonts *f, enum font font);

/* Checks every character of a text: ERR_DATA, GJ1702 or GJ1704, with the code points of the first
 * missing one
 * (never the text), or GJ1703 for malformed UTF-8. */
MUST_CHECK enum err_code fonts_check(const struct fonts *f, enum font wanted, struct str text, struct err *e);

/* The width of a checked text at a size, in the unit of the size; missing characters count 0. */
int32_t fonts_width(const struct fonts *f, enum font wanted, int32_t size, struct str text);

#endif
