/*
 * clinic.h: the invented medical institutions, pharmacies, visiting nurses and care providers of an office's area, and
 * what becomes of them: withdrawn, closed, moved, renamed.
 *
 * A thousand cases have a neighbourhood of their own with about one institution for each 55 persons, so that a larger
 * office contains the smaller one; it is there from the first month on, also for cases that open later.  Codes have the
 * right check digit of their prefecture; one care provider of each office has a wrong one, as some real ones do.
 *
 * Thread: any; pure.
 */
#ifndef BENCH_SYNTH_CLINIC_H
#define BENCH_SYNTH_CLINIC_H

#include "bench/synth/name.h"
#include "bench/synth/world.h"
#include "getsuji/ticket.h"

enum {
	CLINIC_CASES = 1000, /* of a neighbourhood */
	CLINIC_MEDICAL = 10,
	CLINIC_DENTAL = 3,
	CLINIC_PHARMACY = 5,
	CLINIC_NURSING = 1,
	CLINIC_CARE = 4,
	CLINIC_BLOCKS_MAX = 99 /* so many neighbourhoods have codes */
};

/* Of the medical ones: the first two are hospitals, for stays and single requests; the one before the last is little
 * used; the last is designated only from the fourth month on. */
enum {
	CLINIC_BEDS = 2,
	CLINIC_SMALL = CLINIC_MEDICAL - 2,
	CLINIC_NEW = CLINIC_MEDICAL - 1,
	CLINIC_NEW_AFTER = 3
};

struct clinic {
	enum institution_kind kind;
	char code[INSTITUTION_CODE_DIGITS + 1];
	char name[96], kana[96];
	struct place_address at;
	char phone[16];
	day_t from, to; /* designated; `to` is the first day on which it is not, DAY_MAX: open */
	enum institution_end end;
	month_t changed;    /* the last month up to the one asked for in which its row changed; 0: never */
	const char *change; /* what changed last: withdrawn, moved … ; "" */
};

/* How many of a kind a neighbourhood has. */
int clinic_count(enum institution_kind kind);

/* The neighbourhoods of an office in all months that are generated: institutions are there, and in the lists, before
 * anybody around them is on aid.  One that is dropped before it was listed is nothing that a list could tell. */
int clinic_blocks(const struct world *w);
int clinic_block(int case_no);

/* One of them as it is known in `month`; an end that lies in a later month is not known yet. */
void clinic_make(
	const struct world *w, int block, enum institution_kind kind, int no, month_t month, struct clinic *out);

/* A sound code that no institution has. */
void clinic_unknown_code(const struct world *w, int no, char out[static INSTITUTION_CODE_DIGITS + 1]);

#endif
