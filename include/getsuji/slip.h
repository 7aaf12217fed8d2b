/*
 * slip.h: the words of repayment slips (返還金納付書), in one place for imports, rules, documents and lists.
 *
 * Each list is one X-macro: enum constant, number in the database (never reused), word in CSV, Japanese term.  A *claim*
 * is what the office decided (a fact); an *instalment* is a part of it with its due day; a *slip* is the paper with
 * which one instalment, or a part of one that is over the stores' limit, is paid.
 */
#ifndef GETSUJI_SLIP_H
#define GETSUJI_SLIP_H

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
/* clang-format on */

#define SLIP_ENUM(name, number, word, term) name = (number),
enum repayment_article { REPAYMENT_ARTICLES(SLIP_ENUM) };
enum collection_report { COLLECTION_REPORTS(SLIP_ENUM) };
#undef SLIP_ENUM

#endif
