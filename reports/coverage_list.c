/*
 * coverage_list.c: 資格重複・券の訂正一覧: who is insured while on aid, since when it is known, and what happens with the tickets
 * of those days; one workbook per caseworker, and one per office for the supervisor.
 *
 * A chunk is a caseworker, or the whole office (sql/reports/coverage_list.sql).  What is open stays on the list, with its
 * age, until it is not any more; what is done is listed until the month after the report.  Rows are read in pages, so
 * memory holds one page; the counts of the last sheet are those of the rows.  Names are cut to their first character in
 * the database; of persons under 支援措置 there is the number alone, and no institution.
 */
#include "gen/sql.h"
#include "getsuji/check_digit.h"
#include "getsuji/facts.h"
#include "getsuji/number.h"
#include "getsuji/ticket.h"
#include "reports/backend/xlsx.h"
#include "reports/survey_book.h"
#include "reports/survey_words.h"
#include "reports/ticket_words.h"

#include <stdlib.h>
#include <string.h>

#define WHOLE_OFFICE 99999999                  /* the book of an office, where a caseworker's number stands */
#define TICKETS_KEY  INT64_C(1000000000000000) /* records of the sheet of tickets */
#define OFFICE_KEY   (2 * TICKETS_KEY)         /* records of the office's book */

/* What both statements begin with. */
enum { HOUSEHOLD, PERSON_NO, CASEWORKER_NO, CASEWORKER_NAME, NAME, CLOSED_ON, OWN };
enum item {
	ITEM_KIND = OWN,
	ITEM_INSURER,
	ITEM_QUALIFIED,
	ITEM_LOST,
	ITEM_REPORTED,
	ITEM_DAYS,
	ITEM_ALONE,
	ITEM_REPLACED,
	ITEM_HELD,
	ITEM_CORRECTED,
	ITEM_AGREEING
};
enum ticket {
	TICKET_MONTH = OWN,
	TICKET_ISSUE_NO,
	TICKET_REVISION,
	TICKET_TYPE,
	TICKET_SERVICE,
	TICKET_INSTITUTION,
	TICKET_BEFORE,
	TICKET_AFTER,
	TICKET_ACTION,
	TICKET_REASON
};

/* What happens with the tickets of an insurance. */
enum state {
	STATE_REPLACE,
	STATE_HOLD,
	STATE_LOSS,
	STATE_CHECK,
	STATE_CORRECTED,
	STATE_RIGHT,
	STATE_NO_TICKET,
	STATE_LOST,
	STATES
};
enum { AGES = 4 };

/* clang-format off */
static const char *const state_terms[STATES] = {
	[STATE_REPLACE] = "差替え", [STATE_HOLD] = "保留", [STATE_LOSS] = "国保喪失手続", [STATE_CHECK] = "資格の確認",
	[STATE_CORRECTED] = "訂正済み", [STATE_RIGHT] = "併用で交付済み", [STATE_NO_TICKET] = "券なし", [STATE_LOST] = "喪失済み"};
static const char *const age_terms[AGES] = {"0〜30日", "31〜60日", "61〜90日", "91日以上"};

#define WHO \
	{"担当員", XLSX_TEXT, 0}, {"ケース\n番号", XLSX_ID, 0}, {"世帯員\n番号", XLSX_ID, 0}, {"氏名", XLSX_TEXT, 0}, \
	{"廃止日", XLSX_DAY, 0}

static const struct xlsx_column item_columns[] = {WHO, {"医療保険", XLSX_TEXT, 0}, {"保険者番号", XLSX_CODE, 0},
	{"資格取得日", XLSX_DAY, 0}, {"資格喪失日", XLSX_DAY, 0}, {"情報源", XLSX_CODE, 0}, {"最初の\n通知日", XLSX_DAY, 0}, {"経過\n日数", XLSX_NUMBER, 0},
	{"経過区分", XLSX_CODE, 0}, {"単独の券がある診療年月", XLSX_WRAP, 30}, {"処理", XLSX_CODE, 0}, {"留意点", XLSX_WRAP, 36}};
static const struct xlsx_column ticket_columns[] = {WHO, {"診療年月", XLSX_CODE, 0}, {"交付\n番号", XLSX_ID, 0}, {"版", XLSX_ID, 0},
	{"券", XLSX_TEXT, 0}, {"診療別", XLSX_TEXT, 0}, {"機関", XLSX_TEXT, 0}, {"訂正前", XLSX_CODE, 0}, {"訂正後", XLSX_CODE, 0},
	{"処理", XLSX_CODE, 0}, {"理由", XLSX_WRAP, 56}};
static const struct xlsx_column count_columns[] = {{"処理", XLSX_TEXT, 0}, {"0〜30日", XLSX_NUMBER, 0}, {"31〜60日", XLSX_NUMBER, 0},
	{"61〜90日", XLSX_NUMBER, 0}, {"91日以上", XLSX_NUMBER, 0}, {"計", XLSX_NUMBER, 0}};
static const struct xlsx_column worker_columns[] = {{"担当員", XLSX_TEXT, 0}, {"未処理", XLSX_NUMBER, 0},
	{"うち\n91日以上", XLSX_NUMBER, 0}, {"処理済み", XLSX_NUMBER, 0}, {"差替え\nする券", XLSX_NUMBER, 0}, {"保留\nする券", XLSX_NUMBER, 0}};
static const struct xlsx_column note_columns[] = {{"見かた", XLSX_WRAP, 90}};
/* clang-format on */

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

struct worker {
	int64_t number;
	char *name; /* "03 佐藤 一郎" */
	int64_t open, aged, done, replaced, held;
};

struct book {
	struct chunk *c;
	struct arena *page;
	struct xlsx *xlsx;
	struct xlsx_sheet *items, *tickets;
	bool of_office;
	char *office, *worker, *month;
	day_t cut_on;
	int64_t state[STATES][AGES];
	int64_t corrected, with_ticket; /* persons with a ticket to be corrected: by insurance, by ticket */
	int64_t corrected_last, with_ticket_last;
	struct worker *workers;
	size_t n_workers, room;
	int64_t key; /* of the record taken last */
	bool taken;
};

/* ---- words --------------------------------------------------------------------------------------- */

static enum state state_of(const struct rows *r)
{
	int64_t kind = row_int(r, ITEM_KIND);
	bool lost = row_day(r, ITEM_LOST) != DAY_MAX;

	if (kind == COVERAGE_NATIONAL)
		return lost ? STATE_LOST : STATE_LOSS;
	if (row_int(r, ITEM_REPLACED) > 0)
		return STATE_REPLACE;
	if (row_int(r, ITEM_HELD) > 0)
		return STATE_HOLD;
	if (kind == COVERAGE_ELDERLY && !lost)
		return STATE_CHECK;
	if (row_int(r, ITEM_CORRECTED) > 0)
		return STATE_CORRECTED;
	return row_int(r, ITEM_AGREEING) > 0 ? STATE_RIGHT : STATE_NO_TICKET;
}

/* Something is to be done, by this run or by the caseworker. */
static bool is_open(enum state state)
{
	return state < STATE_CORRECTED;
}

static int age_of(int64_t days)
{
	return days <= 30 ? 0 : days <= 60 ? 1 : days <= 90 ? 2 : 3;
}

/* 「令和9年1月、令和9年2月」 of "2027-01 2027-02". */
static const char *months_of(struct arena *a, struct str months)
{
	const char *text = "";
	char era[64];
	month_t month;

	for (size_t i = 0; i + 7 <= months.length; i += 8) {
		CHECK(month_parse(months.at + i, 7, &month));
		text = arena_printf(a, "%s%s%s", text, i > 0 ? "、" : "", month_format_era(month, era));
	}
	return text;
}

/* 国民健康保険 of a municipality has no law number: its six digits stand behind 00. */
static bool insurer_holds(int64_t kind, struct str no)
{
	if (kind == COVERAGE_NATIONAL && no.length > 2 && memcmp(no.at, "00", 2) == 0)
		return check_digit_holds(no.at, no.length);
	if (kind != COVERAGE_EMPLOYEES && kind != COVERAGE_ELDERLY && kind != COVERAGE_NATIONAL)
		return true; /* no insurance */
	return number_fault(NUMBER_INSURER, no.at, no.length) == NUMBER_SOUND;
}

/* What else a caseworker has to look at. */
static const char *remarks_of(struct arena *a, const struct rows *r)
{
	struct str insurer = row_text(r, ITEM_INSURER);
	int64_t kind = row_int(r, ITEM_KIND);
	bool lost = row_day(r, ITEM_LOST) != DAY_MAX;
	const char *text = "";

	if (kind == COVERAGE_NATIONAL && !lost)
		text = "国民健康保険の資格喪失の手続が必要";
	else if (kind == COVERAGE_ELDERLY && !lost)
		text = "後期高齢者医療の資格喪失の手続を確認";
	if (!row_null(r, CLOSED_ON))
		text = arena_printf(a, "%s%s保護は廃止", text, text[0] != '\0' ? "、" : "");
	if (!insurer_holds(kind, insurer))
		text = arena_printf(a, "%s%s保険者番号に誤り", text, text[0] != '\0' ? "、" : "");
	return text;
}

/* ---- rows ---------------------------------------------------------------------------------------- */

static struct worker *worker_of(struct book *b, const struct rows *r)
{
	int64_t number = row_int(r, CASEWORKER_NO);
	size_t i = 0;

	while (i < b->n_workers && b->workers[i].number != number)
		i++;
	if (i < b->n_workers)
		return &b->workers[i];
	if (b->n_workers == b->room) {
		b->workers = arena_grow(b->c->arena, b->workers, b->room, 2 * b->room, sizeof *b->workers);
		b->room *= 2;
	}
	b->workers[i] = (struct worker){
		.number = number, .name = survey_caseworker(b->c->arena, number, row_text(r, CASEWORKER_NAME))};
	b->n_workers++;
	return &b->workers[i];
}

static void put_hidden(struct xlsx_sheet *s, const struct rows *r, int column)
{
	if (row_null(r, column))
		xlsx_put_string(s, "（表示しない）");
	else
		xlsx_put_text(s, row_text(r, column).at, row_text(r, column).length);
}

static void begin(struct xlsx_sheet *s, const struct rows *r, const struct worker *w)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, w->name);
	xlsx_put_number(s, row_int(r, HOUSEHOLD) % HOUSEHOLD_PER_OFFICE);
	xlsx_put_number(s, row_int(r, PERSON_NO));
	put_hidden(s, r, NAME);
	xlsx_put_day(s, row_day(r, CLOSED_ON));
}

/* A day, or none where there is none. */
static day_t day_or_none(const struct rows *r, int column)
{
	return row_null(r, column) ? DAY_MAX : row_day(r, column);
}

static int64_t person_of(const struct rows *r)
{
	return row_int(r, HOUSEHOLD) * 100 + row_int(r, PERSON_NO);
}

static void put_item(struct book *b, const struct rows *r)
{
	struct worker *w = worker_of(b, r);
	struct xlsx_sheet *s = b->items;
	enum state state = state_of(r);
	int age = age_of(row_int(r, ITEM_DAYS));
	bool open = is_open(state);
	struct str insurer = row_text(r, ITEM_INSURER);
	int64_t kind = row_int(r, ITEM_KIND), person = person_of(r);

	if (kind != COVERAGE_NATIONAL && row_int(r, ITEM_REPLACED) + row_int(r, ITEM_HELD) > 0 &&
		person != b->corrected_last) {
		b->corrected++;
		b->corrected_last = person;
	}
	b->state[state][age]++;
	w->open += open;
	w->aged += open && age == AGES - 1;
	w->done += !open;
	begin(s, r, w);
	xlsx_put_string(s, kind != 0 ? ticket_words_coverage(kind) : "（適用なし）");
	xlsx_put_text(s, insurer.at, insurer.length);
	xlsx_put_day(s, day_or_none(r, ITEM_QUALIFIED));
	xlsx_put_day(s, row_day(r, ITEM_LOST));
	xlsx_put_string(s, row_null(r, ITEM_REPORTED) ? "登録" : "通知");
	xlsx_put_day(s, day_or_none(r, ITEM_REPORTED));
	xlsx_put_number(s, row_int(r, ITEM_DAYS));
	xlsx_put_string(s, age_terms[age]);
	xlsx_put_string(s, months_of(b->page, row_text(r, ITEM_ALONE)));
	xlsx_put_string(s, state_terms[state]);
	xlsx_put_string(s, remarks_of(b->page, r));
	xlsx_row_end(s);
}

static void put_ticket(struct book *b, const struct rows *r)
{
	struct worker *w = worker_of(b, r);
	struct xlsx_sheet *s = b->tickets;
	int64_t action = row_int(r, TICKET_ACTION);
	struct str reason = row_text(r, TICKET_REASON);
	char month[64];

	if (person_of(r) != b->with_ticket_last) {
		b->with_ticket++;
		b->with_ticket_last = person_of(r);
	}
	w->replaced += action == ACTION_REPLACE;
	w->held += action == ACTION_HOLD;
	begin(s, r, w);
	xlsx_put_string(s, month_format_era(month_of_day(row_day(r, TICKET_MONTH)), month));
	xlsx_put_number(s, row_int(r, TICKET_ISSUE_NO));
	xlsx_put_number(s, row_int(r, TICKET_REVISION));
	xlsx_put_string(s, ticket_words_type(row_int(r, TICKET_TYPE)));
	xlsx_put_string(s, ticket_words_service(row_int(r, TICKET_SERVICE)));
	put_hidden(s, r, TICKET_INSTITUTION);
	xlsx_put_string(s, row_bool(r, TICKET_BEFORE) ? "併用" : "単独");
	xlsx_put_string(s, row_bool(r, TICKET_AFTER) ? "併用" : "単独");
	xlsx_put_string(s, ticket_words_action(action));
	xlsx_put_text(s, reason.at, reason.length);
	xlsx_row_end(s);
}

/* A record is a household in a sheet. */
static bool take(struct book *b, int64_t key)
{
	if (key != b->key) {
		b->key = key;
		b->taken = chunk_take(b->c, key);
		b->c->count.read += b->taken;
		b->c->count.written += b->taken;
	}
	return b->taken;
}

typedef void put_row(struct book *b, const struct rows *r);

/* All pages of a statement; offset: what tells its records from others. */
static enum err_code put_pages(
	struct book *b, const struct sql_stmt *statement, int64_t offset, put_row *put, struct err *e)
{
	int64_t key = b->c->lo / HOUSEHOLD_PER_OFFICE * HOUSEHOLD_PER_OFFICE;
	struct rows *r;

	if (b->of_office)
		offset += OFFICE_KEY;
	do {
		arena_reset(b->page);
		if (chunk_read_page(b->c, key, b->page, &statement, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, HOUSEHOLD) + 1;
			if (take(b, row_int(r, HOUSEHOLD) + offset))
				put(b, r);
		}
	} while (rows_count(r) > 0);
	return ERR_OK;
}

/* ---- 集計 ---------------------------------------------------------------------------------------- */

static void put_states(const struct book *b, struct xlsx_sheet *s)
{
	int64_t total[AGES] = {0};

	xlsx_heading(s, "処理と経過日数（人・保険ごと）");
	xlsx_table(s, COLUMNS(count_columns));
	for (int i = 0; i <= STATES; i++) {
		const int64_t *n = i < STATES ? b->state[i] : total;
		int64_t sum = 0;

		xlsx_row_begin(s, i < STATES ? XLSX_ROW_DATA : XLSX_ROW_TOTAL);
		xlsx_put_string(s, i < STATES ? state_terms[i] : "合計");
		for (int age = 0; age < AGES; age++) {
			if (i < STATES)
				total[age] += n[age];
			sum += n[age];
			xlsx_put_number(s, n[age]);
		}
		xlsx_put_number(s, sum);
		xlsx_row_end(s);
	}
}

static int by_number(const void *a, const void *b)
{
	int64_t x = ((const struct worker *)a)->number, y = ((const struct worker *)b)->number;

	return (x > y) - (x < y);
}

static void put_worker(
	struct xlsx_sheet *s, enum xlsx_row_kind kind, const char *name, const struct worker *w)
{
	xlsx_row_begin(s, kind);
	xlsx_put_string(s, name);
	xlsx_put_number(s, w->open);
	xlsx_put_number(s, w->aged);
	xlsx_put_number(s, w->done);
	xlsx_put_number(s, w->replaced);
	xlsx_put_number(s, w->held);
	xlsx_row_end(s);
}

static void put_workers(const struct book *b, struct xlsx_sheet *s)
{
	struct worker sum = {0};

	qsort(b->workers, b->n_workers, sizeof *b->workers, by_number);
	xlsx_heading(s, "担当員別");
	xlsx_table(s, COLUMNS(worker_columns));
	for (size_t i = 0; i < b->n_workers; i++) {
		const struct worker *w = &b->workers[i];

		sum.open += w->open;
		sum.aged += w->aged;
		sum.done += w->done;
		sum.replaced += w->replaced;
		sum.held += w->held;
		put_worker(s, XLSX_ROW_DATA, w->name, w);
	}
	put_worker(s, XLSX_ROW_TOTAL, "合計", &sum);
}

static void put_note(struct xlsx_sheet *s, const char *text)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, text);
	xlsx_row_end(s);
}

static void put_summary(const struct book *b)
{
	const struct run_info *run = b->c->task->run;
	const struct xlsx_sheet_about about = {.name = "集計",
		.title = "資格重複・券の訂正",
		.note = arena_printf(
			b->c->arena, "%s　%s分　処理番号 %d　第%d版", b->office, b->month, run->run_id, run->edition),
		.portrait = true};
	struct xlsx_sheet *s = xlsx_sheet(b->xlsx, &about);
	char day[64];

	put_states(b, s);
	put_workers(b, s);
	xlsx_heading(s, "見かた");
	xlsx_table(s, COLUMNS(note_columns));
	put_note(s, arena_printf(b->c->arena,
					"経過日数は、保険者側から最初に通知された日（情報源が登録のものは登録した日）から基準日（"
					"%s）まで。",
					day_format_era(b->cut_on, day)));
	put_note(
		s, arena_printf(b->c->arena, "券を差し替え、または保留する者は %lld 人。一覧と券の訂正で一致する。",
			   (long long)b->with_ticket));
	put_note(s, "差替え・保留・国保喪失手続・資格の確認は、済むまで一覧に残る。その他は通知の翌月まで載る。");
	put_note(s, "差替えは承認・確定の後に、同じ交付番号の次の版として交付される。本人支払額は変わらない。");
	put_note(s, "廃止日のあるケースは保護が終わっている。廃止後の資格の届出は本人による。");
	put_note(s, "支援措置の対象者は番号だけを示し、機関も示さない。");
}

/* ---- the report ---------------------------------------------------------------------------------- */

static enum err_code load(struct book *b, struct err *e)
{
	static const struct sql_stmt *const statement = &sql_coverage_list_head;
	struct chunk *c = b->c;
	struct rows *r;
	char month[64];

	if (chunk_read(c, &statement, 1, &r, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(r));
	b->office = str_copy(c->arena, row_text(r, 0));
	b->worker = b->of_office ? arena_strdup(c->arena, "全担当員")
							 : survey_caseworker(c->arena, c->lo % HOUSEHOLD_PER_OFFICE, row_text(r, 1));
	b->month = arena_strdup(c->arena, month_format_era(c->task->run->month, month));
	b->cut_on = row_day(r, 2);
	b->room = 16;
	b->workers = arena_array(c->arena, b->room, sizeof *b->workers);
	return ERR_OK;
}

static enum err_code open_book(struct book *b, struct err *e)
{
	const struct survey_book book = {.stem = b->of_office
												 ? "coverage"
												 : arena_printf(b->c->arena, "coverage/caseworker-%05lld",
													   b->c->lo % HOUSEHOLD_PER_OFFICE),
		.passed_on = true,
		.title = "資格重複・券の訂正一覧",
		.brief = "資格重複一覧",
		.office = b->office,
		.month = b->month,
		.worker = b->worker};

	return survey_book_open(b->c, &book, &b->xlsx, e);
}

static struct xlsx_sheet *add_list(
	const struct book *b, const char *name, const char *note, const struct xlsx_column *columns, int n)
{
	const struct xlsx_sheet_about about = {
		.name = name, .title = name, .note = note, .columns = columns, .n_columns = n, .freeze_columns = 4};

	return xlsx_sheet(b->xlsx, &about);
}

static enum err_code coverage_list_chunk(struct chunk *c, struct err *e)
{
	struct book b = {.c = c,
		.page = arena_new_in(c->arena),
		.of_office = c->lo % HOUSEHOLD_PER_OFFICE == WHOLE_OFFICE,
		.key = -1};

	if (load(&b, e) != ERR_OK || open_book(&b, e) != ERR_OK)
		return e->code;
	b.items = add_list(
		&b, "一覧", "保護を受けながら医療保険の資格がある者。人と保険ごとに1行。", COLUMNS(item_columns));
	b.tickets = add_list(&b, "券の訂正", "承認の後に差し替える券と、保留する券。", COLUMNS(ticket_columns));
	if (put_pages(&b, &sql_coverage_list_items, 0, put_item, e) != ERR_OK ||
		put_pages(&b, &sql_coverage_list_tickets, TICKETS_KEY, put_ticket, e) != ERR_OK)
		return e->code;
	if (b.corrected != b.with_ticket)
		return err_set(e, ERR_BALANCE, 1740, "rows and sums of the workbook differ");
	put_summary(&b);
	return xlsx_close(b.xlsx, e);
}

const struct job report_coverage_list = {
	.name = "coverage_list",
	.title = "資格重複・券の訂正一覧",
	.targets = &sql_coverage_list_targets,
	.chunk = coverage_list_chunk,
	.balance = &sql_coverage_list_balance,
};
