/*
 * pension_check.c: what one answered award says, and what of it a person must look at.
 */
#include "jobs/rules/pension_check.h"

#include "jobs/rules/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *item, *term;
} parts[PENSION_PARTS] = {
	[PART_NATIONAL] = {"national_yen", "国民年金額"},
	[PART_ADDITIONAL] = {"additional_yen", "付加年金額"},
	[PART_CHILD] = {"child_yen", "子の加給年金額"},
	[PART_SPOUSE] = {"spouse_yen", "配偶者加給年金額"},
	[PART_EMPLOYEES] = {"employees_yen", "厚生年金額"},
};

static const struct {
	const char *item, *term;
	bool expected; /* what is withheld from a person on aid in the ordinary course */
} deductions[PENSION_DEDUCTIONS] = {
	[DEDUCTED_CARE] = {"care_premium_yen", "介護保険料", true},
	[DEDUCTED_TAX] = {"income_tax_yen", "所得税", false},
	[DEDUCTED_HEALTH] = {"health_premium_yen", "国民健康保険料", false},
	[DEDUCTED_ELDERLY] = {"elderly_premium_yen", "後期高齢者医療保険料", false},
	[DEDUCTED_RESIDENT] = {"resident_tax_yen", "住民税", false},
};

/* Items of 年金基本情報 that decide a class. */
static const struct {
	const char *item, *term;
	bool of_suspension; /* says nothing about an award that is not suspended */
} basis_items[] = {
	{"decided_on", "年金決定年月日", false},
	{"right_arose_on", "受給権発生日", false},
	{"right_lost_on", "受給権失権年月日", false},
	{"suspension_reason", "支給停止理由", false},
	{"suspended_from", "支給停止開始年月", true},
	{"suspended_to", "支給停止終了年月", true},
};

void pension_check_say(struct reason *r, const char *fmt, ...)
{
	static const char comma[] = "、";
	size_t head = r->length == 0 ? 0 : sizeof comma - 1;
	size_t room = sizeof r->text - r->length;
	va_list args;

	if (room <= head)
		return;
	va_start(args, fmt);
	int n = vsnprintf(r->text + r->length + head, room - head, fmt, args);
	va_end(args);
	if (n < 0 || (size_t)n >= room - head)
		return; /* what was there before stays: its end is its length */
	memcpy(r->text + r->length, comma, head);
	r->length += head + (size_t)n;
}

const char *pension_check_term(const struct matching_tables *t, struct str code)
{
	const struct pension_code *known = matching_code(t, code);

	if (known != NULL)
		return known->name;
	if (code.length == 0)
		return "年金（年金コード未登録）";
	return "コード表にない年金";
}

/* ---- values that are missing ---- */

/* 該当しない (01) says that there is nothing; may_lack: so does 記録なし (04), of what is zero when nobody wrote it
 * down.  Of everything else it says that nobody knows. */
static void doubt_null(
	struct reason *doubts, struct str nulls, const char *item, const char *term, bool may_lack)
{
	int reason = matching_null_reason(nulls, item);

	if (reason == 0 || reason == NULL_NOT_APPLICABLE || (may_lack && matching_null_is_zero(reason)))
		return;
	pension_check_say(doubts, "%sの値がありません（%s）", term, matching_null_term(reason));
}

/* Is the year's amount in a value?  Zero is not, when a part is not on record, or none has a value. */
static bool is_stated(const struct pension_amount *amount, yen_t annual)
{
	int values = 0, not_recorded = 0;

	for (int i = 0; i < PENSION_PARTS; i++) {
		int reason = matching_null_reason(amount->nulls, parts[i].item);

		values += reason == 0;
		not_recorded += reason == NULL_NOT_RECORDED;
	}
	return annual != 0 || (values > 0 && not_recorded == 0);
}

bool pension_annual(const struct pension_amount *amount, yen_t *annual)
{
	bool known = true;

	*annual = 0;
	for (int i = 0; i < PENSION_PARTS; i++) {
		int reason = matching_null_reason(amount->nulls, parts[i].item);

		known = known && (reason == 0 || matching_null_is_zero(reason));
		*annual += amount->yen[i];
	}
	return known && is_stated(amount, *annual);
}

/* ---- amounts ---- */

const struct pension_amount *pension_check_amount(const struct pension_award *a, day_t on)
{
	const struct pension_amount *latest = NULL;

	for (int i = 0; i < a->n_amounts; i++) {
		const struct pension_amount *row = &a->amounts[i];

		if (row->from <= on && (latest == NULL || row->from >= latest->from))
			latest = row;
	}
	return latest;
}

static void fill_amounts(const struct pension_check *c, const struct pension_award *a, struct pension_line *l,
	struct reason *doubts)
{
	const struct pension_amount *row = pension_check_amount(a, month_first(c->month));
	char day[64];

	if (row == NULL) {
		pension_check_say(
			doubts, "%sに有効な年金額が回答にありません", day_format_era(month_first(c->month), day));
		return;
	}
	for (int i = 0; i < PENSION_PARTS; i++)
		doubt_null(doubts, row->nulls, parts[i].item, parts[i].term, true);
	l->known = pension_annual(row, &l->after);
	if (!is_stated(row, l->after))
		pension_check_say(doubts, "年金額に値がなく、年額が分かりません");
	l->national = row->yen[PART_NATIONAL];
	l->employees = row->yen[PART_EMPLOYEES];
	l->other = l->after - l->national - l->employees;
	if (l->after > INT32_MAX) {
		pension_check_say(doubts, "年額が扱える範囲を超えています");
		l->known = false;
	}
}

/* ---- payments ---- */

yen_t pension_payment_yen(yen_t annual, bool february)
{
	return annual / 6 + (february ? annual % 6 : 0);
}

month_t pension_pay_month(month_t month)
{
	return month_number(month) % 2 == 0 ? month : month - 1;
}

struct paid {
	int n;
	yen_t paid, deducted[PENSION_DEDUCTIONS];
};

static void sum_payments(
	const struct pension_award *a, month_t month, struct paid *out, struct reason *doubts)
{
	*out = (struct paid){0};
	for (int i = 0; i < a->n_payments; i++) {
		const struct pension_payment *p = &a->payments[i];

		if (p->arrears || month_of_day(p->on) != month)
			continue;
		out->n++;
		out->paid += p->paid;
		doubt_null(doubts, p->nulls, "paid_yen", "支払額", false);
		for (int d = 0; d < PENSION_DEDUCTIONS; d++) {
			out->deducted[d] += p->deducted[d];
			doubt_null(doubts, p->nulls, deductions[d].item, deductions[d].term, !deductions[d].expected);
		}
	}
}

/* Each scheme is cut to the yen by itself, so that of two a payment may carry more in February. */
static void check_sixth(const struct pension_check *c, const struct pension_award *a,
	const struct pension_line *l, yen_t gross, month_t paid_in, struct reason *doubts)
{
	bool february = month_number(paid_in) == 2;
	yen_t tolerance = matching_tolerance(c->tables, TOLERANCE_PENSION_PAYMENT, 0);
	yen_t low = pension_payment_yen(l->after, false) - tolerance;
	yen_t high = pension_payment_yen(l->after, false) + tolerance + (february ? 5 * a->n_bases : 0);
	char text[3][32], month[64];

	if (gross < low || gross > high)
		pension_check_say(doubts, "%sの支払額%s円（控除前）が年額%s円の6分の1（%s円）と合いません",
			month_format_era(paid_in, month), trace_yen(gross, text[0]), trace_yen(l->after, text[1]),
			trace_yen(pension_payment_yen(l->after, false), text[2]));
}

static void fill_payments(const struct pension_check *c, const struct pension_award *a, bool stopped,
	struct pension_line *l, struct reason *doubts)
{
	month_t paid_in = pension_pay_month(c->month);
	struct paid sum;
	yen_t gross;
	char text[32], month[64];

	sum_payments(a, paid_in, &sum, doubts);
	gross = sum.paid;
	for (int d = 0; d < PENSION_DEDUCTIONS; d++) {
		if (c->parameters->paid_is_net)
			gross += sum.deducted[d];
		if (!deductions[d].expected && sum.deducted[d] != 0)
			pension_check_say(
				doubts, "%s%s円が控除されています", deductions[d].term, trace_yen(sum.deducted[d], text));
	}
	if (l->known && !stopped && sum.n == 0)
		pension_check_say(doubts, "%sの支払が回答にありません", month_format_era(paid_in, month));
	else if (l->known && !stopped)
		check_sixth(c, a, l, gross, paid_in, doubts);
	yen_t premium = (sum.deducted[DEDUCTED_CARE] + c->parameters->premium_up) / 2;

	if (premium > INT32_MAX) {
		pension_check_say(doubts, "介護保険料が扱える範囲を超えています");
		return;
	}
	l->premium_known = sum.n > 0;
	l->after_premium = (int32_t)premium;
}

/* ---- stopped ---- */

static bool is_suspended(const struct pension_basis *b)
{
	return b->suspension.length > 0 && !(b->suspension.length == 2 && memcmp(b->suspension.at, "00", 2) == 0);
}

static bool is_suspended_in(const struct pension_basis *b, month_t month)
{
	return is_suspended(b) && b->suspended_from != DAY_MAX && month_of_day(b->suspended_from) <= month &&
		   (b->suspended_to == DAY_MAX || month_of_day(b->suspended_to) >= month);
}

bool pension_check_stopped(
	const struct pension_check *c, const struct pension_award *a, yen_t annual, struct reason *why)
{
	day_t last = month_first(c->month + 1) - 1;
	int lost = 0, suspended = 0;
	char day[64];

	for (int i = 0; i < a->n_bases; i++) {
		const struct pension_basis *b = &a->bases[i];

		if (b->lost_on != DAY_MAX && b->lost_on <= last) {
			pension_check_say(why, "%sに受給権を失っています", day_format_era(b->lost_on, day));
			lost++;
		} else if (is_suspended_in(b, c->month)) {
			pension_check_say(why, "%sから支給停止（理由コード%.*s）です",
				month_format_era(month_of_day(b->suspended_from), day), (int)b->suspension.length,
				b->suspension.at);
			suspended++;
		}
	}
	if (a->n_bases > 0 && lost + suspended == a->n_bases)
		return true;
	if (annual == 0)
		pension_check_say(why, "年額が0円です");
	return annual == 0;
}

/* ---- retroactive ---- */

month_t pension_check_first_covered(const struct pension_award *a, bool *known)
{
	day_t first = DAY_MAX;

	for (int i = 0; i < a->n_bases; i++)
		first = a->bases[i].arose_on < first ? a->bases[i].arose_on : first;
	*known = first != DAY_MAX;
	return *known ? month_of_day(first) + 1 : 0;
}

static bool is_late(const struct pension_check *c, const struct pension_basis *b)
{
	month_t decided, first = b->arose_on == DAY_MAX ? 0 : month_of_day(b->arose_on) + 1;

	if (b->arose_on == DAY_MAX || b->decided_on == DAY_MAX)
		return false;
	decided = month_of_day(b->decided_on);
	return decided >= first + c->parameters->retroactive_months &&
		   decided > c->month - c->parameters->decided_within && decided <= c->month;
}

static bool arrears_paid(const struct pension_check *c, const struct pension_award *a, struct reason *why)
{
	char day[64];

	for (int i = 0; i < a->n_payments; i++) {
		month_t month = month_of_day(a->payments[i].on);

		if (!a->payments[i].arrears || month <= c->month - 12 || month > c->month)
			continue;
		pension_check_say(why, "%sに時効特例の支払があります", day_format_era(a->payments[i].on, day));
		return true;
	}
	return false;
}

bool pension_check_retroactive(
	const struct pension_check *c, const struct pension_award *a, day_t since, struct reason *why)
{
	bool known, late = false;
	month_t first = pension_check_first_covered(a, &known);
	char text[2][64];

	/* Recognised nearly from the first month: only the decision's day is new. */
	bool recognised_late =
		since == DAY_MAX || (known && month_of_day(since) >= first + c->parameters->retroactive_months);

	for (int i = 0; i < a->n_bases && recognised_late && !late; i++) {
		late = is_late(c, &a->bases[i]);
		if (late)
			pension_check_say(why, "受給権は%sに発生し、%sに決定されています",
				day_format_era(a->bases[i].arose_on, text[0]),
				day_format_era(a->bases[i].decided_on, text[1]));
	}
	return arrears_paid(c, a, why) || late;
}

/* ---- the award as a whole ---- */

static void check_bases(const struct pension_award *a, struct reason *doubts)
{
	if (a->n_bases == 0)
		pension_check_say(doubts, "回答に年金基本情報がありません");
	for (int i = 0; i < a->n_bases; i++) {
		const struct pension_basis *b = &a->bases[i];

		for (size_t k = 0; k < sizeof basis_items / sizeof basis_items[0]; k++)
			doubt_null(doubts, b->nulls, basis_items[k].item, basis_items[k].term,
				basis_items[k].of_suspension && !is_suspended(b));
		if (is_suspended(b) && b->suspended_from == DAY_MAX)
			pension_check_say(doubts, "支給停止理由コード%.*sですが、停止の開始月がありません",
				(int)b->suspension.length, b->suspension.at);
	}
}

void pension_check_award(const struct pension_check *c, const struct pension_award *a, struct pension_line *l,
	struct reason *doubts)
{
	struct reason ignored = {.length = 0};

	if (matching_code(c->tables, a->code) == NULL)
		pension_check_say(doubts, "年金コードがコード表にありません");
	check_bases(a, doubts);
	fill_amounts(c, a, l, doubts);
	l->stopped = l->known && pension_check_stopped(c, a, l->after, &ignored);
	fill_payments(c, a, l->stopped, l, doubts);
}

const char *pension_check_reason(const struct pension_line *l, const struct reason *why, struct arena *keep)
{
	char text[6][32];
	const char *change = "", *premium = "";

	if (l->award == NULL)
		change = arena_printf(keep, "認定年額%s円、介護保険料月額%s円", trace_yen(l->before, text[0]),
			trace_yen(l->before_premium, text[1]));
	else if (l->known)
		change = arena_printf(keep, "年額%s%s→%s円（国民年金%s円、厚生年金%s円、付加・加給%s円）",
			l->item_no == 0 ? "認定なし" : trace_yen(l->before, text[0]), l->item_no == 0 ? "" : "円",
			trace_yen(l->after, text[1]), trace_yen(l->national, text[2]), trace_yen(l->employees, text[3]),
			trace_yen(l->other, text[4]));
	else
		change = arena_printf(keep, "認定年額%s円", trace_yen(l->before, text[0]));
	if (l->award != NULL && l->premium_known)
		premium = arena_printf(keep, "、介護保険料月額%s円→%s円", trace_yen(l->before_premium, text[0]),
			trace_yen(l->after_premium, text[1]));
	return arena_printf(keep, "%s%s%.*s%s: %s%s%s%.*s。", l->term, l->code.length > 0 ? "（" : "",
		(int)l->code.length, l->code.at, l->code.length > 0 ? "）" : "", change, premium,
		why->length > 0 ? "。" : "", (int)why->length, why->text);
}
