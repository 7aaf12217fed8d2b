/* Each hold of a ticket in its order, with the edges of its days. */
#include "tests/unit/ticket_fixture.h"

/* ---- aid and membership ---- */

static void nothing_is_issued_without_aid(void **state)
{
	(void)state;
	protections[0].to = on("2027-01-01"); /* closed on the first: no day */
	run();
	assert_held(1, HOLD_NOT_ON_AID, "当月に保護を受けていない（令和9年1月1日廃止）");
	assert_days(1, "2027-01-01", "2027-01-31");
	household.n_protections = 0;
	run();
	assert_held(1, HOLD_NOT_ON_AID, "当月に保護を受けていない");
	protect(PROTECTION_ACTIVE, "2027-01-31", NULL);
	run();
	assert_issued(1);
	assert_days(1, "2027-01-31", "2027-01-31");
}

static void a_treatment_after_the_closing_or_before_the_opening_is_not_on_aid(void **state)
{
	(void)state;
	protections[0].to = on("2027-01-10");
	requests[0].from = on("2027-01-10");
	run();
	assert_held(1, HOLD_NOT_ON_AID, "当月に保護を受けていない（令和9年1月10日廃止）");
	protections[0] = (struct ticket_protection){PROTECTION_ACTIVE, on("2027-01-20"), DAY_MAX};
	requests[0].from = on("2026-04-01");
	requests[0].to = on("2027-01-20");
	run();
	assert_held(1, HOLD_NOT_ON_AID, "当月に保護を受けていない（令和9年1月20日開始）");
}

static void nothing_is_issued_while_suspended(void **state)
{
	(void)state;
	protections[0].to = on("2026-12-05");
	protect(PROTECTION_SUSPENDED, "2026-12-05", NULL);
	run();
	assert_held(1, HOLD_SUSPENDED, "保護停止中（令和8年12月5日から）");
	protections[1].to = on("2027-01-31");
	protect(PROTECTION_ACTIVE, "2027-01-31", NULL);
	run();
	assert_issued(1);
	assert_days(1, "2027-01-31", "2027-01-31");
	requests[0].to = on("2027-01-31"); /* all its days lie in the suspension */
	run();
	assert_held(1, HOLD_SUSPENDED, "保護停止中（令和8年12月5日から）");
}

static void nothing_is_issued_for_whom_is_no_member(void **state)
{
	(void)state;
	members[0].to = on("2027-01-01"); /* died on New Year's Eve */
	run();
	assert_held(1, HOLD_NOT_A_MEMBER, "当月に世帯員でない（令和8年12月31日まで）");
	members[0] = (struct ticket_member){1, on("2027-01-20"), DAY_MAX};
	requests[0].to = on("2027-01-20");
	run();
	assert_held(1, HOLD_NOT_A_MEMBER, "当月に世帯員でない（令和9年1月20日から）");
	household.n_members = 0;
	join(2, "2020-04-01", "2027-01-10"); /* somebody else */
	run();
	assert_held(1, HOLD_NOT_A_MEMBER, "当月に世帯員でない");
}

/* ---- registrations ---- */

static void a_second_item_of_a_key_is_held(void **state)
{
	(void)state;
	ask(1, 2, SERVICE_OUTPATIENT, CLINIC);
	ask(1, 3, SERVICE_OUTPATIENT, CLINIC);
	run();
	assert_int_equal(plan.n_lines, 3);
	assert_issued(1);
	assert_held(2, HOLD_TWICE, "同じ機関・診療別の登録が重複");
	assert_held(3, HOLD_TWICE, "同じ機関・診療別の登録が重複");
	assert_int_equal(line(2)->item_no, 2);
}

static void rows_of_one_item_are_one_ticket_that_says_what_the_last_does(void **state)
{
	struct ticket_request *r = ask(1, 1, SERVICE_OUTPATIENT, CLINIC);

	(void)state;
	requests[0].from = on("2027-01-03");
	requests[0].to = on("2027-01-15");
	r->from = on("2027-01-15");
	r->injury[0] = TEXT("糖尿病");
	run();
	assert_int_equal(plan.n_lines, 1);
	assert_issued(1);
	assert_days(1, "2027-01-03", "2027-01-31");
	assert_true(str_same(line(1)->content.injury[0], TEXT("糖尿病")));
}

static void another_service_or_place_is_a_ticket_of_its_own(void **state)
{
	(void)state;
	ask(1, 2, SERVICE_OUTPATIENT, HOSPITAL)->basis = BASIS_SINGLE;
	requests[1].from = on("2027-01-05");
	ask(2, 1, SERVICE_OUTPATIENT, CLINIC);
	join(2, "2020-04-01", NULL);
	judge(2, CLINIC, SERVICE_OUTPATIENT, "2026-10-01", NULL);
	run();
	assert_int_equal(plan.n_lines, 3);
	assert_issued(1);
	assert_issued(2);
	assert_issued(3);
}

static void nothing_is_issued_without_the_offices_settings(void **state)
{
	(void)state;
	household.payer_no = (struct str){NULL, 0};
	run();
	assert_held(1, HOLD_OFFICE, "交付に必要な福祉事務所の登録がない");
}

/* ---- institutions ---- */

static void an_unknown_institution_is_held(void **state)
{
	(void)state;
	requests[0].institution_code = TEXT("1310000009");
	run();
	assert_held(1, HOLD_INSTITUTION_UNKNOWN, "指定機関の名簿にない");
	assert_int_equal(line(1)->content.institution_name.length, 0);
	household.n_designations = 0;
	run();
	assert_held(1, HOLD_INSTITUTION_UNKNOWN, "指定機関の名簿にない");
}

static void a_designation_that_ends_shortens_and_then_holds(void **state)
{
	(void)state;
	designations[0].to = on("2027-01-02");
	designations[0].end = INSTITUTION_CLOSED;
	run();
	assert_issued(1);
	assert_days(1, "2027-01-01", "2027-01-01");
	designations[0].to = on("2027-01-01");
	run();
	assert_held(1, HOLD_INSTITUTION_ENDED, "指定が終了している（廃止　令和9年1月1日）");
	assert_days(1, "2027-01-01", "2027-01-31");
	assert_true(str_same(line(1)->content.institution_name, TEXT("見本医院")));
	designations[0].end = INSTITUTION_WITHDRAWN;
	run();
	assert_held(1, HOLD_INSTITUTION_ENDED, "指定が終了している（指定の辞退　令和9年1月1日）");
	designations[0].end = INSTITUTION_CANCELLED;
	run();
	assert_held(1, HOLD_INSTITUTION_ENDED, "指定が終了している（指定の取消し　令和9年1月1日）");
	designations[0].end = INSTITUTION_DROPPED;
	run();
	assert_held(1, HOLD_INSTITUTION_ENDED, "指定が終了している（名簿から削除　令和9年1月1日）");
	designations[0].to = on("2027-01-10"); /* and the treatment begins when it is over */
	requests[0].from = on("2027-01-10");
	run();
	assert_held(1, HOLD_INSTITUTION_ENDED, "指定が終了している（名簿から削除　令和9年1月10日）");
	assert_days(1, "2027-01-10", "2027-01-31");
}

static void a_designation_that_begins_starts_it_or_holds(void **state)
{
	(void)state;
	designations[0].from = on("2027-01-31");
	run();
	assert_days(1, "2027-01-31", "2027-01-31");
	designations[0].from = on("2027-02-01");
	run();
	assert_held(1, HOLD_INSTITUTION_EARLY, "指定前（令和9年2月1日から指定）");
	assert_true(str_same(line(1)->content.institution_name, TEXT("見本医院")));
	requests[0].to = on("2027-01-20");
	designations[0].from = on("2027-01-20");
	run();
	assert_held(1, HOLD_INSTITUTION_EARLY, "指定前（令和9年1月20日から指定）");
}

static void a_renewal_does_not_interrupt_and_the_last_name_stands(void **state)
{
	(void)state;
	memmove(&designations[2], &designations[1], (household.n_designations - 1) * sizeof *designations);
	household.n_designations++;
	designations[0].to = on("2027-01-16");
	designations[0].end = INSTITUTION_EXPIRED;
	designations[1] = designations[0];
	designations[1].from = on("2027-01-16");
	designations[1].to = DAY_MAX;
	designations[1].end = INSTITUTION_OPEN;
	designations[1].name = TEXT("見本クリニック");
	run();
	assert_issued(1);
	assert_days(1, "2027-01-01", "2027-01-31");
	assert_true(str_same(line(1)->content.institution_name, TEXT("見本クリニック")));
	requests[0].to = on("2027-01-16");
	run();
	assert_true(str_same(line(1)->content.institution_name, TEXT("見本医院")));
	requests[0].to = DAY_MAX;
	designations[1].from = on("2027-01-20"); /* a gap: the last stretch, and a remark */
	run();
	assert_days(1, "2027-01-20", "2027-01-31");
	assert_true(str_same(line(1)->content.remark[0], TEXT("このほか1日から15日まで有効")));
}

static void another_kind_of_institution_is_held(void **state)
{
	(void)state;
	requests[0].institution_code = TEXT(PHARMACY);
	run();
	assert_held(1, HOLD_INSTITUTION_KIND, "機関の種別が診療別と合わない（薬局）");
	designations[3].to = on("2026-12-01"); /* over as well: that comes first */
	designations[3].end = INSTITUTION_CLOSED;
	run();
	assert_held(1, HOLD_INSTITUTION_ENDED, "指定が終了している（廃止　令和8年12月1日）");
	designations[3].from = on("2027-02-01");
	designations[3].to = DAY_MAX;
	run();
	assert_held(1, HOLD_INSTITUTION_EARLY, "指定前（令和9年2月1日から指定）");
}

static void of_an_institution_of_two_kinds_the_one_of_the_service_counts(void **state)
{
	(void)state;
	designations[1] = designations[0];
	designations[1].kind = INSTITUTION_DENTAL;
	designations[1].name = TEXT("見本医院歯科");
	run();
	assert_issued(1);
	assert_true(str_same(line(1)->content.institution_name, TEXT("見本医院")));
	designations[0].to = on("2027-01-01");
	designations[0].end = INSTITUTION_CLOSED;
	run();
	assert_held(1, HOLD_INSTITUTION_ENDED, "指定が終了している（廃止　令和9年1月1日）");
}

static void each_service_wants_its_kind(void **state)
{
	(void)state;
	household.n_requests = household.n_opinions = 0;
	ask(1, 1, SERVICE_INPATIENT, HOSPITAL);
	ask(1, 2, SERVICE_DENTAL, DENTIST);
	ask(1, 3, SERVICE_HOME_NURSING, NURSES);
	ask(1, 4, SERVICE_CARE_FACILITY, CARERS);
	judge(1, HOSPITAL, SERVICE_INPATIENT, "2026-11-30", NULL);
	judge(1, DENTIST, SERVICE_DENTAL, "2026-08-01", NULL);
	judge(1, NURSES, SERVICE_HOME_NURSING, "2026-08-01", NULL);
	run();
	for (size_t i = 1; i <= 4; i++)
		assert_issued(i);
	assert_int_equal(line(4)->content.type, TICKET_CARE);
}

/* ---- prescribers ---- */

static void dispense(void)
{
	household.n_requests = 0;
	ask(1, 1, SERVICE_DISPENSING, PHARMACY);
}

static void a_pharmacy_needs_a_prescriber_in_the_directory(void **state)
{
	(void)state;
	dispense();
	run();
	assert_issued(1);
	assert_int_equal(line(1)->content.type, TICKET_DISPENSING);
	assert_true(str_same(line(1)->content.prescriber_name, TEXT("見本医院")));
	requests[0].prescriber_code = TEXT("");
	run();
	assert_held(1, HOLD_PRESCRIBER, "処方箋発行元が登録または指定されていない（登録がない）");
	requests[0].prescriber_code = TEXT("1310000009");
	run();
	assert_held(1, HOLD_PRESCRIBER, "処方箋発行元が登録または指定されていない（指定機関の名簿にない）");
	requests[0].prescriber_code = TEXT(NURSES);
	run();
	assert_held(1, HOLD_PRESCRIBER,
		"処方箋発行元が登録または指定されていない：機関の種別が診療別と合わない（訪問看護）");
}

static void the_prescriber_is_designated_on_a_day_of_the_validity(void **state)
{
	(void)state;
	dispense();
	designations[0].to = on("2027-01-02");
	designations[0].end = INSTITUTION_CLOSED;
	run();
	assert_issued(1);
	assert_days(1, "2027-01-01", "2027-01-31");
	requests[0].from = on("2027-01-02");
	run();
	assert_held(1, HOLD_PRESCRIBER,
		"処方箋発行元が登録または指定されていない：指定が終了している（廃止　令和9年1月2日）");
}

static void dispensing_goes_with_any_opinion_of_the_prescriber(void **state)
{
	(void)state;
	dispense();
	household.n_opinions = 0;
	run();
	assert_held(1, HOLD_OPINION_MISSING, "要否意見書がない");
	judge(1, CLINIC, SERVICE_OUTPATIENT, "2026-02-01", NULL);
	run();
	assert_held(1, HOLD_OPINION_EXPIRED, "要否意見書の有効期間が終了（令和8年7月31日まで）");
	judge(1, CLINIC, SERVICE_INPATIENT, "2026-11-01", NULL);
	run();
	assert_issued(1);
	opinions[1].needed = false;
	run();
	assert_held(1, HOLD_OPINION_REFUSED, "医療を要しないとの決定（令和8年11月1日から）");
	judge(2, CLINIC, SERVICE_OUTPATIENT, "2026-12-01", NULL);   /* another person's */
	judge(1, HOSPITAL, SERVICE_OUTPATIENT, "2026-12-01", NULL); /* another place's */
	run();
	assert_held(1, HOLD_OPINION_REFUSED, "医療を要しないとの決定（令和8年11月1日から）");
}

static void dispensing_goes_with_a_single_treatment_in_its_month(void **state)
{
	(void)state;
	household.n_requests = household.n_opinions = 0;
	ask(1, 1, SERVICE_OUTPATIENT, CLINIC)->basis = BASIS_SINGLE;
	ask(1, 2, SERVICE_DISPENSING, PHARMACY);
	requests[0].from = on("2027-01-31");
	run();
	assert_issued(1);
	assert_issued(2);
	requests[0].from = on("2026-12-31");
	run();
	assert_held(1, HOLD_OPINION_MISSING, "要否意見書がない");
	assert_held(2, HOLD_OPINION_MISSING, "要否意見書がない");
	requests[1].basis = BASIS_SINGLE; /* the prescription itself is a single one */
	requests[1].from = on("2027-01-04");
	run();
	assert_issued(2);
}

/* ---- opinions ---- */

static void an_opinion_lasts_six_months_three_in_hospital(void **state)
{
	(void)state;
	opinions[0].valid_from = on("2026-08-31");
	run();
	assert_issued(1);
	opinions[0].valid_from = on("2026-07-31");
	run();
	assert_held(1, HOLD_OPINION_EXPIRED, "要否意見書の有効期間が終了（令和8年12月31日まで）");
	requests[0].service = SERVICE_INPATIENT;
	opinion_keys[0].service = SERVICE_INPATIENT;
	opinions[0].valid_from = on("2026-11-30");
	run();
	assert_issued(1);
	opinions[0].valid_from = on("2026-10-31");
	run();
	assert_held(1, HOLD_OPINION_EXPIRED, "要否意見書の有効期間が終了（令和8年12月31日まで）");
}

static void an_opinion_ends_when_it_says(void **state)
{
	(void)state;
	opinions[0].valid_to = on("2027-01-01");
	run();
	assert_held(1, HOLD_OPINION_EXPIRED, "要否意見書の有効期間が終了（令和8年12月31日まで）");
	opinions[0].valid_to = on("2027-01-02");
	run();
	assert_issued(1);
	assert_days(1, "2027-01-01", "2027-01-31");
}

static void an_opinion_counts_from_the_first_of_its_month(void **state)
{
	(void)state;
	opinions[0].valid_from = on("2027-01-31");
	run();
	assert_issued(1);
	assert_days(1, "2027-01-01", "2027-01-31");
	opinions[0].valid_from = on("2027-02-01");
	run();
	assert_held(1, HOLD_OPINION_MISSING, "要否意見書がない");
}

static void an_opinion_is_of_person_institution_and_service(void **state)
{
	(void)state;
	opinion_keys[0].person_no = 2;
	run();
	assert_held(1, HOLD_OPINION_MISSING, "要否意見書がない");
	opinion_keys[0].person_no = 1;
	opinion_keys[0].service = SERVICE_INPATIENT;
	run();
	assert_held(1, HOLD_OPINION_MISSING, "要否意見書がない");
	opinion_keys[0].service = SERVICE_OUTPATIENT;
	opinion_keys[0].institution_code = TEXT(HOSPITAL);
	run();
	assert_held(1, HOLD_OPINION_MISSING, "要否意見書がない");
}

static void a_refusal_holds(void **state)
{
	(void)state;
	opinions[0].needed = false;
	run();
	assert_held(1, HOLD_OPINION_REFUSED, "医療を要しないとの決定（令和8年10月1日から）");
	judge(1, CLINIC, SERVICE_OUTPATIENT, "2026-12-01", NULL); /* found to be needed since */
	run();
	assert_issued(1);
}

static void a_single_treatment_needs_none_in_its_first_month(void **state)
{
	(void)state;
	household.n_opinions = 0;
	requests[0].basis = BASIS_SINGLE;
	requests[0].from = on("2027-01-31");
	run();
	assert_issued(1);
	requests[0].from = on("2026-12-31");
	run();
	assert_held(1, HOLD_OPINION_MISSING, "要否意見書がない");
}

static void a_single_one_that_follows_a_continuing_one_needs_it(void **state)
{
	struct ticket_request *r = ask(1, 1, SERVICE_OUTPATIENT, CLINIC);

	(void)state;
	household.n_opinions = 0;
	requests[0].to = on("2027-01-10");
	r->from = on("2027-01-10");
	r->basis = BASIS_SINGLE;
	run();
	assert_held(1, HOLD_OPINION_MISSING, "要否意見書がない");
}

/* ---- care, decisions, orders ---- */

static struct ticket_request *care(void)
{
	household.n_requests = 0;
	return ask(1, 1, SERVICE_CARE_HOME, CARERS);
}

static void care_rests_on_the_certification(void **state)
{
	struct ticket_request *r = care();

	(void)state;
	run();
	assert_issued(1);
	assert_true(line(1)->content.flags.combined);
	assert_int_equal(line(1)->content.care_level, CARE_LEVEL_2);
	r->certified_to = on("2027-01-02");
	run();
	assert_days(1, "2027-01-01", "2027-01-01");
	r->certified_to = on("2027-01-01");
	run();
	assert_held(1, HOLD_CERTIFICATION, "要介護認定の有効期間外（令和8年12月31日まで）");
	r->certified_from = on("2027-01-31");
	r->certified_to = on("2028-01-31");
	run();
	assert_days(1, "2027-01-31", "2027-01-31");
	r->certified_from = on("2027-02-01");
	run();
	assert_held(1, HOLD_CERTIFICATION, "要介護認定の有効期間外（令和9年2月1日から）");
	r->insured_no = TEXT("");
	run();
	assert_held(1, HOLD_CERTIFICATION, "要介護認定の有効期間外（被保険者番号の登録がない）");
}

static void nothing_is_issued_without_a_decision(void **state)
{
	(void)state;
	household.decided = false;
	run();
	assert_held(1, HOLD_DECISION, "当月の決定がない");
}

static void an_order_holds_all_of_a_household(void **state)
{
	(void)state;
	household.held = true;
	household.hold_reason = TEXT("居所の確認中");
	run();
	assert_held(1, HOLD_ORDER, "保留の指示（居所の確認中）");
}

/* Everything is wrong at once, and is mended from the first hold to the last. */
static void holds_come_in_their_order(void **state)
{
	(void)state;
	household.n_requests = 0;
	ask(1, 1, SERVICE_DISPENSING, "1310000009");
	ask(1, 2, SERVICE_DISPENSING, "1310000009");
	requests[1].prescriber_code = TEXT("");
	household.n_protections = household.n_members = household.n_opinions = 0;
	household.payer_no = (struct str){NULL, 0};
	household.decided = false;
	household.held = true;
	run();
	assert_int_equal(line(2)->hold, HOLD_NOT_ON_AID);
	protect(PROTECTION_SUSPENDED, "2020-04-01", NULL);
	run();
	assert_int_equal(line(2)->hold, HOLD_SUSPENDED);
	protections[0].state = PROTECTION_ACTIVE;
	run();
	assert_int_equal(line(2)->hold, HOLD_NOT_A_MEMBER);
	join(1, "2020-04-01", NULL);
	run();
	assert_int_equal(line(2)->hold, HOLD_TWICE);
	requests[0] = requests[1];
	household.n_requests = 1;
	run();
	assert_int_equal(line(1)->hold, HOLD_OFFICE);
	household.payer_no = TEXT("12130010");
	run();
	assert_int_equal(line(1)->hold, HOLD_INSTITUTION_UNKNOWN);
	requests[0].institution_code = TEXT(CLINIC);
	run();
	assert_int_equal(line(1)->hold, HOLD_INSTITUTION_KIND);
	requests[0].institution_code = TEXT(PHARMACY);
	run();
	assert_int_equal(line(1)->hold, HOLD_PRESCRIBER);
	requests[0].prescriber_code = TEXT(HOSPITAL);
	run();
	assert_int_equal(line(1)->hold, HOLD_OPINION_MISSING);
	judge(1, HOSPITAL, SERVICE_OUTPATIENT, "2027-01-01", NULL);
	run();
	assert_int_equal(line(1)->hold, HOLD_DECISION);
	household.decided = true;
	run();
	assert_int_equal(line(1)->hold, HOLD_ORDER);
	household.held = false;
	run();
	assert_issued(1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_issued_without_aid),
		TEST(a_treatment_after_the_closing_or_before_the_opening_is_not_on_aid),
		TEST(nothing_is_issued_while_suspended),
		TEST(nothing_is_issued_for_whom_is_no_member),
		TEST(a_second_item_of_a_key_is_held),
		TEST(rows_of_one_item_are_one_ticket_that_says_what_the_last_does),
		TEST(another_service_or_place_is_a_ticket_of_its_own),
		TEST(nothing_is_issued_without_the_offices_settings),
		TEST(an_unknown_institution_is_held),
		TEST(a_designation_that_ends_shortens_and_then_holds),
		TEST(a_designation_that_begins_starts_it_or_holds),
		TEST(a_renewal_does_not_interrupt_and_the_last_name_stands),
		TEST(another_kind_of_institution_is_held),
		TEST(of_an_institution_of_two_kinds_the_one_of_the_service_counts),
		TEST(each_service_wants_its_kind),
		TEST(a_pharmacy_needs_a_prescriber_in_the_directory),
		TEST(the_prescriber_is_designated_on_a_day_of_the_validity),
		TEST(dispensing_goes_with_any_opinion_of_the_prescriber),
		TEST(dispensing_goes_with_a_single_treatment_in_its_month),
		TEST(an_opinion_lasts_six_months_three_in_hospital),
		TEST(an_opinion_ends_when_it_says),
		TEST(an_opinion_counts_from_the_first_of_its_month),
		TEST(an_opinion_is_of_person_institution_and_service),
		TEST(a_refusal_holds),
		TEST(a_single_treatment_needs_none_in_its_first_month),
		TEST(a_single_one_that_follows_a_continuing_one_needs_it),
		TEST(care_rests_on_the_certification),
		TEST(nothing_is_issued_without_a_decision),
		TEST(an_order_holds_all_of_a_household),
		TEST(holds_come_in_their_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
