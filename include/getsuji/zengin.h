/*
 * zengin.h: files of transfers for a bank (全銀フォーマット: 総合振込, 給与振込): what may be written, records, files.
 *
 * Every character is one byte of JIS X 0201: digits, capital letters, half-width kana, a few symbols.  ｶﾞ is two: the
 * mark ﾞ is a byte of its own.  Which symbols a text may hold depends on what it is (ZENGIN_CLASSES); small kana, ｰ,
 * small letters and the comma are nowhere.  Text that a household's or a bank's name is kept in is UTF-8, in any width:
 *
 *   written  | becomes | since
 *   ---------+---------+-----------------------------------------------------
 *   ガ ｶﾞ    | ｶﾞ      | a mark follows a letter that has it: ｳ ｶ-ﾄ ﾊ-ﾎ; ﾟ ﾊ-ﾎ
 *   ャ ｬ ヶ  | ﾔ ﾔ ｹ   | no small kana
 *   ー ｰ －  | -       | no ｰ
 *   Ａ a １  | A A 1   |
 *   東 た ヷ ヰ , | refused | no half-width form, or none that a bank takes; nothing is read for anybody
 *
 * A record is 120 bytes, in a file with or without CR LF behind each.  A file is one header, its transfers, a trailer
 * with their number and sum, and an end.  Several such sections before the end are what banks call マルチファイル: they
 * are read (the sections are counted), ours has one.  コード区分 1 (EBCDIC) is refused both ways: which of the makers'
 * kana tables it means is not part of the format, and a wrong guess names another payee.
 *
 * Thread: any; pure.  Memory: the caller's.
 */
#ifndef GETSUJI_ZENGIN_H
#define GETSUJI_ZENGIN_H

#include "getsuji/money.h"
#include "getsuji/rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- text ---- */

/* X(constant, symbols besides kana, digits and space; letters A-Z; ｦ) */
/* clang-format off */
#define ZENGIN_CLASSES(X)                                                                           \
	X(ZENGIN_PARTY,  "()-.",     true,  false) /* 委託者名, 受取人名 of 総合振込 */                 \
	X(ZENGIN_BRANCH, "-",        true,  false) /* 銀行名, 支店名 */                                 \
	X(ZENGIN_SALARY, "",         false, false) /* 受取人名 of 給与振込 and 賞与振込 */              \
	X(ZENGIN_EDI,    "\\()-/.\xa2\xa3", true, true) /* EDI情報; A2 A3 are ｢ ｣ */

/* Why a text cannot be written; of several the first that is met.  X(constant, word) */
#define ZENGIN_FAULTS(X)                                                                            \
	X(ZENGIN_WRITABLE,  "")                                                                         \
	X(ZENGIN_BLANK,     "blank")     /* nothing but spaces */                                       \
	X(ZENGIN_CHARACTER, "character") /* none that these files have: 漢字, ひらがな, ヰ, a comma */  \
	X(ZENGIN_SYMBOL,    "symbol")    /* one that this class of text does not have */                \
	X(ZENGIN_MARK,      "mark")      /* ﾞ or ﾟ behind a letter that has none, or behind nothing */
/* clang-format on */

enum zengin_class {
#define X(constant, symbols, letters, wo) constant,
	ZENGIN_CLASSES(X)
#undef X
};

enum zengin_fault {
#define X(constant, word) constant,
	ZENGIN_FAULTS(X)
#undef X
};

/* The bytes of a text, *n of them, without spaces at its ends; out has room for text.length bytes. */
enum zengin_fault zengin_kana(enum zengin_class class, struct str text, char *out, size_t *n);

/* How many of n bytes are written into a field of `most`: never between a letter and its mark.  0: not even the first. */
size_t zengin_cut(const char *bytes, size_t n, size_t most);

/* Bytes as UTF-8 (half-width kana); out has room for 3n + 1 bytes.  Returns its length; a byte that is no JIS X 0201
 * becomes '?'. */
size_t zengin_utf8(const char *bytes, size_t n, char *out);

/* ---- records ---- */

enum {
	ZENGIN_RECORD = 120,
	ZENGIN_TEXT_MAX = 1024,      /* bytes of a text that is to be written; datasets take 60 letters at most */
	ZENGIN_RECORDS_MAX = 999999, /* of a section */
	ZENGIN_REQUESTER = 40,
	ZENGIN_BANK = 15,
	ZENGIN_HOLDER = 30,
};
#define ZENGIN_YEN_MAX       9999999999LL   /* of a transfer */
#define ZENGIN_YEN_TOTAL_MAX 999999999999LL /* of a section */

/* 種別コード.  X(constant, code, salary: payees have 普通 or 当座 and names without letters and symbols, term) */
/* clang-format off */
#define ZENGIN_KINDS(X)                                                                             \
	X(ZENGIN_TRANSFER,      21, false, "総合振込")                                                  \
	X(ZENGIN_PAY,           11, true,  "給与振込")                                                  \
	X(ZENGIN_BONUS,         12, true,  "賞与振込")                                                  \
	X(ZENGIN_LOCAL_PAY,     71, true,  "給与振込（地方公務員）")                                    \
	X(ZENGIN_LOCAL_BONUS,   72, true,  "賞与振込（地方公務員）")

/* The fields of the four records.  X(constant, record, offset, length, what it holds, term) */
#define ZENGIN_FIELDS(X)                                                                            \
	X(HEADER_RECORD,         '1', 0,   1,   DIGITS, "データ区分")                                   \
	X(HEADER_KIND,           '1', 1,   2,   DIGITS, "種別コード")                                   \
	X(HEADER_CODE_CLASS,     '1', 3,   1,   DIGITS, "コード区分")                                   \
	X(HEADER_REQUESTER_CODE, '1', 4,   10,  DIGITS, "委託者コード")                                 \
	X(HEADER_REQUESTER,      '1', 14,  40,  TEXT,   "委託者名")                                     \
	X(HEADER_DAY,            '1', 54,  4,   DIGITS, "取組日")                                       \
	X(HEADER_BANK_CODE,      '1', 58,  4,   DIGITS, "仕向銀行番号")                                 \
	X(HEADER_BANK,           '1', 62,  15,  TEXT,   "仕向銀行名")                                   \
	X(HEADER_BRANCH_CODE,    '1', 77,  3,   DIGITS, "仕向支店番号")                                 \
	X(HEADER_BRANCH,         '1', 80,  15,  TEXT,   "仕向支店名")                                   \
	X(HEADER_ACCOUNT_KIND,   '1', 95,  1,   MAYBE,  "預金種目")                                     \
	X(HEADER_ACCOUNT_NO,     '1', 96,  7,   MAYBE,  "口座番号")                                     \
	X(HEADER_FILLER,         '1', 103, 17,  TEXT,   "ダミー")                                       \
	X(DATA_RECORD,           '2', 0,   1,   DIGITS, "データ区分")                                   \
	X(DATA_BANK_CODE,        '2', 1,   4,   DIGITS, "被仕向銀行番号")                               \
	X(DATA_BANK,             '2', 5,   15,  TEXT,   "被仕向銀行名")                                 \
	X(DATA_BRANCH_CODE,      '2', 20,  3,   DIGITS, "被仕向支店番号")                               \
	X(DATA_BRANCH,           '2', 23,  15,  TEXT,   "被仕向支店名")                                 \
	X(DATA_CLEARING,         '2', 38,  4,   MAYBE,  "手形交換所番号")                               \
	X(DATA_ACCOUNT_KIND,     '2', 42,  1,   DIGITS, "預金種目")                                     \
	X(DATA_ACCOUNT_NO,       '2', 43,  7,   DIGITS, "口座番号")                                     \
	X(DATA_HOLDER,           '2', 50,  30,  TEXT,   "受取人名")                                     \
	X(DATA_YEN,              '2', 80,  10,  DIGITS, "振込金額")                                     \
	X(DATA_NEW,              '2', 90,  1,   DIGITS, "新規コード")                                   \
	X(DATA_CUSTOMER_1,       '2', 91,  10,  TEXT,   "顧客コード1（給与: 社員番号）")                \
	X(DATA_CUSTOMER_2,       '2', 101, 10,  TEXT,   "顧客コード2（給与: 所属コード）")              \
	X(DATA_ROUTE,            '2', 111, 1,   TEXT,   "振込指定区分（給与: ダミーの初め）")           \
	X(DATA_MARK,             '2', 112, 1,   TEXT,   "識別表示")                                     \
	X(DATA_FILLER,           '2', 113, 7,   TEXT,   "ダミー")                                       \
	X(TRAILER_RECORD,        '8', 0,   1,   DIGITS, "データ区分")                                   \
	X(TRAILER_COUNT,         '8', 1,   6,   DIGITS, "合計件数")                                     \
	X(TRAILER_YEN,           '8', 7,   12,  DIGITS, "合計金額")                                     \
	X(TRAILER_FILLER,        '8', 19,  101, TEXT,   "ダミー")                                       \
	X(END_RECORD,            '9', 0,   1,   DIGITS, "データ区分")                                   \
	X(END_FILLER,            '9', 1,   119, TEXT,   "ダミー")
/* clang-format on */

enum zengin_kind {
#define X(constant, code, salary, term) constant = (code),
	ZENGIN_KINDS(X)
#undef X
};

enum zengin_field {
#define X(constant, record, offset, length, holds, term) ZENGIN_##constant,
	ZENGIN_FIELDS(X)
#undef X
		ZENGIN_FIELD_COUNT
};

enum zengin_holds { ZENGIN_DIGITS, ZENGIN_MAYBE /* digits, or spaces */, ZENGIN_TEXT };

struct zengin_place {
	char record; /* 1 header, 2 data, 8 trailer, 9 end */
	int offset, length;
	enum zengin_holds holds;
	const char *term;
};
extern const struct zengin_place zengin_places[ZENGIN_FIELD_COUNT];

/* The field of a record, not terminated. */
static inline struct str zengin_field(const char *record, enum zengin_field f)
{
	return (struct str){record + zengin_places[f].offset, (size_t)zengin_places[f].length};
}

bool zengin_kind_known(int kind);
bool zengin_kind_is_salary(int kind); /* of a known kind */

/* Can a file of this kind pay into an account of this kind (ACCOUNT_KINDS)? 給与 has 普通 and 当座 only. */
bool zengin_pays_into(int kind, int account_kind);

/* What is written; the codes are digits of their length, texts UTF-8. */
struct zengin_header {
	int kind;
	struct str requester_code, requester;
	int month, mday; /* 取組日: the record has no year */
	struct str bank_code, bank, branch_code, branch, account_no;
	int account_kind;
};

struct zengin_transfer {
	struct str bank_code, bank, branch_code, branch, account_no, holder;
	int account_kind;
	yen_t yen;                      /* 1..ZENGIN_YEN_MAX */
	int64_t customer_1, customer_2; /* 0..9,999,999,999: what the bank gives back with its answer */
};

/* Write a record.  A text that is longer than its field is cut (zengin_cut); of more than ZENGIN_TEXT_MAX bytes it is not
 * writable, like one with a character that has no place there.  Not writable: *field is its field.
 * Codes of another length, other characters in them, or an amount out of range are a bug (CHECK). */
enum zengin_fault zengin_put_header(
	const struct zengin_header *h, char out[static ZENGIN_RECORD], enum zengin_field *field);
enum zengin_fault zengin_put_transfer(
	int kind, const struct zengin_transfer *t, char out[static ZENGIN_RECORD], enum zengin_field *field);
void zengin_put_trailer(int64_t records, yen_t total, char out[static ZENGIN_RECORD]);
void zengin_put_end(char out[static ZENGIN_RECORD]);

/* ---- files ---- */

/* What is wrong with a file; of several the first.  X(constant, word) */
/* clang-format off */
#define ZENGIN_VERDICTS(X)                                                                          \
	X(ZENGIN_ACCEPTED,       "accepted")                                                            \
	X(ZENGIN_WRONG_LENGTH,   "length")                                                              \
	X(ZENGIN_WRONG_BYTE,     "byte")                                                                \
	X(ZENGIN_WRONG_ORDER,    "order")                                                               \
	X(ZENGIN_WRONG_KIND,     "kind")                                                                \
	X(ZENGIN_EBCDIC,         "ebcdic")                                                              \
	X(ZENGIN_WRONG_NUMBER,   "number")                                                              \
	X(ZENGIN_WRONG_DAY,      "day")                                                                 \
	X(ZENGIN_WRONG_ACCOUNT,  "account")                                                             \
	X(ZENGIN_WRONG_AMOUNT,   "amount")                                                              \
	X(ZENGIN_WRONG_COUNT,    "count")                                                               \
	X(ZENGIN_WRONG_TOTAL,    "total")                                                               \
	X(ZENGIN_UNFINISHED,     "unfinished")
/* clang-format on */

enum zengin_verdict {
#define X(constant, word) constant,
	ZENGIN_VERDICTS(X)
#undef X
		ZENGIN_VERDICT_COUNT
};

struct zengin_file {
	int records;  /* of the file; where it is not accepted: the number of the record at fault, from 1 */
	int sections; /* headers */
	int kind, month, mday; /* this and the following: of the first header */
	char requester_code[11];
	int64_t transfers; /* of all sections */
	yen_t total;
	int64_t customer_2; /* of the first transfer; -1: none, or no number */
};

/* Reads a whole file. */
enum zengin_verdict zengin_read(const char *bytes, size_t n, struct zengin_file *out);

/* The same record by record, for whoever has no whole file in memory: {0} before the first. */
struct zengin_reader {
	struct zengin_file file; /* so far */
	char before;             /* the record before this one: 0 at the beginning */
	int64_t transfers;       /* of the section */
	yen_t total;
};
enum zengin_verdict zengin_read_record(struct zengin_reader *r, const char record[static ZENGIN_RECORD]);
enum zengin_verdict zengin_read_end(const struct zengin_reader *r);

const char *zengin_verdict_text(enum zengin_verdict verdict); /* translated */

#endif
