/*
 * counter_list.c: 窓口支給一覧: who is paid at the counter, a sheet per caseworker with a column to sign in.
 *
 * One chunk and one workbook per office with such payments, after they are issued.  Names are whole: the list stays at
 * the counter.  A payment that was undone since is listed as that: it must not be paid out, for the next edition pays it
 * again.  Rows and the sums of the database must agree, or the workbook is not published.
 */
#include "gen/sql.h"
#include "getsuji/facts.h"
#include "reports/payment_book.h"
#include "reports/survey_words.h"

/* Columns of counter_list_page. */
enum { HOUSEHOLD, NAME, CASEWORKER, NUMBER, YEN /* NULL: undone */, PAID_BEFORE, SORT_KEY };

struct caseworker {
	int64_t number, payments, yen;
	char *label;
};

struct counter_list {
	struct payment_book b;
	struct caseworker *caseworkers;
	size_t n_caseworkers, here; /* here: whose sheet is being written */
	int64_t listed, yen;        /* on it */
	struct xlsx_sheet *sheet;
};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

/* clang-format off */
static const struct xlsx_column sum_columns[] = {{"担当員", XLSX_TEXT, 0}, {"件数", XLSX_NUMBER, 0}, {"支給額（円）", XLSX_NUMBER, 0}};
static const struct xlsx_column list_columns[] = {{"支払番号", XLSX_ID, 0}, {"ケース\n番号", XLSX_ID, 0}, {"世帯主", XLSX_TEXT, 0},
	{"支給額（円）", XLSX_NUMBER, 0}, {"区分", XLSX_CODE, 0}, {"受領年月日", XLSX_TEXT, 16}, {"受領者の署名・印", XLSX_TEXT, 28},
	{"取扱者", XLSX_TEXT, 12}};
/* clang-format on */

static enum err_code load(struct counter_list *cl, struct err *e)
{
	const struct sql_stmt *const statements[] = {&sql_counter_list_head, &sql_counter_list_caseworkers};
	struct arena *a = cl->b.chunk->arena;
	struct rows *rows[2];

	if (chunk_read(cl->b.chunk, statements, 2, rows, e) != ERR_OK)
		return e->code;
	cl->caseworkers = arena_array(a, rows_count(rows[1]), sizeof cl->caseworkers[0]);
	while (rows_next(rows[1])) {
		cl->caseworkers[cl->n_caseworkers++] = (struct caseworker){.number = row_int(rows[1], 0),
			.payments = row_int(rows[1], 2),
			.yen = row_int(rows[1], 3),
			.label = survey_caseworker(a, row_int(rows[1], 0), row_text(rows[1], 1))};
	}
	return payment_book_open(&cl->b, "counter_list", "窓口支給一覧", rows[0], e);
}

static void put_overview(const struct counter_list *cl)
{
	struct xlsx_sheet *s = payment_book_page(&cl->b, "集計");
	int64_t payments = 0, yen = 0;

	xlsx_heading(s, arena_printf(cl->b.chunk->arena, "支給日　%s", payment_book_pay_day(&cl->b)));
	xlsx_table(s, COLUMNS(sum_columns));
	for (size_t i = 0; i < cl->n_caseworkers; i++) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, cl->caseworkers[i].label);
		xlsx_put_number(s, cl->caseworkers[i].payments);
		xlsx_put_number(s, cl->caseworkers[i].yen);
		xlsx_row_end(s);
		payments += cl->caseworkers[i].payments;
		yen += cl->caseworkers[i].yen;
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	xlsx_put_number(s, payments);
	xlsx_put_number(s, yen);
	xlsx_row_end(s);
}

/* ---- a caseworker's sheet ---- */

static void begin_sheet(struct counter_list *cl)
{
	const struct caseworker *w = &cl->caseworkers[cl->here];
	struct xlsx_sheet_about about = {w->label, NULL, NULL, COLUMNS(list_columns), 0, false};
	struct arena *a = cl->b.chunk->arena;

	about.title = arena_printf(a, "窓口支給一覧　%s分　担当員 %s", cl->b.month, w->label);
	about.note = arena_printf(
		a, "%s　支給日 %s　受け取った人が署名または押印する。", cl->b.office, payment_book_pay_day(&cl->b));
	cl->sheet = xlsx_sheet(cl->b.book, &about);
	cl->listed = cl->yen = 0;
}

/* Ends the sheet; what it lists must be what was paid. */
static enum err_code end_sheet(struct counter_list *cl, struct err *e)
{
	const struct caseworker *w = &cl->caseworkers[cl->here];
	struct xlsx_sheet *s = cl->sheet;

	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	xlsx_put_number(s, cl->listed);
	xlsx_put_blank(s);
	xlsx_put_number(s, cl->yen);
	for (int i = 4; i < (int)(sizeof list_columns / sizeof list_columns[0]); i++)
		xlsx_put_blank(s);
	xlsx_row_end(s);
	cl->sheet = NULL;
	if (cl->listed != w->payments || cl->yen != w->yen)
		return err_set(e, ERR_BALANCE, 2362, "rows and sums of the counter list differ");
	return ERR_OK;
}

static enum err_code put_row(struct counter_list *cl, const struct rows *r, struct err *e)
{
	struct chunk *c = cl->b.chunk;
	struct xlsx_sheet *s;

	if (cl->sheet != NULL && cl->caseworkers[cl->here].number != row_int(r, CASEWORKER)) {
		if (end_sheet(cl, e) != ERR_OK)
			return e->code;
		cl->here++;
	}
	if (cl->sheet == NULL) {
		CHECK(cl->here < cl->n_caseworkers && cl->caseworkers[cl->here].number == row_int(r, CASEWORKER));
		begin_sheet(cl);
	}
	bool counts = !row_null(r, YEN);
	int64_t yen = counts ? row_int(r, YEN) : 0;

	cl->listed += counts;
	cl->yen += yen;
	if (!chunk_take(c, row_int(r, HOUSEHOLD)))
		return ERR_OK;
	c->count.read++;
	c->count.written++;
	c->count.yen += yen;
	s = cl->sheet;
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_number(s, row_int(r, NUMBER));
	xlsx_put_number(s, row_int(r, HOUSEHOLD) % HOUSEHOLD_PER_OFFICE);
	payment_book_put_text(s, r, NAME, "");
	xlsx_put_number(s, yen);
	xlsx_put_string(s, !counts ? "取消し" : row_int(r, PAID_BEFORE) > 0 ? "差額" : "定例");
	xlsx_put_string(s, counts ? "" : "支払わない");
	for (int i = 0; i < 2; i++)
		xlsx_put_blank(s);
	xlsx_row_end(s);
	return ERR_OK;
}

static enum err_code put_rows(struct counter_list *cl, struct err *e)
{
	static const struct sql_stmt *const statement = &sql_counter_list_page;
	int64_t key = 0;
	struct rows *r;

	do {
		arena_reset(cl->b.page);
		if (chunk_read_page(cl->b.chunk, key, cl->b.page, &statement, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, SORT_KEY) + 1;
			if (put_row(cl, r, e) != ERR_OK)
				return e->code;
		}
	} while (rows_count(r) > 0);
	if (cl->sheet != NULL && end_sheet(cl, e) != ERR_OK)
		return e->code;
	if (cl->here + 1 != cl->n_caseworkers)
		return err_set(e, ERR_BALANCE, 2362, "rows and sums of the counter list differ");
	return ERR_OK;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct counter_list cl = {.b = {.chunk = c}};

	if (load(&cl, e) != ERR_OK)
		return e->code;
	put_overview(&cl);
	if (put_rows(&cl, e) != ERR_OK)
		return e->code;
	return xlsx_close(cl.b.book, e);
}

const struct job report_counter_list = {
	.name = "counter_list",
	.title = "窓口支給一覧",
	.targets = &sql_counter_list_targets,
	.chunk = chunk,
	.balance = &sql_counter_list_balance,
};
