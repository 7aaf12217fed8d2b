/*
 * collection_layout.c: the items of each record of a collector's report.  COLLECTIONS.md says what they mean.
 */
#include "engine/intake/collection.h"
#include "getsuji/slip.h"

#define WORD_OF(name, number, word, term) {number, word},
static const struct record_word reports[] = {COLLECTION_REPORTS(WORD_OF){0, NULL}};
#undef WORD_OF

/* clang-format off */
static record_items items[COLLECTION_RECORDS] = {
	[COLLECTION_FILE] = {
		[COLLECTION_FILE_LAYOUT] = {"layout", ITEM_TEXT, false, 1, 40, NULL},
		[COLLECTION_FILE_OFFICE] = {"office", ITEM_DIGITS, false, 0, 5, NULL},
		[COLLECTION_FILE_MADE_ON] = {"made_on", ITEM_DAY, false, 0, 0, NULL},
		[COLLECTION_FILE_SERIAL] = {"serial", ITEM_NUMBER, false, 1, 999999, NULL}},
	[COLLECTION_PAYMENT] = {
		[COLLECTION_PAYMENT_RECEIPT] = {"receipt_no", ITEM_CODE, false, 1, COLLECTION_RECEIPT_MAX, NULL},
		[COLLECTION_PAYMENT_REPORT] = {"report", ITEM_WORD, false, 0, 0, reports},
		[COLLECTION_PAYMENT_SLIP] = {"slip_number", ITEM_DIGITS, false, 0, SLIP_NUMBER_DIGITS, NULL},
		[COLLECTION_PAYMENT_AMOUNT] = {"amount_yen", ITEM_NUMBER, false, 1, INT32_MAX, NULL},
		[COLLECTION_PAYMENT_PAID_ON] = {"paid_on", ITEM_DAY, false, 0, 0, NULL}},
	[COLLECTION_END] = {
		{"payments", ITEM_NUMBER, false, 0, COLLECTIONS_MAX, NULL},
		{"records", ITEM_NUMBER, false, 0, 2000000000, NULL},
		{"digest", ITEM_CODE, false, 64, 64, NULL}},
};
/* clang-format on */

#define BIT(record) (1u << (record))

static const struct record_order order[COLLECTION_RECORDS] = {
	[COLLECTION_FILE] = {BIT(COLLECTION_PAYMENT) | BIT(COLLECTION_END), NO_RECORD, "file"},
	[COLLECTION_PAYMENT] = {BIT(COLLECTION_PAYMENT) | BIT(COLLECTION_END), NO_RECORD, "payment"},
	[COLLECTION_END] = {0, NO_RECORD, "end"},
};

static const char *const words[COLLECTION_RECORDS] = {"file", "payment", "end"};

const struct record_layout collection_layout = {
	.name = COLLECTION_LAYOUT,
	.count = COLLECTION_RECORDS,
	.counted = COLLECTION_PAYMENT,
	.most = COLLECTIONS_MAX,
	.words = words,
	.order = order,
	.items = items,
};
