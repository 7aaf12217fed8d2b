/*
 * mailing.h: the words of mailings (郵送), in one place for rules, reports, imports and commands.
 *
 * Each list is one X-macro: enum constant, number in the database (never reused), word in files, Japanese term.
 *
 * A *document* is what a run made for one recipient: a letter, an institution's tickets with their cover, a slip; known
 * by the run that made it and its number there.  A *piece* is one envelope of a mailing, with one or more documents of
 * one recipient; known by the mailing's run and its number there, 1, 2, 3 … in the order of insertion and posting.  A
 * piece printed again is a *reprint*, with the next version.  A *part* is a PDF file of a mailing, with whole pieces.
 */
#ifndef GETSUJI_MAILING_H
#define GETSUJI_MAILING_H

/* clang-format off */
/* Numbers of the documents of a run begin here, so that no two kinds share one. */
#define DOCUMENT_NO_TICKET  20000000 /* from 20,000,001 */
#define DOCUMENT_NO_OPINION 30000000
#define DOCUMENT_NO_REQUEST 40000000
#define DOCUMENT_NO_SLIP    50000000

#define MAIL_DOCUMENTS(X)                                                                            \
	X(MAIL_NOTICE,  1, "notice",  "保護決定通知書")                                                  \
	X(MAIL_LETTER,  2, "letter",  "照会書")                                                          \
	X(MAIL_TICKETS, 3, "tickets", "医療券等")                                                        \
	X(MAIL_OPINION, 4, "opinion", "要否意見書")                                                      \
	X(MAIL_REQUEST, 5, "request", "診療依頼書")                                                      \
	X(MAIL_SLIP,    6, "slip",    "納付書")

/* Whom a piece goes to. */
#define MAIL_PARTIES(X)                                                                              \
	X(MAIL_HOUSEHOLD,   1, "household",   "世帯")                                                    \
	X(MAIL_INSTITUTION, 2, "institution", "機関")                                                    \
	X(MAIL_EMPLOYER,    3, "employer",    "事業所")

/* What leaves by the contractor and what the office sends itself (支援措置 and in-house documents). */
#define MAIL_ROUTES(X)                                                                               \
	X(MAIL_CONTRACTOR, 1, "contractor", "委託先")                                                    \
	X(MAIL_INHOUSE,    2, "inhouse",    "所内")

/* Why a document is held back before a mailing, in the order in which they are looked for; the first is told. */
#define MAIL_HOLDS(X)                                                                                \
	X(MAIL_HOLD_NONE,     0, "",           "")                                                       \
	X(MAIL_HOLD_LATE,    10, "late",       "発送の期限を過ぎた")                                     \
	X(MAIL_HOLD_ORDER,    1, "order",      "保留の指示")                                             \
	X(MAIL_HOLD_OFFICE,   2, "office",     "郵送の設定がない")                                       \
	X(MAIL_HOLD_ADDRESS,  3, "no_address", "送付先がない")                                           \
	X(MAIL_HOLD_STALE,    4, "stale",      "文書の作成後に送付先が変わった")                         \
	X(MAIL_HOLD_RETURNED, 5, "returned",   "前回の郵便が返戻された")                                 \
	X(MAIL_HOLD_SHARED,   6, "shared",     "ほかの世帯と同じ送付先")                                 \
	X(MAIL_HOLD_CHANGED,  7, "changed",    "前回の郵送から送付先が変わった")                         \
	X(MAIL_HOLD_MOVED,    8, "moved",      "転居後まもない")                                         \
	X(MAIL_HOLD_THICK,    9, "too_thick",  "封筒に入らない")

/* Why a piece is pulled (引抜き), or a document that was planned is not issued. */
#define MAIL_WITHDRAWALS(X)                                                                          \
	X(MAIL_PULL_DEATH,     1, "death",     "死亡")                                                   \
	X(MAIL_PULL_MOVED,     2, "moved",     "送付先の変更")                                           \
	X(MAIL_PULL_CLOSED,    3, "closed",    "保護の廃止・停止")                                       \
	X(MAIL_PULL_CORRECTED, 4, "corrected", "決定の訂正・取消し")                                     \
	X(MAIL_PULL_HOLD,      5, "hold",      "保留の指示")                                             \
	X(MAIL_PULL_PROTECTED, 6, "protected", "支援措置")                                               \
	X(MAIL_PULL_ASKED,     7, "asked",     "所内の申出")                                             \
	X(MAIL_PULL_TWICE,     8, "twice",     "ほかの郵送で発送済み")                                   \
	X(MAIL_PULL_EXCLUDED,  9, "excluded",  "確定からの除外")

#define MAIL_ENVELOPES(X)                                                                            \
	X(MAIL_ENVELOPE_LONG3,   1, "long3",   "長形３号")                                               \
	X(MAIL_ENVELOPE_SQUARE2, 2, "square2", "角形２号")
/* clang-format on */

#define MAIL_ENUM(name, number, word, term) name = (number),
enum mail_document { MAIL_DOCUMENTS(MAIL_ENUM) };
enum mail_party { MAIL_PARTIES(MAIL_ENUM) };
enum mail_route { MAIL_ROUTES(MAIL_ENUM) };
enum mail_hold { MAIL_HOLDS(MAIL_ENUM) };
enum mail_withdrawal { MAIL_WITHDRAWALS(MAIL_ENUM) };
enum mail_envelope { MAIL_ENVELOPES(MAIL_ENUM) };
#undef MAIL_ENUM

#endif
