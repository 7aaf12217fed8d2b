/* What is written into the page: nothing that came from outside can leave its place. */
#include "engine/page/page_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_page(struct page_text *t, const char *wanted)
{
	page_put(t, "");
	assert_int_equal(t->length, strlen(wanted));
	assert_memory_equal(t->at, wanted, t->length);
	arena_free(t->keep);
}

static struct page_text *fresh(void)
{
	return page_text_new(arena_new());
}

static void assert_escaped(const char *text, const char *wanted)
{
	struct page_text *t = fresh();

	page_escape(t, text);
	assert_page(t, wanted);
}

static void markup_becomes_entities(void **state)
{
	(void)state;
	assert_escaped(
		"<script>alert('\"&\"')</script>", "&lt;script&gt;alert(&#39;&quot;&amp;&quot;&#39;)&lt;/script&gt;");
	assert_escaped("辻󠄀さん\n二行目", "辻󠄀さん\n二行目");
}

static void what_is_no_text_is_replaced(void **state)
{
	(void)state;
	assert_escaped("a\x1b[31m\x7f", "a\uFFFD[31m\uFFFD");
	assert_escaped("\xc2\x85", "\uFFFD");                 /* a control of the second set */
	assert_escaped("a\u202Eb", "a\uFFFDb");               /* turns the direction of writing around */
	assert_escaped("\xff\xe3\x81", "\uFFFD\uFFFD\uFFFD"); /* cut off */
	assert_escaped("\xc0\xbc"
				   "script",
		"\uFFFD\uFFFDscript"); /* an overlong < */
}

static void a_text_grows_beyond_its_first_room(void **state)
{
	struct page_text *t = fresh();

	(void)state;
	for (int i = 0; i < 20000; i++)
		page_put(t, "0123456789");
	assert_int_equal(t->length, 200000);
	for (size_t i = 0; i < t->length; i++)
		assert_int_equal(t->at[i], '0' + (int)(i % 10));
	arena_free(t->keep);
}

static void assert_duration(int64_t ms, const char *wanted)
{
	struct page_text *t = fresh();

	page_duration(t, ms);
	assert_page(t, wanted);
}

static void durations_read_as_people_say_them(void **state)
{
	(void)state;
	assert_duration(0, "0.00秒");
	assert_duration(44, "0.04秒");
	assert_duration(949, "0.95秒");
	assert_duration(950, "1.0秒");
	assert_duration(9949, "9.9秒");
	assert_duration(9950, "10秒");
	assert_duration(59499, "59秒");
	assert_duration(59500, "1分00秒");
	assert_duration(3599499, "59分59秒");
	assert_duration(86399499, "23時間59分");
	assert_duration(90000000, "1日1時間");
}

static void instants_are_japanese_time(void **state)
{
	struct page_text *t = fresh();

	(void)state;
	page_instant(t, 1000);
	page_instant(t, 0);
	page_instant_text(t, "2027-02-01 02:05:09");
	page_instant_text(t, "");
	page_instant_text(t, "<"); /* a text from outside like all others */
	assert_page(t, "1970-01-01 09:00:01―2027-02-01 02:05:09―&lt;");
}

static void numbers_are_grouped(void **state)
{
	struct page_text *t = fresh();

	(void)state;
	page_number(t, 0);
	page_put(t, " ");
	page_number(t, -1234567);
	page_put(t, " ");
	page_number(t, INT64_MAX);
	assert_page(t, "0 -1,234,567 9,223,372,036,854,775,807");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup_becomes_entities),
		cmocka_unit_test(what_is_no_text_is_replaced),
		cmocka_unit_test(a_text_grows_beyond_its_first_room),
		cmocka_unit_test(durations_read_as_people_say_them),
		cmocka_unit_test(instants_are_japanese_time),
		cmocka_unit_test(numbers_are_grouped),
	};

	return cmocka_run_group_tests_name("page_text", tests, NULL, NULL);
}
