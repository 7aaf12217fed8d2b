/*
 * survey_words.c: terms of include/getsuji/matching.h as the workbooks of a survey use them.
 */
#include "reports/survey_words.h"

#include "getsuji/facts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	int class;
	const char *term;
	int order;
} class_list[] = {
#define X(name, number, word, term, order) {name, term, order},
	FINDING_CLASSES(X)
#undef X
};

#define CLASSES (sizeof(class_list) / sizeof(class_list[0]))

static enum survey survey_of(int class)
{
	return class < CLASS_TAX_EQUAL ? SURVEY_PENSION : SURVEY_TAX;
}

int survey_classes(int64_t survey, int classes[static SURVEY_CLASSES_MAX])
{
	int order[SURVEY_CLASSES_MAX] = {0}, n = 0;

	for (size_t i = 0; i < CLASSES; i++) {
		int at = n;

		if (survey_of(class_list[i].class) != survey)
			continue;
		CHECK(n < SURVEY_CLASSES_MAX);
		n++;
		for (; at > 0 && order[at - 1] > class_list[i].order; at--) {
			order[at] = order[at - 1];
			classes[at] = classes[at - 1];
		}
		order[at] = class_list[i].order;
		classes[at] = class_list[i].class;
	}
	return n;
}

const char *survey_class_term(int64_t class)
{
	for (size_t i = 0; i < CLASSES; i++)
		if (class_list[i].class == class)
			return class_list[i].term;
	return "";
}

/* One function per list of matching.h and facts.h. */
#define X(name, number, word, term) \
	case name: \
		return term;
#define TERMS(function, LIST) \
	const char *function(int64_t number) \
	{ \
		switch (number) { \
			LIST(X) \
		default: \
			return ""; \
		} \
	}
TERMS(survey_term, SURVEYS)
TERMS(survey_income_term, FACT_INCOMES)
TERMS(survey_notable_term, NOTABLES)
TERMS(survey_exclusion_term, INQUIRY_EXCLUSIONS)
#undef X

char *survey_steps(struct arena *a, int64_t steps)
{
	static const struct {
		int step;
		const char *term;
	} list[] = {
#define X(name, number, word, term) {name, term},
		NEXT_STEPS(X)
#undef X
	};
	char text[1024];
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (steps & list[i].step)
			used += (size_t)snprintf(
				text + used, sizeof(text) - used, "%s%s", used > 0 ? "、" : "", list[i].term);
	CHECK(used < sizeof(text));
	return arena_strdup(a, text);
}

char *survey_answer_rule_term(struct arena *a, struct str rule)
{
	static const struct {
		const char *rule, *term;
	} list[] = {
		{"A-check", "照会番号の検査数字が合わない"},
		{"A-twice", "同じファイルに同じ照会番号が2回ある"},
		{"A-unasked", "照会していない"},
		{"A-office", "他の福祉事務所の照会"},
		{"A-subject", "照会の対象が違う"},
		{"A-linkage", "照会した者と番号が違う"},
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (strlen(list[i].rule) == rule.length && memcmp(list[i].rule, rule.at, rule.length) == 0)
			return arena_strdup(a, list[i].term);
	return str_copy(a, rule);
}

char *survey_caseworker(struct arena *a, int64_t number, struct str name)
{
	return arena_printf(a, "%02" PRId64 "%s%.*s", number, name.length > 0 ? " " : "", (int)name.length,
		name.length > 0 ? name.at : "");
}
