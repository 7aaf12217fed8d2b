/* What is particular to answer files as CSV: the header, empty columns, CP932. */
#include "tests/unit/answer_fixture.h"
#include "tests/unit/arena_fixture.h"

#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static enum err_code read_as(
	enum csv_encoding encoding, const char *text, size_t length, const char **rows, unsigned char *digest)
{
	struct fixture_bytes bytes = {text, length, SIZE_MAX};
	struct record_reader *r = record_csv(keep, &answer_layout, "f", encoding, fixture_read, &bytes);

	err_clear(&err);
	(void)fixture_drain(keep, r, rows, &err);
	record_digest(r, digest);
	return err.code;
}

static void refused(const char *text, int id, const char *place)
{
	unsigned char digest[DIGEST_SIZE];
	const char *rows;

	assert_int_equal(read_as(CSV_UTF8, text, strlen(text), &rows, digest), ERR_INPUT);
	if (err.id != id || strcmp(err.place, place) != 0)
		fail_msg("GJ%d %s (%s), wanted GJ%d %s", err.id, err.place, err.message, id, place);
}

static struct fixture *sealed(const char *words)
{
	struct fixture *f = fixture_new(keep, words);

	fixture_seal(f);
	(void)fixture_write(f, FIXTURE_CSV);
	return f;
}

/* The text with the first `from` in it replaced. */
static const char *with(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	assert_non_null(at);
	return arena_printf(keep, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static void the_header_names_every_item_once(void **state)
{
	const char *text = sealed("file answer award scheme end")->text;
	const char *grade = arena_printf(keep, "f:1:%d", (int)(strstr(text, ",grade_code") - text) + 2);

	(void)state;
	refused("", 1119, "f:1:1");
	refused(with(text, ",grade_code", ""), 1118, "f:1:1");
	refused(with(text, ",grade_code", ",grade"), 1116, grade);
	refused(with(text, ",grade_code", ",office"), 1115, grade);
	refused(with(text, "record,", "record,レコード,"), 1117, "f:1:8");
}

static void columns_may_stand_in_any_order(void **state)
{
	struct fixture *f = sealed("file answer award scheme end");
	const char *turned = "", *rows[2], *line = f->text;
	unsigned char digests[2][DIGEST_SIZE];

	(void)state;
	while (*line) { /* the fields of each row, the last first */
		size_t n = strcspn(line, ",\n");
		const char *row = arena_strndup(keep, line, n);

		while (line[n] == ',') {
			line += n + 1;
			n = strcspn(line, ",\n");
			row = arena_printf(keep, "%.*s,%s", (int)n, line, row);
		}
		turned = arena_printf(keep, "%s%s\n", turned, row);
		line += n + 1;
	}
	assert_int_equal(read_as(CSV_UTF8, f->text, f->used, &rows[0], digests[0]), ERR_OK);
	(void)read_as(CSV_UTF8, turned, strlen(turned), &rows[1], digests[1]);
	assert_string_equal(err.message, "");
	assert_string_equal(rows[0], rows[1]);
	assert_memory_equal(digests[0], digests[1], DIGEST_SIZE);
}

static void columns_that_the_record_does_not_have_stay_empty(void **state)
{
	struct fixture *f = sealed("file answer award scheme end");
	const struct fixture_place at = f->records[2].item_at[3];
	const char *award = strstr(f->text, "award,,,"), *first_paid = strstr(award, "2027-06-01");

	(void)state;
	refused(arena_printf(keep, "%.*s2027-06-01,national%s", (int)(first_paid - f->text), f->text,
				first_paid + strlen("2027-06-01,")),
		1155, arena_printf(keep, "f:%d:%d, answer/award/scheme", at.line, at.column + 11));
	refused(with(f->text, "award,,,", "award,x,,"), 1155, "f:4:7, answer/award/layout");
	refused(with(f->text, "award,,,", "award,Reason Of Null:01,,"), 1155, "f:4:7, answer/award/layout");
}

static void the_record_must_be_known(void **state)
{
	const char *text = sealed("file answer award scheme end")->text;

	(void)state;
	refused(with(text, "\naward,", "\npension,"), 1152, "f:4:1, record");
	refused(with(text, "\naward,", "\n,"), 1152, "f:4:1, record");
	refused(with(text, "\naward,", "\n Award,"), 1152, "f:4:1, record");
	refused(arena_printf(keep, "%s%s", text, strstr(text, "\nend") + 1), 1151, "f:7:1, end");
}

static void a_file_without_its_end_was_cut_off(void **state)
{
	struct fixture *f = sealed("file answer award scheme end");
	char *end = strstr(f->text, "\nend");

	(void)state;
	end[1] = '\0';
	refused(f->text, 1170, "f:5:1");
	end[0] = '\0';
	refused(f->text, 1113, arena_printf(keep, "f:5:%d", (int)strlen(strrchr(f->text, '\n'))));
	*strchr(f->text, '\n') = '\0';
	refused(arena_printf(keep, "%s\n", f->text), 1170, "f:1:1");
}

static size_t to_cp932(const char *text, size_t length, char *out, size_t size)
{
	iconv_t to = iconv_open("CP932", "UTF-8");
	char *in = (char *)text, *at = out;

	assert_true(to != (iconv_t)-1);
	assert_int_equal(iconv(to, &in, &length, &at, &size), 0);
	iconv_close(to);
	return (size_t)(at - out);
}

static void cp932_is_the_same_content(void **state)
{
	struct fixture *f = fixture_new(keep, "file answer award scheme end");
	char *bytes = arena_raw(keep, FIXTURE_TEXT_MAX);
	unsigned char digests[2][DIGEST_SIZE];
	const char *rows[2];
	size_t n;

	(void)state;
	fixture_set(f, 1, "name", "髙﨑　①～ソ表"); /* ～ is U+FF5E, which CP932 has; 〜 it has not */
	fixture_set(f, 1, "name_kana", "ﾀｶｻｷ");
	fixture_seal(f);
	(void)fixture_write(f, FIXTURE_CSV);
	n = to_cp932(f->text, f->used, bytes, FIXTURE_TEXT_MAX);
	assert_int_not_equal(n, f->used);
	assert_int_equal(read_as(CSV_UTF8, f->text, f->used, &rows[0], digests[0]), ERR_OK);
	assert_int_equal(read_as(CSV_CP932, bytes, n, &rows[1], digests[1]), ERR_OK);
	assert_string_equal(rows[0], rows[1]);
	assert_memory_equal(digests[0], digests[1], DIGEST_SIZE);
	assert_non_null(strstr(rows[1], "name=髙﨑　①～ソ表 null 0"));
	assert_int_equal(read_as(CSV_UTF8, bytes, n, &rows[0], digests[0]), ERR_INPUT);
	assert_int_equal(err.id, 1104);
	assert_non_null(strstr(err.hint, "cp932"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_header_names_every_item_once, setup, teardown),
		cmocka_unit_test_setup_teardown(columns_may_stand_in_any_order, setup, teardown),
		cmocka_unit_test_setup_teardown(columns_that_the_record_does_not_have_stay_empty, setup, teardown),
		cmocka_unit_test_setup_teardown(the_record_must_be_known, setup, teardown),
		cmocka_unit_test_setup_teardown(a_file_without_its_end_was_cut_off, setup, teardown),
		cmocka_unit_test_setup_teardown(cp932_is_the_same_content, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
