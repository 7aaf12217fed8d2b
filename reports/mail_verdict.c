/*
 * mail_verdict.c: see mail_verdict.h.
 */
#include "reports/mail_verdict.h"

#include "gen/sql.h"
#include "getsuji/mail_fault.h"
#include "reports/backend/xlsx.h"

#include <inttypes.h>

#define COLUMNS(c) (c), (int)(sizeof(c) / sizeof((c)[0]))

enum { HEAD, PIECES, FAULTS, SETTLEMENTS, REPRINTS, PACKAGES, RETURNS, STATEMENTS };

/* Columns of mail_verdict_head. */
enum {
	H_PLANNED,
	H_INSERTED,
	H_REPRINTED,
	H_WITHDRAWN,
	H_SETTLED,
	H_OPEN,
	H_LOOSE,
	H_COMPLETE,
	H_STATES,
	H_ISSUED,
	H_POST_BY,
	H_REPORT_BY,
	H_CLOSED,
	H_SIGNED,
	H_UNSIGNED,
	H_INHOUSE,
	H_OFFICE
};
/* Columns of mail_verdict_pieces and mail_verdict_faults. */
enum { P_PIECE, P_PART, P_VERSION, P_STATE, P_FAULT, P_ENVELOPE };
enum { F_FAULT, F_PIECE, F_ENVELOPE, F_PLACE, F_FOUND, F_OVER, F_WHO, F_WHEN, F_REASON };

/* clang-format off */
static const struct xlsx_column told_columns[] = {{"事項", XLSX_TEXT, 24}, {"内容", XLSX_WRAP, 64}};
static const struct xlsx_column number_columns[] = {{"区分", XLSX_TEXT, 24}, {"通数", XLSX_NUMBER, 0}};
static const struct xlsx_column piece_columns[] = {{"郵送物\n番号", XLSX_ID, 0}, {"分冊", XLSX_ID, 0}, {"版", XLSX_ID, 0},
	{"状態", XLSX_TEXT, 0}, {"差異", XLSX_TEXT, 0}, {"委託先の\n封筒番号", XLSX_ID, 0}};
static const struct xlsx_column fault_columns[] = {{"差異", XLSX_TEXT, 0}, {"郵送物\n番号", XLSX_ID, 0},
	{"委託先の\n封筒番号", XLSX_ID, 0}, {"何枚目", XLSX_ID, 0}, {"判明", XLSX_CODE, 0}, {"結果", XLSX_TEXT, 0}, {"処理者", XLSX_TEXT, 0},
	{"処理日時", XLSX_CODE, 0}, {"処理の内容", XLSX_WRAP, 44}};
static const struct xlsx_column settlement_columns[] = {{"郵送物\n番号", XLSX_ID, 0}, {"委託先の\n封筒番号", XLSX_ID, 0},
	{"処理者", XLSX_TEXT, 0}, {"処理日時", XLSX_CODE, 0}, {"処理の内容", XLSX_WRAP, 44}};
static const struct xlsx_column reprint_columns[] = {{"回", XLSX_ID, 0}, {"郵送物\n番号", XLSX_ID, 0}, {"版", XLSX_ID, 0},
	{"指示者", XLSX_TEXT, 0}, {"指示日時", XLSX_CODE, 0}, {"理由", XLSX_WRAP, 44}};
static const struct xlsx_column package_columns[] = {{"回", XLSX_ID, 0}, {"包", XLSX_ID, 0}, {"通数", XLSX_ID, 0},
	{"作成者", XLSX_TEXT, 0}, {"作成日時", XLSX_CODE, 0}, {"作り直しの理由", XLSX_WRAP, 44}, {"包のSHA-256", XLSX_CODE, 0}};
static const struct xlsx_column return_columns[] = {{"郵送物\n番号", XLSX_ID, 0}, {"理由", XLSX_TEXT, 0},
	{"返戻日", XLSX_DAY, 0}};
#define TERM(name, number, word, term) case name: return term;
/* clang-format on */

static const char *fault_term(int64_t fault)
{
	switch (fault) {
		MAIL_FAULTS(TERM)
	}
	return "";
}

static const char *state_term(int64_t state)
{
	switch (state) {
		MAIL_STATES(TERM)
	}
	return "";
}

static const char *return_term(int64_t reason)
{
	switch (reason) {
		MAIL_RETURN_REASONS(TERM)
	}
	return "";
}

struct page {
	struct on_demand *d;
	struct xlsx *book;
	const char *month;
	struct {
		int64_t planned, inserted, reprinted, withdrawn, settled, open;
	} told, listed;
};

static struct xlsx_sheet *list(
	const struct page *p, const char *name, const char *note, const struct xlsx_column *columns, int n)
{
	const struct xlsx_sheet_about about = {.name = name,
		.title = arena_printf(p->d->arena, "%s　%s分", name, p->month),
		.note = note,
		.columns = columns,
		.n_columns = n,
		.freeze_columns = 1};

	return xlsx_sheet(p->book, &about);
}

static void put_cell(struct xlsx_sheet *s, const struct rows *r, int column)
{
	xlsx_put_text(s, row_text(r, column).at, row_text(r, column).length);
}

/* 0 names nothing. */
static void put_id(struct xlsx_sheet *s, int64_t number)
{
	if (number == 0)
		xlsx_put_blank(s);
	else
		xlsx_put_number(s, number);
}

static void tell(struct xlsx_sheet *s, const char *what, const char *text)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_string(s, what);
	xlsx_put_string(s, text);
	xlsx_row_end(s);
}

static void count(struct xlsx_sheet *s, enum xlsx_row_kind kind, const char *what, int64_t n)
{
	xlsx_row_begin(s, kind);
	xlsx_put_string(s, what);
	xlsx_put_number(s, n);
	xlsx_row_end(s);
}

/* ---- 判定 ---------------------------------------------------------------------------------------- */

static void tell_dates(const struct page *p, struct xlsx_sheet *s, const struct rows *r)
{
	struct arena *a = p->d->arena;
	char day[64];

	tell(s, "判定",
		row_bool(r, H_COMPLETE) ? "完了: 計画した全ての郵送物が、一度ずつ、差異なく処理された"
								: "未了: 処理の済んでいない郵送物、又は確認していない差異がある");
	tell(s, "発送の記録", day_format_era(row_day(r, H_ISSUED), day));
	tell(s, "投函の期限", day_format_era(row_day(r, H_POST_BY), day));
	tell(s, "報告の期限", day_format_era(row_day(r, H_REPORT_BY), day));
	tell(s, "完了日時", row_null(r, H_CLOSED) ? "（未了）" : str_copy(a, row_text(r, H_CLOSED)));
	tell(s, "委託先の報告",
		arena_printf(a, "署名を確かめたもの %" PRId64 " 件、署名のないもの %" PRId64 " 件",
			row_int(r, H_SIGNED), row_int(r, H_UNSIGNED)));
	tell(s, "判定の方法",
		"委託先の読取り記録の1行ずつを、発送した郵送物と当所で照合した。委託先の集計は使っていない。");
	tell(s, "状態のダイジェスト", str_copy(a, row_text(r, H_STATES)));
}

static void put_verdict(struct page *p, const struct rows *r)
{
	const struct run_info *run = p->d->task->run;
	const struct xlsx_sheet_about about = {.name = "判定",
		.portrait = true,
		.title = arena_printf(p->d->arena, "発送の判定　%s分", p->month),
		.note = arena_printf(p->d->arena, "%s　処理番号 %d　第%d版",
			str_copy(p->d->arena, row_text(r, H_OFFICE)), run->run_id, run->edition)};
	struct xlsx_sheet *s = xlsx_sheet(p->book, &about);

	xlsx_table(s, COLUMNS(told_columns));
	tell_dates(p, s, r);
	xlsx_heading(s, "計画 ＝ 封入 ＋ 引抜き ＋ 所内で処理 ＋ 未了");
	xlsx_table(s, COLUMNS(number_columns));
	count(s, XLSX_ROW_DATA, "封入済み", p->told.inserted = row_int(r, H_INSERTED));
	count(s, XLSX_ROW_DATA, "　うち刷り直し", p->told.reprinted = row_int(r, H_REPRINTED));
	count(s, XLSX_ROW_DATA, "引抜き済み", p->told.withdrawn = row_int(r, H_WITHDRAWN));
	count(s, XLSX_ROW_DATA, "所内で処理済み", p->told.settled = row_int(r, H_SETTLED));
	count(s, XLSX_ROW_DATA, "未了", p->told.open = row_int(r, H_OPEN));
	count(s, XLSX_ROW_TOTAL, "計画（委託先の郵送物）", p->told.planned = row_int(r, H_PLANNED));
	xlsx_heading(s, "ほかに");
	xlsx_table(s, COLUMNS(number_columns));
	count(s, XLSX_ROW_DATA, "どの郵送物のものでもない差異", row_int(r, H_LOOSE));
	count(s, XLSX_ROW_DATA, "所内で封入する郵送物", row_int(r, H_INHOUSE));
}

/* ---- lists --------------------------------------------------------------------------------------- */

static void count_piece(struct page *p, int64_t state, int64_t version)
{
	p->listed.planned++;
	p->listed.inserted += state == MAIL_STATE_INSERTED;
	p->listed.reprinted += state == MAIL_STATE_INSERTED && version > 0;
	p->listed.withdrawn += state == MAIL_STATE_WITHDRAWN;
	p->listed.settled += state == MAIL_STATE_SETTLED;
	p->listed.open +=
		state != MAIL_STATE_INSERTED && state != MAIL_STATE_WITHDRAWN && state != MAIL_STATE_SETTLED;
}

static void put_piece(struct xlsx_sheet *s, const struct rows *r)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_number(s, row_int(r, P_PIECE));
	xlsx_put_number(s, row_int(r, P_PART));
	xlsx_put_number(s, row_int(r, P_VERSION));
	xlsx_put_string(s, state_term(row_int(r, P_STATE)));
	xlsx_put_string(s, fault_term(row_int(r, P_FAULT)));
	put_id(s, row_int(r, P_ENVELOPE));
	xlsx_row_end(s);
}

/* Two lists of the same rows: what is open, and all. */
static void put_pieces(struct page *p, struct rows *r)
{
	struct xlsx_sheet *open = list(p, "未了", "封入、引抜き、所内での処理のいずれも確かめられていないもの。",
						  COLUMNS(piece_columns)),
					  *all =
						  list(p, "全ての郵送物", "委託先の郵送物の1通ずつの状態。", COLUMNS(piece_columns));

	while (rows_next(r)) {
		int64_t was_open = p->listed.open;

		count_piece(p, row_int(r, P_STATE), row_int(r, P_VERSION));
		put_piece(all, r);
		if (p->listed.open > was_open)
			put_piece(open, r);
	}
}

static void put_faults(const struct page *p, struct rows *r)
{
	struct xlsx_sheet *s = list(p, "差異の記録", "判明した全ての差異とその結果。", COLUMNS(fault_columns));

	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, fault_term(row_int(r, F_FAULT)));
		for (int column = F_PIECE; column <= F_PLACE; column++)
			put_id(s, row_int(r, column));
		put_cell(s, r, F_FOUND);
		xlsx_put_string(s, row_bool(r, F_OVER)   ? "後の報告で解消"
						   : !row_null(r, F_WHO) ? "所内で処理済み"
												 : "未処理");
		for (int column = F_WHO; column <= F_REASON; column++)
			put_cell(s, r, column);
		xlsx_row_end(s);
	}
}

/* Numbers, then texts. */
static void put_plain(struct xlsx_sheet *s, struct rows *r, int numbers, int columns)
{
	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		for (int column = 0; column < columns; column++) {
			if (column < numbers)
				put_id(s, row_int(r, column));
			else
				put_cell(s, r, column);
		}
		xlsx_row_end(s);
	}
}

static void put_returns(const struct page *p, struct rows *r)
{
	struct xlsx_sheet *s = list(
		p, "返戻", "戻った郵送物。次の郵送では、送付先を確かめるまで保留する。", COLUMNS(return_columns));

	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_number(s, row_int(r, 0));
		xlsx_put_string(s, return_term(row_int(r, 1)));
		xlsx_put_day(s, row_day(r, 2));
		xlsx_row_end(s);
	}
}

static enum err_code check_sums(const struct page *p, struct err *e)
{
	if (p->told.planned == p->listed.planned && p->told.inserted == p->listed.inserted &&
		p->told.reprinted == p->listed.reprinted && p->told.withdrawn == p->listed.withdrawn &&
		p->told.settled == p->listed.settled && p->told.open == p->listed.open &&
		p->told.planned == p->told.inserted + p->told.withdrawn + p->told.settled + p->told.open)
		return ERR_OK;
	return err_set(e, ERR_BALANCE, 2340, "the pieces of a verdict page do not add up to its numbers");
}

enum err_code mail_verdict_render(struct on_demand *d, struct err *e)
{
	static const struct sql_stmt *const statements[STATEMENTS] = {[HEAD] = &sql_mail_verdict_head,
		[PIECES] = &sql_mail_verdict_pieces,
		[FAULTS] = &sql_mail_verdict_faults,
		[SETTLEMENTS] = &sql_mail_verdict_settlements,
		[REPRINTS] = &sql_mail_verdict_reprints,
		[PACKAGES] = &sql_mail_verdict_packages,
		[RETURNS] = &sql_mail_verdict_returns};
	const struct run_info *run = d->task->run;
	struct page p = {.d = d};
	struct rows *r[STATEMENTS];
	char month[64];

	if (task_read(d->task, statements, STATEMENTS, r, e) != ERR_OK)
		return e->code;
	if (!rows_next(r[HEAD]))
		return err_set(e, ERR_INPUT, 2341, "run %d has issued no mail", run->run_id);
	p.month = arena_strdup(d->arena, month_format_era(run->month, month));
	const struct xlsx_about about = {.name = "verdict.xlsx",
		.title = "発送の判定",
		.subject = p.month,
		.file_id = arena_printf(d->arena, "処理番号 %d　発送の判定", run->run_id),
		.month = run->month};

	if (xlsx_open(d->path, &about, d->arena, &p.book, e) != ERR_OK)
		return e->code;
	put_verdict(&p, r[HEAD]);
	put_pieces(&p, r[PIECES]);
	put_faults(&p, r[FAULTS]);
	put_plain(
		list(&p, "所内での処理", "人が確かめて記録したもの。消えることはない。", COLUMNS(settlement_columns)),
		r[SETTLEMENTS], 2, 5);
	put_plain(list(&p, "刷り直し", "同じ内容に印と版を付けて刷り直したもの。", COLUMNS(reprint_columns)),
		r[REPRINTS], 3, 6);
	put_plain(list(&p, "刷り直しの包", "委託先に渡した、刷り直しの包。二つ目からは前の包に代わる。",
				  COLUMNS(package_columns)),
		r[PACKAGES], 3, 7);
	put_returns(&p, r[RETURNS]);
	if (check_sums(&p, e) != ERR_OK)
		return e->code;
	return xlsx_close(p.book, e);
}
