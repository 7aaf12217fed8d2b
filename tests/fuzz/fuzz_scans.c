/* Fuzz target: any bytes are a file of scans, or refused with a message and a place.  A time that is given is one.  See
 * list_invariants.h. */
#include "engine/intake/scan.h"
#include "tests/fuzz/list_invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_reading(const struct record_value *v)
{
	int64_t seconds;

	CHECK(scan_seconds(v[SCAN_READING_AT].text, &seconds));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	list_invariants(&scan_layout, check_reading, data, size);
	return 0;
}
