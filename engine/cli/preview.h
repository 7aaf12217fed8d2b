/*
 * preview.h: what a rerun will do, as a table that a person reads before it is done; and the doing.
 *
 * Shared by rerun and quarantine retry.  Thread: main only.
 */
#ifndef GETSUJI_PREVIEW_H
#define GETSUJI_PREVIEW_H

#include "engine/cli/cli.h"
#include "engine/run/rerun.h"

struct preview {
	int run_id;
	const struct rerun_wish *wish;
	const char *command; /* for run.action */
	const char *next;    /* what is typed to do it */
	bool only_ask;       /* --yes does nothing by itself: a second person is needed */

	struct rerun_plan *plan; /* out */
	bool go_on;              /* out: --yes was given and what was to be undone is undone */
};

/* Shows the plan; with --yes undoes what it says, under the run's lock.  ERR_NOT_DUE where there is nothing of
 * the kind to do again, ERR_STATE where what was asked for must not be undone, ERR_ACTIVE where somebody is at
 * work on the run. */
MUST_CHECK enum err_code preview_do(struct cli *c, struct preview *p, struct err *e);

#endif
