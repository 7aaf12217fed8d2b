/* The command line's parser, with the table of options.def. */
#include "engine/cli/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static enum err_code parse(
	struct arena *keep, struct options *o, struct err *e, int argc, const char *const *words)
{
	char **argv = arena_array(keep, (size_t)argc + 1, sizeof(char *));

	for (int i = 0; i < argc; i++)
		argv[i] = arena_strdup(keep, words[i]);
	err_clear(e);
	return options_parse(argc, argv, keep, o, e);
}

#define PARSE(...) \
	parse(keep, &o, &e, (int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)), \
		(const char *const[]){__VA_ARGS__})

static void values_come_from_flag_then_environment_then_fallback(void **state)
{
	struct arena *keep = arena_new();
	struct options o;
	struct err e = {0};

	(void)state;
	unsetenv("GETSUJI_STATE");
	assert_int_equal(PARSE("plan"), ERR_OK);
	assert_string_equal(o.text[OPT_state], "var");
	assert_false(o.on_line[OPT_state]);
	setenv("GETSUJI_STATE", "/elsewhere", 1);
	assert_int_equal(PARSE("plan"), ERR_OK);
	assert_string_equal(o.text[OPT_state], "/elsewhere");
	assert_int_equal(PARSE("plan", "--state", "/here"), ERR_OK);
	assert_string_equal(o.text[OPT_state], "/here");
	assert_true(o.on_line[OPT_state]);
	setenv("GETSUJI_STATE", "", 1);
	assert_int_equal(PARSE("plan"), ERR_OK);
	assert_string_equal(o.text[OPT_state], "var");
	unsetenv("GETSUJI_STATE");
	arena_free(keep);
}

static void a_wrong_environment_is_an_error_that_names_it(void **state)
{
	struct arena *keep = arena_new();
	struct options o;
	struct err e = {0};

	(void)state;
	setenv("GETSUJI_WORKERS", "many", 1);
	assert_int_equal(PARSE("run"), ERR_USAGE);
	assert_non_null(strstr(e.message, "GETSUJI_WORKERS"));
	unsetenv("GETSUJI_WORKERS");
	arena_free(keep);
}

static void operands_keep_their_order_and_a_bare_double_dash_ends_options(void **state)
{
	struct arena *keep = arena_new();
	struct options o;
	struct err e = {0};

	(void)state;
	assert_int_equal(PARSE("1", "--quiet", "2", "-", "--", "--quiet", "-o"), ERR_OK);
	assert_int_equal(o.operands, 5);
	assert_string_equal(o.operand[0], "1");
	assert_string_equal(o.operand[1], "2");
	assert_string_equal(o.operand[2], "-");
	assert_string_equal(o.operand[3], "--quiet");
	assert_string_equal(o.operand[4], "-o");
	assert_int_equal(o.number[OPT_quiet], 1);
	arena_free(keep);
}

static void numbers_are_exact_and_within_their_range(void **state)
{
	static const char *const wrong[] = {
		"", " 1", "1 ", "+1", "-1", "0", "65", "1e1", "0x1", "1.0", "99999999999999999999999999", "１"};
	struct arena *keep = arena_new();
	struct options o;
	struct err e = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(PARSE("--workers", wrong[i]), ERR_USAGE);
	assert_int_equal(PARSE("--workers=64"), ERR_OK);
	assert_int_equal(o.number[OPT_workers], 64);
	arena_free(keep);
}

static void months_are_exact(void **state)
{
	static const char *const wrong[] = {
		"", "2027", "2027-1", "2027-00", "2027-13", "2027-01-01", "202701", "2027-01 ", "令和9年1月"};
	struct arena *keep = arena_new();
	struct options o;
	struct err e = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(PARSE("--month", wrong[i]), ERR_USAGE);
	assert_int_equal(PARSE("--month", "2027-01"), ERR_OK);
	assert_int_equal(o.number[OPT_month], month_of(2027, 1));
	arena_free(keep);
}

static void words_are_whole_words_of_the_list(void **state)
{
	struct arena *keep = arena_new();
	struct options o;
	struct err e = {0};

	(void)state;
	assert_int_equal(PARSE("--encoding", "cp932"), ERR_OK);
	assert_int_equal(PARSE("--encoding", "cp93"), ERR_USAGE);
	assert_int_equal(PARSE("--encoding", "utf-8 cp932"), ERR_USAGE);
	assert_int_equal(PARSE("--encoding", ""), ERR_USAGE);
	arena_free(keep);
}

static void what_is_not_an_option_is_answered_with_the_nearest(void **state)
{
	struct arena *keep = arena_new();
	struct options o;
	struct err e = {0};

	(void)state;
	assert_int_equal(PARSE("--ofice", "1"), ERR_USAGE);
	assert_non_null(strstr(e.hint, "--office"));
	assert_int_equal(PARSE("--x-y-z-and-much-more-that-nobody-would-ever-call-an-option=1"), ERR_USAGE);
	assert_null(strstr(e.hint, "Did you mean"));
	assert_int_equal(PARSE("-x"), ERR_USAGE);
	assert_int_equal(PARSE("--office"), ERR_USAGE);
	assert_int_equal(PARSE("--wait=1"), ERR_USAGE);
	assert_int_equal(PARSE("--office", "1", "--office", "1"), ERR_USAGE);
	arena_free(keep);
}

static void the_nearest_word_is_a_slip_away_or_none(void **state)
{
	static const char *const words[] = {"status", "resume", "run"};

	(void)state;
	assert_string_equal(option_nearest("stauts", words, 3), "status");
	assert_string_equal(option_nearest("rum", words, 3), "run");
	assert_null(option_nearest("calendar", words, 3));
	assert_null(option_nearest("", words, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_come_from_flag_then_environment_then_fallback),
		cmocka_unit_test(a_wrong_environment_is_an_error_that_names_it),
		cmocka_unit_test(operands_keep_their_order_and_a_bare_double_dash_ends_options),
		cmocka_unit_test(numbers_are_exact_and_within_their_range),
		cmocka_unit_test(months_are_exact),
		cmocka_unit_test(words_are_whole_words_of_the_list),
		cmocka_unit_test(what_is_not_an_option_is_answered_with_the_nearest),
		cmocka_unit_test(the_nearest_word_is_a_slip_away_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
