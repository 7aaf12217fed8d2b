/*
 * opinion.h: which opinion (要否意見書) is in force for a month, how far it reaches, and whether a form is due.
 *
 * An opinion is one of a key: person × institution × service.  Where treatment is needed it counts from the first
 * day of the month of its valid_from, for so many months (jobs/rules/ticket_rule.h), and never beyond its valid_to.
 * Where it is not needed it counts from its valid_from itself, so that what was done before stays covered, and as
 * long.  On each day the one that begins last among those that count says what holds: a successor takes over when
 * it begins, whether or not the one before has ended.
 *
 * Ranges are half-open, but for the days that are named `until_on` and shown to people: those are inclusive.
 *
 * Ownership: everything is borrowed.  Thread: pure.
 */
#ifndef GETSUJI_RULES_OPINION_H
#define GETSUJI_RULES_OPINION_H

#include "getsuji/calendar.h"
#include "getsuji/ticket.h"

#include <stdbool.h>
#include <stddef.h>

/* As recorded: fact.opinion. */
struct opinion {
	day_t valid_from, valid_to; /* DAY_MAX: as long as it counts */
	bool needed;                /* 要; else 否 */
	uint8_t kind;               /* enum opinion_kind */
};

/* Whether a month is covered. */
struct opinion_standing {
	/* OPINION_VALID: treatment was found to be needed on a day of the month.  OPINION_REFUSED: on none, and not to be
	 * needed on one.  OPINION_EXPIRED: no opinion counts any more.  OPINION_MISSING: none has begun by the month's end. */
	enum opinion_state state;
	size_t at; /* which says so: the one in force at the month's first covered day, or the last; n: none */
	day_t
		until_on; /* the last day that it and its successors reach without a gap, or that any reached; DAY_MIN: none */
	bool then_refused; /* of OPINION_VALID: what follows on the next day is a refusal */
};

/* The days on which an opinion counts. */
void opinion_counts(const struct opinion *o, int months, day_t *from, day_t *to);

/* opinions[]: of one key, in any order, no two with the same valid_from; months > 0. */
void opinion_look(
	const struct opinion opinions[], size_t n, int months, month_t month, struct opinion_standing *out);

/* A row of fact.treatment of the key. */
struct opinion_treatment {
	day_t valid_from, valid_to;
	uint8_t basis;        /* enum treatment_basis */
	day_t first_visit_on; /* DAY_MAX: not known */
};

/* The days for which a treatment wants an opinion: all but those of the month in which a single one begins, none of
 * an examination. */
void opinion_wanted_days(const struct opinion_treatment *t, day_t *from, day_t *to);

/* The unbroken stretch of wanted days, over all rows of the key (in any order), that reaches the month; false: none
 * does. */
bool opinion_wanted(const struct opinion_treatment rows[], size_t n, month_t month, day_t *from, day_t *to);

/* What is out: the last form that asked about the key. */
struct opinion_sent {
	bool any;
	day_t due_on;            /* the first day that it asks an opinion for */
	day_t sent_on, reply_on; /* wanted back by */
};

struct opinion_terms {
	month_t month;
	int notice_months; /* a form is due when the opinion ends before the end of the month so many months later */
	int reply_days;    /* within which a form is wanted back */
	day_t cut_on;      /* the day of the cut, in Japan */
};

/* What is to be done about one key. */
struct opinion_plan {
	enum opinion_state state;
	bool continued;         /* 一括決定 */
	bool send;              /* a form is to go out */
	enum opinion_kind kind; /* of that form */
	day_t due_on;           /* the first day that the next opinion is to cover; DAY_MAX: none is wanted */
	day_t reply_on;         /* of the form that is to go out; else DAY_MAX */
	day_t sent_on;          /* of the form that is out; DAY_MAX: none */
	int overdue_days;
};

/* wanted_from, wanted_to: of opinion_wanted(). */
void opinion_decide(const struct opinion_terms *t, enum ticket_service service,
	const struct opinion opinions[], const struct opinion_standing *s, day_t wanted_from, day_t wanted_to,
	const struct opinion_sent *sent, struct opinion_plan *out);

/* 遡及初診: the first visit lies before the month in which the treatment begins as the office has it, or, where it has
 * no opinion yet, before the month in which it was recorded (recorded_on). */
bool opinion_backdated(day_t first_visit_on, day_t begins_on, day_t recorded_on, enum opinion_state standing);

#endif
