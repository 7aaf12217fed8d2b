/*
 * rates.c: reading the amounts of a month.
 */
#include "jobs/rules/rates.h"

#include <string.h>

int rates_age_band(int age)
{
	static const int8_t ends[AGE_BANDS - 1] = {2, 5, 11, 17, 19, 40, 59, 64, 69, 74};
	int band = 0;

	while (band < AGE_BANDS - 1 && age > ends[band])
		band++;
	return band;
}

int rates_child_band(int age)
{
	static const int8_t ends[CHILD_BANDS] = {2, 5, 11, 14, 17, 19};

	for (int band = 0; band < CHILD_BANDS; band++) {
		if (age <= ends[band])
			return band;
	}
	return -1;
}

int rates_rent_band(int persons)
{
	if (persons <= 2)
		return persons - 1;
	if (persons <= 5)
		return 2;
	return persons == 6 ? 3 : 4;
}

const struct cell *rates_housing(const struct rates *r, const struct municipality *m, int persons)
{
	int band = rates_rent_band(persons);

	if (m->city >= 0)
		return &r->housing_city[m->city][band];
	return &r->housing_prefecture[m->prefecture][rates_class(m->grade)][band];
}

const struct municipality *rates_municipality(const struct rates *r, int code)
{
	if (code < 0 || code >= MUNICIPALITY_CODES || r->by_code[code] == 0)
		return NULL;
	return &r->municipality[r->by_code[code] - 1];
}

const struct municipality *rates_municipality_named(
	const struct rates *r, const char *prefecture, const char *name)
{
	int number = rates_prefecture(prefecture);

	for (int i = 0; i < r->municipalities; i++) {
		if (r->municipality[i].prefecture == number && strcmp(r->municipality[i].name, name) == 0)
			return &r->municipality[i];
	}
	return NULL;
}

int rates_prefecture(const char *name)
{
	for (int i = 0; i < PREFECTURES; i++) {
		if (strcmp(rate_prefectures[i], name) == 0)
			return i;
	}
	return -1;
}

int rates_grade(const char *text)
{
	for (int i = 0; i < GRADES; i++) {
		if (strcmp(rate_grades[i], text) == 0)
			return i;
	}
	return -1;
}

const char *rates_grade_text(int grade)
{
	return rate_grades[grade];
}

const char *rates_age_band_text(int band)
{
	static const char *const texts[AGE_BANDS] = {
		"0-2", "3-5", "6-11", "12-17", "18-19", "20-40", "41-59", "60-64", "65-69", "70-74", "75-"};

	return texts[band];
}
