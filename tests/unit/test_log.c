/* Lines of the log: one object or key=value line per event, whatever stands in the values. */
#include "engine/base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *text;
static size_t length;
static FILE *memory;

static void open_memory(enum log_format format)
{
	memory = open_memstream(&text, &length);
	assert_non_null(memory);
	log_open(memory, format, LOG_LEVEL_INFO);
}

static void assert_lines(const char *wanted)
{
	log_open(NULL, LOG_FORMAT_TEXT, LOG_LEVEL_OFF);
	fclose(memory);
	assert_string_equal(text, wanted);
	free(text); /* library: open_memstream */
}

static void say(const char *event, const char *details)
{
	struct log_line l;

	log_begin_at(&l, LOG_LEVEL_WARNING, event, "2027-01-31T09:00:00.123Z");
	log_int(&l, "run", 7);
	log_details(&l, details);
	log_end(&l);
}

static void pairs_become_keys_and_whole_numbers_numbers(void **state)
{
	(void)state;
	open_memory(LOG_FORMAT_JSON);
	say("chunk.retry", "worker=w1 try=2 code=ERR_RETRY sqlstate=40001");
	assert_lines(
		"{\"ts\":\"2027-01-31T09:00:00.123Z\",\"level\":\"warning\",\"event\":\"chunk.retry\",\"run\":7,"
		"\"worker\":\"w1\",\"try\":2,\"code\":\"ERR_RETRY\",\"sqlstate\":\"40001\"}\n");
}

static void words_after_the_pairs_are_details(void **state)
{
	(void)state;
	open_memory(LOG_FORMAT_TEXT);
	say("run.alarm", "task=notice alarm=deadline not done 30 minutes after the start");
	assert_lines("ts=2027-01-31T09:00:00.123Z level=warning event=run.alarm run=7 task=notice alarm=deadline "
				 "details=\"not done 30 minutes after the start\"\n");
}

static void quotes_control_characters_and_unclosed_pairs_stay_inside_their_value(void **state)
{
	(void)state;
	open_memory(LOG_FORMAT_JSON);
	say("ledger.behind", "why=\"a \\\"b\\\" c\" x=\"never closed\n\x1b[31m");
	assert_lines(
		"{\"ts\":\"2027-01-31T09:00:00.123Z\",\"level\":\"warning\",\"event\":\"ledger.behind\",\"run\":7,"
		"\"why\":\"a \\\"b\\\" c\",\"details\":\"x=\\\"never closed\\u000a\\u001b[31m\"}\n");
}

static void keys_of_every_line_cannot_be_forged(void **state)
{
	(void)state;
	open_memory(LOG_FORMAT_JSON);
	say("chunk.retry", "run=8 level=error event=run.end ts=1 big=99999999999999999999 zero=0 lead=007");
	assert_lines(
		"{\"ts\":\"2027-01-31T09:00:00.123Z\",\"level\":\"warning\",\"event\":\"chunk.retry\",\"run\":7,"
		"\"big\":\"99999999999999999999\",\"zero\":0,\"lead\":\"007\"}\n");
}

static void what_is_below_the_level_is_not_written(void **state)
{
	struct log_line l;

	(void)state;
	open_memory(LOG_FORMAT_TEXT);
	log_begin(&l, LOG_LEVEL_DEBUG, "chunk.done");
	log_details(&l, "a=1");
	log_end(&l);
	assert_lines("");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_become_keys_and_whole_numbers_numbers),
		cmocka_unit_test(words_after_the_pairs_are_details),
		cmocka_unit_test(quotes_control_characters_and_unclosed_pairs_stay_inside_their_value),
		cmocka_unit_test(keys_of_every_line_cannot_be_forged),
		cmocka_unit_test(what_is_below_the_level_is_not_written),
	};

	return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
