/*
 * test_slip.c: which slips a month asks of a claim (jobs/rules/slip.h), and the 21 digits of a slip (getsuji/slip.h).
 *
 * The calendar of the tests knows 2026 … 2028: Saturdays and Sundays are closed, and the first three days of a year.
 */
#include "jobs/rules/slip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define YEN 10000

static struct arena *keep;
static uint8_t state[3 * 366];
static struct business_days calendar;

static int make(void **unused)
{
	(void)unused;
	keep = arena_new();
	calendar = (struct business_days){day_of(2026, 1, 1), 1096, state};
	for (int i = 0; i < calendar.count; i++) {
		int year, month, mday, weekday = (calendar.from + i + 4) % 7;

		day_parts(calendar.from + i, &year, &month, &mday);
		state[i] = weekday == 0 || weekday == 6 || (month == 1 && mday <= 3) ? BUSINESS_DAY_CLOSED
																			 : BUSINESS_DAY_OPEN;
	}
	return 0;
}

static int unmake(void **unused)
{
	(void)unused;
	arena_free(keep);
	return 0;
}

static struct slip_terms terms_of(int year, int month)
{
	return (struct slip_terms){.month = month_of(year, month),
		.cut_on = day_of(year, month, 1) - 10,
		.due_months = 1,
		.pay_days = 14,
		.rule = {300000, SLIP_SPLIT},
		.days = &calendar};
}

static struct slip_claim claim_of(yen_t total)
{
	return (struct slip_claim){
		.number = 1, .article = REPAYMENT_63, .decided_on = day_of(2027, 3, 5), .total_yen = total};
}

static struct slip_plan plan_of(const struct slip_terms *terms, const struct slip_claim *claim)
{
	struct slip_plan plan;

	slip_plan(terms, claim, keep, &plan);
	return plan;
}

static struct slip_out out_of(int instalment, int slip, int part, yen_t yen, day_t due_on)
{
	return (struct slip_out){.instalment_no = (int16_t)instalment,
		.slip_no = (int16_t)slip,
		.part_no = (int16_t)part,
		.parts = (int16_t)part,
		.living = true,
		.due_on = due_on,
		.pay_by_on = due_on,
		.yen = yen,
		.article = REPAYMENT_63};
}

/* "issue 1/1 120000 2027-04-30": each line, one after the other. */
static const char *told(const struct slip_plan *plan)
{
	static const char *const actions[] = {
		[SLIP_ISSUE] = "issue", [SLIP_VOID] = "void", [SLIP_KEEP] = "keep", [SLIP_HOLD] = "hold"};
	const char *text = "";

	for (size_t i = 0; i < plan->n_lines; i++) {
		const struct slip_line *l = &plan->lines[i];
		char day[11] = "-", by[11] = "-";

		if (l->due_on != DAY_MAX)
			day_format(l->due_on, day);
		if (l->pay_by_on != DAY_MAX)
			day_format(l->pay_by_on, by);
		text = arena_printf(keep, "%s%s%s i%d s%d p%d/%d %d %s %s%s%s%s%s%s", text, i > 0 ? "\n" : "",
			actions[l->action], l->instalment_no, l->slip_no, l->part_no, l->parts, (int)l->yen, day, by,
			l->bank ? " bank" : "", l->reissue ? " reissue" : "", l->paid ? " paid" : "",
			l->hold != 0 ? arena_printf(keep, " %s", slip_hold_word((int)l->hold)) : "",
			l->cause != 0 ? arena_printf(keep, " cause%d", (int)l->cause) : "");
	}
	return text;
}

#define TOLD(terms, claim, text) \
	do { \
		struct slip_plan plan_ = plan_of(&(terms), &(claim)); \
		assert_string_equal(told(&plan_), text); \
	} while (0)

/* 30 April 2027 is a Friday, 31 May a Monday, 31 January 2027 a Sunday. */
static void a_claim_without_instalments_is_due_on_the_last_business_day_of_the_month_after(void **s)
{
	struct slip_terms april = terms_of(2027, 4), march = terms_of(2027, 3);
	struct slip_claim claim = claim_of(12 * YEN);

	(void)s;
	TOLD(april, claim, "issue i1 s0 p1/1 120000 2027-04-30 2027-04-30");
	TOLD(march, claim, "");
	april.due_months = 2;
	TOLD(april, claim, "");
	claim.decided_on = day_of(2026, 12, 20);
	march = terms_of(2027, 1);
	TOLD(march, claim, "issue i1 s0 p1/1 120000 2027-01-29 2027-01-29");
}

static const struct slip_instalment three[] = {{1, 0, 4 * YEN}, {2, 0, 4 * YEN}, {3, 0, 4 * YEN}};

/* Instalments of 40,000 yen due on the last days of March, April (a Friday) and May; 27 March 2027 is a Saturday. */
static struct slip_claim in_three(struct slip_instalment out[3])
{
	struct slip_claim claim = claim_of(12 * YEN);

	memcpy(out, three, sizeof three);
	out[0].due_on = day_of(2027, 3, 27);
	out[1].due_on = day_of(2027, 4, 30);
	out[2].due_on = day_of(2027, 5, 31);
	claim.instalments = out;
	claim.n_instalments = 3;
	return claim;
}

static void what_was_due_before_and_has_no_slip_is_asked_for_with_time_to_pay(void **s)
{
	struct slip_terms april = terms_of(2027, 4);
	struct slip_instalment list[3];
	struct slip_claim claim = in_three(list);

	(void)s;
	/* The cut is on 22 March: fourteen days later is Monday, 5 April. */
	TOLD(april, claim,
		"issue i1 s0 p1/1 40000 2027-03-29 2027-04-05\nissue i2 s0 p1/1 40000 2027-04-30 2027-04-30");
	april.due_back = true;
	april.pay_days = 0;
	TOLD(april, claim,
		"issue i1 s0 p1/1 40000 2027-03-26 2027-03-26\nissue i2 s0 p1/1 40000 2027-04-30 2027-04-30");
}

static void what_is_out_and_right_is_kept(void **s)
{
	struct slip_terms april = terms_of(2027, 4);
	struct slip_instalment list[3];
	struct slip_claim claim = in_three(list);
	struct slip_out outs[] = {out_of(1, 1, 1, 4 * YEN, day_of(2027, 3, 29))};

	(void)s;
	claim.outs = outs;
	claim.n_outs = 1;
	TOLD(april, claim,
		"keep i1 s1 p1/1 40000 2027-03-29 2027-03-29\nissue i2 s0 p1/1 40000 2027-04-30 2027-04-30");
	outs[0].paid_yen = 4 * YEN;
	TOLD(april, claim,
		"keep i1 s1 p1/1 40000 2027-03-29 2027-03-29 paid\nissue i2 s0 p1/1 40000 2027-04-30 2027-04-30");
	outs[0].living = false; /* paid with it although it was void: nothing more is asked for */
	TOLD(april, claim, "issue i2 s0 p1/1 40000 2027-04-30 2027-04-30");
}

static void a_void_slip_without_payment_is_made_anew(void **s)
{
	struct slip_terms april = terms_of(2027, 4);
	struct slip_claim claim = claim_of(12 * YEN);
	struct slip_out out = out_of(1, 1, 1, 12 * YEN, day_of(2027, 4, 30));

	(void)s;
	out.living = false;
	claim.outs = &out;
	claim.n_outs = 1;
	TOLD(april, claim, "issue i1 s0 p1/1 120000 2027-04-30 2027-04-30 reissue");
}

static void another_amount_day_or_article_takes_the_place(void **s)
{
	struct slip_terms april = terms_of(2027, 4);
	struct slip_claim claim = claim_of(12 * YEN);
	struct slip_out out = out_of(1, 3, 1, 12 * YEN, day_of(2027, 4, 30));

	(void)s;
	claim.outs = &out;
	claim.n_outs = 1;
	claim.total_yen = 11 * YEN;
	TOLD(april, claim,
		"void i1 s3 p1/1 120000 2027-04-30 2027-04-30 cause3\nissue i1 s0 p1/1 110000 2027-04-30 2027-04-30 "
		"reissue");
	claim.total_yen = 12 * YEN;
	out.due_on = day_of(2027, 4, 28);
	TOLD(april, claim,
		"void i1 s3 p1/1 120000 2027-04-28 2027-04-30 cause4\nissue i1 s0 p1/1 120000 2027-04-30 2027-04-30 "
		"reissue");
	out.due_on = day_of(2027, 4, 30);
	claim.article = REPAYMENT_78;
	TOLD(april, claim,
		"void i1 s3 p1/1 120000 2027-04-30 2027-04-30 cause5\nissue i1 s0 p1/1 120000 2027-04-30 2027-04-30 "
		"reissue");
}

static void a_slip_whose_day_has_passed_is_made_anew_where_the_office_wants_it(void **s)
{
	struct slip_terms july = terms_of(2027, 7);
	struct slip_claim claim = claim_of(12 * YEN);
	struct slip_out out = out_of(1, 1, 1, 12 * YEN, day_of(2027, 4, 30));

	(void)s;
	claim.outs = &out;
	claim.n_outs = 1;
	TOLD(july, claim, "keep i1 s1 p1/1 120000 2027-04-30 2027-04-30");
	july.reissue = true;
	/* The cut is on 21 June: fourteen days later is Monday, 5 July. */
	TOLD(july, claim,
		"void i1 s1 p1/1 120000 2027-04-30 2027-04-30 cause6\nissue i1 s0 p1/1 120000 2027-04-30 2027-07-05 "
		"reissue");
}

static void more_than_the_limit_is_split_or_asked_for_at_a_bank(void **s)
{
	struct slip_terms april = terms_of(2027, 4);
	struct slip_claim claim = claim_of(75 * YEN);

	(void)s;
	TOLD(april, claim,
		"issue i1 s0 p1/3 300000 2027-04-30 2027-04-30\nissue i1 s0 p2/3 300000 2027-04-30 2027-04-30\n"
		"issue i1 s0 p3/3 150000 2027-04-30 2027-04-30");
	claim.total_yen = 30 * YEN;
	TOLD(april, claim, "issue i1 s0 p1/1 300000 2027-04-30 2027-04-30");
	claim.total_yen = 30 * YEN + 1;
	TOLD(april, claim,
		"issue i1 s0 p1/2 300000 2027-04-30 2027-04-30\nissue i1 s0 p2/2 1 2027-04-30 2027-04-30");
	april.rule.over = SLIP_BANK;
	TOLD(april, claim, "issue i1 s0 p1/1 300001 2027-04-30 2027-04-30 bank");
	claim.total_yen = 30 * YEN;
	TOLD(april, claim, "issue i1 s0 p1/1 300000 2027-04-30 2027-04-30");
}

static void too_many_slips_are_held(void **s)
{
	struct slip_terms april = terms_of(2027, 4);
	struct slip_claim claim = claim_of((yen_t)SLIP_PARTS_MAX * 30 * YEN);

	(void)s;
	assert_int_equal(plan_of(&april, &claim).n_lines, SLIP_PARTS_MAX);
	claim.total_yen++;
	TOLD(april, claim, "hold i1 s0 p1/1 29700001 2027-04-30 - parts");
}

/* Of three slips one is paid; the rest of the instalment becomes less. */
static void what_was_paid_of_a_split_instalment_stays_and_the_rest_follows(void **s)
{
	struct slip_terms april = terms_of(2027, 4);
	struct slip_claim claim = claim_of(75 * YEN);
	day_t due_on = day_of(2027, 4, 30);
	struct slip_out outs[] = {out_of(1, 1, 1, 30 * YEN, due_on), out_of(1, 2, 2, 30 * YEN, due_on),
		out_of(1, 3, 3, 15 * YEN, due_on)};

	(void)s;
	claim.outs = outs;
	claim.n_outs = 3;
	outs[0].paid_yen = 30 * YEN;
	TOLD(april, claim,
		"keep i1 s1 p1/1 300000 2027-04-30 2027-04-30 paid\nkeep i1 s2 p2/2 300000 2027-04-30 2027-04-30\n"
		"keep i1 s3 p3/3 150000 2027-04-30 2027-04-30");
	claim.total_yen = 70 * YEN;
	TOLD(april, claim,
		"keep i1 s1 p1/1 300000 2027-04-30 2027-04-30 paid\nvoid i1 s2 p2/2 300000 2027-04-30 2027-04-30 "
		"cause3\n"
		"void i1 s3 p3/3 150000 2027-04-30 2027-04-30 cause3\nissue i1 s0 p2/3 300000 2027-04-30 2027-04-30 "
		"reissue\n"
		"issue i1 s0 p3/3 100000 2027-04-30 2027-04-30 reissue");
}

static void what_came_in_too_much_shortens_the_last_instalments(void **s)
{
	struct slip_terms june = terms_of(2027, 6);
	struct slip_instalment list[3];
	struct slip_claim claim = in_three(list);
	struct slip_out outs[] = {out_of(1, 1, 1, 4 * YEN, day_of(2027, 3, 29))};

	(void)s;
	claim.outs = outs;
	claim.n_outs = 1;
	outs[0].paid_yen = 9 * YEN; /* paid with twice, and 10,000 yen more */
	struct slip_plan plan = plan_of(&june, &claim);

	assert_int_equal(plan.paid_yen, 9 * YEN);
	assert_int_equal(plan.balance_yen, 3 * YEN);
	assert_string_equal(told(&plan),
		"keep i1 s1 p1/1 40000 2027-03-29 2027-03-29 paid\nissue i2 s0 p1/1 30000 2027-04-30 2027-06-07");
	outs[0].paid_yen = 13 * YEN;
	plan = plan_of(&june, &claim);
	assert_int_equal(plan.balance_yen, -YEN);
	assert_string_equal(told(&plan), "keep i1 s1 p1/1 40000 2027-03-29 2027-03-29 paid");
}

static void what_was_paid_otherwise_leaves_no_open_slip(void **s)
{
	struct slip_terms april = terms_of(2027, 4);
	struct slip_claim claim = claim_of(12 * YEN);
	day_t due_on = day_of(2027, 4, 30);
	struct slip_out outs[] = {out_of(1, 1, 1, 12 * YEN, due_on), out_of(1, 2, 1, 12 * YEN, due_on)};

	(void)s;
	claim.outs = outs;
	claim.n_outs = 2;
	outs[0].living = false;
	outs[0].paid_yen = 12 * YEN;
	TOLD(april, claim, "void i1 s2 p1/1 120000 2027-04-30 2027-04-30 cause2");
}

static void a_claim_that_has_ended_leaves_no_open_slip(void **s)
{
	struct slip_terms may = terms_of(2027, 5);
	struct slip_instalment list[3];
	struct slip_claim claim = in_three(list);
	struct slip_out outs[] = {
		out_of(1, 1, 1, 4 * YEN, day_of(2027, 3, 29)), out_of(2, 1, 1, 4 * YEN, day_of(2027, 4, 30))};

	(void)s;
	claim.outs = outs;
	claim.n_outs = 2;
	claim.ended = true;
	outs[0].paid_yen = 4 * YEN;
	may.hold = SLIP_HOLD_ORDER; /* also where the household is held */
	TOLD(may, claim,
		"keep i1 s1 p1/1 40000 2027-03-29 2027-03-29 paid\nvoid i2 s1 p1/1 40000 2027-04-30 2027-04-30 "
		"cause1");
}

static void an_instalment_that_was_taken_back_or_put_off_leaves_no_open_slip(void **s)
{
	struct slip_terms april = terms_of(2027, 4);
	struct slip_instalment list[3];
	struct slip_claim claim = in_three(list);
	struct slip_out outs[] = {
		out_of(2, 1, 1, 4 * YEN, day_of(2027, 4, 30)), out_of(7, 1, 1, 4 * YEN, day_of(2027, 4, 30))};

	(void)s;
	claim.outs = outs;
	claim.n_outs = 2;
	list[0].due_on = day_of(2027, 9, 30);
	list[1].due_on = day_of(2027, 8, 31);
	TOLD(april, claim,
		"void i2 s1 p1/1 40000 2027-04-30 2027-04-30 cause4\nvoid i7 s1 p1/1 40000 2027-04-30 2027-04-30 "
		"cause1");
}

static void a_hold_stops_new_slips_and_keeps_the_ones_before(void **s)
{
	struct slip_terms april = terms_of(2027, 4);
	struct slip_instalment list[3];
	struct slip_claim claim = in_three(list);
	struct slip_out out = out_of(1, 1, 1, 5 * YEN, day_of(2027, 3, 29));
	static const enum slip_hold holds[] = {SLIP_HOLD_ORDER, SLIP_HOLD_OFFICE, SLIP_HOLD_ADDRESS};

	(void)s;
	claim.outs = &out;
	claim.n_outs = 1;
	for (size_t i = 0; i < 3; i++) {
		april.hold = holds[i];
		TOLD(april, claim,
			arena_printf(keep,
				"keep i1 s1 p1/1 50000 2027-03-29 2027-03-29\nhold i1 s0 p1/1 40000 2027-03-29 - %s\n"
				"hold i2 s0 p1/1 40000 2027-04-30 - %s",
				slip_hold_word((int)holds[i]), slip_hold_word((int)holds[i])));
	}
}

static void instalments_that_do_not_add_up_are_held(void **s)
{
	struct slip_terms april = terms_of(2027, 4);
	struct slip_instalment list[3];
	struct slip_claim claim = in_three(list);

	(void)s;
	list[2].yen--;
	TOLD(april, claim,
		"hold i1 s0 p1/1 40000 2027-03-29 - mismatch\nhold i2 s0 p1/1 40000 2027-04-30 - mismatch");
}

static void a_day_that_the_calendar_does_not_know_is_held(void **s)
{
	struct slip_terms april = terms_of(2027, 4);
	struct slip_claim claim = claim_of(12 * YEN);
	struct business_days short_one = calendar;

	(void)s;
	short_one.count = day_of(2027, 4, 20) - short_one.from;
	april.days = &short_one;
	TOLD(april, claim, "hold i1 s0 p1/1 120000 - - calendar");
}

/* Over months of random payments and changes: what open slips and payments ask for together is never more than the claim,
 * no slip is over the limit, and no part of an instalment has two slips. */
static void no_claim_is_asked_for_twice(void **s)
{
	unsigned short dice[3] = {1, 2, 3};

	(void)s;
	for (int round = 0; round < 3000; round++) {
		struct slip_instalment list[4];
		struct slip_out outs[400];
		struct slip_claim claim = claim_of(0);
		size_t n_outs = 0;

		claim.n_instalments = (size_t)(nrand48(dice) % 5);
		claim.instalments = list;
		for (size_t i = 0; i < claim.n_instalments; i++) {
			list[i] = (struct slip_instalment){
				(int16_t)(i + 1), day_of(2027, 3 + (int)i, 15), 1 + nrand48(dice) % 700000};
			claim.total_yen += list[i].yen;
		}
		if (claim.n_instalments == 0)
			claim.total_yen = 1 + nrand48(dice) % 700000;
		for (int month = 3; month < 9; month++) {
			struct slip_terms terms = terms_of(2027, month);
			yen_t open = 0, paid = 0;

			terms.reissue = nrand48(dice) % 2 == 0;
			claim.outs = outs;
			claim.n_outs = n_outs;
			struct slip_plan plan = plan_of(&terms, &claim);

			for (size_t i = 0; i < plan.n_lines; i++) {
				const struct slip_line *l = &plan.lines[i];

				assert_int_not_equal(l->action, SLIP_HOLD);
				for (size_t k = 0; k < n_outs && l->action == SLIP_VOID; k++)
					if (outs[k].instalment_no == l->instalment_no && outs[k].slip_no == l->slip_no)
						outs[k].living = false;
			}
			for (size_t i = 0; i < plan.n_lines; i++) {
				const struct slip_line *l = &plan.lines[i];
				int last = 0;

				if (l->action != SLIP_ISSUE)
					continue;
				assert_true(l->yen > 0 && l->yen <= 300000 && l->pay_by_on >= l->due_on);
				for (size_t k = 0; k < n_outs; k++) {
					if (outs[k].instalment_no != l->instalment_no)
						continue;
					last = outs[k].slip_no > last ? outs[k].slip_no : last;
					assert_false(outs[k].living && outs[k].part_no == l->part_no);
				}
				assert_true(n_outs < sizeof outs / sizeof *outs);
				outs[n_outs] = out_of(l->instalment_no, last + 1, l->part_no, l->yen, l->due_on);
				outs[n_outs++].pay_by_on = l->pay_by_on;
			}
			for (size_t k = 0; k < n_outs; k++) {
				open += outs[k].living && outs[k].paid_yen == 0 ? outs[k].yen : 0;
				paid += outs[k].paid_yen;
			}
			assert_true(open == 0 || open + paid <= claim.total_yen);
			for (size_t k = 0; k < n_outs; k++) /* also twice, and with slips that are void */
				outs[k].paid_yen += nrand48(dice) % 5 == 0 ? outs[k].yen : 0;
		}
		arena_reset(keep);
	}
}

static void a_rule_that_is_not_there_or_not_whole_is_refused(void **s)
{
	static const struct rate_table_desc table = {.name = "slip_rule"};
	struct rate_cell cells[] = {{.table = &table,
									.key = "store",
									.value_name = "limit_yen",
									.from = DAY_MIN,
									.to = DAY_MAX,
									.value = 300000},
		{.table = &table,
			.key = "store",
			.value_name = "over_limit",
			.from = DAY_MIN,
			.to = DAY_MAX,
			.word = "bank"}};
	struct rate_cells set = {cells, 2, 2};
	struct slip_rule rule;
	struct err e = {0};

	(void)s;
	assert_int_equal(slip_rule_build(&set, month_of(2027, 4), &rule, &e), ERR_OK);
	assert_int_equal(rule.limit_yen, 300000);
	assert_int_equal(rule.over, SLIP_BANK);
	cells[0].to = day_of(2027, 4, 1); /* ended before the month */
	assert_int_equal(slip_rule_build(&set, month_of(2027, 4), &rule, &e), ERR_DEFINITION);
	assert_int_equal(e.id, 2440);
	cells[0].to = DAY_MAX;
	cells[0].value = 1000000; /* more than a barcode can say */
	assert_int_equal(slip_rule_build(&set, month_of(2027, 4), &rule, &e), ERR_DEFINITION);
	cells[0].value = 999999;
	assert_int_equal(slip_rule_build(&set, month_of(2027, 4), &rule, &e), ERR_OK);
	cells[1].word = "other";
	assert_int_equal(slip_rule_build(&set, month_of(2027, 4), &rule, &e), ERR_DEFINITION);
}

static void the_digits_of_a_slip_are_read_as_they_were_written(void **s)
{
	const struct slip_number number = {13113, 99999999, 999, 9999};
	struct slip_number back;
	char digits[SLIP_NUMBER_DIGITS + 1];

	(void)s;
	slip_number_write(&number, digits);
	assert_int_equal(strlen(digits), SLIP_NUMBER_DIGITS);
	assert_memory_equal(digits, "13113999999999999999", SLIP_NUMBER_DIGITS - 1);
	assert_true(slip_number_read(digits, SLIP_NUMBER_DIGITS, &back));
	assert_memory_equal(&back, &number, sizeof number);
	for (size_t at = 0; at < SLIP_NUMBER_DIGITS; at++) {
		char right = digits[at];

		digits[at] = (char)('0' + (right - '0' + 1) % 10);
		assert_false(slip_number_read(digits, SLIP_NUMBER_DIGITS, &back));
		digits[at] = right;
	}
	assert_false(slip_number_read(digits, SLIP_NUMBER_DIGITS - 1, &back));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_claim_without_instalments_is_due_on_the_last_business_day_of_the_month_after),
		cmocka_unit_test(what_was_due_before_and_has_no_slip_is_asked_for_with_time_to_pay),
		cmocka_unit_test(what_is_out_and_right_is_kept),
		cmocka_unit_test(a_void_slip_without_payment_is_made_anew),
		cmocka_unit_test(another_amount_day_or_article_takes_the_place),
		cmocka_unit_test(a_slip_whose_day_has_passed_is_made_anew_where_the_office_wants_it),
		cmocka_unit_test(more_than_the_limit_is_split_or_asked_for_at_a_bank),
		cmocka_unit_test(too_many_slips_are_held),
		cmocka_unit_test(what_was_paid_of_a_split_instalment_stays_and_the_rest_follows),
		cmocka_unit_test(what_came_in_too_much_shortens_the_last_instalments),
		cmocka_unit_test(what_was_paid_otherwise_leaves_no_open_slip),
		cmocka_unit_test(a_claim_that_has_ended_leaves_no_open_slip),
		cmocka_unit_test(an_instalment_that_was_taken_back_or_put_off_leaves_no_open_slip),
		cmocka_unit_test(a_hold_stops_new_slips_and_keeps_the_ones_before),
		cmocka_unit_test(instalments_that_do_not_add_up_are_held),
		cmocka_unit_test(a_day_that_the_calendar_does_not_know_is_held),
		cmocka_unit_test(no_claim_is_asked_for_twice),
		cmocka_unit_test(a_rule_that_is_not_there_or_not_whole_is_refused),
		cmocka_unit_test(the_digits_of_a_slip_are_read_as_they_were_written),
	};

	return cmocka_run_group_tests(tests, make, unmake);
}
