/* opinion_form_envelope.c: bundles of envelopes to institutions; see opinion_form_envelope.h. */
#include "reports/opinion_form_envelope.h"

#include "getsuji/facts.h"
#include "reports/opinion_form_page.h"
#include "reports/ticket_cover.h"

#include <inttypes.h>

enum { ROUTE_INHOUSE = 2 };

/* Columns of the statements of forms. */
/* clang-format off */
enum column {
	PIECE_NO, FORM_NO, FORM_HOUSEHOLD, OFFICE_ID, ROUTE,
	INSTITUTION_CODE, INSTITUTION, POSTAL_CODE, ADDRESS, HANDLER,
	PAPER, WRITTEN_ON, BY_ON,
	PERSON_HOUSEHOLD, NAME, NAME_KANA, BIRTH_ON, CASEWORKER, SHIELDED
};

/* Columns of the statements of services. */
enum service_column {
	SERVICE_FORM_NO, SERVICE_FORM_HOUSEHOLD, TREATMENT_HOUSEHOLD, SERVICE,
	FROM_ON, INJURY, REMARKS = INJURY + TICKET_INJURIES, FIRST_VISIT_ON
};
/* clang-format on */

/* An office as prepared at the start, or why its forms must be held. */
struct office {
	struct mail_sender sender;
	struct err why; /* code ERR_OK: they can be drawn */
};

struct state {
	struct mail_offices mail;
	struct office *offices; /* in the order of mail.office */
};

/* A form that will be drawn. */
struct laid_out {
	struct opinion_form form;
	struct opinion_form_layout layout;
	int64_t form_no;
	struct symbol code;
};

/* A bundle being made, and the envelope in hand. */
struct bundle {
	const struct opinion_document *d;
	struct chunk *c;
	struct rows *forms, *services;
	struct pdf *pdf;
	struct artifact *file; /* once there is an envelope in it */
	struct opinion_form_pages pages;
	struct ticket_covers covers;
	struct arena *scratch; /* of the envelope */
	bool inhouse;
	int64_t piece_no;
	struct ticket_cover cover;
	struct ticket_cover_layout cover_layout;
	struct laid_out *laid;
	size_t count, room;
};

enum err_code opinion_envelopes_start(struct task *t, struct err *e)
{
	struct state *s = arena_alloc(t->keep, sizeof(*s));
	struct mail_offices *m = &s->mail;

	if (mail_offices_read(t, m, e) != ERR_OK)
		return e->code;
	s->offices = arena_array(t->keep, m->count, sizeof(s->offices[0]));
	for (size_t i = 0; i < m->count; i++) {
		struct office *o = &s->offices[i];

		if (mail_sender_prepare(m->fonts, &m->office[i], t->keep, &o->sender, &o->why) == ERR_OK)
			err_clear(&o->why);
	}
	t->state = s;
	return ERR_OK;
}

/* ---- a form -------------------------------------------------------------------------------------- */

static const struct state *state_of(const struct bundle *b)
{
	return b->c->task->state;
}

/* The rows of what the form is about. */
static enum err_code read_services(
	const struct bundle *b, int64_t form_no, struct opinion_form *f, struct err *e)
{
	static const int owners[] = {TREATMENT_HOUSEHOLD};
	struct rows *r = b->services;

	while (rows_next_of(r, form_no)) {
		struct opinion_form_service *s = &f->service[f->services];

		if (mail_check_household(r, SERVICE_FORM_HOUSEHOLD, owners, 1, e) != ERR_OK)
			return e->code;
		if (f->services++ >= OPINION_FORM_SERVICES)
			continue; /* too many for the form: laying out says so */
		*s = (struct opinion_form_service){.service = (int)row_int(r, SERVICE),
			.remarks = row_text(r, REMARKS),
			.first_visit_on = row_day(r, FIRST_VISIT_ON),
			.from_on = row_day(r, FROM_ON)};
		for (int i = 0; i < TICKET_INJURIES; i++)
			s->injury[i] = row_text(r, INJURY + i);
	}
	return ERR_OK;
}

static const struct office *office_of(const struct bundle *b)
{
	size_t i;

	return mail_offices_find(&state_of(b)->mail, row_int(b->forms, OFFICE_ID) * HOUSEHOLD_PER_OFFICE, &i)
			   ? &state_of(b)->offices[i]
			   : NULL;
}

/* The form of the current row, laid out; ERR_DATA with *hold where it must be held. */
static enum err_code prepare(const struct bundle *b, struct laid_out *out, const char **hold, struct err *e)
{
	static const int owners[] = {PERSON_HOUSEHOLD};
	const struct rows *r = b->forms;
	const struct office *office = office_of(b);
	struct opinion_form *f = &out->form;

	*out = (struct laid_out){.form_no = row_int(r, FORM_NO)};
	if (mail_check_household(r, FORM_HOUSEHOLD, owners, 1, e) != ERR_OK ||
		read_services(b, out->form_no, f, e) != ERR_OK)
		return e->code;
	*hold = "route"; /* and no word of why */
	if (row_bool(r, SHIELDED) && !b->inhouse)
		return err_set(e, ERR_DATA, 1763, "送付の方法が変わったため、この封筒では送付できません");
	*hold = "office";
	if (office == NULL)
		return err_set(e, ERR_DATA, 1733, "福祉事務所の登録がありません");
	if (office->why.code != ERR_OK) {
		*e = office->why;
		return e->code;
	}
	f->paper = (enum opinion_paper)row_int(r, PAPER);
	f->number =
		arena_printf(b->scratch, "%s第%d-%" PRId64 "号", b->d->letter, b->c->task->run->run_id, out->form_no);
	f->written_on = row_day(r, WRITTEN_ON);
	f->by_on = row_day(r, BY_ON);
	f->estimate = b->d->estimate;
	f->inhouse = b->inhouse;
	f->institution = row_text(r, INSTITUTION);
	f->name = row_text(r, NAME);
	f->name_kana = row_text(r, NAME_KANA);
	f->birth_on = row_day(r, BIRTH_ON);
	f->caseworker = row_text(r, CASEWORKER);
	f->sender = &office->sender;
	*hold = "subject";
	if (f->name.length == 0 || f->services == 0)
		return err_set(e, ERR_DATA, 1791, "対象者又は治療の登録がありません");
	return opinion_form_lay_out(state_of(b)->mail.fonts, f, b->scratch, &out->layout, hold, e);
}

/* ---- an envelope --------------------------------------------------------------------------------- */

static const char *const *numbers_of(const struct bundle *b)
{
	const char **item = arena_array(b->scratch, b->count, sizeof(*item));

	for (size_t i = 0; i < b->count; i++)
		item[i] = arena_printf(b->scratch, "%d-%" PRId64, b->c->task->run->run_id, b->laid[i].form_no);
	return item;
}

static const char *era(const struct bundle *b, day_t day)
{
	char buffer[64];

	return arena_strdup(b->scratch, day_format_era(day, buffer));
}

static day_t first_by_on(const struct bundle *b)
{
	day_t first = DAY_MAX;

	for (size_t i = 0; i < b->count; i++)
		if (b->laid[i].form.by_on < first)
			first = b->laid[i].form.by_on;
	return first;
}

/* Of the current row, which is the envelope's last. */
static struct ticket_cover cover_of(const struct bundle *b)
{
	const struct rows *r = b->forms;
	const struct office *office = office_of(b);
	struct str handler = row_text(r, HANDLER);

	return (struct ticket_cover){.run_id = b->c->task->run->run_id,
		.piece_no = b->piece_no,
		.on = row_day(r, WRITTEN_ON),
		.number = arena_printf(
			b->scratch, "%s第%d-%" PRId64 "号", b->d->letter, b->c->task->run->run_id, b->piece_no),
		.title = b->d->cover_title,
		.words = b->d->cover_words,
		.mark = b->d->cover_mark,
		.to = {.name = row_text(r, INSTITUTION),
			.honorific = "　御中",
			.name_lines = 3,
			.postal_code = row_text(r, POSTAL_CODE),
			.address = row_text(r, ADDRESS),
			.caseworker = handler.length > 0 ? handler : utf8_of("医療扶助担当")},
		.sender = &office->sender,
		.count = {{"同封の枚数", arena_printf(b->scratch, "%zu枚", b->count)},
			{b->d->by, era(b, first_by_on(b))}, {"発送日", era(b, row_day(r, WRITTEN_ON))},
			{"機関コード", str_copy(b->scratch, row_text(r, INSTITUTION_CODE))}},
		.list = {{.title = b->d->list_title, .item = numbers_of(b), .items = b->count, .columns = 4}},
		.enclosed = (int)b->count,
		.inhouse = b->inhouse};
}

/* The cover and the codes of all sheets; ERR_DATA with *hold where the envelope must be held. */
static enum err_code close_envelope(struct bundle *b, const char **hold, struct err *e)
{
	b->cover = cover_of(b);
	if (ticket_cover_lay_out(state_of(b)->mail.fonts, &b->cover, b->scratch, &b->cover_layout, hold, e) !=
		ERR_OK)
		return e->code;
	for (size_t i = 0; i < b->count; i++) {
		int sheets = b->cover_layout.sheets;

		if (ticket_cover_code(b->cover.run_id, b->piece_no, sheets + (int)i + 1, sheets + (int)b->count,
				&b->laid[i].code, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static void draw_envelope(struct bundle *b)
{
	int64_t before = pdf_pages(b->pdf);
	int sheets = b->cover_layout.sheets;

	ticket_cover_draw(&b->covers, &b->cover, &b->cover_layout);
	for (size_t i = 0; i < b->count; i++) {
		const struct laid_out *l = &b->laid[i];

		opinion_form_draw(
			&b->pages, &l->form, &l->layout, &l->code, sheets + (int)i + 1, sheets + (int)b->count);
	}
	if (b->file == NULL)
		b->file = chunk_artifact(
			b->c, arena_printf(b->c->arena, "%s/%s-%06" PRId64 "-%06" PRId64 ".pdf", b->d->folder,
					  b->inhouse ? "inhouse" : "contractor", b->c->lo, b->c->hi - 1));
	chunk_artifact_piece(b->c, b->file, b->piece_no, before + 1, pdf_pages(b->pdf) - before);
	b->c->count.written += (int64_t)b->count;
}

static struct laid_out *next_form(struct bundle *b)
{
	if (b->count == b->room) {
		size_t room = b->room == 0 ? 16 : 2 * b->room;

		b->laid = arena_grow(b->scratch, b->laid, b->room, room, sizeof(*b->laid));
		b->room = room;
	}
	return &b->laid[b->count];
}

/* All forms of the next envelope. */
static enum err_code do_envelope(struct bundle *b, struct err *e)
{
	const char *hold;
	int64_t key;

	arena_reset(b->scratch);
	b->laid = NULL;
	b->count = b->room = 0;
	while (rows_peek_key(b->forms, &key) && key == b->piece_no && rows_next(b->forms)) {
		int64_t form_no = row_int(b->forms, FORM_NO);

		b->inhouse = row_int(b->forms, ROUTE) == ROUTE_INHOUSE;
		if (!chunk_take(b->c, form_no))
			continue;
		b->c->count.read++;
		if (prepare(b, next_form(b), &hold, e) == ERR_OK) {
			b->count++;
		} else if (err_class(e->code) == ERR_CLASS_DATA) {
			chunk_hold(b->c, form_no, hold, e->message);
			err_clear(e);
		} else {
			return e->code;
		}
	}
	if (b->count == 0)
		return ERR_OK;
	if (close_envelope(b, &hold, e) == ERR_OK) {
		draw_envelope(b);
	} else if (err_class(e->code) == ERR_CLASS_DATA) {
		for (size_t i = 0; i < b->count; i++)
			chunk_hold(b->c, b->laid[i].form_no, hold, e->message);
		err_clear(e);
	}
	return e->code;
}

/* ---- a bundle ------------------------------------------------------------------------------------ */

enum err_code opinion_envelopes_chunk(const struct opinion_document *d, struct chunk *c, struct err *e)
{
	const struct sql_stmt *const statements[] = {d->forms, d->services};
	const struct state *s = c->task->state;
	struct pdf *pdf = pdf_open(s->mail.fonts, d->cover_title, c->arena);
	struct bundle b = {.d = d,
		.c = c,
		.pdf = pdf,
		.pages = {.pdf = pdf, .fonts = s->mail.fonts, .arena = c->arena},
		.covers = {.pdf = pdf, .arena = c->arena},
		.scratch = arena_new_in(c->arena)};
	struct rows *rows[2];

	if (chunk_read(c, statements, 2, rows, e) != ERR_OK)
		return e->code;
	b.forms = rows[0];
	b.services = rows[1];
	if ((int64_t)rows_count(b.forms) != c->hi - c->lo)
		return err_set(e, ERR_BALANCE, 1792, "%zu of %" PRId64 " forms have an envelope", rows_count(b.forms),
			c->hi - c->lo);
	while (rows_peek_key(b.forms, &b.piece_no)) {
		if (do_envelope(&b, e) != ERR_OK)
			return e->code;
	}
	if (b.file == NULL)
		return ERR_OK; /* all held */
	b.file->pages = pdf_pages(pdf);
	b.file->pieces = c->count.written;
	return pdf_save_file(pdf, b.file->path, e);
}
