/* slip.c: which slips a month asks of a claim; see slip.h. */
#include "jobs/rules/slip.h"

#include "getsuji/gs1.h"

#include <string.h>

/* ---- the rule ---- */

static bool set(struct slip_rule *rule, const struct rate_cell *c)
{
	static const struct {
		const char *word;
		enum slip_over over;
	} overs[] = {
#define OVER(name, number, word, term) {word, name},
		SLIP_OVERS(OVER)
#undef OVER
	};

	if (strcmp(c->value_name, "limit_yen") == 0 && !c->null && c->value > 0 && c->value <= GS1_YEN_MAX)
		rule->limit_yen = c->value;
	for (size_t i = 0; strcmp(c->value_name, "over_limit") == 0 && i < sizeof overs / sizeof overs[0]; i++) {
		if (c->word != NULL && strcmp(c->word, overs[i].word) == 0)
			rule->over = overs[i].over;
	}
	return rule->limit_yen > 0 && rule->over != 0;
}

enum err_code slip_rule_build(
	const struct rate_cells *cells, month_t month, struct slip_rule *out, struct err *e)
{
	day_t on = month_first(month);
	bool whole = false;

	*out = (struct slip_rule){0};
	for (size_t i = 0; i < cells->count; i++) {
		const struct rate_cell *c = &cells->cell[i];

		if (c->from <= on && c->to > on && strcmp(c->table->name, "slip_rule") == 0)
			whole = set(out, c);
	}
	if (whole)
		return ERR_OK;
	err_set(e, ERR_DEFINITION, 2440, "the rate set has no rule for repayment slips");
	return err_hint(e, "Import the tables of jobs/rules/tables, then start an edition: --edition N");
}

/* ---- a claim ---- */

enum { LINES_ROOM = 16 };

struct work {
	const struct slip_terms *terms;
	const struct slip_claim *claim;
	struct arena *arena;
	struct slip_line *lines;
	size_t n_lines, room;
	enum slip_hold hold; /* of the household, else of the claim */
	int16_t instalments;
	yen_t left; /* of the claim, less what instalments before ask for */
};

static yen_t paid_with(const struct slip_claim *claim, int instalment_no)
{
	yen_t sum = 0;

	for (size_t i = 0; i < claim->n_outs; i++) {
		if (instalment_no == 0 || claim->outs[i].instalment_no == instalment_no)
			sum += claim->outs[i].paid_yen;
	}
	return sum;
}

/* The day until which an instalment is to be paid; false: the calendar does not know it. */
static bool due_day(const struct slip_terms *terms, const struct slip_instalment *i, day_t *out)
{
	return business_day_shift(terms->days, i->due_on, terms->due_back, out);
}

/* The day until which a slip can be used: that day, or so much later that there is time to pay. */
static bool pay_by_day(const struct slip_terms *terms, day_t due_on, day_t *out)
{
	day_t earliest;

	if (!business_day_shift(terms->days, terms->cut_on + terms->pay_days, false, &earliest))
		return false;
	*out = due_on > earliest ? due_on : earliest;
	return true;
}

static struct slip_line *add(struct work *w, const struct slip_instalment *i, enum slip_action action)
{
	struct slip_line *l;

	if (w->n_lines == w->room) {
		size_t room = w->room == 0 ? LINES_ROOM : 2 * w->room;

		w->lines = arena_grow(w->arena, w->lines, w->room, room, sizeof *w->lines);
		w->room = room;
	}
	l = &w->lines[w->n_lines++];
	*l = (struct slip_line){.action = action,
		.instalment_no = i->number,
		.part_no = 1,
		.parts = 1,
		.instalments = w->instalments,
		.instalment_yen = i->yen,
		.due_on = DAY_MAX,
		.pay_by_on = DAY_MAX};
	return l;
}

/* A slip that is out: kept, or void by a cause. */
static void add_out(
	struct work *w, const struct slip_instalment *i, const struct slip_out *o, enum slip_cause cause)
{
	struct slip_line *l = add(w, i, cause == SLIP_CAUSE_NONE ? SLIP_KEEP : SLIP_VOID);

	l->cause = cause;
	l->slip_no = o->slip_no;
	l->part_no = o->part_no;
	l->parts = o->parts;
	l->yen = o->yen;
	l->due_on = o->due_on;
	l->pay_by_on = o->pay_by_on;
	l->paid = o->paid_yen >= o->yen;
}

static bool is_open(const struct slip_out *o)
{
	return o->living && o->paid_yen == 0;
}

/* What the slips of an instalment are. */
struct standing {
	int open, paid; /* living ones with which nothing, or something, came in */
	int last_part;  /* the highest part of a living one that was paid */
	bool any;       /* one was made at any time */
	yen_t open_yen; /* what the open ones ask for */
	bool due_differs, article_differs, expired;
};

static struct standing look(const struct work *w, const struct slip_instalment *i, day_t due_on)
{
	struct standing s = {0};

	for (size_t k = 0; k < w->claim->n_outs; k++) {
		const struct slip_out *o = &w->claim->outs[k];

		if (o->instalment_no != i->number)
			continue;
		s.any = true;
		if (is_open(o)) {
			s.open++;
			s.open_yen += o->yen;
			s.due_differs |= o->due_on != due_on;
			s.article_differs |= o->article != w->claim->article;
			s.expired |= o->pay_by_on < w->terms->cut_on;
		} else if (o->living) {
			s.paid++;
			s.last_part = o->part_no > s.last_part ? o->part_no : s.last_part;
		}
	}
	return s;
}

/* Why the open slips of an instalment cannot stay; none: they can. */
static enum slip_cause cause_of(const struct work *w, const struct standing *s, yen_t asked)
{
	if (asked == 0)
		return SLIP_PAID;
	if (s->open_yen != asked)
		return SLIP_AMOUNT;
	if (s->due_differs)
		return SLIP_DUE;
	if (s->article_differs)
		return SLIP_CLAIM;
	return s->expired && w->terms->reissue ? SLIP_EXPIRED : SLIP_CAUSE_NONE;
}

/* The living slips of an instalment, the open ones with a cause. */
static void put_outs(struct work *w, const struct slip_instalment *i, enum slip_cause cause)
{
	for (size_t k = 0; k < w->claim->n_outs; k++) {
		const struct slip_out *o = &w->claim->outs[k];

		if (o->instalment_no == i->number && o->living)
			add_out(w, i, o, is_open(o) ? cause : SLIP_CAUSE_NONE);
	}
}

static void put_held(
	struct work *w, const struct slip_instalment *i, yen_t asked, day_t due_on, enum slip_hold hold)
{
	struct slip_line *l = add(w, i, SLIP_HOLD);

	l->hold = hold;
	l->yen = asked;
	l->due_on = due_on;
}

/* New slips for what an instalment asks: as many as the limit wants, the last one with the rest. */
static void put_new(struct work *w, const struct slip_instalment *i, const struct standing *s, yen_t asked,
	day_t due_on, day_t pay_by_on)
{
	const struct slip_rule *rule = &w->terms->rule;
	bool bank = asked > rule->limit_yen && rule->over == SLIP_BANK;
	yen_t each = bank ? asked : rule->limit_yen;
	int parts = (int)((asked + each - 1) / each);

	for (int part = 1; part <= parts; part++) {
		struct slip_line *l = add(w, i, SLIP_ISSUE);

		l->part_no = (int16_t)(s->last_part + part);
		l->parts = (int16_t)(s->last_part + parts);
		l->yen = yen_min(each, asked - each * (part - 1));
		l->due_on = due_on;
		l->pay_by_on = pay_by_on;
		l->bank = bank;
		l->reissue = s->any;
	}
}

static bool too_many(const struct work *w, const struct standing *s, yen_t asked)
{
	return w->terms->rule.over == SLIP_SPLIT &&
		   (asked - 1) / w->terms->rule.limit_yen + 1 > SLIP_PARTS_MAX - s->last_part;
}

/* An instalment of the claim: due before the month ends, or later. */
static void do_instalment(struct work *w, const struct slip_instalment *i)
{
	const struct slip_terms *terms = w->terms;
	yen_t asked = yen_min(yen_max(i->yen - paid_with(w->claim, i->number), 0), yen_max(w->left, 0));
	day_t due_on = DAY_MAX, pay_by_on = DAY_MAX;
	bool known = due_day(terms, i, &due_on) && pay_by_day(terms, due_on, &pay_by_on);
	struct standing s = look(w, i, due_on);
	enum slip_cause cause = cause_of(w, &s, asked);
	bool due = i->due_on < month_first(terms->month + 1);
	enum slip_hold hold = w->hold;

	w->left -= asked;
	if (hold == SLIP_HOLD_NONE && !known)
		hold = SLIP_HOLD_CALENDAR;
	if (hold == SLIP_HOLD_NONE && too_many(w, &s, asked))
		hold = SLIP_HOLD_PARTS;
	if (!due || asked == 0 || (s.open > 0 && cause == SLIP_CAUSE_NONE)) {
		put_outs(w, i, cause); /* one that was put off gets its new slip when it is due */
	} else if (hold != SLIP_HOLD_NONE) {
		put_outs(w, i, SLIP_CAUSE_NONE); /* until another can take its place */
		put_held(w, i, asked, due_on, hold);
	} else {
		put_outs(w, i, cause);
		put_new(w, i, &s, asked, due_on, pay_by_on);
	}
}

/* Is it one of the claim's instalments? */
static bool has(const struct slip_instalment *list, size_t n, int number)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i].number == number)
			return true;
	}
	return false;
}

/* Open slips of instalments that there are not, or are no more. */
static void put_orphans(struct work *w, const struct slip_instalment *list, size_t n)
{
	for (size_t k = 0; k < w->claim->n_outs; k++) {
		const struct slip_out *o = &w->claim->outs[k];
		struct slip_instalment gone = {.number = o->instalment_no, .due_on = o->due_on, .yen = o->yen};

		if (!has(list, n, o->instalment_no) && o->living)
			add_out(w, &gone, o, is_open(o) ? SLIP_ENDED : SLIP_CAUSE_NONE);
	}
}

static yen_t sum_of(const struct slip_instalment *list, size_t n)
{
	yen_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += list[i].yen;
	return sum;
}

/* A claim that is paid at once: its day by rule.  A day that the calendar does not know stays unknown. */
static struct slip_instalment at_once(const struct slip_terms *terms, const struct slip_claim *claim)
{
	month_t month = month_of_day(claim->decided_on) + terms->due_months;
	struct slip_instalment i = {.number = 1, .due_on = month_first(month + 1) - 1, .yen = claim->total_yen};

	(void)business_day_shift(terms->days, i.due_on, true, &i.due_on);
	return i;
}

void slip_plan(const struct slip_terms *terms, const struct slip_claim *claim, struct arena *arena,
	struct slip_plan *out)
{
	struct slip_instalment one = at_once(terms, claim);
	const struct slip_instalment *list = claim->n_instalments > 0 ? claim->instalments : &one;
	size_t n = claim->n_instalments > 0 ? claim->n_instalments : 1;
	struct work w = {
		.terms = terms, .claim = claim, .arena = arena, .hold = terms->hold, .instalments = (int16_t)n};

	if (claim->ended)
		n = 0;
	out->paid_yen = paid_with(claim, 0);
	out->balance_yen = claim->total_yen - out->paid_yen;
	w.left = out->balance_yen;
	if (w.hold == SLIP_HOLD_NONE && sum_of(list, n) != claim->total_yen)
		w.hold = SLIP_HOLD_MISMATCH;
	for (size_t i = 0; i < n; i++)
		do_instalment(&w, &list[i]);
	put_orphans(&w, list, n);
	out->lines = w.lines;
	out->n_lines = w.n_lines;
}

/* ---- words ---- */

/* clang-format off */
#define TERM(name, number, word, term) case name: return term;
#define WORD(name, number, word, term) case name: return word;
/* clang-format on */

const char *slip_article_term(int article)
{
	switch (article) {
		REPAYMENT_ARTICLES(TERM)
	}
	return "";
}

const char *slip_action_term(int action)
{
	switch (action) {
		SLIP_ACTIONS(TERM)
	}
	return "";
}

const char *slip_hold_word(int hold)
{
	switch (hold) {
		SLIP_HOLDS(WORD)
	}
	return "";
}

const char *slip_hold_term(int hold)
{
	switch (hold) {
		SLIP_HOLDS(TERM)
	}
	return "";
}

const char *slip_cause_term(int cause)
{
	switch (cause) {
		SLIP_CAUSES(TERM)
	}
	return "";
}
