/* slip_facts.c: merges streams of rows by household and claim (see slip_facts.h). */
#include "jobs/slip_facts.h"

#include "gen/sql.h"
#include "jobs/list.h"

#include <string.h>

const struct sql_stmt *const slip_facts_statements[SLIP_STREAMS] = {
	[SLIP_STREAM_HOUSEHOLD] = &sql_slip_household,
	[SLIP_STREAM_CLAIM] = &sql_slip_claim,
	[SLIP_STREAM_INSTALMENT] = &sql_slip_instalment,
	[SLIP_STREAM_OUT] = &sql_slip_out,
};

struct instalment_row {
	int32_t claim_no;
	struct slip_instalment instalment;
};

struct out_row {
	int32_t claim_no;
	struct slip_out out;
};

struct slip_facts {
	struct rows *rows[SLIP_STREAMS];
	struct arena *arena;
	/* Of the household in hand. */
	struct list instalment_rows, out_rows;
	/* Of the claim in hand. */
	struct list instalments, outs;
};

struct slip_facts *slip_facts_open(struct rows *rows[static SLIP_STREAMS], struct arena *arena)
{
	struct slip_facts *f = arena_alloc(arena, sizeof *f);

	*f = (struct slip_facts){.arena = arena,
		.instalment_rows = list_of(arena, sizeof(struct instalment_row)),
		.out_rows = list_of(arena, sizeof(struct out_row)),
		.instalments = list_of(arena, sizeof(struct slip_instalment)),
		.outs = list_of(arena, sizeof(struct slip_out))};
	memcpy(f->rows, rows, sizeof f->rows);
	return f;
}

static void read_instalments(struct slip_facts *f, int64_t household_id)
{
	struct rows *r = f->rows[SLIP_STREAM_INSTALMENT];

	f->instalment_rows.count = 0;
	while (rows_next_of(r, household_id)) {
		struct instalment_row *i = list_add(f->arena, &f->instalment_rows);

		*i = (struct instalment_row){.claim_no = (int32_t)row_int(r, 1),
			.instalment = {.number = (int16_t)row_int(r, 2), .due_on = row_day(r, 3), .yen = row_int(r, 4)}};
	}
}

static void read_outs(struct slip_facts *f, int64_t household_id)
{
	struct rows *r = f->rows[SLIP_STREAM_OUT];

	f->out_rows.count = 0;
	while (rows_next_of(r, household_id)) {
		struct out_row *o = list_add(f->arena, &f->out_rows);

		*o = (struct out_row){.claim_no = (int32_t)row_int(r, 1),
			.out = {.instalment_no = (int16_t)row_int(r, 2),
				.slip_no = (int16_t)row_int(r, 3),
				.part_no = (int16_t)row_int(r, 4),
				.parts = (int16_t)row_int(r, 5),
				.living = row_bool(r, 6),
				.due_on = row_day(r, 7),
				.pay_by_on = row_day(r, 8),
				.yen = row_int(r, 9),
				.article = (uint8_t)row_int(r, 10),
				.paid_yen = row_int(r, 11)}};
	}
}

bool slip_facts_household(struct slip_facts *f, struct slip_household *out)
{
	struct rows *r = f->rows[SLIP_STREAM_HOUSEHOLD];

	if (!rows_next(r))
		return false;
	*out = (struct slip_household){.id = row_int(r, 0),
		.caseworker_no = (int32_t)row_int(r, 1),
		.held = !row_null(r, 2),
		.hold = row_text(r, 2),
		.reason = row_text(r, 3),
		.has_address = row_bool(r, 4),
		.cut_on = row_day(r, 5)};
	read_instalments(f, out->id);
	read_outs(f, out->id);
	return true;
}

/* Instalments and slips of the claim, out of those of the household. */
static void gather(struct slip_facts *f, struct slip_claim *claim)
{
	const struct instalment_row *i = f->instalment_rows.at;
	const struct out_row *o = f->out_rows.at;

	f->instalments.count = f->outs.count = 0;
	for (size_t k = 0; k < f->instalment_rows.count; k++) {
		if (i[k].claim_no == claim->number)
			*(struct slip_instalment *)list_add(f->arena, &f->instalments) = i[k].instalment;
	}
	for (size_t k = 0; k < f->out_rows.count; k++) {
		if (o[k].claim_no == claim->number)
			*(struct slip_out *)list_add(f->arena, &f->outs) = o[k].out;
	}
	claim->instalments = f->instalments.at;
	claim->n_instalments = f->instalments.count;
	claim->outs = f->outs.at;
	claim->n_outs = f->outs.count;
}

bool slip_facts_next(struct slip_facts *f, const struct slip_household *h, struct slip_claim *out)
{
	struct rows *r = f->rows[SLIP_STREAM_CLAIM];

	if (!rows_next_of(r, h->id))
		return false;
	*out = (struct slip_claim){.number = (int32_t)row_int(r, 1),
		.article = (uint8_t)row_int(r, 2),
		.decided_on = row_day(r, 3),
		.total_yen = row_int(r, 4),
		.ended = row_bool(r, 5)};
	gather(f, out);
	return true;
}
