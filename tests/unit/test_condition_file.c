/* Waiting for a file: there, stable, whole as its checksum says; what is missing is said. */
#include "engine/run/condition_file.h"
#include "getsuji/arena.h"
#include "getsuji/digest.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define NOW 2000000000 /* of the server; the files are older or younger than that by utimensat() */

static struct arena *keep;
static char *folder;
static struct run_info run;
static struct condition_asker asker;
static struct condition_memory *memory;
static char text[CONDITION_TEXT_SIZE];

static int setup(void **state)
{
	char template[] = "/tmp/getsuji-unit.XXXXXX";

	(void)state;
	keep = arena_new();
	if (!mkdtemp(template))
		return -1;
	folder = arena_strdup(keep, template);
	run = (struct run_info){.office_id = 13, .month = month_of(2027, 1), .edition = 2};
	asker = (struct condition_asker){.run = &run, .artifact_dir = folder};
	memory = condition_memory_new(keep);
	return 0;
}

static char *path(const char *name)
{
	return arena_printf(keep, "%s/%s", folder, name);
}

static int teardown(void **state)
{
	static const char *const names[] = {"f", "f.sha256", "2027-01-00013-2.csv"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		unlink(path(names[i]));
	rmdir(path("d"));
	rmdir(folder);
	arena_free(keep);
	return 0;
}

static void put(const char *name, const char *bytes, time_t written)
{
	const struct timespec times[2] = {{.tv_sec = written}, {.tv_sec = written}};
	FILE *f = fopen(path(name), "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, strlen(bytes), f), strlen(bytes));
	assert_int_equal(fclose(f), 0);
	assert_int_equal(utimensat(AT_FDCWD, path(name), times, 0), 0);
}

static bool met(const struct graph_wait *w)
{
	bool is = false;

	text[0] = '\0';
	condition_file(&asker, memory, w, NOW, keep, &is, text);
	assert_true(is == (text[0] == '\0')); /* what is missing is said, and only then */
	return is;
}

static bool says(const char *part)
{
	return strstr(text, part) != NULL;
}

static const struct graph_wait PLAIN = {.file = "f", .stable_s = 30};
static const struct graph_wait SUMMED = {.file = "f", .stable_s = 30, .sha256 = "f.sha256"};

static void a_file_must_be_there_and_be_one(void **state)
{
	const struct graph_wait w = {.file = "d"};
	const struct graph_wait inside = {.file = "f/g"};

	(void)state;
	assert_false(met(&PLAIN));
	assert_true(says("/f"));
	put("f", "x", NOW - 100);
	assert_true(met(&PLAIN));
	assert_false(met(&inside));
	assert_true(says("Not a directory"));
	assert_int_equal(mkdir(path("d"), 0700), 0);
	assert_false(met(&w));
	assert_true(says("no plain file"));
}

static void a_file_that_still_changes_is_waited_for(void **state)
{
	const struct graph_wait at_once = {.file = "f", .stable_s = 0};

	(void)state;
	put("f", "x", NOW - 29);
	assert_false(met(&PLAIN));
	assert_true(says("30 seconds"));
	assert_true(met(&at_once));
	put("f", "x", NOW - 30);
	assert_true(met(&PLAIN));
}

static void a_file_from_the_future_is_watched(void **state)
{
	const struct graph_wait second = {.file = "f", .stable_s = 1};
	const struct timespec pause = {.tv_nsec = 600000000};

	(void)state;
	put("f", "x", NOW + 5000);
	assert_false(met(&second));
	nanosleep(&pause, NULL);
	assert_false(met(&second));
	put("f", "xy", NOW + 5000); /* grew: counted from here */
	assert_false(met(&second));
	nanosleep(&pause, NULL);
	assert_false(met(&second));
	nanosleep(&pause, NULL);
	assert_true(met(&second));
}

static const char *hex_of(const char *bytes)
{
	unsigned char digest[DIGEST_SIZE];

	digest_sha256(bytes, strlen(bytes), digest);
	return digest_hex(digest, arena_alloc(keep, DIGEST_HEX_SIZE));
}

static void the_checksum_decides(void **state)
{
	(void)state;
	put("f", "whole", NOW - 100);
	assert_false(met(&SUMMED));
	assert_true(says("f.sha256"));
	assert_int_equal(mkfifo(path("f.sha256"), 0600), 0); /* reading it would never end */
	assert_false(met(&SUMMED));
	assert_true(says("no plain file"));
	assert_int_equal(unlink(path("f.sha256")), 0);
	put("f.sha256", "", NOW);
	assert_false(met(&SUMMED));
	assert_true(says("a line for f"));
	put("f.sha256", arena_printf(keep, "%s  other\n%s *in/f\n", hex_of("x"), hex_of("whole")), NOW);
	assert_true(met(&SUMMED));
	put("f.sha256", arena_printf(keep, "%s  f\r\n", hex_of("whole")), NOW);
	assert_true(met(&SUMMED));
	put("f.sha256", hex_of("whole"), NOW);
	assert_true(met(&SUMMED));
	put("f.sha256", arena_printf(keep, "%s  ff\n", hex_of("whole")), NOW);
	assert_false(met(&SUMMED));
	put("f.sha256", arena_printf(keep, "%s  f\n", hex_of("other")), NOW);
	assert_false(met(&SUMMED));
	assert_true(says("not whole"));
	put("f", "other", NOW - 60); /* the rest of it has come */
	assert_true(met(&SUMMED));
}

static void a_file_is_hashed_once_while_it_stays_as_it_is(void **state)
{
	const struct timespec times[2] = {{.tv_sec = NOW - 100}, {.tv_sec = NOW - 100}};

	(void)state;
	put("f", "whole", NOW - 100);
	put("f.sha256", hex_of("whole"), NOW);
	assert_true(met(&SUMMED));
	/* Same size, same time, other bytes: only one that reads it again could tell. */
	put("f", "WHOLE", NOW - 100);
	assert_int_equal(utimensat(AT_FDCWD, path("f"), times, 0), 0);
	assert_true(met(&SUMMED));
	memory = condition_memory_new(keep);
	assert_false(met(&SUMMED));
}

static void names_hold_month_office_and_edition(void **state)
{
	const struct graph_wait w = {.file = "{month}-{office}-{edition}.csv", .stable_s = 0};
	const struct graph_wait absolute = {.file = path("2027-01-{office}-2.csv"), .stable_s = 0};

	(void)state;
	put("2027-01-00013-2.csv", "x", NOW - 1);
	assert_true(met(&w));
	assert_true(met(&absolute));
	run.month = month_of(2027, 2);
	assert_false(met(&w));
	assert_true(says("2027-02-00013-2.csv"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_file_must_be_there_and_be_one, setup, teardown),
		cmocka_unit_test_setup_teardown(a_file_that_still_changes_is_waited_for, setup, teardown),
		cmocka_unit_test_setup_teardown(a_file_from_the_future_is_watched, setup, teardown),
		cmocka_unit_test_setup_teardown(the_checksum_decides, setup, teardown),
		cmocka_unit_test_setup_teardown(a_file_is_hashed_once_while_it_stays_as_it_is, setup, teardown),
		cmocka_unit_test_setup_teardown(names_hold_month_office_and_edition, setup, teardown),
	};

	return cmocka_run_group_tests_name("condition_file", tests, NULL, NULL);
}
