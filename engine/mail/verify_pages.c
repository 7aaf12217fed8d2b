/*
 * verify_pages.c: the code on each side of each sheet, read from the text of a part's pages (see verify.h).
 *
 * A page has one code, however often; and it is the one that the manifest has for that place.  The text of a page is
 * looked at without its blanks, as the reader may put them anywhere.
 */
#include "engine/mail/verify_pages.h"

#include "getsuji/mail_code.h"
#include "getsuji/pdf_text.h"

#include <string.h>

#define CODE_HEAD   "GJ2:"
#define CODE_COLONS 6

/* Where the reader is in a part: the piece and the page of it. */
struct place {
	const struct manifest *manifest;
	const struct manifest_part *part;
	size_t piece; /* index; n_pieces behind the last of the part */
	int part_no;
	int page; /* of the piece, from 0 */
};

/* The length of what looks like a code there; 0: nothing does. */
static size_t code_length(const char *at, const char *end)
{
	int colons = 0;

	for (const char *p = at; p < end && p - at < MAIL_CODE_SIZE; p++) {
		if (*p == ':' && ++colons == CODE_COLONS)
			return end - p > MAIL_CODE_MAC ? (size_t)(p - at) + 1 + MAIL_CODE_MAC : 0;
	}
	return 0;
}

static bool is_wanted(const struct place *w, const struct mail_code *c)
{
	const struct manifest_piece *p = &w->manifest->pieces[w->piece];
	int sides = w->part->duplex ? 2 : 1;

	return c->run_id == w->manifest->run_id && c->piece_no == p->piece_no && c->sheets == p->sheets &&
		   c->sheet == w->page / sides + 1 && c->back == (w->page % sides == 1) && c->version == p->version;
}

/* Whether all codes of the page are the one of this place, and there is one. */
static bool page_fits(const struct place *w, struct str page, struct arena *scratch)
{
	char *text = arena_raw(scratch, page.length + 1), *end = text;
	int codes = 0;

	for (size_t i = 0; i < page.length; i++) {
		if (strchr(" \t\r\n\v", page.at[i]) == NULL || page.at[i] == '\0')
			*end++ = page.at[i];
	}
	for (char *at = text; (at = memmem(at, (size_t)(end - at), CODE_HEAD, strlen(CODE_HEAD))) != NULL; at++) {
		struct mail_code code;
		size_t length = code_length(at, end);

		if (length == 0 || !mail_code_parse(at, length, &code) || !is_wanted(w, &code))
			return false;
		codes++;
	}
	return codes > 0;
}

static void next_page(struct place *w)
{
	w->page++;
	if (w->page < w->manifest->pieces[w->piece].pages)
		return;
	w->page = 0;
	w->piece++;
	if (w->piece < w->manifest->n_pieces && w->manifest->pieces[w->piece].part != w->part_no)
		w->piece = w->manifest->n_pieces;
}

/* Where a piece is; pieces are in the order of their numbers. */
static size_t index_of(const struct manifest *m, int piece_no)
{
	size_t lo = 0, hi = m->n_pieces;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (m->pieces[middle].piece_no < piece_no)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo;
}

void verify_pages(const char *folder, int part_no, struct arena *keep, struct verify *out)
{
	const struct manifest_part *part = &out->manifest.parts[part_no - 1];
	struct place w = {&out->manifest, part, index_of(&out->manifest, part->first_piece), part_no, 0};
	struct verify_finding found = {.file = part->file.name};
	struct arena *scratch = arena_new_in(keep), *line = arena_new_in(scratch);
	struct pdf_text_file *text;
	struct str page = {NULL, 0};
	int64_t pages = 0;
	struct err why = {0};

	if (pdf_text_open(arena_printf(scratch, "%s/%s", folder, part->file.name), scratch, &text, &why) !=
		ERR_OK) {
		found.kind = VERIFY_UNREAD;
		verify_add(out, &found);
		arena_reset(scratch);
		return;
	}
	while (pdf_text_next(text, &page, &why) == ERR_OK && page.at != NULL) {
		pages++;
		if (w.piece < out->manifest.n_pieces) {
			if (!page_fits(&w, page, line)) {
				verify_add(out, &(struct verify_finding){VERIFY_CODE, part->file.name, pages,
									out->manifest.pieces[w.piece].piece_no});
			}
			next_page(&w);
		}
		arena_reset(line);
	}
	if (why.code != ERR_OK || pages != part->pages) {
		found.kind = VERIFY_PAGES; /* a file that cannot be read has none */
		verify_add(out, &found);
	}
	out->pages_read += pages;
	arena_reset(scratch);
}
