/*
 * collection_layout.c: the items of each record of a collector's report.  COLLECTIONS.md says what they mean.
 */
#include "engine/intake/collection.h"
#include "getsuji/slip.h"

#define WORD_OF(name, number, word, term) {number, word},
static const struct record_word reports[] = {COLLECTION_REPORTS(WORD_OF){0, NULL}};
#undef WORD_OF

/* clang-format off */
static record_items items[LIST_RECORDS] = {
	[LIST_FILE] = LIST_FILE_ITEMS(LIST_OFFICE),
	[LIST_ROW] = {
		[COLLECTION_PAYMENT_RECEIPT] = {"receipt_no", ITEM_CODE, false, 1, COLLECTION_RECEIPT_MAX, NULL},
		[COLLECTION_PAYMENT_REPORT] = {"report", ITEM_WORD, false, 0, 0, reports},
		[COLLECTION_PAYMENT_SLIP] = {"slip_number", ITEM_DIGITS, false, 0, SLIP_NUMBER_DIGITS, NULL},
		[COLLECTION_PAYMENT_AMOUNT] = {"amount_yen", ITEM_NUMBER, false, 1, INT32_MAX, NULL},
		[COLLECTION_PAYMENT_PAID_ON] = {"paid_on", ITEM_DAY, false, 0, 0, NULL}},
	[LIST_END] = LIST_END_ITEMS("payments", COLLECTIONS_MAX, LIST_DIGEST),
};
/* clang-format on */

static const struct record_order order[LIST_RECORDS] = LIST_ORDER("payment");
static const char *const words[LIST_RECORDS] = LIST_WORDS("payment");

const struct record_layout collection_layout = {
	.name = COLLECTION_LAYOUT,
	.count = LIST_RECORDS,
	.counted = LIST_ROW,
	.most = COLLECTIONS_MAX,
	.words = words,
	.order = order,
	.items = items,
};
