/*
 * ticket_change.h: what a wanted ticket would say differently from the one that is out, and how that is told.
 *
 * Not looked at: the caseworker, who may change without the ticket being wrong.
 *
 * Ownership: reasons live in the arena.  Thread: pure.  For files of jobs/rules/ only.
 */
#ifndef GETSUJI_RULES_TICKET_CHANGE_H
#define GETSUJI_RULES_TICKET_CHANGE_H

#include "jobs/rules/ticket.h"

/* The first of TICKET_CAUSES that fits; CAUSE_NONE: both say the same. */
enum ticket_cause ticket_change_cause(
	const struct ticket_content *before, const struct ticket_content *after);

/* 「有効期間の変更（…から…へ）」.  rows: what is known of the person's coverage. */
const char *ticket_change_reason(struct arena *arena, enum ticket_cause cause,
	const struct ticket_content *before, const struct ticket_content *after, const struct coverage_row rows[],
	size_t n_rows);

#endif
