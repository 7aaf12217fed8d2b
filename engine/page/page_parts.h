/*
 * page_parts.h: the parts of the page, each in a file of its own.  Private to engine/page.
 */
#ifndef GETSUJI_PAGE_PARTS_H
#define GETSUJI_PAGE_PARTS_H

#include "engine/page/page.h"

/* What colours a state stands for; also the class names of the styles. */
const char *page_state_class(const char *state);

/* The state as shown: a run or task that nobody works on any more although it says so is interrupted. */
const char *page_state_now(const struct page *p, const char *state);

extern const char page_style[];

/* How the tasks hang together: boxes and arrows, or layers with counts where there are too many. */
void page_graph(const struct page *p, struct page_text *out);

/* Which tasks the end waited for: from the task that ended last back along the predecessor that ended
 * last.  Fills p->critical. */
void page_critical(struct page *p, struct arena *keep);

/* When each task worked. */
void page_gantt(const struct page *p, struct page_text *out);

/* Tables. */
void page_tasks(const struct page *p, struct page_text *out);
void page_quarantine(const struct page *p, struct page_text *out);
void page_rates(const struct page *p, struct page_text *out);
void page_files(const struct page *p, struct page_text *out);
void page_persons(const struct page *p, struct page_text *out);
void page_attempts(const struct page *p, struct page_text *out);

#endif
