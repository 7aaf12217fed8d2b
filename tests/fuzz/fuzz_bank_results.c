/* Fuzz target: any bytes are a file of bank results, or refused with a message and a place.  No number of a payment is taken
 * for another.  See list_invariants.h. */
#include "engine/intake/bank_result.h"
#include "tests/fuzz/list_invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any twenty digits of the file, as the number of a payment. */
static void check_number(const uint8_t *data, size_t size)
{
	char digits[BANK_PAYMENT_DIGITS], back[BANK_PAYMENT_DIGITS + 1];
	int32_t run_id, payment_no;
	size_t n = 0;

	for (size_t i = 0; i < size && n < sizeof digits; i++) {
		if (data[i] >= '0' && data[i] <= '9')
			digits[n++] = (char)data[i];
	}
	if (n < sizeof digits || !bank_result_payment((struct str){digits, n}, &run_id, &payment_no))
		return;
	CHECK(run_id > 0 && payment_no > 0);
	(void)snprintf(back, sizeof back, "%010d%010d", payment_no, run_id);
	CHECK(memcmp(digits, back, sizeof digits) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	list_invariants(&bank_result_layout, NULL, data, size);
	check_number(data, size);
	return 0;
}
