/* Fuzz target: any bytes are a file of bank results, or refused with a message and a place; what is not UTF-8 is taken as
 * CP932, too.  See record_invariants.h.  And no number of a payment is taken for another. */
#include "engine/intake/bank_result.h"
#include "tests/fuzz/record_invariants.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As BANK.md has it. */
static bool may_follow(int before, int record)
{
	return before != BANK_END && record != BANK_FILE;
}

static struct record_reader *open_utf8(struct arena *keep, csv_read_fn *read, void *from)
{
	return record_csv(keep, &bank_result_layout, "fuzz", CSV_UTF8, read, from);
}

static struct record_reader *open_cp932(struct arena *keep, csv_read_fn *read, void *from)
{
	return record_csv(keep, &bank_result_layout, "fuzz", CSV_CP932, read, from);
}

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
	static const struct records_form utf8 = {&bank_result_layout, open_utf8, may_follow},
									 cp932 = {&bank_result_layout, open_cp932, may_follow};
	int id = record_invariants(&utf8, data, size);

	if (id == 1103 || id == 1104)
		(void)record_invariants(&cp932, data, size);
	check_number(data, size);
	return 0;
}
