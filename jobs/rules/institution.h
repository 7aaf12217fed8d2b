/*
 * institution.h: the amounts of those who live in a hospital, care facility, rescue or rehabilitation
 * facility (保護の基準 別表第1第1章2・第3章; R4.1..R4.3).
 *
 * Thread: pure.  For files of jobs/rules/ only.
 */
#ifndef GETSUJI_RULES_INSTITUTION_H
#define GETSUJI_RULES_INSTITUTION_H

#include "jobs/rules/living.h"

/* Adds basic amount, special and winter addition of each such person to *out. */
void institution_amounts(struct context *c, const struct roster *roster, struct living *out);

#endif
