/*
 * ticket_check.c: 券の交付予定, what the approver reads before any ticket is issued: what will be issued, replaced and
 * taken back, what is held and why, and where own payments will stand.
 *
 * One chunk and one workbook per office that has tickets; see ticket_sheets.h.
 */
#include "gen/sql.h"
#include "reports/mail.h"
#include "reports/ticket_sheets.h"

#include <inttypes.h>

static const struct xlsx_column check_columns[] = {{"確認事項", XLSX_TEXT, 0}, {"内容", XLSX_WRAP, 56}};

static void put_overview(const struct ticket_sheets *ts)
{
	struct arena *a = ts->chunk->arena;
	const struct run_info *run = ts->chunk->task->run;
	struct xlsx_sheet *s = ticket_sheets_page(ts, "集計");
	char day[64], yen[40];

	xlsx_table(s, check_columns, 2);
	ticket_sheets_tell(
		s, "基準日", arena_printf(a, "%s までに記録された台帳による", day_format_era(ts->cut_on, day)));
	ticket_sheets_tell(s, "本人支払額",
		arena_printf(
			a, "交付し、または差し替える券に記載する額の合計 %s 円", mail_format_yen(ts->counted.yen, yen)));
	ticket_sheets_tell(s, "結果のダイジェスト",
		arena_printf(a, "getsuji status %d が示す値。承認するときにその値を指定する。", run->run_id));
	if (ts->unsigned_tickets > 0)
		ticket_sheets_tell(s, "地区担当員",
			arena_printf(a,
				"月末に在任する担当員がない券 %" PRId64
				" 枚。券には取扱担当者名を記載する。承認の前に、世帯の担当員番号または担当員を登録する。",
				ts->unsigned_tickets));
	ticket_sheets_tell(
		s, "氏名", "最初の一文字だけを示す。支援措置の対象者は番号だけを示し、機関も示さない。");
	ticket_sheets_tell(s, "承認の前",
		"券はまだ交付されていない。交付の時点で、基準日時の後に登録が変わった世帯と保留の指示がある世帯は除か"
		"れる。");
	ticket_sheets_sums(ts, s);
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct ticket_sheets ts = {.chunk = c, .title = "医療券等の交付予定"};
	struct ticket_payments payments = {0};

	if (ticket_sheets_open(&ts, "ticket_check", &sql_ticket_check_counts, e) != ERR_OK)
		return e->code;
	put_overview(&ts);
	ticket_sheets_caseworkers(&ts);
	if (ticket_sheets_rows(&ts, &sql_ticket_check_page, e) != ERR_OK ||
		ticket_sheets_payments(&ts, &sql_ticket_check_payments, &payments, e) != ERR_OK)
		return e->code;
	return ticket_sheets_close(&ts, e);
}

const struct job report_ticket_check = {
	.name = "ticket_check",
	.title = "券の交付予定（決裁用）",
	.targets = &sql_ticket_check_targets,
	.chunk = chunk,
	.balance = &sql_ticket_check_balance,
};
