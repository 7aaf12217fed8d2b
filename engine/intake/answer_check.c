/*
 * answer_check.c: the order of records, what holds between items and records, counts and digest
 * (see answer_check.h).
 */
#include "engine/intake/answer_check.h"

#include "getsuji/matching.h"

#include <string.h>

/* One row as the digest sees it: its word, and NAME=VALUE of each item. */
#define DIGEST_TEXT_MAX (ANSWER_ITEMS_MAX * (CSV_FIELD_MAX + 64))

#define BIT(record) (1u << (record))

/* clang-format off */
/* Which records may follow one, and the record it stands under. */
static const struct {
	unsigned next;
	enum answer_record parent;
	const char *path;
} order[RECORD_COUNT] = {
	[RECORD_FILE]     = {BIT(RECORD_ANSWER) | BIT(RECORD_END), RECORD_COUNT, "file"},
	[RECORD_ANSWER]   = {BIT(RECORD_ANSWER) | BIT(RECORD_END) | BIT(RECORD_AWARD) | BIT(RECORD_TAX),
		RECORD_COUNT, "answer"},
	[RECORD_AWARD]    = {BIT(RECORD_SCHEME), RECORD_ANSWER, "answer/award"},
	[RECORD_SCHEME]   = {BIT(RECORD_SCHEME) | BIT(RECORD_AMOUNT) | BIT(RECORD_PAYMENT) | BIT(RECORD_ARREARS) |
		BIT(RECORD_AWARD) | BIT(RECORD_ANSWER) | BIT(RECORD_END), RECORD_AWARD, "answer/award/scheme"},
	[RECORD_AMOUNT]   = {BIT(RECORD_AMOUNT) | BIT(RECORD_PAYMENT) | BIT(RECORD_ARREARS) |
		BIT(RECORD_AWARD) | BIT(RECORD_ANSWER) | BIT(RECORD_END), RECORD_AWARD, "answer/award/amount"},
	[RECORD_PAYMENT]  = {BIT(RECORD_PAYMENT) | BIT(RECORD_ARREARS) |
		BIT(RECORD_AWARD) | BIT(RECORD_ANSWER) | BIT(RECORD_END), RECORD_AWARD, "answer/award/payment"},
	[RECORD_ARREARS]  = {BIT(RECORD_ARREARS) |
		BIT(RECORD_AWARD) | BIT(RECORD_ANSWER) | BIT(RECORD_END), RECORD_AWARD, "answer/award/arrears"},
	[RECORD_TAX]      = {BIT(RECORD_EMPLOYER) | BIT(RECORD_ANSWER) | BIT(RECORD_END), RECORD_ANSWER, "answer/tax"},
	[RECORD_EMPLOYER] = {BIT(RECORD_EMPLOYER) | BIT(RECORD_ANSWER) | BIT(RECORD_END), RECORD_TAX,
		"answer/tax/employer"},
	[RECORD_END]      = {0, RECORD_COUNT, "end"},
};
/* clang-format on */

/* Where the items stand that are looked at beside others. */
struct item_index {
	int layout, subject, state, scheme, right_arose_on, right_lost_on, suspension_reason, suspended_from,
		suspended_to, pay_from_on, answers, records, digest;
};

struct answer_check {
	const char *file;
	struct item_index at;
	bool begun;
	enum answer_record last;
	int64_t subject, state;
	int64_t answers, records;
	int awards, schemes, amounts, payments, employers, taxes; /* in the open answer or award */
	unsigned schemes_seen;
	int64_t pay_from_on[AMOUNTS_MAX];
	struct answer_place answer, award; /* the open ones */
	struct digest *digest;
	unsigned char sum[DIGEST_SIZE];
	char *text; /* DIGEST_TEXT_MAX */
};

static int item_index(enum answer_record record, const char *name)
{
	const struct answer_item *items = answer_layout[record];
	int i = 0;

	while (items[i].name && strcmp(items[i].name, name) != 0)
		i++;
	CHECK(items[i].name != NULL);
	return i;
}

struct answer_check *answer_check_new(struct arena *keep, const char *name)
{
	struct answer_check *c = arena_alloc(keep, sizeof *c);

	c->file = name;
	c->at.layout = item_index(RECORD_FILE, "layout");
	c->at.subject = item_index(RECORD_FILE, "subject");
	c->at.state = item_index(RECORD_ANSWER, "state");
	c->at.scheme = item_index(RECORD_SCHEME, "scheme");
	c->at.right_arose_on = item_index(RECORD_SCHEME, "right_arose_on");
	c->at.right_lost_on = item_index(RECORD_SCHEME, "right_lost_on");
	c->at.suspension_reason = item_index(RECORD_SCHEME, "suspension_reason");
	c->at.suspended_from = item_index(RECORD_SCHEME, "suspended_from");
	c->at.suspended_to = item_index(RECORD_SCHEME, "suspended_to");
	c->at.pay_from_on = item_index(RECORD_AMOUNT, "pay_from_on");
	c->at.answers = item_index(RECORD_END, "answers");
	c->at.records = item_index(RECORD_END, "records");
	c->at.digest = item_index(RECORD_END, "digest");
	c->digest = digest_new(keep);
	c->text = arena_raw(keep, DIGEST_TEXT_MAX);
	return c;
}

enum answer_record answer_check_parent(enum answer_record record)
{
	return order[record].parent;
}

enum err_code answer_check_at(const struct answer_check *c, enum answer_record record, const char *item,
	struct answer_place at, struct err *e)
{
	return err_place(e, "%s:%d:%d, %s%s%s", c->file, at.line, at.column, order[record].path, item ? "/" : "",
		item ? item : "");
}

/* --- the order of records ----------------------------------------------------------------------- */

static enum err_code refuse_lack(const struct answer_check *c, enum answer_record record,
	struct answer_place at, enum answer_record part, struct err *e)
{
	(void)err_set(e, ERR_INPUT, 1168, "the record %s lacks a record %s", answer_record_word(record),
		answer_record_word(part));
	return answer_check_at(c, record, NULL, at, e);
}

enum err_code answer_check_close(const struct answer_check *c, enum answer_record record, struct err *e)
{
	if (record == RECORD_AWARD && c->schemes == 0)
		return refuse_lack(c, record, c->award, RECORD_SCHEME, e);
	if (record == RECORD_ANSWER && c->state == ANSWER_FOUND) {
		if (c->subject == SUBJECT_PENSION && c->awards == 0)
			return refuse_lack(c, record, c->answer, RECORD_AWARD, e);
		if (c->subject == SUBJECT_TAX && c->taxes == 0)
			return refuse_lack(c, record, c->answer, RECORD_TAX, e);
	}
	return ERR_OK;
}

/* The records that end because this one begins. */
static enum err_code close_before(const struct answer_check *c, enum answer_record record, struct err *e)
{
	if (!c->begun)
		return ERR_OK;
	if (c->last == RECORD_AWARD && record != RECORD_SCHEME)
		return answer_check_close(c, RECORD_AWARD, e);
	if (c->answers > 0 && (record == RECORD_ANSWER || record == RECORD_END))
		return answer_check_close(c, RECORD_ANSWER, e);
	return ERR_OK;
}

static enum err_code contradicts(const struct answer_check *c, enum answer_record record, const char *item,
	struct answer_place at, const char *what, const char *other, struct err *e)
{
	(void)err_set(e, ERR_INPUT, 1164, "%s contradicts %s", what, other);
	return answer_check_at(c, record, item, at, e);
}

static enum err_code too_many(
	const struct answer_check *c, enum answer_record record, struct answer_place at, int most, struct err *e)
{
	(void)err_set(
		e, ERR_INPUT, 1169, "there are more than %d records %s here", most, answer_record_word(record));
	return answer_check_at(c, record, NULL, at, e);
}

/* Parts of an answer: does its state have any, does the file's subject have this one? */
static enum err_code check_part(
	const struct answer_check *c, enum answer_record record, struct answer_place at, struct err *e)
{
	const char *word = answer_record_word(record);

	if (record != RECORD_AWARD && record != RECORD_TAX)
		return ERR_OK;
	if (c->subject != (record == RECORD_TAX ? SUBJECT_TAX : SUBJECT_PENSION)) {
		(void)contradicts(c, record, NULL, at, word, "subject", e);
		return err_hint(e, "A file of subject pension has records award, one of subject tax records tax.");
	}
	if (c->state != ANSWER_FOUND) {
		(void)contradicts(c, record, NULL, at, word, "state", e);
		return err_hint(e, "An answer has parts only where its state is found.");
	}
	return ERR_OK;
}

static enum err_code count_record(
	struct answer_check *c, enum answer_record record, struct answer_place at, struct err *e)
{
	switch (record) {
	case RECORD_ANSWER:
		c->answer = at;
		c->awards = c->taxes = 0;
		return ++c->answers > ANSWERS_MAX ? too_many(c, record, at, ANSWERS_MAX, e) : ERR_OK;
	case RECORD_AWARD:
		c->award = at;
		c->schemes = c->amounts = c->payments = 0;
		c->schemes_seen = 0;
		return ++c->awards > AWARDS_MAX ? too_many(c, record, at, AWARDS_MAX, e) : ERR_OK;
	case RECORD_SCHEME:
		return ++c->schemes > SCHEMES_MAX ? too_many(c, record, at, SCHEMES_MAX, e) : ERR_OK;
	case RECORD_AMOUNT:
		return ++c->amounts > AMOUNTS_MAX ? too_many(c, record, at, AMOUNTS_MAX, e) : ERR_OK;
	case RECORD_PAYMENT:
	case RECORD_ARREARS:
		return ++c->payments > PAYMENTS_MAX ? too_many(c, record, at, PAYMENTS_MAX, e) : ERR_OK;
	case RECORD_TAX:
		c->taxes++;
		c->employers = 0;
		return ERR_OK;
	case RECORD_EMPLOYER:
		return ++c->employers > EMPLOYERS_MAX ? too_many(c, record, at, EMPLOYERS_MAX, e) : ERR_OK;
	case RECORD_FILE:
	case RECORD_END:
	case RECORD_COUNT:
		break;
	}
	return ERR_OK;
}

enum err_code answer_check_misplaced(
	const struct answer_check *c, enum answer_record record, struct answer_place at, struct err *e)
{
	(void)err_set(e, ERR_INPUT, 1151, "a record %s may not stand here", answer_record_word(record));
	(void)answer_check_at(c, record, NULL, at, e);
	return err_hint(e, "The order is file, then for each answer its parts, then end.");
}

enum err_code answer_check_begin(
	struct answer_check *c, enum answer_record record, struct answer_place at, struct err *e)
{
	unsigned allowed = c->begun ? order[c->last].next : BIT(RECORD_FILE);

	if (close_before(c, record, e) != ERR_OK)
		return e->code;
	if (!(allowed & BIT(record)))
		return answer_check_misplaced(c, record, at, e);
	if (check_part(c, record, at, e) != ERR_OK || count_record(c, record, at, e) != ERR_OK)
		return e->code;
	c->begun = true;
	c->last = record;
	return ERR_OK;
}

enum err_code answer_check_eof(const struct answer_check *c, struct answer_place at, struct err *e)
{
	if (c->begun && c->last == RECORD_END)
		return ERR_OK;
	(void)err_set(e, ERR_INPUT, 1170, "the file has no record end");
	(void)err_place(e, "%s:%d:%d", c->file, at.line, at.column);
	return err_hint(e, "It was cut off; get it again.");
}

/* --- between items ------------------------------------------------------------------------------ */

static struct answer_place place_of(const struct answer_value *v)
{
	return (struct answer_place){v->line, v->column};
}

static enum err_code items_contradict(
	const struct answer_check *c, const struct answer_row *row, int item, int other, struct err *e)
{
	const struct answer_item *items = answer_layout[row->record];

	return contradicts(c, row->record, items[item].name, place_of(&row->values[item]), items[item].name,
		items[other].name, e);
}

static enum err_code refuse_twice(
	const struct answer_check *c, const struct answer_row *row, int item, struct err *e)
{
	const char *name = answer_layout[row->record][item].name;

	(void)err_set(e, ERR_INPUT, 1165, "the same %s stands in two records %s of one award", name,
		answer_record_word(row->record));
	return answer_check_at(c, row->record, name, place_of(&row->values[item]), e);
}

static bool code_is(const struct answer_value *v, const char *code)
{
	return !v->null && v->text.length == strlen(code) && memcmp(v->text.at, code, v->text.length) == 0;
}

/* 年金支給停止: 00 is "not suspended", and then both months are 000000; else it has a beginning. */
static enum err_code check_suspension(
	const struct answer_check *c, const struct answer_row *row, struct err *e)
{
	const struct answer_value *reason = &row->values[c->at.suspension_reason];
	const struct answer_value *from = &row->values[c->at.suspended_from];
	const struct answer_value *to = &row->values[c->at.suspended_to];

	if (code_is(reason, "00") && from->number != 0)
		(void)items_contradict(c, row, c->at.suspended_from, c->at.suspension_reason, e);
	else if (code_is(reason, "00") && to->number != 0)
		(void)items_contradict(c, row, c->at.suspended_to, c->at.suspension_reason, e);
	else if (!reason->null && !code_is(reason, "00") && !from->null && from->number == 0)
		(void)items_contradict(c, row, c->at.suspended_from, c->at.suspension_reason, e);
	else
		return ERR_OK;
	return err_hint(
		e, "Reason 00 is not suspended and both months are 000000; any other reason has a first month.");
}

static enum err_code check_scheme(struct answer_check *c, const struct answer_row *row, struct err *e)
{
	const struct answer_value *v = row->values;
	const struct answer_value *arose = &v[c->at.right_arose_on], *lost = &v[c->at.right_lost_on];
	const struct answer_value *from = &v[c->at.suspended_from], *to = &v[c->at.suspended_to];
	unsigned scheme = 1u << v[c->at.scheme].number;

	if (c->schemes_seen & scheme)
		return refuse_twice(c, row, c->at.scheme, e);
	c->schemes_seen |= scheme;
	if (!arose->null && !lost->null && lost->number < arose->number)
		return items_contradict(c, row, c->at.right_lost_on, c->at.right_arose_on, e);
	if (check_suspension(c, row, e) != ERR_OK)
		return e->code;
	if (!from->null && !to->null && to->number != 0 && to->number < from->number)
		return items_contradict(c, row, c->at.suspended_to, c->at.suspended_from, e);
	if (!from->null && from->number == 0 && to->number != 0)
		return items_contradict(c, row, c->at.suspended_to, c->at.suspended_from, e);
	return ERR_OK;
}

/* Two amounts from the same day: nobody could say which holds. */
static enum err_code check_amount(struct answer_check *c, const struct answer_row *row, struct err *e)
{
	int64_t day = row->values[c->at.pay_from_on].number;
	int i;

	for (i = 0; i < c->amounts - 1; i++)
		if (c->pay_from_on[i] == day)
			return refuse_twice(c, row, c->at.pay_from_on, e);
	c->pay_from_on[c->amounts - 1] = day;
	return ERR_OK;
}

static enum err_code check_file(struct answer_check *c, const struct answer_row *row, struct err *e)
{
	const struct answer_value *layout = &row->values[c->at.layout];

	c->subject = row->values[c->at.subject].number;
	if (code_is(layout, ANSWER_LAYOUT))
		return ERR_OK;
	(void)err_set(e, ERR_INPUT, 1150, "the layout is not %s", ANSWER_LAYOUT);
	return answer_check_at(c, RECORD_FILE, "layout", place_of(layout), e);
}

/* --- counts and digest -------------------------------------------------------------------------- */

static char *append(char *to, const char *at, size_t length)
{
	memcpy(to, at, length);
	return to + length;
}

static void add_to_digest(struct answer_check *c, const struct answer_row *row)
{
	const struct answer_item *items = answer_layout[row->record];
	const char *word = answer_record_word(row->record);
	char *to = append(c->text, word, strlen(word));
	int i;

	*to++ = '\n';
	for (i = 0; items[i].name; i++) {
		const struct answer_value *v = &row->values[i];

		CHECK((size_t)(to - c->text) + strlen(items[i].name) + v->text.length + sizeof ANSWER_NULL + 4 <
			  DIGEST_TEXT_MAX);
		to = append(to, items[i].name, strlen(items[i].name));
		*to++ = '=';
		if (v->null) {
			to = append(to, ANSWER_NULL, sizeof ANSWER_NULL - 1);
			*to++ = (char)('0' + v->null_reason / 10);
			*to++ = (char)('0' + v->null_reason % 10);
		} else {
			to = append(to, v->text.at, v->text.length);
		}
		*to++ = '\n';
	}
	digest_add(c->digest, c->text, (size_t)(to - c->text));
}

static enum err_code check_count(
	const struct answer_check *c, const struct answer_row *row, int item, int64_t have, struct err *e)
{
	const struct answer_value *v = &row->values[item];
	const char *name = answer_layout[RECORD_END][item].name;

	if (v->number == have)
		return ERR_OK;
	(void)err_set(e, ERR_INPUT, 1171, "the number of %s is not that of the file", name);
	(void)answer_check_at(c, RECORD_END, name, place_of(v), e);
	return err_hint(e, "Records were lost or added after the file was made; get it again.");
}

static enum err_code check_end(struct answer_check *c, const struct answer_row *row, struct err *e)
{
	const struct answer_value *digest = &row->values[c->at.digest];
	char hex[DIGEST_HEX_SIZE];

	if (check_count(c, row, c->at.answers, c->answers, e) != ERR_OK ||
		check_count(c, row, c->at.records, c->records, e) != ERR_OK)
		return e->code;
	digest_end(c->digest, c->sum);
	if (code_is(digest, digest_hex(c->sum, hex)))
		return ERR_OK;
	(void)err_set(e, ERR_INPUT, 1172, "the digest is not that of the records");
	(void)answer_check_at(c, RECORD_END, "digest", place_of(digest), e);
	return err_hint(e, "The file was changed after it was made; get it again.");
}

enum err_code answer_check_row(struct answer_check *c, const struct answer_row *row, struct err *e)
{
	enum err_code code = ERR_OK;

	if (row->record == RECORD_END)
		return check_end(c, row, e);
	if (row->record == RECORD_FILE)
		code = check_file(c, row, e);
	else if (row->record == RECORD_ANSWER)
		c->state = row->values[c->at.state].number;
	else if (row->record == RECORD_SCHEME)
		code = check_scheme(c, row, e);
	else if (row->record == RECORD_AMOUNT)
		code = check_amount(c, row, e);
	if (code != ERR_OK)
		return code;
	c->records++;
	add_to_digest(c, row);
	return ERR_OK;
}

void answer_check_digest(const struct answer_check *c, unsigned char out[static DIGEST_SIZE])
{
	memcpy(out, c->sum, DIGEST_SIZE);
}
