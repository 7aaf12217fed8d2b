/*
 * ticket_rule.h: what holds for each service (診療別・サービス種類): whose opinion (要否意見書) its ticket needs, how
 * many months one lasts, and where it stands when the own payment (本人支払額) looks for a ticket; and the words of
 * ticket.h by their numbers.
 *
 * The first three are dated rows of ticket_rule.csv; type of ticket and kind of institution are fixed by ticket.h.
 *
 * Ownership: a struct ticket_rules lives in the arena given to ticket_rules_build(); words are constant.
 * Thread: pure.
 */
#ifndef GETSUJI_RULES_TICKET_RULE_H
#define GETSUJI_RULES_TICKET_RULE_H

#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/err.h"
#include "getsuji/rate_table.h"
#include "getsuji/ticket.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whose opinion a ticket of a service needs.  In the order of the words of ticket_rule.csv. */
enum ticket_opinion {
	TICKET_OPINION_OWN = 1,    /* of the institution itself, about this service */
	TICKET_OPINION_PRESCRIBER, /* of the institution that prescribes, about any service */
	TICKET_OPINION_NONE        /* rests on something else (care: the certification) */
};

/* A service, and what holds for it in a month. */
struct ticket_rule {
	uint8_t service; /* enum ticket_service */
	uint8_t type;    /* enum ticket_type */
	uint8_t kind;    /* enum institution_kind of who gives it */
	uint8_t opinion; /* enum ticket_opinion */
	int16_t
		opinion_months; /* how long one counts at most, from the month in which it begins; 0: needs none of its own */
	int16_t own_payment_rank; /* the lowest of those that are out carries it */
};

#define X(name, number, word, term, type, kind) +1
enum { TICKET_SERVICE_COUNT = TICKET_SERVICES(X) };
#undef X

struct ticket_rules {
	struct ticket_rule rules[TICKET_SERVICE_COUNT];
};

/* Builds the rules from the cells in force on the first of the month; others are passed over.
 * Errors: ERR_DEFINITION 1655 (a service has no row, or one that is not whole). */
MUST_CHECK enum err_code ticket_rules_build(const struct rate_cells *cells, month_t month, struct arena *keep,
	struct ticket_rules **out, struct err *e);

/* The rule of a service; NULL: there is no such service. */
const struct ticket_rule *ticket_rule_of(const struct ticket_rules *t, int service);

/* Words and Japanese terms of the lists of ticket.h; "" for a number that is in no list. */
const char *ticket_type_term(int type);
const char *ticket_service_term(int service);
const char *ticket_action_term(int action);
const char *ticket_hold_word(int hold);
const char *ticket_hold_term(int hold);
const char *ticket_cause_term(int cause);
const char *ticket_kind_term(int kind); /* of institutions */
const char *ticket_end_term(int end);   /* why a designation ended */
const char *ticket_own_payment_term(int own_payment);
const char *ticket_refusal_term(int refusal);

/* Does a hold take back a ticket that is out? */
bool ticket_hold_revokes(int hold);

#endif
