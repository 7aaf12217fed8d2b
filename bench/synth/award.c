/* award.c: one award of an answer.  See award.h. */
#include "bench/synth/award.h"
#include "engine/intake/answer.h"
#include "getsuji/matching.h"

#include <string.h>

enum {
	NATIONAL = 1, /* bits of award_schemes() */
	EMPLOYEES = 2,
	PAYMENTS = 4,
	CHILD_YEN = 243800,
	ADDITIONAL_A_MONTH = 200 /* 付加年金: 200円 × 納付月数 */
};

int award_annual(const struct award_yen *y)
{
	return y->national + y->additional + y->child + y->employees;
}

int award_schemes(const char *code)
{
	if (strncmp(code, "115", 3) == 0 || strncmp(code, "135", 3) == 0 || strncmp(code, "145", 3) == 0)
		return NATIONAL | EMPLOYEES;
	if (code[0] == '1' && code[2] != '5')
		return EMPLOYEES;
	return NATIONAL;
}

static void split(struct award_answer *a, struct dice *d, int annual)
{
	int schemes = award_schemes(a->code);
	struct award_yen *y = &a->now;
	bool both = schemes == (NATIONAL | EMPLOYEES) && annual >= 120000 && dice_chance(d, 6000);

	*y = (struct award_yen){0};
	if (both)
		y->employees = annual / 100 * dice_between(d, 20, 60) + dice_below(d, 50);
	else if (schemes == EMPLOYEES)
		y->employees = annual;
	if (schemes & NATIONAL) {
		if (a->disability && annual > 700000 && dice_chance(d, 1500))
			y->child = CHILD_YEN;
		if (!a->disability && annual > 200000 && dice_chance(d, 800))
			y->additional = ADDITIONAL_A_MONTH * dice_between(d, 12, 200);
		y->national = annual - y->employees - y->child - y->additional;
	}
	a->scheme[0].there = (schemes & NATIONAL) != 0;
	a->scheme[1].there = y->employees > 0;
}

static void choose_certificate(struct award_answer *a, struct dice *d, month_t month)
{
	static const char *const codes[] = {"1", "2", "3"};
	int at = dice_below(d, 100);

	a->certificate = codes[dice_between(d, 1, 2)];
	if (at < 30) {
		a->certificate = "1"; /* 永久認定 */
		a->fixed_years = 0;
		a->certified_year = month_year(month) - dice_between(d, 2, 15);
	} else if (at < 90) {
		a->fixed_years = dice_between(d, 1, 5);
		a->certified_year = month_year(month) - dice_between(d, 0, 5);
	} else if (at < 95) {
		a->fixed_years = 0; /* and yet no permanent one */
		a->certified_year = 2018;
	} else {
		a->fixed_years = a->certified_year = 0;
		a->certificate = NULL;
	}
}

static int last_year(int yen, int rate)
{
	return (int)((int64_t)yen * 1000 / rate);
}

static void set_before(struct award_answer *a)
{
	a->before = (struct award_yen){.national = last_year(a->now.national, 1019),
		.additional = a->now.additional,
		.child = last_year(a->now.child, 1019),
		.employees = last_year(a->now.employees, 1020)};
}

void award_from(
	struct award_answer *a, struct dice *d, const char *code, int annual, day_t since, month_t month)
{
	day_t arose = since - dice_between(d, 400, 2000);

	memset(a, 0, sizeof *a);
	memcpy(a->code, code, sizeof a->code);
	a->disability = code[1] == '3' && code[2] != '0';
	a->disability = a->disability || strncmp(code, "265", 3) == 0;
	split(a, d, annual);
	set_before(a);
	for (int i = 0; i < AWARD_SCHEMES; i++) {
		a->scheme[i].arose_on = arose;
		a->scheme[i].decided_on = arose + dice_between(d, 20, 60);
		a->scheme[i].lost_on = DAY_MAX;
		a->scheme[i].suspension = "00";
	}
	if (a->disability)
		choose_certificate(a, d, month);
	a->arrears_on = DAY_MAX;
}

bool award_have_both(struct award_answer *a)
{
	if (award_schemes(a->code) != (NATIONAL | EMPLOYEES) || a->now.national < 60000)
		return a->scheme[1].there && a->scheme[0].there;
	if (!a->scheme[1].there) {
		a->now.employees = a->now.national / 3;
		a->now.national -= a->now.employees;
		set_before(a);
	}
	a->scheme[1].there = true;
	return true;
}

void award_revise(struct award_answer *a)
{
	a->before = a->now;
	a->now.national += a->now.national * 19 / 1000 + (a->now.national > 0);
	a->now.child += a->now.child * 19 / 1000;
	a->now.employees += a->now.employees / 50 + (a->now.employees > 0);
}

month_t award_pay_month(month_t month)
{
	return month_number(month) % 2 == 0 ? month : month - 1;
}

/* ---- writing ---- */

static void put_day(struct reply *r, const char *item, day_t day)
{
	if (day == DAY_MAX)
		reply_null(r, item, NULL_NOT_APPLICABLE);
	else
		reply_day(r, item, day);
}

static void put_disability(const struct award_answer *a, struct reply *r)
{
	bool known = a->certificate != NULL;

	if (!a->disability || !known) {
		static const char *const items[] = {"fixed_years", "certified_year", "first_visit_on", "grade_code",
			"illness_code", "certificate_code"};

		for (size_t i = 0; i < sizeof items / sizeof items[0]; i++)
			reply_null(r, items[i], a->disability ? NULL_NOT_RECORDED : NULL_NOT_APPLICABLE);
		return;
	}
	reply_number(r, "fixed_years", a->fixed_years);
	reply_number(r, "certified_year", a->certified_year);
	reply_day(r, "first_visit_on", a->scheme[0].arose_on - 500);
	reply_text(r, "grade_code", "2");
	reply_text(r, "illness_code", "07");
	reply_text(r, "certificate_code", a->certificate);
}

static void write_schemes(const struct award_answer *a, struct reply *r)
{
	static const char *const words[AWARD_SCHEMES] = {"national", "employees"};

	for (int i = 0; i < AWARD_SCHEMES; i++) {
		const struct award_scheme *s = &a->scheme[i];

		if (!s->there)
			continue;
		reply_begin(r, RECORD_SCHEME);
		reply_text(r, "scheme", words[i]);
		reply_day(r, "decided_on", s->decided_on);
		reply_day(r, "right_arose_on", s->arose_on);
		put_day(r, "right_lost_on", s->lost_on);
		reply_text(r, "suspension_reason", s->suspension);
		reply_month(r, "suspended_from", s->suspended_from);
		reply_month(r, "suspended_to", s->suspended_to);
		put_disability(a, r);
		reply_end(r);
	}
}

/* Of a scheme that the award does not have: 該当しない. */
static void put_part(struct reply *r, const char *item, bool there, int yen)
{
	if (there)
		reply_number(r, item, yen);
	else
		reply_null(r, item, NULL_NOT_APPLICABLE);
}

static void write_amount(const struct award_answer *a, const struct award_yen *y, day_t from, struct reply *r)
{
	const struct award_yen *full = &a->before;
	bool both_stopped = a->scheme[0].suspended_from != 0 && y->employees + y->national == 0;

	reply_begin(r, RECORD_AMOUNT);
	reply_day(r, "pay_from_on", from);
	reply_text(r, "reason_a", "01");
	reply_null(r, "reason_b", NULL_NOT_APPLICABLE);
	if (a->undecided)
		reply_null(r, "national_yen", NULL_UNDECIDED);
	else
		put_part(r, "national_yen", a->scheme[0].there, y->national);
	put_part(r, "national_stopped_yen", a->scheme[0].there, both_stopped ? full->national : 0);
	put_part(r, "additional_yen", y->additional > 0, y->additional);
	put_part(r, "additional_stopped_yen", y->additional > 0, 0);
	put_part(r, "child_yen", y->child > 0, y->child);
	reply_null(r, "spouse_yen", a->odd_reason > 0 ? a->odd_reason : NULL_NOT_APPLICABLE);
	put_part(r, "employees_yen", a->scheme[1].there, y->employees);
	put_part(r, "employees_stopped_yen", a->scheme[1].there, y->employees == 0 ? full->employees : 0);
	reply_end(r);
}

static void write_amounts(const struct award_answer *a, month_t month, struct reply *r)
{
	int year = month_fiscal_year(month);
	day_t begins = a->scheme[a->scheme[0].there ? 0 : 1].arose_on;
	day_t april = day_of(year, 4, 1);

	if (a->no_amount) {
		write_amount(a, &a->now, month_first(month + 2), r);
		return;
	}
	if (begins < day_of(year - 1, 4, 1))
		write_amount(a, &a->before, day_of(year - 1, 4, 1), r);
	else if (begins < april)
		write_amount(a, &a->before,
			month_first(month_of_day(begins) + 1) < april ? month_first(month_of_day(begins) + 1) : april - 1,
			r);
	write_amount(a, &a->now, april, r);
	if (a->later_amount) {
		struct award_yen later = {.national = a->now.national * 2, .employees = a->now.employees * 2};

		write_amount(a, &later, month_first(month + 3), r);
	}
}

/* The 15th, or the business day before (national holidays do not fall on it in even months). */
static day_t pay_day(month_t month)
{
	day_t day = month_first(month) + 14;
	int weekday = (int)((day + 4) % 7); /* 1970-01-01 was a Thursday; 0 = Sunday */

	return day - (weekday == 6 ? 1 : weekday == 0 ? 2 : 0);
}

static void write_payment(const struct award_answer *a, month_t paid_in, bool last, month_t april,
	bool paid_is_net, struct reply *r)
{
	/* Paid for the two months before: from June on at this fiscal year's amount. */
	int annual = award_annual(paid_in - 2 >= april ? &a->now : &a->before);
	int paid = annual / 6;

	if (month_number(paid_in) == 2)
		paid += annual % 6; /* what was cut off during the year (国民年金法第18条の2) */
	if (last)
		paid += a->paid_more;
	if (paid_is_net)
		paid -= a->care + a->income_tax + a->health + a->elderly + a->resident;
	reply_begin(r, RECORD_PAYMENT);
	reply_day(r, "paid_on", pay_day(paid_in));
	reply_number(r, "paid_yen", paid > 0 ? paid : 0);
	reply_number(r, "income_tax_yen", a->income_tax);
	reply_number(r, "care_premium_yen", a->care);
	reply_number(r, "health_premium_yen", a->health);
	reply_number(r, "elderly_premium_yen", a->elderly);
	reply_number(r, "resident_tax_yen", a->resident);
	reply_end(r);
}

static void write_payments(const struct award_answer *a, month_t month, bool paid_is_net, struct reply *r)
{
	month_t last = award_pay_month(month);
	month_t april = month_of(month_fiscal_year(month), 4);
	month_t begins = month_of_day(a->scheme[a->scheme[0].there ? 0 : 1].arose_on) + 2;

	for (month_t paid_in = last - 2 * (PAYMENTS - 1); paid_in <= last; paid_in += 2) {
		if (paid_in >= begins && !(a->unpaid && paid_in == last))
			write_payment(a, paid_in, paid_in == last, april, paid_is_net, r);
	}
	if (a->arrears_on == DAY_MAX)
		return;
	reply_begin(r, RECORD_ARREARS);
	reply_day(r, "paid_on", a->arrears_on);
	put_part(r, "national_yen", a->scheme[0].there, 123456);
	reply_null(r, "additional_yen", NULL_NOT_APPLICABLE);
	put_part(r, "employees_yen", a->scheme[1].there, 65432);
	reply_end(r);
}

void award_write(const struct award_answer *a, month_t month, bool paid_is_net, struct reply *r)
{
	reply_begin(r, RECORD_AWARD);
	reply_text(r, "pension_code", a->code);
	reply_text(r, "change_reason_a", "01");
	reply_null(r, "change_reason_b", NULL_NOT_APPLICABLE);
	reply_day(r, "first_paid_on",
		pay_day(award_pay_month(month_of_day(a->scheme[a->scheme[0].there ? 0 : 1].arose_on) + 3)));
	reply_end(r);
	write_schemes(a, r);
	write_amounts(a, month, r);
	write_payments(a, month, paid_is_net, r);
}
