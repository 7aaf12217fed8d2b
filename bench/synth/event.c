/* event.c: what a month brings.  See event.h. */
#include "bench/synth/event.h"

#include "bench/synth/life.h"
#include "bench/synth/linkage.h"
#include "bench/synth/origin.h"
#include "getsuji/err.h"

enum {
	PURPOSE_MONTH = 1000, /* + the month */
	OLD_AGE = 65,
	POSTPARTUM_MONTHS = 6
};

/* A month that is happening to a household. */
struct happening {
	struct casefile *h;
	struct dice d;
	enum plant plant; /* PLANT_NONE in all months but the first */
	month_t month;
	day_t first; /* of the month */
	day_t day;   /* when it happens: from the second to the last */
	bool whole;  /* the case is suspended or closed: nothing more happens */
};

/* Either by chance, or, in a planted household, exactly what is planted there. */
static bool happens(struct happening *p, enum plant planted, int per_10000)
{
	bool by_chance = dice_chance(&p->d, per_10000); /* thrown in any case: plants shift no dice */

	return p->plant == PLANT_NONE ? by_chance : p->plant == planted;
}

static bool single(const struct happening *p)
{
	return casefile_members(p->h, p->first) == 1;
}

static struct stay_row *stay_on(struct casefile *h, int person_no, day_t day)
{
	for (int i = 0; i < h->stays; i++) {
		if ((person_no == 0 || h->stay[i].person_no == person_no) && casefile_on(&h->stay[i].span, day))
			return &h->stay[i];
	}
	return NULL;
}

static void end_protection(struct happening *p, day_t on, enum fact_reason reason)
{
	struct protection_row *row = casefile_protected(p->h, p->first);

	casefile_end(&row->span, on);
	row->end_reason = reason;
	p->whole = true;
}

static void close_case(struct happening *p)
{
	static const enum fact_reason reasons[] = {
		REASON_INCOME_INCREASE, REASON_MOVED_AWAY, REASON_PENSION_START, REASON_DECLINED, REASON_SUPPORTED};
	static const int weights[] = {40, 20, 10, 20, 10};

	if (happens(p, PLANT_DEATH, 35) && single(p)) {
		casefile_end_person(p->h, p->h->person[0].person_no, p->day + 1);
		end_protection(p, p->day + 1, REASON_DEATH);
	} else if (happens(p, PLANT_CLOSING, 55)) {
		end_protection(p, p->day, reasons[dice_pick(&p->d, weights, 5)]);
	}
}

static void begin_state(struct happening *p, enum fact_protection state, enum fact_reason reason)
{
	struct protection_row *row = casefile_add_protection(p->h, p->day);

	row->state = state;
	row->start_reason = reason;
	row->end_reason = REASON_NONE;
}

static void suspend_or_resume(struct happening *p)
{
	bool suspended = casefile_protected(p->h, p->first)->state == PROTECTION_SUSPENDED;

	if (suspended && dice_chance(&p->d, 2000)) {
		end_protection(p, p->day, REASON_RESUMED);
		begin_state(p, PROTECTION_ACTIVE, REASON_RESUMED);
	} else if (!suspended && happens(p, PLANT_SUSPENSION, 10)) {
		end_protection(p, p->day, REASON_TEMPORARY_INCOME);
		begin_state(p, PROTECTION_SUSPENDED, REASON_TEMPORARY_INCOME);
	}
}

/* An amount that holds from the first of the month on instead of the one before. */
static void replace_income(struct happening *p, int at, int amount_yen)
{
	struct income_row before = p->h->income[at];
	struct income_row *after;

	if (before.span.from >= p->first) {
		p->h->income[at].amount_yen = amount_yen; /* began this very month: corrected in place */
		p->h->income[at].span.fresh = true;
		return;
	}
	casefile_end(&p->h->income[at].span, p->first);
	after = casefile_add_income(p->h, p->first);
	after->person_no = before.person_no;
	after->kind = before.kind;
	after->item_no = before.item_no;
	after->amount_yen = amount_yen;
	after->expenses_yen = before.expenses_yen;
	after->care_premium_yen = before.care_premium_yen;
}

static void earn(struct happening *p)
{
	int incomes = p->h->incomes;
	bool earns = false;

	for (int i = 0; i < incomes; i++) {
		const struct income_row *row = &p->h->income[i];

		if ((row->kind != INCOME_EARNED && row->kind != INCOME_BUSINESS) ||
			!casefile_on(&row->span, p->first))
			continue;
		earns = true;
		if (dice_chance(&p->d, 3000)) {
			int amount = row->amount_yen + dice_between(&p->d, -15000, 18000);

			replace_income(p, i, amount > 3000 ? amount : 3000);
		}
	}
	if (earns && p->plant != PLANT_UNDECLARED && dice_chance(&p->d, 9600))
		origin_declare(p->h, p->month);
}

static void move(struct happening *p)
{
	struct casefile *h = p->h;
	const struct place *place = casefile_now(h, p->first)->place;
	int addresses = h->addresss;

	if (!happens(p, PLANT_MOVE, 40))
		return;
	for (int i = 0; i < addresses; i++) {
		if (h->address[i].kind == ADDRESS_RESIDENCE && casefile_on(&h->address[i].span, p->first))
			casefile_end(&h->address[i].span, p->day);
	}
	for (int i = 0; i < h->rents; i++) {
		if (casefile_on(&h->rent[i].span, p->first))
			casefile_end(&h->rent[i].span, p->day);
	}
	origin_add_residence(h, &p->d, place, p->day);
	origin_add_rent(h, &p->d, place, p->day);
}

static void refresh_allowance(struct happening *p)
{
	bool single_parent = casefile_now(p->h, p->first)->single_parent;
	int amount = life_child_allowance(p->h, p->first, single_parent);

	for (int i = 0; i < p->h->incomes; i++) {
		struct income_row *row = &p->h->income[i];

		if (row->kind != INCOME_ALLOWANCE || !casefile_on(&row->span, p->first))
			continue;
		if (amount == 0 && row->span.from < p->first)
			casefile_end(&row->span, p->first);
		else if (amount != row->amount_yen)
			replace_income(p, i, amount);
		return;
	}
	if (amount > 0) {
		struct income_row *row = casefile_add_income(p->h, p->first);

		row->person_no = 1;
		row->kind = INCOME_ALLOWANCE;
		row->item_no = 1;
		row->amount_yen = amount;
	}
}

static bool pregnant(const struct casefile *h, int *at)
{
	for (int i = 0; i < h->circumstances; i++) {
		*at = i;
		if (h->circumstance[i].kind == CIRC_PREGNANT_LATE && h->circumstance[i].span.to == DAY_MAX)
			return true;
	}
	return false;
}

static void give_birth(struct happening *p)
{
	struct casefile *h = p->h;
	struct circumstance_row *after;
	struct person_row *child;
	int mother;

	if (!happens(p, PLANT_BIRTH, 2500) || !pregnant(h, &mother))
		return;
	casefile_end(&h->circumstance[mother].span, p->day);
	after = casefile_add_circumstance(h, p->day);
	after->person_no = h->circumstance[mother].person_no;
	after->kind = CIRC_POSTPARTUM;
	casefile_end(&after->span, month_first(p->month + POSTPARTUM_MONTHS));
	child = casefile_add_person(h, p->day);
	child->role = ROLE_CHILD;
	child->sex = dice_chance(&p->d, 5000) ? NAME_FEMALE : NAME_MALE;
	child->birth_on = p->day;
	name_join(h->surname, name_given(&p->d, child->sex), child->name, child->kana, sizeof child->name);
}

static void fall_ill_or_recover(struct happening *p)
{
	struct casefile *h = p->h;

	for (int i = 0; i < h->persons; i++) {
		const struct person_row *person = &h->person[i];
		struct stay_row *stay = stay_on(h, person->person_no, p->first);
		bool old = day_age(person->birth_on, p->first) >= OLD_AGE;

		if (!casefile_on(&person->span, p->first))
			continue;
		if (stay == NULL &&
			happens(p, person->role == ROLE_HEAD ? PLANT_ADMISSION : PLANT_NONE, old ? 20 : 8)) {
			origin_add_stay(h, &p->d, person->person_no, STAY_HOSPITAL, true, p->day);
		} else if (stay != NULL && stay->kind == STAY_HOSPITAL && happens(p, PLANT_DISCHARGE, 1500)) {
			casefile_end(&stay->span, p->day + 1);
			for (int k = 0; k < h->needs; k++) {
				if (h->need[k].person_no == person->person_no && h->need[k].kind == NEED_MEDICAL &&
					h->need[k].item_no == 2 && casefile_on(&h->need[k].span, p->first))
					casefile_end(&h->need[k].span, month_first(p->month + 1));
			}
		}
	}
}

/* Somebody of a larger household dies or moves out; the head stays. */
static void lose_member(struct happening *p)
{
	struct casefile *h = p->h;

	for (int i = 1; i < h->persons; i++) {
		const struct person_row *person = &h->person[i];
		int age = day_age(person->birth_on, p->first);
		int chance = age >= OLD_AGE ? 30 : age >= 18 ? 60 : 0;

		if (casefile_on(&person->span, p->first) && person->span.from < p->first &&
			dice_chance(&p->d, chance)) {
			casefile_end_person(h, person->person_no, p->day + 1);
			return;
		}
	}
}

static void receive_money(struct happening *p)
{
	struct income_row *row;

	if (!happens(p, PLANT_NONE, 25))
		return;
	row = casefile_add_income(p->h, p->first);
	row->person_no = 1;
	row->kind = INCOME_TEMPORARY;
	row->item_no = 1;
	row->amount_yen = dice_between(&p->d, 3, 60) * 1000;
	casefile_end(&row->span, month_first(p->month + 1));
}

static void rent_rises(struct happening *p)
{
	struct casefile *h = p->h;

	if (!happens(p, PLANT_NONE, 20))
		return;
	for (int i = 0; i < h->rents; i++) {
		if (casefile_on(&h->rent[i].span, p->first) && h->rent[i].span.from < p->first &&
			h->rent[i].span.to == DAY_MAX && h->rent[i].rent_yen > 0) {
			struct rent_row before = h->rent[i];
			struct rent_row *after = casefile_add_rent(h, p->first);

			casefile_end(&h->rent[i].span, p->first);
			*after = before;
			after->span = (struct span){p->first, DAY_MAX, true};
			after->rent_yen += dice_between(&p->d, 1, 4) * 1000;
			return;
		}
	}
}

/* 1 April: the next school, or none. */
static void school_year(struct happening *p)
{
	struct casefile *h = p->h;
	int circumstances = h->circumstances;

	for (int i = 0; i < h->persons && month_number(p->month) == 4; i++) {
		int now = life_school_stage(h->person[i].birth_on, month_year(p->month));
		int before = life_school_stage(h->person[i].birth_on, month_year(p->month) - 1);
		struct circumstance_row *c;

		if (now == before || !casefile_on(&h->person[i].span, p->first))
			continue;
		for (int k = 0; k < circumstances; k++) {
			c = &h->circumstance[k];
			if (c->person_no == h->person[i].person_no && (int)c->kind == before &&
				casefile_on(&c->span, p->first))
				casefile_end(&c->span, p->first);
		}
		if (now == 0)
			continue;
		c = casefile_add_circumstance(h, p->first);
		c->person_no = h->person[i].person_no;
		c->kind = (enum fact_circumstance)now;
	}
}

void event_month(const struct world *w, month_t month, struct casefile *h)
{
	day_t first = month_first(month);
	struct happening p = {.h = h,
		.d = world_dice(w, h->case_no, PURPOSE_MONTH + (uint64_t)month),
		.month = month,
		.first = first};
	int which;

	casefile_mark(h, false);
	if (casefile_protected(h, first) == NULL)
		return; /* closed before, or opens later than the first */
	p.plant = month == w->first ? world_plant(w, h->case_no, &which) : PLANT_NONE;
	if (p.plant == PLANT_RARE_NAME)
		p.plant = PLANT_NONE; /* a name does not decide what happens */
	p.day = first + dice_between(&p.d, 1, month_days(month) - 1);
	close_case(&p);
	if (!p.whole)
		suspend_or_resume(&p);
	if (p.whole || casefile_protected(h, first)->state == PROTECTION_SUSPENDED)
		return;
	school_year(&p);
	earn(&p);
	move(&p);
	give_birth(&p);
	lose_member(&p);
	fall_ill_or_recover(&p);
	receive_money(&p);
	rent_rises(&p);
	refresh_allowance(&p);
}

void event_history(const struct world *w, int case_no, month_t month, bool only_changes, struct casefile *h)
{
	month_t opening = world_opening_month(w, case_no);
	month_t from = opening < w->first ? w->first : opening + 1;

	CHECK(month - w->first < CASEFILE_MONTHS_MAX);
	origin_make(w, case_no, h);
	for (month_t m = from; m <= month; m++)
		event_month(w, m, h);
	linkage_add(w, month, h);
	if (!only_changes)
		casefile_mark(h, true);
}
