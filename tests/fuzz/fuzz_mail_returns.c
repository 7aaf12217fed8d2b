/* Fuzz target: any bytes are a file of returned mail, or refused with a message and a place.  Whatever is taken for the
 * number of a piece is written as it is read.  See list_invariants.h. */
#include "engine/intake/mail_return.h"
#include "tests/fuzz/list_invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
	list_invariants(&mail_return_layout, NULL, data, size);
	check_number(data, size);
	return 0;
}
