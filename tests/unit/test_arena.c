/*
 * test_arena.c: include/getsuji/arena.h
 */
#include "getsuji/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static int order[4];
static int ordered;

static void note(void *p)
{
	order[ordered++] = *(int *)p;
}

static void memory_is_zeroed_and_aligned(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (size_t size = 0; size < 300; size++) {
		unsigned char *p = arena_alloc(a, size);

		assert_int_equal((uintptr_t)p % 16, 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xAA, size);
	}
	arena_free(a);
}

static void memory_is_zeroed_again_after_a_reset(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (int round = 0; round < 3; round++) {
		unsigned char *p = arena_array(a, 1000, 100);

		for (size_t i = 0; i < 100000; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xAA, 100000);
		arena_reset(a);
	}
	arena_free(a);
}

static void the_same_work_takes_no_more_memory_after_the_first_reset(void **state)
{
	struct arena *a = arena_new();
	size_t settled;

	(void)state;
	for (int i = 0; i < 5000; i++)
		arena_alloc(a, 100);
	arena_reset(a);
	settled = arena_bytes(a);
	for (int round = 0; round < 10; round++) {
		for (int i = 0; i < 5000; i++)
			arena_alloc(a, 100);
		assert_int_equal(arena_bytes(a), settled);
		arena_reset(a);
	}
	arena_free(a);
}

static void deferred_calls_run_newest_first(void **state)
{
	static int numbers[] = {1, 2, 3};
	struct arena *a = arena_new();

	(void)state;
	ordered = 0;
	for (int i = 0; i < 3; i++)
		arena_defer(a, note, &numbers[i]);
	arena_reset(a);
	assert_int_equal(ordered, 3);
	assert_int_equal(order[0], 3);
	assert_int_equal(order[2], 1);
	arena_free(a); /* not a second time */
	assert_int_equal(ordered, 3);
}

static void the_newest_array_grows_where_it_lies(void **state)
{
	struct arena *a = arena_new();
	int *p = arena_array(a, 4, sizeof *p), *grown;

	(void)state;
	p[3] = 7;
	grown = arena_grow(a, p, 4, 100, sizeof *p);
	assert_ptr_equal(grown, p);
	assert_int_equal(grown[3], 7);
	assert_int_equal(grown[99], 0);
	arena_free(a);
}

static void an_older_array_is_copied_when_it_grows(void **state)
{
	struct arena *a = arena_new();
	int *p = arena_array(a, 4, sizeof *p), *grown;
	char *other;

	(void)state;
	p[3] = 7;
	other = arena_strdup(a, "between");
	grown = arena_grow(a, p, 4, 100000, sizeof *p);
	assert_ptr_not_equal(grown, p);
	assert_int_equal(grown[3], 7);
	assert_int_equal(grown[99999], 0);
	assert_string_equal(other, "between");
	assert_non_null(arena_grow(a, NULL, 0, 3, sizeof *p));
	arena_free(a);
}

static void strings_are_copied_and_formatted(void **state)
{
	struct arena *a = arena_new();
	char source[] = "保護変更";

	(void)state;
	assert_string_equal(arena_strdup(a, source), "保護変更");
	assert_string_equal(arena_strndup(a, source, 6), "保護");
	assert_string_equal(arena_strndup(a, NULL, 0), "");
	assert_string_equal(arena_printf(a, "%s-%d", "GJ", 1203), "GJ-1203");
	arena_free(a);
}

static void an_array_whose_size_overflows_aborts(void **state)
{
	pid_t child;
	int status = 0;

	(void)state;
	child = fork();
	if (child == 0) {
		fclose(stderr);
		arena_array(arena_new(), SIZE_MAX / 2, 4);
		_exit(0);
	}
	waitpid(child, &status, 0);
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(memory_is_zeroed_again_after_a_reset),
		cmocka_unit_test(the_same_work_takes_no_more_memory_after_the_first_reset),
		cmocka_unit_test(deferred_calls_run_newest_first),
		cmocka_unit_test(the_newest_array_grows_where_it_lies),
		cmocka_unit_test(an_older_array_is_copied_when_it_grows),
		cmocka_unit_test(strings_are_copied_and_formatted),
		cmocka_unit_test(an_array_whose_size_overflows_aborts),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
