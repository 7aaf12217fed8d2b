/*
 * calc_rates.h: the official amounts for `calc`, without a database: from the files embedded in the
 * program, or from a folder of such files.
 *
 * Ownership: everything lives in the arena given to calc_rates_open().  Thread: one at a time.
 */
#ifndef GETSUJI_JOBS_CALC_RATES_H
#define GETSUJI_JOBS_CALC_RATES_H

#include "getsuji/arena.h"
#include "getsuji/err.h"
#include "jobs/rules/rates.h"

struct calc_rates;

/* folder: NULL for the embedded files.  Errors: ERR_INPUT for a file that is not there or cannot be read,
 * ERR_DEFINITION for one that is no such table. */
MUST_CHECK enum err_code calc_rates_open(
	const char *folder, struct arena *keep, struct calc_rates **out, struct err *e);

/* Those of a month; month 0: of the last month in which the tables change.  Borrowed, until eight other
 * months were asked for. */
MUST_CHECK enum err_code calc_rates_of(
	struct calc_rates *c, month_t month, const struct rates **out, struct err *e);

#endif
