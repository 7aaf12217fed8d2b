/*
 * inquiry_words.h: the words and terms of what is asked, for the sheet to confirm and the files that leave.
 *
 * Thread: any; pure.
 */
#ifndef REPORTS_INQUIRY_WORDS_H
#define REPORTS_INQUIRY_WORDS_H

#include "getsuji/matching.h"
#include "getsuji/rows.h"

struct inquiry_word {
	int number;
	const char *word, *term;
};

/* Each ends with a NULL word. */
extern const struct inquiry_word inquiry_words_subjects[];
extern const struct inquiry_word inquiry_words_purposes[];
extern const struct inquiry_word inquiry_words_conditions[];
extern const struct inquiry_word inquiry_words_exclusions[];

/* By number or word: the row; of a number or word that is in no list, one with empty texts. */
const struct inquiry_word *inquiry_words_of(const struct inquiry_word *list, int64_t number);
const struct inquiry_word *inquiry_words_named(const struct inquiry_word *list, struct str word);

#endif
