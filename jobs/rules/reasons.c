/*
 * reasons.c: sentences from the difference of two decisions.
 */
#include "jobs/rules/reasons.h"

#include "getsuji/facts.h"
#include "jobs/rules/benefit_rules.h"
#include "jobs/rules/income.h"
#include "jobs/rules/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { SENTENCE_MAX = 1024, AWARDS_MAX = 3, RULES_MAX = 24 };

/* Text and rules under construction. */
struct writing {
	const struct decided *before, *after;
	const struct revisions *revised;
	struct arena *keep;
	const char *text;
	const char *rule[RULES_MAX];
	int rules;
};

static const char *reason_term(uint8_t reason)
{
	switch ((enum fact_reason)reason) {
#define X(name, number, word, term) \
	case name: \
		return term;
		FACT_EVENT_REASONS(X)
#undef X
	}
	return "";
}

static void add_rule(struct writing *w, const char *number)
{
	for (int i = 0; i < w->rules; i++) {
		if (strcmp(w->rule[i], number) == 0)
			return;
	}
	if (w->rules < RULES_MAX)
		w->rule[w->rules++] = number;
}

__attribute__((format(printf, 3, 4))) static void sentence(
	struct writing *w, const char *rule, const char *fmt, ...)
{
	char line[SENTENCE_MAX];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(line, sizeof line, fmt, args);
	va_end(args);
	w->text =
		w->text[0] == '\0' ? arena_strdup(w->keep, line) : arena_printf(w->keep, "%s\n%s", w->text, line);
	add_rule(w, rule);
}

static int32_t was(const struct writing *w, enum benefit_field f)
{
	return w->before->yen[f];
}

static int32_t is(const struct writing *w, enum benefit_field f)
{
	return w->after->yen[f];
}

static bool differs(const struct writing *w, enum benefit_field f)
{
	return was(w, f) != is(w, f);
}

/* Are the components of the earlier decision known?  One taken over from another system (移行) may have
 * totals alone. */
static bool components_known(const struct decided *d)
{
	return d->yen[BENEFIT_minimum_total] == 0 || d->yen[BENEFIT_class1_sum] != 0 ||
		   d->yen[BENEFIT_institution_basic] != 0;
}

/* Standards are revised on 1 April and 1 October: which half of which fiscal year. */
static int half_year(month_t month)
{
	int m = month_number(month);

	return month_fiscal_year(month) * 2 + (m >= 10 || m <= 3);
}

/* Why the base of living changed, as far as two decisions tell. */
static const char *because_household(const struct writing *w, char out[static 160])
{
	const struct decided *b = w->before, *a = w->after;

	if (b->persons != a->persons)
		(void)snprintf(out, 160, "世帯員が%d人から%d人になったため、", b->persons, a->persons);
	else if (b->home_size != a->home_size)
		(void)snprintf(
			out, 160, "居宅の基準による世帯員が%d人から%d人になったため、", b->home_size, a->home_size);
	else if (b->grade != a->grade)
		(void)snprintf(
			out, 160, "級地が%sから%sになったため、", rates_grade_text(b->grade), rates_grade_text(a->grade));
	else if (month_fiscal_year(b->month) != month_fiscal_year(a->month))
		(void)snprintf(out, 160, "4月1日の年齢改定または基準の改定により、");
	else if (half_year(b->month) != half_year(a->month))
		(void)snprintf(out, 160, "基準の改定により、");
	else
		(void)snprintf(out, 160, "世帯員または世帯の状況に変更があったため、");
	return out;
}

static const char *because_addition(const struct writing *w, enum benefit_field f)
{
	if (was(w, f) == 0)
		return "加算の要件に該当したため、";
	if (is(w, f) == 0)
		return "加算の要件に該当しなくなったため、";
	return "加算の対象または加算額が変わったため、";
}

/* The limit is the reason only where it was, or is, what the amount stops at. */
static const char *because_housing(const struct writing *w)
{
	const struct decided *b = w->before, *a = w->after;
	bool limit = b->yen[BENEFIT_housing_limit] != a->yen[BENEFIT_housing_limit];
	bool bound = b->yen[BENEFIT_housing] == b->yen[BENEFIT_housing_limit] ||
				 a->yen[BENEFIT_housing] == a->yen[BENEFIT_housing_limit];

	return limit && bound ? "住宅扶助の限度額が変わったため、" : "家賃または家賃を要する期間の変更により、";
}

static const char *because_income(const struct writing *w, enum benefit_field f)
{
	return was(w, f) == 0  ? "収入があったため、"
		   : is(w, f) == 0 ? "収入がなくなったため、"
						   : "収入の額が変わったため、";
}

/* What one revision changes of 年金の認定額 in a month (I2). */
static yen_t revision_month(const struct revision *r)
{
	struct context c = {0};

	return income_pension_month(&c, r->annual_after, r->withheld_after) -
		   income_pension_month(&c, r->annual_before, r->withheld_before);
}

/* "老齢基礎・老齢厚生年金は年額831,700円から847,300円に" */
static const char *revision_text(const struct revision *r, struct arena *keep)
{
	const char *award = r->award[0] == '\0' ? "年金" : r->award;
	char text[4][32];

	trace_yen(r->annual_before, text[0]);
	trace_yen(r->annual_after, text[1]);
	trace_yen(r->withheld_before, text[2]);
	trace_yen(r->withheld_after, text[3]);
	if (r->withheld_before == r->withheld_after)
		return arena_printf(keep, "%sは年額%s円から%s円に", award, text[0], text[1]);
	if (r->annual_before == r->annual_after)
		return arena_printf(
			keep, "%sから差し引かれる介護保険料等は月額%s円から%s円に", award, text[2], text[3]);
	return arena_printf(keep, "%sは年額%s円から%s円に、差し引かれる介護保険料等は月額%s円から%s円に", award,
		text[0], text[1], text[2], text[3]);
}

/* A revision that an answer confirmed, with its month and amounts; where it does not explain the whole
 * difference, the sentence says that there is more. */
static const char *because_pension(const struct writing *w)
{
	const struct revisions *all = w->revised;
	const char *awards = "", *more = "";
	yen_t explained = 0;
	char month[64];

	if (all == NULL || all->count == 0)
		return because_income(w, BENEFIT_income_pension);
	for (int i = 0; i < all->count; i++) {
		explained += revision_month(&all->at[i]);
		if (i < AWARDS_MAX)
			awards = arena_printf(
				w->keep, "%s%s%s", awards, i == 0 ? "" : "、", revision_text(&all->at[i], w->keep));
	}
	if (all->count > AWARDS_MAX)
		awards = arena_printf(w->keep, "%sほか%d件", awards, all->count - AWARDS_MAX);
	if (explained != (yen_t)is(w, BENEFIT_income_pension) - was(w, BENEFIT_income_pension))
		more = "とその他の年金の変更";
	return arena_printf(w->keep,
		"年金額の改定（%s分から、年金の支給元への照会の回答により確認：%s）%sにより、",
		month_format_era(month_of_day(all->at[0].from), month), awards, more);
}

static const char *because(const struct writing *w, enum benefit_field f, char out[static 160])
{
	if (f >= BENEFIT_add_disability && f <= BENEFIT_add_care_facility)
		return because_addition(w, f);
	switch (f) {
	case BENEFIT_class1_reduced:
	case BENEFIT_class2:
	case BENEFIT_transitional:
	case BENEFIT_special:
		return because_household(w, out);
	case BENEFIT_winter:
		if (was(w, f) != 0 && is(w, f) != 0)
			return because_household(w, out);
		(void)snprintf(out, 160, "%d月は冬季加算の期間%sため、", month_number(w->after->month),
			is(w, f) != 0 ? "である" : "でない");
		return out;
	case BENEFIT_year_end:
		return is(w, f) != 0 ? "12月分として、" : "12月に限り支給するものであるため、";
	case BENEFIT_institution_basic:
		return was(w, f) == 0  ? "入院または施設入所の基準によることとなったため、"
			   : is(w, f) == 0 ? "居宅の基準によることとなったため、"
							   : because_household(w, out);
	case BENEFIT_housing:
		return because_housing(w);
	case BENEFIT_education:
	case BENEFIT_high_school:
		return was(w, f) == 0  ? "就学したため、"
			   : is(w, f) == 0 ? "就学の期間が終わったため、"
							   : "就学する人数、学校の種別、実費または基準の変更により、";
	case BENEFIT_income_pension:
		return because_pension(w);
	case BENEFIT_income_earned:
	case BENEFIT_income_allowance:
	case BENEFIT_income_other:
	case BENEFIT_income_temporary:
	case BENEFIT_income_overpaid:
		return because_income(w, f);
	default:
		return "実際に要する費用により、";
	}
}

static void component(struct writing *w, enum benefit_field f)
{
	char why[160], before[32], after[32];

	if (!differs(w, f))
		return;
	sentence(w, benefit_rule(f), "%s%sが%s円から%s円に変わりました（%s）。", because(w, f, why),
		benefit_term(f), trace_yen(was(w, f), before), trace_yen(is(w, f), after), benefit_citation(f));
}

static bool whole_month(const struct decided *d)
{
	return d->protected_days == month_days(d->month);
}

/* "1か月分", "15日分". */
static const char *days_text(const struct decided *d, char out[static 24])
{
	if (whole_month(d))
		return "1か月分";
	(void)snprintf(out, 24, "%d日分", d->protected_days);
	return out;
}

/* For how long, where one of the months was not a whole one. */
static void days(struct writing *w)
{
	char before[24], after[24];

	if (w->before->protected_days == 0 || (whole_month(w->before) && whole_month(w->after)) ||
		w->before->protected_days == w->after->protected_days)
		return;
	sentence(w, "P2", "前回の決定は%s、今回の決定は%sの保護について計算しました（課長通知第7の19）。",
		days_text(w->before, before), days_text(w->after, after));
}

/* 基準生活費 of a whole month without a change in its middle. */
static int64_t base_of_whole_month(const struct decided *d)
{
	static const enum benefit_field parts[] = {BENEFIT_class1_reduced, BENEFIT_class2, BENEFIT_transitional,
		BENEFIT_special, BENEFIT_winter, BENEFIT_year_end, BENEFIT_institution_basic};
	int64_t sum = 0;

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		sum += d->yen[parts[i]];
	return sum;
}

/* Components are those of the month's end: where a month had a change in its middle, they do not tell
 * what was due for it. */
static void middle_of_month(struct writing *w)
{
	char before[32], after[32];

	if (!whole_month(w->before) || !whole_month(w->after))
		return;
	if (base_of_whole_month(w->before) == was(w, BENEFIT_base_total) &&
		base_of_whole_month(w->after) == is(w, BENEFIT_base_total))
		return;
	sentence(w, "P3",
		"月の中途の変更により日割で計算したため、基準生活費は前回が%s円、今回が%s円です（課長通知第7の19）。",
		trace_yen(was(w, BENEFIT_base_total), before), trace_yen(is(w, BENEFIT_base_total), after));
}

static void totals(struct writing *w)
{
	char text[4][32];

	sentence(w, "§0",
		"最低生活費が%s円から%s円に、収入充当額が%s円から%s円に変わりました（生活保護法第8条）。",
		trace_yen(was(w, BENEFIT_minimum_total), text[0]), trace_yen(is(w, BENEFIT_minimum_total), text[1]),
		trace_yen(was(w, BENEFIT_income_recognised), text[2]),
		trace_yen(is(w, BENEFIT_income_recognised), text[3]));
}

static void components(struct writing *w)
{
	static const enum benefit_field fields[] = {BENEFIT_class1_reduced, BENEFIT_class2, BENEFIT_transitional,
		BENEFIT_special, BENEFIT_winter, BENEFIT_year_end, BENEFIT_institution_basic, BENEFIT_add_disability,
		BENEFIT_add_single_parent, BENEFIT_add_single_parent_transitional, BENEFIT_add_child_rearing,
		BENEFIT_add_child_transitional, BENEFIT_add_pregnancy, BENEFIT_add_radiation,
		BENEFIT_add_home_patient, BENEFIT_add_care_facility, BENEFIT_add_care_premium,
		BENEFIT_temporary_living, BENEFIT_housing, BENEFIT_education, BENEFIT_high_school, BENEFIT_care,
		BENEFIT_medical, BENEFIT_birth, BENEFIT_occupation, BENEFIT_funeral, BENEFIT_facility_office,
		BENEFIT_income_earned, BENEFIT_income_pension, BENEFIT_income_allowance, BENEFIT_income_other,
		BENEFIT_income_temporary, BENEFIT_income_overpaid};

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		component(w, fields[i]);
}

static void write_change(struct writing *w)
{
	char on[64];

	if (w->after->protected_days == 0) {
		sentence(w, "P1",
			"%sは全期間について保護を停止しているため、保護費を支給しません（生活保護法第26条）。",
			month_format_era(w->after->month, on));
		totals(w);
		return;
	}
	if (w->after->event == EVENT_RESUMED)
		sentence(w, "P1", "%s%s%sから保護の停止を解除しました（生活保護法第26条）。",
			reason_term(w->after->event_reason), w->after->event_reason == REASON_NONE ? "" : "により、",
			day_format_era(w->after->event_on, on));
	if (w->before->protected_days > 0 && components_known(w->before)) {
		components(w);
		middle_of_month(w);
	}
	days(w);
	/* No component differs, or none is known: the totals say what changed. */
	if (w->text[0] == '\0' || !components_known(w->before) || w->before->protected_days == 0)
		totals(w);
}

/* What the need is compared with: the numbers of a month that was decided on. */
static void need_and_income(struct writing *w, const struct decided *d)
{
	char month[64], text[2][32];

	if (d->protected_days == 0) {
		sentence(w, "§0", "%s分の支給額は0円です（生活保護法第26条）。", month_format_era(d->month, month));
		return;
	}
	sentence(w, "§0", "%s分の最低生活費は%s円、収入充当額は%s円です（生活保護法第8条）。",
		month_format_era(d->month, month), trace_yen(d->yen[BENEFIT_minimum_total], text[0]),
		trace_yen(d->yen[BENEFIT_income_recognised], text[1]));
	if (d->event == EVENT_CLOSED && d->event_reason == REASON_DEATH && d->persons == 1 &&
		rule_defaults.death_keeps_month)
		sentence(w, "C3", "%s分の保護費は、死亡により変更しません（生活保護法第80条）。", month);
	else if (d->protected_days > 0 && d->protected_days < month_days(d->month))
		sentence(w, "P2", "%s分は%d日分として日割により計算しました（課長通知第7の19）。",
			month_format_era(d->month, month), d->protected_days);
}

/* Earlier months may have been set aside, or not taken over from another system (移行). */
static void write_unknown_before(struct writing *w)
{
	sentence(w, "§0",
		"前回までに確定した決定の登録がないため、前回と比較できません。担当者の確認が必要です（生活保護法第25"
		"条）。");
	need_and_income(w, w->after);
}

static void write_opening(struct writing *w)
{
	const struct decided *a = w->after;
	day_t from = a->event_on;
	char on[64];

	if (a->event_reason != REASON_NONE)
		sentence(w, "P1",
			"%sにより最低限度の生活を維持できないため、%sから保護を開始します（生活保護法第24条）。",
			reason_term(a->event_reason), day_format_era(from, on));
	else
		sentence(w, "P1",
			"収入充当額が最低生活費に満たないため、%sから保護を要すると認めました（生活保護法第24条）。",
			day_format_era(from, on));
	need_and_income(w, a);
}

static void write_ending(struct writing *w, const char *verb)
{
	const struct decided *a = w->after, *numbers = a->protected_days > 0 || w->before == NULL ? a : w->before;
	char on[64];

	sentence(w, "P1", "%s%s%sから保護を%sします（生活保護法第26条）。",
		a->event_reason == REASON_NONE ? "保護を要しなくなったため、" : reason_term(a->event_reason),
		a->event_reason == REASON_NONE ? "" : "により、", day_format_era(a->event_on, on), verb);
	need_and_income(w, numbers);
}

int64_t reasons_own_payment(const struct decided *d)
{
	return (int64_t)d->yen[BENEFIT_own_payment_care] + d->yen[BENEFIT_own_payment_medical] +
		   d->yen[BENEFIT_own_payment_facility];
}

bool reasons_amounts_differ(const struct decided *before, const struct decided *after)
{
	for (int f = BENEFIT_payable_livelihood; f <= BENEFIT_payable_funeral; f++) {
		if (before->yen[f] != after->yen[f])
			return true;
	}
	return before->yen[BENEFIT_own_payment_care] != after->yen[BENEFIT_own_payment_care] ||
		   before->yen[BENEFIT_own_payment_medical] != after->yen[BENEFIT_own_payment_medical] ||
		   before->yen[BENEFIT_own_payment_facility] != after->yen[BENEFIT_own_payment_facility];
}

/* Was the event of this decision already decided, by an earlier edition of the month? */
static bool decided_before(const struct decided *before, const struct decided *after)
{
	return before != NULL && before->month == after->month && before->event == after->event &&
		   before->event_on == after->event_on;
}

enum change_kind reasons_kind(const struct decided *before, const struct decided *after)
{
	if (!decided_before(before, after)) {
		if (after->event == EVENT_CLOSED)
			return CHANGE_CLOSING;
		if (after->event == EVENT_SUSPENDED)
			return CHANGE_SUSPENSION;
		if (after->event == EVENT_OPENED)
			return CHANGE_OPENING;
		if (before == NULL)
			return after->protected_days > 0 ? CHANGE_CHANGE : CHANGE_NONE;
		if (after->event == EVENT_RESUMED)
			return CHANGE_CHANGE;
	}
	/* A month of a suspension that was decided before brings nothing new. */
	if (after->protected_days == 0 && (before->event == EVENT_SUSPENDED || before->protected_days == 0))
		return CHANGE_NONE;
	bool same = !reasons_amounts_differ(before, after) &&
				before->yen[BENEFIT_minimum_total] == after->yen[BENEFIT_minimum_total] &&
				before->yen[BENEFIT_income_recognised] == after->yen[BENEFIT_income_recognised];

	return same ? CHANGE_NONE : CHANGE_CHANGE;
}

void reasons_write(enum change_kind kind, const struct decided *before, const struct decided *after,
	const struct revisions *revised, struct arena *keep, struct reasons *out)
{
	struct writing w = {.before = before, .after = after, .revised = revised, .keep = keep, .text = ""};
	const char *rules = "";

	switch (kind) {
	case CHANGE_NONE:
		break;
	case CHANGE_OPENING:
		write_opening(&w);
		break;
	case CHANGE_CHANGE:
		if (before == NULL)
			write_unknown_before(&w);
		else
			write_change(&w);
		break;
	case CHANGE_SUSPENSION:
		write_ending(&w, "停止");
		break;
	case CHANGE_CLOSING:
		write_ending(&w, "廃止");
		break;
	}
	for (int i = 0; i < w.rules; i++)
		rules = i == 0 ? w.rule[i] : arena_printf(keep, "%s %s", rules, w.rule[i]);
	out->text = w.text;
	out->rules = rules;
}
