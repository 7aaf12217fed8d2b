/*
 * zengin_record.c: the layout of the records of a bank file, and how they are written (see include/getsuji/zengin.h).
 */
#include "getsuji/err.h"
#include "getsuji/payment.h"
#include "getsuji/zengin.h"

#include <string.h>

const struct zengin_place zengin_places[ZENGIN_FIELD_COUNT] = {
#define X(constant, record, offset, length, holds, term) \
	[ZENGIN_##constant] = {record, offset, length, ZENGIN_##holds, term},
	ZENGIN_FIELDS(X)
#undef X
};

static const struct {
	int code;
	bool salary;
} kinds[] = {
#define X(constant, code, salary, term) {code, salary},
	ZENGIN_KINDS(X)
#undef X
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

bool zengin_kind_known(int kind)
{
	for (int i = 0; i < KINDS; i++) {
		if (kinds[i].code == kind)
			return true;
	}
	return false;
}

bool zengin_kind_is_salary(int kind)
{
	for (int i = 0; i < KINDS; i++) {
		if (kinds[i].code == kind)
			return kinds[i].salary;
	}
	return false;
}

bool zengin_pays_into(int kind, int account_kind)
{
	bool everyday = account_kind == ACCOUNT_ORDINARY || account_kind == ACCOUNT_CURRENT;

	return everyday || (!zengin_kind_is_salary(kind) &&
						   (account_kind == ACCOUNT_SAVINGS || account_kind == ACCOUNT_OTHER));
}

/* ---- one field ---- */

static void put_number(char *record, enum zengin_field f, int64_t value)
{
	const struct zengin_place *p = &zengin_places[f];

	CHECK(value >= 0);
	for (int i = p->length - 1; i >= 0; i--, value /= 10)
		record[p->offset + i] = (char)('0' + value % 10);
	CHECK(value == 0);
}

static void put_code(char *record, enum zengin_field f, struct str code)
{
	const struct zengin_place *p = &zengin_places[f];

	CHECK(code.length == (size_t)p->length);
	for (size_t i = 0; i < code.length; i++)
		CHECK(code.at[i] >= '0' && code.at[i] <= '9');
	memcpy(record + p->offset, code.at, code.length);
}

/* Several texts of a record: the first that cannot be written stays in *field. */
struct texts {
	char *record;
	enum zengin_fault fault;
	enum zengin_field field;
};

static void put_text(struct texts *t, enum zengin_field f, enum zengin_class class, struct str text)
{
	const struct zengin_place *p = &zengin_places[f];
	char bytes[ZENGIN_TEXT_MAX];
	size_t n;

	if (t->fault != ZENGIN_WRITABLE)
		return;
	t->fault = text.length <= sizeof bytes ? zengin_kana(class, text, bytes, &n) : ZENGIN_CHARACTER;
	t->field = f;
	if (t->fault == ZENGIN_WRITABLE)
		memcpy(t->record + p->offset, bytes, zengin_cut(bytes, n, (size_t)p->length));
}

static void begin(char *record, char kind)
{
	memset(record, ' ', ZENGIN_RECORD);
	record[0] = kind;
}

/* ---- records ---- */

enum zengin_fault zengin_put_header(
	const struct zengin_header *h, char out[static ZENGIN_RECORD], enum zengin_field *field)
{
	struct texts t = {.record = out};

	CHECK(zengin_kind_known(h->kind));
	begin(out, '1');
	put_number(out, ZENGIN_HEADER_KIND, h->kind);
	put_number(out, ZENGIN_HEADER_CODE_CLASS, 0);
	put_code(out, ZENGIN_HEADER_REQUESTER_CODE, h->requester_code);
	put_text(&t, ZENGIN_HEADER_REQUESTER, ZENGIN_PARTY, h->requester);
	put_number(out, ZENGIN_HEADER_DAY, (int64_t)h->month * 100 + h->mday);
	put_code(out, ZENGIN_HEADER_BANK_CODE, h->bank_code);
	put_text(&t, ZENGIN_HEADER_BANK, ZENGIN_BRANCH, h->bank);
	put_code(out, ZENGIN_HEADER_BRANCH_CODE, h->branch_code);
	put_text(&t, ZENGIN_HEADER_BRANCH, ZENGIN_BRANCH, h->branch);
	put_number(out, ZENGIN_HEADER_ACCOUNT_KIND, h->account_kind);
	put_code(out, ZENGIN_HEADER_ACCOUNT_NO, h->account_no);
	*field = t.field;
	return t.fault;
}

/* 手形交換所番号 is not used any more; 新規コード 0: neither the first transfer nor a changed account. */
enum zengin_fault zengin_put_transfer(
	int kind, const struct zengin_transfer *t, char out[static ZENGIN_RECORD], enum zengin_field *field)
{
	bool salary = zengin_kind_is_salary(kind);
	struct texts w = {.record = out};

	CHECK(t->yen > 0 && t->yen <= ZENGIN_YEN_MAX && zengin_pays_into(kind, t->account_kind));
	begin(out, '2');
	put_code(out, ZENGIN_DATA_BANK_CODE, t->bank_code);
	put_text(&w, ZENGIN_DATA_BANK, ZENGIN_BRANCH, t->bank);
	put_code(out, ZENGIN_DATA_BRANCH_CODE, t->branch_code);
	put_text(&w, ZENGIN_DATA_BRANCH, ZENGIN_BRANCH, t->branch);
	put_number(out, ZENGIN_DATA_CLEARING, 0);
	put_number(out, ZENGIN_DATA_ACCOUNT_KIND, t->account_kind);
	put_code(out, ZENGIN_DATA_ACCOUNT_NO, t->account_no);
	put_text(&w, ZENGIN_DATA_HOLDER, salary ? ZENGIN_SALARY : ZENGIN_PARTY, t->holder);
	put_number(out, ZENGIN_DATA_YEN, t->yen);
	put_number(out, ZENGIN_DATA_NEW, 0);
	put_number(out, ZENGIN_DATA_CUSTOMER_1, t->customer_1);
	put_number(out, ZENGIN_DATA_CUSTOMER_2, t->customer_2);
	if (!salary)
		put_number(out, ZENGIN_DATA_ROUTE, 7); /* 電信 */
	*field = w.field;
	return w.fault;
}

void zengin_put_trailer(int64_t records, yen_t total, char out[static ZENGIN_RECORD])
{
	begin(out, '8');
	put_number(out, ZENGIN_TRAILER_COUNT, records);
	put_number(out, ZENGIN_TRAILER_YEN, total);
}

void zengin_put_end(char out[static ZENGIN_RECORD])
{
	begin(out, '9');
}
