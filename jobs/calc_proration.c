/*
 * calc_proration.c: 日割計算 as a question of its own, in the forms that people ask it:
 *
 *   days, month (1..12, or "2027-02"), monthly          so many days of a month
 *   opening_date, monthly_livelihood (or monthly)        from a day to the end of its month
 *   closing_date, monthly_livelihood (or monthly)        from the 1st to the day before
 *   change_date, monthly_before, monthly_after           a change in the middle of the month (P3);
 *                                                        with opening_date: in a month begun on that day
 */
#include "jobs/calc_kinds.h"

#include "jobs/rules/proration.h"

const char *const calc_proration_fields[] = {"days", "monthly", "monthly_livelihood", "opening_date",
	"closing_date", "change_date", "monthly_before", "monthly_after", "year", NULL};

static int mday_of(day_t day)
{
	return day - month_first(month_of_day(day)) + 1;
}

static enum err_code overflow(struct err *e)
{
	return err_set(e, ERR_OVERFLOW, 1602, "金額が扱える範囲を超えています");
}

static enum err_code monthly_of(const struct calc_question *q, yen_t *out, struct err *e)
{
	return calc_json_yen(
		q->line, calc_json_has(q->line, "monthly") ? "monthly" : "monthly_livelihood", out, e);
}

/* The month as text, or as a number: 2 needs the year, the others do not. */
static enum err_code month_of_days(const struct calc_question *q, month_t *out, struct err *e)
{
	int64_t month, year = 2000;

	if (json_is_string(json_object_get(q->line->json, "month")))
		return calc_json_month(q->line, "month", out, e);
	if (calc_json_int(q->line, "month", 1, 12, &month, e) != ERR_OK)
		return e->code;
	if ((month == 2 || calc_json_has(q->line, "year")) &&
		calc_json_int(q->line, "year", 2000, 2200, &year, e) != ERR_OK)
		return e->code;
	*out = month_of((int)year, (int)month);
	return ERR_OK;
}

static enum err_code of_days(const struct calc_question *q, struct err *e)
{
	struct proration p;
	month_t month;
	int64_t days;
	yen_t monthly;

	if (month_of_days(q, &month, e) != ERR_OK ||
		calc_json_int(q->line, "days", 0, month_days(month), &days, e) != ERR_OK ||
		monthly_of(q, &monthly, e) != ERR_OK)
		return e->code;
	proration_none(&p, month);
	if (!yen_mul(monthly, proration_capped(month, (int)days), &p.numerator))
		return overflow(e);
	calc_kinds_put(q, "days", days);
	calc_kinds_put(q, "denominator", p.denominator);
	calc_kinds_put(q, "prorated", proration_floor(&p));
	return ERR_OK;
}

static enum err_code of_opening(const struct calc_question *q, struct err *e)
{
	struct proration p;
	day_t on;
	yen_t monthly;
	char text[32];

	if (calc_json_day(q->line, "opening_date", &on, e) != ERR_OK || monthly_of(q, &monthly, e) != ERR_OK)
		return e->code;
	proration_none(&p, month_of_day(on));
	if (!proration_begin(&p, monthly, mday_of(on)))
		return overflow(e);
	int days = proration_days_from(p.month, mday_of(on));

	TRACE(q->trace, RULE_DAYS, "prorated", proration_floor(&p), "%d日分/%d日 %s円", days, p.denominator,
		trace_yen(proration_floor(&p), text));
	calc_kinds_put(q, "days", days);
	calc_kinds_put(q, "denominator", p.denominator);
	calc_kinds_put(q, "prorated", proration_floor(&p));
	return ERR_OK;
}

static enum err_code of_closing(const struct calc_question *q, struct err *e)
{
	struct proration p;
	day_t on;
	yen_t monthly;

	if (calc_json_day(q->line, "closing_date", &on, e) != ERR_OK || monthly_of(q, &monthly, e) != ERR_OK)
		return e->code;
	proration_none(&p, month_of_day(on));
	if (!proration_begin(&p, monthly, 1) || !proration_end(&p, monthly, 1, mday_of(on)))
		return overflow(e);
	calc_kinds_put(q, "days", mday_of(on) - 1);
	calc_kinds_put(q, "denominator", p.denominator);
	calc_kinds_put(q, "prorated", proration_floor(&p));
	return ERR_OK;
}

static enum err_code of_change(const struct calc_question *q, struct err *e)
{
	struct proration p;
	day_t on, opened;
	yen_t before, after;
	char text[3][32];

	if (calc_json_day(q->line, "change_date", &on, e) != ERR_OK ||
		calc_json_yen(q->line, "monthly_before", &before, e) != ERR_OK ||
		calc_json_yen(q->line, "monthly_after", &after, e) != ERR_OK)
		return e->code;
	opened = month_first(month_of_day(on));
	if (calc_json_has(q->line, "opening_date") &&
		calc_json_day(q->line, "opening_date", &opened, e) != ERR_OK)
		return e->code;
	if (month_of_day(opened) != month_of_day(on) || opened > on) {
		err_set(e, ERR_INPUT, 1815, "the opening must lie in the month of the change, before it");
		return calc_json_place(e, q->line, "opening_date");
	}
	proration_none(&p, month_of_day(on));
	if (!proration_begin(&p, before, mday_of(opened)) || !proration_change(&p, before, after, mday_of(on)))
		return overflow(e);
	TRACE(q->trace, RULE_MONTH_CHANGE, "month_total", proration_floor(&p),
		"%s円から %s円へ、残り%d日分/%d日、月額 %s円", trace_yen(before, text[0]), trace_yen(after, text[1]),
		proration_days_from(p.month, mday_of(on)), p.denominator, trace_yen(proration_floor(&p), text[2]));
	calc_kinds_put(q, "days_after", proration_days_from(p.month, mday_of(on)));
	calc_kinds_put(q, "denominator", p.denominator);
	calc_kinds_put(q, "month_total", proration_floor(&p));
	return ERR_OK;
}

enum err_code calc_proration_compute(const struct calc_question *q, struct err *e)
{
	if (calc_json_has(q->line, "change_date"))
		return of_change(q, e);
	if (calc_json_has(q->line, "opening_date"))
		return of_opening(q, e);
	if (calc_json_has(q->line, "closing_date"))
		return of_closing(q, e);
	if (calc_json_has(q->line, "days"))
		return of_days(q, e);
	err_set(e, ERR_INPUT, 1816, "a proration needs a date or a number of days");
	return calc_json_place(e, q->line, "opening_date");
}
