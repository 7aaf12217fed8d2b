/*
 * engine.c: the engine alone: runs a graph of tasks that do nothing, with a registry of its own.
 *
 *   engine GRAPH.yaml EDITION FOLDER [WORKERS]
 *       runs it on the database that libpq's environment names, files in FOLDER; prints the seconds
 *
 * Two jobs: `nothing` has one chunk, `slices` as many as its parameter `chunks` says; a chunk writes
 * nothing but its row in the ledger.  All else is as in production: plan, lock, leases, one durable
 * transaction a chunk, totals, states, manifest.  Seconds are those of execute_run(), planning included.
 */
#include "engine/run/execute.h"
#include "engine/run/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CHUNKS_MAX = 1000000, TEXT_MAX = 4096 };

static enum err_code do_nothing(struct chunk *c, struct err *e)
{
	(void)e;
	if (chunk_take(c, c->lo)) {
		c->count.read = 1;
		c->count.written = 1;
	}
	return ERR_OK;
}

static const struct job_param slices_params[] = {
	{"chunks", "how many chunks", 1, CHUNKS_MAX, 1, NULL}, {NULL, NULL, 0, 0, 0, NULL}};

static char targets_text[TEXT_MAX];
static const struct sql_stmt targets = {
	"engine_targets", "bench/engine_targets.sql", 1, SQL_MANY, 1, {"chunks"}, targets_text};

static const struct job nothing = {.name = "nothing", .title = "nothing", .chunk = do_nothing};
static const struct job slices = {.name = "slices",
	.title = "nothing, in slices",
	.params = slices_params,
	.targets = &targets,
	.chunk_size = 1,
	.chunk = do_nothing};

/* In the place of the lists that the build makes. */
const struct job *const registry_jobs[] = {&nothing, &slices, NULL};
const struct tool *const registry_tools[] = {NULL};

/* The statement stands in a file of its own, like every other. */
static bool read_targets(void)
{
	FILE *f = fopen(targets.file, "r");
	size_t n = f != NULL ? fread(targets_text, 1, TEXT_MAX - 1, f) : 0;

	if (f != NULL)
		fclose(f);
	return n > 0 && n < TEXT_MAX - 1;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct execute_request q = {.conninfo = "",
		.quarantine_limit = INT64_MAX,
		.quarantine_percent = 100,
		.quarantine_yen = INT64_MAX};
	struct execute_outcome outcome;
	struct err e = {0};
	struct arena *keep;
	double began;
	enum err_code code;

	if (argc < 4 || argc > 5 || !read_targets()) {
		fprintf(
			stderr, "usage: engine GRAPH.yaml EDITION FOLDER [WORKERS], in the top folder of the sources\n");
		return 16;
	}
	keep = arena_new();
	q.graph = argv[1];
	q.month = month_of(2027, 1);
	q.edition = atoi(argv[2]);
	q.workers = argc > 4 ? atoi(argv[4]) : 2;
	q.artifact_dir = argv[3];
	began = now();
	code = execute_run(&q, keep, &outcome, &e);
	if (code == ERR_OK)
		printf("%.4f\n", now() - began);
	else
		fprintf(stderr, "engine: %s\n%s\n", e.message, e.detail);
	arena_free(keep);
	return err_exit_code(code);
}
