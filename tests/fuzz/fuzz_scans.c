/* Fuzz target: any bytes are a file of scans, or refused with a message and a place; what is not UTF-8 is taken as CP932,
 * too.  A time that is given is one.  See record_invariants.h. */
#include "engine/intake/scan.h"
#include "tests/fuzz/record_invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As SCANS.md has it. */
static bool may_follow(int before, int record)
{
	return before != SCAN_END && record != SCAN_FILE;
}

static struct record_reader *open_utf8(struct arena *keep, csv_read_fn *read, void *from)
{
	return record_csv(keep, &scan_layout, "fuzz", CSV_UTF8, read, from);
}

static struct record_reader *open_cp932(struct arena *keep, csv_read_fn *read, void *from)
{
	return record_csv(keep, &scan_layout, "fuzz", CSV_CP932, read, from);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct records_form utf8 = {&scan_layout, open_utf8, may_follow},
									 cp932 = {&scan_layout, open_cp932, may_follow};
	int id = record_invariants(&utf8, data, size);

	if (id == 1103 || id == 1104)
		(void)record_invariants(&cp932, data, size);
	return 0;
}
