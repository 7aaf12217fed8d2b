/*
 * living.c: class 1 and 2, reduction, transitional, special and winter additions, year-end aid.
 */
#include "jobs/rules/living.h"

#include "jobs/rules/institution.h"

#include <stddef.h>
#include <string.h>

void living_roster(struct context *c, day_t opened_on, day_t on, struct roster *out)
{
	const struct household *h = c->h;

	out->on = on;
	out->opened_on = opened_on;
	out->home = household_home(h, on);
	out->n = out->home_size = 0;
	for (int i = 0; i < h->n_members; i++) {
		enum standard s = household_standard(h, &h->members[i], opened_on, on);

		if (s == STANDARD_NONE)
			continue;
		out->member[out->n] = &h->members[i];
		out->standard[out->n++] = (uint8_t)s;
		out->home_size += s == STANDARD_HOME || s == STANDARD_BOARDING ||
						  household_counts_twice(h, &h->members[i], opened_on, on);
	}
}

/* The place of a household's size in a table whose tenth column stands for all larger ones. */
static int size_column(int size)
{
	return size < TABLE_SIZES ? size - 1 : TABLE_SIZES - 1;
}

/* value(9) + (size - 9) × what each further person adds, in tables that go on so. */
static yen_t sized(struct context *c, const struct cell table[TABLE_SIZES], int size, enum rule rule)
{
	if (size < TABLE_SIZES)
		return context_use(c, table[size - 1], rule);
	yen_t more = context_mul(c, context_use(c, table[TABLE_SIZES - 1], rule), size - (TABLE_SIZES - 1));

	return context_add(c, context_use(c, table[TABLE_SIZES - 2], rule), more);
}

yen_t living_class1_reduced(struct context *c, yen_t sum_hundredths, int size)
{
	yen_t rate = context_use(c, c->r->reduction[size_column(size)], RULE_REDUCTION);

	return yen_ceil10(context_ratio(c, sum_hundredths, rate, 100LL * 10000));
}

yen_t living_class2(struct context *c, int grade, int size)
{
	return sized(c, c->r->class2[grade], size, RULE_LIVING);
}

yen_t living_transitional(struct context *c, int grade, int age_band, int size)
{
	return context_use(c, c->r->transitional[grade][age_band][size_column(size)], RULE_TRANSITIONAL);
}

yen_t living_special_home(struct context *c)
{
	if (c->first >= c->p->special_to) {
		context_missing(c, RULE_SPECIAL);
		return 0;
	}
	return context_use(c, c->r->special_home, RULE_SPECIAL);
}

/* Σ class 1 in hundredths of a yen: a pupil in a boarding school has a share of it (R1.1). */
static yen_t class1_hundredths(struct context *c, const struct roster *roster, struct living *out)
{
	int grade = roster->home->place->grade;
	yen_t sum = 0;

	for (int i = 0; i < roster->n; i++) {
		const struct member *m = roster->member[i];
		enum standard s = roster->standard[i];

		if (s != STANDARD_HOME && s != STANDARD_BOARDING &&
			!household_counts_twice(c->h, m, roster->opened_on, roster->on))
			continue;
		int age = household_age_april(m, c->month, c->p), band = rates_age_band(age);
		int percent = s == STANDARD_BOARDING ? c->p->boarding_school_percent : 100;
		yen_t class1 = context_use(c, c->r->class1[grade][band], RULE_LIVING);
		yen_t transitional = living_transitional(c, grade, band, roster->home_size);
		char text[2][32];

		sum = context_add(c, sum, context_mul(c, class1, percent));
		out->transitional = context_add(c, out->transitional, transitional);
		TRACE(c->t, RULE_LIVING, "class1", class1 * percent / 100, "第1類 %d番 %d歳（%s歳） %s級地 %s円%s",
			m->person_no, age, rates_age_band_text(band), rates_grade_text(grade),
			trace_yen(class1 * percent / 100, text[0]), percent == 100 ? "" : "（寄宿舎の割合）");
		TRACE(c->t, RULE_TRANSITIONAL, "transitional", transitional, "経過的加算 %d番 %s歳 %d人世帯 %s円",
			m->person_no, rates_age_band_text(band), roster->home_size, trace_yen(transitional, text[1]));
	}
	return sum;
}

/* Is the month one of the zone's (R2.5)? */
static bool winter_month(const struct winter_zone *z, month_t month)
{
	int m = month_number(month);

	if (z->first_month <= z->last_month)
		return z->first_month <= m && m <= z->last_month;
	return m >= z->first_month || m <= z->last_month;
}

bool living_is_winter(struct context *c, const struct municipality *place)
{
	const struct winter_zone *z = &c->r->zones[place->prefecture];

	if (z->state == CELL_MISSING)
		context_missing(c, RULE_WINTER);
	return z->state != CELL_MISSING && winter_month(z, c->month);
}

/* R2.5: must somebody be at home all the time, or is there an infant under one? */
static bool winter_special(const struct context *c, const struct roster *roster)
{
	day_t recognised = roster->opened_on > c->first ? roster->opened_on : c->first;

	for (int i = 0; i < roster->n; i++) {
		const struct member *m = roster->member[i];

		if (roster->standard[i] != STANDARD_HOME)
			continue;
		if (household_circumstance(c->h, m->person_no, CIRC_STAYS_AT_HOME, recognised))
			return true;
		if (c->p->winter_special_infant && day_age(m->birth_on, c->first) < 1)
			return true;
	}
	return false;
}

yen_t living_winter_home(struct context *c, const struct roster *roster)
{
	const struct municipality *place = roster->home->place;
	const struct winter_zone *z = &c->r->zones[place->prefecture];
	char text[32];

	if (roster->home_size == 0 || !living_is_winter(c, place))
		return 0;
	yen_t winter = sized(c, c->r->winter_home[z->zone], roster->home_size, RULE_WINTER);
	bool special = winter_special(c, roster);

	if (special) {
		winter = context_ratio(c, winter, c->p->winter_special_percent, 100);
		if (c->p->winter_special_rounding == ROUND_UP_10)
			winter = yen_ceil10(winter);
	}
	TRACE(c->t, RULE_WINTER, "winter", winter, "冬季加算 %s区 %d人世帯%s %s円", rate_zones[z->zone],
		roster->home_size, special ? "（特別基準）" : "", trace_yen(winter, text));
	return winter;
}

static void home_amounts(struct context *c, const struct roster *roster, struct living *out)
{
	int grade = roster->home->place->grade, size = roster->home_size;
	char text[3][32];

	yen_t hundredths = class1_hundredths(c, roster, out);

	out->class1_sum = hundredths / 100;
	out->class1_reduced = living_class1_reduced(c, hundredths, size);
	out->class2 = living_class2(c, grade, size);
	out->special = context_mul(c, living_special_home(c), size);
	out->winter = living_winter_home(c, roster);
	TRACE(c->t, RULE_REDUCTION, "class1_reduced", out->class1_reduced,
		"第1類の合計 %s円に%d人世帯の逓減率を乗じ、1円未満を切り捨て、10円未満を切り上げて %s円",
		trace_yen(out->class1_sum, text[0]), size, trace_yen(out->class1_reduced, text[1]));
	TRACE(c->t, RULE_LIVING, "class2", out->class2, "第2類 %s級地 %d人世帯 %s円", rates_grade_text(grade),
		size, trace_yen(out->class2, text[0]));
	TRACE(c->t, RULE_SPECIAL, "special", out->special, "特例加算 %d人分 %s円", size,
		trace_yen(out->special, text[2]));
}

void living_base(struct context *c, const struct roster *roster, struct living *out)
{
	memset(out, 0, sizeof *out);
	if (roster->home_size > 0)
		home_amounts(c, roster, out);
	if (roster->n != roster->home_size || c->h->n_stays > 0)
		institution_amounts(c, roster, out);
	out->base = context_add(c, out->class1_reduced, out->class2);
	out->base = context_add(c, out->base, out->transitional);
	out->base = context_add(c, out->base, out->special);
	out->base = context_add(c, out->base, out->winter);
	out->base = context_add(c, out->base, out->institution_basic);
}

yen_t living_year_end(struct context *c, const struct roster *roster)
{
	const struct municipality *place = roster->home->place;
	yen_t sum = 0;
	char text[32];

	if (month_number(c->month) != 12)
		return 0;
	if (roster->home_size > 0)
		sum = sized(c, c->r->year_end_home[place->grade], roster->home_size, RULE_YEAR_END);
	for (int i = 0; i < roster->n; i++) {
		/* Hospital and care facility have none (別表第1第3章 has no 期末一時扶助費). */
		if (roster->standard[i] == STANDARD_RESCUE || roster->standard[i] == STANDARD_REHAB)
			sum = context_add(
				c, sum, context_use(c, c->r->year_end_facility[rates_class(place->grade)], RULE_YEAR_END));
	}
	TRACE(c->t, RULE_YEAR_END, "year_end", sum, "期末一時扶助 %s級地 %d人世帯 %s円",
		rates_grade_text(place->grade), roster->home_size, trace_yen(sum, text));
	return sum;
}
