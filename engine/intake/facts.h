/*
 * facts.h: the steps after the rows of one file are staged: facts are merged, decisions in force become
 * confirmed runs.  Both run inside the file's transaction and leave the counts final.
 *
 * Thread: the connection's.
 */
#ifndef GETSUJI_INTAKE_FACTS_H
#define GETSUJI_INTAKE_FACTS_H

#include "engine/intake/load.h"

/* Facts: checks across rows, the ledger's row, the merge. */
MUST_CHECK enum err_code facts_import(struct load *l, struct err *e);

/* Decisions in force: one confirmed run per office and month of the file.  ERR_STATE: that office and
 * month has decisions already. */
MUST_CHECK enum err_code baseline_import(struct load *l, struct err *e);

#endif
