/*
 * err.h: how an error travels.
 *
 * A function that can fail returns an enum err_code and takes a struct err * as its last parameter,
 * where it leaves the details.  The code alone decides what happens next, through its class:
 *
 *   RETRY  roll back, wait, do the same chunk again (serialization failure, lost connection)
 *   DATA   this record is set aside in quarantine with the reason; the rest goes on
 *   FATAL  the task stops, everything done is kept
 *
 * Texts are written in English and translated with gettext when the error is set; the id (GJ1203)
 * is the same in all languages.  Texts of class DATA are the exception: they go into the ledger and
 * onto documents, which must not depend on an operator's language, so they are written in Japanese
 * and never translated.  Ids: 10xx base and command line, 11xx import, 12xx rates,
 * 13xx database, 14xx graph, 15xx run, 16xx jobs and rules, 17xx reports, 18xx calc and JSON,
 * 19xx server and check, 20xx and 21xx operating a run.  One id, one text; a lint holds that.
 * Style: short, lower case, no full stop, facts ("could not lock run 12"); the hint is a sentence.
 * No name, address, number or amount of a person stands in any of the texts: surrogate keys only.
 *
 * Thread: a struct err belongs to its thread.  Errors are logged once, by the executor.
 */
#ifndef GETSUJI_ERR_H
#define GETSUJI_ERR_H

#define MUST_CHECK __attribute__((warn_unused_result))

/* clang-format off */
/*      name               exit class  what it means */
#define ERR_CODES(X)                                                                                \
	X(ERR_OK,              0,  OK,    "done")                                                       \
	X(ERR_NOT_DUE,         2,  FATAL, "nothing is due")                                             \
	X(ERR_WARNINGS,        4,  OK,    "done with warnings")                                         \
	X(ERR_ACTIVE,          6,  FATAL, "the same run is active elsewhere")                           \
	X(ERR_RETRY,           8,  RETRY, "the database asked to try again")                            \
	X(ERR_CONNECTION,      8,  RETRY, "the connection to the database was lost")                    \
	X(ERR_SERVER,          8,  FATAL, "the database server cannot be reached")                      \
	X(ERR_DISK,            8,  FATAL, "a file could not be written")                                \
	X(ERR_STOPPED,         10, FATAL, "stopped on request")                                         \
	X(ERR_BALANCE,         12, FATAL, "totals do not balance")                                      \
	X(ERR_LIMIT,           12, FATAL, "a quarantine limit was passed")                              \
	X(ERR_CHANGED,         12, FATAL, "the definition changed since the run was planned")           \
	X(ERR_STATE,           12, FATAL, "not possible in this state")                                 \
	X(ERR_DATABASE,        12, FATAL, "the database refused a statement")                           \
	X(ERR_USAGE,           16, FATAL, "wrong usage")                                                \
	X(ERR_DEFINITION,      16, FATAL, "a graph, rate set or statement is wrong")                    \
	X(ERR_INPUT,           16, FATAL, "the input is wrong")                                         \
	X(ERR_PRIVILEGE,       16, FATAL, "not permitted")                                              \
	X(ERR_ENVIRONMENT,     16, FATAL, "something the program needs is missing")                     \
	X(ERR_DATA,            4,  DATA,  "this record cannot be processed")                            \
	X(ERR_NOT_COMPUTABLE,  4,  DATA,  "a rule or table cell that this household needs is missing")  \
	X(ERR_OVERFLOW,        4,  DATA,  "an amount is out of range")                                  \
	X(ERR_INTERNAL,        32, FATAL, "internal error")

/* clang-format on */

enum err_code {
#define X(name, exit_code, class, text) name,
	ERR_CODES(X)
#undef X
};

enum err_class { ERR_CLASS_OK, ERR_CLASS_RETRY, ERR_CLASS_DATA, ERR_CLASS_FATAL };

/* An error with its details.  Plain, no ownership; err_clear() or {0} before use. */
struct err {
	enum err_code code;
	int id;           /* 1203 of GJ1203; 0 where none was set */
	const char *file; /* where in our source it was set */
	int line;
	char sqlstate[6];  /* five characters, or empty */
	char place[256];   /* where in the input: FILE:LINE:COLUMN, field; or empty */
	char message[512]; /* what, translated */
	char detail[512];  /* facts, one per line; context is added on the way up */
	char hint[320];    /* what to do, a sentence */
};

enum err_class err_class(enum err_code code);
int err_exit_code(enum err_code code);
const char *err_name(enum err_code code); /* "ERR_INPUT" */

void err_clear(struct err *e);

/* Sets code, id and message and returns code, so that `return err_set(e, ERR_INPUT, 1203, ...)`
 * reads well.  Clears place, detail, hint and sqlstate.  fmt is a literal: xgettext collects it. */
#ifdef __clang_analyzer__ /* cannot know that what comes back is what went in */
#define err_set(e, code, id, ...) (err_set_at((e), (code), (id), __FILE__, __LINE__, __VA_ARGS__), (code))
#else
#define err_set(e, code, id, ...) err_set_at((e), (code), (id), __FILE__, __LINE__, __VA_ARGS__)
#endif
enum err_code err_set_at(struct err *e, enum err_code code, int id, const char *file, int line,
	const char *fmt, ...) __attribute__((format(printf, 6, 7)));

/* The parts beside the message; each returns e->code. */
enum err_code err_place(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
enum err_code err_detail(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
enum err_code err_hint(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Adds a line of context to the detail ("task notices, chunk 12"). */
void err_context(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* An invariant that must hold in production too: prints where and aborts. */
#define CHECK(cond) ((cond) ? (void)0 : err_check_failed(__FILE__, __LINE__, #cond))
_Noreturn void err_check_failed(const char *file, int line, const char *cond);

#endif
