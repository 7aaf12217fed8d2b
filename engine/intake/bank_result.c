/*
 * bank_result.c: the items of each record of a file of bank results; BANK.md says what they mean.
 */
#include "engine/intake/bank_result.h"

#include "getsuji/payment.h"

#define WORD(name, number, word, term) {number, word},
static const struct record_word states[] = {BANK_STATES(WORD){0, NULL}};
static const struct record_word reasons[] = {BANK_REASONS(WORD){0, NULL}};

/* clang-format off */
static record_items items[LIST_RECORDS] = {
	[LIST_FILE] = LIST_FILE_ITEMS(LIST_OFFICE),
	[LIST_ROW] = {
		[BANK_RESULT_PAYMENT]    = {"payment",    ITEM_DIGITS, false, 0, BANK_PAYMENT_DIGITS, NULL},
		[BANK_RESULT_STATE]      = {"state",      ITEM_WORD,   false, 0, 0, states},
		[BANK_RESULT_REASON]     = {"reason",     ITEM_WORD,   true,  0, 0, reasons},
		[BANK_RESULT_AMOUNT]     = {"amount_yen", ITEM_YEN,    false, 0, INT32_MAX, NULL},
		[BANK_RESULT_SETTLED_ON] = {"settled_on", ITEM_DAY,    false, 0, 0, NULL}},
	[LIST_END] = LIST_END_ITEMS("results", BANK_RESULTS_MAX, LIST_DIGEST),
};
/* clang-format on */

static const struct record_order order[LIST_RECORDS] = LIST_ORDER("result");
static const char *const words[LIST_RECORDS] = LIST_WORDS("result");

const struct record_layout bank_result_layout = {
	.name = BANK_RESULT_LAYOUT,
	.count = LIST_RECORDS,
	.counted = LIST_ROW,
	.most = BANK_RESULTS_MAX,
	.words = words,
	.order = order,
	.items = items,
};

static bool number_of(const char *digits, int32_t *out)
{
	int64_t value = 0;

	for (int i = 0; i < BANK_CUSTOMER_DIGITS; i++)
		value = value * 10 + (digits[i] - '0');
	*out = value <= INT32_MAX ? (int32_t)value : 0;
	return *out > 0;
}

bool bank_result_payment(struct str digits, int32_t *run_id, int32_t *payment_no)
{
	bool payment = number_of(digits.at, payment_no);

	return number_of(digits.at + BANK_CUSTOMER_DIGITS, run_id) && payment;
}
