/*
 * inquiry_facts.h: the streams of facts of a chunk, merged into households and their persons, each with the
 * entries of lists and standing rules, decided.
 *
 *   while (inquiry_facts_household(f, &h)) {
 *       while (inquiry_facts_person(f, &h, &s))
 *           for each s.entries[i] …
 *   }
 *
 * Persons that are not asked for are passed over, so that a household may be left out.
 *
 * Ownership: everything lives in the arena given to inquiry_facts_open(), texts in that of the rows; a person is
 * valid until the next one.  Thread: one at a time.
 */
#ifndef GETSUJI_JOBS_INQUIRY_FACTS_H
#define GETSUJI_JOBS_INQUIRY_FACTS_H

#include "getsuji/arena.h"
#include "getsuji/rows.h"
#include "getsuji/sql.h"
#include "jobs/rules/inquiry.h"

enum inquiry_stream {
	INQUIRY_HOUSEHOLD,
	INQUIRY_PERSON,
	INQUIRY_LIST,
	INQUIRY_PENSION,
	INQUIRY_ASKED,
	INQUIRY_STREAMS
};

/* The statements that yield the streams, in the order of the enum. */
extern const struct sql_stmt *const inquiry_facts_statements[INQUIRY_STREAMS];

struct inquiry_household {
	int64_t id;
	bool held;
	struct str hold, reason; /* the first hold by name, and the reasons of all */
};

/* A person in the ledger, on a list, or both. */
struct inquiry_member {
	int16_t person_no;
	int32_t caseworker_no; /* 0: not in the ledger */
	struct inquiry_person facts;
	const struct inquiry_entry *entries; /* those of lists, then those of rules */
	size_t n_entries;
};

struct inquiry_facts;

struct inquiry_facts *inquiry_facts_open(
	struct rows *rows[static INQUIRY_STREAMS], const struct inquiry_terms *terms, struct arena *arena);

/* The next household; false after the last. */
bool inquiry_facts_household(struct inquiry_facts *f, struct inquiry_household *out);

/* The household's next person; false after the last. */
bool inquiry_facts_person(
	struct inquiry_facts *f, const struct inquiry_household *h, struct inquiry_member *out);

#endif
