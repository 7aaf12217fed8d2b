/*
 * mail_part_check.h: is a finished part what the database says?  The text of every page is read back by another program
 * (pdf_text.h) and compared, so that a mistake of drawing, of merging or of a source file holds the part back.
 *
 *     code       the page bears the code of its side, once, and no other
 *     recipient  name, address and care-of of the piece stand on the first page of each of its documents
 *     number     every document number on the page is that of its document (of a form in it), and there is one
 *     address    no address of another recipient of the part, where it is not a part of what may stand there: the
 *                recipient's own, the sender's, those of whom an institution's document is about
 *     name       no name of another household of the part as a letter addresses it (…様)
 *     character  every character has a glyph in our fonts: no private use, nothing replaced
 *     blank      a blank back has its code and nothing else
 *
 * Names without 様 are not looked for: a caseworker or a doctor may be called the same.
 *
 * Ownership: the arena.  Thread: the caller's.  Errors: ERR_BALANCE, with the numbers of piece and sheet alone; those of
 * pdf_text.h.
 */
#ifndef GETSUJI_REPORTS_MAIL_PART_CHECK_H
#define GETSUJI_REPORTS_MAIL_PART_CHECK_H

#include "reports/mail_part_pages.h"

/* pieces: of the sides, n of them. */
MUST_CHECK enum err_code mail_part_check(const struct mail_part_sides *sides,
	const struct mail_part_piece *pieces, size_t n, const struct fonts *fonts,
	const unsigned char key[static MAIL_KEY_SIZE], const char *path, struct arena *a, struct err *e);

#endif
