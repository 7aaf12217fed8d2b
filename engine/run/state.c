/* The tables of state.h. */
#include "engine/run/state.h"

#include "engine/base/intl.h"

#include <string.h>

/* clang-format off */
const struct state_move state_run_moves[] = {
	{"planned",        "running",        N_("a runner takes the run")},
	{"running",        "running",        N_("a runner takes over from one that died")},
	{"running",        "waiting",        N_("nothing is left to do before a gate")},
	{"running",        "done",           N_("all tasks are done")},
	{"running",        "failed",         N_("a task failed")},
	{"running",        "stopped",        N_("an operator asked to stop")},
	{"running",        "out_of_balance", N_("the totals of a task do not agree")},
	{"waiting",        "running",        N_("resumed, to see whether the gate has opened")},
	{"failed",         "running",        N_("resumed")},
	{"stopped",        "running",        N_("resumed")},
	{"out_of_balance", "running",        N_("resumed after a person looked into it")},
	{"waiting",        "planned",        N_("a rerun undid some of its tasks")},
	{"done",           "planned",        N_("a rerun undid some of its tasks")},
	{"failed",         "planned",        N_("a rerun undid some of its tasks")},
	{"stopped",        "planned",        N_("a rerun undid some of its tasks")},
	{"out_of_balance", "planned",        N_("a rerun undid some of its tasks")},
	{"running",        "planned",        N_("a rerun of a run whose runner died")},
	{"planned",        "planned",        N_("a rerun before it began")},
};
const size_t state_run_moves_count = sizeof state_run_moves / sizeof state_run_moves[0];

const struct state_move state_task_moves[] = {
	{"planned",        "running",        N_("all it waits for is done; its chunks are cut")},
	{"planned",        "waiting",        N_("a gate is reached")},
	{"waiting",        "waiting",        N_("the gate is still closed")},
	{"waiting",        "done",           N_("the gate opened")},
	{"planned",        "done",           N_("the gate was open already")},
	{"running",        "running",        N_("a runner takes over from one that died")},
	{"running",        "done",           N_("all chunks are done and the totals agree")},
	{"running",        "failed",         N_("a chunk could not be done")},
	{"running",        "out_of_balance", N_("the totals do not agree")},
	{"failed",         "running",        N_("resumed: the chunks that are left")},
	{"failed",         "failed",         N_("resumed and failed again before its first chunk")},
	{"planned",        "failed",         N_("its chunks could not be cut")},
	{"waiting",        "failed",         N_("its chunks could not be cut")},
	{"out_of_balance", "running",        N_("resumed: the totals are compared again")},
	{"planned",        "skipped",        N_("its condition is false, or two persons left it out")},
	{"waiting",        "skipped",        N_("its condition is false, or two persons left it out")},
	{"failed",         "skipped",        N_("two persons left it out")},
	{"out_of_balance", "skipped",        N_("two persons left it out")},
	{"waiting",        "running",        N_("what it waited for is there")},
	{"waiting",        "planned",        N_("no longer waits: released, or a rerun")},
	{"failed",         "accepted",       N_("two persons took what it did as good")},
	{"out_of_balance", "accepted",       N_("two persons took what it did as good")},
	{"running",        "planned",        N_("undone by a rerun")},
	{"done",           "planned",        N_("undone by a rerun")},
	{"failed",         "planned",        N_("undone by a rerun")},
	{"out_of_balance", "planned",        N_("undone by a rerun")},
	{"skipped",        "planned",        N_("undone by a rerun")},
	{"accepted",       "planned",        N_("undone by a rerun")},
	{"done",           "running",        N_("records that were set aside are tried again")},
};
const size_t state_task_moves_count = sizeof state_task_moves / sizeof state_task_moves[0];

const struct state_move state_decision_moves[] = {
	{"none",           "computed",       N_("the gate is reached; the results have their digest")},
	{"computed",       "approved",       N_("another login approved the digest")},
	{"computed",       "rejected",       N_("the results were refused")},
	{"approved",       "confirmed",      N_("the results count from now on")},
	{"confirmed",      "reversed",       N_("taken back as a whole")},
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
