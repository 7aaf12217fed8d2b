/*
 * bundle.c: runs a graph of tiny jobs with a registry of its own, for tests/database/bundle.sh.
 *
 *   bundle GRAPH.yaml FOLDER
 *       `nothing` writes nothing, `filer` a file of its own, `stopper` fails while STOP is in the environment.
 *       Prints the state of the run and what ended it.
 */
#include "engine/run/execute.h"
#include "engine/run/registry.h"

#include <stdio.h>
#include <stdlib.h>

static enum err_code do_nothing(struct chunk *c, struct err *e)
{
	(void)e;
	if (chunk_take(c, c->lo)) {
		c->count.read++;
		c->count.written++;
	}
	return ERR_OK;
}

static enum err_code write_file(struct chunk *c, struct err *e)
{
	const struct artifact *file = chunk_artifact(c, arena_printf(c->arena, "%s.txt", c->task->name));
	FILE *f = fopen(file->path, "w");

	if (f == NULL || fprintf(f, "%s\n", c->task->name) < 0 || fclose(f) != 0)
		return err_set(e, ERR_DISK, 1, "no file");
	return do_nothing(c, e);
}

static enum err_code stop(struct chunk *c, struct err *e)
{
	if (getenv("STOP") != NULL)
		return err_set(e, ERR_INPUT, 2, "asked to fail");
	return do_nothing(c, e);
}

static const struct job nothing = {.name = "nothing", .title = "nothing", .chunk = do_nothing};
static const struct job filer = {.name = "filer", .title = "filer", .chunk = write_file};
static const struct job stopper = {.name = "stopper", .title = "stopper", .chunk = stop};

const struct job *const registry_jobs[] = {&nothing, &filer, &stopper, NULL};
const struct tool *const registry_tools[] = {NULL};

int main(int argc, char **argv)
{
	struct execute_request q = {.conninfo = "",
		.edition = 1,
		.workers = 2,
		.quarantine_limit = 100,
		.quarantine_percent = 100,
		.quarantine_yen = INT64_MAX};
	struct execute_outcome outcome;
	struct err e = {0};
	struct arena *keep = arena_new();
	enum err_code code;

	if (argc != 3)
		return 16;
	q.month = month_of(2027, 1);
	q.graph = argv[1];
	q.artifact_dir = argv[2];
	code = execute_run(&q, keep, &outcome, &e);
	printf("%s %s\n", outcome.execution != NULL ? outcome.execution : "", e.message);
	arena_free(keep);
	return err_exit_code(code);
}
