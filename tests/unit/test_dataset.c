/* Datasets: the README documents every column and rule; fields and rows are judged as it says. */
#include "engine/base/file.h"
#include "engine/intake/dataset.h"
#include "engine/intake/institution.h"
#include "getsuji/facts.h"
#include "getsuji/ticket.h"
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
static char *section_of(const char *readme, const char *level, const char *name)
{
	const char *heading = arena_printf(keep, "\n%s%s\n", level, name);
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
	for (i = 0; i <= datasets_count; i++) {
		const struct dataset *d = i < datasets_count ? &datasets[i] : &institution_dataset;
		const char *section = i < datasets_count ? section_of(readme, "### ", d->name)
												 : section_of(readme, "## ", "Institutions");

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
	for (i = 0; i <= datasets_count; i++) {
		const struct dataset *d = i < datasets_count ? &datasets[i] : &institution_dataset;
		const char *at = d->copy_in->text;
		int columns = 1;

		for (; *at; at++)
			columns += *at == ',';
		assert_int_equal(columns, dataset_staging_columns(d));
		assert_int_equal(d->copy_in->kind, SQL_COPY_IN);
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

/* Twelve digits that pass the rule of a 個人番号 (published examples); one digit more or another last one is none. */
static void no_text_carries_a_personal_number(void **state)
{
	(void)state;
	assert_int_equal(judge("treatment", "remarks", "番号123456789018", NULL), RULE_PERSONAL);
	assert_int_equal(judge("address", "address", "６２１４－９８３２－０２５７", NULL), RULE_PERSONAL);
	assert_int_equal(judge("treatment", "remarks", "番号1234567890189", NULL), RULE_NONE);
	assert_int_equal(judge("treatment", "remarks", "番号123456789019", NULL), RULE_NONE);
}

static void numbers_of_tickets_have_their_form(void **state)
{
	(void)state;
	assert_int_equal(judge("ticket_office", "payer_no", "12015400", NULL), RULE_NONE);
	assert_int_equal(judge("ticket_office", "payer_no", "１２０１５４００", NULL), RULE_NONE);
	assert_int_equal(judge("ticket_office", "payer_no", "12015401", NULL), RULE_CHECK);
	assert_int_equal(judge("ticket_office", "payer_no", "54016027", NULL), RULE_PATTERN); /* another law */
	assert_int_equal(
		judge("ticket_office", "payer_no", "12485406", NULL), RULE_PATTERN); /* no prefecture 48 */
	assert_int_equal(judge("ticket_office", "payer_no", "1201540", NULL), RULE_PATTERN);
	assert_int_equal(judge("ticket_office", "issue_day", "32", NULL), RULE_RANGE);
	assert_int_equal(
		judge("treatment", "institution_code", "1310100017", NULL), RULE_NONE); /* told, not refused */
	assert_int_equal(judge("treatment", "institution_code", "131010001", NULL), RULE_PATTERN);
	assert_int_equal(judge("treatment", "prescriber_code", "", NULL), RULE_NONE);
	assert_int_equal(judge("care_plan", "institution_code", "13A0100019", NULL), RULE_NONE);
	assert_int_equal(judge("care_plan", "institution_code", "１３Ａ０１０００１９", NULL), RULE_NONE);
	assert_int_equal(judge("care_plan", "institution_code", "13I0100019", NULL), RULE_PATTERN);
	assert_int_equal(judge("care_plan", "insured_no", "0000123456", NULL), RULE_NONE);
	assert_int_equal(judge("care_plan", "insured_no", "H000123456", NULL), RULE_NONE);
	assert_int_equal(judge("care_plan", "insured_no", "HH00123456", NULL), RULE_PATTERN);
	assert_int_equal(judge("care_plan", "insured_no", "A000123456", NULL), RULE_PATTERN);
	assert_int_equal(judge("care_plan", "insured_no", "H00012345", NULL), RULE_PATTERN);
	assert_int_equal(judge("coverage", "insurer_no", "06130480", NULL), RULE_NONE);
	assert_int_equal(judge("coverage", "scheme_no", "5", NULL), RULE_PATTERN);
}

static void treatments_and_care_plans_have_services_of_their_own(void **state)
{
	int64_t n;

	(void)state;
	assert_int_equal(judge("treatment", "service", "home_nursing", &n), RULE_NONE);
	assert_int_equal(n, SERVICE_HOME_NURSING);
	assert_int_equal(judge("treatment", "service", "facility", NULL), RULE_WORD);
	assert_int_equal(judge("care_plan", "service", "facility", &n), RULE_NONE);
	assert_int_equal(n, SERVICE_CARE_FACILITY);
	assert_int_equal(judge("care_plan", "service", "dental", NULL), RULE_WORD);
}

/* What is staged of a number that was written full-width. */
static void numbers_are_kept_half_width(void **state)
{
	const struct dataset *d = dataset("ticket_office");
	struct csv_field field = {
		.text = "１２01５４00", .length = strlen("１２01５４00"), .line = 1, .column = 1};
	struct field_value value;

	(void)state;
	assert_int_equal(dataset_check_field(&d->fields[1], &field, &value), RULE_NONE);
	assert_int_equal(value.text.length, 8);
	assert_memory_equal(value.text.at, "12015400", 8);
}

/* Rows of two days that are the wrong way round, whichever they are. */
static void accounts_have_names_that_a_bank_can_have(void **state)
{
	static const char *const names[] = {
		"ﾐﾎﾝ ﾀﾛｳ", "ミホン　タロウ", "ヨーコ", "カ）ミホン", "ＡＢＣ", "ヴャヶ"};
	static const char *const none[] = {
		"見本 太郎", "みほん", "カヲリ", "ミホン・タロウ", "ミホン,タロウ", "ｱﾞ", "　"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_int_equal(judge("bank_account", "holder_kana", names[i], NULL), RULE_NONE);
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		assert_int_equal(judge("bank_account", "holder_kana", none[i], NULL), RULE_KANA);
	assert_int_equal(judge("payee", "branch_kana", "カ）ミホン", NULL), RULE_KANA);
	assert_int_equal(judge("payee", "branch_kana", "ゼロイチハチ", NULL), RULE_NONE);
	assert_int_equal(judge("paying_account", "requester_kana", "ミホンシ．フクシ", NULL), RULE_NONE);
	assert_int_equal(judge("paying_account", "code_class", "ebcdic", NULL), RULE_WORD);
}

static void certifications_run_forwards(void **state)
{
	const struct dataset *d = dataset("care_plan");
	struct field_value values[DATASET_FIELDS_MAX] = {{0, {"", 0}, ""}};
	bool bad[DATASET_FIELDS_MAX] = {false};
	int from = 0, at = 0, n = dataset_nfields(d);

	(void)state;
	while (strcmp(d->fields[from].name, "certified_from") != 0)
		from++;
	values[from].number = values[from + 1].number = day_of(2026, 4, 1);
	values[n - 1].number = DAY_MAX;
	assert_int_equal(dataset_check_row(d, values, bad, &at), RULE_ORDER);
	assert_int_equal(at, from + 1);
	values[from + 1].number++;
	assert_int_equal(dataset_check_row(d, values, bad, &at), RULE_NONE);
	values[n - 1].number = 0;
	assert_int_equal(dataset_check_row(d, values, bad, &at), RULE_ORDER);
	assert_int_equal(at, n - 1);
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
		cmocka_unit_test_setup_teardown(no_text_carries_a_personal_number, setup, teardown),
		cmocka_unit_test_setup_teardown(numbers_of_tickets_have_their_form, setup, teardown),
		cmocka_unit_test_setup_teardown(numbers_are_kept_half_width, setup, teardown),
		cmocka_unit_test_setup_teardown(
			treatments_and_care_plans_have_services_of_their_own, setup, teardown),
		cmocka_unit_test_setup_teardown(accounts_have_names_that_a_bank_can_have, setup, teardown),
		cmocka_unit_test_setup_teardown(certifications_run_forwards, setup, teardown),
	};

	return cmocka_run_group_tests_name("dataset", tests, NULL, NULL);
}
