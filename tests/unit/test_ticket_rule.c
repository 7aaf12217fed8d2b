/* The rules of services as ticket_rule.csv gives them, and the words of tickets. */
#include "jobs/rules/ticket_rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/arena_fixture.h"

enum { CELLS_MAX = 64 };

static struct rate_cell cell[CELLS_MAX];
static struct rate_cells cells;
static struct ticket_rules *rules;

static day_t on(const char *text)
{
	day_t day;

	assert_true(day_parse(text, strlen(text), &day));
	return day;
}

/* The rows of the file in the source tree. */
static void read_table(void)
{
	char bytes[8192];
	FILE *f = fopen("jobs/rules/tables/ticket_rule.csv", "rb");
	size_t length;

	assert_non_null(f);
	length = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	assert_in_range(length, 1, sizeof bytes - 1);
	cells = (struct rate_cells){.cell = cell, .room = CELLS_MAX};
	assert_int_equal(
		rate_table_read(rate_table_of_file("ticket_rule.csv"), bytes, length, keep, &cells, &err), ERR_OK);
}

static struct rate_cell *cell_of(const char *service, const char *value_name)
{
	for (size_t i = 0; i < cells.count; i++) {
		if (strcmp(cells.cell[i].key, service) == 0 && strcmp(cells.cell[i].value_name, value_name) == 0)
			return &cells.cell[i];
	}
	fail_msg("no cell %s %s", service, value_name);
	return NULL;
}

static enum err_code build(void)
{
	return ticket_rules_build(&cells, month_of(2027, 1), keep, &rules, &err);
}

static void the_table_has_a_rule_for_each_service(void **state)
{
	const struct ticket_rule *r;

	(void)state;
	read_table();
	assert_int_equal(build(), ERR_OK);
	r = ticket_rule_of(rules, SERVICE_INPATIENT);
	assert_int_equal(r->opinion, TICKET_OPINION_OWN);
	assert_int_equal(r->opinion_months, 3);
	assert_int_equal(r->type, TICKET_MEDICAL);
	assert_int_equal(r->kind, INSTITUTION_MEDICAL);
	r = ticket_rule_of(rules, SERVICE_OUTPATIENT);
	assert_int_equal(r->opinion_months, 6);
	r = ticket_rule_of(rules, SERVICE_DISPENSING);
	assert_int_equal(r->opinion, TICKET_OPINION_PRESCRIBER);
	assert_int_equal(r->type, TICKET_DISPENSING);
	r = ticket_rule_of(rules, SERVICE_CARE_PLAN);
	assert_int_equal(r->opinion, TICKET_OPINION_NONE);
	assert_int_equal(r->kind, INSTITUTION_CARE);
	assert_true(r->own_payment_rank > ticket_rule_of(rules, SERVICE_CARE_FACILITY)->own_payment_rank);
	assert_null(ticket_rule_of(rules, 6));
	assert_null(ticket_rule_of(rules, 0));
}

static void a_row_that_is_missing_or_not_whole_is_refused(void **state)
{
	static const char *const values[] = {"opinion", "opinion_months", "own_payment_rank"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		read_table();
		cell_of("dental", values[i])->key = "none_such";
		assert_int_equal(build(), ERR_DEFINITION);
		assert_int_equal(err.id, 1655);
		assert_string_equal(err.place, "ticket_rule dental");
	}
	read_table();
	cell_of("dental", "opinion")->word = "anybody";
	assert_int_equal(build(), ERR_DEFINITION);
	read_table();
	cell_of("dental", "own_payment_rank")->null = true;
	assert_int_equal(build(), ERR_DEFINITION);
	read_table();
	cell_of("dental", "own_payment_rank")->value = INT16_MAX + 1;
	assert_int_equal(build(), ERR_DEFINITION);
	read_table();
	cell_of("dental", "opinion_months")->value = 0; /* its own opinion, which never counts */
	assert_int_equal(build(), ERR_DEFINITION);
}

static void only_cells_in_force_on_the_first_count(void **state)
{
	(void)state;
	read_table();
	cell_of("inpatient", "opinion_months")->to = on("2027-01-01");
	assert_int_equal(build(), ERR_DEFINITION);
	read_table();
	cell_of("inpatient", "opinion_months")->from = on("2027-01-02");
	assert_int_equal(build(), ERR_DEFINITION);
	read_table();
	cell_of("inpatient", "opinion_months")->from = on("2027-01-01");
	cell_of("inpatient", "opinion_months")->to = on("2027-01-02");
	assert_int_equal(build(), ERR_OK);
}

static void codes_have_words(void **state)
{
	(void)state;
	assert_string_equal(ticket_type_term(TICKET_DISPENSING), "調剤券");
	assert_string_equal(ticket_service_term(SERVICE_HOME_NURSING), "訪問看護");
	assert_string_equal(ticket_action_term(ACTION_REPLACE), "差替え");
	assert_string_equal(ticket_hold_word(HOLD_OPINION_EXPIRED), "opinion_expired");
	assert_string_equal(ticket_hold_term(HOLD_SUSPENDED), "保護停止中");
	assert_string_equal(ticket_cause_term(CAUSE_VALIDITY), "有効期間の変更");
	assert_string_equal(ticket_kind_term(INSTITUTION_DENTAL), "歯科");
	assert_string_equal(ticket_end_term(INSTITUTION_CLOSED), "廃止");
	assert_string_equal(ticket_own_payment_term(OWN_PAYMENT_CARE), "介護");
	assert_string_equal(ticket_refusal_term(REFUSED_TAKEN), "他の処理が先に交付または取消しをした");
	assert_true(ticket_hold_revokes(HOLD_INSTITUTION_ENDED));
	assert_false(ticket_hold_revokes(HOLD_OPINION_EXPIRED));
}

static void numbers_in_no_list_have_none(void **state)
{
	(void)state;
	assert_string_equal(ticket_type_term(0), "");
	assert_string_equal(ticket_service_term(6), "");
	assert_string_equal(ticket_action_term(5), "");
	assert_string_equal(ticket_hold_word(0), "");
	assert_string_equal(ticket_hold_term(99), "");
	assert_string_equal(ticket_cause_term(0), "");
	assert_string_equal(ticket_kind_term(2), "");
	assert_string_equal(ticket_end_term(0), "");
	assert_string_equal(ticket_own_payment_term(0), "");
	assert_string_equal(ticket_refusal_term(0), "");
	assert_false(ticket_hold_revokes(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_has_a_rule_for_each_service),
		cmocka_unit_test(a_row_that_is_missing_or_not_whole_is_refused),
		cmocka_unit_test(only_cells_in_force_on_the_first_count),
		cmocka_unit_test(codes_have_words),
		cmocka_unit_test(numbers_in_no_list_have_none),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
