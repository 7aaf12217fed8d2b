/*
 * say.h: how things look on a terminal: errors, aligned tables, numbers, durations.
 *
 * Widths are display columns (East Asian width), not bytes.  Thread: main only.
 */
#ifndef GETSUJI_SAY_H
#define GETSUJI_SAY_H

#include "getsuji/arena.h"
#include "getsuji/err.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* "GJ1203 FILE:LINE:COLUMN: message", then detail and hint, each on lines of their own; wrong input and
 * usage have a general remedy where the error brings none. */
void say_error(FILE *to, const struct err *e);

/* A state or decision of the ledger as a word of the language; one that is not known as it is. */
const char *say_state(const char *state);

/* A text that somebody typed or a file holds, for a terminal: control characters, which could move the
 * cursor or hide what follows, become "?", line ends and tabs spaces. */
const char *say_plain(struct arena *keep, const char *text);

/* A record's key: a household as OFFICE-CASE, a piece by its number. */
const char *say_key(struct arena *keep, int64_t key);

/* Text padded with spaces on the right to `columns`; longer text is not cut. */
void say_padded(FILE *to, const char *text, int columns);

/* "1,234,567"; "1分 5秒" or "1m 05s"; "42 kB". */
const char *say_number(struct arena *keep, int64_t v);
const char *say_seconds(struct arena *keep, double seconds);

/* Whether colour may be used on a stream: option, NO_COLOR, terminal. */
bool say_colour(FILE *to, const char *option);

/* A table aligned by display width. */
struct table;
struct table *table_new(struct arena *keep, int columns, const char *align); /* "lrr…": left or right */
void table_cell(struct table *t, const char *text);                          /* row by row */
void table_print(const struct table *t, FILE *to, const char *indent);

#endif
