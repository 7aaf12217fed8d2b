/* What is particular to answer files as XML: what the parser could be made to do, and is not. */
#include "tests/unit/answer_fixture.h"
#include "tests/unit/arena_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void read_bytes(const char *text, size_t length, size_t step)
{
	const char *rows;

	err_clear(&err);
	(void)fixture_drain(keep, fixture_open(keep, FIXTURE_XML, text, length, step), &rows, &err);
}

static void refused(const char *text, int id, const char *place)
{
	read_bytes(text, strlen(text), SIZE_MAX);
	if (err.id != id || strcmp(err.place, place) != 0)
		fail_msg("GJ%d %s (%s), wanted GJ%d %s\n%s", err.id, err.place, err.message, id, place, text);
	assert_int_equal(err.code, ERR_INPUT);
	read_bytes(text, strlen(text), 1);
	assert_int_equal(err.id, id);
	assert_string_equal(err.place, place);
}

#define DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define FILE_ITEMS \
	"<layout>getsuji-answer-1</layout><subject>pension</subject><office>13104</office>\n" \
	"<made_on>2027-06-10</made_on><serial>1</serial>"
#define FILE_RECORD "<file>" FILE_ITEMS "</file>\n"

/* FILE_RECORD ends with line 3 of what begins like this. */
#define BEGIN "<answers>\n" FILE_RECORD

static void nothing_is_defined_fetched_or_hidden(void **state)
{
	(void)state;
	refused("<!DOCTYPE answers>\n<answers/>", 1174, "f:1:1");
	refused("<!DOCTYPE answers SYSTEM \"http://example.jp/answers.dtd\">\n<answers/>", 1174, "f:1:1");
	refused(DECLARATION "<!DOCTYPE a [<!ENTITY x \"y\">]><answers>&x;</answers>", 1174, "f:2:1");
	refused("<!DOCTYPE a [<!ENTITY a \"0123456789\"><!ENTITY b "
			"\"&a;&a;&a;&a;&a;&a;&a;&a;\">]><answers>&b;</answers>",
		1174, "f:1:1");
	refused("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><answers>&x;</answers>", 1174, "f:1:1");
	refused(BEGIN "<answer><name>&x;</name></answer></answers>", 1173, "f:4:15, answer/name");
	refused("<?xml-stylesheet href=\"a.xsl\"?><answers/>", 1174, "f:1:1");
	refused(BEGIN "<?php echo 1 ?></answers>", 1174, "f:4:1");
	refused(BEGIN "  <!-- nothing --></answers>", 1174, "f:4:3");
	refused("<!-- nothing --><answers/>", 1174, "f:1:1");
	refused(BEGIN "<answer><name>見<!-- -->本</name></answer></answers>", 1174, "f:4:16, answer/name");
	refused(BEGIN "<answer><name><![CDATA[見本]]></name></answer></answers>", 1174, "f:4:15, answer/name");
}

static void only_known_elements_and_the_one_attribute_are_taken(void **state)
{
	(void)state;
	refused("<answer/>", 1152, "f:1:1");
	refused("<answers xmlns=\"urn:x\">\n</answers>", 1166, "f:1:1");
	refused("<a:answers xmlns:a=\"urn:x\"/>", 1152, "f:1:1");
	refused(BEGIN "<answer version=\"2\"></answer></answers>", 1166, "f:4:1, answer");
	refused(BEGIN "<answer reason_of_null=\"01\"/></answers>", 1166, "f:4:1, answer");
	refused(BEGIN "<answer><name nil=\"true\"/></answer></answers>", 1166, "f:4:9, answer/name");
	refused(BEGIN "<answer><name reason_of_null=\"01\" nil=\"true\"/></answer></answers>", 1166,
		"f:4:9, answer/name");
	refused(BEGIN "<answer>\n <姓>見本</姓></answer></answers>", 1152, "f:5:2, answer");
	refused(BEGIN "<answer><name><b>x</b></name></answer></answers>", 1152, "f:4:15, answer/name");
	refused(BEGIN "<answer><name><birth_on>2027-06-01</birth_on></name></answer></answers>", 1155,
		"f:4:15, answer/birth_on");
	refused(BEGIN "<answer><name><award/></name></answer></answers>", 1152, "f:4:15, answer/name");
	refused(BEGIN "<answer><grade_code>1</grade_code></answer></answers>", 1155, "f:4:9, answer/grade_code");
	refused("<answers><name>x</name></answers>", 1155, "f:1:10");
	refused("<answers>\n<answers/></answers>", 1155, "f:2:1"); /* end has an item of that name */
}

static void an_item_has_a_value_or_a_reason_once(void **state)
{
	(void)state;
	refused(BEGIN "<answer><name>見</name>\n<name>本</name></answer></answers>", 1159, "f:5:1, answer/name");
	refused(BEGIN "<answer><name reason_of_null=\"01\"/><name>本</name></answer></answers>", 1159,
		"f:4:36, answer/name");
	refused(BEGIN "<answer><name reason_of_null=\"01\">見本</name></answer></answers>", 1158,
		"f:4:35, answer/name");
	refused(
		BEGIN "<answer><name reason_of_null=\"01\"> </name></answer></answers>", 1158, "f:4:35, answer/name");
	refused(BEGIN "<answer><name>Reason Of Null:01</name></answer></answers>", 1157, "f:4:15, answer/name");
	refused(BEGIN "<answer><name reason_of_null=\"1\"/></answer></answers>", 1157, "f:4:9, answer/name");
	refused(BEGIN "<answer><name reason_of_null=\"\"/></answer></answers>", 1157, "f:4:9, answer/name");
	refused(BEGIN "<answer><state reason_of_null=\"01\"/></answer></answers>", 1156, "f:4:9, answer/state");
	refused(BEGIN "<answer><name></name></answer></answers>", 1154, "f:4:9, answer/name");
	refused(BEGIN "<answer></answer></answers>", 1154, "f:4:1, answer/request_id");
	refused(BEGIN "<answer/></answers>", 1154, "f:4:1, answer/request_id");
	refused("<answers>\n<end/></answers>", 1151, "f:2:1, end");
	refused("<answers>" FILE_RECORD "<end/></answers>", 1154, "f:3:1, end/answers");
	refused("<answers><file>" FILE_ITEMS "<name>x</name></file></answers>", 1155, "f:2:48, file/name");
}

static void text_stands_in_items_only(void **state)
{
	(void)state;
	refused("<answers>x</answers>", 1167, "f:1:10");
	refused("<answers>\n \t 見</answers>", 1167, "f:2:4");
	refused(BEGIN "<answer>0</answer></answers>", 1167, "f:4:9, answer");
	refused(BEGIN "<answer>&#32;0</answer></answers>", 1167, "f:4:14, answer");
	refused(BEGIN "</answers>x", 1170, "f:4:1");
}

static void places_are_counted_in_characters(void **state)
{
	(void)state;
	refused(BEGIN "<answer><name>見本　𠮷󠄀</name><state>x</state></answer></answers>", 1160,
		"f:4:34, answer/state");
	refused("\xEF\xBB\xBF<answers>x</answers>", 1167, "f:1:10");
	refused("<answers>\r\n\r\n x</answers>", 1167, "f:3:2");
}

static void the_encoding_is_utf_8(void **state)
{
	(void)state;
	refused("<?xml version=\"1.0\" encoding=\"Shift_JIS\"?>\n<answers/>", 1104, "f:1:1");
	refused("<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<answers/>", 1104, "f:1:1");
	refused(BEGIN "<answer><name>\x8C\xA9\x96\x7B</name></answer></answers>", 1104, "f:4:15");
	refused(BEGIN "<answer><name>見\xED\xA0\x80</name></answer></answers>", 1104, "f:4:16");
	refused(BEGIN "<answer><name>見\xE6\x9C", 1103, "f:4:16");
	refused(BEGIN "<answer><name>\x01</name></answer></answers>", 1173, "f:4:15, answer/name");
	read_bytes("\xFF\xFE<\0a\0", 6, SIZE_MAX);
	assert_int_equal(err.id, 1104);
	read_bytes("<answers>\0</answers>", 20, SIZE_MAX);
	assert_int_equal(err.id, 1173);
	assert_string_equal(err.place, "f:1:10");
}

static void what_is_not_xml_is_refused(void **state)
{
	(void)state;
	refused("", 1173, "f:1:1");
	refused("record,layout\n", 1173, "f:1:1");
	refused("<answers>\n<file></answers>", 1173, "f:2:9, file");
	refused("<answers><file><layout>x</file></answers>", 1173, "f:1:27, file/layout");
	refused("<answers>\n", 1173, "f:2:1");
	refused("<answers a=1>", 1173, "f:1:12");
	refused("<answers>" FILE_RECORD "<answer><name a=\"1\" a=\"1\"/>", 1173, "f:3:21, answer");
}

/* The parser keeps an unfinished tag, so a tag is bounded, wherever a block ends. */
static void sizes_are_bounded(void **state)
{
	enum { LONG = 100 * 1000, TAG_BYTES = 1024 };
	static const char *const fillers[] = {" ", "a", "\""};
	char *filler = arena_alloc(keep, LONG + 1);

	(void)state;
	for (int before = 0; before < 2; before++) { /* also across the end of a block */
		const char *blanks = before ? arena_printf(keep, "%16000s", "") : "";

		for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++) {
			memset(filler, *fillers[i], LONG);
			refused(arena_printf(keep, "<answers>\n%s<answer %s", blanks, filler),
				*fillers[i] == '"' ? 1173 : 1153,
				arena_printf(keep, "f:2:%d",
					*fillers[i] == '"' ? (before ? 16009 : 9)
					: before           ? 16001
									   : 1));
			if (*fillers[i] == '"')
				continue;
			refused(arena_printf(keep, "<answers>\n%s<!--%s", blanks, filler), 1153,
				before ? "f:2:16001" : "f:2:1");
		}
		memset(filler, 'x', LONG);
		refused(
			arena_printf(keep, "<answers>%s" FILE_RECORD "<answer><name>%s</name></answer>", blanks, filler),
			1107, "f:3:15, answer/name");
		filler[TAG_BYTES] = '\0';
		refused(arena_printf(
					keep, "<answers>%s" FILE_RECORD "<answer><name reason_of_null=\"%s\"/>", blanks, filler),
			1153, "f:3:9, answer");
		filler[TAG_BYTES] = 'x';
	}
}

/* A mebibyte of blanks before, between and after the elements costs nothing and is no reason to refuse. */
static void blanks_between_elements_may_be_long(void **state)
{
	struct fixture *f = fixture_new(keep, "file end");
	const char *text, *root, *end, *all, *rows;

	(void)state;
	fixture_seal(f);
	text = fixture_write(f, FIXTURE_XML);
	root = strstr(text, "<answers>");
	end = strstr(text, "\t<end>");
	all = arena_printf(keep, "%.*s%1048576s%.*s%1048576s%s%1048576s", (int)(root - text), text, "",
		(int)(end - root), root, "", end, "");
	assert_int_equal(
		fixture_drain(keep, fixture_open(keep, FIXTURE_XML, all, strlen(all), SIZE_MAX), &rows, &err),
		ERR_OK);
	assert_non_null(strstr(rows, "end\nanswers=0"));
}

static void items_come_in_any_order_and_entities_that_xml_knows_may_be_used(void **state)
{
	static const char items[] =
		"<answers><file><serial>7</serial><made_on>2027-06-10</made_on><office>13104</office>"
		"<subject>supplement</subject><layout>getsuji&#45;answer-1</layout></file>"
		"<answer><answered_on>2027-06-09</answered_on><birth_on reason_of_null=\"04\"></birth_on>"
		"<name_kana>&lt;&amp;&gt;&#x304B;&quot;</name_kana><name>見本</name><state>found</state>"
		"<linkage_no>000000000000000</linkage_no><request_id>0000000000000000000</request_id></answer>"
		"<end><digest>0000000000000000000000000000000000000000000000000000000000000000</digest>"
		"<records>2</records><answers>1</answers></end></answers>";
	const char *rows;

	(void)state;
	(void)fixture_drain(
		keep, fixture_open(keep, FIXTURE_XML, items, sizeof items - 1, SIZE_MAX), &rows, &err);
	assert_int_equal(err.id, 1172); /* everything else is right */
	assert_non_null(strstr(rows, "name_kana=<&>か\" null 0"));
	assert_non_null(strstr(rows, "layout=getsuji-answer-1 null"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_is_defined_fetched_or_hidden, setup, teardown),
		cmocka_unit_test_setup_teardown(only_known_elements_and_the_one_attribute_are_taken, setup, teardown),
		cmocka_unit_test_setup_teardown(an_item_has_a_value_or_a_reason_once, setup, teardown),
		cmocka_unit_test_setup_teardown(text_stands_in_items_only, setup, teardown),
		cmocka_unit_test_setup_teardown(places_are_counted_in_characters, setup, teardown),
		cmocka_unit_test_setup_teardown(the_encoding_is_utf_8, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_not_xml_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(sizes_are_bounded, setup, teardown),
		cmocka_unit_test_setup_teardown(blanks_between_elements_may_be_long, setup, teardown),
		cmocka_unit_test_setup_teardown(
			items_come_in_any_order_and_entities_that_xml_knows_may_be_used, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
