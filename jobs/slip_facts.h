/*
 * slip_facts.h: the streams of facts of a chunk, merged into households and their claims as the rules of slips take them.
 *
 *   while (slip_facts_household(f, &h)) {
 *       while (slip_facts_next(f, &h, &claim))
 *           …
 *   }
 *
 * Ownership: everything lives in the arena given to slip_facts_open(), texts in that of the rows; a claim is valid until
 * the next one.  Thread: one at a time.
 */
#ifndef GETSUJI_JOBS_SLIP_FACTS_H
#define GETSUJI_JOBS_SLIP_FACTS_H

#include "getsuji/arena.h"
#include "getsuji/rows.h"
#include "getsuji/sql.h"
#include "jobs/rules/slip.h"

enum slip_stream {
	SLIP_STREAM_HOUSEHOLD,
	SLIP_STREAM_CLAIM,
	SLIP_STREAM_INSTALMENT,
	SLIP_STREAM_OUT,
	SLIP_STREAMS
};

/* The statements that yield the streams, in the order of the enum. */
extern const struct sql_stmt *const slip_facts_statements[SLIP_STREAMS];

struct slip_household {
	int64_t id;
	int32_t caseworker_no;
	bool held;
	struct str hold, reason; /* the first hold by name, and the reasons of all */
	bool has_address;
	day_t cut_on;
};

struct slip_facts;

struct slip_facts *slip_facts_open(struct rows *rows[static SLIP_STREAMS], struct arena *arena);

/* The next household; false after the last.  Claims of one that were not asked for are passed over. */
bool slip_facts_household(struct slip_facts *f, struct slip_household *out);

/* The household's next claim; false after the last. */
bool slip_facts_next(struct slip_facts *f, const struct slip_household *h, struct slip_claim *out);

#endif
