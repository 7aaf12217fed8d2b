/*
 * ticket_form.c: 医療券・調剤券・介護券 in envelopes to institutions, in bundles.
 *
 * One chunk and one PDF per bundle of envelopes (result.ticket_piece), in their order; a bundle goes to the contractor
 * or is handled in-house (支援措置), never both.  An envelope is a cover sheet, then tickets: those that an office
 * prints jointly ten to a sheet, others one to a sheet.  Records are tickets, by the number of their enclosure.
 *
 * A ticket that cannot be printed exactly as it must be is held alone and left out of envelope and cover: a character
 * that no font has (glyph), a text that does not fit (overflow), nobody whose it is (person), a number that breaks its
 * rule (number), an office without its own facts (office), one that was replaced or taken back meanwhile (cancelled).
 * Where the cover cannot be printed (no address, or one that does not fit) all tickets of the envelope are held.
 *
 * A ticket that the run took back, with none in its place, is told on the cover of its institution's envelope, which is
 * sent also with nothing in it: by month and number alone, so nothing of the person is read.  It is a record, too, with
 * no amount, and held like the others.
 *
 * Every joined row carries its own household and person, office and institution: one of another than the ticket's stops
 * the task, so that no sheet can say what belongs to somebody else.
 */
#include "gen/sql.h"
#include "getsuji/job.h"
#include "getsuji/number.h"
#include "reports/ticket_cover.h"
#include "reports/ticket_joint.h"
#include "reports/ticket_page.h"
#include "reports/ticket_words.h"

#include <inttypes.h>
#include <stdio.h>

enum { ROUTE_INHOUSE = 2 };

#define COVER_TITLE "医療券等送付書"
#define COVER_WORDS \
	"　次のとおり医療券等を送付します。券の件数と交付番号を確認のうえ、有効期間内の診療等に用いてください。" \
	"「差替え」とある券は先に送付した券に代わるものです。先の券は破棄してください。内容に疑義があるときは、" \
	"上記の担当" \
	"へお問い合わせください。"
#define COVER_MARK      "送付書 第1版（案）"
#define ENCLOSED_TITLE  "同封の券の交付番号"
#define ENCLOSED_WIDE   4 /* columns; */
#define ENCLOSED_MONTHS 3 /* with the month beside the number */

/* Of tickets that are void. */
#define CANCELLED_ALONE "医療券等取消通知" /* the cover's title where nothing else is in the envelope */
#define CANCELLED_WORDS \
	"　先に送付した次の医療券等は取消しとなりました。この封筒に券は入っていません。内容に疑義があるときは、" \
	"上記の担当へお問い合わせください。"
#define CANCELLED_TITLE "取消しの券"
#define CANCELLED_DO \
	"次の券は無効です。破棄し、その券による請求をしないでください。既に診療等を行ったときは、請求の前に" \
	"上記の担当へお問い合わせください。"
#define CANCELLED_WIDE 2 /* columns */

/* Columns of ticket_form_rows. */
/* clang-format off */
enum column {
	ENCLOSURE_NO, PIECE_NO, PIECE_OFFICE, PIECE_ROUTE, PIECE_INSTITUTION,
	PIECE_NAME, POSTAL_CODE, PLACE_ADDRESS, FORM, HANDLER,
	OFFICE, ROUTE, INSTITUTION, HOUSEHOLD, PERSON,
	ISSUE_NO, REVISION, ISSUED_ON, MONTH_ON, TYPE, SERVICE, PAYER_NO, RECIPIENT_NO, FROM_ON, UNTIL_ON,
	INSTITUTION_NAME, PRESCRIBER, PRESCRIBER_NAME, INJURY, REMARK = INJURY + TICKET_INJURIES,
	OWN_PAYMENT = REMARK + TICKET_REMARKS, COMBINED, INSURANCE, ELDERLY, TUBERCULOSIS, PREFECTURAL, SCHEME_NO,
	INSURED_NO, LEVEL, CERTIFIED_FROM, CERTIFIED_TO, CAUSE, RUN_ID, CANCELLED, TAKEN_BACK,
	BEFORE_HOUSEHOLD, BEFORE_ON, BEFORE_COMBINED,
	PERSON_HOUSEHOLD, PERSON_PERSON, NAME, BIRTH_ON,
	ADDRESS_HOUSEHOLD, ADDRESS, CASEWORKER, SHIELDED
};
/* clang-format on */

/* A ticket as laid out for the form it is printed on, or one that the run took back. */
struct enclosure {
	int64_t no;
	struct ticket ticket;
	bool taken_back; /* told on the cover, not printed */
	bool joint;
	struct ticket_cells cells;
};

/* An envelope being filled; reset with its arena. */
struct envelope {
	int64_t piece_no;
	struct arena *arena;
	struct enclosure **enclosure; /* printed */
	size_t count;
	struct enclosure **cancelled; /* told */
	size_t cancels;
	struct mail_recipient to;
	bool inhouse;
	int sheets; /* of tickets */
};

/* A bundle: the document, and what its sheets share. */
struct bundle {
	const struct mail_senders *senders;
	struct pdf *pdf;
	struct ticket_covers covers;
	struct ticket_pages pages;
	struct ticket_joints joints;
	const char *name;
	struct artifact *file; /* once there is an envelope in it */
};

static enum err_code ticket_form_start(struct task *t, struct err *e)
{
	struct mail_senders *s = arena_alloc(t->keep, sizeof(*s));

	t->state = s;
	return mail_senders_read(t, s, e);
}

/* ---- a ticket ------------------------------------------------------------------------------------ */

/* The ticket of the current row. */
static struct ticket ticket_of(const struct rows *r)
{
	struct ticket t = {
		.run_id = (int)row_int(r, RUN_ID),
		.piece_no = row_int(r, PIECE_NO),
		.issue_no = (int)row_int(r, ISSUE_NO),
		.revision = (int)row_int(r, REVISION),
		.issued_on = row_day(r, ISSUED_ON),
		.month = month_of_day(row_day(r, MONTH_ON)),
		.type = (enum ticket_type)row_int(r, TYPE),
		.service = (enum ticket_service)row_int(r, SERVICE),
		.payer_no = row_text(r, PAYER_NO),
		.recipient_no = row_text(r, RECIPIENT_NO),
		.from_on = row_day(r, FROM_ON),
		.until_on = row_day(r, UNTIL_ON),
		.institution_code = row_text(r, INSTITUTION),
		.institution_name = row_text(r, INSTITUTION_NAME),
		.prescriber_code = row_text(r, PRESCRIBER),
		.prescriber_name = row_text(r, PRESCRIBER_NAME),
		.name = row_text(r, NAME),
		.birth_on = row_day(r, BIRTH_ON),
		.inhouse = row_int(r, PIECE_ROUTE) == ROUTE_INHOUSE,
		.address = row_text(r, ADDRESS),
		.own_payment_yen = row_int(r, OWN_PAYMENT),
		.combined = row_bool(r, COMBINED),
		.insurance = row_bool(r, INSURANCE),
		.elderly = row_bool(r, ELDERLY),
		.tuberculosis = row_bool(r, TUBERCULOSIS),
		.prefectural = row_bool(r, PREFECTURAL),
		.scheme_no = row_text(r, SCHEME_NO),
		.insured_no = row_text(r, INSURED_NO),
		.care_level = (enum care_level)row_int(r, LEVEL),
		.certified_from = row_day(r, CERTIFIED_FROM),
		.certified_to = row_day(r, CERTIFIED_TO),
		.caseworker = row_text(r, CASEWORKER),
		.handler = row_text(r, HANDLER),
		.cause = (enum ticket_cause)row_int(r, CAUSE),
		.before_on = row_day(r, BEFORE_ON),
		.before_combined = row_bool(r, BEFORE_COMBINED),
	};

	for (int i = 0; i < TICKET_INJURIES; i++)
		t.injury[i] = row_text(r, INJURY + i);
	for (int i = 0; i < TICKET_REMARKS; i++)
		t.remark[i] = row_text(r, REMARK + i);
	return t;
}

/* Is all that the row brings of the ticket's person, office and institution?  Errors: ERR_INTERNAL. */
static enum err_code check_row(const struct rows *r, struct err *e)
{
	static const int owners[] = {BEFORE_HOUSEHOLD, PERSON_HOUSEHOLD, ADDRESS_HOUSEHOLD};

	if (mail_check_household(r, HOUSEHOLD, owners, sizeof(owners) / sizeof(owners[0]), e) != ERR_OK)
		return e->code;
	if (!row_null(r, PERSON_PERSON) && row_int(r, PERSON_PERSON) != row_int(r, PERSON))
		return err_set(e, ERR_INTERNAL, 1764, "a ticket of person %" PRId64 " was joined to person %" PRId64,
			row_int(r, PERSON), row_int(r, PERSON_PERSON));
	if (row_int(r, OFFICE) != row_int(r, PIECE_OFFICE) || row_int(r, ROUTE) > row_int(r, PIECE_ROUTE) ||
		!str_same(row_text(r, INSTITUTION), row_text(r, PIECE_INSTITUTION)))
		return err_set(e, ERR_INTERNAL, 1765,
			"a ticket is in the envelope %" PRId64 " of another institution", row_int(r, PIECE_NO));
	return ERR_OK;
}

/* Numbers that leave with us break no rule; an institution's code may, as it stands in the directory (number.h). */
static bool numbers_hold(const struct ticket *t)
{
	enum number_kind place = t->type == TICKET_CARE ? NUMBER_CARE_PROVIDER : NUMBER_INSTITUTION;
	enum number_fault fault;

	return number_judge(NUMBER_PAYER, NUMBER_OWN, t->payer_no.at, t->payer_no.length, &fault) == NUMBER_OK &&
		   number_judge(NUMBER_RECIPIENT, NUMBER_OWN, t->recipient_no.at, t->recipient_no.length, &fault) ==
			   NUMBER_OK &&
		   number_judge(place, NUMBER_OWN_LISTED, t->institution_code.at, t->institution_code.length,
			   &fault) != NUMBER_REJECT;
}

/* The ticket of the current row, laid out; ERR_DATA with *hold where it must be held. */
static enum err_code prepare(const struct mail_senders *s, const struct rows *r, struct arena *a,
	struct enclosure *out, const char **hold, struct err *e)
{
	*out = (struct enclosure){
		.no = row_int(r, ENCLOSURE_NO), .ticket = ticket_of(r), .taken_back = row_bool(r, TAKEN_BACK)};
	if (mail_senders_find(s, row_int(r, HOUSEHOLD), &out->ticket.sender, hold, e) != ERR_OK)
		return e->code;
	if (row_bool(r, CANCELLED)) {
		*hold = "cancelled";
		return err_set(e, ERR_DATA, 1766, "他の処理が差替え又は取消しをした券です");
	}
	if (row_bool(r, SHIELDED) && !out->ticket.inhouse) {
		*hold = "route"; /* and no word of why */
		return err_set(e, ERR_DATA, 1763, "送付の方法が変わったため、この封筒では送付できません");
	}
	if (out->taken_back)
		return ERR_OK; /* only its month and number are told */
	if (!numbers_hold(&out->ticket)) {
		*hold = "number";
		return err_set(e, ERR_DATA, 1794, "公費負担者番号、受給者番号又は機関コードが規則に合いません");
	}
	if (out->ticket.name.length == 0 || row_null(r, BIRTH_ON)) {
		*hold = "person";
		return err_set(e, ERR_DATA, 1767, "氏名又は生年月日の登録がありません");
	}
	out->joint = row_int(r, FORM) == FORM_JOINT && out->ticket.type != TICKET_CARE;
	if (out->joint && ticket_joint_lay_out(s->mail.fonts, &out->ticket, a, &out->cells, hold, e) != ERR_OK) {
		if (err_class(e->code) != ERR_CLASS_DATA)
			return e->code;
		err_clear(e); /* too much for a row: on a sheet of its own */
		out->joint = false;
	}
	return out->joint ? ERR_OK : ticket_page_lay_out(s->mail.fonts, &out->ticket, a, &out->cells, hold, e);
}

/* ---- an envelope --------------------------------------------------------------------------------- */

/* Tickets that are printed jointly come first; the order stays otherwise. */
static void joint_first(struct envelope *v)
{
	struct enclosure **sorted = arena_array(v->arena, v->count, sizeof(*sorted));
	size_t n = 0;

	for (int joint = 1; joint >= 0; joint--)
		for (size_t i = 0; i < v->count; i++)
			if (v->enclosure[i]->joint == (joint == 1))
				sorted[n++] = v->enclosure[i];
	v->enclosure = sorted;
}

/* How many of its tickets, from one on, stand on one sheet. */
static size_t on_sheet(const struct envelope *v, size_t from)
{
	size_t n = 1;

	while (v->enclosure[from]->joint && n < TICKET_JOINT_ROWS && from + n < v->count &&
		   v->enclosure[from + n]->joint &&
		   ticket_joint_together(&v->enclosure[from]->ticket, &v->enclosure[from + n]->ticket))
		n++;
	return n;
}

static int count_sheets(const struct envelope *v)
{
	int sheets = 0;

	for (size_t i = 0; i < v->count; i += on_sheet(v, i))
		sheets++;
	return sheets;
}

/* The numbers of the tickets, to check the contents by; the month beside them where they are not all of one. */
static struct ticket_cover_list enclosed_list(const struct envelope *v)
{
	const char **item = arena_array(v->arena, v->count, sizeof(*item));
	bool one_month = true;
	char number[64];

	for (size_t i = 1; i < v->count; i++)
		one_month = one_month && v->enclosure[i]->ticket.month == v->enclosure[0]->ticket.month;
	for (size_t i = 0; i < v->count; i++) {
		const struct ticket *t = &v->enclosure[i]->ticket;

		ticket_number(t->issue_no, t->revision, number);
		item[i] = one_month ? arena_strdup(v->arena, number)
							: arena_printf(v->arena, "%d月分%s", month_number(t->month), number);
	}
	return (struct ticket_cover_list){.title = ENCLOSED_TITLE,
		.item = item,
		.items = v->count,
		.columns = one_month ? ENCLOSED_WIDE : ENCLOSED_MONTHS};
}

/* Those that are void: "令和9年4月分　医療券　第14号". */
static struct ticket_cover_list cancelled_list(const struct envelope *v)
{
	const char **item = arena_array(v->arena, v->cancels, sizeof(*item));
	char number[64], month[64];

	for (size_t i = 0; i < v->cancels; i++) {
		const struct ticket *t = &v->cancelled[i]->ticket;

		item[i] = arena_printf(v->arena, "%s分　%s　%s", month_format_era(t->month, month),
			ticket_words_type(t->type), ticket_number(t->issue_no, t->revision, number));
	}
	return (struct ticket_cover_list){.title = CANCELLED_TITLE,
		.words = CANCELLED_DO,
		.item = item,
		.items = v->cancels,
		.columns = CANCELLED_WIDE};
}

/* "令和9年4月", or from when to when; of at least one. */
static const char *months_of(struct enclosure *const *x, size_t count, struct arena *a)
{
	month_t first = x[0]->ticket.month, last = first;
	char from[64], to[64];

	for (size_t i = 1; i < count; i++) {
		month_t m = x[i]->ticket.month;

		first = m < first ? m : first;
		last = m > last ? m : last;
	}
	month_format_era(first, from);
	return first == last ? arena_strdup(a, from)
						 : arena_printf(a, "%s～%s", from, month_format_era(last, to));
}

/* How many of each type: "医療券10件 調剤券2件". */
static const char *types_of(struct enclosure *const *x, size_t count, struct arena *a)
{
	static const enum ticket_type types[] = {TICKET_MEDICAL, TICKET_DISPENSING, TICKET_CARE};
	const char *all = "";

	for (size_t k = 0; k < sizeof(types) / sizeof(types[0]); k++) {
		int n = 0;

		for (size_t i = 0; i < count; i++)
			n += x[i]->ticket.type == types[k];
		if (n > 0)
			all =
				arena_printf(a, "%s%s%s%d件", all, *all == '\0' ? "" : "　", ticket_words_type(types[k]), n);
	}
	return all;
}

/* One more count of the cover; which it is. */
static int add_count(struct ticket_cover *c, const char *label, const char *value)
{
	int n = 0;

	while (c->count[n].label != NULL)
		n++;
	c->count[n].label = label;
	c->count[n].value = value;
	return n;
}

static void add_cancels(struct ticket_cover *c, const struct envelope *v)
{
	add_count(c, "取消しの券", arena_printf(v->arena, "%zu件", v->cancels));
	add_count(c, "取消しの内訳", types_of(v->cancelled, v->cancels, v->arena));
}

/* What the cover says of how much: of what is enclosed, the sheets, of what is void. */
static void fill_counts(struct ticket_cover *c, const struct envelope *v)
{
	int sheets;

	if (v->count > 0) {
		add_count(c, "券の件数", arena_printf(v->arena, "%zu件", v->count));
		add_count(c, "内訳", types_of(v->enclosure, v->count, v->arena));
		add_count(c, "診療年月", months_of(v->enclosure, v->count, v->arena));
	} else {
		add_cancels(c, v);
		add_count(c, "診療年月", months_of(v->cancelled, v->cancels, v->arena));
	}
	sheets = add_count(c, "用紙の枚数", "");
	if (v->count > 0 && v->cancels > 0)
		add_cancels(c, v);
	c->count[sheets].value =
		arena_printf(v->arena, "%d枚（この用紙を含む）", v->sheets + ticket_cover_sheets(c));
}

static struct ticket_cover cover_of(const struct envelope *v)
{
	bool alone = v->count == 0;
	const struct ticket *first = alone ? &v->cancelled[0]->ticket : &v->enclosure[0]->ticket;
	struct ticket_cover c = {
		.run_id = first->run_id,
		.piece_no = v->piece_no,
		.on = first->issued_on,
		.number = arena_printf(v->arena, "福保券第%d-%" PRId64 "号", first->run_id, v->piece_no),
		.title = alone ? CANCELLED_ALONE : COVER_TITLE,
		.words = alone ? CANCELLED_WORDS : COVER_WORDS,
		.mark = COVER_MARK,
		.to = v->to,
		.sender = first->sender,
		.list = {cancelled_list(v), enclosed_list(v)},
		.enclosed = v->sheets,
		.inhouse = v->inhouse,
	};

	fill_counts(&c, v);
	return c;
}

/* Draws the tickets, on the sheets after the cover's. */
static enum err_code draw_tickets(
	struct bundle *b, const struct envelope *v, const char *number, int covers, struct err *e)
{
	const struct ticket *tickets[TICKET_JOINT_ROWS];
	const struct ticket_cells *cells[TICKET_JOINT_ROWS];
	struct symbol code;
	int sheet = covers;

	for (size_t i = 0, n; i < v->count; i += n) {
		const struct enclosure *first = v->enclosure[i];

		n = on_sheet(v, i);
		sheet++;
		if (ticket_cover_code(first->ticket.run_id, v->piece_no, sheet, covers + v->sheets, &code, e) !=
			ERR_OK)
			return e->code;
		for (size_t k = 0; k < n; k++) {
			tickets[k] = &v->enclosure[i + k]->ticket;
			cells[k] = &v->enclosure[i + k]->cells;
		}
		if (first->joint)
			ticket_joint_draw(&b->joints, tickets, cells, n, &code, number, sheet, covers + v->sheets);
		else
			ticket_page_draw(&b->pages, tickets[0], cells[0], &code, number, sheet, covers + v->sheets);
	}
	return ERR_OK;
}

/* Holds one ticket, with its number as the reason's place. */
static void hold_ticket(
	struct chunk *c, const struct enclosure *x, const char *hold, const struct err *why, struct arena *a)
{
	char number[64];

	ticket_number(x->ticket.issue_no, x->ticket.revision, number);
	chunk_hold(c, x->no, hold,
		arena_printf(a, "%d月分%s%s：%s", month_number(x->ticket.month), number,
			x->taken_back ? "の取消し" : "", why->message));
}

/* Prints an envelope, or holds all of it. */
static enum err_code close_envelope(struct chunk *c, struct bundle *b, struct envelope *v, struct err *e)
{
	struct ticket_cover_layout layout;
	struct ticket_cover cover;
	const char *hold;
	int64_t before;

	if (v->count + v->cancels == 0)
		return ERR_OK;
	joint_first(v);
	v->sheets = count_sheets(v);
	cover = cover_of(v);
	if (ticket_cover_lay_out(b->senders->mail.fonts, &cover, v->arena, &layout, &hold, e) != ERR_OK) {
		if (err_class(e->code) != ERR_CLASS_DATA)
			return e->code;
		for (size_t i = 0; i < v->count; i++)
			hold_ticket(c, v->enclosure[i], hold, e, c->arena);
		for (size_t i = 0; i < v->cancels; i++)
			hold_ticket(c, v->cancelled[i], hold, e, c->arena);
		err_clear(e);
		return ERR_OK;
	}
	before = pdf_pages(b->pdf);
	ticket_cover_draw(&b->covers, &cover, &layout);
	if (draw_tickets(b, v, cover.number, layout.sheets, e) != ERR_OK)
		return e->code;
	if (b->file == NULL)
		b->file = chunk_artifact(c, b->name);
	b->file->pieces++;
	chunk_artifact_piece(c, b->file, v->piece_no, before + 1, pdf_pages(b->pdf) - before);
	c->count.written += (int64_t)(v->count + v->cancels);
	for (size_t i = 0; i < v->count; i++)
		c->count.yen += v->enclosure[i]->ticket.own_payment_yen;
	return ERR_OK;
}

static void open_envelope(struct envelope *v, const struct rows *r, size_t room)
{
	arena_reset(v->arena);
	*v = (struct envelope){
		.piece_no = row_int(r, PIECE_NO),
		.arena = v->arena,
		.enclosure = arena_array(v->arena, room, sizeof(struct enclosure *)),
		.cancelled = arena_array(v->arena, room, sizeof(struct enclosure *)),
		.to = {.name = row_text(r, PIECE_NAME),
			.honorific = "　御中",
			.name_lines = 3,
			.postal_code = row_text(r, POSTAL_CODE),
			.address = row_text(r, PLACE_ADDRESS),
			.caseworker = row_text(r, HANDLER)},
		.inhouse = row_int(r, PIECE_ROUTE) == ROUTE_INHOUSE,
	};
}

/* ---- a bundle ------------------------------------------------------------------------------------ */

/* Fills and prints the envelopes of a bundle. */
static enum err_code draw_envelopes(struct chunk *c, struct rows *r, struct bundle *b, struct err *e)
{
	struct envelope v = {.arena = arena_new_in(c->arena)};
	const char *hold;

	while (rows_next(r)) {
		struct enclosure *x;

		if (v.enclosure == NULL || row_int(r, PIECE_NO) != v.piece_no) {
			if (close_envelope(c, b, &v, e) != ERR_OK)
				return e->code;
			open_envelope(&v, r, rows_count(r));
		}
		if (!chunk_take(c, row_int(r, ENCLOSURE_NO)))
			continue;
		c->count.read++;
		if (check_row(r, e) != ERR_OK)
			return e->code;
		x = arena_alloc(v.arena, sizeof(*x));
		if (prepare(b->senders, r, v.arena, x, &hold, e) == ERR_OK) {
			if (x->taken_back)
				v.cancelled[v.cancels++] = x;
			else
				v.enclosure[v.count++] = x;
		} else if (err_class(e->code) == ERR_CLASS_DATA) {
			hold_ticket(c, x, hold, e, c->arena);
			err_clear(e);
		} else {
			return e->code;
		}
	}
	return close_envelope(c, b, &v, e);
}

static struct bundle bundle_open(const struct mail_senders *s, struct arena *a)
{
	struct pdf *pdf = pdf_open(s->mail.fonts, COVER_TITLE, a);

	return (struct bundle){.senders = s,
		.pdf = pdf,
		.covers = {.pdf = pdf, .arena = a},
		.pages = {.pdf = pdf, .arena = a},
		.joints = {.pdf = pdf, .arena = a}};
}

static enum err_code ticket_form_chunk(struct chunk *c, struct err *e)
{
	static const struct sql_stmt *const statements[] = {&sql_ticket_form_bundle, &sql_ticket_form_rows};
	struct bundle b = bundle_open(c->task->state, c->arena);
	struct rows *rows[2];

	if (chunk_read(c, statements, 2, rows, e) != ERR_OK)
		return e->code;
	if ((int64_t)rows_count(rows[1]) != c->hi - c->lo || !rows_next(rows[0]))
		return err_set(e, ERR_BALANCE, 1768, "%zu of %" PRId64 " tickets are in an envelope",
			rows_count(rows[1]), c->hi - c->lo);
	b.name = arena_printf(c->arena, "ticket/%s-%04" PRId64 ".pdf",
		row_int(rows[0], 0) == ROUTE_INHOUSE ? "inhouse" : "contractor", row_int(rows[0], 1));
	if (draw_envelopes(c, rows[1], &b, e) != ERR_OK)
		return e->code;
	if (b.file == NULL)
		return ERR_OK; /* all held */
	b.file->pages = pdf_pages(b.pdf);
	return pdf_save_file(b.pdf, b.file->path, e);
}

const struct job report_ticket_form = {
	.name = "ticket_form",
	.title = "医療券・調剤券・介護券",
	.targets = &sql_ticket_form_targets,
	.chunk_size = 500,
	.ready = mail_ready,
	.start = ticket_form_start,
	.chunk = ticket_form_chunk,
	.balance = &sql_ticket_form_balance,
};
