/*
 * test_workbook.c: the Excel backend without reports.  What is inside the files is looked at by
 * tests/golden/workbook.sh, with readers that are not ours.
 */
#include "reports/backend/xlsx.h"
#include "reports/backend/xlsx_text.h"

#include <fcntl.h>
#include <locale.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/getsuji-workbook-XXXXXX";

static const struct xlsx_column columns[] = {
	{"番号", XLSX_CODE, 0},
	{"氏名", XLSX_TEXT, 0},
	{"金額", XLSX_NUMBER, 0},
	{"増減", XLSX_CHANGE, 0},
	{"日", XLSX_DAY, 0},
	{"理由", XLSX_WRAP, 20},
};

static void put_row(struct xlsx_sheet *s, int n)
{
	char code[16];

	snprintf(code, sizeof(code), "%08d", n);
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, code);
	xlsx_put_string(s, n % 2 ? "=1+1" : "@渡邊 花子");
	xlsx_put_number(s, n * 1000);
	xlsx_put_number(s, 500 - n);
	xlsx_put_day(s, day_of(2027, 1, 5));
	xlsx_put_string(s, "冬季加算の計上\n就労収入の増");
	xlsx_row_end(s);
}

static enum err_code write_list(const char *path, int rows, int32_t row_limit, struct err *e)
{
	const char *subject = getenv("WORKBOOK_SUBJECT"); /* set by tests/golden/workbook.sh */
	struct xlsx_about about = {"list.xlsx", "試験", subject ? subject : "令和9年1月 & 試験", "test 1",
		month_of(2027, 1), false, row_limit};
	struct xlsx_sheet_about list = {"一覧", "試験の一覧", "注", columns, 6, 2, false};
	struct arena *keep = arena_new();
	struct xlsx_sheet *s;
	struct xlsx *w;
	enum err_code code = xlsx_open(path, &about, keep, &w, e);

	if (code == ERR_OK) {
		s = xlsx_sheet(w, &list);
		for (int n = 1; n <= rows; n++)
			put_row(s, n);
		code = xlsx_close(w, e);
	}
	arena_free(keep);
	return code;
}

static const struct xlsx_column form_columns[] = {
	{"番号", XLSX_ID, 0},
	{"処理", XLSX_CODE, 12},
	{"処理日", XLSX_DAY, 16},
	{"メモ", XLSX_WRAP, 24},
};

/* A list to be filled in; the first third of its rows offers more words. */
static enum err_code write_form(const char *path, int rows, int32_t row_limit, struct err *e)
{
	static const char *const few[] = {"処理済み", "検討中", NULL};
	static const char *const many[] = {"採用", "不採用", "処理済み", "検討中", NULL};
	static const struct xlsx_entry words[] = {
		{XLSX_ENTRY_WORDS, few, 0, 0, 0, "処理", "選んでください。", "一覧にない語です。"},
		{XLSX_ENTRY_WORDS, many, 0, 0, 0, "処理", "選んでください。", "一覧にない語です。"},
	};
	static const struct xlsx_entry note = {
		XLSX_ENTRY_TEXT, NULL, 0, 0, 200, "メモ", "200字まで。", "200字を超えています。"};
	const struct xlsx_entry day = {XLSX_ENTRY_DAYS, NULL, day_of(2027, 1, 1), day_of(2027, 12, 31), 0,
		"処理日", "日付を入力してください。", "令和9年の日付ではありません。"};
	struct xlsx_about about = {
		"form.xlsx", "試験", "令和9年1月", "test 3", month_of(2027, 1), false, row_limit};
	struct xlsx_sheet_about list = {"一覧", NULL, "試験の一覧 & 注", form_columns, 4, 1, false};
	struct arena *keep = arena_new();
	struct xlsx_sheet *s;
	struct xlsx *w;
	enum err_code code = xlsx_open(path, &about, keep, &w, e);

	if (code == ERR_OK) {
		s = xlsx_sheet(w, &list);
		xlsx_protect(s);
		for (int n = 1; n <= rows; n++) {
			xlsx_row_begin(s, XLSX_ROW_DATA);
			xlsx_put_number(s, n);
			xlsx_put_entry(s, &words[n <= rows / 3]);
			xlsx_put_entry(s, &day);
			xlsx_put_entry(s, &note);
			xlsx_row_end(s);
		}
		code = xlsx_close(w, e);
	}
	arena_free(keep);
	return code;
}

static char *path_of(const char *name)
{
	static char path[4][128];
	static int turn;
	char *p = path[turn++ % 4];

	snprintf(p, sizeof(path[0]), "%s/%s", folder, name);
	return p;
}

static size_t slurp(const char *path, unsigned char **out)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	assert_non_null(f);
	*out = malloc(1 << 22);
	n = fread(*out, 1, 1 << 22, f);
	fclose(f);
	return n;
}

static void assert_same_file(const char *a, const char *b)
{
	unsigned char *x, *y;
	size_t n = slurp(a, &x), m = slurp(b, &y);

	assert_int_equal(n, m);
	assert_memory_equal(x, y, n);
	free(x);
	free(y);
}

static void text_is_copied_cleaned_and_measured(void **state)
{
	static char out[XLSX_TEXT_ROOM];
	struct xlsx_extent extent;

	(void)state;
	extent = xlsx_text_clean("第1類ﾊﾝ", strlen("第1類ﾊﾝ"), 0, out);
	assert_string_equal(out, "第1類ﾊﾝ");
	assert_int_equal(extent.width, 7);
	extent = xlsx_text_clean("あい\nうえお", strlen("あい\nうえお"), 4, out);
	assert_int_equal(extent.lines, 3);
	assert_int_equal(extent.width, 4);
	xlsx_text_clean("a\xC3", 2, 0, out);
	assert_string_equal(out, "a\xEF\xBF\xBD");
	xlsx_text_clean("\xEF\xBF\xBF", 3, 0, out);
	assert_string_equal(out, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
	xlsx_text_clean("_x003D_1", 8, 0, out);
	assert_string_equal(out, "_x005F_x003D_1");
	xlsx_text_clean("_x00", 4, 0, out);
	assert_string_equal(out, "_x00");
	/* a name with a variation selector is as wide as without */
	extent = xlsx_text_clean("\xE9\x82\x8A\xF3\xA0\x84\x81", 7, 0, out);
	assert_int_equal(extent.width, 2);
}

static void long_text_is_cut_and_marked(void **state)
{
	static char in[XLSX_TEXT_MAX * 2], out[XLSX_TEXT_ROOM];
	size_t n;

	(void)state;
	memset(in, 'x', sizeof(in));
	xlsx_text_clean(in, sizeof(in), 0, out);
	n = strlen(out);
	assert_true(n <= XLSX_TEXT_MAX + 20);
	assert_string_equal(out + n - strlen("（以下略）"), "（以下略）");
}

static void names_of_tabs_obey_excel(void **state)
{
	char out[128];

	(void)state;
	assert_string_equal(xlsx_text_sheet_name("a[b]:c*?/\\", 31, out), "a_b__c____");
	assert_string_equal(xlsx_text_sheet_name("'x'", 31, out), "_x_");
	assert_string_equal(xlsx_text_sheet_name("", 31, out), "_");
	assert_string_equal(xlsx_text_sheet_name("あいうえお", 3, out), "あいう");
	/* outside the BMP a character counts twice */
	assert_string_equal(xlsx_text_sheet_name("𠮷𠮷", 3, out), "𠮷");
}

static void two_files_of_the_same_rows_are_identical(void **state)
{
	struct err e = {0};
	const char *a = path_of("a.xlsx"), *b = path_of("b.xlsx");

	(void)state;
	assert_int_equal(write_list(a, 300, 0, &e), ERR_OK);
	setenv("TZ", "America/New_York", 1);
	setlocale(LC_ALL, "");
	assert_int_equal(write_list(b, 300, 0, &e), ERR_OK);
	assert_same_file(a, b);
}

static void two_forms_of_the_same_calls_are_identical(void **state)
{
	struct err e = {0};
	const char *a = path_of("a.xlsx"), *b = path_of("b.xlsx");

	(void)state;
	assert_int_equal(write_form(a, 300, 0, &e), ERR_OK);
	assert_int_equal(write_form(b, 300, 0, &e), ERR_OK);
	assert_same_file(a, b);
}

static long resident_kb(void)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	return used.ru_maxrss;
}

/* Rules are kept per run of rows, rows are not kept at all. */
static void a_long_form_takes_no_more_memory_than_a_short_one(void **state)
{
	struct err e = {0};
	const char *path = path_of("a.xlsx");
	long before;

	(void)state;
	assert_int_equal(write_form(path, 1000, 0, &e), ERR_OK);
	before = resident_kb();
	assert_int_equal(write_form(path, 40000, 0, &e), ERR_OK);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	print_message("# under a sanitizer, which keeps what was freed: %ld kB more\n", resident_kb() - before);
#else
	assert_true(resident_kb() - before < 4096);
#endif
}

/* Excel takes no more than 255 characters for the words of one cell. */
static void words_that_do_not_fit_are_an_error(void **state)
{
	static char word[300];
	const char *const words[] = {word, NULL};
	const struct xlsx_entry entry = {XLSX_ENTRY_WORDS, words, 0, 0, 0, "処理", "", ""};
	struct xlsx_about about = {"n.xlsx", "試験", "", "test 4", month_of(2027, 1), false, 0};
	struct xlsx_sheet_about list = {"一覧", NULL, "", form_columns, 1, 0, false};
	struct arena *keep = arena_new();
	struct err e = {0};
	struct xlsx_sheet *s;
	struct xlsx *w;

	(void)state;
	memset(word, 'x', sizeof(word) - 1);
	assert_int_equal(xlsx_open(path_of("n.xlsx"), &about, keep, &w, &e), ERR_OK);
	s = xlsx_sheet(w, &list);
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_entry(s, &entry);
	xlsx_row_end(s);
	assert_int_equal(xlsx_close(w, &e), ERR_INTERNAL);
	assert_int_equal(e.id, 1721);
	arena_free(keep);
}

static void the_temporary_folder_is_private_and_gone_after(void **state)
{
	struct err e = {0};
	char *path = path_of("t.xlsx"), left[200], file[220];
	struct stat st;
	int fd;

	(void)state;
	/* as a killed process leaves it */
	snprintf(left, sizeof(left), "%s/.list.xlsx.d", folder);
	assert_int_equal(mkdir(left, 0755), 0);
	snprintf(file, sizeof(file), "%s/t1234.0", left);
	fd = open(file, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(write_list(path, 10, 0, &e), ERR_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_not_equal(stat(left, &st), 0);
}

static void a_workbook_that_is_not_closed_leaves_nothing(void **state)
{
	struct xlsx_about about = {"n.xlsx", "試験", "", "test 2", month_of(2027, 1), false, 0};
	struct xlsx_sheet_about list = {"一覧", "", "", columns, 6, 0, false};
	struct arena *keep = arena_new();
	char *path = path_of("n.xlsx"), left[200];
	struct err e = {0};
	struct stat st;
	struct xlsx *w;

	(void)state;
	snprintf(left, sizeof(left), "%s/.n.xlsx.d", folder);
	assert_int_equal(xlsx_open(path, &about, keep, &w, &e), ERR_OK);
	put_row(xlsx_sheet(w, &list), 1);
	assert_int_equal(stat(left, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	arena_free(keep);
	assert_int_not_equal(stat(left, &st), 0);
	assert_int_not_equal(stat(path, &st), 0);
}

static void a_folder_that_cannot_be_written_is_one_error(void **state)
{
	struct err e = {0};

	(void)state;
	assert_int_equal(write_list("/proc/no/such/file.xlsx", 3, 0, &e), ERR_DISK);
	assert_int_equal(e.id, 1722);
}

/* The library does not look whether its temporary files could be written. */
static void rows_that_do_not_fit_on_the_disk_are_an_error(void **state)
{
	struct rlimit before, small;
	struct err e = {0};

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 100000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(write_list(path_of("full.xlsx"), 2000, 0, &e), ERR_DISK);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(e.id, 1720);
	signal(SIGXFSZ, SIG_DFL);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	static const char *const files[] = {"a.xlsx", "b.xlsx", "t.xlsx", "full.xlsx"};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		unlink(path_of(files[i]));
	return rmdir(folder);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_copied_cleaned_and_measured),
		cmocka_unit_test(long_text_is_cut_and_marked),
		cmocka_unit_test(names_of_tabs_obey_excel),
		cmocka_unit_test(two_files_of_the_same_rows_are_identical),
		cmocka_unit_test(two_forms_of_the_same_calls_are_identical),
		cmocka_unit_test(a_long_form_takes_no_more_memory_than_a_short_one),
		cmocka_unit_test(words_that_do_not_fit_are_an_error),
		cmocka_unit_test(the_temporary_folder_is_private_and_gone_after),
		cmocka_unit_test(a_workbook_that_is_not_closed_leaves_nothing),
		cmocka_unit_test(a_folder_that_cannot_be_written_is_one_error),
		cmocka_unit_test(rows_that_do_not_fit_on_the_disk_are_an_error),
	};
	struct err e = {0};

	/* FILE ROWS LIMIT [form]: writes one for tests/golden/workbook.sh */
	if (argc >= 4) {
		int rows = (int)strtol(argv[2], NULL, 10);
		int32_t limit = (int32_t)strtol(argv[3], NULL, 10);

		setlocale(LC_ALL, "");
		return err_exit_code(
			argc == 5 ? write_form(argv[1], rows, limit, &e) : write_list(argv[1], rows, limit, &e));
	}
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
