/*
 * test_coverage.c: which coverage gives a ticket which flags, and how their change is told.
 */
#include "jobs/rules/coverage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))
enum { ROWS_MAX = 4, ALWAYS = 0 };

/* Days of the months around January 2027 as MMDD of that year; ALWAYS: no end, or no beginning. */
static day_t on(int mmdd, day_t always)
{
	return mmdd == ALWAYS ? always : day_of(2027, mmdd / 100, mmdd % 100);
}

/* The flags as letters: C combined, S 社会保険, E 後期, T 感染症, P 都道府県費, and the scheme's number. */
static const char *letters(const struct coverage_flags *f, char out[static 16])
{
	snprintf(out, 16, "%s%s%s%s%s%s", f->combined ? "C" : "", f->insurance ? "S" : "", f->elderly ? "E" : "",
		f->tuberculosis ? "T" : "", f->prefectural ? "P" : "", f->scheme_no);
	return out;
}

struct case_row {
	const char *what;
	struct {
		enum coverage_kind kind;
		const char *scheme_no;
		int from, to; /* to: the first day after it */
	} rows[ROWS_MAX];
	const char *flags;  /* of a ticket of 1 to 31 January */
	const char *before; /* flags of one that is out: letters as above */
	const char *reason;
};

#define NEW_YEAR 101

/* clang-format off */
static const struct case_row cases[] = {
	{.what = "nothing is known", .flags = "", .before = "", .reason = ""},
	{.what = "insurance begins in the middle of the month", .rows = {{COVERAGE_EMPLOYEES, "", 115, ALWAYS}}, .flags = "CS",
		.before = "", .reason = "社会保険の資格取得（令和9年1月15日）のため単独から併用へ"},
	{.what = "it begins on the last day", .rows = {{COVERAGE_EMPLOYEES, "", 131, ALWAYS}}, .flags = "CS",
		.before = "", .reason = "社会保険の資格取得（令和9年1月31日）のため単独から併用へ"},
	{.what = "it begins on the day after", .rows = {{COVERAGE_EMPLOYEES, "", 201, ALWAYS}}, .flags = "",
		.before = "CS", .reason = "社会保険の資格取得日の訂正（令和9年2月1日）のため併用から単独へ"},
	{.what = "it was lost on the first", .rows = {{COVERAGE_EMPLOYEES, "", ALWAYS, NEW_YEAR}}, .flags = "",
		.before = "CS", .reason = "社会保険の資格喪失（令和9年1月1日）のため併用から単独へ"},
	{.what = "it was lost on the second: one day counts", .rows = {{COVERAGE_EMPLOYEES, "", ALWAYS, 102}}, .flags = "CS",
		.before = "CS", .reason = ""},
	{.what = "it was a mistake", .flags = "", .before = "CS", .reason = "社会保険の登録の取消しのため併用から単独へ"},
	{.what = "後期", .rows = {{COVERAGE_ELDERLY, "", NEW_YEAR, ALWAYS}}, .flags = "CE",
		.before = "", .reason = "後期高齢者医療の資格取得（令和9年1月1日）のため単独から併用へ"},
	{.what = "社会保険 becomes 後期", .rows = {{COVERAGE_EMPLOYEES, "", ALWAYS, NEW_YEAR}, {COVERAGE_ELDERLY, "", NEW_YEAR, ALWAYS}},
		.flags = "CE", .before = "CS",
		.reason = "社会保険の資格喪失（令和9年1月1日）、後期高齢者医療の資格取得（令和9年1月1日）のため併用の区分を訂正"},
	{.what = "感染症", .rows = {{COVERAGE_TUBERCULOSIS, "", 110, 120}}, .flags = "CT",
		.before = "", .reason = "感染症法第37条の2の適用開始（令和9年1月10日）のため単独から併用へ"},
	{.what = "the lowest of two schemes", .rows = {{COVERAGE_SCHEME, "54", NEW_YEAR, ALWAYS}, {COVERAGE_SCHEME, "21", 105, ALWAYS}},
		.flags = "C21", .before = "", .reason = "他法公費（法別21）の適用開始（令和9年1月5日）のため単独から併用へ"},
	{.what = "a lower one comes beside it", .rows = {{COVERAGE_SCHEME, "54", NEW_YEAR, ALWAYS}, {COVERAGE_SCHEME, "21", 105, ALWAYS}},
		.flags = "C21", .before = "C54", .reason = "他法公費（法別21）の適用開始（令和9年1月5日）のため併用の区分を訂正"},
	{.what = "one takes the place of another", .rows = {{COVERAGE_SCHEME, "21", ALWAYS, NEW_YEAR}, {COVERAGE_SCHEME, "54", NEW_YEAR, ALWAYS}},
		.flags = "C54", .before = "C21",
		.reason = "他法公費（法別21）の適用終了（令和9年1月1日）、他法公費（法別54）の適用開始（令和9年1月1日）のため併用の区分を訂正"},
	{.what = "都道府県費 is no other law", .rows = {{COVERAGE_PREFECTURAL, "", NEW_YEAR, ALWAYS}}, .flags = "P",
		.before = "", .reason = "都道府県費の適用開始（令和9年1月1日）のため負担区分を訂正"},
	{.what = "国民健康保険 changes nothing", .rows = {{COVERAGE_NATIONAL, "", NEW_YEAR, ALWAYS}}, .flags = "", .before = "", .reason = ""},
	{.what = "insurance has always been there", .rows = {{COVERAGE_EMPLOYEES, "", ALWAYS, ALWAYS}}, .flags = "CS",
		.before = "", .reason = "社会保険の資格取得のため単独から併用へ"},
	{.what = "the earliest of two insurances is named", .rows = {{COVERAGE_EMPLOYEES, "", 120, ALWAYS}, {COVERAGE_EMPLOYEES, "", 103, 110}},
		.flags = "CS", .before = "", .reason = "社会保険の資格取得（令和9年1月3日）のため単独から併用へ"},
};
/* clang-format on */

static size_t rows_of(const struct case_row *c, struct coverage_row out[static ROWS_MAX])
{
	size_t n = 0;

	while (n < ROWS_MAX && c->rows[n].kind != 0) {
		out[n] = (struct coverage_row){.kind = (uint8_t)c->rows[n].kind,
			.scheme_no = {c->rows[n].scheme_no, strlen(c->rows[n].scheme_no)},
			.from = on(c->rows[n].from, DAY_MIN),
			.to = on(c->rows[n].to, DAY_MAX)};
		n++;
	}
	return n;
}

static struct coverage_flags flags_of(const char *text)
{
	struct coverage_flags f = {.combined = strchr(text, 'C') != NULL,
		.insurance = strchr(text, 'S') != NULL,
		.elderly = strchr(text, 'E') != NULL,
		.tuberculosis = strchr(text, 'T') != NULL,
		.prefectural = strchr(text, 'P') != NULL};
	const char *digit = strpbrk(text, "0123456789");

	if (digit != NULL)
		memcpy(f.scheme_no, digit, SCHEME_NO_DIGITS);
	return f;
}

static void coverage_makes_the_flags_of_a_ticket(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct coverage_row rows[ROWS_MAX];
		size_t n = rows_of(&cases[i], rows);
		struct coverage_flags f = coverage_flags(rows, n, on(NEW_YEAR, 0), on(131, 0));
		struct coverage_flags wanted = flags_of(cases[i].flags);
		char text[16];

		print_message("%s\n", cases[i].what);
		assert_string_equal(letters(&f, text), cases[i].flags);
		assert_true(coverage_same(&f, &wanted));
	}
}

static void a_change_is_told_with_what_and_since_when(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct coverage_row rows[ROWS_MAX];
		size_t n = rows_of(&cases[i], rows);
		struct coverage_flags before = flags_of(cases[i].before);
		char reason[COVERAGE_REASON_MAX];

		coverage_reason(&before, rows, n, on(NEW_YEAR, 0), on(131, 0), reason);
		assert_string_equal(reason, cases[i].reason);
	}
}

static void the_longest_reason_has_room(void **state)
{
	const struct coverage_flags before = flags_of("C21STEP");
	const struct coverage_row rows[] = {{COVERAGE_EMPLOYEES, {"", 0}, DAY_MIN, on(NEW_YEAR, 0)},
		{COVERAGE_ELDERLY, {"", 0}, DAY_MIN, on(NEW_YEAR, 0)},
		{COVERAGE_SCHEME, {"21", 2}, DAY_MIN, on(NEW_YEAR, 0)},
		{COVERAGE_SCHEME, {"54", 2}, on(120, 0), DAY_MAX},
		{COVERAGE_TUBERCULOSIS, {"", 0}, DAY_MIN, on(NEW_YEAR, 0)},
		{COVERAGE_PREFECTURAL, {"", 0}, DAY_MIN, on(NEW_YEAR, 0)}};
	static const char end[] = "のため併用の区分を訂正";
	char reason[COVERAGE_REASON_MAX];
	size_t length;

	(void)state;
	coverage_reason(&before, rows, COUNT_OF(rows), on(NEW_YEAR, 0), on(131, 0), reason);
	length = strlen(reason);
	assert_true(length < COVERAGE_REASON_MAX - 1 && length > sizeof end);
	assert_string_equal(reason + length - (sizeof end - 1), end);
}

static void only_one_shared_day_counts(void **state)
{
	const struct coverage_row elderly = {COVERAGE_ELDERLY, {"", 0}, on(131, 0), on(201, 0)};

	(void)state;
	assert_true(coverage_flags(&elderly, 1, on(NEW_YEAR, 0), on(131, 0)).elderly);
	assert_false(coverage_flags(&elderly, 1, on(NEW_YEAR, 0), on(130, 0)).elderly);
	assert_false(coverage_flags(&elderly, 1, on(201, 0), on(228, 0)).elderly);
	assert_string_equal(coverage_term(COVERAGE_NATIONAL), "国民健康保険");
	assert_string_equal(coverage_term(99), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(coverage_makes_the_flags_of_a_ticket),
		cmocka_unit_test(a_change_is_told_with_what_and_since_when),
		cmocka_unit_test(the_longest_reason_has_room),
		cmocka_unit_test(only_one_shared_day_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
