/*
 * symbol.h: 2D codes that make each printed sheet identify itself, and the barcode of slips; encoded by zint.
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

/* GS1-128 of a slip for stores (getsuji/gs1.h): 44 digits, always as wide.  What must be blank left and right of it
 * (quiet zones) is not counted. */
#define SYMBOL_SLIP_MODULES 288
#define SYMBOL_SLIP_QUIET   10

struct symbol_bars {
	uint8_t dark[SYMBOL_SLIP_MODULES]; /* 1 or 0, from the left */
};

/* Errors: ERR_INTERNAL, GJ2370 with zint's text, GJ2371. */
MUST_CHECK enum err_code symbol_encode_slip(const char *digits, struct symbol_bars *out, struct err *e);

/* Five digits over a content, so that a misread is noticed (CRC-16/CCITT). */
void symbol_check(const char *content, char out[static 6]);

#endif
