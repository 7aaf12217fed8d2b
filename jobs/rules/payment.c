/*
 * payment.c: what is paid of a decision, to whom, and why not (see payment.h).
 */
#include "jobs/rules/payment.h"

#include "getsuji/facts.h"
#include "getsuji/zengin.h"
#include "jobs/rules/trace.h"

#include <string.h>

/* ---- words ---- */

#define WORD(name, number, word, term) \
	case name: \
		return word;
#define TERM(name, number, word, term) \
	case name: \
		return term;

const char *payment_hold_word(int hold)
{
	switch (hold) {
		PAYMENT_HOLDS(WORD)
	default:
		return "";
	}
}

const char *payment_hold_term(int hold)
{
	switch (hold) {
		PAYMENT_HOLDS(TERM)
	default:
		return "";
	}
}

const char *payment_part_term(int part)
{
	switch (part) {
		PAYMENT_PARTS(TERM)
	default:
		return "";
	}
}

#undef WORD
#undef TERM

/* ---- days ---- */

bool payment_day(const struct business_days *around, const struct business_days *after_cut, month_t month,
	int mday, enum pay_shift shift, day_t cut_on, int lead, struct payment_office *out)
{
	int last = month_days(month);
	day_t first, earliest;

	out->nominal_on = month_first(month) + (mday < last ? mday : last) - 1;
	if (!business_day_shift(around, out->nominal_on, shift == PAY_BEFORE, &first) ||
		!business_day_add(after_cut, cut_on, lead, &earliest))
		return false;
	out->shifted = first != out->nominal_on;
	out->late = first < earliest;
	out->pay_on = out->late ? earliest : first;
	return true;
}

/* ---- parts ---- */

void payment_due(const struct payment_decision *d, const int32_t payee_no[static PAYMENT_PARTS_MAX],
	int32_t due[static PAYMENT_PARTS_MAX])
{
	int32_t rent = 0, premium = 0;

	if (d->rent_to_landlord && d->rent_yen <= d->housing_yen)
		rent = d->rent_yen;
	if (payee_no[PART_CARE_PREMIUM - 1] != 0 && d->care_premium_yen <= d->livelihood_yen)
		premium = d->care_premium_yen;
	due[PART_HOUSEHOLD - 1] = d->total_yen - rent - premium;
	due[PART_RENT - 1] = rent;
	due[PART_CARE_PREMIUM - 1] = premium;
}

/* ---- accounts ---- */

static bool same_account(const struct payment_account *a, const struct payment_account *b)
{
	return a->kind == b->kind && str_same(a->bank_code, b->bank_code) &&
		   str_same(a->branch_code, b->branch_code) && str_same(a->account_no, b->account_no) &&
		   str_same(a->holder_kana, b->holder_kana);
}

static const struct payment_account *account_on(const struct payment_household *h, day_t on)
{
	for (size_t i = 0; i < h->n_accounts; i++) {
		if (h->accounts[i].from <= on && on < h->accounts[i].to)
			return &h->accounts[i];
	}
	return NULL;
}

static const struct payment_payee *payee_on(const struct payment_household *h, int32_t payee_no, day_t on)
{
	size_t lo = 0, hi = h->n_payees;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (h->payees[middle].payee_no < payee_no)
			lo = middle + 1;
		else
			hi = middle;
	}
	for (; lo < h->n_payees && h->payees[lo].payee_no == payee_no; lo++) {
		if (h->payees[lo].account.from <= on && on < h->payees[lo].account.to)
			return &h->payees[lo];
	}
	return NULL;
}

static bool writable(enum zengin_class class, struct str text, struct arena *arena)
{
	char *bytes = arena_alloc(arena, text.length + 1);
	size_t n;

	return zengin_kana(class, text, bytes, &n) == ZENGIN_WRITABLE;
}

/* NULL: a file of this kind can name the account. */
static const char *unwritable(int kind, const struct payment_account *a, struct arena *arena)
{
	if (!writable(zengin_kind_is_salary(kind) ? ZENGIN_SALARY : ZENGIN_PARTY, a->holder_kana, arena))
		return "口座名義に、全銀ファイルに書けない文字がある";
	if (!writable(ZENGIN_BRANCH, a->bank_kana, arena) || !writable(ZENGIN_BRANCH, a->branch_kana, arena))
		return "銀行名または支店名に、全銀ファイルに書けない文字がある";
	if (!zengin_pays_into(kind, a->kind))
		return "支払口座の種別（給与振込）では、この預金種目へ振り込めない";
	return NULL;
}

/* ---- holds ---- */

static void hold(struct payment_line *l, enum payment_hold why, const char *reason)
{
	if (l->hold == PAYMENT_HOLD_NONE) {
		l->hold = why;
		l->reason = reason;
	}
}

/* Where the part goes; fills payee and account, and holds where there is none. */
static void address(const struct payment_household *h, struct arena *arena, struct payment_line *l)
{
	day_t on = h->office->pay_on;
	const char *why;

	if (l->part == PART_HOUSEHOLD && l->method == PAY_COUNTER)
		return;
	if (l->part == PART_HOUSEHOLD) {
		l->account = account_on(h, on);
		if (l->account == NULL)
			hold(l, PAYMENT_HOLD_ACCOUNT, "支給日に有効な振込先の口座が登録されていない");
	} else {
		const struct payment_payee *p = payee_on(h, l->payee_no, on);

		if (p != NULL) {
			l->account = &p->account;
			l->payee_name = p->name;
		} else {
			hold(l, PAYMENT_HOLD_PAYEE,
				l->payee_no == 0 ? "代理納付先が世帯に登録されていない"
								 : "代理納付先の口座が支給日に有効でない");
		}
	}
	if (l->account == NULL)
		return;
	why = unwritable(h->office->kind, l->account, arena);
	if (why != NULL)
		hold(l, PAYMENT_HOLD_KANA, why);
	if (h->returned[l->part - 1].kind != 0 && same_account(l->account, &h->returned[l->part - 1]))
		hold(l, PAYMENT_HOLD_RETURNED, payment_hold_term(PAYMENT_HOLD_RETURNED));
}

static const char *overpaid_reason(const struct payment_line *l, int64_t left, struct arena *arena)
{
	char over[32], rest[32];

	if (l->amount_yen > 0)
		return arena_printf(arena, "世帯の他の支払先に払い過ぎがあり、決定額のうち未払いの%s円を超える",
			trace_yen(left < 0 ? 0 : left, rest));
	return arena_printf(arena, "決定額より%s円多く支払済み%s", trace_yen(-(int64_t)l->amount_yen, over),
		left >= 0 ? "（世帯の全支払先の合計では決定額を超えない）" : "");
}

/* What is left of the decision after all that was paid pays the line, or the line is held. */
static void take(struct payment_line *l, int64_t *left, struct arena *arena)
{
	if (l->amount_yen < 0 || l->amount_yen > *left)
		hold(l, PAYMENT_HOLD_OVERPAID, overpaid_reason(l, *left, arena));
	else
		*left -= l->amount_yen;
}

/* Where some part is overpaid: first those on the household's behalf, then its own. */
static void hold_overpaid(struct payment_plan *plan, int32_t total_yen, struct arena *arena)
{
	int64_t left = total_yen;
	bool overpaid = false;

	for (size_t i = 0; i < plan->n_lines; i++) {
		left -= plan->line[i].paid_yen;
		overpaid = overpaid || plan->line[i].amount_yen < 0;
	}
	for (size_t i = 0; overpaid && i < plan->n_lines; i++) {
		if (plan->line[i].part != PART_HOUSEHOLD)
			take(&plan->line[i], &left, arena);
	}
	for (size_t i = 0; overpaid && i < plan->n_lines; i++) {
		if (plan->line[i].part == PART_HOUSEHOLD)
			take(&plan->line[i], &left, arena);
	}
}

/* ---- the plan ---- */

static void add_lines(const struct payment_household *h, struct payment_plan *plan)
{
	int32_t due[PAYMENT_PARTS_MAX];

	payment_due(&h->decision, h->payee_no, due);
	for (int i = 0; i < PAYMENT_PARTS_MAX; i++) {
		if (due[i] == 0 && h->paid_yen[i] == 0)
			continue;
		plan->line[plan->n_lines++] = (struct payment_line){.part = (enum payment_part)(i + 1),
			.method = i + 1 == PART_HOUSEHOLD ? h->method : PAY_BANK,
			.due_yen = due[i],
			.paid_yen = h->paid_yen[i],
			.amount_yen = due[i] - h->paid_yen[i],
			.payee_no = h->payee_no[i],
			.reason = ""};
	}
}

void payment_plan(const struct payment_household *h, struct arena *arena, struct payment_plan *out)
{
	const char *office =
		h->office == NULL ? "福祉事務所の支払口座が、月の初日に登録されていない" : h->office->why;

	*out = (struct payment_plan){0};
	add_lines(h, out);
	for (size_t i = 0; i < out->n_lines; i++) {
		if (out->line[i].amount_yen == 0)
			continue;
		if (h->order.at != NULL)
			hold(&out->line[i], PAYMENT_HOLD_ORDER, str_copy(arena, h->order));
		if (!h->on_aid && out->line[i].amount_yen > 0)
			hold(&out->line[i], PAYMENT_HOLD_ENDED,
				"決定の後に廃止または停止が登録され、その月に保護の日がない");
		if (h->baseline && out->line[i].amount_yen > 0)
			hold(&out->line[i], PAYMENT_HOLD_BASELINE, payment_hold_term(PAYMENT_HOLD_BASELINE));
		if (office != NULL)
			hold(&out->line[i], PAYMENT_HOLD_OFFICE, office);
	}
	hold_overpaid(out, h->decision.total_yen, arena);
	for (size_t i = 0; i < out->n_lines; i++) {
		if (out->line[i].amount_yen > 0 && office == NULL)
			address(h, arena, &out->line[i]);
	}
}
