/*
 * opinion.c: which opinion is in force, and whether a form is due (see opinion.h).
 */
#include "jobs/rules/opinion.h"

static day_t earlier(day_t a, day_t b)
{
	return a < b ? a : b;
}

static day_t later(day_t a, day_t b)
{
	return a > b ? a : b;
}

/* ---- what counts ---- */

void opinion_counts(const struct opinion *o, int months, day_t *from, day_t *to)
{
	month_t begins = month_of_day(o->valid_from);

	*from = o->needed ? month_first(begins) : o->valid_from;
	*to = earlier(month_first(begins + months), o->valid_to);
}

/* The opinion that says what holds on a day, and the day on which something else may; n: none does. */
static size_t ruling(const struct opinion o[], size_t n, int months, day_t day, day_t *next)
{
	size_t at = n;

	*next = DAY_MAX;
	for (size_t i = 0; i < n; i++) {
		day_t from, to;

		opinion_counts(&o[i], months, &from, &to);
		if (to <= day)
			continue;
		*next = earlier(*next, from > day ? from : to);
		if (from <= day && (at == n || o[i].valid_from > o[at].valid_from))
			at = i;
	}
	return at;
}

/* From a day on which one found treatment needed: to the first day on which none does. */
static void reach(const struct opinion o[], size_t n, int months, day_t day, struct opinion_standing *out)
{
	day_t next = day;
	size_t at;

	do {
		day = next;
		at = ruling(o, n, months, day, &next);
	} while (at < n && o[at].needed);
	out->until_on = day - 1;
	out->then_refused = at < n;
}

/* The last that has begun by the month's end, and the last day on which any of those counted. */
static void look_back(
	const struct opinion o[], size_t n, int months, day_t month_end, struct opinion_standing *out)
{
	for (size_t i = 0; i < n; i++) {
		day_t from, to;

		opinion_counts(&o[i], months, &from, &to);
		if (from >= month_end)
			continue;
		out->until_on = later(out->until_on, to - 1);
		if (out->at == n || o[i].valid_from > o[out->at].valid_from)
			out->at = i;
	}
}

void opinion_look(
	const struct opinion opinions[], size_t n, int months, month_t month, struct opinion_standing *out)
{
	day_t day = month_first(month), end = month_first(month + 1), next;
	size_t refusal = n;

	*out = (struct opinion_standing){.state = OPINION_MISSING, .at = n, .until_on = DAY_MIN};
	for (; day < end; day = next) {
		size_t at = ruling(opinions, n, months, day, &next);

		if (at < n && opinions[at].needed) {
			out->state = OPINION_VALID;
			out->at = at;
			reach(opinions, n, months, day, out);
			return;
		}
		if (at < n)
			refusal = at;
	}
	look_back(opinions, n, months, end, out);
	if (refusal < n)
		*out = (struct opinion_standing){.state = OPINION_REFUSED, .at = refusal, .until_on = out->until_on};
	else if (out->at < n)
		out->state = OPINION_EXPIRED;
}

/* ---- what is wanted ---- */

void opinion_wanted_days(const struct opinion_treatment *t, day_t *from, day_t *to)
{
	*from = t->basis == BASIS_SINGLE ? month_first(month_of_day(t->valid_from) + 1) : t->valid_from;
	*to = t->basis == BASIS_EXAMINATION ? *from : t->valid_to;
}

/* Widens a range by every row that overlaps or touches it; false: there was nothing left to add. */
static bool widen(const struct opinion_treatment rows[], size_t n, day_t *from, day_t *to)
{
	day_t old_from = *from, old_to = *to;

	for (size_t i = 0; i < n; i++) {
		day_t row_from, row_to;

		opinion_wanted_days(&rows[i], &row_from, &row_to);
		if (row_from >= row_to || row_from > *to || row_to < *from)
			continue;
		*from = earlier(*from, row_from);
		*to = later(*to, row_to);
	}
	return *from < old_from || *to > old_to;
}

bool opinion_wanted(const struct opinion_treatment rows[], size_t n, month_t month, day_t *from, day_t *to)
{
	day_t first = month_first(month), end = month_first(month + 1);

	*from = DAY_MAX;
	*to = DAY_MIN;
	for (size_t i = 0; i < n; i++) {
		day_t row_from, row_to;

		opinion_wanted_days(&rows[i], &row_from, &row_to);
		if (row_from >= row_to || row_from >= end || row_to <= first)
			continue;
		*from = earlier(*from, row_from);
		*to = later(*to, row_to);
	}
	if (*from >= *to)
		return false;
	while (widen(rows, n, from, to))
		;
	return true;
}

/* ---- what is to be done ---- */

static enum opinion_kind kind_of(
	enum ticket_service service, const struct opinion opinions[], const struct opinion_standing *s)
{
	if (service == SERVICE_HOME_NURSING)
		return OPINION_NURSING;
	if (s->state == OPINION_MISSING)
		return OPINION_NEW;
	return service == SERVICE_INPATIENT && opinions[s->at].kind == OPINION_PSYCHIATRIC ? OPINION_PSYCHIATRIC
																					   : OPINION_CONTINUING;
}

/* The form that is out asks for the day that is due, or for a later one: what it asked for has not come. */
static void look_at_sent(
	const struct opinion_terms *t, const struct opinion_sent *sent, struct opinion_plan *out)
{
	if (!sent->any || sent->due_on < out->due_on) {
		out->send = true;
		out->reply_on = t->cut_on + t->reply_days;
		return;
	}
	out->sent_on = sent->sent_on;
	out->overdue_days = t->cut_on > sent->reply_on ? t->cut_on - sent->reply_on : 0;
	out->state = out->overdue_days > 0 ? OPINION_OVERDUE : OPINION_WAITING;
}

void opinion_decide(const struct opinion_terms *t, enum ticket_service service,
	const struct opinion opinions[], const struct opinion_standing *s, day_t wanted_from, day_t wanted_to,
	const struct opinion_sent *sent, struct opinion_plan *out)
{
	day_t due_on = s->until_on == DAY_MIN ? wanted_from : later(s->until_on + 1, wanted_from);

	*out = (struct opinion_plan){.state = s->state,
		.continued = s->state == OPINION_VALID,
		.kind = kind_of(service, opinions, s),
		.due_on = DAY_MAX,
		.reply_on = DAY_MAX,
		.sent_on = DAY_MAX};
	if (s->state == OPINION_REFUSED || s->then_refused || due_on >= wanted_to)
		return;
	if (s->state == OPINION_VALID) {
		if (due_on >= month_first(t->month + t->notice_months + 1))
			return;
		out->state = OPINION_DUE;
	}
	out->due_on = due_on;
	look_at_sent(t, sent, out);
}

bool opinion_backdated(day_t first_visit_on, day_t begins_on, day_t recorded_on, enum opinion_state standing)
{
	return first_visit_on < month_first(month_of_day(begins_on)) ||
		   (standing == OPINION_MISSING && first_visit_on < month_first(month_of_day(recorded_on)));
}
