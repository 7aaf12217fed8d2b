/*
 * income.c: earnings with the banded deduction, pensions, allowances, temporary income.
 */
#include "jobs/rules/income.h"

#include <stddef.h>
#include <string.h>

/* One person's work: wages, and business after its cost (I4). */
struct earner {
	int16_t person_no;
	yen_t gross, expenses;
};

static const struct deduction_band *band_of(const struct rates *r, yen_t gross)
{
	int low = 0, high = r->deductions - 1;

	while (low <= high) {
		int middle = (low + high) / 2;
		const struct deduction_band *b = &r->deduction[middle];

		if (gross < b->from)
			high = middle - 1;
		else if (gross > b->to)
			low = middle + 1;
		else
			return b;
	}
	return NULL;
}

yen_t income_basic_deduction(struct context *c, yen_t gross, bool first)
{
	const struct deduction_band *b = band_of(c->r, gross);

	if (b == NULL) {
		context_missing(c, RULE_EARNED);
		return 0;
	}
	if (first ? b->first_whole : b->second_whole)
		return gross;
	yen_t deduction = context_use(c, first ? b->first : b->second, RULE_EARNED);

	if (b->step_width > 0)
		deduction = context_add(c, deduction,
			context_mul(c, (gross - b->from) / b->step_width, first ? b->first_step : b->second_step));
	return deduction;
}

yen_t income_earned(struct context *c, yen_t gross, bool first, yen_t further, yen_t expenses)
{
	yen_t deduction = context_add(c, income_basic_deduction(c, gross, first), further);

	return yen_max(0, context_sub(c, context_sub(c, gross, deduction), expenses));
}

yen_t income_pension_month(struct context *c, yen_t annual, yen_t withheld)
{
	return yen_max(0, context_sub(c, annual / 12, withheld));
}

yen_t income_temporary(struct context *c, yen_t amount)
{
	return yen_max(0, context_sub(c, amount, context_use(c, c->r->temporary_income, RULE_TEMPORARY)));
}

static const struct member *member_of(const struct context *c, int person_no)
{
	for (int i = 0; i < c->h->n_members; i++) {
		const struct member *m = &c->h->members[i];

		if (m->person_no == person_no && m->from < c->next && m->to > c->first)
			return m;
	}
	return NULL;
}

/* Does this version of an income count in the month?  Of several versions of one item the first does;
 * the income of somebody who is not in the household does not, nor what begins when protection has ended. */
static bool counts(const struct context *c, int i, day_t until)
{
	const struct income *in = &c->h->incomes[i];

	if (in->to <= c->first || in->from >= until ||
		(in->person_no != PERSON_HOUSEHOLD && member_of(c, in->person_no) == NULL))
		return false;
	for (int k = i - 1; k >= 0; k--) {
		const struct income *before = &c->h->incomes[k];

		if (before->person_no != in->person_no || before->kind != in->kind || before->item_no != in->item_no)
			break;
		if (before->to > c->first && before->from < until)
			return false;
	}
	return true;
}

/* 20歳未満控除 and 新規就労控除 of one earner (次官通知第8の3(4)). */
static yen_t further_deductions(struct context *c, const struct earner *earner, day_t on)
{
	const struct member *m = member_of(c, earner->person_no);
	day_t judged_on = c->p->under20_on_first ? c->first : c->next - 1;
	yen_t sum = 0;

	if (m == NULL)
		return 0;
	if (day_age(m->birth_on, judged_on) < 20)
		sum = context_use(c, c->r->under20, RULE_EARNED);
	if (household_circumstance(c->h, earner->person_no, CIRC_NEW_EMPLOYMENT, on))
		sum = context_add(c, sum, context_use(c, c->r->new_employment, RULE_EARNED));
	return sum;
}

static yen_t earned_sum(struct context *c, const struct earner *earners, int n, day_t on)
{
	int highest = 0;
	yen_t sum = 0;
	char text[4][32];

	for (int i = 1; i < n; i++) {
		if (earners[i].gross > earners[highest].gross)
			highest = i;
	}
	for (int i = 0; i < n; i++) {
		yen_t further = further_deductions(c, &earners[i], on);
		yen_t recognised = income_earned(c, earners[i].gross, i == highest, further, earners[i].expenses);

		sum = context_add(c, sum, recognised);
		TRACE(c->t, RULE_EARNED, "income_earned", recognised,
			"就労収入 %d番 総額 %s円、基礎控除（%s）%s円、その他の控除 %s円、必要経費 %lld円、認定 %s円",
			earners[i].person_no, trace_yen(earners[i].gross, text[0]), i == highest ? "1人目" : "2人目以降",
			trace_yen(income_basic_deduction(c, earners[i].gross, i == highest), text[1]),
			trace_yen(further, text[2]), (long long)earners[i].expenses, trace_yen(recognised, text[3]));
	}
	return sum;
}

static void add_work(struct context *c, const struct income *in, struct earner *earners, int *n)
{
	int i = 0;
	bool business = in->kind == INCOME_BUSINESS;

	while (i < *n && earners[i].person_no != in->person_no)
		i++;
	if (i == *n)
		earners[(*n)++] = (struct earner){.person_no = in->person_no};
	/* 事業収入: costs first, then the deduction. */
	yen_t gross = business ? yen_max(0, context_sub(c, in->amount_yen, in->expenses_yen)) : in->amount_yen;

	earners[i].gross = context_add(c, earners[i].gross, gross);
	if (!business)
		earners[i].expenses = context_add(c, earners[i].expenses, in->expenses_yen);
}

static yen_t less_expenses(struct context *c, const struct income *in)
{
	return yen_max(0, context_sub(c, in->amount_yen, in->expenses_yen));
}

/* One income that is not work. */
static void add_plain(struct context *c, const struct income *in, struct incomes *out, yen_t *temporary)
{
	yen_t month;
	char text[3][32];

	switch ((enum fact_income)in->kind) {
	case INCOME_PENSION:
		month =
			income_pension_month(c, in->amount_yen, context_add(c, in->care_premium_yen, in->expenses_yen));
		out->pension = context_add(c, out->pension, month);
		TRACE(c->t, RULE_PENSION, "income_pension", month,
			"年金 %d番 年額 %s円の12分の1から源泉徴収分 %s円を控除、認定 %s円", in->person_no,
			trace_yen(in->amount_yen, text[0]),
			trace_yen((yen_t)in->care_premium_yen + in->expenses_yen, text[1]), trace_yen(month, text[2]));
		break;
	case INCOME_ALLOWANCE:
		month = less_expenses(c, in);
		out->allowance = context_add(c, out->allowance, month);
		TRACE(c->t, RULE_INCOME, "income_allowance", month, "手当 %s円", trace_yen(month, text[0]));
		break;
	case INCOME_REMITTANCE:
	case INCOME_PROPERTY:
		month = less_expenses(c, in);
		out->other = context_add(c, out->other, month);
		TRACE(c->t, RULE_INCOME, "income_other", month, "%s %s円",
			in->kind == INCOME_REMITTANCE ? "仕送り" : "財産収入", trace_yen(month, text[0]));
		break;
	case INCOME_TEMPORARY:
		*temporary = context_add(c, *temporary, less_expenses(c, in));
		break;
	case INCOME_OVERPAID:
		out->overpaid = context_add(c, out->overpaid, in->amount_yen);
		TRACE(c->t, RULE_OVERPAID, "income_overpaid", in->amount_yen, "過支給の収入充当 %s円",
			trace_yen(in->amount_yen, text[0]));
		break;
	case INCOME_EARNED:
	case INCOME_BUSINESS:
		break;
	}
}

void income_all(struct context *c, day_t on, day_t until, struct incomes *out)
{
	struct earner earners[MEMBERS_MAX + 1]; /* and the household as a whole */
	int n = 0;
	yen_t temporary = 0;
	char text[3][32];

	memset(out, 0, sizeof *out);
	for (int i = 0; i < c->h->n_incomes; i++) {
		const struct income *in = &c->h->incomes[i];

		if (!counts(c, i, until))
			continue;
		if (in->kind == INCOME_EARNED || in->kind == INCOME_BUSINESS)
			add_work(c, in, earners, &n);
		else
			add_plain(c, in, out, &temporary);
	}
	if (n > 0)
		out->earned = earned_sum(c, earners, n, on);
	if (temporary > 0) {
		out->temporary = income_temporary(c, temporary);
		TRACE(c->t, RULE_TEMPORARY, "income_temporary", out->temporary,
			"臨時的収入 %s円のうち%s円を超える額 %s円", trace_yen(temporary, text[0]),
			trace_yen(c->r->temporary_income.value, text[1]), trace_yen(out->temporary, text[2]));
	}
	const yen_t parts[] = {
		out->earned, out->pension, out->allowance, out->other, out->temporary, out->overpaid};

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		out->sum = context_add(c, out->sum, parts[i]);
}
