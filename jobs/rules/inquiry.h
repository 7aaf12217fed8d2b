/*
 * inquiry.h: who is asked about (情報照会): the entries of one person, from caseworkers' lists and from
 * standing rules, each either asked or left out for the first reason that holds.
 *
 * Nobody is asked about without a row of the allow-list (procedure × purpose), without a number and his
 * consent, while he is held, or under 支援措置 without the 不開示コード: the inquiry itself leaves a record that
 * can be read.  Every entry ends in exactly one of asked and left out.
 *
 * Ownership: tables and their texts live in the arena given to inquiry_build(); entries borrow theirs.
 * Thread: pure.
 */
#ifndef GETSUJI_RULES_INQUIRY_H
#define GETSUJI_RULES_INQUIRY_H

#include "jobs/rules/matching.h"

/* clang-format off */
/* Whom a standing rule asks about (inquiry_rule.csv).  X(constant, word) */
#define INQUIRY_POPULATIONS(X)                                  \
	X(POPULATION_PENSION_HOLDERS,       "pension_holders")       \
	X(POPULATION_PENSION_CANDIDATES,    "pension_candidates")    \
	X(POPULATION_SUPPLEMENT_CANDIDATES, "supplement_candidates") \
	X(POPULATION_ON_AID_LAST_YEAR,      "on_aid_last_year")
/* clang-format on */

enum inquiry_population {
#define X(constant, word) constant,
	INQUIRY_POPULATIONS(X)
#undef X
};

/* A row of the allow-list: what the procedure asks for, and for which purpose it may. */
struct inquiry_allowed {
	struct str procedure_no;
	uint8_t purpose; /* enum inquiry_purpose */
	uint8_t subject; /* enum inquiry_subject */
};

/* A standing rule. */
struct inquiry_rule {
	struct str name;
	struct str procedure_no;
	uint8_t population; /* enum inquiry_population */
	uint8_t month;      /* 1..12: the run's month it asks in */
	uint8_t purpose;
	uint8_t condition; /* enum inquiry_condition; one without dates */
};

struct inquiry_tables {
	struct inquiry_allowed *allowed;
	size_t n_allowed;
	struct inquiry_rule *rules; /* those of the month, by name */
	size_t n_rules;
};

/* Builds the tables from the cells in force on the first of the month; others are passed over.
 * Errors: ERR_DEFINITION 1615 (a standing rule with a condition that needs dates), 1616 (a procedure number
 * that is no file name), 1617 (a procedure with two subjects), 1619 (a row that is not whole). */
MUST_CHECK enum err_code inquiry_build(const struct rate_cells *cells, month_t month, struct arena *keep,
	struct inquiry_tables **out, struct err *e);

/* What the rules go by, constant during a run. */
struct inquiry_terms {
	const struct inquiry_tables *tables;
	const struct matching_tables *matching; /* 年金コード */
	month_t month;
	int candidate_age; /* from this age on the month's first, somebody without a pension may have one */
	int tax_age;       /* from this age on 31 December, somebody may have a tax record */
};

/* A person of the ledger, as known at the cut. */
struct inquiry_person {
	bool known; /* else nothing below holds */
	day_t birth_on;
	bool on_aid;            /* a member on a day of the month on which the household was on aid */
	bool on_aid_last_year;  /* or on a day of the calendar year before */
	bool protected_address; /* 支援措置 in the month, of the household or of another one with his number */
	bool protected_since_last_year; /* or on any day since the year before began */
	bool held;
	struct str linkage_no; /* the latest since the year before began; empty: none */
	bool linked;           /* it holds in the month, too */
	bool shared_number;    /* somebody else has it at the same time */
	bool nondisclosure;    /* the 不開示コード is set */
	uint8_t consent;       /* enum linkage_consent */
	const struct str
		*codes; /* the 年金コード of each recognised pension on the month's first; empty: unknown */
	size_t n_codes;
	bool supplement; /* 年金生活者支援給付金 is recognised */
};

/* What is asked. */
struct inquiry_question {
	struct str procedure_no;
	uint8_t condition;
	day_t from_on, to_on; /* DAY_MAX: not given; to_on inclusive */
};

struct inquiry_entry {
	struct inquiry_question question;
	struct str list_name; /* of the caseworkers' list, or of the standing rule */
	uint8_t purpose;
	uint8_t subject;   /* set by inquiry_decide(); 0: not in the allow-list */
	uint8_t exclusion; /* set by inquiry_decide(): enum inquiry_exclusion, EXCLUDED_NOT: asked */
};

/* The entries that the month's standing rules make for a person: at most tables->n_rules; how many. */
size_t inquiry_by_rules(
	const struct inquiry_terms *t, const struct inquiry_person *p, struct inquiry_entry out[]);

/* Decides the entries of one person, in their order: first the lists', then the rules'.  asked: what he was
 * asked in the twelve months before and has not been answered. */
void inquiry_decide(const struct inquiry_tables *t, const struct inquiry_person *p,
	const struct inquiry_question asked[], size_t n_asked, struct inquiry_entry entries[], size_t n);

/* The request's id: run, chunk, number in the chunk, check digit.  False where one of them has too many
 * digits. */
MUST_CHECK bool inquiry_request_id(
	int64_t run_id, int64_t chunk_no, int64_t number, char out[static REQUEST_ID_DIGITS + 1]);

#endif
