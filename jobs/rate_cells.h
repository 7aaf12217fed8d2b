/*
 * rate_cells.h: the cells of the run's rate set that are in force in its month, as the rules take them.
 *
 * Ownership: the cells and their texts live in the task's arena.  Thread: the caller's.
 * Errors: ERR_DEFINITION 1610 for a table that this program does not know; those of the database.
 */
#ifndef GETSUJI_JOBS_RATE_CELLS_H
#define GETSUJI_JOBS_RATE_CELLS_H

#include "getsuji/job.h"
#include "getsuji/rate_table.h"

MUST_CHECK enum err_code rate_cells_load(struct task *t, struct rate_cells *out, struct err *e);

#endif
