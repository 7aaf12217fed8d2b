/*
 * verdict.c: see verdict.h.
 *
 * First the two sides at each place become one sheet, or a fault; then the sheets are compared with those of the piece
 * that owns the envelope.
 */
#include "engine/mail/verdict.h"

#include "getsuji/err.h"

#include <stdlib.h>

/* What was read on one side of a sheet. */
enum side_state {
	SIDE_UNSEEN, /* no reading */
	SIDE_EMPTY,  /* nothing could be read */
	SIDE_BAD,    /* a code that is not of this mailing, or none of ours: told already */
	SIDE_CODE
};

struct side {
	enum side_state state;
	struct mail_code code;
};

/* What lies at a place. */
struct sheet {
	int place;
	struct side front, back;
	bool known; /* whose it is, by its front, else by its back */
	struct mail_code code;
};

struct judging {
	const struct verdict_mailing *mailing;
	struct sheet *sheets;
	size_t nsheets;
	struct verdict_fault *faults;
	size_t nfaults, room;
	struct arena *keep;
};

static void add_fault(struct judging *j, enum mail_fault fault, int32_t piece_no, int place)
{
	for (size_t i = 0; i < j->nfaults; i++)
		if (j->faults[i].fault == fault && j->faults[i].piece_no == piece_no)
			return;
	if (j->nfaults == j->room) {
		size_t room = j->room > 0 ? 2 * j->room : 8;

		j->faults = arena_grow(j->keep, j->faults, j->room, room, sizeof *j->faults);
		j->room = room;
	}
	j->faults[j->nfaults++] = (struct verdict_fault){fault, piece_no, place};
}

static const struct verdict_piece *issued(const struct judging *j, int32_t piece_no)
{
	const struct verdict_mailing *m = j->mailing;

	return piece_no >= 1 && piece_no <= m->count && m->pieces[piece_no - 1].sheets > 0
			   ? &m->pieces[piece_no - 1]
			   : NULL;
}

/* ---- one side ---- */

/* A code that is none of this mailing's contractor is told here: nobody's piece is concerned, but one in-house. */
static struct side side_of(struct judging *j, const struct verdict_reading *r)
{
	struct side s = {.state = SIDE_BAD};
	const struct verdict_piece *piece;

	if (r->code.length == 0)
		return (struct side){.state = SIDE_EMPTY};
	if (!mail_code_parse(r->code.at, r->code.length, &s.code)) {
		add_fault(j, MAIL_FAULT_EXTRA_SHEET, 0, r->place);
		return s;
	}
	if (!mail_code_holds(r->code.at, r->code.length, j->mailing->key)) {
		add_fault(j, MAIL_FAULT_FORGED, 0, r->place);
		return s;
	}
	if (s.code.run_id != j->mailing->run_id) {
		add_fault(j, MAIL_FAULT_OTHER_MAILING, 0, r->place);
		return s;
	}
	piece = issued(j, s.code.piece_no);
	if (piece == NULL || piece->sheets != s.code.sheets)
		add_fault(j, MAIL_FAULT_UNKNOWN_PIECE, 0, r->place);
	else if (piece->inhouse)
		add_fault(j, MAIL_FAULT_INHOUSE, s.code.piece_no, r->place);
	else
		s.state = SIDE_CODE;
	return s;
}

static bool same_code(const struct mail_code *a, const struct mail_code *b)
{
	return a->piece_no == b->piece_no && a->sheet == b->sheet && a->version == b->version &&
		   a->back == b->back;
}

/* A second reading of a side says the same, or something is wrong. */
static void put_side(struct judging *j, struct side *into, struct side s, int place)
{
	if (into->state == SIDE_UNSEEN) {
		*into = s;
		return;
	}
	if (into->state == s.state && (s.state != SIDE_CODE || same_code(&into->code, &s.code)))
		return;
	if (into->state == SIDE_CODE)
		add_fault(j, MAIL_FAULT_CONTRADICTION, into->code.piece_no, place);
	if (s.state == SIDE_CODE || into->state != SIDE_CODE)
		add_fault(j, MAIL_FAULT_CONTRADICTION, s.state == SIDE_CODE ? s.code.piece_no : 0, place);
}

static void collect(struct judging *j, const struct verdict_reading readings[], size_t n)
{
	j->sheets = arena_array(j->keep, n, sizeof *j->sheets);
	for (size_t i = 0; i < n; i++) {
		const struct verdict_reading *r = &readings[i];
		struct sheet *s;

		if (j->nsheets == 0 || j->sheets[j->nsheets - 1].place != r->place)
			j->sheets[j->nsheets++] = (struct sheet){.place = r->place};
		s = &j->sheets[j->nsheets - 1];
		put_side(j, r->back ? &s->back : &s->front, side_of(j, r), r->place);
	}
}

/* ---- one sheet ---- */

static bool is_code(const struct side *s)
{
	return s->state == SIDE_CODE;
}

/* Whose sheet it is, and whether its two sides belong together. */
static void join_sides(struct judging *j, struct sheet *s)
{
	const struct side *f = &s->front, *b = &s->back;

	s->known = is_code(f) || is_code(b);
	if (!s->known) {
		bool empty = (f->state == SIDE_EMPTY || f->state == SIDE_UNSEEN) &&
					 (b->state == SIDE_EMPTY || b->state == SIDE_UNSEEN);

		if (empty)
			add_fault(j, MAIL_FAULT_BLANK, 0, s->place);
		return;
	}
	s->code = is_code(f) ? f->code : b->code;
	if (is_code(f) && is_code(b)) {
		bool one = f->code.piece_no == b->code.piece_no && f->code.sheet == b->code.sheet &&
				   f->code.version == b->code.version;

		if (!one) {
			add_fault(j, MAIL_FAULT_BACK_SHIFTED, f->code.piece_no, s->place);
			add_fault(j, MAIL_FAULT_BACK_SHIFTED, b->code.piece_no, s->place);
			return;
		}
	}
	if ((is_code(f) && f->code.back) || (is_code(b) && !b->code.back))
		add_fault(j, MAIL_FAULT_TURNED, s->code.piece_no, s->place);
	else if (issued(j, s->code.piece_no)->duplex && (!is_code(f) || !is_code(b)))
		add_fault(j, MAIL_FAULT_UNREADABLE, s->code.piece_no, s->place);
}

/* ---- the set ---- */

/* Sheets of others: in place of the owner's own, or beside all of them. */
static void find_strangers(struct judging *j, int32_t owner, bool all_own)
{
	enum mail_fault fault = all_own ? MAIL_FAULT_MIXED : MAIL_FAULT_SWAP;

	for (size_t i = 0; i < j->nsheets; i++) {
		const struct sheet *s = &j->sheets[i];

		if (!s->known || s->code.piece_no == owner)
			continue;
		add_fault(j, fault, owner, s->place);
		add_fault(j, fault, s->code.piece_no, s->place);
	}
}

/* The owner's own sheets: each once, in order, of one version.  Returns whether all are there. */
static bool check_own(struct judging *j, const struct mail_code *first)
{
	int32_t owner = first->piece_no, last = 0;
	bool *seen = arena_array(j->keep, (size_t)first->sheets, sizeof *seen);
	int32_t found = 0;

	for (size_t i = 0; i < j->nsheets; i++) {
		const struct sheet *s = &j->sheets[i];

		if (!s->known || s->code.piece_no != owner)
			continue;
		if (s->code.version != first->version)
			add_fault(j, MAIL_FAULT_VERSIONS, owner, s->place);
		if (seen[s->code.sheet - 1]) {
			add_fault(j, MAIL_FAULT_DOUBLED_SHEET, owner, s->place);
			continue;
		}
		seen[s->code.sheet - 1] = true;
		found++;
		if (s->code.sheet < last)
			add_fault(j, MAIL_FAULT_SHEET_ORDER, owner, s->place);
		last = s->code.sheet;
	}
	if (found < first->sheets)
		add_fault(j, MAIL_FAULT_MISSING_SHEET, owner, 0);
	return found == first->sheets;
}

/* Every line of the envelope says what was put beside the sheets. */
static void check_enclosure(
	struct judging *j, int32_t owner, const struct verdict_reading readings[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!str_same(readings[i].enclosure, issued(j, owner)->enclosure)) {
			add_fault(j, MAIL_FAULT_ENCLOSURE, owner, readings[i].place);
			return;
		}
	}
}

static int by_fault(const void *a, const void *b)
{
	const struct verdict_fault *x = a, *y = b;

	if (x->fault != y->fault)
		return x->fault < y->fault ? -1 : 1;
	return (x->piece_no > y->piece_no) - (x->piece_no < y->piece_no);
}

struct verdict verdict_of_envelope(
	const struct verdict_mailing *m, const struct verdict_reading readings[], size_t n, struct arena *keep)
{
	struct judging j = {.mailing = m, .keep = keep};
	struct verdict v = {0};
	const struct sheet *first = NULL;

	collect(&j, readings, n);
	for (size_t i = 0; i < j.nsheets; i++) {
		join_sides(&j, &j.sheets[i]);
		if (first == NULL && j.sheets[i].known)
			first = &j.sheets[i];
	}
	if (first != NULL) {
		v.piece_no = first->code.piece_no;
		v.version = first->code.version;
		find_strangers(&j, v.piece_no, check_own(&j, &first->code));
		check_enclosure(&j, v.piece_no, readings, n);
	}
	if (j.nfaults > 0)
		qsort(j.faults, j.nfaults, sizeof *j.faults, by_fault);
	v.whole = v.piece_no != 0 && j.nfaults == 0;
	v.faults = j.faults;
	v.nfaults = j.nfaults;
	return v;
}

/* ---- words ---- */

const char *verdict_fault_word(int fault)
{
	switch (fault) {
#define X(name, number, word, term) \
	case name: \
		return word;
		MAIL_FAULTS(X)
#undef X
	default:
		return "";
	}
}
