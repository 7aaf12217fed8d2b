/*
 * casebook_sheets.c: columns, cells and entries of a caseworker's workbook.
 */
#include "reports/casebook_sheets.h"

#include "getsuji/facts.h"

#include <inttypes.h>
#include <string.h>

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

/* --- columns --- */

/* clang-format off */
#define LOOK_CASEBOOK_NO          XLSX_TEXT, 0
#define LOOK_CASEBOOK_CLASS       XLSX_TEXT, 0
#define LOOK_CASEBOOK_CASE        XLSX_ID, 0
#define LOOK_CASEBOOK_NAME        XLSX_TEXT, 0
#define LOOK_CASEBOOK_BIRTH       XLSX_DAY, 0
#define LOOK_CASEBOOK_RECOGNISED  XLSX_NUMBER, 0
#define LOOK_CASEBOOK_EVIDENCE    XLSX_NUMBER, 0
#define LOOK_CASEBOOK_DIFFERENCE  XLSX_CHANGE, 0
#define LOOK_CASEBOOK_ASKED       XLSX_DAY, 0
#define LOOK_CASEBOOK_ANSWERED    XLSX_DAY, 0
#define LOOK_CASEBOOK_OPEN_DAYS   XLSX_NUMBER, 0
#define LOOK_CASEBOOK_REASON      XLSX_WRAP, 40
#define LOOK_CASEBOOK_STEPS       XLSX_WRAP, 24
#define LOOK_CASEBOOK_DISPOSITION XLSX_CODE, 14
#define LOOK_CASEBOOK_DONE_ON     XLSX_DAY, 16
#define LOOK_CASEBOOK_NOTE        XLSX_WRAP, 26
/* clang-format on */

static const struct xlsx_column list_columns[] = {
#define X(name, title, filled) {title, LOOK_##name},
	CASEBOOK_COLUMNS(X)
#undef X
};

#define PERSON_COLUMNS \
	{"ケース番号", XLSX_ID, 0}, \
	{ \
		"氏名", XLSX_TEXT, 0 \
	}

static const struct xlsx_column pension_line_columns[] = {
	PERSON_COLUMNS,
	{"支援\n措置", XLSX_CODE, 6},
	{"本人の区分", XLSX_TEXT, 0},
	{"明細の区分", XLSX_TEXT, 0},
	{"年金\nコード", XLSX_CODE, 0},
	{"内容", XLSX_TEXT, 0},
	{"認定額\n（年）", XLSX_NUMBER, 0},
	{"回答額\n（年）", XLSX_NUMBER, 0},
	{"差額", XLSX_CHANGE, 0},
	{"うち\n国民年金", XLSX_NUMBER, 0},
	{"うち\n厚生年金", XLSX_NUMBER, 0},
	{"うち\n加算等", XLSX_NUMBER, 0},
	{"介護保険料\n認定（月）", XLSX_NUMBER, 0},
	{"介護保険料\n回答（月）", XLSX_NUMBER, 0},
	{"理由と根拠", XLSX_WRAP, 44},
};

static const struct xlsx_column tax_line_columns[] = {
	PERSON_COLUMNS,
	{"支援\n措置", XLSX_CODE, 6},
	{"本人の区分", XLSX_TEXT, 0},
	{"明細の区分", XLSX_TEXT, 0},
	{"収入・所得の種類", XLSX_TEXT, 0},
	{"認定額\n（年）", XLSX_NUMBER, 0},
	{"課税資料\n（年）", XLSX_NUMBER, 0},
	{"差額", XLSX_CHANGE, 0},
	{"理由と根拠", XLSX_WRAP, 60},
};

static const struct xlsx_column month_columns[] = {
	PERSON_COLUMNS,
	{"収入の種類", XLSX_TEXT, 0},
	{"月", XLSX_CODE, 0},
	{"保護\n日数", XLSX_NUMBER, 0},
	{"収入\n申告書", XLSX_CODE, 0},
	{"認定額", XLSX_NUMBER, 0},
	{"回答額", XLSX_NUMBER, 0},
	{"差額", XLSX_CHANGE, 0},
};

static const struct xlsx_column notable_columns[] = {
	PERSON_COLUMNS,
	{"生年月日", XLSX_DAY, 0},
	{"一覧", XLSX_TEXT, 0},
	{"年金\nコード", XLSX_CODE, 0},
	{"提出年", XLSX_CODE, 0},
	{"理由", XLSX_WRAP, 60},
};

static const struct xlsx_column proposal_columns[] = {
	PERSON_COLUMNS,
	{"年金の\n項番", XLSX_NUMBER, 0},
	{"適用日", XLSX_DAY, 0},
	{"変更前\n（年）", XLSX_NUMBER, 0},
	{"変更後\n（年）", XLSX_NUMBER, 0},
	{"差額", XLSX_CHANGE, 0},
	{"介護保険料\n変更前（月）", XLSX_NUMBER, 0},
	{"介護保険料\n変更後（月）", XLSX_NUMBER, 0},
	{"理由", XLSX_WRAP, 60},
};

static const struct xlsx_column count_columns[] = {
	{"区分（処理の順）", XLSX_TEXT, 0}, {"人数", XLSX_NUMBER, 0}};

static const struct xlsx_column manual_columns[] = {{"記入と提出のしかた", XLSX_WRAP, 90}};

/* --- entries --- */

/* All dispositions; what decides on a proposal stands first, and is offered only where there is one. */
static const char *const all_words[] = {
#define X(name, number, word, term) term,
	DISPOSITIONS(X)
#undef X
		NULL};

#define WORDS_OF_PROPOSALS 2
_Static_assert(DISPOSITION_ADOPT == 1 && DISPOSITION_DECLINE == WORDS_OF_PROPOSALS, "they stand first");

static const struct xlsx_entry words_proposal = {XLSX_ENTRY_WORDS, all_words, 0, 0, 0, "処理",
	"一覧から選んでください。空欄のままの提案は、確定のときの設定に従います。",
	"この行で選べる処理は、一覧にある語だけです。"};

static const struct xlsx_entry words_other = {XLSX_ENTRY_WORDS, all_words + WORDS_OF_PROPOSALS, 0, 0, 0,
	"処理", "一覧から選んでください。採用・不採用は「変更（提案あり）」の行だけにあります。",
	"この行で選べる処理は、一覧にある語だけです。"};

static const struct xlsx_entry note = {XLSX_ENTRY_TEXT, NULL, 0, 0, CASEBOOK_NOTE_MAX, "メモ",
	"500字までの文。個人番号は書かないでください。", "500字を超えています。"};

_Static_assert(CASEBOOK_NOTE_MAX == 500, "as the texts say");

/* --- cells that several sheets have --- */

static void put_str(struct xlsx_sheet *s, struct str text)
{
	xlsx_put_text(s, text.at, text.length);
}

static void put_yen(struct xlsx_sheet *s, const struct rows *r, int column)
{
	if (row_null(r, column))
		xlsx_put_blank(s);
	else
		xlsx_put_number(s, row_int(r, column));
}

/* What is known less what is recognised; blank when nothing is known. */
static void put_difference(struct xlsx_sheet *s, const struct rows *r, int recognised, int known)
{
	if (row_null(r, known))
		xlsx_put_blank(s);
	else
		xlsx_put_number(s, row_int(r, known) - row_int(r, recognised));
}

static int64_t household_of(int64_t person_key)
{
	return person_key / 100;
}

static void begin_person(struct xlsx_sheet *s, int64_t key, struct str name)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_number(s, household_of(key) % HOUSEHOLD_PER_OFFICE);
	put_str(s, name);
}

/* --- rows --- */

/* 整理番号: RUN-OFFICE-CASE-PERSON; it says by itself what a row of a CSV belongs to. */
static void put_number(const struct casebook *b, struct xlsx_sheet *s, int64_t key)
{
	int64_t household = household_of(key);
	char text[64];

	snprintf(text, sizeof(text), "%d-%05lld-%lld-%d", b->chunk->task->run->run_id,
		(long long)(household / HOUSEHOLD_PER_OFFICE), (long long)(household % HOUSEHOLD_PER_OFFICE),
		(int)(key % 100));
	xlsx_put_string(s, text);
}

/* Whoever works on the case must see 支援措置 before anything else. */
static void put_reason(struct casebook *b, const struct casebook_person *p, struct str reason)
{
	if (p->is_protected)
		xlsx_put_string(
			b->list, arena_printf(b->page, "支援措置の対象者です。%.*s", (int)reason.length, reason.at));
	else
		put_str(b->list, reason);
}

void casebook_put_finding(struct casebook *b, const struct casebook_person *p, const struct rows *r)
{
	struct xlsx_sheet *s = b->list;
	bool asked = !row_null(r, 6);

	xlsx_row_begin(s, XLSX_ROW_DATA);
	put_number(b, s, p->key);
	xlsx_put_string(s, survey_class_term(p->class));
	xlsx_put_number(s, household_of(p->key) % HOUSEHOLD_PER_OFFICE);
	put_str(s, p->name);
	xlsx_put_day(s, row_day(r, 3));
	put_yen(s, r, 4);
	put_yen(s, r, 5);
	put_difference(s, r, 4, 5);
	xlsx_put_day(s, row_day(r, 6));
	xlsx_put_day(s, row_day(r, 7));
	if (asked)
		xlsx_put_number(s, row_int(r, 8));
	else
		xlsx_put_blank(s);
	put_reason(b, p, row_text(r, 9));
	xlsx_put_string(s, survey_steps(b->page, row_int(r, 10)));
	xlsx_put_entry(s, p->class == CLASS_PENSION_CHANGED ? &words_proposal : &words_other);
	xlsx_put_entry(s, b->done_on);
	xlsx_put_entry(s, &note);
	xlsx_row_end(s);
}

void casebook_put_line(struct casebook *b, const struct casebook_person *p, const struct rows *r)
{
	struct xlsx_sheet *s = b->lines;
	bool pension = b->survey == SURVEY_PENSION;

	begin_person(s, p->key, p->name);
	xlsx_put_string(s, p->is_protected ? "○" : "");
	xlsx_put_string(s, survey_class_term(p->class));
	xlsx_put_string(s, survey_class_term(row_int(r, 1)));
	if (pension)
		put_str(s, row_text(r, 2));
	put_str(s, row_text(r, 3));
	put_yen(s, r, 4);
	put_yen(s, r, 8);
	put_difference(s, r, 4, 8);
	for (int column = 5; pension && column <= 7; column++)
		put_yen(s, r, column);
	for (int column = 9; pension && column <= 10; column++)
		put_yen(s, r, column);
	put_str(s, row_text(r, 11));
	xlsx_row_end(s);
}

void casebook_put_month(struct casebook *b, const struct casebook_person *p, const struct rows *r)
{
	struct xlsx_sheet *s = b->months;
	char month[64];

	begin_person(s, p->key, p->name);
	xlsx_put_string(s, survey_income_term(row_int(r, 1)));
	xlsx_put_string(s, month_format_era(month_of_day(row_day(r, 2)), month));
	xlsx_put_number(s, row_int(r, 3));
	xlsx_put_string(s, row_bool(r, 4) ? "あり" : "なし");
	put_yen(s, r, 5);
	put_yen(s, r, 6);
	put_difference(s, r, 5, 6);
	xlsx_row_end(s);
}

void casebook_put_proposal(struct casebook *b, const struct casebook_person *p, const struct rows *r)
{
	struct xlsx_sheet *s = b->proposals;

	begin_person(s, p->key, p->name);
	xlsx_put_number(s, row_int(r, 1));
	xlsx_put_day(s, row_day(r, 2));
	put_yen(s, r, 3);
	put_yen(s, r, 4);
	put_difference(s, r, 3, 4);
	put_yen(s, r, 5);
	put_yen(s, r, 6);
	put_str(s, row_text(r, 7));
	xlsx_row_end(s);
}

void casebook_put_notable(struct casebook *b, const struct rows *r)
{
	struct xlsx_sheet *s = b->notables;
	char year[24] = "";

	begin_person(s, row_int(r, 0), row_text(r, 1));
	xlsx_put_day(s, row_day(r, 2));
	xlsx_put_string(s, survey_notable_term(row_int(r, 3)));
	put_str(s, row_text(r, 4));
	if (row_int(r, 5) != 0)
		snprintf(year, sizeof(year), "%" PRId64 "年", row_int(r, 5));
	xlsx_put_string(s, year);
	put_str(s, row_text(r, 6));
	xlsx_row_end(s);
}

/* --- sheets --- */

static struct xlsx_sheet *add(struct casebook *b, const char *name, const char *about_rows,
	const struct xlsx_column *columns, int n_columns)
{
	struct arena *a = b->chunk->arena;
	struct xlsx_sheet_about about = {name, NULL, NULL, columns, n_columns, 2, false};
	struct xlsx_sheet *s;

	about.title = arena_printf(a, "%s　%s　%s分", name, survey_term(b->survey), b->month);
	about.note = arena_printf(a, "%s　担当員 %s　%s", b->office, b->worker, about_rows);
	s = xlsx_sheet(b->book, &about);
	xlsx_protect(s);
	return s;
}

static void add_list(struct casebook *b)
{
	struct arena *a = b->chunk->arena;
	struct xlsx_sheet_about about = {"一覧", NULL, NULL, COLUMNS(list_columns), CASEBOOK_NAME + 1, false};
	struct xlsx_entry *done_on = arena_alloc(a, sizeof(*done_on));
	month_t month = b->chunk->task->run->month;

	/* within a year before the survey's month and two years after it */
	*done_on = (struct xlsx_entry){.kind = XLSX_ENTRY_DAYS,
		.first = month_first(month - 12),
		.last = month_first(month + 25) - 1,
		.title = "処理日",
		.hint = "処理した日を 2027/6/15 か R9.6.15 のように入力してください。",
		.refusal = "日付として読めないか、この調査の期間から離れています。"};
	b->done_on = done_on;
	about.note = arena_printf(
		a, "%s　%s分　一覧　%s　担当員 %s", survey_term(b->survey), b->month, b->office, b->worker);
	b->list = xlsx_sheet(b->book, &about);
	xlsx_protect(b->list);
}

void casebook_add_sheets(struct casebook *b)
{
	bool pension = b->survey == SURVEY_PENSION;

	add_list(b);
	if (pension)
		b->lines = add(b, "根拠", "年金ごとの認定額と回答額（円）", COLUMNS(pension_line_columns));
	else
		b->lines = add(b, "根拠", "収入・所得の種類ごとの認定額と課税資料（円）", COLUMNS(tax_line_columns));
	b->months = add(b, "月別",
		pension ? "遡及裁定の月ごとの認定額と回答額（円）。計算の資料であり、返還の決定ではない。"
				: "前年の月ごとの認定額（円）。回答額の空欄は、年額だけが分かる収入。",
		COLUMNS(month_columns));
	if (!pension)
		return;
	b->notables = add(b, "給付金・診断書", "照会または提出の案内を検討する者", COLUMNS(notable_columns));
	b->proposals = add(
		b, "提案", "年金の認定額の変更案（円）。採否は一覧の「処理」で決める。", COLUMNS(proposal_columns));
}

static void put_lines(struct xlsx_sheet *s, const char *const *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, text[i]);
		xlsx_row_end(s);
	}
}

void casebook_put_manual(struct casebook *b, const int *classes, const int64_t *count, int n_classes)
{
	static const char *const text[] = {
		"1. 「一覧」を上から処理する。行は処理の順に並んでいる。",
		"2. 記入できるのは、色の付いた「処理」「処理日」「メモ」だけである。",
		"3. 「処理」は一覧から選ぶ。採用・不採用は「変更（提案あり）」の行にだけある。",
		"4. 根拠は、同じケース番号で「根拠」「月別」などの各表にある。",
		"5. 一致しないことは本人への問いであり、処分の決定ではない。",
		"6. 法第63条・第78条の適用は、人が判断する。",
		"7. 提出するときは「一覧」を表示し、「名前を付けて保存」を選ぶ。",
		"8. ファイルの種類は「CSV UTF-8（コンマ区切り）」とし、取込担当に渡す。",
		"9. 提出した「処理」は、別の語を選んで出し直すと変わる。空欄に戻しても取り消されない。",
	};
	struct arena *a = b->chunk->arena;
	char day[64];
	int64_t sum = 0;
	struct xlsx_sheet_about about = {.name = "使い方", .portrait = true};
	struct xlsx_sheet *s;

	about.title = arena_printf(a, "%s　%s分　担当員 %s", survey_term(b->survey), b->month, b->worker);
	about.note = arena_printf(a, "%s　処理番号 %d　第%d版　事実の基準日 %s", b->office,
		b->chunk->task->run->run_id, b->chunk->task->run->edition, day_format_era(b->cut_on, day));
	s = xlsx_sheet(b->book, &about);
	xlsx_protect(s);
	xlsx_heading(s, "この担当員の件数");
	xlsx_table(s, COLUMNS(count_columns));
	for (int i = 0; i < n_classes; i++) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, survey_class_term(classes[i]));
		xlsx_put_number(s, count[i]);
		xlsx_row_end(s);
		sum += count[i];
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	xlsx_put_number(s, sum);
	xlsx_row_end(s);
	xlsx_heading(s, "記入と提出のしかた");
	xlsx_table(s, COLUMNS(manual_columns));
	put_lines(s, text, sizeof(text) / sizeof(text[0]));
}
