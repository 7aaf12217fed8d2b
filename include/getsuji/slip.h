/*
 * slip.h: the words of repayment slips (返還金納付書), in one place for imports, rules, documents and lists.
 *
 * Each list is one X-macro: enum constant, number in the database (never reused), word in CSV, Japanese term.  A *claim*
 * is what the office decided (a fact); an *instalment* is a part of it with its due day; a *slip* is the paper with
 * which one instalment, or a part of one that is over the stores' limit, is paid.
 *
 * A slip is known by office, reference, instalment and slip number; together with a check digit they are the 21 digits
 * that stand on it, also in its barcode (gs1.h), and in what a collector reports:
 *
 *   position | digits | what
 *   ---------+--------+------------------------------------------------------------------------------
 *   1-5      | 5      | office
 *   6-13     | 8      | reference (整理番号) of the claim: 1, 2, 3 … of the office, given with its first slip; no case number
 *   14-16    | 3      | instalment; 1 where the claim is paid at once
 *   17-20    | 4      | slip of the instalment: 1, 2, 3 … as they were made, parts and those that took the place of others
 *   21       | 1      | check digit m10w21 (check_digit.h) over the 20 before it
 */
#ifndef GETSUJI_SLIP_H
#define GETSUJI_SLIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SLIP_NUMBER_DIGITS  21
#define SLIP_REFERENCES_MAX 99999999
#define SLIPS_MAX           9999 /* of an instalment, ever */

/* clang-format off */
/* Under which article of the law. */
#define REPAYMENT_ARTICLES(X)                                                                        \
	X(REPAYMENT_63,    1, "63",    "法第63条返還金")                                                 \
	X(REPAYMENT_77,    2, "77",    "法第77条徴収金")                                                 \
	X(REPAYMENT_77_2,  3, "77-2",  "法第77条の2徴収金")                                              \
	X(REPAYMENT_78,    4, "78",    "法第78条徴収金")                                                 \
	X(REPAYMENT_OTHER, 9, "other", "返納金")

/* What a collector reports about a slip. */
#define COLLECTION_REPORTS(X)                                                                        \
	X(COLLECTION_QUICK,     1, "quick",     "速報")                                                  \
	X(COLLECTION_FINAL,     2, "final",     "確報")                                                  \
	X(COLLECTION_CANCELLED, 3, "cancelled", "速報取消")

/* What a run does about one slip, or one that is wanted. */
#define SLIP_ACTIONS(X)                                                                              \
	X(SLIP_ISSUE, 1, "issue", "発行")                                                                \
	X(SLIP_VOID,  3, "void",  "無効")   /* it must not be paid with any more */                      \
	X(SLIP_KEEP,  4, "keep",  "発行済み")                                                            \
	X(SLIP_HOLD,  9, "hold",  "保留")

/* Why a slip is not made: the first that fits, in this order. */
#define SLIP_HOLDS(X)                                                                                \
	X(SLIP_HOLD_ORDER,    1, "order",      "保留の指示")                                             \
	X(SLIP_HOLD_OFFICE,   2, "office",     "納付書の設定がない")                                     \
	X(SLIP_HOLD_ADDRESS,  3, "no_address", "送付先がない")                                           \
	X(SLIP_HOLD_MISMATCH, 4, "mismatch",   "分割納付の合計が決定額と一致しない")                     \
	X(SLIP_HOLD_CALENDAR, 5, "calendar",   "納期限が暦の範囲にない")                                 \
	X(SLIP_HOLD_PARTS,    6, "parts",      "納付書の枚数が多すぎる")

/* Why a slip that is out becomes void; from SLIP_AMOUNT on another takes its place, but of SLIP_REVERSED. */
#define SLIP_CAUSES(X)                                                                               \
	X(SLIP_ENDED,    1, "ended",    "債権の終了又は分割納付の取りやめ")                              \
	X(SLIP_PAID,     2, "paid",     "ほかの納付により納付済み")                                      \
	X(SLIP_AMOUNT,   3, "amount",   "納付額の変更")                                                  \
	X(SLIP_DUE,      4, "due",      "納期限の変更")                                                  \
	X(SLIP_CLAIM,    5, "claim",    "決定の内容の変更")                                              \
	X(SLIP_EXPIRED,  6, "expired",  "使用期限の経過による再発行")                                    \
	X(SLIP_REVERSED, 7, "reversed", "処理の取消し")         /* by `reverse` alone */

/* Why an approved run left a household's slips as they were. */
#define SLIP_REFUSALS(X)                                                                             \
	X(SLIP_EXCLUDED, 1, "excluded", "確定時に世帯が除外された")                                      \
	X(SLIP_HELD,     2, "held",     "保留の指示")                                                    \
	X(SLIP_CHANGED,  3, "changed",  "基準日時の後に登録又は収納が変わった")                          \
	X(SLIP_TAKEN,    4, "taken",    "他の処理が先に発行した")                                        \
	X(SLIP_LATE,     5, "late",     "納付書の使用期限が過ぎた")

/* How an instalment over the stores' limit is asked for (rate table slip_rule). */
#define SLIP_OVERS(X)                                                                                \
	X(SLIP_SPLIT, 1, "split", "納付書を分ける")                                                      \
	X(SLIP_BANK,  2, "bank",  "金融機関の窓口用の１枚")
/* clang-format on */

#define SLIP_ENUM(name, number, word, term) name = (number),
enum repayment_article { REPAYMENT_ARTICLES(SLIP_ENUM) };
enum collection_report { COLLECTION_REPORTS(SLIP_ENUM) };
enum slip_action { SLIP_ACTIONS(SLIP_ENUM) };
enum slip_hold { SLIP_HOLD_NONE = 0, SLIP_HOLDS(SLIP_ENUM) };
enum slip_refusal { SLIP_REFUSALS(SLIP_ENUM) };
enum slip_over { SLIP_OVERS(SLIP_ENUM) };
enum slip_cause { SLIP_CAUSE_NONE = 0, SLIP_CAUSES(SLIP_ENUM) };
#undef SLIP_ENUM

struct slip_number {
	int32_t office_id, reference_no;
	int16_t instalment_no, slip_no;
};

/* Writes the 21 digits and a zero byte; the parts are in their ranges.  Thread: any; pure, as the next. */
void slip_number_write(const struct slip_number *number, char out[static SLIP_NUMBER_DIGITS + 1]);

/* Reads them.  False: they are not 21 digits, or the check digit is another. */
bool slip_number_read(const char *digits, size_t n, struct slip_number *out);

#endif
