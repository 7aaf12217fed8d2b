/*
 * Implements chunk_source() of job.h: a file that another run published, to be read by a chunk.
 *
 * The folder is the one that the ledger names; where the files were moved since, with all their folders, the one beside
 * this run's own.
 */
#include "engine/base/file.h"
#include "engine/run/context.h"
#include "engine/run/publish.h"
#include "gen/sql.h"

#include <string.h>
#include <unistd.h>

struct chunk_source {
	int run_id;
	const char *name, *path;
	struct chunk_source *next;
};

static struct run_info run_of(const struct db_result *r, int run_id)
{
	return (struct run_info){.run_id = run_id,
		.graph = db_text(r, 0, 2),
		.office_id = (int)db_int(r, 0, 3),
		.month = month_of_day(db_day(r, 0, 4)),
		.edition = (int)db_int(r, 0, 5)};
}

/* The folder of all runs' folders that this run's own is in. */
static const char *folders_of(const struct chunk *c)
{
	const char *own = c->task->engine->directory, *slash = strrchr(own, '/');

	CHECK(slash);
	return arena_printf(c->arena, "%.*s", (int)(slash - own), own);
}

/* Where the file is; NULL: in neither place. */
static const char *find(struct chunk *c, const struct db_result *r, int run_id, const char *name)
{
	const char *const places[] = {db_text(r, 0, 6), folders_of(c)};
	struct run_info run = run_of(r, run_id);

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		const char *path = arena_printf(c->arena, "%s/%s", publish_folder(places[i], &run, c->arena), name);

		if (*places[i] && access(path, F_OK) == 0)
			return path;
	}
	return NULL;
}

/* Are the bytes those that the ledger knows? */
static enum err_code check_bytes(
	struct chunk *c, const struct db_result *r, int run_id, const char *path, struct err *e)
{
	unsigned char sha[DIGEST_SIZE], *known = NULL;
	int64_t bytes;

	CHECK(db_bytes(r, 0, 0, c->arena, &known) == DIGEST_SIZE);
	if (file_digest(path, sha, &bytes, e) != ERR_OK)
		return e->code;
	if (bytes != db_int(r, 0, 1) || memcmp(sha, known, DIGEST_SIZE) != 0) {
		err_set(e, ERR_CHANGED, 1541, "a file of run %d is not what that run wrote", run_id);
		err_place(e, "%s", path);
		return err_hint(e, "Put back the file as run %d wrote it, then run the same command again.", run_id);
	}
	digest_add(c->engine->input, sha, sizeof sha);
	return ERR_OK;
}

enum err_code chunk_source(struct chunk *c, int run_id, const char *name, const char **path, struct err *e)
{
	struct chunk_engine *ce = c->engine;
	struct db_result *r = NULL;
	struct db_args args = {0};
	struct chunk_source *s;

	for (s = ce->sources; s; s = s->next) {
		if (s->run_id == run_id && strcmp(s->name, name) == 0) {
			*path = s->path;
			return ERR_OK;
		}
	}
	CHECK(!strstr(name, ".."));
	db_arg_int(&args, run_id);
	db_arg_text(&args, name);
	if (db_query(ce->db, &sql_chunk_source, &args, c->arena, &r, e) != ERR_OK)
		return e->code;
	s = arena_alloc(c->arena, sizeof *s);
	s->path = db_rows(r) == 0 ? NULL : find(c, r, run_id, name);
	if (!s->path) {
		err_set(e, ERR_ENVIRONMENT, 1542, "a file of run %d is not there", run_id);
		err_place(e, "%s", name);
		return err_hint(e, "Put back the file as run %d wrote it, then run the same command again.", run_id);
	}
	if (check_bytes(c, r, run_id, s->path, e) != ERR_OK)
		return e->code;
	s->run_id = run_id;
	s->name = arena_strdup(c->arena, name);
	s->next = ce->sources;
	ce->sources = s;
	*path = s->path;
	return ERR_OK;
}
