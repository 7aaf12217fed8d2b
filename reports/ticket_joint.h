/*
 * ticket_joint.h: the tickets of up to ten persons for one institution on one sheet (医療券・調剤券 連名簿): another
 * page model over the same records, for offices that say so.
 *
 * A sheet has tickets of one kind (medical or dispensing), month, payer's number and name of the institution.  What
 * does not fit a row of it is to be printed on a sheet of its own (ticket_page.h); care tickets always are.
 *
 * Lengths and 2D code: mail.h.  Thread: the document's.
 */
#ifndef GETSUJI_REPORTS_TICKET_JOINT_H
#define GETSUJI_REPORTS_TICKET_JOINT_H

#include "reports/ticket_form_items.h"

#define TICKET_JOINT_ROWS 10

/* May two tickets stand on one sheet? */
bool ticket_joint_together(const struct ticket *a, const struct ticket *b);

/* One ticket as a row, with what the sheet's head says of it.  Errors: ERR_DATA with *hold = "glyph" or "overflow". */
MUST_CHECK enum err_code ticket_joint_lay_out(const struct fonts *fonts, const struct ticket *t,
	struct arena *a, struct ticket_cells *out, const char **hold, struct err *e);

/* What a document's sheets share: a form for each sender and kind of ticket.  Starts empty. */
struct ticket_joints {
	struct pdf *pdf;
	struct arena *arena;
	struct ticket_joint_form *form;
	size_t forms;
};

/* Draws sheet `sheet` of `sheets` of its envelope with n tickets; no page may be open. */
void ticket_joint_draw(struct ticket_joints *all, const struct ticket *const *t,
	const struct ticket_cells *const *cells, size_t n, const struct symbol *code, const char *number,
	int sheet, int sheets);

#endif
