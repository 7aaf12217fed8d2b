/* Fuzz target: any bytes are an answer file in CSV, in either encoding, or refused with a message and a place; see
 * answer_invariants.h. */
#include "tests/fuzz/answer_invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	answer_invariants(ANSWERS_CSV, data, size);
	answer_invariants(ANSWERS_CP932, data, size);
	return 0;
}
