/*
 * inquiry_words.c: the lists of matching.h as data.
 */
#include "reports/inquiry_words.h"

#include <string.h>

#define ROW(name, number, word, term) {number, word, term},
const struct inquiry_word inquiry_words_subjects[] = {INQUIRY_SUBJECTS(ROW){0, NULL, NULL}};
const struct inquiry_word inquiry_words_purposes[] = {INQUIRY_PURPOSES(ROW){0, NULL, NULL}};
const struct inquiry_word inquiry_words_conditions[] = {INQUIRY_CONDITIONS(ROW){0, NULL, NULL}};
const struct inquiry_word inquiry_words_exclusions[] = {INQUIRY_EXCLUSIONS(ROW){0, NULL, NULL}};

static const struct inquiry_word none = {0, "", ""};

const struct inquiry_word *inquiry_words_of(const struct inquiry_word *list, int64_t number)
{
	for (; list->word != NULL; list++) {
		if (list->number == number)
			return list;
	}
	return &none;
}

const struct inquiry_word *inquiry_words_named(const struct inquiry_word *list, struct str word)
{
	for (; list->word != NULL; list++) {
		if (strlen(list->word) == word.length && memcmp(list->word, word.at, word.length) == 0)
			return list;
	}
	return &none;
}
