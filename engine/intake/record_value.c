/*
 * record_value.c: one item of a record, from its text to its value (see record_check.h).
 *
 * A value is what it says or the file is refused: nothing is trimmed, rounded, or read as something near.
 */
#include "engine/intake/record_check.h"

#include "engine/base/text.h"
#include "engine/intake/dataset.h"

#include <string.h>

enum { NUMBER_DIGITS_MAX = 12 };

/* An item and where it stands. */
struct spot {
	const struct record_check *check;
	int record;
	const struct record_item *item;
	struct record_place at;
};

static enum err_code place(const struct spot *s, struct err *e)
{
	return record_check_at(s->check, s->record, s->item->name, s->at, e);
}

static enum err_code refuse_form(const struct spot *s, struct err *e)
{
	(void)err_set(e, ERR_INPUT, 1160, "%s is not written as it must be", s->item->name);
	return place(s, e);
}

static bool all_digits(struct str text)
{
	size_t i;

	for (i = 0; i < text.length; i++)
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
	return text.length > 0;
}

static bool letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static enum err_code check_digits(const struct spot *s, struct str text, struct err *e)
{
	if (all_digits(text) && text.length == (size_t)s->item->hi)
		return ERR_OK;
	(void)refuse_form(s, e);
	return err_hint(e, "It has exactly %d digits, 0 to 9.", (int)s->item->hi);
}

static enum err_code check_code(const struct spot *s, struct str text, struct err *e)
{
	bool good = text.length >= (size_t)s->item->lo && text.length <= (size_t)s->item->hi;
	size_t i;

	for (i = 0; good && i < text.length; i++)
		good = letter_or_digit(text.at[i]);
	if (good)
		return ERR_OK;
	(void)refuse_form(s, e);
	return err_hint(e, "It has %d to %d letters A to Z or digits.", (int)s->item->lo, (int)s->item->hi);
}

static enum err_code check_word(
	const struct spot *s, struct str text, struct record_value *value, struct err *e)
{
	const struct record_word *w;

	for (w = s->item->words; w->word; w++) {
		if (strlen(w->word) == text.length && memcmp(w->word, text.at, text.length) == 0) {
			value->number = w->number;
			return ERR_OK;
		}
	}
	(void)refuse_form(s, e);
	return err_hint(e, "The description of the layout has its words.");
}

static enum err_code check_text(const struct spot *s, struct str text, struct err *e)
{
	const char *at = text.at, *end = text.at + text.length;

	while (at < end) {
		if (intake_unreadable(text_next(&at, end))) {
			(void)err_set(e, ERR_INPUT, 1162, "%s holds a character that nobody can read", s->item->name);
			(void)place(s, e);
			return err_hint(e, "Controls, line breaks and marks of direction are not allowed.");
		}
	}
	if (text_graphemes(text.at, text.length) <= (size_t)s->item->hi)
		return ERR_OK;
	(void)err_set(e, ERR_INPUT, 1163, "%s has more than %d characters", s->item->name, (int)s->item->hi);
	return place(s, e);
}

static enum err_code check_day(
	const struct spot *s, struct str text, struct record_value *value, struct err *e)
{
	day_t day;

	if (day_parse(text.at, text.length, &day)) {
		value->number = day;
		return ERR_OK;
	}
	(void)refuse_form(s, e);
	return err_hint(e, "It is a day that exists, written YYYY-MM-DD.");
}

static enum err_code check_yyyymm(
	const struct spot *s, struct str text, struct record_value *value, struct err *e)
{
	char month[8];
	month_t m;

	if (text.length == 6) {
		memcpy(month, text.at, 4);
		month[4] = '-';
		memcpy(month + 5, text.at + 4, 2);
		month[7] = '\0';
		if (memcmp(text.at, "000000", 6) == 0)
			return ERR_OK; /* none */
		if (month_parse(month, 7, &m)) {
			value->number = m;
			return ERR_OK;
		}
	}
	(void)refuse_form(s, e);
	return err_hint(e, "It is a month written YYYYMM, or 000000 for none.");
}

static enum err_code check_number(
	const struct spot *s, struct str text, struct record_value *value, struct err *e)
{
	int64_t v = 0;
	size_t i;

	if (!all_digits(text)) {
		(void)refuse_form(s, e);
		return err_hint(e, "It is a whole number in the digits 0 to 9, without sign, comma or decimals.");
	}
	for (i = 0; i < text.length && text.length <= NUMBER_DIGITS_MAX; i++)
		v = v * 10 + (text.at[i] - '0');
	if (text.length <= NUMBER_DIGITS_MAX && v >= s->item->lo && v <= s->item->hi) {
		value->number = v;
		return ERR_OK;
	}
	(void)err_set(e, ERR_INPUT, 1161, "%s is out of range", s->item->name);
	(void)place(s, e);
	return err_hint(e, "It lies between %lld and %lld.", (long long)s->item->lo, (long long)s->item->hi);
}

/* Anything that begins like a reason of null is one, or is refused: it must never pass for a text. */
static bool like_null(struct str text)
{
	static const char mark[] = "reason of null";
	size_t i;

	if (text.length < sizeof mark - 1)
		return false;
	for (i = 0; i < sizeof mark - 1; i++)
		if ((text.at[i] | 0x20) != mark[i])
			return false;
	return true;
}

static enum err_code check_typed(
	const struct spot *s, struct str text, struct record_value *value, struct err *e)
{
	switch (s->item->type) {
	case ITEM_DIGITS:
		return check_digits(s, text, e);
	case ITEM_CODE:
		return check_code(s, text, e);
	case ITEM_WORD:
		return check_word(s, text, value, e);
	case ITEM_TEXT:
		return check_text(s, text, e);
	case ITEM_DAY:
		return check_day(s, text, value, e);
	case ITEM_YYYYMM:
		return check_yyyymm(s, text, value, e);
	case ITEM_NUMBER:
	case ITEM_YEN:
		return check_number(s, text, value, e);
	}
	return refuse_form(s, e);
}

static enum err_code refuse_reason(const struct spot *s, struct err *e)
{
	(void)err_set(
		e, ERR_INPUT, 1157, "the reason why %s has no value is not written as it must be", s->item->name);
	(void)place(s, e);
	return err_hint(e, "In CSV it is Reason Of Null:NN, in XML the attribute reason_of_null=\"NN\" of an "
					   "empty element; NN is 01 to 99.");
}

enum err_code record_check_value(const struct record_check *c, int record, int item, struct str text,
	struct record_place at, struct record_value *value, struct err *e)
{
	const struct spot s = {c, record, &record_check_layout(c)->items[record][item], at};

	*value = (struct record_value){.text = text, .line = at.line, .column = at.column};
	if (like_null(text))
		return refuse_reason(&s, e);
	return check_typed(&s, text, value, e);
}

enum err_code record_check_null(const struct record_check *c, int record, int item, struct str reason,
	struct record_place at, struct record_value *value, struct err *e)
{
	const struct spot s = {c, record, &record_check_layout(c)->items[record][item], at};

	if (reason.length != 2 || !all_digits(reason) || memcmp(reason.at, "00", 2) == 0)
		return refuse_reason(&s, e);
	if (!s.item->nullable) {
		(void)err_set(e, ERR_INPUT, 1156, "%s must have a value", s.item->name);
		(void)place(&s, e);
		return err_hint(e, "A reason of null is not allowed for this item.");
	}
	*value = (struct record_value){.null = true,
		.null_reason = (uint8_t)((reason.at[0] - '0') * 10 + (reason.at[1] - '0')),
		.text = {"", 0},
		.line = at.line,
		.column = at.column};
	return ERR_OK;
}

enum err_code record_check_missing(
	const struct record_check *c, int record, int item, struct record_place at, struct err *e)
{
	const struct spot s = {c, record, &record_check_layout(c)->items[record][item], at};

	(void)err_set(e, ERR_INPUT, 1154, "%s has neither a value nor a reason of null", s.item->name);
	(void)place(&s, e);
	if (s.item->nullable)
		return err_hint(
			e, "Say why there is none: 01 not applicable, 02 undecided, 03 not disclosed, 04 not recorded.");
	return e->code;
}
