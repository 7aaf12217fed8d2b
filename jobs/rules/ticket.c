/*
 * ticket.c: from the facts of a household to the lines of its tickets (see ticket.h).
 *
 * Requests become lines; each is looked at for holds (ticket_hold.c); tickets that are out find their line, or become
 * one of their own; the own payment looks for a line that will be out; then each line is compared with what is out
 * (ticket_change.c) and gets its action.
 */
#include "jobs/rules/ticket.h"

#include "jobs/rules/ticket_change.h"
#include "jobs/rules/ticket_days.h"
#include "jobs/rules/ticket_hold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct str text_of(const char *zero_terminated)
{
	return (struct str){zero_terminated, strlen(zero_terminated)};
}

static const struct str empty = {"", 0};

/* ---- coverage and remarks ---- */

/* The rows of a person's coverage. */
static const struct coverage_row *coverage_of(const struct ticket_household *h, int person_no, size_t *n)
{
	size_t from = 0;

	*n = 0;
	for (size_t i = 0; i < h->n_coverages; i++) {
		if (h->covered_nos[i] != person_no)
			continue;
		if ((*n)++ == 0)
			from = i;
	}
	return *n == 0 ? NULL : &h->coverages[from];
}

static void add_remark(struct str remark[static TICKET_REMARKS], struct str text)
{
	for (int i = 0; i < TICKET_REMARKS; i++) {
		if (remark[i].length == 0) {
			remark[i] = text;
			return;
		}
	}
}

enum { STRETCHES_TOLD = 3 };

/* 「このほか1日から10日まで有効」: a ticket has room for one stretch of days; the others are told, the last first. */
static struct str other_stretches(struct arena *a, uint32_t days)
{
	const char *told = "";
	int n = 0;

	for (; days != 0; n++) {
		uint32_t stretch = ticket_days_last_stretch(days);
		int first = ticket_days_first(stretch), last = ticket_days_last(stretch);

		days &= ~stretch;
		if (n < STRETCHES_TOLD)
			told = arena_printf(a, "%s%s%d日から%d日まで", told, n > 0 ? "、" : "", first, last);
	}
	if (n == 0)
		return empty;
	return text_of(arena_printf(a, "このほか%s%s有効", told, n > STRETCHES_TOLD ? "など" : ""));
}

/* ---- lines ---- */

/* A line on its way. */
struct draft {
	struct ticket_line line;
	const struct ticket_rule *rule;
};

struct drafts {
	const struct ticket_context *x;
	struct draft *at;
	size_t n;
};

/* From, until, flags and remarks of the days that were found; without any, the whole month. */
static void fill_days(const struct ticket_context *x, uint32_t days, struct ticket_content *t)
{
	const struct ticket_household *h = x->h;
	day_t first = month_first(h->month);
	uint32_t stretch = days == 0 ? 0 : ticket_days_last_stretch(days);
	size_t n;
	const struct coverage_row *rows = coverage_of(h, t->person_no, &n);

	t->from_on = days == 0 ? first : first + ticket_days_first(stretch) - 1;
	t->until_on = days == 0 ? month_first(h->month + 1) - 1 : first + ticket_days_last(stretch) - 1;
	add_remark(t->remark, other_stretches(x->arena, days & ~stretch));
	if (t->type == TICKET_CARE) {
		t->flags.combined = t->insured_no.length > 0 && t->insured_no.at[0] != 'H';
		return;
	}
	t->flags = coverage_flags(rows, n, t->from_on, t->until_on);
}

static void add_want(struct drafts *d, const struct ticket_want *want)
{
	const struct ticket_household *h = d->x->h;
	const struct ticket_request *r = &want->rows[want->n - 1];
	struct draft *draft = &d->at[d->n++];
	struct ticket_holding holding;
	bool care = want->rule->type == TICKET_CARE;

	ticket_hold_look(d->x, want, &holding);
	*draft = (struct draft){.rule = want->rule,
		.line = {.item_no = r->item_no,
			.hold = holding.hold,
			.reason = holding.reason,
			.content = {.person_no = r->person_no,
				.type = want->rule->type,
				.service = r->service,
				.institution_code = r->institution_code,
				.institution_name = holding.institution_name,
				.prescriber_code = r->prescriber_code,
				.prescriber_name = holding.prescriber_name,
				.payer_no = h->payer_no,
				.injury = {r->injury[0], r->injury[1], r->injury[2]},
				.insured_no = r->insured_no,
				.care_level = r->care_level,
				.certified_from = care ? r->certified_from : DAY_MAX,
				.certified_to = care ? r->certified_to : DAY_MAX,
				.remark = {r->remarks, empty, empty}}}};
	fill_days(d->x, holding.days, &draft->line.content);
}

static bool same_key(const struct ticket_request *a, const struct ticket_request *b)
{
	return a->person_no == b->person_no && a->service == b->service &&
		   str_same(a->institution_code, b->institution_code);
}

/* The rows of one item of one key are one want; another item of the key is a second. */
static void add_wants(struct drafts *d)
{
	const struct ticket_household *h = d->x->h;

	for (size_t i = 0; i < h->n_requests;) {
		const struct ticket_request *r = &h->requests[i];
		struct ticket_want want = {
			.rows = r, .rule = ticket_rule_of(h->rules, r->service), .twice = i > 0 && same_key(&r[-1], r)};

		while (i + want.n < h->n_requests && same_key(r, &r[want.n]) && r->item_no == r[want.n].item_no)
			want.n++;
		i += want.n;
		add_want(d, &want);
	}
}

/* The first line of a ticket's key; NULL: nothing asks for it any more. */
static struct draft *draft_of(const struct drafts *d, size_t n_wants, const struct ticket_content *t)
{
	for (size_t i = 0; i < n_wants; i++) {
		struct draft *draft = &d->at[i];

		if (draft->line.content.person_no == t->person_no && draft->line.content.service == t->service &&
			str_same(draft->line.content.institution_code, t->institution_code))
			return draft;
	}
	return NULL;
}

static void add_outs(struct drafts *d)
{
	const struct ticket_household *h = d->x->h;
	size_t n_wants = d->n;

	for (size_t i = 0; i < h->n_outs; i++) {
		const struct ticket_out *out = &h->outs[i];
		struct draft *draft = draft_of(d, n_wants, &out->content);

		if (draft == NULL) {
			draft = &d->at[d->n++];
			*draft = (struct draft){
				.rule = ticket_rule_of(h->rules, out->content.service), .line = {.content = out->content}};
			draft->line.hold = ticket_hold_of_out(d->x, out->content.person_no, &draft->line.reason);
		}
		draft->line.before = out;
	}
}

static int by_key(const void *left, const void *right)
{
	const struct ticket_line *a = &((const struct draft *)left)->line;
	const struct ticket_line *b = &((const struct draft *)right)->line;
	int order = a->content.person_no - b->content.person_no;

	if (order == 0)
		order = a->content.type - b->content.type;
	if (order == 0)
		order = a->content.service - b->content.service;
	if (order == 0) /* codes have ten characters */
		order = memcmp(a->content.institution_code.at, b->content.institution_code.at,
			a->content.institution_code.length);
	return order != 0 ? order : a->item_no - b->item_no;
}

/* ---- own payment ---- */

/* What stays out although it is held: it can be neither replaced nor taken back now. */
static bool stays_out(const struct ticket_line *l)
{
	return l->before != NULL && l->hold != HOLD_NONE && !ticket_hold_revokes((int)l->hold);
}

/* How good a line is as the carrier; the lowest wins, 0: it cannot be one.  What carries the amount already goes on
 * doing so, first of all where that cannot be changed. */
static int precedence(const struct draft *d)
{
	bool carries = d->line.before != NULL && d->line.before->content.own_payment_yen > 0;

	if (stays_out(&d->line))
		return carries ? 1 : 0;
	if (d->line.hold != HOLD_NONE)
		return 0;
	return carries ? 2 : 3 + d->rule->own_payment_rank;
}

static void pay(struct drafts *d, enum own_payment kind, struct ticket_plan *out)
{
	int32_t yen = d->x->h->own_payment_yen[kind - 1];
	struct draft *carrier = NULL;
	int best = 0;

	for (size_t i = 0; i < d->n; i++) {
		bool care = d->at[i].line.content.type == TICKET_CARE;
		int p = precedence(&d->at[i]);

		if (kind == OWN_PAYMENT_FACILITY || care != (kind == OWN_PAYMENT_CARE) || p == 0)
			continue;
		if (carrier == NULL || p < best) {
			carrier = &d->at[i];
			best = p;
		}
	}
	if (!d->x->h->decided || yen <= 0)
		return;
	if (carrier != NULL)
		carrier->line.content.own_payment_yen = yen;
	out->own_payments[out->n_own_payments++] = (struct ticket_own_payment){
		.kind = kind, .decided_yen = yen, .line_no = carrier == NULL ? 0 : (size_t)(carrier - d->at) + 1};
}

/* ---- actions ---- */

static void as_it_is(struct ticket_line *l, enum ticket_action action)
{
	l->action = action;
	l->content = l->before->content;
}

static void act_on_wanted(const struct ticket_context *x, struct ticket_line *l)
{
	size_t n;
	const struct coverage_row *rows = coverage_of(x->h, l->content.person_no, &n);
	enum ticket_cause cause =
		l->before == NULL ? CAUSE_NONE : ticket_change_cause(&l->before->content, &l->content);

	if (l->before != NULL && cause == CAUSE_NONE) {
		as_it_is(l, ACTION_KEEP);
		l->hold = HOLD_NONE;
		l->reason = "";
	} else if (l->hold != HOLD_NONE && l->before != NULL) {
		as_it_is(l, ACTION_HOLD);
	} else if (l->hold != HOLD_NONE) {
		l->action = ACTION_HOLD;
	} else if (l->before == NULL) {
		l->action = ACTION_ISSUE;
	} else {
		l->action = ACTION_REPLACE;
		l->cause = cause;
		l->reason = ticket_change_reason(x->arena, cause, &l->before->content, &l->content, rows, n);
	}
}

static void act(const struct ticket_context *x, struct ticket_line *l)
{
	if (l->hold == HOLD_NONE || l->hold == HOLD_ORDER) {
		act_on_wanted(x, l);
	} else if (l->before != NULL && ticket_hold_revokes((int)l->hold)) {
		as_it_is(l, ACTION_CANCEL);
		l->cause = CAUSE_HOLD;
	} else if (l->before != NULL) {
		as_it_is(l, ACTION_HOLD);
	} else {
		l->action = ACTION_HOLD;
	}
}

void ticket_plan(const struct ticket_household *h, struct arena *arena, struct ticket_plan *out)
{
	const struct ticket_context x = ticket_hold_context(h, arena);
	struct drafts d = {.x = &x, .at = arena_array(arena, h->n_requests + h->n_outs, sizeof *d.at)};

	*out = (struct ticket_plan){.lines = NULL};
	add_wants(&d);
	add_outs(&d);
	if (d.n > 0)
		qsort(d.at, d.n, sizeof *d.at, by_key);
	for (int kind = OWN_PAYMENT_CARE; kind <= OWN_PAYMENT_FACILITY; kind++)
		pay(&d, (enum own_payment)kind, out);
	out->lines = arena_array(arena, d.n, sizeof *out->lines);
	out->n_lines = d.n;
	for (size_t i = 0; i < d.n; i++) {
		act(&x, &d.at[i].line);
		out->lines[i] = d.at[i].line;
	}
}
