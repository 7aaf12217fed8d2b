/* Payments of a household: parts and their sum, what was paid before, holds in their order, accounts on the pay day, the
 * pay day itself; and thousands of random households whose decisions, payees and payments change: what is due is always
 * what was decided, and nobody is ever paid more. */
#include "getsuji/facts.h"
#include "jobs/rules/payment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/arena_fixture.h"

#define TEXT(s) ((struct str){(s), sizeof(s) - 1})

enum { HOUSEHOLDS = 20000, ROUNDS = 8, LANDLORD = 12, INSURER = 1, NOBODY = 99, EXPIRED = 20 };
enum { OWN = PART_HOUSEHOLD - 1, RENT = PART_RENT - 1, PREMIUM = PART_CARE_PREMIUM - 1 };

static struct payment_account account, other_account;
static struct payment_payee payees[3];
static struct payment_office office;
static struct payment_household household;
static struct payment_plan plan;

static struct payment_account account_of(struct str number)
{
	return (struct payment_account){.bank_code = TEXT("9999"),
		.bank_kana = TEXT("ﾐﾎﾝ"),
		.branch_code = TEXT("001"),
		.branch_kana = TEXT("ﾎﾝﾃﾝ"),
		.account_no = number,
		.holder_kana = TEXT("ミホン タロウ"),
		.kind = ACCOUNT_ORDINARY,
		.from = DAY_MIN,
		.to = DAY_MAX};
}

/* 120,000 yen: rent 50,000 of 53,700 housing to the landlord, premium 3,000 to the insurer. */
static int begin(void **state)
{
	account = account_of(TEXT("1234567"));
	other_account = account_of(TEXT("7654321"));
	payees[0] = (struct payment_payee){INSURER, TEXT("見本市"), account_of(TEXT("0000001"))};
	payees[1] = (struct payment_payee){LANDLORD, TEXT("見本不動産"), account_of(TEXT("0000012"))};
	payees[2] = (struct payment_payee){EXPIRED, TEXT("昔の家主"), account_of(TEXT("0000020"))};
	payees[2].account.to = day_of(2027, 1, 4);
	office = (struct payment_office){.office_id = 13113, .kind = 21, .pay_on = day_of(2027, 1, 4)};
	household = (struct payment_household){.decision = {.in_force = true,
											   .run_id = 7,
											   .total_yen = 120000,
											   .livelihood_yen = 66300,
											   .housing_yen = 53700,
											   .care_premium_yen = 3000,
											   .rent_yen = 50000,
											   .rent_to_landlord = true},
		.on_aid = true,
		.method = PAY_BANK,
		.office = &office,
		.payee_no = {0, LANDLORD, INSURER},
		.accounts = &account,
		.n_accounts = 1,
		.payees = payees,
		.n_payees = 3};
	return setup(state);
}

static const struct payment_line *line_of(enum payment_part part)
{
	for (size_t i = 0; i < plan.n_lines; i++) {
		if (plan.line[i].part == part)
			return &plan.line[i];
	}
	return NULL;
}

static void look(void)
{
	payment_plan(&household, keep, &plan);
}

/* ---- parts ---- */

static void the_landlord_and_the_insurer_are_paid_and_the_household_gets_the_rest(void **state)
{
	(void)state;
	look();
	assert_int_equal(plan.n_lines, 3);
	assert_int_equal(line_of(PART_HOUSEHOLD)->amount_yen, 67000);
	assert_int_equal(line_of(PART_RENT)->amount_yen, 50000);
	assert_int_equal(line_of(PART_CARE_PREMIUM)->amount_yen, 3000);
	assert_string_equal(line_of(PART_RENT)->account->account_no.at, "0000012");
	assert_ptr_equal(line_of(PART_HOUSEHOLD)->account, &account);
	for (size_t i = 0; i < plan.n_lines; i++)
		assert_int_equal(plan.line[i].hold, PAYMENT_HOLD_NONE);
}

static void aid_that_does_not_cover_the_rent_goes_to_the_household(void **state)
{
	int32_t due[PAYMENT_PARTS_MAX];

	(void)state;
	household.decision.rent_yen = 53700;
	payment_due(&household.decision, household.payee_no, due);
	assert_int_equal(due[RENT], 53700);
	household.decision.rent_yen = 53701;
	payment_due(&household.decision, household.payee_no, due);
	assert_int_equal(due[RENT], 0);
	assert_int_equal(due[OWN], 117000);
	household.decision.livelihood_yen = 2999;
	payment_due(&household.decision, household.payee_no, due);
	assert_int_equal(due[PREMIUM], 0);
	assert_int_equal(due[OWN], 120000);
}

static void rent_that_is_not_to_go_to_the_landlord_goes_to_the_household(void **state)
{
	(void)state;
	household.decision.rent_to_landlord = false;
	household.payee_no[PREMIUM] = 0;
	look();
	assert_int_equal(plan.n_lines, 1);
	assert_int_equal(plan.line[0].amount_yen, 120000);
}

static void money_at_the_counter_needs_no_account(void **state)
{
	(void)state;
	household.method = PAY_COUNTER;
	household.n_accounts = 0;
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_NONE);
	assert_null(line_of(PART_HOUSEHOLD)->account);
	assert_int_equal(line_of(PART_RENT)->method, PAY_BANK);
}

/* ---- what was paid ---- */

static void the_difference_is_paid(void **state)
{
	(void)state;
	household.paid_yen[OWN] = 60000;
	household.paid_yen[RENT] = 50000;
	household.paid_yen[PREMIUM] = 3000;
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->amount_yen, 7000);
	assert_int_equal(line_of(PART_RENT)->amount_yen, 0);
	assert_int_equal(line_of(PART_RENT)->hold, PAYMENT_HOLD_NONE);
}

static void what_was_paid_too_much_is_held_and_told(void **state)
{
	(void)state;
	household.paid_yen[OWN] = 70000;
	household.paid_yen[RENT] = 50000;
	household.paid_yen[PREMIUM] = 3000;
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_OVERPAID);
	assert_int_equal(line_of(PART_HOUSEHOLD)->amount_yen, -3000);
	assert_string_equal(line_of(PART_HOUSEHOLD)->reason, "決定額より3,000円多く支払済み");
}

static void money_that_went_to_the_landlord_is_not_paid_again_to_the_household(void **state)
{
	(void)state;
	household.paid_yen[OWN] = 67000;
	household.paid_yen[RENT] = 50000;
	household.paid_yen[PREMIUM] = 3000;
	household.decision.rent_to_landlord = false;
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->amount_yen, 50000);
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_OVERPAID);
	assert_string_equal(line_of(PART_RENT)->reason,
		"決定額より50,000円多く支払済み（世帯の全支払先の合計では決定額を超えない）");
}

static void of_what_is_left_the_landlord_comes_before_the_household(void **state)
{
	(void)state;
	household.decision.total_yen = 120000;
	household.paid_yen[PREMIUM] = 10000; /* 7,000 too much */
	look();
	assert_int_equal(line_of(PART_CARE_PREMIUM)->hold, PAYMENT_HOLD_OVERPAID);
	assert_int_equal(line_of(PART_RENT)->hold, PAYMENT_HOLD_NONE);
	assert_int_equal(
		line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_OVERPAID); /* 67,000 of the 60,000 that are left */
	household.paid_yen[OWN] = 7000;
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->amount_yen, 60000);
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_OVERPAID); /* 53,000 are left */
}

static void without_a_decision_what_was_paid_is_too_much(void **state)
{
	(void)state;
	household.decision = (struct payment_decision){0};
	household.paid_yen[OWN] = 1;
	look();
	assert_int_equal(plan.n_lines, 1);
	assert_int_equal(plan.line[0].hold, PAYMENT_HOLD_OVERPAID);
	household.paid_yen[OWN] = 0;
	look();
	assert_int_equal(plan.n_lines, 0);
}

/* ---- holds ---- */

static void parts_are_held_for_themselves(void **state)
{
	(void)state;
	household.payee_no[RENT] = 0;
	look();
	assert_int_equal(line_of(PART_RENT)->hold, PAYMENT_HOLD_PAYEE);
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_NONE);
	household.payee_no[RENT] = NOBODY;
	look();
	assert_int_equal(line_of(PART_RENT)->hold, PAYMENT_HOLD_PAYEE);
	household.payee_no[RENT] = LANDLORD;
	household.n_accounts = 0;
	look();
	assert_int_equal(line_of(PART_RENT)->hold, PAYMENT_HOLD_NONE);
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_ACCOUNT);
}

static void accounts_are_those_of_the_pay_day(void **state)
{
	struct payment_account accounts[] = {account, other_account};

	(void)state;
	household.accounts = accounts;
	household.n_accounts = 2;
	accounts[0].to = accounts[1].from = office.pay_on;
	look();
	assert_ptr_equal(line_of(PART_HOUSEHOLD)->account, &accounts[1]);
	accounts[0].to = accounts[1].from = office.pay_on + 1;
	look();
	assert_ptr_equal(line_of(PART_HOUSEHOLD)->account, &accounts[0]);
	household.payee_no[RENT] = EXPIRED;
	look();
	assert_int_equal(line_of(PART_RENT)->hold, PAYMENT_HOLD_PAYEE);
}

static void names_that_a_bank_does_not_take_are_held(void **state)
{
	(void)state;
	account.holder_kana = TEXT("見本 太郎");
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_KANA);
	account.holder_kana = TEXT("ｶ)ﾐﾎﾝ");
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_NONE);
	office.kind = 11; /* 給与振込: no symbols, and ordinary or current accounts alone */
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_KANA);
	account = account_of(TEXT("1234567"));
	account.kind = ACCOUNT_SAVINGS;
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_KANA);
}

static void what_came_back_is_held_until_the_account_is_another(void **state)
{
	(void)state;
	household.returned[OWN] = account;
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_RETURNED);
	assert_int_equal(line_of(PART_RENT)->hold, PAYMENT_HOLD_NONE);
	household.accounts = &other_account;
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_NONE);
	household.accounts = &account;
	household.method = PAY_COUNTER;
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_NONE);
}

static void the_first_hold_is_told(void **state)
{
	(void)state;
	household.returned[OWN] = account;
	account.holder_kana = TEXT("見本");
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_KANA);
	household.paid_yen[RENT] = 60000;
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_OVERPAID);
	office.why = "設定がない";
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_OFFICE);
	assert_string_equal(line_of(PART_HOUSEHOLD)->reason, "設定がない");
	household.baseline = true;
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_BASELINE);
	household.on_aid = false;
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_ENDED);
	assert_int_equal(
		line_of(PART_RENT)->hold, PAYMENT_HOLD_OFFICE); /* overpaid: nothing that aid is needed for */
	household.order = TEXT("調査中");
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_ORDER);
	assert_string_equal(line_of(PART_HOUSEHOLD)->reason, "調査中");
	household.order = (struct str){NULL, 0};
	household.on_aid = true;
	household.baseline = false;
	household.office = NULL;
	look();
	assert_int_equal(line_of(PART_HOUSEHOLD)->hold, PAYMENT_HOLD_OFFICE);
}

/* ---- the day ---- */

/* January 2027, and the fortnight before and after: closed from 29 December to 3 January, on Saturdays and Sundays. */
static struct business_days calendar(uint8_t state[static 60])
{
	day_t first = day_of(2026, 12, 15);

	for (int i = 0; i < 60; i++) {
		day_t day = first + i;
		int weekday = (int)((day + 4) % 7); /* 1970-01-01 was a Thursday */
		bool closed =
			weekday == 0 || weekday == 6 || (day >= day_of(2026, 12, 29) && day < day_of(2027, 1, 4));

		state[i] = closed ? BUSINESS_DAY_CLOSED : BUSINESS_DAY_OPEN;
	}
	return (struct business_days){.from = first, .count = 60, .state = state};
}

static void the_pay_day_is_a_business_day(void **state)
{
	uint8_t days[60];
	struct business_days b = calendar(days);
	month_t january = month_of(2027, 1);
	day_t cut_on = day_of(2026, 12, 15);
	struct payment_office o = {0};

	(void)state;
	assert_true(payment_day(&b, &b, january, 5, PAY_BEFORE, cut_on, 3, &o));
	assert_int_equal(o.pay_on, day_of(2027, 1, 5));
	assert_false(o.shifted || o.late);
	assert_true(payment_day(&b, &b, january, 1, PAY_BEFORE, cut_on, 3, &o));
	assert_int_equal(o.pay_on, day_of(2026, 12, 28));
	assert_true(o.shifted && !o.late);
	assert_true(payment_day(&b, &b, january, 1, PAY_AFTER, cut_on, 3, &o));
	assert_int_equal(o.pay_on, day_of(2027, 1, 4));
	assert_true(payment_day(&b, &b, january, 31, PAY_BEFORE, cut_on, 3, &o)); /* a Sunday */
	assert_int_equal(o.pay_on, day_of(2027, 1, 29));
	assert_true(payment_day(&b, &b, january, 5, PAY_BEFORE, day_of(2027, 1, 4), 3, &o));
	assert_int_equal(o.pay_on, day_of(2027, 1, 7));
	assert_true(o.late);
	assert_true(payment_day(&b, &b, january, 5, PAY_BEFORE, day_of(2026, 12, 28), 2, &o)); /* 4, 5 January */
	assert_int_equal(o.pay_on, day_of(2027, 1, 5));
	assert_false(o.late);
	assert_true(payment_day(&b, &b, month_of(2027, 2), 31, PAY_BEFORE, cut_on, 0, &o) == false);
}

static void a_month_without_the_day_pays_on_its_last(void **state)
{
	uint8_t days[60];
	struct business_days b = calendar(days);
	struct payment_office o = {0};

	(void)state;
	b.from += 31;
	assert_true(payment_day(&b, &b, month_of(2027, 2), 31, PAY_BEFORE, day_of(2027, 1, 20), 3, &o));
	assert_int_equal(o.nominal_on, day_of(2027, 2, 28));
}

/* ---- random households ---- */

static uint64_t seed = 88172645463325252;

/* 0 … n - 1; xorshift, so that every run looks at the same households. */
static unsigned dice(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 33) % n);
}

static void random_decision(void)
{
	struct payment_decision *d = &household.decision;

	if (dice(20) == 0) {
		*d = (struct payment_decision){0};
		return;
	}
	d->in_force = true;
	d->livelihood_yen = (int32_t)dice(90000);
	d->housing_yen = dice(4) == 0 ? 0 : (int32_t)dice(60000);
	d->total_yen = d->livelihood_yen + d->housing_yen + (int32_t)(dice(3) == 0 ? dice(30000) : 0);
	d->care_premium_yen = dice(2) == 0 ? 0 : (int32_t)dice(8000);
	d->rent_yen = (int32_t)dice(65000);
	d->rent_to_landlord = dice(2) == 0;
}

static void random_facts(void)
{
	household.method = dice(8) == 0 ? PAY_COUNTER : PAY_BANK;
	household.on_aid = dice(15) > 0;
	household.n_accounts = dice(10) > 0;
	household.payee_no[RENT] = dice(5) == 0 ? 0 : LANDLORD;
	household.payee_no[PREMIUM] = dice(3) == 0 ? 0 : INSURER;
	household.order = dice(12) == 0 ? TEXT("調査中") : (struct str){NULL, 0};
}

/* What must hold of any plan. */
static void look_at_plan(void)
{
	const struct payment_decision *d = &household.decision;
	int64_t due = 0, paid = 0, paying = 0;

	for (size_t i = 0; i < plan.n_lines; i++) {
		const struct payment_line *l = &plan.line[i];

		assert_true(l->due_yen >= 0 && l->amount_yen == l->due_yen - l->paid_yen);
		assert_int_equal(l->hold != PAYMENT_HOLD_NONE, l->reason[0] != '\0');
		due += l->due_yen;
		if (l->hold != PAYMENT_HOLD_NONE || l->amount_yen == 0)
			continue;
		assert_true(l->amount_yen > 0);
		assert_int_equal(l->account != NULL, l->method == PAY_BANK);
		assert_int_equal(l->payee_no != 0, l->part != PART_HOUSEHOLD);
		paying += l->amount_yen;
	}
	for (int i = 0; i < PAYMENT_PARTS_MAX; i++)
		paid += household.paid_yen[i];
	assert_int_equal(due, d->total_yen);
	assert_true(paying == 0 || paid + paying <= d->total_yen);
}

/* Pays what the plan pays, all of it or some of it: another part may have been refused. */
static void pay(bool all)
{
	for (size_t i = 0; i < plan.n_lines; i++) {
		const struct payment_line *l = &plan.line[i];

		if (l->hold == PAYMENT_HOLD_NONE && (all || dice(3) > 0))
			household.paid_yen[l->part - 1] += l->amount_yen;
	}
}

static void nobody_is_ever_paid_more_than_was_decided(void **state)
{
	struct arena *a = arena_new_in(keep);

	(void)state;
	for (int n = 0; n < HOUSEHOLDS; n++) {
		arena_reset(a);
		memset(household.paid_yen, 0, sizeof household.paid_yen);
		random_decision();
		for (int round = 0; round < ROUNDS; round++) {
			random_facts();
			payment_plan(&household, a, &plan);
			look_at_plan();
			pay(dice(2) == 0);
			if (dice(3) == 0)
				random_decision();
			if (dice(4) == 0) /* a payment came back */
				household.paid_yen[dice(PAYMENT_PARTS_MAX)] = 0;
		}
	}
}

static void what_was_paid_is_not_paid_again(void **state)
{
	struct arena *a = arena_new_in(keep);

	(void)state;
	for (int n = 0; n < HOUSEHOLDS; n++) {
		arena_reset(a);
		memset(household.paid_yen, 0, sizeof household.paid_yen);
		random_decision();
		random_facts();
		payment_plan(&household, a, &plan);
		pay(true);
		payment_plan(&household, a, &plan);
		for (size_t i = 0; i < plan.n_lines; i++)
			assert_true(plan.line[i].hold != PAYMENT_HOLD_NONE || plan.line[i].amount_yen == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, teardown)
		TEST(the_landlord_and_the_insurer_are_paid_and_the_household_gets_the_rest),
		TEST(aid_that_does_not_cover_the_rent_goes_to_the_household),
		TEST(rent_that_is_not_to_go_to_the_landlord_goes_to_the_household),
		TEST(money_at_the_counter_needs_no_account),
		TEST(the_difference_is_paid),
		TEST(what_was_paid_too_much_is_held_and_told),
		TEST(money_that_went_to_the_landlord_is_not_paid_again_to_the_household),
		TEST(of_what_is_left_the_landlord_comes_before_the_household),
		TEST(without_a_decision_what_was_paid_is_too_much),
		TEST(parts_are_held_for_themselves),
		TEST(accounts_are_those_of_the_pay_day),
		TEST(names_that_a_bank_does_not_take_are_held),
		TEST(what_came_back_is_held_until_the_account_is_another),
		TEST(the_first_hold_is_told),
		TEST(the_pay_day_is_a_business_day),
		TEST(a_month_without_the_day_pays_on_its_last),
		TEST(nobody_is_ever_paid_more_than_was_decided),
		TEST(what_was_paid_is_not_paid_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
