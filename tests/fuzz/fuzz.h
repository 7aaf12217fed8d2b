/*
 * fuzz.h: what fuzz targets share.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "getsuji/arena.h"

/* One for all inputs, to be reset after each: what it costs to have its memory anew is more than to read most of
 * them. */
static inline struct arena *fuzz_arena(void)
{
	static struct arena *keep;

	if (keep == NULL)
		keep = arena_new();
	return keep;
}

#endif
