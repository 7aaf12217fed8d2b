/*
 * ticket_hold.h: on which days a wanted ticket is valid, and the first hold that keeps it back.
 *
 * Ownership: reasons live in the arena; all else is borrowed.  Thread: pure.  For files of jobs/rules/ only.
 */
#ifndef GETSUJI_RULES_TICKET_HOLD_H
#define GETSUJI_RULES_TICKET_HOLD_H

#include "jobs/rules/ticket.h"

/* A household and what all its tickets share. */
struct ticket_context {
	const struct ticket_household *h;
	struct arena *arena;
	uint32_t aid, active; /* days of the month on aid, and of those the protected ones */
};

/* One person × institution × service: the rows of one item. */
struct ticket_want {
	const struct ticket_request *rows; /* by .from; the last one says what is printed */
	size_t n;
	const struct ticket_rule *rule;
	bool twice; /* another item of the same person, institution and service comes before it */
};

/* What was found. */
struct ticket_holding {
	enum ticket_hold hold;
	const char *reason;                           /* "" without a hold */
	uint32_t days;                                /* all days on which it is valid; none only with a hold */
	struct str institution_name, prescriber_name; /* empty: not in the directory */
};

struct ticket_context ticket_hold_context(const struct ticket_household *h, struct arena *arena);

void ticket_hold_look(
	const struct ticket_context *x, const struct ticket_want *want, struct ticket_holding *out);

/* Why a ticket that is out and that nothing asks for any more is taken back. */
enum ticket_hold ticket_hold_of_out(const struct ticket_context *x, int person_no, const char **reason);

#endif
