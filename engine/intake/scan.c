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
static record_items items[SCAN_RECORDS] = {
	[SCAN_FILE] = {
		[SCAN_FILE_LAYOUT]       = {"layout",    ITEM_TEXT,   false, 1, 40, NULL},
		[SCAN_FILE_RUN]          = {"run",       ITEM_NUMBER, false, 1, 999999999, NULL},
		[SCAN_FILE_MADE_ON]      = {"made_on",   ITEM_DAY,    false, 0, 0, NULL},
		[SCAN_FILE_SERIAL]       = {"serial",    ITEM_NUMBER, false, 1, 999999, NULL}},
	[SCAN_READING] = {
		[SCAN_READING_EVENT]     = {"event",     ITEM_WORD,   false, 0, 0, events},
		[SCAN_READING_ENVELOPE]  = {"envelope",  ITEM_NUMBER, false, 0, 999999999, NULL},
		[SCAN_READING_PLACE]     = {"place",     ITEM_NUMBER, false, 0, 9999, NULL},
		[SCAN_READING_SIDE]      = {"side",      ITEM_WORD,   false, 0, 0, sides},
		[SCAN_READING_CODE]      = {"code",      ITEM_TEXT,   false, 1, SCAN_CODE_MAX, NULL},
		[SCAN_READING_ENCLOSURE] = {"enclosure", ITEM_TEXT,   false, 1, SCAN_ENCLOSURE_MAX, NULL},
		[SCAN_READING_AT]        = {"read_at",   ITEM_TEXT,   false, TIME_LENGTH, TIME_LENGTH, NULL}},
	[SCAN_END] = {
		{"scans",   ITEM_NUMBER, false, 0, SCAN_MAX, NULL},
		{"records", ITEM_NUMBER, false, 0, 2000000000, NULL},
		{"digest",  ITEM_CODE,   false, 64, 64, NULL}},
};
/* clang-format on */

#define BIT(record) (1u << (record))
static const struct record_order order[SCAN_RECORDS] = {
	[SCAN_FILE] = {BIT(SCAN_READING) | BIT(SCAN_END), NO_RECORD, "file"},
	[SCAN_READING] = {BIT(SCAN_READING) | BIT(SCAN_END), NO_RECORD, "scan"},
	[SCAN_END] = {0, NO_RECORD, "end"},
};

static const char *const words[SCAN_RECORDS] = {
	[SCAN_FILE] = "file", [SCAN_READING] = "scan", [SCAN_END] = "end"};

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
	if (row->record != SCAN_READING || scan_seconds(at->text, &seconds))
		return ERR_OK;
	(void)err_set(
		e, ERR_INPUT, 1160, "%s is not written as it must be", items[SCAN_READING][SCAN_READING_AT].name);
	(void)record_check_at(
		c, row->record, items[SCAN_READING][SCAN_READING_AT].name, record_check_place(at), e);
	return err_hint(e, "It is a time that exists, written YYYY-MM-DDThh:mm:ss, in Japan.");
}

static const struct record_rules rules = {.row = check_row};

const struct record_layout scan_layout = {
	.name = SCAN_LAYOUT,
	.count = SCAN_RECORDS,
	.counted = SCAN_READING,
	.most = SCAN_MAX,
	.words = words,
	.order = order,
	.items = items,
	.rules = &rules,
};
