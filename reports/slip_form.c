/*
 * slip_form.c: 返還金納付書, the slips that a confirmed run issued, one page each, in bundles.
 *
 * What is issued was decided by the task slip_issue; here it is only put on paper.  A bundle goes to the contractor, or
 * is handled in-house by one office (支援措置, also where that became known since), never both.  A slip that cannot be
 * drawn exactly as it must be is held and left out: a character that no font has (glyph), no usable address (address), a
 * text that does not fit (overflow, office), digits that are none (barcode); and one that another run made void (void).
 *
 * Every joined row carries its own household; a row of another than the slip's stops the task.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "reports/slip_form_page.h"

#include <inttypes.h>

/* Columns of slip_form_rows. */
/* clang-format off */
enum column {
	DOCUMENT_NO, SLIP_HOUSEHOLD, OFFICE, REFERENCE_NO, INSTALMENT_NO, SLIP_NO,
	ARTICLE, DECIDED_ON, TOTAL_YEN, PAID_YEN, INSTALMENTS, INSTALMENT_YEN, PART_NO, PARTS, YEN,
	DUE_ON, PAY_BY_ON, BANK, REISSUE, MAKER_CODE, COLLECTOR, ACCOUNT_NAME, ISSUED_ON, INHOUSE, IS_VOID,
	LINE_HOUSEHOLD, HEAD_HOUSEHOLD, HEAD_NAME, ADDRESS_HOUSEHOLD, POSTAL_CODE, ADDRESS, CARE_OF,
	CASEWORKER, BUNDLE_NO
};
/* clang-format on */

static enum err_code slip_form_start(struct task *t, struct err *e)
{
	struct mail_senders *s = arena_alloc(t->keep, sizeof(*s));

	t->state = s;
	return mail_senders_read(t, s, e);
}

static struct slip_page page_of(const struct run_info *run, const struct rows *r)
{
	return (struct slip_page){
		.run_id = run->run_id,
		.document_no = row_int(r, DOCUMENT_NO),
		.number = {.office_id = (int32_t)row_int(r, OFFICE),
			.reference_no = (int32_t)row_int(r, REFERENCE_NO),
			.instalment_no = (int16_t)row_int(r, INSTALMENT_NO),
			.slip_no = (int16_t)row_int(r, SLIP_NO)},
		.article = (int)row_int(r, ARTICLE),
		.decided_on = row_day(r, DECIDED_ON),
		.issued_on = row_day(r, ISSUED_ON),
		.total_yen = row_int(r, TOTAL_YEN),
		.paid_yen = row_int(r, PAID_YEN),
		.instalments = (int)row_int(r, INSTALMENTS),
		.part_no = (int)row_int(r, PART_NO),
		.parts = (int)row_int(r, PARTS),
		.instalment_yen = row_int(r, INSTALMENT_YEN),
		.yen = row_int(r, YEN),
		.due_on = row_day(r, DUE_ON),
		.pay_by_on = row_day(r, PAY_BY_ON),
		.bank = row_bool(r, BANK),
		.reissue = row_bool(r, REISSUE),
		.inhouse = row_bool(r, INHOUSE),
		.maker_code = row_text(r, MAKER_CODE),
		.collector = row_text(r, COLLECTOR),
		.account_name = row_text(r, ACCOUNT_NAME),
		.to = {.name = row_text(r, HEAD_NAME),
			.honorific = "　様",
			.name_lines = 1,
			.postal_code = row_text(r, POSTAL_CODE),
			.address = row_text(r, ADDRESS),
			.care_of = row_text(r, CARE_OF),
			.caseworker = row_text(r, CASEWORKER)},
	};
}

/* The slip of the current row, laid out; ERR_DATA with *hold where it must be held. */
static enum err_code prepare(const struct task *t, const struct rows *r, struct arena *scratch,
	struct slip_page *s, struct slip_page_layout *layout, const char **hold, struct err *e)
{
	static const int owners[] = {LINE_HOUSEHOLD, HEAD_HOUSEHOLD, ADDRESS_HOUSEHOLD};
	const struct mail_senders *senders = t->state;
	const struct mail_sender *sender;

	if (mail_check_household(r, SLIP_HOUSEHOLD, owners, sizeof(owners) / sizeof(owners[0]), e) != ERR_OK ||
		mail_senders_find(senders, row_int(r, SLIP_HOUSEHOLD), &sender, hold, e) != ERR_OK)
		return e->code;
	*hold = "void";
	if (row_bool(r, IS_VOID))
		return err_set(e, ERR_DATA, 2374, "他の処理が先に無効にしました");
	*s = page_of(t->run, r);
	s->sender = sender;
	return slip_page_lay_out(senders->mail.fonts, s, scratch, layout, hold, e);
}

/* A file on its way: the contractor's (office_id 0), or what an office handles itself. */
struct bundle {
	int office_id;
	struct slip_bundle *slips;
	struct artifact *file;
	struct bundle *next;
};

/* The bundle that a slip goes to. */
static struct bundle *bundle_of(
	struct chunk *c, struct bundle **first, const struct slip_page *s, int64_t bundle_no)
{
	const struct mail_senders *senders = c->task->state;
	int office_id = s->inhouse ? s->number.office_id : 0;
	struct bundle *b = *first;

	while (b != NULL && b->office_id != office_id)
		b = b->next;
	if (b != NULL)
		return b;
	b = arena_alloc(c->arena, sizeof(*b));
	*b = (struct bundle){.office_id = office_id,
		.slips = slip_bundle_open(senders->mail.fonts, c->arena),
		.file = chunk_artifact(
			c, office_id == 0
				   ? arena_printf(c->arena, "slip/contractor-%04" PRId64 ".pdf", bundle_no)
				   : arena_printf(c->arena, "slip/inhouse-%05d-%04" PRId64 ".pdf", office_id, bundle_no)),
		.next = *first};
	*first = b;
	return b;
}

static void draw(
	struct chunk *c, struct bundle *b, const struct slip_page *s, const struct slip_page_layout *layout)
{
	struct pdf *pdf = slip_bundle_pdf(b->slips);

	slip_bundle_draw(b->slips, s, layout);
	chunk_artifact_piece(c, b->file, s->document_no, pdf_pages(pdf), 1);
	b->file->pieces++;
	c->count.written++;
	c->count.yen += s->yen;
}

/* Draws all slips that need not be held. */
static enum err_code draw_slips(struct chunk *c, struct rows *r, struct bundle **first, struct err *e)
{
	struct arena *scratch = arena_new_in(c->arena);
	struct slip_page_layout layout;
	const char *hold;
	struct slip_page s;

	while (rows_next(r)) {
		arena_reset(scratch);
		if (!chunk_take(c, row_int(r, DOCUMENT_NO)))
			continue;
		c->count.read++;
		if (prepare(c->task, r, scratch, &s, &layout, &hold, e) == ERR_OK) {
			draw(c, bundle_of(c, first, &s, row_int(r, BUNDLE_NO)), &s, &layout);
		} else if (err_class(e->code) == ERR_CLASS_DATA) {
			chunk_hold(c, row_int(r, DOCUMENT_NO), hold, e->message);
			err_clear(e);
		} else {
			return e->code;
		}
	}
	return ERR_OK;
}

static enum err_code slip_form_chunk(struct chunk *c, struct err *e)
{
	static const struct sql_stmt *const statements[] = {&sql_slip_form_rows};
	struct bundle *first = NULL;
	struct rows *rows[1];

	if (chunk_read(c, statements, 1, rows, e) != ERR_OK)
		return e->code;
	if ((int64_t)rows_count(rows[0]) != c->hi - c->lo)
		return err_set(e, ERR_BALANCE, 2375, "%zu of %" PRId64 " slips have what they rest on",
			rows_count(rows[0]), c->hi - c->lo);
	if (draw_slips(c, rows[0], &first, e) != ERR_OK)
		return e->code;
	for (struct bundle *b = first; b != NULL; b = b->next) {
		b->file->pages = pdf_pages(slip_bundle_pdf(b->slips));
		if (pdf_save_file(slip_bundle_pdf(b->slips), b->file->path, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

const struct job report_slip_form = {
	.name = "slip_form",
	.title = "返還金納付書",
	.targets = &sql_slip_form_targets,
	.chunk_size = 500,
	.ready = mail_ready,
	.start = slip_form_start,
	.chunk = slip_form_chunk,
	.balance = &sql_slip_form_balance,
};
