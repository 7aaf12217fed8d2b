/*
 * pension.c: lines, classes and sums of the pension revision.
 */
#include "jobs/rules/pension.h"

#include "jobs/rules/pension_check.h"
#include "jobs/rules/trace.h"

#include <stdio.h>
#include <string.h>

/* A pension that is recognised on the first of the month. */
struct recognised {
	const struct pension_income *income;
	struct str code;
	const struct pension_award *award; /* the answered one that it is; NULL: none */
	bool ambiguous;
};

struct work {
	const struct pension_person *p;
	struct pension_check check; /* tables, parameters, month */
	struct arena *keep;
	struct recognised *recognised;
	int n_recognised;
	bool *taken, *ambiguous; /* of the awards: matched; one of several of its code */
	struct pension_line *lines;
	int n_lines;
};

static bool same_digits(struct str a, struct str b, size_t digits)
{
	return a.length == PENSION_CODE_DIGITS && b.length == PENSION_CODE_DIGITS &&
		   memcmp(a.at, b.at, digits) == 0;
}

/* ---- which award is which recognised pension ---- */

static bool is_in_force(const struct pension_income *i, day_t on)
{
	return i->from <= on && i->to > on;
}

bool pension_is_recognised(const struct pension_person *p)
{
	for (int i = 0; i < p->n_incomes; i++) {
		if (is_in_force(&p->incomes[i], month_first(p->month)))
			return true;
	}
	return false;
}

static struct str code_of_item(const struct pension_person *p, int16_t item_no)
{
	for (int i = 0; i < p->n_links; i++) {
		if (p->links[i].benefit == AWARD_PENSION && p->links[i].item_no == item_no)
			return p->links[i].code;
	}
	return (struct str){"", 0};
}

static void collect(struct work *w)
{
	const struct pension_person *p = w->p;
	day_t first = month_first(p->month);

	w->recognised = arena_array(w->keep, (size_t)p->n_incomes, sizeof *w->recognised);
	w->taken = arena_array(w->keep, (size_t)p->n_awards, sizeof *w->taken);
	w->ambiguous = arena_array(w->keep, (size_t)p->n_awards, sizeof *w->ambiguous);
	for (int i = 0; i < p->n_incomes; i++) {
		if (is_in_force(&p->incomes[i], first))
			w->recognised[w->n_recognised++] =
				(struct recognised){.income = &p->incomes[i], .code = code_of_item(p, p->incomes[i].item_no)};
	}
}

/* Two of one code on one side: nobody can say which is which. */
static void find_ambiguous(struct work *w)
{
	const struct pension_award *a = w->p->awards;

	for (int i = 0; i < w->n_recognised; i++) {
		for (int j = 0; j < w->n_recognised; j++)
			w->recognised[i].ambiguous |=
				i != j && same_digits(w->recognised[i].code, w->recognised[j].code, PENSION_CODE_DIGITS);
	}
	for (int i = 0; i < w->p->n_awards; i++) {
		for (int j = 0; j < w->p->n_awards; j++)
			w->ambiguous[i] |= i != j && same_digits(a[i].code, a[j].code, PENSION_CODE_DIGITS);
	}
	for (int i = 0; i < w->n_recognised; i++) {
		for (int j = 0; j < w->p->n_awards; j++) {
			if (!same_digits(w->recognised[i].code, a[j].code, PENSION_CODE_DIGITS))
				continue;
			w->recognised[i].ambiguous |= w->ambiguous[j];
			w->ambiguous[j] |= w->recognised[i].ambiguous;
		}
	}
}

static bool is_free(const struct work *w, int award)
{
	return !w->taken[award] && !w->ambiguous[award];
}

static bool is_open(const struct recognised *r)
{
	return r->award == NULL && !r->ambiguous;
}

/* The only award left with these digits; -1: none, or several. */
static int only_award(const struct work *w, struct str code, size_t digits)
{
	int found = -1;

	for (int i = 0; i < w->p->n_awards; i++) {
		if (!is_free(w, i) || !same_digits(w->p->awards[i].code, code, digits))
			continue;
		if (found >= 0)
			return -1;
		found = i;
	}
	return found;
}

static int open_with(const struct work *w, struct str code, size_t digits)
{
	int n = 0;

	for (int i = 0; i < w->n_recognised; i++)
		n += is_open(&w->recognised[i]) && same_digits(w->recognised[i].code, code, digits);
	return n;
}

static void match(struct work *w, size_t digits)
{
	for (int i = 0; i < w->n_recognised; i++) {
		struct recognised *r = &w->recognised[i];
		int award = is_open(r) ? only_award(w, r->code, digits) : -1;

		if (award < 0 || open_with(w, r->code, digits) != 1)
			continue;
		r->award = &w->p->awards[award];
		w->taken[award] = true;
	}
}

/* ---- lines ---- */

/* Of a recognised pension, an answered one, or both. */
static struct pension_line *new_line(
	struct work *w, const struct recognised *r, const struct pension_award *a)
{
	struct pension_line *l = &w->lines[w->n_lines++];

	*l = (struct pension_line){.code = {"", 0}, .award = a};
	if (r != NULL) {
		l->code = r->code;
		l->item_no = r->income->item_no;
		l->before = r->income->amount_yen;
		l->before_premium = r->income->premium_yen;
	}
	if (a != NULL)
		l->code = a->code;
	l->term = pension_check_term(w->check.tables, l->code);
	return l;
}

/* The earliest day from which the item was recognised. */
static day_t recognised_since(const struct pension_person *p, int16_t item_no)
{
	day_t since = DAY_MAX;

	for (int i = 0; i < p->n_incomes; i++) {
		if (p->incomes[i].item_no == item_no && p->incomes[i].from < since)
			since = p->incomes[i].from;
	}
	return since;
}

/* Is the right lost in every scheme?  What is suspended may be paid again. */
static bool is_lost(const struct pension_award *a, month_t month)
{
	for (int i = 0; i < a->n_bases; i++) {
		if (a->bases[i].lost_on >= month_first(month + 1))
			return false;
	}
	return a->n_bases > 0;
}

static enum finding_class answered_class(
	const struct work *w, const struct pension_line *l, struct reason *why)
{
	const struct pension_check *c = &w->check;
	day_t since = l->item_no == 0 ? DAY_MAX : recognised_since(w->p, l->item_no);

	if (pension_check_retroactive(c, l->award, since, why))
		return CLASS_PENSION_RETROACTIVE;
	if (pension_check_stopped(c, l->award, l->after, why)) {
		if (l->item_no != 0 || !is_lost(l->award, c->month))
			return CLASS_PENSION_STOPPED;
		pension_check_say(why, "認定も支給もありません"); /* nothing on both sides */
		return CLASS_PENSION_EQUAL;
	}
	if (l->item_no == 0 && w->p->on_aid)
		return CLASS_PENSION_NEW;
	yen_t difference = l->after > l->before ? l->after - l->before : l->before - l->after;

	if (l->item_no != 0 && l->after_premium == l->before_premium &&
		difference <= matching_tolerance(c->tables, TOLERANCE_PENSION_ANNUAL, l->before))
		return CLASS_PENSION_EQUAL;
	if (w->p->on_aid)
		return CLASS_PENSION_CHANGED;
	pension_check_say(why, "対象月に保護を受けていないため、認定と比べられません");
	return CLASS_PENSION_NEEDS_PERSON;
}

static void answered_line(
	struct work *w, const struct recognised *r, const struct pension_award *a, bool ambiguous)
{
	struct pension_line *l = new_line(w, r, a);
	struct reason why = {.length = 0}, doubts = {.length = 0};

	if (ambiguous)
		pension_check_say(&doubts, "同じ年金コードの年金が複数あり、どれに当たるか決められません");
	pension_check_award(&w->check, a, l, &doubts);
	l->class = doubts.length > 0 ? CLASS_PENSION_NEEDS_PERSON : answered_class(w, l, &why);
	l->reason = pension_check_reason(l, doubts.length > 0 ? &doubts : &why, w->keep);
}

/* A recognised pension that the answer does not have. */
static void unanswered_line(struct work *w, const struct recognised *r)
{
	struct pension_line *l = new_line(w, r, NULL);
	struct reason why = {.length = 0};

	l->class = CLASS_PENSION_NEEDS_PERSON;
	if (r->code.length == 0)
		pension_check_say(&why, "認定済みの年金の年金コードが登録されていないため、回答と照合できません");
	else if (r->ambiguous)
		pension_check_say(&why, "同じ年金コードの年金が複数あり、どれに当たるか決められません");
	else if (w->p->request->state != ANSWER_FOUND)
		pension_check_say(
			&why, "回答は「%s」ですが、認定しています", matching_state_term(w->p->request->state));
	else
		pension_check_say(&why, "回答にこの年金がありません");
	l->reason = pension_check_reason(l, &why, w->keep);
}

static void all_lines(struct work *w)
{
	const struct pension_person *p = w->p;

	find_ambiguous(w);
	match(w, PENSION_CODE_DIGITS);
	match(w, PENSION_CODE_DIGITS - 1);
	for (int i = 0; i < w->n_recognised; i++) {
		if (w->recognised[i].award != NULL)
			answered_line(w, &w->recognised[i], w->recognised[i].award, false);
		else
			unanswered_line(w, &w->recognised[i]);
	}
	for (int i = 0; i < p->n_awards; i++) {
		if (!w->taken[i])
			answered_line(w, NULL, &p->awards[i], w->ambiguous[i]);
	}
}

/* The recognised pensions alone, for a person whose answer is missing or may be another's. */
static void recognised_lines(struct work *w, enum finding_class class)
{
	for (int i = 0; i < w->n_recognised; i++) {
		struct pension_line *l = new_line(w, &w->recognised[i], NULL);
		struct reason none = {.length = 0};

		l->class = class;
		l->reason = pension_check_reason(l, &none, w->keep);
	}
}

/* ---- persons ---- */

static int steps_of(enum finding_class class, const struct matching_request *q)
{
	switch (class) {
	case CLASS_PENSION_CHANGED:
		return STEP_ADOPT;
	case CLASS_PENSION_NEW:
		return STEP_ASK_PERSON | STEP_CONSIDER_63 | STEP_CONSIDER_78;
	case CLASS_PENSION_STOPPED:
		return STEP_ASK_PERSON | STEP_PENSION_OFFICE;
	case CLASS_PENSION_RETROACTIVE:
		return STEP_ASK_PERSON | STEP_ASK_AGAIN | STEP_CONSIDER_63;
	case CLASS_PENSION_NO_ANSWER:
		return q->asked ? STEP_WAIT : STEP_ASK_PERSON;
	case CLASS_PENSION_IDENTITY:
	case CLASS_PENSION_NEEDS_PERSON:
		return STEP_ASK_PERSON | STEP_PENSION_OFFICE;
	default:
		return STEP_NONE_DUE;
	}
}

/* In the order of the work to be done; those of the lines decide over the person. */
static const enum finding_class of_lines[] = {CLASS_PENSION_NEEDS_PERSON, CLASS_PENSION_RETROACTIVE,
	CLASS_PENSION_STOPPED, CLASS_PENSION_NEW, CLASS_PENSION_CHANGED, CLASS_PENSION_EQUAL};
enum { LINE_CLASSES = sizeof of_lines / sizeof of_lines[0] };

static const char *joined(struct arena *keep, const char *text, const char *line)
{
	return text[0] == '\0' ? line : arena_printf(keep, "%s\n%s", text, line);
}

/* The lines' reasons, those that decided first. */
static const char *reasons_of_lines(const struct work *w, const char *text)
{
	for (int c = 0; c < LINE_CLASSES; c++) {
		for (int i = 0; i < w->n_lines; i++) {
			if (w->lines[i].class == of_lines[c])
				text = joined(w->keep, text, w->lines[i].reason);
		}
	}
	return text;
}

/* What is wrong with the answer as a whole; "": nothing. */
static const char *doubt_of_answer(const struct work *w)
{
	const struct matching_request *q = w->p->request;

	if (q->state == ANSWER_NOT_DISCLOSED || q->state == ANSWER_ERROR)
		return arena_printf(w->keep, "回答は「%s」です。", matching_state_term(q->state));
	if (q->state == ANSWER_FOUND && matching_confirm(&w->p->own, &q->as) == IDENTITY_UNKNOWN)
		return "回答に氏名または生年月日がなく、本人と確認できません。";
	if (q->unknown)
		return "回答に、一覧にない理由で値のない項目があります。";
	if (q->state == ANSWER_FOUND && w->p->n_awards == 0)
		return "「該当あり」の回答に年金がありません。";
	if (q->state == ANSWER_NONE && w->p->n_awards > 0)
		return "「該当なし」の回答に年金があります。";
	return "";
}

static void from_lines(struct work *w, struct pension_finding *out)
{
	const char *doubt = doubt_of_answer(w);

	all_lines(w);
	out->class = CLASS_PENSION_EQUAL;
	for (int c = LINE_CLASSES - 1; c >= 0; c--) {
		for (int i = 0; i < w->n_lines; i++) {
			if (w->lines[i].class == of_lines[c])
				out->class = of_lines[c];
		}
	}
	if (doubt[0] != '\0')
		out->class = CLASS_PENSION_NEEDS_PERSON;
	out->evidence_known = doubt[0] == '\0';
	out->reason = reasons_of_lines(w, doubt);
	if (out->reason[0] == '\0')
		out->reason = "年金を認定しておらず、回答は「該当なし」です。";
}

/* What name and birthday say, for the person who has to find out. */
static const char *difference_of_identity(const struct work *w)
{
	const struct matching_identity *own = &w->p->own, *as = &w->p->request->as;
	char mine[64], theirs[64];

	if (as->birth_on != own->birth_on)
		return arena_printf(w->keep, "回答の生年月日（%s）が台帳（%s）と異なります。",
			day_format_era(as->birth_on, theirs), day_format_era(own->birth_on, mine));
	return "回答の氏名が、漢字もカナも台帳と異なります。";
}

static void sum_months(const struct work *w, struct pension_finding *out)
{
	for (int i = 0; i < w->n_recognised; i++) {
		const struct pension_income *in = w->recognised[i].income;

		out->recognised += yen_max(0, in->amount_yen / 12 - in->premium_yen);
	}
	for (int i = 0; i < w->n_lines; i++) {
		const struct pension_line *l = &w->lines[i];

		if (l->award == NULL)
			continue;
		out->evidence_known = out->evidence_known && l->known;
		if (!l->stopped)
			out->evidence += yen_max(0, l->after / 12 - l->after_premium); /* at most 20 awards below 2^34 */
	}
	if (!out->evidence_known)
		out->evidence = 0;
}

void pension_evaluate(const struct pension_person *p, const struct matching_tables *t,
	const struct pension_parameters *k, struct arena *keep, struct pension_finding *out)
{
	struct work w = {.p = p, .check = {.tables = t, .parameters = k, .month = p->month}, .keep = keep};

	*out = (struct pension_finding){.class = CLASS_PENSION_NO_ANSWER};
	collect(&w);
	w.lines = arena_array(keep, (size_t)w.n_recognised + (size_t)p->n_awards, sizeof *w.lines);
	if (!matching_has_answer(p->request)) {
		char why[REASON_MAX];

		matching_no_answer(p->request, why);
		recognised_lines(&w, out->class);
		out->reason = arena_strdup(keep, why);
	} else if (matching_confirm(&p->own, &p->request->as) == IDENTITY_DIFFERS) {
		out->class = CLASS_PENSION_IDENTITY;
		recognised_lines(&w, out->class);
		out->reason = difference_of_identity(&w);
	} else {
		from_lines(&w, out);
	}
	sum_months(&w, out);
	out->steps = steps_of(out->class, p->request);
	out->lines = w.lines;
	out->n_lines = w.n_lines;
}
