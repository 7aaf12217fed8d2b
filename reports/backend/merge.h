/*
 * merge.h: a PDF put together from pages of other PDFs, each with a layer drawn over it (qpdf).
 *
 * A page keeps its content stream byte by byte, and the fonts and forms that it uses: those of a file are there once,
 * however many of its pages are taken.  A layer is a page of another document (pdf.h): it becomes a form of its own, with
 * its own resources, shown over the page's content, which cannot disturb it.
 *
 *     struct merge *m = merge_open("郵送", arena);
 *     merge_file(m, path, &source, e);
 *     merge_bytes(m, bytes, length, &layer, e);            the layers of some pages
 *     merge_page(m, source, 3, layer, 1, e);               page 3 of the source, under page 1 of the layers
 *     merge_blank(m, layer, 2, e);                         page 2 of the layers alone
 *     merge_save(m, path, e);
 *
 * Bytes: the same calls with the same files give the same bytes: no date, and an /ID made from the content.
 * Ownership: the arena; files stay open, and the bytes of layers must stay, until it is reset.
 * Thread:    a document belongs to one thread; documents of several threads are independent.
 * Errors:    ERR_INTERNAL, GJ2310, with qpdf's text: a file that is no PDF of ours; ERR_DISK, GJ2311.
 */
#ifndef GETSUJI_REPORTS_MERGE_H
#define GETSUJI_REPORTS_MERGE_H

#include "getsuji/arena.h"
#include "getsuji/err.h"

#include <stddef.h>
#include <stdint.h>

struct merge;
struct merge_file; /* pages to be taken */

struct merge *merge_open(const char *title, struct arena *a);

/* Opens a file whose pages are to be taken. */
MUST_CHECK enum err_code merge_file(
	struct merge *m, const char *path, struct merge_file **out, struct err *e);
/* The same for a document in memory, which must stay there. */
MUST_CHECK enum err_code merge_bytes(
	struct merge *m, const char *bytes, size_t length, struct merge_file **out, struct err *e);

int64_t merge_file_pages(const struct merge_file *f);

/* Appends a page of a file with a layer over it; pages are counted from 1, and each can be taken once. */
MUST_CHECK enum err_code merge_page(struct merge *m, struct merge_file *file, int64_t page,
	struct merge_file *layers, int64_t layer, struct err *e);

/* Appends an A4 page with nothing but a layer. */
MUST_CHECK enum err_code merge_blank(
	struct merge *m, struct merge_file *layers, int64_t layer, struct err *e);

int64_t merge_pages(const struct merge *m);

/* Writes the document; nothing can be appended afterwards. */
MUST_CHECK enum err_code merge_save(struct merge *m, const char *path, struct err *e);

#endif
