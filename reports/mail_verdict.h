/*
 * mail_verdict.h: 発送の判定, on demand: what became of a mailing by all that is known now, as a workbook.
 *
 * Computed by us from what was issued and what was reported, never taken from the contractor: the numbers, what is open,
 * every fault with what came of it, what was settled and printed again, letters that came back, and each piece.
 *
 * Errors: ERR_BALANCE 2340 when the pieces listed do not add up to the numbers; those of xlsx_open().
 */
#ifndef REPORTS_MAIL_VERDICT_H
#define REPORTS_MAIL_VERDICT_H

#include "getsuji/job.h"

/* A job's render_one of ON_DEMAND_RUN. */
MUST_CHECK enum err_code mail_verdict_render(struct on_demand *d, struct err *e);

#endif
