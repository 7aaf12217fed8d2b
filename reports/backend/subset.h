/*
 * subset.h: a font cut down to the glyphs that a document used, ready to be embedded.
 *
 * HarfBuzz's subsetter drops every outline and table that the document does not need: what is left
 * of a 46 MB font is a few kilobytes, so that a letter of its own costs no more than its share of a
 * bundle.  Glyphs are renumbered; glyph_of[] says how.
 *
 * Ownership: the arena.
 * Thread:    any; the source face is only read.
 * Errors:    ERR_INTERNAL, GJ1705, when HarfBuzz refuses.
 */
#ifndef GETSUJI_REPORTS_SUBSET_H
#define GETSUJI_REPORTS_SUBSET_H

#include "getsuji/arena.h"
#include "getsuji/err.h"
#include "reports/backend/font.h"

struct subset {
	const char *bytes; /* a TrueType file without cmap, name, post and layout tables */
	size_t length;
	const uint16_t *glyph_of; /* new number of the i-th glyph asked for */
};

/* glyphs[]: n glyph numbers of the whole font, in any order, repeats allowed. */
MUST_CHECK enum err_code subset_make(const struct fonts *fonts, enum font font, const uint16_t *glyphs,
	size_t n, struct arena *a, struct subset *out, struct err *e);

#endif
