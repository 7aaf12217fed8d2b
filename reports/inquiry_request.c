/*
 * inquiry_request.c: 照会ファイル, the requests that leave for the information-linkage server: one CSV file per
 * procedure number and condition (layout: engine/intake/ANSWERS.md).
 *
 * Made after the gate, from what confirming recorded as asked, and from nothing else: what was approved but
 * may not be asked any more is counted as held.  A request carries the
 * linkage number and its own number; no name, no case number, no address.  One chunk per office; its requests
 * are read page by page in the order of their numbers, and each goes to its file: memory stays flat.
 */
#include "gen/sql.h"
#include "getsuji/digest.h"
#include "getsuji/facts.h"
#include "getsuji/job.h"
#include "reports/inquiry_words.h"

#include <inttypes.h>
#include <string.h>

#define REQUEST_LAYOUT "getsuji-request-1"

/* clang-format off */
/* The columns after `record`.  X(constant, name) */
#define REQUEST_COLUMNS(X)                      \
	X(COLUMN_LAYOUT,        "layout")           \
	X(COLUMN_SUBJECT,       "subject")          \
	X(COLUMN_OFFICE,        "office")           \
	X(COLUMN_MADE_ON,       "made_on")          \
	X(COLUMN_SERIAL,        "serial")           \
	X(COLUMN_REQUEST_ID,    "request_id")       \
	X(COLUMN_LINKAGE_NO,    "linkage_no")       \
	X(COLUMN_PROCEDURE_NO,  "procedure_no")     \
	X(COLUMN_PURPOSE,       "purpose")          \
	X(COLUMN_CONDITION,     "condition")        \
	X(COLUMN_FROM_ON,       "from_on")          \
	X(COLUMN_TO_ON,         "to_on")            \
	X(COLUMN_NONDISCLOSURE, "nondisclosure")    \
	X(COLUMN_REQUESTS,      "requests")         \
	X(COLUMN_DIGEST,        "digest")
/* clang-format on */

enum column {
#define X(constant, name) constant,
	REQUEST_COLUMNS(X)
#undef X
		COLUMNS
};

static const char *const column_names[COLUMNS] = {
#define X(constant, name) name,
	REQUEST_COLUMNS(X)
#undef X
};

/* A record: a value per column; NULL where the record does not have it.  No value holds a comma or a quote:
 * they are digits, dates, words of ours, and procedure numbers, whose letters jobs/rules/inquiry.c checks. */
struct record {
	const char *word;
	const char *value[COLUMNS];
};

struct request_file {
	char *procedure_no;
	int64_t condition, subject;
	struct artifact *artifact;
	FILE *out; /* NULL: closed */
	struct digest *digest;
	int64_t requests;
};

struct request_files {
	struct chunk *chunk;
	struct arena *page; /* reset after each page of requests */
	struct request_file *file;
	size_t count;
	char office[24], made_on[11], serial[16];
};

static const char *subject_word(int64_t subject)
{
	return inquiry_words_of(inquiry_words_subjects, subject)->word;
}

static const char *purpose_word(int64_t purpose)
{
	return inquiry_words_of(inquiry_words_purposes, purpose)->word;
}

static const char *condition_word(int64_t condition)
{
	return inquiry_words_of(inquiry_words_conditions, condition)->word;
}

static enum err_code cannot_write(struct err *e)
{
	return err_set(e, ERR_DISK, 1760, "a file of requests cannot be written");
}

/* ---- a file ---- */

/* The digest is over word and items, not over the line: so it does not depend on the form. */
static void put_record(struct request_file *f, const struct record *r)
{
	fputs(r->word, f->out);
	digest_add(f->digest, r->word, strlen(r->word));
	digest_add(f->digest, "\n", 1);
	for (int i = 0; i < COLUMNS; i++) {
		fputc(',', f->out);
		if (r->value[i] == NULL)
			continue;
		fputs(r->value[i], f->out);
		digest_add(f->digest, column_names[i], strlen(column_names[i]));
		digest_add(f->digest, "=", 1);
		digest_add(f->digest, r->value[i], strlen(r->value[i]));
		digest_add(f->digest, "\n", 1);
	}
	fputc('\n', f->out);
}

static void put_file_record(const struct request_files *fs, struct request_file *f)
{
	struct record r = {.word = "file"};

	r.value[COLUMN_LAYOUT] = REQUEST_LAYOUT;
	r.value[COLUMN_SUBJECT] = subject_word(f->subject);
	r.value[COLUMN_OFFICE] = fs->office;
	r.value[COLUMN_MADE_ON] = fs->made_on;
	r.value[COLUMN_SERIAL] = fs->serial;
	fputs("record", f->out);
	for (int i = 0; i < COLUMNS; i++)
		fprintf(f->out, ",%s", column_names[i]);
	fputc('\n', f->out);
	put_record(f, &r);
}

static void put_end_record(struct request_file *f)
{
	struct record r = {.word = "end"};
	unsigned char sum[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE], requests[24];

	digest_end(f->digest, sum);
	snprintf(requests, sizeof requests, "%" PRId64, f->requests);
	r.value[COLUMN_REQUESTS] = requests;
	r.value[COLUMN_DIGEST] = digest_hex(sum, hex);
	put_record(f, &r);
}

static void close_file(void *file)
{
	struct request_file *f = file;

	if (f->out != NULL)
		(void)fclose(f->out); /* given up after an error that is told already */
	f->out = NULL;
}

/* A run for one office has one folder; one for all has a folder for each. */
static const char *name_of(const struct request_files *fs, const struct request_file *f)
{
	bool all = fs->chunk->task->run->office_id == 0;

	return arena_printf(fs->chunk->arena, "requests%s%s/%s-%s.csv", all ? "-" : "", all ? fs->office : "",
		f->procedure_no, condition_word(f->condition));
}

static enum err_code open_file(struct request_files *fs, struct request_file *f, struct err *e)
{
	struct arena *a = fs->chunk->arena;

	f->artifact = chunk_artifact(fs->chunk, name_of(fs, f));
	f->digest = digest_new(a);
	f->out = fopen(f->artifact->path, "wb");
	if (f->out == NULL)
		return cannot_write(e);
	arena_defer(a, close_file, f);
	put_file_record(fs, f);
	return ERR_OK;
}

static enum err_code finish_file(struct request_file *f, struct err *e)
{
	FILE *out = f->out;
	bool failed;

	put_end_record(f);
	f->artifact->pieces = f->requests;
	failed = ferror(out) != 0;
	f->out = NULL;
	return fclose(out) != 0 || failed ? cannot_write(e) : ERR_OK;
}

/* ---- the requests of an office ---- */

static enum err_code open_files(struct request_files *fs, struct err *e)
{
	static const struct sql_stmt *const statement[] = {&sql_inquiry_request_files};
	struct chunk *c = fs->chunk;
	struct rows *r;

	if (chunk_read(c, statement, 1, &r, e) != ERR_OK)
		return e->code;
	snprintf(fs->office, sizeof fs->office, "%05" PRId64, (int64_t)(c->lo / HOUSEHOLD_PER_OFFICE));
	snprintf(fs->serial, sizeof fs->serial, "%d", c->task->run->run_id);
	fs->file = arena_array(c->arena, rows_count(r), sizeof *fs->file);
	while (rows_next(r)) {
		struct request_file *f = &fs->file[fs->count++];
		struct str no = row_text(r, 0);

		f->procedure_no = str_copy(c->arena, no);
		f->condition = row_int(r, 1);
		f->subject = row_int(r, 2);
		(void)day_format(row_day(r, 3), fs->made_on);
		if (open_file(fs, f, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static struct request_file *file_of(
	const struct request_files *fs, struct str procedure_no, int64_t condition)
{
	for (size_t i = 0; i < fs->count; i++) {
		struct request_file *f = &fs->file[i];

		if (f->condition == condition && strlen(f->procedure_no) == procedure_no.length &&
			memcmp(f->procedure_no, procedure_no.at, procedure_no.length) == 0)
			return f;
	}
	return NULL;
}

/* A day that is not given is an item without a value. */
static const char *day_text(const struct rows *r, int column, char out[static 11])
{
	return row_null(r, column) ? "" : day_format(row_day(r, column), out);
}

static const char *text_of(struct arena *a, const struct rows *r, int column)
{
	return str_copy(a, row_text(r, column));
}

static enum err_code put_request(struct request_files *fs, const struct rows *r, struct err *e)
{
	struct request_file *f = file_of(fs, row_text(r, 3), row_int(r, 5));
	struct record record = {.word = "request"};
	char from_on[11], to_on[11];

	if (f == NULL)
		return err_set(e, ERR_BALANCE, 1761, "a request belongs to no file");
	record.value[COLUMN_REQUEST_ID] = text_of(fs->page, r, 1);
	record.value[COLUMN_LINKAGE_NO] = text_of(fs->page, r, 2);
	record.value[COLUMN_PROCEDURE_NO] = f->procedure_no;
	record.value[COLUMN_PURPOSE] = purpose_word(row_int(r, 4));
	record.value[COLUMN_CONDITION] = condition_word(row_int(r, 5));
	record.value[COLUMN_FROM_ON] = day_text(r, 6, from_on);
	record.value[COLUMN_TO_ON] = day_text(r, 7, to_on);
	record.value[COLUMN_NONDISCLOSURE] = row_bool(r, 8) ? "1" : "0";
	put_record(f, &record);
	f->requests++;
	fs->chunk->count.written++;
	return ERR_OK;
}

/* Approved, but not asked: something came between the cut and confirming. */
static enum err_code leave_out(struct request_files *fs, const struct rows *r, struct err *e)
{
	(void)e; /* cannot fail */
	chunk_hold(fs->chunk, row_int(r, 0), "not_confirmed",
		"基準日時の後に、支援措置、保留、番号または同意の変更、または同じ照会があったため、照会しない");
	return ERR_OK;
}

/* Hands each row of a paged statement to put(); column 0 is the key: chunk and number in it. */
static enum err_code each_row(struct request_files *fs, const struct sql_stmt *q,
	enum err_code (*put)(struct request_files *fs, const struct rows *r, struct err *e), struct err *e)
{
	int64_t key = 0;
	struct rows *r;

	do {
		arena_reset(fs->page);
		if (chunk_read_page(fs->chunk, key, fs->page, &q, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, 0) + 1;
			if (!chunk_take(fs->chunk, row_int(r, 0)))
				continue;
			fs->chunk->count.read++;
			if (put(fs, r, e) != ERR_OK)
				return e->code;
		}
	} while (rows_count(r) > 0);
	return ERR_OK;
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	struct request_files fs = {.chunk = c, .page = arena_new_in(c->arena)};

	if (open_files(&fs, e) != ERR_OK || each_row(&fs, &sql_inquiry_request_page, put_request, e) != ERR_OK ||
		each_row(&fs, &sql_inquiry_request_left, leave_out, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < fs.count; i++) {
		if (finish_file(&fs.file[i], e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

const struct job report_inquiry_request = {
	.name = "inquiry_request",
	.title = "照会ファイル",
	.targets = &sql_inquiry_request_targets,
	.chunk = chunk,
	.balance = &sql_inquiry_request_balance,
};
