/*
 * duplicate_layout.c: the items of each record of a result of the check for duplicate coverage, and what holds between
 * them.  DUPLICATES.md says what they mean.
 */
#include "engine/intake/duplicate.h"

#include "engine/intake/record_check.h"
#include "getsuji/ticket.h"

/* Of the kinds of coverage those that an insurer can tell. */
static const struct record_word kinds[] = {{COVERAGE_EMPLOYEES, "employees"}, {COVERAGE_ELDERLY, "elderly"},
	{COVERAGE_NATIONAL, "national"}, {DUPLICATE_NONE, "none"}, {0, NULL}};

/* clang-format off */
static record_items items[LIST_RECORDS] = {
	[LIST_FILE] = LIST_FILE_ITEMS(LIST_OFFICE),
	[LIST_ROW] = {
		[DUPLICATE_REGISTRATION_NO] = {"registration_no", ITEM_DIGITS, false, 0, REGISTRATION_NO_DIGITS, NULL},
		[DUPLICATE_KIND] = {"kind", ITEM_WORD, false, 0, 0, kinds},
		[DUPLICATE_INSURER_NO] = {"insurer_no", ITEM_DIGITS, true, 0, 8, NULL},
		[DUPLICATE_QUALIFIED_ON] = {"qualified_on", ITEM_DAY, true, 0, 0, NULL},
		[DUPLICATE_LOST_ON] = {"lost_on", ITEM_DAY, true, 0, 0, NULL}},
	[LIST_END] = LIST_END_ITEMS("persons", DUPLICATES_MAX, LIST_DIGEST),
};
/* clang-format on */

static const struct record_order order[LIST_RECORDS] = LIST_ORDER("person");
static const char *const words[LIST_RECORDS] = LIST_WORDS("person");

/* An insurance has a number and a first day; who has none has nothing else either.  It ends after it began. */
static enum err_code check_row(
	void *self, const struct record_check *c, const struct record_row *row, struct err *e)
{
	const struct record_value *v = row->values;
	int item = DUPLICATE_INSURER_NO;

	(void)self;
	if (row->record != LIST_ROW)
		return ERR_OK;
	if (v[DUPLICATE_KIND].number == DUPLICATE_NONE) {
		while (item <= DUPLICATE_LOST_ON && v[item].null)
			item++;
		if (item <= DUPLICATE_LOST_ON) {
			(void)record_check_items(c, row, item, DUPLICATE_KIND, e);
			return err_hint(e, "Who has no insurance (kind none) has neither insurer nor days.");
		}
		return ERR_OK;
	}
	for (; item <= DUPLICATE_QUALIFIED_ON; item++) {
		if (v[item].null) {
			(void)record_check_items(c, row, item, DUPLICATE_KIND, e);
			return err_hint(e, "An insurance has an insurer and a first day.");
		}
	}
	if (!v[DUPLICATE_LOST_ON].null && v[DUPLICATE_LOST_ON].number <= v[DUPLICATE_QUALIFIED_ON].number)
		return record_check_items(c, row, DUPLICATE_LOST_ON, DUPLICATE_QUALIFIED_ON, e);
	return ERR_OK;
}

static const struct record_rules rules = {.row = check_row};

const struct record_layout duplicate_layout = {
	.name = DUPLICATE_LAYOUT,
	.count = LIST_RECORDS,
	.counted = LIST_ROW,
	.most = DUPLICATES_MAX,
	.words = words,
	.order = order,
	.items = items,
	.rules = &rules,
};
