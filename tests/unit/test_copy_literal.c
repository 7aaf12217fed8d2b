/*
 * test_copy_literal.c: how parameters are written into statements that cannot take any.
 */
#include "engine/db/connection.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char *filled(enum sql_kind kind, const char *text, struct db_args *args, struct arena *a)
{
	struct sql_stmt q = {.name = "it", .file = "sql/it.sql", .line = 1, .kind = kind, .text = text};
	struct err e = {0};
	char *out = NULL;
	q.nparams = args->n;
	return literal_statement(&q, args, a, &out, &e) == ERR_OK ? out : NULL;
}

static void parameters_become_literals_of_their_type(void **state)
{
	struct arena *a = arena_new();
	struct db_args args = {0};
	(void)state;
	db_arg_int(&args, 42);
	db_arg_int(&args, -1);
	db_arg_int(&args, 5000000000);
	db_arg_day(&args, day_of(2027, 2, 1));
	db_arg_day(&args, DAY_MAX);
	db_arg_instant(&args, "2027-01-05 00:30:01.5+00");
	db_arg_bytes(&args, "\x00\xff'", 3);
	db_arg_bool(&args, true);
	db_arg_null(&args);
	assert_string_equal(filled(SQL_MANY, "$1 $2 $3 $4 $5 $6 $7 $8 $9", &args, a),
		"42 '-1'::pg_catalog.int4 '5000000000'::pg_catalog.int8 '2027-02-01'::pg_catalog.date "
		"'infinity'::pg_catalog.date '2027-01-05 00:30:01.5+00'::pg_catalog.timestamptz "
		"'\\x00ff27'::pg_catalog.bytea true NULL");
	arena_free(a);
}

static void twelve_is_not_one_and_a_two(void **state)
{
	struct arena *a = arena_new();
	struct db_args args = {0};
	(void)state;
	for (int i = 1; i <= 12; i++)
		db_arg_int(&args, 100 + i);
	assert_string_equal(filled(SQL_MANY, "$12,$1,$2+$11", &args, a), "112,101,102+111");
	arena_free(a);
}

static void quotes_comments_and_names_are_left_alone(void **state)
{
	struct arena *a = arena_new();
	struct db_args args = {0};
	static const char opaque[] =
		"'$1 '' $1' \"$1\" -- $1\n/* $1 /* $1 */ $1 */ E'\\'$1' $$ $1 $$ $q$ $1 $q$ a$1";
	(void)state;
	db_arg_int(&args, 7);
	assert_string_equal(
		filled(SQL_MANY, arena_printf(a, "%s $1", opaque), &args, a), arena_printf(a, "%s 7", opaque));
	arena_free(a);
}

static void copies_are_wrapped(void **state)
{
	struct arena *a = arena_new();
	struct db_args args = {0};
	(void)state;
	db_arg_int(&args, 7);
	assert_string_equal(filled(SQL_COPY_IN, "result.decision_r$1 (a, b)", &args, a),
		"COPY result.decision_r7 (a, b)\nFROM STDIN (FORMAT binary)");
	assert_string_equal(filled(SQL_COPY_OUT, "SELECT $1 -- end;\n;", &args, a),
		"COPY (SELECT 7 -- end;\n\n) TO STDOUT (FORMAT binary)");
	arena_free(a);
}

static void what_came_from_outside_is_never_spelled_into_sql(void **state)
{
	struct arena *a = arena_new();
	static const char *const instants[] = {"", "now", "infinity", "2027-01-05", "2027-13-05 00:00:00+00",
		"2027-01-05 00:30:01+09", "2027-01-05 00:30:01.+00", "2027-01-05 00:30:01.1234567+00",
		"2027-01-05 00:30:01+00'", "2027-01-05T00:30:01+00", "2027-01-05 00:30:0x+00"};
	(void)state;
	for (size_t i = 0; i < sizeof instants / sizeof instants[0]; i++) {
		struct db_args args = {0};
		db_arg_instant(&args, instants[i]);
		assert_null(filled(SQL_MANY, "$1", &args, a));
	}
	struct db_args text = {0}, negative = {0};
	db_arg_text(&text, "x");
	assert_null(filled(SQL_MANY, "$1", &text, a));
	assert_null(filled(SQL_COPY_IN, "t_r$1 (a)", &text, a));
	db_arg_int(&negative, -1);
	assert_null(filled(SQL_COPY_IN, "t_r$1 (a)", &negative, a));
	assert_null(filled(SQL_MANY, "$2", &negative, a));
	assert_null(filled(SQL_MANY, "$0", &negative, a));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters_become_literals_of_their_type),
		cmocka_unit_test(twelve_is_not_one_and_a_two),
		cmocka_unit_test(quotes_comments_and_names_are_left_alone),
		cmocka_unit_test(copies_are_wrapped),
		cmocka_unit_test(what_came_from_outside_is_never_spelled_into_sql),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
