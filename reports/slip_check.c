/* slip_check.c: 納付書の発行予定（決裁用）: what the approver reads before any slip is issued; see slip_sheets.h. */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "reports/slip_sheets.h"

static enum err_code chunk(struct chunk *c, struct err *e)
{
	static const struct slip_sheets_kind kind = {.stem = "slip_check",
		.title = "納付書の発行予定（決裁用）",
		.issue = "発行予定",
		.issue_note = "承認の後に発行する納付書。納付番号は発行のときに付ける。",
		.note = "納付書はまだ発行されていない。承認と確定の後に番号を付けて発行し、印刷する。"};

	return slip_sheets_chunk(&kind, c, e);
}

const struct job report_slip_check = {
	.name = "slip_check",
	.title = "納付書の発行予定（決裁用）",
	.targets = &sql_slip_list_targets,
	.chunk = chunk,
	.balance = &sql_slip_list_balance,
};
