/*
 * ticket_row.h: rows of tickets in and out: those that are out, as statements ticket_out and coverage_out yield them, and
 * rows of result.ticket, as ticket_line takes them.
 *
 * Ownership: texts are borrowed from the rows.  Thread: any.
 */
#ifndef GETSUJI_JOBS_TICKET_ROW_H
#define GETSUJI_JOBS_TICKET_ROW_H

#include "getsuji/rows.h"
#include "jobs/rules/ticket.h"

/* Columns 1 to 30 of the row; a statement may have more after them. */
struct ticket_out ticket_row_out(const struct rows *r);

/* A row of result.ticket. */
void ticket_row_put(struct row_out *w, int64_t household_id, int16_t line_no, month_t month,
	int32_t caseworker_no, const struct ticket_line *line);

#endif
