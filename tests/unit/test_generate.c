/*
 * test_generate.c: bench/synth/, the synthetic offices of demo and bench.
 *
 * The proportions are those of the published survey of households on assistance (被保護者調査) as the
 * generator promises them; bounds allow for chance in 20,000 households.
 */
#include "bench/synth/baseline.h"
#include "bench/synth/event.h"
#include "bench/synth/extra.h"
#include "bench/synth/life.h"
#include "bench/synth/linkage.h"
#include "bench/synth/sheet.h"
#include "bench/synth/world.h"
#include "jobs/rules/benefit_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { HOUSEHOLDS = 20000, MONTHS = 15 };

static struct arena *keep;
static struct places *places;
static struct casefile *file, *other;

static struct world world_of(int households, bool first_office)
{
	return (struct world){.seed = 7,
		.places = places,
		.office = place_find(places, 13113),
		.first_office = first_office,
		.first = month_of(2027, 1),
		.households = households};
}

static bool between(int64_t part, int64_t whole, int lo_per_10000, int hi_per_10000)
{
	return part * 10000 >= whole * lo_per_10000 && part * 10000 <= whole * hi_per_10000;
}

static bool same_rows(const struct casefile *a, const struct casefile *b)
{
	return a->persons == b->persons && a->incomes == b->incomes && a->rents == b->rents &&
		   a->needs == b->needs && a->protections == b->protections &&
		   memcmp(a->person, b->person, (size_t)a->persons * sizeof a->person[0]) == 0 &&
		   memcmp(a->income, b->income, (size_t)a->incomes * sizeof a->income[0]) == 0 &&
		   memcmp(a->rent, b->rent, (size_t)a->rents * sizeof a->rent[0]) == 0 &&
		   memcmp(a->need, b->need, (size_t)a->needs * sizeof a->need[0]) == 0 &&
		   memcmp(a->protection, b->protection, (size_t)a->protections * sizeof a->protection[0]) == 0 &&
		   a->linkages == b->linkages && a->pensions == b->pensions && a->inquirys == b->inquirys &&
		   memcmp(a->linkage, b->linkage, (size_t)a->linkages * sizeof a->linkage[0]) == 0 &&
		   memcmp(a->pension, b->pension, (size_t)a->pensions * sizeof a->pension[0]) == 0 &&
		   memcmp(a->inquiry, b->inquiry, (size_t)a->inquirys * sizeof a->inquiry[0]) == 0;
}

static void a_household_is_the_same_whatever_the_size_of_the_office(void **state)
{
	struct world small = world_of(1300, true);
	struct world large = world_of(HOUSEHOLDS, true);

	(void)state;
	for (int case_no = 1; case_no <= 1200; case_no++) {
		event_history(&small, case_no, small.first + 3, false, file);
		event_history(&large, case_no, large.first + 3, false, other);
		assert_true(same_rows(file, other));
	}
}

static bool earns(const struct casefile *h, enum fact_income kind, day_t on)
{
	for (int i = 0; i < h->incomes; i++) {
		if (h->income[i].kind == kind && casefile_on(&h->income[i].span, on))
			return true;
	}
	return false;
}

static void types_sizes_and_incomes_are_in_proportion(void **state)
{
	struct world w = world_of(HOUSEHOLDS, true);
	day_t on = month_first(w.first);
	int n = 0, single = 0, pairs = 0, elderly = 0, pensions = 0, wages = 0, parents = 0, ill = 0;
	int persons = 0, in_hospital = 0;

	(void)state;
	for (int case_no = 1; case_no <= HOUSEHOLDS; case_no++) {
		int size;

		if (world_opening_month(&w, case_no) == w.first)
			continue;
		event_history(&w, case_no, w.first - 1, false, file);
		size = casefile_members(file, on);
		n++;
		single += size == 1;
		pairs += size == 2;
		elderly += file->household[0].type == TYPE_ELDERLY;
		parents += file->household[0].type == TYPE_SINGLE_PARENT;
		ill += file->household[0].type == TYPE_ILL_DISABLED;
		pensions += file->household[0].type == TYPE_ELDERLY && earns(file, INCOME_PENSION, on);
		wages += earns(file, INCOME_EARNED, on);
		persons += size;
		for (int i = 0; i < file->stays; i++)
			in_hospital += file->stay[i].kind == STAY_HOSPITAL && file->stay[i].over_one_month;
	}
	assert_true(between(elderly, n, 5350, 5650));
	assert_true(between(parents, n, 330, 470));
	assert_true(between(ill, n, 2350, 2650));
	assert_true(between(single, n, 8150, 8450));
	assert_true(between(pairs, n, 1050, 1250));
	assert_true(between(pensions, elderly, 4750, 5250));
	assert_true(between(wages, n, 1200, 1600));
	assert_true(between(in_hospital, persons, 13, 30));
}

static void about_seven_households_in_a_hundred_see_a_change(void **state)
{
	struct world w = world_of(HOUSEHOLDS, true);
	int changed = 0;

	(void)state;
	for (int case_no = 1; case_no <= world_cases(&w, w.first + 1); case_no++) {
		event_history(&w, case_no, w.first + 1, true, file);
		file->declarations = 0; /* comes every month and changes nothing */
		file->inquirys = 0;     /* what is to be asked changes nothing either */
		changed += casefile_fresh(file);
	}
	assert_true(between(changed, HOUSEHOLDS, 500, 850));
}

/* Rows of one key must not overlap, or the import sets them aside. */
#define ASSERT_APART(h, table, same) \
	for (int i = 0; i < (h)->table##s; i++) { \
		assert_true((h)->table[i].span.from < (h)->table[i].span.to); \
		for (int k = 0; k < i; k++) { \
			if (same) \
				assert_true((h)->table[i].span.from >= (h)->table[k].span.to || \
							(h)->table[k].span.from >= (h)->table[i].span.to); \
		} \
	}
#define SAME(h, table, column) ((h)->table[i].column == (h)->table[k].column)

static void rows_of_one_key_never_overlap(void **state)
{
	struct world w = world_of(3000, true);

	(void)state;
	for (int case_no = 1; case_no <= world_cases(&w, w.first + MONTHS); case_no++) {
		struct casefile *h = file;

		event_history(&w, case_no, w.first + MONTHS, false, h);
		ASSERT_APART(h, household, true)
		ASSERT_APART(h, protection, true)
		ASSERT_APART(h, declaration, true)
		ASSERT_APART(h, rent, true)
		ASSERT_APART(h, person, SAME(h, person, person_no))
		ASSERT_APART(h, address, SAME(h, address, kind))
		ASSERT_APART(h, stay, SAME(h, stay, person_no))
		ASSERT_APART(h, circumstance, SAME(h, circumstance, person_no) && SAME(h, circumstance, kind))
		ASSERT_APART(
			h, income, SAME(h, income, person_no) && SAME(h, income, kind) && SAME(h, income, item_no))
		ASSERT_APART(h, linkage, SAME(h, linkage, person_no))
		ASSERT_APART(
			h, pension, SAME(h, pension, person_no) && SAME(h, pension, benefit) && SAME(h, pension, item_no))
		ASSERT_APART(h, need, SAME(h, need, person_no) && SAME(h, need, kind) && SAME(h, need, item_no))
		for (int i = 0; i < h->protections; i++)
			assert_true(
				(h->protection[i].span.to == DAY_MAX) == (h->protection[i].end_reason == REASON_NONE));
	}
}

static void what_is_planted_is_there(void **state)
{
	struct world w = world_of(1300, true);
	struct world second = world_of(1300, false);
	int which, undrawable = 0, elsewhere = 0;

	(void)state;
	for (int case_no = 1; case_no <= w.households; case_no++) {
		enum plant plant = world_plant(&w, case_no, &which);

		event_history(&w, case_no, w.first, false, file);
		undrawable += file->surname == name_undrawable();
		if (plant == PLANT_RARE_NAME)
			assert_ptr_equal(file->surname, name_rare(which));
		if (plant == PLANT_TEN_PERSONS)
			assert_true(file->people >= 10);
		if (plant == PLANT_TWINS)
			assert_true(file->person[1].birth_on == file->person[2].birth_on);
		if (plant == PLANT_HOLD)
			assert_int_equal(file->holds, 1);
		if (plant == PLANT_PROTECTED)
			assert_true(file->household[0].protected_address);
		if (plant == PLANT_BIRTH)
			assert_true(file->person[file->persons - 1].birth_on >= month_first(w.first));
		if (plant == PLANT_CLOSING || plant == PLANT_DEATH)
			assert_true(file->protection[0].span.to != DAY_MAX);
		event_history(&second, case_no, w.first, false, file);
		elsewhere += file->surname == name_undrawable();
	}
	assert_int_equal(undrawable, 1);
	assert_int_equal(elsewhere, 0);
	event_history(&w, 25, w.first, false, file);
	event_history(&w, 26, w.first, false, other);
	assert_string_equal(file->person[0].name, other->person[0].name);
	assert_int_equal(file->person[0].birth_on, other->person[0].birth_on);
}

static void everybody_lives_in_the_municipality_of_the_office(void **state)
{
	struct world w = world_of(1300, true);
	char wanted[80];
	int elsewhere = 0;

	(void)state;
	snprintf(wanted, sizeof wanted, "%s%s", w.office->prefecture, w.office->name);
	for (int case_no = 1; case_no <= w.households; case_no++) {
		event_history(&w, case_no, w.first, false, file);
		assert_ptr_equal(file->household[0].place, w.office);
		for (int i = 0; i < file->addresss; i++) {
			bool here = strncmp(file->address[i].at.text, wanted, strlen(wanted)) == 0;

			assert_true(here || file->address[i].kind == ADDRESS_MAILING);
			assert_true(!here || strncmp(file->address[i].at.postal_code, "150", 3) == 0);
			elsewhere += !here;
		}
	}
	assert_true(elsewhere > 0); /* letters to a guardian in another town */
}

/* Persons of before the first month who are protected without the code; twins of 65 and more. */
static void count_planted(const struct world *w, const struct casefile *h, int *protected_persons, int *twins)
{
	day_t first = month_first(w->first);

	for (int i = 0; i < h->persons; i++) {
		const struct person_row *p = &h->person[i];
		bool marked = strncmp(p->name, EXTRA_SURNAME, strlen(EXTRA_SURNAME)) == 0;

		assert_true(!marked || h->household[0].protected_address);
		*protected_persons += marked && p->span.from < first;
		if (i > 0 && p->birth_on == p[-1].birth_on && day_age(p->birth_on, first) >= 65)
			(*twins)++;
	}
}

static void as_many_are_planted_as_are_asked_for_in_every_month(void **state)
{
	struct world w = world_of(3000, true);

	(void)state;
	for (int month = 0; month <= 3; month += 3) {
		struct extra x = {.protected_persons = 500, .twins = 9};
		int protected_persons = 0, twins = 0;

		for (int case_no = 1; case_no <= w.households; case_no++) {
			event_history(&w, case_no, w.first + month, month > 0, file);
			extra_apply(&x, &w, file);
			count_planted(&w, file, &protected_persons, &twins);
		}
		assert_true(extra_complete(&x));
		assert_int_equal(protected_persons, 500);
		assert_int_equal(twins, 9);
	}
}

static int by_text(const void *a, const void *b)
{
	return memcmp(a, b, LINKAGE_NO_DIGITS);
}

static void nobody_shares_a_linkage_number(void **state)
{
	enum { CASES = 5000 };
	char(*numbers)[LINKAGE_NO_DIGITS + 1] = arena_array(keep, 2 * CASES, sizeof *numbers);

	(void)state;
	for (int case_no = 1; case_no <= CASES; case_no++) {
		casefile_clear(file, 13113, case_no);
		linkage_number(file, 1, numbers[2 * case_no - 2]);
		linkage_number(file, 2, numbers[2 * case_no - 1]);
	}
	qsort(numbers, 2 * CASES, sizeof *numbers, by_text);
	for (int i = 0; i < 2 * CASES; i++) {
		assert_int_equal(strspn(numbers[i], "0123456789"), LINKAGE_NO_DIGITS);
		assert_true(i == 0 || strcmp(numbers[i - 1], numbers[i]) != 0);
	}
}

static void nearly_every_household_can_be_computed(void **state)
{
	struct world w = world_of(5000, true);
	struct baseline_view *view = baseline_view_new(keep);
	struct rates *rates;
	struct err e = {0};
	int refused = 0;

	(void)state;
	assert_int_equal(baseline_rates(w.first, keep, &rates, &e), ERR_OK);
	for (int case_no = 1; case_no <= w.households; case_no++) {
		struct benefit benefit;
		enum err_code code;
		int which;

		event_history(&w, case_no, w.first, false, file);
		code =
			benefit_compute(baseline_view_of(view, file, rates), rates, &rule_defaults, NULL, &benefit, &e);
		refused += code != ERR_OK;
		assert_true(code == ERR_OK || code == ERR_NOT_COMPUTABLE);
		if (world_plant(&w, case_no, &which) == PLANT_SEVERE_DISABILITY)
			assert_int_equal(code, ERR_NOT_COMPUTABLE);
	}
	assert_true(refused >= 2 && between(refused, w.households, 0, 200));
}

static void school_begins_on_the_first_of_april_after_the_sixth_birthday(void **state)
{
	(void)state;
	assert_int_equal(life_school_stage(day_of(2020, 4, 1), 2026), CIRC_ELEMENTARY);
	assert_int_equal(life_school_stage(day_of(2020, 4, 2), 2026), 0);
	assert_int_equal(life_school_stage(day_of(2014, 4, 1), 2026), CIRC_JUNIOR_HIGH);
	assert_int_equal(life_school_stage(day_of(2011, 4, 1), 2026), CIRC_HIGH_SCHOOL);
	assert_int_equal(life_school_stage(day_of(2008, 4, 1), 2026), 0);
}

static void offices_are_spread_and_come_once(void **state)
{
	bool seen[48000] = {false};

	(void)state;
	for (int k = 0; k < place_offices(places); k++) {
		const struct place *p = place_office(places, place_find(places, 13113), k);

		assert_true(p->has_office && !seen[p->code]);
		seen[p->code] = true;
	}
	assert_ptr_equal(place_office(places, place_find(places, 13113), 0), place_find(places, 13113));
}

static int set_up(void **state)
{
	struct err e = {0};

	(void)state;
	keep = arena_new();
	file = arena_alloc(keep, sizeof *file);
	other = arena_alloc(keep, sizeof *other);
	return place_load(keep, &places, &e) == ERR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(keep);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_household_is_the_same_whatever_the_size_of_the_office),
		cmocka_unit_test(types_sizes_and_incomes_are_in_proportion),
		cmocka_unit_test(about_seven_households_in_a_hundred_see_a_change),
		cmocka_unit_test(rows_of_one_key_never_overlap),
		cmocka_unit_test(what_is_planted_is_there),
		cmocka_unit_test(everybody_lives_in_the_municipality_of_the_office),
		cmocka_unit_test(as_many_are_planted_as_are_asked_for_in_every_month),
		cmocka_unit_test(nobody_shares_a_linkage_number),
		cmocka_unit_test(nearly_every_household_can_be_computed),
		cmocka_unit_test(school_begins_on_the_first_of_april_after_the_sixth_birthday),
		cmocka_unit_test(offices_are_spread_and_come_once),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
