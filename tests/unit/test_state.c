/* The states of the code are those of the schema's CHECK constraints; every state can be left or is final. */
#include "engine/db/schema.h"
#include "engine/run/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The words of the last list "CHECK (column IN ('a', 'b'))" that a step gives the column of a table: that of
 * its CREATE TABLE, or of the constraint that replaced it. */
static void schema_words(const char *table, const char *column, char *out, size_t size)
{
	const char *list = NULL, *end;
	char made[64], replaced[96], start[64];

	snprintf(made, sizeof made, "CREATE TABLE %s (", table);
	snprintf(replaced, sizeof replaced, "ALTER TABLE %s ADD CONSTRAINT %s_%s_check ", table,
		strchr(table, '.') + 1, column);
	snprintf(start, sizeof start, "CHECK (%s IN", column);
	for (int i = 0; i < schema_steps_count; i++) {
		const char *at = strstr(schema_steps[i].text, made);

		for (int k = 0; k < 2; k++, at = strstr(schema_steps[i].text, replaced))
			if (at && (at = strstr(at, start)))
				list = at;
	}
	assert_non_null(list);
	list = strchr(list, '\'');
	assert_non_null(list);
	end = strchr(list, ')');
	assert_non_null(end);
	assert_true((size_t)(end - list) < size);
	memcpy(out, list, (size_t)(end - list));
	out[end - list] = '\0';
}

static int count_words(const char *list)
{
	int quotes = 0;

	for (; *list; list++)
		quotes += *list == '\'';
	return quotes / 2;
}

static void assert_same_states(const char *list, const struct state_move *moves, size_t count)
{
	const char *seen[32];
	int n = 0;

	for (size_t i = 0; i < 2 * count; i++) {
		const char *word = i % 2 ? moves[i / 2].to : moves[i / 2].from;
		char quoted[40];
		int k = 0;

		snprintf(quoted, sizeof quoted, "'%s'", word);
		if (!strstr(list, quoted))
			fail_msg("state %s of the code is not in the schema: %s", word, list);
		while (k < n && strcmp(seen[k], word) != 0)
			k++;
		if (k == n)
			seen[n++] = word;
	}
	assert_int_equal(n, count_words(list));
}

static void run_states_are_those_of_the_schema(void **state)
{
	char list[400];

	(void)state;
	schema_words("run.run", "execution", list, sizeof list);
	assert_same_states(list, state_run_moves, state_run_moves_count);
}

static void task_states_are_those_of_the_schema(void **state)
{
	char list[400];

	(void)state;
	schema_words("run.task", "state", list, sizeof list);
	assert_same_states(list, state_task_moves, state_task_moves_count);
}

static void what_is_done_moves_only_by_a_rerun(void **state)
{
	(void)state;
	for (size_t i = 0; i < state_run_moves_count; i++)
		if (strcmp(state_run_moves[i].from, "done") == 0)
			assert_string_equal(state_run_moves[i].to, "planned");
	assert_false(state_run_can("done", "running"));
	assert_true(state_run_can("running", "running"));
	assert_true(state_task_can("failed", "running"));
	assert_false(state_task_can("skipped", "running"));
}

static void a_word_that_no_list_has_is_no_state(void **state)
{
	char list[400];

	(void)state;
	schema_words("run.task", "kind", list, sizeof list);
	assert_non_null(strstr(list, "'milestone'"));
	assert_false(state_task_can("milestone", "done"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(run_states_are_those_of_the_schema),
		cmocka_unit_test(task_states_are_those_of_the_schema),
		cmocka_unit_test(what_is_done_moves_only_by_a_rerun),
		cmocka_unit_test(a_word_that_no_list_has_is_no_state),
	};

	return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
