/*
 * test_lines.c: line breaking, 禁則 and addresses.
 */
#include "reports/backend/lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;
static const struct fonts *fonts;

/* Lines joined with '|', set in full-width characters of size 100 to a width of n of them. */
static const char *set(const char *text, int n)
{
	struct lines_style style = {FONT_MINCHO, 100, 100 * n};
	struct lines l = lines_break(fonts, style, utf8_of(text), arena);
	const char *joined = "";

	for (size_t i = 0; i < l.count; i++)
		joined =
			arena_printf(arena, "%s%s%.*s", joined, i > 0 ? "|" : "", (int)l.line[i].length, l.line[i].at);
	return joined;
}

static const char *set_address(const char *text, int n, size_t max)
{
	struct lines_style style = {FONT_MINCHO, 100, 100 * n};
	const char *joined = "";
	struct lines l;

	if (!lines_break_address(fonts, style, utf8_of(text), max, arena, &l))
		return "does not fit";
	for (size_t i = 0; i < l.count; i++)
		joined =
			arena_printf(arena, "%s%s%.*s", joined, i > 0 ? "|" : "", (int)l.line[i].length, l.line[i].at);
	return joined;
}

static void a_line_is_filled(void **state)
{
	(void)state;
	assert_string_equal(set("保護決定通知書", 4), "保護決定|通知書");
	assert_string_equal(set("保護決定", 4), "保護決定");
	assert_string_equal(set("", 4), "");
	assert_string_equal(set("保護\n決定", 4), "保護|決定");
}

static void a_line_never_begins_with_closing_punctuation(void **state)
{
	(void)state;
	assert_string_equal(set("保護決定。通知", 4), "保護決|定。通知");
	assert_string_equal(set("保護決定」、通知", 4), "保護決|定」、通|知");
	assert_string_equal(set("よこしまょう", 4), "よこし|まょう");
	assert_string_equal(set("佐々木佐々木", 4), "佐々木|佐々木");
}

static void a_line_never_ends_with_an_opening_bracket(void **state)
{
	(void)state;
	assert_string_equal(set("保護決（定）", 4), "保護決|（定）");
}

static void a_number_stays_whole_and_with_its_unit(void **state)
{
	(void)state;
	assert_string_equal(set("増加額は12,345円", 6), "増加額は|12,345円");
	assert_string_equal(set("第25条第2項", 5), "第25条|第2項");
	assert_string_equal(set("第8の3(1)と", 4), "第8の|3(1)と");
}

static void a_word_wider_than_the_line_is_broken(void **state)
{
	(void)state;
	assert_string_equal(set("１２３４５６", 4), "１２３４|５６");
	assert_string_equal(set("。。。。。。", 4), "。。。。|。。");
}

static void a_selector_is_never_parted_from_its_character(void **state)
{
	(void)state;
	assert_string_equal(set("葛\U000E0102飾葛\U000E0102飾", 3), "葛\U000E0102飾葛\U000E0102|飾");
}

static void an_address_is_broken_before_the_building(void **state)
{
	(void)state;
	assert_string_equal(set_address("東京都千代田区霞が関１丁目３番２号　郵便プラザ５０３号室", 22, 3),
		"東京都千代田区霞が関１丁目３番２号|郵便プラザ５０３号室");
	assert_string_equal(set_address("東京都千代田区霞が関１丁目", 22, 3), "東京都千代田区霞が関１丁目");
}

static void an_address_is_broken_after_the_town_or_the_number(void **state)
{
	(void)state;
	assert_string_equal(set_address("東京都千代田区霞が関１丁目３番２号郵便プラザ", 17, 3),
		"東京都千代田区霞が関１丁目３番２号|郵便プラザ");
	assert_string_equal(
		set_address("東京都千代田区霞が関１２３番地", 12, 3), "東京都千代田区霞が関|１２３番地");
}

static void an_address_that_does_not_fit_is_never_cut(void **state)
{
	(void)state;
	assert_string_equal(
		set_address("東京都千代田区霞が関１丁目３番２号　郵便プラザ５０３号室", 10, 2), "does not fit");
	assert_string_equal(set_address("１２３４５６７８９０１２３", 10, 3), "does not fit");
}

static void a_bad_first_choice_does_not_cost_the_fit(void **state)
{
	(void)state;
	/* Broken at the space it takes three lines; filled, two. */
	assert_string_equal(set_address("東　千代田区霞が関宝町本町南", 10, 2), "東　千代田区霞が関宝|町本町南");
}

static int open_fonts(void **state)
{
	struct err e = {0};

	(void)state;
	arena = arena_new();
	return fonts_open(arena, &fonts, &e) == ERR_OK ? 0 : -1;
}

static int close_fonts(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_filled),
		cmocka_unit_test(a_line_never_begins_with_closing_punctuation),
		cmocka_unit_test(a_line_never_ends_with_an_opening_bracket),
		cmocka_unit_test(a_number_stays_whole_and_with_its_unit),
		cmocka_unit_test(a_word_wider_than_the_line_is_broken),
		cmocka_unit_test(a_selector_is_never_parted_from_its_character),
		cmocka_unit_test(an_address_is_broken_before_the_building),
		cmocka_unit_test(an_address_is_broken_after_the_town_or_the_number),
		cmocka_unit_test(an_address_that_does_not_fit_is_never_cut),
		cmocka_unit_test(a_bad_first_choice_does_not_cost_the_fit),
	};

	return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
