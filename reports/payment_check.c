/*
 * payment_check.c: 支払予定, what the approver reads before anything is paid: what is due, what was paid before, what will
 * be paid to whom and on which day, what is held and why.
 *
 * One chunk and one workbook per office of which something is decided or was paid.  A page of rows is read at a time,
 * memory is flat; rows and the sums of the database must agree, and decided = paid before + to be paid + held - overpaid,
 * or the workbook is not published.
 */
#include "gen/sql.h"
#include "getsuji/facts.h"
#include "reports/mail.h"
#include "reports/payment_book.h"
#include "reports/survey_words.h"

#include <inttypes.h>

/* Columns of payment_check_page and _holds. */
enum {
	HOUSEHOLD,
	PART,
	NAME, /* NULL: not to be shown */
	CASEWORKER,
	METHOD,
	TOTAL,
	DUE,
	PAID,
	AMOUNT,
	HOLD,
	PAYEE_NO,
	PAYEE_NAME,
	BANK,
	BRANCH,
	REASON, /* of holds, as the next */
	SORT_KEY
};

struct sums {
	int64_t lines, due, paid, left, over, payments;
};

struct payment_check {
	struct payment_book b;
	struct sums counted[PAYMENT_BOOK_PARTS][3]
					   [PAYMENT_BOOK_HOLDS]; /* by part, method, hold: the database's */
	struct sums all, listed;
	struct rows *caseworkers, *payees;
	int64_t held_lines;
};

#define COLUMNS(list) list, (int)(sizeof(list) / sizeof((list)[0]))

/* clang-format off */
static const struct xlsx_column about_columns[] = {{"確認事項", XLSX_TEXT, 0}, {"内容", XLSX_WRAP, 56}};
static const struct xlsx_column sum_columns[] = {{"支払先", XLSX_TEXT, 0}, {"方法", XLSX_TEXT, 0}, {"件数", XLSX_NUMBER, 0},
	{"支払う額\n（円）", XLSX_NUMBER, 0}};
static const struct xlsx_column balance_columns[] = {{"照合", XLSX_TEXT, 0}, {"円", XLSX_NUMBER, 0}};
static const struct xlsx_column reason_columns[] = {{"保留の理由", XLSX_TEXT, 0}, {"件数", XLSX_NUMBER, 0},
	{"支払わない額\n（円）", XLSX_NUMBER, 0}, {"払い過ぎ\n（円）", XLSX_NUMBER, 0}};
static const struct xlsx_column caseworker_columns[] = {{"担当員", XLSX_TEXT, 0}, {"口座振込", XLSX_NUMBER, 0},
	{"窓口支給", XLSX_NUMBER, 0}, {"家主へ", XLSX_NUMBER, 0}, {"保険者へ", XLSX_NUMBER, 0}, {"保留の\n件数", XLSX_NUMBER, 0},
	{"保留の額", XLSX_NUMBER, 0}};
static const struct xlsx_column payee_columns[] = {{"種類", XLSX_TEXT, 0}, {"番号", XLSX_ID, 0}, {"代理納付先", XLSX_TEXT, 0},
	{"世帯数", XLSX_NUMBER, 0}, {"支払う額\n（円）", XLSX_NUMBER, 0}};
#define WHO {"担当員", XLSX_ID, 0}, {"ケース\n番号", XLSX_ID, 0}, {"世帯主", XLSX_TEXT, 0}, {"支払先", XLSX_TEXT, 0}, \
	{"方法", XLSX_CODE, 0}, {"決定額\n（世帯）", XLSX_NUMBER, 0}, {"支払う\nべき額", XLSX_NUMBER, 0}, {"支払済み", XLSX_NUMBER, 0}
static const struct xlsx_column list_columns[] = {WHO, {"今回\n支払う額", XLSX_NUMBER, 0}, {"代理納付先", XLSX_TEXT, 0},
	{"銀行", XLSX_TEXT, 0}, {"支店", XLSX_TEXT, 0}};
static const struct xlsx_column hold_columns[] = {WHO, {"残り", XLSX_CHANGE, 0}, {"保留の理由", XLSX_WRAP, 40},
	{"対応", XLSX_WRAP, 44}};
/* clang-format on */

/* --- reading --- */

static void load_counts(struct payment_check *pc, struct rows *r)
{
	while (rows_next(r)) {
		int64_t part = row_int(r, 0), method = row_int(r, 1), hold = row_int(r, 2);
		struct sums *s;

		CHECK(part > 0 && part < PAYMENT_BOOK_PARTS && method > 0 && method < 3 && hold >= 0 &&
			  hold < PAYMENT_BOOK_HOLDS);
		s = &pc->counted[part][method][hold];
		*s = (struct sums){.lines = row_int(r, 3),
			.due = row_int(r, 4),
			.paid = row_int(r, 5),
			.left = row_int(r, 6),
			.over = row_int(r, 7),
			.payments = row_int(r, 8)};
		pc->all.lines += s->lines;
		pc->all.due += s->due;
		pc->all.paid += s->paid;
		pc->all.left += hold == PAYMENT_HOLD_NONE ? s->left : 0;
		pc->held_lines += hold == PAYMENT_HOLD_NONE ? 0 : s->lines;
	}
}

static enum err_code load(struct payment_check *pc, struct err *e)
{
	const struct sql_stmt *const statements[] = {&sql_payment_check_head, &sql_payment_check_counts,
		&sql_payment_check_caseworkers, &sql_payment_check_payees};
	struct rows *rows[4];

	if (chunk_read(pc->b.chunk, statements, 4, rows, e) != ERR_OK)
		return e->code;
	load_counts(pc, rows[1]);
	pc->caseworkers = rows[2];
	pc->payees = rows[3];
	return payment_book_open(&pc->b, "payment_check", "支払予定", rows[0], e);
}

/* --- 集計 --- */

static void put_balance_row(struct xlsx_sheet *s, enum xlsx_row_kind kind, const char *what, int64_t yen)
{
	xlsx_row_begin(s, kind);
	xlsx_put_string(s, what);
	xlsx_put_number(s, yen);
	xlsx_row_end(s);
}

static void put_sums(const struct payment_check *pc, struct xlsx_sheet *s)
{
	int64_t n = 0;

	xlsx_heading(s, "支払先ごとの額");
	xlsx_table(s, COLUMNS(sum_columns));
	for (int part = 1; part < PAYMENT_BOOK_PARTS; part++) {
		for (int method = PAY_BANK; method <= (part == PART_HOUSEHOLD ? PAY_COUNTER : PAY_BANK); method++) {
			const struct sums *t = &pc->counted[part][method][PAYMENT_HOLD_NONE];

			xlsx_row_begin(s, XLSX_ROW_DATA);
			xlsx_put_string(s, payment_book_part(part));
			xlsx_put_string(s, payment_book_method(method));
			xlsx_put_number(s, t->payments);
			xlsx_put_number(s, t->left);
			xlsx_row_end(s);
			n += t->payments;
		}
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	xlsx_put_blank(s);
	xlsx_put_number(s, n);
	xlsx_put_number(s, pc->all.left);
	xlsx_row_end(s);
}

/* Holds by reason; adds up what is not paid and what was paid too much. */
static void put_holds_sums(const struct payment_check *pc, struct xlsx_sheet *s, int64_t *held, int64_t *over)
{
	*held = *over = 0;
	xlsx_heading(s, "保留の理由ごとの額");
	xlsx_table(s, COLUMNS(reason_columns));
	for (int hold = 1; hold < PAYMENT_BOOK_HOLDS; hold++) {
		struct sums t = {0};

		for (int part = 1; part < PAYMENT_BOOK_PARTS; part++) {
			for (int method = PAY_BANK; method <= PAY_COUNTER; method++) {
				t.lines += pc->counted[part][method][hold].lines;
				t.left += pc->counted[part][method][hold].left;
				t.over += pc->counted[part][method][hold].over;
			}
		}
		*held += t.left;
		*over += t.over;
		if (t.lines == 0)
			continue;
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, payment_book_hold(hold));
		xlsx_put_number(s, t.lines);
		xlsx_put_number(s, t.left);
		xlsx_put_number(s, t.over);
		xlsx_row_end(s);
	}
}

static enum err_code put_overview(const struct payment_check *pc, struct err *e)
{
	const struct payment_book *b = &pc->b;
	struct arena *a = b->chunk->arena;
	struct xlsx_sheet *s = payment_book_page(b, "集計");
	int64_t held, over;
	char day[64], yen[40];

	xlsx_table(s, COLUMNS(about_columns));
	payment_book_tell(s, "支給日", payment_book_pay_day(b));
	payment_book_tell(s, "支払う額の合計", arena_printf(a, "%s 円", mail_format_yen(pc->all.left, yen)));
	payment_book_tell(s, "基準日",
		arena_printf(a, "%s までに記録された決定、台帳、支払いによる", day_format_era(b->cut_on, day)));
	payment_book_tell(s, "結果のダイジェスト",
		arena_printf(
			a, "getsuji status %d が示す値。承認するときにその値を指定する。", b->chunk->task->run->run_id));
	payment_book_tell(s, "氏名", "最初の一文字だけを示す。支援措置の世帯は番号だけを示す。");
	payment_book_tell(s, "承認の前",
		"まだ支払われていない。支払う時点で、決定が改められた世帯、口座等が変更された世帯、保留の指示がある世"
		"帯は除かれ"
		"る。");
	put_sums(pc, s);
	put_holds_sums(pc, s, &held, &over);
	xlsx_heading(s, "決定額との照合");
	xlsx_table(s, COLUMNS(balance_columns));
	put_balance_row(s, XLSX_ROW_DATA, "支払済み", pc->all.paid);
	put_balance_row(s, XLSX_ROW_DATA, "今回支払う", pc->all.left);
	put_balance_row(s, XLSX_ROW_DATA, "保留（支払わない）", held);
	put_balance_row(s, XLSX_ROW_DATA, "払い過ぎ", -over);
	put_balance_row(s, XLSX_ROW_TOTAL, "決定額", pc->all.due);
	if (pc->all.due != pc->all.paid + pc->all.left + held - over)
		return err_set(e, ERR_BALANCE, 2360, "what is decided, paid, due and held does not add up");
	return ERR_OK;
}

static void put_caseworkers(const struct payment_check *pc)
{
	struct xlsx_sheet *s = payment_book_list(
		&pc->b, "担当員別", "担当員ごとの、今回支払う額と保留（円）。", COLUMNS(caseworker_columns));
	struct rows *r = pc->caseworkers;
	int64_t total[6] = {0};

	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, survey_caseworker(pc->b.chunk->arena, row_int(r, 0), row_text(r, 1)));
		for (int i = 0; i < 6; i++) {
			xlsx_put_number(s, row_int(r, i + 2));
			total[i] += row_int(r, i + 2);
		}
		xlsx_row_end(s);
	}
	xlsx_row_begin(s, XLSX_ROW_TOTAL);
	xlsx_put_string(s, "合計");
	for (int i = 0; i < 6; i++)
		xlsx_put_number(s, total[i]);
	xlsx_row_end(s);
}

static void put_payees(const struct payment_check *pc)
{
	struct xlsx_sheet *s = payment_book_list(
		&pc->b, "代理納付先別", "家主、保険者ごとの、今回支払う額。", COLUMNS(payee_columns));
	struct rows *r = pc->payees;

	while (rows_next(r)) {
		xlsx_row_begin(s, XLSX_ROW_DATA);
		xlsx_put_string(s, payment_book_part(row_int(r, 0)));
		xlsx_put_number(s, row_int(r, 1));
		payment_book_put_text(s, r, 2, "");
		xlsx_put_number(s, row_int(r, 3));
		xlsx_put_number(s, row_int(r, 4));
		xlsx_row_end(s);
	}
}

/* --- 支払予定, 保留 --- */

static void put_who(struct xlsx_sheet *s, const struct rows *r)
{
	xlsx_row_begin(s, XLSX_ROW_DATA);
	xlsx_put_number(s, row_int(r, CASEWORKER));
	xlsx_put_number(s, row_int(r, HOUSEHOLD) % HOUSEHOLD_PER_OFFICE);
	payment_book_put_text(s, r, NAME, "（表示しない）");
	xlsx_put_string(s, payment_book_part(row_int(r, PART)));
	xlsx_put_string(s, payment_book_method(row_int(r, METHOD)));
	xlsx_put_number(s, row_int(r, TOTAL));
	xlsx_put_number(s, row_int(r, DUE));
	xlsx_put_number(s, row_int(r, PAID));
}

static void put_row(struct payment_check *pc, struct xlsx_sheet *s, const struct rows *r, bool taken)
{
	bool pays = row_int(r, HOLD) == PAYMENT_HOLD_NONE && row_int(r, AMOUNT) > 0;
	int64_t yen = pays ? row_int(r, AMOUNT) : 0;

	pc->listed.lines++;
	pc->listed.due += row_int(r, DUE);
	pc->listed.paid += row_int(r, PAID);
	pc->listed.left += yen;
	if (!taken || !pays)
		return;
	pc->b.chunk->count.yen += yen;
	put_who(s, r);
	xlsx_put_number(s, yen);
	payment_book_put_text(s, r, PAYEE_NAME, "");
	payment_book_put_text(s, r, BANK, "");
	payment_book_put_text(s, r, BRANCH, "");
	xlsx_row_end(s);
}

static enum err_code put_rows(struct payment_check *pc, struct err *e)
{
	static const struct sql_stmt *const statement = &sql_payment_check_page;
	struct xlsx_sheet *s =
		payment_book_list(&pc->b, "支払予定", "承認し確定すると支払うもの（円）。", COLUMNS(list_columns));
	struct chunk *c = pc->b.chunk;
	int64_t key = c->lo, household = 0;
	bool taken = false;
	struct rows *r;

	do {
		arena_reset(pc->b.page);
		if (chunk_read_page(c, key, pc->b.page, &statement, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			if (row_int(r, HOUSEHOLD) != household) {
				household = row_int(r, HOUSEHOLD);
				taken = chunk_take(c, household);
				c->count.read += taken;
				c->count.written += taken;
			}
			key = household + 1;
			put_row(pc, s, r, taken);
		}
	} while (rows_count(r) > 0);
	return ERR_OK;
}

/* What is to be done about a hold. */
static const char *remedy_of(enum payment_hold hold)
{
	/* clang-format off */
	switch (hold) {
	case PAYMENT_HOLD_ORDER:    return "保留の指示を確かめ、解いたら次の版で支払う";
	case PAYMENT_HOLD_ENDED:    return "保護の登録が正しければ支払わない。誤りであれば直して、次の版で支払う";
	case PAYMENT_HOLD_BASELINE: return "従前のシステムでの支払を確かめる。まだであれば、設定（baseline: pay）を改め、次の版で支払う";
	case PAYMENT_HOLD_OFFICE:   return "支払口座（paying_account）または福祉事務所のカレンダーを取り込み、次の版で支払う";
	case PAYMENT_HOLD_OVERPAID: return "自動では取り戻さない。以後の月で調整するか、返還の決定をする";
	case PAYMENT_HOLD_PAYEE:    return "代理納付先（proxy、payee）を登録するか、代理納付をやめて、次の版で支払う";
	case PAYMENT_HOLD_ACCOUNT:  return "口座を登録するか、支給方法を窓口に改めて、次の版で支払う";
	case PAYMENT_HOLD_KANA:     return "銀行の登録どおりのカナ名義に直して、次の版で支払う";
	case PAYMENT_HOLD_RETURNED: return "口座を確かめて登録を改めるか、支給方法を窓口に改めて、次の版で支払う";
	case PAYMENT_HOLD_NONE:     break;
	}
	/* clang-format on */
	return "";
}

static enum err_code put_holds(struct payment_check *pc, struct err *e)
{
	static const struct sql_stmt *const statement = &sql_payment_check_holds;
	struct xlsx_sheet *s = payment_book_list(
		&pc->b, "保留", "支払わないものと、払い過ぎ。理由ごと、担当員ごと（円）。", COLUMNS(hold_columns));
	int64_t key = 0, n = 0;
	struct rows *r;

	do {
		arena_reset(pc->b.page);
		if (chunk_read_page(pc->b.chunk, key, pc->b.page, &statement, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, SORT_KEY) + 1;
			put_who(s, r);
			xlsx_put_number(s, row_int(r, AMOUNT));
			payment_book_put_text(s, r, REASON, "");
			xlsx_put_string(s, remedy_of((enum payment_hold)row_int(r, HOLD)));
			xlsx_row_end(s);
			n++;
		}
	} while (rows_count(r) > 0);
	if (n != pc->held_lines)
		return err_set(e, ERR_BALANCE, 2361, "rows and sums of the workbook of payments differ");
	return ERR_OK;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct payment_check pc = {.b = {.chunk = c}};

	if (load(&pc, e) != ERR_OK || put_overview(&pc, e) != ERR_OK)
		return e->code;
	put_caseworkers(&pc);
	put_payees(&pc);
	if (put_rows(&pc, e) != ERR_OK || put_holds(&pc, e) != ERR_OK)
		return e->code;
	if (pc.listed.lines != pc.all.lines || pc.listed.due != pc.all.due || pc.listed.paid != pc.all.paid ||
		pc.listed.left != pc.all.left)
		return err_set(e, ERR_BALANCE, 2361, "rows and sums of the workbook of payments differ");
	return xlsx_close(pc.b.book, e);
}

const struct job report_payment_check = {
	.name = "payment_check",
	.title = "支払予定（決裁用）",
	.targets = &sql_payment_check_targets,
	.chunk = chunk,
	.balance = &sql_payment_check_balance,
};
