/*
 * household_fixture.h: households for the tests of the rules, put together step by step, computed with
 * the official tables that are embedded in the program.
 *
 *   given("東京都", "渋谷区");          a household in this place, protected for ever
 *   person(ROLE_HEAD, "1960-05-01");   a member, number 1, 2, …
 *   assert_int_equal(yen("2027-01", BENEFIT_base_total), …);
 */
#ifndef TESTS_HOUSEHOLD_FIXTURE_H
#define TESTS_HOUSEHOLD_FIXTURE_H

#include "getsuji/arena.h"
#include "getsuji/builtin.h"
#include "jobs/rules/benefit_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { FIXTURE_MAX = 32 };

static struct {
	struct arena *keep;
	struct rate_cells cells;
	struct rule_parameters parameters;
	struct household household;
	struct member members[FIXTURE_MAX];
	struct circumstance circumstances[FIXTURE_MAX];
	struct stay stays[FIXTURE_MAX];
	struct income incomes[FIXTURE_MAX];
	struct need needs[FIXTURE_MAX];
	struct rent rents[FIXTURE_MAX];
	struct home homes[FIXTURE_MAX];
	struct protection protections[FIXTURE_MAX];
	const char *prefecture, *city;
	bool single_parent;
	struct benefit benefit;
	struct err err;
} fixture;

static inline day_t on(const char *text)
{
	day_t day;

	if (text == NULL)
		return DAY_MAX;
	assert_true(day_parse(text, strlen(text), &day));
	return day;
}

static inline int fixture_open(void **state)
{
	struct err e = {0};

	(void)state;
	fixture.keep = arena_new();
	for (int i = 0; i < builtin_rate_files_count; i++) {
		const struct builtin_file *f = &builtin_rate_files[i];
		const struct rate_table_desc *t = rate_table_of_file(f->name);

		if (t != NULL && rate_table_read(t, f->text, f->length, fixture.keep, &fixture.cells, &e) != ERR_OK)
			return -1;
	}
	return 0;
}

static inline int fixture_close(void **state)
{
	(void)state;
	arena_free(fixture.keep);
	return 0;
}

static inline struct rates *rates_of(const char *month)
{
	struct rates *r = NULL;
	struct err e = {0};
	month_t m;

	assert_true(month_parse(month, strlen(month), &m));
	if (rates_build(&fixture.cells, m, fixture.keep, &r, &e) != ERR_OK)
		fail_msg("%s %s", e.place, e.message);
	return r;
}

static inline void given(const char *prefecture, const char *city)
{
	fixture.household = (struct household){.members = fixture.members,
		.circumstances = fixture.circumstances,
		.stays = fixture.stays,
		.incomes = fixture.incomes,
		.needs = fixture.needs,
		.rents = fixture.rents,
		.homes = fixture.homes,
		.protections = fixture.protections,
		.n_homes = 1,
		.n_protections = 1};
	fixture.homes[0] = (struct home){.from = DAY_MIN, .to = DAY_MAX};
	fixture.protections[0] = (struct protection){.state = PROTECTION_ACTIVE, .from = DAY_MIN, .to = DAY_MAX};
	fixture.prefecture = prefecture;
	fixture.city = city;
	fixture.single_parent = false;
	fixture.parameters = rule_defaults;
}

/* Protection from a day, ended on another one for a reason (NULL: not yet). */
static inline void protected_from(const char *from, const char *to, enum fact_reason end_reason)
{
	fixture.protections[0] = (struct protection){.state = PROTECTION_ACTIVE,
		.start_reason = REASON_SAVINGS_USED,
		.end_reason = (uint8_t)end_reason,
		.from = from == NULL ? DAY_MIN : on(from),
		.to = on(to)};
}

static inline void then(enum fact_protection state, const char *from, const char *to)
{
	fixture.protections[fixture.household.n_protections++] =
		(struct protection){.state = (uint8_t)state, .from = on(from), .to = on(to)};
}

static inline struct member *person(enum fact_role role, const char *birth_on)
{
	int i = fixture.household.n_members++;

	fixture.members[i] = (struct member){.person_no = (int16_t)(i + 1),
		.role = (uint8_t)role,
		.stated_age = AGE_FROM_BIRTH,
		.birth_on = on(birth_on),
		.from = DAY_MIN,
		.to = DAY_MAX};
	return &fixture.members[i];
}

static inline void circumstance(int person_no, enum fact_circumstance kind, const char *from)
{
	fixture.circumstances[fixture.household.n_circumstances++] =
		(struct circumstance){.person_no = (int16_t)person_no,
			.kind = (uint8_t)kind,
			.from = from == NULL ? DAY_MIN : on(from),
			.to = DAY_MAX};
}

static inline void stay(int person_no, enum fact_stay kind, const char *from, const char *to)
{
	fixture.stays[fixture.household.n_stays++] = (struct stay){.person_no = (int16_t)person_no,
		.kind = (uint8_t)kind,
		.over_one_month = true,
		.from = on(from),
		.to = on(to)};
}

static inline struct income *income(int person_no, enum fact_income kind, int amount)
{
	int i = fixture.household.n_incomes++;

	fixture.incomes[i] = (struct income){.person_no = (int16_t)person_no,
		.kind = (uint8_t)kind,
		.item_no = (int16_t)i,
		.amount_yen = amount,
		.from = DAY_MIN,
		.to = DAY_MAX};
	return &fixture.incomes[i];
}

static inline void need(enum fact_need kind, int amount)
{
	int i = fixture.household.n_needs++;

	fixture.needs[i] = (struct need){
		.kind = (uint8_t)kind, .item_no = (int16_t)i, .amount_yen = amount, .from = DAY_MIN, .to = DAY_MAX};
}

static inline struct rent *rent(int amount)
{
	int i = fixture.household.n_rents++;

	fixture.rents[i] = (struct rent){.rent_yen = amount, .from = DAY_MIN, .to = DAY_MAX};
	return &fixture.rents[i];
}

static inline enum err_code compute_with(const struct rates *r)
{
	for (int i = 0; i < fixture.household.n_homes; i++) {
		fixture.homes[i].place = rates_municipality_named(r, fixture.prefecture, fixture.city);
		fixture.homes[i].single_parent = fixture.single_parent;
		assert_non_null(fixture.homes[i].place);
	}
	memset(&fixture.err, 0, sizeof fixture.err);
	return benefit_compute(&fixture.household, r, &fixture.parameters, NULL, &fixture.benefit, &fixture.err);
}

/* Computes the month, which must succeed. */
static inline const struct benefit *compute(const char *month)
{
	if (compute_with(rates_of(month)) != ERR_OK)
		fail_msg("%s: %s", month, fixture.err.message);
	return &fixture.benefit;
}

static inline int yen(const char *month, enum benefit_field field)
{
	return compute(month)->yen[field];
}

/* Computes the month, which must be refused for this rule. */
static inline void refused(const char *month, enum rule rule)
{
	assert_int_equal(compute_with(rates_of(month)), ERR_NOT_COMPUTABLE);
	assert_int_equal(fixture.benefit.status, DECISION_NOT_COMPUTABLE);
	assert_string_equal(rule_number(fixture.benefit.rule), rule_number(rule));
	for (int f = 0; f < BENEFIT_FIELD_COUNT; f++)
		assert_int_equal(fixture.benefit.yen[f], 0);
}

#endif
