/*
 * housing.h: 住宅扶助 (保護の基準 別表第3; 社援発0414第9号; R1.2, R5.1).
 *
 * Thread: pure.  For files of jobs/rules/ only.
 */
#ifndef GETSUJI_RULES_HOUSING_H
#define GETSUJI_RULES_HOUSING_H

#include "jobs/rules/living.h"

/* The limit of a day: of the place where the household then lives, for those of the first protected day
 * (recognised), special where the rent says so; *known is false, and nothing is noted, when the cell is
 * missing. */
yen_t housing_limit(struct context *c, const struct roster *recognised, day_t on, bool *known);

/* min(rent, limit) of a day as a full month; 0 without rent.  Notes a missing limit. */
yen_t housing_amount(struct context *c, const struct roster *recognised, day_t on);

/* The rent in force on a day; NULL when there is none. */
const struct rent *housing_rent(const struct household *h, day_t on);

#endif
