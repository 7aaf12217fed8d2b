/* course.c: courses of treatment and their opinions.  See course.h. */
#include "bench/synth/course.h"

#include <stdio.h>
#include <string.h>

enum {
	PURPOSE_COURSE = 7000000, /* + person × 1000 + purpose */
	OLD_AGE = 65,
	MONTHS_BEFORE = 60,   /* courses that run when the first month begins are at most so old */
	INPATIENT_MONTHS = 3, /* an opinion is asked for again after so many months */
	OUTPATIENT_MONTHS = 6,
	GAP_MONTHS_MAX = 2, /* an opinion that is late is late by one month or two */
	OUTPATIENTS = 2,
	FORGOTTEN_MONTHS = 2,
	REFUSED_MONTHS = 2, /* after that the office lets the course end */
	LEAVE_MONTHS = 2    /* likewise, after an institution was designated last */
};

/* item_no of a course; throws for it and for its opinions have it as their purpose. */
enum {
	ITEM_OUTPATIENT = 1, /* and the next */
	ITEM_DISPENSING = 3, /* and the next */
	ITEM_DENTAL = 5,
	ITEM_NURSING = 6,
	ITEM_TWICE = 7,
	ITEM_WRONG_KIND = 8,
	ITEM_STAY = 10,    /* + index of the stay */
	ITEM_SINGLE = 300, /* + months after the first */
	ITEM_EXAMINATION = 340,
	PURPOSE_OPINIONS = 400, /* + item */
	PURPOSE_FATE = 800
};

struct dice course_dice(const struct course_person *p, int purpose)
{
	return world_dice(p->w, p->h->case_no,
		(uint64_t)PURPOSE_COURSE + (uint64_t)p->person->person_no * 1000 + (uint64_t)purpose);
}

bool course_known(const struct course_person *p, day_t from)
{
	return from < month_first(p->month + 1);
}

bool course_news(const struct course_person *p, day_t day)
{
	return day != DAY_MAX && month_of_day(day) == p->month;
}

day_t course_known_end(const struct course_person *p, day_t end, bool forgets, bool *forgotten)
{
	*forgotten = false;
	if (!course_known(p, end))
		end = DAY_MAX;
	if (p->gone >= end)
		return end;
	*forgotten = forgets && month_of_day(p->gone) + FORGOTTEN_MONTHS > p->month;
	return *forgotten ? end : p->gone;
}

/* ---- opinions ---- */

static void add_opinion(const struct course_person *p, const struct treatment_row *t, day_t from,
	month_t until, enum opinion_kind kind, bool needed)
{
	struct opinion_row *row;

	if (until + GAP_MONTHS_MAX < p->w->first)
		return; /* long over: its place is in the archive */
	/* Back in the same hospital soon: what the doctors said of the stay before holds on. */
	for (int i = 0; i < p->h->opinions; i++) {
		row = &p->h->opinion[i];
		if (row->person_no == p->person->person_no && row->service == t->service &&
			strcmp(row->code, t->code) == 0 && row->span.to > from)
			from = row->span.to;
	}
	if (from >= month_first(until))
		return;
	row = casefile_add_opinion(p->h, from);
	row->span.to = month_first(until);
	row->span.fresh = course_news(p, from);
	row->person_no = p->person->person_no;
	memcpy(row->code, t->code, sizeof row->code);
	row->service = t->service;
	row->kind = kind;
	row->received_on = from - 3;
	row->needed = needed;
}

static void mark_lapsed(const struct course_person *p, struct treatment_row *t, month_t from, month_t to)
{
	for (month_t m = from; m < to; m++) {
		if (m >= p->w->first)
			t->lapsed |= UINT32_C(1) << (m - p->w->first);
	}
}

/* One after the other, as long as the course goes on.  About one in twenty comes late: months without. */
static void add_opinions(const struct course_person *p, struct treatment_row *t)
{
	struct dice d = course_dice(p, PURPOSE_OPINIONS + t->item_no);
	int cycle = t->service == SERVICE_INPATIENT ? INPATIENT_MONTHS : OUTPATIENT_MONTHS;
	month_t first = month_of_day(t->span.from);

	if (t->plant == PLANT_NO_OPINION)
		return;
	for (month_t m = first; m <= p->month && month_first(m) < t->span.to;) {
		bool needed = t->plant != PLANT_REFUSED || m < p->w->first || m == first;
		int late = dice_chance(&d, 500) ? dice_between(&d, 1, GAP_MONTHS_MAX) : 0;

		add_opinion(p, t, m == first ? t->span.from : month_first(m), m + cycle,
			t->service == SERVICE_HOME_NURSING ? OPINION_NURSING
			: m == first                       ? OPINION_NEW
											   : OPINION_CONTINUING,
			needed);
		if (!needed) {
			t->refused = m; /* nobody asks again */
			return;
		}
		mark_lapsed(p, t, m + cycle, m + cycle + late);
		m += cycle + late;
	}
}

/* ---- courses ---- */

static void name_injuries(struct dice *d, enum ticket_service service, struct treatment_row *t)
{
	static const char *const ill[] = {"高血圧症", "２型糖尿病", "脂質異常症", "慢性胃炎", "変形性膝関節症",
		"腰部脊柱管狭窄症", "気管支喘息", "うつ病", "統合失調症", "慢性心不全", "骨粗鬆症",
		"アレルギー性鼻炎"};
	static const char *const teeth[] = {"う蝕症第２度", "歯周病", "欠損歯"};
	int kinds = service == SERVICE_DENTAL ? 3 : 12;
	const char *const *list = service == SERVICE_DENTAL ? teeth : ill;
	int at = dice_below(d, kinds);

	t->injury[0] = list[at];
	t->injury[1] = dice_chance(d, 4000) ? list[(at + 1) % kinds] : "";
	t->injury[2] = t->injury[1][0] != '\0' && dice_chance(d, 3000) ? list[(at + 2) % kinds] : "";
}

/* A course from `from` to `end`; NULL: not known yet, or the person was gone before it began. */
static struct treatment_row *add_course(const struct course_person *p, int item, enum ticket_service service,
	day_t from, day_t end, enum ticket_plant plant)
{
	struct dice d = course_dice(p, PURPOSE_FATE + item % 100);
	bool forgotten, forgets = dice_chance(&d, 1500);
	day_t to = course_known_end(p, end, forgets, &forgotten);
	struct treatment_row *t;

	if (from < p->since)
		from = p->since;
	if (!course_known(p, from) || from >= to || from >= p->gone)
		return NULL;
	t = casefile_add_treatment(p->h, from);
	t->span.to = to;
	/* What was forgotten is put right in the month that it is remembered in. */
	t->span.fresh = course_news(p, from) || course_news(p, to) ||
					(forgets && to == p->gone && month_of_day(to) + FORGOTTEN_MONTHS == p->month);
	t->person_no = p->person->person_no;
	t->item_no = item;
	t->basis = BASIS_CONTINUING;
	t->service = service;
	t->plant = forgotten && plant == PLANT_PLAIN ? PLANT_FORGOTTEN : plant;
	t->first_visit_on = from;
	t->remarks = "";
	t->at_no = t->prescriber_no = -1;
	name_injuries(&d, service, t);
	return t;
}

void course_leave(const struct course_person *p, const struct clinic *c, struct span *span)
{
	month_t ended = month_of_day(c->to > span->from ? c->to : span->from);
	day_t leaves = c->to == DAY_MAX ? DAY_MAX : month_first(ended + LEAVE_MONTHS);

	if (!course_known(p, leaves) || span->to <= leaves)
		return;
	span->to = leaves;
	span->fresh = course_news(p, leaves);
}

static void send_to(
	const struct course_person *p, struct treatment_row *t, enum institution_kind kind, int no)
{
	struct clinic c;

	clinic_make(p->w, p->block, kind, no, p->month, &c);
	memcpy(t->code, c.code, sizeof t->code);
	t->at_kind = kind;
	t->at_no = no;
	course_leave(p, &c, &t->span);
}

/* Days in months around the first one: most courses run already, some begin later, some end. */
struct course_days {
	day_t from, end;
};

static struct course_days choose_days(const struct course_person *p, struct dice *d)
{
	struct course_days days;
	int before = dice_between(d, 1, MONTHS_BEFORE), after = dice_below(d, CASEFILE_MONTHS_MAX);
	bool later = dice_chance(d, 2500);
	int day = dice_below(d, 28);

	days.from = month_first(later ? p->w->first + after : p->w->first - before) + day;
	if (days.from < p->since)
		days.from = p->since;
	before = dice_between(d, 1, CASEFILE_MONTHS_MAX);
	day = dice_below(d, 28);
	days.end =
		dice_chance(d, 2500)
			? month_first(
				  month_of_day(days.from > month_first(p->w->first) ? days.from : month_first(p->w->first)) +
				  before) +
				  day
			: DAY_MAX;
	return days;
}

static enum ticket_plant choose_plant(struct dice *d)
{
	static const enum ticket_plant plants[] = {
		PLANT_PLAIN, PLANT_NO_OPINION, PLANT_REFUSED, PLANT_UNKNOWN_CLINIC, PLANT_EARLY, PLANT_TWICE};
	static const int weights[] = {9550, 80, 150, 70, 80, 70};

	return plants[dice_pick(d, weights, 6)];
}

static int choose_clinic(struct dice *d, enum ticket_plant plant)
{
	static const int weights[CLINIC_MEDICAL - CLINIC_BEDS - 1] = {18, 17, 16, 16, 15, 15, 3};
	int no = CLINIC_BEDS + dice_pick(d, weights, CLINIC_MEDICAL - CLINIC_BEDS - 1);

	return plant == PLANT_EARLY ? CLINIC_NEW : no;
}

/* The pharmacy goes with the clinic that prescribes. */
static void add_dispensing(
	const struct course_person *p, const struct treatment_row *clinic, int item, struct course_days days)
{
	static const enum ticket_plant plants[] = {PLANT_PLAIN, PLANT_NO_PRESCRIBER, PLANT_STRANGE_PRESCRIBER};
	static const int weights[] = {980, 10, 10};
	struct dice first = course_dice(p, ITEM_DISPENSING), d = course_dice(p, item);
	bool goes = dice_chance(&d, 7000);
	/* two clinics, two pharmacies */
	int pharmacy = (dice_below(&first, CLINIC_PHARMACY) +
					   (item == ITEM_DISPENSING ? 0 : dice_between(&d, 1, CLINIC_PHARMACY - 1))) %
				   CLINIC_PHARMACY;
	enum ticket_plant plant = plants[dice_pick(&d, weights, 3)];
	struct treatment_row *t;

	if (!goes || clinic->plant == PLANT_UNKNOWN_CLINIC || clinic->plant == PLANT_REFUSED)
		return;
	t = add_course(p, item, SERVICE_DISPENSING, days.from, days.end, plant);
	if (t == NULL)
		return;
	send_to(p, t, INSTITUTION_PHARMACY, pharmacy);
	for (size_t i = 0; i < TICKET_INJURIES; i++)
		t->injury[i] = clinic->injury[i];
	t->lapsed = clinic->lapsed;
	if (plant == PLANT_STRANGE_PRESCRIBER)
		clinic_unknown_code(p->w, p->h->case_no, t->prescriber);
	else if (plant == PLANT_NO_PRESCRIBER)
		t->prescriber[0] = '\0';
	else {
		struct clinic c;

		clinic_make(p->w, p->block, INSTITUTION_MEDICAL, clinic->at_no, p->month, &c);
		memcpy(t->prescriber, c.code, sizeof t->prescriber);
		t->prescriber_no = clinic->at_no;
		course_leave(p, &c, &t->span);
		if (clinic->plant == PLANT_NO_OPINION)
			t->plant = PLANT_NO_OPINION;
	}
}

static void add_outpatient(const struct course_person *p, int which, int other)
{
	struct dice d = course_dice(p, ITEM_OUTPATIENT + which);
	struct course_days days = choose_days(p, &d);
	enum ticket_plant plant = choose_plant(&d);
	int no = choose_clinic(&d, plant);
	struct treatment_row *t, *again;

	if (no == other)
		no = no < CLINIC_SMALL - 1 ? no + 1 : CLINIC_BEDS;
	t = add_course(p, ITEM_OUTPATIENT + which, SERVICE_OUTPATIENT, days.from, days.end,
		plant == PLANT_TWICE ? PLANT_PLAIN : plant);
	if (t == NULL)
		return;
	send_to(p, t, INSTITUTION_MEDICAL, no);
	if (plant == PLANT_UNKNOWN_CLINIC) {
		clinic_unknown_code(p->w, p->h->case_no * OUTPATIENTS + which, t->code);
		t->at_no = -1;
	}
	add_opinions(p, t);
	if (t->refused != 0 && t->refused + REFUSED_MONTHS <= p->month &&
		t->span.to > month_first(t->refused + REFUSED_MONTHS)) {
		t->span.to = month_first(t->refused + REFUSED_MONTHS);
		t->span.fresh = course_news(p, t->span.to);
	}
	add_dispensing(p, t, ITEM_DISPENSING + which, days);
	if (plant != PLANT_TWICE || which != 0)
		return;
	again = add_course(p, ITEM_TWICE, SERVICE_OUTPATIENT, days.from, days.end, PLANT_TWICE);
	if (again != NULL)
		send_to(p, again, INSTITUTION_MEDICAL, no);
}

static void add_outpatients(const struct course_person *p)
{
	static const int old[] = {54, 37, 9}, ill[] = {32, 54, 14}, child[] = {82, 17, 1}, adult[] = {72, 24, 4};
	struct dice d = course_dice(p, 0);
	int n = dice_pick(&d,
		p->age >= OLD_AGE   ? old
		: p->head && p->ill ? ill
		: p->age < 18       ? child
							: adult,
		OUTPATIENTS + 1);

	for (int i = 0; i < n; i++) {
		struct dice first = course_dice(p, ITEM_OUTPATIENT);
		enum ticket_plant plant;
		int other = -1;

		(void)choose_days(p, &first);
		plant = choose_plant(&first);
		if (i == 1)
			other = choose_clinic(&first, plant);
		add_outpatient(p, i, other);
	}
}

static void add_others(const struct course_person *p)
{
	struct dice d = course_dice(p, ITEM_DENTAL);
	struct course_days days = choose_days(p, &d);
	bool teeth = dice_chance(&d, 900), nurse, wrong;
	int no = dice_below(&d, CLINIC_DENTAL);
	struct treatment_row *t;

	t = teeth ? add_course(p, ITEM_DENTAL, SERVICE_DENTAL, days.from, days.end, PLANT_PLAIN) : NULL;
	if (t != NULL) {
		send_to(p, t, INSTITUTION_DENTAL, no);
		add_opinions(p, t);
	}
	d = course_dice(p, ITEM_WRONG_KIND);
	days = choose_days(p, &d);
	wrong = dice_chance(&d, 30);
	no = dice_below(&d, CLINIC_SMALL);
	t = wrong && !teeth
			? add_course(p, ITEM_WRONG_KIND, SERVICE_DENTAL, days.from, days.end, PLANT_WRONG_KIND)
			: NULL;
	if (t != NULL) {
		send_to(p, t, INSTITUTION_MEDICAL, no);
		add_opinions(p, t);
	}
	d = course_dice(p, ITEM_NURSING);
	days = choose_days(p, &d);
	nurse = dice_chance(&d, p->age >= OLD_AGE ? 250 : p->head && p->ill ? 300 : 0);
	t = nurse ? add_course(p, ITEM_NURSING, SERVICE_HOME_NURSING, days.from, days.end, PLANT_PLAIN) : NULL;
	if (t != NULL) {
		send_to(p, t, INSTITUTION_NURSING, 0);
		add_opinions(p, t);
	}
}

static void add_stays(const struct course_person *p)
{
	for (int i = 0; i < p->h->stays; i++) {
		const struct stay_row *stay = &p->h->stay[i];
		struct treatment_row *t;

		if (stay->person_no != p->person->person_no || stay->kind != STAY_HOSPITAL)
			continue;
		t = add_course(p, ITEM_STAY + i, SERVICE_INPATIENT, stay->span.from, stay->span.to, PLANT_PLAIN);
		if (t == NULL)
			continue;
		send_to(p, t, INSTITUTION_MEDICAL, i % CLINIC_BEDS);
		add_opinions(p, t);
	}
}

/* Is the person sent to this clinic by another row? */
static bool visits(const struct course_person *p, int no)
{
	for (int i = 0; i < p->h->treatments; i++) {
		const struct treatment_row *t = &p->h->treatment[i];

		if (t->person_no == p->person->person_no && t->at_kind == INSTITUTION_MEDICAL && t->at_no == no)
			return true;
	}
	return false;
}

/* Requests of the month itself: seen once; or sent to a doctor who is to say whether treatment is needed. */
static void add_requests(const struct course_person *p)
{
	int item = p->month - p->w->first;
	struct dice d = course_dice(p, ITEM_SINGLE + item);
	bool single = dice_chance(&d, 140), examined = dice_chance(&d, 25);
	int no = dice_below(&d, CLINIC_SMALL);
	day_t from = month_first(p->month) + dice_below(&d, 25);
	struct treatment_row *t = NULL;

	if (single)
		t = add_course(p, ITEM_SINGLE + item, SERVICE_OUTPATIENT, from, DAY_MAX, PLANT_SINGLE);
	else if (examined)
		t = add_course(p, ITEM_EXAMINATION + item, SERVICE_OUTPATIENT, from, DAY_MAX, PLANT_PLAIN);
	if (t == NULL)
		return;
	t->basis = single ? BASIS_SINGLE : BASIS_EXAMINATION;
	if (t->span.to > month_first(p->month + 1))
		t->span.to = month_first(p->month + 1);
	do
		no = (no + 1) % CLINIC_SMALL;
	while (visits(p, no));
	send_to(p, t, INSTITUTION_MEDICAL, no);
}

/* The first day without aid; DAY_MAX: none is known. */
static day_t aid_ends(const struct casefile *h)
{
	return h->protection[h->protections - 1].span.to;
}

void course_add(const struct world *w, month_t month, struct casefile *h)
{
	for (int i = 0; i < h->persons; i++) {
		const struct person_row *person = &h->person[i];
		struct course_person p = {.w = w,
			.h = h,
			.month = month,
			.person = person,
			.age = day_age(person->birth_on,
				month_first(w->first) > person->birth_on ? month_first(w->first) : person->birth_on),
			.block = clinic_block(h->case_no),
			.since = person->span.from,
			.gone = person->span.to < aid_ends(h) ? person->span.to : aid_ends(h),
			.head = person->role == ROLE_HEAD,
			.ill = h->household[0].type == TYPE_ILL_DISABLED};

		if (p.since < h->protection[0].span.from)
			p.since = h->protection[0].span.from;
		add_outpatients(&p);
		add_others(&p);
		add_stays(&p);
		add_requests(&p);
		course_add_care(&p);
		course_add_coverage(&p);
	}
}
