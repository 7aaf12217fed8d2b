/*
 * inquiry.c: whom the office asks about this month (情報照会): one row for each entry of a caseworker's list
 * or a standing rule, asked with the number of its request, or left out with the reason.
 *
 * Counts are of households: read = written (something is asked) + held (it would be, but the household is
 * held) + unchanged (nothing is to be asked, or all was left out).  That each entry is either asked or left out
 * is a constraint of result.inquiry; report inquiry_cover counts entries.
 *
 * A chunk may be done again: the rows depend on the facts at the cut and the run's rate set alone, and a
 * request's number on run, chunk and place in it.
 */
#include "jobs/rules/inquiry.h"
#include "gen/sql.h"
#include "getsuji/job.h"
#include "jobs/rate_cells.h"

#include <string.h>

static const struct job_param params[] = {
	{.name = "candidate_age",
		.title = "from this age, persons without a recognised pension are asked about (pension_candidates)",
		.min = 0,
		.max = 120,
		.default_int = 60},
	{.name = "tax_age",
		.title = "from this age on 31 December, persons are asked about (on_aid_last_year)",
		.min = 0,
		.max = 120,
		.default_int = 15},
	{.name = NULL},
};

enum stream { STREAM_HOUSEHOLD, STREAM_PERSON, STREAM_LIST, STREAM_PENSION, STREAM_ASKED, STREAMS };

/* An array that is filled anew for each person and keeps its room. */
struct list {
	size_t count, room;
};

/* A chunk being done. */
struct work {
	struct chunk *c;
	const struct inquiry_terms *terms;
	struct rows *rows[STREAMS];
	struct row_out *out;
	int64_t requests;           /* numbered so far in this chunk */
	bool held;                  /* the household in hand */
	bool asked_some, held_some; /* of its entries */
	int32_t caseworker_no;      /* of the person in hand */
	struct inquiry_entry *entries;
	struct inquiry_question *asked;
	struct str *codes;
	struct list n_entries, n_asked, n_codes;
};

static enum err_code start(struct task *t, struct err *e)
{
	struct inquiry_terms *terms = arena_alloc(t->keep, sizeof *terms);
	struct inquiry_tables *tables;
	struct matching_tables *matching;
	struct rate_cells cells;

	if (rate_cells_load(t, &cells, e) != ERR_OK ||
		inquiry_build(&cells, t->run->month, t->keep, &tables, e) != ERR_OK ||
		matching_build(&cells, t->run->month, t->keep, &matching, e) != ERR_OK)
		return e->code;
	*terms = (struct inquiry_terms){.tables = tables,
		.matching = matching,
		.month = t->run->month,
		.candidate_age = (int)task_param(t, "candidate_age"),
		.tax_age = (int)task_param(t, "tax_age")};
	t->state = terms;
	return ERR_OK;
}

/* Room for n more; the (new) array. */
static void *grown(struct work *w, struct list *l, void *array, size_t size, size_t n)
{
	if (l->count + n > l->room) {
		size_t room = 2 * (l->count + n) + 16;

		array = array == NULL ? arena_array(w->c->arena, room, size)
							  : arena_grow(w->c->arena, array, l->room, room, size);
		l->room = room;
	}
	return array;
}

/* Steps a stream to the next row of a key; rows of keys before it are passed over. */
static bool next_of(struct rows *r, int64_t key)
{
	int64_t here;

	while (rows_peek_key(r, &here) && here <= key) {
		(void)rows_next(r);
		if (here == key)
			return true;
	}
	return false;
}

/* ---- reading a person ---- */

static void read_list(struct work *w, int64_t person_key)
{
	struct rows *r = w->rows[STREAM_LIST];

	w->n_entries.count = 0;
	while (next_of(r, person_key)) {
		w->entries = grown(w, &w->n_entries, w->entries, sizeof *w->entries, 1);
		w->entries[w->n_entries.count++] = (struct inquiry_entry){.list_name = row_text(r, 1),
			.question = {row_text(r, 2), (uint8_t)row_int(r, 4), row_day(r, 5), row_day(r, 6)},
			.purpose = (uint8_t)row_int(r, 3)};
	}
}

static void read_asked(struct work *w, int64_t person_key)
{
	struct rows *r = w->rows[STREAM_ASKED];

	w->n_asked.count = 0;
	while (next_of(r, person_key)) {
		w->asked = grown(w, &w->n_asked, w->asked, sizeof *w->asked, 1);
		w->asked[w->n_asked.count++] =
			(struct inquiry_question){row_text(r, 1), (uint8_t)row_int(r, 2), row_day(r, 3), row_day(r, 4)};
	}
}

static void read_pensions(struct work *w, int64_t person_key, struct inquiry_person *p)
{
	struct rows *r = w->rows[STREAM_PENSION];

	w->n_codes.count = 0;
	while (next_of(r, person_key)) {
		if (row_int(r, 1) == AWARD_SUPPLEMENT) {
			p->supplement = true;
			continue;
		}
		w->codes = grown(w, &w->n_codes, w->codes, sizeof *w->codes, 1);
		w->codes[w->n_codes.count++] = row_text(r, 2);
	}
	p->codes = w->codes;
	p->n_codes = w->n_codes.count;
}

static struct inquiry_person read_person(struct work *w, int64_t person_key)
{
	struct rows *r = w->rows[STREAM_PERSON];
	struct inquiry_person p = {.known = next_of(r, person_key), .held = w->held};

	w->caseworker_no = 0;
	if (p.known) {
		p.birth_on = row_day(r, 1);
		p.on_aid = row_bool(r, 2);
		p.on_aid_last_year = row_bool(r, 3);
		w->caseworker_no = (int32_t)row_int(r, 4);
		p.protected_address = row_bool(r, 5);
		p.protected_since_last_year = row_bool(r, 6);
		p.linkage_no = row_text(r, 7);
		p.linked = row_bool(r, 8);
		p.shared_number = row_bool(r, 9);
		p.nondisclosure = row_bool(r, 10);
		p.consent = (uint8_t)row_int(r, 11);
	}
	read_pensions(w, person_key, &p);
	return p;
}

/* ---- writing entries ---- */

static void put_day_or_null(struct row_out *out, day_t day)
{
	if (day == DAY_MAX)
		row_put_null(out);
	else
		row_put_day(out, day);
}

static void put_entry(struct work *w, int64_t person_key, const struct inquiry_person *p,
	const struct inquiry_entry *entry, const char *request_id)
{
	struct row_out *out = w->out;

	row_begin(out);
	row_put_int8(out, person_key / 100);
	row_put_int2(out, (int16_t)(person_key % 100));
	row_put_int2(out, (int16_t)(entry - w->entries + 1));
	row_put_text(out, entry->list_name.at, entry->list_name.length);
	row_put_text(out, entry->question.procedure_no.at, entry->question.procedure_no.length);
	row_put_int2(out, entry->subject);
	row_put_int2(out, entry->purpose);
	row_put_int2(out, entry->question.condition);
	put_day_or_null(out, entry->question.from_on);
	put_day_or_null(out, entry->question.to_on);
	row_put_int4(out, w->caseworker_no);
	row_put_bool(out, p->nondisclosure);
	row_put_int2(out, entry->exclusion);
	if (entry->exclusion == EXCLUDED_NOT) {
		row_put_text(out, request_id, REQUEST_ID_DIGITS);
		row_put_text(out, p->linkage_no.at, p->linkage_no.length);
	} else {
		row_put_null(out);
		row_put_null(out);
	}
	row_end(out);
}

static enum err_code write_entry(struct work *w, int64_t person_key, const struct inquiry_person *p,
	const struct inquiry_entry *entry, struct err *e)
{
	char id[REQUEST_ID_DIGITS + 1] = "";

	if (entry->exclusion == EXCLUDED_NOT &&
		!inquiry_request_id(w->c->task->run->run_id, w->c->chunk_no, ++w->requests, id)) {
		err_set(e, ERR_DEFINITION, 1618, "the number of a request has no digits left");
		return err_hint(e, "A run may have 99,999 chunks: make `chunk:` of the task larger.");
	}
	w->asked_some = w->asked_some || entry->exclusion == EXCLUDED_NOT;
	w->held_some = w->held_some || entry->exclusion == EXCLUDED_HELD;
	put_entry(w, person_key, p, entry, id);
	return ERR_OK;
}

static enum err_code do_person(struct work *w, int64_t person_key, struct err *e)
{
	struct inquiry_person p = read_person(w, person_key);
	size_t n_rules = w->terms->tables->n_rules;

	read_list(w, person_key);
	read_asked(w, person_key);
	w->entries = grown(w, &w->n_entries, w->entries, sizeof *w->entries, n_rules);
	w->n_entries.count += inquiry_by_rules(w->terms, &p, &w->entries[w->n_entries.count]);
	inquiry_decide(w->terms->tables, &p, w->asked, w->n_asked.count, w->entries, w->n_entries.count);
	for (size_t i = 0; i < w->n_entries.count; i++) {
		if (write_entry(w, person_key, &p, &w->entries[i], e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* ---- households ---- */

/* The household's next person in the ledger or on a list; those of households before it are passed over. */
static bool next_person(const struct work *w, int64_t household_id, int64_t *person_key)
{
	static const enum stream streams[] = {STREAM_PERSON, STREAM_LIST};
	int64_t key;

	*person_key = INT64_MAX;
	for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
		struct rows *r = w->rows[streams[i]];

		while (rows_peek_key(r, &key) && key / 100 < household_id)
			(void)rows_next(r);
		if (rows_peek_key(r, &key) && key < *person_key)
			*person_key = key;
	}
	return *person_key / 100 == household_id;
}

static enum err_code do_household(struct work *w, struct err *e)
{
	const struct rows *r = w->rows[STREAM_HOUSEHOLD];
	struct chunk *c = w->c;
	int64_t household_id = row_int(r, 0), person_key;
	struct str hold = row_text(r, 1), why = row_text(r, 2);

	if (!chunk_take(c, household_id))
		return ERR_OK;
	w->held = !row_null(r, 1);
	w->asked_some = w->held_some = false;
	while (next_person(w, household_id, &person_key)) {
		if (do_person(w, person_key, e) != ERR_OK)
			return e->code;
	}
	c->count.read++;
	if (w->held_some)
		chunk_hold(c, household_id, arena_strndup(c->arena, hold.at, hold.length),
			arena_strndup(c->arena, why.at, why.length));
	else if (w->asked_some)
		c->count.written++;
	else
		c->count.unchanged++;
	return ERR_OK;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	static const struct sql_stmt *const statements[STREAMS] = {
		[STREAM_HOUSEHOLD] = &sql_inquiry_household,
		[STREAM_PERSON] = &sql_inquiry_person,
		[STREAM_LIST] = &sql_inquiry_list,
		[STREAM_PENSION] = &sql_inquiry_pension,
		[STREAM_ASKED] = &sql_inquiry_asked,
	};
	struct work w = {.c = c, .terms = c->task->state, .out = chunk_out(c, &sql_inquiry_entry)};

	if (chunk_read(c, statements, STREAMS, w.rows, e) != ERR_OK)
		return e->code;
	while (rows_next(w.rows[STREAM_HOUSEHOLD])) {
		if (do_household(&w, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static const char *const partitions[] = {"inquiry", NULL};
static const struct sql_stmt *const finish[] = {&sql_inquiry_index, NULL};

const struct job job_inquiry = {
	.name = "inquiry",
	.title = "情報照会の対象者の抽出",
	.params = params,
	.targets = &sql_inquiry_targets,
	.chunk_size = 5000,
	.by_household = true,
	.start = start,
	.chunk = chunk,
	.partitions = partitions,
	.balance = &sql_inquiry_balance,
	.finish = finish,
};
