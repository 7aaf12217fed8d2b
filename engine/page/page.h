/*
 * page.h: one self-contained HTML page about a run, for whoever was not there: what it was, how its tasks
 * hang together, when each worked, what was set aside, which files came out, who decided what.
 *
 * No script, no image, no link, no network: the page forbids itself everything but its own styles, so that
 * it opens from a disk, a mail or an archive in twenty years.  In Japanese, as documents are; instants are
 * Japanese time.  What people typed or files held is escaped.  Keys only: no name, no address.
 * Made twice of a run that has ended it is the same, byte by byte.
 *
 * Thread: the caller's, with its connection.  Ownership: everything lives in `keep`.
 */
#ifndef GETSUJI_PAGE_H
#define GETSUJI_PAGE_H

#include "engine/graph/graph.h"
#include "engine/page/page_text.h"
#include "engine/run/history.h"
#include "engine/run/status.h"

/* Records set aside (rule, error) or held (name of the hold) for one reason. */
struct page_records {
	const char *task, *rule;
	int message_id; /* 0 for a hold */
	const char *reason;
	bool waived;
	int64_t records;
	const char *keys; /* the first ones, separated by spaces */
	int64_t more;     /* keys that are not listed */
};

/* Cells of the run's rate set that hold in its month, by status. */
struct page_rate {
	const char *table, *status, *source;
	int64_t cells;
};

struct page_gap {
	const char *table, *from, *to, *cells, *note;
};

struct page {
	const struct status_run *run;
	const struct history_run *history;
	const struct graph *graph; /* NULL: this program cannot read the definition */
	const char *title;         /* of the graph */
	const char **task_title;   /* [run->tasks]: of the job; empty: none */
	int *critical; /* [run->tasks]: place on the path that the end waited for, from 1; 0: not on it */
	const char *rates_digest, *rates_imported; /* empty: none */
	int64_t rate_cells;
	int quarantines, holds, rates, gaps;
	struct page_records *quarantine, *hold;
	struct page_rate *rate;
	struct page_gap *gap;
};

/* ERR_INPUT where there is no such run. */
MUST_CHECK enum err_code page_load(
	struct db *db, int run_id, struct arena *keep, struct page **out, struct err *e);

/* The whole page, as UTF-8. */
void page_render(const struct page *p, struct page_text *out);

#endif
