/*
 * list_invariants.h: record_invariants.h for files that are lists (record_list.h): what is not UTF-8 is taken as CP932,
 * too, and every row that is given holds in itself.
 */
#ifndef TESTS_FUZZ_LIST_INVARIANTS_H
#define TESTS_FUZZ_LIST_INVARIANTS_H

#include "engine/intake/record_list.h"
#include "tests/fuzz/record_invariants.h"

static const struct record_layout *list_layout; /* of the program's one kind of file */

static bool list_may_follow(int before, int record)
{
	return before != LIST_END && record != LIST_FILE;
}

static struct record_reader *list_utf8(struct arena *keep, csv_read_fn *read, void *from)
{
	return record_csv(keep, list_layout, "fuzz", CSV_UTF8, read, from);
}

static struct record_reader *list_cp932(struct arena *keep, csv_read_fn *read, void *from)
{
	return record_csv(keep, list_layout, "fuzz", CSV_CP932, read, from);
}

static void list_check_rows(
	void (*check)(const struct record_value values[]), const uint8_t *data, size_t size)
{
	struct arena *keep = fuzz_arena();
	struct records_pieces pieces = {data, size, SIZE_MAX};
	struct record_reader *r = list_utf8(keep, records_read, &pieces);
	const struct record_row *row;
	struct err e = {0};
	bool more;

	while (record_next(r, &row, &more, &e) == ERR_OK && more)
		if (row->record == LIST_ROW)
			check(row->values);
	arena_reset(keep);
}

/* check: what holds for each row that is given; NULL: nothing more than its layout says. */
static void list_invariants(const struct record_layout *layout,
	void (*check)(const struct record_value values[]), const uint8_t *data, size_t size)
{
	const struct records_form utf8 = {layout, list_utf8, list_may_follow},
							  cp932 = {layout, list_cp932, list_may_follow};
	int id;

	list_layout = layout;
	id = record_invariants(&utf8, data, size);
	if (id == 1103 || id == 1104)
		(void)record_invariants(&cp932, data, size);
	if (check != NULL)
		list_check_rows(check, data, size);
}

#endif
