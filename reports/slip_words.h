/*
 * slip_words.h: the words of repayment slips (getsuji/slip.h) by their numbers, for documents and lists; "" for a number
 * that is in no list.
 *
 * Thread: any; pure.
 */
#ifndef GETSUJI_REPORTS_SLIP_WORDS_H
#define GETSUJI_REPORTS_SLIP_WORDS_H

#include "getsuji/slip.h"

const char *slip_words_article(int64_t article);
const char *slip_words_action(int64_t action);
const char *slip_words_hold(int64_t hold);
const char *slip_words_cause(int64_t cause);
const char *slip_words_refusal(int64_t refusal);
const char *slip_words_report(int64_t report);

/* The 21 digits as people read them: "13113-00000001-001-0001-5". */
#define SLIP_WORDS_NUMBER (SLIP_NUMBER_DIGITS + 5)
void slip_words_number(const struct slip_number *number, char out[static SLIP_WORDS_NUMBER]);

#endif
