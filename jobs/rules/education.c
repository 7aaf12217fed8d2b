/*
 * education.c: basic amounts by school, and what is paid as actual cost.
 */
#include "jobs/rules/education.h"

#include "jobs/rules/needs.h"

#include <stddef.h>

void education_amounts(struct context *c, const struct roster *recognised, struct education *out)
{
	static const struct {
		enum fact_circumstance kind;
		enum rates_school school;
		enum rule rule;
		const char *component, *term;
	} schools[] = {
		{CIRC_ELEMENTARY, SCHOOL_ELEMENTARY, RULE_EDUCATION, "education", "教育扶助基準額（小学校）"},
		{CIRC_JUNIOR_HIGH, SCHOOL_JUNIOR_HIGH, RULE_EDUCATION, "education", "教育扶助基準額（中学校）"},
		{CIRC_HIGH_SCHOOL, SCHOOL_HIGH, RULE_HIGH_SCHOOL, "high_school", "高等学校等就学費 基本額"},
	};
	char text[32];

	out->education = needs_sum(c, NEED_EDUCATION_ACTUAL);
	out->high_school = needs_sum(c, NEED_HIGH_SCHOOL_ACTUAL);
	for (int i = 0; i < recognised->n && c->h->n_circumstances > 0; i++) {
		for (size_t k = 0; k < sizeof schools / sizeof schools[0]; k++) {
			int person_no = recognised->member[i]->person_no;

			if (!household_circumstance(c->h, person_no, schools[k].kind, recognised->on))
				continue;
			yen_t basic = context_use(c, c->r->education[schools[k].school], schools[k].rule);
			yen_t *sum = schools[k].school == SCHOOL_HIGH ? &out->high_school : &out->education;

			*sum = context_add(c, *sum, basic);
			TRACE(c->t, schools[k].rule, schools[k].component, basic, "%s %d番 %s円", schools[k].term,
				person_no, trace_yen(basic, text));
		}
	}
}
