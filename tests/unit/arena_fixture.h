/* arena_fixture.h: an arena and an error, new for each test (or group) that has setup and teardown. */
#ifndef TESTS_UNIT_ARENA_FIXTURE_H
#define TESTS_UNIT_ARENA_FIXTURE_H

#include "getsuji/arena.h"
#include "getsuji/err.h"

static struct arena *keep;
static struct err err;

static int setup(void **state)
{
	(void)state;
	keep = arena_new();
	err_clear(&err);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(keep);
	return 0;
}

#endif
