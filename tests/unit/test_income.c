/* 収入の認定 and 充当: deductions, pensions, temporary income, the order of charging, rent, education. */
#include "tests/unit/household_fixture.h"

#include "jobs/rules/charging.h"

static void household_of_two(void)
{
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1970-05-01");
	person(ROLE_SPOUSE, "1972-05-01");
}

static void the_highest_earner_has_the_first_column(void **state)
{
	(void)state;
	household_of_two();
	income(1, INCOME_EARNED, 63000);
	income(2, INCOME_EARNED, 100000);
	/* 100,000 − 23,600 and, second column, 63,000 − 17,000 */
	assert_int_equal(yen("2026-10", BENEFIT_income_earned), 76400 + 46000);
	fixture.incomes[0].expenses_yen = 50000; /* ends at 0 for this earner */
	assert_int_equal(yen("2026-10", BENEFIT_income_earned), 76400);
}

static void the_last_band_rises_by_steps(void **state)
{
	(void)state;
	household_of_two();
	income(1, INCOME_EARNED, 300000);
	assert_int_equal(yen("2026-10", BENEFIT_income_earned), 300000 - 43600);
	fixture.incomes[0].amount_yen = 15000;
	assert_int_equal(yen("2026-10", BENEFIT_income_earned), 0);
	fixture.incomes[0].amount_yen = 234999;
	assert_int_equal(yen("2026-10", BENEFIT_income_earned), 234999 - 36800);
	fixture.incomes[0].amount_yen = 235000;
	assert_int_equal(yen("2026-10", BENEFIT_income_earned), 235000 - 37200);
}

static void business_takes_its_cost_first(void **state)
{
	(void)state;
	household_of_two();
	income(1, INCOME_BUSINESS, 150000)->expenses_yen = 50000;
	assert_int_equal(yen("2026-10", BENEFIT_income_earned), 76400);
}

static void under_20_and_new_work_are_deducted(void **state)
{
	(void)state;
	household_of_two();
	person(ROLE_CHILD, "2007-01-15");
	income(3, INCOME_EARNED, 100000);
	assert_int_equal(yen("2026-10", BENEFIT_income_earned), 76400 - 11900);
	assert_int_equal(yen("2027-01", BENEFIT_income_earned), 76400 - 11900); /* 19 on the 1st */
	assert_int_equal(yen("2027-02", BENEFIT_income_earned), 76400);
	fixture.parameters.under20_on_first = 0;
	assert_int_equal(yen("2027-01", BENEFIT_income_earned), 76400);
	circumstance(3, CIRC_NEW_EMPLOYMENT, "2027-01-01");
	assert_int_equal(yen("2027-02", BENEFIT_income_earned), 76400 - 12900);
}

static void a_pension_is_a_twelfth_less_what_is_withheld(void **state)
{
	(void)state;
	household_of_two();
	income(1, INCOME_PENSION, 580794)->care_premium_yen = 1600;
	assert_int_equal(yen("2026-10", BENEFIT_income_pension), 46799);
	income(2, INCOME_PENSION, 151067);
	assert_int_equal(yen("2026-10", BENEFIT_income_pension), 46799 + 12588);
	fixture.incomes[0].care_premium_yen = 90000;
	assert_int_equal(yen("2026-10", BENEFIT_income_pension), 12588);
}

static void only_what_is_above_8000_of_temporary_income_counts(void **state)
{
	(void)state;
	household_of_two();
	income(PERSON_HOUSEHOLD, INCOME_TEMPORARY, 5000);
	assert_int_equal(yen("2026-10", BENEFIT_income_temporary), 0);
	income(1, INCOME_TEMPORARY, 5000);
	assert_int_equal(yen("2026-10", BENEFIT_income_temporary), 2000); /* once per household and month */
	income(PERSON_HOUSEHOLD, INCOME_ALLOWANCE, 10000);
	income(PERSON_HOUSEHOLD, INCOME_REMITTANCE, 7000);
	income(PERSON_HOUSEHOLD, INCOME_OVERPAID, 3000);
	compute("2026-10");
	assert_int_equal(fixture.benefit.yen[BENEFIT_income_allowance], 10000);
	assert_int_equal(fixture.benefit.yen[BENEFIT_income_other], 7000);
	assert_int_equal(fixture.benefit.yen[BENEFIT_income_overpaid], 3000);
	assert_int_equal(fixture.benefit.yen[BENEFIT_income_recognised], 22000);
}

static void of_two_versions_in_a_month_the_first_counts(void **state)
{
	(void)state;
	household_of_two();
	income(1, INCOME_ALLOWANCE, 10000)->to = on("2026-10-15");
	income(1, INCOME_ALLOWANCE, 20000)->from = on("2026-10-15");
	fixture.incomes[1].item_no = fixture.incomes[0].item_no;
	assert_int_equal(yen("2026-10", BENEFIT_income_allowance), 10000);
	assert_int_equal(yen("2026-11", BENEFIT_income_allowance), 20000);
	fixture.members[0].to = on("2026-11-01"); /* the income of somebody who has left */
	assert_int_equal(yen("2026-11", BENEFIT_income_allowance), 0);
}

static void income_meets_needs_in_order_and_the_rest_is_the_own_payment(void **state)
{
	int living, left;

	(void)state;
	household_of_two();
	rent(50000);
	need(NEED_CARE, 10000);
	need(NEED_MEDICAL, 30000);
	living = yen("2026-10", BENEFIT_livelihood_total);
	income(PERSON_HOUSEHOLD, INCOME_ALLOWANCE, living + 20000);
	compute("2026-10");
	assert_int_equal(fixture.benefit.yen[BENEFIT_payable_livelihood], 0);
	assert_int_equal(fixture.benefit.yen[BENEFIT_payable_housing], 30000);
	assert_int_equal(fixture.benefit.yen[BENEFIT_payable_care], 10000);
	assert_int_equal(fixture.benefit.yen[BENEFIT_payable_total], 30000); /* care and medical are in kind */
	fixture.incomes[0].amount_yen = left = living + 50000 + 10000 + 12345;
	compute("2026-10");
	assert_int_equal(fixture.benefit.yen[BENEFIT_own_payment_care], 10000);
	assert_int_equal(fixture.benefit.yen[BENEFIT_own_payment_medical], 12345);
	assert_int_equal(fixture.benefit.yen[BENEFIT_payable_medical], 30000 - 12345);
	assert_int_equal(fixture.benefit.yen[BENEFIT_minimum_total], living + 90000);
	fixture.incomes[0].amount_yen = left + 100000;
	assert_int_equal(yen("2026-10", BENEFIT_income_left), 100000 - (30000 - 12345));
}

static void facility_cost_comes_before_care_medical_and_temporary_aid(void **state)
{
	enum charge order[CHARGES];
	yen_t charged[CHARGES], need_of[CHARGES] = {[CHARGE_LIVING] = 86450,
								[CHARGE_FACILITY] = 60000,
								[CHARGE_MEDICAL] = 30000,
								[CHARGE_TEMPORARY] = 850};

	(void)state;
	charging_order(&rule_defaults, true, order);
	assert_int_equal(charging_allocate(order, need_of, 150000, charged), 0);
	assert_int_equal(charged[CHARGE_FACILITY], 60000);
	assert_int_equal(charged[CHARGE_MEDICAL], 3550);
	assert_int_equal(charged[CHARGE_TEMPORARY], 0);
	charging_order(&rule_defaults, false, order);
	assert_int_equal(order[1], CHARGE_TEMPORARY);
	assert_int_equal(order[3], CHARGE_EDUCATION);
}

static void rent_is_at_most_the_limit(void **state)
{
	(void)state;
	household_of_two();
	rent(70000);
	compute("2026-10");
	assert_int_equal(fixture.benefit.yen[BENEFIT_housing_limit], 64000);
	assert_int_equal(fixture.benefit.yen[BENEFIT_housing], 64000);
	fixture.rents[0].special_limit = true; /* 53,700 × 1.4 = 75,180 */
	compute("2026-10");
	assert_int_equal(fixture.benefit.yen[BENEFIT_housing_limit], 75180);
	assert_int_equal(fixture.benefit.yen[BENEFIT_housing], 70000);
}

static void a_small_dwelling_of_one_person_has_a_limit_that_is_missing(void **state)
{
	(void)state;
	household_of_two();
	rent(50000)->floor_area_cm2 = 150000;
	compute("2026-10");
	fixture.household.n_members = 1;
	refused("2026-10", RULE_HOUSING);
	fixture.rents[0].floor_area_cm2 = 150001;
	compute("2026-10");
}

static void education_is_never_prorated(void **state)
{
	(void)state;
	household_of_two();
	person(ROLE_CHILD, "2015-05-01");
	person(ROLE_CHILD, "2009-05-01");
	circumstance(3, CIRC_ELEMENTARY, NULL);
	circumstance(4, CIRC_HIGH_SCHOOL, NULL);
	need(NEED_EDUCATION_ACTUAL, 4500);
	protected_from("2026-10-26", NULL, REASON_NONE);
	compute("2026-10");
	assert_int_equal(fixture.benefit.yen[BENEFIT_education], 3400 + 4500);
	assert_int_equal(fixture.benefit.yen[BENEFIT_high_school], 7300);
	assert_int_equal(yen("2026-09", BENEFIT_education), 0); /* not yet protected */
	assert_int_equal(rates_of("2025-09")->education[SCHOOL_ELEMENTARY].value, 2600);
}

static void premiums_and_temporary_aid_are_whole(void **state)
{
	int base;

	(void)state;
	household_of_two();
	base = yen("2026-10", BENEFIT_livelihood_total);
	need(NEED_CARE_PREMIUM, 6200);
	need(NEED_TEMPORARY_LIVING, 15000);
	protected_from("2026-10-17", NULL, REASON_NONE);
	compute("2026-10");
	assert_int_equal(fixture.benefit.yen[BENEFIT_add_care_premium], 6200);
	assert_int_equal(fixture.benefit.yen[BENEFIT_livelihood_total], base * 15 / 30 + 6200 + 15000);
}

static void amounts_that_do_not_fit_are_refused(void **state)
{
	(void)state;
	household_of_two();
	need(NEED_MEDICAL, INT32_MAX);
	need(NEED_MEDICAL, INT32_MAX);
	assert_int_equal(compute_with(rates_of("2026-10")), ERR_OVERFLOW);
}

static void facts_without_a_place_are_refused(void **state)
{
	const struct rates *r = rates_of("2026-10");

	(void)state;
	household_of_two();
	fixture.household.n_homes = 0;
	assert_int_equal(compute_with(r), ERR_DATA);
	fixture.household.n_homes = 1;
	fixture.homes[0].place = NULL;
	assert_int_equal(
		benefit_compute(&fixture.household, r, &rule_defaults, NULL, &fixture.benefit, &fixture.err),
		ERR_DATA);
}

static void income_that_begins_when_protection_ends_is_not_charged(void **state)
{
	int whole;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1970-05-01");
	whole = yen("2026-06", BENEFIT_base_total);
	income(1, INCOME_EARNED, 250000)->from = on("2026-06-05");
	protected_from("2020-01-01", "2026-06-05", REASON_INCOME_INCREASE);
	/* q8-38: four days of need, and nothing of what came on the day of the closing */
	assert_int_equal(yen("2026-06", BENEFIT_income_recognised), 0);
	assert_int_equal(fixture.benefit.yen[BENEFIT_payable_livelihood], whole * 4 / 30);
	fixture.incomes[0].from = on("2026-06-01");
	assert_int_equal(yen("2026-06", BENEFIT_income_recognised), (250000 - 38400) * 4 / 30);
}

static void after_a_move_the_limit_is_that_of_the_new_place(void **state)
{
	struct rates *r = rates_of("2026-06");

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1970-05-01");
	rent(60000);
	assert_int_equal(compute_with(r), ERR_OK);
	assert_int_equal(fixture.benefit.yen[BENEFIT_housing], 53700);
	fixture.homes[0].to = on("2026-06-16");
	fixture.homes[1] = fixture.homes[0];
	fixture.homes[1].from = on("2026-06-16");
	fixture.homes[1].to = DAY_MAX;
	fixture.homes[1].place = rates_municipality_named(r, "東京都", "奥多摩町");
	fixture.household.n_homes = 2;
	assert_int_equal(
		benefit_compute(&fixture.household, r, &fixture.parameters, NULL, &fixture.benefit, &fixture.err),
		ERR_OK);
	int limit = fixture.benefit.yen[BENEFIT_housing_limit];

	assert_true(limit > 0 && limit < 53700);
	assert_int_equal(fixture.benefit.yen[BENEFIT_housing], (53700 * 15 + limit * 15) / 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_highest_earner_has_the_first_column),
		cmocka_unit_test(the_last_band_rises_by_steps),
		cmocka_unit_test(business_takes_its_cost_first),
		cmocka_unit_test(under_20_and_new_work_are_deducted),
		cmocka_unit_test(a_pension_is_a_twelfth_less_what_is_withheld),
		cmocka_unit_test(only_what_is_above_8000_of_temporary_income_counts),
		cmocka_unit_test(of_two_versions_in_a_month_the_first_counts),
		cmocka_unit_test(income_meets_needs_in_order_and_the_rest_is_the_own_payment),
		cmocka_unit_test(facility_cost_comes_before_care_medical_and_temporary_aid),
		cmocka_unit_test(rent_is_at_most_the_limit),
		cmocka_unit_test(a_small_dwelling_of_one_person_has_a_limit_that_is_missing),
		cmocka_unit_test(education_is_never_prorated),
		cmocka_unit_test(premiums_and_temporary_aid_are_whole),
		cmocka_unit_test(amounts_that_do_not_fit_are_refused),
		cmocka_unit_test(facts_without_a_place_are_refused),
		cmocka_unit_test(income_that_begins_when_protection_ends_is_not_charged),
		cmocka_unit_test(after_a_move_the_limit_is_that_of_the_new_place),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
