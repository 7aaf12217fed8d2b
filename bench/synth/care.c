/* care.c: care plans and their certification (要介護認定).  See course.h. */
#include "bench/synth/course.h"

#include <stdio.h>
#include <string.h>

enum {
	ITEM_HOME = 1,
	ITEM_MANAGEMENT = 2,
	ITEM_FACILITY = 10, /* + index of the stay */
	PURPOSE_CARE = 600, /* + item */
	OLD_AGE = 65,
	SECOND_AGE = 40, /* 第2号被保険者; on aid and without health insurance: みなし2号 */
	CERTIFIED_MONTHS = 12,
	BEFORE_MONTHS = 36,
	PLAN_MONTHS_MAX = 24,
	AT_FACILITY = 0, /* numbers of clinic.h */
	AT_HOME = 1,
	AT_MANAGEMENT = 2,
	AT_COMMUNITY = 3
};

/* One service of a plan for as long as it goes on. */
struct plan {
	int item, at_no;
	enum ticket_service service;
	enum care_level level;
	day_t from, end;
};

static void name_insured(const struct course_person *p, bool forgotten, char out[static 11])
{
	int64_t person = (int64_t)p->h->office_id * 1000003 + (int64_t)p->h->case_no * 100 + p->person->person_no;

	out[0] = '\0';
	if (!forgotten)
		(void)snprintf(out, 11, p->age >= OLD_AGE ? "%010lld" : "H%09lld", (long long)(person % 1000000000));
}

/* Row by row, each for a period of certification; one in ten is renewed a month or two late, and the plan rests on the
 * old one until then. */
static void add_plan(const struct course_person *p, const struct plan *plan)
{
	struct dice d = course_dice(p, PURPOSE_CARE + plan->item);
	bool forgotten, forgets = dice_chance(&d, 1500), nameless = dice_chance(&d, 200);
	day_t to = course_known_end(p, plan->end, forgets, &forgotten);
	month_t begins = month_of_day(plan->from), known = begins;

	for (month_t m = begins; known <= p->month && month_first(m) < to; m += CERTIFIED_MONTHS) {
		month_t next = m + CERTIFIED_MONTHS;
		month_t next_known = next + (dice_chance(&d, 1000) ? dice_between(&d, 1, 2) : 0);
		day_t from = m == begins ? plan->from : month_first(m);
		day_t until = next_known <= p->month && month_first(next) < to ? month_first(next) : to;
		struct care_row *row;

		if (next_known >= p->w->first && from < p->gone) {
			row = casefile_add_care(p->h, from);
			row->span.to = until;
			row->span.fresh = known == p->month ||
							  (until != DAY_MAX && (next_known == p->month || course_news(p, until))) ||
							  (forgets && until == p->gone && month_of_day(until) + 2 == p->month);
			row->person_no = p->person->person_no;
			row->item_no = plan->item;
			row->service = plan->service;
			row->level = plan->level;
			row->certified_from = month_first(m);
			row->certified_to = month_first(next);
			row->plant = nameless ? PLANT_NO_INSURED : forgotten ? PLANT_FORGOTTEN : PLANT_PLAIN;
			row->at_no = plan->at_no;
			name_insured(p, nameless, row->insured_no);
		}
		known = next_known;
	}
}

/* Where it is done; the rest of the plan's row is there. */
static void place(const struct course_person *p, int from)
{
	for (int i = from; i < p->h->cares; i++) {
		struct care_row *row = &p->h->care[i];
		struct clinic c;

		clinic_make(p->w, p->block, INSTITUTION_CARE, row->at_no, p->month, &c);
		memcpy(row->code, c.code, sizeof row->code);
		course_leave(p, &c, &row->span);
	}
}

static void add_home(const struct course_person *p, bool supported)
{
	static const enum care_level levels[] = {
		CARE_SUPPORT_1, CARE_SUPPORT_2, CARE_LEVEL_1, CARE_LEVEL_2, CARE_LEVEL_3, CARE_LEVEL_4};
	static const int weights[] = {14, 16, 30, 22, 12, 6};
	struct dice d = course_dice(p, PURPOSE_CARE);
	struct plan plan = {.item = ITEM_HOME, .service = SERVICE_CARE_HOME, .at_no = AT_HOME, .end = DAY_MAX};
	bool community = dice_chance(&d, 2000);
	month_t from = p->w->first - dice_between(&d, 1, BEFORE_MONTHS);
	int later = dice_below(&d, CASEFILE_MONTHS_MAX), months = dice_between(&d, 3, PLAN_MONTHS_MAX),
		day = dice_below(&d, 28);

	plan.level = levels[dice_pick(&d, weights, 6)];
	if (dice_chance(&d, 2500))
		from = p->w->first + later;
	plan.from = month_first(from) + day;
	if (plan.from < p->since)
		plan.from = p->since;
	if (dice_chance(&d, 2000))
		plan.end = month_first(p->w->first + months) + day;
	if (!supported || plan.end <= plan.from)
		return;
	if (plan.level <= CARE_SUPPORT_2)
		plan.service = SERVICE_CARE_PREVENT;
	else if (community) {
		plan.service = SERVICE_CARE_LOCAL;
		plan.at_no = AT_COMMUNITY;
	}
	add_plan(p, &plan);
	if (plan.service == SERVICE_CARE_PREVENT)
		return;
	plan.item = ITEM_MANAGEMENT;
	plan.service = SERVICE_CARE_PLAN;
	plan.at_no = AT_MANAGEMENT;
	add_plan(p, &plan);
}

void course_add_care(const struct course_person *p)
{
	struct dice d = course_dice(p, PURPOSE_CARE - 1);
	bool supported = dice_chance(&d, p->age >= OLD_AGE                           ? 1700
									 : p->age >= SECOND_AGE && p->head && p->ill ? 400
																				 : 0);
	int first = p->h->cares;
	bool lives_there = false;

	for (int i = 0; i < p->h->stays; i++) {
		const struct stay_row *stay = &p->h->stay[i];
		struct plan plan = {.item = ITEM_FACILITY + i,
			.service = SERVICE_CARE_FACILITY,
			.at_no = AT_FACILITY,
			.level = CARE_LEVEL_4,
			.from = stay->span.from,
			.end = stay->span.to};

		if (stay->person_no != p->person->person_no || stay->kind != STAY_CARE_FACILITY)
			continue;
		add_plan(p, &plan);
		lives_there = true;
	}
	add_home(p, supported && !lives_there);
	place(p, first);
}
