/*
 * ticket_row.c: rows of tickets (see ticket_row.h).
 */
#include "jobs/ticket_row.h"

#include <string.h>

static struct coverage_flags read_flags(const struct rows *r)
{
	struct str scheme_no = row_text(r, 23);
	struct coverage_flags flags = {.combined = row_bool(r, 18),
		.insurance = row_bool(r, 19),
		.elderly = row_bool(r, 20),
		.tuberculosis = row_bool(r, 21),
		.prefectural = row_bool(r, 22)};

	if (scheme_no.length == SCHEME_NO_DIGITS)
		memcpy(flags.scheme_no, scheme_no.at, SCHEME_NO_DIGITS);
	return flags;
}

struct ticket_out ticket_row_out(const struct rows *r)
{
	return (struct ticket_out){.issue_no = (int32_t)row_int(r, 1),
		.revision = (int16_t)row_int(r, 2),
		.caseworker_no = (int32_t)row_int(r, 4),
		.content = {.person_no = (int16_t)row_int(r, 3),
			.type = (uint8_t)row_int(r, 5),
			.service = (uint8_t)row_int(r, 6),
			.institution_code = row_text(r, 7),
			.institution_name = row_text(r, 8),
			.prescriber_code = row_text(r, 9),
			.prescriber_name = row_text(r, 10),
			.payer_no = row_text(r, 11),
			.from_on = row_day(r, 12),
			.until_on = row_day(r, 13),
			.injury = {row_text(r, 14), row_text(r, 15), row_text(r, 16)},
			.own_payment_yen = (int32_t)row_int(r, 17),
			.flags = read_flags(r),
			.insured_no = row_text(r, 24),
			.care_level = (int16_t)row_int(r, 25),
			.certified_from = row_day(r, 26),
			.certified_to = row_day(r, 27),
			.remark = {row_text(r, 28), row_text(r, 29), row_text(r, 30)}}};
}

static void put_before(struct row_out *w, const struct ticket_out *before)
{
	if (before == NULL) {
		row_put_null(w);
		row_put_null(w);
	} else {
		row_put_int4(w, before->issue_no);
		row_put_int2(w, before->revision);
	}
}

static void put_content(struct row_out *w, const struct ticket_content *t)
{
	row_put_int2(w, t->type);
	row_put_int2(w, t->service);
	row_put_str(w, t->institution_code);
	row_put_str(w, t->institution_name);
	row_put_str(w, t->prescriber_code);
	row_put_str(w, t->prescriber_name);
	row_put_str(w, t->payer_no);
	row_put_day(w, t->from_on);
	row_put_day(w, t->until_on);
	for (int i = 0; i < TICKET_INJURIES; i++)
		row_put_str(w, t->injury[i]);
	row_put_int4(w, t->own_payment_yen);
	row_put_bool(w, t->flags.combined);
	row_put_bool(w, t->flags.insurance);
	row_put_bool(w, t->flags.elderly);
	row_put_bool(w, t->flags.tuberculosis);
	row_put_bool(w, t->flags.prefectural);
	row_put_string(w, t->flags.scheme_no);
	row_put_str(w, t->insured_no);
	row_put_int2(w, t->care_level);
	row_put_day_if(w, t->certified_from != DAY_MAX, t->certified_from);
	row_put_day_if(w, t->certified_to != DAY_MAX, t->certified_to);
	for (int i = 0; i < TICKET_REMARKS; i++)
		row_put_str(w, t->remark[i]);
}

void ticket_row_put(struct row_out *w, int64_t household_id, int16_t line_no, month_t month,
	int32_t caseworker_no, const struct ticket_line *line)
{
	row_begin(w);
	row_put_int8(w, household_id);
	row_put_int2(w, line->content.person_no);
	row_put_int2(w, line_no);
	row_put_day(w, month_first(month));
	row_put_int2(w, (int16_t)line->action);
	row_put_int2(w, (int16_t)line->hold);
	row_put_int2(w, (int16_t)line->cause);
	put_before(w, line->before);
	row_put_int4(w, caseworker_no);
	put_content(w, &line->content);
	row_put_string(w, line->reason);
	row_end(w);
}
