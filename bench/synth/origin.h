/*
 * origin.h: a household as it stands when protection has begun.
 *
 * origin_make() gives the household of a case number: for a case in force before the first month the
 * state at the end of the month before it, with the history that leads there; for a later case its
 * opening.  What happens afterwards is event.h's.  All its rows are fresh.
 *
 * Proportions: 被保護者調査 as published (types, sizes, hospital, pensions, wages).
 * Thread: any; pure.
 */
#ifndef BENCH_SYNTH_ORIGIN_H
#define BENCH_SYNTH_ORIGIN_H

#include "bench/synth/casefile.h"
#include "bench/synth/world.h"

void origin_make(const struct world *w, int case_no, struct casefile *h);

/* Parts of an origin that events need, too. */
void origin_add_rent(struct casefile *h, struct dice *d, const struct place *p, day_t from);
void origin_add_residence(struct casefile *h, struct dice *d, const struct place *p, day_t from);
void origin_add_stay(
	struct casefile *h, struct dice *d, int person_no, enum fact_stay kind, bool long_stay, day_t from);
void origin_declare(struct casefile *h, month_t month); /* 収入申告書 */

#endif
