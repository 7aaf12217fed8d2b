/*
 * import_answers.c: one answer file into the database (import_answers() of import.h).
 *
 * The file is read twice.  First without the database: what is malformed, cut off or edited is refused, and what
 * was imported before is known by its digest.  Then its records go, in batches that end between two answers,
 * into temporary tables: memory is flat.  What an answer was asked for, and what is known of its request,
 * is judged there, set by set (sql/schema/014_match_intake.sql).
 */
#include "engine/intake/answer.h"
#include "engine/intake/import.h"
#include "engine/intake/record_load.h"
#include "gen/sql.h"
#include "getsuji/check_digit.h"
#include "getsuji/matching.h"

/* Places of the items that are used by themselves, in the order of answer_layout.c. */
enum { FILE_LAYOUT, FILE_SUBJECT, FILE_OFFICE, FILE_MADE_ON, FILE_SERIAL };
enum {
	ANSWER_REQUEST_ID,
	ANSWER_LINKAGE_NO,
	ANSWER_STATE,
	ANSWER_NAME,
	ANSWER_KANA,
	ANSWER_BIRTH,
	ANSWER_DAY_OF
};
enum { ARREARS_PAID_ON, ARREARS_FIRST_YEN, ARREARS_END = ARREARS_FIRST_YEN + 3 };
enum { PAYMENT_DEDUCTIONS = 5, KIND_PAYMENT = 1, KIND_ARREARS = 2 };

/* The temporary tables.  X(constant, statement, columns) */
#define STAGES(X) \
	X(STAGE_ANSWER, sql_new_answer, 15) \
	X(STAGE_AWARD, sql_new_award, 7) \
	X(STAGE_SCHEME, sql_new_scheme, 16) \
	X(STAGE_AMOUNT, sql_new_amount, 15) \
	X(STAGE_PAYMENT, sql_new_payment, 12) \
	X(STAGE_TAX, sql_new_tax, 21) \
	X(STAGE_EMPLOYER, sql_new_employer, 7)

enum stage {
#define X(constant, statement, columns) constant,
	STAGES(X)
#undef X
};

/* The answer whose parts are coming: it is staged after them, when all of it is known. */
struct pending {
	bool open;
	struct record_value values[RECORD_ITEMS_MAX]; /* texts in the batch's arena */
	const char *nulls;
	bool unknown; /* here or in a part: a reason that is in no list, or an amount that cannot be held */
	int16_t awards, amounts, payments, employers;
};

struct answers {
	struct record_load *file;
	int seq; /* of the answer in the file, from 1 */
	struct pending pending;
};

/* --- records into rows -------------------------------------------------------------------------- */

static bool is_known_reason(int reason)
{
	switch (reason) {
#define X(name, number, word, term) case name:
		NULL_REASONS(X)
#undef X
		return true;
	default:
		return false;
	}
}

/* "item=01 item=03" of the items that have no value; notes a reason that is in no list. */
static const char *nulls_of(struct answers *a, const struct record_row *row)
{
	const struct record_item *items = answer_layout.items[row->record];
	const char *text = "";

	for (int i = 0; items[i].name; i++) {
		const struct record_value *v = &row->values[i];

		if (!v->null)
			continue;
		text = arena_printf(
			a->file->batch, "%s%s%s=%02d", text, *text ? " " : "", items[i].name, v->null_reason);
		a->pending.unknown |= !is_known_reason(v->null_reason);
	}
	return text;
}

static void put_value(struct row_out *out, enum item_type type, const struct record_value *v)
{
	switch (type) {
	case ITEM_DIGITS:
	case ITEM_CODE:
	case ITEM_TEXT:
		row_put_str(out, v->text);
		return;
	case ITEM_WORD:
	case ITEM_NUMBER:
	case ITEM_DAY:
	case ITEM_YYYYMM:
	case ITEM_YEN:
		break;
	}
	if (v->null || (type == ITEM_YYYYMM && v->number == 0))
		row_put_null(out);
	else if (type == ITEM_DAY)
		row_put_day(out, (day_t)v->number);
	else if (type == ITEM_YYYYMM)
		row_put_day(out, month_first((month_t)v->number));
	else if (type == ITEM_YEN)
		row_put_int4(out, (int32_t)v->number);
	else
		row_put_int2(out, (int16_t)v->number);
}

static void put_items(struct row_out *out, enum answer_record record, const struct record_value values[])
{
	for (int i = 0; answer_layout.items[record][i].name; i++)
		put_value(out, answer_layout.items[record][i].type, &values[i]);
}

static struct row_out *begin_row(struct answers *a, enum stage stage)
{
	struct row_out *out = a->file->out[stage];

	row_begin(out);
	row_put_int4(out, a->seq);
	return out;
}

/* A part that is what its record says: its numbers in the answer, then its items. */
static void put_part(
	struct answers *a, enum stage stage, const int16_t numbers[], int n, const struct record_row *row)
{
	const char *nulls = nulls_of(a, row);
	struct row_out *out = begin_row(a, stage);

	for (int i = 0; i < n; i++)
		row_put_int2(out, numbers[i]);
	row_put_string(out, nulls);
	put_items(out, (enum answer_record)row->record, row->values);
	row_end(out);
}

/* The parts of a payment of arrears, added up.  What does not apply or is not on record counts nothing; false
 * when another part has no value, or the sum cannot be held: then a person must look. */
static bool arrears_sum(const struct record_row *row, int32_t *sum)
{
	int64_t total = 0;

	for (int i = ARREARS_FIRST_YEN; i < ARREARS_END; i++) {
		const struct record_value *v = &row->values[i];

		if (v->null && v->null_reason != NULL_NOT_APPLICABLE && v->null_reason != NULL_NOT_RECORDED)
			return false;
		total += v->null ? 0 : v->number;
	}
	*sum = total > INT32_MAX ? 0 : (int32_t)total;
	return total <= INT32_MAX;
}

static void put_arrears(struct answers *a, const struct record_row *row)
{
	const char *nulls = nulls_of(a, row);
	struct row_out *out = begin_row(a, STAGE_PAYMENT);
	int32_t sum = 0;
	bool known = arrears_sum(row, &sum);

	row_put_int2(out, a->pending.awards);
	row_put_int2(out, ++a->pending.payments);
	row_put_int2(out, KIND_ARREARS);
	row_put_string(out, nulls);
	row_put_day(out, (day_t)row->values[ARREARS_PAID_ON].number);
	if (known)
		row_put_int4(out, sum);
	else
		row_put_null(out);
	for (int i = 0; i < PAYMENT_DEDUCTIONS; i++)
		row_put_null(out);
	row_end(out);
	a->pending.unknown |= !known;
}

static void open_answer(struct answers *a, const struct record_row *row)
{
	struct pending *p = &a->pending;

	*p = (struct pending){.open = true};
	a->seq++;
	a->file->load->file->read++;
	for (int i = 0; i < answer_items(RECORD_ANSWER); i++) {
		p->values[i] = row->values[i];
		p->values[i].text.at =
			arena_strndup(a->file->batch, row->values[i].text.at, row->values[i].text.length);
	}
	p->nulls = nulls_of(a, row);
}

/* Stages the answer whose last part has come. */
static void close_answer(struct answers *a)
{
	struct pending *p = &a->pending;
	const struct record_value *request = &p->values[ANSWER_REQUEST_ID],
							  *linkage = &p->values[ANSWER_LINKAGE_NO];
	struct row_out *out;

	if (!p->open)
		return;
	p->open = false;
	out = begin_row(a, STAGE_ANSWER);
	row_put_int4(out, request->line);
	row_put_int4(out, request->column);
	row_put_int4(out, linkage->line);
	row_put_int4(out, linkage->column);
	row_put_bool(out, check_digit_holds(request->text.at, request->text.length));
	row_put_bool(out, p->unknown);
	row_put_string(out, p->nulls);
	put_items(out, RECORD_ANSWER, p->values);
	row_end(out);
}

static void take_part(struct answers *a, const struct record_row *row)
{
	struct pending *p = &a->pending;

	switch (row->record) {
	case RECORD_AWARD:
		p->awards++;
		p->amounts = p->payments = 0;
		put_part(a, STAGE_AWARD, (const int16_t[]){p->awards}, 1, row);
		break;
	case RECORD_SCHEME:
		put_part(a, STAGE_SCHEME, (const int16_t[]){p->awards}, 1, row);
		break;
	case RECORD_AMOUNT:
		put_part(a, STAGE_AMOUNT, (const int16_t[]){p->awards, ++p->amounts}, 2, row);
		break;
	case RECORD_PAYMENT:
		put_part(a, STAGE_PAYMENT, (const int16_t[]){p->awards, ++p->payments, KIND_PAYMENT}, 3, row);
		break;
	case RECORD_ARREARS:
		put_arrears(a, row);
		break;
	case RECORD_TAX:
		put_part(a, STAGE_TAX, NULL, 0, row);
		break;
	case RECORD_EMPLOYER:
		put_part(a, STAGE_EMPLOYER, (const int16_t[]){++p->employers}, 1, row);
		break;
	default: /* no other record comes here */
		err_check_failed(__FILE__, __LINE__, answer_record_word((enum answer_record)row->record));
	}
}

/* --- the file ----------------------------------------------------------------------------------- */

static enum err_code take_header(struct record_load *f, const struct record_row *row, struct err *e)
{
	f->stamp.subject = (int)row->values[FILE_SUBJECT].number;
	f->stamp.made_on = (day_t)row->values[FILE_MADE_ON].number;
	f->stamp.serial = (int)row->values[FILE_SERIAL].number;
	return record_load_stamp(f, &row->values[FILE_OFFICE], e);
}

static enum err_code take(struct record_load *f, const struct record_row *row, struct err *e)
{
	struct answers *a = f->self;

	a->file = f;
	if (row->record == RECORD_FILE)
		return take_header(f, row, e);
	if (row->record != RECORD_ANSWER && row->record != RECORD_END) {
		take_part(a, row);
		return ERR_OK;
	}
	close_answer(a);
	if (record_load_batch(f, e) != ERR_OK)
		return e->code;
	if (row->record == RECORD_ANSWER)
		open_answer(a, row);
	return ERR_OK;
}

/* XML begins with <. */
static enum err_code open_reader(const struct load *l, struct arena *keep, struct source **source,
	struct record_reader **out, struct err *e)
{
	unsigned char first = 0;

	if (source_open(keep, l->path, source, e) != ERR_OK || source_first_byte(*source, &first, e) != ERR_OK)
		return e->code;
	*out = first == '<'
			   ? answer_xml(keep, l->file->file, source_read, *source)
			   : record_csv(keep, &answer_layout, l->file->file, l->request->encoding, source_read, *source);
	return ERR_OK;
}

enum err_code import_answers(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e)
{
	static const struct record_kind kind = {.name = "answers",
		.open = open_reader,
		.take = take,
		.stages =
			{
#define X(constant, statement, columns) [constant] = {&(statement), columns},
				STAGES(X)
#undef X
			},
		.stage = &sql_answers_stage,
		.same_stamp = &sql_answers_same_stamp,
		.check = &sql_answers_check,
		.unchanged = &sql_answers_unchanged,
		.merge = &sql_answers_merge};
	struct answers a = {0};

	return record_import(r, &kind, &a, keep, totals, e);
}
