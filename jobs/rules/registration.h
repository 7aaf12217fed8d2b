/*
 * registration.h: 資格・券の登録: what a person's qualification is, what a record says, and what is to be sent about an item
 * so that what is registered becomes what is.
 *
 * The other side takes the records of an item in the order of their numbers, each once, and never one whose number is
 * lower than that of the last it took.  From that follows all that is decided here:
 *
 *   last accepted  what is registered for certain
 *   open           the last record after it that was not answered: it may have been taken or not
 *   rejected       changed nothing
 *
 *   open says what is wanted      the same record once more, under its number
 *   open says something else      a new record in its place, which names it
 *   nothing open, not registered as wanted
 *                                 a new record; where the last answer rejected just that, none until it changes
 *   nothing open, registered as wanted: nothing
 *
 * A new record adds where nothing is registered for certain, corrects where something is, cancels where nothing is
 * wanted.  So any answer may be lost, late or repeated: the next upload ends in the same state.
 *
 * Ownership: texts are borrowed.  Thread: pure.
 */
#ifndef GETSUJI_RULES_REGISTRATION_H
#define GETSUJI_RULES_REGISTRATION_H

#include "getsuji/calendar.h"
#include "getsuji/registration.h"
#include "getsuji/rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- who is qualified ---- */

/* Days of protection or membership, half-open; ranges of one list do not overlap and are in order. */
struct registration_days {
	day_t from, to;
	bool active;    /* of protection: not suspended; of membership: true */
	uint8_t reason; /* of protection: enum fact_reason, of its end */
};

/* A stretch of days on aid without a gap. */
struct registration_stretch {
	day_t from;
	day_t lost_on;  /* the first day without; DAY_MAX: none is known */
	uint8_t reason; /* enum loss_reason */
};

/* The last stretch of a person that touches [from, to); false: there is none. */
bool registration_last_stretch(const struct registration_days protection[], size_t n_protection,
	const struct registration_days member[], size_t n_member, day_t from, day_t to,
	struct registration_stretch *out);

/* Why it was lost; LOSS_NONE while it was not.  last_member: nobody else belonged to the household on the last day.
 * insured[]: the days on which a health insurance of his began. */
enum loss_reason registration_loss(const struct registration_stretch *s,
	const struct registration_days protection[], size_t n_protection, bool last_member, const day_t insured[],
	size_t n_insured);

/* ---- contents ---- */

/* Values, joined by line feeds. */
struct registration_content {
	char text[REGISTRATION_CONTENT_MAX];
	size_t length;
	int values;
	bool bad; /* a value holds a character that cannot stand in a record, or there is no room for it */
};

void registration_begin(struct registration_content *c);
void registration_text(struct registration_content *c, struct str value);
void registration_string(struct registration_content *c, const char *value);
void registration_day(struct registration_content *c, day_t day); /* YYYYMMDD; DAY_MAX: empty */
void registration_number(struct registration_content *c, int64_t value);
void registration_code(struct registration_content *c, int code); /* two digits; 0: empty */

/* A person's content says that the qualification was lost on or before a day. */
bool registration_lost_before(struct str content, day_t day);

/* ---- what is to be sent ---- */

/* A record that was sent about the item. */
struct registration_record {
	uint8_t action; /* enum registration_action */
	uint8_t state;  /* enum registration_state */
	struct str record_no, content, error_code;
	day_t sent_on;
};

struct registration_step {
	uint8_t action;         /* enum registration_action; 0: there is nothing to do */
	bool rejected;          /* just this was rejected: it is not sent until it changes */
	bool again;             /* under its number; else under a new one */
	struct str record_no;   /* of a record that is sent again, or was rejected; else empty */
	struct str replaces_no; /* or empty */
	struct str content;
	struct str error_code; /* of the rejected one */
	day_t sent_on;         /* when the open or rejected record was first sent; DAY_MAX: none is */
};

/* sent[]: in the order of their numbers.  wanted: what should be registered; NULL: nothing.  again: what was rejected is
 * sent anew although it did not change. */
struct registration_step registration_next(
	const struct registration_record sent[], size_t n, const struct str *wanted, bool again);

#endif
