/* 加算: disability, single parent, child rearing, and when a fact counts. */
#include "tests/unit/household_fixture.h"

static void a_fact_counts_from_the_next_month_or_from_the_first(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1970-05-01");
	circumstance(1, CIRC_DISABILITY_I, "2026-06-02");
	assert_int_equal(yen("2026-06", BENEFIT_add_disability), 0);
	assert_int_equal(yen("2026-07", BENEFIT_add_disability), 18300);
	fixture.circumstances[0].from = on("2026-06-01");
	assert_int_equal(yen("2026-06", BENEFIT_add_disability), 18300);
	fixture.circumstances[0].to = on("2026-06-20");
	assert_int_equal(yen("2026-06", BENEFIT_add_disability), 18300);
	assert_int_equal(yen("2026-07", BENEFIT_add_disability), 0);
}

static void an_opening_prorates_additions_with_the_base(void **state)
{
	int base;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1970-05-01");
	circumstance(1, CIRC_DISABILITY_A, "2026-06-16");
	protected_from("2026-06-16", NULL, REASON_NONE);
	base = yen("2026-07", BENEFIT_base_total);
	compute("2026-06");
	assert_int_equal(fixture.benefit.yen[BENEFIT_add_disability], 27460);
	assert_int_equal(fixture.benefit.yen[BENEFIT_livelihood_total], (base + 27460) * 15 / 30);
}

static void amounts_follow_the_grade_class(void **state)
{
	static const struct {
		const char *prefecture, *city;
		int amount;
	} rows[] = {{"東京都", "渋谷区", 27460}, {"北海道", "函館市", 25540}, {"岩手県", "盛岡市", 25540}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		given(rows[i].prefecture, rows[i].city);
		person(ROLE_HEAD, "1970-05-01");
		circumstance(1, CIRC_DISABILITY_A, NULL);
		assert_int_equal(yen("2026-06", BENEFIT_add_disability), rows[i].amount);
	}
}

static void a_single_parent_counts_the_children(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	fixture.single_parent = true;
	person(ROLE_HEAD, "1985-05-01");
	person(ROLE_CHILD, "2015-05-01");
	assert_int_equal(yen("2026-06", BENEFIT_add_single_parent), 18800);
	person(ROLE_CHILD, "2016-05-01");
	assert_int_equal(yen("2026-06", BENEFIT_add_single_parent), 23600);
	person(ROLE_CHILD, "2017-05-01");
	person(ROLE_CHILD, "2018-05-01");
	assert_int_equal(yen("2026-06", BENEFIT_add_single_parent), 23600 + 2 * 2900);
	assert_int_equal(fixture.benefit.yen[BENEFIT_add_child_rearing], 4 * 10190);
}

static void a_child_is_one_until_the_31_march_after_the_18th_birthday(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	fixture.single_parent = true;
	person(ROLE_HEAD, "1985-05-01");
	person(ROLE_CHILD, "2008-07-01");
	assert_int_equal(yen("2027-03", BENEFIT_add_single_parent), 18800);
	assert_int_equal(yen("2027-04", BENEFIT_add_single_parent), 0);
	assert_int_equal(fixture.benefit.yen[BENEFIT_add_child_rearing], 0);
	fixture.members[1].birth_on = on("2008-04-01"); /* 18 by law on 31 March 2026 */
	assert_int_equal(yen("2026-04", BENEFIT_add_child_rearing), 0);
	fixture.members[1].birth_on = on("2008-04-02");
	assert_int_equal(yen("2026-04", BENEFIT_add_child_rearing), 10190);
}

static void the_same_person_gets_the_higher_of_two_and_a_disabled_child_both(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	fixture.single_parent = true;
	person(ROLE_HEAD, "1985-05-01");
	person(ROLE_CHILD, "2015-05-01");
	circumstance(1, CIRC_DISABILITY_I, NULL); /* 18,300 < 18,800 */
	compute("2026-06");
	assert_int_equal(fixture.benefit.yen[BENEFIT_add_disability], 0);
	assert_int_equal(fixture.benefit.yen[BENEFIT_add_single_parent], 18800);
	fixture.circumstances[0].kind = CIRC_DISABILITY_A; /* 27,460 */
	compute("2026-06");
	assert_int_equal(fixture.benefit.yen[BENEFIT_add_disability], 27460);
	assert_int_equal(fixture.benefit.yen[BENEFIT_add_single_parent], 0);
	circumstance(2, CIRC_DISABILITY_I, NULL);
	fixture.circumstances[0].kind = CIRC_DISABILITY_I;
	compute("2026-06");
	assert_int_equal(fixture.benefit.yen[BENEFIT_add_disability], 18300);
	assert_int_equal(fixture.benefit.yen[BENEFIT_add_single_parent], 18800);
}

static void the_transitional_child_addition_has_three_doors(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1985-05-01");
	person(ROLE_SPOUSE, "1985-05-01");
	person(ROLE_CHILD, "2024-06-15");
	assert_int_equal(yen("2026-06", BENEFIT_add_child_transitional), 0); /* three persons */
	person(ROLE_CHILD, "2012-06-15");
	assert_int_equal(yen("2026-06", BENEFIT_add_child_transitional), 4330);
	assert_int_equal(yen("2027-06", BENEFIT_add_child_transitional), 4330); /* in the month it turns 3 */
	assert_int_equal(yen("2027-07", BENEFIT_add_child_transitional), 0);
	fixture.members[2].birth_on = on("2024-06-01");
	assert_int_equal(yen("2027-05", BENEFIT_add_child_transitional), 4330);
	assert_int_equal(yen("2027-06", BENEFIT_add_child_transitional), 0); /* born on the 1st */
	person(ROLE_CHILD, "2010-06-15");
	assert_int_equal(yen("2027-06", BENEFIT_add_child_transitional), 4330); /* the third child */
	fixture.members[4].birth_on = on("2008-06-15");                         /* no longer counted */
	assert_int_equal(yen("2027-06", BENEFIT_add_child_transitional), 0);
	fixture.parameters.child_count_age = 22;
	assert_int_equal(yen("2027-06", BENEFIT_add_child_transitional), 4330);
}

static void a_small_child_outside_of_the_home_has_the_transitional_addition(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1985-05-01");
	person(ROLE_CHILD, "2023-06-15");
	stay(2, STAY_HOSPITAL, "2025-03-10", NULL);
	assert_int_equal(yen("2025-06", BENEFIT_add_child_transitional), 4330);
	fixture.household.n_stays = 0;
	assert_int_equal(yen("2025-06", BENEFIT_add_child_transitional), 0);
}

static void personal_additions_follow_circumstances(void **state)
{
	static const struct {
		enum fact_circumstance kind;
		enum benefit_field field;
		int amount;
	} rows[] = {
		{CIRC_PREGNANT_EARLY, BENEFIT_add_pregnancy, 9130},
		{CIRC_PREGNANT_LATE, BENEFIT_add_pregnancy, 13790},
		{CIRC_POSTPARTUM, BENEFIT_add_pregnancy, 8480},
		{CIRC_RADIATION_CURRENT, BENEFIT_add_radiation, 43830},
		{CIRC_RADIATION_FORMER, BENEFIT_add_radiation, 21920},
		{CIRC_HOME_PATIENT, BENEFIT_add_home_patient, 13270},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		given("東京都", "渋谷区");
		person(ROLE_HEAD, "1995-05-01");
		circumstance(1, rows[i].kind, NULL);
		assert_int_equal(yen("2025-06", rows[i].field), rows[i].amount);
	}
}

static void additions_without_a_table_are_not_computable(void **state)
{
	static const enum fact_circumstance kinds[] = {CIRC_SEVERE_DISABILITY, CIRC_FAMILY_CARE, CIRC_OTHER_CARE};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		given("東京都", "渋谷区");
		person(ROLE_HEAD, "1970-05-01");
		circumstance(1, kinds[i], NULL);
		refused("2026-06", RULE_RECOGNISED_CARE);
	}
}

static void no_row_of_the_single_parents_table_means_zero_but_no_table_is_missing(void **state)
{
	struct rates *r = rates_of("2026-06");

	(void)state;
	given("東京都", "渋谷区");
	fixture.single_parent = true;
	person(ROLE_HEAD, "1985-05-01");
	person(ROLE_CHILD, "2025-05-01");
	person(ROLE_PARENT, "1950-05-01");
	assert_int_equal(compute_with(r), ERR_OK);
	assert_int_equal(fixture.benefit.yen[BENEFIT_add_single_parent_transitional], 3330);
	r->single_parent_transitional[0][0][0].state = CELL_MISSING;
	assert_int_equal(compute_with(r), ERR_OK);
	assert_int_equal(fixture.benefit.yen[BENEFIT_add_single_parent_transitional], 0);
	r->single_parent_transitional_known = false;
	assert_int_equal(compute_with(r), ERR_NOT_COMPUTABLE);
}

static void who_leaves_on_the_first_has_additions_for_that_day(void **state)
{
	int one, two;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1950-05-01");
	one = yen("2026-06", BENEFIT_base_total);
	person(ROLE_SPOUSE, "1950-05-01");
	two = yen("2026-06", BENEFIT_base_total);
	circumstance(2, CIRC_DISABILITY_A, NULL);
	fixture.members[1].to = on("2026-06-02"); /* died on the 1st: the change is on the 2nd */
	assert_int_equal(yen("2026-06", BENEFIT_livelihood_total), (one * 29 + two + 27460) / 30);
	fixture.members[1].to = on("2026-06-03"); /* on the 2nd: with the next month */
	assert_int_equal(yen("2026-06", BENEFIT_livelihood_total), (one * 28 + two * 2) / 30 + 27460);
}

static void a_childs_school_years_follow_the_birthday_alone(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1985-05-01");
	person(ROLE_CHILD, "2008-04-01");
	fixture.parameters.age_reached_on_birthday = 0; /* class 1 only */
	assert_int_equal(yen("2026-04", BENEFIT_add_child_rearing), 0);
	fixture.members[1].stated_age = 17;
	assert_int_equal(yen("2026-04", BENEFIT_add_child_rearing), 0);
	assert_int_equal(yen("2026-03", BENEFIT_add_child_rearing), 10190);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fact_counts_from_the_next_month_or_from_the_first),
		cmocka_unit_test(an_opening_prorates_additions_with_the_base),
		cmocka_unit_test(amounts_follow_the_grade_class),
		cmocka_unit_test(a_single_parent_counts_the_children),
		cmocka_unit_test(a_child_is_one_until_the_31_march_after_the_18th_birthday),
		cmocka_unit_test(the_same_person_gets_the_higher_of_two_and_a_disabled_child_both),
		cmocka_unit_test(the_transitional_child_addition_has_three_doors),
		cmocka_unit_test(a_small_child_outside_of_the_home_has_the_transitional_addition),
		cmocka_unit_test(personal_additions_follow_circumstances),
		cmocka_unit_test(additions_without_a_table_are_not_computable),
		cmocka_unit_test(no_row_of_the_single_parents_table_means_zero_but_no_table_is_missing),
		cmocka_unit_test(who_leaves_on_the_first_has_additions_for_that_day),
		cmocka_unit_test(a_childs_school_years_follow_the_birthday_alone),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
