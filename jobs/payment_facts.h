/*
 * payment_facts.h: how the offices pay, and the streams of facts of a chunk, merged into households as the rules of
 * payments take them.
 *
 * Ownership: offices live in the task's arena, all else in the one given to payment_facts_open(), texts in that of the
 * rows; a household is valid until the next one.  Thread: one at a time.
 */
#ifndef GETSUJI_JOBS_PAYMENT_FACTS_H
#define GETSUJI_JOBS_PAYMENT_FACTS_H

#include "getsuji/job.h"
#include "jobs/rules/payment.h"

struct payment_offices {
	struct payment_office *at; /* by number */
	size_t count;
	bool pay_baseline; /* what is decided by a baseline was not paid elsewhere */
};

/* Reads the settings of the task's offices and their calendars; in start() and explain().  `lead`: business days that a
 * file needs; `pay_baseline`: see there. */
MUST_CHECK enum err_code payment_facts_offices(
	struct task *t, int lead, bool pay_baseline, struct payment_offices **out, struct err *e);

enum payment_stream {
	PAYMENT_STREAM_HOUSEHOLD,
	PAYMENT_STREAM_ACCOUNT,
	PAYMENT_STREAM_PROXY,
	PAYMENT_STREAM_PAYEE,
	PAYMENT_STREAM_PAID,
	PAYMENT_STREAM_RETURNED,
	PAYMENT_STREAMS
};

/* The statements that yield the streams, in the order of the enum. */
extern const struct sql_stmt *const payment_facts_statements[PAYMENT_STREAMS];

struct payment_case {
	int64_t id;
	int32_t caseworker_no;
	struct payment_household facts;
};

struct payment_facts;

/* Reads the payees of the chunk at once. */
struct payment_facts *payment_facts_open(
	struct rows *rows[static PAYMENT_STREAMS], const struct payment_offices *offices, struct arena *arena);

/* The next household; false after the last. */
bool payment_facts_next(struct payment_facts *f, struct payment_case *out);

#endif
