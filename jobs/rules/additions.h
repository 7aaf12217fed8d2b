/*
 * additions.h: 加算 (保護の基準 別表第1第2章; rules §3, R3.1), as full-month amounts.
 *
 * R3.1: a fact that arises in the middle of a month counts from the next one, so the members and their
 * circumstances are those of the first protected day; but where a person goes to hospital or a
 * facility, or comes back, the amounts change with the base, so the standard is that of the day; and who
 * dies or leaves on the first is no longer counted from the second.
 *
 * Thread: pure.  For files of jobs/rules/ only; missing cells are noted in the context.
 */
#ifndef GETSUJI_RULES_ADDITIONS_H
#define GETSUJI_RULES_ADDITIONS_H

#include "jobs/rules/living.h"

struct additions {
	yen_t disability, single_parent, single_parent_transitional;
	yen_t child_rearing, child_transitional;
	yen_t pregnancy, radiation, home_patient, care_facility;
	yen_t sum;
};

/* recognised: the roster of the first protected day; now: that of the day whose amounts are asked for
 * (may be the same). */
void additions_state(
	struct context *c, const struct roster *recognised, const struct roster *now, struct additions *out);

/* A child until the 31 March after its 18th birthday (§3). */
bool additions_is_child(const struct context *c, const struct member *m);

#endif
