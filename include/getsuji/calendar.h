/*
 * calendar.h: dates and months as integers, Japanese eras, fiscal years.
 *
 * day_t   days since 1970-01-01 (proleptic Gregorian); DAY_MIN / DAY_MAX stand for "always".
 * month_t year * 12 + (month - 1); so the next month is +1.
 * Ranges of days are half-open [from, to) everywhere: `to` is the first day no longer in it.
 * An instant is one of the clock, UTC, in milliseconds since 1970; people read it as the time of Japan, which is nine
 * hours ahead the whole year, wherever the program runs and whatever the environment says.
 * Nothing here reads a clock: a run's month and as-of instant are parameters.
 *
 * Thread: any; pure.
 */
#ifndef GETSUJI_CALENDAR_H
#define GETSUJI_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef int32_t day_t;
typedef int32_t month_t;

#define DAY_MIN INT32_MIN
#define DAY_MAX INT32_MAX

/* PostgreSQL counts days from 2000-01-01; a binary date is day - DAY_POSTGRES_EPOCH. */
#define DAY_POSTGRES_EPOCH 10957

day_t day_of(int year, int month, int mday);   /* the parts must be valid */
bool day_valid(int year, int month, int mday); /* years 1868..2200 */
void day_parts(day_t day, int *year, int *month, int *mday);

month_t month_of(int year, int month);
month_t month_of_day(day_t day);
int month_year(month_t m);
int month_number(month_t m);      /* 1..12 */
day_t month_first(month_t m);     /* the first day of m */
int month_days(month_t m);        /* 28..31 */
int month_fiscal_year(month_t m); /* 年度: April to March */

/* Exact texts only: "2027-01-31", "2027-01"; false for anything else, also trailing characters. */
bool day_parse(const char *text, size_t length, day_t *out);
bool month_parse(const char *text, size_t length, month_t *out);

/* As spreadsheets show days and people write them: "令和9年6月15日" (also 元年), "R9.6.15", "2027年6月15日",
 * "2027/6/15", "2027-06-15"; digits may be full-width.  The day must lie in the era that is named.  Nothing else,
 * no blanks. */
bool day_parse_written(const char *text, size_t length, day_t *out);

/* out must hold 11 / 8 bytes; returns out. */
char *day_format(day_t day, char out[static 11]);
char *month_format(month_t m, char out[static 8]);

/* The day it is in Japan at an instant, and the time: "2027-02-01 01:10:09".  Not before 1970; out must hold 20 bytes;
 * returns out.  Statements write the same with to_char(… AT TIME ZONE 'Asia/Tokyo', …). */
day_t instant_day(int64_t ms);
char *instant_format(int64_t ms, char out[static 20]);

/* Full years of age on a day (満年齢).  A person born on 29 February gets older on 1 March in a
 * common year.  Negative for a day before birth. */
int day_age(day_t birth_on, day_t on);

/* "令和9年1月31日", "令和9年1月"; the first year of an era is 元年.  UTF-8; out must hold 64 bytes. */
char *day_format_era(day_t day, char out[static 64]);
char *month_format_era(month_t m, char out[static 64]);

#endif
