/* Hospital, care facility, rescue facility: from when to when, and how much. */
#include "tests/unit/household_fixture.h"

enum { DAILY_GOODS = 23670, CARE_BASIC = 10120, INSTITUTION_SPECIAL = 1000 }; /* from 2026-04 */

static void hospital_begins_with_the_next_month(void **state)
{
	int home;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	home = yen("2026-06", BENEFIT_base_total);
	stay(1, STAY_HOSPITAL, "2026-06-10", NULL);
	assert_int_equal(yen("2026-06", BENEFIT_base_total), home);
	assert_int_equal(fixture.benefit.home_size, 1);
	assert_int_equal(yen("2026-07", BENEFIT_base_total), DAILY_GOODS + INSTITUTION_SPECIAL);
	assert_int_equal(fixture.benefit.yen[BENEFIT_institution_basic], DAILY_GOODS);
	assert_int_equal(fixture.benefit.yen[BENEFIT_class1_sum], 0);
	assert_int_equal(fixture.benefit.home_size, 0);
	fixture.stays[0].from = on("2026-07-01"); /* on the 1st: that month */
	assert_int_equal(yen("2026-07", BENEFIT_base_total), DAILY_GOODS + INSTITUTION_SPECIAL);
	fixture.stays[0].over_one_month = false;
	assert_int_equal(yen("2026-08", BENEFIT_base_total), home);
}

static void who_is_in_hospital_at_the_opening_has_its_amount_from_that_day(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	stay(1, STAY_HOSPITAL, "2026-06-10", NULL);
	protected_from("2026-06-16", NULL, REASON_NONE);
	assert_int_equal(yen("2026-06", BENEFIT_base_total), (DAILY_GOODS + INSTITUTION_SPECIAL) * 15 / 30);
}

static void home_begins_on_the_day_after_discharge(void **state)
{
	int home, hospital = DAILY_GOODS + INSTITUTION_SPECIAL;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	home = yen("2026-06", BENEFIT_base_total);
	stay(1, STAY_HOSPITAL, "2025-03-10", "2026-06-21"); /* discharged on the 20th */
	assert_int_equal(yen("2026-06", BENEFIT_base_total), (hospital * 30 + (home - hospital) * 10) / 30);
}

static void one_of_two_in_hospital_leaves_a_home_of_one(void **state)
{
	int one;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	one = yen("2026-06", BENEFIT_base_total);
	person(ROLE_SPOUSE, "1950-05-01");
	stay(2, STAY_HOSPITAL, "2025-03-10", NULL);
	assert_int_equal(yen("2026-06", BENEFIT_base_total), one + DAILY_GOODS + INSTITUTION_SPECIAL);
	assert_int_equal(fixture.benefit.persons, 2);
	assert_int_equal(fixture.benefit.home_size, 1);
}

static void a_care_facility_begins_with_the_next_month_and_hospital_from_it_at_once(void **state)
{
	int care = CARE_BASIC + INSTITUTION_SPECIAL, hospital = DAILY_GOODS + INSTITUTION_SPECIAL;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	stay(1, STAY_CARE_FACILITY, "2026-05-12", "2026-07-11");
	assert_int_equal(yen("2026-06", BENEFIT_base_total), care);
	assert_int_equal(fixture.benefit.yen[BENEFIT_add_care_facility], 10120);
	stay(1, STAY_HOSPITAL, "2026-07-11", NULL);
	assert_int_equal(yen("2026-07", BENEFIT_base_total), (care * 30 + (hospital - care) * 21) / 30);
	/* from hospital to a care facility: the hospital's amount to the end of the month */
	fixture.stays[1].to = on("2026-08-05");
	stay(1, STAY_CARE_FACILITY, "2026-08-05", NULL);
	assert_int_equal(yen("2026-08", BENEFIT_base_total), hospital);
	assert_int_equal(yen("2026-09", BENEFIT_base_total), care);
}

static void a_disabled_resident_has_no_care_facility_addition(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	stay(1, STAY_CARE_FACILITY, "2025-01-01", NULL);
	circumstance(1, CIRC_DISABILITY_A, NULL);
	assert_int_equal(yen("2025-06", BENEFIT_add_disability), 22310); /* the one cell that is known */
	assert_int_equal(fixture.benefit.yen[BENEFIT_add_care_facility], 0);
	fixture.circumstances[0].kind = CIRC_DISABILITY_I;
	refused("2025-06", RULE_ADDITION);
	fixture.circumstances[0].kind = CIRC_DISABILITY_A;
	refused("2026-06", RULE_ADDITION); /* not known after 2026-03 */
}

static void an_estimated_amount_marks_the_result(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	compute("2026-06");
	assert_false(fixture.benefit.estimated);
	stay(1, STAY_HOSPITAL, "2025-03-10", NULL);
	compute("2026-06");
	assert_true(fixture.benefit.estimated);
	compute("2025-06");
	assert_false(fixture.benefit.estimated);
}

static void winter_in_hospital_is_not_computable(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	stay(1, STAY_HOSPITAL, "2025-03-10", NULL);
	refused("2027-01", RULE_WINTER);
	refused("2026-11", RULE_WINTER);
	compute("2026-10");
}

static void a_rescue_facility_needs_amounts_that_are_missing(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	stay(1, STAY_RESCUE, "2024-01-01", NULL);
	refused("2026-06", RULE_FACILITY);
	refused("2025-06", RULE_SPECIAL);
}

static void the_day_of_entering_a_rescue_facility_counts_twice(void **state)
{
	struct rates *r = rates_of("2025-10");
	int home, facility;

	(void)state;
	r->special_facility = (struct cell){500, CELL_KNOWN};
	facility = r->facility_base[FACILITY_RESCUE][0].value + 500;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	circumstance(1, CIRC_DISABILITY_A, NULL);
	assert_int_equal(compute_with(r), ERR_OK);
	home = fixture.benefit.yen[BENEFIT_base_total];
	stay(1, STAY_RESCUE, "2025-10-11", NULL);
	r->disability[DISABILITY_A][BASIS_INSTITUTION][0] = (struct cell){22310, CELL_KNOWN};
	assert_int_equal(compute_with(r), ERR_OK);
	assert_int_equal(fixture.benefit.yen[BENEFIT_base_total], (home * 10 + facility * 21) / 30);
	/* of 31 days counted as 30; additions do not: the facility's amount from the 12th */
	assert_int_equal(fixture.benefit.yen[BENEFIT_livelihood_total],
		(home * 10 + facility * 21 + 26810 * 10 + 22310 * 20) / 30);
}

static void entering_a_rescue_facility_on_the_first_counts_the_home_for_that_day(void **state)
{
	struct rates *r = rates_of("2025-06");
	int home, facility;

	(void)state;
	r->special_facility = (struct cell){500, CELL_KNOWN};
	r->disability[DISABILITY_A][BASIS_INSTITUTION][0] = (struct cell){22310, CELL_KNOWN};
	r->transitional[0][rates_age_band(74)][0] = (struct cell){0, CELL_KNOWN};
	facility = r->facility_base[FACILITY_RESCUE][0].value + 500;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	circumstance(1, CIRC_DISABILITY_A, NULL);
	assert_int_equal(compute_with(r), ERR_OK);
	home = fixture.benefit.yen[BENEFIT_base_total];
	protected_from("2020-01-01", NULL, REASON_NONE);
	stay(1, STAY_RESCUE, "2025-06-01", NULL);
	assert_int_equal(compute_with(r), ERR_OK);
	assert_int_equal(fixture.benefit.yen[BENEFIT_base_total], (home + facility * 30) / 30);
	assert_int_equal(fixture.benefit.yen[BENEFIT_livelihood_total],
		(home + facility * 30 + 26810 + 22310 * 29) / 30); /* additions once */
	/* Protection that only begins with the entry has no day at home. */
	protected_from("2025-06-01", NULL, REASON_NONE);
	assert_int_equal(compute_with(r), ERR_OK);
	assert_int_equal(fixture.benefit.yen[BENEFIT_base_total], facility);
}

static void a_stay_within_one_month_changes_nothing(void **state)
{
	int home;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	home = yen("2026-06", BENEFIT_base_total);
	stay(1, STAY_HOSPITAL, "2026-06-02", "2026-06-29"); /* expected to be longer, but it ended */
	assert_int_equal(yen("2026-06", BENEFIT_base_total), home);
	stay(1, STAY_CARE_FACILITY, "2026-06-29", NULL);
	assert_int_equal(yen("2026-06", BENEFIT_base_total), home);
	assert_int_equal(yen("2026-07", BENEFIT_base_total), CARE_BASIC + INSTITUTION_SPECIAL);
}

static void two_changes_in_a_month_each_take_the_rest_of_it(void **state)
{
	int two, one, hospital = DAILY_GOODS + INSTITUTION_SPECIAL;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	one = yen("2026-08", BENEFIT_base_total);
	person(ROLE_SPOUSE, "1950-05-01");
	two = yen("2026-08", BENEFIT_base_total);
	stay(1, STAY_HOSPITAL, "2026-03-10", "2026-08-11"); /* home from the 11th */
	fixture.members[1].to = on("2026-08-22");           /* died on the 21st */
	/* A month of 31 days: from the 11th 21 days, from the 22nd 10. */
	assert_int_equal(yen("2026-08", BENEFIT_base_total),
		((one + hospital) * 30 + (two - one - hospital) * 21 - (two - one) * 10) / 30);
	assert_int_equal(fixture.benefit.persons, 1);
}

static void a_short_stay_goes_on_with_what_held_before_it(void **state)
{
	int hospital = DAILY_GOODS + INSTITUTION_SPECIAL;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	stay(1, STAY_HOSPITAL, "2026-03-10", "2026-06-11");
	stay(1, STAY_HOSPITAL, "2026-06-11", "2026-06-25"); /* moved to another hospital for two weeks */
	fixture.stays[1].over_one_month = false;
	stay(1, STAY_HOSPITAL, "2026-06-25", NULL);
	assert_int_equal(yen("2026-06", BENEFIT_base_total), hospital);
	fixture.stays[0].kind = STAY_CARE_FACILITY; /* a short stay in hospital between two in the facility */
	fixture.stays[2].kind = STAY_CARE_FACILITY;
	assert_int_equal(yen("2026-06", BENEFIT_base_total), CARE_BASIC + INSTITUTION_SPECIAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hospital_begins_with_the_next_month),
		cmocka_unit_test(who_is_in_hospital_at_the_opening_has_its_amount_from_that_day),
		cmocka_unit_test(home_begins_on_the_day_after_discharge),
		cmocka_unit_test(one_of_two_in_hospital_leaves_a_home_of_one),
		cmocka_unit_test(a_care_facility_begins_with_the_next_month_and_hospital_from_it_at_once),
		cmocka_unit_test(a_disabled_resident_has_no_care_facility_addition),
		cmocka_unit_test(an_estimated_amount_marks_the_result),
		cmocka_unit_test(winter_in_hospital_is_not_computable),
		cmocka_unit_test(a_rescue_facility_needs_amounts_that_are_missing),
		cmocka_unit_test(the_day_of_entering_a_rescue_facility_counts_twice),
		cmocka_unit_test(entering_a_rescue_facility_on_the_first_counts_the_home_for_that_day),
		cmocka_unit_test(a_stay_within_one_month_changes_nothing),
		cmocka_unit_test(two_changes_in_a_month_each_take_the_rest_of_it),
		cmocka_unit_test(a_short_stay_goes_on_with_what_held_before_it),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
