/*
 * ticket_facts.h: the streams of facts of a chunk, merged into households as the rules of tickets take them.
 *
 * Ownership: everything lives in the arena given to ticket_facts_open(), texts in that of the rows; a household is
 * valid until the next one.  Thread: one at a time.
 */
#ifndef GETSUJI_JOBS_TICKET_FACTS_H
#define GETSUJI_JOBS_TICKET_FACTS_H

#include "getsuji/arena.h"
#include "getsuji/rows.h"
#include "getsuji/sql.h"
#include "jobs/rules/ticket.h"

enum ticket_stream {
	TICKET_STREAM_HOUSEHOLD,
	TICKET_STREAM_PROTECTION,
	TICKET_STREAM_MEMBER,
	TICKET_STREAM_REQUEST,
	TICKET_STREAM_OPINION,
	TICKET_STREAM_COVERAGE,
	TICKET_STREAM_OUT,
	TICKET_STREAM_DIRECTORY,
	TICKET_STREAMS
};

/* The statements that yield the streams, in the order of the enum. */
extern const struct sql_stmt *const ticket_facts_statements[TICKET_STREAMS];

struct ticket_case {
	int64_t id;
	int32_t caseworker_no;
	struct ticket_household facts;
};

struct ticket_facts;

/* Reads the directory of the chunk at once. */
struct ticket_facts *ticket_facts_open(struct rows *rows[static TICKET_STREAMS],
	const struct ticket_rules *rules, month_t month, struct arena *arena);

/* The next household; false after the last.  Those that are not asked for may be passed over. */
bool ticket_facts_next(struct ticket_facts *f, struct ticket_case *out);

#endif
