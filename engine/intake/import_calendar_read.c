/*
 * import_calendar_read.c: a file of calendars into memory, checked (see import_calendar.h).
 */
#include "engine/base/text.h"
#include "engine/intake/import_calendar.h"
#include "getsuji/builtin.h"
#include "getsuji/csv.h"

#include <stdlib.h>
#include <string.h>

enum { CALENDAR, KIND, FROM, TO, NAME, BASE, STATUS, SOURCE, COLUMNS };
static const struct csv_column COLUMN[COLUMNS] = {{.name = "calendar"}, {.name = "kind"}, {.name = "from"},
	{.name = "to"}, {.name = "name"}, {.name = "base", .optional = true}, {.name = "status"},
	{.name = "source"}};

/* The Cabinet Office's own file. */
enum { OFFICIAL_DAY, OFFICIAL_NAME, OFFICIAL_COLUMNS };
#define OFFICIAL_DAY_TITLE "国民の祝日・休日月日"
static const struct csv_column OFFICIAL[OFFICIAL_COLUMNS] = {
	{.name = OFFICIAL_DAY_TITLE}, {.name = "国民の祝日・休日名称"}};
static const char OFFICIAL_CP932[] = /* OFFICIAL_DAY_TITLE in CP932 */
	"\x8D\x91\x96\xAF\x82\xCC\x8F\x6A\x93\xFA\x81\x45\x8B\x78\x93\xFA\x8C\x8E\x93\xFA";

enum {
	NAME_MAX_ = 40,
	TEXT_MAX = 200,
	RANGE_DAYS_MAX = 400,
	COVER_DAYS_MAX = 36525,
	DAYS_MAX = 100000,
	CALENDARS_MAX = 1000
};

struct reader {
	struct csv *csv;
	struct arena *keep, *scratch;
	const struct csv_field *field;
	struct calendar_data *first, **end;
	const struct csv_column *columns;
	int calendars, days;
};

static enum err_code place(const struct reader *r, int column, struct err *e)
{
	const struct csv_field *f = &r->field[column];

	return err_place(e, "%s:%d:%d, %s", csv_name(r->csv), f->line, f->column, r->columns[column].name);
}

static bool name_ok(const struct csv_field *f)
{
	return f->length >= 1 && f->length <= NAME_MAX_ && f->text[0] >= 'a' && f->text[0] <= 'z' &&
		   strspn(f->text, "abcdefghijklmnopqrstuvwxyz0123456789_-") == f->length;
}

/* A text that a terminal shows as it is. */
static bool text_ok(const struct csv_field *f)
{
	for (size_t i = 0; i < f->length; i++)
		if ((unsigned char)f->text[i] < ' ' || f->text[i] == 0x7F)
			return false;
	return f->length >= 1 && text_graphemes(f->text, f->length) <= TEXT_MAX;
}

static enum err_code check_texts(struct reader *r, struct err *e)
{
	static const int texts[] = {NAME, SOURCE};
	const char *status = r->field[STATUS].text;

	if (!name_ok(&r->field[CALENDAR])) {
		err_set(e, ERR_INPUT, 2005, "a calendar's name has small letters, digits, \"-\" and \"_\"");
		return place(r, CALENDAR, e);
	}
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		if (!text_ok(&r->field[texts[i]])) {
			err_set(e, ERR_INPUT, 2006, "a text of 1 to %d characters on one line is wanted here", TEXT_MAX);
			return place(r, texts[i], e);
		}
	}
	if (strcmp(status, "official") != 0 && strcmp(status, "ordinance") != 0 &&
		strcmp(status, "planned") != 0) {
		err_set(e, ERR_INPUT, 2007, "the status is official, ordinance or planned");
		return place(r, STATUS, e);
	}
	return ERR_OK;
}

static enum err_code read_days(struct reader *r, int most, day_t *from, day_t *to, struct err *e)
{
	const struct csv_field *f = r->field;
	int wrong = -1;

	if (!day_parse(f[FROM].text, f[FROM].length, from))
		wrong = FROM;
	else if (f[TO].length == 0)
		*to = *from;
	else if (!day_parse(f[TO].text, f[TO].length, to))
		wrong = TO;
	if (wrong >= 0) {
		err_set(e, ERR_INPUT, 2008, "a day is written YYYY-MM-DD");
		return place(r, wrong, e);
	}
	if (*to < *from || *to - *from >= most) {
		err_set(
			e, ERR_INPUT, 2009, "the last day lies before the first, or more than %d days after it", most);
		return place(r, TO, e);
	}
	(*to)++;
	return ERR_OK;
}

static struct calendar_data *find(const struct reader *r, const char *name)
{
	struct calendar_data *c = r->first;

	while (c && strcmp(c->name, name) != 0)
		c = c->next;
	return c;
}

static const char *keep_field(const struct reader *r, int column)
{
	return arena_strndup(r->keep, r->field[column].text, r->field[column].length);
}

static enum err_code read_covers(struct reader *r, struct calendar_data *known, struct err *e)
{
	const struct csv_field *base = &r->field[BASE];
	struct calendar_data *c;
	day_t from, to;

	if (++r->calendars > CALENDARS_MAX) {
		err_set(e, ERR_INPUT, 2023, "more than %d calendars in one file", CALENDARS_MAX);
		return place(r, CALENDAR, e);
	}
	if (known) {
		err_set(e, ERR_INPUT, 2010, "the calendar has a row \"covers\" already");
		return place(r, KIND, e);
	}
	if (base->length > 0 && (!name_ok(base) || strcmp(base->text, r->field[CALENDAR].text) == 0)) {
		err_set(e, ERR_INPUT, 2011, "the base is the name of another calendar");
		return place(r, BASE, e);
	}
	if (read_days(r, COVER_DAYS_MAX, &from, &to, e) != ERR_OK)
		return e->code;
	c = arena_alloc(r->keep, sizeof *c);
	*c = (struct calendar_data){.name = keep_field(r, CALENDAR),
		.title = keep_field(r, NAME),
		.base = base->length > 0 ? keep_field(r, BASE) : NULL,
		.from = from,
		.to = to,
		.status = keep_field(r, STATUS),
		.source = keep_field(r, SOURCE),
		.file = csv_name(r->csv)};
	*r->end = c;
	r->end = &c->next;
	return ERR_OK;
}

static void add_day(const struct reader *r, struct calendar_data *c, const struct calendar_day *day)
{
	if (c->days == c->room) {
		int room = c->room ? 2 * c->room : 64;

		c->day = arena_grow(r->keep, c->day, (size_t)c->room, (size_t)room, sizeof *c->day);
		c->room = room;
	}
	c->day[c->days++] = *day;
}

static enum err_code read_closed(struct reader *r, struct calendar_data *c, bool open, struct err *e)
{
	struct calendar_day row = {.open = open, .line = r->field[FROM].line};
	day_t from, to;

	if (!c) {
		err_set(e, ERR_INPUT, 2012, "the first row of a calendar is \"covers\"");
		return place(r, KIND, e);
	}
	if (r->field[BASE].length > 0) {
		err_set(e, ERR_INPUT, 2013, "only a row \"covers\" has a base");
		return place(r, BASE, e);
	}
	if (read_days(r, RANGE_DAYS_MAX, &from, &to, e) != ERR_OK)
		return e->code;
	if (from < c->from || to > c->to) {
		err_set(e, ERR_INPUT, 2014, "the day lies outside of what the calendar covers");
		return place(r, from < c->from ? FROM : TO, e);
	}
	r->days += to - from;
	if (r->days > DAYS_MAX) {
		err_set(e, ERR_INPUT, 2015, "more than %d days in one file", DAYS_MAX);
		return place(r, FROM, e);
	}
	row.name = keep_field(r, NAME);
	row.status = keep_field(r, STATUS);
	row.source = keep_field(r, SOURCE);
	for (row.day = from; row.day < to; row.day++)
		add_day(r, c, &row);
	return ERR_OK;
}

static enum err_code read_row(struct reader *r, struct err *e)
{
	const char *kind = r->field[KIND].text;
	struct calendar_data *c;

	if (check_texts(r, e) != ERR_OK)
		return e->code;
	c = find(r, r->field[CALENDAR].text);
	if (strcmp(kind, "covers") == 0)
		return read_covers(r, c, e);
	if (strcmp(kind, "closed") == 0 || strcmp(kind, "open") == 0)
		return read_closed(r, c, strcmp(kind, "open") == 0, e);
	err_set(e, ERR_INPUT, 2016, "the kind is covers, closed or open");
	return place(r, KIND, e);
}

static int by_day(const void *a, const void *b)
{
	const struct calendar_day *x = a, *y = b;

	return x->day != y->day ? (x->day > y->day) - (x->day < y->day) : x->line - y->line;
}

static void digest_text(struct digest *d, const char *text)
{
	digest_add(d, text, strlen(text) + 1);
}

static void digest_calendar(struct calendar_data *c, struct arena *scratch)
{
	struct digest *d = digest_new(scratch);
	char day[11];

	digest_text(d, c->name);
	digest_text(d, c->title);
	digest_text(d, c->base ? c->base : "");
	digest_text(d, day_format(c->from, day));
	digest_text(d, day_format(c->to, day));
	digest_text(d, c->status);
	digest_text(d, c->source);
	for (int i = 0; i < c->days; i++) {
		digest_text(d, day_format(c->day[i].day, day));
		digest_text(d, c->day[i].open ? "open" : "closed");
		digest_text(d, c->day[i].name);
		digest_text(d, c->day[i].status);
		digest_text(d, c->day[i].source);
	}
	digest_end(d, c->sha256);
}

static enum err_code finish(struct reader *r, struct err *e)
{
	if (!r->first) {
		err_set(e, ERR_INPUT, 2017, "the file holds no calendar");
		return err_place(e, "%s", csv_name(r->csv));
	}
	for (struct calendar_data *c = r->first; c; c = c->next) {
		if (c->days > 1)
			qsort(c->day, (size_t)c->days, sizeof *c->day, by_day);
		for (int i = 1; i < c->days; i++) {
			char text[11];

			if (c->day[i].day != c->day[i - 1].day)
				continue;
			err_set(e, ERR_INPUT, 2018, "the day %s stands twice in calendar %s, first in line %d",
				day_format(c->day[i].day, text), c->name, c->day[i - 1].line);
			return err_place(e, "%s:%d:1", csv_name(r->csv), c->day[i].line);
		}
		digest_calendar(c, r->scratch);
	}
	return ERR_OK;
}

/* "2026/9/22", as the Cabinet Office writes it; leading zeros are fine. */
static bool official_day(const struct csv_field *f, day_t *out)
{
	int part[3] = {0}, n = 0, digits = 0;

	for (size_t i = 0; i < f->length; i++) {
		char c = f->text[i];

		if (c == '/' && digits > 0 && n < 2) {
			n++;
			digits = 0;
		} else if (c >= '0' && c <= '9' && digits < (n == 0 ? 4 : 2)) {
			part[n] = part[n] * 10 + (c - '0');
			digits++;
		} else {
			return false;
		}
	}
	if (n != 2 || digits == 0 || !day_valid(part[0], part[1], part[2]))
		return false;
	*out = day_of(part[0], part[1], part[2]);
	return true;
}

static enum err_code read_official_row(struct reader *r, struct calendar_data *c, struct err *e)
{
	struct calendar_day row = {.line = r->field[OFFICIAL_DAY].line, .status = c->status, .source = c->source};

	if (!official_day(&r->field[OFFICIAL_DAY], &row.day)) {
		err_set(e, ERR_INPUT, 2024, "a day is written like 2026/9/22 in this file");
		return place(r, OFFICIAL_DAY, e);
	}
	if (!text_ok(&r->field[OFFICIAL_NAME])) {
		err_set(e, ERR_INPUT, 2006, "a text of 1 to %d characters on one line is wanted here", TEXT_MAX);
		return place(r, OFFICIAL_NAME, e);
	}
	if (++r->days > DAYS_MAX) {
		err_set(e, ERR_INPUT, 2015, "more than %d days in one file", DAYS_MAX);
		return place(r, OFFICIAL_DAY, e);
	}
	row.name = keep_field(r, OFFICIAL_NAME);
	add_day(r, c, &row);
	return ERR_OK;
}

/* What the file covers: whole years.  The last must be there to its end, which is a holiday on or after
 * 23 November: else the rest of it would pass for business days. */
static enum err_code official_years(const struct reader *r, struct calendar_data *c, struct err *e)
{
	int first, last, month, mday;

	if (c->days == 0) {
		err_set(e, ERR_INPUT, 2017, "the file holds no calendar");
		return err_place(e, "%s", csv_name(r->csv));
	}
	qsort(c->day, (size_t)c->days, sizeof *c->day, by_day);
	day_parts(c->day[0].day, &first, &month, &mday);
	day_parts(c->day[c->days - 1].day, &last, &month, &mday);
	if (c->day[0].day != day_of(first, 1, 1) || c->day[c->days - 1].day < day_of(last, 11, 23)) {
		err_set(
			e, ERR_INPUT, 2025, "the holidays do not begin on 1 January or do not reach the end of %d", last);
		err_place(e, "%s:%d:1", csv_name(r->csv), c->day[c->days - 1].line);
		return err_hint(e, "Fetch the whole file anew: part of it is missing.");
	}
	c->from = day_of(first, 1, 1);
	c->to = day_of(last + 1, 1, 1);
	return ERR_OK;
}

static enum err_code read_official(struct reader *r, struct err *e)
{
	struct calendar_data *c = arena_alloc(r->keep, sizeof *c);
	enum err_code code = csv_header(r->csv, OFFICIAL, OFFICIAL_COLUMNS, e);
	bool more = true;

	*c = (struct calendar_data){.name = "jp",
		.title = "国民の祝日",
		.status = "official",
		.source = "内閣府「国民の祝日」について",
		.file = csv_name(r->csv)};
	while (code == ERR_OK && more) {
		code = csv_next(r->csv, &r->field, &more, e);
		if (code == ERR_OK && more)
			code = read_official_row(r, c, e);
	}
	r->first = c;
	return code == ERR_OK ? official_years(r, c, e) : code;
}

static enum err_code read_calendars(struct reader *r, struct err *e)
{
	enum err_code code = csv_header(r->csv, COLUMN, COLUMNS, e);
	bool more = true;

	while (code == ERR_OK && more) {
		code = csv_next(r->csv, &r->field, &more, e);
		if (code == ERR_OK && more)
			code = read_row(r, e);
	}
	return code;
}

static bool begins(const void *bytes, size_t length, const char *with)
{
	return length >= strlen(with) && memcmp(bytes, with, strlen(with)) == 0;
}

enum err_code import_calendar_read(const char *file, enum csv_encoding encoding, const void *bytes,
	size_t length, struct arena *keep, struct calendar_data **out, struct err *e)
{
	bool cp932 = begins(bytes, length, OFFICIAL_CP932);
	bool official = cp932 || begins(bytes, length, OFFICIAL_DAY_TITLE) ||
					begins(bytes, length, "\xEF\xBB\xBF" OFFICIAL_DAY_TITLE);
	struct arena *scratch = arena_new();
	struct reader r = {.keep = keep, .scratch = scratch, .columns = official ? OFFICIAL : COLUMN};
	enum err_code code;

	r.end = &r.first;
	if (official)
		encoding = cp932 ? CSV_CP932 : CSV_UTF8;
	r.csv = csv_new_bytes(scratch, arena_strdup(keep, file), encoding, bytes, length);
	code = official ? read_official(&r, e) : read_calendars(&r, e);
	if (code == ERR_OK)
		code = finish(&r, e);
	if (code == ERR_OK)
		*out = r.first;
	arena_free(scratch);
	return code;
}

enum err_code import_calendar_builtin(
	const char *name, struct arena *keep, struct calendar_data **out, struct err *e)
{
	*out = NULL;
	for (int i = 0; i < builtin_calendar_files_count; i++) {
		const struct builtin_file *f = &builtin_calendar_files[i];
		struct calendar_data *c = NULL;

		if (import_calendar_read(f->name, CSV_UTF8, f->text, f->length, keep, &c, e) != ERR_OK)
			return e->code;
		while (c && strcmp(c->name, name) != 0)
			c = c->next;
		if (c)
			*out = c;
	}
	return ERR_OK;
}
