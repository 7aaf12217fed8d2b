/*
 * mail_check.c: 郵送予定の確認, what the approver reads before any mail leaves: how many pieces, in which envelopes, at which
 * postage; what is held, with the destinations to compare, and how a person says that one is right; and every document.
 *
 * One chunk and one workbook per office with a document that is due; see mail_check_book.h.  The rows must add up to the
 * sums of the database, or the workbook is not published.
 */
#include "gen/sql.h"
#include "getsuji/mailing.h"
#include "reports/mail.h"
#include "reports/mail_check_book.h"

#include <inttypes.h>

#define COLUMNS(c) (c), (int)(sizeof(c) / sizeof((c)[0]))

/* Columns of mail_check_lines. */
enum {
	LINE_KEY,
	LINE_KIND,
	LINE_PARTY,
	LINE_PARTY_KEY,
	LINE_ROUTE,
	LINE_PAGES,
	LINE_SHEETS,
	LINE_PLAN_NO, /* NULL: held */
	LINE_POSITION,
	LINE_HOLD,
	LINE_REASON,
	LINE_DOCUMENTS, /* of the piece, as the next five */
	LINE_PIECE_SHEETS,
	LINE_ENVELOPE,
	LINE_WEIGHT,
	LINE_YEN,
	LINE_POSTAL_CODE,
	LINE_CASEWORKER, /* of a household that is held; NULL: of nobody */
	LINE_NAME,       /* NULL: not to be shown */
	LINE_PRINTED,
	LINE_NOW,
	LINE_BEFORE
};

/* clang-format off */
static const struct xlsx_column told_columns[] = {{"確認事項", XLSX_TEXT, 0}, {"内容", XLSX_WRAP, 60}};
static const struct xlsx_column class_columns[] = {{"送り方", XLSX_TEXT, 0}, {"封筒", XLSX_TEXT, 0},
	{"厚さ\n区分", XLSX_ID, 0}, {"料金", XLSX_NUMBER, 0}, {"通数", XLSX_NUMBER, 0}, {"文書数", XLSX_NUMBER, 0},
	{"枚数", XLSX_NUMBER, 0}, {"郵便料金", XLSX_NUMBER, 0}};
static const struct xlsx_column kind_columns[] = {{"文書", XLSX_TEXT, 0}, {"状態", XLSX_TEXT, 0}, {"文書数", XLSX_NUMBER, 0},
	{"ページ数", XLSX_NUMBER, 0}, {"枚数", XLSX_NUMBER, 0}};
static const struct xlsx_column hold_columns[] = {{"行番号", XLSX_CODE, 0}, {"理由", XLSX_TEXT, 0}, {"文書", XLSX_TEXT, 0},
	{"宛先", XLSX_TEXT, 0}, {"担当員", XLSX_ID, 0}, {"氏名", XLSX_TEXT, 0}, {"印刷した送付先", XLSX_WRAP, 34},
	{"現在の送付先", XLSX_WRAP, 34}, {"前回の送付先", XLSX_WRAP, 34}, {"行うこと", XLSX_WRAP, 34}};
static const struct xlsx_column piece_columns[] = {{"順番", XLSX_ID, 0}, {"送り方", XLSX_TEXT, 0}, {"宛先", XLSX_TEXT, 0},
	{"郵便番号", XLSX_CODE, 0}, {"封入\n順", XLSX_ID, 0}, {"文書", XLSX_TEXT, 0}, {"ページ数", XLSX_NUMBER, 0},
	{"枚数", XLSX_NUMBER, 0}, {"封筒", XLSX_TEXT, 0}, {"1通の\n枚数", XLSX_NUMBER, 0}, {"重さ\n(g)", XLSX_NUMBER, 0},
	{"郵便料金", XLSX_NUMBER, 0}};
/* clang-format on */

struct check {
	struct mail_book b;
	struct xlsx_sheet *held, *pieces;
	int64_t documents, yen;               /* as the database sums them */
	int64_t listed_documents, listed_yen; /* as the rows add up */
};

/* ---- the sums ------------------------------------------------------------------------------------ */

static void put_classes(struct check *k, struct xlsx_sheet *s, struct rows *r)
{
	int64_t pieces = 0, documents = 0, sheets = 0;

	xlsx_heading(s, "封筒と郵便料金（割引の前）");
	xlsx_table(s, COLUMNS(class_columns));
	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, mail_book_route(row_int(r, 0)));
		xlsx_put_string(s, mail_book_envelope(row_int(r, 1)));
		xlsx_put_number(s, row_int(r, 2));
		for (int column = 4; column <= 8; column++)
			xlsx_put_number(s, row_int(r, column));
		xlsx_row_end(s);
		pieces += row_int(r, 5);
		documents += row_int(r, 6);
		sheets += row_int(r, 7);
		k->yen += row_int(r, 8);
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	for (int blank = 0; blank < 3; blank++)
		xlsx_put_blank(s);
	xlsx_put_number(s, pieces);
	xlsx_put_number(s, documents);
	xlsx_put_number(s, sheets);
	xlsx_put_number(s, k->yen);
	xlsx_row_end(s);
}

static void put_kinds(struct check *k, struct xlsx_sheet *s, struct rows *r)
{
	xlsx_heading(s, "文書");
	xlsx_table(s, COLUMNS(kind_columns));
	while (rows_next(r)) {
		int64_t hold = row_int(r, 1);

		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, mail_book_kind(row_int(r, 0)));
		xlsx_put_string(s, hold == MAIL_HOLD_NONE
							   ? "郵送"
							   : arena_printf(k->b.chunk->arena, "保留: %s", mail_book_hold(hold)));
		for (int column = 2; column <= 4; column++)
			xlsx_put_number(s, row_int(r, column));
		xlsx_row_end(s);
		k->documents += row_int(r, 2);
	}
}

static enum err_code put_overview(struct check *k, struct err *e)
{
	static const struct sql_stmt *const statements[] = {&sql_mail_check_classes, &sql_mail_check_kinds};
	struct chunk *c = k->b.chunk;
	struct xlsx_sheet *s = mail_book_page(&k->b, "集計");
	struct rows *r[2];
	char day[64];

	if (chunk_read(c, statements, 2, r, e) != ERR_OK)
		return e->code;
	xlsx_table(s, COLUMNS(told_columns));
	mail_book_tell(s, "基準日",
		arena_printf(c->arena, "%s までに記録された台帳と、それまでに確定し印刷を終えた処理の文書による",
			day_format_era(k->b.cut_on, day)));
	if (k->b.set)
		mail_book_tell(s, "送り方",
			arena_printf(c->arena, "委託先 %s、%s、同封物 %s、転居後 %d 日以内は確認", k->b.contractor,
				k->b.duplex ? "両面" : "片面", k->b.enclosure[0] == '\0' ? "なし" : k->b.enclosure,
				k->b.moved_days));
	else
		mail_book_tell(s, "送り方", "福祉事務所に郵送の設定（mail_office）がないため、すべて保留した。");
	mail_book_tell(s, "結果のダイジェスト",
		arena_printf(
			c->arena, "getsuji status %d が示す値。承認するときにその値を指定する。", c->task->run->run_id));
	mail_book_tell(s, "承認の前",
		"何も発送していない。発送の記録の時点で、基準日時の後に死亡、送付先の変更、廃止・停止、決定の訂正、保"
		"留の指示、支援措置"
		"があった文書は除かれる。");
	mail_book_tell(s, "支援措置", "対象者の文書は所内で送る。この一覧には氏名も住所も示さない。");
	put_classes(k, s, r[0]);
	put_kinds(k, s, r[1]);
	return ERR_OK;
}

/* ---- the rows ------------------------------------------------------------------------------------ */

static void put_shown(struct xlsx_sheet *s, const struct rows *r, int column)
{
	struct str text = row_text(r, column);

	if (row_null(r, LINE_NAME))
		xlsx_put_string(s, "（表示しない）");
	else
		xlsx_put_text(s, text.at, text.length);
}

static bool same_text(const struct rows *r, int a, int b)
{
	return !row_null(r, a) && !row_null(r, b) && str_same(row_text(r, a), row_text(r, b));
}

/* What a person does about a hold. */
static const char *what_to_do(const struct check *k, const struct rows *r)
{
	struct arena *a = k->b.chunk->arena;

	switch (row_int(r, LINE_HOLD)) {
	case MAIL_HOLD_LATE: /* the only month in which it is told */
		return "郵送しない。まだ要るものは、いまの内容で作り直す";
	case MAIL_HOLD_ORDER:
		return "保留を解除すると、次の版で郵送する";
	case MAIL_HOLD_OFFICE:
		return "郵送の設定（mail_office）を登録し、次の版を処理する";
	case MAIL_HOLD_ADDRESS:
		return "住所を登録し、文書を作り直す";
	case MAIL_HOLD_STALE: /* or the place is the same, and who stands on it is nobody of the household now */
		if (same_text(r, LINE_PRINTED, LINE_NOW))
			return "宛名の人が世帯にいない。文書の要否を確かめ、要るものは作り直す（次の版）";
		return "文書を作り直す（次の版）。郵送の日に送付先が印刷と同じになれば、そのまま次の版で郵送する";
	case MAIL_HOLD_THICK:
		return "所内で封入する";
	default:
		return arena_printf(a, "送付先を確かめ、正しければ: getsuji mail look %d %s --reason …",
			k->b.chunk->task->run->run_id, mail_book_line(a, row_int(r, LINE_KEY)));
	}
}

static void put_held(const struct check *k, const struct rows *r)
{
	struct arena *a = k->b.chunk->arena;
	struct xlsx_sheet *s = k->held;

	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, mail_book_line(a, row_int(r, LINE_KEY)));
	xlsx_put_text(s, row_text(r, LINE_REASON).at, row_text(r, LINE_REASON).length);
	xlsx_put_string(s, mail_book_kind(row_int(r, LINE_KIND)));
	xlsx_put_string(s, mail_book_recipient(a, row_text(r, LINE_PARTY_KEY)));
	if (row_null(r, LINE_CASEWORKER))
		xlsx_put_blank(s);
	else
		xlsx_put_number(s, row_int(r, LINE_CASEWORKER));
	put_shown(s, r, LINE_NAME);
	put_shown(s, r, LINE_PRINTED);
	put_shown(s, r, LINE_NOW);
	put_shown(s, r, LINE_BEFORE);
	xlsx_put_string(s, what_to_do(k, r));
	xlsx_row_end(s);
}

/* The piece's own figures stand with its first document. */
static void put_planned(struct check *k, const struct rows *r)
{
	struct xlsx_sheet *s = k->pieces;
	bool first = row_int(r, LINE_POSITION) == 1;

	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_number(s, row_int(r, LINE_PLAN_NO));
	xlsx_put_string(s, mail_book_route(row_int(r, LINE_ROUTE)));
	xlsx_put_string(s, mail_book_recipient(k->b.chunk->arena, row_text(r, LINE_PARTY_KEY)));
	if (row_int(r, LINE_ROUTE) == MAIL_INHOUSE)
		xlsx_put_string(s, "（表示しない）");
	else
		xlsx_put_text(s, row_text(r, LINE_POSTAL_CODE).at, row_text(r, LINE_POSTAL_CODE).length);
	xlsx_put_number(s, row_int(r, LINE_POSITION));
	xlsx_put_string(s, mail_book_kind(row_int(r, LINE_KIND)));
	xlsx_put_number(s, row_int(r, LINE_PAGES));
	xlsx_put_number(s, row_int(r, LINE_SHEETS));
	if (first) {
		xlsx_put_string(s, mail_book_envelope(row_int(r, LINE_ENVELOPE)));
		xlsx_put_number(s, row_int(r, LINE_PIECE_SHEETS));
		xlsx_put_number(s, mail_book_grams(row_int(r, LINE_WEIGHT)));
		xlsx_put_number(s, row_int(r, LINE_YEN));
		k->listed_yen += row_int(r, LINE_YEN);
	} else {
		for (int blank = 0; blank < 4; blank++)
			xlsx_put_blank(s);
	}
	xlsx_row_end(s);
}

static enum err_code put_lines(struct check *k, struct err *e)
{
	static const struct sql_stmt *const statement = &sql_mail_check_lines;
	struct chunk *c = k->b.chunk;
	struct rows *r;

	k->held = mail_book_list(&k->b, "保留",
		"封筒に入れない文書とその理由。行番号は getsuji mail look の行番号。", COLUMNS(hold_columns));
	k->pieces = mail_book_list(&k->b, "郵送物",
		"承認し確定すると郵送する文書。同じ順番のものを1通に封入する。番号は発送の記録の時点で付く。",
		COLUMNS(piece_columns));
	if (chunk_read(c, &statement, 1, &r, e) != ERR_OK)
		return e->code;
	while (rows_next(r)) {
		k->listed_documents++;
		if (!chunk_take(c, row_int(r, LINE_KEY)))
			continue;
		c->count.read++;
		c->count.written++;
		if (row_int(r, LINE_HOLD) == MAIL_HOLD_NONE)
			put_planned(k, r);
		else
			put_held(k, r);
	}
	return ERR_OK;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct check k = {0};

	if (mail_book_open(&k.b, c, "mail_check", "郵送予定の確認", e) != ERR_OK ||
		put_overview(&k, e) != ERR_OK || put_lines(&k, e) != ERR_OK)
		return e->code;
	if (k.listed_documents != k.documents || (c->count.quarantined == 0 && k.listed_yen != k.yen))
		return err_set(e, ERR_BALANCE, 2300, "the rows of a workbook of mail do not add up to its sums");
	c->count.yen = k.yen;
	return xlsx_close(k.b.book, e);
}

const struct job report_mail_check = {
	.name = "mail_check",
	.title = "郵送予定の確認（決裁用）",
	.targets = &sql_mail_check_targets,
	.chunk = chunk,
	.balance = &sql_mail_check_balance,
};
