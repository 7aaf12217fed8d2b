/* 基準生活費: class 1 and 2, reduction, transitional, special, winter, year-end. */
#include "tests/unit/household_fixture.h"

/* Totals that the ministry printed for model households (第55回 生活保護基準部会 資料4, 2026-02-27):
 * livelihood base with transitional and special additions, without winter. */
static void the_ministrys_model_households_agree(void **state)
{
	static const struct {
		const char *month, *prefecture, *city; /* of the grade printed */
		int ages[4], total;
	} models[] = {
		{"2026-04", "東京都", "渋谷区", {35, 33, 4, -1}, 153400},
		{"2026-04", "北海道", "函館市", {35, 33, 4, -1}, 145790},
		{"2026-04", "東京都", "渋谷区", {65, -1, -1, -1}, 76880},
		{"2026-04", "東京都", "渋谷区", {66, 65, -1, -1}, 121900},
		{"2026-04", "北海道", "函館市", {45, 42, 13, 9}, 171260},
		{"2026-04", "北海道", "函館市", {55, -1, -1, -1}, 72930},
	};

	(void)state;
	for (size_t i = 0; i < sizeof models / sizeof models[0]; i++) {
		int winter;

		given(models[i].prefecture, models[i].city);
		for (int k = 0; k < 4 && models[i].ages[k] >= 0; k++) {
			char birth[32];

			snprintf(birth, sizeof birth, "%04d-01-15", 2026 - models[i].ages[k]);
			person(k < 2 && models[i].ages[k] >= 20 ? ROLE_HEAD : ROLE_CHILD, birth);
		}
		winter = yen(models[i].month, BENEFIT_winter);
		assert_int_equal(fixture.benefit.yen[BENEFIT_base_total] - winter, models[i].total);
	}
}

static void class_1_drops_below_one_yen_and_then_rises_to_ten(void **state)
{
	(void)state;
	given("東京都", "新宿区");
	person(ROLE_HEAD, "1954-10-17");
	person(ROLE_SPOUSE, "1955-10-18");
	assert_int_equal(yen("2026-10", BENEFIT_class1_sum), 92920);
	assert_int_equal(fixture.benefit.yen[BENEFIT_class1_reduced], 80840); /* 92,920 × 0.87 = 80,840.4 */
}

static void a_household_of_ten_adds_for_the_tenth_person(void **state)
{
	const struct rates *r = rates_of("2026-12");

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1980-06-01");
	for (int i = 0; i < 9; i++)
		person(ROLE_OTHER, "1990-06-01");
	compute("2026-12");
	assert_int_equal(fixture.benefit.home_size, 10);
	assert_int_equal(fixture.benefit.yen[BENEFIT_class2], r->class2[0][8].value + r->class2[0][9].value);
	assert_int_equal(
		fixture.benefit.yen[BENEFIT_winter], r->winter_home[5][8].value + r->winter_home[5][9].value);
	assert_int_equal(
		fixture.benefit.yen[BENEFIT_year_end], r->year_end_home[0][8].value + r->year_end_home[0][9].value);
	/* the tenth column of the transitional addition is a value, no increment */
	assert_int_equal(fixture.benefit.yen[BENEFIT_transitional],
		r->transitional[0][6][9].value + 9 * r->transitional[0][5][9].value);
	person(ROLE_OTHER, "1990-06-01");
	assert_int_equal(yen("2026-12", BENEFIT_class2), r->class2[0][8].value + 2 * r->class2[0][9].value);
}

static void winter_has_the_months_of_its_zone(void **state)
{
	static const struct {
		const char *prefecture, *city, *month;
		bool winter;
	} rows[] = {
		{"北海道", "札幌市", "2026-09", false},
		{"北海道", "札幌市", "2026-10", true},
		{"北海道", "札幌市", "2026-04", true},
		{"北海道", "札幌市", "2026-05", false},
		{"岩手県", "盛岡市", "2026-10", true},
		{"岩手県", "盛岡市", "2026-04", true},
		{"宮城県", "仙台市", "2026-10", false},
		{"宮城県", "仙台市", "2026-11", true},
		{"宮城県", "仙台市", "2026-04", true},
		{"石川県", "金沢市", "2026-04", true},
		{"石川県", "金沢市", "2026-10", false},
		{"栃木県", "宇都宮市", "2026-11", true},
		{"栃木県", "宇都宮市", "2026-04", false},
		{"東京都", "渋谷区", "2027-03", true},
		{"東京都", "渋谷区", "2026-04", false},
		{"東京都", "渋谷区", "2026-10", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		given(rows[i].prefecture, rows[i].city);
		person(ROLE_HEAD, "1960-05-01");
		assert_int_equal(yen(rows[i].month, BENEFIT_winter) > 0, rows[i].winter);
	}
}

static void the_special_winter_rate_is_recognised_one_by_one(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1960-05-01");
	assert_int_equal(yen("2027-01", BENEFIT_winter), 2630);
	circumstance(1, CIRC_STAYS_AT_HOME, "2027-01-15");
	assert_int_equal(yen("2027-01", BENEFIT_winter), 2630); /* from the next month (R3.1) */
	assert_int_equal(yen("2027-02", BENEFIT_winter), 3420); /* 2,630 × 1.3 = 3,419 */
	fixture.parameters.winter_special_rounding = ROUND_DOWN_1;
	assert_int_equal(yen("2027-02", BENEFIT_winter), 3419);
}

static void an_infant_may_suffice_for_the_special_winter_rate(void **state)
{
	int plain;

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1995-05-01");
	person(ROLE_CHILD, "2026-03-10");
	plain = yen("2027-02", BENEFIT_winter);
	fixture.parameters.winter_special_infant = 1;
	assert_int_equal(yen("2027-02", BENEFIT_winter), (plain * 13 / 10 + 9) / 10 * 10);
	assert_int_equal(yen("2027-03", BENEFIT_winter), (plain * 13 / 10 + 9) / 10 * 10);
	person(ROLE_CHILD, "2025-12-31");
	fixture.members[1].to = on("2026-01-01"); /* the infant is gone, the other is one */
	assert_int_equal(yen("2027-01", BENEFIT_winter), plain);
}

static void year_end_aid_is_for_those_protected_across_the_year_end(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1960-05-01");
	assert_int_equal(yen("2026-11", BENEFIT_year_end), 0);
	assert_int_equal(yen("2026-12", BENEFIT_year_end), 14500);
	protected_from("2026-12-20", NULL, REASON_NONE);
	assert_int_equal(yen("2026-12", BENEFIT_year_end), 14500); /* no proration */
	protected_from("2020-01-01", "2027-01-01", REASON_MOVED_AWAY);
	assert_int_equal(yen("2026-12", BENEFIT_year_end), 0);
	then(PROTECTION_ACTIVE, "2027-01-01", NULL);
	assert_int_equal(yen("2026-12", BENEFIT_year_end), 14500);
	protected_from("2020-01-01", "2026-12-10", REASON_DEATH);
	fixture.household.n_protections = 1;
	assert_int_equal(yen("2026-12", BENEFIT_year_end), 14500); /* death does not take it back */
}

static void a_december_before_2026_is_not_computable(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1960-05-01");
	refused("2023-12", RULE_YEAR_END);
	refused("2025-12", RULE_YEAR_END);
}

static void months_before_the_reform_are_not_computable(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1980-05-01");
	refused("2023-09", RULE_FORMER_STANDARD);
	assert_int_equal(yen("2023-10", BENEFIT_special), 1000);
	assert_int_equal(yen("2025-09", BENEFIT_special), 1000);
	assert_int_equal(yen("2025-10", BENEFIT_special), 1500);
	assert_int_equal(yen("2026-09", BENEFIT_special), 1500);
	assert_int_equal(yen("2026-10", BENEFIT_special), 2500);
	assert_int_equal(yen("2027-09", BENEFIT_special), 2500);
	refused("2027-10", RULE_SPECIAL); /* no source says what comes then */
}

static void a_transitional_cell_that_was_never_found_is_not_zero(void **state)
{
	(void)state;
	given("東京都", "渋谷区");
	for (int i = 0; i < 6; i++)
		person(i == 0 ? ROLE_HEAD : ROLE_OTHER, "1940-05-01");
	assert_true(yen("2026-10", BENEFIT_base_total) > 0);
	refused("2024-06", RULE_TRANSITIONAL);
}

static void the_age_is_that_of_1_april(void **state)
{
	struct rates *r = rates_of("2027-03");

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1951-04-01"); /* 75 on 2026-04-01 */
	assert_int_equal(yen("2027-03", BENEFIT_class1_sum), r->class1[0][10].value);
	fixture.parameters.age_reached_on_birthday = 0;
	assert_int_equal(yen("2027-03", BENEFIT_class1_sum), r->class1[0][9].value);
	fixture.parameters.age_reached_on_birthday = 1;
	fixture.members[0].birth_on = on("1951-04-02");
	assert_int_equal(yen("2027-03", BENEFIT_class1_sum), r->class1[0][9].value);
	assert_int_equal(yen("2027-04", BENEFIT_class1_sum), r->class1[0][10].value);
}

static void a_pupil_in_a_boarding_school_counts_with_a_share(void **state)
{
	struct rates *r = rates_of("2026-10");

	(void)state;
	given("東京都", "渋谷区");
	person(ROLE_HEAD, "1980-05-01");
	person(ROLE_CHILD, "2014-05-01");
	stay(2, STAY_BOARDING_SCHOOL, "2026-04-01", NULL);
	assert_int_equal(yen("2026-10", BENEFIT_class1_sum), r->class1[0][6].value + r->class1[0][2].value / 4);
	assert_int_equal(fixture.benefit.home_size, 2);
	fixture.stays[0].kind = STAY_SPECIAL_CLASS;
	assert_int_equal(yen("2026-10", BENEFIT_class1_sum), r->class1[0][6].value + r->class1[0][2].value);
	fixture.stays[0].kind = STAY_CHILD_WELFARE;
	refused("2026-10", RULE_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ministrys_model_households_agree),
		cmocka_unit_test(class_1_drops_below_one_yen_and_then_rises_to_ten),
		cmocka_unit_test(a_household_of_ten_adds_for_the_tenth_person),
		cmocka_unit_test(winter_has_the_months_of_its_zone),
		cmocka_unit_test(the_special_winter_rate_is_recognised_one_by_one),
		cmocka_unit_test(an_infant_may_suffice_for_the_special_winter_rate),
		cmocka_unit_test(year_end_aid_is_for_those_protected_across_the_year_end),
		cmocka_unit_test(a_december_before_2026_is_not_computable),
		cmocka_unit_test(months_before_the_reform_are_not_computable),
		cmocka_unit_test(a_transitional_cell_that_was_never_found_is_not_zero),
		cmocka_unit_test(the_age_is_that_of_1_april),
		cmocka_unit_test(a_pupil_in_a_boarding_school_counts_with_a_share),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
