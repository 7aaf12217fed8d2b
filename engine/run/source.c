/*
 * Implements chunk_source() and task_source() of job.h: a file that another run published, to be read by a chunk, or on
 * demand.
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

/* The folder of all runs' folders that this run's own is in; empty: on demand it has none. */
static const char *folders_of(const struct task *t, struct arena *a)
{
	const char *own = t->engine->directory, *slash = strrchr(own, '/');

	return slash ? arena_printf(a, "%.*s", (int)(slash - own), own) : "";
}

/* Where the file is; NULL: in neither place. */
static const char *find(
	const struct task *t, const struct db_result *r, int run_id, const char *name, struct arena *a)
{
	const char *const places[] = {db_text(r, 0, 6), folders_of(t, a)};
	struct run_info run = run_of(r, run_id);

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		const char *path = arena_printf(a, "%s/%s", publish_folder(places[i], &run, a), name);

		if (*places[i] && access(path, F_OK) == 0)
			return path;
	}
	return NULL;
}

/* Are the bytes those that the ledger knows? */
static enum err_code check_bytes(const struct db_result *r, int run_id, const char *path, struct arena *a,
	unsigned char sha[static DIGEST_SIZE], struct err *e)
{
	unsigned char *known = NULL;
	int64_t bytes;

	CHECK(db_bytes(r, 0, 0, a, &known) == DIGEST_SIZE);
	if (file_digest(path, sha, &bytes, e) != ERR_OK)
		return e->code;
	if (bytes != db_int(r, 0, 1) || memcmp(sha, known, DIGEST_SIZE) != 0) {
		err_set(e, ERR_CHANGED, 1546, "a file of run %d is not what that run wrote", run_id);
		err_place(e, "%s", path);
		return err_hint(e, "Put back the file as run %d wrote it, then run the same command again.", run_id);
	}
	return ERR_OK;
}

/* The file's path and digest, by a connection. */
static enum err_code locate(struct db *db, const struct task *t, int run_id, const char *name,
	struct arena *a, const char **path, unsigned char sha[static DIGEST_SIZE], struct err *e)
{
	struct db_result *r = NULL;
	struct db_args args = {0};

	CHECK(!strstr(name, ".."));
	db_arg_int(&args, run_id);
	db_arg_text(&args, name);
	if (db_query(db, &sql_chunk_source, &args, a, &r, e) != ERR_OK)
		return e->code;
	*path = db_rows(r) == 0 ? NULL : find(t, r, run_id, name, a);
	if (!*path) {
		err_set(e, ERR_ENVIRONMENT, 1547, "a file of run %d is not there", run_id);
		err_place(e, "%s", name);
		return err_hint(e, "Put back the file as run %d wrote it, then run the same command again.", run_id);
	}
	return check_bytes(r, run_id, *path, a, sha, e);
}

enum err_code chunk_source(struct chunk *c, int run_id, const char *name, const char **path, struct err *e)
{
	struct chunk_engine *ce = c->engine;
	unsigned char sha[DIGEST_SIZE];
	struct chunk_source *s;

	for (s = ce->sources; s; s = s->next) {
		if (s->run_id == run_id && strcmp(s->name, name) == 0) {
			*path = s->path;
			return ERR_OK;
		}
	}
	if (locate(ce->db, c->task, run_id, name, c->arena, path, sha, e) != ERR_OK)
		return e->code;
	digest_add(ce->input, sha, sizeof sha);
	s = arena_alloc(c->arena, sizeof *s);
	s->path = *path;
	s->run_id = run_id;
	s->name = arena_strdup(c->arena, name);
	s->next = ce->sources;
	ce->sources = s;
	return ERR_OK;
}

enum err_code task_source(struct task *t, int run_id, const char *name, const char **path, struct err *e)
{
	unsigned char sha[DIGEST_SIZE];

	return locate(t->engine->db, t, run_id, name, t->keep, path, sha, e);
}
