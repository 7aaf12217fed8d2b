/*
 * bank_result.h: files of what a bank says of transfers (振込結果): paid, or given back with the reason.
 *
 *   file      first: layout, office, day and serial of the file
 *     result  one per transfer that is told about: its number, paid or returned, why, amount, day
 *   end       last: how many results and records, and their digest
 *
 * The layout is ours and stands in BANK.md; what is common to files of records is in record_list.h.  CSV alone.
 *
 * Thread: any; constant.
 */
#ifndef GETSUJI_INTAKE_BANK_RESULT_H
#define GETSUJI_INTAKE_BANK_RESULT_H

#include "engine/intake/record_list.h"

#define BANK_RESULT_LAYOUT "getsuji-bank-result-1"

enum {
	BANK_RESULTS_MAX = 2000000,
	BANK_CUSTOMER_DIGITS = 10, /* of each of the two customer codes: payment, run */
	BANK_PAYMENT_DIGITS = 2 * BANK_CUSTOMER_DIGITS
};

/* Items of the records, in order. */
enum bank_result_item {
	BANK_RESULT_PAYMENT,
	BANK_RESULT_STATE,
	BANK_RESULT_REASON,
	BANK_RESULT_AMOUNT,
	BANK_RESULT_SETTLED_ON
};

extern const struct record_layout bank_result_layout;

/* The two numbers of a payment as a transfer carries them (BANK_PAYMENT_DIGITS digits); false: no payment of ours can
 * have them. */
bool bank_result_payment(struct str digits, int32_t *run_id, int32_t *payment_no);

#endif
