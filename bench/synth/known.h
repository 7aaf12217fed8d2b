/*
 * known.h: what an office knows, read back from a folder of facts as CSV: the generator's, or one written
 * from a database with the same columns.  The answering side (truth.h) is planted on it.
 *
 * Read: household, protection, person, income, linkage, pension.  All in memory: the answering side is no
 * part of what has to be flat.
 *
 * Ownership: the arena that is passed.  Thread: read-only after loading.
 * Errors: ERR_INPUT (a file is missing or is not what the generator writes).
 */
#ifndef BENCH_SYNTH_KNOWN_H
#define BENCH_SYNTH_KNOWN_H

#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/err.h"
#include "getsuji/facts.h"
#include "getsuji/matching.h"

#include <stdbool.h>
#include <stddef.h>

struct known_income {
	int64_t household_id;
	int person_no;
	enum fact_income kind;
	int item_no;
	int amount_yen, care_premium_yen;
	day_t from, to;
	char code[5]; /* 年金コード of a pension; empty: not known */
};

struct known_protection {
	int64_t household_id;
	enum fact_protection state;
	day_t from, to;
};

struct known_person {
	int64_t household_id;
	int person_no;
	day_t birth_on, from, to;
	const char *name, *kana;
	char linkage_no[LINKAGE_NO_DIGITS + 1];
	bool protected_address; /* of the household's latest row */
	bool supplement;        /* 年金生活者支援給付金 is recognised */
	const struct known_income *incomes;
	int n_incomes;
	const struct known_protection *protections;
	int n_protections;
};

struct known {
	int office;
	struct known_person *person; /* by household and number */
	int n;
	int *by_number; /* indexes of persons, by linkage number */
};

MUST_CHECK enum err_code known_load(
	const char *folder, struct arena *keep, struct known **out, struct err *e);

/* The person with a linkage number; NULL: nobody. */
const struct known_person *known_by_number(const struct known *k, const char *linkage_no);

/* Is the person a member of a household on aid (protected; with `suspended` also suspended) on a day of
 * from .. to - 1? */
bool known_on_aid(const struct known_person *p, day_t from, day_t to, bool suspended);

/* A file as a stream of bytes: a csv_read_fn; `from` is the FILE. */
enum err_code known_read(void *from, void *buffer, size_t size, size_t *got, struct err *e);

#endif
