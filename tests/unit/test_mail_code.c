/*
 * test_mail_code.c: getsuji/mail_code.h, with MACs that another program computed (Python's hmac and base64).
 */
#include "getsuji/mail_code.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const unsigned char key[MAIL_KEY_SIZE] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
	18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

static const struct {
	struct mail_code code;
	const char *text;
} known[] = {
	{{12, 345, 2, 3, false, 0}, "GJ2:R12:P345:S2/3:F:V0:JYX3E74M"},
	{{0, 1, 1, 1, true, 0}, "GJ2:R0:P1:S1/1:B:V0:KH3Y6KQV"},
	{{999999999, 999999999, 999999999, 999999999, true, 999999999},
		"GJ2:R999999999:P999999999:S999999999/999999999:B:V999999999:4LGJL7AM"},
	{{7, 20000, 1, 10, false, 3}, "GJ2:R7:P20000:S1/10:F:V3:O2F6ZO7Y"},
};

#define KNOWN (sizeof known / sizeof known[0])

static bool is_code(const char *text)
{
	struct mail_code c;

	return mail_code_parse(text, strlen(text), &c);
}

static void codes_are_those_that_another_program_computes(void **state)
{
	char text[MAIL_CODE_SIZE];

	(void)state;
	for (size_t i = 0; i < KNOWN; i++) {
		assert_string_equal(mail_code_format(&known[i].code, key, text), known[i].text);
		assert_true(mail_code_holds(text, strlen(text), key));
	}
}

static void what_is_parsed_is_what_was_formatted(void **state)
{
	struct mail_code c;

	(void)state;
	for (size_t i = 0; i < KNOWN; i++) {
		assert_true(mail_code_parse(known[i].text, strlen(known[i].text), &c));
		assert_int_equal(c.run_id, known[i].code.run_id);
		assert_int_equal(c.piece_no, known[i].code.piece_no);
		assert_int_equal(c.sheet, known[i].code.sheet);
		assert_int_equal(c.sheets, known[i].code.sheets);
		assert_int_equal(c.back, known[i].code.back);
		assert_int_equal(c.version, known[i].code.version);
	}
}

static void a_text_that_is_cut_or_longer_is_no_code(void **state)
{
	char text[MAIL_CODE_SIZE + 1];
	struct mail_code c;

	(void)state;
	for (size_t i = 0; i < KNOWN; i++) {
		size_t n = strlen(known[i].text);

		for (size_t length = 0; length < n; length++)
			assert_false(mail_code_parse(known[i].text, length, &c));
		snprintf(text, sizeof text, "%sA", known[i].text);
		assert_false(is_code(text));
	}
}

static void a_number_has_one_form_and_its_range(void **state)
{
	(void)state;
	assert_true(is_code("GJ2:R12:P345:S2/3:F:V0:AAAAAAAA"));
	assert_false(is_code("GJ2:R012:P345:S2/3:F:V0:AAAAAAAA"));
	assert_false(is_code("GJ2:R+12:P345:S2/3:F:V0:AAAAAAAA"));
	assert_false(is_code("GJ2:R-1:P345:S2/3:F:V0:AAAAAAAA"));
	assert_false(is_code("GJ2:R:P345:S2/3:F:V0:AAAAAAAA"));
	assert_false(is_code("GJ2:R12:P1000000000:S2/3:F:V0:AAAAAAAA"));
	assert_false(is_code("GJ2:R12:P99999999999999999999:S2/3:F:V0:AAAAAAAA"));
	assert_false(is_code("GJ2:R12:P0:S2/3:F:V0:AAAAAAAA"));
	assert_false(is_code("GJ2:R12:P345:S0/3:F:V0:AAAAAAAA"));
	assert_false(is_code("GJ2:R12:P345:S4/3:F:V0:AAAAAAAA"));
	assert_false(is_code("GJ2:R12:P345:S2/3:G:V0:AAAAAAAA"));
	assert_false(is_code("GJ2:R12:P345:S2/3:f:V0:AAAAAAAA"));
	assert_false(is_code("GJ1:R12:P345:S2/3:F:V0:AAAAAAAA"));
	assert_false(is_code("GJ2:R12:P345:S2/3:F:V0:AAAAAAA1"));
	assert_false(is_code("GJ2:R12:P345:S2/3:F:V0:aAAAAAAA"));
	assert_false(is_code(" GJ2:R12:P345:S2/3:F:V0:AAAAAAAA"));
}

/* Any one character of a printed code replaced by any other: it is no code any more, or its MAC does not hold. */
static void a_changed_character_never_passes(void **state)
{
	static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ:/";
	char text[MAIL_CODE_SIZE];
	int changed = 0;

	(void)state;
	for (size_t i = 0; i < KNOWN; i++) {
		size_t n = strlen(known[i].text);

		for (size_t at = 0; at < n; at++)
			for (const char *to = letters; *to != '\0'; to++) {
				memcpy(text, known[i].text, n + 1);
				if (text[at] == *to)
					continue;
				text[at] = *to;
				assert_false(is_code(text) && mail_code_holds(text, n, key));
				changed++;
			}
	}
	assert_true(changed > 4000);
}

static void another_key_does_not_fit(void **state)
{
	unsigned char other[MAIL_KEY_SIZE];

	(void)state;
	for (size_t i = 0; i < MAIL_KEY_SIZE; i++) {
		memcpy(other, key, sizeof other);
		other[i] ^= 1;
		assert_false(mail_code_holds(known[0].text, strlen(known[0].text), other));
	}
	assert_false(mail_code_holds("", 0, key));
	assert_false(mail_code_holds("AAAAAAAA", 8, key));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_those_that_another_program_computes),
		cmocka_unit_test(what_is_parsed_is_what_was_formatted),
		cmocka_unit_test(a_text_that_is_cut_or_longer_is_no_code),
		cmocka_unit_test(a_number_has_one_form_and_its_range),
		cmocka_unit_test(a_changed_character_never_passes),
		cmocka_unit_test(another_key_does_not_fit),
	};

	return cmocka_run_group_tests_name("mail_code", tests, NULL, NULL);
}
