/* test_gs1.c: the 44 digits of slips (include/getsuji/gs1.h), against published and independently computed codes. */
#include "getsuji/gs1.h"
#include "tests/unit/vectors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MAKER, FREE, REISSUE, DUE, STAMP, AMOUNT, BODY, CHECK_DIGIT, CODE };
static const struct csv_column columns[] = {{"maker6", false}, {"free21", false}, {"reissue", false},
	{"due_yymmdd", false}, {"stamp", false}, {"amount6", false}, {"body43", false}, {"check", false},
	{"code44", false}, {"zint_codewords", true}, {"origin", true}, {"source", true}, {"confidence", true},
	{"note", true}};
#define COLUMNS (int)(sizeof(columns) / sizeof(columns[0]))

static day_t day_of_text(const char *yymmdd)
{
	int n = (int)strtol(yymmdd, NULL, 10);

	return n == 999999 ? DAY_MAX : day_of(2000 + n / 10000, n / 100 % 100, n % 100);
}

/* The published code, and three that another program computed: written, read back, and their check digits. */
static void vectors_are_written_and_read(void **state)
{
	struct err e = {0};
	struct arena *a = arena_new();
	struct csv *file = vectors_open(a, "gs1_cvs44.csv", columns, COLUMNS, &e);
	const struct csv_field *f;
	bool more;
	int rows = 0;

	(void)state;
	assert_non_null(file);
	while (csv_next(file, &f, &more, &e) == ERR_OK && more) {
		struct gs1_slip slip = {.reissue = f[REISSUE].text[0] - '0',
			.due_on = day_of_text(f[DUE].text),
			.stamp = f[STAMP].text[0] == '1',
			.yen = strtol(f[AMOUNT].text, NULL, 10)};
		struct gs1_slip back;
		char code[GS1_SLIP_DIGITS + 1], again[GS1_SLIP_DIGITS + 1];

		memcpy(slip.maker, f[MAKER].text, GS1_MAKER_DIGITS);
		memcpy(slip.free, f[FREE].text, GS1_FREE_DIGITS);
		assert_true(gs1_slip_write(&slip, code));
		assert_string_equal(code, f[CODE].text);
		assert_int_equal(gs1_check_digit(f[BODY].text, f[BODY].length), f[CHECK_DIGIT].text[0] - '0');
		assert_true(gs1_slip_read(f[CODE].text, f[CODE].length, &back));
		assert_true(gs1_slip_write(&back, again));
		assert_string_equal(again, code);
		assert_int_equal(back.due_on, slip.due_on);
		assert_int_equal(back.yen, slip.yen);
		rows++;
	}
	assert_int_equal(e.code, ERR_OK);
	assert_int_equal(rows, 4);
	arena_free(a);
}

static const char published[] = "91912345000000000000004520875004013100295004";

static void one_wrong_digit_is_found(void **state)
{
	struct gs1_slip slip;
	char code[sizeof(published)];

	(void)state;
	memcpy(code, published, sizeof(published));
	for (size_t at = 0; at < GS1_SLIP_DIGITS; at++) {
		for (code[at] = '0'; code[at] <= '9'; code[at]++)
			assert_true(gs1_slip_read(code, GS1_SLIP_DIGITS, &slip) == (code[at] == published[at]));
		code[at] = published[at];
	}
}

static void what_does_not_fit_is_not_written(void **state)
{
	const struct gs1_slip right = {"912345", "000000000000000000010", 1, day_of(2026, 12, 25), false, 300000};
	struct gs1_slip wrong[9];
	char code[GS1_SLIP_DIGITS + 1] = "kept";

	(void)state;
	for (size_t i = 0; i < 9; i++)
		wrong[i] = right;
	wrong[0].yen = GS1_YEN_MAX + 1;
	wrong[1].yen = -1;
	wrong[2].reissue = 10;
	wrong[3].due_on = day_of(2100, 1, 1);
	wrong[4].due_on = day_of(1999, 12, 31);
	wrong[5].maker[5] = '\0';
	wrong[6].free[0] = 'A';
	wrong[7].free[20] = '\0';
	wrong[8].reissue = -1;
	for (size_t i = 0; i < 9; i++) {
		assert_false(gs1_slip_write(&wrong[i], code));
		assert_string_equal(code, "kept");
	}
	assert_true(gs1_slip_write(&right, code));
	assert_int_equal(strlen(code), GS1_SLIP_DIGITS);
}

/* A code whose check digit holds may still say what cannot be. */
static void what_says_nothing_possible_is_not_read(void **state)
{
	static const char *const bodies[] = {
		"9291234500000000000000452087500401310029500", /* another identifier */
		"9191234500000000000000452087500402310029500", /* 31 February */
		"9191234500000000000000452087500400000029500", /* no month */
		"9191234500000000000000452087500401312029500"  /* stamp 2 */
	};
	struct gs1_slip slip;

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		char code[GS1_SLIP_DIGITS + 1];

		memcpy(code, bodies[i], GS1_SLIP_DIGITS - 1);
		code[GS1_SLIP_DIGITS - 1] = (char)('0' + gs1_check_digit(bodies[i], GS1_SLIP_DIGITS - 1));
		assert_false(gs1_slip_read(code, GS1_SLIP_DIGITS, &slip));
	}
	assert_false(gs1_slip_read(published, GS1_SLIP_DIGITS - 1, &slip));
	assert_false(gs1_slip_read("9191234500000000000000452087500401310029500x", GS1_SLIP_DIGITS, &slip));
	assert_int_equal(gs1_check_digit("", 0), -1);
	assert_int_equal(gs1_check_digit("12a", 3), -1);
}

static void people_read_it_in_two_lines(void **state)
{
	char first[GS1_LINE_1], second[GS1_LINE_2];

	(void)state;
	gs1_slip_lines(published, first, second);
	assert_string_equal(first, "(91)912345-0000000000000045208750");
	assert_string_equal(second, "040131-0-029500-4");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors_are_written_and_read),
		cmocka_unit_test(one_wrong_digit_is_found),
		cmocka_unit_test(what_does_not_fit_is_not_written),
		cmocka_unit_test(what_says_nothing_possible_is_not_read),
		cmocka_unit_test(people_read_it_in_two_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
