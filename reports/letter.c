/*
 * letter.c: 照会書 (生活保護法第29条), a letter to each employer that a confirmed tax survey asks, in bundles.
 *
 * One chunk and one PDF per bundle of pieces (result.piece with document inquiry_letter), in their order.  Who
 * gets one is decided by letter_pieces, which leaves out whom the office protects or holds.  A letter that
 * cannot be drawn exactly as it must be is held and left out: a character that no font has (glyph), no usable
 * address (address), a text that does not fit (overflow, office), nobody to ask about (subject).
 *
 * Every joined row carries its own household; a row of another than the piece's stops the task.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "reports/letter_page.h"

#include <inttypes.h>

static const struct job_param params[] = {
	{.name = "answer_days",
		.title = "days from the letter's arrival within which an answer is asked for",
		.min = 1,
		.max = 90,
		.default_int = 14},
	{.name = NULL},
};

/* Columns of letter_rows. */
/* clang-format off */
enum column {
	PIECE_NO, PIECE_HOUSEHOLD,
	LETTER_HOUSEHOLD, RECIPIENT, POSTAL_CODE, ADDRESS, TAX_YEAR,
	FINDING_HOUSEHOLD, PERSON_HOUSEHOLD, PERSON_NAME, BIRTH_ON,
	CASEWORKER, MONTHS, BUNDLE_NO
};
/* clang-format on */

static enum err_code letter_start(struct task *t, struct err *e)
{
	struct mail_senders *s = arena_alloc(t->keep, sizeof(*s));

	t->state = s;
	return mail_senders_read(t, s, e);
}

/* The letter of the current row.  Dated with the month's first day: a date of the run, not of the clock. */
static struct letter letter_of(const struct run_info *run, const struct rows *r)
{
	return (struct letter){
		.run_id = run->run_id,
		.piece_no = row_int(r, PIECE_NO),
		.written_on = month_first(run->month),
		.year = (int)row_int(r, TAX_YEAR) - 1,
		.months = (unsigned)row_int(r, MONTHS),
		.to = {.name = row_text(r, RECIPIENT),
			.honorific = "　御中",
			.name_lines = 3,
			.postal_code = row_text(r, POSTAL_CODE),
			.address = row_text(r, ADDRESS),
			.caseworker = row_text(r, CASEWORKER)},
		.name = row_text(r, PERSON_NAME),
		.birth_on = row_day(r, BIRTH_ON),
	};
}

/* The letter of the current row, laid out; ERR_DATA with *hold where it must be held. */
static enum err_code prepare(const struct task *t, const struct rows *r, struct arena *scratch,
	struct letter *l, struct letter_layout *layout, const char **hold, struct err *e)
{
	static const int owners[] = {LETTER_HOUSEHOLD, FINDING_HOUSEHOLD, PERSON_HOUSEHOLD};
	const struct mail_senders *s = t->state;
	const struct mail_sender *sender;

	if (mail_check_household(r, PIECE_HOUSEHOLD, owners, sizeof(owners) / sizeof(owners[0]), e) != ERR_OK ||
		mail_senders_find(s, row_int(r, PIECE_HOUSEHOLD), &sender, hold, e) != ERR_OK)
		return e->code;
	*l = letter_of(t->run, r);
	l->sender = sender;
	return letter_lay_out(s->mail.fonts, l, scratch, layout, hold, e);
}

/* Draws all letters that need not be held; *file: of the bundle, once there is a letter in it. */
static enum err_code draw_letters(
	struct chunk *c, struct rows *r, struct letter_bundle *b, struct artifact **file, struct err *e)
{
	struct arena *scratch = arena_new_in(c->arena);
	struct letter_layout layout;
	const char *hold;
	struct letter l;

	while (rows_next(r)) {
		arena_reset(scratch);
		if (!chunk_take(c, row_int(r, PIECE_NO)))
			continue;
		c->count.read++;
		if (prepare(c->task, r, scratch, &l, &layout, &hold, e) == ERR_OK) {
			int64_t before = pdf_pages(letter_bundle_pdf(b));

			letter_draw(b, &l, &layout);
			if (*file == NULL)
				*file = chunk_artifact(
					c, arena_printf(c->arena, "letter/letter-%04" PRId64 ".pdf", row_int(r, BUNDLE_NO)));
			chunk_artifact_piece(c, *file, l.piece_no, before + 1, pdf_pages(letter_bundle_pdf(b)) - before);
			c->count.written++;
		} else if (err_class(e->code) == ERR_CLASS_DATA) {
			chunk_hold(c, row_int(r, PIECE_NO), hold, e->message);
			err_clear(e);
		} else {
			return e->code;
		}
	}
	return ERR_OK;
}

static enum err_code letter_chunk(struct chunk *c, struct err *e)
{
	static const struct sql_stmt *const statements[] = {&sql_letter_rows};
	const struct mail_senders *s = c->task->state;
	struct letter_bundle *b =
		letter_bundle_open(s->mail.fonts, (int)task_param(c->task, "answer_days"), c->arena);
	struct artifact *file = NULL;
	struct rows *rows[1];

	if (chunk_read(c, statements, 1, rows, e) != ERR_OK)
		return e->code;
	if ((int64_t)rows_count(rows[0]) != c->hi - c->lo)
		return err_set(e, ERR_BALANCE, 1773, "%zu of %" PRId64 " letters have a recipient and a finding",
			rows_count(rows[0]), c->hi - c->lo);
	if (draw_letters(c, rows[0], b, &file, e) != ERR_OK)
		return e->code;
	if (file == NULL)
		return ERR_OK; /* all held */
	file->pages = pdf_pages(letter_bundle_pdf(b));
	file->pieces = c->count.written;
	return pdf_save_file(letter_bundle_pdf(b), file->path, e);
}

const struct job report_letter = {
	.name = "letter",
	.title = "照会書（法第29条）",
	.params = params,
	.targets = &sql_letter_targets,
	.chunk_size = 500,
	.ready = mail_ready,
	.start = letter_start,
	.chunk = letter_chunk,
	.balance = &sql_letter_balance,
};
