/* Fuzz target: any bytes are a file of answers to an upload, or refused with a message and a place.  See
 * list_invariants.h. */
#include "engine/intake/registration.h"
#include "tests/fuzz/list_invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	list_invariants(&registration_layout, NULL, data, size);
	return 0;
}
