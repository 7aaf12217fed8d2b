/* Fuzz target: a graph file from anywhere either loads or is refused with a place; nothing else. */
#include "engine/graph/graph.h"
#include "engine/run/catalogue.h"
#include "tests/fuzz/fuzz.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct graph_problems problems;
	struct arena *keep = fuzz_arena();
	struct graph *g = NULL;

	if (graph_load("fuzz.yaml", (const char *)data, size, &catalogue, keep, &g, &problems) == ERR_OK)
		CHECK(g && g->tasks > 0 && problems.count == 0);
	else
		CHECK(problems.count > 0 && problems.problem[0].message[0] && problems.problem[0].place[0]);
	arena_reset(keep);
	return 0;
}
