/*
 * zengin_file.c: reads a bank file from anywhere: record by record, then their order and sums (see
 * include/getsuji/zengin.h).
 */
#include "engine/base/intl.h"
#include "getsuji/payment.h"
#include "getsuji/zengin.h"

#include <string.h>

static const char *const texts[ZENGIN_VERDICT_COUNT] = {
	[ZENGIN_ACCEPTED] = N_("a file of transfers"),
	[ZENGIN_WRONG_LENGTH] = N_("a record is not 120 bytes long"),
	[ZENGIN_WRONG_BYTE] = N_("a byte that is no half-width character"),
	[ZENGIN_WRONG_ORDER] = N_("a record that does not belong here"),
	[ZENGIN_WRONG_KIND] = N_("no file of transfers"),
	[ZENGIN_EBCDIC] = N_("written in EBCDIC, which is not read"),
	[ZENGIN_WRONG_NUMBER] = N_("a field of digits holds something else"),
	[ZENGIN_WRONG_DAY] = N_("no day of the year"),
	[ZENGIN_WRONG_ACCOUNT] = N_("no such kind of account"),
	[ZENGIN_WRONG_AMOUNT] = N_("a transfer of nothing"),
	[ZENGIN_WRONG_COUNT] = N_("the trailer counts other transfers than there are"),
	[ZENGIN_WRONG_TOTAL] = N_("the trailer's sum is another"),
	[ZENGIN_UNFINISHED] = N_("the trailer or the end is missing"),
};

const char *zengin_verdict_text(enum zengin_verdict verdict)
{
	return _(texts[verdict]);
}

/* ---- fields ---- */

static bool all_digits(struct str s)
{
	for (size_t i = 0; i < s.length; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
	}
	return true;
}

static bool all_spaces(struct str s)
{
	for (size_t i = 0; i < s.length; i++) {
		if (s.at[i] != ' ')
			return false;
	}
	return true;
}

static int64_t number(const char *record, enum zengin_field f)
{
	struct str s = zengin_field(record, f);
	int64_t value = 0;

	for (size_t i = 0; i < s.length; i++)
		value = value * 10 + (s.at[i] - '0');
	return value;
}

static bool numbers_are_digits(const char *record)
{
	for (int f = 0; f < ZENGIN_FIELD_COUNT; f++) {
		const struct zengin_place *p = &zengin_places[f];
		struct str s = zengin_field(record, (enum zengin_field)f);

		if (p->record == record[0] && p->holds != ZENGIN_TEXT && !all_digits(s) &&
			!(p->holds == ZENGIN_MAYBE && all_spaces(s)))
			return false;
	}
	return true;
}

static bool half_width(const char *record)
{
	for (int i = 0; i < ZENGIN_RECORD; i++) {
		unsigned char c = (unsigned char)record[i];

		if (c < ' ' || (c >= 0x7f && c < 0xa1) || c > 0xdf)
			return false;
	}
	return true;
}

/* A day that some year has: the 29th of February, too. */
static bool is_day(int64_t day)
{
	static const unsigned char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int64_t month = day / 100, mday = day % 100;

	return month >= 1 && month <= 12 && mday >= 1 && mday <= days[month - 1];
}

static bool account_kind_known(int64_t kind)
{
	switch (kind) {
#define X(constant, code, word, term) case code:
		ACCOUNT_KINDS(X)
#undef X
		return true;
	default:
		return false;
	}
}

/* ---- records ---- */

static enum zengin_verdict read_header(struct zengin_reader *r, const char *record)
{
	struct zengin_file *f = &r->file;
	int64_t day = number(record, ZENGIN_HEADER_DAY), kind = number(record, ZENGIN_HEADER_KIND);
	struct str account_kind = zengin_field(record, ZENGIN_HEADER_ACCOUNT_KIND);

	if (!zengin_kind_known((int)kind))
		return ZENGIN_WRONG_KIND;
	if (number(record, ZENGIN_HEADER_CODE_CLASS) == 1)
		return ZENGIN_EBCDIC;
	if (number(record, ZENGIN_HEADER_CODE_CLASS) != 0)
		return ZENGIN_WRONG_KIND;
	if (!is_day(day))
		return ZENGIN_WRONG_DAY;
	if (!all_spaces(account_kind) && !account_kind_known(number(record, ZENGIN_HEADER_ACCOUNT_KIND)))
		return ZENGIN_WRONG_ACCOUNT;
	if (f->sections++ == 0) {
		struct str code = zengin_field(record, ZENGIN_HEADER_REQUESTER_CODE);

		f->kind = (int)kind;
		f->month = (int)day / 100;
		f->mday = (int)day % 100;
		memcpy(f->requester_code, code.at, code.length);
	}
	r->transfers = r->total = 0;
	return ZENGIN_ACCEPTED;
}

static enum zengin_verdict read_transfer(struct zengin_reader *r, const char *record)
{
	yen_t yen = number(record, ZENGIN_DATA_YEN);

	if (number(record, ZENGIN_DATA_NEW) > 2)
		return ZENGIN_WRONG_NUMBER;
	if (!account_kind_known(number(record, ZENGIN_DATA_ACCOUNT_KIND)))
		return ZENGIN_WRONG_ACCOUNT;
	if (yen == 0)
		return ZENGIN_WRONG_AMOUNT;
	if (r->file.transfers++ == 0 && all_digits(zengin_field(record, ZENGIN_DATA_CUSTOMER_2)))
		r->file.customer_2 = number(record, ZENGIN_DATA_CUSTOMER_2);
	r->transfers++;
	r->total += yen;
	r->file.total += yen;
	return ZENGIN_ACCEPTED;
}

static enum zengin_verdict read_trailer(const struct zengin_reader *r, const char *record)
{
	if (number(record, ZENGIN_TRAILER_COUNT) != r->transfers)
		return ZENGIN_WRONG_COUNT;
	return number(record, ZENGIN_TRAILER_YEN) == r->total ? ZENGIN_ACCEPTED : ZENGIN_WRONG_TOTAL;
}

/* What may follow what: 0 is the beginning of the file. */
static bool may_follow(char before, char record)
{
	switch (record) {
	case '1':
		return before == 0 || before == '8';
	case '2':
		return before == '1' || before == '2';
	case '8':
		return before == '1' || before == '2';
	default:
		return record == '9' && before == '8';
	}
}

enum zengin_verdict zengin_read_record(struct zengin_reader *r, const char record[static ZENGIN_RECORD])
{
	if (r->file.records++ == 0)
		r->file.customer_2 = -1;
	if (!half_width(record))
		return ZENGIN_WRONG_BYTE;
	if (!may_follow(r->before, record[0]))
		return ZENGIN_WRONG_ORDER;
	if (!numbers_are_digits(record))
		return ZENGIN_WRONG_NUMBER;
	r->before = record[0];
	return record[0] == '1'   ? read_header(r, record)
		   : record[0] == '2' ? read_transfer(r, record)
		   : record[0] == '8' ? read_trailer(r, record)
							  : ZENGIN_ACCEPTED;
}

enum zengin_verdict zengin_read_end(const struct zengin_reader *r)
{
	return r->before == '9' ? ZENGIN_ACCEPTED : ZENGIN_UNFINISHED;
}

/* Past CR LF, LF or CR behind a record, or nothing. */
static const char *past_line_end(const char *at, const char *end)
{
	if (at < end && *at == '\r')
		at++;
	return at < end && *at == '\n' ? at + 1 : at;
}

enum zengin_verdict zengin_read(const char *bytes, size_t n, struct zengin_file *out)
{
	const char *at = bytes, *end = bytes + n;
	struct zengin_reader r = {.file = {.customer_2 = -1}};
	enum zengin_verdict verdict = ZENGIN_ACCEPTED;

	while (at < end && verdict == ZENGIN_ACCEPTED) {
		if (end - at < ZENGIN_RECORD || memchr(at, '\n', ZENGIN_RECORD) != NULL) {
			r.file.records++;
			verdict = ZENGIN_WRONG_LENGTH;
			break;
		}
		verdict = zengin_read_record(&r, at);
		at = past_line_end(at + ZENGIN_RECORD, end);
	}
	*out = r.file;
	return verdict == ZENGIN_ACCEPTED ? zengin_read_end(&r) : verdict;
}
