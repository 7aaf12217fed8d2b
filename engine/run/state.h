/*
 * state.h: the states of a run, of a task and of the decision, and the moves between them: one table each.
 *
 * The same states stand in the CHECK constraints of sql/schema/; a test holds them equal.
 * Whoever changes a state asks state_run_can() / state_task_can() first: a move that is not in the
 * table is a bug (CHECK).
 */
#ifndef GETSUJI_STATE_H
#define GETSUJI_STATE_H

#include <stdbool.h>
#include <stddef.h>

struct state_move {
	const char *from, *to;
	const char *why; /* when this happens, in plain English */
};

/* Execution of a run. */
extern const struct state_move state_run_moves[];
extern const size_t state_run_moves_count;

/* State of a task. */
extern const struct state_move state_task_moves[];
extern const size_t state_task_moves_count;

/* The decision about a run's results; made by commands, guarded by the trigger run.guard_decision, which a
 * test holds equal to this. */
extern const struct state_move state_decision_moves[];
extern const size_t state_decision_moves_count;

bool state_run_can(const char *from, const char *to);
bool state_task_can(const char *from, const char *to);

#endif
