/*
 * bench_workbook.c: rows per second of our Excel backend against the bare library.
 *
 *   bench_workbook [ROWS] [ROUNDS] [THREADS] [FOLDER]
 *
 * Both write the same ROWS x 20 cells (4 codes and names, 2 texts, 14 numbers) in constant memory, in turn,
 * ROUNDS times; the median counts.  With THREADS > 1 each thread writes a workbook of its own at the same
 * time.  Peak memory is that of a child which writes with our backend only.  Prints one line of JSON.
 */
#include "reports/backend/xlsx.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define COLUMNS     20
#define TEXTS       6
#define THREADS_MAX 64
#define ROUNDS_MAX  99

struct work {
	pthread_t thread;
	char path[256];
	long rows;
	bool bare, failed;
};

static const struct xlsx_column columns[COLUMNS] = {
	{"ケース番号", XLSX_CODE, 0},
	{"世帯主", XLSX_TEXT, 0},
	{"担当員", XLSX_TEXT, 0},
	{"支給方法", XLSX_CODE, 0},
	{"住所", XLSX_TEXT, 0},
	{"理由", XLSX_TEXT, 0},
	{"金額1", XLSX_NUMBER, 0},
	{"金額2", XLSX_NUMBER, 0},
	{"金額3", XLSX_NUMBER, 0},
	{"金額4", XLSX_NUMBER, 0},
	{"金額5", XLSX_NUMBER, 0},
	{"金額6", XLSX_NUMBER, 0},
	{"金額7", XLSX_NUMBER, 0},
	{"金額8", XLSX_NUMBER, 0},
	{"金額9", XLSX_NUMBER, 0},
	{"金額10", XLSX_NUMBER, 0},
	{"金額11", XLSX_NUMBER, 0},
	{"金額12", XLSX_NUMBER, 0},
	{"金額13", XLSX_NUMBER, 0},
	{"金額14", XLSX_NUMBER, 0},
};

static const char *const texts[TEXTS] = {NULL, "勅使河原 権左衛門", "03 佐藤 一郎", "口座振込",
	"東京都千代田区九段南一丁目2番1号", "年金の認定額が変更になったため。"};

/* The content, the same for bench/peer_workbook.py. */
static void code_of(long row, char out[static 16])
{
	snprintf(out, 16, "%08ld", row % 100000000);
}

static long number_of(long row, int column)
{
	return (row * 7919 + column * 104729) % 200000;
}

static bool write_ours(const struct work *w)
{
	struct xlsx_about about = {
		.name = w->path, .title = "一覧", .subject = "", .file_id = "bench", .month = month_of(2027, 1)};
	struct xlsx_sheet_about list = {"一覧", "一覧", "", columns, COLUMNS, 2, false};
	struct arena *keep = arena_new();
	struct xlsx *book;
	struct err e = {0};
	bool ok = xlsx_open(w->path, &about, keep, &book, &e) == ERR_OK;

	if (ok) {
		struct xlsx_sheet *s = xlsx_sheet(book, &list);

		for (long row = 0; row < w->rows; row++) {
			char code[16];

			code_of(row, code);
			xlsx_row_begin(s, XLSX_ROW_DATA);
			xlsx_put_string(s, code);
			for (int c = 1; c < TEXTS; c++)
				xlsx_put_string(s, texts[c]);
			for (int c = TEXTS; c < COLUMNS; c++)
				xlsx_put_number(s, number_of(row, c));
			xlsx_row_end(s);
		}
		ok = xlsx_close(book, &e) == ERR_OK;
	}
	if (!ok)
		fprintf(stderr, "%s\n%s\n", e.message, e.detail);
	arena_free(keep);
	return ok;
}

/* What the library does at the least for the same cells, formats included. */
static bool write_bare(const struct work *w)
{
	char folder[] = "/tmp";
	lxw_workbook_options options = {.constant_memory = 1, .tmpdir = folder};
	lxw_workbook *book = workbook_new_opt(w->path, &options);
	lxw_worksheet *sheet = book ? workbook_add_worksheet(book, "一覧") : NULL;
	lxw_format *text = book ? workbook_add_format(book) : NULL,
			   *number = book ? workbook_add_format(book) : NULL;
	int errors = 0;

	if (!sheet || !text || !number)
		return false;
	format_set_num_format(text, "@");
	format_set_num_format(number, "#,##0");
	for (int c = 0; c < COLUMNS; c++)
		errors += worksheet_write_string(sheet, 0, (lxw_col_t)c, columns[c].title, NULL) != LXW_NO_ERROR;
	for (long row = 0; row < w->rows; row++) {
		lxw_row_t at = (lxw_row_t)row + 1;
		char code[16];

		code_of(row, code);
		errors += worksheet_write_string(sheet, at, 0, code, text) != LXW_NO_ERROR;
		for (int c = 1; c < TEXTS; c++)
			errors += worksheet_write_string(sheet, at, (lxw_col_t)c, texts[c], text) != LXW_NO_ERROR;
		for (int c = TEXTS; c < COLUMNS; c++)
			errors += worksheet_write_number(sheet, at, (lxw_col_t)c, (double)number_of(row, c), number) !=
					  LXW_NO_ERROR;
	}
	return workbook_close(book) == LXW_NO_ERROR && errors == 0;
}

static void *run_work(void *p)
{
	struct work *w = p;

	w->failed = !(w->bare ? write_bare(w) : write_ours(w));
	unlink(w->path);
	return NULL;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Seconds for `threads` workbooks at the same time; negative when one failed. */
static double measure(const char *folder, long rows, int threads, bool bare)
{
	static struct work work[THREADS_MAX];
	double start = now();
	bool failed = false;

	for (int i = 0; i < threads; i++) {
		work[i] = (struct work){.rows = rows, .bare = bare};
		snprintf(
			work[i].path, sizeof(work[i].path), "%s/bench-workbook-%ld-%d.xlsx", folder, (long)getpid(), i);
		if (pthread_create(&work[i].thread, NULL, run_work, &work[i]) != 0)
			return -1;
	}
	for (int i = 0; i < threads; i++) {
		pthread_join(work[i].thread, NULL);
		failed = failed || work[i].failed;
	}
	return failed ? -1 : now() - start;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *seconds, int n)
{
	qsort(seconds, (size_t)n, sizeof(seconds[0]), compare);
	return seconds[n / 2];
}

/* Peak memory, in kB, of a process that does nothing else. */
static long peak_memory(const char *folder, long rows)
{
	struct rusage usage;
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(measure(folder, rows, 1, false) < 0);
	if (child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0)
		return -1;
	return usage.ru_maxrss;
}

static long argument(int argc, char **argv, int i, long least, long most, long otherwise)
{
	char *end = NULL;
	long v = i < argc ? strtol(argv[i], &end, 10) : otherwise;

	if (i < argc && (*argv[i] == '\0' || *end != '\0' || v < least || v > most)) {
		fprintf(stderr, "usage: bench_workbook [ROWS] [ROUNDS] [THREADS] [FOLDER]\n");
		exit(16);
	}
	return v;
}

int main(int argc, char **argv)
{
	long rows = argument(argc, argv, 1, 1, 1000000, 200000);
	int rounds = (int)argument(argc, argv, 2, 1, ROUNDS_MAX, 3);
	int threads = (int)argument(argc, argv, 3, 1, THREADS_MAX, 1);
	const char *folder = argc > 4 ? argv[4] : "/tmp";
	double ours[ROUNDS_MAX] = {0}, bare[ROUNDS_MAX] = {0}, ratio[ROUNDS_MAX] = {0},
		   all = (double)rows * threads;
	long peak = peak_memory(folder, rows);

	for (int i = 0; i < rounds; i++) {
		ours[i] = measure(folder, rows, threads, false);
		bare[i] = measure(folder, rows, threads, true);
		if (ours[i] < 0 || bare[i] < 0)
			return 8;
		ratio[i] = bare[i] / ours[i]; /* neighbours in time: noise of the machine hits both */
	}
	printf("{\"rows\": %ld, \"threads\": %d, \"rows_per_second\": %.0f, \"bare_rows_per_second\": %.0f, "
		   "\"ratio\": %.3f, \"peak_mb\": %.1f}\n",
		rows, threads, all / median(ours, rounds), all / median(bare, rounds), median(ratio, rounds),
		(double)peak / 1024);
	return peak < 0 ? 8 : 0;
}
