/* A caseworker's sheet: cells as a spreadsheet shows them, and each one against what the workbook wrote. */
#include "engine/intake/sheet.h"
#include "tests/unit/arena_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A row of good cells, one of which is another text. */
static struct sheet_row row_with(enum casebook_column column, const char *text)
{
	const char *cells[CASEBOOK_COLUMN_COUNT] = {[CASEBOOK_NO] = "12-13113-1024-1",
		[CASEBOOK_CLASS] = "変更（提案あり）",
		[CASEBOOK_CASE] = "1024",
		[CASEBOOK_NAME] = "見本 太郎",
		[CASEBOOK_BIRTH] = "昭和25年2月11日",
		[CASEBOOK_RECOGNISED] = "\"69,308 \"",
		[CASEBOOK_EVIDENCE] = "\"68,000 \"",
		[CASEBOOK_DIFFERENCE] = "\"△1,308 \"",
		[CASEBOOK_ASKED] = "令和9年6月1日",
		[CASEBOOK_ANSWERED] = "令和9年6月20日",
		[CASEBOOK_OPEN_DAYS] = "20",
		[CASEBOOK_REASON] = "根拠",
		[CASEBOOK_STEPS] = "提案の採否を決定",
		[CASEBOOK_DISPOSITION] = "採用",
		[CASEBOOK_DONE_ON] = "R9.6.25",
		[CASEBOOK_NOTE] = "電話済"};
	char *file = arena_strdup(keep, "");
	struct sheet_row row;
	struct csv *csv;
	bool more = false;

	cells[column] = text;
	for (int i = 0; i < CASEBOOK_COLUMN_COUNT; i++)
		file = arena_printf(keep, "%s%s%s", file, i ? "," : "", sheet_column_title((enum casebook_column)i));
	for (int i = 0; i < CASEBOOK_COLUMN_COUNT; i++)
		file = arena_printf(keep, "%s%s%s", file, i ? "," : "\n", cells[i] ? cells[i] : "");
	file = arena_printf(keep, "%s\n", file);
	csv = csv_new_bytes(keep, "sheet.csv", CSV_UTF8, file, strlen(file));
	assert_int_equal(sheet_header(csv, &err), ERR_OK);
	assert_int_equal(sheet_next(csv, &row, &more, &err), ERR_OK);
	assert_true(more);
	return row;
}

static struct sheet_row good_row(void)
{
	return row_with(CASEBOOK_NOTE, "電話済");
}

/* What the workbook wrote in that row. */
static struct sheet_truth truth(void)
{
	return (struct sheet_truth){.found = true,
		.class = CLASS_PENSION_CHANGED,
		.name = {"見本 太郎", strlen("見本 太郎")},
		.evidence = {false, 68000},
		.recognised = 69308,
		.birth_on = day_of(1950, 2, 11),
		.asked_on = day_of(2027, 6, 1),
		.answered_on = day_of(2027, 6, 20)};
}

static int faults(const struct sheet_row *row)
{
	int n = 0;

	for (int i = 0; i < CASEBOOK_COLUMN_COUNT; i++)
		n += row->fault[i] != RULE_NONE;
	return n;
}

/* Only that column is at fault, with that rule; RULE_NONE: nothing is. */
static void assert_fault(const struct sheet_row *row, enum casebook_column column, enum intake_rule rule)
{
	assert_int_equal(row->fault[column], rule);
	assert_int_equal(faults(row), rule != RULE_NONE);
	assert_true(sheet_row_holds(row) == (rule == RULE_NONE));
}

static void a_row_is_read_as_it_is_shown(void **state)
{
	struct sheet_row row = good_row();
	struct sheet_truth t = truth();

	(void)state;
	assert_true(row.filled);
	assert_int_equal(row.run_id, 12);
	assert_int_equal(row.household_id, 1311300001024);
	assert_int_equal(row.person_no, 1);
	assert_int_equal(row.recognised.yen, 69308);
	assert_int_equal(row.difference.yen, -1308);
	assert_int_equal(row.birth_on, day_of(1950, 2, 11));
	assert_int_equal(row.disposition, DISPOSITION_ADOPT);
	assert_int_equal(row.done_on, day_of(2027, 6, 25));
	assert_int_equal(row.place[CASEBOOK_NO].line, 2);
	assert_int_equal(row.place[CASEBOOK_CLASS].column, 17);
	sheet_compare(&row, &t);
	assert_fault(&row, CASEBOOK_NO, RULE_NONE);
}

static void numbers_are_read_as_a_spreadsheet_shows_them(void **state)
{
	static const struct {
		const char *text;
		int64_t yen;
	} right[] = {{"69308", 69308}, {"\"69,308\"", 69308}, {"\" 69,308 \"", 69308}, {"\"1,234,567\"", 1234567},
		{"0", 0}, {"△0", 0}, {"\"△1,234\"", -1234}, {"\"-1,234\"", -1234}, {"\"+1,234\"", 1234},
		{"999999999999999", 999999999999999}};
	static const char *const wrong[] = {"x", "\"1,23\"", "\"12,34\"", "\"1234,567\"", "\",123\"", "\"1,\"",
		"\"1,,234\"", "1.0", "1円", "--1", "+-1", "△", "△ 1", "１", "1 2", "1000000000000000", "¥1", "(1)",
		"\"1,2345\"", " "};

	(void)state;
	for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
		struct sheet_row row = row_with(CASEBOOK_RECOGNISED, right[i].text);

		assert_fault(&row, CASEBOOK_RECOGNISED, RULE_NONE);
		assert_int_equal(row.recognised.yen, right[i].yen);
		assert_false(row.recognised.blank);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct sheet_row row = row_with(CASEBOOK_RECOGNISED, wrong[i]);

		assert_fault(&row, CASEBOOK_RECOGNISED, RULE_SHEET_CHANGED);
	}
	assert_true(row_with(CASEBOOK_EVIDENCE, "").evidence.blank);
}

static void a_number_of_a_line_is_run_office_case_person(void **state)
{
	static const char *const wrong[] = {"", "12", "12-13113-1024", "12-13113-1024-", "12-13113-1024-0",
		"12-13113-1024-100", "12-131130-1024-1", "12-13113-123456789-1", "1234567890-13113-1024-1",
		"-12-13113-1024-1", "12-13113-1024-1 ", "12-13113-1024-1-1", "12-13113-x-1", "12--1024-1",
		"12−13113-1024-1"};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct sheet_row row = row_with(CASEBOOK_NO, wrong[i]);

		assert_fault(&row, CASEBOOK_NO, RULE_SHEET_NUMBER);
	}
	assert_int_equal(row_with(CASEBOOK_NO, "999999999-99999-99999999-99").household_id, 9999999999999);
}

static void what_is_filled_in_is_judged(void **state)
{
	static const struct {
		enum casebook_column column;
		const char *text;
		enum intake_rule rule;
	} cases[] = {{CASEBOOK_DISPOSITION, "処理済み", RULE_NONE}, {CASEBOOK_DISPOSITION, "済", RULE_SHEET_WORD},
		{CASEBOOK_DISPOSITION, "採用 ", RULE_SHEET_WORD}, {CASEBOOK_DISPOSITION, "", RULE_SHEET_REQUIRED},
		{CASEBOOK_DONE_ON, "", RULE_SHEET_REQUIRED}, {CASEBOOK_DONE_ON, "2027/6/25", RULE_NONE},
		{CASEBOOK_DONE_ON, "6月25日", RULE_SHEET_DATE}, {CASEBOOK_DONE_ON, "46198", RULE_SHEET_DATE},
		{CASEBOOK_NOTE, "", RULE_NONE}, {CASEBOOK_NOTE, "\"二行\nにわたる\"", RULE_SHEET_NOTE},
		{CASEBOOK_NOTE, "\xEE\x80\x80", RULE_SHEET_NOTE}, {CASEBOOK_BIRTH, "########", RULE_SHEET_CHANGED},
		{CASEBOOK_ASKED, "6月1日", RULE_SHEET_CHANGED}, {CASEBOOK_ANSWERED, "", RULE_NONE}};
	char note[3 * (CASEBOOK_NOTE_MAX + 1) + 1] = "";

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct sheet_row row = row_with(cases[i].column, cases[i].text);

		assert_fault(&row, cases[i].column, cases[i].rule);
	}
	for (int i = 0; i < CASEBOOK_NOTE_MAX; i++)
		memcpy(note + 3 * i, "長", 4);
	assert_int_equal(row_with(CASEBOOK_NOTE, note).fault[CASEBOOK_NOTE], RULE_NONE);
	memcpy(note + 3 * CASEBOOK_NOTE_MAX, "長", 4);
	assert_int_equal(row_with(CASEBOOK_NOTE, note).fault[CASEBOOK_NOTE], RULE_SHEET_NOTE);
}

static void a_long_explanation_is_no_obstacle(void **state)
{
	char *text = arena_alloc(keep, 32001);

	(void)state;
	memset(text, 'x', 32000);
	assert_true(row_with(CASEBOOK_REASON, text).filled);
}

static void each_cell_is_what_the_workbook_wrote(void **state)
{
	static const struct {
		enum casebook_column column;
		const char *text;
	} edits[] = {{CASEBOOK_CLASS, "一致"}, {CASEBOOK_CLASS, ""}, {CASEBOOK_CASE, "1025"}, {CASEBOOK_CASE, ""},
		{CASEBOOK_NAME, "見本太郎"}, {CASEBOOK_NAME, ""}, {CASEBOOK_BIRTH, "昭和25年2月12日"},
		{CASEBOOK_BIRTH, ""}, {CASEBOOK_RECOGNISED, "69309"}, {CASEBOOK_RECOGNISED, ""},
		{CASEBOOK_EVIDENCE, "68001"}, {CASEBOOK_EVIDENCE, ""}, {CASEBOOK_DIFFERENCE, "1308"},
		{CASEBOOK_DIFFERENCE, ""}, {CASEBOOK_ASKED, "令和9年6月2日"}, {CASEBOOK_ASKED, ""},
		{CASEBOOK_ANSWERED, "令和9年6月21日"}, {CASEBOOK_ANSWERED, ""}};
	struct sheet_truth t = truth();

	(void)state;
	for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
		struct sheet_row row = row_with(edits[i].column, edits[i].text);

		sheet_compare(&row, &t);
		assert_fault(&row, edits[i].column, RULE_SHEET_CHANGED);
	}
}

static void a_disposition_must_be_possible(void **state)
{
	struct sheet_row row = good_row();
	struct sheet_truth t = truth();

	(void)state;
	t.found = false;
	sheet_compare(&row, &t);
	assert_fault(&row, CASEBOOK_NO, RULE_SHEET_FINDING);
	row = row_with(CASEBOOK_CLASS, "未申告の受給");
	t = truth();
	t.class = CLASS_PENSION_NEW;
	sheet_compare(&row, &t);
	assert_fault(&row, CASEBOOK_DISPOSITION, RULE_SHEET_ADOPT);
	row = good_row();
	t = truth();
	t.adopted = true;
	sheet_compare(&row, &t);
	assert_fault(&row, CASEBOOK_DISPOSITION, RULE_SHEET_LATE);
	row = good_row();
	t.known = (int)row.disposition;
	sheet_compare(&row, &t);
	assert_fault(&row, CASEBOOK_DISPOSITION, RULE_NONE);
	row = row_with(CASEBOOK_DISPOSITION, "処理済み");
	sheet_compare(&row, &t);
	assert_fault(&row, CASEBOOK_DISPOSITION, RULE_NONE);
	row = row_with(CASEBOOK_DONE_ON, "2027/5/31");
	t = truth();
	sheet_compare(&row, &t);
	assert_fault(&row, CASEBOOK_DONE_ON, RULE_SHEET_EARLY);
	row = row_with(CASEBOOK_DONE_ON, "2027/6/1");
	sheet_compare(&row, &t);
	assert_fault(&row, CASEBOOK_DONE_ON, RULE_NONE);
}

static void rows_without_entries_are_not_looked_at(void **state)
{
	static const char text[] = "処理,整理番号,区分,ケース番号,氏名,生年月日,認定額,回答額,差額,照会日,回答日,"
							   "経過日数,理由と根拠,次の手順,処理日,メモ\n"
							   ",,,,,,,,,,,,,,,\n"
							   ",x,x,x,x,x,x,x,x,x,x,x,x,x,,\n"
							   ",,,,,,,,,,,,,,,\n"
							   ",,,,,,,,,,,,,,,電話\n";
	struct csv *csv = csv_new_bytes(keep, "sheet.csv", CSV_UTF8, text, strlen(text));
	struct sheet_row row;
	bool more;

	(void)state;
	assert_int_equal(sheet_header(csv, &err), ERR_OK);
	assert_int_equal(sheet_next(csv, &row, &more, &err), ERR_OK);
	assert_true(more && !row.filled && sheet_row_holds(&row));
	assert_int_equal(row.place[CASEBOOK_NO].line, 3);
	assert_int_equal(sheet_next(csv, &row, &more, &err), ERR_OK);
	assert_true(more && row.filled);
	assert_int_equal(row.fault[CASEBOOK_DISPOSITION], RULE_SHEET_REQUIRED);
	assert_int_equal(sheet_next(csv, &row, &more, &err), ERR_OK);
	assert_false(more);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_row_is_read_as_it_is_shown, setup, teardown),
		cmocka_unit_test_setup_teardown(numbers_are_read_as_a_spreadsheet_shows_them, setup, teardown),
		cmocka_unit_test_setup_teardown(a_number_of_a_line_is_run_office_case_person, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_filled_in_is_judged, setup, teardown),
		cmocka_unit_test_setup_teardown(a_long_explanation_is_no_obstacle, setup, teardown),
		cmocka_unit_test_setup_teardown(each_cell_is_what_the_workbook_wrote, setup, teardown),
		cmocka_unit_test_setup_teardown(a_disposition_must_be_possible, setup, teardown),
		cmocka_unit_test_setup_teardown(rows_without_entries_are_not_looked_at, setup, teardown),
	};

	return cmocka_run_group_tests_name("sheet", tests, NULL, NULL);
}
