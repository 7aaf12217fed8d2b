/*
 * bank_file.c: 全銀ファイル, the transfers of an office and pay day as its bank takes them (include/getsuji/zengin.h).
 *
 * One chunk and one file per office, after run.take_bank_files() has entered what it holds; from that and from nothing
 * else.  Each transfer carries the number of its payment and of the run (顧客コード), which is all that ties the bank's
 * answer to it.  Every record is read back as a file from outside would be before it is published, and the whole must
 * have the number and the sum that were entered: a file with a transfer too few, too many or set aside never leaves.
 *
 * Of two files that a bank could not tell apart the second is only written once a person said that both are meant
 * (getsuji payment allow).  Where a file was revoked before it was written there is none.
 */
#include "gen/sql.h"
#include "getsuji/facts.h"
#include "getsuji/job.h"
#include "getsuji/zengin.h"

#include <inttypes.h>

/* Columns of bank_file_head and bank_file_page. */
/* clang-format off */
enum head_column {
	HEAD_NAME, HEAD_PAY_ON, HEAD_RECORDS, HEAD_TOTAL, HEAD_REVOKED, HEAD_LIKE, HEAD_KIND, HEAD_CODE_CLASS, HEAD_REQUESTER_CODE,
	HEAD_REQUESTER, HEAD_BANK_CODE, HEAD_BANK, HEAD_BRANCH_CODE, HEAD_BRANCH, HEAD_ACCOUNT_KIND, HEAD_ACCOUNT_NO, HEAD_LINE_ENDS
};
enum page_column {
	PAGE_NO, PAGE_BANK_CODE, PAGE_BANK, PAGE_BRANCH_CODE, PAGE_BRANCH, PAGE_ACCOUNT_KIND, PAGE_ACCOUNT_NO, PAGE_HOLDER, PAGE_YEN
};
/* clang-format on */

struct bank_file {
	struct chunk *chunk;
	struct arena *page; /* reset after each page of transfers */
	struct artifact *artifact;
	FILE *out; /* NULL: closed */
	bool line_ends;
	int kind;
	struct zengin_reader read; /* what stands in the file so far */
};

static enum err_code cannot_write(struct err *e)
{
	return err_set(e, ERR_DISK, 2350, "a bank file cannot be written");
}

/* ---- a file ---- */

static enum err_code put_record(struct bank_file *f, const char record[static ZENGIN_RECORD], struct err *e)
{
	enum zengin_verdict verdict = zengin_read_record(&f->read, record);

	if (verdict != ZENGIN_ACCEPTED) {
		err_set(e, ERR_BALANCE, 2351, "record %d of a bank file would be refused", f->read.file.records);
		return err_detail(e, "%s", zengin_verdict_text(verdict));
	}
	if (fwrite(record, 1, ZENGIN_RECORD, f->out) != ZENGIN_RECORD ||
		(f->line_ends && fputs("\r\n", f->out) < 0))
		return cannot_write(e);
	return ERR_OK;
}

/* Names are held back before they are approved; so this says that facts and rules do not agree. */
static enum err_code which_field(enum zengin_field field, struct err *e)
{
	err_detail(e, "%s", zengin_places[field].term);
	return err_hint(
		e, "Correct the facts, take the run back with getsuji reverse, and pay in the next edition.");
}

static enum err_code not_writable(int64_t payment_no, enum zengin_field field, struct err *e)
{
	err_set(e, ERR_BALANCE, 2352, "payment %" PRId64 " cannot be written into a bank file", payment_no);
	return which_field(field, e);
}

static enum err_code put_header(struct bank_file *f, const struct rows *r, struct err *e)
{
	int office = (int)(f->chunk->lo / HOUSEHOLD_PER_OFFICE);
	char record[ZENGIN_RECORD];
	enum zengin_field field;
	int year;
	struct zengin_header header = {.kind = f->kind,
		.requester_code = row_text(r, HEAD_REQUESTER_CODE),
		.requester = row_text(r, HEAD_REQUESTER),
		.bank_code = row_text(r, HEAD_BANK_CODE),
		.bank = row_text(r, HEAD_BANK),
		.branch_code = row_text(r, HEAD_BRANCH_CODE),
		.branch = row_text(r, HEAD_BRANCH),
		.account_no = row_text(r, HEAD_ACCOUNT_NO),
		.account_kind = (int)row_int(r, HEAD_ACCOUNT_KIND)};

	day_parts(row_day(r, HEAD_PAY_ON), &year, &header.month, &header.mday);
	if (zengin_put_header(&header, record, &field) != ZENGIN_WRITABLE) {
		err_set(e, ERR_BALANCE, 2356, "the header of a bank file of office %05d cannot be written", office);
		return which_field(field, e);
	}
	return put_record(f, record, e);
}

static enum err_code put_transfer(struct bank_file *f, const struct rows *r, struct err *e)
{
	char record[ZENGIN_RECORD];
	enum zengin_field field;
	struct zengin_transfer transfer = {.bank_code = row_text(r, PAGE_BANK_CODE),
		.bank = row_text(r, PAGE_BANK),
		.branch_code = row_text(r, PAGE_BRANCH_CODE),
		.branch = row_text(r, PAGE_BRANCH),
		.account_no = row_text(r, PAGE_ACCOUNT_NO),
		.holder = row_text(r, PAGE_HOLDER),
		.account_kind = (int)row_int(r, PAGE_ACCOUNT_KIND),
		.yen = row_int(r, PAGE_YEN),
		.customer_1 = row_int(r, PAGE_NO),
		.customer_2 = f->chunk->task->run->run_id};

	if (!zengin_pays_into(f->kind, transfer.account_kind))
		return not_writable(row_int(r, PAGE_NO), ZENGIN_DATA_ACCOUNT_KIND, e);
	if (zengin_put_transfer(f->kind, &transfer, record, &field) != ZENGIN_WRITABLE)
		return not_writable(row_int(r, PAGE_NO), field, e);
	if (put_record(f, record, e) != ERR_OK)
		return e->code;
	f->chunk->count.written++;
	f->chunk->count.yen += transfer.yen;
	return ERR_OK;
}

static enum err_code put_transfers(struct bank_file *f, struct err *e)
{
	static const struct sql_stmt *const statement[] = {&sql_bank_file_page};
	int64_t key = 0;
	struct rows *r;

	do {
		arena_reset(f->page);
		if (chunk_read_page(f->chunk, key, f->page, statement, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, PAGE_NO) + 1;
			if (!chunk_take(f->chunk, row_int(r, PAGE_NO)))
				continue; /* the sums will say so */
			f->chunk->count.read++;
			if (put_transfer(f, r, e) != ERR_OK)
				return e->code;
		}
	} while (rows_count(r) > 0);
	return ERR_OK;
}

static void close_file(void *bank_file)
{
	struct bank_file *f = bank_file;

	if (f->out != NULL)
		(void)fclose(f->out); /* given up after an error that is told already */
	f->out = NULL;
}

static enum err_code finish_file(struct bank_file *f, const struct rows *head, struct err *e)
{
	char record[ZENGIN_RECORD];
	FILE *out = f->out;
	bool failed;

	if (f->read.file.transfers != row_int(head, HEAD_RECORDS) ||
		f->read.file.total != row_int(head, HEAD_TOTAL))
		return err_set(e, ERR_BALANCE, 2353, "a bank file does not hold what was entered for it");
	zengin_put_trailer(f->read.file.transfers, f->read.file.total, record);
	if (put_record(f, record, e) != ERR_OK)
		return e->code;
	zengin_put_end(record);
	if (put_record(f, record, e) != ERR_OK)
		return e->code;
	CHECK(zengin_read_end(&f->read) == ZENGIN_ACCEPTED);
	f->artifact->pieces = f->read.file.transfers;
	failed = ferror(out) != 0;
	f->out = NULL;
	return fclose(out) != 0 || failed ? cannot_write(e) : ERR_OK;
}

/* ---- an office ---- */

/* May the file be written? */
static enum err_code check_head(const struct chunk *c, const struct rows *head, struct err *e)
{
	int run_id = c->task->run->run_id, office = (int)(c->lo / HOUSEHOLD_PER_OFFICE);

	if (row_int(head, HEAD_LIKE) != 0) {
		err_set(e, ERR_STATE, 2354, "the bank could not tell the file of office %05d from that of run %d",
			office, (int)row_int(head, HEAD_LIKE));
		err_detail(e, "the same requester, pay day, number and sum of transfers");
		return err_hint(e,
			"Where both are meant, say so and go on: getsuji payment allow %d %05d --reason TEXT; getsuji "
			"resume %d",
			run_id, office, run_id);
	}
	if (row_int(head, HEAD_CODE_CLASS) != 0) {
		err_set(e, ERR_STATE, 2355, "office %05d has its bank files in EBCDIC, which is not written", office);
		return err_hint(
			e, "Agree with the bank on files in JIS, and import paying_account with code_class jis.");
	}
	return ERR_OK;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	static const struct sql_stmt *const statement[] = {&sql_bank_file_head};
	struct bank_file *f = arena_alloc(c->arena, sizeof *f);
	struct rows *head;

	if (chunk_read(c, statement, 1, &head, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(head));
	if (row_bool(head, HEAD_REVOKED)) {
		c->count.read = c->count.unchanged = row_int(head, HEAD_RECORDS);
		return ERR_OK;
	}
	if (check_head(c, head, e) != ERR_OK)
		return e->code;
	*f = (struct bank_file){.chunk = c,
		.page = arena_new_in(c->arena),
		.line_ends = row_bool(head, HEAD_LINE_ENDS),
		.kind = (int)row_int(head, HEAD_KIND)};
	f->artifact = chunk_artifact(c, str_copy(c->arena, row_text(head, HEAD_NAME)));
	f->out = fopen(f->artifact->path, "wb");
	if (f->out == NULL)
		return cannot_write(e);
	arena_defer(c->arena, close_file, f);
	if (put_header(f, head, e) != ERR_OK || put_transfers(f, e) != ERR_OK)
		return e->code;
	return finish_file(f, head, e);
}

const struct job report_bank_file = {
	.name = "bank_file",
	.title = "全銀ファイル",
	.targets = &sql_bank_file_targets,
	.chunk = chunk,
	.balance = &sql_bank_file_balance,
};
