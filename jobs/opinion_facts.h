/*
 * opinion_facts.h: the streams of facts of a chunk, merged into households, and each into its treatments: person ×
 * institution × service, with the opinions on it, the form that is out, and what is to be done about it.
 *
 *   while (opinion_facts_household(f, &h)) {
 *       while (opinion_facts_next(f, &h, &c))
 *           …
 *   }
 *
 * Ownership: everything lives in the arena given to opinion_facts_open(), texts in that of the rows; a case is valid
 * until the next one.  Thread: one at a time.
 */
#ifndef GETSUJI_JOBS_OPINION_FACTS_H
#define GETSUJI_JOBS_OPINION_FACTS_H

#include "getsuji/arena.h"
#include "getsuji/rows.h"
#include "getsuji/sql.h"
#include "jobs/rules/opinion.h"
#include "jobs/rules/ticket_rule.h"

enum opinion_stream {
	OPINION_STREAM_HOUSEHOLD,
	OPINION_STREAM_TREATMENT,
	OPINION_STREAM_OPINION,
	OPINION_STREAM_SENT,
	OPINION_STREAM_ASKED,
	OPINION_STREAMS
};

/* The statements that yield the streams, in the order of the enum. */
extern const struct sql_stmt *const opinion_facts_statements[OPINION_STREAMS];

struct opinion_household {
	int64_t id;
	int32_t caseworker_no;
	bool held;
	struct str hold, reason; /* the first hold by name, and the reasons of all */
};

/* A treatment of the month. */
struct opinion_case {
	int16_t person_no;
	uint8_t service; /* enum ticket_service */
	struct str institution_code;
	/* It rests on an opinion of its own, or is to. */
	bool continuing;
	struct opinion_standing standing;
	struct opinion_plan plan;
	const struct opinion *opinion; /* the one in force, or the last; NULL: none */
	bool backdated;
	/* It is to be examined whether treatment is needed (診療依頼). */
	bool examination;
	day_t from_on, until_on; /* of that, inclusive; DAY_MAX: open */
	day_t asked_on;          /* the request went out; DAY_MAX: it is to go out */
};

struct opinion_facts;

/* terms->cut_on is set anew from each household's row: one that is done again has a later cut. */
struct opinion_facts *opinion_facts_open(struct rows *rows[static OPINION_STREAMS],
	const struct opinion_terms *terms, const struct ticket_rules *rules, struct arena *arena);

/* The next household; false after the last. */
bool opinion_facts_household(struct opinion_facts *f, struct opinion_household *out);

/* The household's next treatment of the month; false after the last. */
bool opinion_facts_next(struct opinion_facts *f, const struct opinion_household *h, struct opinion_case *out);

#endif
