/*
 * matching_facts.c: the shared streams of the matching, merged into households.
 */
#include "jobs/matching_facts.h"

#include "jobs/rate_cells.h"

#include <string.h>

struct matching_facts {
	struct rows *rows[MATCHING_STREAMS];
	struct arena *arena;
	day_t first, next; /* of the month, and of the one after it */
	struct matching_person *person;
	int n_persons, persons_room;
	struct matching_stay *stay; /* of all persons, one person's together */
	int n_stays, stays_room;
	struct protection *protection;
	int n_protections, protections_room;
};

enum err_code matching_facts_tables(struct task *t, struct matching_tables **out, struct err *e)
{
	struct rate_cells cells;

	if (rate_cells_load(t, &cells, e) != ERR_OK)
		return e->code;
	return matching_build(&cells, t->run->month, t->keep, out, e);
}

struct matching_facts *matching_facts_open(
	struct rows *rows[static MATCHING_STREAMS], month_t month, struct arena *arena)
{
	struct matching_facts *f = arena_alloc(arena, sizeof *f);

	memcpy(f->rows, rows, sizeof f->rows);
	f->arena = arena;
	f->first = month_first(month);
	f->next = month_first(month + 1);
	f->persons_room = f->stays_room = f->protections_room = 16;
	f->person = arena_array(arena, (size_t)f->persons_room, sizeof *f->person);
	f->stay = arena_array(arena, (size_t)f->stays_room, sizeof *f->stay);
	f->protection = arena_array(arena, (size_t)f->protections_room, sizeof *f->protection);
	return f;
}

/* The array, which may have moved, with room for one element after its n. */
static void *room_for_one(struct matching_facts *f, void *array, int n, int *room, size_t size)
{
	if (n < *room)
		return array;
	*room *= 2;
	return arena_grow(f->arena, array, (size_t)n, (size_t)*room, size);
}

/* The person whose row is read, new or the one before, since a person's rows follow one another; home: the
 * household's row, with its 支援措置 in columns 2 and 3. */
static struct matching_person *person_of_row(
	struct matching_facts *f, const struct rows *r, const struct rows *home)
{
	int16_t person_no = (int16_t)row_int(r, 1);

	if (f->n_persons > 0 && f->person[f->n_persons - 1].person_no == person_no)
		return &f->person[f->n_persons - 1];
	f->person = room_for_one(f, f->person, f->n_persons, &f->persons_room, sizeof *f->person);
	f->person[f->n_persons] = (struct matching_person){.person_no = person_no,
		.protected_address = row_bool(home, 2),
		.protected_since_last_year = row_bool(home, 3)};
	return &f->person[f->n_persons++];
}

static void add_stay(struct matching_facts *f, day_t from, day_t to)
{
	f->stay = room_for_one(f, f->stay, f->n_stays, &f->stays_room, sizeof *f->stay);
	f->stay[f->n_stays++] = (struct matching_stay){from, to};
}

/* Who somebody is, the last of his rows says. */
static void add_person(struct matching_facts *f, const struct rows *r, const struct rows *home)
{
	struct matching_person *who = person_of_row(f, r, home);

	who->own =
		(struct matching_identity){.birth_on = row_day(r, 2), .name = row_text(r, 3), .kana = row_text(r, 4)};
	who->n_stays++;
	add_stay(f, row_day(r, 5), row_day(r, 6));
}

/* When all rows of the household are there, and stays do not move any more. */
static void link_stays(struct matching_facts *f, const struct matching_household *h)
{
	const struct matching_stay *next = f->stay;

	for (int i = 0; i < f->n_persons; i++) {
		f->person[i].stays = next;
		next += f->person[i].n_stays;
		f->person[i].on_aid = matching_facts_days(h, &f->person[i], f->first, f->next, false) > 0;
	}
}

static void shield(struct matching_facts *f, int64_t person_no, bool in_month)
{
	for (int i = 0; i < f->n_persons; i++) {
		if (f->person[i].person_no != person_no)
			continue;
		f->person[i].protected_address |= in_month;
		f->person[i].protected_since_last_year = true;
	}
}

static void add_protection(struct matching_facts *f, const struct rows *r)
{
	f->protection =
		room_for_one(f, f->protection, f->n_protections, &f->protections_room, sizeof *f->protection);
	f->protection[f->n_protections++] =
		(struct protection){.state = (uint8_t)row_int(r, 1), .from = row_day(r, 2), .to = row_day(r, 3)};
}

/* NULL: nobody of that number, or a subject that this program does not know. */
static struct matching_request *request_of(struct matching_facts *f, int64_t person_no, int64_t subject)
{
	if (subject < SUBJECT_PENSION || subject > SUBJECT_TAX)
		return NULL;
	for (int i = 0; i < f->n_persons; i++) {
		if (f->person[i].person_no == person_no)
			return &f->person[i].request[subject];
	}
	return NULL;
}

static void add_request(struct matching_facts *f, const struct rows *r)
{
	struct matching_request *q = request_of(f, row_int(r, 1), row_int(r, 2));
	struct str id = row_text(r, 3);

	if (q == NULL || id.length != REQUEST_ID_DIGITS)
		return;
	memcpy(q->id, id.at, id.length);
	q->asked = true;
	q->month = month_of_day(row_day(r, 4));
	q->asked_on = row_day(r, 5);
	q->open_days = (int32_t)row_int(r, 6);
	q->answered = !row_null(r, 7);
	q->state = (uint8_t)row_int(r, 7);
	q->as = (struct matching_identity){
		.birth_on = row_day(r, 8), .name = row_text(r, 9), .kana = row_text(r, 10)};
	q->answered_on = row_day(r, 11);
	q->unknown = row_bool(r, 12);
	q->nulls = row_text(r, 13);
}

static void add_excluded(struct matching_facts *f, const struct rows *r)
{
	struct matching_request *q = request_of(f, row_int(r, 1), row_int(r, 2));

	if (q != NULL)
		q->excluded = (uint8_t)row_int(r, 3);
}

bool matching_facts_next(struct matching_facts *f, struct matching_household *out)
{
	struct rows *r = f->rows[MATCHING_HOUSEHOLD];

	if (!rows_next(r))
		return false;
	*out = (struct matching_household){.id = row_int(r, 0), .caseworker_no = (int32_t)row_int(r, 1)};
	f->n_persons = f->n_stays = f->n_protections = 0;
	while (rows_next_of(f->rows[MATCHING_PROTECTION], out->id))
		add_protection(f, f->rows[MATCHING_PROTECTION]);
	out->protections = f->protection;
	out->n_protections = f->n_protections;
	while (rows_next_of(f->rows[MATCHING_PERSON], out->id))
		add_person(f, f->rows[MATCHING_PERSON], r);
	link_stays(f, out);
	while (rows_next_of(f->rows[MATCHING_SHIELDED], out->id))
		shield(f, row_int(f->rows[MATCHING_SHIELDED], 1), row_bool(f->rows[MATCHING_SHIELDED], 2));
	while (rows_next_of(f->rows[MATCHING_REQUEST], out->id))
		add_request(f, f->rows[MATCHING_REQUEST]);
	while (rows_next_of(f->rows[MATCHING_EXCLUDED], out->id))
		add_excluded(f, f->rows[MATCHING_EXCLUDED]);
	out->persons = f->person;
	out->n_persons = f->n_persons;
	return true;
}

int16_t matching_facts_days(
	const struct matching_household *h, const struct matching_person *p, day_t from, day_t to, bool active)
{
	int16_t days = 0;

	for (int i = 0; i < p->n_stays; i++) {
		day_t first = from > p->stays[i].from ? from : p->stays[i].from;
		day_t next = to < p->stays[i].to ? to : p->stays[i].to;

		for (int k = 0; k < h->n_protections; k++) {
			const struct protection *q = &h->protections[k];
			day_t a = first > q->from ? first : q->from, b = next < q->to ? next : q->to;

			if (a < b && (!active || q->state == PROTECTION_ACTIVE))
				days = (int16_t)(days + (b - a)); /* neither ranges overlap */
		}
	}
	return days;
}

int16_t matching_facts_protected_days(
	const struct matching_household *h, const struct matching_person *p, month_t month)
{
	return matching_facts_days(h, p, month_first(month), month_first(month + 1), true);
}

static const char *confirmation_text(enum matching_confirmation c)
{
	switch (c) {
	case IDENTITY_CONFIRMED:
		return "台帳と一致";
	case IDENTITY_DIFFERS:
		return "台帳と相違";
	case IDENTITY_UNKNOWN:
		break;
	}
	return "回答に値がなく確認できない";
}

void matching_facts_explain(FILE *out, const struct matching_request *q, const struct matching_identity *own)
{
	char day[2][64];

	if (!matching_has_answer(q)) {
		char why[REASON_MAX];

		matching_no_answer(q, why);
		fprintf(out, "  照会: %s\n", why);
		return;
	}
	fprintf(out, "  照会: %s（照会番号%s）、回答: %s「%s」、氏名・生年月日: %s\n",
		day_format_era(q->asked_on, day[0]), q->id, day_format_era(q->answered_on, day[1]),
		matching_state_term(q->state), confirmation_text(matching_confirm(own, &q->as)));
}
