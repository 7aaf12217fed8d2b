/* Fuzz target: any bytes are a result of the check for duplicate coverage, or refused with a message and a place.  A
 * person's row that is given holds in itself.  See list_invariants.h. */
#include "engine/intake/duplicate.h"
#include "tests/fuzz/list_invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_person(const struct record_value *v)
{
	const struct record_value *lost = &v[DUPLICATE_LOST_ON];
	bool none = v[DUPLICATE_KIND].number == DUPLICATE_NONE;

	CHECK(v[DUPLICATE_INSURER_NO].null == none && v[DUPLICATE_QUALIFIED_ON].null == none);
	CHECK(lost->null || (!none && lost->number > v[DUPLICATE_QUALIFIED_ON].number));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	list_invariants(&duplicate_layout, check_person, data, size);
	return 0;
}
