/* Datasets: the README documents every column and rule; fields and rows are judged as it says. */
#include "engine/base/file.h"
#include "engine/intake/dataset.h"
#include "getsuji/facts.h"
#include "tests/unit/arena_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct dataset *dataset(const char *name)
{
	const struct dataset *d = dataset_find(name, strlen(name));

	assert_non_null(d);
	return d;
}

static enum intake_rule judge(const char *name, const char *column, const char *text, int64_t *number)
{
	const struct dataset *d = dataset(name);
	struct csv_field field = {.text = text, .length = strlen(text), .line = 1, .column = 1};
	struct field_value value;
	enum intake_rule rule;
	int i;

	for (i = 0; d->fields[i].name && strcmp(d->fields[i].name, column) != 0; i++)
		;
	assert_non_null(d->fields[i].name);
	rule = dataset_check_field(&d->fields[i], &field, &value);
	if (number)
		*number = value.number;
	return rule;
}

/* The part of the README about one dataset. */
static char *section_of(const char *readme, const char *name)
{
	const char *heading = arena_printf(keep, "\n### %s\n", name);
	const char *at = strstr(readme, heading), *end;

	assert_non_null(at);
	end = strstr(at + 4, "\n##");
	return arena_strndup(keep, at, end ? (size_t)(end - at) : strlen(at));
}

static void the_readme_documents_every_column(void **state)
{
	char *readme;
	size_t length;
	int i, k;

	(void)state;
	assert_int_equal(file_read("engine/intake/README.md", 1 << 20, keep, &readme, &length, &err), ERR_OK);
	for (i = 0; i < datasets_count; i++) {
		const struct dataset *d = &datasets[i];
		const char *section = section_of(readme, d->name);

		/* The amounts of decisions in force are listed in benefit.h. */
		for (k = 0; d->fields[k].name && !(dataset_is_baseline(d) && k >= 10); k++)
			if (!strstr(section, arena_printf(keep, "| %s |", d->fields[k].name)) &&
				!strstr(section, arena_printf(keep, "| **%s** |", d->fields[k].name)) &&
				!strstr(section, arena_printf(keep, "| %s, ", d->fields[k].name)) &&
				!strstr(section, arena_printf(keep, ", %s |", d->fields[k].name)))
				fail_msg("README.md does not document %s of %s", d->fields[k].name, d->name);
	}
}

static void the_readme_lists_every_rule(void **state)
{
	char *readme;
	size_t length;
	int i;

	(void)state;
	assert_int_equal(file_read("engine/intake/README.md", 1 << 20, keep, &readme, &length, &err), ERR_OK);
	for (i = RULE_NONE + 1; i < RULE_COUNT; i++) {
		const char *id = intake_rule_id((enum intake_rule)i);

		assert_int_equal(intake_rule_of(id), i);
		if (strncmp(id, "I-unknown", 9) == 0)
			id += 9; /* listed together: "I-unknown-office, -caseworker …" */
		if (!strstr(readme, id))
			fail_msg("README.md does not list %s", intake_rule_id((enum intake_rule)i));
	}
	assert_int_equal(intake_rule_of("I-nothing"), RULE_NONE);
}

static void staging_statements_have_a_column_per_value(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < datasets_count; i++) {
		const char *at = datasets[i].copy_in->text;
		int columns = 1;

		for (; *at; at++)
			columns += *at == ',';
		assert_int_equal(columns, dataset_staging_columns(&datasets[i]));
		assert_int_equal(datasets[i].copy_in->kind, SQL_COPY_IN);
	}
}

static void keys_are_digits_of_their_length(void **state)
{
	int64_t n;

	(void)state;
	assert_int_equal(judge("household", "office", "01101", &n), RULE_NONE);
	assert_int_equal(n, 1101);
	assert_int_equal(judge("household", "office", "1101", NULL), RULE_PATTERN);
	assert_int_equal(judge("household", "office", "00000", NULL), RULE_RANGE);
	assert_int_equal(judge("household", "municipality", "48000", NULL), RULE_RANGE);
	assert_int_equal(judge("household", "case_no", "00000012", &n), RULE_NONE);
	assert_int_equal(n, 12);
	assert_int_equal(judge("household", "case_no", "1 ", NULL), RULE_NUMBER);
	assert_int_equal(judge("household", "case_no", "9999999999999999999", NULL), RULE_RANGE);
}

static void dates_must_exist(void **state)
{
	int64_t n;

	(void)state;
	assert_int_equal(judge("person", "birth_on", "1948-02-29", &n), RULE_NONE);
	assert_int_equal(n, day_of(1948, 2, 29));
	assert_int_equal(judge("person", "birth_on", "1949-02-29", NULL), RULE_DATE);
	assert_int_equal(judge("person", "birth_on", "1949/02/28", NULL), RULE_DATE);
	assert_int_equal(judge("person", "birth_on", "", NULL), RULE_REQUIRED);
	assert_int_equal(judge("person", "valid_to", "", &n), RULE_NONE);
	assert_int_equal(n, DAY_MAX);
	assert_int_equal(judge("income_declaration", "month", "2027-13", NULL), RULE_DATE);
	assert_int_equal(judge("income_declaration", "month", "2027-01-01", NULL), RULE_DATE);
	assert_int_equal(judge("income_declaration", "month", "2027-01", &n), RULE_NONE);
	assert_int_equal(n, month_of(2027, 1));
}

static void words_are_those_of_the_list(void **state)
{
	int64_t n;

	(void)state;
	assert_int_equal(judge("income", "kind", "pension", &n), RULE_NONE);
	assert_int_equal(n, INCOME_PENSION);
	assert_int_equal(judge("income", "kind", "年金", NULL), RULE_WORD);
	assert_int_equal(judge("protection", "start_reason", "", &n), RULE_NONE);
	assert_int_equal(n, REASON_NONE);
	assert_int_equal(judge("baseline", "grade", "3-2", &n), RULE_NONE);
	assert_int_equal(n, 5);
}

static void texts_are_counted_as_readers_count(void **state)
{
	char *text = arena_strdup(keep, "");
	int i;

	(void)state;
	for (i = 0; i < 80; i++)
		text = arena_printf(keep, "%s葛󠄀", text);
	assert_int_equal(judge("person", "name", text, NULL), RULE_NONE);
	assert_int_equal(judge("person", "name", arena_printf(keep, "%s葛", text), NULL), RULE_LENGTH);
	assert_int_equal(judge("person", "name", "a\tb", NULL), RULE_CHARACTER);
	assert_int_equal(judge("person", "name",
						 "a\xE2\x80\xAE"
						 "b",
						 NULL),
		RULE_CHARACTER);
	assert_int_equal(judge("person", "name", "\xEF\xBF\xBD", NULL), RULE_CHARACTER);
	assert_int_equal(judge("person", "name", "\xF3\xB0\x80\x80", NULL), RULE_CHARACTER);
	assert_int_equal(judge("person", "name", "𠮷野", NULL), RULE_NONE);
	assert_int_equal(judge("person", "name_kana", "", NULL), RULE_NONE);
}

static void amounts_fit_their_column(void **state)
{
	int64_t n;

	(void)state;
	assert_int_equal(judge("income", "amount_yen", "2147483647", &n), RULE_NONE);
	assert_int_equal(n, 2147483647);
	assert_int_equal(judge("income", "amount_yen", "2147483648", NULL), RULE_RANGE);
	assert_int_equal(judge("income", "amount_yen", "1,000", NULL), RULE_NUMBER);
	assert_int_equal(judge("income", "amount_yen", "１０００", NULL), RULE_NUMBER);
	assert_int_equal(judge("income", "expenses_yen", "", &n), RULE_NONE);
	assert_int_equal(n, 0);
	assert_int_equal(judge("baseline", "payable_total", "", NULL), RULE_REQUIRED);
	assert_int_equal(judge("baseline", "class1_sum", "", NULL), RULE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_readme_documents_every_column, setup, teardown),
		cmocka_unit_test_setup_teardown(the_readme_lists_every_rule, setup, teardown),
		cmocka_unit_test_setup_teardown(staging_statements_have_a_column_per_value, setup, teardown),
		cmocka_unit_test_setup_teardown(keys_are_digits_of_their_length, setup, teardown),
		cmocka_unit_test_setup_teardown(dates_must_exist, setup, teardown),
		cmocka_unit_test_setup_teardown(words_are_those_of_the_list, setup, teardown),
		cmocka_unit_test_setup_teardown(texts_are_counted_as_readers_count, setup, teardown),
		cmocka_unit_test_setup_teardown(amounts_fit_their_column, setup, teardown),
	};

	return cmocka_run_group_tests_name("dataset", tests, NULL, NULL);
}
