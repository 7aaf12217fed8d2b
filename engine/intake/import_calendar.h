/*
 * import_calendar.h: calendars in: holidays, closing and opening days, as data.
 *
 * A CSV file (getsuji/csv.h) of rows `calendar,kind,from,to,name,base,status,source`; it may hold several
 * calendars.  kind:
 *   covers   the first row of each calendar: what it knows, `from` to `to`; name is its title, base the
 *            calendar under it, whose days hold where this one says nothing (empty: none)
 *   closed   a day, or `from` to `to`, on which the office is closed; name is why
 *   open     the same for a day on which it is open although it would be closed
 * `to` is the last day, inclusive; empty: the same as `from`.  Saturdays and Sundays need no row.
 * status: official, or ordinance, or planned.  No day of a calendar stands twice; none lies outside of what
 * it covers.
 *
 * The file that the Cabinet Office publishes each February (内閣府「国民の祝日」について, syukujitsu.csv, two
 * columns, CP932) is known by its header and becomes the calendar jp for all years that it holds, from the
 * first to the last, which must be there to its end.
 *
 * A file that breaks a rule is refused whole, with FILE:LINE:COLUMN, the column's name and the reason.
 *
 * Ownership: everything lives in `keep`.  Thread: any; one call at a time per connection.
 * Errors: ERR_INPUT, and those of the database.
 */
#ifndef GETSUJI_INTAKE_IMPORT_CALENDAR_H
#define GETSUJI_INTAKE_IMPORT_CALENDAR_H

#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/csv.h"
#include "getsuji/digest.h"
#include "getsuji/err.h"

#include <stdbool.h>
#include <stddef.h>

#define CALENDAR_BASES_MAX 4 /* calendars over each other */

/* A day that a calendar says something about. */
struct calendar_day {
	day_t day;
	bool open;
	const char *name, *status, *source;
	int line; /* of the file; 0 from the database */
};

struct calendar_data {
	const char *name, *title;
	const char *base; /* NULL: none */
	day_t from, to;   /* half-open */
	const char *status, *source;
	struct calendar_day *day; /* in order */
	int days, room;
	unsigned char sha256[DIGEST_SIZE]; /* of all of the above */
	const char *file;
	struct calendar_data *next;
};

/* The calendars of a file, in its order.  file: for messages, without its folder. */
MUST_CHECK enum err_code import_calendar_read(const char *file, enum csv_encoding encoding, const void *bytes,
	size_t length, struct arena *keep, struct calendar_data **out, struct err *e);

/* The calendar of that name among those built into the program (jobs/calendars/); *out NULL: none. */
MUST_CHECK enum err_code import_calendar_builtin(
	const char *name, struct arena *keep, struct calendar_data **out, struct err *e);

/* What became of one calendar of a file. */
struct import_calendar {
	const char *name, *title;
	bool known; /* the same days were known: nothing was done */
	int days;
	day_t from, to;
	struct import_calendar *next;
};

/* A file, or those built in where path is NULL, in one transaction.  The encoding of the Cabinet Office's file
 * is known without being told.  A calendar covers at least what is known of it. */
MUST_CHECK enum err_code import_calendar(const char *conninfo, const char *path, enum csv_encoding encoding,
	struct arena *keep, struct import_calendar **out, struct err *e);

#endif
