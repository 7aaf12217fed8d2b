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

static const char *ledger_text(void)
{
	for (int i = 0; i < schema_steps_count; i++)
		if (strstr(schema_steps[i].text, "CREATE TABLE run.run ("))
			return schema_steps[i].text;
	fail_msg("no step makes run.run");
	return NULL;
}

/* The words of the list that follows `column IN` after `from`: "'a', 'b'". */
static void schema_words(const char *table, const char *column, char *out, size_t size)
{
	const char *at = strstr(ledger_text(), table);
	char start[64];
	const char *end;

	assert_non_null(at);
	snprintf(start, sizeof start, "CHECK (%s IN", column);
	at = strstr(at, start);
	assert_non_null(at);
	at = strchr(at, '\'');
	assert_non_null(at);
	end = strchr(at, ')');
	assert_non_null(end);
	assert_true((size_t)(end - at) < size);
	memcpy(out, at, (size_t)(end - at));
	out[end - at] = '\0';
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
	schema_words("CREATE TABLE run.run (", "execution", list, sizeof list);
	assert_same_states(list, state_run_moves, state_run_moves_count);
}

static void task_states_are_those_of_the_schema(void **state)
{
	char list[400];

	(void)state;
	schema_words("CREATE TABLE run.task (", "state", list, sizeof list);
	assert_same_states(list, state_task_moves, state_task_moves_count);
}

static void a_done_run_never_moves_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < state_run_moves_count; i++)
		assert_string_not_equal(state_run_moves[i].from, "done");
	assert_false(state_run_can("done", "running"));
	assert_true(state_run_can("running", "running"));
	assert_false(state_task_can("done", "running"));
	assert_true(state_task_can("failed", "running"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(run_states_are_those_of_the_schema),
		cmocka_unit_test(task_states_are_those_of_the_schema),
		cmocka_unit_test(a_done_run_never_moves_again),
	};

	return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
