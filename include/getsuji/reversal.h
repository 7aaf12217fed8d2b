/*
 * reversal.h: the words of taking back a confirmed run (処理の取消し), in one place for the database and the list.
 *
 * Each list is one X-macro: enum constant, number in the database (never reused), Japanese term.
 */
#ifndef GETSUJI_REVERSAL_H
#define GETSUJI_REVERSAL_H

/* clang-format off */
/* What a run made. */
#define REVERSAL_ITEMS(X)                                                                            \
	X(REVERSAL_PAYMENT,  1, "支払")                                                                  \
	X(REVERSAL_TICKET,   2, "医療券等の券")                                                          \
	X(REVERSAL_FORM,     3, "用紙")                                                                  \
	X(REVERSAL_DOCUMENT, 4, "文書")                                                                  \
	X(REVERSAL_PIECE,    5, "郵送物")                                                                \
	X(REVERSAL_SLIP,     6, "納付書")

/* What becomes of it. */
#define REVERSAL_OUTCOMES(X)                                                                         \
	X(REVERSAL_TAKEN,    1, "取消し")                                                                \
	X(REVERSAL_PULL,     2, "引抜きが必要")                                                          \
	X(REVERSAL_LEFT,     3, "取り消せない（所外に出た）")                                            \
	X(REVERSAL_RESTORED, 4, "元に戻した")
/* clang-format on */

#define REVERSAL_ENUM(name, number, term) name = (number),
enum reversal_item { REVERSAL_ITEMS(REVERSAL_ENUM) };
enum reversal_outcome { REVERSAL_OUTCOMES(REVERSAL_ENUM) };
#undef REVERSAL_ENUM

#endif
