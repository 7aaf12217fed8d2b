/*
 * when.h: `when:` of a task: whether it is done at all, from what the tasks before it counted.
 *
 *   expression  = conjunction { "or" conjunction }
 *   conjunction = factor { "and" factor }
 *   factor      = "not" factor | "(" expression ")" | comparison
 *   comparison  = TASK "." FIELD ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) NUMBER
 *               | TASK "is" ( "done" | "skipped" | "accepted" )
 *
 * FIELD: read, written, unchanged, held, quarantined, warnings, yen, chunks.  NUMBER: a whole number, with
 * "-" where it is negative.  Example: compare.written > 0 and not recalculate is skipped
 *
 * Parsed when the graph is loaded; pure from then on, so that the same counts give the same answer.
 * Ownership: in the arena passed.  Thread: any.  Limits: 64 comparisons, 16 parentheses or "not" deep.
 */
#ifndef GETSUJI_GRAPH_WHEN_H
#define GETSUJI_GRAPH_WHEN_H

#include "engine/graph/graph.h"

#define WHEN_TERMS_MAX 64

enum when_field {
	WHEN_READ,
	WHEN_WRITTEN,
	WHEN_UNCHANGED,
	WHEN_HELD,
	WHEN_QUARANTINED,
	WHEN_WARNINGS,
	WHEN_YEN,
	WHEN_CHUNKS,
	WHEN_FIELDS
};

/* A task as an expression sees it. */
struct when_task {
	const char *state;
	int64_t count[WHEN_FIELDS];
};

/* Parses; names are looked up in g.  ERR_DEFINITION: *bad is the offset of what is wrong. */
MUST_CHECK enum err_code when_parse(const char *text, const struct graph *g, struct arena *keep,
	const struct graph_when **out, size_t *bad, struct err *e);

/* The tasks that an expression is about, in the order in which they stand; the offset of each name. */
int when_terms(const struct graph_when *w);
int when_term_task(const struct graph_when *w, int i);
size_t when_term_offset(const struct graph_when *w, int i);

/* task: by index in the graph.  why (NULL: not wanted) receives the comparisons that decided it with their
 * figures: "compare.written > 0 (0)"; cut at size. */
bool when_holds(
	const struct graph_when *w, const struct graph *g, const struct when_task task[], char *why, size_t size);

#endif
