/*
 * benefit_rules.c: puts the rules together: needs by aid type for the days of protection, income,
 * charging, and the row that is recorded.
 *
 * Within the month the state of the household may change on several days.  For each span of protection
 * the full-month amounts of its first day are begun (P2), and at each later day on which somebody comes
 * or goes, or the place changes, the difference is charged for the rest of the month (P3).
 */
#include "jobs/rules/benefit_rules.h"

#include "jobs/rules/additions.h"
#include "jobs/rules/charging.h"
#include "jobs/rules/context.h"
#include "jobs/rules/education.h"
#include "jobs/rules/housing.h"
#include "jobs/rules/income.h"
#include "jobs/rules/living.h"
#include "jobs/rules/needs.h"
#include "jobs/rules/proration.h"
#include "jobs/rules/spans.h"

#include <stddef.h>
#include <string.h>

#define CHANGES_MAX 31 /* days of a month */

/* The computation of one household. */
struct computation {
	struct context c;
	struct spans spans;
	bool keeps_month;              /* C3: a single person died; the month stays as decided */
	struct roster recognised, now; /* of the first protected day; of the day worked on */
	struct living living;          /* full month, of the last state */
	struct additions additions;    /* likewise */
	yen_t housing_full;            /* likewise */
	struct proration base, addition, housing;
	yen_t year_end;
	struct education education;
	struct incomes income;
	yen_t whole[CHARGES];         /* needs that are not prorated */
	yen_t charged[CHARGES], left; /* over the month's denominator */
};

static int mday_of(const struct context *c, day_t day)
{
	return day - c->first + 1;
}

static void note(struct context *c, bool fine)
{
	if (!fine)
		c->overflow = true;
}

static void add_change(day_t days[static CHANGES_MAX], int *n, const struct span *s, day_t on)
{
	int at = *n;

	if (on <= s->from || on >= s->to)
		return;
	while (at > 0 && days[at - 1] > on)
		at--;
	if (at > 0 && days[at - 1] == on)
		return;
	memmove(days + at + 1, days + at, (size_t)(*n - at) * sizeof *days);
	days[at] = on;
	++*n;
}

/* P1: the days inside a span on which an amount may change. */
static int change_days(const struct household *h, const struct span *s, day_t days[static CHANGES_MAX])
{
	int n = 0;

	for (int i = 0; i < h->n_members; i++) {
		add_change(days, &n, s, h->members[i].from);
		add_change(days, &n, s, h->members[i].to);
	}
	for (int i = 0; i < h->n_stays; i++) {
		add_change(days, &n, s, h->stays[i].from);
		add_change(days, &n, s, h->stays[i].from + 1); /* the day that counts twice is over (R4.3) */
		add_change(days, &n, s, h->stays[i].to);
	}
	for (int i = 0; i < h->n_homes; i++)
		add_change(days, &n, s, h->homes[i].from);
	for (int i = 0; i < h->n_rents; i++) {
		add_change(days, &n, s, h->rents[i].from);
		add_change(days, &n, s, h->rents[i].to);
	}
	return n;
}

/* P3 on one day. */
static void change_on(struct computation *k, day_t opened_on, day_t on)
{
	struct context *c = &k->c;
	struct living living;
	struct additions additions;
	int mday = mday_of(c, on);
	char text[3][32];

	living_roster(c, opened_on, on, &k->now);
	living_base(c, &k->now, &living);
	additions_state(c, &k->recognised, &k->now, &additions);
	yen_t housing = housing_amount(c, &k->recognised, on);

	note(c, proration_change(&k->base, k->living.base, living.base, mday));
	note(c, proration_change(&k->addition, k->additions.sum, additions.sum, mday));
	if (!c->p->housing_whole_month)
		note(c, proration_change(&k->housing, k->housing_full, housing, mday));
	TRACE(c->t, RULE_MONTH_CHANGE, "change", living.base + additions.sum - k->living.base - k->additions.sum,
		"%d日から変更: 基準生活費と加算 %s円から %s円へ、残り%d日分/%d日", mday,
		trace_yen(k->living.base + k->additions.sum, text[0]),
		trace_yen(living.base + additions.sum, text[1]),
		proration_capped(c->month, proration_days_from(c->month, mday)), k->base.denominator);
	k->living = living;
	k->additions = additions;
	k->housing_full = housing;
}

/* Ends the span's amounts where protection ends before the month does (P1). */
static void end_span(struct computation *k, const struct span *s)
{
	struct context *c = &k->c;
	int begin = mday_of(c, s->from), end = mday_of(c, s->to);

	if (s->to >= c->next || k->keeps_month)
		return;
	note(c, proration_end(&k->base, k->living.base, begin, end));
	note(c, proration_end(&k->addition, k->additions.sum, begin, end));
	if (!c->p->housing_whole_month)
		note(c, proration_end(&k->housing, k->housing_full, begin, end));
}

static void compute_span(struct computation *k, int i)
{
	struct context *c = &k->c;
	const struct span *s = &k->spans.span[i];
	day_t days[CHANGES_MAX];
	int begin = mday_of(c, s->from);

	living_roster(c, s->opened_on, s->from, &k->recognised);
	living_base(c, &k->recognised, &k->living);
	additions_state(c, &k->recognised, &k->recognised, &k->additions);
	k->housing_full = housing_amount(c, &k->recognised, s->from);
	note(c, proration_begin(&k->base, k->living.base, begin));
	note(c, proration_begin(&k->addition, k->additions.sum, begin));
	if (c->p->housing_whole_month)
		note(c, i == 0 ? proration_add_whole(&k->housing, k->housing_full) : true);
	else
		note(c, proration_begin(&k->housing, k->housing_full, begin));
	int n = change_days(c->h, s, days);

	for (int d = 0; d < n; d++)
		change_on(k, s->opened_on, days[d]);
	/* The roster of the last protected day, for what is told about the household. */
	living_roster(c, s->opened_on, s->to - 1, &k->now);
	end_span(k, s);
}

/* Actual cost and what has no part of a month (P4). */
static void whole_needs(struct computation *k)
{
	struct context *c = &k->c;

	memset(k->whole, 0, sizeof k->whole);
	if (k->spans.year_end || k->keeps_month)
		k->year_end = living_year_end(c, &k->now);
	education_amounts(c, &k->recognised, &k->education);
	k->whole[CHARGE_LIVING] = context_add(c, k->year_end, needs_sum(c, NEED_CARE_PREMIUM));
	k->whole[CHARGE_TEMPORARY] = needs_sum(c, NEED_TEMPORARY_LIVING);
	k->whole[CHARGE_EDUCATION] = k->education.education;
	k->whole[CHARGE_HIGH_SCHOOL] = k->education.high_school;
	k->whole[CHARGE_CARE] = needs_sum(c, NEED_CARE);
	k->whole[CHARGE_MEDICAL] = needs_sum(c, NEED_MEDICAL);
	k->whole[CHARGE_BIRTH] = needs_sum(c, NEED_BIRTH);
	k->whole[CHARGE_OCCUPATION] = needs_sum(c, NEED_OCCUPATION);
	k->whole[CHARGE_FUNERAL] = needs_sum(c, NEED_FUNERAL);
	k->whole[CHARGE_FACILITY] = needs_sum(c, NEED_FACILITY_OFFICE);
}

/* Needs against income, both over the month's denominator, so that nothing is rounded yet (P5). */
static yen_t charge_income(struct computation *k, yen_t need[static CHARGES])
{
	struct context *c = &k->c;
	enum charge order[CHARGES];
	int den = k->base.denominator;
	int days =
		c->p->closing_prorates_income && !k->keeps_month ? spans_income_days(&k->spans, c->month) : den;
	yen_t income = context_mul(c, k->income.sum, days);

	for (int i = 0; i < CHARGES; i++)
		need[i] = context_mul(c, k->whole[i], den);
	need[CHARGE_LIVING] = context_add(
		c, need[CHARGE_LIVING], yen_max(0, context_add(c, k->base.numerator, k->addition.numerator)));
	need[CHARGE_HOUSING] = context_add(c, need[CHARGE_HOUSING], yen_max(0, k->housing.numerator));
	charging_order(c->p, k->whole[CHARGE_FACILITY] > 0, order);
	k->left = charging_allocate(order, need, income, k->charged);
	return income;
}

static void put(struct context *c, struct benefit *out, enum benefit_field field, yen_t amount)
{
	if (amount < 0 || amount > INT32_MAX)
		c->overflow = true;
	else
		out->yen[field] = (int32_t)amount;
}

/* Full-month components of the last state. */
static void put_components(struct computation *k, struct benefit *out)
{
	struct context *c = &k->c;
	const struct living *l = &k->living;
	const struct additions *a = &k->additions;
	bool known;

	put(c, out, BENEFIT_class1_sum, l->class1_sum);
	put(c, out, BENEFIT_class1_reduced, l->class1_reduced);
	put(c, out, BENEFIT_class2, l->class2);
	put(c, out, BENEFIT_transitional, l->transitional);
	put(c, out, BENEFIT_special, l->special);
	put(c, out, BENEFIT_winter, l->winter);
	put(c, out, BENEFIT_year_end, k->year_end);
	put(c, out, BENEFIT_institution_basic, l->institution_basic);
	put(c, out, BENEFIT_add_disability, a->disability);
	put(c, out, BENEFIT_add_single_parent, a->single_parent);
	put(c, out, BENEFIT_add_single_parent_transitional, a->single_parent_transitional);
	put(c, out, BENEFIT_add_child_rearing, a->child_rearing);
	put(c, out, BENEFIT_add_child_transitional, a->child_transitional);
	put(c, out, BENEFIT_add_pregnancy, a->pregnancy);
	put(c, out, BENEFIT_add_radiation, a->radiation);
	put(c, out, BENEFIT_add_home_patient, a->home_patient);
	put(c, out, BENEFIT_add_care_facility, a->care_facility);
	put(c, out, BENEFIT_add_care_premium, k->whole[CHARGE_LIVING] - k->year_end);
	put(c, out, BENEFIT_temporary_living, k->whole[CHARGE_TEMPORARY]);
	put(c, out, BENEFIT_housing_limit, housing_limit(c, &k->recognised, k->now.on, &known));
	put(c, out, BENEFIT_income_earned, k->income.earned);
	put(c, out, BENEFIT_income_pension, k->income.pension);
	put(c, out, BENEFIT_income_allowance, k->income.allowance);
	put(c, out, BENEFIT_income_other, k->income.other);
	put(c, out, BENEFIT_income_temporary, k->income.temporary);
	put(c, out, BENEFIT_income_overpaid, k->income.overpaid);
}

/* What is due for the month, in yen. */
static void put_totals(
	struct computation *k, const yen_t need[static CHARGES], yen_t income, struct benefit *out)
{
	static const struct {
		enum charge charge;
		enum benefit_field need, payable;
	} rows[] = {
		{CHARGE_HOUSING, BENEFIT_housing, BENEFIT_payable_housing},
		{CHARGE_EDUCATION, BENEFIT_education, BENEFIT_payable_education},
		{CHARGE_HIGH_SCHOOL, BENEFIT_high_school, BENEFIT_payable_high_school},
		{CHARGE_CARE, BENEFIT_care, BENEFIT_payable_care},
		{CHARGE_MEDICAL, BENEFIT_medical, BENEFIT_payable_medical},
		{CHARGE_BIRTH, BENEFIT_birth, BENEFIT_payable_birth},
		{CHARGE_OCCUPATION, BENEFIT_occupation, BENEFIT_payable_occupation},
		{CHARGE_FUNERAL, BENEFIT_funeral, BENEFIT_payable_funeral},
	};
	struct context *c = &k->c;
	int den = k->base.denominator;
	yen_t living = need[CHARGE_LIVING] + need[CHARGE_TEMPORARY];
	yen_t paid = living - k->charged[CHARGE_LIVING] - k->charged[CHARGE_TEMPORARY];
	yen_t minimum = living / den, cash = paid / den;

	put(c, out, BENEFIT_base_total, proration_floor(&k->base) + k->year_end);
	put(c, out, BENEFIT_livelihood_total, living / den);
	put(c, out, BENEFIT_payable_livelihood, paid / den);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		enum charge charge = rows[i].charge;
		yen_t payable = (need[charge] - k->charged[charge]) / den;

		put(c, out, rows[i].need, need[charge] / den);
		put(c, out, rows[i].payable, payable);
		minimum += need[charge] / den;
		if (charge != CHARGE_CARE && charge != CHARGE_MEDICAL)
			cash += payable; /* care and medical aid are in kind (R5.4) */
	}
	put(c, out, BENEFIT_facility_office, need[CHARGE_FACILITY] / den);
	put(c, out, BENEFIT_minimum_total, minimum);
	put(c, out, BENEFIT_income_recognised, income / den);
	put(c, out, BENEFIT_payable_total, cash);
	/* O3 本人支払額 */
	put(c, out, BENEFIT_own_payment_care, k->charged[CHARGE_CARE] / den);
	put(c, out, BENEFIT_own_payment_medical, k->charged[CHARGE_MEDICAL] / den);
	put(c, out, BENEFIT_own_payment_facility, k->charged[CHARGE_FACILITY] / den);
	put(c, out, BENEFIT_income_left, k->left / den);
}

static void tell_totals(const struct context *c, const struct benefit *b)
{
	static const enum benefit_field fields[] = {BENEFIT_base_total, BENEFIT_livelihood_total, BENEFIT_housing,
		BENEFIT_education, BENEFIT_high_school, BENEFIT_minimum_total, BENEFIT_income_recognised,
		BENEFIT_payable_livelihood, BENEFIT_payable_housing, BENEFIT_payable_education,
		BENEFIT_payable_high_school, BENEFIT_payable_total, BENEFIT_own_payment_care,
		BENEFIT_own_payment_medical, BENEFIT_own_payment_facility, BENEFIT_income_left};
	char text[32];

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		trace_note(c->t, RULE_IDENTITY, benefit_name(fields[i]), b->yen[fields[i]], "%s %s円",
			benefit_term(fields[i]), trace_yen(b->yen[fields[i]], text));
}

/* C3: the death of the only member ends protection, and nothing of the month is claimed back. */
static bool single_death(const struct computation *k)
{
	const struct context *c = &k->c;
	const struct spans *s = &k->spans;
	int present = 0;

	if (!c->p->death_keeps_month || s->event != EVENT_CLOSED || s->reason != REASON_DEATH || s->n == 0)
		return false;
	for (int i = 0; i < c->h->n_members; i++)
		present += household_standard(c->h, &c->h->members[i], s->span[s->n - 1].from,
					   s->span[s->n - 1].to - 1) != STANDARD_NONE;
	return present == 1;
}

static enum err_code check_facts(const struct household *h, const struct spans *s, struct err *e)
{
	if (h->n_members > MEMBERS_MAX || s->n == SPANS_MAX)
		return err_set(e, ERR_DATA, 1603, "世帯の登録内容に矛盾があります");
	for (int i = 0; i < h->n_homes; i++) {
		if (h->homes[i].place == NULL)
			return err_set(e, ERR_DATA, 1604, "世帯の所在地の級地が基準額表にありません");
	}
	if (s->n > 0 && h->n_homes == 0)
		return err_set(e, ERR_DATA, 1605, "保護中ですが世帯の所在の登録がありません");
	return ERR_OK;
}

static enum err_code finish(struct computation *k, struct benefit *out, struct err *e)
{
	const struct context *c = &k->c;

	out->estimated = c->estimated;
	if (c->missing != RULE_NONE) {
		out->status = DECISION_NOT_COMPUTABLE;
		out->rule = c->missing;
		memset(out->yen, 0, sizeof out->yen);
		err_set(e, ERR_NOT_COMPUTABLE, 1601,
			"規則 %s（%s）の額または定めが登録されていないため計算できません", rule_number(c->missing),
			rule_title(c->missing));
		return err_hint(e, "Import a rate set that has it, or decide this household by hand.");
	}
	if (c->overflow)
		return err_set(e, ERR_OVERFLOW, 1602, "金額が扱える範囲を超えています");
	if (c->t != NULL)
		tell_totals(c, out);
	return ERR_OK;
}

enum err_code benefit_compute(const struct household *h, const struct rates *r,
	const struct rule_parameters *p, const struct trace *t, struct benefit *out, struct err *e)
{
	struct computation k;
	yen_t need[CHARGES], income;

	k.c = (struct context){.h = h, .r = r, .p = p, .t = t, .month = r->month};
	k.c.first = month_first(r->month);
	k.c.next = month_first(r->month + 1);
	memset(out, 0, sizeof *out);
	out->status = DECISION_COMPUTED;
	spans_of_month(h, r->month, &k.spans);
	out->event = k.spans.event;
	out->event_on = k.spans.event_on;
	out->reason = k.spans.reason;
	out->protected_days = (int16_t)k.spans.days;
	if (check_facts(h, &k.spans, e) != ERR_OK)
		return e->code;
	if (h->n_homes > 0)
		out->grade = household_home(h, k.c.first)->place->grade;
	if (k.spans.n == 0)
		return ERR_OK; /* suspended for the whole month, or closed on its first day: nothing is due */
	if (!r->complete) {
		context_missing(&k.c, RULE_FORMER_STANDARD);
		return finish(&k, out, e);
	}
	k.keeps_month = single_death(&k);
	k.year_end = 0;
	proration_none(&k.base, r->month);
	proration_none(&k.addition, r->month);
	proration_none(&k.housing, r->month);
	for (int i = 0; i < k.spans.n; i++)
		compute_span(&k, i);
	out->grade = k.now.home->place->grade;
	out->persons = (int16_t)k.now.n;
	out->home_size = (int16_t)k.now.home_size;
	whole_needs(&k);
	income_all(&k.c, k.recognised.on, k.keeps_month ? k.c.next : k.spans.span[k.spans.n - 1].to, &k.income);
	income = charge_income(&k, need);
	put_components(&k, out);
	put_totals(&k, need, income, out);
	return finish(&k, out, e);
}
