/*
 * test_text.c: engine/base/text.h
 */
#include "engine/base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* 辻 with one dot: the base character and VARIATION SELECTOR-17 */
#define TSUJI "\xE8\xBE\xBB\xF3\xA0\x84\x80"

static int width(const char *s)
{
	return text_width(s, strlen(s));
}

static void what_is_not_utf8_is_found_with_its_place(void **state)
{
	static const struct {
		const char *text;
		size_t bad;
	} wrong[] = {
		{"\xFF", 0}, {"ab\xC0\x80", 2}, /* overlong */
		{"\xED\xA0\x80", 0},            /* surrogate */
		{"\xF4\x90\x80\x80", 0},        /* above U+10FFFF */
		{"\xE3\x81\x82\xE3\x81", 3},    /* cut */
		{"\x82\xA0", 0},                /* CP932 */
	};
	size_t bad;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		assert_false(text_valid(wrong[i].text, strlen(wrong[i].text), &bad));
		assert_int_equal(bad, wrong[i].bad);
	}
	assert_true(text_valid(TSUJI "井\xF0\xA0\xAE\xB7", 14, NULL));
	assert_true(text_valid("", 0, NULL));
	assert_true(text_valid("a\0b", 3, NULL));
}

static void width_counts_terminal_cells(void **state)
{
	(void)state;
	assert_int_equal(width("abc"), 3);
	assert_int_equal(width("保護"), 4);
	assert_int_equal(width("ｶﾅ"), 2);
	assert_int_equal(width("\xF0\xA0\xAE\xB7野家"), 6); /* U+20BB7 */
	assert_int_equal(width(TSUJI), 2);
	assert_int_equal(width("か\xE3\x82\x99"), 2); /* か and the combining voiced mark */
	assert_int_equal(width("①"), 1);              /* East Asian Ambiguous */
	assert_int_equal(width(""), 0);
}

static void a_variation_selector_stays_with_its_character(void **state)
{
	const char *name = TSUJI "\xE4\xBA\x95";

	(void)state;
	assert_int_equal(text_graphemes(name, strlen(name)), 2);
	assert_int_equal(text_fit_width(name, strlen(name), 2), 7);
	assert_int_equal(text_fit_width(name, strlen(name), 3), 7);
	assert_int_equal(text_fit_width(name, strlen(name), 4), strlen(name));
	assert_int_equal(text_fit_width(name, strlen(name), 0), 0);
}

static void characters_are_read_one_by_one(void **state)
{
	const char *text = "aあ\xF0\xA0\xAE\xB7", *end = text + strlen(text);

	(void)state;
	assert_int_equal(text_next(&text, end), 'a');
	assert_int_equal(text_next(&text, end), 0x3042);
	assert_int_equal(text_next(&text, end), 0x20BB7);
	assert_ptr_equal(text, end);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_utf8_is_found_with_its_place),
		cmocka_unit_test(width_counts_terminal_cells),
		cmocka_unit_test(a_variation_selector_stays_with_its_character),
		cmocka_unit_test(characters_are_read_one_by_one),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
