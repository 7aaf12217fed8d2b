/* Days of a month as a set, and on which of them a ticket is valid. */
#include "tests/unit/ticket_fixture.h"

#include "jobs/rules/ticket_days.h"

static void days_of_a_month_are_a_set(void **state)
{
	month_t february = month_of(2027, 2), december = month_of(2026, 12);

	(void)state;
	assert_int_equal(ticket_days(february, DAY_MIN, DAY_MAX), 0x0fffffff);
	assert_int_equal(ticket_days(december, DAY_MIN, DAY_MAX), 0x7fffffff);
	assert_int_equal(ticket_days(february, on("2027-02-28"), on("2027-03-01")), 1 << 27);
	assert_int_equal(ticket_days(february, on("2027-01-31"), on("2027-02-02")), 1);
	assert_int_equal(ticket_days(february, on("2027-01-01"), on("2027-02-01")), 0);
	assert_int_equal(ticket_days(february, on("2027-03-01"), DAY_MAX), 0);
	assert_int_equal(ticket_days(february, on("2027-02-10"), on("2027-02-10")), 0);
	assert_int_equal(ticket_days_first(1 << 27), 28);
	assert_int_equal(ticket_days_last(0x7fffffff), 31);
	assert_int_equal(ticket_days_last_stretch(0x7fffffff), 0x7fffffff);
	assert_int_equal(ticket_days_last_stretch(0x1 | 0x4 | 0x8), 0xc);
	assert_int_equal(ticket_days_last_stretch(0x40000000), 0x40000000);
	assert_int_equal(ticket_days_last_stretch(0x1), 0x1);
}

static void a_ticket_is_valid_for_the_whole_month(void **state)
{
	(void)state;
	run();
	assert_int_equal(plan.n_lines, 1);
	assert_issued(1);
	assert_days(1, "2027-01-01", "2027-01-31");
	assert_reason(1, "");
	assert_true(str_same(line(1)->content.institution_name, TEXT("見本医院")));
	assert_true(str_same(line(1)->content.payer_no, TEXT("12130010")));
	assert_int_equal(line(1)->content.type, TICKET_MEDICAL);
	assert_false(line(1)->content.flags.combined);
	assert_int_equal(line(1)->content.remark[0].length, 0);
}

static void the_row_shortens_it(void **state)
{
	(void)state;
	requests[0].from = on("2027-01-31");
	run();
	assert_days(1, "2027-01-31", "2027-01-31");
	requests[0].from = on("2026-04-01");
	requests[0].to = on("2027-01-02");
	run();
	assert_days(1, "2027-01-01", "2027-01-01");
}

static void protection_shortens_it(void **state)
{
	(void)state;
	protections[0].from = on("2027-01-20");
	run();
	assert_days(1, "2027-01-20", "2027-01-31");
	protections[0].from = on("2020-04-01");
	protections[0].to = on("2027-01-20"); /* closed: the first day that is not in it */
	run();
	assert_days(1, "2027-01-01", "2027-01-19");
}

static void death_and_moves_shorten_it(void **state)
{
	(void)state;
	members[0].to = on("2027-01-11"); /* died on the tenth */
	run();
	assert_issued(1);
	assert_days(1, "2027-01-01", "2027-01-10");
	members[0].to = DAY_MAX;
	members[0].from = on("2027-01-11");
	run();
	assert_days(1, "2027-01-11", "2027-01-31");
}

static void a_name_that_is_mended_does_not_interrupt(void **state)
{
	(void)state;
	members[0].to = on("2027-01-15");
	join(1, "2027-01-15", NULL);
	run();
	assert_days(1, "2027-01-01", "2027-01-31");
	assert_int_equal(line(1)->content.remark[0].length, 0);
}

static void suspended_in_the_middle_it_ends_there(void **state)
{
	(void)state;
	protections[0].to = on("2027-01-11");
	protect(PROTECTION_SUSPENDED, "2027-01-11", NULL);
	run();
	assert_issued(1);
	assert_days(1, "2027-01-01", "2027-01-10");
	assert_int_equal(line(1)->content.remark[0].length, 0);
}

static void resumed_it_is_valid_from_there_and_the_rest_is_remarked(void **state)
{
	(void)state;
	requests[0].remarks = TEXT("往診");
	protections[0].to = on("2027-01-11");
	protect(PROTECTION_SUSPENDED, "2027-01-11", "2027-01-21");
	protect(PROTECTION_ACTIVE, "2027-01-21", NULL);
	run();
	assert_days(1, "2027-01-21", "2027-01-31");
	assert_true(str_same(line(1)->content.remark[0], TEXT("往診")));
	assert_true(str_same(line(1)->content.remark[1], TEXT("このほか1日から10日まで有効")));
}

static void of_many_stretches_the_last_ones_are_remarked(void **state)
{
	(void)state;
	household.n_protections = 0;
	for (int i = 0; i < 5; i++)
		protections[household.n_protections++] = (struct ticket_protection){
			.state = PROTECTION_ACTIVE, .from = on("2027-01-01") + 4 * i, .to = on("2027-01-01") + 4 * i + 2};
	run();
	assert_days(1, "2027-01-17", "2027-01-18");
	assert_true(str_same(line(1)->content.remark[0],
		TEXT("このほか13日から14日まで、9日から10日まで、5日から6日までなど有効")));
}

static void the_stretch_that_the_treatment_has_days_in_counts(void **state)
{
	(void)state;
	protections[0].to = on("2027-01-11");
	protect(PROTECTION_SUSPENDED, "2027-01-11", "2027-01-21");
	protect(PROTECTION_ACTIVE, "2027-01-21", NULL);
	requests[0].to = on("2027-01-08");
	run();
	assert_issued(1);
	assert_days(1, "2027-01-01", "2027-01-07");
	assert_int_equal(line(1)->content.remark[0].length, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_of_a_month_are_a_set),
		TEST(a_ticket_is_valid_for_the_whole_month),
		TEST(the_row_shortens_it),
		TEST(protection_shortens_it),
		TEST(death_and_moves_shorten_it),
		TEST(a_name_that_is_mended_does_not_interrupt),
		TEST(suspended_in_the_middle_it_ends_there),
		TEST(resumed_it_is_valid_from_there_and_the_rest_is_remarked),
		TEST(of_many_stretches_the_last_ones_are_remarked),
		TEST(the_stretch_that_the_treatment_has_days_in_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
