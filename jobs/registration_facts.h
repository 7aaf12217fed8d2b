/*
 * registration_facts.h: the streams of facts of a chunk, merged into households, their persons, and of each the items
 * that should be registered or were sent.
 *
 *   while (registration_facts_household(f, &h)) {
 *       while (registration_facts_person(f, &h, &p))
 *           while (registration_facts_item(f, &p, &i)) …
 *   }
 *
 * Persons and items that are not asked for are passed over.  Items older than the terms look back are left out.
 *
 * Ownership: everything lives in the arena given to registration_facts_open(), texts in that of the rows; a person
 * is valid until the next one, an item likewise.  Thread: one at a time.
 */
#ifndef GETSUJI_JOBS_REGISTRATION_FACTS_H
#define GETSUJI_JOBS_REGISTRATION_FACTS_H

#include "getsuji/arena.h"
#include "getsuji/rows.h"
#include "getsuji/sql.h"
#include "jobs/rules/registration.h"

enum registration_stream {
	REGISTRATION_HOUSEHOLDS,
	REGISTRATION_PROTECTION,
	REGISTRATION_PERSONS,
	REGISTRATION_INSURED,
	REGISTRATION_NONDISCLOSURE,
	REGISTRATION_OFFICES,
	REGISTRATION_CASEWORKERS,
	REGISTRATION_TICKETS,
	REGISTRATION_SENT_RECORDS,
	REGISTRATION_STREAMS
};

/* The statements that yield the streams, in the order of the enum. */
extern const struct sql_stmt *const registration_facts_statements[REGISTRATION_STREAMS];

struct registration_terms {
	month_t month;
	int months_back; /* service months before it that are looked at */
};

struct registration_household {
	int64_t id;
	int32_t caseworker_no;
	bool
		known; /* its office has what a registration needs (fact.ticket_office); else there is nothing to do */
	bool held;
	struct str hold, reason; /* the first hold by name, and the reasons of all */
};

struct registration_person {
	int64_t key; /* household_id * 100 + person_no */
	int16_t person_no;
	char number[REGISTRATION_NO_DIGITS + 1];
	bool nondisclosure;
};

#define REGISTRATION_KEY_MAX 24

struct registration_item_state {
	uint8_t item;                   /* enum registration_item */
	char key[REGISTRATION_KEY_MAX]; /* of a ticket: its month and number; of a person: empty */
	const struct str *wanted;       /* NULL: it should not be registered */
	bool bad;                       /* what is wanted cannot be written */
	const struct registration_record *sent;
	size_t n_sent;
};

struct registration_facts;

struct registration_facts *registration_facts_open(struct rows *rows[static REGISTRATION_STREAMS],
	const struct registration_terms *terms, struct arena *arena);

/* The next household, person of it, item of that; false after the last. */
bool registration_facts_household(struct registration_facts *f, struct registration_household *out);
bool registration_facts_person(
	struct registration_facts *f, const struct registration_household *h, struct registration_person *out);
bool registration_facts_item(
	struct registration_facts *f, const struct registration_person *p, struct registration_item_state *out);

#endif
