/* The CSV reader: fields with their places, and every way in which a file is refused. */
#include "getsuji/csv.h"
#include "tests/unit/arena_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct csv_column columns[] = {{"name", false}, {"value", false}, {"note", true}};

static struct csv *open_text(const char *text)
{
	struct csv *c = csv_new_bytes(keep, "t.csv", CSV_UTF8, text, strlen(text));

	assert_int_equal(csv_header(c, columns, 3, &err), ERR_OK);
	return c;
}

/* Reads on until the end or the error. */
static enum err_code drain(struct csv *c)
{
	const struct csv_field *f;
	bool more = true;
	enum err_code code = ERR_OK;

	while (code == ERR_OK && more)
		code = csv_next(c, &f, &more, &err);
	return code;
}

static void assert_field(const struct csv_field *f, const char *text, int line, int column)
{
	assert_string_equal(f->text, text);
	assert_int_equal(f->length, strlen(text));
	assert_int_equal(f->line, line);
	assert_int_equal(f->column, column);
}

static void refused(const char *text, int id, const char *place)
{
	struct csv *c = csv_new_bytes(keep, "t.csv", CSV_UTF8, text, strlen(text));

	err_clear(&err);
	if (csv_header(c, columns, 3, &err) == ERR_OK)
		(void)drain(c);
	assert_int_equal(err.code, ERR_INPUT);
	assert_int_equal(err.id, id);
	assert_string_equal(err.place, place);
}

static void fields_come_in_the_asked_order_with_their_places(void **state)
{
	struct csv *c = open_text("value,name\n1,見本 太郎\n\"2\",\"x, \"\"y\"\"\"\n");
	const struct csv_field *f;
	bool more;

	(void)state;
	assert_int_equal(csv_next(c, &f, &more, &err), ERR_OK);
	assert_field(&f[0], "見本 太郎", 2, 3);
	assert_field(&f[1], "1", 2, 1);
	assert_field(&f[2], "", 2, 0);
	assert_int_equal(csv_next(c, &f, &more, &err), ERR_OK);
	assert_field(&f[0], "x, \"y\"", 3, 5);
	assert_field(&f[1], "2", 3, 1);
	assert_true(f[1].quoted);
	assert_int_equal(csv_next(c, &f, &more, &err), ERR_OK);
	assert_false(more);
	assert_int_equal(csv_rows(c), 2);
}

static void columns_are_counted_in_characters(void **state)
{
	struct csv *c = open_text("name,value\n𠮷󠄀見,1\n");
	const struct csv_field *f;
	bool more;

	(void)state;
	assert_int_equal(csv_next(c, &f, &more, &err), ERR_OK);
	assert_field(&f[1], "1", 2, 5);
}

static void byte_order_mark_crlf_and_empty_lines_are_fine(void **state)
{
	struct csv *c = open_text("\xEF\xBB\xBFname,value\r\n\r\nA,1\r\n\n,\r\n");
	const struct csv_field *f;
	bool more;

	(void)state;
	assert_int_equal(csv_next(c, &f, &more, &err), ERR_OK);
	assert_field(&f[0], "A", 3, 1);
	assert_int_equal(csv_next(c, &f, &more, &err), ERR_OK);
	assert_field(&f[0], "", 5, 1);
	assert_field(&f[1], "", 5, 2);
	assert_int_equal(drain(c), ERR_OK);
}

static void quoted_line_breaks_count_as_lines(void **state)
{
	struct csv *c = open_text("name,value\n\"a\r\nb\",1\nC,\"2\"\n");
	const struct csv_field *f;
	bool more;

	(void)state;
	assert_int_equal(csv_next(c, &f, &more, &err), ERR_OK);
	assert_field(&f[0], "a\r\nb", 2, 1);
	assert_field(&f[1], "1", 3, 4);
	assert_int_equal(csv_line(c), 2);
	assert_int_equal(csv_next(c, &f, &more, &err), ERR_OK);
	assert_field(&f[0], "C", 4, 1);
}

static void blanks_belong_to_the_field(void **state)
{
	struct csv *c = open_text("name,value\n A ,\t1\n");
	const struct csv_field *f;
	bool more;

	(void)state;
	assert_int_equal(csv_next(c, &f, &more, &err), ERR_OK);
	assert_field(&f[0], " A ", 2, 1);
	assert_field(&f[1], "\t1", 2, 5);
}

static void malformed_files_are_refused_with_their_place(void **state)
{
	(void)state;
	refused("name,value\nA,\"open\nB,2\n", 1112, "t.csv:2:3");
	refused("name,value\nA,1\nB,2", 1113, "t.csv:3:4");
	refused("name,value\nA,x\"y\n", 1106, "t.csv:2:4");
	refused("name,value\nA,\"x\"y\n", 1106, "t.csv:2:6");
	refused("name,value\nA\n", 1120, "t.csv:2:1");
	refused("name,value\nA,1,2\n", 1120, "t.csv:2:5");
	refused("name,value\n\"A\nB\",1,2\n", 1120, "t.csv:3:6");
	refused("name,value\nA,1\rB,2\r", 1111, "t.csv:2:5");
	refused("name,value\nA,\xFF\n", 1104, "t.csv:2:3");
	refused("name,value\nA,\xED\xA0\x80\n", 1104, "t.csv:2:3");
	refused("name,value\nA,\xE8\xA6", 1103, "t.csv:2:3");
	refused("", 1119, "t.csv:1:1");
}

static void nul_is_refused(void **state)
{
	static const char text[] = "name,value\nA,1\0\n";
	struct csv *c = csv_new_bytes(keep, "t.csv", CSV_UTF8, text, sizeof text - 1);

	(void)state;
	assert_int_equal(csv_header(c, columns, 3, &err), ERR_OK);
	assert_int_equal(drain(c), ERR_INPUT);
	assert_int_equal(err.id, 1109);
	assert_string_equal(err.place, "t.csv:2:4");
}

static void headers_are_checked_by_name(void **state)
{
	(void)state;
	refused("name,value,other\n", 1116, "t.csv:1:12");
	assert_non_null(strstr(err.message, "other"));
	refused("name,value,name\n", 1115, "t.csv:1:12");
	refused("name\n", 1118, "t.csv:1:1");
	assert_non_null(strstr(err.message, "value"));
}

static void a_first_row_of_data_is_not_echoed(void **state)
{
	(void)state;
	refused("見本 太郎,1\n", 1117, "t.csv:1:1");
	assert_null(strstr(err.message, "見本"));
	assert_null(strstr(err.hint, "見本"));
}

static void sizes_are_bounded(void **state)
{
	static const char header[] = "name,value\n";
	char *text = arena_alloc(keep, 2 * CSV_ROW_MAX);
	size_t used = strlen(header), i;

	(void)state;
	memcpy(text, header, used);
	memset(text + used, 'x', CSV_FIELD_MAX + 1);
	refused(text, 1107, "t.csv:2:1");
	for (i = used; i < used + CSV_ROW_MAX + 1; i++)
		text[i] = i % 1000 == 0 ? ',' : 'x';
	refused(text, 1108, "t.csv:2:1");
	memset(text + used, ',', CSV_COLUMNS_MAX + 1);
	text[used + CSV_COLUMNS_MAX + 1] = '\n';
	refused(text, 1114, "t.csv:2:1");
}

static void many_blocks_read_like_one(void **state)
{
	size_t room = 400000, used = 0, i;
	char *text = arena_alloc(keep, room);
	struct csv *c;

	(void)state;
	used += (size_t)snprintf(text, room, "name,value\r\n");
	for (i = 0; i < 10000; i++)
		used += (size_t)snprintf(text + used, room - used, "\"見本\n%zu\",%zu\r\n", i, i);
	assert_true(used > 3 * 65536);
	c = open_text(text);
	assert_int_equal(drain(c), ERR_OK);
	assert_int_equal(csv_rows(c), 10000);
	assert_int_equal(csv_line(c), 20000);
}

struct piece {
	const char *at;
	size_t left;
};

/* Two bytes at a time: a CP932 character is cut often. */
static enum err_code read_piece(void *from, void *buffer, size_t size, size_t *got, struct err *e)
{
	struct piece *p = from;

	(void)e;
	*got = p->left < 3 ? p->left : 3;
	assert_true(*got <= size);
	memcpy(buffer, p->at, *got);
	p->at += *got;
	p->left -= *got;
	return ERR_OK;
}

static void cp932_is_read_when_asked_for(void **state)
{
	static const char good[] = "name,value\r\n\x8C\xA9\x96\x7B,\xB1\r\n\xFA\x40,2\r\n"; /* 見本 ｱ ⅰ */
	static const char wrong[] = "name,value\nA,\x8C\xA9\x81\x20\n";
	struct piece from = {good, sizeof good - 1}, from_wrong = {wrong, sizeof wrong - 1};
	struct csv *c = csv_new(keep, "t.csv", CSV_CP932, read_piece, &from);
	const struct csv_field *f;
	bool more;

	(void)state;
	assert_int_equal(csv_header(c, columns, 3, &err), ERR_OK);
	assert_int_equal(csv_next(c, &f, &more, &err), ERR_OK);
	assert_field(&f[0], "見本", 2, 1);
	assert_field(&f[1], "ｱ", 2, 4);
	assert_int_equal(csv_next(c, &f, &more, &err), ERR_OK);
	assert_field(&f[0], "ⅰ", 3, 1);
	assert_int_equal(drain(c), ERR_OK);
	c = csv_new(keep, "t.csv", CSV_CP932, read_piece, &from_wrong);
	assert_int_equal(csv_header(c, columns, 3, &err), ERR_OK);
	assert_int_equal(drain(c), ERR_INPUT);
	assert_int_equal(err.id, 1104);
	assert_string_equal(err.place, "t.csv:2:4");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(fields_come_in_the_asked_order_with_their_places, setup, teardown),
		cmocka_unit_test_setup_teardown(columns_are_counted_in_characters, setup, teardown),
		cmocka_unit_test_setup_teardown(byte_order_mark_crlf_and_empty_lines_are_fine, setup, teardown),
		cmocka_unit_test_setup_teardown(quoted_line_breaks_count_as_lines, setup, teardown),
		cmocka_unit_test_setup_teardown(blanks_belong_to_the_field, setup, teardown),
		cmocka_unit_test_setup_teardown(malformed_files_are_refused_with_their_place, setup, teardown),
		cmocka_unit_test_setup_teardown(nul_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(headers_are_checked_by_name, setup, teardown),
		cmocka_unit_test_setup_teardown(a_first_row_of_data_is_not_echoed, setup, teardown),
		cmocka_unit_test_setup_teardown(sizes_are_bounded, setup, teardown),
		cmocka_unit_test_setup_teardown(many_blocks_read_like_one, setup, teardown),
		cmocka_unit_test_setup_teardown(cp932_is_read_when_asked_for, setup, teardown),
	};

	return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
