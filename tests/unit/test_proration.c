/* 日割計算, by amounts and by households: opening, closing, suspension, birth, death, moves, stays. */
#include "tests/unit/household_fixture.h"

#include "jobs/rules/proration.h"

static yen_t opened(const char *day, yen_t monthly)
{
	struct proration p;
	day_t d = on(day);

	proration_none(&p, month_of_day(d));
	assert_true(proration_begin(&p, monthly, d - month_first(month_of_day(d)) + 1));
	return proration_floor(&p);
}

static void an_opening_pays_from_the_day_itself(void **state)
{
	(void)state;
	assert_int_equal(opened("2026-04-26", 222510), 37085);  /* 5/30 */
	assert_int_equal(opened("2027-01-03", 110460), 106778); /* 29/30 */
	assert_int_equal(opened("2027-01-02", 110460), 110460); /* 30/30 of 31 days */
	assert_int_equal(opened("2027-01-01", 110460), 110460);
	assert_int_equal(opened("2027-01-31", 110460), 3682);
	assert_int_equal(opened("2027-02-22", 254880), 63720); /* 7/28 */
	assert_int_equal(opened("2028-02-22", 254880), 254880 * 8 / 29);
	assert_int_equal(opened("2028-02-01", 254880), 254880);
}

static void a_change_takes_the_rest_of_the_month(void **state)
{
	struct proration p;

	(void)state;
	proration_none(&p, month_of(2026, 11));
	assert_true(proration_begin(&p, 201520, 1));
	assert_true(proration_change(&p, 201520, 242210, 14));
	assert_int_equal(proration_floor(&p), 224577);
	/* a second change of the same month starts from what the first one left (P3) */
	assert_true(proration_change(&p, 242210, 201520, 24));
	assert_int_equal(proration_floor(&p), 201520 + 40690 * 10 / 30);
	/* on the 2nd of a month of 31 days the fraction is at most one */
	proration_none(&p, month_of(2027, 1));
	assert_true(proration_begin(&p, 90000, 1));
	assert_true(proration_change(&p, 90000, 60000, 2));
	assert_int_equal(proration_floor(&p), 60000);
}

static void the_result_is_never_below_zero(void **state)
{
	struct proration p;

	(void)state;
	proration_none(&p, month_of(2027, 1));
	assert_true(proration_begin(&p, 1000, 31));
	assert_true(proration_change(&p, 90000, 0, 15));
	assert_int_equal(proration_floor(&p), 0);
	p.numerator = INT64_MAX;
	assert_false(proration_begin(&p, 1000, 1));
	assert_int_equal(p.numerator, INT64_MAX);
}

static void a_closing_leaves_the_days_that_were_protected(void **state)
{
	struct proration p;

	(void)state;
	proration_none(&p, month_of(2026, 6));
	assert_true(proration_begin(&p, 130000, 1));
	assert_true(proration_end(&p, 130000, 1, 5));
	assert_int_equal(proration_floor(&p), 17333); /* q8-38 (1): 4/30 */
	proration_none(&p, month_of(2027, 1));
	assert_true(proration_begin(&p, 60000, 1));
	assert_true(proration_end(&p, 60000, 1, 31));
	assert_int_equal(proration_floor(&p), 60000); /* 30 days are 30/30 */
	proration_none(&p, month_of(2027, 1));
	assert_true(proration_begin(&p, 60000, 10));
	assert_true(proration_end(&p, 60000, 10, 13));
	assert_int_equal(proration_floor(&p), 6000); /* opened and closed within the month: 3/30 */
}

static void need_and_income_are_prorated_when_protection_ends(void **state)
{
	/* q8-39: 7 days of a need of 120,000 and a pension of 90,000 leave 7,000. */
	int whole, income_whole;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	income(1, INCOME_PENSION, 360000);
	whole = yen("2026-06", BENEFIT_base_total);
	income_whole = fixture.benefit.yen[BENEFIT_income_recognised];
	protected_from("2020-01-01", "2026-06-08", REASON_MOVED_AWAY);
	compute("2026-06");
	assert_int_equal(fixture.benefit.event, EVENT_CLOSED);
	assert_int_equal(fixture.benefit.protected_days, 7);
	assert_int_equal(fixture.benefit.yen[BENEFIT_base_total], whole * 7 / 30);
	assert_int_equal(fixture.benefit.yen[BENEFIT_income_recognised], income_whole * 7 / 30);
	assert_int_equal(fixture.benefit.yen[BENEFIT_payable_livelihood], (whole - income_whole) * 7 / 30);
}

static void income_counts_in_full_when_protection_begins(void **state)
{
	int whole;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	income(1, INCOME_PENSION, 360000);
	whole = yen("2026-06", BENEFIT_base_total);
	protected_from("2026-06-16", NULL, REASON_NONE);
	compute("2026-06");
	assert_int_equal(fixture.benefit.event, EVENT_OPENED);
	assert_int_equal(fixture.benefit.event_on, on("2026-06-16"));
	assert_int_equal(fixture.benefit.yen[BENEFIT_income_recognised], 30000);
	assert_int_equal(fixture.benefit.yen[BENEFIT_payable_livelihood], whole * 15 / 30 - 30000);
}

static void the_month_of_a_single_persons_death_stays(void **state)
{
	int whole;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	whole = yen("2026-06", BENEFIT_payable_total);
	fixture.members[0].to = on("2026-06-08");
	protected_from("2020-01-01", "2026-06-08", REASON_DEATH);
	assert_int_equal(yen("2026-06", BENEFIT_payable_total), whole);
	assert_int_equal(fixture.benefit.event, EVENT_CLOSED);
	fixture.parameters.death_keeps_month = 0;
	assert_int_equal(yen("2026-06", BENEFIT_payable_total), whole * 7 / 30);
}

static void a_newborn_counts_from_the_day_and_its_addition_from_the_next_month(void **state)
{
	int two, three;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1990-05-01");
	person(ROLE_SPOUSE, "1990-05-01");
	two = yen("2026-09", BENEFIT_base_total);
	person(ROLE_CHILD, "2026-09-21")->from = on("2026-09-21");
	three = yen("2026-10", BENEFIT_class1_reduced) + fixture.benefit.yen[BENEFIT_class2];
	compute("2026-09");
	assert_int_equal(fixture.benefit.persons, 3);
	assert_int_equal(fixture.benefit.yen[BENEFIT_add_child_rearing], 0);
	three += fixture.benefit.yen[BENEFIT_transitional] + fixture.benefit.yen[BENEFIT_special];
	assert_int_equal(fixture.benefit.yen[BENEFIT_base_total], two + (three - two) * 10 / 30);
	assert_int_equal(yen("2026-10", BENEFIT_add_child_rearing), 10190);
}

static void a_death_counts_from_the_next_day(void **state)
{
	int two, one;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	one = yen("2026-06", BENEFIT_base_total);
	person(ROLE_SPOUSE, "1950-05-01");
	two = yen("2026-06", BENEFIT_base_total);
	fixture.members[1].to = on("2026-06-11"); /* died on the 10th */
	assert_int_equal(yen("2026-06", BENEFIT_base_total), (two * 30 - (two - one) * 20) / 30);
	circumstance(2, CIRC_DISABILITY_A, NULL);
	assert_int_equal(yen("2026-06", BENEFIT_add_disability), 27460); /* to the end of the month */
	fixture.parameters.departed_addition_to_month_end = 0;
	compute("2026-06");
	assert_int_equal(
		fixture.benefit.yen[BENEFIT_livelihood_total], (two * 30 - (two - one) * 20 + 27460 * 10) / 30);
}

static void a_suspended_month_pays_nothing_and_a_resumed_one_its_part(void **state)
{
	int whole;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	whole = yen("2026-06", BENEFIT_base_total);
	protected_from("2020-01-01", "2026-06-11", REASON_TEMPORARY_INCOME);
	then(PROTECTION_SUSPENDED, "2026-06-11", "2026-08-21");
	then(PROTECTION_ACTIVE, "2026-08-21", NULL);
	assert_int_equal(yen("2026-06", BENEFIT_base_total), whole * 10 / 30);
	assert_int_equal(fixture.benefit.event, EVENT_SUSPENDED);
	assert_int_equal(yen("2026-07", BENEFIT_payable_total), 0);
	assert_int_equal(fixture.benefit.protected_days, 0);
	assert_int_equal(fixture.benefit.event, EVENT_NONE);
	assert_int_equal(yen("2026-08", BENEFIT_base_total), whole * 11 / 30);
	assert_int_equal(fixture.benefit.event, EVENT_RESUMED);
	income(1, INCOME_PENSION, 360000); /* is not charged for the days of the suspension */
	assert_int_equal(yen("2026-08", BENEFIT_income_recognised), 11000);
	assert_int_equal(fixture.benefit.yen[BENEFIT_payable_livelihood], (whole - 30000) * 11 / 30);
}

static void two_spans_of_one_month_add_up(void **state)
{
	int whole;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	income(1, INCOME_PENSION, 360000);
	whole = yen("2026-06", BENEFIT_base_total);
	protected_from("2020-01-01", "2026-06-11", REASON_TEMPORARY_INCOME);
	then(PROTECTION_SUSPENDED, "2026-06-11", "2026-06-21");
	then(PROTECTION_ACTIVE, "2026-06-21", NULL);
	compute("2026-06");
	assert_int_equal(fixture.benefit.yen[BENEFIT_base_total], whole * 20 / 30);
	assert_int_equal(fixture.benefit.yen[BENEFIT_income_recognised], 20000);
	assert_int_equal(fixture.benefit.protected_days, 20);
}

static void a_closing_on_the_first_is_told_in_that_month(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	protected_from("2020-01-01", "2027-01-01", REASON_DECLINED);
	compute("2027-01");
	assert_int_equal(fixture.benefit.event, EVENT_CLOSED);
	assert_int_equal(fixture.benefit.event_on, on("2027-01-01"));
	assert_int_equal(fixture.benefit.protected_days, 0);
	assert_int_equal(fixture.benefit.yen[BENEFIT_payable_total], 0);
}

static void rent_is_prorated_with_the_days_or_paid_whole(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	rent(45000);
	protected_from("2026-06-16", NULL, REASON_NONE);
	assert_int_equal(yen("2026-06", BENEFIT_housing), 22500);
	fixture.parameters.housing_whole_month = 1;
	assert_int_equal(yen("2026-06", BENEFIT_housing), 45000);
	fixture.parameters.housing_whole_month = 0;
	protected_from("2020-01-01", NULL, REASON_NONE);
	fixture.rents[0].to = on("2026-06-11");
	rent(30000)->from = on("2026-06-11");
	assert_int_equal(yen("2026-06", BENEFIT_housing), 45000 - 15000 * 20 / 30);
}

static void the_reason_of_a_day_may_stand_where_the_range_before_ended(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	protected_from("2020-01-01", "2026-06-11", REASON_TEMPORARY_INCOME);
	then(PROTECTION_SUSPENDED, "2026-06-11", "2026-08-21");
	fixture.protections[1].end_reason = REASON_RESUMED;
	then(PROTECTION_ACTIVE, "2026-08-21", NULL);
	compute("2026-06");
	assert_int_equal(fixture.benefit.reason, REASON_TEMPORARY_INCOME);
	compute("2026-08");
	assert_int_equal(fixture.benefit.reason, REASON_RESUMED);
}

static void a_month_opened_and_closed_pays_its_days(void **state)
{
	int whole;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	whole = yen("2027-02", BENEFIT_base_total);
	protected_from("2027-02-10", "2027-02-20", REASON_MOVED_AWAY);
	compute("2027-02");
	assert_int_equal(fixture.benefit.event, EVENT_CLOSED);
	assert_int_equal(fixture.benefit.protected_days, 10);
	assert_int_equal(fixture.benefit.yen[BENEFIT_base_total], whole * 10 / 28);
}

static void the_last_day_of_a_long_month_and_a_leap_february_count(void **state)
{
	int whole;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	whole = yen("2026-08", BENEFIT_base_total);
	protected_from("2026-08-31", NULL, REASON_NONE);
	assert_int_equal(yen("2026-08", BENEFIT_base_total), whole / 30);
	protected_from("2026-08-02", NULL, REASON_NONE);
	assert_int_equal(yen("2026-08", BENEFIT_base_total), whole); /* 30 of 30 */
	protected_from("2020-01-01", "2026-08-31", REASON_DECLINED);
	assert_int_equal(yen("2026-08", BENEFIT_base_total), whole);
	assert_int_equal(proration_denominator(month_of(2028, 2)), 29);
	assert_int_equal(proration_capped(month_of(2028, 2), proration_days_from(month_of(2028, 2), 1)), 29);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_opening_pays_from_the_day_itself),
		cmocka_unit_test(a_change_takes_the_rest_of_the_month),
		cmocka_unit_test(the_result_is_never_below_zero),
		cmocka_unit_test(a_closing_leaves_the_days_that_were_protected),
		cmocka_unit_test(need_and_income_are_prorated_when_protection_ends),
		cmocka_unit_test(income_counts_in_full_when_protection_begins),
		cmocka_unit_test(the_month_of_a_single_persons_death_stays),
		cmocka_unit_test(a_newborn_counts_from_the_day_and_its_addition_from_the_next_month),
		cmocka_unit_test(a_death_counts_from_the_next_day),
		cmocka_unit_test(a_suspended_month_pays_nothing_and_a_resumed_one_its_part),
		cmocka_unit_test(two_spans_of_one_month_add_up),
		cmocka_unit_test(a_closing_on_the_first_is_told_in_that_month),
		cmocka_unit_test(rent_is_prorated_with_the_days_or_paid_whole),
		cmocka_unit_test(the_reason_of_a_day_may_stand_where_the_range_before_ended),
		cmocka_unit_test(a_month_opened_and_closed_pays_its_days),
		cmocka_unit_test(the_last_day_of_a_long_month_and_a_leap_february_count),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
