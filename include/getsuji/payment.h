/*
 * payment.h: the words of payments (支払), in one place for imports, rules, files and lists.
 *
 * Each list is one X-macro: enum constant, number in the database (never reused), word in CSV, Japanese term.  What a
 * decision gives a household is paid in *parts*: to the household itself, and on its behalf (代理納付) to a landlord
 * and an insurer.  A *payment* is one amount of one part to one account; what was paid before is never paid again.
 */
#ifndef GETSUJI_PAYMENT_H
#define GETSUJI_PAYMENT_H

/* clang-format off */
#define ACCOUNT_KINDS(X)                                                                             \
	X(ACCOUNT_ORDINARY, 1, "ordinary", "普通")                                                       \
	X(ACCOUNT_CURRENT,  2, "current",  "当座")                                                       \
	X(ACCOUNT_SAVINGS,  4, "savings",  "貯蓄")                                                       \
	X(ACCOUNT_OTHER,    9, "other",    "その他")

#define PAY_SHIFTS(X)                                                                                \
	X(PAY_BEFORE, 1, "before", "前の営業日")                                                         \
	X(PAY_AFTER,  2, "after",  "次の営業日")

#define PAYMENT_PARTS(X)                                                                             \
	X(PART_HOUSEHOLD,    1, "household",    "本人へ")                                                \
	X(PART_RENT,         2, "rent",         "家主へ（住宅扶助の代理納付）")                          \
	X(PART_CARE_PREMIUM, 3, "care_premium", "保険者へ（介護保険料加算の代理納付）")

#define PAYEE_KINDS(X)                                                                               \
	X(PAYEE_LANDLORD, 1, "landlord", "家主")                                                         \
	X(PAYEE_INSURER,  2, "insurer",  "介護保険者")

/* Why a payment that is due is not made, in the order in which they are looked for; the first is told. */
#define PAYMENT_HOLDS(X)                                                                             \
	X(PAYMENT_HOLD_NONE,     0, "",           "")                                                    \
	X(PAYMENT_HOLD_ORDER,    1, "order",      "保留の指示")                                          \
	X(PAYMENT_HOLD_ENDED,    8, "ended",      "その月に保護を受けていない")                          \
	X(PAYMENT_HOLD_BASELINE, 9, "baseline",   "移行前の月で、従前のシステムが支払った")              \
	X(PAYMENT_HOLD_OFFICE,   2, "office",     "支払口座の設定がない")                                \
	X(PAYMENT_HOLD_OVERPAID, 3, "overpaid",   "決定額を超えて支払済み")                              \
	X(PAYMENT_HOLD_PAYEE,    4, "payee",      "代理納付先の登録がない")                              \
	X(PAYMENT_HOLD_ACCOUNT,  5, "no_account", "振込先の口座がない")                                  \
	X(PAYMENT_HOLD_KANA,     6, "kana",       "口座名義を全銀の文字で書けない")                      \
	X(PAYMENT_HOLD_RETURNED, 7, "returned",   "前回の振込が不能となり、口座が改められていない")

/* Why an issued payment does not count any more: a counter-entry. */
#define PAYMENT_COUNTERS(X)                                                                          \
	X(COUNTER_REVERSED, 1, "reversed", "処理の取消し（未送付）")                                     \
	X(COUNTER_RETURNED, 2, "returned", "振込不能")                                                   \
	X(COUNTER_UNCLAIMED,3, "unclaimed","窓口で受け取られなかった")

/* Why an approved payment was not issued after all; the next edition looks at it again. */
#define PAYMENT_REFUSALS(X)                                                                          \
	X(PAYMENT_REFUSED_EXCLUDED, 1, "excluded", "確定の際に除かれた")                                 \
	X(PAYMENT_REFUSED_HELD,     2, "held",     "保留の指示")                                         \
	X(PAYMENT_REFUSED_ENDED,    7, "ended",    "基準日時の後に保護が廃止または停止された")           \
	X(PAYMENT_REFUSED_DECISION, 3, "decision", "決定が取り消されたか、改められた")                   \
	X(PAYMENT_REFUSED_CHANGED,  4, "changed",  "基準日時の後に支給方法、口座または代理納付が変更された") \
	X(PAYMENT_REFUSED_TAKEN,    5, "taken",    "他の処理が先に支払ったか、支払いが取り消された")     \
	X(PAYMENT_REFUSED_LATE,     6, "late",     "支給日が過ぎた")

/* What a bank says of a transfer, and why it comes back. */
#define BANK_STATES(X)                                                                               \
	X(BANK_PAID,     1, "paid",     "振込済み")                                                      \
	X(BANK_RETURNED, 2, "returned", "振込不能・組戻し")

#define BANK_REASONS(X)                                                                              \
	X(BANK_NO_ACCOUNT, 1, "no_account", "該当口座なし")                                              \
	X(BANK_NAME,       2, "name",       "口座名義の相違")                                            \
	X(BANK_CLOSED,     3, "closed",     "解約または取引停止")                                        \
	X(BANK_REFUSED,    4, "refused",    "受取人の申出")                                              \
	X(BANK_RECALLED,   5, "recalled",   "依頼人の申出（組戻し）")                                    \
	X(BANK_OTHER,      6, "other",      "その他")
/* clang-format on */

#define PAYMENT_ENUM(name, number, word, term) name = (number),
enum account_kind { ACCOUNT_KINDS(PAYMENT_ENUM) };
enum pay_shift { PAY_SHIFTS(PAYMENT_ENUM) };
enum payment_part { PAYMENT_PARTS(PAYMENT_ENUM) };
enum payee_kind { PAYEE_KINDS(PAYMENT_ENUM) };
enum payment_hold { PAYMENT_HOLDS(PAYMENT_ENUM) };
enum payment_counter { PAYMENT_COUNTERS(PAYMENT_ENUM) };
enum bank_state { BANK_STATES(PAYMENT_ENUM) };
enum bank_reason { BANK_REASONS(PAYMENT_ENUM) };
enum payment_refusal { PAYMENT_REFUSALS(PAYMENT_ENUM) };
#undef PAYMENT_ENUM

#endif
