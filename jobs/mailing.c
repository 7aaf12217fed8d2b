/*
 * mailing.c: 郵送: which documents of confirmed runs leave this time, in which envelopes and in which order, and which
 * are held back for a look, with the reason.
 *
 * One chunk is an office, so that all that goes to one recipient comes together.  Counts are of documents: written = goes
 * into a piece, held = in none; yen: the postage before discounts.  Numbers are given after the gate
 * (run.issue_mailing).
 *
 * A chunk may be done again: the rows depend on the documents, facts, pieces and looks that were known at the cut and on
 * the run's rate set; the business days are those of the calendar at that moment.
 */
#include "jobs/rules/mailing.h"
#include "gen/sql.h"
#include "getsuji/job.h"
#include "jobs/rate_cells.h"

/* Days after the cut within which the dates of what is issued must lie. */
enum { DAYS_AHEAD = 240 };

/* An office with settings for its mail. */
struct office {
	int office_id;
	bool duplex;
	int32_t enclosure_mg;
	struct business_days days;
};

struct state {
	struct mailing_rules *rules;
	struct office *office;
	size_t n_offices;
};

static enum err_code start(struct task *t, struct err *e)
{
	static const struct sql_stmt *const statement[] = {&sql_mailing_offices};
	struct state *s = arena_alloc(t->keep, sizeof *s);
	struct rate_cells cells;
	struct rows *r;

	t->state = s;
	if (rate_cells_load(t, &cells, e) != ERR_OK ||
		mailing_rules_build(&cells, t->run->month, t->keep, &s->rules, e) != ERR_OK ||
		task_read(t, statement, 1, &r, e) != ERR_OK)
		return e->code;
	s->office = arena_array(t->keep, rows_count(r), sizeof *s->office);
	while (rows_next(r)) {
		struct office *o = &s->office[s->n_offices++];
		day_t from = row_day(r, 3) + 1;

		o->office_id = (int)row_int(r, 0);
		o->duplex = row_bool(r, 1);
		o->enclosure_mg = (int32_t)row_int(r, 2);
		if (task_business_days(t, o->office_id, from, from + DAYS_AHEAD, &o->days, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* The office of the chunk; NULL: it has no settings. */
static const struct office *office_of(const struct chunk *c)
{
	const struct state *s = c->task->state;

	for (size_t i = 0; i < s->n_offices; i++) {
		if (s->office[i].office_id == c->lo / MAILING_KEYS_PER_OFFICE)
			return &s->office[i];
	}
	return NULL;
}

/* ---- rows in ------------------------------------------------------------------------------------- */

/* Columns of mailing_documents. */
enum {
	IN_KEY,
	IN_SOURCE_RUN_ID,
	IN_DOCUMENT_NO,
	IN_KIND,
	IN_PARTY,
	IN_PARTY_KEY,
	IN_HOUSEHOLD_ID,
	IN_ROUTE,
	IN_PAGES,
	IN_POSTAL_CODE,
	IN_DESTINATION,
	IN_LATE,
	IN_ORDERED,
	IN_HAS_ADDRESS,
	IN_STALE,
	IN_RETURNED,
	IN_SHARED,
	IN_CHANGED,
	IN_MOVED,
	IN_LOOKED
};

static enum mail_hold hold_of(const struct rows *r, bool office_set)
{
	struct mailing_facts facts = {.party = (uint8_t)row_int(r, IN_PARTY),
		.late = row_bool(r, IN_LATE),
		.ordered = !row_null(r, IN_ORDERED),
		.office_set = office_set,
		.has_address = row_bool(r, IN_HAS_ADDRESS),
		.stale = row_bool(r, IN_STALE),
		.returned = row_bool(r, IN_RETURNED),
		.shared = row_bool(r, IN_SHARED),
		.changed = row_bool(r, IN_CHANGED),
		.moved = row_bool(r, IN_MOVED),
		.looked = row_bool(r, IN_LOOKED)};

	return mailing_hold(&facts);
}

/* All documents of the chunk but those that were set aside. */
static size_t read_documents(struct chunk *c, struct rows *r, bool office_set, struct mailing_document *out)
{
	size_t n = 0;

	while (rows_next(r)) {
		if (!chunk_take(c, row_int(r, IN_KEY)))
			continue;
		c->count.read++;
		out[n++] = (struct mailing_document){.source_run_id = (int32_t)row_int(r, IN_SOURCE_RUN_ID),
			.document_no = row_int(r, IN_DOCUMENT_NO),
			.kind = (uint8_t)row_int(r, IN_KIND),
			.party = (uint8_t)row_int(r, IN_PARTY),
			.route = (uint8_t)row_int(r, IN_ROUTE),
			.pages = (int32_t)row_int(r, IN_PAGES),
			.household_id = row_int(r, IN_HOUSEHOLD_ID),
			.party_key = row_text(r, IN_PARTY_KEY),
			.postal_code = row_text(r, IN_POSTAL_CODE),
			.destination = row_text(r, IN_DESTINATION),
			.order = row_text(r, IN_ORDERED),
			.hold = hold_of(r, office_set)};
	}
	return n;
}

/* ---- rows out ------------------------------------------------------------------------------------ */

/* Why it is held: an order in its own words. */
static const char *reason_of(struct arena *a, const struct mailing_document *d)
{
	if (d->hold == MAIL_HOLD_ORDER)
		return arena_printf(
			a, "%s: %.*s", mailing_hold_term(MAIL_HOLD_ORDER), (int)d->order.length, d->order.at);
	return mailing_hold_term((int)d->hold);
}

static void put_document(struct chunk *c, struct row_out *w, int office_id, const struct mailing_document *d)
{
	const char *reason = reason_of(c->arena, d);

	row_begin(w);
	row_put_int4(w, office_id);
	row_put_int4(w, d->line_no);
	row_put_int4(w, d->source_run_id);
	row_put_int8(w, d->document_no);
	row_put_int2(w, d->kind);
	row_put_int2(w, d->party);
	row_put_str(w, d->party_key);
	if (d->household_id == 0)
		row_put_null(w);
	else
		row_put_int8(w, d->household_id);
	row_put_int2(w, d->route);
	row_put_int4(w, d->pages);
	row_put_int4(w, d->sheets);
	row_put_int4(w, d->weight_mg);
	if (d->hold == MAIL_HOLD_NONE) {
		row_put_int4(w, d->plan_no);
		row_put_int2(w, d->position);
	} else {
		row_put_null(w);
		row_put_null(w);
	}
	row_put_str(w, d->destination);
	row_put_int2(w, (int16_t)d->hold);
	row_put_string(w, reason);
	row_end(w);
	if (d->hold == MAIL_HOLD_NONE)
		c->count.written++;
	else
		chunk_hold(
			c, office_id * MAILING_KEYS_PER_OFFICE + d->line_no, mailing_hold_word((int)d->hold), reason);
}

static void put_piece(struct row_out *w, int office_id, int32_t plan_no, const struct mailing_piece *p)
{
	row_begin(w);
	row_put_int4(w, office_id);
	row_put_int4(w, plan_no);
	row_put_int2(w, p->first->party);
	row_put_str(w, p->first->party_key);
	row_put_int2(w, p->first->route);
	row_put_str(w, p->first->postal_code);
	row_put_str(w, p->first->destination);
	row_put_int2(w, p->documents);
	row_put_int4(w, p->sheets);
	row_put_int2(w, p->class->envelope);
	row_put_int2(w, p->class->thickness);
	row_put_int4(w, p->weight_mg);
	row_put_string(w, p->postage->name);
	row_put_int4(w, p->postage->yen);
	row_end(w);
}

/* Up to the first day that the calendar does not know. */
static void put_days(struct row_out *w, const struct office *o)
{
	for (int i = 0; i < o->days.count && o->days.state[i] != BUSINESS_DAY_UNKNOWN; i++) {
		if (o->days.state[i] != BUSINESS_DAY_OPEN)
			continue;
		row_begin(w);
		row_put_int4(w, o->office_id);
		row_put_day(w, o->days.from + i);
		row_end(w);
	}
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	static const struct sql_stmt *const statement[] = {&sql_mailing_documents};
	const struct state *s = c->task->state;
	const struct office *office = office_of(c);
	struct row_out *documents = chunk_out(c, &sql_mailing_document_rows),
				   *pieces = chunk_out(c, &sql_mailing_piece_rows),
				   *days = chunk_out(c, &sql_mailing_day_rows);
	struct mailing_terms terms = {.rules = s->rules,
		.duplex = office != NULL && office->duplex,
		.enclosure_mg = office == NULL ? 0 : office->enclosure_mg};
	int office_id = (int)(c->lo / MAILING_KEYS_PER_OFFICE);
	struct mailing_document *docs;
	struct mailing_plan plan;
	struct rows *r;
	size_t n;

	if (chunk_read(c, statement, 1, &r, e) != ERR_OK)
		return e->code;
	docs = arena_array(c->arena, rows_count(r), sizeof *docs);
	n = read_documents(c, r, office != NULL, docs);
	mailing_plan(&terms, docs, n, c->arena, &plan);
	for (size_t i = 0; i < plan.n_lines; i++)
		put_document(c, documents, office_id, plan.line[i]);
	for (size_t i = 0; i < plan.n_pieces; i++) {
		put_piece(pieces, office_id, (int32_t)i + 1, &plan.piece[i]);
		if (!yen_add(c->count.yen, plan.piece[i].postage->yen, &c->count.yen))
			return err_set(e, ERR_BALANCE, 1657, "the sum of the chunk is out of range");
	}
	if (office != NULL)
		put_days(days, office);
	return ERR_OK;
}

static const char *const partitions[] = {"mail_document", "mail_piece", "mail_day", NULL};
static const struct sql_stmt *const finish[] = {&sql_mailing_index, NULL};

const struct job job_mailing = {
	.name = "mailing",
	.title = "郵送の予定",
	.targets = &sql_mailing_targets,
	.start = start,
	.chunk = chunk,
	.partitions = partitions,
	.balance = &sql_mailing_balance,
	.finish = finish,
};
