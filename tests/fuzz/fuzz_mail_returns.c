/* Fuzz target: any bytes are a file of returned mail, or refused with a message and a place; what is not UTF-8 is taken as
 * CP932, too.  Whatever is taken for the number of a piece is written as it is read.  See record_invariants.h. */
#include "engine/intake/mail_return.h"
#include "tests/fuzz/record_invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As SCANS.md has it. */
static bool may_follow(int before, int record)
{
	return before != MAIL_RETURN_END && record != MAIL_RETURN_FILE;
}

static struct record_reader *open_utf8(struct arena *keep, csv_read_fn *read, void *from)
{
	return record_csv(keep, &mail_return_layout, "fuzz", CSV_UTF8, read, from);
}

static struct record_reader *open_cp932(struct arena *keep, csv_read_fn *read, void *from)
{
	return record_csv(keep, &mail_return_layout, "fuzz", CSV_CP932, read, from);
}

static void check_number(const uint8_t *data, size_t size)
{
	const struct str text = {(const char *)data, size};
	int32_t run = 0, piece = 0;
	char again[32];

	if (!mail_return_number(text, &run, &piece))
		return;
	CHECK(snprintf(again, sizeof again, "%d-%d", (int)run, (int)piece) == (int)size);
	CHECK(memcmp(again, data, size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct records_form utf8 = {&mail_return_layout, open_utf8, may_follow},
									 cp932 = {&mail_return_layout, open_cp932, may_follow};
	int id = record_invariants(&utf8, data, size);

	if (id == 1103 || id == 1104)
		(void)record_invariants(&cp932, data, size);
	check_number(data, size);
	return 0;
}
