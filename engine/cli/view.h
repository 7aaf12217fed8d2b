/*
 * view.h: how a run looks while it works.
 *
 * On a terminal one block that redraws: a bar per task, rate, time left, totals, quarantine, what it
 * waits for.  Elsewhere one line per change of state and one a minute.  First line: run, month, digest
 * of the graph, plan; last line: status, counts, yen, duration, the next command.
 *
 * Thread: the scheduler's, which is the caller's of execute_run().  Ownership: lives in `keep`.
 */
#ifndef GETSUJI_VIEW_H
#define GETSUJI_VIEW_H

#include "engine/cli/options.h"
#include "engine/run/execute.h"
#include "engine/run/progress.h"
#include "engine/run/status.h"

struct view;

struct view *view_new(const struct options *o, FILE *out, struct arena *keep);
struct progress *view_progress(struct view *v);

/* Draws a run that another process works on, as the ledger has it now; on a terminal only.  Again and
 * again until it ends; then view_watch_end() takes the block off the screen. */
void view_watch(struct view *v, const struct status_run *run, struct arena *scratch);
void view_watch_end(struct view *v);

/* The last line.  run: as the ledger has it in the end; e: what ended it.  An error is part of the line
 * where a program reads it; a person gets it on standard error. */
void view_end(struct view *v, const struct status_run *run, bool already_done, const struct err *e);

#endif
