/*
 * utf8.h: UTF-8 as a printer sees it: one character at a time, a variation selector with its base.
 *
 * A character is a base code point and, where one follows, its variation selector (U+FE00..FE0F,
 * U+E0100..E01EF): 葛 + U+E0102 is one character of two code points and must never be split or lose
 * its selector.  Malformed UTF-8 is reported, never repaired.
 *
 * Thread: any; pure.
 */
#ifndef GETSUJI_REPORTS_UTF8_H
#define GETSUJI_REPORTS_UTF8_H

#include "getsuji/rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct utf8_char {
	uint32_t base;
	uint32_t selector; /* 0: none */
};

enum utf8_step { UTF8_END, UTF8_CHAR, UTF8_MALFORMED };

/* Takes the next character off the front of *rest.  On UTF8_MALFORMED *rest stays where it is. */
enum utf8_step utf8_next(struct str *rest, struct utf8_char *out);

/* User-perceived characters; SIZE_MAX for malformed text. */
size_t utf8_length(struct str text);

/* Writes a code point as UTF-16, 1 or 2 units; returns how many. */
size_t utf8_to_utf16(uint32_t code_point, uint16_t out[static 2]);

/* A zero-terminated string as a str. */
struct str utf8_of(const char *s);

#endif
