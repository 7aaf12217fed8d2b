/*
 * answer_rules.c: what holds between the items and records of an answer file, beyond their order.
 */
#include "engine/intake/answer.h"

#include "engine/intake/record_check.h"
#include "getsuji/matching.h"

#include <string.h>

/* Where the items stand that are looked at beside others. */
struct item_index {
	int subject, state, scheme, right_arose_on, right_lost_on, suspension_reason, suspended_from,
		suspended_to, pay_from_on;
};

/* What was seen so far. */
struct seen {
	struct item_index at;
	int64_t subject, state;
	bool in_answer;                                           /* there was one */
	int awards, schemes, amounts, payments, employers, taxes; /* in the open answer or award */
	unsigned schemes_seen;
	int64_t pay_from_on[AMOUNTS_MAX];
	struct record_place answer, award; /* the open ones */
};

static int item_index(enum answer_record record, const char *name)
{
	const struct record_item *items = answer_layout.items[record];
	int i = 0;

	while (items[i].name && strcmp(items[i].name, name) != 0)
		i++;
	CHECK(items[i].name != NULL);
	return i;
}

static void *open_rules(struct arena *keep)
{
	struct seen *s = arena_alloc(keep, sizeof *s);

	s->at.subject = item_index(RECORD_FILE, "subject");
	s->at.state = item_index(RECORD_ANSWER, "state");
	s->at.scheme = item_index(RECORD_SCHEME, "scheme");
	s->at.right_arose_on = item_index(RECORD_SCHEME, "right_arose_on");
	s->at.right_lost_on = item_index(RECORD_SCHEME, "right_lost_on");
	s->at.suspension_reason = item_index(RECORD_SCHEME, "suspension_reason");
	s->at.suspended_from = item_index(RECORD_SCHEME, "suspended_from");
	s->at.suspended_to = item_index(RECORD_SCHEME, "suspended_to");
	s->at.pay_from_on = item_index(RECORD_AMOUNT, "pay_from_on");
	return s;
}

/* --- records ------------------------------------------------------------------------------------ */

static enum err_code refuse_lack(const struct record_check *c, enum answer_record record,
	struct record_place at, enum answer_record part, struct err *e)
{
	(void)err_set(e, ERR_INPUT, 1168, "the record %s lacks a record %s", answer_record_word(record),
		answer_record_word(part));
	return record_check_at(c, (int)record, NULL, at, e);
}

static enum err_code close_record(void *self, const struct record_check *c, int record, struct err *e)
{
	const struct seen *s = self;

	if (record == RECORD_AWARD && s->schemes == 0)
		return refuse_lack(c, RECORD_AWARD, s->award, RECORD_SCHEME, e);
	if (record == RECORD_ANSWER && s->state == ANSWER_FOUND) {
		if (s->subject == SUBJECT_PENSION && s->awards == 0)
			return refuse_lack(c, RECORD_ANSWER, s->answer, RECORD_AWARD, e);
		if (s->subject == SUBJECT_TAX && s->taxes == 0)
			return refuse_lack(c, RECORD_ANSWER, s->answer, RECORD_TAX, e);
	}
	return ERR_OK;
}

static enum err_code close_before(
	void *self, const struct record_check *c, int last, int record, struct err *e)
{
	const struct seen *s = self;

	if (last == RECORD_AWARD && record != RECORD_SCHEME)
		return close_record(self, c, RECORD_AWARD, e);
	if (s->in_answer && (record == RECORD_ANSWER || record == RECORD_END))
		return close_record(self, c, RECORD_ANSWER, e);
	return ERR_OK;
}

/* Parts of an answer: does its state have any, does the file's subject have this one? */
static enum err_code check_part(
	const struct seen *s, const struct record_check *c, int record, struct record_place at, struct err *e)
{
	const char *word = answer_record_word((enum answer_record)record);

	if (record != RECORD_AWARD && record != RECORD_TAX)
		return ERR_OK;
	if (s->subject != (record == RECORD_TAX ? SUBJECT_TAX : SUBJECT_PENSION)) {
		(void)record_check_contradicts(c, record, NULL, at, word, "subject", e);
		return err_hint(e, "A file of subject pension has records award, one of subject tax records tax.");
	}
	if (s->state != ANSWER_FOUND) {
		(void)record_check_contradicts(c, record, NULL, at, word, "state", e);
		return err_hint(e, "An answer has parts only where its state is found.");
	}
	return ERR_OK;
}

static enum err_code begin_record(
	void *self, const struct record_check *c, int record, int line, int column, struct err *e)
{
	struct record_place at = {line, column};
	struct seen *s = self;

	if (check_part(s, c, record, at, e) != ERR_OK)
		return e->code;
	switch ((enum answer_record)record) {
	case RECORD_ANSWER:
		s->answer = at;
		s->awards = s->taxes = 0;
		s->in_answer = true;
		return ERR_OK;
	case RECORD_AWARD:
		s->award = at;
		s->schemes = s->amounts = s->payments = 0;
		s->schemes_seen = 0;
		return ++s->awards > AWARDS_MAX ? record_check_too_many(c, record, at, AWARDS_MAX, e) : ERR_OK;
	case RECORD_SCHEME:
		return ++s->schemes > SCHEMES_MAX ? record_check_too_many(c, record, at, SCHEMES_MAX, e) : ERR_OK;
	case RECORD_AMOUNT:
		return ++s->amounts > AMOUNTS_MAX ? record_check_too_many(c, record, at, AMOUNTS_MAX, e) : ERR_OK;
	case RECORD_PAYMENT:
	case RECORD_ARREARS:
		return ++s->payments > PAYMENTS_MAX ? record_check_too_many(c, record, at, PAYMENTS_MAX, e) : ERR_OK;
	case RECORD_TAX:
		s->taxes++;
		s->employers = 0;
		return ERR_OK;
	case RECORD_EMPLOYER:
		return ++s->employers > EMPLOYERS_MAX ? record_check_too_many(c, record, at, EMPLOYERS_MAX, e)
											  : ERR_OK;
	case RECORD_FILE:
	case RECORD_END:
	case RECORD_COUNT:
		break;
	}
	return ERR_OK;
}

/* --- between items ------------------------------------------------------------------------------ */

static enum err_code refuse_twice(
	const struct record_check *c, const struct record_row *row, int item, struct err *e)
{
	const char *name = answer_layout.items[row->record][item].name;

	(void)err_set(e, ERR_INPUT, 1165, "the same %s stands in two records %s of one award", name,
		answer_record_word((enum answer_record)row->record));
	return record_check_at(c, row->record, name, record_check_place(&row->values[item]), e);
}

/* 年金支給停止: 00 is "not suspended", and then both months are 000000; else it has a beginning. */
static enum err_code check_suspension(
	const struct seen *s, const struct record_check *c, const struct record_row *row, struct err *e)
{
	const struct record_value *reason = &row->values[s->at.suspension_reason];
	const struct record_value *from = &row->values[s->at.suspended_from];
	const struct record_value *to = &row->values[s->at.suspended_to];

	if (record_check_is(reason, "00") && from->number != 0)
		(void)record_check_items(c, row, s->at.suspended_from, s->at.suspension_reason, e);
	else if (record_check_is(reason, "00") && to->number != 0)
		(void)record_check_items(c, row, s->at.suspended_to, s->at.suspension_reason, e);
	else if (!reason->null && !record_check_is(reason, "00") && !from->null && from->number == 0)
		(void)record_check_items(c, row, s->at.suspended_from, s->at.suspension_reason, e);
	else
		return ERR_OK;
	return err_hint(
		e, "Reason 00 is not suspended and both months are 000000; any other reason has a first month.");
}

static enum err_code check_scheme(
	struct seen *s, const struct record_check *c, const struct record_row *row, struct err *e)
{
	const struct record_value *v = row->values;
	const struct record_value *arose = &v[s->at.right_arose_on], *lost = &v[s->at.right_lost_on];
	const struct record_value *from = &v[s->at.suspended_from], *to = &v[s->at.suspended_to];
	unsigned scheme = 1u << v[s->at.scheme].number;

	if (s->schemes_seen & scheme)
		return refuse_twice(c, row, s->at.scheme, e);
	s->schemes_seen |= scheme;
	if (!arose->null && !lost->null && lost->number < arose->number)
		return record_check_items(c, row, s->at.right_lost_on, s->at.right_arose_on, e);
	if (check_suspension(s, c, row, e) != ERR_OK)
		return e->code;
	if (!from->null && !to->null && to->number != 0 && to->number < from->number)
		return record_check_items(c, row, s->at.suspended_to, s->at.suspended_from, e);
	if (!from->null && from->number == 0 && to->number != 0)
		return record_check_items(c, row, s->at.suspended_to, s->at.suspended_from, e);
	return ERR_OK;
}

/* Two amounts from the same day: nobody could say which holds. */
static enum err_code check_amount(
	struct seen *s, const struct record_check *c, const struct record_row *row, struct err *e)
{
	int64_t day = row->values[s->at.pay_from_on].number;
	int i;

	for (i = 0; i < s->amounts - 1; i++)
		if (s->pay_from_on[i] == day)
			return refuse_twice(c, row, s->at.pay_from_on, e);
	s->pay_from_on[s->amounts - 1] = day;
	return ERR_OK;
}

static enum err_code check_row(
	void *self, const struct record_check *c, const struct record_row *row, struct err *e)
{
	struct seen *s = self;

	if (row->record == RECORD_FILE)
		s->subject = row->values[s->at.subject].number;
	else if (row->record == RECORD_ANSWER)
		s->state = row->values[s->at.state].number;
	else if (row->record == RECORD_SCHEME)
		return check_scheme(s, c, row, e);
	else if (row->record == RECORD_AMOUNT)
		return check_amount(s, c, row, e);
	return ERR_OK;
}

const struct record_rules answer_rules = {
	.open = open_rules,
	.before = close_before,
	.begin = begin_record,
	.row = check_row,
	.close = close_record,
};
