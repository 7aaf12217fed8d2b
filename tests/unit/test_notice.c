/*
 * test_notice.c: which letters can be drawn, which must be held, and what their sheets say.
 */
#include "reports/notice_letter.h"
#include "tests/unit/mail_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct notice_office *prepared;

static struct notice plain(void)
{
	return (struct notice){
		.run_id = 12,
		.piece_no = 345,
		.household_id = 1310100000001,
		.month = month_of(2027, 2),
		.kind = CHANGE_CHANGE,
		.decided_on = day_of(2027, 2, 1),
		.effective_on = day_of(2027, 2, 1),
		.payment_method = PAY_BANK,
		.reason = utf8_of("就労収入の認定額が変わったため。"),
		.head_name = utf8_of("田中　太郎"),
		.caseworker = utf8_of("鈴木　花子"),
		.postal_code = utf8_of("1000013"),
		.address = utf8_of("東京都千代田区霞が関1丁目3番2号"),
		.care_of = utf8_of(""),
		.office = prepared,
	};
}

/* The name of the hold, or "drawn". */
static const char *outcome(const struct notice *n)
{
	const struct notice_layout *layout;
	const char *hold = NULL;
	struct err e = {0};

	switch (notice_lay_out(fonts, n, arena, &layout, &hold, &e)) {
	case ERR_OK:
		return "drawn";
	case ERR_DATA:
		return hold;
	default:
		return "another error";
	}
}

static int sheets(const struct notice *n)
{
	const struct notice_layout *layout;
	const char *hold;
	struct err e = {0};

	assert_int_equal(notice_lay_out(fonts, n, arena, &layout, &hold, &e), ERR_OK);
	return notice_sheets(layout);
}

static void a_plain_letter_is_drawn_on_one_sheet(void **state)
{
	struct notice n = plain();

	(void)state;
	assert_string_equal(outcome(&n), "drawn");
	assert_int_equal(sheets(&n), 1);
}

static void a_letter_with_a_character_that_no_font_has_is_held(void **state)
{
	static const char *const missing[] = {
		"田中\U0001F600", "田中\xEE\x80\x80", "葛\U000E01EF西", "田中\xff", "田\n中", "か\xE3\x82\x99"};
	struct notice n;

	(void)state;
	for (size_t i = 0; i < sizeof missing / sizeof *missing; i++) {
		n = plain();
		n.head_name = utf8_of(missing[i]);
		assert_string_equal(outcome(&n), "glyph");
		n = plain();
		n.address = utf8_of(missing[i]);
		assert_string_equal(outcome(&n), "glyph");
		n = plain();
		n.care_of = utf8_of(missing[i]);
		assert_string_equal(outcome(&n), "glyph");
		n = plain();
		n.caseworker = utf8_of(missing[i]);
		assert_string_equal(outcome(&n), "glyph");
	}
	n = plain();
	n.reason = utf8_of("一行目。\n二行目\U0001F600。");
	assert_string_equal(outcome(&n), "glyph");
}

static void a_letter_without_address_is_held(void **state)
{
	static const char *const wrong[] = {"", "123", "12345678", "123456a", "１２３４５６７"};
	struct notice n = plain();

	(void)state;
	n.address = (struct str){NULL, 0};
	assert_string_equal(outcome(&n), "address");
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		n = plain();
		n.postal_code = utf8_of(wrong[i]);
		assert_string_equal(outcome(&n), "address");
	}
}

static void what_does_not_fit_is_held_and_never_cut(void **state)
{
	struct notice n = plain();

	(void)state;
	n.address = utf8_of(repeat("東京都千代田区霞が関", 3));
	assert_string_equal(outcome(&n), "drawn"); /* in a smaller size, on more lines */
	n.address = utf8_of(repeat("東京都千代田区霞が関", 12));
	assert_string_equal(outcome(&n), "overflow");
	n = plain();
	n.care_of = utf8_of(repeat("特別養護老人ホーム", 2));
	assert_string_equal(outcome(&n), "drawn");
	n.care_of = utf8_of(repeat("特別養護老人ホーム", 8));
	assert_string_equal(outcome(&n), "overflow");
	n = plain();
	n.head_name = utf8_of(repeat("寿", 26));
	assert_string_equal(outcome(&n), "drawn");
	n.head_name = utf8_of(repeat("寿", 40));
	assert_string_equal(outcome(&n), "overflow");
	n.head_name = utf8_of("");
	assert_string_equal(outcome(&n), "overflow");
	n = plain();
	n.caseworker = utf8_of(repeat("寿", 40));
	assert_string_equal(outcome(&n), "overflow");
}

static void a_letter_without_reason_is_held(void **state)
{
	struct notice n = plain();

	(void)state;
	n.reason = utf8_of("");
	assert_string_equal(outcome(&n), "reason");
	n.reason = utf8_of("\n\n");
	assert_string_equal(outcome(&n), "reason");
}

static void long_reasons_take_further_sheets_up_to_a_limit(void **state)
{
	struct notice n = plain();

	(void)state;
	n.reason = utf8_of(repeat("一つの理由。\n", 7));
	assert_int_equal(sheets(&n), 1);
	n.reason = utf8_of(repeat("一つの理由。\n", 8));
	assert_int_equal(sheets(&n), 2);
	n.reason = utf8_of(repeat("一つの理由。\n", 6 + 44));
	assert_int_equal(sheets(&n), 2);
	n.reason = utf8_of(repeat("一つの理由。\n", 6 + 44 + 1));
	assert_int_equal(sheets(&n), 3);
	n.reason = utf8_of(repeat("一つの理由。\n", 6 + 8 * 44));
	assert_int_equal(sheets(&n), 9);
	n.reason = utf8_of(repeat("一つの理由。\n", 6 + 8 * 44 + 1));
	assert_string_equal(outcome(&n), "overflow");
}

static void each_sheet_says_what_it_is(void **state)
{
	struct notice n = plain();
	char one[64], two[64];

	(void)state;
	notice_sheet_code(&n, 1, 2, one);
	notice_sheet_code(&n, 2, 2, two);
	assert_memory_equal(one, "GJ1:R12:P345:S1/2:", 18);
	assert_memory_equal(two, "GJ1:R12:P345:S2/2:", 18);
	assert_int_equal(strlen(one), 23);
	assert_string_not_equal(one + 18, two + 18); /* the check */
}

static void an_office_that_does_not_fit_is_refused(void **state)
{
	const struct notice_office *o;
	struct mail_office f = office;
	struct err e = {0};

	(void)state;
	f.name = utf8_of(repeat("福祉事務所", 10));
	assert_int_equal(notice_office_prepare(fonts, &f, arena, &o, &e), ERR_DATA);
	f = office;
	f.address = utf8_of(repeat("東京都千代田区", 10));
	assert_int_equal(notice_office_prepare(fonts, &f, arena, &o, &e), ERR_DATA);
	f = office;
	f.governor = utf8_of(repeat("東京都知事", 40));
	assert_int_equal(notice_office_prepare(fonts, &f, arena, &o, &e), ERR_DATA);
	f = office;
	f.director = utf8_of("所長\U0001F600");
	assert_int_equal(notice_office_prepare(fonts, &f, arena, &o, &e), ERR_DATA);
	f = office;
	f.postal_code = utf8_of("102");
	assert_int_equal(notice_office_prepare(fonts, &f, arena, &o, &e), ERR_DATA);
}

/* Amounts of up to nine digits with sign are drawn; every kind of decision has its words. */
static void every_kind_and_large_amounts_are_drawn(void **state)
{
	struct notice_bundle *b = notice_bundle_open(fonts, arena);
	const struct notice_layout *layout;
	const char *hold;
	struct err e = {0};
	FILE *null = fopen("/dev/null", "w");

	(void)state;
	assert_non_null(null);
	for (int kind = CHANGE_OPENING; kind <= CHANGE_CLOSING; kind++) {
		struct notice n = plain();
		n.kind = (enum change_kind)kind;
		n.total = (struct notice_amount){999999999, 0};
		n.aid[NOTICE_CARE].after = n.aid[NOTICE_MEDICAL].before = 1;
		assert_int_equal(notice_lay_out(fonts, &n, arena, &layout, &hold, &e), ERR_OK);
		notice_draw(b, &n, layout);
	}
	assert_int_equal(pdf_pages(notice_bundle_pdf(b)), 4);
	assert_int_equal(pdf_save_stream(notice_bundle_pdf(b), null, &e), ERR_OK);
	fclose(null);
}

static int open_all(void **state)
{
	struct err e = {0};

	(void)state;
	return open_mail(&e) == ERR_OK && notice_office_prepare(fonts, &office, arena, &prepared, &e) == ERR_OK
			   ? 0
			   : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_letter_is_drawn_on_one_sheet),
		cmocka_unit_test(a_letter_with_a_character_that_no_font_has_is_held),
		cmocka_unit_test(a_letter_without_address_is_held),
		cmocka_unit_test(what_does_not_fit_is_held_and_never_cut),
		cmocka_unit_test(a_letter_without_reason_is_held),
		cmocka_unit_test(long_reasons_take_further_sheets_up_to_a_limit),
		cmocka_unit_test(each_sheet_says_what_it_is),
		cmocka_unit_test(an_office_that_does_not_fit_is_refused),
		cmocka_unit_test(every_kind_and_large_amounts_are_drawn),
	};

	return cmocka_run_group_tests(tests, open_all, close_mail);
}
