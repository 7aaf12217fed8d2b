/*
 * ticket_words.h: Japanese terms of the codes of tickets (getsuji/ticket.h) for workbooks and documents; "" for a number of
 * no list.
 *
 * Thread: any; pure.
 */
#ifndef REPORTS_TICKET_WORDS_H
#define REPORTS_TICKET_WORDS_H

#include "getsuji/ticket.h"

const char *ticket_words_type(int64_t type);         /* 医療券 */
const char *ticket_words_service(int64_t service);   /* 入院外 */
const char *ticket_words_action(int64_t action);     /* 差替え */
const char *ticket_words_coverage(int64_t coverage); /* 社会保険 */
const char *ticket_words_cause(int64_t cause);       /* 有効期間の変更 */
const char *ticket_words_hold(int64_t hold);         /* 保護停止中 */
const char *ticket_words_care_level(int64_t level);  /* 要介護2 */

#endif
