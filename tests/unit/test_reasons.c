/* Kinds of decisions and the sentences that give their reasons. */
#include "jobs/rules/reasons.h"

#include "getsuji/facts.h"
#include "tests/unit/arena_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct decided plain(int month)
{
	struct decided d = {.month = month_of(2027, month),
		.event_on = DAY_MAX,
		.persons = 1,
		.home_size = 1,
		.protected_days = (int16_t)month_days(month_of(2027, month))};

	d.yen[BENEFIT_class1_sum] = d.yen[BENEFIT_class1_reduced] = d.yen[BENEFIT_base_total] = 46930;
	d.yen[BENEFIT_minimum_total] = 100000;
	d.yen[BENEFIT_payable_livelihood] = d.yen[BENEFIT_payable_total] = 100000;
	return d;
}

static const char *why(const struct decided *before, const struct decided *after, struct reasons *out)
{
	reasons_write(reasons_kind(before, after), before, after, NULL, keep, out);
	return out->text;
}

static void nothing_changed_needs_no_reason(void **state)
{
	struct decided before = plain(1), after = plain(2);
	struct reasons r;

	(void)state;
	assert_int_equal(reasons_kind(&before, &after), CHANGE_NONE);
	assert_string_equal(why(&before, &after, &r), "");
	assert_string_equal(r.rules, "");
}

static void a_change_names_each_component_with_amounts_and_rule(void **state)
{
	struct decided before = plain(3), after = plain(4);
	struct reasons r;

	(void)state;
	before.yen[BENEFIT_winter] = 2630;
	before.yen[BENEFIT_base_total] += 2630;
	after.yen[BENEFIT_income_pension] = after.yen[BENEFIT_income_recognised] = 30000;
	after.yen[BENEFIT_payable_livelihood] = 67370;
	assert_int_equal(reasons_kind(&before, &after), CHANGE_CHANGE);
	why(&before, &after, &r);
	assert_non_null(strstr(r.text, "4月は冬季加算の期間でないため、冬季加算が2,630円から0円に変わりました"));
	assert_non_null(strstr(r.text, "\n収入があったため、年金の認定額が0円から30,000円に変わりました"));
	assert_string_equal(r.rules, "R2.5 I2");
}

static void a_revised_pension_is_told_with_its_month_and_amounts(void **state)
{
	struct decided before = plain(5), after = plain(6);
	struct revision r[] = {{.from = day_of(2027, 6, 1),
							   .award = "老齢基礎・老齢厚生年金",
							   .annual_before = 831700,
							   .annual_after = 847300},
		{.from = day_of(2027, 6, 1),
			.award = "",
			.annual_before = 600000,
			.annual_after = 600000,
			.withheld_before = 1500,
			.withheld_after = 1800}};
	struct revisions revised = {r, 1};
	struct reasons out;

	(void)state;
	before.yen[BENEFIT_income_pension] = before.yen[BENEFIT_income_recognised] = 69308;
	after.yen[BENEFIT_income_pension] = after.yen[BENEFIT_income_recognised] = 70608;
	after.yen[BENEFIT_payable_livelihood] = 98700;
	reasons_write(CHANGE_CHANGE, &before, &after, &revised, keep, &out);
	assert_string_equal(out.text,
		"年金額の改定（令和9年6月分から、年金の支給元への照会の回答により確認：老齢基礎・老齢厚生年金は年額83"
		"1,700円から"
		"847,300円に）により、年金の認定額が69,308円から70,608円に変わりました（次官通知第8の3(2)）。");
	assert_string_equal(out.rules, "I2");
	/* 300 yen more are withheld from another one: together they explain what is left. */
	revised.count = 2;
	after.yen[BENEFIT_income_pension] = after.yen[BENEFIT_income_recognised] = 70308;
	reasons_write(CHANGE_CHANGE, &before, &after, &revised, keep, &out);
	assert_non_null(strstr(
		out.text, "847,300円に、年金から差し引かれる介護保険料等は月額1,500円から1,800円に）により、年金"));
	/* They do not. */
	after.yen[BENEFIT_income_pension] = after.yen[BENEFIT_income_recognised] = 80000;
	reasons_write(CHANGE_CHANGE, &before, &after, &revised, keep, &out);
	assert_non_null(
		strstr(out.text, "1,800円に）とその他の年金の変更により、年金の認定額が69,308円から80,000円に"));
	/* A revision that nothing differs by is no reason. */
	after.yen[BENEFIT_income_pension] = before.yen[BENEFIT_income_pension];
	reasons_write(CHANGE_CHANGE, &before, &after, &revised, keep, &out);
	assert_null(strstr(out.text, "改定"));
}

static void members_and_the_first_of_april_explain_class_1(void **state)
{
	struct decided before = plain(3), after = plain(4);
	struct reasons r;

	(void)state;
	after.yen[BENEFIT_class1_reduced] = 46460;
	after.yen[BENEFIT_payable_livelihood] = 99530;
	assert_non_null(strstr(why(&before, &after, &r), "4月1日の年齢改定または基準の改定により、第1類"));
	after.persons = 2;
	assert_non_null(strstr(why(&before, &after, &r), "世帯員が1人から2人になったため、第1類"));
}

static void an_opening_gives_reason_day_need_and_income(void **state)
{
	struct decided after = plain(1);
	struct reasons r;

	(void)state;
	after.event = EVENT_OPENED;
	after.event_on = day_of(2027, 1, 16);
	after.event_reason = REASON_ILLNESS;
	after.protected_days = 16;
	assert_int_equal(reasons_kind(NULL, &after), CHANGE_OPENING);
	why(NULL, &after, &r);
	assert_non_null(strstr(r.text, "世帯主の傷病により収入が減少したこと"));
	assert_non_null(strstr(r.text, "令和9年1月16日から保護を開始します"));
	assert_non_null(strstr(r.text, "最低生活費は100,000円、収入充当額は0円"));
	assert_non_null(strstr(r.text, "16日分として日割"));
}

static void a_closing_without_days_gives_the_numbers_of_the_last_decision(void **state)
{
	struct decided before = plain(1), after = {.month = month_of(2027, 2),
										  .event = EVENT_CLOSED,
										  .event_on = day_of(2027, 2, 1),
										  .event_reason = REASON_PENSION_START};
	struct reasons r;

	(void)state;
	assert_int_equal(reasons_kind(&before, &after), CHANGE_CLOSING);
	why(&before, &after, &r);
	assert_non_null(strstr(r.text, "年金の受給を開始したことにより、令和9年2月1日から保護を廃止します"));
	assert_non_null(strstr(r.text, "令和9年1月分の最低生活費は100,000円"));
}

static void a_suspension_and_its_end_are_told(void **state)
{
	struct decided before = plain(1), after = plain(2), later = plain(3);
	struct reasons r;

	(void)state;
	after.event = EVENT_SUSPENDED;
	after.event_on = day_of(2027, 2, 11);
	after.event_reason = REASON_TEMPORARY_INCOME;
	assert_int_equal(reasons_kind(&before, &after), CHANGE_SUSPENSION);
	assert_non_null(strstr(why(&before, &after, &r), "保護を停止します"));
	later.event = EVENT_RESUMED;
	later.event_on = day_of(2027, 3, 5);
	later.event_reason = REASON_RESUMED;
	assert_int_equal(reasons_kind(&after, &later), CHANGE_CHANGE);
	assert_non_null(strstr(why(&after, &later, &r), "令和9年3月5日から保護の停止を解除しました"));
}

static void a_suspended_month_after_the_suspension_is_no_new_decision(void **state)
{
	struct decided before = plain(1), after = {.month = month_of(2027, 2), .event_on = DAY_MAX};
	struct reasons r;

	(void)state;
	before.event = EVENT_SUSPENDED;
	assert_int_equal(reasons_kind(&before, &after), CHANGE_NONE);
	before.event = EVENT_NONE; /* the suspension became known late */
	assert_int_equal(reasons_kind(&before, &after), CHANGE_CHANGE);
	assert_non_null(strstr(why(&before, &after, &r), "令和9年2月は全期間について保護を停止しているため"));
	assert_non_null(strstr(r.text, "最低生活費が100,000円から0円に"));
}

static void a_death_does_not_speak_of_days(void **state)
{
	struct decided before = plain(1), after = plain(2);
	struct reasons r;

	(void)state;
	after.event = EVENT_CLOSED;
	after.event_on = day_of(2027, 2, 4);
	after.event_reason = REASON_DEATH;
	after.protected_days = 3;
	why(&before, &after, &r);
	assert_non_null(strstr(r.text, "令和9年2月分の保護費は、死亡により変更しません"));
	assert_null(strstr(r.text, "日割"));
}

static void a_second_edition_does_not_open_again(void **state)
{
	struct decided before = plain(1), after;
	struct reasons r;

	(void)state;
	before.event = EVENT_OPENED;
	before.event_on = day_of(2027, 1, 16);
	after = before;
	assert_int_equal(reasons_kind(&before, &after), CHANGE_NONE);
	after.yen[BENEFIT_housing] = after.yen[BENEFIT_payable_housing] = 30000;
	assert_int_equal(reasons_kind(&before, &after), CHANGE_CHANGE);
	assert_non_null(strstr(why(&before, &after, &r), "0円から30,000円"));
}

static void totals_speak_where_components_are_not_known(void **state)
{
	struct decided before = plain(1), after = plain(2);
	struct reasons r;

	(void)state;
	before.yen[BENEFIT_class1_sum] = before.yen[BENEFIT_class1_reduced] = 0; /* taken over (移行) */
	after.yen[BENEFIT_minimum_total] = after.yen[BENEFIT_payable_livelihood] = 101000;
	assert_string_equal(why(&before, &after, &r),
		"最低生活費が100,000円から101,000円に、収入充当額が0円から0円に変わりました（生活保護法第8条）。");
	assert_string_equal(r.rules, "§0");
}

static void protection_without_a_known_decision_is_a_change_and_never_an_opening(void **state)
{
	struct decided after = plain(2);
	struct reasons r;

	(void)state;
	assert_int_equal(reasons_kind(NULL, &after), CHANGE_CHANGE);
	why(NULL, &after, &r);
	assert_non_null(strstr(r.text, "前回までに確定した決定の登録がないため"));
	assert_non_null(strstr(r.text, "最低生活費は100,000円"));
}

static void a_first_decision_on_a_suspended_month_opens_nothing(void **state)
{
	struct decided after = {.month = month_of(2027, 2), .event_on = DAY_MAX};
	struct reasons r;

	(void)state;
	assert_int_equal(reasons_kind(NULL, &after), CHANGE_NONE);
	assert_string_equal(why(NULL, &after, &r), "");
	after = plain(2);
	after.event = EVENT_RESUMED;
	after.event_on = day_of(2027, 2, 11);
	after.protected_days = 18;
	assert_int_equal(reasons_kind(NULL, &after), CHANGE_CHANGE);
}

static void a_closing_during_a_suspension_does_not_say_that_nothing_was_needed(void **state)
{
	struct decided before = {.month = month_of(2027, 1), .event_on = DAY_MAX}, after = before;
	struct reasons r;

	(void)state;
	after.month = month_of(2027, 2);
	after.event = EVENT_CLOSED;
	after.event_on = day_of(2027, 2, 10);
	after.event_reason = REASON_PENSION_START;
	assert_int_equal(reasons_kind(&before, &after), CHANGE_CLOSING);
	assert_null(strstr(why(&before, &after, &r), "最低生活費"));
	assert_non_null(strstr(r.text, "令和9年2月10日から保護を廃止します"));
	assert_non_null(strstr(r.text, "令和9年1月分の支給額は0円です"));
	assert_string_equal(r.rules, "P1 §0");
}

static void the_end_of_a_suspension_may_have_no_reason_of_its_own(void **state)
{
	struct decided before = {.month = month_of(2027, 1), .event_on = DAY_MAX}, after = plain(2);
	struct reasons r;

	(void)state;
	after.event = EVENT_RESUMED;
	after.event_on = day_of(2027, 2, 1);
	assert_int_equal(strncmp(why(&before, &after, &r), "令和9年2月1日から保護の停止を解除しました",
						 strlen("令和9年2月1日から保護の停止を解除しました")),
		0);
}

static void a_change_in_the_middle_of_a_month_explains_the_next_one(void **state)
{
	struct decided before = plain(1), after = plain(2);
	struct reasons r;

	(void)state;
	before.yen[BENEFIT_base_total] = 40000; /* of 46,930: somebody came in January */
	before.yen[BENEFIT_minimum_total] = before.yen[BENEFIT_payable_livelihood] = 93070;
	assert_int_equal(reasons_kind(&before, &after), CHANGE_CHANGE);
	assert_non_null(strstr(why(&before, &after, &r), "基準生活費は前回が40,000円、今回が46,930円です"));
	assert_string_equal(r.rules, "P3");
	before.protected_days = 20; /* then the days tell */
	assert_null(strstr(why(&before, &after, &r), "基準生活費"));
	assert_string_equal(r.rules, "P2");
}

static void standards_are_not_blamed_for_what_the_household_changed(void **state)
{
	struct decided before = plain(1), after = plain(2), october = plain(10);
	struct reasons r;

	(void)state;
	after.yen[BENEFIT_class1_reduced] = after.yen[BENEFIT_base_total] = 44580;
	after.yen[BENEFIT_payable_livelihood] = 97650;
	assert_non_null(strstr(why(&before, &after, &r), "世帯員または世帯の状況に変更があったため、第1類"));
	before = after;
	before.month = month_of(2027, 9);
	before.protected_days = 30;
	assert_non_null(strstr(why(&before, &october, &r), "基準の改定により、第1類"));
}

static void the_rent_limit_is_a_reason_only_where_it_binds(void **state)
{
	struct decided before = plain(1), after = plain(2);
	struct reasons r;

	(void)state;
	before.yen[BENEFIT_housing_limit] = 53700;
	after.yen[BENEFIT_housing_limit] = 64000;
	before.yen[BENEFIT_housing] = before.yen[BENEFIT_payable_housing] = 40000;
	after.yen[BENEFIT_housing] = after.yen[BENEFIT_payable_housing] = 45000;
	assert_non_null(strstr(why(&before, &after, &r), "家賃または家賃を要する期間の変更により、"));
	before.yen[BENEFIT_housing] = before.yen[BENEFIT_payable_housing] = 53700;
	after.yen[BENEFIT_housing] = after.yen[BENEFIT_payable_housing] = 60000;
	assert_non_null(strstr(why(&before, &after, &r), "住宅扶助の限度額が変わったため、"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_changed_needs_no_reason),
		cmocka_unit_test(a_change_names_each_component_with_amounts_and_rule),
		cmocka_unit_test(a_revised_pension_is_told_with_its_month_and_amounts),
		cmocka_unit_test(members_and_the_first_of_april_explain_class_1),
		cmocka_unit_test(an_opening_gives_reason_day_need_and_income),
		cmocka_unit_test(protection_without_a_known_decision_is_a_change_and_never_an_opening),
		cmocka_unit_test(a_closing_without_days_gives_the_numbers_of_the_last_decision),
		cmocka_unit_test(a_suspension_and_its_end_are_told),
		cmocka_unit_test(a_suspended_month_after_the_suspension_is_no_new_decision),
		cmocka_unit_test(a_death_does_not_speak_of_days),
		cmocka_unit_test(a_second_edition_does_not_open_again),
		cmocka_unit_test(totals_speak_where_components_are_not_known),
		cmocka_unit_test(a_first_decision_on_a_suspended_month_opens_nothing),
		cmocka_unit_test(a_closing_during_a_suspension_does_not_say_that_nothing_was_needed),
		cmocka_unit_test(the_end_of_a_suspension_may_have_no_reason_of_its_own),
		cmocka_unit_test(a_change_in_the_middle_of_a_month_explains_the_next_one),
		cmocka_unit_test(standards_are_not_blamed_for_what_the_household_changed),
		cmocka_unit_test(the_rent_limit_is_a_reason_only_where_it_binds),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
