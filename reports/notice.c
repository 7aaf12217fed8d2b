/*
 * notice.c: 保護決定通知書, a letter for every household whose decision changed, in bundles.
 *
 * One chunk and one PDF per bundle of pieces (result.piece), in the order of the pieces; a bundle goes
 * to the contractor or is handled in-house (支援措置), never both.  A letter that cannot be drawn
 * exactly as it must be is held and left out: an order to hold in force (its own name), a character
 * that no font has (glyph), no address (address), a text that does not fit (overflow, reason, office).
 *
 * Every joined row carries its own household; a row of another than the piece's stops the task, so
 * that a letter can never say what belongs to somebody else.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "reports/notice_letter.h"

#include <inttypes.h>

enum { ROUTE_CONTRACTOR = 1, ROUTE_INHOUSE = 2 };

/* Columns of notice_rows. */
/* clang-format off */
enum column {
	PIECE_NO, PIECE_HOUSEHOLD,
	CHANGE_HOUSEHOLD, CHANGE_KIND, EFFECTIVE_ON,
	LIVELIHOOD, HOUSING = LIVELIHOOD + 2, EDUCATION = HOUSING + 2, BIRTH = EDUCATION + 2,
	OCCUPATION = BIRTH + 2, FUNERAL = OCCUPATION + 2, TOTAL = FUNERAL + 2, MINIMUM = TOTAL + 2,
	INCOME = MINIMUM + 2, OWN_PAYMENT = INCOME + 2, REASON = OWN_PAYMENT + 2,
	DECISION_HOUSEHOLD, CARE_AFTER, MEDICAL_AFTER, PAYMENT_METHOD,
	BEFORE_HOUSEHOLD, CARE_BEFORE, MEDICAL_BEFORE,
	HEAD_HOUSEHOLD, HEAD_NAME,
	ADDRESS_HOUSEHOLD, POSTAL_CODE, ADDRESS, CARE_OF,
	CASEWORKER, HOLD, HOLD_REASON, ROUTE, BUNDLE_NO
};
/* clang-format on */

/* An office as prepared at the start, or why its letters must be held. */
struct office {
	const struct notice_office *prepared; /* NULL: held */
	struct err why;
};

struct state {
	struct mail_offices mail;
	struct office *offices; /* in the order of mail.office */
};

static enum err_code notice_start(struct task *t, struct err *e)
{
	struct state *s = arena_alloc(t->keep, sizeof(*s));
	struct mail_offices *m = &s->mail;

	if (mail_offices_read(t, m, e) != ERR_OK)
		return e->code;
	s->offices = arena_array(t->keep, m->count, sizeof(s->offices[0]));
	for (size_t i = 0; i < m->count; i++) {
		struct office *o = &s->offices[i];

		if (notice_office_prepare(m->fonts, &m->office[i], t->keep, &o->prepared, &o->why) != ERR_OK)
			o->prepared = NULL;
	}
	t->state = s;
	return ERR_OK;
}

static struct notice_amount amount(const struct rows *r, int column)
{
	return (struct notice_amount){row_int(r, column), row_int(r, column + 1)};
}

/* The letter of the current row.  Dated with the month's first day, or with the day that it takes effect
 * where that is later: a date of the run, not of the clock. */
static struct notice notice_of(const struct run_info *run, const struct rows *r)
{
	day_t effective_on = row_day(r, EFFECTIVE_ON), month_on = month_first(run->month);

	return (struct notice){
		.run_id = run->run_id,
		.piece_no = row_int(r, PIECE_NO),
		.household_id = row_int(r, PIECE_HOUSEHOLD),
		.month = run->month,
		.kind = (enum change_kind)row_int(r, CHANGE_KIND),
		.decided_on = effective_on > month_on ? effective_on : month_on,
		.effective_on = effective_on,
		.aid[NOTICE_LIVELIHOOD] = amount(r, LIVELIHOOD),
		.aid[NOTICE_HOUSING] = amount(r, HOUSING),
		.aid[NOTICE_EDUCATION] = amount(r, EDUCATION),
		.aid[NOTICE_CARE] = {row_int(r, CARE_BEFORE), row_int(r, CARE_AFTER)},
		.aid[NOTICE_MEDICAL] = {row_int(r, MEDICAL_BEFORE), row_int(r, MEDICAL_AFTER)},
		.aid[NOTICE_BIRTH] = amount(r, BIRTH),
		.aid[NOTICE_OCCUPATION] = amount(r, OCCUPATION),
		.aid[NOTICE_FUNERAL] = amount(r, FUNERAL),
		.total = amount(r, TOTAL),
		.minimum = amount(r, MINIMUM),
		.income = amount(r, INCOME),
		.own_payment = amount(r, OWN_PAYMENT),
		.payment_method = (enum fact_payment_method)row_int(r, PAYMENT_METHOD),
		.reason = row_text(r, REASON),
		.head_name = row_text(r, HEAD_NAME),
		.caseworker = row_text(r, CASEWORKER),
		.postal_code = row_text(r, POSTAL_CODE),
		.address = row_text(r, ADDRESS),
		.care_of = row_text(r, CARE_OF),
	};
}

/* The letter of the current row, laid out; ERR_DATA with *hold where it must be held. */
static enum err_code prepare(const struct state *s, const struct run_info *run, const struct rows *r,
	struct arena *scratch, struct notice *n, const struct notice_layout **layout, const char **hold,
	struct err *e)
{
	static const int owners[] = {
		CHANGE_HOUSEHOLD, DECISION_HOUSEHOLD, BEFORE_HOUSEHOLD, HEAD_HOUSEHOLD, ADDRESS_HOUSEHOLD};
	const struct office *office;
	struct str order = row_text(r, HOLD);
	size_t i;

	if (mail_check_household(r, PIECE_HOUSEHOLD, owners, sizeof(owners) / sizeof(owners[0]), e) != ERR_OK)
		return e->code;
	*n = notice_of(run, r);
	if (order.length > 0) {
		*hold = str_copy(scratch, order);
		(void)err_set(e, ERR_DATA, 1731, "保留の指示があります");
		return err_hint(e, "A hold ends on its day, or with: getsuji lift OFFICE-CASE");
	}
	*hold = "office";
	if (!mail_offices_find(&s->mail, n->household_id, &i))
		return err_set(e, ERR_DATA, 1733, "福祉事務所の登録がありません");
	office = &s->offices[i];
	if (office->prepared == NULL) {
		*e = office->why;
		return e->code;
	}
	n->office = office->prepared;
	return notice_lay_out(s->mail.fonts, n, scratch, layout, hold, e);
}

/* Why a letter is held: in the words of the order where there is one. */
static const char *reason_of(const struct rows *r, const struct err *why, struct arena *scratch)
{
	struct str order = row_text(r, HOLD_REASON);

	return order.length > 0 ? str_copy(scratch, order) : why->message;
}

/* Draws all pieces that need not be held; *file: of the bundle, once there is a letter in it. */
static enum err_code draw_pieces(
	struct chunk *c, struct rows *r, struct notice_bundle *b, struct artifact **file, struct err *e)
{
	struct arena *scratch = arena_new_in(c->arena);
	const char *name = NULL; /* as its first piece says, held or not */
	const struct notice_layout *layout;
	const char *hold;
	struct notice n;

	while (rows_next(r)) {
		arena_reset(scratch);
		if (name == NULL)
			name = arena_printf(c->arena, "notice/%s-%04" PRId64 ".pdf",
				row_int(r, ROUTE) == ROUTE_CONTRACTOR ? "contractor" : "inhouse", row_int(r, BUNDLE_NO));
		if (!chunk_take(c, row_int(r, PIECE_NO)))
			continue;
		c->count.read++;
		if (prepare(c->task->state, c->task->run, r, scratch, &n, &layout, &hold, e) == ERR_OK) {
			int64_t before = pdf_pages(notice_bundle_pdf(b));

			notice_draw(b, &n, layout);
			if (*file == NULL)
				*file = chunk_artifact(c, name);
			chunk_artifact_piece(c, *file, n.piece_no, before + 1, pdf_pages(notice_bundle_pdf(b)) - before);
			c->count.written++;
			c->count.yen += n.total.after;
		} else if (err_class(e->code) == ERR_CLASS_DATA) {
			chunk_hold(c, row_int(r, PIECE_NO), hold, reason_of(r, e, scratch));
			err_clear(e);
		} else {
			return e->code;
		}
	}
	return ERR_OK;
}

static enum err_code notice_chunk(struct chunk *c, struct err *e)
{
	static const struct sql_stmt *const statements[] = {&sql_notice_rows};
	const struct state *s = c->task->state;
	struct notice_bundle *b = notice_bundle_open(s->mail.fonts, c->arena);
	struct artifact *file = NULL;
	struct rows *rows[1];

	if (chunk_read_page(c, c->lo, c->arena, statements, 1, rows, e) != ERR_OK)
		return e->code;
	if ((int64_t)rows_count(rows[0]) != c->hi - c->lo)
		return err_set(e, ERR_BALANCE, 1734, "%zu of %" PRId64 " pieces have a change and a decision",
			rows_count(rows[0]), c->hi - c->lo);
	if (draw_pieces(c, rows[0], b, &file, e) != ERR_OK)
		return e->code;
	if (file == NULL)
		return ERR_OK; /* all held */
	file->pages = pdf_pages(notice_bundle_pdf(b));
	file->pieces = c->count.written;
	return pdf_save_file(notice_bundle_pdf(b), file->path, e);
}

/* One letter as a file of its own. */
static enum err_code notice_render_one(struct on_demand *d, struct err *e)
{
	static const struct sql_stmt *const statements[] = {&sql_notice_rows};
	const struct state *s = d->task->state;
	struct notice_bundle *b = notice_bundle_open(s->mail.fonts, d->arena);
	const struct notice_layout *layout;
	const char *hold = "";
	struct rows *rows[1];
	struct notice n;

	if (task_read(d->task, statements, 1, rows, e) != ERR_OK)
		return e->code;
	if (!rows_next(rows[0])) {
		(void)err_set(e, ERR_INPUT, 1735, "run %d has no notice for household %" PRId64, d->task->run->run_id,
			d->household_id);
		return err_hint(
			e, "A notice exists once the run is confirmed, for a household whose decision changed.");
	}
	if (prepare(s, d->task->run, rows[0], arena_new_in(d->arena), &n, &layout, &hold, e) != ERR_OK) {
		err_context(e, "hold %s", hold);
		return e->code;
	}
	notice_draw(b, &n, layout);
	return pdf_save_stream(notice_bundle_pdf(b), d->out, e);
}

const struct job report_notice = {
	.name = "notice",
	.title = "保護決定通知書",
	.targets = &sql_notice_targets,
	.chunk_size = 1000,
	.ready = mail_ready,
	.start = notice_start,
	.chunk = notice_chunk,
	.balance = &sql_notice_balance,
	.render_one = notice_render_one,
};
