/*
 * check_vectors.h: a row of a vector file, and how it is compared with what our code makes of it.  Included by
 * check_vectors.c alone.
 */
#ifndef GETSUJI_TESTS_CHECK_VECTORS_H
#define GETSUJI_TESTS_CHECK_VECTORS_H

#include "getsuji/arena.h"
#include "getsuji/csv.h"
#include "jobs/rules/matching.h"
#include "reports/backend/font.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum verdict { AGREES, DIFFERS, NOT_COVERED, VERDICTS };

struct check {
	struct arena *arena; /* of one file */
	const char *file;
	const struct csv_field *field; /* of the row */
	const struct csv_column *columns;
	int line;
	enum verdict verdict; /* of the row so far */
	const struct fonts *fonts;
	const struct matching_tables *tables;
};

static inline void same(struct check *c, int column, const char *got)
{
	if (strcmp(got, c->field[column].text) == 0)
		return;
	printf("  %s:%d: %s is \"%s\", ours \"%s\"\n", c->file, c->line, c->columns[column].name,
		c->field[column].text, got);
	c->verdict = DIFFERS;
}

static inline void same_number(struct check *c, int column, int64_t got)
{
	same(c, column, arena_printf(c->arena, "%" PRId64, got));
}

/* A published amount that a row may leave out. */
static inline void same_if_given(struct check *c, int column, int64_t got)
{
	if (c->field[column].length > 0)
		same_number(c, column, got);
}

static inline struct str str_of(const struct check *c, int column)
{
	return (struct str){c->field[column].text, c->field[column].length};
}

static inline int64_t number_of(struct check *c, int column)
{
	char *end;
	int64_t value = strtoll(c->field[column].text, &end, 10);

	if (end == c->field[column].text || *end != '\0' || value < 0 || value > INT32_MAX) {
		printf("  %s:%d: %s is no number\n", c->file, c->line, c->columns[column].name);
		c->verdict = DIFFERS;
		return 0;
	}
	return value;
}

#define PROVENANCE \
	{"origin", true}, {"source", true}, {"confidence", true}, \
	{ \
		"note", true \
	}

#endif
