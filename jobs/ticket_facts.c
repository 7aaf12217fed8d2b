/*
 * ticket_facts.c: merges streams of rows by household (see ticket_facts.h).
 */
#include "jobs/ticket_facts.h"

#include "gen/sql.h"
#include "jobs/list.h"
#include "jobs/ticket_row.h"

#include <string.h>

const struct sql_stmt *const ticket_facts_statements[TICKET_STREAMS] = {
	[TICKET_STREAM_HOUSEHOLD] = &sql_ticket_household,
	[TICKET_STREAM_PROTECTION] = &sql_ticket_protection,
	[TICKET_STREAM_MEMBER] = &sql_ticket_member,
	[TICKET_STREAM_REQUEST] = &sql_ticket_request,
	[TICKET_STREAM_OPINION] = &sql_ticket_opinion,
	[TICKET_STREAM_COVERAGE] = &sql_ticket_coverage,
	[TICKET_STREAM_OUT] = &sql_ticket_out,
	[TICKET_STREAM_DIRECTORY] = &sql_ticket_directory,
};

struct ticket_facts {
	struct rows *rows[TICKET_STREAMS];
	struct arena *arena;
	const struct ticket_rules *rules;
	month_t month;
	/* Of the household in hand; the last two lie beside the keys and the persons. */
	struct list protections, members, requests, opinion_keys, opinions, covered_nos, coverages, outs;
	struct ticket_designation *designations; /* of the chunk */
	size_t n_designations;
};

static void read_directory(struct ticket_facts *f)
{
	struct rows *r = f->rows[TICKET_STREAM_DIRECTORY];

	f->designations = arena_array(f->arena, rows_count(r), sizeof *f->designations);
	while (rows_next(r)) {
		f->designations[f->n_designations++] = (struct ticket_designation){.code = row_text(r, 0),
			.kind = (uint8_t)row_int(r, 1),
			.end = (uint8_t)row_int(r, 2),
			.name = row_text(r, 3),
			.from = row_day(r, 4),
			.to = row_day(r, 5)};
	}
}

struct ticket_facts *ticket_facts_open(struct rows *rows[static TICKET_STREAMS],
	const struct ticket_rules *rules, month_t month, struct arena *arena)
{
	struct ticket_facts *f = arena_alloc(arena, sizeof *f);

	*f = (struct ticket_facts){.arena = arena,
		.rules = rules,
		.month = month,
		.protections = list_of(arena, sizeof(struct ticket_protection)),
		.members = list_of(arena, sizeof(struct ticket_member)),
		.requests = list_of(arena, sizeof(struct ticket_request)),
		.opinion_keys = list_of(arena, sizeof(struct ticket_opinion_key)),
		.opinions = list_of(arena, sizeof(struct opinion)),
		.covered_nos = list_of(arena, sizeof(int16_t)),
		.coverages = list_of(arena, sizeof(struct coverage_row)),
		.outs = list_of(arena, sizeof(struct ticket_out))};
	memcpy(f->rows, rows, sizeof f->rows);
	read_directory(f);
	return f;
}

/* ---- the rows of a household ---- */

static void read_protections(struct ticket_facts *f, int64_t id)
{
	struct rows *r = f->rows[TICKET_STREAM_PROTECTION];

	for (f->protections.count = 0; rows_next_of(r, id);) {
		struct ticket_protection *p = list_add(f->arena, &f->protections);

		*p = (struct ticket_protection){
			.state = (uint8_t)row_int(r, 1), .from = row_day(r, 2), .to = row_day(r, 3)};
	}
}

static void read_members(struct ticket_facts *f, int64_t id)
{
	struct rows *r = f->rows[TICKET_STREAM_MEMBER];

	for (f->members.count = 0; rows_next_of(r, id);) {
		struct ticket_member *m = list_add(f->arena, &f->members);

		*m = (struct ticket_member){
			.person_no = (int16_t)row_int(r, 1), .from = row_day(r, 2), .to = row_day(r, 3)};
	}
}

static void read_requests(struct ticket_facts *f, int64_t id)
{
	struct rows *r = f->rows[TICKET_STREAM_REQUEST];

	for (f->requests.count = 0; rows_next_of(r, id);) {
		struct ticket_request *q = list_add(f->arena, &f->requests);

		*q = (struct ticket_request){.person_no = (int16_t)row_int(r, 1),
			.item_no = (int16_t)row_int(r, 2),
			.service = (uint8_t)row_int(r, 3),
			.basis = (uint8_t)row_int(r, 4),
			.institution_code = row_text(r, 5),
			.prescriber_code = row_text(r, 6),
			.injury = {row_text(r, 7), row_text(r, 8), row_text(r, 9)},
			.remarks = row_text(r, 10),
			.insured_no = row_text(r, 11),
			.care_level = (int16_t)row_int(r, 12),
			.certified_from = row_day(r, 13),
			.certified_to = row_day(r, 14),
			.from = row_day(r, 15),
			.to = row_day(r, 16)};
	}
}

static void read_opinions(struct ticket_facts *f, int64_t id)
{
	struct rows *r = f->rows[TICKET_STREAM_OPINION];

	f->opinion_keys.count = 0;
	for (f->opinions.count = 0; rows_next_of(r, id);) {
		struct ticket_opinion_key *k = list_add(f->arena, &f->opinion_keys);
		struct opinion *o = list_add(f->arena, &f->opinions);

		*k = (struct ticket_opinion_key){.person_no = (int16_t)row_int(r, 1),
			.institution_code = row_text(r, 2),
			.service = (uint8_t)row_int(r, 3)};
		*o = (struct opinion){.kind = (uint8_t)row_int(r, 4),
			.needed = row_bool(r, 5),
			.valid_from = row_day(r, 6),
			.valid_to = row_day(r, 7)};
	}
}

static void read_coverages(struct ticket_facts *f, int64_t id)
{
	struct rows *r = f->rows[TICKET_STREAM_COVERAGE];

	f->covered_nos.count = 0;
	for (f->coverages.count = 0; rows_next_of(r, id);) {
		int16_t *no = list_add(f->arena, &f->covered_nos);
		struct coverage_row *c = list_add(f->arena, &f->coverages);

		*no = (int16_t)row_int(r, 1);
		*c = (struct coverage_row){.kind = (uint8_t)row_int(r, 2),
			.scheme_no = row_text(r, 3),
			.from = row_day(r, 4),
			.to = row_day(r, 5)};
	}
}

static void read_outs(struct ticket_facts *f, int64_t id)
{
	struct rows *r = f->rows[TICKET_STREAM_OUT];

	for (f->outs.count = 0; rows_next_of(r, id);) {
		struct ticket_out *o = list_add(f->arena, &f->outs);

		*o = ticket_row_out(r);
	}
}

static void lend(const struct ticket_facts *f, struct ticket_household *h)
{
	h->protections = f->protections.at;
	h->n_protections = f->protections.count;
	h->members = f->members.at;
	h->n_members = f->members.count;
	h->requests = f->requests.at;
	h->n_requests = f->requests.count;
	h->opinion_keys = f->opinion_keys.at;
	h->opinions = f->opinions.at;
	h->n_opinions = f->opinions.count;
	h->covered_nos = f->covered_nos.at;
	h->coverages = f->coverages.at;
	h->n_coverages = f->coverages.count;
	h->outs = f->outs.at;
	h->n_outs = f->outs.count;
	h->designations = f->designations;
	h->n_designations = f->n_designations;
}

bool ticket_facts_next(struct ticket_facts *f, struct ticket_case *out)
{
	struct rows *r = f->rows[TICKET_STREAM_HOUSEHOLD];

	if (!rows_next(r))
		return false;
	*out = (struct ticket_case){.id = row_int(r, 0),
		.caseworker_no = (int32_t)row_int(r, 1),
		.facts = {.month = f->month,
			.rules = f->rules,
			.payer_no = row_text(r, 2),
			.decided = row_bool(r, 3),
			.own_payment_yen = {(int32_t)row_int(r, 4), (int32_t)row_int(r, 5), (int32_t)row_int(r, 6)},
			.held = !row_null(r, 7),
			.hold_reason = row_text(r, 7)}};
	read_protections(f, out->id);
	read_members(f, out->id);
	read_requests(f, out->id);
	read_opinions(f, out->id);
	read_coverages(f, out->id);
	read_outs(f, out->id);
	lend(f, &out->facts);
	return true;
}
