/*
 * pdf.h: a PDF document of A4 pages, upright or turned, drawn in hundredths of a millimetre.
 *
 * A document is one bundle or one letter.  libharu keeps its objects, compresses and writes it; the
 * content of the pages is formatted here, as integers, straight into the page's stream, which is
 * several times as fast as drawing through libharu's calls.  What is the same on every page is drawn
 * once as a form and shown by reference.
 *
 * Text is drawn by numbers that each font of the document gives to its characters in the order of
 * first use; on saving, each font is cut down to those (subset.h) and embedded with a table back to
 * Unicode, so that every text can be searched and copied: also characters outside the BMP and
 * variation sequences, which libharu's own text calls would silently leave out.
 *
 * Coordinates: 1/100 mm from the upper left corner of the page, x to the right, y downward.
 * Sizes of text: 1/100 mm too; PDF_PT(105) is 10.5 points.
 *
 * Bytes: the same drawing gives the same bytes: no clock, no random ID.
 * Ownership: the arena; the document ends when the arena is reset.
 * Thread:    a document belongs to one thread; documents of several threads are independent.
 * Errors:    kept in the document; drawing calls do nothing after the first, pdf_save_*() returns it.
 *            GJ1706 libharu, GJ1707 too many pages, GJ1708 file.
 */
#ifndef GETSUJI_REPORTS_PDF_H
#define GETSUJI_REPORTS_PDF_H

#include "getsuji/arena.h"
#include "getsuji/err.h"
#include "reports/backend/font.h"

#include <stdint.h>
#include <stdio.h>

#define PDF_MM          100
#define PDF_PT(tenths)  (((tenths)*2540 + 360) / 720)
#define PDF_PAGE_WIDTH  (210 * PDF_MM)
#define PDF_PAGE_HEIGHT (297 * PDF_MM)
#define PDF_PAGES_MAX   32767 /* libharu's limit of an array */

struct pdf;

struct pdf *pdf_open(const struct fonts *fonts, const char *title, struct arena *a);
/* The same with its pages turned: PDF_PAGE_HEIGHT wide and PDF_PAGE_WIDTH high. */
struct pdf *pdf_open_wide(const struct fonts *fonts, const char *title, struct arena *a);

/* A page; everything between is drawn on it. */
void pdf_begin_page(struct pdf *p);
void pdf_end_page(struct pdf *p);
int64_t pdf_pages(const struct pdf *p);

/* A layer for use on any page, drawn while no page is open.  Returns its number. */
void pdf_begin_form(struct pdf *p);
int pdf_end_form(struct pdf *p);
void pdf_show_form(struct pdf *p, int form);

/* Text whose characters fonts_check() has accepted; x, y: left end of the baseline. */
void pdf_text(struct pdf *p, enum font font, int32_t size, int32_t x, int32_t y, struct str text);
void pdf_text_right(struct pdf *p, enum font font, int32_t size, int32_t right, int32_t y, struct str text);
void pdf_text_centre(struct pdf *p, enum font font, int32_t size, int32_t centre, int32_t y, struct str text);
/* Spread so that the first character begins at x and the last ends at x + width (均等割付). */
void pdf_text_spread(
	struct pdf *p, enum font font, int32_t size, int32_t x, int32_t width, int32_t y, struct str text);

/* A filled rectangle, with x, y the upper left corner; black unless inside pdf_begin_grey(). */
void pdf_fill(struct pdf *p, int32_t x, int32_t y, int32_t width, int32_t height);
/* Fills with grey of this percentage of white until pdf_end_grey(). */
void pdf_begin_grey(struct pdf *p, int percent);
void pdf_end_grey(struct pdf *p);

/* What is drawn in between is turned a quarter to the right around (x, y), so that text reads downward: there x goes down
 * the page and y to its left, from that point. */
void pdf_begin_turned(struct pdf *p, int32_t x, int32_t y);
void pdf_end_turned(struct pdf *p);

/* A rule of a width; a frame of four. */
void pdf_line(struct pdf *p, int32_t pen, int32_t x1, int32_t y1, int32_t x2, int32_t y2);
void pdf_frame(struct pdf *p, int32_t pen, int32_t x, int32_t y, int32_t width, int32_t height);

/* Embeds the fonts and writes the file; nothing can be drawn afterwards. */
MUST_CHECK enum err_code pdf_save_file(struct pdf *p, const char *path, struct err *e);
MUST_CHECK enum err_code pdf_save_stream(struct pdf *p, FILE *out, struct err *e);
/* The same in memory, which lives in the arena. */
MUST_CHECK enum err_code pdf_save_bytes(
	struct pdf *p, struct arena *a, const char **out, size_t *length, struct err *e);

#endif
