/*
 * opinion_facts.c: merges streams of rows by person, institution and service (see opinion_facts.h).
 */
#include "jobs/opinion_facts.h"

#include "gen/sql.h"
#include "jobs/list.h"

#include <string.h>

const struct sql_stmt *const opinion_facts_statements[OPINION_STREAMS] = {
	[OPINION_STREAM_HOUSEHOLD] = &sql_opinion_household,
	[OPINION_STREAM_TREATMENT] = &sql_opinion_treatment,
	[OPINION_STREAM_OPINION] = &sql_opinion_opinion,
	[OPINION_STREAM_SENT] = &sql_opinion_sent,
	[OPINION_STREAM_ASKED] = &sql_opinion_asked,
};

/* What a row is about, beside its person. */
struct key {
	struct str institution_code;
	uint8_t service;
};

struct treatment {
	struct key key;
	struct opinion_treatment days;
	day_t recorded_on;
	bool of_member, of_aid;
};

struct opinion_row {
	struct key key;
	struct opinion opinion;
};

struct sent_row {
	struct key key;
	struct opinion_sent sent;
};

/* A request for an examination that went out. */
struct asked_row {
	struct key key;
	day_t from_on, sent_on;
};

struct opinion_facts {
	struct rows *rows[OPINION_STREAMS];
	struct opinion_terms terms; /* with the cut of the household in hand */
	const struct ticket_rules *rules;
	struct arena *arena;
	/* Of the person in hand. */
	int64_t person_key;
	struct list treatments, opinions, sent, asked;
	size_t next; /* of the treatments */
	/* Of the key in hand. */
	struct list days, counting;
};

struct opinion_facts *opinion_facts_open(struct rows *rows[static OPINION_STREAMS],
	const struct opinion_terms *terms, const struct ticket_rules *rules, struct arena *arena)
{
	struct opinion_facts *f = arena_alloc(arena, sizeof *f);

	*f = (struct opinion_facts){.terms = *terms,
		.rules = rules,
		.arena = arena,
		.treatments = list_of(arena, sizeof(struct treatment)),
		.opinions = list_of(arena, sizeof(struct opinion_row)),
		.sent = list_of(arena, sizeof(struct sent_row)),
		.asked = list_of(arena, sizeof(struct asked_row)),
		.days = list_of(arena, sizeof(struct opinion_treatment)),
		.counting = list_of(arena, sizeof(struct opinion))};
	memcpy(f->rows, rows, sizeof f->rows);
	return f;
}

/* ---- a person ------------------------------------------------------------------------------------ */

static struct key key_of(const struct rows *r)
{
	return (struct key){row_text(r, 1), (uint8_t)row_int(r, 2)};
}

static bool key_same(const struct key *a, const struct key *b)
{
	return a->service == b->service && str_same(a->institution_code, b->institution_code);
}

static void read_treatments(struct opinion_facts *f)
{
	struct rows *r = f->rows[OPINION_STREAM_TREATMENT];

	f->treatments.count = 0;
	f->next = 0;
	while (rows_next_of(r, f->person_key)) {
		struct treatment *t = list_add(f->arena, &f->treatments);

		*t = (struct treatment){.key = key_of(r),
			.days = {.basis = (uint8_t)row_int(r, 3),
				.valid_from = row_day(r, 4),
				.valid_to = row_day(r, 5),
				.first_visit_on = row_day(r, 6)},
			.recorded_on = row_day(r, 7),
			.of_member = row_bool(r, 8),
			.of_aid = row_bool(r, 9)};
	}
}

static void read_opinions(struct opinion_facts *f)
{
	struct rows *r = f->rows[OPINION_STREAM_OPINION];

	f->opinions.count = 0;
	while (rows_next_of(r, f->person_key)) {
		struct opinion_row *o = list_add(f->arena, &f->opinions);

		*o = (struct opinion_row){.key = key_of(r),
			.opinion = {.kind = (uint8_t)row_int(r, 3),
				.needed = row_bool(r, 4),
				.valid_from = row_day(r, 5),
				.valid_to = row_day(r, 6)}};
	}
}

static void read_sent(struct opinion_facts *f)
{
	struct rows *r = f->rows[OPINION_STREAM_SENT];

	f->sent.count = 0;
	while (rows_next_of(r, f->person_key)) {
		struct sent_row *s = list_add(f->arena, &f->sent);

		*s = (struct sent_row){.key = key_of(r), .sent = {true, row_day(r, 3), row_day(r, 4), row_day(r, 5)}};
	}
	r = f->rows[OPINION_STREAM_ASKED];
	f->asked.count = 0;
	while (rows_next_of(r, f->person_key)) {
		struct asked_row *a = list_add(f->arena, &f->asked);

		*a = (struct asked_row){key_of(r), row_day(r, 3), row_day(r, 4)};
	}
}

/* The household's next person with treatments; those of households before it are passed over. */
static bool next_person(struct opinion_facts *f, int64_t household_id)
{
	struct rows *r = f->rows[OPINION_STREAM_TREATMENT];
	int64_t key;

	while (rows_peek_key(r, &key) && key / 100 < household_id)
		(void)rows_next(r);
	if (!rows_peek_key(r, &key) || key / 100 != household_id)
		return false;
	f->person_key = key;
	read_treatments(f);
	read_opinions(f);
	read_sent(f);
	return true;
}

/* ---- a treatment --------------------------------------------------------------------------------- */

/* The opinions on the key in hand, into f->counting. */
static void gather_opinions(struct opinion_facts *f, const struct key *key)
{
	const struct opinion_row *o = f->opinions.at;

	f->counting.count = 0;
	for (size_t i = 0; i < f->opinions.count; i++) {
		if (key_same(&o[i].key, key))
			*(struct opinion *)list_add(f->arena, &f->counting) = o[i].opinion;
	}
}

static const struct opinion_sent *sent_of(const struct opinion_facts *f, const struct key *key)
{
	static const struct opinion_sent none = {.any = false};
	const struct sent_row *s = f->sent.at;

	for (size_t i = 0; i < f->sent.count; i++) {
		if (key_same(&s[i].key, key))
			return &s[i].sent;
	}
	return &none;
}

static day_t asked_on(const struct opinion_facts *f, const struct key *key, day_t from_on)
{
	const struct asked_row *a = f->asked.at;

	for (size_t i = 0; i < f->asked.count; i++) {
		if (a[i].from_on == from_on && key_same(&a[i].key, key))
			return a[i].sent_on;
	}
	return DAY_MAX;
}

/* Does a row of the group, treatments[from, to), want an opinion on a day of the month while the person is on aid? */
static bool wants_opinion(const struct opinion_facts *f, size_t from, size_t to)
{
	const struct treatment *t = f->treatments.at;
	day_t first = month_first(f->terms.month), end = month_first(f->terms.month + 1);

	for (size_t i = from; i < to; i++) {
		day_t row_from, row_to;

		opinion_wanted_days(&t[i].days, &row_from, &row_to);
		if (t[i].of_aid && row_from < row_to && row_from < end && row_to > first)
			return true;
	}
	return false;
}

/* When the stretch of treatment begins that wants an opinion from a day on: a single one a month before. */
static day_t begins_on(const struct opinion_facts *f, day_t wanted_from)
{
	const struct opinion_treatment *t = f->days.at;
	day_t begin = wanted_from, from, to;

	for (size_t i = 0; i < f->days.count; i++) {
		opinion_wanted_days(&t[i], &from, &to);
		if (from == wanted_from && t[i].valid_from < begin)
			begin = t[i].valid_from;
	}
	return begin;
}

static void look_at_opinion(struct opinion_facts *f, size_t from, size_t to, struct opinion_case *out)
{
	const struct treatment *t = f->treatments.at;
	const struct key *key = &t[from].key;
	const struct ticket_rule *rule = ticket_rule_of(f->rules, key->service);
	day_t wanted_from, wanted_to, first_visit_on = DAY_MAX;

	if (rule == NULL || rule->opinion != TICKET_OPINION_OWN || !wants_opinion(f, from, to))
		return;
	f->days.count = 0;
	for (size_t i = from; i < to; i++) {
		*(struct opinion_treatment *)list_add(f->arena, &f->days) = t[i].days;
		if (t[i].of_aid && t[i].days.first_visit_on < first_visit_on)
			first_visit_on = t[i].days.first_visit_on;
	}
	if (!opinion_wanted(f->days.at, f->days.count, f->terms.month, &wanted_from, &wanted_to))
		return;
	gather_opinions(f, key);
	const struct opinion *opinions = f->counting.at;

	out->continuing = true;
	opinion_look(opinions, f->counting.count, rule->opinion_months, f->terms.month, &out->standing);
	opinion_decide(&f->terms, key->service, opinions, &out->standing, wanted_from, wanted_to, sent_of(f, key),
		&out->plan);
	out->opinion = out->standing.at < f->counting.count ? &opinions[out->standing.at] : NULL;
	out->backdated = opinion_backdated(
		first_visit_on, begins_on(f, wanted_from), t[from].recorded_on, out->standing.state);
}

/* The first row of the group that is to be examined in the month. */
static void look_at_examination(
	const struct opinion_facts *f, size_t from, size_t to, struct opinion_case *out)
{
	const struct treatment *t = f->treatments.at;

	for (size_t i = from; i < to && !out->examination; i++) {
		if (t[i].days.basis != BASIS_EXAMINATION || !t[i].of_member)
			continue;
		out->examination = true;
		out->from_on = t[i].days.valid_from;
		out->until_on = t[i].days.valid_to == DAY_MAX ? DAY_MAX : t[i].days.valid_to - 1;
		out->asked_on = asked_on(f, &t[i].key, out->from_on);
	}
}

bool opinion_facts_next(struct opinion_facts *f, const struct opinion_household *h, struct opinion_case *out)
{
	*out = (struct opinion_case){0};
	do {
		if (f->next >= f->treatments.count && !next_person(f, h->id))
			return false;
		if (f->person_key / 100 != h->id) { /* what is left is of a household that was left out */
			f->next = f->treatments.count;
			continue;
		}
		const struct treatment *t = f->treatments.at;
		size_t from = f->next, to = from;

		while (to < f->treatments.count && key_same(&t[to].key, &t[from].key))
			to++;
		f->next = to;
		*out = (struct opinion_case){.person_no = (int16_t)(f->person_key % 100),
			.service = t[from].key.service,
			.institution_code = t[from].key.institution_code};
		look_at_opinion(f, from, to, out);
		look_at_examination(f, from, to, out);
	} while (!out->continuing && !out->examination);
	return true;
}

bool opinion_facts_household(struct opinion_facts *f, struct opinion_household *out)
{
	struct rows *r = f->rows[OPINION_STREAM_HOUSEHOLD];

	if (!rows_next(r))
		return false;
	*out = (struct opinion_household){.id = row_int(r, 0),
		.caseworker_no = (int32_t)row_int(r, 1),
		.held = !row_null(r, 2),
		.hold = row_text(r, 2),
		.reason = row_text(r, 3)};
	f->terms.cut_on = row_day(r, 4);
	return true;
}
