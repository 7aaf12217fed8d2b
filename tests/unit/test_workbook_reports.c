/*
 * test_workbook_reports.c: the three reports that make workbooks.
 *
 * Without arguments: their statements ask only for what the engine can bind.  With FOLDER: renders
 * run 1 of the database that libpq's environment names, for tests/golden/workbook_reports.sh, through
 * the engine's own context and publishing.
 */
#include "engine/db/db.h"
#include "engine/run/context.h"
#include "engine/run/publish.h"
#include "gen/sql.h"
#include "getsuji/facts.h"

#include <inttypes.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct job report_impact, report_payment_list, report_summary;

#define OFFICE 13101

static const struct job *const reports[] = {&report_impact, &report_payment_list, &report_summary};
static const int task_numbers[] = {3, 7, 8};

static const struct run_info run = {1, "monthly", OFFICE, 2027 * 12, 1, "2026-12-25 00:00:00.000000+00"};

static void statements_ask_for_known_parameters(void **state)
{
	static const struct sql_stmt *const statements[] = {&sql_impact_targets, &sql_impact_balance,
		&sql_impact_office, &sql_impact_kinds, &sql_impact_totals, &sql_impact_cautions,
		&sql_impact_caseworkers, &sql_impact_largest, &sql_impact_not_computable, &sql_impact_page,
		&sql_impact_undeclared, &sql_payment_list_targets, &sql_payment_list_balance,
		&sql_payment_list_office, &sql_payment_list_groups, &sql_payment_list_page,
		&sql_payment_list_excluded, &sql_summary_office, &sql_summary_households, &sql_summary_aids,
		&sql_summary_types, &sql_summary_kinds, &sql_summary_tasks, &sql_summary_quarantine,
		&sql_summary_holds, &sql_summary_artifacts};
	struct task_engine te = {.job = &report_impact};
	struct task t = {.run = &run, .name = "impact", .task_no = 3, .engine = &te};
	struct chunk c = {.task = &t, .lo = 1, .hi = 2};

	(void)state;
	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
		struct db_args args;
		struct err e = {0};

		if (context_bind(statements[i], &t, &c, 0, &args, &e) != ERR_OK)
			fail_msg("%s: %s", statements[i]->name, e.message);
	}
}

static enum err_code render(struct db *db, const char *folder, int i, struct err *e)
{
	const struct job *job = reports[i];
	int64_t lo = job->targets ? OFFICE * HOUSEHOLD_PER_OFFICE : 0;
	int64_t hi = job->targets ? lo + HOUSEHOLD_PER_OFFICE : 1;
	struct arena *a = arena_new();
	struct task_engine te = {.job = job, .db = db, .key_lo = lo, .key_hi = hi, .directory = folder};
	struct task t = {.run = &run, .name = job->name, .task_no = task_numbers[i], .keep = a, .engine = &te};
	const struct chunk_lease lease = {.chunk_no = 1, .lo = lo, .hi = hi};
	struct chunk c;

	context_chunk_begin(&c, &t, db, "w1", NULL, &lease, a);
	if (job->chunk(&c, e) == ERR_OK && publish_files(&c, e) == ERR_OK)
		printf("%s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 "\n", job->name, c.count.read,
			c.count.written, c.count.unchanged, c.count.yen);
	else
		publish_discard(&c);
	arena_free(a);
	return e->code;
}

static int render_all(const char *folder)
{
	struct arena *keep = arena_new();
	struct err e = {0};
	struct db *db;

	setlocale(LC_ALL, "");
	if (db_open("", "test", keep, &db, &e) == ERR_OK)
		for (int i = 0; i < 3 && e.code == ERR_OK; i++)
			render(db, folder, i, &e);
	if (e.code != ERR_OK)
		fprintf(stderr, "GJ%d %s\n%s\n%s\n", e.id, e.message, e.place, e.detail);
	arena_free(keep);
	return err_exit_code(e.code);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements_ask_for_known_parameters),
	};

	return argc == 2 ? render_all(argv[1]) : cmocka_run_group_tests(tests, NULL, NULL);
}
