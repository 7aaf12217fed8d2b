/*
 * catalogue.h: what graphs may name: the registered jobs and reports, the statements, the gates.
 */
#ifndef GETSUJI_CATALOGUE_H
#define GETSUJI_CATALOGUE_H

#include "engine/graph/graph.h"
#include "getsuji/job.h"

/* NULL where there is none of that kind. */
const struct job *catalogue_job(enum graph_kind kind, const char *name);
const struct sql_stmt *catalogue_statement(const char *name);

/* For graph_load(): targets exist, parameters are known and in range. */
extern const struct graph_catalogue catalogue;

#endif
