/*
 * mail_fault.h: the words of what comes back for a mailing, in one place for rules, imports, reports and commands.
 *
 * Each list is one X-macro: enum constant, number in the database (never reused), word in files, Japanese term.
 *
 * The contractor says of each envelope what its cameras read (events); what does not fit to what was issued is a
 * *fault*, which stays open until a person has settled it; what became of a piece by all that was reported is its
 * *state*; a mailing whose pieces are all inserted, withdrawn or settled, without an open fault, is *closed*.
 */
#ifndef GETSUJI_MAIL_FAULT_H
#define GETSUJI_MAIL_FAULT_H

/* clang-format off */
/* What the contractor says. */
#define MAIL_EVENTS(X)                                                                               \
	X(MAIL_INSERTED,  1, "inserted",  "封入")                                                        \
	X(MAIL_WITHDRAWN, 2, "withdrawn", "引抜き")                                                      \
	X(MAIL_DAMAGED,   3, "damaged",   "破損")                                                        \
	X(MAIL_DIVERTED,  4, "diverted",  "機械による除外")

/* What an envelope shows by itself, in the order in which it is told: a sheet that must not be there first. */
#define MAIL_ENVELOPE_FAULTS(X)                                                                      \
	X(MAIL_FAULT_FORGED,        1, "forged",          "検証に合わない符号")                          \
	X(MAIL_FAULT_OTHER_MAILING, 2, "other_mailing",   "別の郵送の用紙")                              \
	X(MAIL_FAULT_UNKNOWN_PIECE, 3, "unknown_piece",   "発行していない郵送物又は用紙")                \
	X(MAIL_FAULT_INHOUSE,       4, "inhouse",         "所内で扱う郵送物")                            \
	X(MAIL_FAULT_SWAP,          5, "swap",            "別の郵送物の用紙との入替り")                  \
	X(MAIL_FAULT_MIXED,         6, "mixed",           "別の郵送物の用紙の混入")                      \
	X(MAIL_FAULT_BACK_SHIFTED,  7, "back_shifted",    "裏面のずれ")                                  \
	X(MAIL_FAULT_TURNED,        8, "turned",          "用紙の裏返り")                                \
	X(MAIL_FAULT_VERSIONS,      9, "versions",        "異なる版の用紙の混在")                        \
	X(MAIL_FAULT_MISSING_SHEET, 10, "missing_sheet",  "用紙の不足")                                  \
	X(MAIL_FAULT_DOUBLED_SHEET, 11, "doubled_sheet",  "同じ用紙の重複")                              \
	X(MAIL_FAULT_EXTRA_SHEET,   12, "extra_sheet",    "当所のものでない用紙")                        \
	X(MAIL_FAULT_BLANK,         13, "blank",          "白紙")                                        \
	X(MAIL_FAULT_UNREADABLE,    14, "unreadable",     "読み取れない面")                              \
	X(MAIL_FAULT_CONTRADICTION, 15, "contradiction",  "同じ面の読取りの食違い")                      \
	X(MAIL_FAULT_SHEET_ORDER,   16, "sheet_order",    "用紙の順序の誤り")                            \
	X(MAIL_FAULT_ENCLOSURE,     17, "wrong_enclosure", "同封物の誤り")

/* What shows only beside what else was reported or asked of the piece. */
#define MAIL_PIECE_FAULTS(X)                                                                         \
	X(MAIL_FAULT_DOUBLED,          31, "doubled",            "同じ郵送物が二度封入された")           \
	X(MAIL_FAULT_OLD_VERSION,      32, "old_version",        "刷り直し前の版が封入された")           \
	X(MAIL_FAULT_UNKNOWN_VERSION,  33, "unknown_version",    "指示していない版")                     \
	X(MAIL_FAULT_WITHDRAWN_POSTED, 34, "withdrawn_posted",   "引抜きの指示に反して封入された")       \
	X(MAIL_FAULT_UNASKED,          35, "unasked_withdrawal", "指示のない引抜き")                     \
	X(MAIL_FAULT_DAMAGED_POSTED,   36, "damaged_posted",     "破損と報告されたものが封入された")

#define MAIL_FAULTS(X) MAIL_ENVELOPE_FAULTS(X) MAIL_PIECE_FAULTS(X)

/* Why a piece is not printed again; the first that fits. */
#define MAIL_NOT_AGAIN(X)                                                                            \
	X(MAIL_NOT_AGAIN_PULLED,     1) /* it is to be withdrawn */                                      \
	X(MAIL_NOT_AGAIN_WITHDRAWN,  2)                                                                  \
	X(MAIL_NOT_AGAIN_FREE,       3) /* its documents are free for another mailing */                 \
	X(MAIL_NOT_AGAIN_BARRED,     4) /* it must not leave any more */                                 \
	X(MAIL_NOT_AGAIN_UNREPORTED, 5)                                                                  \
	X(MAIL_NOT_AGAIN_INSERTED,   6)                                                                  \
	X(MAIL_NOT_AGAIN_WHOLE,      7) /* an envelope with all of it was reported */                    \
	X(MAIL_NOT_AGAIN_LEFT,       8) /* its last print has left and nothing was reported of it */     \
	X(MAIL_NOT_AGAIN_LATER,      9) /* of a batch: it was printed once more */

/* What became of a piece. */
#define MAIL_STATES(X)                                                                               \
	X(MAIL_STATE_UNREPORTED, 1, "unreported", "報告なし")                                            \
	X(MAIL_STATE_INSERTED,   2, "inserted",   "封入済み")                                            \
	X(MAIL_STATE_WITHDRAWN,  3, "withdrawn",  "引抜き済み")                                          \
	X(MAIL_STATE_DAMAGED,    4, "damaged",    "破損・刷り直し待ち")                                  \
	X(MAIL_STATE_REPRINTED,  5, "reprinted",  "刷り直し・封入待ち")                                  \
	X(MAIL_STATE_DIVERTED,   6, "diverted",   "機械による除外・確認待ち")                            \
	X(MAIL_STATE_PULLED,     7, "pulled",     "引抜きの指示・報告待ち")                              \
	X(MAIL_STATE_FAULTY,     8, "faulty",     "差異あり")                                            \
	X(MAIL_STATE_SETTLED,    9, "settled",    "所内で処理済み")

/* Why a letter came back (返戻). */
#define MAIL_RETURN_REASONS(X)                                                                       \
	X(MAIL_RETURN_UNKNOWN,    1, "unknown",    "あて所に尋ねあたりません")                           \
	X(MAIL_RETURN_MOVED,      2, "moved",      "転居先不明")                                         \
	X(MAIL_RETURN_REFUSED,    3, "refused",    "受取拒絶")                                           \
	X(MAIL_RETURN_EXPIRED,    4, "expired",    "保管期間経過")                                       \
	X(MAIL_RETURN_INCOMPLETE, 5, "incomplete", "あて名不完全")                                       \
	X(MAIL_RETURN_OTHER,      9, "other",      "その他")
/* clang-format on */

#define MAIL_FAULT_ENUM(name, number, word, term) name = (number),
enum mail_event { MAIL_EVENTS(MAIL_FAULT_ENUM) };
enum mail_fault { MAIL_FAULT_NONE = 0, MAIL_FAULTS(MAIL_FAULT_ENUM) };
enum mail_state { MAIL_STATES(MAIL_FAULT_ENUM) };
enum mail_return_reason { MAIL_RETURN_REASONS(MAIL_FAULT_ENUM) };
#define MAIL_NOT_AGAIN_ENUM(name, number) name = (number),
enum mail_not_again { MAIL_NOT_AGAIN(MAIL_NOT_AGAIN_ENUM) };
#undef MAIL_NOT_AGAIN_ENUM
#undef MAIL_FAULT_ENUM

#endif
