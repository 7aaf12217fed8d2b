/* The set of official rate tables: the built-in one is whole, and each way in which a set is refused. */
#include "engine/intake/rate_set.h"
#include "tests/unit/arena_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct rate_set set;

/* The built-in files with `find` in `file` replaced, once. */
static enum err_code read_changed(const char *file, const char *find, const char *replace)
{
	struct builtin_file *files = arena_array(keep, (size_t)builtin_rate_files_count, sizeof *files);
	int i;

	memcpy(files, builtin_rate_files, (size_t)builtin_rate_files_count * sizeof *files);
	for (i = 0; i < builtin_rate_files_count; i++) {
		const char *at;

		if (strcmp(files[i].name, file) != 0)
			continue;
		at = strstr(files[i].text, find);
		assert_non_null(at);
		files[i].text = arena_printf(
			keep, "%.*s%s%s", (int)(at - files[i].text), files[i].text, replace, at + strlen(find));
		files[i].length = strlen(files[i].text);
	}
	err_clear(&err);
	return rate_set_read_files(files, builtin_rate_files_count, keep, &set, &err);
}

static void refused(const char *file, const char *find, const char *replace, int id, const char *place)
{
	assert_int_equal(read_changed(file, find, replace), ERR_DEFINITION);
	assert_int_equal(err.id, id);
	assert_string_equal(err.place, place);
	assert_int_equal(err_exit_code(err.code), 16);
}

static void the_builtin_set_is_whole(void **state)
{
	(void)state;
	assert_int_equal(rate_set_read(NULL, keep, &set, &err), ERR_OK);
	assert_int_equal(set.nfiles, 32);
	assert_true(set.cells.count > 9000);
	assert_int_equal(set.ngaps, 11);
}

static void the_digest_changes_with_any_file(void **state)
{
	unsigned char before[DIGEST_SIZE];

	(void)state;
	assert_int_equal(rate_set_read(NULL, keep, &set, &err), ERR_OK);
	memcpy(before, set.sha256, sizeof before);
	assert_int_equal(read_changed("living_class1.csv", "44580", "44580"), ERR_OK);
	assert_memory_equal(before, set.sha256, sizeof before);
	assert_int_equal(read_changed("living_class1.csv", "44580", "44590"), ERR_OK);
	assert_memory_not_equal(before, set.sha256, sizeof before);
}

static void values_become_integers_and_days_half_open(void **state)
{
	size_t i;
	int found = 0;

	(void)state;
	assert_int_equal(rate_set_read(NULL, keep, &set, &err), ERR_OK);
	for (i = 0; i < set.cells.count; i++) {
		const struct rate_cell *c = &set.cells.cell[i];

		if (strcmp(c->table->name, "reduction_rate") == 0 && strcmp(c->key, "std1|5+") == 0) {
			assert_int_equal(c->value, 9000);
			assert_int_equal(c->from, day_of(2020, 10, 1));
			assert_int_equal(c->to, day_of(2023, 10, 1));
			found++;
		}
		if (strcmp(c->table->name, "additions") == 0 && strcmp(c->key, "care_insurance_premium||all") == 0) {
			assert_true(c->null);
			assert_int_equal(c->to, DAY_MAX);
			found++;
		}
		if (strcmp(c->table->name, "grade_municipality") == 0 && strcmp(c->key, "01100") == 0 &&
			strcmp(c->value_name, "grade") == 0) {
			assert_string_equal(c->word, "1-2");
			found++;
		}
	}
	assert_int_equal(found, 3);
}

static void an_overlap_is_refused(void **state)
{
	(void)state;
	refused("special_addition.csv", "2025-10-01,2026-09-30,home", "2025-10-01,2026-10-01,home", 1247,
		"special_addition.csv:4:18");
	refused("grade_municipality.csv", ",01202,", ",01100,", 1247, "grade_municipality.csv:3:19");
	refused("earned_income_deduction.csv", ",15200,18999,", ",15100,18999,", 1250,
		"earned_income_deduction.csv:4:1");
}

static void unknown_keys_and_words_are_refused(void **state)
{
	(void)state;
	refused("living_class1.csv", ",new,1-1,0,2,", ",new,1-4,0,2,", 1205, "living_class1.csv:2:17, grade");
	refused("living_class1.csv", ",new,1-1,0,2,", ",new,1-1,0,3,", 1205, "living_class1.csv:2:21, age_from");
	refused("winter_zone.csv", "青森県,I,", "青森県,VII,", 1206, "winter_zone.csv:3:17, zone");
	refused("winter_zone.csv", "青森県", "青森", 1205, "winter_zone.csv:3:13, prefecture");
	refused("grade_municipality.csv", "01100,北海道", "02100,北海道", 1252, "grade_municipality.csv:2:19");
	refused(
		"grade_municipality.csv", "01100,", "1100,", 1209, "grade_municipality.csv:2:13, municipality_code5");
	refused("known_gaps.csv", "hospital_winter", "hospital_summer", 1240, "known_gaps.csv:6:1");
}

static void wrong_numbers_dates_and_statuses_are_refused(void **state)
{
	(void)state;
	refused("living_class1.csv", "44580", "44,580", 1120, "living_class1.csv:2:41");
	refused("living_class1.csv", "44580", "-44580", 1207, "living_class1.csv:2:25, amount_yen");
	refused("living_class1.csv", "44580", "", 1207, "living_class1.csv:2:25, amount_yen");
	refused("reduction_rate.csv", "0.8700", "0.87001", 1211, "reduction_rate.csv:3:19, rate");
	refused("living_class1.csv", "2023-10-01", "2023-10-32", 1201, "living_class1.csv:2:1, effective_from");
	refused(
		"special_addition.csv", "2025-09-30", "2023-09-30", 1202, "special_addition.csv:2:12, effective_to");
	refused(
		"special_addition.csv", "1000,verified", "1000,guessed", 1203, "special_addition.csv:2:33, status");
	refused("special_addition.csv", "S1 history|S11:limo81896|S12:kitakyushu", "", 1208,
		"special_addition.csv:2:42, source");
}

static void a_hole_that_is_not_declared_is_refused(void **state)
{
	(void)state;
	refused("special_addition.csv", "2025-10-01,2026-09-30,home", "2025-11-01,2026-09-30,home", 1248,
		"special_addition.csv, home, 2025-10-01 – 2025-10-31");
	refused("special_addition.csv", "2026-10-01,,home", "2026-10-01,2027-03-31,home", 1248,
		"special_addition.csv, home, 2027-04-01 – …");
	refused("known_gaps.csv", "facility_base,2026-04-01", "facility_base,2026-05-01", 1248,
		"yearend_addition.csv, rescue_rehab_facility|1|each, 2026-04-01 – 2026-04-30");
	refused("winter_zone.csv", "2015-10-01,,青森県", "2024-04-01,,青森県", 1248,
		"winter_zone.csv, 青森県, 2023-10-01 – 2024-03-31");
}

static void a_row_lost_in_a_declared_gap_is_noticed(void **state)
{
	(void)state;
	refused("known_gaps.csv", "436 of 660", "435 of 660", 1249, "known_gaps.csv:2:1");
}

static void a_municipality_needs_a_rent_limit(void **state)
{
	(void)state;
	refused("housing_limit.csv", ",prefecture,北海道,,1,1,29000", ",prefecture,北海道,,1,2,29000", 1247,
		"housing_limit.csv:3:33");
	refused("housing_limit.csv", "2015-07-01,,prefecture,北海道,,2,1,",
		"2015-07-01,2024-03-31,prefecture,北海道,,2,1,", 1251, "grade_municipality.csv:4:19");
}

static void a_missing_or_unknown_table_is_refused(void **state)
{
	struct builtin_file *files = arena_array(keep, (size_t)builtin_rate_files_count, sizeof *files);

	(void)state;
	memcpy(files, builtin_rate_files, (size_t)builtin_rate_files_count * sizeof *files);
	files[0].name = "other.csv";
	assert_int_equal(rate_set_read_files(files, builtin_rate_files_count, keep, &set, &err), ERR_DEFINITION);
	assert_int_equal(err.id, 1242);
	assert_string_equal(err.place, "other.csv");
	assert_int_equal(
		rate_set_read_files(builtin_rate_files + 1, builtin_rate_files_count - 1, keep, &set, &err),
		ERR_DEFINITION);
	assert_int_equal(err.id, 1243);
	assert_string_equal(err.place, "additions.csv");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_builtin_set_is_whole, setup, teardown),
		cmocka_unit_test_setup_teardown(the_digest_changes_with_any_file, setup, teardown),
		cmocka_unit_test_setup_teardown(values_become_integers_and_days_half_open, setup, teardown),
		cmocka_unit_test_setup_teardown(an_overlap_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(unknown_keys_and_words_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(wrong_numbers_dates_and_statuses_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(a_hole_that_is_not_declared_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(a_row_lost_in_a_declared_gap_is_noticed, setup, teardown),
		cmocka_unit_test_setup_teardown(a_municipality_needs_a_rent_limit, setup, teardown),
		cmocka_unit_test_setup_teardown(a_missing_or_unknown_table_is_refused, setup, teardown),
	};

	return cmocka_run_group_tests_name("rate_set", tests, NULL, NULL);
}
