/*
 * text.h: UTF-8 text: is it valid, how wide is it, where may it be cut.
 *
 * All functions take pointer and length.  "Valid" is Unicode's definition: no overlong form, no
 * surrogate, nothing above U+10FFFF.  Functions other than text_valid() want valid text.
 * Width is in terminal cells: East Asian Wide and Fullwidth are 2, Ambiguous is 1, combining marks and
 * variation selectors are 0.  A grapheme is what a reader takes for one character; a base character
 * and its variation selector (辻󠄀) are never parted.
 *
 * Thread: any; pure.
 */
#ifndef GETSUJI_TEXT_H
#define GETSUJI_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* false: *bad (if not NULL) is the offset of the first byte that does not belong. */
bool text_valid(const char *at, size_t length, size_t *bad);

int text_width(const char *at, size_t length);        /* cells */
size_t text_graphemes(const char *at, size_t length); /* what a reader counts */

/* The length in bytes of the longest start that is at most `width` cells, made of whole graphemes. */
size_t text_fit_width(const char *at, size_t length, int width);

/* Decodes the code point at *at, which must not be at the end, and moves *at behind it. */
uint32_t text_next(const char **at, const char *end);

#endif
