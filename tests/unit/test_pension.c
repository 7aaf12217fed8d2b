/*
 * test_pension.c: each trap of the answers, and the class that it leads to.
 */
#include "tests/unit/pension_fixture.h"

/* ---- one class for each case ---- */

static void nothing(void)
{
}
static void one_yen_less(void)
{
	of.incomes[0].amount_yen = 611999;
}
static void another_premium(void)
{
	of.incomes[0].premium_yen = 2000;
}
static void first_scheme_only_recognised(void)
{
	of.incomes[0].amount_yen = 400000;
}
static void same_three_digits(void)
{
	of.links[0].code = TEXT("1151");
	of.incomes[0].amount_yen = 600000;
}
static void two_with_three_digits(void)
{
	of.links[0].code = TEXT("1152");
	award(TEXT("1151"), 100000, 0, 0);
}
static void old_row_of_amounts(void)
{
	of.amounts[0][1] = (struct pension_amount){on("2026-04-01"), {100000, 0, 0, 0, 0}, TEXT("")};
	of.awards[0].n_amounts = 2;
}
static void amount_of_the_future(void)
{
	of.amounts[0][1] = (struct pension_amount){on("2027-07-01"), {900000, 0, 0, 0, 0}, TEXT("")};
	of.awards[0].n_amounts = 2;
}
static void null_that_is_none(void)
{
	of.amounts[0][0].nulls = TEXT("additional_yen=01 child_yen=04 spouse_yen=01");
}
static void null_not_disclosed(void)
{
	of.amounts[0][0].nulls = TEXT("employees_yen=03");
}
static void null_of_unknown_reason(void)
{
	of.request.unknown = true;
	of.amounts[0][0].nulls = TEXT("national_yen=77");
}
static void unknown_elsewhere(void)
{
	of.request.unknown = true;
}
static void null_premium_undecided(void)
{
	of.payments[0][0].nulls = TEXT("care_premium_yen=02");
}
static void premium_not_recorded(void)
{
	more();
	of.payments[0][0].deducted[DEDUCTED_CARE] = 0;
	of.payments[0][0].nulls = TEXT("care_premium_yen=04 resident_tax_yen=04");
}
static void suspension_not_recorded(void)
{
	more();
	of.bases[0][0].suspension = TEXT("");
	of.bases[0][0].nulls = TEXT("suspension_reason=04");
}
static void end_of_suspension_not_recorded(void)
{
	of.bases[0][0].suspension = TEXT("03");
	of.bases[0][0].suspended_from = on("2027-04-01");
	of.bases[0][0].nulls = TEXT("suspended_to=04");
}
static void months_of_no_suspension_not_recorded(void)
{
	of.bases[0][0].nulls = TEXT("suspended_from=04 suspended_to=04");
}
static void right_lost_not_recorded(void)
{
	more();
	of.bases[0][0].nulls = TEXT("right_lost_on=04");
}
static void only_amount_not_recorded(void)
{
	of.amounts[0][0] = (struct pension_amount){on("2027-04-01"), {0, 0, 0, 0, 0}, TEXT("national_yen=04")};
	of.awards[0].n_payments = 0;
}
static void no_amount_applicable(void)
{
	of.amounts[0][0] = (struct pension_amount){on("2027-04-01"), {0, 0, 0, 0, 0},
		TEXT("national_yen=01 additional_yen=01 child_yen=01 spouse_yen=01 employees_yen=01")};
	of.awards[0].n_payments = 0;
}
static void left_and_recognised_until_then(void)
{
	of.p.on_aid = false;
	of.incomes[0].to = on("2027-05-01");
}
static void left_and_more(void)
{
	of.p.on_aid = false;
	more();
}
static void left_and_equal(void)
{
	of.p.on_aid = false;
}
static void another_lapsed_long_ago(void)
{
	more();
	award(TEXT("1130"), 0, 500000, 0);
	for (int i = 0; i < 2; i++)
		of.bases[1][i].lost_on = on("2015-02-02");
	of.awards[1].n_payments = 0;
}
static void null_right_lost_undecided(void)
{
	of.bases[0][0].nulls = TEXT("right_lost_on=02");
}
static void no_row_of_amounts(void)
{
	of.awards[0].n_amounts = 0;
}
static void no_basis(void)
{
	of.awards[0].n_bases = 0;
}
static void no_payment(void)
{
	of.awards[0].n_payments = 0;
}
static void payment_of_april(void)
{
	of.payments[0][0].on = on("2027-04-15");
}
static void payment_one_yen_off(void)
{
	of.payments[0][0].paid++;
}
static void payment_two_yen_off(void)
{
	of.payments[0][0].paid += 2;
}
static void payment_after_deductions(void)
{
	of.payments[0][0].paid -= 4200;
}
static void payment_net(void)
{
	of.parameters.paid_is_net = true;
	of.payments[0][0].paid -= 4200;
}
static void payment_gross_read_as_net(void)
{
	of.parameters.paid_is_net = true;
}
static void payment_in_two_parts(void)
{
	of.payments[0][0].paid -= 52000;
	of.payments[0][1] = (struct pension_payment){.on = on("2027-06-15"), .paid = 52000, .nulls = TEXT("")};
	of.awards[0].n_payments = 2;
}
static void taxed(void)
{
	of.payments[0][0].deducted[DEDUCTED_TAX] = 510;
}
static void health_premium(void)
{
	of.payments[0][0].deducted[DEDUCTED_HEALTH] = 3000;
}
static void elderly_premium(void)
{
	of.payments[0][0].deducted[DEDUCTED_ELDERLY] = 3000;
}
static void resident_tax(void)
{
	of.payments[0][0].deducted[DEDUCTED_RESIDENT] = 1000;
}
static void odd_premium_down(void)
{
	of.payments[0][0].deducted[DEDUCTED_CARE] = 4201;
}
static void odd_premium_up(void)
{
	odd_premium_down();
	of.parameters.premium_up = true;
}
static void unknown_code(void)
{
	of.links[0].code = of.awards[0].code = TEXT("9990");
}
static void code_not_registered(void)
{
	of.links[0].code = TEXT("");
}
static void no_link(void)
{
	of.p.n_links = 0;
}
static void same_code_twice_answered(void)
{
	award(TEXT("1150"), 100000, 0, 0);
}
static void same_code_twice_recognised(void)
{
	recognise(TEXT("1150"), 100000, 0);
}
static void one_of_two_changed(void)
{
	two_pensions_equal();
	of.incomes[1].amount_yen = 119000;
}
static void second_recognised_only(void)
{
	recognise(TEXT("1450"), 120000, 0);
}
static void new_and_changed(void)
{
	more();
	second_pension();
}
static void right_lost(void)
{
	of.bases[0][0].lost_on = of.bases[0][1].lost_on = on("2027-06-30");
}
static void right_lost_by_one_scheme(void)
{
	of.bases[0][0].lost_on = on("2027-05-01");
}
static void right_lost_later(void)
{
	of.bases[0][0].lost_on = of.bases[0][1].lost_on = on("2027-07-01");
}
static void suspend(int scheme, const char *from, const char *to)
{
	of.bases[0][scheme].suspension = TEXT("12");
	of.bases[0][scheme].suspended_from = from == NULL ? DAY_MAX : on(from);
	of.bases[0][scheme].suspended_to = to == NULL ? DAY_MAX : on(to);
}
static void suspended(void)
{
	suspend(0, "2027-05-01", NULL);
	suspend(1, "2027-05-01", "2027-06-01");
	of.awards[0].n_payments = 0;
}
static void suspended_by_one(void)
{
	suspend(1, "2027-05-01", NULL);
}
static void suspension_over(void)
{
	suspend(0, "2026-05-01", "2027-05-01");
	suspend(1, "2026-05-01", "2027-05-01");
}
static void suspension_without_month(void)
{
	suspend(0, NULL, NULL);
}
static void suspension_is_null(void)
{
	of.bases[0][0].suspension = TEXT("");
	of.bases[0][0].nulls = TEXT("suspension_reason=01");
}
static void nothing_due(void)
{
	of.amounts[0][0] = (struct pension_amount){on("2027-04-01"), {0, 0, 0, 0, 0}, TEXT("")};
	of.awards[0].n_payments = 0;
}
static void late_but_recognised_in_time(void)
{
	decide_late("2025-02-10", "2027-04-10");
	of.incomes[0].from = on("2025-03-01");
}
static void recognised_in_time_and_raised(void)
{
	decide_late("2025-02-10", "2027-04-10");
	of.incomes[1] = of.incomes[0];
	of.incomes[0].from = on("2025-03-01");
	of.incomes[0].to = of.incomes[1].from = on("2027-05-01");
	of.p.n_incomes = 2;
}
static void three_months_are_not_late(void)
{
	decide_late("2026-12-10", "2027-04-10");
	of.p.n_incomes = of.p.n_links = 0;
}
static void four_months_are_late(void)
{
	decide_late("2026-12-10", "2027-05-01");
	of.p.n_incomes = of.p.n_links = 0;
}
static void decided_long_ago(void)
{
	decide_late("2020-02-10", "2025-06-30");
	of.p.n_incomes = of.p.n_links = 0;
}
static void decided_two_years_ago(void)
{
	decide_late("2020-02-10", "2025-07-01");
	of.p.n_incomes = of.p.n_links = 0;
}
static void arrears(void)
{
	of.payments[0][1] = (struct pension_payment){.arrears = true, .on = on("2026-07-01"), .nulls = TEXT("")};
	of.awards[0].n_payments = 2;
}
static void old_arrears(void)
{
	arrears();
	of.payments[0][1].on = on("2026-06-30");
}
static void arrears_on_the_same_day(void)
{
	arrears();
	of.payments[0][1].on = on("2027-06-15");
	of.payments[0][1].paid = 500000;
}
static void late_and_unknown_code(void)
{
	late_and_not_recognised();
	of.awards[0].code = TEXT("9990");
}
static void not_asked(void)
{
	of.request = (struct matching_request){.asked = false};
}
static void excluded(void)
{
	of.request = (struct matching_request){.excluded = EXCLUDED_NO_CONSENT};
}
static void not_answered(void)
{
	of.request.answered = false;
	of.p.n_awards = 0;
}
static void pending(void)
{
	of.request.state = ANSWER_PENDING;
	of.p.n_awards = 0;
}
static void found_without_award(void)
{
	of.p.n_awards = of.p.n_incomes = of.p.n_links = 0;
}
static void not_disclosed(void)
{
	of.request.state = ANSWER_NOT_DISCLOSED;
	of.p.n_awards = 0;
}
static void failed(void)
{
	not_disclosed();
	of.request.state = ANSWER_ERROR;
}
static void another_name(void)
{
	of.request.as.name = TEXT("鈴木花子");
}
static void another_name_and_kana(void)
{
	another_name();
	of.request.as.kana = TEXT("スズキハナコ");
}
static void another_kana(void)
{
	of.request.as.kana = TEXT("ヤマタハナコ");
}
static void another_name_without_kana(void)
{
	another_name();
	of.request.as.kana = TEXT("");
}
static void another_name_and_no_kana_of_ours(void)
{
	another_name();
	of.p.own.kana = TEXT("");
}
static void a_longer_name_and_kana(void)
{
	of.p.own.name = TEXT("山田花");
	of.p.own.kana = TEXT("ヤマダハナ");
}
static void no_birthday(void)
{
	of.request.as.birth_on = DAY_MAX;
}
static void no_name(void)
{
	of.request.as.name = TEXT("");
}
static void too_much(void)
{
	of.amounts[0][0].yen[PART_NATIONAL] = of.amounts[0][0].yen[PART_EMPLOYEES] = INT32_MAX;
}

/* clang-format off */
static const struct {
	const char *what;
	enum finding_class class;
	void (*change)(void);
	const char *says; /* a piece of the person's reason */
} rows[] = {
	{"both sides alike", CLASS_PENSION_EQUAL, nothing, "年額612,000円→612,000円（国民年金400,000円、厚生年金212,000円"},
	{"a raised amount", CLASS_PENSION_CHANGED, more, "老齢基礎・老齢厚生年金（1150）: 年額600,000円→612,000円"},
	{"one yen is a change", CLASS_PENSION_CHANGED, one_yen_less, "611,999円→612,000円"},
	{"the premium alone", CLASS_PENSION_CHANGED, another_premium, "介護保険料月額2,000円→2,100円"},
	{"both schemes are summed", CLASS_PENSION_CHANGED, first_scheme_only_recognised, "400,000円→612,000円"},
	{"the fourth digit may differ", CLASS_PENSION_CHANGED, same_three_digits, "（1150）: 年額600,000円→612,000円"},
	{"unless two are left with three digits", CLASS_PENSION_NEEDS_PERSON, two_with_three_digits, "回答にこの年金がありません"},
	{"an older row of amounts", CLASS_PENSION_EQUAL, old_row_of_amounts, "→612,000円"},
	{"a row of the future", CLASS_PENSION_EQUAL, amount_of_the_future, "→612,000円"},
	{"not applicable and not recorded are zero", CLASS_PENSION_EQUAL, null_that_is_none, "→612,000円"},
	{"undecided is not", CLASS_PENSION_NEEDS_PERSON, null_undecided, "配偶者加給年金額の値がありません（未決定）"},
	{"nor is not disclosed", CLASS_PENSION_NEEDS_PERSON, null_not_disclosed, "厚生年金額の値がありません（不開示）"},
	{"nor a reason in no list", CLASS_PENSION_NEEDS_PERSON, null_of_unknown_reason, "国民年金額の値がありません（理由不明）"},
	{"such a reason anywhere", CLASS_PENSION_NEEDS_PERSON, unknown_elsewhere, "一覧にない理由"},
	{"an undecided premium", CLASS_PENSION_NEEDS_PERSON, null_premium_undecided, "介護保険料の値がありません（未決定）"},
	{"a premium that is not on record", CLASS_PENSION_NEEDS_PERSON, premium_not_recorded, "。介護保険料の値がありません（記録なし）。"},
	{"a suspension that is not on record", CLASS_PENSION_NEEDS_PERSON, suspension_not_recorded, "支給停止理由の値がありません（記録なし）"},
	{"nor its end", CLASS_PENSION_NEEDS_PERSON, end_of_suspension_not_recorded, "支給停止終了年月の値がありません（記録なし）"},
	{"months of no suspension", CLASS_PENSION_EQUAL, months_of_no_suspension_not_recorded, "→612,000円"},
	{"a loss of the right that is not on record", CLASS_PENSION_NEEDS_PERSON, right_lost_not_recorded, "受給権失権年月日の値がありません（記録なし）"},
	{"the only amount is not on record", CLASS_PENSION_NEEDS_PERSON, only_amount_not_recorded, "年金額に値がなく、年額が分かりません"},
	{"no amount is applicable", CLASS_PENSION_NEEDS_PERSON, no_amount_applicable, "年金額に値がなく、年額が分かりません"},
	{"who left aid had it recognised until then", CLASS_PENSION_NEEDS_PERSON, left_and_recognised_until_then, "対象月に保護を受けていない"},
	{"who left aid gets no proposal", CLASS_PENSION_NEEDS_PERSON, left_and_more, "対象月に保護を受けていない"},
	{"who left aid with both sides alike", CLASS_PENSION_EQUAL, left_and_equal, "→612,000円"},
	{"one that lapsed and was never recognised hides no change", CLASS_PENSION_CHANGED, another_lapsed_long_ago,
		"認定も支給もありません"},
	{"an undecided loss of the right", CLASS_PENSION_NEEDS_PERSON, null_right_lost_undecided, "受給権失権年月日の値がありません"},
	{"no row of amounts", CLASS_PENSION_NEEDS_PERSON, no_row_of_amounts, "令和9年6月1日に有効な年金額が回答にありません"},
	{"no basis", CLASS_PENSION_NEEDS_PERSON, no_basis, "年金基本情報がありません"},
	{"no payment", CLASS_PENSION_NEEDS_PERSON, no_payment, "令和9年6月の支払が回答にありません"},
	{"the payment of another month", CLASS_PENSION_NEEDS_PERSON, payment_of_april, "令和9年6月の支払が回答にありません"},
	{"a payment within the tolerance", CLASS_PENSION_EQUAL, payment_one_yen_off, "612,000円"},
	{"a payment beyond it", CLASS_PENSION_NEEDS_PERSON, payment_two_yen_off, "支払額102,002円（控除前）が年額612,000円の6分の1（102,000円）と合いません"},
	{"a net payment read as gross", CLASS_PENSION_NEEDS_PERSON, payment_after_deductions, "支払額97,800円"},
	{"a net payment", CLASS_PENSION_EQUAL, payment_net, "612,000円"},
	{"a gross payment read as net", CLASS_PENSION_NEEDS_PERSON, payment_gross_read_as_net, "支払額106,200円"},
	{"a payment in two parts", CLASS_PENSION_EQUAL, payment_in_two_parts, "612,000円"},
	{"income tax", CLASS_PENSION_NEEDS_PERSON, taxed, "所得税510円が控除されています"},
	{"health insurance", CLASS_PENSION_NEEDS_PERSON, health_premium, "国民健康保険料3,000円"},
	{"that of the elderly", CLASS_PENSION_NEEDS_PERSON, elderly_premium, "後期高齢者医療保険料3,000円"},
	{"resident tax", CLASS_PENSION_NEEDS_PERSON, resident_tax, "住民税1,000円"},
	{"an odd premium is cut", CLASS_PENSION_EQUAL, odd_premium_down, "介護保険料月額2,100円→2,100円"},
	{"or raised", CLASS_PENSION_CHANGED, odd_premium_up, "介護保険料月額2,100円→2,101円"},
	{"a code in no table", CLASS_PENSION_NEEDS_PERSON, unknown_code, "コード表にない年金（9990）"},
	{"no code recorded", CLASS_PENSION_NEEDS_PERSON, code_not_registered, "年金コードが登録されていない"},
	{"nothing recorded", CLASS_PENSION_NEEDS_PERSON, no_link, "年金コードが登録されていない"},
	{"one code twice in the answer", CLASS_PENSION_NEEDS_PERSON, same_code_twice_answered, "同じ年金コードの年金が複数"},
	{"one code twice with us", CLASS_PENSION_NEEDS_PERSON, same_code_twice_recognised, "同じ年金コードの年金が複数"},
	{"two pensions", CLASS_PENSION_EQUAL, two_pensions_equal, "遺族基礎・遺族厚生年金（1450）"},
	{"one of two changed", CLASS_PENSION_CHANGED, one_of_two_changed, "年額119,000円→120,000円"},
	{"a second that nobody told of", CLASS_PENSION_NEW, second_pension, "遺族基礎・遺族厚生年金（1450）: 年額認定なし→120,000円"},
	{"a second that is not answered", CLASS_PENSION_NEEDS_PERSON, second_recognised_only, "回答にこの年金がありません"},
	{"new comes before changed", CLASS_PENSION_NEW, new_and_changed, "認定なし→120,000円"},
	{"the right lost on the last day", CLASS_PENSION_STOPPED, right_lost, "令和9年6月30日に受給権を失っています"},
	{"lost in one scheme, the amount still there", CLASS_PENSION_EQUAL, right_lost_by_one_scheme, "612,000円"},
	{"lost after the month", CLASS_PENSION_EQUAL, right_lost_later, "612,000円"},
	{"suspended by both schemes", CLASS_PENSION_STOPPED, suspended, "令和9年5月から支給停止（理由コード12）"},
	{"suspended by one", CLASS_PENSION_EQUAL, suspended_by_one, "612,000円"},
	{"a suspension that is over", CLASS_PENSION_EQUAL, suspension_over, "612,000円"},
	{"a suspension without a month", CLASS_PENSION_NEEDS_PERSON, suspension_without_month, "停止の開始月がありません"},
	{"no suspension: not applicable", CLASS_PENSION_EQUAL, suspension_is_null, "612,000円"},
	{"nothing due", CLASS_PENSION_STOPPED, nothing_due, "年額が0円です"},
	{"decided late and recognised late", CLASS_PENSION_RETROACTIVE, late_and_recognised_late, "受給権は令和7年2月10日に発生し、令和9年4月10日に決定"},
	{"decided late and not recognised", CLASS_PENSION_RETROACTIVE, late_and_not_recognised, "認定なし"},
	{"decided late but recognised in time", CLASS_PENSION_EQUAL, late_but_recognised_in_time, "612,000円"},
	{"recognised in time, and raised since", CLASS_PENSION_EQUAL, recognised_in_time_and_raised, "612,000円"},
	{"three months are usual", CLASS_PENSION_NEW, three_months_are_not_late, "認定なし"},
	{"four are late", CLASS_PENSION_RETROACTIVE, four_months_are_late, "令和9年5月1日に決定"},
	{"decided before the two years", CLASS_PENSION_NEW, decided_long_ago, "認定なし"},
	{"decided within them", CLASS_PENSION_RETROACTIVE, decided_two_years_ago, "令和7年7月1日に決定"},
	{"arrears within the year", CLASS_PENSION_RETROACTIVE, arrears, "令和8年7月1日に時効特例の支払"},
	{"arrears paid beside the payment", CLASS_PENSION_RETROACTIVE, arrears_on_the_same_day, "令和9年6月15日に時効特例の支払"},
	{"arrears before it", CLASS_PENSION_EQUAL, old_arrears, "612,000円"},
	{"what must be looked at comes before what is late", CLASS_PENSION_NEEDS_PERSON, late_and_unknown_code, "コード表"},
	{"not asked", CLASS_PENSION_NO_ANSWER, not_asked, "直近12か月に照会していません"},
	{"left out", CLASS_PENSION_NO_ANSWER, excluded, "照会していません（同意がない）"},
	{"not answered", CLASS_PENSION_NO_ANSWER, not_answered, "令和9年6月1日の照会に回答がありません"},
	{"being prepared", CLASS_PENSION_NO_ANSWER, pending, "準備中の回答だけ"},
	{"none, though recognised", CLASS_PENSION_NEEDS_PERSON, none_though_recognised, "回答は「該当なし」ですが、認定しています"},
	{"none, and nothing recognised", CLASS_PENSION_EQUAL, none_and_nothing, "年金を認定しておらず、回答は「該当なし」"},
	{"found, but no award", CLASS_PENSION_NEEDS_PERSON, found_without_award, "「該当あり」の回答に年金がありません"},
	{"not disclosed", CLASS_PENSION_NEEDS_PERSON, not_disclosed, "回答は「不開示」です"},
	{"an error", CLASS_PENSION_NEEDS_PERSON, failed, "回答は「照会エラー」です"},
	{"another birthday", CLASS_PENSION_IDENTITY, another_birthday, "回答の生年月日（昭和30年5月6日）が台帳（昭和30年5月5日）と異なります"},
	{"another name of the same kana", CLASS_PENSION_EQUAL, another_name, "612,000円"},
	{"another name and kana", CLASS_PENSION_IDENTITY, another_name_and_kana, "漢字もカナも台帳と異なります"},
	{"another kana of the same name", CLASS_PENSION_EQUAL, another_kana, "612,000円"},
	{"another name, no kana", CLASS_PENSION_NEEDS_PERSON, another_name_without_kana, "本人と確認できません"},
	{"another name, no kana with us", CLASS_PENSION_NEEDS_PERSON, another_name_and_no_kana_of_ours, "本人と確認できません"},
	{"a name that only begins alike", CLASS_PENSION_IDENTITY, a_longer_name_and_kana, "漢字もカナも台帳と異なります"},
	{"no birthday", CLASS_PENSION_NEEDS_PERSON, no_birthday, "本人と確認できません"},
	{"no name", CLASS_PENSION_NEEDS_PERSON, no_name, "本人と確認できません"},
	{"another birthday comes before all else", CLASS_PENSION_IDENTITY, another_birthday_and_changed, "生年月日"},
	{"an amount out of range", CLASS_PENSION_NEEDS_PERSON, too_much, "年額が扱える範囲を超えています"},
	{"recognised until May", CLASS_PENSION_NEW, income_over, "認定なし→612,000円"},
};
/* clang-format on */

static void each_case_has_its_class(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		begin();
		rows[i].change();
		const struct pension_finding *f = evaluate();

		if (f->class != rows[i].class || strstr(f->reason, rows[i].says) == NULL)
			fail_msg("%s: %s: %s", rows[i].what, matching_class_term((int)f->class), f->reason);
		assert_true(f->steps != 0);
	}
}

static void every_class_has_a_case(void **state)
{
	(void)state;
	for (int class = CLASS_PENSION_EQUAL; class <= CLASS_PENSION_NEEDS_PERSON; class ++) {
		size_t n = 0;

		for (size_t i = 0; i < COUNT_OF(rows); i++)
			n += (int)rows[i].class == class;
		assert_true(n > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_case_has_its_class),
		cmocka_unit_test(every_class_has_a_case),
	};

	return cmocka_run_group_tests(tests, open_tables, close_tables);
}
