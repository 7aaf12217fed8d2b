/*
 * mail_return.c: the items of each record of a file of returned mail.  SCANS.md says what they mean.
 */
#include "engine/intake/mail_return.h"

#include "getsuji/mail_code.h"
#include "getsuji/mail_fault.h"

#define WORD(name, number, word, term) {(name), (word)},
static const struct record_word reasons[] = {MAIL_RETURN_REASONS(WORD){0, NULL}};
#undef WORD

/* clang-format off */
static record_items items[LIST_RECORDS] = {
	[LIST_FILE] = LIST_FILE_ITEMS(LIST_OFFICE),
	[LIST_ROW] = {
		[MAIL_RETURN_LETTER_PIECE]  = {"piece",       ITEM_TEXT,   false, 1, MAIL_RETURN_PIECE_MAX, NULL},
		[MAIL_RETURN_LETTER_REASON] = {"reason",      ITEM_WORD,   false, 0, 0, reasons},
		[MAIL_RETURN_LETTER_ON]     = {"returned_on", ITEM_DAY,    false, 0, 0, NULL}},
	[LIST_END] = LIST_END_ITEMS("returns", MAIL_RETURNS_MAX, LIST_DIGEST_BY_HAND),
};
/* clang-format on */

static const struct record_order order[LIST_RECORDS] = LIST_ORDER("return");
static const char *const words[LIST_RECORDS] = LIST_WORDS("return");

static bool number_at(const char **at, const char *end, int32_t *out)
{
	const char *start = *at;
	int64_t v = 0;

	while (*at < end && **at >= '0' && **at <= '9' && v <= MAIL_CODE_NUMBER_MAX)
		v = v * 10 + (*(*at)++ - '0');
	*out = (int32_t)v;
	return *at > start && *start != '0' && v <= MAIL_CODE_NUMBER_MAX;
}

bool mail_return_number(struct str text, int32_t *run_id, int32_t *piece_no)
{
	const char *at = text.at, *end = text.at + text.length;

	return number_at(&at, end, run_id) && at < end && *at++ == '-' && number_at(&at, end, piece_no) &&
		   at == end;
}

const struct record_layout mail_return_layout = {
	.name = MAIL_RETURN_LAYOUT,
	.count = LIST_RECORDS,
	.counted = LIST_ROW,
	.most = MAIL_RETURNS_MAX,
	.words = words,
	.order = order,
	.items = items,
	.by_hand = true,
};
