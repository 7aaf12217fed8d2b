/* Fuzz target: any bytes are an answer file in XML or refused with a message and a place; see answer_invariants.h. */
#include "tests/fuzz/answer_invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	(void)answer_invariants(ANSWERS_XML, data, size);
	return 0;
}
