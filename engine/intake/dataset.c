/*
 * dataset.c: rows of CSV into checked values, and those into staging rows (see dataset.h).
 */
#include "engine/intake/dataset.h"

#include "engine/base/intl.h"
#include "engine/base/text.h"
#include "getsuji/err.h"
#include "getsuji/facts.h"
#include "getsuji/number.h"
#include "getsuji/ticket.h"
#include "getsuji/zengin.h"

#include <string.h>

/* clang-format off */
static const char *const ids[RULE_COUNT] = {
	[RULE_NONE] = "",
#define X(constant, id) [constant] = (id),
	INTAKE_RULES(X)
#undef X
};

static const char *const texts[RULE_COUNT] = {
	[RULE_NONE] = "",
	[RULE_REQUIRED] = N_("a value is required"),
	[RULE_NUMBER] = N_("not a whole number in plain digits"),
	[RULE_DATE] = N_("not a date written YYYY-MM-DD, or a month written YYYY-MM"),
	[RULE_RANGE] = N_("out of range"),
	[RULE_ORDER] = N_("the end is not after the beginning"),
	[RULE_WORD] = N_("not one of the words of this column"),
	[RULE_LENGTH] = N_("too long"),
	[RULE_CHARACTER] = N_("a control, private or unassigned character"),
	[RULE_PATTERN] = N_("not of the form of this column"),
	[RULE_REASON] = N_("a reason is required exactly when the range has an end"),
	[RULE_KEY] = N_("an earlier line has the same key and first day"),
	[RULE_OVERLAP] = N_("overlaps in time with another row of the same key"),
	[RULE_OFFICE] = N_("the office is not known"),
	[RULE_CASEWORKER] = N_("the caseworker is not known"),
	[RULE_HOUSEHOLD] = N_("the household is not known"),
	[RULE_PERSON] = N_("the person is not known"),
	[RULE_CHECK] = N_("the check digit is wrong"),
	[RULE_PERSONAL] = N_("holds what looks like an Individual Number"),
	[RULE_KANA] = N_("no bank writes it like this"),
	[RULE_ANSWER_CHECK] = N_("the check digit of the request is wrong"),
	[RULE_ANSWER_TWICE] = N_("the file answers the request more than once"),
	[RULE_ANSWER_UNASKED] = N_("nobody asked this"),
	[RULE_ANSWER_OFFICE] = N_("another office asked"),
	[RULE_ANSWER_SUBJECT] = N_("it was asked about another subject"),
	[RULE_ANSWER_LINKAGE] = N_("it was asked with another linkage number"),
	[RULE_ANSWER_DATE] = N_("answered after the file was made, or the file was made a year after the request"),
	[RULE_SHEET_NUMBER] = N_("not the number of a line: RUN-OFFICE-CASE-PERSON"),
	[RULE_SHEET_FINDING] = N_("the run has no such line, or was rejected"),
	[RULE_SHEET_CHANGED] = N_("not what the workbook wrote here"),
	[RULE_SHEET_WORD] = N_("not one of the words of this column"),
	[RULE_SHEET_ADOPT] = N_("only a proposal can be adopted or declined"),
	[RULE_SHEET_REQUIRED] = N_("a disposition needs its day, and a day or a note its disposition"),
	[RULE_SHEET_DATE] = N_("not a date as the workbook or a person would write it"),
	[RULE_SHEET_EARLY] = N_("before the day of asking"),
	[RULE_SHEET_NOTE] = N_("more than 500 characters, or a control or private one"),
	[RULE_SHEET_TWICE] = N_("the sheet has this line more than once"),
	[RULE_SHEET_LATE] = N_("the proposals of the run have been adopted already"),
	[RULE_SENT_CHECK] = N_("the check digit of the record number is wrong"),
	[RULE_SENT_TWICE] = N_("the file has several answers to this record"),
	[RULE_SENT_UNKNOWN] = N_("there is no such record"),
	[RULE_SENT_UNSENT] = N_("the record was made but not sent"),
	[RULE_SENT_OFFICE] = N_("the record is of another office"),
	[RULE_SENT_CODE] = N_("an error code belongs to a rejected record, and to no other"),
	[RULE_SENT_DATE] = N_("the file's day does not fit the record"),
	[RULE_BANK_TWICE] = N_("the file says this of the payment more than once"),
	[RULE_BANK_UNKNOWN] = N_("no bank file has such a payment"),
	[RULE_BANK_OFFICE] = N_("a payment of another office"),
	[RULE_BANK_UNSENT] = N_("the file of this payment has not left, as far as is recorded"),
	[RULE_BANK_AMOUNT] = N_("the payment was of another amount"),
	[RULE_BANK_REASON] = N_("a reason belongs to what is returned, and to nothing else"),
	[RULE_BANK_DATE] = N_("before the pay day, after the file, or a year late"),
	[RULE_BANK_UNDONE] = N_("the payment was taken back here"),
	[RULE_BANK_RETURNED] = N_("it came back before, and was paid anew or will be"),
	[RULE_DUPLICATE_CHECK] = N_("the registration number or its check digit is wrong"),
	[RULE_DUPLICATE_OFFICE] = N_("a person of another office"),
	[RULE_DUPLICATE_PERSON] = N_("the person is not known"),
	[RULE_DUPLICATE_TWICE] = N_("the file says this of the person more than once, or that there is none, too"),
	[RULE_DUPLICATE_DATE] = N_("insured from a day on that is after the file was made"),
	[RULE_DUPLICATE_YEAR] = N_("the file was made a year after the office's last decision"),
	[RULE_DUPLICATE_WHOLE] = N_("another record of the person was set aside"),
	[RULE_COLLECTION_TWICE] = N_("the file reports this of the payment more than once, in different words"),
	[RULE_COLLECTION_DATE] = N_("paid after the file was made"),
	[RULE_SCAN_PLACE] = N_("an inserted sheet has an envelope and a place, what is said of a piece has no place"),
	[RULE_SCAN_PIECE] = N_("no code of a piece that the contractor has"),
	[RULE_SCAN_TIME] = N_("before the mailing was issued, or after the file was made"),
	[RULE_RETURN_CODE] = N_("neither a code of ours nor the number of a mailing and a piece"),
	[RULE_RETURN_PIECE] = N_("there is no such piece"),
	[RULE_RETURN_OFFICE] = N_("a piece of another office"),
	[RULE_RETURN_TWICE] = N_("the file has this piece more than once"),
	[RULE_RETURN_DATE] = N_("returned before it was issued, or after the file was made"),
};
/* clang-format on */

const char *intake_rule_id(enum intake_rule rule)
{
	return ids[rule];
}

const char *intake_rule_text(enum intake_rule rule)
{
	return texts[rule];
}

enum intake_rule intake_rule_of(const char *id)
{
	int i;

	for (i = RULE_NONE + 1; i < RULE_COUNT; i++)
		if (strcmp(ids[i], id) == 0)
			return (enum intake_rule)i;
	return RULE_NONE;
}

const struct dataset *dataset_find(const char *name, size_t length)
{
	int i;

	for (i = 0; i < datasets_count; i++)
		if (strlen(datasets[i].name) == length && memcmp(datasets[i].name, name, length) == 0)
			return &datasets[i];
	return NULL;
}

int dataset_nfields(const struct dataset *d)
{
	int n = 0;

	while (n < DATASET_FIELDS_MAX && d->fields[n].name)
		n++;
	return n;
}

int dataset_staging_columns(const struct dataset *d)
{
	int n = 5 + (d->by_household ? 1 : 0), i; /* line and four places */

	for (i = 0; i < dataset_nfields(d); i++)
		n += d->fields[i].put == PUT_NOTHING                                    ? 0
			 : d->fields[i].put == PUT_MONTH || d->fields[i].put == PUT_CHECKED ? 2
																				: 1;
	return n;
}

bool dataset_is_baseline(const struct dataset *d)
{
	return d == &datasets[datasets_count - 1];
}

/* --- one field ---------------------------------------------------------------------------------- */

static bool plain_digits(const struct csv_field *f, size_t most)
{
	size_t i;

	if (f->length == 0 || f->length > most)
		return false;
	for (i = 0; i < f->length; i++)
		if (f->text[i] < '0' || f->text[i] > '9')
			return false;
	return true;
}

static enum intake_rule check_number(
	const struct field *f, const struct csv_field *text, struct field_value *value)
{
	size_t i;
	int64_t v = 0;

	if (!plain_digits(text, text->length))
		return RULE_NUMBER;
	if (text->length > 12)
		return RULE_RANGE;
	for (i = 0; i < text->length; i++)
		v = v * 10 + (text->text[i] - '0');
	if (v < f->lo || v > f->hi)
		return RULE_RANGE;
	value->number = v;
	return RULE_NONE;
}

static enum intake_rule check_digits(
	const struct field *f, const struct csv_field *text, size_t length, struct field_value *value)
{
	if (!plain_digits(text, length) || text->length != length)
		return RULE_PATTERN;
	if (f->kind != FIELD_POSTAL && f->kind != FIELD_DIGITS)
		return check_number(f, text, value);
	value->text = (struct str){text->text, text->length};
	return RULE_NONE;
}

bool intake_unreadable(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0x2028 && c <= 0x202e) ||
		   (c >= 0x2066 && c <= 0x2069) || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe ||
		   c == 0xfffd || c == 0xfeff;
}

/* 外字: another machine shows something else. */
static bool private_area(uint32_t c)
{
	return (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000;
}

enum intake_rule intake_text_rule(const char *at, size_t length, size_t most)
{
	const char *from = at, *end = at + length;

	while (at < end) {
		uint32_t c = text_next(&at, end);

		if (intake_unreadable(c) || private_area(c))
			return RULE_CHARACTER;
	}
	if (number_finds_personal(from, length))
		return RULE_PERSONAL;
	return text_graphemes(from, length) > most ? RULE_LENGTH : RULE_NONE;
}

static enum intake_rule check_text(
	const struct field *f, const struct csv_field *text, struct field_value *value)
{
	value->text = (struct str){text->text, text->length};
	return intake_text_rule(text->text, text->length, (size_t)f->hi);
}

/* A name that no bank file can have is none that the bank knows; it is kept as it was written. */
static enum intake_rule check_kana(
	const struct field *f, const struct csv_field *text, struct field_value *value)
{
	enum intake_rule rule = check_text(f, text, value);
	char bytes[CSV_FIELD_MAX];
	size_t n;

	if (rule != RULE_NONE)
		return rule;
	return zengin_kana((enum zengin_class)f->lo, value->text, bytes, &n) == ZENGIN_WRITABLE ? RULE_NONE
																							: RULE_KANA;
}

static enum intake_rule check_name(
	const struct field *f, const struct csv_field *text, struct field_value *value)
{
	size_t i;

	for (i = 0; i < text->length; i++) {
		char c = text->text[i];

		if (!((c >= 'a' && c <= 'z') || (i > 0 && (c == '_' || (c >= '0' && c <= '9')))))
			return RULE_PATTERN;
	}
	return check_text(f, text, value);
}

/* Of any kind of institution; what else is wrong with it is told, not refused. */
static enum intake_rule check_code10(const struct csv_field *text, struct field_value *value)
{
	value->text = (struct str){text->text, text->length};
	return number_fault(NUMBER_CARE_PROVIDER, text->text, text->length) == NUMBER_FORM ? RULE_PATTERN
																					   : RULE_NONE;
}

#define INSURED_NO_CHARACTERS 10

/* 被保険者番号 of the municipality, or of somebody of 40 to 64 whom no insurance covers: H and nine digits. */
static enum intake_rule check_insured(const struct csv_field *text, struct field_value *value)
{
	struct csv_field digits = *text;
	enum intake_rule rule;

	if (text->length != INSURED_NO_CHARACTERS)
		return RULE_PATTERN;
	if (text->text[0] == 'H') {
		digits.text++;
		digits.length--;
	}
	rule = check_digits(&(struct field){.kind = FIELD_DIGITS}, &digits, digits.length, value);
	value->text = (struct str){text->text, text->length};
	return rule;
}

/* 公費負担者番号 of 医療扶助: law number 12, and a check digit; a wrong one would stand on every ticket. */
static enum intake_rule check_payer(const struct csv_field *text, struct field_value *value)
{
	enum number_fault fault;

	value->text = (struct str){text->text, text->length};
	if (number_judge(NUMBER_PAYER, NUMBER_OWN, text->text, text->length, &fault) == NUMBER_OK)
		return memcmp(text->text, "12", 2) == 0 ? RULE_NONE : RULE_PATTERN;
	return fault == NUMBER_CHECK ? RULE_CHECK : RULE_PATTERN;
}

static enum intake_rule check_word(
	const struct field *f, const struct csv_field *text, struct field_value *value)
{
	const struct field_word *w;

	for (w = f->words; w->word; w++) {
		if (strcmp(w->word, text->text) == 0) {
			value->number = w->number;
			return RULE_NONE;
		}
	}
	return RULE_WORD;
}

static enum intake_rule check_day(const struct csv_field *text, struct field_value *value)
{
	day_t day;

	if (!day_parse(text->text, text->length, &day))
		return RULE_DATE;
	value->number = day;
	return RULE_NONE;
}

static enum intake_rule check_month(const struct csv_field *text, struct field_value *value)
{
	month_t month;

	if (!month_parse(text->text, text->length, &month))
		return RULE_DATE;
	value->number = month;
	return RULE_NONE;
}

/* Full-width digits and capital letters become half-width; anything else that is not ASCII stays as it is, for its
 * rule to refuse. */
static struct csv_field half_width(const struct csv_field *text, struct field_value *value)
{
	const char *at = text->text, *end = at + text->length;
	struct csv_field out = *text;
	size_t n = 0;

	while (at < end && n < FIELD_PLAIN_MAX) {
		uint32_t c = text_next(&at, end);

		if ((c >= 0xff10 && c <= 0xff19) || (c >= 0xff21 && c <= 0xff3a))
			c -= 0xff10 - '0';
		if (c > 0x7e)
			return out;
		value->plain[n++] = (char)c;
	}
	if (at == end) {
		out.text = value->plain;
		out.length = n;
	}
	return out;
}

/* A number that is kept as text. */
static enum intake_rule check_text_number(
	const struct field *f, const struct csv_field *written, struct field_value *value)
{
	struct csv_field text = half_width(written, value);

	switch (f->kind) {
	case FIELD_POSTAL:
		return check_digits(f, &text, 7, value);
	case FIELD_DIGITS:
		return check_digits(f, &text, (size_t)f->hi, value);
	case FIELD_CODE10:
		return check_code10(&text, value);
	case FIELD_INSURED:
		return check_insured(&text, value);
	default:
		return check_payer(&text, value);
	}
}

enum intake_rule dataset_check_field(
	const struct field *f, const struct csv_field *text, struct field_value *value)
{
	*value = (struct field_value){.text = {"", 0}};
	if (text->length == 0) {
		value->number = f->kind == FIELD_END ? DAY_MAX : 0;
		return f->required ? RULE_REQUIRED : RULE_NONE;
	}
	switch (f->kind) {
	case FIELD_OFFICE:
	case FIELD_CODE5:
		return check_digits(f, text, 5, value);
	case FIELD_POSTAL:
	case FIELD_DIGITS:
	case FIELD_CODE10:
	case FIELD_INSURED:
	case FIELD_PAYER:
		return check_text_number(f, text, value);
	case FIELD_CASE:
	case FIELD_NUMBER:
	case FIELD_BOOL:
		return check_number(f, text, value);
	case FIELD_WORD:
		return check_word(f, text, value);
	case FIELD_TEXT:
		return check_text(f, text, value);
	case FIELD_KANA:
		return check_kana(f, text, value);
	case FIELD_NAME:
		return check_name(f, text, value);
	case FIELD_DAY:
	case FIELD_END:
		return check_day(text, value);
	case FIELD_MONTH:
		return check_month(text, value);
	}
	return RULE_PATTERN;
}

/* --- the row ------------------------------------------------------------------------------------ */

static int find(const struct dataset *d, const char *name)
{
	int i;

	for (i = 0; d->fields[i].name; i++)
		if (strcmp(d->fields[i].name, name) == 0)
			return i;
	return -1;
}

/* A code with letters is one of care only. */
static bool code_fits_kind(
	const struct dataset *d, const struct field_value values[], const bool bad[], int code)
{
	int kind = find(d, "kind");

	return bad[code] || bad[kind] ||
		   number_fault(number_of_institution((enum institution_kind)values[kind].number),
			   values[code].text.at, values[code].text.length) != NUMBER_FORM;
}

/* Two days of a row of which the second is not after the first; a dataset may not have them. */
static bool backwards(const struct field_value values[], const bool bad[], int from, int to)
{
	return from >= 0 && !bad[from] && !bad[to] && values[from].number >= values[to].number;
}

enum intake_rule dataset_check_row(
	const struct dataset *d, const struct field_value values[], const bool bad[], int *at)
{
	int from = find(d, "valid_from"), to = find(d, "valid_to"), reason = find(d, "end_reason");

	if (d->fields[0].put == PUT_CHECKED && !code_fits_kind(d, values, bad, 0)) {
		*at = 0;
		return RULE_PATTERN;
	}
	if (backwards(values, bad, find(d, "certified_from"), find(d, "certified_to"))) {
		*at = find(d, "certified_to");
		return RULE_ORDER;
	}
	if (backwards(values, bad, from, to)) {
		*at = to;
		return RULE_ORDER;
	}
	if (from < 0 || bad[from] || bad[to])
		return RULE_NONE;
	if (reason >= 0 && !bad[reason] &&
		(values[to].number == DAY_MAX) != (values[reason].number == REASON_NONE)) {
		*at = reason;
		return RULE_REASON;
	}
	return RULE_NONE;
}

static int find_one_of(const struct dataset *d, const char *first, const char *second, int otherwise)
{
	int i = find(d, first);

	if (i < 0)
		i = find(d, second);
	return i < 0 ? otherwise : i;
}

/* Of a row of an institution: its code, and whether that is right. */
static void put_checked(const struct dataset *d, const struct field_value *v,
	const struct field_value values[], struct row_out *out)
{
	enum institution_kind kind = (enum institution_kind)values[find(d, "kind")].number;

	row_put_text(out, v->text.at, v->text.length);
	row_put_bool(out, number_institution_holds(kind, v->text.at, v->text.length));
}

static void put(const struct field *f, const struct field_value *v, struct row_out *out)
{
	switch (f->put) {
	case PUT_INT2:
		row_put_int2(out, (int16_t)v->number);
		break;
	case PUT_INT4:
		row_put_int4(out, (int32_t)v->number);
		break;
	case PUT_INT8:
		row_put_int8(out, v->number);
		break;
	case PUT_BOOL:
		row_put_bool(out, v->number != 0);
		break;
	case PUT_DAY:
		row_put_day(out, f->kind == FIELD_MONTH ? month_first((month_t)v->number) : (day_t)v->number);
		break;
	case PUT_TEXT:
		row_put_text(out, v->text.at, v->text.length);
		break;
	case PUT_MONTH:
		row_put_day(out, month_first((month_t)v->number));
		row_put_day(out, month_first((month_t)v->number + 1));
		break;
	case PUT_CHECKED: /* by its row */
	case PUT_NOTHING:
		break;
	}
}

void dataset_put_row(const struct dataset *d, int line, const struct csv_field fields[],
	const struct field_value values[], struct row_out *out)
{
	int key = d->by_household ? 1 : 0, i;

	row_begin(out);
	row_put_int4(out, line);
	row_put_int4(out, fields[0].column);
	row_put_int4(out, fields[key].column);
	row_put_int4(out, fields[find_one_of(d, "person_no", "caseworker_no", key)].column);
	row_put_int4(out, fields[find_one_of(d, "valid_from", "month", key)].column);
	if (d->by_household)
		row_put_int8(out, values[0].number * HOUSEHOLD_PER_OFFICE + values[1].number);
	for (i = 0; d->fields[i].name; i++) {
		if (d->fields[i].put == PUT_CHECKED)
			put_checked(d, &values[i], values, out);
		else
			put(&d->fields[i], &values[i], out);
	}
	row_end(out);
}
