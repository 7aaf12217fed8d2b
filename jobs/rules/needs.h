/*
 * needs.h: needs that are actual cost (fact.need), per month.
 *
 * Thread: pure.  For files of jobs/rules/ only.
 */
#ifndef GETSUJI_RULES_NEEDS_H
#define GETSUJI_RULES_NEEDS_H

#include "jobs/rules/context.h"

/* All needs of a kind in the month; of several versions of one item the first counts. */
yen_t needs_sum(struct context *c, enum fact_need kind);

#endif
