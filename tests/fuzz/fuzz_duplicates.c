/* Fuzz target: any bytes are a result of the check for duplicate coverage, or refused with a message and a place; what is
 * not UTF-8 is taken as CP932, too.  A person's row that is given holds in itself.  See record_invariants.h. */
#include "engine/intake/duplicate.h"
#include "tests/fuzz/record_invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As DUPLICATES.md has it. */
static bool may_follow(int before, int record)
{
	return before != DUPLICATE_END && record != DUPLICATE_FILE;
}

static struct record_reader *open_utf8(struct arena *keep, csv_read_fn *read, void *from)
{
	return record_csv(keep, &duplicate_layout, "fuzz", CSV_UTF8, read, from);
}

static struct record_reader *open_cp932(struct arena *keep, csv_read_fn *read, void *from)
{
	return record_csv(keep, &duplicate_layout, "fuzz", CSV_CP932, read, from);
}

static void check_person(const struct record_value *v)
{
	const struct record_value *lost = &v[DUPLICATE_LOST_ON];
	bool none = v[DUPLICATE_KIND].number == DUPLICATE_NONE;

	CHECK(v[DUPLICATE_INSURER_NO].null == none && v[DUPLICATE_QUALIFIED_ON].null == none);
	CHECK(lost->null || (!none && lost->number > v[DUPLICATE_QUALIFIED_ON].number));
}

static void check_persons(const uint8_t *data, size_t size)
{
	struct arena *keep = fuzz_arena();
	struct records_pieces pieces = {data, size, SIZE_MAX};
	struct record_reader *r = open_utf8(keep, records_read, &pieces);
	const struct record_row *row;
	struct err e = {0};
	bool more;

	while (record_next(r, &row, &more, &e) == ERR_OK && more)
		if (row->record == DUPLICATE_PERSON)
			check_person(row->values);
	arena_reset(keep);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct records_form utf8 = {&duplicate_layout, open_utf8, may_follow},
									 cp932 = {&duplicate_layout, open_cp932, may_follow};
	int id = record_invariants(&utf8, data, size);

	if (id == 1103 || id == 1104)
		(void)record_invariants(&cp932, data, size);
	check_persons(data, size);
	return 0;
}
