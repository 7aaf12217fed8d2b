/*
 * test_letter.c: which letters to employers can be drawn, and which must be held.
 */
#include "reports/letter_page.h"
#include "tests/unit/mail_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct mail_sender sender;

static struct letter plain(void)
{
	return (struct letter){
		.run_id = 12,
		.piece_no = 345,
		.written_on = day_of(2027, 7, 1),
		.year = 2026,
		.months = 0xfff,
		.to = {.name = utf8_of("株式会社試験商店"),
			.honorific = "　御中",
			.name_lines = 3,
			.postal_code = utf8_of("1000013"),
			.address = utf8_of("東京都千代田区霞が関1丁目3番2号"),
			.caseworker = utf8_of("鈴木　花子")},
		.name = utf8_of("田中　太郎"),
		.birth_on = day_of(1980, 1, 2),
		.sender = &sender,
	};
}

/* The name of the hold, or "drawn"; *lines: of the recipient's name. */
static const char *outcome(const struct letter *l, size_t *lines)
{
	struct letter_layout layout;
	const char *hold = NULL;
	struct err e = {0};

	switch (letter_lay_out(fonts, l, arena, &layout, &hold, &e)) {
	case ERR_OK:
		*lines = layout.address.name.count;
		return "drawn";
	case ERR_DATA:
		return hold;
	default:
		return "another error";
	}
}

static void a_plain_letter_is_drawn(void **state)
{
	struct letter l = plain();
	size_t lines = 0;

	(void)state;
	assert_string_equal(outcome(&l, &lines), "drawn");
	assert_int_equal(lines, 1);
}

static void a_long_name_of_an_institution_takes_up_to_three_lines_and_is_never_cut(void **state)
{
	struct letter l = plain();
	size_t lines = 0;

	(void)state;
	l.to.name = utf8_of(repeat("長い名称", 8));
	assert_string_equal(outcome(&l, &lines), "drawn");
	assert_int_equal(lines, 2);
	l.to.name = utf8_of(repeat("長い名称", 20));
	assert_string_equal(outcome(&l, &lines), "drawn");
	assert_int_equal(lines, 3);
	l.to.name = utf8_of(repeat("長い名称", 25));
	assert_string_equal(outcome(&l, &lines), "overflow");
}

static void what_cannot_be_drawn_is_held_with_its_reason(void **state)
{
	static const struct {
		const char *hold;
		const char *recipient, *postal_code, *address, *name;
	} cases[] = {
		{"glyph", "顔\U0001F600商店", "1000013", "東京都", "田中"},
		{"glyph", "商店", "1000013", "東京都\U0001F600", "田中"},
		{"glyph", "商店", "1000013", "東京都", "田\U0001F600中"},
		{"glyph", "商店", "1000013", "東京都", "田\n中"},
		{"address", "商店", "", "東京都", "田中"},
		{"address", "商店", "10000", "東京都", "田中"},
		{"address", "商店", "1000013", "", "田中"},
		{"overflow", "", "1000013", "東京都", "田中"},
		{"subject", "商店", "1000013", "東京都", ""},
	};
	size_t lines;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct letter l = plain();

		l.to.name = utf8_of(cases[i].recipient);
		l.to.postal_code = utf8_of(cases[i].postal_code);
		l.to.address = utf8_of(cases[i].address);
		l.name = utf8_of(cases[i].name);
		assert_string_equal(outcome(&l, &lines), cases[i].hold);
	}
}

static void a_letter_about_no_month_is_held(void **state)
{
	struct letter l = plain();
	size_t lines;

	(void)state;
	l.months = 0;
	assert_string_equal(outcome(&l, &lines), "subject");
}

static void long_names_of_persons_get_smaller_until_they_do_not_fit(void **state)
{
	struct letter l = plain();
	size_t lines;

	(void)state;
	l.name = utf8_of(repeat("寿", 24));
	assert_string_equal(outcome(&l, &lines), "drawn");
	l.name = utf8_of(repeat("寿", 40));
	assert_string_equal(outcome(&l, &lines), "overflow");
}

/* Any months, and offices and years of their own: a page for each letter. */
static void every_choice_of_months_is_drawn(void **state)
{
	struct letter_bundle *b = letter_bundle_open(fonts, 90, arena);
	struct mail_sender other = sender;
	FILE *null = fopen("/dev/null", "w");
	struct err e = {0};

	(void)state;
	assert_non_null(null);
	for (int i = 0; i < 12; i++) {
		struct letter l = plain();
		struct letter_layout layout;
		const char *hold;

		l.months = 1U << i | 1U << (11 - i);
		l.sender = i % 2 == 0 ? &sender : &other;
		l.year = 2026 + i % 3;
		assert_int_equal(letter_lay_out(fonts, &l, arena, &layout, &hold, &e), ERR_OK);
		letter_draw(b, &l, &layout);
	}
	assert_int_equal(pdf_pages(letter_bundle_pdf(b)), 12);
	assert_int_equal(pdf_save_stream(letter_bundle_pdf(b), null, &e), ERR_OK);
	fclose(null);
}

static int open_all(void **state)
{
	struct err e = {0};

	(void)state;
	return open_mail(&e) == ERR_OK && mail_sender_prepare(fonts, &office, arena, &sender, &e) == ERR_OK ? 0
																										: -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_letter_is_drawn),
		cmocka_unit_test(a_long_name_of_an_institution_takes_up_to_three_lines_and_is_never_cut),
		cmocka_unit_test(what_cannot_be_drawn_is_held_with_its_reason),
		cmocka_unit_test(a_letter_about_no_month_is_held),
		cmocka_unit_test(long_names_of_persons_get_smaller_until_they_do_not_fit),
		cmocka_unit_test(every_choice_of_months_is_drawn),
	};

	return cmocka_run_group_tests(tests, open_all, close_mail);
}
