/*
 * office_calendar.h: business days of an office: holidays and closing days as data, and arithmetic on them.
 *
 * A calendar is one over others: `office-13113` over `gov` (行政機関の休日: the turn of the year) over `jp`
 * (国民の祝日).  The first that says something about a day decides; where none does, Saturdays and Sundays
 * are closed and other days open.  Each knows a range of days; a day outside of it is an error and never a
 * business day by default.
 *
 * A day rule names days of a month:
 *
 *   rule     = [ "from" ] days [ "else" shift ] [ ( "plus" | "minus" ) N "business_days" ]
 *   days     = "business_day" N [ "of" "month" ]     the N-th business day; -1 is the last
 *            | ( "first" | "last" ) "business_day"
 *            | "every" "business_day"
 *            | "day" N                               of the month; its last day where it has fewer
 *            | "last" "day"
 *            | ordinal WEEKDAY                       "first monday"; none where there is no fifth
 *            | "weekday" range { "," range }         every such day: "weekday mon-fri", "weekday mon,thu"
 *   range    = WEEKDAY [ "-" WEEKDAY ]
 *   shift    = "before" | "after" | "nearest" | "skip"
 *   ordinal  = "first" | "second" | "third" | "fourth" | "fifth" | "last"
 *   WEEKDAY  = "monday" … "sunday", or its first three letters
 *   N        = a whole number: 1 to 31, of business_day also -1 to -31
 *
 * `else` says where a day goes on which the office is closed: to the business day before or after, to the
 * nearer of the two (the earlier one where both are as near), or nowhere.  It may leave the month.  Without
 * it, days are what they are, open or closed.  plus and minus count business days from there, without the
 * day itself.  With `from` the rule holds on that day and on all later days of its month: for what must not
 * be left out because nobody started it on the very day.
 *
 * Ownership: everything lives in the arena passed.  Thread: any, with the caller's connection.  After
 * loading pure, except for the steps that are written down.
 * Errors: ERR_INPUT for a day that the calendar does not know, or a business day that the month does not
 * have; ERR_DEFINITION for an expression; those of the database.
 */
#ifndef GETSUJI_OFFICE_CALENDAR_H
#define GETSUJI_OFFICE_CALENDAR_H

#include "engine/db/db.h"
#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/err.h"

#include <stdbool.h>
#include <stdint.h>

struct office_calendar;
struct office_day_rule;

enum office_shift { OFFICE_STAY, OFFICE_BEFORE, OFFICE_AFTER, OFFICE_NEAREST, OFFICE_SKIP };

/* 0 Sunday … 6 Saturday. */
int office_weekday(day_t day);

/* What a calendar says of a day. */
struct office_day {
	day_t day;
	bool open;
	const char *name;     /* "建国記念の日"; NULL: nothing but the day of the week */
	const char *calendar; /* that said so; NULL with name */
};

/* The days that were looked at, in order, for --explain. */
struct office_step {
	struct office_day day;
	int number;  /* as which business day it was counted; 0: it was not */
	bool begins; /* the search for another day of the rule */
};
struct office_steps {
	struct arena *keep;
	bool fresh; /* the next step begins a search */
	struct office_step *step;
	int count, room;
};

/* The server's clock: seconds since 1970, and today in Japan unless GETSUJI_TODAY=YYYY-MM-DD is set (tests,
 * drills).  It decides when something starts, never what it computes. */
struct office_clock {
	int64_t now;
	day_t today;
};
MUST_CHECK enum err_code office_calendar_clock(
	struct db *db, struct arena *scratch, struct office_clock *out, struct err *e);

/* By name; NULL: that of the office, `office-NNNNN`, or `gov` where it has none.  Calendars that were never
 * imported are those built into the program.  db NULL: built-in ones only. */
MUST_CHECK enum err_code office_calendar_load(struct db *db, const char *name, int office_id,
	struct arena *keep, struct office_calendar **out, struct err *e);

const char *office_calendar_name(const struct office_calendar *c);

/* The first day that it, or one under it, does not know any more. */
day_t office_calendar_until(const struct office_calendar *c);

/* Where what it says comes from: one line per calendar, from the top. */
int office_calendar_layers(const struct office_calendar *c);
const char *office_calendar_origin(const struct office_calendar *c, int layer, struct arena *keep);

MUST_CHECK enum err_code office_calendar_look(
	const struct office_calendar *c, day_t day, struct office_day *out, struct err *e);

/* steps may be NULL in all of these. */
MUST_CHECK enum err_code office_calendar_shift(const struct office_calendar *c, day_t day,
	enum office_shift shift, struct office_steps *steps, day_t *out, struct err *e);
/* n business days later, earlier where negative; the day itself does not count and need not be one. */
MUST_CHECK enum err_code office_calendar_add(
	const struct office_calendar *c, day_t day, int n, struct office_steps *steps, day_t *out, struct err *e);
/* The n-th of a month, from its end where negative; not 0. */
MUST_CHECK enum err_code office_calendar_nth(const struct office_calendar *c, month_t month, int n,
	struct office_steps *steps, day_t *out, struct err *e);

/* *bad: the offset of what is wrong. */
MUST_CHECK enum err_code office_calendar_parse(
	const char *text, struct arena *keep, struct office_day_rule **out, size_t *bad, struct err *e);

/* The days that a rule names for a month, in order, at most 31; of `from`, the day on which it begins. */
MUST_CHECK enum err_code office_calendar_days(const struct office_calendar *c,
	const struct office_day_rule *rule, month_t month, struct office_steps *steps, day_t out[31], int *n,
	struct err *e);

/* Whether the rule holds on a day. */
MUST_CHECK enum err_code office_calendar_is(const struct office_calendar *c,
	const struct office_day_rule *rule, day_t day, bool *holds, struct err *e);

#endif
