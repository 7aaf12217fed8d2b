/*
 * education.h: 教育扶助 and 高等学校等就学費 (保護の基準 別表第2・第7; R5.2, R5.3), never prorated (P4).
 *
 * Thread: pure.  For files of jobs/rules/ only.
 */
#ifndef GETSUJI_RULES_EDUCATION_H
#define GETSUJI_RULES_EDUCATION_H

#include "jobs/rules/living.h"

struct education {
	yen_t education, high_school;
};

/* Basic amounts of the pupils among those present on the first protected day, and actual cost. */
void education_amounts(struct context *c, const struct roster *recognised, struct education *out);

#endif
