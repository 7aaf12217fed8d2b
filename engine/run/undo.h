/*
 * undo.h: does what a plan of rerun.h says, in one transaction, on a run that the session has locked.
 *
 * Killed before the COMMIT, nothing has happened; after it, the run goes on from there with resume, which takes
 * the manifest away first.  The same command again comes to the same end either way.
 *
 * Thread: the caller's, with its connection, which must hold the run's lock (undo_lock).
 */
#ifndef GETSUJI_UNDO_H
#define GETSUJI_UNDO_H

#include "engine/run/rerun.h"

/* The error of a run that somebody is at work on: ERR_ACTIVE names the session that holds its lock. */
MUST_CHECK enum err_code undo_refused(
	struct db *db, const struct rerun_plan *plan, struct arena *keep, struct err *e);

/* The runner's lock for this session; ERR_ACTIVE names who holds it. */
MUST_CHECK enum err_code undo_lock(
	struct db *db, const struct rerun_plan *plan, struct arena *keep, struct err *e);

/* Whether the run could go on afterwards: nothing is undone that cannot be done again.  accept: why graph or
 * rates that changed since it was planned are accepted (change.h); NULL: they are not. */
MUST_CHECK enum err_code undo_ready(
	struct db *db, const struct rerun_plan *plan, const char *accept, struct arena *keep, struct err *e);

/* artifact_dir: where the run's files go.  Its manifest there, and where the last runner had them if that can
 * be reached from here, is removed: it must not go on to claim what is no more.
 * command and reason: for run.action. */
MUST_CHECK enum err_code undo_apply(struct db *db, const struct rerun_plan *plan,
	const struct rerun_wish *wish, const char *artifact_dir, const char *command, const char *reason,
	struct arena *keep, struct err *e);

#endif
