/*
 * inquiry_facts.c: merges streams of rows by person.
 */
#include "jobs/inquiry_facts.h"

#include "gen/sql.h"

const struct sql_stmt *const inquiry_facts_statements[INQUIRY_STREAMS] = {
	[INQUIRY_HOUSEHOLD] = &sql_inquiry_household,
	[INQUIRY_PERSON] = &sql_inquiry_person,
	[INQUIRY_LIST] = &sql_inquiry_list,
	[INQUIRY_PENSION] = &sql_inquiry_pension,
	[INQUIRY_ASKED] = &sql_inquiry_asked,
};

/* An array that is filled anew for each person and keeps its room. */
struct list {
	size_t count, room;
};

struct inquiry_facts {
	struct rows *rows[INQUIRY_STREAMS];
	const struct inquiry_terms *terms;
	struct arena *arena;
	struct inquiry_entry *entries;
	struct inquiry_question *asked;
	struct str *codes;
	struct list n_entries, n_asked, n_codes;
};

enum { ROOM = 16 };

struct inquiry_facts *inquiry_facts_open(
	struct rows *rows[static INQUIRY_STREAMS], const struct inquiry_terms *terms, struct arena *arena)
{
	struct inquiry_facts *f = arena_alloc(arena, sizeof *f);

	*f = (struct inquiry_facts){.terms = terms,
		.arena = arena,
		.entries = arena_array(arena, ROOM, sizeof *f->entries),
		.asked = arena_array(arena, ROOM, sizeof *f->asked),
		.codes = arena_array(arena, ROOM, sizeof *f->codes),
		.n_entries = {0, ROOM},
		.n_asked = {0, ROOM},
		.n_codes = {0, ROOM}};
	for (int i = 0; i < INQUIRY_STREAMS; i++)
		f->rows[i] = rows[i];
	return f;
}

/* Room for n more; the (new) array. */
static void *grown(struct inquiry_facts *f, struct list *l, void *array, size_t size, size_t n)
{
	if (l->count + n > l->room) {
		size_t room = 2 * (l->count + n);

		array = arena_grow(f->arena, array, l->room, room, size);
		l->room = room;
	}
	return array;
}

/* ---- a person ---- */

static void read_list(struct inquiry_facts *f, int64_t person_key)
{
	struct rows *r = f->rows[INQUIRY_LIST];

	f->n_entries.count = 0;
	while (rows_next_of(r, person_key)) {
		f->entries = grown(f, &f->n_entries, f->entries, sizeof *f->entries, 1);
		f->entries[f->n_entries.count++] = (struct inquiry_entry){.list_name = row_text(r, 1),
			.question = {row_text(r, 2), (uint8_t)row_int(r, 4), row_day(r, 5), row_day(r, 6)},
			.purpose = (uint8_t)row_int(r, 3)};
	}
}

static void read_asked(struct inquiry_facts *f, int64_t person_key)
{
	struct rows *r = f->rows[INQUIRY_ASKED];

	f->n_asked.count = 0;
	while (rows_next_of(r, person_key)) {
		f->asked = grown(f, &f->n_asked, f->asked, sizeof *f->asked, 1);
		f->asked[f->n_asked.count++] =
			(struct inquiry_question){row_text(r, 1), (uint8_t)row_int(r, 2), row_day(r, 3), row_day(r, 4)};
	}
}

static void read_pensions(struct inquiry_facts *f, int64_t person_key, struct inquiry_person *p)
{
	struct rows *r = f->rows[INQUIRY_PENSION];

	f->n_codes.count = 0;
	while (rows_next_of(r, person_key)) {
		if (row_int(r, 1) == AWARD_SUPPLEMENT) {
			p->supplement = true;
			continue;
		}
		f->codes = grown(f, &f->n_codes, f->codes, sizeof *f->codes, 1);
		f->codes[f->n_codes.count++] = row_text(r, 2);
	}
	p->codes = f->codes;
	p->n_codes = f->n_codes.count;
}

static void read_person(struct inquiry_facts *f, int64_t person_key, struct inquiry_member *s)
{
	struct rows *r = f->rows[INQUIRY_PERSON];
	struct inquiry_person *p = &s->facts;

	p->known = rows_next_of(r, person_key);
	if (p->known) {
		p->birth_on = row_day(r, 1);
		p->on_aid = row_bool(r, 2);
		p->on_aid_last_year = row_bool(r, 3);
		s->caseworker_no = (int32_t)row_int(r, 4);
		p->protected_address = row_bool(r, 5);
		p->protected_since_last_year = row_bool(r, 6);
		p->linkage_no = row_text(r, 7);
		p->linked = row_bool(r, 8);
		p->shared_number = row_bool(r, 9);
		p->nondisclosure = row_bool(r, 10);
		p->consent = (uint8_t)row_int(r, 11);
	}
	read_pensions(f, person_key, p);
}

/* The household's next person in the ledger or on a list; those of households before it are passed over. */
static bool next_person(const struct inquiry_facts *f, int64_t household_id, int64_t *person_key)
{
	static const enum inquiry_stream streams[] = {INQUIRY_PERSON, INQUIRY_LIST};
	int64_t key;

	*person_key = INT64_MAX;
	for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
		struct rows *r = f->rows[streams[i]];

		while (rows_peek_key(r, &key) && key / 100 < household_id)
			(void)rows_next(r);
		if (rows_peek_key(r, &key) && key < *person_key)
			*person_key = key;
	}
	return *person_key / 100 == household_id;
}

bool inquiry_facts_person(
	struct inquiry_facts *f, const struct inquiry_household *h, struct inquiry_member *out)
{
	const struct inquiry_terms *t = f->terms;
	int64_t person_key;

	if (!next_person(f, h->id, &person_key))
		return false;
	*out = (struct inquiry_member){.person_no = (int16_t)(person_key % 100), .facts = {.held = h->held}};
	read_person(f, person_key, out);
	read_list(f, person_key);
	read_asked(f, person_key);
	f->entries = grown(f, &f->n_entries, f->entries, sizeof *f->entries, t->tables->n_rules);
	f->n_entries.count += inquiry_by_rules(t, &out->facts, &f->entries[f->n_entries.count]);
	inquiry_decide(t->tables, &out->facts, f->asked, f->n_asked.count, f->entries, f->n_entries.count);
	out->entries = f->entries;
	out->n_entries = f->n_entries.count;
	return true;
}

bool inquiry_facts_household(struct inquiry_facts *f, struct inquiry_household *out)
{
	struct rows *r = f->rows[INQUIRY_HOUSEHOLD];

	if (!rows_next(r))
		return false;
	*out = (struct inquiry_household){
		.id = row_int(r, 0), .held = !row_null(r, 1), .hold = row_text(r, 1), .reason = row_text(r, 2)};
	return true;
}
