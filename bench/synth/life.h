/*
 * life.h: what age and family bring by themselves: school, child allowances.
 *
 * Thread: any; pure.
 */
#ifndef BENCH_SYNTH_LIFE_H
#define BENCH_SYNTH_LIFE_H

#include "bench/synth/casefile.h"

/* The school stage in a fiscal year: CIRC_ELEMENTARY, CIRC_JUNIOR_HIGH, CIRC_HIGH_SCHOOL or 0.
 * School begins on the first 1 April at which the child is six (学校教育法第17条). */
int life_school_stage(day_t birth_on, int fiscal_year);

/* True until the 31 March after the 18th birthday. */
bool life_is_child(day_t birth_on, day_t on);

/* 児童手当 and, for a single parent, 児童扶養手当 of the members on a day, a month; invented round sums
 * near the real ones. */
int life_child_allowance(const struct casefile *h, day_t on, bool single_parent);

#endif
