/*
 * ticket_register.c: 交付処理簿, the ledger of tickets of an office and month, kept in the office.
 *
 * One chunk and one PDF per office and service month in which the run issued or took back: every number with all its
 * revisions in order, who got it for what, and what became of it (out, replaced, taken back, with day and cause), with
 * sums on each page and at the end, and a word on gaps in the numbers.  It shows what stood when the run had issued.
 *
 * It is for the office alone, never for the contractor; of whom 支援措置 shields it has the case number, no name.
 * Every ticket has its row: a text that no font has or that does not fit is printed as ※ and counted as a warning; no
 * row is ever set aside, so no record is taken in hand by itself.
 */
#include "gen/sql.h"
#include "getsuji/facts.h"
#include "getsuji/job.h"
#include "reports/ticket_register_page.h"

#include <inttypes.h>

enum { MONTHS_PER_KEY = 1000000 }; /* key = office * this + month */

/* Columns of ticket_register_rows. */
/* clang-format off */
enum column {
	OFFICE, MONTH_ON, ISSUE_NO, REVISION, ISSUED_ON, RECIPIENT_NO, HOUSEHOLD, PERSON,
	TYPE, SERVICE, INSTITUTION, INSTITUTION_NAME, FROM_ON, UNTIL_ON, COMBINED, OWN_PAYMENT, CAUSE,
	GONE, GONE_ON, GONE_CAUSE, GONE_HOLD, GONE_REASON, NAME_HOUSEHOLD, NAME
};
/* clang-format on */

static enum err_code ticket_register_start(struct task *t, struct err *e)
{
	struct mail_offices *m = arena_alloc(t->keep, sizeof(*m));

	t->state = m;
	return mail_offices_read(t, m, e);
}

static struct ticket_entry entry_of(const struct rows *r)
{
	return (struct ticket_entry){
		.ticket = {.issue_no = (int)row_int(r, ISSUE_NO),
			.revision = (int)row_int(r, REVISION),
			.issued_on = row_day(r, ISSUED_ON),
			.month = month_of_day(row_day(r, MONTH_ON)),
			.type = (enum ticket_type)row_int(r, TYPE),
			.service = (enum ticket_service)row_int(r, SERVICE),
			.recipient_no = row_text(r, RECIPIENT_NO),
			.from_on = row_day(r, FROM_ON),
			.until_on = row_day(r, UNTIL_ON),
			.institution_code = row_text(r, INSTITUTION),
			.institution_name = row_text(r, INSTITUTION_NAME),
			.name = row_text(r, NAME),
			.combined = row_bool(r, COMBINED),
			.own_payment_yen = row_int(r, OWN_PAYMENT),
			.cause = (enum ticket_cause)row_int(r, CAUSE)},
		.case_no = row_int(r, HOUSEHOLD) % HOUSEHOLD_PER_OFFICE,
		.person_no = (int)row_int(r, PERSON),
		.gone = row_bool(r, GONE),
		.gone_on = row_day(r, GONE_ON),
		.gone_cause = (enum ticket_cause)row_int(r, GONE_CAUSE),
		.gone_hold = (enum ticket_hold)row_int(r, GONE_HOLD),
		.gone_reason = row_text(r, GONE_REASON),
	};
}

/* The name of the office; its number where it is not known. */
static struct str office_name(const struct mail_offices *m, int office_id, struct arena *a)
{
	size_t i;

	if (mail_offices_find(m, office_id * HOUSEHOLD_PER_OFFICE, &i))
		return m->office[i].name;
	return utf8_of(arena_printf(a, "福祉事務所%05d", office_id));
}

static enum err_code draw_entries(struct chunk *c, struct rows *r, struct ticket_register *reg, struct err *e)
{
	static const int owners[] = {NAME_HOUSEHOLD};

	while (rows_next(r)) {
		struct ticket_entry entry = entry_of(r);

		c->count.read++;
		if (mail_check_household(r, HOUSEHOLD, owners, sizeof(owners) / sizeof(owners[0]), e) != ERR_OK)
			return e->code;
		if (!ticket_register_add(reg, &entry))
			c->count.warnings++;
		c->count.written++;
		c->count.yen += entry.gone ? 0 : entry.ticket.own_payment_yen;
	}
	return ERR_OK;
}

static enum err_code ticket_register_chunk(struct chunk *c, struct err *e)
{
	static const struct sql_stmt *const statements[] = {&sql_ticket_register_rows};
	const struct mail_offices *m = c->task->state;
	int office_id = (int)(c->lo / MONTHS_PER_KEY);
	month_t month = (month_t)(c->lo % MONTHS_PER_KEY);
	struct ticket_register *reg;
	struct pdf *pdf;
	struct artifact *file;
	struct rows *rows[1];
	char text[8];

	if (chunk_read(c, statements, 1, rows, e) != ERR_OK)
		return e->code;
	reg = ticket_register_open(
		m->fonts, office_name(m, office_id, c->arena), month, rows_count(rows[0]), c->arena);
	if (draw_entries(c, rows[0], reg, e) != ERR_OK)
		return e->code;
	month_format(month, text);
	file = chunk_artifact(
		c, c->task->run->office_id == 0
			   ? arena_printf(c->arena, "ticket-register/register-%s-%05d.pdf", text, office_id)
			   : arena_printf(c->arena, "ticket-register/register-%s.pdf", text));
	pdf = ticket_register_end(reg);
	file->pages = pdf_pages(pdf);
	return pdf_save_file(pdf, file->path, e);
}

const struct job report_ticket_register = {
	.name = "ticket_register",
	.title = "交付処理簿",
	.targets = &sql_ticket_register_targets,
	.ready = mail_ready,
	.start = ticket_register_start,
	.chunk = ticket_register_chunk,
	.balance = &sql_ticket_register_balance,
};
