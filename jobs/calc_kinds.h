/*
 * calc_kinds.h: the kinds of questions that `calc` answers, one function each.
 *
 * A function reads the fields of its kind, asks the rules, and puts the answer's fields into answer.
 * Errors: ERR_INPUT for a wrong line, ERR_NOT_COMPUTABLE and ERR_OVERFLOW from the rules.
 */
#ifndef GETSUJI_JOBS_CALC_KINDS_H
#define GETSUJI_JOBS_CALC_KINDS_H

#include "getsuji/arena.h"
#include "jobs/calc_json.h"
#include "jobs/rules/rates.h"
#include "jobs/rules/trace.h"

/* What a kind is computed with. */
struct calc_question {
	const struct calc_object *line;
	const struct rates *rates;
	const struct trace *trace; /* NULL: not asked for */
	struct arena *scratch;     /* reset after the line */
	json_t *answer;
};

struct calc_kind {
	const char *name;
	const char *const *fields; /* those it knows, beside kind, month and note */
	bool own_month;            /* its `month` may be a number (1..12) and selects no tables */
	enum err_code (*compute)(const struct calc_question *q, struct err *e);
};

/* NULL where the kind is not supported. */
const struct calc_kind *calc_kinds_find(const char *name);

/* Two kinds are in files of their own. */
extern const char *const calc_household_fields[], *const calc_proration_fields[];
enum err_code calc_household_compute(const struct calc_question *q, struct err *e);
enum err_code calc_proration_compute(const struct calc_question *q, struct err *e);

void calc_kinds_put(const struct calc_question *q, const char *name, yen_t value);

/* What the rules could not do, as an error. */
struct context;
MUST_CHECK enum err_code calc_kinds_check(const struct context *c, struct err *e);

#endif
