/*
 * embed.h: one font of one document: the codes of its characters, and its objects in the file.
 *
 * A code is the character's place in the order of first use, from 1.  embed_write() puts a Type 0
 * font with Identity-H encoding: the subset's outlines, widths, code to glyph, and code to Unicode
 * (a variation sequence maps to both of its code points).
 *
 * Ownership: the arena of embed_begin().
 * Thread:    the document's.
 */
#ifndef GETSUJI_REPORTS_EMBED_H
#define GETSUJI_REPORTS_EMBED_H

#include "getsuji/arena.h"
#include "getsuji/err.h"
#include "reports/backend/font.h"

#include <hpdf.h>

struct embed_char {
	struct utf8_char text;
	uint16_t glyph_id, advance;
};

struct embed {
	enum font font;
	struct arena *arena;
	struct embed_char *chars; /* code - 1 → character */
	size_t count, room;
	uint16_t *code_of; /* of BMP characters without selector */
	uint16_t *others;  /* hash table of codes of all others; 0 = free */
	size_t others_used, others_room;
};

void embed_begin(struct embed *m, enum font font, struct arena *a);

/* The code of a character; 0 when the 65,535 codes of a font are used up. */
uint16_t embed_code(struct embed *m, struct utf8_char c, const struct font_glyph *g);

/* Adds the font's objects to the document; *out is the font dictionary. */
MUST_CHECK enum err_code embed_write(
	struct embed *m, const struct fonts *fonts, HPDF_Doc doc, HPDF_Dict *out, struct err *e);

#endif
