/*
 * summary.c: 処理結果, one run on a few pages: amounts with charts, counts per task, files with digests.
 *
 * One chunk and one small workbook per run.  The same run gives the same bytes whenever it is made:
 * there are no times and no durations in it.
 */
#include "gen/sql.h"
#include "getsuji/benefit.h"
#include "getsuji/facts.h"
#include "getsuji/job.h"
#include "reports/backend/xlsx.h"

#include <string.h>

enum { OFFICE, HOUSEHOLDS, AIDS, TYPES, KINDS, TASKS, QUARANTINE, HOLDS, ARTIFACTS, STATEMENTS };

static const struct sql_stmt *const statements[STATEMENTS] = {
	[OFFICE] = &sql_summary_office,
	[HOUSEHOLDS] = &sql_summary_households,
	[AIDS] = &sql_summary_aids,
	[TYPES] = &sql_summary_types,
	[KINDS] = &sql_summary_kinds,
	[TASKS] = &sql_summary_tasks,
	[QUARANTINE] = &sql_summary_quarantine,
	[HOLDS] = &sql_summary_holds,
	[ARTIFACTS] = &sql_summary_artifacts,
};

struct summary {
	struct chunk *chunk;
	struct xlsx *book;
	char *month;  /* 令和9年1月 */
	char *office; /* its name */
	struct rows *rows[STATEMENTS];
};

#define AID_TYPES 6 /* paid in money; after them stand the total and two in kind */

static const char *const aid_terms[] = {"生活扶助", "住宅扶助", "教育扶助", "生業扶助", "出産扶助",
	"葬祭扶助", "支給額の合計", "（別掲）介護扶助（現物）", "（別掲）医療扶助（現物）"};

static const char *const kind_terms[] = {
	[CHANGE_NONE] = "変更なし",
	[CHANGE_OPENING] = "開始",
	[CHANGE_CHANGE] = "変更",
	[CHANGE_SUSPENSION] = "停止",
	[CHANGE_CLOSING] = "廃止",
};

/* The tasks of our graphs in the office's words; a task of another graph shows its own name. */
static const struct {
	const char *name, *term;
} task_terms[] = {
	{"recalculate", "保護費の再計算"},
	{"compare", "前回決定との比較"},
	{"impact", "変更一覧"},
	{"approval", "決裁・確定"},
	{"notice_pieces", "郵送物の確定"},
	{"notice", "保護決定通知書"},
	{"payment_list", "支給一覧"},
};

/* Holds of our reports; an order to hold in fact.hold shows the name that the office gave it. */
static const struct {
	const char *name, *term;
} hold_terms[] = {
	{"glyph", "表示できない文字"},
	{"address", "宛先の住所がない"},
	{"overflow", "用紙に収まらない"},
	{"reason", "決定の理由がない"},
	{"office", "福祉事務所の登録"},
};

static const struct xlsx_column fact_columns[] = {{"項目", XLSX_TEXT, 0}, {"内容", XLSX_TEXT, 0}};

static const struct xlsx_column household_columns[] = {
	{"世帯の内訳", XLSX_TEXT, 0}, {"世帯数", XLSX_NUMBER, 0}};

static const struct xlsx_column aid_columns[] = {
	{"扶助の種類", XLSX_TEXT, 0}, {"世帯数", XLSX_NUMBER, 0}, {"金額（円）", XLSX_NUMBER, 0}};

static const struct xlsx_column type_columns[] = {
	{"世帯類型", XLSX_TEXT, 0},
	{"世帯数", XLSX_NUMBER, 0},
	{"支給額（円）", XLSX_NUMBER, 0},
	{"人員", XLSX_NUMBER, 0},
};

static const struct xlsx_column kind_columns[] = {
	{"決定の種別", XLSX_TEXT, 0},
	{"世帯数", XLSX_NUMBER, 0},
	{"変更前（円）", XLSX_NUMBER, 0},
	{"変更後（円）", XLSX_NUMBER, 0},
	{"増減（円）", XLSX_CHANGE, 0},
	{"通知書", XLSX_NUMBER, 0},
};

static const struct xlsx_column task_columns[] = {
	{"工程", XLSX_TEXT, 0},
	{"読込", XLSX_NUMBER, 0},
	{"書出", XLSX_NUMBER, 0},
	{"変更なし", XLSX_NUMBER, 0},
	{"保留", XLSX_NUMBER, 0},
	{"隔離", XLSX_NUMBER, 0},
	{"うち注意", XLSX_NUMBER, 0},
	{"金額（円）", XLSX_NUMBER, 0},
};

static const struct xlsx_column rule_columns[] = {
	{"工程", XLSX_TEXT, 0}, {"規則", XLSX_CODE, 0}, {"件数", XLSX_NUMBER, 0}};

static const struct xlsx_column hold_columns[] = {
	{"工程", XLSX_TEXT, 0}, {"保留の種類", XLSX_CODE, 0}, {"件数", XLSX_NUMBER, 0}};

static const struct xlsx_column artifact_columns[] = {
	{"ファイル名", XLSX_TEXT, 0},
	{"頁数", XLSX_NUMBER, 0},
	{"通数", XLSX_NUMBER, 0},
	{"バイト数", XLSX_NUMBER, 0},
	{"SHA-256", XLSX_TEXT, 0},
};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

static const char *type_term(int64_t type)
{
	switch (type) {
#define X(name, number, word, term) \
	case name: \
		return term;
		FACT_HOUSEHOLD_TYPES(X)
#undef X
	default:
		return "";
	}
}

static bool is_name(struct str s, const char *name)
{
	return strlen(name) == s.length && memcmp(name, s.at, s.length) == 0;
}

static void put_task(struct xlsx_sheet *s, struct str name)
{
	for (size_t i = 0; i < sizeof(task_terms) / sizeof(task_terms[0]); i++)
		if (is_name(name, task_terms[i].name)) {
			xlsx_put_string(s, task_terms[i].term);
			return;
		}
	xlsx_put_text(s, name.at, name.length);
}

/* A rule of quarantine, or a hold. */
static void put_cause(struct xlsx_sheet *s, struct str name)
{
	for (size_t i = 0; i < sizeof(hold_terms) / sizeof(hold_terms[0]); i++)
		if (is_name(name, hold_terms[i].name)) {
			xlsx_put_string(s, hold_terms[i].term);
			return;
		}
	xlsx_put_text(s, name.at, name.length);
}

/* --- 処理結果 --- */

static void put_fact(struct xlsx_sheet *s, const char *term, const char *value)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, term);
	xlsx_put_string(s, value);
	xlsx_row_end(s);
}

static void put_facts(const struct summary *m, struct xlsx_sheet *s)
{
	struct arena *a = m->chunk->arena;
	const struct run_info *run = m->chunk->task->run;

	xlsx_heading(s, "処理");
	xlsx_table(s, COLUMNS(fact_columns));
	put_fact(s, "福祉事務所", m->office);
	put_fact(s, "対象月", m->month);
	put_fact(s, "処理", strcmp(run->graph, "monthly") == 0 ? "月次処理" : run->graph);
	put_fact(s, "処理番号", arena_printf(a, "%d（第%d版）", run->run_id, run->edition));
}

static void put_households(const struct summary *m, struct xlsx_sheet *s)
{
	static const char *const terms[] = {"決定を計算した世帯", "計算できなかった世帯",
		"推計値の基準額を使った世帯", "収入申告が未提出の世帯", "確定から除外した世帯", "確定した世帯"};
	struct rows *r = m->rows[HOUSEHOLDS];

	xlsx_heading(s, "世帯");
	xlsx_table(s, COLUMNS(household_columns));
	CHECK(rows_next(r));
	for (int i = 0; i < 6; i++) {
		xlsx_row_begin(s, i == 5 ? XLSX_ROW_TOTAL : XLSX_ROW_DATA);
		xlsx_put_string(s, terms[i]);
		xlsx_put_number(s, row_int(r, i));
		xlsx_row_end(s);
	}
}

static void put_aids(const struct summary *m, struct xlsx_sheet *s)
{
	struct xlsx_chart chart = {.kind = XLSX_CHART_BAR,
		.title = "支給額の内訳（円）",
		.value_column = 2,
		.at_column = 4,
		.width = 460,
		.height = 264};
	struct rows *r = m->rows[AIDS];

	xlsx_heading(s, "支給額の内訳");
	chart.at_row = xlsx_next_row(s);
	xlsx_table(s, COLUMNS(aid_columns));
	chart.first_row = xlsx_next_row(s);
	chart.last_row = chart.first_row + AID_TYPES - 1;
	CHECK(rows_next(r));
	for (int i = 0; i < AID_TYPES + 3; i++) {
		xlsx_row_begin(s, i == AID_TYPES ? XLSX_ROW_TOTAL : XLSX_ROW_DATA);
		xlsx_put_string(s, aid_terms[i]);
		xlsx_put_number(s, row_int(r, 2 * i));
		xlsx_put_number(s, row_int(r, 2 * i + 1));
		xlsx_row_end(s);
		if (i < AID_TYPES)
			chart.value_max = yen_max(chart.value_max, row_int(r, 2 * i + 1));
	}
	xlsx_chart(s, &chart);
}

static void put_types(const struct summary *m, struct xlsx_sheet *s)
{
	struct xlsx_chart chart = {.kind = XLSX_CHART_PIE,
		.title = "世帯類型別の世帯数",
		.value_column = 1,
		.at_column = 4,
		.width = 460,
		.height = 240};
	struct rows *r = m->rows[TYPES];
	int64_t households = 0, persons = 0, yen = 0;

	xlsx_heading(s, "世帯類型");
	chart.at_row = xlsx_next_row(s);
	xlsx_table(s, COLUMNS(type_columns));
	chart.first_row = xlsx_next_row(s);
	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, type_term(row_int(r, 0)));
		xlsx_put_number(s, row_int(r, 1));
		xlsx_put_number(s, row_int(r, 3));
		xlsx_put_number(s, row_int(r, 2));
		xlsx_row_end(s);
		households += row_int(r, 1);
		persons += row_int(r, 2);
		yen += row_int(r, 3);
	}
	chart.last_row = xlsx_next_row(s) - 1;
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	xlsx_put_number(s, households);
	xlsx_put_number(s, yen);
	xlsx_put_number(s, persons);
	xlsx_row_end(s);
	xlsx_chart(s, &chart);
	xlsx_skip_below(s, &chart);
}

static void put_kinds(const struct summary *m, struct xlsx_sheet *s)
{
	struct rows *r = m->rows[KINDS];

	xlsx_heading(s, "決定の種別");
	xlsx_table(s, COLUMNS(kind_columns));
	while (rows_next(r)) {
		int64_t kind = row_int(r, 0), before = row_int(r, 3), after = row_int(r, 4);

		CHECK(kind >= 0 && kind <= CHANGE_CLOSING);
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, kind_terms[kind]);
		xlsx_put_number(s, row_int(r, 1));
		xlsx_put_number(s, before);
		xlsx_put_number(s, after);
		xlsx_put_number(s, after - before);
		xlsx_put_number(s, row_int(r, 2));
		xlsx_row_end(s);
	}
}

/* --- 工程と件数, 成果物 --- */

static void put_named_counts(struct rows *r, struct xlsx_sheet *s, const char *heading,
	const struct xlsx_column *columns, int n_columns)
{
	xlsx_heading(s, heading);
	xlsx_table(s, columns, n_columns);
	if (rows_count(r) == 0) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, "該当なし");
		xlsx_put_blank(s);
		xlsx_put_blank(s);
		xlsx_row_end(s);
	}
	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		put_task(s, row_text(r, 0));
		put_cause(s, row_text(r, 1));
		xlsx_put_number(s, row_int(r, 2));
		xlsx_row_end(s);
	}
}

static void put_tasks(const struct summary *m, struct xlsx_sheet *s)
{
	struct rows *r = m->rows[TASKS];

	xlsx_heading(s, "工程ごとの件数（読込 ＝ 書出 ＋ 変更なし ＋ 保留 ＋ 隔離）");
	xlsx_table(s, COLUMNS(task_columns));
	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		put_task(s, row_text(r, 0));
		for (int i = 1; i <= 7; i++)
			xlsx_put_number(s, row_int(r, i));
		xlsx_row_end(s);
	}
	put_named_counts(m->rows[QUARANTINE], s, "隔離した件数", COLUMNS(rule_columns));
	put_named_counts(m->rows[HOLDS], s, "保留した件数", COLUMNS(hold_columns));
}

static void put_artifacts(const struct summary *m, struct xlsx_sheet *s)
{
	struct rows *r = m->rows[ARTIFACTS];

	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_text(s, row_text(r, 0).at, row_text(r, 0).length);
		for (int i = 1; i <= 3; i++)
			xlsx_put_number(s, row_int(r, i));
		xlsx_put_text(s, row_text(r, 4).at, row_text(r, 4).length);
		xlsx_row_end(s);
	}
}

static void put_sheets(const struct summary *m)
{
	struct arena *a = m->chunk->arena;
	struct xlsx_sheet_about result = {.name = "処理結果", .note = m->office, .portrait = true};
	struct xlsx_sheet_about tasks = {.name = "工程と件数", .note = m->office};
	struct xlsx_sheet_about files = {.name = "成果物",
		.note = "この処理が作成したファイル（この処理結果を除く）",
		.columns = artifact_columns,
		.n_columns = sizeof(artifact_columns) / sizeof(artifact_columns[0])};
	struct xlsx_sheet *s;

	result.title = arena_printf(a, "処理結果　%s分", m->month);
	tasks.title = arena_printf(a, "工程と件数　%s分", m->month);
	files.title = arena_printf(a, "成果物　%s分", m->month);
	s = xlsx_sheet(m->book, &result);
	put_facts(m, s);
	put_households(m, s);
	put_aids(m, s);
	put_types(m, s);
	put_kinds(m, s);
	put_tasks(m, xlsx_sheet(m->book, &tasks));
	put_artifacts(m, xlsx_sheet(m->book, &files));
}

/* --- the job --- */

static enum err_code summary_chunk(struct chunk *c, struct err *e)
{
	const struct run_info *run = c->task->run;
	struct summary m = {.chunk = c};
	struct xlsx_about about = {.title = "処理結果", .month = run->month, .charts = true};
	const struct artifact *file;
	struct str office;
	char month[64];

	if (chunk_read(c, statements, STATEMENTS, m.rows, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(m.rows[OFFICE]));
	office = row_text(m.rows[OFFICE], 0);
	m.office = str_copy(c->arena, office);
	m.month = arena_strdup(c->arena, month_format_era(run->month, month));
	about.subject = arena_printf(c->arena, "%s　%s分", m.office, m.month);
	about.file_id = arena_printf(c->arena, "処理結果　処理番号 %d　第%d版", run->run_id, run->edition);
	month_format(run->month, month);
	file = chunk_artifact(c, arena_printf(c->arena, "summary-%05d-%s.xlsx", run->office_id, month));
	about.name = file->name;
	if (xlsx_open(file->path, &about, c->arena, &m.book, e) != ERR_OK)
		return e->code;
	put_sheets(&m);
	c->count.read = c->count.written = 1;
	return xlsx_close(m.book, e);
}

const struct job report_summary = {
	.name = "summary",
	.title = "処理結果",
	.chunk = summary_chunk,
};
