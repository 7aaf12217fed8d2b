/*
 * recalculate_facts.c: merges streams of rows by household.
 */
#include "jobs/recalculate_facts.h"

#include "gen/sql.h"
#include "jobs/list.h"

#include <string.h>

const struct sql_stmt *const recalculate_facts_statements[STREAMS] = {
	[STREAM_PROTECTION] = &sql_recalculate_protection,
	[STREAM_HOUSEHOLD] = &sql_recalculate_household,
	[STREAM_PERSON] = &sql_recalculate_person,
	[STREAM_CIRCUMSTANCE] = &sql_recalculate_circumstance,
	[STREAM_STAY] = &sql_recalculate_stay,
	[STREAM_INCOME] = &sql_recalculate_income,
	[STREAM_DECLARATION] = &sql_recalculate_declaration,
	[STREAM_NEED] = &sql_recalculate_need,
	[STREAM_RENT] = &sql_recalculate_rent,
};

struct recalculate_facts {
	struct rows *rows[STREAMS];
	const struct rates *rates;
	struct arena *arena;
	struct list list[STREAMS];
};

static const size_t element_sizes[STREAMS] = {
	[STREAM_PROTECTION] = sizeof(struct protection),
	[STREAM_HOUSEHOLD] = sizeof(struct home),
	[STREAM_PERSON] = sizeof(struct member),
	[STREAM_CIRCUMSTANCE] = sizeof(struct circumstance),
	[STREAM_STAY] = sizeof(struct stay),
	[STREAM_INCOME] = sizeof(struct income),
	[STREAM_DECLARATION] = 1,
	[STREAM_NEED] = sizeof(struct need),
	[STREAM_RENT] = sizeof(struct rent),
};

struct recalculate_facts *recalculate_facts_open(
	struct rows *rows[STREAMS], const struct rates *rates, struct arena *arena)
{
	struct recalculate_facts *f = arena_alloc(arena, sizeof *f);

	memcpy(f->rows, rows, sizeof f->rows);
	f->rates = rates;
	f->arena = arena;
	for (int i = 0; i < STREAMS; i++) {
		f->list[i] = list_of(arena, element_sizes[i]);
	}
	return f;
}

static void *add(struct recalculate_facts *f, enum recalculate_stream stream)
{
	return list_add(f->arena, &f->list[stream]);
}

static void *last(struct recalculate_facts *f, enum recalculate_stream stream)
{
	struct list *l = &f->list[stream];

	return l->count == 0 ? NULL : (char *)l->at + l->size * (l->count - 1);
}

static void add_protection(struct recalculate_facts *f, const struct rows *r)
{
	struct protection *p = add(f, STREAM_PROTECTION);

	*p = (struct protection){.state = (uint8_t)row_int(r, 1),
		.from = row_day(r, 2),
		.to = row_day(r, 3),
		.start_reason = (uint8_t)row_int(r, 4),
		.end_reason = (uint8_t)row_int(r, 5)};
}

static void add_home(struct recalculate_facts *f, const struct rows *r, struct recalculate_household *out)
{
	struct home *h = add(f, STREAM_HOUSEHOLD);

	*h = (struct home){.place = rates_municipality(f->rates, (int)row_int(r, 1)),
		.single_parent = row_bool(r, 5),
		.from = row_day(r, 6),
		.to = row_day(r, 7)};
	out->caseworker_no = (int32_t)row_int(r, 2);
	out->household_type = (int16_t)row_int(r, 3);
	out->payment_method = (int16_t)row_int(r, 4);
}

/* A person's record that was replaced within the month without a gap is one membership. */
static void add_member(struct recalculate_facts *f, const struct rows *r)
{
	struct member *before = last(f, STREAM_PERSON);
	struct member m = {.person_no = (int16_t)row_int(r, 1),
		.role = (uint8_t)row_int(r, 2),
		.stated_age = AGE_FROM_BIRTH,
		.birth_on = row_day(r, 3),
		.from = row_day(r, 4),
		.to = row_day(r, 5)};

	if (before != NULL && before->person_no == m.person_no && before->to == m.from &&
		before->birth_on == m.birth_on) {
		before->to = m.to;
		before->role = m.role;
		return;
	}
	memcpy(add(f, STREAM_PERSON), &m, sizeof m);
}

static void add_circumstance(struct recalculate_facts *f, const struct rows *r)
{
	struct circumstance *c = add(f, STREAM_CIRCUMSTANCE);

	*c = (struct circumstance){.person_no = (int16_t)row_int(r, 1),
		.kind = (uint8_t)row_int(r, 2),
		.from = row_day(r, 3),
		.to = row_day(r, 4)};
}

static void add_stay(struct recalculate_facts *f, const struct rows *r)
{
	struct stay *s = add(f, STREAM_STAY);

	*s = (struct stay){.person_no = (int16_t)row_int(r, 1),
		.kind = (uint8_t)row_int(r, 2),
		.over_one_month = row_bool(r, 3),
		.from = row_day(r, 4),
		.to = row_day(r, 5)};
}

static void add_income(struct recalculate_facts *f, const struct rows *r)
{
	struct income *i = add(f, STREAM_INCOME);

	*i = (struct income){.person_no = (int16_t)row_int(r, 1),
		.kind = (uint8_t)row_int(r, 2),
		.item_no = (int16_t)row_int(r, 3),
		.amount_yen = (int32_t)row_int(r, 4),
		.expenses_yen = (int32_t)row_int(r, 5),
		.care_premium_yen = (int32_t)row_int(r, 6),
		.from = row_day(r, 7),
		.to = row_day(r, 8)};
}

static void add_need(struct recalculate_facts *f, const struct rows *r)
{
	struct need *n = add(f, STREAM_NEED);

	*n = (struct need){.person_no = (int16_t)row_int(r, 1),
		.kind = (uint8_t)row_int(r, 2),
		.item_no = (int16_t)row_int(r, 3),
		.amount_yen = (int32_t)row_int(r, 4),
		.from = row_day(r, 5),
		.to = row_day(r, 6)};
}

static void add_rent(struct recalculate_facts *f, const struct rows *r)
{
	struct rent *rent = add(f, STREAM_RENT);

	*rent = (struct rent){.rent_yen = (int32_t)row_int(r, 1),
		.floor_area_cm2 = (int32_t)row_int(r, 2),
		.special_limit = row_bool(r, 3),
		.from = row_day(r, 4),
		.to = row_day(r, 5)};
}

static void add_row(
	struct recalculate_facts *f, enum recalculate_stream stream, struct recalculate_household *out)
{
	const struct rows *r = f->rows[stream];

	switch (stream) {
	case STREAM_PROTECTION:
		add_protection(f, r);
		break;
	case STREAM_HOUSEHOLD:
		add_home(f, r, out);
		break;
	case STREAM_PERSON:
		add_member(f, r);
		break;
	case STREAM_CIRCUMSTANCE:
		add_circumstance(f, r);
		break;
	case STREAM_STAY:
		add_stay(f, r);
		break;
	case STREAM_INCOME:
		add_income(f, r);
		break;
	case STREAM_DECLARATION:
		(void)add(f, stream);
		break;
	case STREAM_NEED:
		add_need(f, r);
		break;
	case STREAM_RENT:
		add_rent(f, r);
		break;
	case STREAMS:
		break;
	}
}

/* The rows of the household in one stream; those of households before it are passed over. */
static void take(
	struct recalculate_facts *f, enum recalculate_stream stream, struct recalculate_household *out)
{
	int64_t key;

	f->list[stream].count = 0;
	while (rows_peek_key(f->rows[stream], &key) && key <= out->id) {
		(void)rows_next(f->rows[stream]);
		if (key == out->id)
			add_row(f, stream, out);
	}
}

/* Does protection touch the month?  A range that only begins on the day after does not. */
static bool is_target(const struct recalculate_facts *f)
{
	const struct protection *p = f->list[STREAM_PROTECTION].at;
	day_t next = month_first(f->rates->month + 1);

	for (size_t i = 0; i < f->list[STREAM_PROTECTION].count; i++) {
		if (p[i].from < next)
			return true;
	}
	return false;
}

static int16_t carried_on(const struct recalculate_facts *f)
{
	const struct income *in = f->list[STREAM_INCOME].at;
	int16_t n = 0;

	if (f->list[STREAM_DECLARATION].count > 0)
		return 0;
	for (size_t i = 0; i < f->list[STREAM_INCOME].count; i++) {
		if ((in[i].kind == INCOME_EARNED || in[i].kind == INCOME_BUSINESS) && n < INT16_MAX)
			n++;
	}
	return n;
}

bool recalculate_facts_next(struct recalculate_facts *f, struct recalculate_household *out)
{
	const struct list *l = f->list;

	do {
		*out = (struct recalculate_household){0};
		if (!rows_peek_key(f->rows[STREAM_PROTECTION], &out->id))
			return false;
		for (int stream = 0; stream < STREAMS; stream++)
			take(f, (enum recalculate_stream)stream, out);
	} while (!is_target(f));
	out->carried_on = carried_on(f);
	out->facts = (struct household){.members = l[STREAM_PERSON].at,
		.circumstances = l[STREAM_CIRCUMSTANCE].at,
		.stays = l[STREAM_STAY].at,
		.incomes = l[STREAM_INCOME].at,
		.needs = l[STREAM_NEED].at,
		.rents = l[STREAM_RENT].at,
		.homes = l[STREAM_HOUSEHOLD].at,
		.protections = l[STREAM_PROTECTION].at,
		.n_members = (int)l[STREAM_PERSON].count,
		.n_circumstances = (int)l[STREAM_CIRCUMSTANCE].count,
		.n_stays = (int)l[STREAM_STAY].count,
		.n_incomes = (int)l[STREAM_INCOME].count,
		.n_needs = (int)l[STREAM_NEED].count,
		.n_rents = (int)l[STREAM_RENT].count,
		.n_homes = (int)l[STREAM_HOUSEHOLD].count,
		.n_protections = (int)l[STREAM_PROTECTION].count};
	return true;
}
