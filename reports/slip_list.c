/* slip_list.c: 納付書一覧: what a run did about slips, with their numbers; see slip_sheets.h. */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "reports/slip_sheets.h"

static enum err_code chunk(struct chunk *c, struct err *e)
{
	static const struct slip_sheets_kind kind = {.stem = "slip_list",
		.title = "納付書一覧",
		.issue = "発行一覧",
		.issue_note = "この処理で発行した納付書。",
		.note = "納付書は発行済み。印刷できなかったものは、登録を直してから納付書の印刷をやり直す。"};

	return slip_sheets_chunk(&kind, c, e);
}

const struct job report_slip_list = {
	.name = "slip_list",
	.title = "納付書一覧",
	.targets = &sql_slip_list_targets,
	.chunk = chunk,
	.balance = &sql_slip_list_balance,
};
