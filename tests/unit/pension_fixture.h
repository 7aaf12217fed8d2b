/*
 * pension_fixture.h: one person for the tests of the pension revision, with the official tables that are embedded
 * in the program.
 *
 *   begin();              in June 2027, with a pension recognised and answered alike
 *   more();               something is changed
 *   evaluate()->class
 */
#ifndef TESTS_PENSION_FIXTURE_H
#define TESTS_PENSION_FIXTURE_H

#include "getsuji/builtin.h"
#include "jobs/rules/pension.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(literal) ((struct str){literal, sizeof(literal) - 1})
#define COUNT_OF(a)   (sizeof(a) / sizeof((a)[0]))

enum { MANY = 4 };

static struct arena *keep;
static struct matching_tables *tables;

/* One person in June 2027, who has a pension of code 1150 recognised and answered alike: 400,000 yen of the
 * national and 212,000 of the employees' scheme, 2,100 yen a month withheld.  Each test changes something. */
static struct {
	struct pension_parameters parameters;
	struct pension_person p;
	struct matching_request request;
	struct pension_income incomes[MANY];
	struct pension_link links[MANY];
	struct pension_award awards[MANY];
	struct pension_basis bases[MANY][2];
	struct pension_amount amounts[MANY][MANY];
	struct pension_payment payments[MANY][MANY];
	struct pension_finding found;
} of;

static inline day_t on(const char *text)
{
	day_t day;

	assert_true(day_parse(text, strlen(text), &day));
	return day;
}

static inline void recognise(struct str code, int32_t yen, int32_t premium)
{
	int16_t item = (int16_t)(of.p.n_incomes + 1);

	of.incomes[of.p.n_incomes++] = (struct pension_income){item, yen, premium, on("2020-06-01"), DAY_MAX};
	of.links[of.p.n_links++] = (struct pension_link){AWARD_PENSION, item, code};
}

static inline void award(struct str code, int32_t national, int32_t employees, int32_t premium)
{
	int n = of.p.n_awards++;

	for (int i = 0; i < 2; i++)
		of.bases[n][i] = (struct pension_basis){.scheme = i == 0 ? SCHEME_NATIONAL : SCHEME_EMPLOYEES,
			.decided_on = on("2020-03-20"),
			.arose_on = on("2020-02-10"),
			.lost_on = DAY_MAX,
			.suspension = TEXT("00"),
			.suspended_from = DAY_MAX,
			.suspended_to = DAY_MAX,
			.fixed_years = -1,
			.certified_year = -1,
			.certificate = TEXT(""),
			.nulls = TEXT("right_lost_on=01 fixed_years=01 certified_year=01")};
	of.amounts[n][0] = (struct pension_amount){on("2027-04-01"), {national, 0, 0, 0, employees}, TEXT("")};
	of.payments[n][0] = (struct pension_payment){.on = on("2027-06-15"),
		.paid = (national + employees) / 6,
		.deducted = {premium * 2},
		.nulls = TEXT("")};
	of.awards[n] = (struct pension_award){code, of.bases[n], of.amounts[n], of.payments[n], 2, 1, 1};
}

static inline void begin(void)
{
	memset(&of, 0, sizeof of);
	of.parameters = (struct pension_parameters){.retroactive_months = 4, .decided_within = 24};
	of.request = (struct matching_request){.asked = true,
		.answered = true,
		.state = ANSWER_FOUND,
		.month = month_of(2027, 6),
		.asked_on = on("2027-06-01"),
		.answered_on = on("2027-06-02"),
		.as = {.name = TEXT("山田花子"), .kana = TEXT("ヤマダハナコ"), .birth_on = on("1955-05-05")}};
	of.p = (struct pension_person){.month = month_of(2027, 6),
		.on_aid = true,
		.own = of.request.as,
		.request = &of.request,
		.incomes = of.incomes,
		.links = of.links,
		.awards = of.awards};
	recognise(TEXT("1150"), 612000, 2100);
	award(TEXT("1150"), 400000, 212000, 2100);
}

static inline const struct pension_finding *evaluate(void)
{
	pension_evaluate(&of.p, tables, &of.parameters, keep, &of.found);
	return &of.found;
}

/* ---- changes that several tests make ---- */

static inline void more(void)
{
	of.incomes[0].amount_yen = 600000;
}

static inline void decide_late(const char *arose, const char *decided)
{
	for (int i = 0; i < 2; i++) {
		of.bases[0][i].arose_on = on(arose);
		of.bases[0][i].decided_on = on(decided);
	}
}

static inline void none_though_recognised(void)
{
	of.request.state = ANSWER_NONE;
	of.p.n_awards = 0;
}

static inline void none_and_nothing(void)
{
	none_though_recognised();
	of.p.n_incomes = of.p.n_links = 0;
	of.request.as = (struct matching_identity){.birth_on = DAY_MAX};
}

static inline void another_birthday(void)
{
	of.request.as.birth_on++;
}

static inline void null_undecided(void)
{
	of.amounts[0][0].yen[PART_SPOUSE] = 0;
	of.amounts[0][0].nulls = TEXT("child_yen=01 spouse_yen=02");
}

static inline void two_pensions_equal(void)
{
	recognise(TEXT("1450"), 120000, 0);
	award(TEXT("1450"), 0, 120000, 0);
}

static inline void second_pension(void)
{
	award(TEXT("1450"), 0, 120000, 0);
}

static inline void late_and_recognised_late(void)
{
	decide_late("2025-02-10", "2027-04-10");
	of.incomes[0].from = on("2027-05-01");
}

static inline void late_and_not_recognised(void)
{
	decide_late("2025-02-10", "2027-04-10");
	of.p.n_incomes = of.p.n_links = 0;
}

static inline void another_birthday_and_changed(void)
{
	another_birthday();
	more();
}

static inline void income_over(void)
{
	of.incomes[0].to = on("2027-06-01");
}

/* ---- tables ---- */

static inline int open_tables(void **state)
{
	struct rate_cells cells = {0};
	struct err e = {0};

	(void)state;
	keep = arena_new();
	for (int i = 0; i < builtin_rate_files_count; i++) {
		const struct builtin_file *f = &builtin_rate_files[i];
		const struct rate_table_desc *table = rate_table_of_file(f->name);

		if (table != NULL && rate_table_read(table, f->text, f->length, keep, &cells, &e) != ERR_OK)
			return -1;
	}
	return matching_build(&cells, month_of(2027, 6), keep, &tables, &e) == ERR_OK ? 0 : -1;
}

static inline int close_tables(void **state)
{
	(void)state;
	arena_free(keep);
	return 0;
}

#endif
