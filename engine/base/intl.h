/*
 * intl.h: the language of messages, Japanese or English.
 *
 * `_("text")` translates where it stands; `N_("text")` marks a text in a table that is translated
 * when it is printed, with _(row->text).  err_set() and its like translate by themselves.
 * Only messages depend on the language: numbers, dates and sorting never do (the C locale holds
 * for all categories but LC_CTYPE and LC_MESSAGES, which are C.UTF-8).
 *
 * Thread: intl_init() on the main thread before others start; the rest any.
 */
#ifndef GETSUJI_INTL_H
#define GETSUJI_INTL_H

#include <libintl.h>
#include <stdbool.h>

#define _(text)  gettext(text)
#define N_(text) text

/* Chooses the language: `language` ("ja", "en", from --lang) or, where it is NULL, the first set one
 * of LANGUAGE, LC_ALL, LC_MESSAGES, LANG.  Works also where no Japanese locale is generated.  The
 * catalogue is looked for beside the program (build/locale), in ../share/locale from it, and where
 * `make install` puts it.  false: `language` is not one we have;
 * English then.  May be called again (--lang is known later than the environment). */
bool intl_init(const char *language);

/* "ja" or "en" */
const char *intl_language(void);

#endif
