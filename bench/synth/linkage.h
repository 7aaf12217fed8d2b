/*
 * linkage.h: what the annual matching needs to know of a household: the numbers by which its persons are
 * asked about, which award a pension is, and what a caseworker wants to be asked.
 *
 * The rows follow from the household as it stands and from dice of their own, so that they change nothing
 * else.  A few persons have no number or did not agree; a few pensions have no code, one of the old law, or
 * the code of the person's other pension: what an office's ledgers are like.
 *
 * Thread: any; pure.
 */
#ifndef BENCH_SYNTH_LINKAGE_H
#define BENCH_SYNTH_LINKAGE_H

#include "bench/synth/casefile.h"
#include "bench/synth/world.h"

/* The linkage number of a person: 15 digits that tell neither office nor case, all different. */
void linkage_number(const struct casefile *h, int person_no, char out[static LINKAGE_NO_DIGITS + 1]);

/* Adds the rows as of `month`; fresh are those of persons and incomes that began in that month, and what
 * is asked in it. */
void linkage_add(const struct world *w, month_t month, struct casefile *h);

#endif
