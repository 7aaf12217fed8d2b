/*
 * registration.c: the items of each record of an answer file.  Data only; REGISTRATIONS.md says what they mean.
 */
#include "engine/intake/registration.h"

#include "getsuji/registration.h"

static const struct record_word states[] = {
	{REGISTRATION_ACCEPTED, "accepted"}, {REGISTRATION_REJECTED, "rejected"}, {0, NULL}};

/* clang-format off */
static record_items items[LIST_RECORDS] = {
	[LIST_FILE] = LIST_FILE_ITEMS(LIST_OFFICE),
	[LIST_ROW] = {
		[REGISTRATION_ANSWER_RECORD_NO] = {"record_no",  ITEM_DIGITS, false, 0, REGISTRATION_RECORD_DIGITS, NULL},
		[REGISTRATION_ANSWER_STATE]     = {"state",      ITEM_WORD,   false, 0, 0, states},
		[REGISTRATION_ANSWER_ERROR]     = {"error_code", ITEM_CODE,   true,  1, REGISTRATION_ERROR_MAX, NULL}},
	[LIST_END] = LIST_END_ITEMS("answers", REGISTRATION_ANSWERS_MAX, LIST_DIGEST),
};
/* clang-format on */

static const struct record_order order[LIST_RECORDS] = LIST_ORDER("answer");
static const char *const words[LIST_RECORDS] = LIST_WORDS("answer");

const struct record_layout registration_layout = {
	.name = REGISTRATION_ANSWER_LAYOUT,
	.count = LIST_RECORDS,
	.counted = LIST_ROW,
	.most = REGISTRATION_ANSWERS_MAX,
	.words = words,
	.order = order,
	.items = items,
};
