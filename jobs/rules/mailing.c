/*
 * mailing.c: holds, envelopes and the order of posting (see mailing.h).
 */
#include "jobs/rules/mailing.h"

#include <stdlib.h>
#include <string.h>

/* ---- what may leave ------------------------------------------------------------------------------ */

enum mail_hold mailing_hold(const struct mailing_facts *f)
{
	bool household = f->party == MAIL_HOUSEHOLD, open = !f->looked;

	if (f->late)
		return MAIL_HOLD_LATE;
	if (f->ordered)
		return MAIL_HOLD_ORDER;
	if (!f->office_set)
		return MAIL_HOLD_OFFICE;
	if (!f->has_address)
		return MAIL_HOLD_ADDRESS;
	if (household && f->stale)
		return MAIL_HOLD_STALE;
	if (f->returned)
		return MAIL_HOLD_RETURNED;
	if (household && open && f->shared)
		return MAIL_HOLD_SHARED;
	if (open && f->changed)
		return MAIL_HOLD_CHANGED;
	if (household && open && f->moved)
		return MAIL_HOLD_MOVED;
	return MAIL_HOLD_NONE;
}

/* ---- an envelope --------------------------------------------------------------------------------- */

/* The first envelope that takes so many sheets of so much paper; false: none does. */
static bool choose(
	const struct mailing_terms *t, bool folded, int64_t sheets, int64_t paper_mg, struct mailing_piece *out)
{
	const struct mailing_rules *r = t->rules;

	for (size_t i = 0; i < r->n_classes; i++) {
		const struct mailing_class *c = &r->classes[i];
		int64_t weight_mg = paper_mg + t->enclosure_mg + c->envelope_mg;

		if (sheets > c->sheets || (c->folded && !folded))
			continue;
		for (size_t k = 0; k < r->n_postage; k++) {
			const struct mailing_postage *p = &r->postage[k];

			if (p->envelope != c->envelope || weight_mg > p->up_to_mg)
				continue;
			out->class = c;
			out->postage = p;
			out->sheets = (int32_t)sheets;
			out->weight_mg = (int32_t)weight_mg;
			return true;
		}
	}
	return false;
}

/* ---- together ------------------------------------------------------------------------------------ */

static int compare_str(struct str a, struct str b)
{
	size_t n = a.length < b.length ? a.length : b.length;
	int order = n == 0 ? 0 : memcmp(a.at, b.at, n);

	return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

static int compare_int(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* A document on the way, with what sorting needs of the rules. */
struct item {
	struct mailing_document *d;
	const struct mailing_kind *kind;
};

/* Whether both go to one recipient at one destination by one route, as far as order goes. */
static int compare_recipient(const struct item *x, const struct item *y)
{
	int order = compare_int(x->d->route, y->d->route);

	if (order == 0)
		order = compare_int(x->d->party, y->d->party);
	if (order == 0)
		order = compare_str(x->d->party_key, y->d->party_key);
	if (order == 0)
		order = compare_str(x->d->destination, y->d->destination);
	return order != 0 ? order : compare_int(x->kind->group, y->kind->group);
}

static int by_envelope(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int order = compare_recipient(x, y);

	if (order == 0)
		order = compare_int(x->kind->rank, y->kind->rank);
	if (order == 0)
		order = compare_int(x->d->source_run_id, y->d->source_run_id);
	return order != 0 ? order : compare_int(x->d->document_no, y->d->document_no);
}

static bool together(const struct item *x, const struct item *y)
{
	return x->kind->group != MAILING_ALONE && compare_recipient(x, y) == 0;
}

/* The piece of item[0, n), or their hold. */
static bool pack(const struct mailing_terms *t, struct item *item, size_t n, struct mailing_piece *out)
{
	int64_t sheets = 0, paper_mg = 0;
	bool folded = true;

	for (size_t i = 0; i < n; i++) {
		sheets += item[i].d->sheets;
		paper_mg += item[i].d->weight_mg;
		folded = folded && item[i].kind->folded;
	}
	*out = (struct mailing_piece){.first = item[0].d, .documents = (int16_t)n};
	if (n <= INT16_MAX && choose(t, folded, sheets, paper_mg, out))
		return true;
	for (size_t i = 0; i < n; i++)
		item[i].d->hold = MAIL_HOLD_THICK;
	return false;
}

/* ---- the order of posting ------------------------------------------------------------------------ */

/* Where a piece's documents begin in the sorted items. */
struct packed {
	struct mailing_piece piece;
	const struct item *from;
};

static int by_posting(const void *a, const void *b)
{
	const struct packed *x = a, *y = b;
	const struct mailing_document *p = x->piece.first, *q = y->piece.first;
	int order = compare_int(p->route, q->route);

	if (order == 0)
		order = compare_int(x->piece.class->envelope, y->piece.class->envelope);
	if (order == 0)
		order = compare_int(x->piece.postage->yen, y->piece.postage->yen);
	if (order == 0)
		order = compare_str(p->postal_code, q->postal_code);
	if (order == 0)
		order = compare_str(p->party_key, q->party_key);
	return order != 0 ? order : (x->from > y->from) - (x->from < y->from);
}

static int by_source(const void *a, const void *b)
{
	const struct mailing_document *x = *(struct mailing_document *const *)a;
	const struct mailing_document *y = *(struct mailing_document *const *)b;
	int order = compare_int(x->hold, y->hold);

	if (order == 0)
		order = compare_int(x->source_run_id, y->source_run_id);
	return order != 0 ? order : compare_int(x->document_no, y->document_no);
}

/* Numbers pieces and their documents, then what is held. */
static void number(struct packed *packed, struct mailing_document *docs, size_t n, struct arena *arena,
	struct mailing_plan *out)
{
	size_t held;

	out->piece = arena_array(arena, out->n_pieces, sizeof *out->piece);
	for (size_t i = 0; i < out->n_pieces; i++) {
		out->piece[i] = packed[i].piece;
		for (int16_t k = 0; k < packed[i].piece.documents; k++) {
			struct mailing_document *d = packed[i].from[k].d;

			d->plan_no = (int32_t)i + 1;
			d->position = (int16_t)(k + 1);
			out->line[out->n_lines++] = d;
		}
	}
	held = out->n_lines;
	for (size_t i = 0; i < n; i++) {
		if (docs[i].hold != MAIL_HOLD_NONE)
			out->line[out->n_lines++] = &docs[i];
	}
	qsort(out->line + held, out->n_lines - held, sizeof *out->line, by_source);
	for (size_t i = 0; i < out->n_lines; i++)
		out->line[i]->line_no = (int32_t)i + 1;
}

/* What weighs more than two tons goes into no envelope. */
static int32_t weight_of(int32_t sheets, int32_t sheet_mg)
{
	int64_t weight_mg = (int64_t)sheets * sheet_mg;

	return weight_mg > INT32_MAX ? INT32_MAX : (int32_t)weight_mg;
}

void mailing_plan(const struct mailing_terms *terms, struct mailing_document *docs, size_t n,
	struct arena *arena, struct mailing_plan *out)
{
	struct item *item = arena_array(arena, n, sizeof *item);
	struct packed *packed = arena_array(arena, n, sizeof *packed);
	size_t items = 0, to;

	*out = (struct mailing_plan){.line = arena_array(arena, n, sizeof *out->line)};
	for (size_t i = 0; i < n; i++) {
		struct mailing_document *d = &docs[i];
		const struct mailing_kind *kind = &terms->rules->kinds[d->kind];

		d->sheets = terms->duplex ? d->pages / 2 + d->pages % 2 : d->pages;
		d->weight_mg = weight_of(d->sheets, kind->sheet_mg);
		if (d->hold == MAIL_HOLD_NONE)
			item[items++] = (struct item){d, kind};
	}
	qsort(item, items, sizeof *item, by_envelope);
	for (size_t from = 0; from < items; from = to) {
		for (to = from + 1; to < items && together(&item[from], &item[to]); to++)
			;
		if (pack(terms, &item[from], to - from, &packed[out->n_pieces].piece))
			packed[out->n_pieces++].from = &item[from];
	}
	qsort(packed, out->n_pieces, sizeof *packed, by_posting);
	number(packed, docs, n, arena, out);
}
