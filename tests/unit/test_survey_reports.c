/*
 * test_survey_reports.c: the workbooks of a survey.
 *
 * Without arguments: terms and order of the work.  With RUN REPORT FOLDER [KEY]: renders all chunks of a report
 * for a run of the database that libpq's environment names, for tests/golden/casebook.sh, through the
 * engine's own context and publishing; compares with the report's balance statement; prints the sums.
 */
#include "engine/db/db.h"
#include "engine/run/context.h"
#include "engine/run/publish.h"
#include "getsuji/facts.h"
#include "reports/survey_words.h"

#include <inttypes.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

extern const struct job report_casebook, report_survey_summary, report_survey_audit;

static const struct job *const reports[] = {&report_casebook, &report_survey_summary, &report_survey_audit};

/* As tests/golden/casebook.sql plans them. */
static const struct run_info runs[] = {
	{1, "pension", 13101, 2027 * 12 + 5, 1, "2027-06-20 00:00:00.000000+00"},
	{2, "tax", 13101, 2027 * 12 + 6, 1, "2027-07-20 00:00:00.000000+00"},
};

static void the_work_is_in_the_order_of_the_list(void **state)
{
	static const char *const pension[] = {"氏名・生年月日の相違", "遡及裁定", "未申告の受給",
		"支給停止・失権", "要確認", "変更（提案あり）", "回答なし", "一致"};
	int classes[SURVEY_CLASSES_MAX];

	(void)state;
	assert_int_equal(survey_classes(SURVEY_PENSION, classes), 8);
	for (int i = 0; i < 8; i++)
		assert_string_equal(survey_class_term(classes[i]), pension[i]);
	assert_int_equal(survey_classes(SURVEY_TAX, classes), 10);
	assert_int_equal(classes[0], CLASS_TAX_IDENTITY);
	assert_int_equal(classes[8], CLASS_TAX_ZERO);
	assert_int_equal(classes[9], CLASS_TAX_EQUAL);
	assert_string_equal(survey_class_term(99), "");
}

static void steps_are_told_in_the_order_of_the_list(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_string_equal(
		survey_steps(a, STEP_LETTER_29 | STEP_ASK_PERSON), "本人に確認、法第29条の照会書を送付");
	assert_string_equal(survey_steps(a, 0), "");
	assert_non_null(strstr(survey_steps(a, 1023), "対応なし")); /* all of them fit */
	arena_free(a);
}

static void rules_of_the_import_have_words(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_string_equal(survey_answer_rule_term(a, (struct str){"A-unasked", 9}), "照会していない");
	assert_string_equal(survey_answer_rule_term(a, (struct str){"X-other", 7}), "X-other");
	arena_free(a);
}

/* ---- rendering ---- */

static void add(struct chunk_counts *sum, const struct chunk_counts *n)
{
	sum->read += n->read;
	sum->written += n->written;
	sum->unchanged += n->unchanged;
	sum->yen += n->yen;
}

static enum err_code render(
	struct task *t, struct db *db, const struct chunk_lease *lease, struct chunk_counts *sum, struct err *e)
{
	struct arena *a = arena_new();
	struct chunk c;

	context_chunk_begin(&c, t, db, "w1", NULL, lease, a);
	if (t->engine->job->chunk(&c, e) == ERR_OK && publish_files(&c, e) == ERR_OK)
		add(sum, &c.count);
	else
		publish_discard(&c);
	arena_free(a);
	return e->code;
}

static enum err_code compare(
	struct task *t, struct db *db, const struct chunk_counts *sum, struct arena *keep, struct err *e)
{
	struct db_result *r;
	struct db_args args;

	if (!t->engine->job->balance)
		return ERR_OK;
	if (context_bind(t->engine->job->balance, t, NULL, 0, &args, e) != ERR_OK ||
		db_query(db, t->engine->job->balance, &args, keep, &r, e) != ERR_OK)
		return e->code;
	if (db_int(r, 0, 0) != sum->written || db_int(r, 0, 1) != sum->yen)
		err_set(e, ERR_BALANCE, 1740, "balance says %" PRId64 " records, %" PRId64 " yen", db_int(r, 0, 0),
			db_int(r, 0, 1));
	return e->code;
}

/* left_out: the key of a record that the engine does not give to the report; 0: none. */
static enum err_code render_all(const struct run_info *run, const struct job *job, const char *folder,
	int64_t left_out, struct db *db, struct arena *keep, struct err *e)
{
	int64_t lo = run->office_id * HOUSEHOLD_PER_OFFICE;
	struct task_engine te = {
		.job = job, .db = db, .key_lo = lo, .key_hi = lo + HOUSEHOLD_PER_OFFICE, .directory = folder};
	struct task t = {.run = run, .name = job->name, .task_no = 2, .keep = keep, .engine = &te};
	const struct chunk_aside aside = {left_out, "crash", 1, "試験"};
	struct chunk_counts sum = {0};
	struct db_result *targets;
	struct rusage used;
	struct db_args args;

	if (context_bind(job->targets, &t, NULL, 0, &args, e) != ERR_OK ||
		db_query(db, job->targets, &args, keep, &targets, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < db_rows(targets) && e->code == ERR_OK; i++) {
		const struct chunk_lease lease = {.chunk_no = i + 1,
			.lo = db_int(targets, i, 0),
			.hi = db_int(targets, i, 1),
			.aside = &aside,
			.asides = left_out != 0};

		render(&t, db, &lease, &sum, e);
	}
	if (e->code != ERR_OK || compare(&t, db, &sum, keep, e) != ERR_OK)
		return e->code;
	printf("%s %d files, %" PRId64 " read %" PRId64 " written %" PRId64 " unchanged %" PRId64 " yen\n",
		job->name, db_rows(targets), sum.read, sum.written, sum.unchanged, sum.yen);
	getrusage(RUSAGE_SELF, &used);
	fprintf(stderr, "%ld kB\n", used.ru_maxrss);
	return ERR_OK;
}

static int render_report(const char *run, const char *name, const char *folder, int64_t left_out)
{
	struct arena *keep = arena_new();
	struct err e = {0};
	struct db *db;

	setlocale(LC_ALL, "");
	if (db_open("", "test", keep, &db, &e) == ERR_OK)
		for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]) && e.code == ERR_OK; i++)
			if (strcmp(reports[i]->name, name) == 0)
				render_all(&runs[strcmp(run, "2") == 0], reports[i], folder, left_out, db, keep, &e);
	if (e.code != ERR_OK)
		fprintf(stderr, "GJ%d %s\n%s\n%s\n", e.id, e.message, e.place, e.detail);
	arena_free(keep);
	return err_exit_code(e.code);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_work_is_in_the_order_of_the_list),
		cmocka_unit_test(steps_are_told_in_the_order_of_the_list),
		cmocka_unit_test(rules_of_the_import_have_words),
	};

	if (argc >= 4)
		return render_report(argv[1], argv[2], argv[3], argc > 4 ? strtoll(argv[4], NULL, 10) : 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
