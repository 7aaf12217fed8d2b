/* ticket_sheets.c: what the workbooks of tickets have in common; see ticket_sheets.h. */
#include "reports/ticket_sheets.h"

#include "gen/sql.h"
#include "getsuji/facts.h"
#include "reports/survey_book.h"
#include "reports/survey_words.h"

#include <stdlib.h>
#include <string.h>

/* --- terms --- */

struct term {
	int number;
	const char *term;
};

#define TERM(name, number, word, term) {number, term},
static const struct term types[] = {TICKET_TYPES(TERM){0, NULL}};
static const struct term actions[] = {TICKET_ACTIONS(TERM){0, NULL}};
static const struct term causes[] = {TICKET_CAUSES(TERM){0, NULL}};
static const struct term refusals[] = {TICKET_REFUSALS(TERM){0, NULL}};
static const struct term payments[] = {OWN_PAYMENTS(TERM){0, NULL}};
#undef TERM
#define TERM(name, number, word, term, revokes) {number, term},
static const struct term holds[] = {TICKET_HOLDS(TERM){0, NULL}};
#undef TERM
#define TERM(name, number, word, term, type, kind) {number, term},
static const struct term services[] = {TICKET_SERVICES(TERM){0, NULL}};
#undef TERM

static const char *term_of(const struct term *list, int64_t number)
{
	while (list->term != NULL && list->number != number)
		list++;
	return list->term != NULL ? list->term : "";
}

const char *ticket_sheets_service(int64_t service)
{
	return term_of(services, service);
}

char *ticket_sheets_month(const struct ticket_sheets *ts, day_t month_on)
{
	char text[64];

	return arena_strdup(ts->page, month_format_era(month_of_day(month_on), text));
}

/* --- columns --- */

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

/* clang-format off */
#define ISSUE TICKET_SHEETS_WHO, TICKET_SHEETS_WHAT, {"有効期間\n始", XLSX_DAY, 0}, {"有効期間\n終", XLSX_DAY, 0}, {"単独・\n併用", XLSX_CODE, 0}, \
	{"本人支払額", XLSX_NUMBER, 0}, {"備考", XLSX_TEXT, 0}, {"福祉事務所で\n確認すること", XLSX_WRAP, 30}
static const struct xlsx_column planned_columns[] = {ISSUE};
static const struct xlsx_column issued_columns[] = {ISSUE, {"交付番号", XLSX_ID, 0}, {"受給者番号", XLSX_CODE, 0}};

static const struct xlsx_column change_columns[] = {TICKET_SHEETS_WHO, TICKET_SHEETS_WHAT, {"交付番号", XLSX_ID, 0}, {"版", XLSX_ID, 0}, {"内容", XLSX_TEXT, 0},
	{"前の\n有効期間", XLSX_TEXT, 0}, {"後の\n有効期間", XLSX_TEXT, 0}, {"前の\n単独・併用", XLSX_CODE, 0},
	{"後の\n単独・併用", XLSX_CODE, 0}, {"前の\n本人支払額", XLSX_NUMBER, 0}, {"後の\n本人支払額", XLSX_NUMBER, 0},
	{"事由", XLSX_TEXT, 0}, {"理由", XLSX_WRAP, 48},
	{"福祉事務所で\n確認すること", XLSX_WRAP, 30}};

static const struct xlsx_column hold_columns[] = {TICKET_SHEETS_WHO, TICKET_SHEETS_WHAT, {"保留の理由", XLSX_WRAP, 40}, {"対応", XLSX_WRAP, 48},
	{"交付済みの\n券の番号", XLSX_ID, 0}};

static const struct xlsx_column refused_columns[] = {TICKET_SHEETS_WHO, TICKET_SHEETS_WHAT, {"決定した内容", XLSX_TEXT, 0},
	{"交付しなかった理由", XLSX_TEXT, 0}};

static const struct xlsx_column payment_columns[] = {{"ケース\n番号", XLSX_ID, 0}, {"診療年月", XLSX_CODE, 0},
	{"種類", XLSX_TEXT, 0}, {"決定した額", XLSX_NUMBER, 0}, {"券に記載", XLSX_NUMBER, 0}, {"福祉事務所で\n徴収", XLSX_CHANGE, 0}};

static const struct xlsx_column service_columns[] = {{"診療別", XLSX_TEXT, 0}, {"交付", XLSX_NUMBER, 0},
	{"差替え", XLSX_NUMBER, 0}, {"取消し", XLSX_NUMBER, 0}, {"交付済み\n（変更なし）", XLSX_NUMBER, 0}, {"保留", XLSX_NUMBER, 0}};

static const struct xlsx_column reason_columns[] = {{"内容", XLSX_TEXT, 0}, {"理由", XLSX_TEXT, 0}, {"件数", XLSX_NUMBER, 0}};

static const struct xlsx_column caseworker_columns[] = {{"担当員", XLSX_TEXT, 0}, {"交付", XLSX_NUMBER, 0},
	{"差替え", XLSX_NUMBER, 0}, {"取消し", XLSX_NUMBER, 0}, {"交付済み\n（変更なし）", XLSX_NUMBER, 0}, {"保留", XLSX_NUMBER, 0}};

static const int action_order[] = {ACTION_ISSUE, ACTION_REPLACE, ACTION_CANCEL, ACTION_KEEP, ACTION_HOLD};
/* clang-format on */

#define ACTIONS_SHOWN (sizeof action_order / sizeof action_order[0])

/* --- sums --- */

/* n tickets of one kind: type, service, action, hold, cause and refusal (0: none). */
static void count(struct ticket_sums *t, int64_t service, int64_t action, int64_t hold, int64_t cause,
	int64_t refusal, int64_t n)
{
	CHECK(service > 0 && service < TICKET_SHEETS_SERVICES && action > 0 && action < TICKET_SHEETS_ACTIONS);
	CHECK(hold >= 0 && hold < TICKET_SHEETS_REASONS && cause >= 0 && cause < TICKET_SHEETS_REASONS);
	CHECK(refusal >= 0 && refusal < TICKET_SHEETS_REASONS);
	if (refusal != 0) {
		t->refusals[refusal] += n;
		return;
	}
	t->of[service][action] += n;
	if (action == ACTION_HOLD)
		t->holds[hold] += n;
	if (cause != CAUSE_NONE)
		t->causes[cause] += n;
}

static void load_counts(struct ticket_sheets *ts, struct rows *r)
{
	while (rows_next(r)) {
		count(&ts->counted, row_int(r, 1), row_int(r, 2), row_int(r, 3), row_int(r, 4), row_int(r, 5),
			row_int(r, 6));
		ts->counted.yen += row_int(r, 7);
	}
}

static void load_caseworkers(struct ticket_sheets *ts, struct rows *r)
{
	struct ticket_caseworker *w = NULL;

	ts->caseworkers = arena_array(ts->chunk->arena, rows_count(r), sizeof(ts->caseworkers[0]));
	while (rows_next(r)) {
		int64_t action = row_int(r, 2);

		if (w == NULL || w->number != row_int(r, 0)) {
			w = &ts->caseworkers[ts->n_caseworkers++];
			w->number = row_int(r, 0);
			w->label = survey_caseworker(ts->chunk->arena, w->number, row_text(r, 1));
		}
		CHECK(action > 0 && action < TICKET_SHEETS_ACTIONS);
		w->actions[action] += row_int(r, 4);
		if (!row_bool(r, 5) && (action == ACTION_ISSUE || action == ACTION_REPLACE))
			ts->unsigned_tickets += row_int(r, 4);
	}
}

static void put_actions(
	struct xlsx_sheet *s, enum xlsx_row_kind kind, const char *label, const int64_t n[TICKET_SHEETS_ACTIONS])
{
	xlsx_row_begin(s, kind);
	xlsx_put_string(s, label);
	for (size_t i = 0; i < ACTIONS_SHOWN; i++)
		xlsx_put_number(s, n[action_order[i]]);
	xlsx_row_end(s);
}

static void put_reasons(struct xlsx_sheet *s, const char *what, const struct term *list, const int64_t *n)
{
	for (; list->term != NULL; list++) {
		if (n[list->number] == 0)
			continue;
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, what);
		xlsx_put_string(s, list->term);
		xlsx_put_number(s, n[list->number]);
		xlsx_row_end(s);
	}
}

void ticket_sheets_sums(const struct ticket_sheets *ts, struct xlsx_sheet *s)
{
	const struct ticket_sums *t = &ts->counted;
	int64_t total[TICKET_SHEETS_ACTIONS] = {0};

	xlsx_heading(s, "診療別の件数");
	xlsx_table(s, COLUMNS(service_columns));
	for (const struct term *service = services; service->term != NULL; service++) {
		put_actions(s, XLSX_ROW_DATA, service->term, t->of[service->number]);
		for (int a = 0; a < TICKET_SHEETS_ACTIONS; a++)
			total[a] += t->of[service->number][a];
	}
	put_actions(s, XLSX_ROW_TOTAL, "合計", total);
	xlsx_heading(s, "理由ごとの件数");
	xlsx_table(s, COLUMNS(reason_columns));
	put_reasons(s, "差替え・取消し", causes, t->causes);
	put_reasons(s, "保留", holds, t->holds);
	put_reasons(s, "交付しなかったもの", refusals, t->refusals);
}

void ticket_sheets_caseworkers(const struct ticket_sheets *ts)
{
	struct xlsx_sheet *s = ticket_sheets_list(ts, "担当員別",
		ts->issued ? "承認された内容の、担当員ごとの件数。" : "担当員ごとの件数。",
		COLUMNS(caseworker_columns));
	int64_t total[TICKET_SHEETS_ACTIONS] = {0};

	for (size_t i = 0; i < ts->n_caseworkers; i++) {
		const struct ticket_caseworker *w = &ts->caseworkers[i];

		put_actions(s, XLSX_ROW_DATA, w->label, w->actions);
		for (int a = 0; a < TICKET_SHEETS_ACTIONS; a++)
			total[a] += w->actions[a];
	}
	put_actions(s, XLSX_ROW_TOTAL, "合計", total);
}

/* --- cells --- */

static void put_shown(struct xlsx_sheet *s, const struct rows *r, int column, bool shown)
{
	if (shown)
		xlsx_put_text(s, row_text(r, column).at, row_text(r, column).length);
	else
		xlsx_put_string(s, "（表示しない）");
}

static int compare_number(const void *key, const void *element)
{
	int64_t number = *(const int64_t *)key, other = ((const struct ticket_caseworker *)element)->number;

	return (number > other) - (number < other);
}

static const char *caseworker_label(const struct ticket_sheets *ts, int64_t number)
{
	const struct ticket_caseworker *w =
		ts->n_caseworkers == 0
			? NULL
			: bsearch(&number, ts->caseworkers, ts->n_caseworkers, sizeof ts->caseworkers[0], compare_number);

	return w != NULL ? w->label : "";
}

static const char *combined_term(const struct rows *r, int column)
{
	return row_bool(r, column) ? "併用" : "単独";
}

/* 令和9年1月5日〜令和9年1月31日 */
static char *span(const struct ticket_sheets *ts, const struct rows *r, int from, int until)
{
	char first[64], last[64];

	return arena_printf(
		ts->page, "%s〜%s", day_format_era(row_day(r, from), first), day_format_era(row_day(r, until), last));
}

bool ticket_sheets_begin(const struct ticket_sheets *ts, struct xlsx_sheet *s, const struct rows *r)
{
	bool shown = !row_null(r, TICKET_NAME);

	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, caseworker_label(ts, row_int(r, TICKET_CASEWORKER)));
	xlsx_put_number(s, row_int(r, TICKET_HOUSEHOLD) % HOUSEHOLD_PER_OFFICE);
	xlsx_put_number(s, row_int(r, TICKET_PERSON));
	put_shown(s, r, TICKET_NAME, shown);
	xlsx_put_string(s, ticket_sheets_month(ts, row_day(r, TICKET_MONTH)));
	xlsx_put_string(s, term_of(types, row_int(r, TICKET_TYPE)));
	xlsx_put_string(s, ticket_sheets_service(row_int(r, TICKET_SERVICE)));
	put_shown(s, r, TICKET_CODE, shown);
	put_shown(s, r, TICKET_INSTITUTION, shown);
	return shown;
}

/* What the office has to see to: nothing that an institution need know. */
static const char *to_check(const struct rows *r)
{
	bool elderly = row_bool(r, TICKET_ELDERLY), national = row_bool(r, TICKET_NATIONAL);

	if (elderly && national)
		return "後期高齢者医療の資格、国民健康保険の資格喪失届";
	return elderly ? "後期高齢者医療の資格" : national ? "国民健康保険の資格喪失届" : "";
}

static void put_issue(const struct ticket_sheets *ts, const struct rows *r)
{
	struct xlsx_sheet *s = ts->issue;
	bool shown = ticket_sheets_begin(ts, s, r);

	xlsx_put_day(s, row_day(r, TICKET_FROM));
	xlsx_put_day(s, row_day(r, TICKET_UNTIL));
	xlsx_put_string(s, combined_term(r, TICKET_COMBINED));
	xlsx_put_number(s, row_int(r, TICKET_YEN));
	put_shown(s, r, TICKET_REMARK, shown);
	xlsx_put_string(s, to_check(r));
	if (ts->issued) {
		xlsx_put_number(s, row_int(r, TICKET_NO));
		xlsx_put_text(s, row_text(r, TICKET_RECIPIENT).at, row_text(r, TICKET_RECIPIENT).length);
	}
	xlsx_row_end(s);
}

static void put_change(const struct ticket_sheets *ts, const struct rows *r)
{
	struct xlsx_sheet *s = ts->change;
	bool shown = ticket_sheets_begin(ts, s, r), replaced = row_int(r, TICKET_ACTION) == ACTION_REPLACE;
	int64_t hold = row_int(r, TICKET_HOLD);

	xlsx_put_number(s, row_int(r, TICKET_BEFORE_NO));
	xlsx_put_number(s, row_int(r, TICKET_BEFORE_REVISION) + (replaced ? 1 : 0));
	xlsx_put_string(s, term_of(actions, row_int(r, TICKET_ACTION)));
	xlsx_put_string(s, span(ts, r, TICKET_BEFORE_FROM, TICKET_BEFORE_UNTIL));
	xlsx_put_string(s, replaced ? span(ts, r, TICKET_FROM, TICKET_UNTIL) : "");
	xlsx_put_string(s, combined_term(r, TICKET_BEFORE_COMBINED));
	xlsx_put_string(s, replaced ? combined_term(r, TICKET_COMBINED) : "");
	xlsx_put_number(s, row_int(r, TICKET_BEFORE_YEN));
	xlsx_put_number(s, replaced ? row_int(r, TICKET_YEN) : 0);
	xlsx_put_string(s, hold != HOLD_NONE ? term_of(holds, hold) : term_of(causes, row_int(r, TICKET_CAUSE)));
	put_shown(s, r, TICKET_REASON, shown);
	xlsx_put_string(s, to_check(r));
	xlsx_row_end(s);
}

static void put_refused(const struct ticket_sheets *ts, const struct rows *r)
{
	struct xlsx_sheet *s = ts->refused;

	(void)ticket_sheets_begin(ts, s, r);
	xlsx_put_string(s, term_of(actions, row_int(r, TICKET_ACTION)));
	xlsx_put_string(s, term_of(refusals, row_int(r, TICKET_REFUSAL)));
	xlsx_row_end(s);
}

/* --- rows --- */

/* To the sheet that it belongs to; what is kept or held stands on none of these. */
static void put_row(struct ticket_sheets *ts, const struct rows *r, bool taken)
{
	int64_t action = row_int(r, TICKET_ACTION);
	int64_t refusal = row_null(r, TICKET_REFUSAL) ? 0 : row_int(r, TICKET_REFUSAL);
	bool leaves = refusal == 0 && (action == ACTION_ISSUE || action == ACTION_REPLACE);
	yen_t yen = leaves ? row_int(r, TICKET_YEN) : 0;

	count(&ts->listed, row_int(r, TICKET_SERVICE), action, row_int(r, TICKET_HOLD), row_int(r, TICKET_CAUSE),
		refusal, 1);
	ts->listed.yen += yen;
	if (!taken)
		return;
	ts->chunk->count.yen += yen;
	if (refusal != 0)
		put_refused(ts, r);
	else if (action == ACTION_ISSUE)
		put_issue(ts, r);
	else if (action == ACTION_REPLACE || action == ACTION_CANCEL)
		put_change(ts, r);
}

static void add_sheets(struct ticket_sheets *ts)
{
	if (ts->issued) {
		ts->issue = ticket_sheets_list(ts, "交付一覧", "この処理で交付した券。", COLUMNS(issued_columns));
		ts->change = ticket_sheets_list(ts, "差替え・取消し",
			"交付済みの券と異なるもの。差し替えた券は番号を引き継ぎ、版が進む。", COLUMNS(change_columns));
		ts->refused = ticket_sheets_list(ts, "交付しなかったもの",
			"承認されたが、交付の時点で交付も取消しもしなかったもの。次の版で改めて判定する。",
			COLUMNS(refused_columns));
	} else {
		ts->issue =
			ticket_sheets_list(ts, "交付予定", "承認し確定すると交付する券。", COLUMNS(planned_columns));
		ts->change = ticket_sheets_list(ts, "差替え・取消し予定",
			"交付済みの券と異なるもの。確定すると差し替え、または取り消す。", COLUMNS(change_columns));
	}
}

/* What is to be done about a hold. */
static const char *remedy_of(enum ticket_hold hold)
{
	/* clang-format off */
	switch (hold) {
	case HOLD_NOT_ON_AID:          return "交付しない。保護を受けている月であれば、保護の登録を直す";
	case HOLD_SUSPENDED:           return "停止の間は交付しない。保護を再開したら登録し、次の版で交付する";
	case HOLD_NOT_A_MEMBER:        return "世帯員の登録を確かめ、治療の登録を終えるか、世帯員の登録を直す";
	case HOLD_TWICE:               return "重なる治療の登録の一方を終える。もう一方の券は交付される";
	case HOLD_OFFICE:              return "福祉事務所の登録（ticket_office）を取り込み、次の版で交付する";
	case HOLD_INSTITUTION_UNKNOWN: return "機関コードと指定の有無を確かめ、登録を直す。名簿が古ければ新しい名簿を取り込む";
	case HOLD_INSTITUTION_ENDED:   return "本人と後の受診先を決め、治療の登録を改める";
	case HOLD_INSTITUTION_EARLY:   return "指定の始期を確かめ、指定の前は他の指定機関による";
	case HOLD_INSTITUTION_KIND:    return "診療別または機関コードの登録を直す";
	case HOLD_PRESCRIBER:          return "処方箋を発行した機関を確かめ、治療の登録を直す";
	case HOLD_OPINION_MISSING:     return "要否意見書を求める（要否意見書の一覧）。届いたら登録し、次の版で交付する";
	case HOLD_OPINION_EXPIRED:     return "要否意見書を求め、督促する（要否意見書の一覧）。届いたら登録し、次の版で交付する";
	case HOLD_OPINION_REFUSED:     return "決定のとおり交付しない。治療の登録を終える";
	case HOLD_CERTIFICATION:       return "要介護認定と被保険者番号を確かめ、登録を直す";
	case HOLD_DECISION:            return "当月の決定を確定し、次の版で交付する";
	case HOLD_ORDER:               return "保留の指示を確かめ、解いたら次の版で交付する";
	case HOLD_TREATMENT_ENDED:     return "交付しない。治療が続いていれば登録を直す";
	case HOLD_NONE:                break;
	}
	/* clang-format on */
	return "";
}

static void put_hold(const struct ticket_sheets *ts, struct xlsx_sheet *s, const struct rows *r)
{
	enum { REASON = TICKET_INSTITUTION + 1, BEFORE_NO };
	bool shown = ticket_sheets_begin(ts, s, r);
	enum ticket_hold hold = (enum ticket_hold)row_int(r, TICKET_HOLD);
	struct str reason = row_text(r, REASON);

	if (shown && reason.length > 0)
		xlsx_put_text(s, reason.at, reason.length);
	else
		xlsx_put_string(s, term_of(holds, hold));
	xlsx_put_string(s, remedy_of(hold));
	if (row_null(r, BEFORE_NO))
		xlsx_put_blank(s);
	else
		xlsx_put_number(s, row_int(r, BEFORE_NO));
	xlsx_row_end(s);
}

static enum err_code put_holds(struct ticket_sheets *ts, struct err *e)
{
	enum { SORT_KEY = TICKET_INSTITUTION + 3 };
	static const struct sql_stmt *const statement = &sql_ticket_check_holds;
	struct xlsx_sheet *s = ticket_sheets_list(ts, "保留",
		"交付しない券とその理由。先に対応するものから、担当員ごと。交付済みの券があれば、そのまま有効である"
		"。",
		COLUMNS(hold_columns));
	int64_t key = 0;
	struct rows *r;

	do {
		arena_reset(ts->page);
		if (chunk_read_page(ts->chunk, key, ts->page, &statement, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, SORT_KEY) + 1;
			put_hold(ts, s, r);
		}
	} while (rows_count(r) > 0);
	return ERR_OK;
}

enum err_code ticket_sheets_rows(struct ticket_sheets *ts, const struct sql_stmt *page, struct err *e)
{
	struct chunk *c = ts->chunk;
	int64_t key = c->lo, household = 0;
	bool taken = false;
	struct rows *r;

	add_sheets(ts);
	do {
		arena_reset(ts->page);
		if (chunk_read_page(c, key, ts->page, &page, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			if (row_int(r, TICKET_HOUSEHOLD) != household) {
				household = row_int(r, TICKET_HOUSEHOLD);
				taken = chunk_take(c, household);
				c->count.read += taken;
				c->count.written += taken;
			}
			key = household + 1;
			put_row(ts, r, taken);
		}
	} while (rows_count(r) > 0);
	return put_holds(ts, e);
}

enum err_code ticket_sheets_payments(
	struct ticket_sheets *ts, const struct sql_stmt *page, struct ticket_payments *sums, struct err *e)
{
	struct xlsx_sheet *s = ticket_sheets_list(ts, "本人支払額",
		"決定した本人支払額は、一つの券に記載するか、福祉事務所で徴収する。", COLUMNS(payment_columns));
	int64_t key = ts->chunk->lo;
	struct rows *r;

	do {
		arena_reset(ts->page);
		if (chunk_read_page(ts->chunk, key, ts->page, &page, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, 0) + 1;
			sums->rows++;
			sums->decided += row_int(r, 3);
			sums->printed += row_int(r, 4);
			xlsx_row_begin(s, XLSX_ROW_DATA);
			xlsx_put_number(s, row_int(r, 0) % HOUSEHOLD_PER_OFFICE);
			xlsx_put_string(s, ticket_sheets_month(ts, row_day(r, 1)));
			xlsx_put_string(s, term_of(payments, row_int(r, 2)));
			xlsx_put_number(s, row_int(r, 3));
			xlsx_put_number(s, row_int(r, 4));
			xlsx_put_number(s, row_int(r, 3) - row_int(r, 4));
			xlsx_row_end(s);
		}
	} while (rows_count(r) > 0);
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	xlsx_put_blank(s);
	xlsx_put_blank(s);
	xlsx_put_number(s, sums->decided);
	xlsx_put_number(s, sums->printed);
	xlsx_put_number(s, sums->decided - sums->printed);
	xlsx_row_end(s);
	return ERR_OK;
}

/* --- the workbook --- */

struct xlsx_sheet *ticket_sheets_page(const struct ticket_sheets *ts, const char *name)
{
	const struct run_info *run = ts->chunk->task->run;
	struct xlsx_sheet_about about = {.name = name, .portrait = true};

	about.title = arena_printf(ts->chunk->arena, "%s　%s分", ts->title, ts->month);
	about.note =
		arena_printf(ts->chunk->arena, "%s　処理番号 %d　第%d版", ts->office, run->run_id, run->edition);
	return xlsx_sheet(ts->book, &about);
}

struct xlsx_sheet *ticket_sheets_list(const struct ticket_sheets *ts, const char *name, const char *note,
	const struct xlsx_column *columns, int n_columns)
{
	struct xlsx_sheet_about about = {name, NULL, note, columns, n_columns, 0, false};

	about.title = arena_printf(ts->chunk->arena, "%s　%s分", name, ts->month);
	return xlsx_sheet(ts->book, &about);
}

void ticket_sheets_tell(struct xlsx_sheet *s, const char *what, const char *text)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, what);
	xlsx_put_string(s, text);
	xlsx_row_end(s);
}

enum err_code ticket_sheets_open(
	struct ticket_sheets *ts, const char *stem, const struct sql_stmt *counts, struct err *e)
{
	const struct sql_stmt *const stmts[] = {&sql_ticket_check_head, counts, &sql_ticket_check_caseworkers};
	struct chunk *c = ts->chunk;
	struct rows *rows[3];
	char month[64];

	ts->page = arena_new_in(c->arena);
	ts->month = arena_strdup(c->arena, month_format_era(c->task->run->month, month));
	if (chunk_read(c, stmts, 3, rows, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(rows[0]));
	ts->office = str_copy(c->arena, row_text(rows[0], 0));
	ts->cut_on = row_day(rows[0], 1);
	load_counts(ts, rows[1]);
	load_caseworkers(ts, rows[2]);
	return survey_book_open(c,
		&(struct survey_book){
			.stem = stem, .passed_on = true, .title = ts->title, .office = ts->office, .month = ts->month},
		&ts->book, e);
}

enum err_code ticket_sheets_close(struct ticket_sheets *ts, struct err *e)
{
	if (memcmp(&ts->counted, &ts->listed, sizeof ts->counted) != 0)
		return err_set(e, ERR_BALANCE, 1740, "rows and sums of the workbook differ");
	return xlsx_close(ts->book, e);
}
