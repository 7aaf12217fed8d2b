/*
 * cmd_calendar.c: calendar: a month's holidays and business days, and the days that a rule names.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "engine/run/office_calendar.h"

#include <string.h>

#define DAYS_MAX 31

static const char *weekday(day_t day)
{
	static const char *const names[7] = {
		N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat")};

	return _(names[office_weekday(day)]);
}

static const char *open_word(bool open)
{
	return open ? _("open") : _("closed");
}

static void say_origins(const struct cli *c, const struct office_calendar *calendar)
{
	for (int i = 0; i < office_calendar_layers(calendar); i++)
		fprintf(c->out, "  %s\n", office_calendar_origin(calendar, i, c->keep));
}

static enum err_code say_month(
	struct cli *c, const struct office_calendar *calendar, month_t month, struct err *e)
{
	static const char *const titles[] = {
		N_("day"), N_("weekday"), N_("office"), N_("business day"), N_("name"), N_("calendar")};
	struct table *t = table_new(c->keep, 6, "lllrll");
	day_t first = month_first(month);
	int number = 0;
	char text[11];

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		table_cell(t, _(titles[i]));
	for (day_t day = first; day < first + month_days(month); day++) {
		struct office_day looked;

		if (office_calendar_look(calendar, day, &looked, e) != ERR_OK)
			return e->code;
		number += looked.open;
		table_cell(t, arena_strdup(c->keep, day_format(day, text)));
		table_cell(t, weekday(day));
		table_cell(t, open_word(looked.open));
		table_cell(t, looked.open ? say_number(c->keep, number) : "");
		table_cell(t, looked.name != NULL ? looked.name : "");
		table_cell(t, looked.calendar != NULL ? looked.calendar : "");
	}
	fprintf(c->out, _("calendar %s, %s: %d business days\n"), office_calendar_name(calendar),
		month_format(month, text), number);
	table_print(t, c->out, "  ");
	if (c->options.number[OPT_explain] != 0)
		say_origins(c, calendar);
	return ERR_OK;
}

/* "5 (Sun) closed → 4 (Sat) closed → 3 (Fri) open": a line for each day that was looked for. */
static void say_steps(const struct cli *c, const struct office_steps *steps, month_t month)
{
	for (int i = 0; i < steps->count; i++) {
		const struct office_step *s = &steps->step[i];
		int year, number, mday;

		fputs(!s->begins ? " → " : i > 0 ? "\n  " : "  ", c->out);
		day_parts(s->day.day, &year, &number, &mday);
		if (month_of_day(s->day.day) == month)
			fprintf(c->out, _("%d (%s) %s"), mday, weekday(s->day.day), open_word(s->day.open));
		else
			fprintf(c->out, _("%d/%d (%s) %s"), number, mday, weekday(s->day.day), open_word(s->day.open));
		if (s->day.name != NULL)
			fprintf(c->out, " %s", s->day.name);
		if (s->number != 0)
			fprintf(c->out, " [%d]", s->number);
	}
	fputc('\n', c->out);
}

static enum err_code say_days(struct cli *c, const struct office_calendar *calendar,
	const struct office_day_rule *rule, month_t month, struct err *e)
{
	bool explain = c->options.number[OPT_explain] != 0;
	struct office_steps steps = {.keep = c->keep};
	day_t days[DAYS_MAX];
	char text[11];
	int n;

	if (office_calendar_days(calendar, rule, month, explain ? &steps : NULL, days, &n, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < n; i++)
		fprintf(c->out, "%s (%s)\n", day_format(days[i], text), weekday(days[i]));
	if (n == 0) {
		fprintf(c->out, _("no such day in %s\n"), month_format(month, text));
		c->exit_code = err_exit_code(ERR_NOT_DUE);
	}
	if (explain && steps.count > 0)
		say_steps(c, &steps, month);
	if (explain)
		say_origins(c, calendar);
	return ERR_OK;
}

enum err_code command_calendar(struct cli *c, struct err *e)
{
	const char *text = c->options.operands > 0 ? c->options.operand[0] : NULL;
	struct office_calendar *calendar = NULL;
	struct office_day_rule *rule = NULL;
	struct office_clock clock;
	struct db *db = NULL;
	month_t month;
	size_t bad = 0;

	if (text != NULL && office_calendar_parse(text, c->keep, &rule, &bad, e) != ERR_OK)
		return err_place(e, "%s:%zu", text, bad + 1);
	if (connect_open(c, CONNECT_RUNNER, &db, e) != ERR_OK)
		return e->code;
	if (office_calendar_clock(db, c->keep, &clock, e) != ERR_OK ||
		office_calendar_load(db, NULL, (int)c->options.number[OPT_office], c->keep, &calendar, e) != ERR_OK)
		goto out;
	month = c->options.text[OPT_month] != NULL ? (month_t)c->options.number[OPT_month]
											   : month_of_day(clock.today);
	if (rule != NULL)
		(void)say_days(c, calendar, rule, month, e);
	else
		(void)say_month(c, calendar, month, e);
out:
	db_close(db);
	return e->code;
}
