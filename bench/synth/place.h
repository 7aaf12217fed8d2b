/*
 * place.h: the municipalities of the official tables, and invented addresses in them.
 *
 * Codes, names, grades and rent limits are real (grade_municipality.csv, housing_limit.csv); towns,
 * street numbers and buildings are invented, and the postal codes only have the shape and the first
 * digits: three of a ward of Tokyo, two of another prefecture's seat.
 *
 * Ownership: everything lives in the arena passed to place_load().  Thread: read-only after loading.
 */
#ifndef BENCH_SYNTH_PLACE_H
#define BENCH_SYNTH_PLACE_H

#include "bench/synth/dice.h"
#include "getsuji/arena.h"
#include "getsuji/err.h"
#include "getsuji/money.h"

#include <stdbool.h>
#include <stddef.h>

enum { PLACE_BANDS = 5 }; /* rent limits for 1, 2, 3-5, 6, 7 and more persons */

struct place {
	int code; /* 全国地方公共団体コード, five digits */
	char prefecture[16];
	char name[40];
	int grade_class;          /* 1..3 */
	bool has_office;          /* a city or a ward runs its own 福祉事務所 */
	yen_t limit[PLACE_BANDS]; /* 住宅扶助限度額 a month */
};

struct places {
	struct place *place; /* by code, ascending */
	size_t n;
};

/* Reads the two tables that are embedded in the program. */
MUST_CHECK enum err_code place_load(struct arena *keep, struct places **out, struct err *e);

const struct place *place_find(const struct places *all, int code); /* NULL: no such municipality */

/* The k-th municipality with an office, counted round from `start` in steps that spread over Japan;
 * k below place_offices().  k = 0 is start itself. */
const struct place *place_office(const struct places *all, const struct place *start, int k);
int place_offices(const struct places *all);

/* Some other municipality of the same prefecture (or the same one, where it stands alone). */
const struct place *place_nearby(const struct places *all, const struct place *of, struct dice *d);

yen_t place_rent_limit(const struct place *p, int persons);

struct place_address {
	char postal_code[8];
	char text[200];
};

/* A dwelling; `in_block` asks for a flat with a room number. */
void place_invent_address(const struct place *p, struct dice *d, bool in_block, struct place_address *out);

#endif
