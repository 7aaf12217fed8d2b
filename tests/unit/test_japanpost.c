/*
 * test_japanpost.c: the customer barcode against Japan Post's published examples and against zint.
 */
#include "reports/backend/japanpost.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <zint.h>

#include <cmocka.h>

#include "tests/unit/vectors.h"

static struct arena *arena;
static struct err err;

static const char *name_of(int value, char out[static 8])
{
	if (value < 10)
		snprintf(out, 8, "%d", value);
	else if (value == 10)
		snprintf(out, 8, "-");
	else
		snprintf(out, 8, "CC%d", value - 10);
	return out;
}

static void published_addresses_give_their_numbers_and_symbols(void **state)
{
	static const struct csv_column columns[] = {{"zip", false}, {"address", false}, {"extracted", false},
		{"chars20", false}, {"check_char", false}, {"origin", false}, {"source", false},
		{"confidence", false}, {"note", false}};
	struct csv *c = vectors_open(arena, "japanpost_address.csv", columns, 9, &err);
	const struct csv_field *f;
	bool more = true;
	int rows = 0;

	(void)state;
	assert_non_null(c);
	while (csv_next(c, &f, &more, &err) == ERR_OK && more) {
		struct str numbers = japanpost_extract(vectors_str(&f[1]), arena);
		struct japanpost code;
		char symbols[128] = "", name[8];
		assert_int_equal(numbers.length, f[2].length);
		assert_memory_equal(numbers.at, f[2].text, numbers.length);
		assert_true(japanpost_encode(vectors_str(&f[0]), numbers, &code));
		for (int i = 0; i < JAPANPOST_SYMBOLS; i++) {
			size_t n = strlen(symbols);
			snprintf(
				symbols + n, sizeof symbols - n, "%s%s", i > 0 ? " " : "", name_of(code.symbols[i], name));
		}
		assert_string_equal(symbols, f[3].text);
		assert_string_equal(name_of(code.check, name), f[4].text);
		rows++;
	}
	assert_int_equal(err.code, ERR_OK);
	assert_int_equal(rows, 10);
}

static void published_data_give_their_bars(void **state)
{
	static const struct csv_column columns[] = {{"data", false}, {"bars_FADT", false}, {"origin", false},
		{"source", false}, {"confidence", false}, {"note", false}};
	struct csv *c = vectors_open(arena, "japanpost_bars.csv", columns, 6, &err);
	const struct csv_field *f;
	bool more = true;
	int rows = 0;

	(void)state;
	assert_non_null(c);
	while (csv_next(c, &f, &more, &err) == ERR_OK && more) {
		struct str postal_code = {f[0].text, 7}, numbers = {f[0].text + 7, f[0].length - 7};
		struct japanpost code;
		assert_true(japanpost_encode(postal_code, numbers, &code));
		assert_string_equal(code.bars, f[1].text);
		rows++;
	}
	assert_int_equal(rows, 14);
}

/* zint's bars as text: in three rows of modules, the upper and the lower one are the extensions. */
static void read_zint(const char *data, char out[static JAPANPOST_BARS + 1])
{
	struct zint_symbol *z = ZBarcode_Create();

	assert_non_null(z);
	z->symbology = BARCODE_JAPANPOST;
	assert_true(ZBarcode_Encode(z, (const unsigned char *)data, 0) < ZINT_ERROR);
	assert_int_equal(z->rows, 3);
	for (int i = 0; i < JAPANPOST_BARS; i++) {
		int at = 2 * i;
		int up = z->encoded_data[0][at >> 3] >> (at & 7) & 1,
			down = z->encoded_data[2][at >> 3] >> (at & 7) & 1;
		out[i] = up && down ? 'F' : up ? 'A' : down ? 'D' : 'T';
	}
	out[JAPANPOST_BARS] = '\0';
	ZBarcode_Delete(z);
}

static void zint_draws_the_same_bars(void **state)
{
	static const char *const numbers[] = {
		"", "1", "3-2-503", "10-20-30", "3-20-5B604", "999-999-9999", "1A2", "Z9"};
	char data[64], bars[JAPANPOST_BARS + 1];
	struct japanpost code;

	(void)state;
	for (int i = 0; i < 400; i++) {
		const char *n = numbers[i % 8];
		char postal_code[8];
		snprintf(postal_code, sizeof postal_code, "%07d", i * 24999 % 9999999 / 100 * 100 + i % 99 + 1);
		snprintf(data, sizeof data, "%s%s", postal_code, n);
		read_zint(data, bars);
		assert_true(japanpost_encode(utf8_of(postal_code), utf8_of(n), &code));
		assert_string_equal(code.bars, bars);
	}
}

static void an_area_without_town_gets_no_barcode(void **state)
{
	struct japanpost code;

	(void)state;
	assert_false(japanpost_encode(utf8_of("1000000"), utf8_of("1-2"), &code));
	assert_false(japanpost_encode(utf8_of("2630200"), utf8_of(""), &code));
	assert_false(japanpost_encode(utf8_of("263023"), utf8_of(""), &code));
	assert_false(japanpost_encode(utf8_of("263-023"), utf8_of(""), &code));
	assert_false(japanpost_encode(utf8_of(""), utf8_of(""), &code));
	assert_true(japanpost_encode(utf8_of("2630023"), utf8_of(""), &code));
}

static void a_letter_is_cut_after_its_first_symbol(void **state)
{
	struct japanpost code;

	(void)state;
	assert_true(japanpost_encode(utf8_of("1234567"), utf8_of("123456789-12A"), &code));
	assert_int_equal(code.symbols[19], 11); /* CC1 stays, its digit is gone */
}

static void extracted(const char *address, const char *wanted)
{
	struct str got = japanpost_extract(utf8_of(address), arena);

	assert_int_equal(got.length, strlen(wanted));
	assert_memory_equal(got.at, wanted, got.length);
}

static void kanji_numbers_count_only_before_their_units(void **state)
{
	(void)state;
	extracted("四日市市諏訪町一丁目二番三号", "1-2-3");
	extracted("四日市市諏訪町", "");
	extracted("三重県津市広明町十三番地", "13");
	extracted("八王子市元本郷町三丁目二十四番一号", "3-24-1");
	extracted("町田市森野一〇三番地", "103");
	extracted("千代田区", "");
	extracted("仙台市青葉区千の原百二十番", "1000-120");
}

static void full_width_and_compatibility_forms_are_one(void **state)
{
	(void)state;
	extracted("霞が関１－３－２　ＡＢＣビル１０Ｆ", "1-3-2-10");
	extracted("１丁目２ー３", "1-2-3");
	extracted("ｺｰﾎﾟ･ﾊﾞﾗ1号", "1");
	extracted("\xff\xfe", "");
}

static int open_arena(void **state)
{
	(void)state;
	arena = arena_new();
	err_clear(&err);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_addresses_give_their_numbers_and_symbols),
		cmocka_unit_test(published_data_give_their_bars),
		cmocka_unit_test(zint_draws_the_same_bars),
		cmocka_unit_test(an_area_without_town_gets_no_barcode),
		cmocka_unit_test(a_letter_is_cut_after_its_first_symbol),
		cmocka_unit_test(kanji_numbers_count_only_before_their_units),
		cmocka_unit_test(full_width_and_compatibility_forms_are_one),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
