/* ANSWERS.md says what answer_layout.c says, and its examples are files that are read. */
#include "tests/unit/answer_fixture.h"

#include "engine/base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct arena *keep;
static struct err err;
static const char *document;

static int setup(void **state)
{
	size_t length;
	char *text;

	(void)state;
	keep = arena_new();
	err_clear(&err);
	if (file_read("engine/intake/ANSWERS.md", 1 << 20, keep, &text, &length, &err) != ERR_OK)
		return -1;
	document = text;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(keep);
	return 0;
}

static const char *type_of(const struct record_item *item)
{
	long long lo = item->lo, hi = item->hi;

	switch (item->type) {
	case ITEM_DIGITS:
		return arena_printf(keep, "%lld digits", hi);
	case ITEM_CODE:
		return lo == hi ? arena_printf(keep, "%lld characters", hi)
						: arena_printf(keep, "%lld–%lld characters", lo, hi);
	case ITEM_WORD:
		return "word";
	case ITEM_TEXT:
		return arena_printf(keep, "text ≤ %lld", hi);
	case ITEM_DAY:
		return "day";
	case ITEM_YYYYMM:
		return "YYYYMM";
	case ITEM_NUMBER:
		return arena_printf(keep, "%lld–%lld", lo, hi);
	case ITEM_YEN:
		return "yen";
	}
	return "";
}

/* The text between a heading "## WORD" and the next. */
static const char *section(const char *word)
{
	const char *at = strstr(document, arena_printf(keep, "\n## %s\n", word)), *end;

	if (!at)
		fail_msg("no section %s", word);
	end = strstr(at + 4, "\n## ");
	assert_non_null(end);
	return arena_strndup(keep, at, (size_t)(end - at));
}

static void the_document_has_each_item_with_its_type_in_the_order_of_the_digest(void **state)
{
	(void)state;
	for (int r = 0; r < RECORD_COUNT; r++) {
		const char *text = section(answer_record_word((enum answer_record)r)), *at = text;
		int rows = 0;

		for (int i = 0; answer_layout.items[r][i].name; i++) {
			const struct record_item *item = &answer_layout.items[r][i];
			const char *row = arena_printf(
				keep, "\n| `%s` | %s | %s | ", item->name, type_of(item), item->nullable ? "yes" : "–");

			at = strstr(at, row);
			if (!at)
				fail_msg("not in the document, or not in its order: %s%s",
					answer_record_word((enum answer_record)r), row);
			for (const struct record_word *w = item->words; w && w->word; w++)
				assert_non_null(strstr(at, arena_printf(keep, "`%s`", w->word)));
		}
		for (at = text; (at = strstr(at, "\n| `")) != NULL; at++)
			rows++;
		assert_int_equal(rows, answer_items((enum answer_record)r));
	}
}

static void the_document_has_each_complaint(void **state)
{
	(void)state;
	for (int id = 1150; id <= 1174; id++)
		if (!strstr(section("Complaints"), arena_printf(keep, "%d", id)))
			fail_msg("GJ%d is not in the document", id);
}

static const char *example(const char *language)
{
	const char *begin = strstr(document, arena_printf(keep, "\n```%s\n", language)), *end;

	assert_non_null(begin);
	begin = strchr(begin + 1, '\n') + 1;
	end = strstr(begin, "```");
	return arena_strndup(keep, begin, (size_t)(end - begin));
}

static void the_examples_are_read(void **state)
{
	static const struct {
		const char *language, *has;
		enum fixture_form form;
	} examples[] = {
		{"xml", "scheme=employees null 0", FIXTURE_XML},
		{"csv", "employer_name=株式会社 \"みほん\", 本店 null 0", FIXTURE_CSV},
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const char *text = example(examples[i].language), *rows;

		(void)fixture_drain(
			keep, fixture_open(keep, examples[i].form, text, strlen(text), SIZE_MAX), &rows, &err);
		if (err.code != ERR_OK)
			fail_msg("%s: %s %s", examples[i].language, err.place, err.message);
		assert_non_null(strstr(rows, examples[i].has));
	}
}

/* The fields of a line without quotes; the line is cut up. */
static int cut_fields(char *line, char *fields[static CSV_COLUMNS_MAX])
{
	int n = 0;

	for (char *at = line; at; n++) {
		assert_true(n < CSV_COLUMNS_MAX);
		fields[n] = strsep(&at, ",");
	}
	return n;
}

static void the_request_file_has_the_digest_of_its_records(void **state)
{
	static const char *const columns[] = {"layout subject office made_on serial ",
		"request_id linkage_no procedure_no purpose condition from_on to_on nondisclosure ", ""};
	static const char *const words[] = {"file", "request", "end"};
	char *text = arena_strdup(keep, example("request")), *names[CSV_COLUMNS_MAX], *fields[CSV_COLUMNS_MAX];
	struct digest *digest = digest_new(keep);
	unsigned char sum[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];
	int n = cut_fields(strsep(&text, "\n"), names), lines = 0, kind = 0;

	(void)state;
	for (; *text; lines++) {
		assert_int_equal(cut_fields(strsep(&text, "\n"), fields), n);
		for (kind = 0; strcmp(words[kind], fields[0]) != 0; kind++)
			assert_true(kind < 2);
		digest_add(digest, fields[0], kind < 2 ? strlen(fields[0]) : 0);
		digest_add(digest, "\n", kind < 2);
		for (int i = 1; i < n && kind < 2; i++) {
			const char *item = arena_printf(keep, "%s=%s\n", names[i], fields[i]);

			if (strstr(columns[kind], arena_printf(keep, "%s ", names[i])))
				digest_add(digest, item, strlen(item));
			else
				assert_string_equal(fields[i], "");
		}
	}
	assert_int_equal(kind, 2);
	assert_string_equal(names[n - 2], "requests");
	assert_string_equal(fields[n - 2], arena_printf(keep, "%d", lines - 2));
	digest_end(digest, sum);
	assert_string_equal(fields[n - 1], digest_hex(sum, hex));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_document_has_each_item_with_its_type_in_the_order_of_the_digest, setup, teardown),
		cmocka_unit_test_setup_teardown(the_document_has_each_complaint, setup, teardown),
		cmocka_unit_test_setup_teardown(the_examples_are_read, setup, teardown),
		cmocka_unit_test_setup_teardown(the_request_file_has_the_digest_of_its_records, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
