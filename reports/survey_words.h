/*
 * survey_words.h: what the workbooks of a survey (pension, tax) have in common: terms, the order of the
 * work, the steps of ageing.
 *
 * Thread: any; pure, but for what is taken from the arena given.
 */
#ifndef REPORTS_SURVEY_WORDS_H
#define REPORTS_SURVEY_WORDS_H

#include "getsuji/job.h"
#include "getsuji/matching.h"

#define SURVEY_CLASSES_MAX 12 /* of one survey */

/* The classes of a survey in the order of the work to be done; returns how many. */
int survey_classes(int64_t survey, int classes[static SURVEY_CLASSES_MAX]);
const char *survey_class_term(int64_t class);

/* 年金額改定, 課税調査; the income's kind; the list beside the findings; why somebody was not asked.  "" for a
 * number of no list. */
const char *survey_term(int64_t number);
const char *survey_income_term(int64_t number);
const char *survey_notable_term(int64_t number);
const char *survey_exclusion_term(int64_t number);

/* Next steps as text: "本人に確認、法第29条の照会書を送付". */
char *survey_steps(struct arena *a, int64_t steps);

/* Why an answer was set aside (rules of engine/intake/README.md); a rule of no list as it is. */
char *survey_answer_rule_term(struct arena *a, struct str rule);

/* "03 佐藤 一郎"; without a name the number alone. */
char *survey_caseworker(struct arena *a, int64_t number, struct str name);

#endif
