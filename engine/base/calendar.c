/*
 * calendar.c: dates and months as integers (see include/getsuji/calendar.h).
 *
 * Days are counted with the civil-from-days arithmetic of the proleptic Gregorian calendar: years
 * begin in March, so that the leap day is the last of its year, and 400 years are 146,097 days.
 */
#include "getsuji/calendar.h"

#include <stdio.h>
#include <string.h>

enum { JAPAN_AHEAD_S = 9 * 3600, DAY_S = 86400 };
enum { DAYS_PER_400_YEARS = 146097, DAYS_TO_1970 = 719468 /* from 0000-03-01 */ };

/* 元号, by the day on which each began.  Meiji is counted from 1868-01-25, New Year's Day of the old
 * calendar, as the edict of 明治改元 ruled; dates before that are written in the western calendar. */
static const struct {
	int year, month, mday;
	const char *name, *letter;
} eras[] = {
	{2019, 5, 1, "令和", "R"},
	{1989, 1, 8, "平成", "H"},
	{1926, 12, 25, "昭和", "S"},
	{1912, 7, 30, "大正", "T"},
	{1868, 1, 25, "明治", "M"},
};

enum { ERAS = sizeof eras / sizeof *eras, NO_ERA = -1 };

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

day_t day_of(int year, int month, int mday)
{
	int y = month <= 2 ? year - 1 : year;
	int cycle = (y >= 0 ? y : y - 399) / 400;
	int year_of_cycle = y - cycle * 400;
	int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + mday - 1;
	int day_of_cycle = year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;

	return cycle * DAYS_PER_400_YEARS + day_of_cycle - DAYS_TO_1970;
}

bool day_valid(int year, int month, int mday)
{
	return year >= 1868 && year <= 2200 && month >= 1 && month <= 12 && mday >= 1 &&
		   mday <= days_in(year, month);
}

void day_parts(day_t day, int *year, int *month, int *mday)
{
	int64_t shifted = (int64_t)day + DAYS_TO_1970;
	int64_t cycle = (shifted >= 0 ? shifted : shifted - (DAYS_PER_400_YEARS - 1)) / DAYS_PER_400_YEARS;
	int day_of_cycle = (int)(shifted - cycle * DAYS_PER_400_YEARS);
	int year_of_cycle =
		(day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 - day_of_cycle / 146096) / 365;
	int day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
	int march_month = (5 * day_of_year + 2) / 153;

	*mday = day_of_year - (153 * march_month + 2) / 5 + 1;
	*month = march_month < 10 ? march_month + 3 : march_month - 9;
	*year = (int)(cycle * 400) + year_of_cycle + (*month <= 2);
}

month_t month_of(int year, int month)
{
	return year * 12 + month - 1;
}

month_t month_of_day(day_t day)
{
	int year, month, mday;

	day_parts(day, &year, &month, &mday);
	return month_of(year, month);
}

int month_year(month_t m)
{
	return m / 12;
}

int month_number(month_t m)
{
	return m % 12 + 1;
}

day_t month_first(month_t m)
{
	return day_of(month_year(m), month_number(m), 1);
}

int month_days(month_t m)
{
	return days_in(month_year(m), month_number(m));
}

int month_fiscal_year(month_t m)
{
	return month_year(m) - (month_number(m) < 4);
}

/* Exactly `digits` digits at *at, which is advanced; -1 for anything else. */
static int parse_digits(const char **at, int digits)
{
	int value = 0;

	for (int i = 0; i < digits; i++, (*at)++) {
		if (**at < '0' || **at > '9')
			return -1;
		value = value * 10 + (**at - '0');
	}
	return value;
}

bool day_parse(const char *text, size_t length, day_t *out)
{
	int year, month, mday;

	if (length != 10 || text[4] != '-' || text[7] != '-')
		return false;
	year = parse_digits(&text, 4);
	text++;
	month = parse_digits(&text, 2);
	text++;
	mday = parse_digits(&text, 2);
	if (!day_valid(year, month, mday))
		return false;
	*out = day_of(year, month, mday);
	return true;
}

bool month_parse(const char *text, size_t length, month_t *out)
{
	int year, month;

	if (length != 7 || text[4] != '-')
		return false;
	year = parse_digits(&text, 4);
	text++;
	month = parse_digits(&text, 2);
	if (!day_valid(year, month, 1))
		return false;
	*out = month_of(year, month);
	return true;
}

static void put_digits(char *out, int value, int digits)
{
	for (; digits > 0; digits--, value /= 10)
		out[digits - 1] = (char)('0' + value % 10);
}

char *day_format(day_t day, char out[static 11])
{
	int year, month, mday;

	day_parts(day, &year, &month, &mday);
	put_digits(out, year, 4);
	out[4] = out[7] = '-';
	put_digits(out + 5, month, 2);
	put_digits(out + 8, mday, 2);
	out[10] = '\0';
	return out;
}

char *month_format(month_t m, char out[static 8])
{
	put_digits(out, month_year(m), 4);
	out[4] = '-';
	put_digits(out + 5, month_number(m), 2);
	out[7] = '\0';
	return out;
}

day_t instant_day(int64_t ms)
{
	return (day_t)((ms / 1000 + JAPAN_AHEAD_S) / DAY_S);
}

char *instant_format(int64_t ms, char out[static 20])
{
	int second = (int)((ms / 1000 + JAPAN_AHEAD_S) % DAY_S);

	day_format(instant_day(ms), out);
	out[10] = ' ';
	out[13] = out[16] = ':';
	put_digits(out + 11, second / 3600, 2);
	put_digits(out + 14, second / 60 % 60, 2);
	put_digits(out + 17, second % 60, 2);
	out[19] = '\0';
	return out;
}

int day_age(day_t birth_on, day_t on)
{
	int birth_year, birth_month, birth_mday, year, month, mday;

	day_parts(birth_on, &birth_year, &birth_month, &birth_mday);
	day_parts(on, &year, &month, &mday);
	return year - birth_year - (month < birth_month || (month == birth_month && mday < birth_mday));
}

/* Writes "令和9年" or "令和元年"; the western year before Meiji. */
static int format_era_year(day_t day, int year, char *out, size_t size)
{
	for (size_t i = 0; i < ERAS; i++) {
		int era_year = year - eras[i].year + 1;

		if (day < day_of(eras[i].year, eras[i].month, eras[i].mday))
			continue;
		if (era_year == 1)
			return snprintf(out, size, "%s元年", eras[i].name);
		return snprintf(out, size, "%s%d年", eras[i].name, era_year);
	}
	return snprintf(out, size, "%d年", year);
}

char *day_format_era(day_t day, char out[static 64])
{
	int year, month, mday, length;

	day_parts(day, &year, &month, &mday);
	length = format_era_year(day, year, out, 64);
	snprintf(out + length, 64 - (size_t)length, "%d月%d日", month, mday);
	return out;
}

char *month_format_era(month_t m, char out[static 64])
{
	int length = format_era_year(month_first(m) + month_days(m) - 1, month_year(m), out, 64);

	snprintf(out + length, 64 - (size_t)length, "%d月", month_number(m));
	return out;
}

/* --- as people and spreadsheets write days ------------------------------------------------------ */

static bool take(const char **at, const char *end, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(end - *at) < n || memcmp(*at, text, n) != 0)
		return false;
	*at += n;
	return true;
}

/* A digit, also a full-width one (U+FF10 to U+FF19: EF BC 90 to 99); -1 for none. */
static int take_digit(const char **at, const char *end)
{
	const char *p = *at;

	if (p < end && *p >= '0' && *p <= '9') {
		*at = p + 1;
		return *p - '0';
	}
	if (end - p >= 3 && memcmp(p, "\xEF\xBC", 2) == 0 && (unsigned char)p[2] >= 0x90 &&
		(unsigned char)p[2] <= 0x99) {
		*at = p + 3;
		return (unsigned char)p[2] - 0x90;
	}
	return -1;
}

/* A number of `least` to `most` digits; -1 for none. */
static int take_number(const char **at, const char *end, int least, int most)
{
	int value = 0, n = 0, digit;

	while (n < most && (digit = take_digit(at, end)) >= 0) {
		value = value * 10 + digit;
		n++;
	}
	return n < least ? -1 : value;
}

/* The era that the text begins with, by name or letter. */
static int take_era(const char **at, const char *end, bool *by_letter)
{
	for (int i = 0; i < ERAS; i++) {
		*by_letter = take(at, end, eras[i].letter);
		if (*by_letter || take(at, end, eras[i].name))
			return i;
	}
	return NO_ERA;
}

static int take_year(const char **at, const char *end, int era, bool by_letter)
{
	int year;

	if (era == NO_ERA)
		return take_number(at, end, 4, 4);
	year = !by_letter && take(at, end, "元") ? 1 : take_number(at, end, 1, 2);
	return year < 1 ? -1 : eras[era].year + year - 1;
}

static bool in_era(day_t day, int era)
{
	return day >= day_of(eras[era].year, eras[era].month, eras[era].mday) &&
		   (era == 0 || day < day_of(eras[era - 1].year, eras[era - 1].month, eras[era - 1].mday));
}

bool day_parse_written(const char *text, size_t length, day_t *out)
{
	/* what stands after year, month and day */
	static const char *const forms[][3] = {
		{"年", "月", "日"}, {".", ".", ""}, {"/", "/", ""}, {"-", "-", ""}};
	enum { KANJI, DOTS, FORMS = sizeof forms / sizeof *forms };
	const char *at = text, *end = text + length;
	bool by_letter;
	int era = take_era(&at, end, &by_letter), year = take_year(&at, end, era, by_letter), month, mday,
		form = 0;

	while (form < FORMS && !take(&at, end, forms[form][0]))
		form++;
	if (year < 0 || form == FORMS || (form == DOTS) != by_letter || (era != NO_ERA && form > DOTS))
		return false;
	month = take_number(&at, end, 1, 2);
	if (month < 0 || !take(&at, end, forms[form][1]))
		return false;
	mday = take_number(&at, end, 1, 2);
	if (mday < 0 || !take(&at, end, forms[form][2]) || at != end || !day_valid(year, month, mday))
		return false;
	if (era != NO_ERA && !in_era(day_of(year, month, mday), era))
		return false;
	*out = day_of(year, month, mday);
	return true;
}
