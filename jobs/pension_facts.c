/*
 * pension_facts.c: the streams of the pension survey, merged into persons.
 *
 * Within a household every stream is in the order of person, request and award, so that an award's parts
 * lie beside each other.  Answers to other requests than a person's latest are passed over.
 */
#include "jobs/pension_facts.h"

#include "gen/sql.h"

#include <string.h>

const struct sql_stmt *const pension_facts_statements[PENSION_STREAMS] = {
	MATCHING_STATEMENTS,
	[PENSION_INCOME] = &sql_pension_income,
	[PENSION_LINK] = &sql_pension_link,
	[PENSION_AWARD] = &sql_pension_award,
	[PENSION_BASIS] = &sql_pension_basis,
	[PENSION_AMOUNT] = &sql_pension_amount,
	[PENSION_PAYMENT] = &sql_pension_payment,
	[PENSION_DECLARATION] = &sql_pension_declaration,
};

/* Whose an element is; award_no 0: the person's own. */
struct owner {
	int16_t person_no, award_no;
};

/* Elements of one stream of the household, beside their owners; `next` is the first not yet handed out. */
struct list {
	char *at;
	struct owner *owner;
	size_t size;
	int count, room, next;
};

static const size_t element_sizes[PENSION_STREAMS] = {
	[PENSION_INCOME] = sizeof(struct pension_income),
	[PENSION_LINK] = sizeof(struct pension_link),
	[PENSION_AWARD] = sizeof(struct pension_award),
	[PENSION_BASIS] = sizeof(struct pension_basis),
	[PENSION_AMOUNT] = sizeof(struct pension_amount),
	[PENSION_PAYMENT] = sizeof(struct pension_payment),
	[PENSION_DECLARATION] = sizeof(day_t),
};

struct pension_facts {
	struct rows *rows[PENSION_STREAMS];
	struct matching_facts *shared;
	struct arena *arena;
	month_t month;
	struct list list[PENSION_STREAMS]; /* from PENSION_INCOME on */
	struct pension_subject *subject;
	int subjects_room;
};

struct pension_facts *pension_facts_open(
	struct rows *rows[static PENSION_STREAMS], month_t month, struct arena *arena)
{
	struct pension_facts *f = arena_alloc(arena, sizeof *f);

	memcpy(f->rows, rows, sizeof f->rows);
	f->shared = matching_facts_open(rows, month, arena);
	f->arena = arena;
	f->month = month;
	for (int s = PENSION_INCOME; s < PENSION_STREAMS; s++) {
		struct list *l = &f->list[s];

		l->size = element_sizes[s];
		l->room = 16;
		l->at = arena_array(arena, (size_t)l->room, l->size);
		l->owner = arena_array(arena, (size_t)l->room, sizeof *l->owner);
	}
	return f;
}

/* ---- rows ---- */

static void *add(struct pension_facts *f, enum pension_stream stream, struct owner owner)
{
	struct list *l = &f->list[stream];

	if (l->count == l->room) {
		l->at = arena_grow(f->arena, l->at, (size_t)l->room, (size_t)l->room * 2, l->size);
		l->owner = arena_grow(f->arena, l->owner, (size_t)l->room, (size_t)l->room * 2, sizeof *l->owner);
		l->room *= 2;
	}
	l->owner[l->count] = owner;
	return l->at + l->size * (size_t)l->count++;
}

static bool is_latest(const struct matching_household *h, int64_t person_no, struct str request_id)
{
	for (int i = 0; i < h->n_persons; i++) {
		const struct matching_request *q = &h->persons[i].request[SUBJECT_PENSION];

		if (h->persons[i].person_no == person_no)
			return q->asked && request_id.length == REQUEST_ID_DIGITS &&
				   memcmp(request_id.at, q->id, REQUEST_ID_DIGITS) == 0;
	}
	return false;
}

static void add_income(struct pension_facts *f, const struct rows *r)
{
	struct pension_income *i = add(f, PENSION_INCOME, (struct owner){(int16_t)row_int(r, 1), 0});

	*i = (struct pension_income){.item_no = (int16_t)row_int(r, 2),
		.amount_yen = (int32_t)row_int(r, 3),
		.premium_yen = (int32_t)row_int(r, 4),
		.from = row_day(r, 5),
		.to = row_day(r, 6)};
}

static void add_link(struct pension_facts *f, const struct rows *r)
{
	struct pension_link *l = add(f, PENSION_LINK, (struct owner){(int16_t)row_int(r, 1), 0});

	*l = (struct pension_link){
		.benefit = (uint8_t)row_int(r, 2), .item_no = (int16_t)row_int(r, 3), .code = row_text(r, 4)};
}

static void add_award(struct pension_facts *f, const struct rows *r, struct owner owner)
{
	struct pension_award *a = add(f, PENSION_AWARD, owner);

	*a = (struct pension_award){.code = row_text(r, 4)};
}

static int16_t years_or_none(const struct rows *r, int column)
{
	return row_null(r, column) ? -1 : (int16_t)row_int(r, column);
}

static void add_basis(struct pension_facts *f, const struct rows *r, struct owner owner)
{
	struct pension_basis *b = add(f, PENSION_BASIS, owner);

	*b = (struct pension_basis){.scheme = (uint8_t)row_int(r, 4),
		.decided_on = row_day(r, 5),
		.arose_on = row_day(r, 6),
		.lost_on = row_day(r, 7),
		.suspension = row_text(r, 8),
		.suspended_from = row_day(r, 9),
		.suspended_to = row_day(r, 10),
		.fixed_years = years_or_none(r, 11),
		.certified_year = years_or_none(r, 12),
		.certificate = row_text(r, 13),
		.nulls = row_text(r, 14)};
}

static void add_amount(struct pension_facts *f, const struct rows *r, struct owner owner)
{
	struct pension_amount *a = add(f, PENSION_AMOUNT, owner);

	*a = (struct pension_amount){.from = row_day(r, 4), .nulls = row_text(r, 10)};
	for (int i = 0; i < PENSION_PARTS; i++)
		a->yen[i] = (int32_t)row_int(r, 5 + i);
}

static void add_payment(struct pension_facts *f, const struct rows *r, struct owner owner)
{
	struct pension_payment *p = add(f, PENSION_PAYMENT, owner);

	*p = (struct pension_payment){.arrears = row_int(r, 4) == 2,
		.on = row_day(r, 5),
		.paid = (int32_t)row_int(r, 6),
		.nulls = row_text(r, 12)};
	for (int i = 0; i < PENSION_DEDUCTIONS; i++)
		p->deducted[i] = (int32_t)row_int(r, 7 + i);
}

/* The rows of the household that belong to an answer. */
static void take_answers(struct pension_facts *f, const struct matching_household *h,
	enum pension_stream stream,
	void (*add_row)(struct pension_facts *f, const struct rows *r, struct owner owner))
{
	struct rows *r = f->rows[stream];

	while (rows_next_of(r, h->id)) {
		if (is_latest(h, row_int(r, 1), row_text(r, 3)))
			add_row(f, r, (struct owner){(int16_t)row_int(r, 1), (int16_t)row_int(r, 2)});
	}
}

static void take(struct pension_facts *f, const struct matching_household *h)
{
	for (int s = PENSION_INCOME; s < PENSION_STREAMS; s++)
		f->list[s].count = f->list[s].next = 0;
	while (rows_next_of(f->rows[PENSION_INCOME], h->id))
		add_income(f, f->rows[PENSION_INCOME]);
	while (rows_next_of(f->rows[PENSION_LINK], h->id))
		add_link(f, f->rows[PENSION_LINK]);
	take_answers(f, h, PENSION_AWARD, add_award);
	take_answers(f, h, PENSION_BASIS, add_basis);
	take_answers(f, h, PENSION_AMOUNT, add_amount);
	take_answers(f, h, PENSION_PAYMENT, add_payment);
	while (rows_next_of(f->rows[PENSION_DECLARATION], h->id)) {
		day_t *day = add(f, PENSION_DECLARATION, (struct owner){0, 0});

		*day = row_day(f->rows[PENSION_DECLARATION], 1);
	}
}

/* ---- persons ---- */

/* The owner's elements, which come next or not at all; those of owners before it are passed over. */
static void *slice(struct list *l, struct owner owner, int *n)
{
	while (l->next < l->count && (l->owner[l->next].person_no < owner.person_no ||
									 (l->owner[l->next].person_no == owner.person_no &&
										 l->owner[l->next].award_no < owner.award_no)))
		l->next++;
	void *first = l->at + l->size * (size_t)l->next;

	*n = 0;
	while (l->next < l->count && l->owner[l->next].person_no == owner.person_no &&
		   l->owner[l->next].award_no == owner.award_no) {
		l->next++;
		*n += 1;
	}
	return first;
}

static void link_awards(struct pension_facts *f)
{
	struct list *l = &f->list[PENSION_AWARD];
	struct pension_award *award = (void *)l->at;

	for (int i = 0; i < l->count; i++) {
		award[i].bases = slice(&f->list[PENSION_BASIS], l->owner[i], &award[i].n_bases);
		award[i].amounts = slice(&f->list[PENSION_AMOUNT], l->owner[i], &award[i].n_amounts);
		award[i].payments = slice(&f->list[PENSION_PAYMENT], l->owner[i], &award[i].n_payments);
		l->owner[i].award_no = 0; /* from here on they are the person's */
	}
}

static void fill(struct pension_facts *f, const struct matching_person *who, struct pension_person *out)
{
	struct owner owner = {who->person_no, 0};

	*out = (struct pension_person){
		.month = f->month, .on_aid = who->on_aid, .own = who->own, .request = &who->request[SUBJECT_PENSION]};
	out->incomes = slice(&f->list[PENSION_INCOME], owner, &out->n_incomes);
	out->links = slice(&f->list[PENSION_LINK], owner, &out->n_links);
	out->awards = slice(&f->list[PENSION_AWARD], owner, &out->n_awards);
}

static int choose(struct pension_facts *f, const struct matching_household *h)
{
	int n = 0;

	if (h->n_persons > f->subjects_room) {
		f->subjects_room = h->n_persons * 2;
		f->subject = arena_array(f->arena, (size_t)f->subjects_room, sizeof *f->subject);
	}
	for (int i = 0; i < h->n_persons; i++) {
		struct pension_subject *s = &f->subject[n];

		s->who = &h->persons[i];
		fill(f, s->who, &s->facts);
		n += s->facts.request->asked || (s->who->on_aid && pension_is_recognised(&s->facts));
	}
	return n;
}

bool pension_facts_next(struct pension_facts *f, struct pension_household *out)
{
	do {
		*out = (struct pension_household){.subjects = NULL};
		if (!matching_facts_next(f->shared, &out->base))
			return false;
		take(f, &out->base);
		link_awards(f);
		out->n_subjects = choose(f, &out->base);
	} while (out->n_subjects == 0);
	out->subjects = f->subject;
	out->declared = (const day_t *)(const void *)f->list[PENSION_DECLARATION].at;
	out->n_declared = f->list[PENSION_DECLARATION].count;
	return true;
}
