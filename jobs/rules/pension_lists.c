/*
 * pension_lists.c: the worksheet of retroactive awards, whom to ask about the supplement, and whose medical
 * certificate is due.
 */
#include "jobs/rules/pension_check.h"

#include <string.h>

/* ---- worksheet ---- */

static month_t first_month_of(const struct pension_award *a, month_t oldest)
{
	bool known;
	month_t first = pension_check_first_covered(a, &known);

	if (known)
		return first > oldest ? first : oldest;
	for (int i = 0; i < a->n_amounts; i++) {
		month_t from = month_of_day(a->amounts[i].from);

		if (i == 0 || from < first)
			first = from;
	}
	return first > oldest ? first : oldest;
}

/* The item's row on the first of a month; NULL: none. */
static const struct pension_income *income_in(const struct pension_person *p, int16_t item_no, month_t month)
{
	day_t first = month_first(month);

	for (int i = 0; i < p->n_incomes; i++) {
		const struct pension_income *in = &p->incomes[i];

		if (in->item_no == item_no && in->from <= first && in->to > first)
			return in;
	}
	return NULL;
}

static void add_month(const struct pension_person *p, const struct pension_line *l, struct pension_month *m)
{
	const struct pension_amount *row = pension_check_amount(l->award, month_first(m->month));
	yen_t annual = 0;

	m->known = m->known && row != NULL && pension_annual(row, &annual);
	m->evidence += annual / 12;
	const struct pension_income *in = l->item_no == 0 ? NULL : income_in(p, l->item_no, m->month);

	if (in != NULL)
		m->recognised += in->amount_yen / 12;
}

int pension_worksheet(const struct pension_person *p, const struct pension_finding *f,
	struct pension_month out[static PENSION_MONTHS])
{
	month_t oldest = p->month - PENSION_MONTHS_BACK, first = p->month + 1;
	int n = 0;

	for (int i = 0; i < f->n_lines; i++) {
		if (f->lines[i].class != CLASS_PENSION_RETROACTIVE)
			continue;
		month_t from = first_month_of(f->lines[i].award, oldest);

		first = from < first ? from : first;
	}
	for (month_t month = first; month <= p->month; month++) {
		out[n] = (struct pension_month){.month = month, .known = true};
		for (int i = 0; i < f->n_lines; i++) {
			const struct pension_line *l = &f->lines[i];

			if (l->class == CLASS_PENSION_RETROACTIVE && month >= first_month_of(l->award, oldest))
				add_month(p, l, &out[n]);
		}
		n++;
	}
	return n;
}

/* ---- certificates ---- */

enum pension_certificate pension_certificate(const struct pension_basis *b, int *year)
{
	*year = 0;
	if (b->fixed_years == 0 && b->certificate.length == 1 && b->certificate.at[0] == '1')
		return CERTIFICATE_NEVER;
	if (b->fixed_years <= 0 || b->certified_year < 0)
		return CERTIFICATE_UNKNOWN;
	*year = b->certified_year + b->fixed_years;
	return CERTIFICATE_DUE;
}

static const char *certificate_reason(
	const struct pension_basis *b, int16_t due_year, const char *term, struct arena *keep)
{
	if (due_year != 0)
		return arena_printf(keep, "%s: 認定年%d年＋有期固定年数%d年＝%d年", term, b->certified_year,
			b->fixed_years, due_year);
	if (b->fixed_years == 0)
		return arena_printf(
			keep, "%s: 有期固定年数は0ですが、診断書コードが永久認定（1）ではありません", term);
	return arena_printf(keep, "%s: %sがないため、提出時期が分かりません", term,
		b->fixed_years < 0 ? "有期固定年数" : "認定年");
}

static bool is_listed(const struct pension_notable *n, int count, struct str code, int16_t due_year)
{
	for (int i = 0; i < count; i++) {
		if (n[i].list == NOTABLE_CERTIFICATE && n[i].due_year == due_year && n[i].code.at == code.at)
			return true;
	}
	return false;
}

static int certificates_of(const struct pension_line *l, month_t month, int n, struct arena *keep,
	struct pension_notable out[static PENSION_NOTABLES])
{
	day_t last = month_first(month + 1) - 1;

	for (int i = 0; i < l->award->n_bases; i++) {
		const struct pension_basis *b = &l->award->bases[i];
		int year;
		enum pension_certificate due = pension_certificate(b, &year);
		int16_t due_year = (int16_t)year; /* at most 2200 + 99 */

		if (due == CERTIFICATE_NEVER || b->lost_on <= last || n == PENSION_NOTABLES)
			continue;
		if (due == CERTIFICATE_DUE && year != month_year(month) && year != month_year(month) + 1)
			continue;
		if (is_listed(out, n, l->code, due_year))
			continue;
		out[n++] = (struct pension_notable){.list = NOTABLE_CERTIFICATE,
			.code = l->code,
			.due_year = due_year,
			.reason = certificate_reason(b, due_year, l->term, keep)};
	}
	return n;
}

/* ---- supplement ---- */

static bool has_supplement(const struct pension_person *p)
{
	for (int i = 0; i < p->n_links; i++) {
		if (p->links[i].benefit == AWARD_SUPPLEMENT)
			return true;
	}
	return false;
}

/* The recognised pension that the supplement may go with; NULL: none. */
static const struct pension_link *supplement_candidate(
	const struct pension_person *p, const struct matching_tables *t)
{
	day_t first = month_first(p->month);

	for (int i = 0; i < p->n_links; i++) {
		if (p->links[i].benefit != AWARD_PENSION || income_in(p, p->links[i].item_no, p->month) == NULL)
			continue;
		if (matching_supplement_goes(matching_code(t, p->links[i].code), p->own.birth_on, first))
			return &p->links[i];
	}
	return NULL;
}

static int add_supplement(const struct pension_person *p, const struct matching_request *asked,
	const struct matching_tables *t, struct arena *keep, struct pension_notable out[static PENSION_NOTABLES])
{
	const struct pension_link *link = supplement_candidate(p, t);
	char day[64];

	if (link == NULL || has_supplement(p) ||
		(asked->asked && !(asked->answered && asked->state == ANSWER_NONE)))
		return 0;
	const char *name = matching_code(t, link->code)->name;

	out[0] = (struct pension_notable){.list = NOTABLE_SUPPLEMENT, .code = link->code};
	if (asked->asked)
		out[0].reason =
			arena_printf(keep, "%sを認定していますが、%sの照会の回答は「該当なし」です（請求の有無を確認）",
				name, day_format_era(asked->asked_on, day));
	else
		out[0].reason = arena_printf(keep, "%sを認定していますが、給付金を照会していません", name);
	return 1;
}

int pension_notables(const struct pension_person *p, const struct pension_finding *f,
	const struct matching_request *supplement, const struct matching_tables *t, struct arena *keep,
	struct pension_notable out[static PENSION_NOTABLES])
{
	int n = add_supplement(p, supplement, t, keep, out);

	for (int i = 0; i < f->n_lines; i++) {
		const struct pension_line *l = &f->lines[i];
		const struct pension_code *code = matching_code(t, l->code);

		if (l->award != NULL && code != NULL && code->kind == PENSION_DISABILITY)
			n = certificates_of(l, p->month, n, keep, out);
	}
	return n;
}
