/*
 * condition_file.h: is a file that a task waits for there, whole and as its checksum says?  Private to
 * condition.c.
 */
#ifndef GETSUJI_CONDITION_FILE_H
#define GETSUJI_CONDITION_FILE_H

#include "engine/run/condition_memory.h"

/* w: of kind file.  now: seconds since 1970 by the database's server. */
void condition_file(const struct condition_asker *asker, struct condition_memory *memory,
	const struct graph_wait *w, int64_t now, struct arena *scratch, bool *met, char *waiting_for);

#endif
