/* linkage.c: linkage numbers, awards, caseworkers' lists.  See linkage.h. */
#include "bench/synth/linkage.h"

#include <stdio.h>
#include <string.h>

enum {
	PURPOSE_PERSON = 100,  /* + person_no */
	PURPOSE_AWARDS = 200,  /* + person_no */
	PURPOSE_INQUIRY = 300, /* + month, which is far above */
	PURPOSE_CODE = 400,
	PEOPLE_MAX = 100,
	OLD_AGE = 65,
	CANDIDATE_AGE = 60,
	SUPPLEMENT_ITEM = 90,
	RANGE_MONTHS = 60
};

/* Odd and no multiple of five, so that multiplying modulo 10^15 gives each product once. */
#define NUMBER_STEP  618033988749893u
#define NUMBER_RANGE 1000000000000000u

void linkage_number(const struct casefile *h, int person_no, char out[static LINKAGE_NO_DIGITS + 1])
{
	int64_t household = h->office_id * HOUSEHOLD_PER_OFFICE + h->case_no;
	unsigned __int128 person = (unsigned __int128)(household * PEOPLE_MAX + person_no);

	person = person * NUMBER_STEP % NUMBER_RANGE;
	snprintf(out, LINKAGE_NO_DIGITS + 1, "%015llu", (unsigned long long)person);
}

static void add_number(const struct world *w, struct casefile *h, const struct person_row *p,
	bool nondisclosure, day_t fresh_from)
{
	static const enum linkage_consent consents[] = {CONSENT_GIVEN, CONSENT_REFUSED, CONSENT_NOT_ASKED};
	static const int weights[] = {96, 2, 2};
	struct dice d = world_dice(w, h->case_no, PURPOSE_PERSON + (uint64_t)p->person_no);
	struct linkage_row *row = casefile_add_linkage(h, p->span.from);

	row->person_no = p->person_no;
	row->consent = consents[dice_pick(&d, weights, 3)];
	row->nondisclosure = nondisclosure;
	if (!dice_chance(&d, 100))
		linkage_number(h, p->person_no, row->linkage_no);
	row->span.fresh = row->span.from >= fresh_from;
}

/* 年金コード by what the pension looks like: kind and scheme in three digits, the order of the award in one. */
static const char *choose_code(struct dice *d, const struct income_row *income, bool old)
{
	static const char *const disability[] = {"1350", "5350", "6350", "1351", "2650"};
	static const int disability_weights[] = {30, 35, 25, 6, 4};
	static const char *const first[] = {"1150", "1120", "1130", "1140", "1151", "0130"};
	static const int first_weights[] = {86, 3, 3, 2, 5, 1};
	static const char *const second[] = {"1450", "1420", "1120", "1130", "1150", "5950"};
	static const int second_weights[] = {36, 12, 24, 14, 10, 4};

	if (!old)
		return disability[dice_pick(d, disability_weights, 5)];
	if (income->item_no == 1)
		return first[dice_pick(d, first_weights, 6)];
	return second[dice_pick(d, second_weights, 6)];
}

static void add_award(
	struct casefile *h, const struct income_row *income, enum award_benefit benefit, const char *code)
{
	struct pension_row *row = casefile_add_pension(h, income->span.from);

	row->person_no = income->person_no;
	row->benefit = benefit;
	row->item_no = benefit == AWARD_PENSION ? income->item_no : SUPPLEMENT_ITEM;
	snprintf(row->code, sizeof row->code, "%s", code);
}

static void add_awards(
	const struct world *w, struct casefile *h, const struct person_row *p, day_t fresh_from)
{
	struct dice d = world_dice(w, h->case_no, PURPOSE_AWARDS + (uint64_t)p->person_no);
	bool old = day_age(p->birth_on, month_first(w->first)) >= OLD_AGE;

	for (int i = 0; i < h->incomes; i++) {
		const struct income_row *income = &h->income[i];
		int from = h->pensions;
		const char *code;

		if (income->person_no != p->person_no || income->kind != INCOME_PENSION)
			continue;
		code = choose_code(&d, income, old);
		if (dice_chance(&d, 200))
			code = ""; /* the ledger has the income, but nobody noted which award it is */
		if (!dice_chance(&d, 100))
			add_award(h, income, AWARD_PENSION, code);
		if (dice_chance(&d, 400) && income->item_no == 1)
			add_award(h, income, AWARD_SUPPLEMENT, code);
		for (int k = from; k < h->pensions; k++)
			h->pension[k].span.fresh = h->pension[k].span.from >= fresh_from;
	}
}

/* What a caseworker may write down, right and wrong. */
static const struct {
	const char *procedure_no;
	enum inquiry_purpose purpose;
	enum inquiry_condition condition;
	bool from, to;
	int weight;
} wishes[] = {
	{"15-144", PURPOSE_EX_OFFICIO, CONDITION_RANGE, true, true, 30},
	{"15-41", PURPOSE_APPLICATION, CONDITION_POINT, true, false, 20},
	{"15-65", PURPOSE_EX_OFFICIO, CONDITION_DEFAULT, false, false, 15}, /* that of the standing rule */
	{"15-T2", PURPOSE_REPAYMENT, CONDITION_DEFAULT, false, false, 15},
	{"15-145", PURPOSE_EX_OFFICIO, CONDITION_DEFAULT, false, false, 8},
	{"15-41", PURPOSE_EX_OFFICIO, CONDITION_DEFAULT, false, false, 7}, /* not allowed */
	{"15-144", PURPOSE_EX_OFFICIO, CONDITION_RANGE, true, false, 5},   /* no end of the range */
};
enum { WISHES = sizeof wishes / sizeof wishes[0] };

static void add_wish(const struct world *w, struct casefile *h, month_t month)
{
	struct dice d = world_dice(w, h->case_no, PURPOSE_INQUIRY + (uint64_t)month);
	struct inquiry_row *row;
	int weights[WISHES];
	int at;

	if (!dice_chance(&d, 120) || casefile_protected(h, month_first(month)) == NULL ||
		day_age(h->person[0].birth_on, month_first(month)) < CANDIDATE_AGE)
		return;
	for (int i = 0; i < WISHES; i++)
		weights[i] = wishes[i].weight;
	at = dice_pick(&d, weights, WISHES);
	row = casefile_add_inquiry(h, month_first(month));
	row->span.to = month_first(month + 1);
	row->person_no = 1;
	row->item_no = 1;
	row->procedure_no = wishes[at].procedure_no;
	row->purpose = wishes[at].purpose;
	row->condition = wishes[at].condition;
	row->from_on = wishes[at].from ? month_first(month - RANGE_MONTHS) : DAY_MAX;
	row->to_on = wishes[at].to ? month_first(month) - 1 : DAY_MAX;
}

void linkage_add(const struct world *w, month_t month, struct casefile *h)
{
	struct dice d = world_dice(w, h->case_no, PURPOSE_CODE);
	bool nondisclosure = dice_chance(&d, 3000) && h->household[0].protected_address; /* 不開示コード */
	day_t fresh_from = month_first(month);

	for (int i = 0; i < h->persons; i++) {
		add_number(w, h, &h->person[i], nondisclosure, fresh_from);
		add_awards(w, h, &h->person[i], fresh_from);
	}
	add_wish(w, h, month);
}
