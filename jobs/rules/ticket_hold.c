/*
 * ticket_hold.c: one hold after the other, in the order of TICKET_HOLDS; each narrows the days or ends the search.
 */
#include "jobs/rules/ticket_hold.h"

#include "getsuji/facts.h"
#include "jobs/rules/ticket_days.h"

#include <string.h>

struct ticket_context ticket_hold_context(const struct ticket_household *h, struct arena *arena)
{
	struct ticket_context x = {.h = h, .arena = arena};

	for (size_t i = 0; i < h->n_protections; i++) {
		const struct ticket_protection *p = &h->protections[i];
		uint32_t days = ticket_days(h->month, p->from, p->to);

		x.aid |= days;
		if (p->state == PROTECTION_ACTIVE)
			x.active |= days;
	}
	return x;
}

/* ---- words ---- */

/* 「保護停止中（令和9年1月5日から）」; without a day (DAY_MAX, DAY_MIN) the term alone. */
static const char *told(struct arena *a, enum ticket_hold hold, day_t day, const char *after)
{
	char text[64];

	if (day == DAY_MAX || day == DAY_MIN)
		return ticket_hold_term((int)hold);
	return arena_printf(a, "%s（%s%s）", ticket_hold_term((int)hold), day_format_era(day, text), after);
}

static const char *told_why(struct arena *a, enum ticket_hold hold, const char *why)
{
	return arena_printf(a, "%s（%s）", ticket_hold_term((int)hold), why);
}

/* ---- aid and membership ---- */

static const char *not_on_aid(const struct ticket_context *x)
{
	day_t closed = DAY_MIN, opened = DAY_MAX, end = month_first(x->h->month + 1);

	for (size_t i = 0; i < x->h->n_protections; i++) {
		const struct ticket_protection *p = &x->h->protections[i];

		if (p->to < end && p->to > closed)
			closed = p->to;
		if (p->to >= end)
			opened = p->from;
	}
	if (opened != DAY_MAX)
		return told(x->arena, HOLD_NOT_ON_AID, opened, "開始");
	return told(x->arena, HOLD_NOT_ON_AID, closed, "廃止");
}

static const char *suspended(const struct ticket_context *x)
{
	day_t from = DAY_MAX;

	for (size_t i = 0; i < x->h->n_protections; i++) {
		if (x->h->protections[i].state == PROTECTION_SUSPENDED)
			from = x->h->protections[i].from;
	}
	return told(x->arena, HOLD_SUSPENDED, from, "から");
}

static const char *not_a_member(const struct ticket_context *x, int person_no)
{
	day_t left = DAY_MIN, joined = DAY_MAX, end = month_first(x->h->month + 1);

	for (size_t i = 0; i < x->h->n_members; i++) {
		const struct ticket_member *m = &x->h->members[i];

		if (m->person_no != person_no)
			continue;
		if (m->to < end && m->to > left)
			left = m->to;
		if (m->to >= end)
			joined = m->from;
	}
	if (joined != DAY_MAX)
		return told(x->arena, HOLD_NOT_A_MEMBER, joined, "から");
	return told(x->arena, HOLD_NOT_A_MEMBER, left == DAY_MIN ? left : left - 1, "まで");
}

static uint32_t member_days(const struct ticket_household *h, int person_no)
{
	uint32_t days = 0;

	for (size_t i = 0; i < h->n_members; i++) {
		if (h->members[i].person_no == person_no)
			days |= ticket_days(h->month, h->members[i].from, h->members[i].to);
	}
	return days;
}

/* Is the household on aid, protected, and the person in it, on a day of `asked`?  HOLD_NONE: yes. */
static enum ticket_hold look_at_aid(
	const struct ticket_context *x, int person_no, uint32_t asked, const char **reason)
{
	uint32_t days = asked & member_days(x->h, person_no);

	if (x->aid == 0 || (days != 0 && (days & x->aid) == 0)) {
		*reason = not_on_aid(x);
		return HOLD_NOT_ON_AID;
	}
	if (x->active == 0 || (days != 0 && (days & x->active) == 0)) {
		*reason = suspended(x);
		return HOLD_SUSPENDED;
	}
	if (days == 0) {
		*reason = not_a_member(x, person_no);
		return HOLD_NOT_A_MEMBER;
	}
	return HOLD_NONE;
}

enum ticket_hold ticket_hold_of_out(const struct ticket_context *x, int person_no, const char **reason)
{
	enum ticket_hold hold = look_at_aid(x, person_no, UINT32_MAX, reason);

	if (hold != HOLD_NONE)
		return hold;
	*reason = ticket_hold_term(HOLD_TREATMENT_ENDED);
	return HOLD_TREATMENT_ENDED;
}

/* ---- the directory ---- */

static int compare(struct str a, struct str b)
{
	int order = memcmp(a.at, b.at, a.length < b.length ? a.length : b.length);

	return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

/* All periods of a code. */
struct listed {
	const struct ticket_designation *at;
	size_t n;
};

static struct listed listed(const struct ticket_household *h, struct str code)
{
	size_t lo = 0, hi = h->n_designations;
	struct listed l;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (compare(h->designations[middle].code, code) < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	l = (struct listed){.at = h->designations + lo};
	while (lo + l.n < h->n_designations && str_same(l.at[l.n].code, code))
		l.n++;
	return l;
}

/* Kinds as a set, by their numbers. */
static bool among(unsigned kinds, const struct ticket_designation *d)
{
	return (kinds >> d->kind & 1) != 0;
}

static uint32_t designated_days(month_t month, struct listed l, unsigned kinds)
{
	uint32_t days = 0;

	for (size_t i = 0; i < l.n; i++) {
		if (among(kinds, &l.at[i]))
			days |= ticket_days(month, l.at[i].from, l.at[i].to);
	}
	return days;
}

/* The period that says what the institution is called on a day: the one of these kinds that holds on it, else the
 * latest that began by then, else the first; NULL: it is not listed as one of them. */
static const struct ticket_designation *period_on(struct listed l, unsigned kinds, day_t day)
{
	const struct ticket_designation *found = NULL;

	for (size_t i = 0; i < l.n; i++) {
		const struct ticket_designation *d = &l.at[i];

		if (!among(kinds, d))
			continue;
		if (found == NULL || (d->from <= day && d->from > found->from) ||
			(found->from > day && d->from < found->from))
			found = d;
	}
	return found;
}

#define ANY_KIND UINT32_MAX

/* Why an institution that is listed is not designated on any of the days up to `last`: over, not yet, or another kind
 * of institution. */
static enum ticket_hold not_designated(
	struct arena *a, struct listed l, unsigned kinds, day_t last, const char **reason)
{
	const struct ticket_designation *d = period_on(l, kinds, last);
	bool wrong_kind = d == NULL;
	char day[64];

	if (wrong_kind)
		d = period_on(l, ANY_KIND, last);
	if (d->from > last) {
		*reason = arena_printf(
			a, "%s（%sから指定）", ticket_hold_term(HOLD_INSTITUTION_EARLY), day_format_era(d->from, day));
		return HOLD_INSTITUTION_EARLY;
	}
	if (!wrong_kind || d->to <= last) {
		*reason = arena_printf(a, "%s（%s　%s）", ticket_hold_term(HOLD_INSTITUTION_ENDED),
			ticket_end_term(d->end), day_format_era(d->to, day));
		return HOLD_INSTITUTION_ENDED;
	}
	*reason = told_why(a, HOLD_INSTITUTION_KIND, ticket_kind_term(d->kind));
	return HOLD_INSTITUTION_KIND;
}

static day_t day_in(const struct ticket_household *h, int day_of_month)
{
	return month_first(h->month) + day_of_month - 1;
}

/* Narrows out->days to those on which the institution is designated. */
static enum ticket_hold look_at_institution(
	const struct ticket_context *x, const struct ticket_want *want, struct ticket_holding *out)
{
	struct listed l = listed(x->h, want->rows[want->n - 1].institution_code);
	unsigned kinds = 1U << want->rule->kind;
	uint32_t days = out->days & designated_days(x->h->month, l, kinds);

	if (l.n == 0) {
		out->reason = ticket_hold_term(HOLD_INSTITUTION_UNKNOWN);
		return HOLD_INSTITUTION_UNKNOWN;
	}
	if (days == 0)
		return not_designated(x->arena, l, kinds, day_in(x->h, ticket_days_last(out->days)), &out->reason);
	out->days = days;
	return HOLD_NONE;
}

/* Names as of the last day on which the ticket is valid. */
static void name_institutions(
	const struct ticket_household *h, const struct ticket_want *want, struct ticket_holding *out)
{
	const struct ticket_request *r = &want->rows[want->n - 1];
	day_t day = out->days == 0 ? month_first(h->month + 1) - 1 : day_in(h, ticket_days_last(out->days));
	struct listed l = listed(h, r->institution_code);
	const struct ticket_designation *d = period_on(l, 1U << want->rule->kind, day);

	if (d == NULL)
		d = period_on(l, ANY_KIND, day);
	if (d != NULL)
		out->institution_name = d->name;
	d = period_on(listed(h, r->prescriber_code), ANY_KIND, day);
	if (d != NULL)
		out->prescriber_name = d->name;
}

#define PRESCRIBER_KINDS (1U << INSTITUTION_MEDICAL | 1U << INSTITUTION_DENTAL)

static enum ticket_hold look_at_prescriber(
	const struct ticket_context *x, const struct ticket_request *r, struct ticket_holding *out)
{
	struct listed l = listed(x->h, r->prescriber_code);
	const char *why;

	if (r->prescriber_code.length == 0)
		out->reason = told_why(x->arena, HOLD_PRESCRIBER, "登録がない");
	else if (l.n == 0)
		out->reason = told_why(x->arena, HOLD_PRESCRIBER, "指定機関の名簿にない");
	else if ((designated_days(x->h->month, l, PRESCRIBER_KINDS) & ticket_days_last_stretch(out->days)) == 0) {
		(void)not_designated(x->arena, l, PRESCRIBER_KINDS, day_in(x->h, ticket_days_last(out->days)), &why);
		out->reason = arena_printf(x->arena, "%s：%s", ticket_hold_term(HOLD_PRESCRIBER), why);
	} else {
		return HOLD_NONE;
	}
	return HOLD_PRESCRIBER;
}

/* ---- opinions ---- */

/* What the opinions about a person at an institution say of a service, and since when (DAY_MAX: there is none). */
static struct opinion_standing standing(const struct ticket_household *h, int person_no,
	struct str institution_code, const struct ticket_rule *rule, day_t *since)
{
	struct opinion_standing s;
	size_t from = 0, n = 0;

	for (size_t i = 0; i < h->n_opinions; i++) {
		const struct ticket_opinion_key *k = &h->opinion_keys[i];

		if (k->person_no != person_no || k->service != rule->service ||
			!str_same(k->institution_code, institution_code))
			continue;
		if (n++ == 0)
			from = i;
	}
	opinion_look(&h->opinions[from], n, rule->opinion_months, h->month, &s);
	*since = s.at < n ? h->opinions[from + s.at].valid_from : DAY_MAX;
	return s;
}

/* A single treatment needs no opinion in the month in which it begins. */
static bool single_in_month(const struct ticket_request *r, month_t month)
{
	return r->basis == BASIS_SINGLE && month_of_day(r->from) == month;
}

static bool needs_opinion(const struct ticket_want *want, month_t month)
{
	for (size_t i = 0; i < want->n; i++) {
		if (!single_in_month(&want->rows[i], month))
			return true;
	}
	return false;
}

static bool single_at(const struct ticket_household *h, int person_no, struct str institution_code)
{
	for (size_t i = 0; i < h->n_requests; i++) {
		const struct ticket_request *r = &h->requests[i];

		if (r->person_no == person_no && str_same(r->institution_code, institution_code) &&
			single_in_month(r, h->month))
			return true;
	}
	return false;
}

/* What holds where several services were judged: one that is covered, else a refusal, else the one that lasted
 * longest. */
static bool outweighs(const struct opinion_standing *a, const struct opinion_standing *b)
{
	if (a->state != b->state)
		return a->state == OPINION_VALID || (a->state == OPINION_REFUSED && b->state != OPINION_VALID) ||
			   (a->state == OPINION_EXPIRED && b->state == OPINION_MISSING);
	return a->until_on > b->until_on;
}

/* The prescriber's opinion about any of his services. */
static struct opinion_standing prescribed(
	const struct ticket_household *h, const struct ticket_request *r, day_t *since)
{
	struct opinion_standing best = {.state = OPINION_MISSING, .until_on = DAY_MIN};

	*since = DAY_MAX;
	for (size_t i = 0; i < TICKET_SERVICE_COUNT; i++) {
		day_t of_service;

		if (h->rules->rules[i].opinion != TICKET_OPINION_OWN)
			continue;
		struct opinion_standing s =
			standing(h, r->person_no, r->prescriber_code, &h->rules->rules[i], &of_service);

		if (outweighs(&s, &best)) {
			best = s;
			*since = of_service;
		}
	}
	return best;
}

static enum ticket_hold look_at_opinion(
	const struct ticket_context *x, const struct ticket_want *want, struct ticket_holding *out)
{
	const struct ticket_request *r = &want->rows[want->n - 1];
	struct opinion_standing s;
	day_t since;

	if (want->rule->opinion == TICKET_OPINION_NONE || !needs_opinion(want, x->h->month))
		return HOLD_NONE;
	if (want->rule->opinion == TICKET_OPINION_OWN) {
		s = standing(x->h, r->person_no, r->institution_code, want->rule, &since);
	} else {
		if (single_at(x->h, r->person_no, r->prescriber_code))
			return HOLD_NONE;
		s = prescribed(x->h, r, &since);
	}
	if (s.state == OPINION_VALID)
		return HOLD_NONE;
	if (s.state == OPINION_REFUSED) {
		out->reason = told(x->arena, HOLD_OPINION_REFUSED, since, "から");
		return HOLD_OPINION_REFUSED;
	}
	if (s.state == OPINION_EXPIRED) {
		out->reason = told(x->arena, HOLD_OPINION_EXPIRED, s.until_on, "まで");
		return HOLD_OPINION_EXPIRED;
	}
	out->reason = ticket_hold_term(HOLD_OPINION_MISSING);
	return HOLD_OPINION_MISSING;
}

/* ---- the rest ---- */

/* Narrows the days of care to those of the certification (要介護認定). */
static enum ticket_hold look_at_certification(
	const struct ticket_context *x, const struct ticket_want *want, struct ticket_holding *out)
{
	const struct ticket_request *r = &want->rows[want->n - 1];
	uint32_t days = out->days & ticket_days(x->h->month, r->certified_from, r->certified_to);

	if (want->rule->type != TICKET_CARE)
		return HOLD_NONE;
	if (r->insured_no.length == 0)
		out->reason = told_why(x->arena, HOLD_CERTIFICATION, "被保険者番号の登録がない");
	else if (days == 0 && r->certified_from > day_in(x->h, ticket_days_last(out->days)))
		out->reason = told(x->arena, HOLD_CERTIFICATION, r->certified_from, "から");
	else if (days == 0)
		out->reason = told(x->arena, HOLD_CERTIFICATION, r->certified_to - 1, "まで");
	else {
		out->days = days;
		return HOLD_NONE;
	}
	return HOLD_CERTIFICATION;
}

static enum ticket_hold look_at_office(const struct ticket_context *x, struct ticket_holding *out)
{
	out->reason = ticket_hold_term(HOLD_OFFICE);
	return x->h->payer_no.at == NULL ? HOLD_OFFICE : HOLD_NONE;
}

static enum ticket_hold look_at_order(const struct ticket_context *x, struct ticket_holding *out)
{
	const struct ticket_household *h = x->h;

	if (!h->decided) {
		out->reason = ticket_hold_term(HOLD_DECISION);
		return HOLD_DECISION;
	}
	out->reason = arena_printf(x->arena, "%s（%.*s）", ticket_hold_term(HOLD_ORDER),
		(int)h->hold_reason.length, h->hold_reason.length == 0 ? "" : h->hold_reason.at);
	return h->held ? HOLD_ORDER : HOLD_NONE;
}

static enum ticket_hold first_hold(
	const struct ticket_context *x, const struct ticket_want *want, struct ticket_holding *out)
{
	const struct ticket_request *r = &want->rows[want->n - 1];
	enum ticket_hold hold;
	uint32_t asked = 0;

	for (size_t i = 0; i < want->n; i++)
		asked |= ticket_days(x->h->month, want->rows[i].from, want->rows[i].to);
	hold = look_at_aid(x, r->person_no, asked, &out->reason);
	if (hold != HOLD_NONE)
		return hold;
	out->days = asked & member_days(x->h, r->person_no) & x->active;
	if (want->twice) {
		out->reason = ticket_hold_term(HOLD_TWICE);
		return HOLD_TWICE;
	}
	hold = look_at_office(x, out);
	if (hold == HOLD_NONE)
		hold = look_at_institution(x, want, out);
	if (hold == HOLD_NONE && want->rule->type == TICKET_DISPENSING)
		hold = look_at_prescriber(x, r, out);
	if (hold == HOLD_NONE)
		hold = look_at_opinion(x, want, out);
	if (hold == HOLD_NONE)
		hold = look_at_certification(x, want, out);
	return hold == HOLD_NONE ? look_at_order(x, out) : hold;
}

void ticket_hold_look(
	const struct ticket_context *x, const struct ticket_want *want, struct ticket_holding *out)
{
	*out = (struct ticket_holding){.hold = HOLD_NONE};
	out->hold = first_hold(x, want, out);
	if (out->hold == HOLD_NONE)
		out->reason = "";
	name_institutions(x->h, want, out);
}
