/*
 * mail_list.c: 発送一覧, for the office alone: the dates of a mailing, what the office sends itself with names and addresses,
 * the bundles by postal code that the post's discount wants, and what was approved and not issued after all.
 *
 * One chunk and one workbook per office; see mail_check_book.h.  Of what the contractor posts it has numbers, no names.
 * The rows must add up to the sums of the database, or the workbook is not published.
 */
#include "gen/sql.h"
#include "getsuji/mailing.h"
#include "reports/mail.h"
#include "reports/mail_check_book.h"

#define COLUMNS(c) (c), (int)(sizeof(c) / sizeof((c)[0]))

/* Columns of mail_list_pieces. */
enum {
	PIECE_KEY,
	PIECE_NO,
	PIECE_PART,
	PIECE_ROUTE,
	PIECE_PARTY_KEY,
	PIECE_POSTAL_CODE,
	PIECE_DOCUMENTS,
	PIECE_SHEETS,
	PIECE_ENVELOPE,
	PIECE_WEIGHT,
	PIECE_YEN,
	PIECE_NAME, /* of what is sent in-house, as the address */
	PIECE_ADDRESS
};

/* clang-format off */
static const struct xlsx_column told_columns[] = {{"事項", XLSX_TEXT, 0}, {"内容", XLSX_WRAP, 60}};
static const struct xlsx_column bundle_columns[] = {{"封筒", XLSX_TEXT, 0}, {"料金", XLSX_NUMBER, 0},
	{"郵便区番号\n（上3桁）", XLSX_CODE, 0}, {"郵送物番号\nから", XLSX_ID, 0}, {"まで", XLSX_ID, 0}, {"通数", XLSX_NUMBER, 0},
	{"重さ(g)", XLSX_NUMBER, 0}};
static const struct xlsx_column inhouse_columns[] = {{"郵送物\n番号", XLSX_ID, 0}, {"分冊", XLSX_ID, 0},
	{"宛先", XLSX_TEXT, 0}, {"郵便番号", XLSX_CODE, 0}, {"住所", XLSX_WRAP, 44}, {"氏名・名称", XLSX_TEXT, 0},
	{"文書数", XLSX_NUMBER, 0}, {"枚数", XLSX_NUMBER, 0}, {"封筒", XLSX_TEXT, 0}, {"郵便料金", XLSX_NUMBER, 0},
	{"発送日", XLSX_TEXT, 12}, {"確認", XLSX_TEXT, 8}};
static const struct xlsx_column piece_columns[] = {{"郵送物\n番号", XLSX_ID, 0}, {"分冊", XLSX_ID, 0}, {"宛先", XLSX_TEXT, 0},
	{"郵便番号", XLSX_CODE, 0}, {"文書数", XLSX_NUMBER, 0}, {"枚数", XLSX_NUMBER, 0}, {"封筒", XLSX_TEXT, 0},
	{"重さ\n(g)", XLSX_NUMBER, 0}, {"郵便料金", XLSX_NUMBER, 0}};
static const struct xlsx_column refusal_columns[] = {{"行番号", XLSX_CODE, 0}, {"文書", XLSX_TEXT, 0}, {"宛先", XLSX_TEXT, 0},
	{"理由", XLSX_TEXT, 0}, {"行うこと", XLSX_WRAP, 48}};
/* clang-format on */

struct list {
	struct mail_book b;
	struct xlsx_sheet *inhouse, *contractor;
	int64_t bundled, posted; /* pieces of the contractor: by the bundles, by the rows */
};

static enum err_code put_overview(const struct list *l, struct err *e)
{
	static const struct sql_stmt *const statement = &sql_mail_list_dates;
	/* clang-format off */
	static const char *const terms[] = {"発送の記録", "引抜きの期限", "投函の期限", "報告の期限", "委託先の保管期限（この日から使えない）"};
	/* clang-format on */
	struct xlsx_sheet *s = mail_book_page(&l->b, "発送の予定");
	struct rows *r;
	char day[64];

	if (chunk_read(l->b.chunk, &statement, 1, &r, e) != ERR_OK)
		return e->code;
	xlsx_table(s, COLUMNS(told_columns));
	while (rows_next(r)) {
		for (int i = 0; i < 5; i++)
			mail_book_tell(s, terms[i], day_format_era(row_day(r, i), day));
	}
	mail_book_tell(s, "引抜き",
		arena_printf(l->b.chunk->arena,
			"期限までに getsuji mail pull %d が、その時点の台帳から引き抜くものを一覧にする。",
			l->b.chunk->task->run->run_id));
	mail_book_tell(
		s, "所内発送", "支援措置の対象者などの文書。委託先に渡さず、この一覧で封入と発送を確認する。");
	mail_book_tell(s, "取扱い", "所内発送の一覧には住所を示す。所内でのみ使う。");
	return ERR_OK;
}

static void put_bundle(struct list *l, struct xlsx_sheet *s, const struct rows *r)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, mail_book_envelope(row_int(r, 0)));
	xlsx_put_number(s, row_int(r, 1));
	xlsx_put_text(s, row_text(r, 2).at, row_text(r, 2).length);
	for (int column = 3; column <= 5; column++)
		xlsx_put_number(s, row_int(r, column));
	xlsx_put_number(s, mail_book_grams(row_int(r, 6)));
	xlsx_row_end(s);
	l->bundled += row_int(r, 5);
}

/* What becomes of a document that was not issued. */
static const char *what_to_do(int64_t kind, int64_t cause)
{
	switch (cause) {
	case MAIL_PULL_MOVED:
		return "送付先を確かめ、文書を作り直す";
	case MAIL_PULL_HOLD:
		return "保留を解除すると、次の版で郵送する";
	case MAIL_PULL_PROTECTED:
		return "次の版で所内から送る";
	case MAIL_PULL_CORRECTED:
		return kind == MAIL_TICKETS ? "差替え・取消しの券を除き、残りの券を所内で印刷して送る"
									: "訂正後の文書を送る";
	case MAIL_PULL_TWICE:
		return "なし";
	default:
		return "担当員が文書の要否を確かめる";
	}
}

static void put_refusal(const struct list *l, struct xlsx_sheet *s, const struct rows *r)
{
	struct arena *a = l->b.chunk->arena;

	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, mail_book_line(a, row_int(r, 0)));
	xlsx_put_string(s, mail_book_kind(row_int(r, 1)));
	xlsx_put_string(s, mail_book_recipient(a, row_text(r, 2)));
	xlsx_put_string(s, mail_book_withdrawal(row_int(r, 3)));
	xlsx_put_string(s, what_to_do(row_int(r, 1), row_int(r, 3)));
	xlsx_row_end(s);
}

static void put_cell(struct xlsx_sheet *s, const struct rows *r, int column)
{
	xlsx_put_text(s, row_text(r, column).at, row_text(r, column).length);
}

static void put_inhouse(const struct list *l, const struct rows *r)
{
	struct xlsx_sheet *s = l->inhouse;

	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_number(s, row_int(r, PIECE_NO));
	xlsx_put_number(s, row_int(r, PIECE_PART));
	xlsx_put_string(s, mail_book_recipient(l->b.chunk->arena, row_text(r, PIECE_PARTY_KEY)));
	put_cell(s, r, PIECE_POSTAL_CODE);
	put_cell(s, r, PIECE_ADDRESS);
	put_cell(s, r, PIECE_NAME);
	xlsx_put_number(s, row_int(r, PIECE_DOCUMENTS));
	xlsx_put_number(s, row_int(r, PIECE_SHEETS));
	xlsx_put_string(s, mail_book_envelope(row_int(r, PIECE_ENVELOPE)));
	xlsx_put_number(s, row_int(r, PIECE_YEN));
	xlsx_put_blank(s);
	xlsx_put_blank(s);
	xlsx_row_end(s);
}

static void put_posted(struct list *l, const struct rows *r)
{
	struct xlsx_sheet *s = l->contractor;

	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_number(s, row_int(r, PIECE_NO));
	xlsx_put_number(s, row_int(r, PIECE_PART));
	xlsx_put_string(s, mail_book_recipient(l->b.chunk->arena, row_text(r, PIECE_PARTY_KEY)));
	put_cell(s, r, PIECE_POSTAL_CODE);
	xlsx_put_number(s, row_int(r, PIECE_DOCUMENTS));
	xlsx_put_number(s, row_int(r, PIECE_SHEETS));
	xlsx_put_string(s, mail_book_envelope(row_int(r, PIECE_ENVELOPE)));
	xlsx_put_number(s, mail_book_grams(row_int(r, PIECE_WEIGHT)));
	xlsx_put_number(s, row_int(r, PIECE_YEN));
	xlsx_row_end(s);
}

static void put_pieces(struct list *l, struct rows *r)
{
	struct chunk *c = l->b.chunk;

	while (rows_next(r)) {
		bool contractor = row_int(r, PIECE_ROUTE) == MAIL_CONTRACTOR;

		l->posted += contractor;
		if (!chunk_take(c, row_int(r, PIECE_KEY)))
			continue;
		c->count.read++;
		c->count.written++;
		c->count.yen += row_int(r, PIECE_YEN);
		if (contractor)
			put_posted(l, r);
		else
			put_inhouse(l, r);
	}
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	static const struct sql_stmt *const statements[] = {
		&sql_mail_list_pieces, &sql_mail_list_bundles, &sql_mail_list_refusals};
	struct list l = {0};
	struct rows *r[3];
	struct xlsx_sheet *bundles, *refusals;

	if (mail_book_open(&l.b, c, "mail_list", "発送一覧", e) != ERR_OK || put_overview(&l, e) != ERR_OK ||
		chunk_read(c, statements, 3, r, e) != ERR_OK)
		return e->code;
	l.inhouse = mail_book_list(
		&l.b, "所内発送", "福祉事務所が自ら送るもの。印刷した宛先のまま示す。", COLUMNS(inhouse_columns));
	bundles = mail_book_list(&l.b, "区分",
		"委託先が差し出すものを、封筒と料金ごとに郵便区番号でまとめた束。差出しの票にする。",
		COLUMNS(bundle_columns));
	refusals = mail_book_list(&l.b, "発送しなかった文書",
		"承認されたが、発送の記録の時点で発送しなかったもの。発送できるものは次の版に入る。",
		COLUMNS(refusal_columns));
	l.contractor = mail_book_list(&l.b, "委託先", "委託先が封入し差し出すもの。", COLUMNS(piece_columns));
	put_pieces(&l, r[0]);
	while (rows_next(r[1]))
		put_bundle(&l, bundles, r[1]);
	while (rows_next(r[2]))
		put_refusal(&l, refusals, r[2]);
	if (l.bundled != l.posted)
		return err_set(e, ERR_BALANCE, 2300, "the rows of a workbook of mail do not add up to its sums");
	return xlsx_close(l.b.book, e);
}

const struct job report_mail_list = {
	.name = "mail_list",
	.title = "発送一覧（所内）",
	.targets = &sql_mail_list_targets,
	.chunk = chunk,
	.balance = &sql_mail_list_balance,
};
