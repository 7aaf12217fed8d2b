/*
 * ticket_change.c: two tickets of one key beside each other (see ticket_change.h).
 */
#include "jobs/rules/ticket_change.h"

#include "jobs/rules/trace.h"

#include <string.h>

static bool same_injuries(const struct ticket_content *a, const struct ticket_content *b)
{
	for (int i = 0; i < TICKET_INJURIES; i++) {
		if (!str_same(a->injury[i], b->injury[i]))
			return false;
	}
	return true;
}

static bool same_remarks(const struct ticket_content *a, const struct ticket_content *b)
{
	for (int i = 0; i < TICKET_REMARKS; i++) {
		if (!str_same(a->remark[i], b->remark[i]))
			return false;
	}
	return true;
}

static bool same_details(const struct ticket_content *a, const struct ticket_content *b)
{
	return same_injuries(a, b) && same_remarks(a, b) && str_same(a->payer_no, b->payer_no) &&
		   str_same(a->insured_no, b->insured_no) && a->care_level == b->care_level &&
		   a->certified_from == b->certified_from && a->certified_to == b->certified_to;
}

enum ticket_cause ticket_change_cause(const struct ticket_content *before, const struct ticket_content *after)
{
	if (!coverage_same(&before->flags, &after->flags))
		return CAUSE_COVERAGE;
	if (before->from_on != after->from_on || before->until_on != after->until_on)
		return CAUSE_VALIDITY;
	if (before->own_payment_yen != after->own_payment_yen)
		return CAUSE_OWN_PAYMENT;
	if (!str_same(before->institution_name, after->institution_name) ||
		!str_same(before->prescriber_code, after->prescriber_code) ||
		!str_same(before->prescriber_name, after->prescriber_name))
		return CAUSE_INSTITUTION;
	return same_details(before, after) ? CAUSE_NONE : CAUSE_DETAILS;
}

/* ---- reasons ---- */

static const char *of_coverage(struct arena *a, const struct ticket_content *before,
	const struct ticket_content *after, const struct coverage_row rows[], size_t n_rows)
{
	char text[COVERAGE_REASON_MAX] = "";

	if (after->type != TICKET_CARE)
		coverage_reason(&before->flags, rows, n_rows, after->from_on, after->until_on, text);
	if (text[0] != '\0')
		return arena_strdup(a, text);
	return arena_printf(a, "%s（%s）", ticket_cause_term(CAUSE_COVERAGE),
		after->flags.combined ? "単独から併用へ" : "併用から単独へ");
}

static const char *of_validity(
	struct arena *a, const struct ticket_content *before, const struct ticket_content *after)
{
	char day[4][64];

	return arena_printf(a, "%s（%s～%sを%s～%sに）", ticket_cause_term(CAUSE_VALIDITY),
		day_format_era(before->from_on, day[0]), day_format_era(before->until_on, day[1]),
		day_format_era(after->from_on, day[2]), day_format_era(after->until_on, day[3]));
}

static const char *of_own_payment(
	struct arena *a, const struct ticket_content *before, const struct ticket_content *after)
{
	char yen[2][32];

	return arena_printf(a, "%s（%s円を%s円に）", ticket_cause_term(CAUSE_OWN_PAYMENT),
		trace_yen(before->own_payment_yen, yen[0]), trace_yen(after->own_payment_yen, yen[1]));
}

const char *ticket_change_reason(struct arena *arena, enum ticket_cause cause,
	const struct ticket_content *before, const struct ticket_content *after, const struct coverage_row rows[],
	size_t n_rows)
{
	switch (cause) {
	case CAUSE_COVERAGE:
		return of_coverage(arena, before, after, rows, n_rows);
	case CAUSE_VALIDITY:
		return of_validity(arena, before, after);
	case CAUSE_OWN_PAYMENT:
		return of_own_payment(arena, before, after);
	case CAUSE_NONE:
	case CAUSE_INSTITUTION:
	case CAUSE_DETAILS:
	case CAUSE_HOLD:
	case CAUSE_REVERSED:
		break;
	}
	return ticket_cause_term((int)cause);
}
