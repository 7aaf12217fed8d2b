/* cover.c: what bears the cost beside the office; jobs with 社会保険.  See course.h. */
#include "bench/synth/course.h"

#include "getsuji/number.h"

#include <stdio.h>
#include <string.h>

enum {
	PURPOSE_COVER = 900,
	PURPOSE_JOB = 901,
	ADULT = 18,
	OLD_AGE = 65,
	VERY_OLD_AGE = 75,
	FIRST_FILE_DAY = 10, /* of each month; a file tells of what lies before its day */
	SECOND_FILE_DAY = 25,
	JOB_MONTHS = 4
};

/* 保険者番号: 法別番号 01 協会けんぽ, 06 組合; of the elderly 39; 公費負担者番号 of a scheme. */
static void make_payer(const struct course_person *p, const char *law, int number, char out[static 9])
{
	char body[16], whole[NUMBER_DIGITS_MAX + 1];

	snprintf(body, sizeof body, "%s%02d%03d", law, p->h->office_id / 1000, number % 1000);
	number_complete(NUMBER_INSURER, body, whole);
	memcpy(out, whole, 9);
}

static bool add_cover(
	const struct course_person *p, enum coverage_kind kind, int item, day_t from, const char *law, int number)
{
	struct coverage_row *row;

	if (!course_known(p, from) || from >= p->gone)
		return false;
	row = casefile_add_coverage(p->h, from);
	row->span.fresh = course_news(p, from);
	row->person_no = p->person->person_no;
	row->kind = kind;
	row->item_no = item;
	if (kind == COVERAGE_SCHEME)
		snprintf(row->scheme_no, sizeof row->scheme_no, "%s", law);
	if (law[0] != '\0')
		make_payer(p, law, number, row->insurer_no);
	return true;
}

static bool earns(const struct course_person *p)
{
	for (int i = 0; i < p->h->incomes; i++) {
		if (p->h->income[i].person_no == p->person->person_no && p->h->income[i].kind == INCOME_EARNED)
			return true;
	}
	return false;
}

/* What the office has known from the beginning, or from a day within the year on.  True where there is or will be any. */
static bool add_known(const struct course_person *p)
{
	static const struct {
		enum coverage_kind kind;
		const char *law;
		int per_10000, of_ill;
	} kinds[] = {{COVERAGE_SCHEME, "21", 20, 700}, {COVERAGE_SCHEME, "15", 20, 200},
		{COVERAGE_SCHEME, "54", 60, 150}, {COVERAGE_TUBERCULOSIS, "", 25, 25},
		{COVERAGE_PREFECTURAL, "", 40, 40}, {COVERAGE_NATIONAL, "", 20, 20}};
	struct dice d = course_dice(p, PURPOSE_COVER);
	bool any = false;

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		bool has = dice_chance(&d, p->head && p->ill ? kinds[i].of_ill : kinds[i].per_10000);
		bool later = dice_chance(&d, 4000);
		int number = dice_below(&d, 1000);
		day_t from = month_first(p->w->first + dice_below(&d, CASEFILE_MONTHS_MAX)) + dice_below(&d, 28);

		if (!later || from < p->since)
			from = p->since;
		any = any || has;
		if (has)
			add_cover(p, kinds[i].kind, (int)i + 1, from, kinds[i].law, number);
	}
	if (dice_chance(&d, 100) && p->age >= VERY_OLD_AGE)
		add_cover(p, COVERAGE_ELDERLY, 1, p->since, "39", dice_below(&d, 1000));
	return any;
}

/* The day of the first file of the insurers that tells of a day; late: only in the month after. */
static day_t told_on(day_t day, bool late)
{
	month_t month = month_of_day(day);
	day_t first = month_first(month) + FIRST_FILE_DAY - 1, second = month_first(month) + SECOND_FILE_DAY - 1;

	if (late || day >= second)
		return month_first(month + 1) + FIRST_FILE_DAY - 1;
	return day < first ? first : second;
}

/* A job in the middle of a month that the office hears of afterwards: tickets of the month are out by then. */
static void add_job(const struct course_person *p)
{
	static const enum job_plant plants[] = {
		JOB_TOLD, JOB_TOLD_LATE, JOB_CORRECTED, JOB_TAKEN_BACK, JOB_RECORDED};
	static const int weights[] = {55, 18, 6, 6, 15};
	struct dice d = course_dice(p, PURPOSE_JOB);
	bool works = dice_chance(&d, 2400), soon = dice_chance(&d, 2500);
	int after = dice_below(&d, CASEFILE_MONTHS_MAX - 1);
	month_t begins = p->w->first + (soon ? 0 : after);
	enum job_plant plant = plants[dice_pick(&d, weights, 5)];
	day_t from =
		month_first(begins) + dice_between(&d, 2, plant == JOB_CORRECTED || plant == JOB_TAKEN_BACK ? 7 : 22);
	bool ends = dice_chance(&d, 3000);
	struct job_row *job;

	if (!works || from <= p->since)
		return;
	job = casefile_add_job(p->h, from);
	job->person_no = p->person->person_no;
	job->plant = plant;
	make_payer(p, dice_chance(&d, 7000) ? "01" : "06", dice_below(&d, 1000), job->insurer_no);
	job->first_told = from;
	job->told_on = told_on(from, plant == JOB_TOLD_LATE);
	job->corrected_on = job->end_told_on = DAY_MAX;
	if (plant == JOB_CORRECTED) {
		job->span.from = month_first(begins + 1) + (from - month_first(begins));
		job->corrected_on = month_first(begins + 1) + FIRST_FILE_DAY - 1;
	} else if (plant == JOB_TAKEN_BACK) {
		job->span.to = from; /* never was */
		job->corrected_on = month_first(begins) + SECOND_FILE_DAY - 1;
		return;
	} else if (plant == JOB_RECORDED) {
		job->told_on = DAY_MAX;
		if (begins + 1 <= p->month && add_cover(p, COVERAGE_EMPLOYEES, 2, from, "01", dice_below(&d, 1000)))
			p->h->coverage[p->h->coverages - 1].span.fresh = begins + 1 == p->month;
		return;
	}
	if (ends) {
		job->span.to = month_first(begins + JOB_MONTHS) + 11;
		job->end_told_on = told_on(job->span.to, false);
	}
}

void course_add_coverage(const struct course_person *p)
{
	struct dice d = course_dice(p, PURPOSE_COVER + 2);
	bool adult = p->age >= ADULT && p->age < OLD_AGE;
	bool known = add_known(p);

	if (adult && earns(p) && dice_chance(&d, 2500))
		add_cover(
			p, COVERAGE_EMPLOYEES, 1, p->since, dice_chance(&d, 7000) ? "01" : "06", dice_below(&d, 1000));
	else if (adult && !known)
		add_job(p); /* who is covered already gets no other ticket by it */
}
