/*
 * ticket_list.c: 券の交付一覧, what a run issued, replaced and took back, with the numbers; what it did not do after all;
 * own payments as they stand on tickets or are charged; what could not be printed; institutions; and the check of the numbers.
 *
 * One chunk and one workbook per office that has tickets; see ticket_sheets.h.  What is printed and charged must be what
 * was decided, and what tickets that are out say must be what is reckoned as printed, or the workbook is not published.
 */
#include "gen/sql.h"
#include "reports/mail.h"
#include "reports/ticket_sheets.h"

#include <inttypes.h>
#include <string.h>

enum { CHECKS, NUMBERS, INSTITUTIONS, STATEMENTS };

static const struct xlsx_column check_columns[] = {{"確認事項", XLSX_TEXT, 0}, {"内容", XLSX_WRAP, 56}};

static const struct xlsx_column number_columns[] = {
	{"診療年月", XLSX_CODE, 0},
	{"最初の\n交付番号", XLSX_ID, 0},
	{"最後の\n交付番号", XLSX_ID, 0},
	{"番号の数", XLSX_NUMBER, 0},
	{"欠番", XLSX_NUMBER, 0},
	{"最初の\n受給者番号", XLSX_CODE, 0},
	{"最後の\n受給者番号", XLSX_CODE, 0},
	{"受給者番号\nの数", XLSX_NUMBER, 0},
	{"有効な券", XLSX_NUMBER, 0},
	{"差し替えた\n前の券", XLSX_NUMBER, 0},
	{"取り消した\n券", XLSX_NUMBER, 0},
};

static const struct xlsx_column institution_columns[] = {
	{"診療年月", XLSX_CODE, 0},
	{"機関コード", XLSX_CODE, 0},
	{"機関名", XLSX_TEXT, 0},
	{"診療別", XLSX_TEXT, 0},
	{"券", XLSX_NUMBER, 0},
	{"人", XLSX_NUMBER, 0},
	{"単独", XLSX_NUMBER, 0},
	{"併用", XLSX_NUMBER, 0},
	{"本人支払額", XLSX_NUMBER, 0},
};

static const struct xlsx_column unprinted_columns[] = {TICKET_SHEETS_WHO, TICKET_SHEETS_WHAT,
	{"交付番号", XLSX_ID, 0}, {"版", XLSX_ID, 0}, {"理由", XLSX_WRAP, 40}, {"対応", XLSX_WRAP, 48}};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

/* What the database adds up of the office's months. */
struct checks {
	int64_t gaps, out, on_tickets; /* numbers missing; tickets that are out; yen that they say */
	int64_t decided, printed;      /* yen of own payments, as reckoned */
	int64_t unprinted;
};

/* What the sheets came to. */
struct listed {
	int64_t gaps, at_institutions, yen_at_institutions, unprinted;
	struct ticket_payments paid;
};

static void put_text(struct xlsx_sheet *s, const struct rows *r, int column)
{
	xlsx_put_text(s, row_text(r, column).at, row_text(r, column).length);
}

/* 番号の確認: numbers go from 1 without a gap; what was taken back keeps its place. */
static void put_numbers(const struct ticket_sheets *ts, struct rows *r, struct listed *listed)
{
	struct xlsx_sheet *s = ticket_sheets_list(ts, "番号の確認",
		"交付番号は月ごとに1からの連番。差し替えた券は番号を引き継ぎ、取り消した券の番号は再び使わない。",
		COLUMNS(number_columns));

	while (rows_next(r)) {
		int64_t gaps = row_int(r, 2) - row_int(r, 3);

		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, ticket_sheets_month(ts, row_day(r, 0)));
		xlsx_put_number(s, row_int(r, 1));
		xlsx_put_number(s, row_int(r, 2));
		xlsx_put_number(s, row_int(r, 3));
		xlsx_put_number(s, gaps);
		put_text(s, r, 4);
		put_text(s, r, 5);
		for (int i = 6; i < 10; i++)
			xlsx_put_number(s, row_int(r, i));
		xlsx_row_end(s);
		listed->gaps += gaps;
	}
}

static void put_institutions(const struct ticket_sheets *ts, struct rows *r, struct listed *listed)
{
	struct xlsx_sheet *s = ticket_sheets_list(
		ts, "機関別統計", "この処理の後に有効な券。機関と診療別ごと。", COLUMNS(institution_columns));
	int64_t tickets = 0, combined = 0, yen = 0;

	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, ticket_sheets_month(ts, row_day(r, 0)));
		put_text(s, r, 1);
		put_text(s, r, 2);
		xlsx_put_string(s, ticket_sheets_service(row_int(r, 3)));
		xlsx_put_number(s, row_int(r, 4));
		xlsx_put_number(s, row_int(r, 5));
		xlsx_put_number(s, row_int(r, 4) - row_int(r, 6));
		xlsx_put_number(s, row_int(r, 6));
		xlsx_put_number(s, row_int(r, 7));
		xlsx_row_end(s);
		tickets += row_int(r, 4);
		combined += row_int(r, 6);
		yen += row_int(r, 7);
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	for (int i = 0; i < 3; i++)
		xlsx_put_blank(s);
	xlsx_put_number(s, tickets);
	xlsx_put_blank(s);
	xlsx_put_number(s, tickets - combined);
	xlsx_put_number(s, combined);
	xlsx_put_number(s, yen);
	xlsx_row_end(s);
	listed->at_institutions = tickets;
	listed->yen_at_institutions = yen;
}

/* What is to be done about a ticket that is held on paper, by the name of its hold (ticket_form). */
static const char *remedy_of(struct str hold)
{
	/* clang-format off */
	static const struct { const char *hold, *remedy; } list[] = {
		{"glyph",     "交付処理簿の内容で手書きの券を作る。文字の登録を直すと、次の券から印刷される"},
		{"overflow",  "交付処理簿の内容で手書きの券を作る。欄に収まる登録に直すと、次の券から印刷される"},
		{"person",    "氏名と生年月日の登録を直し、交付処理簿の内容で手書きの券を作る"},
		{"number",    "公費負担者番号と機関コードの登録を確かめる。番号が正しければ照会が必要"},
		{"office",    "福祉事務所の登録を直し、交付処理簿の内容で手書きの券を作る"},
		{"address",   "機関の所在地を確かめ、手書きの券を送る。名簿を直すと、次の券から印刷される"},
		{"route",     "封筒を作り直すと所内扱いで印刷される（getsuji rerun 処理番号 --mode task=ticket_pieces,downstream）"},
		{"cancelled", "不要。後の処理の券が代わるか、取り消されている"},
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (strlen(list[i].hold) == hold.length && memcmp(list[i].hold, hold.at, hold.length) == 0)
			return list[i].remedy;
	return "照会が必要";
}

/* 印刷できなかった券: issued, so in force, but on no paper. */
static enum err_code put_unprinted(struct ticket_sheets *ts, struct listed *listed, struct err *e)
{
	enum { NO = TICKET_INSTITUTION + 1, REVISION, HOLD, REASON };
	static const struct sql_stmt *const statement = &sql_ticket_list_unprinted;
	struct xlsx_sheet *s = ticket_sheets_list(ts, "印刷できなかった券",
		"交付したが、券にも送付書にも印刷されていないもの。機関に届いていない。", COLUMNS(unprinted_columns));
	int64_t key = ts->chunk->lo;
	struct rows *r;

	do {
		arena_reset(ts->page);
		if (chunk_read_page(ts->chunk, key, ts->page, &statement, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, TICKET_HOUSEHOLD) + 1;
			(void)ticket_sheets_begin(ts, s, r);
			xlsx_put_number(s, row_int(r, NO));
			xlsx_put_number(s, row_int(r, REVISION));
			put_text(s, r, REASON);
			xlsx_put_string(s, remedy_of(row_text(r, HOLD)));
			xlsx_row_end(s);
			listed->unprinted++;
		}
	} while (rows_count(r) > 0);
	return ERR_OK;
}

static void put_overview(const struct ticket_sheets *ts, const struct checks *checks)
{
	struct arena *a = ts->chunk->arena;
	struct xlsx_sheet *s = ticket_sheets_page(ts, "集計");
	char printed[40], charged[40], decided[40];

	xlsx_table(s, COLUMNS(check_columns));
	ticket_sheets_tell(s, "番号の検算",
		checks->gaps == 0 ? "欠番なし"
						  : arena_printf(a, "欠番 %" PRId64 " 件：番号の確認を参照", checks->gaps));
	ticket_sheets_tell(s, "本人支払額の検算",
		arena_printf(a, "券に記載 %s 円 ＋ 福祉事務所で徴収 %s 円 ＝ 決定 %s 円",
			mail_format_yen(checks->printed, printed),
			mail_format_yen(checks->decided - checks->printed, charged),
			mail_format_yen(checks->decided, decided)));
	ticket_sheets_tell(s, "有効な券", arena_printf(a, "%" PRId64 " 件（この処理の後）", checks->out));
	ticket_sheets_tell(s, "印刷できなかった券",
		checks->unprinted == 0
			? "なし"
			: arena_printf(a, "%" PRId64 " 件：理由と対応は同じ名のシートを参照", checks->unprinted));
	ticket_sheets_tell(
		s, "氏名", "最初の一文字だけを示す。支援措置の対象者は番号だけを示し、機関も示さない。");
	ticket_sheets_sums(ts, s);
}

/* Rows and sums must agree, and what is reckoned as printed with what stands on the tickets. */
static bool adds_up(const struct checks *checks, const struct listed *listed)
{
	return listed->gaps == checks->gaps && listed->unprinted == checks->unprinted &&
		   listed->at_institutions == checks->out && listed->yen_at_institutions == checks->on_tickets &&
		   checks->printed == checks->on_tickets && listed->paid.decided == checks->decided &&
		   listed->paid.printed == checks->printed;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	const struct sql_stmt *const stmts[STATEMENTS] = {[CHECKS] = &sql_ticket_list_checks,
		[NUMBERS] = &sql_ticket_list_numbers,
		[INSTITUTIONS] = &sql_ticket_list_institutions};
	struct ticket_sheets ts = {.chunk = c, .title = "医療券等の交付一覧", .issued = true};
	struct listed listed = {0};
	struct checks checks;
	struct rows *rows[STATEMENTS];

	if (ticket_sheets_open(&ts, "ticket_list", &sql_ticket_list_counts, e) != ERR_OK ||
		chunk_read(c, stmts, STATEMENTS, rows, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(rows[CHECKS]));
	checks = (struct checks){row_int(rows[CHECKS], 0), row_int(rows[CHECKS], 1), row_int(rows[CHECKS], 2),
		row_int(rows[CHECKS], 3), row_int(rows[CHECKS], 4), row_int(rows[CHECKS], 5)};
	put_overview(&ts, &checks);
	ticket_sheets_caseworkers(&ts);
	if (ticket_sheets_rows(&ts, &sql_ticket_list_page, e) != ERR_OK ||
		put_unprinted(&ts, &listed, e) != ERR_OK ||
		ticket_sheets_payments(&ts, &sql_ticket_list_payments, &listed.paid, e) != ERR_OK)
		return e->code;
	put_institutions(&ts, rows[INSTITUTIONS], &listed);
	put_numbers(&ts, rows[NUMBERS], &listed);
	if (!adds_up(&checks, &listed))
		return err_set(e, ERR_BALANCE, 1740, "rows and sums of the workbook differ");
	return ticket_sheets_close(&ts, e);
}

const struct job report_ticket_list = {
	.name = "ticket_list",
	.title = "券の交付一覧",
	.targets = &sql_ticket_check_targets,
	.chunk = chunk,
	.balance = &sql_ticket_list_balance,
};
