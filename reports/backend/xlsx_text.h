/*
 * xlsx_text.h: text on its way into a cell or a sheet's name.
 *
 * Thread: any; pure.
 */
#ifndef REPORTS_BACKEND_XLSX_TEXT_H
#define REPORTS_BACKEND_XLSX_TEXT_H

#include "reports/backend/xlsx.h"

#include <stddef.h>

/* A text as measured: in half-width characters, of its widest line; lines at a width of `wrap`. */
struct xlsx_extent {
	int width;
	int lines;
};

#define XLSX_TEXT_ROOM (XLSX_TEXT_MAX + 64)

/* Copies text to out (XLSX_TEXT_ROOM bytes) as a cell can hold it: at most XLSX_TEXT_MAX bytes,
 * U+FFFE, U+FFFF, zero bytes and broken UTF-8 as U+FFFD, and "_x0041_", which Excel would read as an
 * escaped A, written so that it stays as it is.  wrap: columns per line, 0 = never.
 * Ambiguous characters count as wide, as Japanese fonts draw them. */
struct xlsx_extent xlsx_text_clean(const char *at, size_t length, int wrap, char *out);

/* A name fit for a sheet's tab: at most `room` UTF-16 units, forbidden characters as '_'.  Returns out
 * (at least 128 bytes). */
char *xlsx_text_sheet_name(const char *name, int room, char out[static 128]);

#endif
