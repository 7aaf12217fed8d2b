/*
 * extra.h: what an office is given on request, beyond what is in every office: many persons under 支援措置
 * without the non-disclosure code, and twins who are old enough to draw pensions.
 *
 * They are spread over the cases that were open before the first month, in the order of case numbers.  The
 * same office with the same numbers has the same persons, also in the changes of a later month.
 *
 * Thread: one office after the other.
 */
#ifndef BENCH_SYNTH_EXTRA_H
#define BENCH_SYNTH_EXTRA_H

#include "bench/synth/casefile.h"
#include "bench/synth/world.h"

/* The surname and the town of those who are protected without the code; in no list of names or towns. */
#define EXTRA_SURNAME      "秘匿沢"
#define EXTRA_SURNAME_KANA "ヒトクザワ"
#define EXTRA_TOWN         "秘匿町"

struct extra {
	int protected_persons, twins; /* wanted in this office */
	int protected_done, twins_done;
};

/* Plants what this case gets; cases must come in order, from 1 on.  Whole households are protected; one in
 * fifty has the code and does not count. */
void extra_apply(struct extra *x, const struct world *w, struct casefile *h);

/* True when everything that was wanted found its place. */
bool extra_complete(const struct extra *x);

#endif
