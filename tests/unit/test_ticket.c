/* What tickets say, who carries the own payment, and what becomes of those that are out. */
#include "tests/unit/ticket_fixture.h"

/* ---- flags and remarks ---- */

static const struct coverage_flags *flags(size_t line_no)
{
	return &line(line_no)->content.flags;
}

static void nothing_known_is_sole(void **state)
{
	(void)state;
	cover(2, COVERAGE_EMPLOYEES, "2020-04-01", NULL); /* another person's */
	cover(1, COVERAGE_EMPLOYEES, "2020-04-01", "2027-01-01");
	cover(1, COVERAGE_EMPLOYEES, "2027-02-01", NULL);
	run();
	assert_false(flags(1)->combined || flags(1)->insurance);
}

static void insurance_elderly_tuberculosis_and_schemes_are_combined(void **state)
{
	static const uint8_t kinds[] = {
		COVERAGE_EMPLOYEES, COVERAGE_ELDERLY, COVERAGE_TUBERCULOSIS, COVERAGE_SCHEME};

	(void)state;
	for (size_t i = 0; i < sizeof kinds; i++) {
		household.n_coverages = 0;
		cover(1, kinds[i], "2027-01-31", NULL)->scheme_no =
			kinds[i] == COVERAGE_SCHEME ? TEXT("54") : TEXT("");
		run();
		assert_issued(1);
		assert_true(flags(1)->combined);
		assert_int_equal(flags(1)->insurance, kinds[i] == COVERAGE_EMPLOYEES);
		assert_int_equal(flags(1)->elderly, kinds[i] == COVERAGE_ELDERLY);
		assert_int_equal(flags(1)->tuberculosis, kinds[i] == COVERAGE_TUBERCULOSIS);
		assert_string_equal(flags(1)->scheme_no, kinds[i] == COVERAGE_SCHEME ? "54" : "");
	}
}

static void prefectural_cost_is_sole(void **state)
{
	(void)state;
	cover(1, COVERAGE_PREFECTURAL, "2020-04-01", NULL);
	run();
	assert_true(flags(1)->prefectural);
	assert_false(flags(1)->combined);
}

static void only_the_days_of_the_ticket_count(void **state)
{
	(void)state;
	requests[0].to = on("2027-01-20");
	cover(1, COVERAGE_EMPLOYEES, "2027-01-20", NULL);
	run();
	assert_false(flags(1)->combined);
	requests[0].to = on("2027-01-21");
	run();
	assert_true(flags(1)->combined);
}

static void what_the_office_has_to_check_is_not_on_the_ticket(void **state)
{
	const struct str *remark;

	(void)state;
	cover(1, COVERAGE_NATIONAL, "2020-04-01", NULL);
	run();
	assert_false(flags(1)->combined);
	assert_int_equal(line(1)->content.remark[0].length, 0);
	cover(1, COVERAGE_ELDERLY, "2020-04-01", NULL);
	requests[0].remarks = TEXT("往診");
	protections[0].to = on("2027-01-11");
	protect(PROTECTION_ACTIVE, "2027-01-21", NULL);
	run();
	remark = line(1)->content.remark;
	assert_true(flags(1)->elderly);
	assert_true(str_same(remark[0], TEXT("往診")));
	assert_true(str_same(remark[1], TEXT("このほか1日から10日まで有効")));
	assert_int_equal(remark[2].length, 0);
}

static void care_is_combined_but_for_those_whom_the_office_insures(void **state)
{
	(void)state;
	household.n_requests = 0;
	ask(1, 1, SERVICE_CARE_HOME, CARERS);
	cover(1, COVERAGE_ELDERLY, "2020-04-01", NULL); /* says nothing about care */
	run();
	assert_true(flags(1)->combined);
	assert_false(flags(1)->elderly);
	assert_int_equal(line(1)->content.remark[0].length, 0);
	requests[0].insured_no = TEXT("H123456789");
	run();
	assert_false(flags(1)->combined);
}

static void lines_stand_by_person_type_service_and_place(void **state)
{
	(void)state;
	household.n_requests = 0;
	ask(1, 9, SERVICE_OUTPATIENT, CLINIC);
	ask(1, 8, SERVICE_OUTPATIENT, HOSPITAL);
	ask(1, 7, SERVICE_DISPENSING, PHARMACY);
	ask(1, 6, SERVICE_HOME_NURSING, NURSES);
	ask(1, 5, SERVICE_CARE_HOME, CARERS);
	ask(2, 1, SERVICE_OUTPATIENT, CLINIC);
	run();
	static const int items[] = {9, 8, 6, 7, 5, 1};

	assert_int_equal(plan.n_lines, 6);
	for (size_t i = 0; i < plan.n_lines; i++)
		assert_int_equal(plan.lines[i].item_no, items[i]);
}

/* ---- own payment ---- */

/* An out-patient, his pharmacy, home nursing, a hospital, and two services of care. */
static void many_tickets(void)
{
	household.n_requests = household.n_opinions = 0;
	ask(1, 1, SERVICE_INPATIENT, HOSPITAL);
	ask(1, 2, SERVICE_OUTPATIENT, CLINIC);
	ask(1, 3, SERVICE_DISPENSING, PHARMACY);
	ask(1, 4, SERVICE_HOME_NURSING, NURSES);
	ask(1, 5, SERVICE_CARE_HOME, CARERS);
	ask(1, 6, SERVICE_CARE_FACILITY, CARERS);
	judge(1, HOSPITAL, SERVICE_INPATIENT, "2026-12-01", NULL);
	judge(1, CLINIC, SERVICE_OUTPATIENT, "2026-12-01", NULL);
	judge(1, NURSES, SERVICE_HOME_NURSING, "2026-12-01", NULL);
}

/* In the order of lines: hospital, clinic, nurses, pharmacy, care at home, facility. */
enum { HOSPITAL_LINE = 1, CLINIC_LINE, NURSES_LINE, PHARMACY_LINE, HOME_LINE, FACILITY_LINE };

static int64_t printed(void)
{
	int64_t sum = 0;

	for (size_t i = 0; i < plan.n_lines; i++) {
		if (plan.lines[i].action != ACTION_CANCEL &&
			(plan.lines[i].action != ACTION_HOLD || plan.lines[i].before != NULL))
			sum += plan.lines[i].content.own_payment_yen;
	}
	return sum;
}

static void decide(int32_t care, int32_t medical, int32_t facility)
{
	household.own_payment_yen[OWN_PAYMENT_CARE - 1] = care;
	household.own_payment_yen[OWN_PAYMENT_MEDICAL - 1] = medical;
	household.own_payment_yen[OWN_PAYMENT_FACILITY - 1] = facility;
}

static void the_lowest_rank_of_each_side_carries_it(void **state)
{
	(void)state;
	many_tickets();
	decide(3000, 5000, 7000);
	run();
	assert_int_equal(plan.n_own_payments, 3);
	assert_int_equal(plan.own_payments[0].kind, OWN_PAYMENT_CARE);
	assert_int_equal(plan.own_payments[0].line_no, FACILITY_LINE);
	assert_int_equal(plan.own_payments[1].kind, OWN_PAYMENT_MEDICAL);
	assert_int_equal(plan.own_payments[1].decided_yen, 5000);
	assert_int_equal(plan.own_payments[1].line_no, HOSPITAL_LINE);
	assert_int_equal(plan.own_payments[2].kind, OWN_PAYMENT_FACILITY);
	assert_int_equal(plan.own_payments[2].line_no, 0); /* printed on none */
	assert_int_equal(line(HOSPITAL_LINE)->content.own_payment_yen, 5000);
	assert_int_equal(line(FACILITY_LINE)->content.own_payment_yen, 3000);
	assert_int_equal(printed(), 8000);
}

static void what_is_held_does_not_carry_it(void **state)
{
	(void)state;
	many_tickets();
	decide(0, 5000, 0);
	opinions[0].needed = false;
	run();
	assert_int_equal(line(HOSPITAL_LINE)->action, ACTION_HOLD);
	assert_int_equal(plan.own_payments[0].line_no, CLINIC_LINE);
	opinions[1].valid_to = on("2026-12-31");
	run();
	assert_int_equal(plan.own_payments[0].line_no, NURSES_LINE);
	assert_int_equal(printed(), 5000);
	household.held = true;
	run();
	assert_int_equal(plan.own_payments[0].line_no, 0); /* the office charges it */
	assert_int_equal(printed(), 0);
}

static void of_equal_ranks_the_first_person_carries_it(void **state)
{
	(void)state;
	join(2, "2020-04-01", NULL);
	ask(2, 1, SERVICE_OUTPATIENT, CLINIC);
	judge(2, CLINIC, SERVICE_OUTPATIENT, "2026-12-01", NULL);
	decide(0, 5000, 0);
	run();
	assert_int_equal(plan.own_payments[0].line_no, 1);
	opinions[0].needed = false;
	run();
	assert_int_equal(plan.own_payments[0].line_no, 2);
}

static void without_a_decision_nothing_is_decided(void **state)
{
	(void)state;
	decide(1000, 5000, 0);
	household.decided = false;
	run();
	assert_int_equal(plan.n_own_payments, 0);
	assert_int_equal(printed(), 0);
}

static void a_household_without_tickets_is_charged(void **state)
{
	(void)state;
	household.n_requests = 0;
	decide(0, 5000, 0);
	run();
	assert_int_equal(plan.n_lines, 0);
	assert_int_equal(plan.n_own_payments, 1);
	assert_int_equal(plan.own_payments[0].line_no, 0);
}

static void the_ticket_that_carries_it_goes_on_doing_so(void **state)
{
	(void)state;
	many_tickets();
	opinions[0].needed = false; /* the hospital's is held at first */
	decide(0, 5000, 0);
	run();
	issue();
	opinions[0].needed = true;
	run();
	assert_issued(HOSPITAL_LINE);
	assert_kept(CLINIC_LINE);
	assert_int_equal(plan.own_payments[0].line_no, CLINIC_LINE);
	assert_int_equal(printed(), 5000);
	decide(0, 6000, 0);
	run();
	assert_replaced(CLINIC_LINE, CAUSE_OWN_PAYMENT, "本人支払額の変更（5,000円を6,000円に）");
	assert_int_equal(printed(), 6000);
	decide(0, 0, 0);
	run();
	assert_replaced(CLINIC_LINE, CAUSE_OWN_PAYMENT, "本人支払額の変更（5,000円を0円に）");
	assert_int_equal(printed(), 0);
}

static void taken_back_it_passes_to_another(void **state)
{
	(void)state;
	many_tickets();
	decide(0, 5000, 0);
	run();
	issue();
	opinions[0].needed = false;
	run();
	assert_cancelled(HOSPITAL_LINE, HOLD_OPINION_REFUSED, "医療を要しないとの決定（令和8年12月1日から）");
	assert_replaced(CLINIC_LINE, CAUSE_OWN_PAYMENT, "本人支払額の変更（0円を5,000円に）");
	assert_int_equal(plan.own_payments[0].line_no, CLINIC_LINE);
	assert_int_equal(printed(), 5000);
}

static void what_stays_out_although_it_is_held_still_carries_it(void **state)
{
	(void)state;
	many_tickets();
	decide(0, 5000, 0);
	run();
	issue();
	opinions[0].valid_to = on("2026-12-31"); /* an expired opinion does not take a ticket back */
	decide(0, 9000, 0);
	run();
	assert_held(HOSPITAL_LINE, HOLD_OPINION_EXPIRED, "要否意見書の有効期間が終了（令和8年12月30日まで）");
	assert_kept(CLINIC_LINE);
	assert_int_equal(plan.own_payments[0].line_no, HOSPITAL_LINE);
	assert_int_equal(line(HOSPITAL_LINE)->content.own_payment_yen, 5000); /* as it is */
	assert_int_equal(printed(), 5000);
}

/* ---- what is out ---- */

static void what_says_the_same_stays(void **state)
{
	(void)state;
	run();
	issue();
	run();
	assert_kept(1);
	assert_reason(1, "");
	assert_int_equal(line(1)->before->issue_no, 1);
	assert_int_equal(line(1)->hold, HOLD_NONE);
}

static void coverage_that_becomes_known_replaces(void **state)
{
	(void)state;
	run();
	issue();
	cover(1, COVERAGE_EMPLOYEES, "2027-01-15", NULL);
	requests[0].to = on("2027-01-31"); /* the days change as well: coverage is told */
	run();
	assert_replaced(1, CAUSE_COVERAGE, "社会保険の資格取得（令和9年1月15日）のため単独から併用へ");
	assert_int_equal(line(1)->before->revision, 1);
	issue();
	assert_int_equal(outs[0].revision, 2);
	run();
	assert_kept(1);
	household.n_coverages = 0;
	run();
	assert_replaced(1, CAUSE_COVERAGE, "社会保険の登録の取消しのため併用から単独へ");
}

static void national_insurance_changes_no_ticket(void **state)
{
	(void)state;
	run();
	issue();
	cover(1, COVERAGE_NATIONAL, "2020-04-01", NULL);
	run();
	assert_kept(1);
	assert_int_equal(line(1)->content.remark[0].length, 0);
	issue();
	requests[0].remarks = TEXT("往診"); /* a remark does */
	run();
	assert_replaced(1, CAUSE_DETAILS, "傷病名・備考等の変更");
	assert_int_equal(line(1)->content.remark[1].length, 0);
}

static void other_days_replace(void **state)
{
	(void)state;
	run();
	issue();
	protections[0].to = on("2027-01-20");
	designations[0].name = TEXT("見本クリニック"); /* the name as well: the days are told */
	run();
	assert_replaced(1, CAUSE_VALIDITY,
		"有効期間の変更（令和9年1月1日～令和9年1月31日を令和9年1月1日～令和9年1月19日に）");
}

static void another_name_or_prescriber_replaces(void **state)
{
	(void)state;
	ask(1, 2, SERVICE_DISPENSING, PHARMACY);
	run();
	issue();
	designations[3].name = TEXT("見本薬局駅前店");
	requests[0].injury[1] = TEXT("糖尿病");
	run();
	assert_replaced(1, CAUSE_DETAILS, "傷病名・備考等の変更");
	assert_replaced(2, CAUSE_INSTITUTION, "機関の名称等の変更");
	issue();
	designations[0].name = TEXT("見本クリニック"); /* who is also the prescriber */
	run();
	assert_replaced(1, CAUSE_INSTITUTION, "機関の名称等の変更");
	assert_replaced(2, CAUSE_INSTITUTION, "機関の名称等の変更");
	issue();
	requests[1].prescriber_code = TEXT(HOSPITAL);
	judge(1, HOSPITAL, SERVICE_OUTPATIENT, "2026-12-01", NULL);
	run();
	assert_kept(1);
	assert_replaced(2, CAUSE_INSTITUTION, "機関の名称等の変更");
}

static void another_payer_or_certification_replaces(void **state)
{
	struct ticket_request *r = NULL;

	(void)state;
	household.n_requests = 0;
	r = ask(1, 1, SERVICE_CARE_HOME, CARERS);
	run();
	issue();
	household.payer_no = TEXT("12130028");
	run();
	assert_replaced(1, CAUSE_DETAILS, "傷病名・備考等の変更");
	issue();
	r->care_level = CARE_LEVEL_3;
	run();
	assert_replaced(1, CAUSE_DETAILS, "傷病名・備考等の変更");
	issue();
	r->certified_to = on("2027-12-01");
	run();
	assert_replaced(1, CAUSE_DETAILS, "傷病名・備考等の変更");
	issue();
	r->insured_no = TEXT("H123456789");
	run();
	assert_replaced(1, CAUSE_COVERAGE, "医療保険・他法の適用の変更（併用から単独へ）");
	issue();
	run();
	assert_kept(1);
}

static void what_is_not_asked_for_any_more_is_taken_back(void **state)
{
	(void)state;
	run();
	issue();
	household.n_requests = 0;
	run();
	assert_int_equal(plan.n_lines, 1);
	assert_cancelled(1, HOLD_TREATMENT_ENDED, "治療・利用の登録が終了");
	assert_true(str_same(line(1)->content.institution_name, TEXT("見本医院"))); /* as it is */
	household.held = true; /* an order does not keep it out */
	run();
	assert_int_equal(line(1)->action, ACTION_CANCEL);
	members[0].to = on("2027-01-01");
	run();
	assert_cancelled(1, HOLD_NOT_A_MEMBER, "当月に世帯員でない（令和8年12月31日まで）");
	protections[0].state = PROTECTION_SUSPENDED;
	run();
	assert_cancelled(1, HOLD_SUSPENDED, "保護停止中（令和2年4月1日から）");
	protections[0].to = on("2027-01-01");
	run();
	assert_cancelled(1, HOLD_NOT_ON_AID, "当月に保護を受けていない（令和9年1月1日廃止）");
}

static void moved_to_another_place_one_is_taken_back_and_one_issued(void **state)
{
	(void)state;
	run();
	issue();
	requests[0].institution_code = TEXT(HOSPITAL);
	judge(1, HOSPITAL, SERVICE_OUTPATIENT, "2026-12-01", NULL);
	run();
	assert_int_equal(plan.n_lines, 2);
	assert_cancelled(1, HOLD_TREATMENT_ENDED, "治療・利用の登録が終了");
	assert_issued(2);
	assert_null(line(2)->before);
}

static void holds_that_revoke_take_back_and_others_leave_it_out(void **state)
{
	(void)state;
	run();
	issue();
	designations[0].to = on("2027-01-01");
	designations[0].end = INSTITUTION_WITHDRAWN;
	run();
	assert_cancelled(1, HOLD_INSTITUTION_ENDED, "指定が終了している（指定の辞退　令和9年1月1日）");
	designations[0].to = DAY_MAX;
	household.n_opinions = 0;
	requests[0].injury[0] = TEXT("糖尿病");
	run();
	assert_held(1, HOLD_OPINION_MISSING, "要否意見書がない");
	assert_int_equal(line(1)->before->issue_no, 1);
	assert_true(str_same(line(1)->content.injury[0], TEXT("高血圧症"))); /* as it is */
	household.decided = false;
	opinion_keys[0].person_no = 1;
	household.n_opinions = 1;
	run();
	assert_held(1, HOLD_DECISION, "当月の決定がない");
	assert_non_null(line(1)->before);
}

static void an_order_holds_back_changes_but_not_what_is_as_it_should_be(void **state)
{
	(void)state;
	decide(0, 5000, 0);
	run();
	issue();
	household.held = true;
	household.hold_reason = TEXT("居所の確認中");
	run();
	assert_kept(1);
	assert_int_equal(plan.own_payments[0].line_no, 1);
	decide(0, 6000, 0);
	run();
	assert_held(1, HOLD_ORDER, "保留の指示（居所の確認中）");
	assert_int_equal(line(1)->content.own_payment_yen, 5000);
	assert_int_equal(plan.own_payments[0].line_no, 1);
	assert_int_equal(printed(), 5000);
}

static void a_second_item_has_nothing_to_do_with_what_is_out(void **state)
{
	(void)state;
	run();
	issue();
	ask(1, 2, SERVICE_OUTPATIENT, CLINIC);
	run();
	assert_kept(1);
	assert_held(2, HOLD_TWICE, "同じ機関・診療別の登録が重複");
	assert_null(line(2)->before);
}

static void taken_back_and_wanted_again_it_is_issued_anew(void **state)
{
	(void)state;
	run();
	issue();
	opinions[0].needed = false;
	run();
	issue();
	assert_int_equal(household.n_outs, 0);
	opinions[0].needed = true;
	run();
	assert_issued(1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_known_is_sole),
		TEST(insurance_elderly_tuberculosis_and_schemes_are_combined),
		TEST(prefectural_cost_is_sole),
		TEST(only_the_days_of_the_ticket_count),
		TEST(what_the_office_has_to_check_is_not_on_the_ticket),
		TEST(care_is_combined_but_for_those_whom_the_office_insures),
		TEST(lines_stand_by_person_type_service_and_place),
		TEST(the_lowest_rank_of_each_side_carries_it),
		TEST(what_is_held_does_not_carry_it),
		TEST(of_equal_ranks_the_first_person_carries_it),
		TEST(without_a_decision_nothing_is_decided),
		TEST(a_household_without_tickets_is_charged),
		TEST(the_ticket_that_carries_it_goes_on_doing_so),
		TEST(taken_back_it_passes_to_another),
		TEST(what_stays_out_although_it_is_held_still_carries_it),
		TEST(what_says_the_same_stays),
		TEST(coverage_that_becomes_known_replaces),
		TEST(national_insurance_changes_no_ticket),
		TEST(other_days_replace),
		TEST(another_name_or_prescriber_replaces),
		TEST(another_payer_or_certification_replaces),
		TEST(what_is_not_asked_for_any_more_is_taken_back),
		TEST(moved_to_another_place_one_is_taken_back_and_one_issued),
		TEST(holds_that_revoke_take_back_and_others_leave_it_out),
		TEST(an_order_holds_back_changes_but_not_what_is_as_it_should_be),
		TEST(a_second_item_has_nothing_to_do_with_what_is_out),
		TEST(taken_back_and_wanted_again_it_is_issued_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
