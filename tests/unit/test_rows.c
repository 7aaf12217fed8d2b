/*
 * test_rows.c: binary COPY as bytes; what row_out writes, rows must read.  No database.
 */
#include "engine/db/connection.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const unsigned char header[19] = "PGCOPY\n\377\r\n";

/* The stream that a server would send for these rows. */
static struct rows *stream_of(const struct row_out *w, struct arena *a)
{
	struct err e = {0};
	struct rows *r;
	size_t length;
	const void *at = row_out_bytes(w, &length);
	unsigned char *stream = arena_alloc(a, sizeof header + length + 2);
	memcpy(stream, header, sizeof header);
	memcpy(stream + sizeof header, at, length);
	memset(stream + sizeof header + length, 0xff, 2);
	assert_int_equal(rows_adopt(stream, sizeof header + length + 2, row_out_count(w), a, &r, &e), ERR_OK);
	return r;
}

static void every_type_comes_back_as_it_was_put(void **state)
{
	struct arena *a = arena_new();
	struct row_out *w = row_out_new(a, 8);
	static const int64_t numbers[] = {0, 1, -1, INT16_MAX, INT16_MIN, 12345};
	(void)state;
	for (size_t i = 0; i < 6; i++) {
		row_begin(w);
		row_put_int8(w, numbers[i] * 1000000007);
		row_put_int4(w, (int32_t)numbers[i] * 60000);
		row_put_int2(w, (int16_t)numbers[i]);
		row_put_bool(w, i % 2 == 1);
		row_put_day(w, day_of(2027, 1, 31) + (day_t)i);
		row_put_text(w, "\xe8\x91\x9b\xf3\xa0\x84\x82", 7);
		row_put_null(w);
		row_put_text(w, "", 0);
		row_end(w);
	}
	struct rows *r = stream_of(w, a);
	assert_int_equal(rows_count(r), 6);
	for (size_t i = 0; i < 6; i++) {
		assert_true(rows_next(r));
		assert_int_equal(row_int(r, 0), numbers[i] * 1000000007);
		assert_int_equal(row_int(r, 1), (int32_t)numbers[i] * 60000);
		assert_int_equal(row_int(r, 2), numbers[i]);
		assert_int_equal(row_bool(r, 3), i % 2 == 1);
		assert_int_equal(row_day(r, 4), day_of(2027, 1, 31) + (day_t)i);
		assert_int_equal(row_text(r, 5).length, 7);
		assert_memory_equal(row_text(r, 5).at, "\xe8\x91\x9b\xf3\xa0\x84\x82", 7);
		assert_true(row_null(r, 6));
		assert_int_equal(row_int(r, 6), 0);
		assert_null(row_text(r, 6).at);
		assert_false(row_null(r, 7));
		assert_int_equal(row_text(r, 7).length, 0);
	}
	assert_false(rows_next(r));
	assert_false(rows_next(r));
	arena_free(a);
}

static void open_ended_days_are_infinite(void **state)
{
	struct arena *a = arena_new();
	struct row_out *w = row_out_new(a, 3);
	(void)state;
	row_begin(w);
	row_put_day(w, DAY_MIN);
	row_put_day(w, DAY_MAX);
	row_put_null(w);
	row_end(w);
	struct rows *r = stream_of(w, a);
	assert_true(rows_next(r));
	assert_int_equal(row_day(r, 0), DAY_MIN);
	assert_int_equal(row_day(r, 1), DAY_MAX);
	assert_int_equal(row_day(r, 2), DAY_MAX);
	arena_free(a);
}

static void a_key_can_be_seen_before_its_row_is_taken(void **state)
{
	struct arena *a = arena_new();
	struct row_out *w = row_out_new(a, 1);
	int64_t key;
	(void)state;
	for (int64_t k = 100000001; k < 100000004; k++) {
		row_begin(w);
		row_put_int8(w, k);
		row_end(w);
	}
	struct rows *r = stream_of(w, a);
	for (int64_t k = 100000001; k < 100000004; k++) {
		assert_true(rows_peek_key(r, &key));
		assert_int_equal(key, k);
		assert_true(rows_peek_key(r, &key));
		assert_true(rows_next(r));
		assert_int_equal(row_int(r, 0), k);
	}
	assert_false(rows_peek_key(r, &key));
	arena_free(a);
}

static void no_rows_are_no_rows(void **state)
{
	struct arena *a = arena_new();
	struct rows *r = stream_of(row_out_new(a, 5), a);
	size_t length;
	int64_t key;
	(void)state;
	assert_int_equal(rows_count(r), 0);
	assert_false(rows_peek_key(r, &key));
	assert_false(rows_next(r));
	(void)rows_bytes(r, &length);
	assert_int_equal(length, 0);
	arena_free(a);
}

static void the_bytes_for_a_digest_are_the_tuples_alone(void **state)
{
	struct arena *a = arena_new();
	struct row_out *w = row_out_new(a, 2);
	size_t put, got;
	(void)state;
	for (int32_t i = 0; i < 3000; i++) { /* the buffer grows several times */
		row_begin(w);
		row_put_int4(w, i);
		row_put_text(w, "0123456789", 10);
		row_end(w);
	}
	struct rows *r = stream_of(w, a);
	const void *sent = row_out_bytes(w, &put), *read = rows_bytes(r, &got);
	assert_int_equal(put, got);
	assert_memory_equal(sent, read, got);
	arena_free(a);
}

static void what_is_not_binary_copy_is_refused(void **state)
{
	struct arena *a = arena_new();
	struct err e = {0};
	struct rows *r;
	unsigned char stream[21];
	(void)state;
	memcpy(stream, header, sizeof header);
	memset(stream + 19, 0xff, 2);
	assert_int_equal(rows_adopt(stream, 21, 0, a, &r, &e), ERR_OK);
	assert_int_equal(rows_adopt(stream, 20, 0, a, &r, &e), ERR_DATABASE); /* no whole trailer */
	stream[18] = 200;                                                     /* an extension longer than all */
	assert_int_equal(rows_adopt(stream, 21, 0, a, &r, &e), ERR_DATABASE);
	stream[18] = 0;
	stream[0] = 'X';
	assert_int_equal(rows_adopt(stream, 21, 0, a, &r, &e), ERR_DATABASE);
	assert_int_equal(e.id, 1317);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_type_comes_back_as_it_was_put),
		cmocka_unit_test(open_ended_days_are_infinite),
		cmocka_unit_test(a_key_can_be_seen_before_its_row_is_taken),
		cmocka_unit_test(no_rows_are_no_rows),
		cmocka_unit_test(the_bytes_for_a_digest_are_the_tuples_alone),
		cmocka_unit_test(what_is_not_binary_copy_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
