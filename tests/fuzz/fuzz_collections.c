/* Fuzz target: any bytes are a collector's report, or refused with a message and a place; what is not UTF-8 is taken as
 * CP932, too.  What a slip's digits say is what they are written from; the 44 digits of a barcode likewise.  See
 * record_invariants.h. */
#include "engine/intake/collection.h"
#include "getsuji/gs1.h"
#include "getsuji/slip.h"
#include "tests/fuzz/record_invariants.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As COLLECTIONS.md has it. */
static bool may_follow(int before, int record)
{
	return before != COLLECTION_END && record != COLLECTION_FILE;
}

static struct record_reader *open_utf8(struct arena *keep, csv_read_fn *read, void *from)
{
	return record_csv(keep, &collection_layout, "fuzz", CSV_UTF8, read, from);
}

static struct record_reader *open_cp932(struct arena *keep, csv_read_fn *read, void *from)
{
	return record_csv(keep, &collection_layout, "fuzz", CSV_CP932, read, from);
}

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

static void check_payments(const uint8_t *data, size_t size)
{
	struct arena *keep = fuzz_arena();
	struct records_pieces pieces = {data, size, SIZE_MAX};
	struct record_reader *r = open_utf8(keep, records_read, &pieces);
	const struct record_row *row;
	struct err e = {0};
	bool more;

	while (record_next(r, &row, &more, &e) == ERR_OK && more)
		if (row->record == COLLECTION_PAYMENT)
			check_payment(row->values);
	arena_reset(keep);
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
	static const struct records_form utf8 = {&collection_layout, open_utf8, may_follow},
									 cp932 = {&collection_layout, open_cp932, may_follow};
	int id = record_invariants(&utf8, data, size);

	if (id == 1103 || id == 1104)
		(void)record_invariants(&cp932, data, size);
	check_payments(data, size);
	check_digits(data, size);
	return 0;
}
