/*
 * on_demand.h: one file of a run, made by one of its jobs when somebody asks for it: a notice, a batch of reprints.
 *
 * Thread: main only.
 */
#ifndef GETSUJI_ON_DEMAND_H
#define GETSUJI_ON_DEMAND_H

#include "engine/cli/cli.h"
#include "engine/db/db.h"
#include "engine/run/status.h"
#include "getsuji/job.h"

/* A registered job by its name; NULL: none. */
const struct job *on_demand_job(const char *name);

/* Lets the job write the file: complete or not at all. */
MUST_CHECK enum err_code on_demand_to_file(
	struct on_demand *d, const struct job *job, const char *path, struct arena *keep, struct err *e);

/* Lets the first task of the run whose job renders `what` write the file for a key. */
MUST_CHECK enum err_code on_demand_write(struct cli *c, struct db *db, int run_id, enum on_demand_key what,
	int64_t key, const char *path, struct err *e);

/* Likewise into an open stream: for what must be on no disk as it is. */
MUST_CHECK enum err_code on_demand_print(
	struct cli *c, struct db *db, int run_id, enum on_demand_key what, int64_t key, FILE *out, struct err *e);

#endif
