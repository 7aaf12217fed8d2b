/*
 * benefit_names.c: name, term, rule and citation of each component, from the list in benefit.h.
 */
#include "jobs/rules/benefit_rules.h"

static const struct {
	const char *name, *term, *rule, *citation;
} fields[] = {
#define X(name, term, rule, citation) {#name, term, rule, citation},
	BENEFIT_FIELDS(X)
#undef X
};

const char *benefit_name(enum benefit_field f)
{
	return fields[f].name;
}

const char *benefit_term(enum benefit_field f)
{
	return fields[f].term;
}

const char *benefit_rule(enum benefit_field f)
{
	return fields[f].rule;
}

const char *benefit_citation(enum benefit_field f)
{
	return fields[f].citation;
}
