/*
 * due.h: what must come of the treatments and care plans of a month, and what the world knows beside the office: written
 * as CSV for tests, from what was planted; the rules of the jobs are not asked.
 *
 *   ticket.csv       one row per treatment or plan that is valid on a day of the month (診療依頼 left out): issued, with
 *                    its days and whether it is 併用 when it is issued and once everything was told, and how often that
 *                    changes; or the word of the hold.  What depends on whether the household could be computed at all is left to the reader.
 *   institution.csv  every institution as it is from the first of the month on, with what changed last and when; institution_before.csv: as it
 *                    was in the month before
 *   job.csv          what the insurers' side tells of jobs, by the day of its file
 *
 * Ownership: due_open() ties the open files to the arena; due_close() tells whether everything was written.  Thread: one.
 */
#ifndef BENCH_SYNTH_DUE_H
#define BENCH_SYNTH_DUE_H

#include "bench/synth/casefile.h"
#include "bench/synth/world.h"
#include "getsuji/arena.h"
#include "getsuji/err.h"

#include <stdint.h>

struct due;

/* Makes the folder where it is missing. */
MUST_CHECK enum err_code due_open(
	const char *folder, month_t month, struct arena *keep, struct due **out, struct err *e);

/* The institutions of one office. */
void due_office(struct due *g, const struct world *w);

/* One household with the rows of course_add(). */
void due_casefile(struct due *g, const struct world *w, const struct casefile *h);

MUST_CHECK enum err_code due_close(struct due *g, struct err *e);

#endif
