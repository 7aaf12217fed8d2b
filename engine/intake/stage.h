/*
 * stage.h: the rows of one file of facts into the staging table.
 *
 * Thread: the connection's.
 */
#ifndef GETSUJI_INTAKE_STAGE_H
#define GETSUJI_INTAKE_STAGE_H

#include "engine/intake/load.h"

/* Parses the file of l->dataset and COPYs the rows that hold by themselves into pg_temp.stage; the others
 * become violations.  ERR_INPUT: the file is refused, or it changed since its digest was taken; ERR_LIMIT. */
MUST_CHECK enum err_code stage_rows(struct load *l, struct err *e);

#endif
