/*
 * ticket.h: the tickets of one household in one month: which are wanted, for which days, with which flags and own
 * payment; which are held, and why; and what is to be done about those that are out.
 *
 * A ticket is wanted for each person × institution × service of a treatment (not of an examination) or care plan with a
 * day in the month.  It is valid on the days that the month, the row, the person's membership, active protection, the
 * designation and, of care, the certification have in common; of several stretches the last one, and a remark tells the
 * others.  The first hold that fits, in the order of TICKET_HOLDS, keeps it back.
 *
 * What is wanted is then compared with what is out: the same stays, another takes its place, what is not wanted any more
 * or has a hold that revokes is taken back, what has another hold stays out as it is.
 *
 * Ranges of facts are half-open [from, to); from_on and until_on of tickets are inclusive.
 * Ownership: texts are borrowed from the facts; a plan and its reasons live in the arena.  Thread: pure.
 */
#ifndef GETSUJI_RULES_TICKET_H
#define GETSUJI_RULES_TICKET_H

#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/rows.h"
#include "getsuji/ticket.h"
#include "jobs/rules/coverage.h"
#include "jobs/rules/opinion.h"
#include "jobs/rules/ticket_rule.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TICKET_LINES_MAX 32767 /* numbered by a smallint */

/* ---- facts, as known at the cut ---- */

struct ticket_protection {
	uint8_t state; /* enum protection_state */
	day_t from, to;
};

struct ticket_member {
	int16_t person_no;
	day_t from, to;
};

/* A row of a treatment or a care plan. */
struct ticket_request {
	int16_t person_no, item_no;
	uint8_t service; /* enum ticket_service */
	uint8_t basis;   /* enum treatment_basis; 0: care */
	struct str institution_code;
	struct str prescriber_code; /* of dispensing; else empty */
	struct str injury[TICKET_INJURIES];
	struct str remarks;
	struct str insured_no; /* of care, as the next three */
	int16_t care_level;
	day_t certified_from, certified_to;
	day_t from, to;
};

/* A period of the directory. */
struct ticket_designation {
	struct str code;
	uint8_t kind; /* enum institution_kind */
	uint8_t end;  /* enum institution_end */
	struct str name;
	day_t from, to;
};

/* Whose an opinion is. */
struct ticket_opinion_key {
	int16_t person_no;
	uint8_t service;
	struct str institution_code;
};

/* What a ticket says, but for its numbers. */
struct ticket_content {
	int16_t person_no;
	uint8_t type;    /* enum ticket_type */
	uint8_t service; /* enum ticket_service */
	struct str institution_code, institution_name;
	struct str prescriber_code, prescriber_name;
	struct str payer_no;
	day_t from_on, until_on; /* inclusive */
	struct str injury[TICKET_INJURIES];
	int32_t own_payment_yen;
	struct coverage_flags flags; /* of care, .combined alone */
	struct str insured_no;       /* of care, as the next three */
	int16_t care_level;
	day_t certified_from, certified_to; /* half-open, as recorded; DAY_MAX both: none */
	struct str remark[TICKET_REMARKS];
};

/* A ticket that is out. */
struct ticket_out {
	int32_t issue_no;
	int16_t revision;
	int32_t caseworker_no;
	struct ticket_content content;
};

struct ticket_household {
	month_t month;
	const struct ticket_rules *rules;
	struct str payer_no;        /* of the office on the first of the month; .at NULL: it has no settings */
	bool decided;               /* there is a computed decision of the month */
	int32_t own_payment_yen[3]; /* as decided, by enum own_payment - 1 */
	bool held;                  /* an order holds the household back */
	struct str hold_reason;     /* what the orders say */

	const struct ticket_protection *protections;
	size_t n_protections;
	const struct ticket_member *members;
	size_t n_members;
	/* Each with a day in the month, no examination; in the order of person, service, institution (bytes), item, from. */
	const struct ticket_request *requests;
	size_t n_requests;
	const struct ticket_opinion_key *opinion_keys; /* one per opinion, those of a key beside each other */
	const struct opinion *opinions;
	size_t n_opinions;
	const int16_t *covered_nos; /* whose a row of coverage is, those of a person beside each other */
	const struct coverage_row *coverages;
	size_t n_coverages;
	const struct ticket_out *outs;
	size_t n_outs;
	/* Of the codes of the requests, and perhaps others: in the order of code (bytes), kind, from. */
	const struct ticket_designation *designations;
	size_t n_designations;
};

/* ---- what is to be done ---- */

struct ticket_line {
	struct ticket_content content; /* as it is wanted; of what is only out, as it is */
	int16_t item_no;               /* of the request; 0: it is only out */
	enum ticket_action action;
	enum ticket_hold hold;
	enum ticket_cause cause;
	const struct ticket_out *before; /* the ticket that is out; NULL: none */
	const char *reason;              /* why it is held, replaced or cancelled; else "" */
};

/* What the household pays itself, and the line that carries it. */
struct ticket_own_payment {
	enum own_payment kind;
	int32_t decided_yen; /* > 0 */
	size_t line_no;      /* from 1; 0: none, the office charges it */
};

struct ticket_plan {
	struct ticket_line *lines; /* by person, type, service, institution, item; line_no = place + 1 */
	size_t n_lines;
	struct ticket_own_payment own_payments[3];
	size_t n_own_payments;
};

void ticket_plan(const struct ticket_household *h, struct arena *arena, struct ticket_plan *out);

#endif
