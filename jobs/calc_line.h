/*
 * calc_line.h: the answer to one line of `calc`.
 *
 * Ownership: answer is the caller's, an empty object to be filled; scratch may be reset after the line.
 * Thread: one at a time.
 */
#ifndef GETSUJI_JOBS_CALC_LINE_H
#define GETSUJI_JOBS_CALC_LINE_H

#include "getsuji/arena.h"
#include "getsuji/err.h"
#include "jobs/calc_json.h"
#include "jobs/calc_rates.h"

struct calc_line_settings {
	struct calc_rates *rates;
	struct arena *scratch;
	bool explain; /* add the trace */
};

/* Errors: ERR_INPUT for a wrong line, ERR_NOT_COMPUTABLE and others from the rules; answer may then be
 * half filled. */
MUST_CHECK enum err_code calc_line_answer(
	const struct calc_line_settings *s, const char *text, size_t length, json_t *answer, struct err *e);

/* The error for a line above CALC_LINE_MAX. */
enum err_code calc_line_too_long(struct err *e);

#endif
