/* vectors.h: reads a file of tests/golden/vectors/ row by row.  Included by tests only. */
#ifndef GETSUJI_TESTS_VECTORS_H
#define GETSUJI_TESTS_VECTORS_H

#include "getsuji/csv.h"
#include "getsuji/rows.h"

#include <stdio.h>

/* The file's rows as a CSV reader with these columns bound; NULL where it cannot be read. */
static inline struct csv *vectors_open(
	struct arena *a, const char *name, const struct csv_column *columns, int count, struct err *e)
{
	const char *path = arena_printf(a, "tests/golden/vectors/%s", name);
	size_t room = 1 << 20, n;
	char *bytes = arena_alloc(a, room);
	FILE *f = fopen(path, "rb");
	struct csv *c;

	if (f == NULL)
		return NULL;
	n = fread(bytes, 1, room, f);
	fclose(f);
	c = csv_new_bytes(a, name, CSV_UTF8, bytes, n);
	return n < room && csv_header(c, columns, count, e) == ERR_OK ? c : NULL;
}

static inline struct str vectors_str(const struct csv_field *f)
{
	return (struct str){f->text, f->length};
}

#endif
