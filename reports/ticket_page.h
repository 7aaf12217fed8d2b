/*
 * ticket_page.h: one ticket on a sheet of its own: 医療券・調剤券 (one form, what does not apply is struck through)
 * and 介護券.
 *
 * The notes at its foot are a draft of this project with a version mark: an office must have its own text approved and
 * set it, with a version of its own, in ticket_page.c.
 *
 * Lengths and 2D code: mail.h.  Thread: the document's.
 */
#ifndef GETSUJI_REPORTS_TICKET_PAGE_H
#define GETSUJI_REPORTS_TICKET_PAGE_H

#include "reports/ticket_form_items.h"

/* Errors: ERR_DATA with *hold = "glyph" or "overflow": the ticket must be held. */
MUST_CHECK enum err_code ticket_page_lay_out(const struct fonts *fonts, const struct ticket *t,
	struct arena *a, struct ticket_cells *out, const char **hold, struct err *e);

/* What a document's tickets share: a form for each sender and kind of ticket.  Starts empty. */
struct ticket_pages {
	struct pdf *pdf;
	struct arena *arena;
	struct ticket_page_form *form;
	size_t forms;
};

/* Draws sheet `sheet` of `sheets` of its envelope; no page may be open. */
void ticket_page_draw(struct ticket_pages *all, const struct ticket *t, const struct ticket_cells *cells,
	const struct symbol *code, const char *number, int sheet, int sheets);

#endif
