/*
 * office_calendar.c: calendars one over the other, and arithmetic on business days.
 */
#include "engine/run/office_calendar.h"

#include "engine/base/intl.h"
#include "engine/intake/import_calendar.h"
#include "gen/sql.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_CALENDAR "gov"
#define SEARCH_DAYS_MAX  400 /* more closed days in a row are a mistake in the data */

struct office_calendar {
	const struct calendar_data *layer[CALENDAR_BASES_MAX]; /* from the top */
	const char *recorded[CALENDAR_BASES_MAX];              /* when it was imported; NULL: built in */
	int layers;
};

enum err_code office_calendar_clock(
	struct db *db, struct arena *scratch, struct office_clock *out, struct err *e)
{
	const char *drill = getenv("GETSUJI_TODAY");
	struct db_result *r;

	if (db_query(db, &sql_condition_clock, NULL, scratch, &r, e) != ERR_OK)
		return e->code;
	out->now = db_int(r, 0, 0);
	out->today = db_day(r, 0, 1);
	if (drill && *drill && !day_parse(drill, strlen(drill), &out->today)) {
		err_set(e, ERR_USAGE, 2000, "GETSUJI_TODAY is not a day: %s", drill);
		return err_hint(e, "Write it as YYYY-MM-DD, or unset it.");
	}
	return ERR_OK;
}

/* ---- loading ---- */

static enum err_code load_days(
	struct db *db, int64_t calendar_id, struct arena *keep, struct calendar_data *c, struct err *e)
{
	struct db_args args = {0};
	struct db_result *r;

	db_arg_int(&args, calendar_id);
	if (db_query(db, &sql_calendar_days, &args, keep, &r, e) != ERR_OK)
		return e->code;
	c->days = db_rows(r);
	c->day = arena_array(keep, (size_t)c->days, sizeof *c->day);
	for (int i = 0; i < c->days; i++)
		c->day[i] = (struct calendar_day){.day = db_day(r, i, 0),
			.open = db_int(r, i, 1) != 0,
			.name = db_text(r, i, 2),
			.status = db_text(r, i, 3),
			.source = db_text(r, i, 4)};
	return ERR_OK;
}

/* From the database, else the one built in; *out NULL: there is none. */
static enum err_code load_layer(struct db *db, const char *name, struct arena *keep,
	const struct calendar_data **out, const char **recorded, struct err *e)
{
	struct db_args args = {0};
	struct calendar_data *c = NULL;
	struct db_result *r = NULL;

	*recorded = NULL;
	*out = NULL;
	db_arg_text(&args, name);
	if (db && db_query(db, &sql_calendar_current, &args, keep, &r, e) != ERR_OK)
		return e->code;
	if (!r || db_rows(r) == 0) {
		if (import_calendar_builtin(name, keep, &c, e) != ERR_OK)
			return e->code;
		*out = c;
		return ERR_OK;
	}
	c = arena_alloc(keep, sizeof *c);
	*c = (struct calendar_data){.name = arena_strdup(keep, name),
		.base = db_is_null(r, 0, 1) ? NULL : db_text(r, 0, 1),
		.title = db_text(r, 0, 2),
		.from = db_day(r, 0, 3),
		.to = db_day(r, 0, 4),
		.status = db_text(r, 0, 5),
		.source = db_text(r, 0, 6),
		.file = db_text(r, 0, 8)};
	*recorded = db_text(r, 0, 9);
	*out = c;
	return load_days(db, db_int(r, 0, 0), keep, c, e);
}

static enum err_code unknown_calendar(struct db *db, const char *name, struct arena *scratch, struct err *e)
{
	struct err ignored = {0};
	struct db_result *r = NULL;

	err_set(e, ERR_INPUT, 2001, "there is no calendar %s", name);
	if (db && db_query(db, &sql_calendar_names, NULL, scratch, &r, &ignored) == ERR_OK)
		for (int i = 0; i < db_rows(r); i++)
			err_context(e, "%s", db_text(r, i, 0));
	return err_hint(e, "Built in are jp and gov; import others with: getsuji import calendar FILE");
}

enum err_code office_calendar_load(struct db *db, const char *name, int office_id, struct arena *keep,
	struct office_calendar **out, struct err *e)
{
	struct office_calendar *c = arena_alloc(keep, sizeof *c);
	bool named = name != NULL;

	if (!named)
		name = arena_printf(keep, "office-%05d", office_id);
	while (name && c->layers < CALENDAR_BASES_MAX) {
		const struct calendar_data **layer = &c->layer[c->layers];

		if (load_layer(db, name, keep, layer, &c->recorded[c->layers], e) != ERR_OK)
			return e->code;
		if (!*layer && (named || c->layers > 0 || strcmp(name, DEFAULT_CALENDAR) == 0))
			return unknown_calendar(db, name, keep, e);
		name = *layer ? (*layer)->base : DEFAULT_CALENDAR;
		c->layers += *layer != NULL;
	}
	*out = c;
	return ERR_OK;
}

const char *office_calendar_name(const struct office_calendar *c)
{
	return c->layer[0]->name;
}

day_t office_calendar_until(const struct office_calendar *c)
{
	day_t until = c->layer[0]->to;

	for (int i = 1; i < c->layers; i++)
		if (c->layer[i]->to < until)
			until = c->layer[i]->to;
	return until;
}

int office_calendar_layers(const struct office_calendar *c)
{
	return c->layers;
}

const char *office_calendar_origin(const struct office_calendar *c, int layer, struct arena *keep)
{
	const struct calendar_data *l = c->layer[layer];
	const char *recorded =
		c->recorded[layer] ? arena_printf(keep, _("imported %s"), c->recorded[layer]) : _("built in");
	char from[11], to[11];

	return arena_printf(keep, "%s (%s), %s – %s, %s: %s", l->name, l->title, day_format(l->from, from),
		day_format(l->to - 1, to), recorded, l->source);
}

/* ---- a day ---- */

int office_weekday(day_t day)
{
	int rest = (day + 4) % 7; /* 1970-01-01 was a Thursday */

	return rest < 0 ? rest + 7 : rest;
}

static const struct calendar_day *find_day(const struct calendar_data *c, day_t day)
{
	int lo = 0, hi = c->days;

	while (lo < hi) {
		int middle = lo + (hi - lo) / 2;

		if (c->day[middle].day < day)
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo < c->days && c->day[lo].day == day ? &c->day[lo] : NULL;
}

static enum err_code not_covered(const struct calendar_data *c, day_t day, struct err *e)
{
	char text[11], from[11], to[11];

	err_set(e, ERR_INPUT, 2002, "the calendar %s does not know %s", c->name, day_format(day, text));
	err_detail(e, "%s – %s", day_format(c->from, from), day_format(c->to - 1, to));
	return err_hint(e, "Import a calendar %s that covers the day: getsuji import calendar FILE", c->name);
}

enum err_code office_calendar_look(
	const struct office_calendar *c, day_t day, struct office_day *out, struct err *e)
{
	const struct calendar_day *found = NULL;

	for (int i = 0; i < c->layers; i++)
		if (day < c->layer[i]->from || day >= c->layer[i]->to)
			return not_covered(c->layer[i], day, e);
	*out = (struct office_day){.day = day, .open = office_weekday(day) != 0 && office_weekday(day) != 6};
	for (int i = 0; i < c->layers && !found; i++) {
		found = find_day(c->layer[i], day);
		if (found)
			*out = (struct office_day){
				.day = day, .open = found->open, .name = found->name, .calendar = c->layer[i]->name};
	}
	return ERR_OK;
}

/* Looks and writes the step down; number: of the business day, should it be one. */
static enum err_code step(const struct office_calendar *c, day_t day, int number, struct office_steps *steps,
	bool *open, struct err *e)
{
	struct office_day looked;

	if (office_calendar_look(c, day, &looked, e) != ERR_OK)
		return e->code;
	*open = looked.open;
	if (!steps)
		return ERR_OK;
	if (steps->count == steps->room) {
		steps->step = arena_grow(steps->keep, steps->step, (size_t)steps->room,
			steps->room ? 2 * (size_t)steps->room : 32, sizeof *steps->step);
		steps->room = steps->room ? 2 * steps->room : 32;
	}
	steps->step[steps->count] = (struct office_step){
		.day = looked, .number = looked.open ? number : 0, .begins = steps->fresh || steps->count == 0};
	steps->count++;
	steps->fresh = false;
	return ERR_OK;
}

/* ---- arithmetic ---- */

/* The n-th business day in a direction (1, -1), beginning with `day` itself. */
static enum err_code walk(const struct office_calendar *c, day_t day, int direction, int n, bool counting,
	struct office_steps *steps, day_t *out, struct err *e)
{
	int counted = 0, closed = 0;

	for (;; day += direction) {
		bool open;

		if (step(c, day, counting ? counted + 1 : 0, steps, &open, e) != ERR_OK)
			return e->code;
		counted += open;
		closed = open ? 0 : closed + 1;
		if (counted == n) {
			*out = day;
			return ERR_OK;
		}
		if (closed > SEARCH_DAYS_MAX)
			return err_set(e, ERR_INPUT, 2003, "calendar %s has %d closed days in a row",
				office_calendar_name(c), closed);
	}
}

enum err_code office_calendar_shift(const struct office_calendar *c, day_t day, enum office_shift shift,
	struct office_steps *steps, day_t *out, struct err *e)
{
	day_t before = day, after = day;
	bool open;

	*out = day;
	switch (shift) {
	case OFFICE_STAY:
	case OFFICE_SKIP:
		return step(c, day, 0, steps, &open, e);
	case OFFICE_BEFORE:
		return walk(c, day, -1, 1, false, steps, out, e);
	case OFFICE_AFTER:
		return walk(c, day, 1, 1, false, steps, out, e);
	case OFFICE_NEAREST:
		break;
	}
	if (step(c, day, 0, steps, &open, e) != ERR_OK)
		return e->code;
	if (open)
		return ERR_OK;
	if (walk(c, day - 1, -1, 1, false, steps, &before, e) != ERR_OK ||
		walk(c, day + 1, 1, 1, false, steps, &after, e) != ERR_OK)
		return e->code;
	*out = after - day < day - before ? after : before;
	return ERR_OK;
}

enum err_code office_calendar_add(
	const struct office_calendar *c, day_t day, int n, struct office_steps *steps, day_t *out, struct err *e)
{
	int direction = n < 0 ? -1 : 1;

	*out = day;
	return n == 0 ? ERR_OK : walk(c, day + direction, direction, abs(n), true, steps, out, e);
}

enum err_code office_calendar_nth(const struct office_calendar *c, month_t month, int n,
	struct office_steps *steps, day_t *out, struct err *e)
{
	int days = month_days(month), direction = n < 0 ? -1 : 1, counted = 0;
	day_t first = month_first(month), day = n < 0 ? first + days - 1 : first;
	char text[8];

	CHECK(n != 0);
	for (int i = 0; i < days; i++, day += direction) {
		bool open;

		if (step(c, day, direction * (counted + 1), steps, &open, e) != ERR_OK)
			return e->code;
		counted += open;
		if (open && counted == abs(n)) {
			*out = day;
			return ERR_OK;
		}
	}
	return err_set(e, ERR_INPUT, 2004, "%s has %d business days in calendar %s, no %d",
		month_format(month, text), counted, office_calendar_name(c), n);
}
