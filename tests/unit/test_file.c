/*
 * test_file.c: engine/base/file.h
 */
#include "engine/base/file.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/getsuji-file.XXXXXX";
static struct arena *keep;

static char *in_folder(const char *name)
{
	return arena_printf(keep, "%s/%s", folder, name);
}

static int set_up(void **state)
{
	(void)state;
	keep = arena_new();
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(in_folder("a.txt"));
	unlink(in_folder("big.bin"));
	rmdir(in_folder("one/two"));
	rmdir(in_folder("one"));
	arena_free(keep);
	return rmdir(folder);
}

static void what_is_written_is_read_back_and_no_part_is_left(void **state)
{
	char *path = in_folder("a.txt"), *text;
	struct err e = {0};
	size_t length;

	(void)state;
	assert_int_equal(file_write(path, "first", 5, &e), ERR_OK);
	assert_int_equal(file_write(path, "保護\0x", 8, &e), ERR_OK);
	assert_int_equal(file_read(path, 8, keep, &text, &length, &e), ERR_OK);
	assert_int_equal(length, 8);
	assert_memory_equal(text, "保護\0x", 9);
	assert_int_not_equal(access(file_part_name(keep, path), F_OK), 0);
}

static void a_part_lies_in_the_folder_of_its_file(void **state)
{
	(void)state;
	assert_string_equal(file_part_name(keep, "a/b/notice.pdf"), "a/b/.notice.pdf.part");
	assert_string_equal(file_part_name(keep, "notice.pdf"), ".notice.pdf.part");
}

static void a_large_file_is_read_whole_and_a_limit_is_kept(void **state)
{
	size_t size = 300000, length;
	char *bytes = arena_alloc(keep, size), *text, *path = in_folder("big.bin");
	struct err e = {0};

	(void)state;
	memset(bytes, 'x', size);
	assert_int_equal(file_write(path, bytes, size, &e), ERR_OK);
	assert_int_equal(file_read(path, size, keep, &text, &length, &e), ERR_OK);
	assert_int_equal(length, size);
	assert_memory_equal(text, bytes, size);
	assert_int_equal(file_read(path, size - 1, keep, &text, &length, &e), ERR_INPUT);
	assert_string_equal(e.place, path);
}

static void a_digest_comes_with_the_size(void **state)
{
	unsigned char digest[DIGEST_SIZE], wanted[DIGEST_SIZE];
	struct err e = {0};
	int64_t size;

	(void)state;
	assert_int_equal(file_write(in_folder("a.txt"), "abc", 3, &e), ERR_OK);
	assert_int_equal(file_digest(in_folder("a.txt"), digest, &size, &e), ERR_OK);
	digest_sha256("abc", 3, wanted);
	assert_memory_equal(digest, wanted, DIGEST_SIZE);
	assert_int_equal(size, 3);
}

static void a_file_that_is_missing_is_named(void **state)
{
	struct err e = {0};
	unsigned char digest[DIGEST_SIZE];
	int64_t size;
	size_t length;
	char *text;

	(void)state;
	assert_int_equal(file_read(in_folder("none"), 10, keep, &text, &length, &e), ERR_INPUT);
	assert_string_equal(e.place, in_folder("none"));
	assert_int_equal(file_digest(in_folder("none"), digest, &size, &e), ERR_INPUT);
	assert_int_equal(file_read(folder, 10, keep, &text, &length, &e), ERR_INPUT);
}

static void writing_where_there_is_no_folder_is_a_disk_error(void **state)
{
	struct err e = {0};

	(void)state;
	assert_int_equal(file_write(in_folder("none/a.txt"), "x", 1, &e), ERR_DISK);
	assert_string_equal(e.place, in_folder("none/a.txt"));
	assert_int_equal(err_exit_code(e.code), 8);
}

static void a_full_disk_tells_the_bytes_needed(void **state)
{
	struct err e = {0};

	(void)state;
	assert_int_equal(file_write_failed(in_folder("a.txt"), ENOSPC, 123456, &e), ERR_DISK);
	assert_non_null(strstr(e.detail, "123456"));
	assert_true(e.hint[0] != '\0');
}

static void folders_are_made_with_those_above(void **state)
{
	struct err e = {0};
	struct stat found;

	(void)state;
	assert_int_equal(file_make_folder(in_folder("one/two"), &e), ERR_OK);
	assert_int_equal(file_make_folder(in_folder("one/two/"), &e), ERR_OK);
	assert_int_equal(stat(in_folder("one/two"), &found), 0);
	assert_true(S_ISDIR(found.st_mode));
	assert_int_equal(file_write(in_folder("a.txt"), "x", 1, &e), ERR_OK);
	assert_int_equal(file_make_folder(in_folder("a.txt/below"), &e), ERR_DISK);
}

/* Some other user, where the tests are run by root, who may do anything. */
static bool step_down(void)
{
	return geteuid() != 0 || seteuid(65534) == 0;
}

static void step_up(void)
{
	assert_int_equal(seteuid(getuid()), 0);
}

static void what_could_not_be_placed_is_known_before(void **state)
{
	char *path = in_folder("one/a.txt");
	struct err e = {0};

	(void)state;
	assert_int_equal(file_make_folder(in_folder("one/two"), &e), ERR_OK);
	assert_int_equal(file_can_place(path, &e), ERR_OK);
	assert_int_equal(file_write(path, "x", 1, &e), ERR_OK);
	assert_int_equal(file_can_place(path, &e), ERR_OK); /* it is replaced */
	assert_int_equal(file_can_place(in_folder("one/two"), &e), ERR_DISK);
	assert_string_equal(e.place, in_folder("one/two"));
	assert_int_equal(file_can_place(in_folder("nowhere/a.txt"), &e), ERR_DISK);
	assert_int_equal(chmod(folder, 0755), 0);
	assert_int_equal(chmod(in_folder("one"), 0555), 0);
	assert_true(step_down());
	assert_int_equal(file_can_place(path, &e), ERR_DISK);
	step_up();
	assert_int_equal(chmod(in_folder("one"), 01777), 0);
	assert_true(step_down());
	assert_int_equal(file_can_place(in_folder("one/b.txt"), &e), ERR_OK);
	assert_int_equal(file_can_place(path, &e), getuid() == 0 ? ERR_DISK : ERR_OK); /* root's; or one's own */
	step_up();
	assert_int_equal(unlink(path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_back_and_no_part_is_left),
		cmocka_unit_test(a_part_lies_in_the_folder_of_its_file),
		cmocka_unit_test(a_large_file_is_read_whole_and_a_limit_is_kept),
		cmocka_unit_test(a_digest_comes_with_the_size),
		cmocka_unit_test(a_file_that_is_missing_is_named),
		cmocka_unit_test(writing_where_there_is_no_folder_is_a_disk_error),
		cmocka_unit_test(a_full_disk_tells_the_bytes_needed),
		cmocka_unit_test(folders_are_made_with_those_above),
		cmocka_unit_test(what_could_not_be_placed_is_known_before),
	};

	return cmocka_run_group_tests_name("file", tests, set_up, tear_down);
}
