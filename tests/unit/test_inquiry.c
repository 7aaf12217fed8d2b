/* Who is asked about, who is left out and for which reason; the tables that say so; the numbers of requests. */
#include "jobs/rules/inquiry.h"

#include "getsuji/check_digit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(s) ((struct str){(s), sizeof(s) - 1})
#define ALWAYS  DAY_MIN, DAY_MAX

enum { ROWS_MAX = 32 };

static struct arena *keep;
static struct rate_cell cell[ROWS_MAX];
static struct rate_cells cells;
static struct inquiry_tables *tables;
static struct inquiry_terms terms;
static struct inquiry_person person;
static struct str codes[4];
static struct err why;

static const struct pension_code pension_codes[] = {{"115", PENSION_OLD_AGE, true, true, "老齢基礎"},
	{"535", PENSION_DISABILITY, false, true, "障害基礎"}, {"595", PENSION_WIDOW, false, false, "寡婦"}};

static day_t on(const char *text)
{
	day_t day;

	assert_true(day_parse(text, strlen(text), &day));
	return day;
}

static void add(
	const char *table, const char *key, const char *value_name, const char *word, day_t from, day_t to)
{
	assert_true(cells.count < ROWS_MAX);
	cell[cells.count++] = (struct rate_cell){.table = rate_table_of_file(table),
		.key = key,
		.value_name = value_name,
		.from = from,
		.to = to,
		.word = word};
}

static void add_allowed(const char *key, const char *subject)
{
	add("inquiry_allowed.csv", key, "subject", subject, ALWAYS);
}

static void add_rule(
	const char *name, const char *month, const char *population, const char *no, const char *condition)
{
	add("inquiry_rule.csv", name, "condition", condition, ALWAYS);
	add("inquiry_rule.csv", name, "month", month, ALWAYS);
	add("inquiry_rule.csv", name, "population", population, ALWAYS);
	add("inquiry_rule.csv", name, "procedure_no", no, ALWAYS);
	add("inquiry_rule.csv", name, "purpose", "ex_officio", ALWAYS);
}

static enum err_code build(const char *month)
{
	month_t m;

	assert_true(month_parse(month, strlen(month), &m));
	terms.month = m;
	return inquiry_build(&cells, m, keep, &tables, &why);
}

/* June 2027: holders and candidates for 15-65, the supplement for 15-145; July: 15-T1.  The person is 70, on aid,
 * with a number, and agrees. */
static int set_up(void **state)
{
	static struct matching_tables matching;

	(void)state;
	keep = arena_new();
	memset(cell, 0, sizeof cell);
	cells = (struct rate_cells){.cell = cell, .room = ROWS_MAX};
	add_allowed("15-145|ex_officio", "supplement");
	add_allowed("15-65|ex_officio", "pension");
	add_allowed("15-T1|ex_officio", "tax");
	add_rule("candidates", "6", "pension_candidates", "15-65", "default");
	add_rule("holders", "6", "pension_holders", "15-65", "default");
	add_rule("supplement", "6", "supplement_candidates", "15-145", "default");
	add_rule("survey", "7", "on_aid_last_year", "15-T1", "default");
	matching.codes = arena_array(keep, 3, sizeof pension_codes[0]);
	memcpy(matching.codes, pension_codes, sizeof pension_codes);
	matching.n_codes = 3;
	terms = (struct inquiry_terms){.matching = &matching, .candidate_age = 60, .tax_age = 15};
	assert_int_equal(build("2027-06"), ERR_OK);
	terms.tables = tables;
	person = (struct inquiry_person){.known = true,
		.birth_on = on("1957-01-01"),
		.on_aid = true,
		.on_aid_last_year = true,
		.linkage_no = TEXT("000000000012345"),
		.linked = true,
		.consent = CONSENT_GIVEN,
		.codes = codes};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(keep);
	return 0;
}

static void in_month(const char *month)
{
	assert_int_equal(build(month), ERR_OK);
	terms.tables = tables;
}

static struct inquiry_entry listed(struct str no, int purpose, int condition, day_t from, day_t to)
{
	return (struct inquiry_entry){.question = {no, (uint8_t)condition, from, to},
		.list_name = TEXT("list"),
		.purpose = (uint8_t)purpose};
}

static struct inquiry_entry plain_entry(void)
{
	return listed(TEXT("15-65"), PURPOSE_EX_OFFICIO, CONDITION_DEFAULT, DAY_MAX, DAY_MAX);
}

static int decide(struct inquiry_entry entry)
{
	inquiry_decide(tables, &person, NULL, 0, &entry, 1);
	return entry.exclusion;
}

/* The names of the rules that ask about the person, after one another. */
static const char *ruled(void)
{
	static char names[128];
	struct inquiry_entry out[8];
	size_t n = inquiry_by_rules(&terms, &person, out);

	names[0] = '\0';
	for (size_t i = 0; i < n; i++)
		snprintf(names + strlen(names), sizeof names - strlen(names), "%s%.*s", i == 0 ? "" : " ",
			(int)out[i].list_name.length, out[i].list_name.at);
	return names;
}

static void holds(const char *code)
{
	codes[person.n_codes++] = (struct str){code, strlen(code)};
}

/* ---- standing rules ---- */

static void a_pension_makes_a_holder_and_none_a_candidate(void **state)
{
	(void)state;
	assert_string_equal(ruled(), "candidates");
	holds("");
	assert_string_equal(ruled(), "holders");
	person.on_aid = false;
	assert_string_equal(ruled(), "");
}

static void a_candidate_is_sixty_on_the_first_of_the_month(void **state)
{
	(void)state;
	person.birth_on = on("1967-06-01");
	assert_string_equal(ruled(), "candidates");
	person.birth_on = on("1967-06-02");
	assert_string_equal(ruled(), "");
	terms.candidate_age = 59;
	assert_string_equal(ruled(), "candidates");
}

static void the_supplement_goes_with_basic_pensions(void **state)
{
	(void)state;
	holds("1150");
	assert_string_equal(ruled(), "holders supplement");
	person.birth_on = on("1962-06-02");
	assert_string_equal(ruled(), "holders");
	holds("5350");
	assert_string_equal(ruled(), "holders supplement");
	person.supplement = true;
	assert_string_equal(ruled(), "holders");
}

static void the_supplement_goes_with_no_other_and_no_unknown_pension(void **state)
{
	(void)state;
	holds("5950");
	holds("0130");
	holds("");
	assert_string_equal(ruled(), "holders");
}

static void the_tax_survey_asks_who_was_on_aid_last_year_and_fifteen_at_its_end(void **state)
{
	(void)state;
	in_month("2027-07");
	person.on_aid = false;
	person.birth_on = on("2011-12-31");
	assert_string_equal(ruled(), "survey");
	person.birth_on = on("2012-01-01");
	assert_string_equal(ruled(), "");
	person.birth_on = on("1980-01-01");
	person.on_aid_last_year = false;
	assert_string_equal(ruled(), "");
}

static void no_rule_asks_about_somebody_unknown_or_in_another_month(void **state)
{
	(void)state;
	in_month("2027-08");
	assert_int_equal(tables->n_rules, 0);
	in_month("2027-06");
	person = (struct inquiry_person){.known = false};
	assert_string_equal(ruled(), "");
}

/* ---- reasons ---- */

static void each_reason_in_its_order(void **state)
{
	struct inquiry_entry not_allowed = plain_entry(), bad_condition = plain_entry();

	(void)state;
	not_allowed.purpose = PURPOSE_APPLICATION;
	not_allowed.question.condition = bad_condition.question.condition = CONDITION_POINT;
	/* All that can be wrong is wrong; each step mends what was told. */
	person = (struct inquiry_person){.known = false, .protected_address = true, .held = true};
	assert_int_equal(decide(not_allowed), EXCLUDED_UNKNOWN);
	person.known = true;
	assert_int_equal(decide(not_allowed), EXCLUDED_NOT_ALLOWED);
	assert_int_equal(decide(bad_condition), EXCLUDED_CONDITION);
	assert_int_equal(decide(plain_entry()), EXCLUDED_NOT_ON_AID);
	person.on_aid = true;
	assert_int_equal(decide(plain_entry()), EXCLUDED_PROTECTED);
	person.protected_address = false;
	assert_int_equal(decide(plain_entry()), EXCLUDED_HELD);
	person.held = false;
	assert_int_equal(decide(plain_entry()), EXCLUDED_NO_NUMBER);
	person.linkage_no = TEXT("000000000012345");
	person.linked = person.shared_number = true;
	assert_int_equal(decide(plain_entry()), EXCLUDED_SHARED_NUMBER);
	person.shared_number = false;
	assert_int_equal(decide(plain_entry()), EXCLUDED_NO_CONSENT);
	person.consent = CONSENT_REFUSED;
	assert_int_equal(decide(plain_entry()), EXCLUDED_NO_CONSENT);
	person.consent = CONSENT_GIVEN;
	assert_int_equal(decide(plain_entry()), EXCLUDED_NOT);
}

static void who_is_protected_is_asked_with_the_code_alone(void **state)
{
	(void)state;
	person.protected_address = true;
	assert_int_equal(decide(plain_entry()), EXCLUDED_PROTECTED);
	person.nondisclosure = true;
	assert_int_equal(decide(plain_entry()), EXCLUDED_NOT);
}

static void the_tax_survey_looks_at_the_year_before(void **state)
{
	struct inquiry_entry tax = listed(TEXT("15-T1"), PURPOSE_EX_OFFICIO, CONDITION_DEFAULT, DAY_MAX, DAY_MAX);

	(void)state;
	person.on_aid = person.linked = false; /* closed since; the number ended with it */
	assert_int_equal(decide(tax), EXCLUDED_NOT);
	assert_int_equal(decide(plain_entry()), EXCLUDED_NOT_ON_AID);
	person.protected_since_last_year = true;
	assert_int_equal(decide(tax), EXCLUDED_PROTECTED);
	person.on_aid_last_year = false;
	assert_int_equal(decide(tax), EXCLUDED_NOT_ON_AID);
	person.on_aid = true;
	assert_int_equal(decide(plain_entry()), EXCLUDED_NO_NUMBER);
}

static void dates_are_those_of_the_condition(void **state)
{
	static const struct {
		int condition;
		const char *from, *to; /* NULL: not given */
		bool good;
	} tries[] = {
		{CONDITION_DEFAULT, NULL, NULL, true},
		{CONDITION_DEFAULT, "2027-01-01", NULL, false},
		{CONDITION_DEFAULT, NULL, "2027-01-01", false},
		{CONDITION_POINT, "2027-01-01", NULL, true},
		{CONDITION_POINT, NULL, NULL, false},
		{CONDITION_POINT, "2027-01-01", "2027-01-01", false},
		{CONDITION_RANGE, "2027-01-01", "2027-01-01", true},
		{CONDITION_RANGE, "2027-01-01", "2027-03-31", true},
		{CONDITION_RANGE, "2027-01-02", "2027-01-01", false},
		{CONDITION_RANGE, "2027-01-01", NULL, false},
		{CONDITION_RANGE, NULL, "2027-01-01", false},
		{CONDITION_RANGE, NULL, NULL, false},
		{0, NULL, NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
		struct inquiry_entry entry = listed(TEXT("15-65"), PURPOSE_EX_OFFICIO, tries[i].condition,
			tries[i].from ? on(tries[i].from) : DAY_MAX, tries[i].to ? on(tries[i].to) : DAY_MAX);

		assert_int_equal(decide(entry), tries[i].good ? EXCLUDED_NOT : EXCLUDED_CONDITION);
	}
}

static void the_same_is_asked_once(void **state)
{
	struct inquiry_entry e[] = {plain_entry(), plain_entry(), plain_entry(), plain_entry(), plain_entry()};

	(void)state;
	e[0].purpose = PURPOSE_REPAYMENT; /* not allowed: takes no other one's place */
	e[2].question =
		(struct inquiry_question){TEXT("15-65"), CONDITION_RANGE, on("2026-01-01"), on("2026-12-31")};
	e[4].question = e[2].question;
	inquiry_decide(tables, &person, NULL, 0, e, 5);
	assert_int_equal(e[0].exclusion, EXCLUDED_NOT_ALLOWED);
	assert_int_equal(e[0].subject, 0);
	assert_int_equal(e[1].exclusion, EXCLUDED_NOT);
	assert_int_equal(e[1].subject, SUBJECT_PENSION);
	assert_int_equal(e[2].exclusion, EXCLUDED_NOT);
	assert_int_equal(e[3].exclusion, EXCLUDED_DUPLICATE);
	assert_int_equal(e[4].exclusion, EXCLUDED_DUPLICATE);
}

static void what_was_asked_and_waits_is_not_asked_again(void **state)
{
	const struct inquiry_question asked[] = {
		{TEXT("15-65"), CONDITION_RANGE, on("2026-01-01"), on("2026-12-31")}, plain_entry().question};
	struct inquiry_entry e[] = {plain_entry(), plain_entry(), plain_entry()};

	(void)state;
	e[1].question.procedure_no = TEXT("15-145");
	e[2].question.condition = CONDITION_POINT;
	e[2].question.from_on = on("2026-01-01");
	inquiry_decide(tables, &person, asked, 2, e, 3);
	assert_int_equal(e[0].exclusion, EXCLUDED_ASKED_BEFORE);
	assert_int_equal(e[1].exclusion, EXCLUDED_NOT);
	assert_int_equal(e[2].exclusion, EXCLUDED_NOT);
	inquiry_decide(tables, &person, asked, 1, e, 1);
	assert_int_equal(e[0].exclusion, EXCLUDED_NOT);
}

/* ---- tables ---- */

static void rows_count_while_they_are_in_force(void **state)
{
	(void)state;
	add("inquiry_allowed.csv", "15-41|application", "subject", "pension", on("2027-06-02"), DAY_MAX);
	add("inquiry_allowed.csv", "15-42|application", "subject", "pension", DAY_MIN, on("2027-06-01"));
	assert_int_equal(build("2027-06"), ERR_OK);
	assert_int_equal(tables->n_allowed, 3);
	assert_int_equal(build("2027-07"), ERR_OK);
	assert_int_equal(tables->n_allowed, 4);
}

static void refused(int id, const char *place)
{
	assert_int_equal(build("2027-06"), ERR_DEFINITION);
	assert_int_equal(why.id, id);
	assert_string_equal(why.place, place);
}

static void a_standing_rule_gives_no_dates(void **state)
{
	(void)state;
	add_rule("ranged", "1", "pension_holders", "15-65", "range");
	refused(1615, "inquiry_rule ranged");
}

static void a_procedure_number_is_a_file_name(void **state)
{
	(void)state;
	add_allowed("../15|ex_officio", "pension");
	refused(1616, "inquiry_allowed ../15");
}

static void a_procedure_has_one_subject(void **state)
{
	(void)state;
	add_allowed("15-65|application", "tax");
	refused(1617, "inquiry_allowed 15-65");
}

static void a_row_that_is_not_whole_is_refused(void **state)
{
	(void)state;
	add("inquiry_rule.csv", "torn", "month", "6", ALWAYS);
	refused(1619, "inquiry_rule torn");
}

static void a_word_of_no_list_is_refused(void **state)
{
	(void)state;
	add_rule("odd", "6", "everybody", "15-65", "default");
	refused(1619, "inquiry_rule odd population");
}

/* ---- numbers ---- */

static void a_request_has_nineteen_digits_and_a_check_digit(void **state)
{
	char id[REQUEST_ID_DIGITS + 1];

	(void)state;
	assert_true(inquiry_request_id(12, 1, 1, id));
	assert_string_equal(id, "0000012000010000012");
	assert_true(check_digit_holds(id, REQUEST_ID_DIGITS));
	assert_true(inquiry_request_id(9999999, 99999, 999999, id));
	assert_int_equal(strlen(id), REQUEST_ID_DIGITS);
	assert_true(check_digit_holds(id, REQUEST_ID_DIGITS));
}

static void a_number_with_too_many_digits_is_refused(void **state)
{
	char id[REQUEST_ID_DIGITS + 1];

	(void)state;
	assert_false(inquiry_request_id(10000000, 1, 1, id));
	assert_false(inquiry_request_id(1, 100000, 1, id));
	assert_false(inquiry_request_id(1, 1, 1000000, id));
	assert_false(inquiry_request_id(0, 1, 1, id));
	assert_false(inquiry_request_id(1, -1, 1, id));
	assert_false(inquiry_request_id(1, 1, 0, id));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_pension_makes_a_holder_and_none_a_candidate),
		TEST(a_candidate_is_sixty_on_the_first_of_the_month),
		TEST(the_supplement_goes_with_basic_pensions),
		TEST(the_supplement_goes_with_no_other_and_no_unknown_pension),
		TEST(the_tax_survey_asks_who_was_on_aid_last_year_and_fifteen_at_its_end),
		TEST(no_rule_asks_about_somebody_unknown_or_in_another_month),
		TEST(each_reason_in_its_order),
		TEST(who_is_protected_is_asked_with_the_code_alone),
		TEST(the_tax_survey_looks_at_the_year_before),
		TEST(dates_are_those_of_the_condition),
		TEST(the_same_is_asked_once),
		TEST(what_was_asked_and_waits_is_not_asked_again),
		TEST(rows_count_while_they_are_in_force),
		TEST(a_standing_rule_gives_no_dates),
		TEST(a_procedure_number_is_a_file_name),
		TEST(a_procedure_has_one_subject),
		TEST(a_row_that_is_not_whole_is_refused),
		TEST(a_word_of_no_list_is_refused),
		TEST(a_request_has_nineteen_digits_and_a_check_digit),
		TEST(a_number_with_too_many_digits_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
