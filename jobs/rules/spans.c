/*
 * spans.c: ranges of protection, clipped to a month.
 */
#include "jobs/rules/spans.h"

#include "jobs/rules/proration.h"

#include <stddef.h>

/* The range that touches `on` from the left: it ends there. */
static const struct protection *ending_on(const struct household *h, day_t on)
{
	for (int i = 0; i < h->n_protections; i++) {
		if (h->protections[i].to == on)
			return &h->protections[i];
	}
	return NULL;
}

static const struct protection *beginning_on(const struct household *h, day_t on)
{
	for (int i = 0; i < h->n_protections; i++) {
		if (h->protections[i].from == on)
			return &h->protections[i];
	}
	return NULL;
}

static void add_event(struct spans *out, enum decision_event event, day_t on, int reason)
{
	out->event = (uint8_t)event;
	out->event_on = on;
	out->reason = (uint8_t)reason;
}

/* What the beginning of a range means: opening, suspension, or the end of a suspension. */
static void begins(const struct household *h, const struct protection *p, struct spans *out)
{
	const struct protection *before = ending_on(h, p->from);
	/* The day has one reason; it may stand where the range before it ended. */
	int reason = p->start_reason == REASON_NONE && before != NULL ? before->end_reason : p->start_reason;

	if (p->state == PROTECTION_SUSPENDED)
		add_event(out, EVENT_SUSPENDED, p->from, reason);
	else if (before == NULL)
		add_event(out, EVENT_OPENED, p->from, reason);
	else if (before->state == PROTECTION_SUSPENDED) {
		add_event(out, EVENT_RESUMED, p->from, reason);
		out->resumed |= out->n == 0;
	}
}

/* When the protection of a range began: a range that follows another one without a gap goes on with it. */
static day_t opening_of(const struct household *h, const struct protection *p)
{
	const struct protection *before = ending_on(h, p->from);

	return before != NULL && before->state == PROTECTION_ACTIVE ? before->from : p->from;
}

static void add_span(struct spans *out, day_t from, day_t to, day_t opened_on)
{
	struct span *last = out->n > 0 ? &out->span[out->n - 1] : NULL;

	if (last != NULL && last->to == from)
		last->to = to; /* one range after the other without a gap */
	else if (out->n < SPANS_MAX)
		out->span[out->n++] = (struct span){from, to, opened_on};
	out->days += to - from;
}

void spans_of_month(const struct household *h, month_t month, struct spans *out)
{
	day_t first = month_first(month), next = month_first(month + 1);

	*out = (struct spans){.event_on = DAY_MAX};
	for (int i = 0; i < h->n_protections; i++) {
		const struct protection *p = &h->protections[i];

		if (p->from >= first && p->from < next)
			begins(h, p, out);
		/* A closing on the 1st still belongs to this month: its notice is due now. */
		if (p->to >= first && p->to < next && beginning_on(h, p->to) == NULL)
			add_event(out, EVENT_CLOSED, p->to, p->end_reason);
		if (p->state != PROTECTION_ACTIVE || p->from >= next || p->to <= first)
			continue;
		add_span(out, p->from > first ? p->from : first, p->to < next ? p->to : next, opening_of(h, p));
		out->year_end |= p->to > next;
		if (p->to == next && beginning_on(h, next) != NULL)
			out->year_end |= beginning_on(h, next)->state == PROTECTION_ACTIVE;
	}
}

int spans_income_days(const struct spans *s, month_t month)
{
	day_t next = month_first(month + 1), first = month_first(month);
	int days = 0;

	if (s->n == 1 && s->span[0].to == next && !s->resumed)
		return proration_denominator(month);
	for (int i = 0; i < s->n; i++)
		days += s->span[i].to - (i == 0 && !s->resumed ? first : s->span[i].from);
	return proration_capped(month, days);
}
