/* Fuzz target: any bytes are a file of answers to an upload, or refused with a message and a place; what is not UTF-8 is
 * taken as CP932, too.  See record_invariants.h. */
#include "engine/intake/registration.h"
#include "tests/fuzz/record_invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As REGISTRATIONS.md has it. */
static bool may_follow(int before, int record)
{
	return before != REGISTRATION_END && record != REGISTRATION_FILE;
}

static struct record_reader *open_utf8(struct arena *keep, csv_read_fn *read, void *from)
{
	return record_csv(keep, &registration_layout, "fuzz", CSV_UTF8, read, from);
}

static struct record_reader *open_cp932(struct arena *keep, csv_read_fn *read, void *from)
{
	return record_csv(keep, &registration_layout, "fuzz", CSV_CP932, read, from);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct records_form utf8 = {&registration_layout, open_utf8, may_follow},
									 cp932 = {&registration_layout, open_cp932, may_follow};
	int id = record_invariants(&utf8, data, size);

	if (id == 1103 || id == 1104)
		(void)record_invariants(&cp932, data, size);
	return 0;
}
