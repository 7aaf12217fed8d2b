/* The tables of state.h. */
#include "engine/run/state.h"

#include <string.h>

/* clang-format off */
const struct state_move state_run_moves[] = {
	{"planned",        "running",        "a runner takes the run"},
	{"running",        "running",        "a runner takes over from one that died"},
	{"running",        "waiting",        "nothing is left to do before a gate"},
	{"running",        "done",           "all tasks are done"},
	{"running",        "failed",         "a task failed"},
	{"running",        "stopped",        "an operator asked to stop"},
	{"running",        "out_of_balance", "the totals of a task do not agree"},
	{"waiting",        "running",        "resumed, to see whether the gate has opened"},
	{"failed",         "running",        "resumed"},
	{"stopped",        "running",        "resumed"},
	{"out_of_balance", "running",        "resumed after a person looked into it"},
	{"waiting",        "planned",        "a rerun undid some of its tasks"},
	{"done",           "planned",        "a rerun undid some of its tasks"},
	{"failed",         "planned",        "a rerun undid some of its tasks"},
	{"stopped",        "planned",        "a rerun undid some of its tasks"},
	{"out_of_balance", "planned",        "a rerun undid some of its tasks"},
	{"running",        "planned",        "a rerun of a run whose runner died"},
	{"planned",        "planned",        "a rerun before it began"},
};
const size_t state_run_moves_count = sizeof state_run_moves / sizeof state_run_moves[0];

const struct state_move state_task_moves[] = {
	{"planned",        "running",        "all it waits for is done; its chunks are cut"},
	{"planned",        "waiting",        "a gate is reached"},
	{"waiting",        "waiting",        "the gate is still closed"},
	{"waiting",        "done",           "the gate opened"},
	{"planned",        "done",           "the gate was open already"},
	{"running",        "running",        "a runner takes over from one that died"},
	{"running",        "done",           "all chunks are done and the totals agree"},
	{"running",        "failed",         "a chunk could not be done"},
	{"running",        "out_of_balance", "the totals do not agree"},
	{"failed",         "running",        "resumed: the chunks that are left"},
	{"failed",         "failed",         "resumed and failed again before its first chunk"},
	{"planned",        "failed",         "its chunks could not be cut"},
	{"out_of_balance", "running",        "resumed: the totals are compared again"},
	{"planned",        "skipped",        "its condition is false, or two persons left it out"},
	{"waiting",        "skipped",        "its condition is false, or two persons left it out"},
	{"failed",         "skipped",        "two persons left it out"},
	{"out_of_balance", "skipped",        "two persons left it out"},
	{"waiting",        "running",        "what it waited for is there"},
	{"waiting",        "planned",        "no longer waits: released, or a rerun"},
	{"failed",         "accepted",       "two persons took what it did as good"},
	{"out_of_balance", "accepted",       "two persons took what it did as good"},
	{"running",        "planned",        "undone by a rerun"},
	{"done",           "planned",        "undone by a rerun"},
	{"failed",         "planned",        "undone by a rerun"},
	{"out_of_balance", "planned",        "undone by a rerun"},
	{"skipped",        "planned",        "undone by a rerun"},
	{"accepted",       "planned",        "undone by a rerun"},
	{"done",           "running",        "records that were set aside are tried again"},
};
const size_t state_task_moves_count = sizeof state_task_moves / sizeof state_task_moves[0];

const struct state_move state_decision_moves[] = {
	{"none",           "computed",       "the gate is reached; the results have their digest"},
	{"computed",       "approved",       "another login approved the digest"},
	{"computed",       "rejected",       "the results were refused"},
	{"approved",       "confirmed",      "the results count from now on"},
	{"confirmed",      "reversed",       "taken back as a whole"},
};
const size_t state_decision_moves_count = sizeof state_decision_moves / sizeof state_decision_moves[0];
/* clang-format on */

static bool can(const struct state_move *moves, size_t count, const char *from, const char *to)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(moves[i].from, from) == 0 && strcmp(moves[i].to, to) == 0)
			return true;
	return false;
}

bool state_run_can(const char *from, const char *to)
{
	return can(state_run_moves, state_run_moves_count, from, to);
}

bool state_task_can(const char *from, const char *to)
{
	return can(state_task_moves, state_task_moves_count, from, to);
}
