/* The amounts of a month: what is in force, what is missing, what is refused. */
#include "tests/unit/household_fixture.h"

static void a_month_has_the_cells_in_force(void **state)
{
	(void)state;
	assert_int_equal(rates_of("2025-09")->special_home.value, 1000);
	assert_int_equal(rates_of("2025-10")->special_home.value, 1500);
	assert_int_equal(rates_of("2026-09")->new_employment.value, 12900);
	assert_int_equal(rates_of("2026-08")->new_employment.value, 11700);
	assert_int_equal(rates_of("2026-04")->hospital_daily_goods.state, CELL_ESTIMATED);
	assert_int_equal(rates_of("2026-03")->hospital_daily_goods.state, CELL_KNOWN);
	assert_int_equal(rates_of("2026-04")->facility_base[0][0].state, CELL_MISSING);
	assert_int_equal(rates_of("2026-10")->deductions, 57);
	assert_false(rates_of("2023-09")->complete);
	assert_int_equal(rates_of("2023-09")->class1[0][0].state, CELL_MISSING);
	assert_int_equal(rates_last_month(&fixture.cells), month_of(2026, 10));
}

static void places_are_found_by_code_and_by_prefecture_and_name(void **state)
{
	const struct rates *r = rates_of("2027-01");
	const struct municipality *tokyo = rates_municipality_named(r, "東京都", "府中市");
	const struct municipality *hiroshima = rates_municipality_named(r, "広島県", "府中市");

	(void)state;
	assert_string_equal(rates_grade_text(tokyo->grade), "1-1");
	assert_string_equal(rates_grade_text(hiroshima->grade), "2-2");
	assert_ptr_equal(rates_municipality(r, tokyo->code), tokyo);
	assert_null(rates_municipality(r, 99999));
	assert_null(rates_municipality(r, -1));
	assert_null(rates_municipality(r, 0));
	assert_null(rates_municipality_named(r, "東京都", "函館市"));
	assert_null(rates_municipality_named(r, "江戸", "函館市"));
}

static void a_citys_own_rent_limit_wins_over_the_prefectures(void **state)
{
	const struct rates *r = rates_of("2027-01");
	const struct municipality *sapporo = rates_municipality_named(r, "北海道", "札幌市");
	const struct municipality *otaru = rates_municipality_named(r, "北海道", "小樽市");

	(void)state;
	assert_int_equal(rates_housing(r, sapporo, 1)->value, 36000);
	assert_int_equal(rates_housing(r, sapporo, 5)->value, rates_housing(r, sapporo, 3)->value);
	assert_int_equal(rates_housing(r, sapporo, 9)->value, 56000);
	assert_int_equal(otaru->city, -1);
	assert_int_equal(rates_housing(r, otaru, 2)->value, r->housing_prefecture[0][1][1].value);
}

static enum err_code build_with(struct rate_cell extra, struct err *e)
{
	struct rate_cells cells = {.count = fixture.cells.count + 1, .room = fixture.cells.count + 1};
	struct rates *r;

	cells.cell = arena_array(fixture.keep, cells.count, sizeof *cells.cell);
	memcpy(cells.cell, fixture.cells.cell, fixture.cells.count * sizeof *cells.cell);
	cells.cell[fixture.cells.count] = extra;
	return rates_build(&cells, month_of(2027, 1), fixture.keep, &r, e);
}

static void a_set_that_cannot_be_laid_out_is_refused(void **state)
{
	struct rate_cell cell = {.table = rate_table_of_file("special_addition.csv"),
		.key = "home",
		.value_name = "amount_yen",
		.from = DAY_MIN,
		.to = DAY_MAX,
		.value = 2500,
		.status = "verified"};
	struct err e = {0};

	(void)state;
	assert_int_equal(build_with(cell, &e), ERR_DEFINITION);
	assert_int_equal(e.id, 1221); /* twice */
	cell.key = "palace";
	assert_int_equal(build_with(cell, &e), ERR_DEFINITION);
	assert_int_equal(e.id, 1220); /* unknown */
	assert_string_equal(e.place, "special_addition palace");
	cell.key = "home|home";
	assert_int_equal(build_with(cell, &e), ERR_DEFINITION);
	cell.from = on("2027-01-15");
	assert_int_equal(build_with(cell, &e), ERR_DEFINITION);
	assert_int_equal(e.id, 1224); /* in the middle of the month */
	cell.from = on("2027-02-01");
	assert_int_equal(build_with(cell, &e), ERR_OK); /* not in force yet */
	cell.table = rate_table_of_file("winter_addition.csv");
	cell.key = "hospital_or_care_facility|VI|each";
	cell.from = DAY_MIN;
	cell.value = INT64_C(1) << 40;
	assert_int_equal(build_with(cell, &e), ERR_DEFINITION);
	assert_int_equal(e.id, 1222); /* out of range */
	cell.value = 1000;
	assert_int_equal(build_with(cell, &e), ERR_OK);
}

static void bands_begin_and_end_where_the_tables_say(void **state)
{
	(void)state;
	assert_int_equal(rates_age_band(-1), 0);
	assert_int_equal(rates_age_band(2), 0);
	assert_int_equal(rates_age_band(3), 1);
	assert_int_equal(rates_age_band(19), 4);
	assert_int_equal(rates_age_band(20), 5);
	assert_int_equal(rates_age_band(40), 5);
	assert_int_equal(rates_age_band(74), 9);
	assert_int_equal(rates_age_band(75), 10);
	assert_int_equal(rates_age_band(120), 10);
	assert_int_equal(rates_child_band(14), 3);
	assert_int_equal(rates_child_band(20), -1);
	assert_int_equal(rates_rent_band(1), 0);
	assert_int_equal(rates_rent_band(6), 3);
	assert_int_equal(rates_rent_band(7), 4);
	assert_int_equal(rates_grade("3-3"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_month_has_the_cells_in_force),
		cmocka_unit_test(places_are_found_by_code_and_by_prefecture_and_name),
		cmocka_unit_test(a_citys_own_rent_limit_wins_over_the_prefectures),
		cmocka_unit_test(a_set_that_cannot_be_laid_out_is_refused),
		cmocka_unit_test(bands_begin_and_end_where_the_tables_say),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
