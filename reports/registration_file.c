/*
 * registration_file.c: 登録ファイル, the records that leave for the online eligibility check: one CSV file per office
 * (layout: engine/intake/REGISTRATIONS.md).
 *
 * Made after the gate, from what run.send_registrations() recorded as sent, and from nothing else; what was approved but
 * is left to the next upload is counted as held.  No name and no address of a person stands in it: persons are known by
 * their registration number.  One chunk per office; its records are read page by page in the order of the upload:
 * memory stays flat.  Where nothing is sent there is no file.
 */
#include "gen/sql.h"
#include "getsuji/digest.h"
#include "getsuji/facts.h"
#include "getsuji/job.h"
#include "getsuji/registration.h"

#include <inttypes.h>
#include <string.h>

/* clang-format off */
/* The columns before those of a content.  X(constant, name) */
#define OWN_COLUMNS(X)                        \
	X(COLUMN_LAYOUT,      "layout")           \
	X(COLUMN_OFFICE,      "office")           \
	X(COLUMN_MADE_ON,     "made_on")          \
	X(COLUMN_SERIAL,      "serial")           \
	X(COLUMN_RECORD_NO,   "record_no")        \
	X(COLUMN_ACTION,      "action")           \
	X(COLUMN_REPLACES_NO, "replaces_no")      \
	X(COLUMN_AGAIN,       "again")

/* Those after them, of the last record.  X(constant, name) */
#define END_COLUMNS(X)                        \
	X(COLUMN_RECORDS,     "records")          \
	X(COLUMN_DIGEST,      "digest")

enum column {
#define X(constant, name) constant,
	OWN_COLUMNS(X)
#undef X
	COLUMN_HEAD,
	COLUMN_PERSON = COLUMN_HEAD + REGISTRATION_HEAD_COUNT,
	COLUMN_TICKET_HEAD = COLUMN_PERSON + REGISTRATION_PERSON_COUNT,
	COLUMN_TICKET, /* one column is a ticket's own head */
	COLUMN_BEFORE_END = COLUMN_TICKET + REGISTRATION_TICKET_COUNT - 1,
#define X(constant, name) constant,
	END_COLUMNS(X)
#undef X
	COLUMNS
};

static const char *const column_names[COLUMNS] = {
#define X(constant, name) [constant] = name,
	OWN_COLUMNS(X)
	END_COLUMNS(X)
#undef X
#define X(constant, name, term) [COLUMN_HEAD + constant] = name,
	REGISTRATION_HEAD(X)
#undef X
#define X(constant, name, term) [COLUMN_TICKET_HEAD] = name,
	REGISTRATION_TICKET_HEAD(X)
#undef X
#define X(constant, tag, key, term, form, codes, filler) [COLUMN_PERSON + constant] = tag,
	REGISTRATION_PERSON_ITEMS(X)
#undef X
#define X(constant, tag, key, term, form, codes, filler) [COLUMN_TICKET + constant] = key,
	REGISTRATION_TICKET_ITEMS(X)
#undef X
};

static const char *const action_words[] = {
#define X(name, number, word, term) [number] = word,
	REGISTRATION_ACTIONS(X)
#undef X
};

static const char *const item_words[] = {
#define X(name, number, word, term) [number] = word,
	REGISTRATION_ITEMS(X)
#undef X
};
/* clang-format on */

/* A record: a value per column; at NULL where the record does not have it. */
struct record {
	const char *word;
	struct str value[COLUMNS];
};

struct upload {
	struct chunk *chunk;
	struct arena *page; /* reset after each page of records */
	struct artifact *artifact;
	FILE *out; /* NULL: closed */
	struct digest *digest;
	char office[24], made_on[11], serial[16];
	int64_t records;
};

static enum err_code cannot_write(struct err *e)
{
	return err_set(e, ERR_DISK, 1774, "an upload cannot be written");
}

static struct str text_of(const char *zero_terminated)
{
	return (struct str){zero_terminated, strlen(zero_terminated)};
}

/* ---- a file ---- */

static void put_field(FILE *out, struct str value)
{
	bool quoted = false;

	for (size_t i = 0; i < value.length; i++)
		quoted |= value.at[i] == ',' || value.at[i] == '"';
	if (!quoted) {
		fwrite(value.at, 1, value.length, out);
		return;
	}
	fputc('"', out);
	for (size_t i = 0; i < value.length; i++) {
		if (value.at[i] == '"')
			fputc('"', out);
		fputc(value.at[i], out);
	}
	fputc('"', out);
}

/* The digest is over word and items, not over the line: so it does not depend on the form. */
static void put_record(struct upload *u, const struct record *r)
{
	fputs(r->word, u->out);
	digest_add(u->digest, r->word, strlen(r->word));
	digest_add(u->digest, "\n", 1);
	for (int i = 0; i < COLUMNS; i++) {
		fputc(',', u->out);
		if (r->value[i].at == NULL)
			continue;
		put_field(u->out, r->value[i]);
		digest_add(u->digest, column_names[i], strlen(column_names[i]));
		digest_add(u->digest, "=", 1);
		digest_add(u->digest, r->value[i].at, r->value[i].length);
		digest_add(u->digest, "\n", 1);
	}
	fputc('\n', u->out);
}

static void put_file_record(struct upload *u)
{
	struct record r = {.word = "file"};

	fputs("record", u->out);
	for (int i = 0; i < COLUMNS; i++)
		fprintf(u->out, ",%s", column_names[i]);
	fputc('\n', u->out);
	r.value[COLUMN_LAYOUT] = text_of(REGISTRATION_LAYOUT);
	r.value[COLUMN_OFFICE] = text_of(u->office);
	r.value[COLUMN_MADE_ON] = text_of(u->made_on);
	r.value[COLUMN_SERIAL] = text_of(u->serial);
	put_record(u, &r);
}

static void put_end_record(struct upload *u)
{
	struct record r = {.word = "end"};
	unsigned char sum[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE], records[24];

	digest_end(u->digest, sum);
	snprintf(records, sizeof records, "%" PRId64, u->records);
	r.value[COLUMN_RECORDS] = text_of(records);
	r.value[COLUMN_DIGEST] = text_of(digest_hex(sum, hex));
	put_record(u, &r);
}

static void close_file(void *upload)
{
	struct upload *u = upload;

	if (u->out != NULL)
		(void)fclose(u->out); /* given up after an error that is told already */
	u->out = NULL;
}

static enum err_code open_file(struct upload *u, struct err *e)
{
	struct arena *a = u->chunk->arena;
	bool all = u->chunk->task->run->office_id == 0;

	u->artifact = chunk_artifact(
		u->chunk, arena_printf(a, "registrations%s%s.csv", all ? "-" : "", all ? u->office : ""));
	u->digest = digest_new(a);
	u->out = fopen(u->artifact->path, "wb");
	if (u->out == NULL)
		return cannot_write(e);
	arena_defer(a, close_file, u);
	put_file_record(u);
	return ERR_OK;
}

static enum err_code finish_file(struct upload *u, struct err *e)
{
	FILE *out = u->out;
	bool failed;

	put_end_record(u);
	u->artifact->pieces = u->records;
	failed = ferror(out) != 0;
	u->out = NULL;
	return fclose(out) != 0 || failed ? cannot_write(e) : ERR_OK;
}

/* ---- the records of an office ---- */

/* The values of a content are line by line; those of a ticket go to its own columns after the common head. */
static bool spread(struct record *r, struct str content, bool ticket)
{
	const int values = ticket ? REGISTRATION_TICKET_VALUES : REGISTRATION_PERSON_VALUES;
	const char *at = content.at, *end = content.at + content.length;

	for (int i = 0; i < values; i++) {
		int column = i < REGISTRATION_HEAD_COUNT ? COLUMN_HEAD + i
												 : (ticket ? (int)COLUMN_TICKET_HEAD : (int)COLUMN_PERSON) +
													   i - REGISTRATION_HEAD_COUNT;
		const char *feed = memchr(at, '\n', (size_t)(end - at));

		r->value[column] = (struct str){at, (size_t)((feed != NULL ? feed : end) - at)};
		if ((feed == NULL) != (i == values - 1))
			return false;
		at = feed != NULL ? feed + 1 : end;
	}
	return true;
}

static enum err_code put_row(struct upload *u, const struct rows *r, struct err *e)
{
	struct record record = {.word = item_words[row_int(r, 1)]};

	record.value[COLUMN_RECORD_NO] = row_text(r, 3);
	record.value[COLUMN_ACTION] = text_of(action_words[row_int(r, 2)]);
	record.value[COLUMN_REPLACES_NO] = row_text(r, 4);
	record.value[COLUMN_AGAIN] = text_of(row_bool(r, 5) ? "1" : "0");
	if (!spread(&record, row_text(r, 6), row_int(r, 1) == REGISTRATION_TICKET))
		return err_set(e, ERR_BALANCE, 1775, "a record does not have the values of its layout");
	put_record(u, &record);
	u->records++;
	u->chunk->count.written++;
	return ERR_OK;
}

static enum err_code put_pages(struct upload *u, struct err *e)
{
	static const struct sql_stmt *const statement[] = {&sql_registration_file_page};
	int64_t key = 0;
	struct rows *r;

	do {
		arena_reset(u->page);
		if (chunk_read_page(u->chunk, key, u->page, statement, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, 0) + 1;
			if (!chunk_take(u->chunk, row_int(r, 0)))
				continue;
			u->chunk->count.read++;
			if (put_row(u, r, e) != ERR_OK)
				return e->code;
		}
	} while (rows_count(r) > 0);
	return ERR_OK;
}

/* Approved, but left to the next upload. */
static void leave_out(struct chunk *c, struct rows *r)
{
	static const char *const reasons[] = {
#define X(name, number, word, term) [number] = term,
		TICKET_REFUSALS(X)
#undef X
	};

	while (rows_next(r)) {
		c->count.read++;
		chunk_hold(c, row_int(r, 0), "next_upload", reasons[row_int(r, 1)]);
	}
}

static enum err_code chunk(struct chunk *c, struct err *e)
{
	static const struct sql_stmt *const statements[] = {
		&sql_registration_file_head, &sql_registration_file_left};
	struct upload *u = arena_alloc(c->arena, sizeof *u);
	struct rows *rows[2];

	*u = (struct upload){.chunk = c, .page = arena_new_in(c->arena)};
	if (chunk_read(c, statements, 2, rows, e) != ERR_OK)
		return e->code;
	leave_out(c, rows[1]);
	CHECK(rows_next(rows[0]));
	if (row_int(rows[0], 0) == 0)
		return ERR_OK;
	snprintf(u->office, sizeof u->office, "%05" PRId64, (int64_t)(c->lo / HOUSEHOLD_PER_OFFICE));
	snprintf(u->serial, sizeof u->serial, "%d", c->task->run->run_id);
	(void)day_format(row_day(rows[0], 1), u->made_on);
	if (open_file(u, e) != ERR_OK || put_pages(u, e) != ERR_OK)
		return e->code;
	return finish_file(u, e);
}

const struct job report_registration_file = {
	.name = "registration_file",
	.title = "登録ファイル",
	.targets = &sql_registration_file_targets,
	.chunk = chunk,
	.balance = &sql_registration_file_balance,
};
