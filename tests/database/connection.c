/*
 * connection.c: engine/db against a real server: queries, batches, classes of errors, lost connections.
 * PGHOST and the like name a server whose login may do anything; tests/database/connection.sh makes one.
 */
#include "engine/db/connection.h"
#include "gen/sql.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define STATEMENT(variable, its_kind, n, its_text) \
	static const struct sql_stmt variable = {.name = #variable, \
		.file = "sql/test.sql", \
		.line = 10, \
		.kind = its_kind, \
		.nparams = n, \
		.text = its_text}

STATEMENT(make_table, SQL_EXEC, 0,
	"CREATE TABLE public.t_r1 (id bigint PRIMARY KEY, n4 int, n2 smallint, yes boolean, on_day date, "
	"name text, raw bytea, CONSTRAINT small CHECK (n4 < 1000))");
STATEMENT(drop_table, SQL_EXEC, 0, "DROP TABLE IF EXISTS public.t_r1");
STATEMENT(put_rows, SQL_COPY_IN, 1, "public.t_r$1 (id, n4, n2, yes, on_day, name, raw)");
STATEMENT(get_rows, SQL_COPY_OUT, 2,
	"SELECT id, n4, n2, yes, on_day, name, raw FROM public.t_r1 WHERE id >= $1 AND id < $2 ORDER BY id -- "
	"$1\n");
STATEMENT(count_rows, SQL_ONE, 0, "SELECT count(*) FROM public.t_r1");
STATEMENT(count_below, SQL_ONE, 1, "SELECT count(*) FROM public.t_r1 WHERE id < $1;");
STATEMENT(insert_row, SQL_EXEC, 2, "INSERT INTO public.t_r1 (id, n4, name) VALUES ($1, 5, $2)");
STATEMENT(echo, SQL_ONE, 6, "SELECT $1::bigint, $2::text, $3::date, $4::timestamptz, $5::bytea, $6::boolean");
STATEMENT(two_rows, SQL_ONE, 0, "VALUES (1), (2)");
STATEMENT(many_rows, SQL_MANY, 0, "VALUES (1), (2)");
STATEMENT(bad_column, SQL_MANY, 0, "SELECT 1,\n\tno_such_column\nFROM public.t_r1");
STATEMENT(bad_value, SQL_ONE, 1, "SELECT CAST($1::text AS int)");
STATEMENT(raise_state, SQL_EXEC, 0,
	"DO $$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = 'integrity_constraint_violation'; END $$");
STATEMENT(raise_again, SQL_EXEC, 0, "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$");
STATEMENT(raise_full, SQL_EXEC, 0, "DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$");
STATEMENT(raise_privilege, SQL_EXEC, 0, "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '42501'; END $$");
STATEMENT(sleep_long, SQL_EXEC, 0, "SELECT pg_sleep(30)");
STATEMENT(end_session, SQL_EXEC, 1, "SELECT pg_terminate_backend($1)");
STATEMENT(listen, SQL_EXEC, 0, "LISTEN test");
STATEMENT(notify, SQL_EXEC, 0, "NOTIFY test");
STATEMENT(settings, SQL_ONE, 0,
	"SELECT current_setting('timezone'), current_setting('search_path'), current_setting('jit')");
STATEMENT(nothing, SQL_EXEC, 0, "-- no statement at all");

struct fixture {
	struct arena *arena;
	struct db *db;
	struct err e;
};

static void open_or_fail(struct fixture *f, struct db **db)
{
	enum err_code code = db_open("", "test", f->arena, db, &f->e);
	if (code != ERR_OK)
		fail_msg("%s: %s", f->e.message, f->e.detail);
}

static int set_up(void **state)
{
	static struct fixture f;
	f = (struct fixture){.arena = arena_new()};
	open_or_fail(&f, &f.db);
	assert_int_equal(db_query(f.db, &drop_table, NULL, f.arena, NULL, &f.e), ERR_OK);
	assert_int_equal(db_query(f.db, &make_table, NULL, f.arena, NULL, &f.e), ERR_OK);
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	arena_free(f->arena);
	return 0;
}

static int64_t count(struct fixture *f)
{
	struct db_result *r;
	assert_int_equal(db_query(f->db, &count_rows, NULL, f->arena, &r, &f->e), ERR_OK);
	return db_int(r, 0, 0);
}

static struct row_out *some_rows(struct fixture *f, int64_t from, int n, int32_t n4)
{
	struct row_out *w = row_out_new(f->arena, 7);
	for (int64_t id = from; id < from + n; id++) {
		row_begin(w);
		row_put_int8(w, id);
		row_put_int4(w, n4);
		row_put_int2(w, -7);
		row_put_bool(w, true);
		row_put_day(w, id % 2 == 0 ? day_of(2027, 2, 28) : DAY_MAX);
		row_put_text(w, "\xf0\xa0\xae\xb7\xe9\x87\x8e \\N\t\"'\n", 14);
		row_put_null(w);
		row_end(w);
	}
	return w;
}

static void a_session_is_set_up(void **state)
{
	struct fixture *f = *state;
	struct db_result *r;
	assert_int_equal(db_query(f->db, &settings, NULL, f->arena, &r, &f->e), ERR_OK);
	assert_string_equal(db_text(r, 0, 0), "UTC");
	assert_string_equal(db_text(r, 0, 1), "pg_catalog, pg_temp");
	assert_string_equal(db_text(r, 0, 2), "off");
	assert_true(db_alive(f->db) && db_backend_pid(f->db) > 0 && db_socket(f->db) >= 0);
}

static void parameters_of_every_kind_come_back(void **state)
{
	struct fixture *f = *state;
	struct db_args args = {0}, nulls = {0};
	struct db_result *r;
	unsigned char *bytes;
	db_arg_int(&args, INT64_MIN);
	db_arg_text(&args, "\xf0\xa0\xae\xb7 ' \\ $1 -- \n;");
	db_arg_day(&args, DAY_MIN);
	db_arg_instant(&args, "2027-01-05 00:30:01.5+00");
	db_arg_bytes(&args, "\x00\xff\x10", 3);
	db_arg_bool(&args, true);
	assert_int_equal(db_query(f->db, &echo, &args, f->arena, &r, &f->e), ERR_OK);
	assert_int_equal(db_int(r, 0, 0), INT64_MIN);
	assert_string_equal(db_text(r, 0, 1), "\xf0\xa0\xae\xb7 ' \\ $1 -- \n;");
	assert_int_equal(db_day(r, 0, 2), DAY_MIN);
	assert_string_equal(db_text(r, 0, 3), "2027-01-05 00:30:01.5+00");
	assert_int_equal(db_bytes(r, 0, 4, f->arena, &bytes), 3);
	assert_memory_equal(bytes, "\x00\xff\x10", 3);
	assert_int_equal(db_int(r, 0, 5), 1);
	for (int i = 0; i < 6; i++)
		db_arg_null(&nulls);
	assert_int_equal(db_query(f->db, &echo, &nulls, f->arena, &r, &f->e), ERR_OK);
	for (int i = 0; i < 6; i++)
		assert_true(db_is_null(r, 0, i));
	assert_int_equal(db_int(r, 0, 0), 0);
	assert_int_equal(db_day(r, 0, 2), DAY_MAX);
}

static void the_number_of_rows_must_fit_the_kind(void **state)
{
	struct fixture *f = *state;
	struct db_result *r;
	assert_int_equal(db_query(f->db, &two_rows, NULL, f->arena, &r, &f->e), ERR_DATABASE);
	assert_int_equal(f->e.id, 1311);
	assert_string_equal(f->e.place, "sql/test.sql:10");
	assert_int_equal(db_query(f->db, &many_rows, NULL, f->arena, &r, &f->e), ERR_OK);
	assert_int_equal(db_rows(r), 2);
}

static void several_copies_go_in_one_round_trip(void **state)
{
	struct fixture *f = *state;
	struct db_args all = {0}, few = {0}, one = {0};
	db_arg_int(&all, 0);
	db_arg_int(&all, INT64_MAX);
	db_arg_int(&few, 3);
	db_arg_int(&few, 5);
	db_arg_int(&one, 1);
	struct db_step in[] = {{.q = &sql_transaction_begin},
		{.q = &put_rows, .args = &one, .out = some_rows(f, 1, 4000, 12)},
		{.q = &put_rows, .args = &one, .out = some_rows(f, 5000, 0, 12)}, {.q = &count_rows},
		{.q = &sql_transaction_commit}};
	assert_int_equal(db_batch(f->db, in, 5, f->arena, &f->e), ERR_OK);
	assert_int_equal(db_int(in[3].result, 0, 0), 4000);
	struct db_step out[] = {
		{.q = &get_rows, .args = &few}, {.q = &count_below, .args = &one}, {.q = &get_rows, .args = &all}};
	assert_int_equal(db_batch(f->db, out, 3, f->arena, &f->e), ERR_OK);
	assert_int_equal(rows_count(out[0].rows), 2);
	assert_int_equal(rows_count(out[2].rows), 4000);
	assert_int_equal(db_int(out[1].result, 0, 0), 0);
	for (int64_t id = 1; id <= 4000; id++) {
		assert_true(rows_next(out[2].rows));
		assert_int_equal(row_int(out[2].rows, 0), id);
		assert_int_equal(row_int(out[2].rows, 1), 12);
		assert_int_equal(row_int(out[2].rows, 2), -7);
		assert_true(row_bool(out[2].rows, 3));
		assert_int_equal(row_day(out[2].rows, 4), id % 2 == 0 ? day_of(2027, 2, 28) : DAY_MAX);
		struct str name = row_text(out[2].rows, 5);
		assert_int_equal(name.length, 14);
		assert_memory_equal(name.at, "\xf0\xa0\xae\xb7\xe9\x87\x8e \\N\t\"'\n", 14);
		assert_true(row_null(out[2].rows, 6));
	}
	assert_false(rows_next(out[2].rows));
}

static void a_failing_copy_stops_the_batch_and_leaves_the_connection_usable(void **state)
{
	struct fixture *f = *state;
	struct db_args one = {0}, all = {0};
	db_arg_int(&one, 1);
	db_arg_int(&all, 0);
	db_arg_int(&all, 100);
	struct db_step steps[] = {{.q = &put_rows, .args = &one, .out = some_rows(f, 1, 10, 5)},
		{.q = &put_rows, .args = &one, .out = some_rows(f, 20, 50000, 5000)}, /* breaks the CHECK */
		{.q = &put_rows, .args = &one, .out = some_rows(f, 90000, 10, 5)}, {.q = &get_rows, .args = &all}};
	assert_int_equal(db_batch(f->db, steps, 4, f->arena, &f->e), ERR_DATA);
	assert_int_equal(f->e.id, 1306);
	assert_non_null(strstr(f->e.message, "「small」"));
	assert_non_null(strstr(f->e.message, "public.t_r1"));
	assert_null(strstr(f->e.detail, "5000"));
	assert_string_equal(f->e.sqlstate, "23514");
	assert_null(steps[3].rows);
	assert_int_equal(count(f), 0); /* outside a block the string is one transaction */
}

static void a_failed_transaction_cannot_be_committed(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(db_query(f->db, &sql_transaction_begin, NULL, f->arena, NULL, &f->e), ERR_OK);
	assert_int_equal(db_query(f->db, &bad_column, NULL, f->arena, NULL, &f->e), ERR_DATABASE);
	assert_string_equal(f->e.place, "sql/test.sql:12"); /* the heading's line and the server's position */
	assert_int_equal(db_query(f->db, &sql_transaction_commit, NULL, f->arena, NULL, &f->e), ERR_DATABASE);
	assert_int_equal(f->e.id, 1314);
	assert_int_equal(db_query(f->db, &sql_transaction_rollback, NULL, f->arena, NULL, &f->e), ERR_OK);
}

static void no_value_of_a_row_is_told(void **state)
{
	struct fixture *f = *state;
	struct db_args args = {0}, value = {0};
	db_arg_int(&args, 271828);
	db_arg_text(&args, "Yamada");
	assert_int_equal(db_query(f->db, &insert_row, &args, f->arena, NULL, &f->e), ERR_OK);
	assert_int_equal(db_query(f->db, &insert_row, &args, f->arena, NULL, &f->e), ERR_DATA);
	assert_null(strstr(f->e.message, "271828"));
	assert_null(strstr(f->e.detail, "271828"));
	assert_non_null(strstr(f->e.message, "t_r1_pkey"));
	db_arg_text(&value, "Yamada");
	assert_int_equal(db_query(f->db, &bad_value, &value, f->arena, NULL, &f->e), ERR_DATA);
	assert_null(strstr(f->e.message, "Yamada"));
	assert_null(strstr(f->e.detail, "Yamada"));
	assert_string_equal(f->e.sqlstate, "22P02");
}

static void an_error_is_classed_by_its_sqlstate(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const struct sql_stmt *q;
		enum err_code code;
	} cases[] = {{&raise_state, ERR_STATE}, {&raise_again, ERR_RETRY}, {&raise_full, ERR_DISK},
		{&raise_privilege, ERR_PRIVILEGE}, {&bad_column, ERR_DATABASE}};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(db_query(f->db, cases[i].q, NULL, f->arena, NULL, &f->e), cases[i].code);
	struct db_step empty = {.q = &nothing}, text = {.q = &insert_row};
	assert_int_equal(db_batch(f->db, &empty, 1, f->arena, &f->e), ERR_DEFINITION);
	struct db_args args = {0};
	db_arg_int(&args, 1);
	db_arg_text(&args, "never as a literal");
	text.args = &args;
	assert_int_equal(db_batch(f->db, &text, 1, f->arena, &f->e), ERR_DEFINITION);
	assert_int_equal(count(f), 0);
}

static void a_lost_connection_is_known_as_such(void **state)
{
	struct fixture *f = *state;
	struct db *other;
	struct db_args pid = {0}, one = {0};
	db_arg_int(&one, 1);
	open_or_fail(f, &other);
	db_arg_int(&pid, db_backend_pid(f->db));
	assert_int_equal(db_query(other, &end_session, &pid, f->arena, NULL, &f->e), ERR_OK);
	usleep(100 * 1000);
	struct db_step step = {.q = &put_rows, .args = &one, .out = some_rows(f, 1, 20000, 5)};
	assert_int_equal(db_batch(f->db, &step, 1, f->arena, &f->e), ERR_CONNECTION);
	assert_int_equal(err_class(f->e.code), ERR_CLASS_RETRY);
	assert_false(db_alive(f->db));
	assert_int_equal(db_query(f->db, &count_rows, NULL, f->arena, NULL, &f->e), ERR_CONNECTION);
	assert_false(db_wait_notify(f->db, 0, &f->e));
	assert_int_equal(f->e.code, ERR_CONNECTION);
	open_or_fail(f, &f->db);
	assert_int_equal(count(f), 0);
}

static void *end_soon(void *pid)
{
	struct arena *a = arena_new();
	struct db *db;
	struct err e = {0};
	struct db_args args = {0};
	db_arg_int(&args, *(int *)pid);
	usleep(300 * 1000);
	if (db_open("", "ender", a, &db, &e) == ERR_OK)
		e.code = db_query(db, &end_session, &args, a, NULL, &e);
	arena_free(a);
	return NULL;
}

/* Ends the session 0.3 s after a batch of a whole transaction began. */
static enum err_code batch_cut_short(struct fixture *f, struct db_step *steps, size_t n)
{
	pthread_t thread;
	int pid = db_backend_pid(f->db);
	assert_int_equal(pthread_create(&thread, NULL, end_soon, &pid), 0);
	enum err_code code = db_batch(f->db, steps, n, f->arena, &f->e);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_false(db_alive(f->db));
	open_or_fail(f, &f->db);
	return code;
}

/* Both look the same to the client: it must read what happened (the worker reads its chunk's row). */
static void a_commit_without_an_answer_may_or_may_not_have_happened(void **state)
{
	struct fixture *f = *state;
	struct db_args one = {0};
	db_arg_int(&one, 1);
	struct db_step before[] = {{.q = &sql_transaction_begin},
		{.q = &put_rows, .args = &one, .out = some_rows(f, 1, 10, 5)}, {.q = &sleep_long},
		{.q = &sql_transaction_commit}};
	assert_int_equal(batch_cut_short(f, before, 4), ERR_CONNECTION);
	assert_int_equal(count(f), 0);
	struct db_step after[] = {{.q = &sql_transaction_begin},
		{.q = &put_rows, .args = &one, .out = some_rows(f, 1, 10, 5)}, {.q = &sql_transaction_commit},
		{.q = &sleep_long}};
	assert_int_equal(batch_cut_short(f, after, 4), ERR_CONNECTION);
	assert_int_equal(count(f), 10);
}

static void *cancel_soon(void *db)
{
	usleep(100 * 1000);
	db_cancel(db);
	return NULL;
}

static void another_thread_can_cancel(void **state)
{
	struct fixture *f = *state;
	pthread_t thread;
	assert_int_equal(pthread_create(&thread, NULL, cancel_soon, f->db), 0);
	assert_int_equal(db_query(f->db, &sleep_long, NULL, f->arena, NULL, &f->e), ERR_STOPPED);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(count(f), 0);
}

static void notifications_arrive(void **state)
{
	struct fixture *f = *state;
	struct db *other;
	open_or_fail(f, &other);
	assert_int_equal(db_query(f->db, &listen, NULL, f->arena, NULL, &f->e), ERR_OK);
	assert_false(db_wait_notify(f->db, 10, &f->e));
	assert_int_equal(f->e.code, ERR_OK);
	assert_int_equal(db_query(other, &notify, NULL, f->arena, NULL, &f->e), ERR_OK);
	assert_true(db_wait_notify(f->db, 5000, &f->e));
	assert_false(db_wait_notify(f->db, 10, &f->e));
}

static void a_server_that_is_not_there_is_told_with_a_remedy(void **state)
{
	struct fixture *f = *state;
	struct db *db;
	assert_int_equal(db_open("host=/nonexistent dbname=x", "test", f->arena, &db, &f->e), ERR_SERVER);
	assert_null(db);
	assert_int_equal(f->e.id, 1301);
	assert_true(f->e.detail[0] != '\0' && f->e.hint[0] != '\0');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_session_is_set_up, set_up, tear_down),
		cmocka_unit_test_setup_teardown(parameters_of_every_kind_come_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_number_of_rows_must_fit_the_kind, set_up, tear_down),
		cmocka_unit_test_setup_teardown(several_copies_go_in_one_round_trip, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_failing_copy_stops_the_batch_and_leaves_the_connection_usable, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_failed_transaction_cannot_be_committed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_value_of_a_row_is_told, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_error_is_classed_by_its_sqlstate, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_lost_connection_is_known_as_such, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_commit_without_an_answer_may_or_may_not_have_happened, set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_thread_can_cancel, set_up, tear_down),
		cmocka_unit_test_setup_teardown(notifications_arrive, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_server_that_is_not_there_is_told_with_a_remedy, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
