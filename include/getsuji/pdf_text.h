/*
 * pdf_text.h: the text of a finished PDF, page by page, as an independent reader sees it.
 *
 * A contract, since reports read back what they made and `spool verify` what it was given; reports/backend/pdf_text.c
 * fulfils it.
 *
 * The reader is pdftotext (poppler-utils), a process of its own whose output comes through a pipe: what it says was
 * neither drawn nor kept by us.  Text comes in the order in which it stands in the page's content.
 *
 *     struct pdf_text_file *f;
 *     pdf_text_open(path, arena, &f, e);
 *     while (pdf_text_next(f, &page, e) == ERR_OK && page.at != NULL) …
 *
 * Ownership: the arena; the process ends at the latest when it is reset.  A page is lent until the next.
 * Thread:    the caller's.
 * Errors:    ERR_ENVIRONMENT, GJ2312: pdftotext is not there; ERR_BALANCE, GJ2313: it could not read the file.
 */
#ifndef GETSUJI_PDF_TEXT_H
#define GETSUJI_PDF_TEXT_H

#include "getsuji/arena.h"
#include "getsuji/err.h"
#include "getsuji/rows.h"

struct pdf_text_file;

MUST_CHECK enum err_code pdf_text_open(
	const char *path, struct arena *a, struct pdf_text_file **out, struct err *e);

/* The next page, UTF-8; at NULL: there are no more, and the process ended well. */
MUST_CHECK enum err_code pdf_text_next(struct pdf_text_file *f, struct str *page, struct err *e);

#endif
