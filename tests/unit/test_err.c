/*
 * test_err.c: include/getsuji/err.h, engine/base/intl.h, engine/base/log.h
 */
#include "engine/base/intl.h"
#include "engine/base/log.h"
#include "engine/base/text.h"
#include "getsuji/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void an_error_carries_all_its_parts(void **state)
{
	struct err e = {0};

	(void)state;
	assert_int_equal(err_set(&e, ERR_INPUT, 1002, "could not read file: %s", "why"), ERR_INPUT);
	assert_int_equal(err_place(&e, "%s:%d:%d", "facts.csv", 3, 7), ERR_INPUT);
	assert_int_equal(err_hint(&e, "Make room on this disk, then start the same command again."), ERR_INPUT);
	err_context(&e, "task %s, chunk %d", "recalculate", 12);
	err_context(&e, "run %d", 3);
	assert_int_equal(e.id, 1002);
	assert_string_equal(e.message, "could not read file: why");
	assert_string_equal(e.place, "facts.csv:3:7");
	assert_string_equal(e.detail, "task recalculate, chunk 12\nrun 3");
	assert_non_null(strstr(e.file, "test_err.c"));
	err_set(&e, ERR_DISK, 1001, "could not write file: %s", "x");
	assert_string_equal(e.detail, "");
	assert_string_equal(e.place, "");
}

static void every_code_has_the_exit_code_of_its_class(void **state)
{
	(void)state;
	assert_int_equal(err_exit_code(ERR_OK), 0);
	assert_int_equal(err_class(ERR_RETRY), ERR_CLASS_RETRY);
	assert_int_equal(err_class(ERR_DATA), ERR_CLASS_DATA);
	assert_int_equal(err_class(ERR_INTERNAL), ERR_CLASS_FATAL);
	assert_string_equal(err_name(ERR_NOT_COMPUTABLE), "ERR_NOT_COMPUTABLE");
	for (enum err_code c = ERR_OK; c <= ERR_INTERNAL; c++) {
		assert_true(err_exit_code(c) <= 32);
		if (err_class(c) == ERR_CLASS_RETRY)
			assert_int_equal(err_exit_code(c), 8);
	}
}

static void a_long_text_is_cut_between_characters(void **state)
{
	char text[2000] = "";
	struct err e = {0};

	(void)state;
	for (int shift = 0; shift < 3; shift++) {
		memset(text, 'x', (size_t)shift);
		for (size_t i = (size_t)shift; i + 3 < sizeof text; i += 3)
			memcpy(text + i, "護", 4);
		err_set(&e, ERR_INTERNAL, 1, "%s", text);
		assert_true(strlen(e.message) >= sizeof e.message - 3);
		assert_true(text_valid(e.message, strlen(e.message), NULL));
		for (int i = 0; i < 200; i++)
			err_context(&e, "%s", "文脈の行");
		assert_true(text_valid(e.detail, strlen(e.detail), NULL));
	}
}

static void messages_are_japanese_where_no_japanese_locale_is_generated(void **state)
{
	struct err e = {0};

	(void)state;
	unsetenv("LANGUAGE");
	unsetenv("LC_ALL");
	setenv("LANG", "ja_JP.UTF-8", 1);
	assert_true(intl_init(NULL));
	assert_string_equal(intl_language(), "ja");
	err_set(&e, ERR_INPUT, 1003, "file is larger than %zu bytes", (size_t)10);
	assert_string_equal(e.message, "ファイルが10バイトを超えています");
	setenv("LANG", "C", 1);
	unsetenv("LANGUAGE");
	assert_true(intl_init("ja"));
	err_set(&e, ERR_INPUT, 1003, "file is larger than %zu bytes", (size_t)10);
	assert_string_equal(e.message, "ファイルが10バイトを超えています");
}

static void english_and_unknown_languages_are_english(void **state)
{
	struct err e = {0};

	(void)state;
	assert_true(intl_init("en"));
	err_set(&e, ERR_INPUT, 1003, "file is larger than %zu bytes", (size_t)10);
	assert_string_equal(e.message, "file is larger than 10 bytes");
	assert_false(intl_init("fr"));
	assert_string_equal(intl_language(), "en");
	setenv("LANGUAGE", "fr", 1);
	assert_true(intl_init(NULL));
	assert_string_equal(intl_language(), "en");
}

static void reasons_of_class_data_are_never_translated(void **state)
{
	struct err e = {0};

	(void)state;
	intl_init("ja");
	err_set(&e, ERR_DATA, 1003, "file is larger than %zu bytes", (size_t)10);
	assert_string_equal(e.message, "file is larger than 10 bytes");
	intl_init("en");
}

/* What one line looks like, without its time. */
static char *logged(enum log_format format, const struct err *e)
{
	char *bytes = NULL, *rest;
	size_t size;
	FILE *to = open_memstream(&bytes, &size);
	struct log_line l;

	assert_non_null(to);
	log_open(to, format, LOG_LEVEL_INFO);
	log_begin(&l, LOG_LEVEL_DEBUG, "not.wanted");
	log_text(&l, "key", "value");
	log_end(&l);
	log_begin(&l, LOG_LEVEL_INFO, "chunk.done");
	log_int(&l, "run", -12);
	log_text(&l, "task", "two words \"x\"\n");
	log_text(&l, "none", NULL);
	log_text(&l, "empty", "");
	if (e != NULL)
		log_err(&l, e);
	log_end(&l);
	log_open(NULL, format, LOG_LEVEL_INFO);
	fclose(to);
	rest = strstr(bytes, "level");
	assert_non_null(rest);
	rest = strdup(rest);
	free(bytes);
	return rest;
}

static void a_line_is_key_value_or_json(void **state)
{
	char *text = logged(LOG_FORMAT_TEXT, NULL), *json = logged(LOG_FORMAT_JSON, NULL);

	(void)state;
	assert_string_equal(
		text, "level=info event=chunk.done run=-12 task=\"two words \\\"x\\\"\\u000a\" empty=\"\"\n");
	assert_string_equal(json, "level\":\"info\",\"event\":\"chunk.done\",\"run\":-12,"
							  "\"task\":\"two words \\\"x\\\"\\u000a\",\"empty\":\"\"}\n");
	free(text);
	free(json);
}

static void an_overlong_line_stays_whole(void **state)
{
	struct err e = {0};
	char text[600] = "", *json;

	(void)state;
	for (size_t i = 0; i + 3 < sizeof text; i += 3)
		memcpy(text + i, i % 2 == 0 ? "\n\n\n" : "護", 4);
	err_set(&e, ERR_INTERNAL, 1, "%s", text);
	err_detail(&e, "%s", text);
	err_place(&e, "%s", text);
	json = logged(LOG_FORMAT_JSON, &e);
	assert_true(text_valid(json, strlen(json), NULL));
	assert_true(strlen(json) < 2048);
	assert_string_equal(json + strlen(json) - 3, "\"}\n");
	free(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_carries_all_its_parts),
		cmocka_unit_test(every_code_has_the_exit_code_of_its_class),
		cmocka_unit_test(a_long_text_is_cut_between_characters),
		cmocka_unit_test(messages_are_japanese_where_no_japanese_locale_is_generated),
		cmocka_unit_test(english_and_unknown_languages_are_english),
		cmocka_unit_test(reasons_of_class_data_are_never_translated),
		cmocka_unit_test(a_line_is_key_value_or_json),
		cmocka_unit_test(an_overlong_line_stays_whole),
	};

	return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
