/*
 * like.h: run --like RUN: what is not given on the command line is taken from an earlier run.
 *
 * Shows a table of all parameters before anything is done, and the definition and rates that follow from
 * today; what differs from that run's is marked with an asterisk and both values.  Where no parameter differs
 * it says that this is the same run, which goes on.
 *
 * Thread: main only.  Errors: ERR_INPUT where there is no such run, and those of reading the graph.
 */
#ifndef GETSUJI_LIKE_H
#define GETSUJI_LIKE_H

#include "engine/cli/cli.h"
#include "engine/run/execute.h"

/* Fills graph, office, month and edition of *q.  Its connection is closed when it returns. */
MUST_CHECK enum err_code like_fill(struct cli *c, struct execute_request *q, struct err *e);

#endif
