/*
 * test_pension_lists.c: sums and lines of the pension revision, the sixths of a year, the worksheet, the lists
 * beside the classes, and what both surveys share.
 */
#include "tests/unit/pension_fixture.h"

/* ---- sums and lines ---- */

static void a_month_is_a_twelfth_less_what_is_withheld(void **state)
{
	(void)state;
	begin();
	more();
	assert_int_equal(evaluate()->recognised, 600000 / 12 - 2100);
	assert_int_equal(of.found.evidence, 612000 / 12 - 2100);
	assert_true(of.found.evidence_known);
	begin();
	two_pensions_equal();
	of.incomes[1].amount_yen = 119999; /* each is cut by itself */
	of.incomes[1].premium_yen = 20000; /* and never below nothing */
	assert_int_equal(evaluate()->recognised, 51000 - 2100);
	begin();
	null_undecided();
	assert_false(evaluate()->evidence_known);
	begin();
	none_and_nothing();
	assert_true(evaluate()->evidence_known);
	assert_int_equal(of.found.evidence, 0);
	begin();
	second_pension();
	for (int i = 0; i < 2; i++)
		of.bases[1][i].lost_on = on("2026-02-02"); /* what is not paid is no evidence */
	assert_int_equal(evaluate()->evidence, 612000 / 12 - 2100);
}

static void a_line_shows_both_sides(void **state)
{
	const struct pension_line *l;

	(void)state;
	begin();
	more();
	of.amounts[0][0].yen[PART_ADDITIONAL] = 1200;
	of.amounts[0][0].yen[PART_SPOUSE] = 600;
	of.payments[0][0].paid += 300;
	l = evaluate()->lines;
	assert_int_equal(of.found.n_lines, 1);
	assert_int_equal(l->item_no, 1);
	assert_int_equal(l->before, 600000);
	assert_int_equal(l->national, 400000);
	assert_int_equal(l->employees, 212000);
	assert_int_equal(l->other, 1800);
	assert_int_equal(l->after, 613800);
	assert_int_equal(l->after_premium, 2100);
	assert_string_equal(l->reason,
		"老齢基礎・老齢厚生年金（1150）: 年額600,000円→613,800円（国民年金400,000円、厚生年金212,000円、"
		"付加・加給1,800円）、介護保険料月額2,100円→2,100円。");
}

/* An answer that may be another's is not spread out before the caseworker. */
static void an_answer_of_somebody_else_is_not_shown(void **state)
{
	(void)state;
	begin();
	another_birthday_and_changed();
	second_pension();
	assert_int_equal(evaluate()->n_lines, 1);
	assert_false(of.found.lines[0].known);
	assert_int_equal(of.found.lines[0].class, CLASS_PENSION_IDENTITY);
	assert_false(of.found.evidence_known);
}

static void each_of_three_lines_says(const char *what)
{
	assert_int_equal(evaluate()->n_lines, 3);
	for (int i = 0; i < 3; i++)
		assert_non_null(strstr(of.found.lines[i].reason, what));
}

static void what_cannot_be_told_apart_is_said_on_both_sides(void **state)
{
	(void)state;
	begin();
	award(TEXT("1150"), 100000, 0, 0);
	each_of_three_lines_says("同じ年金コードの年金が複数");
	begin();
	recognise(TEXT("1150"), 100000, 0);
	each_of_three_lines_says("同じ年金コードの年金が複数");
	begin(); /* 1151 and 1152 with us, 1150 in the answer */
	of.links[0].code = TEXT("1151");
	recognise(TEXT("1152"), 100000, 0);
	each_of_three_lines_says("年金");
	assert_int_equal(of.found.lines[2].class, CLASS_PENSION_NEW);
}

static void four_digits_match_before_three(void **state)
{
	(void)state;
	begin();
	of.links[0].code = TEXT("1151");
	award(TEXT("1151"), 0, 120000, 0);
	of.incomes[0].amount_yen = 120000;
	of.incomes[0].premium_yen = 0;
	assert_int_equal(evaluate()->n_lines, 2);
	assert_int_equal(of.found.lines[0].class, CLASS_PENSION_EQUAL);
	assert_int_equal(of.found.lines[1].class, CLASS_PENSION_NEW);
	assert_int_equal(of.found.lines[1].item_no, 0);
}

/* ---- arithmetic ---- */

static void a_payment_is_a_sixth_and_february_has_the_rest(void **state)
{
	/* 国民年金法第18条の2, with the published example */
	static const struct {
		yen_t annual, each, february;
	} years[] = {{813700, 135616, 135620}, {831700, 138616, 138620}, {847300, 141216, 141220},
		{1059125, 176520, 176525}, {795000, 132500, 132500}, {5, 0, 5}, {0, 0, 0}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(years); i++) {
		assert_int_equal(pension_payment_yen(years[i].annual, false), years[i].each);
		assert_int_equal(pension_payment_yen(years[i].annual, true), years[i].february);
	}
}

static void february_may_carry_the_rest_of_both_schemes(void **state)
{
	static const struct {
		int32_t paid;
		enum finding_class class;
	} cases[] = {{141216, CLASS_PENSION_EQUAL}, {141220, CLASS_PENSION_EQUAL}, {141227, CLASS_PENSION_EQUAL},
		{141228, CLASS_PENSION_NEEDS_PERSON}, {141214, CLASS_PENSION_NEEDS_PERSON}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		begin();
		of.p.month = month_of(2027, 2);
		of.incomes[0].amount_yen = 847300;
		of.amounts[0][0].from = on("2026-04-01");
		of.amounts[0][0].yen[PART_NATIONAL] = 800000;
		of.amounts[0][0].yen[PART_EMPLOYEES] = 47300;
		of.payments[0][0].on = on("2027-02-15");
		of.payments[0][0].paid = cases[i].paid;
		assert_int_equal(evaluate()->class, cases[i].class);
	}
}

static void odd_months_look_at_the_payment_before(void **state)
{
	(void)state;
	assert_int_equal(pension_pay_month(month_of(2027, 6)), month_of(2027, 6));
	assert_int_equal(pension_pay_month(month_of(2027, 7)), month_of(2027, 6));
	assert_int_equal(pension_pay_month(month_of(2027, 1)), month_of(2026, 12));
	begin();
	of.p.month = month_of(2027, 7);
	assert_int_equal(evaluate()->class, CLASS_PENSION_EQUAL);
}

/* ---- worksheet ---- */

static void the_worksheet_begins_with_the_first_month_covered(void **state)
{
	struct pension_month m[PENSION_MONTHS];

	(void)state;
	begin();
	late_and_recognised_late();
	decide_late("2026-12-10", "2027-05-10");
	of.amounts[0][1] = (struct pension_amount){on("2027-01-01"), {120000, 0, 0, 0, 0}, TEXT("")};
	of.awards[0].n_amounts = 2;
	assert_int_equal(evaluate()->class, CLASS_PENSION_RETROACTIVE);
	assert_int_equal(pension_worksheet(&of.p, &of.found, m), 6);
	assert_int_equal(m[0].month, month_of(2027, 1));
	assert_int_equal(m[0].recognised, 0);
	assert_int_equal(m[0].evidence, 10000);
	assert_int_equal(m[3].evidence, 51000);
	assert_int_equal(m[3].recognised, 0);
	assert_int_equal(m[4].recognised, 51000); /* recognised since May */
	assert_int_equal(m[5].month, month_of(2027, 6));
}

static void each_award_of_a_worksheet_begins_with_its_own_month(void **state)
{
	struct pension_month m[PENSION_MONTHS];

	(void)state;
	begin();
	late_and_not_recognised();
	decide_late("2026-11-10", "2027-05-10");
	award(TEXT("1450"), 0, 120000, 0);
	for (int i = 0; i < 2; i++) {
		of.bases[1][i].arose_on = on("2026-12-10");
		of.bases[1][i].decided_on = on("2027-05-10");
		of.amounts[i][0].from = on("2026-04-01");
	}
	assert_int_equal(evaluate()->class, CLASS_PENSION_RETROACTIVE);
	assert_int_equal(pension_worksheet(&of.p, &of.found, m), 7);
	assert_int_equal(m[0].evidence, 51000);
	assert_int_equal(m[1].evidence, 51000 + 10000);
}

static void the_worksheet_goes_back_sixty_months(void **state)
{
	struct pension_month m[PENSION_MONTHS];

	(void)state;
	begin();
	late_and_not_recognised();
	decide_late("2015-02-10", "2027-04-10");
	(void)evaluate();
	assert_int_equal(pension_worksheet(&of.p, &of.found, m), PENSION_MONTHS);
	assert_int_equal(m[0].month, month_of(2022, 6));
	assert_false(m[0].known); /* the answer has no amount of that month */
	assert_true(m[PENSION_MONTHS - 1].known);
	begin();
	assert_int_equal(pension_worksheet(&of.p, evaluate(), m), 0);
}

/* ---- lists ---- */

static void the_year_of_a_certificate_is_certified_plus_fixed(void **state)
{
	static const struct {
		int16_t fixed, certified;
		struct str code;
		enum pension_certificate due;
		int year;
	} cases[] = {
		{3, 2018, {"2", 1}, CERTIFICATE_DUE, 2021},
		{5, 2022, {"", 0}, CERTIFICATE_DUE, 2027},
		{0, 2018, {"1", 1}, CERTIFICATE_NEVER, 0},
		{0, -1, {"1", 1}, CERTIFICATE_NEVER, 0},
		{0, 2018, {"2", 1}, CERTIFICATE_UNKNOWN, 0},
		{0, 2018, {"", 0}, CERTIFICATE_UNKNOWN, 0},
		{-1, 2018, {"1", 1}, CERTIFICATE_UNKNOWN, 0},
		{3, -1, {"1", 1}, CERTIFICATE_UNKNOWN, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct pension_basis b = {.fixed_years = cases[i].fixed,
			.certified_year = cases[i].certified,
			.certificate = cases[i].code};
		int year;

		assert_int_equal(pension_certificate(&b, &year), cases[i].due);
		assert_int_equal(year, cases[i].year);
	}
}

static struct pension_notable listed[PENSION_NOTABLES];

static int list(struct matching_request supplement)
{
	return pension_notables(&of.p, evaluate(), &supplement, tables, keep, listed);
}

static void disability(int16_t fixed, int16_t certified)
{
	begin();
	of.links[0].code = of.awards[0].code = TEXT("1350");
	of.links[1] = (struct pension_link){AWARD_SUPPLEMENT, 2, TEXT("")}; /* so that this list stays empty */
	of.p.n_links = 2;
	for (int i = 0; i < 2; i++) {
		of.bases[0][i].fixed_years = fixed;
		of.bases[0][i].certified_year = certified;
		of.bases[0][i].certificate = TEXT("2");
	}
}

static void certificates_due_this_or_next_year_are_listed_once(void **state)
{
	static const struct matching_request never;

	(void)state;
	disability(3, 2024);
	assert_int_equal(list(never), 1);
	assert_int_equal(listed[0].list, NOTABLE_CERTIFICATE);
	assert_int_equal(listed[0].due_year, 2027);
	assert_non_null(strstr(listed[0].reason, "認定年2024年＋有期固定年数3年＝2027年"));
	disability(4, 2024);
	assert_int_equal(list(never), 1);
	assert_int_equal(listed[0].due_year, 2028);
	disability(5, 2024);
	assert_int_equal(list(never), 0);
	disability(2, 2024);
	assert_int_equal(list(never), 0);
	disability(0, 2024);
	assert_int_equal(list(never), 1);
	assert_int_equal(listed[0].due_year, 0);
	of.bases[0][0].certificate = of.bases[0][1].certificate = TEXT("1");
	assert_int_equal(list(never), 0);
	disability(-1, -1);
	assert_int_equal(list(never), 1);
	assert_int_equal(listed[0].due_year, 0);
	disability(3, 2024);
	of.bases[0][0].lost_on = of.bases[0][1].lost_on = on("2027-05-01");
	assert_int_equal(list(never), 0);
	disability(3, 2024);
	another_birthday();
	assert_int_equal(list(never), 0);
	begin(); /* old age has none */
	of.bases[0][0].fixed_years = 3;
	of.bases[0][0].certified_year = 2024;
	assert_int_equal(list((struct matching_request){.asked = true}), 0);
}

static void who_may_have_the_supplement_is_listed_until_asked(void **state)
{
	static const struct matching_request never;

	(void)state;
	begin();
	assert_int_equal(list(never), 1);
	assert_int_equal(listed[0].list, NOTABLE_SUPPLEMENT);
	assert_int_equal(list((struct matching_request){.asked = true, .asked_on = on("2027-06-01")}), 0);
	assert_int_equal(
		list((struct matching_request){.asked = true, .answered = true, .state = ANSWER_FOUND}), 0);
	assert_int_equal(
		list((struct matching_request){.asked = true, .answered = true, .state = ANSWER_NONE}), 1);
	of.p.own.birth_on = on("1962-06-02"); /* 64 on the first of the month */
	assert_int_equal(list(never), 0);
	of.p.own.birth_on = on("1962-06-01");
	assert_int_equal(list(never), 1);
	of.links[0].code = TEXT("1120"); /* the employees' pension alone */
	assert_int_equal(list(never), 0);
	of.links[0].code = TEXT("6350"); /* disability: at any age */
	of.p.own.birth_on = on("2000-01-01");
	assert_int_equal(list(never), 1);
	of.links[1] = (struct pension_link){AWARD_SUPPLEMENT, 2, TEXT("")};
	of.p.n_links = 2;
	assert_int_equal(list(never), 0);
	begin();
	income_over();
	assert_int_equal(list(never), 0);
}

/* ---- shared by both surveys ---- */

static void reasons_of_nulls_are_found_by_whole_names(void **state)
{
	struct str nulls = TEXT("national_yen=01 yen=04 birth_on=77");

	(void)state;
	assert_int_equal(matching_null_reason(nulls, "national_yen"), 1);
	assert_int_equal(matching_null_reason(nulls, "yen"), 4);
	assert_int_equal(matching_null_reason(nulls, "birth_on"), 77);
	assert_int_equal(matching_null_reason(nulls, "birth"), 0);
	assert_int_equal(matching_null_reason(nulls, "n"), 0);
	assert_int_equal(matching_null_reason(TEXT(""), "yen"), 0);
	assert_string_equal(matching_null_term(77), "理由不明");
}

static void the_larger_of_yen_and_share_is_tolerated(void **state)
{
	(void)state;
	assert_int_equal(matching_tolerance(tables, TOLERANCE_TAX_WAGES, 0), 5000);
	assert_int_equal(matching_tolerance(tables, TOLERANCE_TAX_WAGES, 1000099), 10000);
	assert_int_equal(
		matching_tolerance(tables, TOLERANCE_TAX_WAGES, INT64_MAX), 5000); /* the product wraps */
	assert_int_equal(matching_tolerance(tables, TOLERANCE_PENSION_PAYMENT, 0), 1);
}

static void codes_are_known_by_three_of_four_digits(void **state)
{
	(void)state;
	assert_string_equal(matching_code(tables, TEXT("1159"))->name, "老齢基礎・老齢厚生年金");
	assert_null(matching_code(tables, TEXT("9990")));
	assert_null(matching_code(tables, TEXT("115")));
	assert_null(matching_code(tables, TEXT("")));
}

static void a_set_without_tolerances_is_refused(void **state)
{
	struct rate_cells cells = {0};
	struct matching_tables *out;
	struct err e = {0};

	(void)state;
	assert_int_equal(matching_build(&cells, month_of(2027, 6), keep, &out, &e), ERR_DEFINITION);
	assert_int_equal(e.id, 1630);
}

static void a_code_that_is_not_three_digits_is_refused(void **state)
{
	struct rate_cell cell = {.table = rate_table_of_file("pension_code.csv"),
		.key = "11",
		.value_name = "kind",
		.from = DAY_MIN,
		.to = DAY_MAX,
		.word = "old_age"};
	struct rate_cells cells = {.cell = &cell, .count = 1, .room = 1};
	struct matching_tables *out;
	struct err e = {0};

	(void)state;
	assert_int_equal(matching_build(&cells, month_of(2027, 6), keep, &out, &e), ERR_DEFINITION);
	assert_int_equal(e.id, 1631);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_month_is_a_twelfth_less_what_is_withheld),
		cmocka_unit_test(a_line_shows_both_sides),
		cmocka_unit_test(an_answer_of_somebody_else_is_not_shown),
		cmocka_unit_test(what_cannot_be_told_apart_is_said_on_both_sides),
		cmocka_unit_test(four_digits_match_before_three),
		cmocka_unit_test(a_payment_is_a_sixth_and_february_has_the_rest),
		cmocka_unit_test(february_may_carry_the_rest_of_both_schemes),
		cmocka_unit_test(odd_months_look_at_the_payment_before),
		cmocka_unit_test(the_worksheet_begins_with_the_first_month_covered),
		cmocka_unit_test(each_award_of_a_worksheet_begins_with_its_own_month),
		cmocka_unit_test(the_worksheet_goes_back_sixty_months),
		cmocka_unit_test(the_year_of_a_certificate_is_certified_plus_fixed),
		cmocka_unit_test(certificates_due_this_or_next_year_are_listed_once),
		cmocka_unit_test(who_may_have_the_supplement_is_listed_until_asked),
		cmocka_unit_test(reasons_of_nulls_are_found_by_whole_names),
		cmocka_unit_test(the_larger_of_yen_and_share_is_tolerated),
		cmocka_unit_test(codes_are_known_by_three_of_four_digits),
		cmocka_unit_test(a_set_without_tolerances_is_refused),
		cmocka_unit_test(a_code_that_is_not_three_digits_is_refused),
	};

	return cmocka_run_group_tests(tests, open_tables, close_tables);
}
