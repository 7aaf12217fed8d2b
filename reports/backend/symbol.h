/*
 * symbol.h: 2D codes that make each printed sheet identify itself, encoded by zint.
 *
 * A QR code of level M with a fixed mask: choosing the best of eight takes ten times as long, and
 * readers take any.  Contents are opaque numbers in QR's alphanumeric set, never personal data.
 *
 * Thread: any.
 */
#ifndef GETSUJI_REPORTS_SYMBOL_H
#define GETSUJI_REPORTS_SYMBOL_H

#include "getsuji/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SYMBOL_SIDE_MAX 45 /* modules: QR version 7, over 170 characters */

struct symbol {
	int side;                                       /* modules, without the quiet zone */
	uint8_t dark[SYMBOL_SIDE_MAX][SYMBOL_SIDE_MAX]; /* 1 or 0; [row][column] */
};

/* Errors: ERR_INTERNAL, GJ1710, with zint's text. */
MUST_CHECK enum err_code symbol_encode(const char *content, struct symbol *out, struct err *e);

/* Five digits over a content, so that a misread is noticed (CRC-16/CCITT). */
void symbol_check(const char *content, char out[static 6]);

#endif
