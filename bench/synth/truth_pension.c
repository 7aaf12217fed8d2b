/* truth_pension.c: what is planted for the pension revision, and what must be found.  See truth.h. */
#include "bench/synth/award.h"
#include "bench/synth/truth.h"

#include <stdlib.h>
#include <string.h>

enum { RECOGNISED_MAX = 8, AWARDS_MAX_HERE = RECOGNISED_MAX + 2, OLD_AGE = 65, CODE3 = 3 };

/* clang-format off */
/* X(constant, word, class, head of the answer, its fate, weight for a pension holder, for somebody without one): the
 * truth of a person. */
#define PENSION_TRUTHS(X)                                                                                                        \
	X(TRUE_EQUAL,            "equal",            CLASS_PENSION_EQUAL,        HEAD_TRUE,        FATE_ANSWERED, 200, 0)            \
	X(TRUE_NONE,             "none",             CLASS_PENSION_EQUAL,        HEAD_TRUE,        FATE_ANSWERED, 0,   420)          \
	X(TRUE_REVISED,          "revised",          CLASS_PENSION_CHANGED,      HEAD_TRUE,        FATE_ANSWERED, 160, 0)            \
	X(TRUE_PREMIUM,          "premium",          CLASS_PENSION_CHANGED,      HEAD_TRUE,        FATE_ANSWERED, 24,  0)            \
	X(TRUE_ODD_PREMIUM,      "odd_premium",      CLASS_PENSION_EQUAL,        HEAD_TRUE,        FATE_ANSWERED, 24,  0)            \
	X(TRUE_ONE_SUSPENDED,    "one_suspended",    CLASS_PENSION_CHANGED,      HEAD_TRUE,        FATE_ANSWERED, 24,  0)            \
	X(TRUE_SUSPENDED,        "suspended",        CLASS_PENSION_STOPPED,      HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_SUSPENSION_OVER,  "suspension_over",  CLASS_PENSION_EQUAL,        HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_SUSPENSION_LATER, "suspension_later", CLASS_PENSION_EQUAL,        HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_LAPSED,           "lapsed",           CLASS_PENSION_STOPPED,      HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_ONE_LAPSED,       "one_lapsed",       CLASS_PENSION_CHANGED,      HEAD_TRUE,        FATE_ANSWERED, 24,  0)            \
	X(TRUE_LAPSES_LATER,     "lapses_later",     CLASS_PENSION_EQUAL,        HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_ZERO,             "zero",             CLASS_PENSION_STOPPED,      HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_NEW,              "new",              CLASS_PENSION_NEW,          HEAD_TRUE,        FATE_ANSWERED, 20,  26)           \
	X(TRUE_NEW_SUSPENDED,    "new_suspended",    CLASS_PENSION_STOPPED,      HEAD_TRUE,        FATE_ANSWERED, 0,   16)           \
	X(TRUE_RETROACTIVE,      "retroactive",      CLASS_PENSION_RETROACTIVE,  HEAD_TRUE,        FATE_ANSWERED, 44,  0)            \
	X(TRUE_NEW_RETROACTIVE,  "new_retroactive",  CLASS_PENSION_RETROACTIVE,  HEAD_TRUE,        FATE_ANSWERED, 20,  16)           \
	X(TRUE_ARREARS,          "arrears",          CLASS_PENSION_RETROACTIVE,  HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_OLD_ARREARS,      "old_arrears",      CLASS_PENSION_EQUAL,        HEAD_TRUE,        FATE_ANSWERED, 18,  0)            \
	X(TRUE_REDECIDED,        "redecided",        CLASS_PENSION_EQUAL,        HEAD_TRUE,        FATE_ANSWERED, 24,  0)            \
	X(TRUE_SILENT,           "silent",           CLASS_PENSION_NO_ANSWER,    HEAD_TRUE,        FATE_SILENT,   20,  18)           \
	X(TRUE_PENDING,          "pending",          CLASS_PENSION_NO_ANSWER,    HEAD_TRUE,        FATE_ANSWERED, 20,  12)           \
	X(TRUE_SWAPPED,          "swapped",          CLASS_PENSION_NO_ANSWER,    HEAD_TRUE,        FATE_SWAPPED,  20,  10)           \
	X(TRUE_UNASKED,          "unasked",          CLASS_PENSION_NO_ANSWER,    HEAD_TRUE,        FATE_UNASKED,  20,  10)           \
	X(TRUE_TWIN_NAME,        "twin_name",        CLASS_PENSION_IDENTITY,     HEAD_TWIN_NAME,   FATE_ANSWERED, 20,  12)           \
	X(TRUE_OTHER_BIRTH,      "other_birth",      CLASS_PENSION_IDENTITY,     HEAD_OTHER_BIRTH, FATE_ANSWERED, 20,  12)           \
	X(TRUE_KANA_ONLY,        "kana_only",        CLASS_PENSION_EQUAL,        HEAD_KANA_ONLY,   FATE_ANSWERED, 20,  0)            \
	X(TRUE_WIDTH,            "width",            CLASS_PENSION_EQUAL,        HEAD_WIDTH,       FATE_ANSWERED, 20,  0)            \
	X(TRUE_NO_BIRTH,         "no_birth",         CLASS_PENSION_NEEDS_PERSON, HEAD_NO_BIRTH,    FATE_ANSWERED, 20,  0)            \
	X(TRUE_NO_NAME,          "no_name",          CLASS_PENSION_NEEDS_PERSON, HEAD_NO_NAME,     FATE_ANSWERED, 20,  0)            \
	X(TRUE_UNKNOWN_CODE,     "unknown_code",     CLASS_PENSION_NEEDS_PERSON, HEAD_TRUE,        FATE_ANSWERED, 20,  12)           \
	X(TRUE_OLD_LAW,          "old_law",          CLASS_PENSION_NEEDS_PERSON, HEAD_TRUE,        FATE_ANSWERED, 20,  10)           \
	X(TRUE_ODD_REASON,       "odd_reason",       CLASS_PENSION_NEEDS_PERSON, HEAD_TRUE,        FATE_ANSWERED, 20,  10)           \
	X(TRUE_UNDECIDED,        "undecided",        CLASS_PENSION_NEEDS_PERSON, HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_NOT_ANSWERED,     "not_answered",     CLASS_PENSION_NEEDS_PERSON, HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_DENIED,           "denied",           CLASS_PENSION_NEEDS_PERSON, HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_SAME_TWICE,       "same_twice",       CLASS_PENSION_NEEDS_PERSON, HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_TAXED,            "taxed",            CLASS_PENSION_NEEDS_PERSON, HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_HEALTH,           "health",           CLASS_PENSION_NEEDS_PERSON, HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_ELDERLY,          "elderly",          CLASS_PENSION_NEEDS_PERSON, HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_RESIDENT,         "resident",         CLASS_PENSION_NEEDS_PERSON, HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_UNPAID,           "unpaid",           CLASS_PENSION_NEEDS_PERSON, HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_PAID_MORE,        "paid_more",        CLASS_PENSION_NEEDS_PERSON, HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_ROUNDED,          "rounded",          CLASS_PENSION_EQUAL,        HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_FOURTH_DIGIT,     "fourth_digit",     CLASS_PENSION_EQUAL,        HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_SECRET,           "secret",           CLASS_PENSION_NEEDS_PERSON, HEAD_SECRET,      FATE_ANSWERED, 20,  10)           \
	X(TRUE_ERROR,            "error",            CLASS_PENSION_NEEDS_PERSON, HEAD_SECRET,      FATE_ANSWERED, 20,  8)            \
	X(TRUE_LATER_AMOUNT,     "later_amount",     CLASS_PENSION_EQUAL,        HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_NO_AMOUNT,        "no_amount",        CLASS_PENSION_NEEDS_PERSON, HEAD_TRUE,        FATE_ANSWERED, 20,  0)            \
	X(TRUE_NO_CODE,          "no_code",          CLASS_PENSION_NEEDS_PERSON, HEAD_TRUE,        FATE_ANSWERED, 0,   0)

enum pension_truth {
#define X(constant, word, class, head, fate, holder, other) constant,
	PENSION_TRUTHS(X)
#undef X
	PENSION_TRUTH_COUNT
};

static const struct {
	const char *word;
	enum finding_class class;
	enum truth_head head;
	enum truth_fate fate;
	int holder, other;
} truths[PENSION_TRUTH_COUNT] = {
#define X(constant, word, class, head, fate, holder, other) {word, class, head, fate, holder, other},
	PENSION_TRUTHS(X)
#undef X
};

/* The codes that the office's table has, by three digits; with which the supplement may go (2: from 65 on). */
static const struct {
	char code3[CODE3 + 1];
	int supplement;
} known_codes[] = {
	{"115", 2}, {"112", 0}, {"113", 0}, {"114", 0}, {"117", 0}, {"135", 1}, {"132", 0}, {"133", 0}, {"134", 0},
	{"137", 0}, {"265", 1}, {"535", 1}, {"635", 1}, {"145", 1}, {"142", 0}, {"143", 0}, {"144", 0}, {"147", 0},
	{"645", 1}, {"595", 0},
};
/* clang-format on */

/* A pension as the office has it on the month's first. */
struct recognised {
	const struct known_income *income;
	day_t since;      /* the earliest day of the item */
	const char *code; /* empty: not known */
};

/* Everything about one person: the same in the answer and in the expectation. */
struct plot {
	const struct known_person *p;
	month_t month;
	struct dice d;
	enum pension_truth truth;
	struct recognised recognised[RECOGNISED_MAX];
	int n;
	int focus; /* the recognised pension that is peculiar */
	struct award_answer award[AWARDS_MAX_HERE];
	int item_no[AWARDS_MAX_HERE]; /* of award[]: the recognised item; 0: none */
	int awards;
};

static int known_code(const char *code)
{
	for (size_t i = 0; i < sizeof known_codes / sizeof known_codes[0]; i++) {
		if (strlen(code) == 4 && memcmp(code, known_codes[i].code3, CODE3) == 0)
			return (int)i;
	}
	return -1;
}

static void find_recognised(struct plot *t)
{
	day_t first = month_first(t->month);

	for (int i = 0; i < t->p->n_incomes; i++) {
		const struct known_income *income = &t->p->incomes[i];
		struct recognised *r;

		if (income->kind != INCOME_PENSION || income->from > first || income->to <= first)
			continue;
		CHECK(t->n < RECOGNISED_MAX);
		r = &t->recognised[t->n++];
		*r = (struct recognised){income, income->from, income->code};
		for (int k = 0; k < t->p->n_incomes; k++) {
			const struct known_income *other = &t->p->incomes[k];

			if (other->kind == INCOME_PENSION && other->item_no == income->item_no && other->from < r->since)
				r->since = other->from;
		}
	}
}

/* Nobody can compare these: a code is missing or in no table, or two are the same. */
static bool incomparable(const struct plot *t)
{
	for (int i = 0; i < t->n; i++) {
		if (known_code(t->recognised[i].code) < 0)
			return true;
		for (int k = 0; k < i; k++) {
			if (strcmp(t->recognised[i].code, t->recognised[k].code) == 0)
				return true;
		}
	}
	return false;
}

static bool shares_code3(const struct plot *t, const char *code)
{
	int n = 0;

	for (int i = 0; i < t->n; i++)
		n += strncmp(t->recognised[i].code, code, CODE3) == 0;
	return n > 1;
}

/* A truth that does not fit the pension becomes a plainer one. */
static enum pension_truth fitting(struct plot *t, enum pension_truth truth)
{
	const struct recognised *r = &t->recognised[t->focus];
	struct award_answer *a = &t->award[t->focus];
	month_t since = t->n > 0 ? month_of_day(r->since) : 0;

	switch (truth) {
	case TRUE_PREMIUM:
	case TRUE_ODD_PREMIUM:
		return r->income->care_premium_yen > 0 ? truth : TRUE_REVISED;
	case TRUE_ONE_SUSPENDED:
	case TRUE_ONE_LAPSED:
		return award_have_both(a) ? truth : TRUE_REVISED;
	case TRUE_UNDECIDED:
		return a->scheme[0].there ? truth : TRUE_ODD_REASON;
	case TRUE_FOURTH_DIGIT:
		return shares_code3(t, r->code) ? TRUE_EQUAL : truth;
	case TRUE_RETROACTIVE:
		return since > t->month - 72 && since < t->month - 3 ? truth : TRUE_ARREARS;
	case TRUE_REDECIDED:
		return since < t->month - 12 ? truth : TRUE_EQUAL;
	default:
		return truth;
	}
}

/* ---- planting ---- */

static struct award_answer *add_award(struct plot *t, const char *code, int annual, day_t since)
{
	struct award_answer *a = &t->award[t->awards];

	CHECK(t->awards < AWARDS_MAX_HERE);
	t->item_no[t->awards++] = 0;
	award_from(a, &t->d, code, annual, since, t->month);
	return a;
}

/* A code of the table that shares three digits with nothing the office has. */
static const char *fresh_code(struct plot *t)
{
	static const char *const codes[] = {"1150", "1450", "5350", "1120", "6450", "5950"};
	int at = dice_below(&t->d, 6);

	for (int i = 0; i < 6; i++) {
		const char *code = codes[(at + i) % 6];
		bool free = true;

		for (int k = 0; k < t->n; k++)
			free = free && strncmp(t->recognised[k].code, code, CODE3) != 0;
		if (free)
			return code;
	}
	return "1470";
}

static void each_scheme_lost(struct award_answer *a, day_t on)
{
	for (int i = 0; i < AWARD_SCHEMES; i++)
		a->scheme[i].lost_on = on;
}

static void each_scheme_suspended(struct award_answer *a, month_t from, month_t to)
{
	for (int i = 0; i < AWARD_SCHEMES; i++) {
		a->scheme[i].suspension = "02";
		a->scheme[i].suspended_from = from;
		a->scheme[i].suspended_to = to;
	}
}

static void each_scheme_decided(struct award_answer *a, month_t arose, month_t decided)
{
	for (int i = 0; i < AWARD_SCHEMES; i++) {
		a->scheme[i].arose_on = month_first(arose) + 9;
		a->scheme[i].decided_on = month_first(decided) + 14;
	}
}

static struct award_answer *add_unreported(struct plot *t)
{
	const char *code = fresh_code(t);
	int annual = dice_between(&t->d, 90000, 780000);

	return add_award(t, code, annual, month_first(t->month - dice_between(&t->d, 2, 40)));
}

/* What touches all awards alike. */
static void plant_on_all(struct plot *t)
{
	for (int i = 0; i < t->n && t->truth == TRUE_REVISED; i++) {
		award_revise(&t->award[i]);
		if (t->award[i].care > 0 && dice_chance(&t->d, 5000))
			t->award[i].care += 2 * dice_between(&t->d, 1, 6) * 100;
	}
}

static void plant_beside(struct plot *t)
{
	struct award_answer *a;

	switch (t->truth) {
	case TRUE_NEW:
		add_unreported(t);
		break;
	case TRUE_NEW_SUSPENDED:
		a = add_unreported(t);
		each_scheme_suspended(a, t->month - 3, 0);
		a->unpaid = true;
		break;
	case TRUE_NEW_RETROACTIVE:
		each_scheme_decided(add_unreported(t), t->month - dice_between(&t->d, 10, 40), t->month - 2);
		break;
	case TRUE_UNKNOWN_CODE:
		add_award(t, "9990", 300000, month_first(t->month - 20));
		break;
	case TRUE_OLD_LAW:
		add_award(t, "0130", 240000, month_first(t->month - 200));
		break;
	case TRUE_SAME_TWICE:
		add_award(t, t->recognised[t->focus].code, 150000, month_first(t->month - 20));
		break;
	case TRUE_TWIN_NAME:
	case TRUE_OTHER_BIRTH:
	case TRUE_ODD_REASON:
		if (t->n == 0)
			add_unreported(t);
		break;
	default:
		break;
	}
}

static void plant_schemes(struct plot *t, struct award_answer *a)
{
	month_t since = month_of_day(t->recognised[t->focus].since);
	day_t first = month_first(t->month);

	switch (t->truth) {
	case TRUE_ONE_SUSPENDED:
		a->scheme[1].suspension = "01";
		a->scheme[1].suspended_from = t->month - 2;
		a->now.employees = 0;
		break;
	case TRUE_ONE_LAPSED:
		a->scheme[1].lost_on = first - 70;
		a->now.employees = 0;
		break;
	case TRUE_SUSPENDED:
		each_scheme_suspended(a, t->month - dice_between(&t->d, 0, 5), 0);
		a->unpaid = true;
		break;
	case TRUE_SUSPENSION_OVER:
		each_scheme_suspended(a, t->month - 14, t->month - 4);
		break;
	case TRUE_SUSPENSION_LATER:
		each_scheme_suspended(a, t->month + 2, 0);
		break;
	case TRUE_LAPSED:
		each_scheme_lost(a, first - 20);
		a->unpaid = true;
		break;
	case TRUE_LAPSES_LATER:
		each_scheme_lost(a, month_first(t->month + 1) + 11);
		break;
	case TRUE_RETROACTIVE:
		each_scheme_decided(a, since - 6, t->month - 2);
		break;
	case TRUE_REDECIDED:
		each_scheme_decided(a, since - 2, t->month - 2);
		break;
	default:
		break;
	}
}

static void plant_amounts(struct plot *t, struct award_answer *a)
{
	switch (t->truth) {
	case TRUE_ZERO:
		a->now = (struct award_yen){0};
		a->unpaid = true;
		break;
	case TRUE_PREMIUM:
		a->care += 2 * dice_between(&t->d, 1, 6) * 100;
		break;
	case TRUE_ODD_PREMIUM:
		a->care++;
		break;
	case TRUE_TAXED:
		a->income_tax = 1200;
		break;
	case TRUE_HEALTH:
		a->health = 2300;
		break;
	case TRUE_ELDERLY:
		a->elderly = 3400;
		break;
	case TRUE_RESIDENT:
		a->resident = 900;
		break;
	case TRUE_UNPAID:
		a->unpaid = true;
		break;
	case TRUE_PAID_MORE:
		a->paid_more = dice_chance(&t->d, 5000) ? 2 : 5000;
		break;
	case TRUE_ROUNDED:
		a->paid_more = 1;
		break;
	case TRUE_UNDECIDED:
		a->undecided = true;
		break;
	case TRUE_ODD_REASON:
		a->odd_reason = 77;
		break;
	case TRUE_LATER_AMOUNT:
		a->later_amount = true;
		break;
	case TRUE_NO_AMOUNT:
		a->no_amount = true;
		break;
	case TRUE_ARREARS:
		a->arrears_on = month_first(t->month - 2) + 14;
		break;
	case TRUE_OLD_ARREARS:
		a->arrears_on = month_first(t->month - 14) + 14;
		break;
	case TRUE_FOURTH_DIGIT:
		a->code[3] = a->code[3] == '0' ? '2' : '0';
		break;
	default:
		break;
	}
}

/* The other pension is answered, this one is not. */
static void drop_focus(struct plot *t)
{
	award_from(&t->award[t->focus], &t->d, fresh_code(t), 200000, month_first(t->month - 30), t->month);
	t->item_no[t->focus] = 0;
}

static void plot(const struct truth_book *b, const struct known_person *p, struct plot *t)
{
	int weights[PENSION_TRUTH_COUNT];

	memset(t, 0, sizeof *t);
	t->p = p;
	t->month = b->month;
	t->d = truth_dice(b, p, SUBJECT_PENSION);
	find_recognised(t);
	t->focus = dice_below(&t->d, t->n);
	for (int i = 0; i < PENSION_TRUTH_COUNT; i++)
		weights[i] = t->n > 0 ? truths[i].holder : truths[i].other;
	t->truth = (enum pension_truth)dice_pick(&t->d, weights, PENSION_TRUTH_COUNT);
	for (int i = 0; i < t->n; i++) {
		const struct recognised *r = &t->recognised[i];
		struct award_answer *a =
			add_award(t, r->code[0] != '\0' ? r->code : fresh_code(t), r->income->amount_yen, r->since);

		a->care = 2 * r->income->care_premium_yen;
		t->item_no[i] = r->income->item_no;
	}
	if (incomparable(t) && truths[t->truth].class != CLASS_PENSION_NO_ANSWER &&
		truths[t->truth].class != CLASS_PENSION_IDENTITY)
		t->truth = TRUE_NO_CODE;
	t->truth = fitting(t, t->truth);
	plant_on_all(t);
	plant_beside(t);
	if (t->n > 0) {
		plant_schemes(t, &t->award[t->focus]);
		plant_amounts(t, &t->award[t->focus]);
	} else if (t->truth == TRUE_ODD_REASON) {
		plant_amounts(t, &t->award[0]);
	}
	if (t->truth == TRUE_NOT_ANSWERED)
		drop_focus(t);
}

/* ---- the answer ---- */

static enum answer_state state_of(const struct plot *t)
{
	switch (t->truth) {
	case TRUE_PENDING:
		return ANSWER_PENDING;
	case TRUE_SECRET:
		return ANSWER_NOT_DISCLOSED;
	case TRUE_ERROR:
		return ANSWER_ERROR;
	case TRUE_DENIED:
		return ANSWER_NONE;
	default:
		return t->awards > 0 ? ANSWER_FOUND : ANSWER_NONE;
	}
}

void truth_pension_answer(struct truth_book *b, const struct truth_request *q, struct reply *r)
{
	struct plot t;

	plot(b, q->person, &t);
	if (truths[t.truth].fate == FATE_SILENT)
		return;
	truth_head(b, q, truths[t.truth].head, truths[t.truth].fate, state_of(&t), r);
	for (int i = 0; i < t.awards && state_of(&t) == ANSWER_FOUND; i++)
		award_write(&t.award[i], t.month, b->paid_is_net, r);
}

/* ---- what must be found ---- */

bool truth_pension_in_survey(const struct truth_book *b, const struct known_person *p)
{
	struct plot t = {.p = p, .month = b->month};

	if (truth_latest(b, p, SUBJECT_PENSION) != NULL)
		return true;
	find_recognised(&t);
	return t.n > 0 && known_on_aid(p, month_first(b->month), month_first(b->month + 1), true);
}

static void expect_proposals(const struct truth_book *b, const struct plot *t)
{
	for (int i = 0; i < t->n; i++) {
		const struct known_income *income = t->recognised[i].income;
		int after = award_annual(&t->award[i].now);
		int premium = t->award[i].care / 2;

		if (after != income->amount_yen || premium != income->care_premium_yen)
			fprintf(b->file[TRUTH_PROPOSAL], "%lld,%d,%d,%d,%d,%d,%d\n", (long long)t->p->household_id,
				t->p->person_no, income->item_no, income->amount_yen, after, income->care_premium_yen,
				premium);
	}
}

static void expect_notable(
	const struct truth_book *b, const struct plot *t, enum notable list, const char *code, int due)
{
	fprintf(b->file[TRUTH_NOTABLE], "%lld,%d,%d,%s,%d\n", (long long)t->p->household_id, t->p->person_no,
		(int)list, code, due);
}

/* 診断書: of awards that can be compared; a right that was lost needs none. */
static void expect_certificates(const struct truth_book *b, const struct plot *t)
{
	day_t last = month_first(t->month + 1) - 1;

	for (int i = 0; i < t->awards; i++) {
		const struct award_answer *a = &t->award[i];
		int due = a->certified_year + a->fixed_years;
		bool lost = true;

		for (int k = 0; k < AWARD_SCHEMES; k++)
			lost = lost && (!a->scheme[k].there || a->scheme[k].lost_on <= last);
		if (!a->disability || lost)
			continue;
		if (a->certificate == NULL || (a->fixed_years == 0 && strcmp(a->certificate, "1") != 0))
			expect_notable(b, t, NOTABLE_CERTIFICATE, a->code, 0);
		else if (a->fixed_years > 0 && (due == month_year(t->month) || due == month_year(t->month) + 1))
			expect_notable(b, t, NOTABLE_CERTIFICATE, a->code, due);
	}
}

/* 給付金: those who might get it and were not asked about, or of whom it is known that they do not. */
static void expect_supplement(const struct truth_book *b, const struct plot *t)
{
	bool asked = truth_latest(b, t->p, SUBJECT_SUPPLEMENT) != NULL;
	enum truth_fate fate;
	enum answer_state state = truth_benefit_state(b, t->p, SUBJECT_SUPPLEMENT, &fate);

	if (t->p->supplement || (asked && (fate != FATE_ANSWERED || state != ANSWER_NONE)))
		return;
	for (int i = 0; i < t->n; i++) {
		int at = known_code(t->recognised[i].code);

		if (at < 0 || known_codes[at].supplement == 0 ||
			(known_codes[at].supplement == 2 && day_age(t->p->birth_on, month_first(t->month)) < OLD_AGE))
			continue;
		expect_notable(b, t, NOTABLE_SUPPLEMENT, t->recognised[i].code, 0);
		return;
	}
}

void truth_pension_expect(struct truth_book *b, const struct known_person *p)
{
	bool asked = truth_latest(b, p, SUBJECT_PENSION) != NULL;
	struct plot t;
	enum finding_class class;

	plot(b, p, &t);
	class = asked ? truths[t.truth].class : CLASS_PENSION_NO_ANSWER;
	fprintf(b->file[TRUTH_CLASS], "%lld,%d,%d,%s\n", (long long)p->household_id, p->person_no, (int)class,
		asked ? truths[t.truth].word : "not_asked");
	if (class == CLASS_PENSION_CHANGED)
		expect_proposals(b, &t);
	if (class != CLASS_PENSION_NO_ANSWER && class != CLASS_PENSION_IDENTITY && state_of(&t) == ANSWER_FOUND)
		expect_certificates(b, &t);
	if (t.n > 0)
		expect_supplement(b, &t);
}
