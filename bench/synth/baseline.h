/*
 * baseline.h: the decisions in force before an office's first run, as baseline.csv for import (移行).
 *
 * They are computed from the same facts by the rules themselves, for the month before the first run,
 * as if the office had done so: then the first run shows what changed and opens nobody anew.  A
 * household that the rules cannot compute has no row.
 *
 * Ownership: the arena passed to baseline_open().  Thread: one.
 */
#ifndef BENCH_SYNTH_BASELINE_H
#define BENCH_SYNTH_BASELINE_H

#include "bench/synth/casefile.h"
#include "getsuji/arena.h"
#include "getsuji/err.h"
#include "jobs/rules/rates.h"

struct baseline;

/* The rates of a month from the tables that are built into the program. */
MUST_CHECK enum err_code baseline_rates(month_t month, struct arena *keep, struct rates **out, struct err *e);

MUST_CHECK enum err_code baseline_open(
	const char *folder, month_t month, struct arena *keep, struct baseline **out, struct err *e);

/* The decision of one household, where it was protected in the month. */
void baseline_casefile(struct baseline *b, const struct casefile *h);

MUST_CHECK enum err_code baseline_close(struct baseline *b, struct err *e);

int64_t baseline_decisions(const struct baseline *b);
int64_t baseline_left_out(const struct baseline *b); /* not computable */

/* The household as the rules want it, in buffers that the next call overwrites. */
struct baseline_view;
struct baseline_view *baseline_view_new(struct arena *keep);
const struct household *baseline_view_of(
	struct baseline_view *v, const struct casefile *h, const struct rates *r);

#endif
