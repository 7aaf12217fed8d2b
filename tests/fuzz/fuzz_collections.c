/* Fuzz target: any bytes are a collector's report, or refused with a message and a place.  What a slip's digits say is what
 * they are written from; the 44 digits of a barcode likewise.  See list_invariants.h. */
#include "engine/intake/collection.h"
#include "getsuji/gs1.h"
#include "getsuji/slip.h"
#include "tests/fuzz/list_invariants.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_slip(const char *digits, size_t n)
{
	struct slip_number number;
	char again[SLIP_NUMBER_DIGITS + 1];

	if (!slip_number_read(digits, n, &number))
		return;
	slip_number_write(&number, again);
	CHECK(n == SLIP_NUMBER_DIGITS && memcmp(again, digits, n) == 0);
}

static void check_payment(const struct record_value *v)
{
	CHECK(v[COLLECTION_PAYMENT_AMOUNT].number > 0 && v[COLLECTION_PAYMENT_REPORT].number > 0);
	CHECK(v[COLLECTION_PAYMENT_SLIP].text.length == SLIP_NUMBER_DIGITS);
	check_slip(v[COLLECTION_PAYMENT_SLIP].text.at, v[COLLECTION_PAYMENT_SLIP].text.length);
}

/* The bytes as digits: of a slip, and of a barcode. */
static void check_digits(const uint8_t *data, size_t size)
{
	struct gs1_slip slip;
	char again[GS1_SLIP_DIGITS + 1];

	check_slip((const char *)data, size);
	if (!gs1_slip_read((const char *)data, size, &slip))
		return;
	CHECK(size == GS1_SLIP_DIGITS && gs1_slip_write(&slip, again) && memcmp(again, data, size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	list_invariants(&collection_layout, check_payment, data, size);
	check_digits(data, size);
	return 0;
}
