/*
 * scan.c: the items of each record of a file of scans.  SCANS.md says what they mean.
 */
#include "engine/intake/scan.h"

#include "engine/intake/record_check.h"
#include "getsuji/mail_fault.h"

enum { TIME_LENGTH = 19, DAY_LENGTH = 10, SECONDS_PER_DAY = 86400 };

#define WORD(name, number, word, term) {(name), (word)},
static const struct record_word events[] = {MAIL_EVENTS(WORD){0, NULL}};
#undef WORD
static const struct record_word sides[] = {{SCAN_FRONT, "F"}, {SCAN_BACK, "B"}, {0, NULL}};

/* clang-format off */
static record_items items[LIST_RECORDS] = {
	[LIST_FILE] = LIST_FILE_ITEMS({"run", ITEM_NUMBER, false, 1, 999999999, NULL}),
	[LIST_ROW] = {
		[SCAN_READING_EVENT]     = {"event",     ITEM_WORD,   false, 0, 0, events},
		[SCAN_READING_ENVELOPE]  = {"envelope",  ITEM_NUMBER, false, 0, 999999999, NULL},
		[SCAN_READING_PLACE]     = {"place",     ITEM_NUMBER, false, 0, 9999, NULL},
		[SCAN_READING_SIDE]      = {"side",      ITEM_WORD,   false, 0, 0, sides},
		[SCAN_READING_CODE]      = {"code",      ITEM_TEXT,   false, 1, SCAN_CODE_MAX, NULL},
		[SCAN_READING_ENCLOSURE] = {"enclosure", ITEM_TEXT,   false, 1, SCAN_ENCLOSURE_MAX, NULL},
		[SCAN_READING_AT]        = {"read_at",   ITEM_TEXT,   false, TIME_LENGTH, TIME_LENGTH, NULL}},
	[LIST_END] = LIST_END_ITEMS("scans", SCAN_MAX, LIST_DIGEST),
};
/* clang-format on */

static const struct record_order order[LIST_RECORDS] = LIST_ORDER("scan");
static const char *const words[LIST_RECORDS] = LIST_WORDS("scan");

static bool two_digits(const char *at, int most, int *out)
{
	if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
		return false;
	*out = (at[0] - '0') * 10 + (at[1] - '0');
	return *out <= most;
}

bool scan_seconds(struct str text, int64_t *out)
{
	const char *time = text.at + DAY_LENGTH;
	day_t day;
	int hour, minute, second;

	if (text.length != TIME_LENGTH || !day_parse(text.at, DAY_LENGTH, &day) || time[0] != 'T' ||
		!two_digits(time + 1, 23, &hour) || time[3] != ':' || !two_digits(time + 4, 59, &minute) ||
		time[6] != ':' || !two_digits(time + 7, 59, &second))
		return false;
	*out = (int64_t)(day - day_of(1970, 1, 1)) * SECONDS_PER_DAY + (hour * 60 + minute) * 60 + second;
	return true;
}

struct str scan_text(struct str text)
{
	return str_same(text, (struct str){SCAN_NONE, sizeof SCAN_NONE - 1}) ? (struct str){"", 0} : text;
}

static enum err_code check_row(
	void *self, const struct record_check *c, const struct record_row *row, struct err *e)
{
	const struct record_value *at = &row->values[SCAN_READING_AT];
	int64_t seconds;

	(void)self;
	if (row->record != LIST_ROW || scan_seconds(at->text, &seconds))
		return ERR_OK;
	(void)err_set(
		e, ERR_INPUT, 1160, "%s is not written as it must be", items[LIST_ROW][SCAN_READING_AT].name);
	(void)record_check_at(c, row->record, items[LIST_ROW][SCAN_READING_AT].name, record_check_place(at), e);
	return err_hint(e, "It is a time that exists, written YYYY-MM-DDThh:mm:ss, in Japan.");
}

static const struct record_rules rules = {.row = check_row};

const struct record_layout scan_layout = {
	.name = SCAN_LAYOUT,
	.count = LIST_RECORDS,
	.counted = LIST_ROW,
	.most = SCAN_MAX,
	.words = words,
	.order = order,
	.items = items,
	.rules = &rules,
};
