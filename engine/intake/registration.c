/*
 * registration.c: the items of each record of an answer file.  Data only; REGISTRATIONS.md says what they mean.
 */
#include "engine/intake/registration.h"

#include "getsuji/registration.h"

static const struct record_word states[] = {
	{REGISTRATION_ACCEPTED, "accepted"}, {REGISTRATION_REJECTED, "rejected"}, {0, NULL}};

/* clang-format off */
static record_items items[REGISTRATION_RECORDS] = {
	[REGISTRATION_FILE] = {
		[REGISTRATION_FILE_LAYOUT]      = {"layout",     ITEM_TEXT,   false, 1, 40, NULL},
		[REGISTRATION_FILE_OFFICE]      = {"office",     ITEM_DIGITS, false, 0, 5, NULL},
		[REGISTRATION_FILE_MADE_ON]     = {"made_on",    ITEM_DAY,    false, 0, 0, NULL},
		[REGISTRATION_FILE_SERIAL]      = {"serial",     ITEM_NUMBER, false, 1, 999999, NULL}},
	[REGISTRATION_ANSWER] = {
		[REGISTRATION_ANSWER_RECORD_NO] = {"record_no",  ITEM_DIGITS, false, 0, REGISTRATION_RECORD_DIGITS, NULL},
		[REGISTRATION_ANSWER_STATE]     = {"state",      ITEM_WORD,   false, 0, 0, states},
		[REGISTRATION_ANSWER_ERROR]     = {"error_code", ITEM_CODE,   true,  1, REGISTRATION_ERROR_MAX, NULL}},
	[REGISTRATION_END] = {
		{"answers", ITEM_NUMBER, false, 0, REGISTRATION_ANSWERS_MAX, NULL},
		{"records", ITEM_NUMBER, false, 0, 2000000000, NULL},
		{"digest",  ITEM_CODE,   false, 64, 64, NULL}},
};
/* clang-format on */

#define BIT(record) (1u << (record))
static const struct record_order order[REGISTRATION_RECORDS] = {
	[REGISTRATION_FILE] = {BIT(REGISTRATION_ANSWER) | BIT(REGISTRATION_END), NO_RECORD, "file"},
	[REGISTRATION_ANSWER] = {BIT(REGISTRATION_ANSWER) | BIT(REGISTRATION_END), NO_RECORD, "answer"},
	[REGISTRATION_END] = {0, NO_RECORD, "end"},
};

static const char *const words[REGISTRATION_RECORDS] = {
	[REGISTRATION_FILE] = "file", [REGISTRATION_ANSWER] = "answer", [REGISTRATION_END] = "end"};

const struct record_layout registration_layout = {
	.name = REGISTRATION_ANSWER_LAYOUT,
	.count = REGISTRATION_RECORDS,
	.counted = REGISTRATION_ANSWER,
	.most = REGISTRATION_ANSWERS_MAX,
	.words = words,
	.order = order,
	.items = items,
};
