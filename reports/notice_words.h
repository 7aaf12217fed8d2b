/*
 * notice_words.h: the fixed wording of the 保護決定通知書, in one place.
 *
 * The instruction on remedies (教示) is a draft of this project, built on the law's structure
 * (生活保護法 §64–§69, 行政不服審査法 §18, 行政事件訴訟法 §14): an office must have its own text approved and
 * give it a version of its own.  The version is printed on each notice.
 *
 * Thread: any; constant.
 */
#ifndef GETSUJI_REPORTS_NOTICE_WORDS_H
#define GETSUJI_REPORTS_NOTICE_WORDS_H

#include "getsuji/benefit.h"

#define NOTICE_TITLE               "保護決定通知書"
#define NOTICE_INSTRUCTION_VERSION "教示文 第1版（案）"
#define NOTICE_INSTRUCTION_COUNT   3

/* 扶助の種類, in the order of 生活保護法 §11 with the two benefits in kind in their places. */
/* clang-format off */
#define NOTICE_AIDS(X)                  \
	X(LIVELIHOOD, "生活扶助",   false)  \
	X(HOUSING,    "住宅扶助",   false)  \
	X(EDUCATION,  "教育扶助",   false)  \
	X(CARE,       "介護扶助",   true)   \
	X(MEDICAL,    "医療扶助",   true)   \
	X(BIRTH,      "出産扶助",   false)  \
	X(OCCUPATION, "生業扶助",   false)  \
	X(FUNERAL,    "葬祭扶助",   false)

/* clang-format on */

enum notice_aid {
#define X(name, term, in_kind) NOTICE_##name,
	NOTICE_AIDS(X)
#undef X
		NOTICE_AID_COUNT
};

struct notice_decision_words {
	const char *kind;    /* 変更 */
	const char *article; /* 第25条第2項 */
};

/* Of CHANGE_OPENING … CHANGE_CLOSING. */
const struct notice_decision_words *notice_words_of(enum change_kind kind);

/* The paragraphs of the instruction; $知事 and $代表 stand for the office's governor and defendant. */
extern const char *const notice_instruction[NOTICE_INSTRUCTION_COUNT];

#endif
