/*
 * mail_cost.c: 郵送費用, what a mailing costs: pieces and postage by class, what putting documents together, printing on both
 * sides and sorting saved; and the fiscal year so far, mailing by mailing.
 *
 * One chunk and one workbook per office; see mail_check_book.h.  Postage is by the tariff; discounts are what the numbers
 * of pieces allow, before what is agreed with the post office.  The rows must add up to the sums of the database, or the
 * workbook is not published.  On demand it writes the verdict page (mail_verdict.h).
 */
#include "gen/sql.h"
#include "getsuji/mailing.h"
#include "reports/mail_check_book.h"
#include "reports/mail_verdict.h"

#define COLUMNS(c) (c), (int)(sizeof(c) / sizeof((c)[0]))

/* Columns of mail_cost_classes and mail_cost_year. */
enum {
	C_KEY,
	C_ROUTE,
	C_ENVELOPE,
	C_CLASS,
	C_EACH,
	C_PIECES,
	C_SHEETS,
	C_WEIGHT,
	C_YEN,
	C_BARCODE,
	C_SORTED
};
enum {
	Y_RUN,
	Y_ISSUED,
	Y_PIECES,
	Y_INHOUSE,
	Y_DOCUMENTS,
	Y_PAGES,
	Y_SHEETS,
	Y_REPRINTED,
	Y_YEN,
	Y_ALONE,
	Y_BARCODE,
	Y_SORTED,
	Y_COUNT
};

/* clang-format off */
static const struct xlsx_column told_columns[] = {{"事項", XLSX_TEXT, 30}, {"数・金額", XLSX_NUMBER, 14}, {"説明", XLSX_WRAP, 56}};
static const struct xlsx_column class_columns[] = {{"送り方", XLSX_TEXT, 0}, {"封筒", XLSX_TEXT, 0}, {"区分", XLSX_CODE, 0},
	{"料金", XLSX_NUMBER, 0}, {"通数", XLSX_NUMBER, 0}, {"枚数", XLSX_NUMBER, 0}, {"重さ(g)", XLSX_NUMBER, 0},
	{"郵便料金", XLSX_NUMBER, 0}, {"バーコード\n割引", XLSX_NUMBER, 0}, {"区分割引", XLSX_NUMBER, 0}};
static const struct xlsx_column year_columns[] = {{"処理番号", XLSX_ID, 0}, {"発送の記録", XLSX_DAY, 0},
	{"委託先\n通数", XLSX_NUMBER, 0}, {"所内\n通数", XLSX_NUMBER, 0}, {"文書数", XLSX_NUMBER, 0}, {"ページ数", XLSX_NUMBER, 0},
	{"枚数", XLSX_NUMBER, 0}, {"刷り直し\n枚数", XLSX_NUMBER, 0}, {"郵便料金", XLSX_NUMBER, 0}, {"別々に送る\n場合の料金", XLSX_NUMBER, 0},
	{"バーコード\n割引", XLSX_NUMBER, 0}, {"区分割引", XLSX_NUMBER, 0}};
/* clang-format on */

struct cost {
	struct mail_book b;
	struct xlsx_sheet *overview, *classes;
	int64_t classed[C_SORTED + 1]; /* sums of the classes, by column */
	int64_t own[Y_COUNT];          /* of this mailing, as the year has it */
};

/* ---- by class ------------------------------------------------------------------------------------ */

static void put_class(struct cost *k, const struct rows *r)
{
	struct xlsx_sheet *s = k->classes;

	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, mail_book_route(row_int(r, C_ROUTE)));
	xlsx_put_string(s, mail_book_envelope(row_int(r, C_ENVELOPE)));
	xlsx_put_text(s, row_text(r, C_CLASS).at, row_text(r, C_CLASS).length);
	for (int column = C_EACH; column <= C_SORTED; column++)
		xlsx_put_number(s, column == C_WEIGHT ? mail_book_grams(row_int(r, column)) : row_int(r, column));
	xlsx_row_end(s);
}

static void put_classes(struct cost *k, struct rows *r)
{
	struct chunk *c = k->b.chunk;

	k->classes = mail_book_list(&k->b, "料金区分",
		"割引は通数から見込まれる額。差出しの条件は郵便局との取決めによる。", COLUMNS(class_columns));
	while (rows_next(r)) {
		for (int column = C_PIECES; column <= C_SORTED; column++)
			k->classed[column] += row_int(r, column);
		if (!chunk_take(c, row_int(r, C_KEY)))
			continue;
		c->count.read++;
		c->count.written++;
		c->count.yen += row_int(r, C_YEN);
		put_class(k, r);
	}
	xlsx_row_begin(k->classes, XLSX_ROW_TOTAL);
	xlsx_put_string(k->classes, "合計");
	for (int blank = 0; blank < 3; blank++)
		xlsx_put_blank(k->classes);
	for (int column = C_PIECES; column <= C_SORTED; column++)
		xlsx_put_number(
			k->classes, column == C_WEIGHT ? mail_book_grams(k->classed[column]) : k->classed[column]);
	xlsx_row_end(k->classes);
}

/* ---- the year ------------------------------------------------------------------------------------ */

static void put_year(struct cost *k, struct rows *r)
{
	struct xlsx_sheet *s = mail_book_list(&k->b, "年度累計",
		"この年度（4月から）にこの福祉事務所が発送したもの。この処理まで。", COLUMNS(year_columns));
	int64_t total[Y_COUNT] = {0};

	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_number(s, row_int(r, Y_RUN));
		xlsx_put_day(s, row_day(r, Y_ISSUED));
		for (int column = Y_PIECES; column < Y_COUNT; column++) {
			xlsx_put_number(s, row_int(r, column));
			total[column] += row_int(r, column);
			if (row_int(r, Y_RUN) == k->b.chunk->task->run->run_id)
				k->own[column] = row_int(r, column);
		}
		xlsx_row_end(s);
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	xlsx_put_blank(s);
	for (int column = Y_PIECES; column < Y_COUNT; column++)
		xlsx_put_number(s, total[column]);
	xlsx_row_end(s);
}

/* ---- this mailing -------------------------------------------------------------------------------- */

static void tell(struct xlsx_sheet *s, const char *what, int64_t n, const char *why)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, what);
	xlsx_put_number(s, n);
	xlsx_put_string(s, why);
	xlsx_row_end(s);
}

static void put_overview(const struct cost *k)
{
	struct xlsx_sheet *s = k->overview;
	const int64_t *n = k->own;
	int64_t pieces = n[Y_PIECES] + n[Y_INHOUSE];

	xlsx_table(s, COLUMNS(told_columns));
	tell(s, "封筒（通数）", pieces, "委託先と所内の合計");
	tell(s, "　うち所内", n[Y_INHOUSE], "支援措置などにより所内で送るもの");
	tell(s, "文書数", n[Y_DOCUMENTS], "");
	tell(s, "用紙（枚数）", n[Y_SHEETS], "文書ごとに新しい用紙から始める");
	tell(s, "郵便料金", n[Y_YEN], "割引の前");
	xlsx_heading(s, "節約");
	xlsx_table(s, COLUMNS(told_columns));
	tell(s, "名寄せで減った封筒", n[Y_DOCUMENTS] - pieces, "文書を1通ずつ送る場合との差");
	tell(s, "名寄せによる料金の差", n[Y_ALONE] - n[Y_YEN],
		"文書を1通ずつ送る場合の料金との差。重い封筒になるため、減らないこともある");
	tell(s, "両面印刷で減った用紙", n[Y_PAGES] - n[Y_SHEETS], "片面で印刷する場合との差");
	tell(s, "バーコードによる割引の見込み", n[Y_BARCODE], "同じ形と重さで1,000通以上");
	tell(s, "区分による割引の見込み", n[Y_SORTED], "郵便区番号順に2,000通以上");
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	static const struct sql_stmt *const statements[] = {&sql_mail_cost_classes, &sql_mail_cost_year};
	struct cost k = {0};
	struct rows *r[2];

	if (mail_book_open(&k.b, c, "mail_cost", "郵送費用", e) != ERR_OK ||
		chunk_read(c, statements, 2, r, e) != ERR_OK)
		return e->code;
	k.overview = mail_book_page(&k.b, "集計");
	put_classes(&k, r[0]);
	put_year(&k, r[1]);
	put_overview(&k);
	if (k.own[Y_PIECES] + k.own[Y_INHOUSE] != k.classed[C_PIECES] || k.own[Y_SHEETS] != k.classed[C_SHEETS] ||
		k.own[Y_YEN] != k.classed[C_YEN] || k.own[Y_BARCODE] != k.classed[C_BARCODE] ||
		k.own[Y_SORTED] != k.classed[C_SORTED])
		return err_set(e, ERR_BALANCE, 2342, "the costs of a mailing by class are not those of the year");
	return xlsx_close(k.b.book, e);
}

const struct job report_mail_cost = {
	.name = "mail_cost",
	.title = "郵送費用",
	.targets = &sql_mail_cost_targets,
	.chunk = chunk,
	.balance = &sql_mail_cost_balance,
	.render_one = mail_verdict_render,
	.renders = ON_DEMAND_RUN,
};
