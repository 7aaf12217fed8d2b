/*
 * rule.c: the rules by number and the defaults of the parameters.
 */
#include "jobs/rules/rule.h"

static const struct {
	const char *number, *title, *citation;
} rules[] = {
#define X(name, number, title, citation) {number, title, citation},
	RULES(X)
#undef X
};

const struct rule_parameters rule_defaults = {
#define X(type, name, value, what) .name = (value),
	RULE_PARAMETERS(X)
#undef X
};

const char *rule_number(enum rule rule)
{
	return rules[rule].number;
}

const char *rule_title(enum rule rule)
{
	return rules[rule].title;
}

const char *rule_citation(enum rule rule)
{
	return rules[rule].citation;
}
