/* Fuzz target: any bytes are an answer file in CSV or refused with a message and a place; what is not UTF-8 is
 * taken as CP932, too.  See answer_invariants.h. */
#include "tests/fuzz/answer_invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int id = answer_invariants(ANSWERS_CSV, data, size);

	if (id == 1103 || id == 1104)
		(void)answer_invariants(ANSWERS_CP932, data, size);
	return 0;
}
