/*
 * casebook.c: 担当員別一覧, one workbook per caseworker of a survey: what was found about the persons in his
 * cases, in the order of the work to be done, with the evidence.
 *
 * A chunk is a caseworker.  Findings are read in pages, class by class; the evidence of a page comes with it
 * and is merged by person, so that memory holds one page, whatever a caseworker has to do.  The classes'
 * counts, which the database adds up, must agree with the rows, or the workbook is not published.
 */
#include "gen/sql.h"
#include "getsuji/facts.h"
#include "reports/casebook_sheets.h"
#include "reports/survey_book.h"

#include <inttypes.h>

/* key of a page: class * CLASS_KEY + person key */
#define CLASS_KEY 1000000000000000LL

typedef void put_row(struct casebook *b, const struct casebook_person *p, const struct rows *r);

/* Puts the rows of one person, and passes over those of persons who were left out before him. */
static void put_evidence(struct casebook *b, const struct casebook_person *p, struct rows *r, put_row *put)
{
	int64_t key;

	while (rows_peek_key(r, &key) && key <= p->key) {
		CHECK(rows_next(r));
		if (key == p->key)
			put(b, p, r);
	}
}

static void put_person(struct casebook *b, struct rows *const rows[4])
{
	const struct rows *r = rows[0];
	struct chunk_counts *count = &b->chunk->count;
	struct casebook_person p = {.key = row_int(r, 0),
		.class = row_int(r, 1),
		.name = row_text(r, 2),
		.is_protected = row_bool(r, 11)};

	if (!chunk_take(b->chunk, p.key))
		return;
	count->read++;
	count->written++;
	count->yen += row_int(r, 4);
	casebook_put_finding(b, &p, r);
	put_evidence(b, &p, rows[1], casebook_put_line);
	put_evidence(b, &p, rows[2], casebook_put_month);
	if (b->proposals)
		put_evidence(b, &p, rows[3], casebook_put_proposal);
}

/* The findings of one class, as many as the database counts; those left out are counted, too. */
static enum err_code put_class(struct casebook *b, int class, int64_t expected, struct err *e)
{
	static const struct sql_stmt *const stmts[] = {
		&sql_casebook_findings, &sql_casebook_lines, &sql_casebook_months, &sql_casebook_proposals};
	int64_t key = class * CLASS_KEY;
	struct rows *rows[4];

	for (int64_t found = 0; found < expected; found += (int64_t)rows_count(rows[0])) {
		arena_reset(b->page);
		if (chunk_read_page(b->chunk, key, b->page, stmts, 4, rows, e) != ERR_OK)
			return e->code;
		if (rows_count(rows[0]) == 0)
			return err_set(e, ERR_BALANCE, 1740, "rows and sums of the workbook differ");
		while (rows_next(rows[0])) {
			key = class * CLASS_KEY + row_int(rows[0], 0) + 1;
			put_person(b, rows);
		}
	}
	return ERR_OK;
}

static enum err_code put_notables(struct casebook *b, struct err *e)
{
	static const struct sql_stmt *const page = &sql_casebook_notables;
	int64_t key = 0;
	struct rows *r;

	do {
		arena_reset(b->page);
		if (chunk_read_page(b->chunk, key, b->page, &page, 1, &r, e) != ERR_OK)
			return e->code;
		while (rows_next(r)) {
			key = row_int(r, 0) + 1;
			casebook_put_notable(b, r);
		}
	} while (rows_count(r) > 0);
	return ERR_OK;
}

static char *copy_text(struct arena *a, struct str text)
{
	return str_copy(a, text);
}

/* Names, and how many findings of each class there should be. */
static enum err_code load(struct casebook *b, struct err *e)
{
	static const struct sql_stmt *const stmts[] = {&sql_casebook_head, &sql_casebook_classes};
	struct rows *rows[2];

	if (chunk_read(b->chunk, stmts, 2, rows, e) != ERR_OK)
		return e->code;
	CHECK(rows_next(rows[0]));
	b->office = copy_text(b->chunk->arena, row_text(rows[0], 0));
	b->worker = survey_caseworker(b->chunk->arena, b->chunk->lo % HOUSEHOLD_PER_OFFICE, row_text(rows[0], 1));
	b->cut_on = row_day(rows[0], 2);
	b->survey = row_int(rows[0], 3);
	b->counts = rows[1];
	return ERR_OK;
}

static enum err_code open_book(struct casebook *b, struct err *e)
{
	struct arena *a = b->chunk->arena;
	const struct survey_book book = {
		.stem = arena_printf(a, "casebooks/caseworker-%05lld", b->chunk->lo % HOUSEHOLD_PER_OFFICE),
		.title = arena_printf(a, "担当員別一覧　%s", survey_term(b->survey)),
		.brief = "担当員別一覧",
		.office = b->office,
		.month = b->month,
		.worker = b->worker};

	return survey_book_open(b->chunk, &book, &b->book, e);
}

static enum err_code casebook_chunk(struct chunk *c, struct err *e)
{
	struct casebook b = {.chunk = c, .page = arena_new_in(c->arena)};
	int64_t expected[SURVEY_CLASSES_MAX] = {0};
	int classes[SURVEY_CLASSES_MAX], n;
	char month[64];

	b.month = arena_strdup(c->arena, month_format_era(c->task->run->month, month));
	if (load(&b, e) != ERR_OK || open_book(&b, e) != ERR_OK)
		return e->code;
	casebook_add_sheets(&b);
	n = survey_classes(b.survey, classes);
	while (rows_next(b.counts)) {
		int i = 0;

		while (i < n && classes[i] != row_int(b.counts, 0))
			i++;
		if (i == n)
			return err_set(e, ERR_INTERNAL, 1780, "a finding has a class of another survey");
		expected[i] = row_int(b.counts, 1);
	}
	for (int i = 0; i < n; i++)
		if (put_class(&b, classes[i], expected[i], e) != ERR_OK)
			return e->code;
	if (b.notables && put_notables(&b, e) != ERR_OK)
		return e->code;
	casebook_put_manual(&b, classes, expected, n);
	return xlsx_close(b.book, e);
}

const struct job report_casebook = {
	.name = "casebook",
	.title = "担当員別一覧",
	.targets = &sql_casebook_targets,
	.chunk = casebook_chunk,
	.balance = &sql_casebook_balance,
};
