/*
 * page_text.h: a growing text of HTML, and what is written into it safely.
 *
 * page_put() takes literals of ours; everything that comes from outside goes through page_escape() or the
 * %-conversions of page_putf(), which takes numbers and literals only.
 * Thread: one.  Ownership: lives in its arena.
 */
#ifndef GETSUJI_PAGE_TEXT_H
#define GETSUJI_PAGE_TEXT_H

#include "getsuji/arena.h"

#include <stddef.h>
#include <stdint.h>

struct page_text {
	struct arena *keep;
	char *at;
	size_t length, room;
};

struct page_text *page_text_new(struct arena *keep);

void page_put(struct page_text *t, const char *literal);
void page_putf(struct page_text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A text from outside as text or attribute: < > & " ' become entities; control characters and bytes that
 * are not UTF-8 become U+FFFD, line ends stay. */
void page_escape(struct page_text *t, const char *text);

/* "1,234,567" */
void page_number(struct page_text *t, int64_t v);

/* "0.04秒", "3.2秒", "4分05秒", "2時間10分", "3日4時間" */
void page_duration(struct page_text *t, int64_t milliseconds);

/* An instant, ms since 1970, as Japanese time: "2027-02-01 11:05:09"; "―" for 0. */
void page_instant(struct page_text *t, int64_t ms);

/* One that a statement wrote in that form already; empty: "―". */
void page_instant_text(struct page_text *t, const char *text);

/* A state or decision of the ledger, in Japanese; one that is not known as it is. */
const char *page_state(const char *state);

#endif
