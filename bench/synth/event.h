/*
 * event.h: one month in the life of a household.
 *
 * About seven households in a hundred see something: wages that differ, a move, a birth, a death, a
 * hospital stay begun or ended, a suspension, a closing.  The rows it adds or ends are fresh; what
 * was fresh before is settled first, so that afterwards the fresh rows are the month's changes.
 *
 * Thread: any; pure.
 */
#ifndef BENCH_SYNTH_EVENT_H
#define BENCH_SYNTH_EVENT_H

#include "bench/synth/casefile.h"
#include "bench/synth/world.h"

/* Lets `month` happen; months must come in order from the first one on.  A case that opens in that
 * month is only opened. */
void event_month(const struct world *w, month_t month, struct casefile *h);

/* A case as it stands after `month`, with all its rows fresh (only_changes false) or only those of
 * `month`. */
void event_history(const struct world *w, int case_no, month_t month, bool only_changes, struct casefile *h);

#endif
