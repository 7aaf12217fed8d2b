/*
 * Files of a run; see publish.h.  The manifest is CSV: names are ours (no quotes, no commas).
 */
#include "engine/run/publish.h"

#include "engine/base/failpoint.h"
#include "engine/base/file.h"
#include "engine/base/process.h"
#include "engine/run/worker.h"
#include "gen/sql.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *publish_folder(const char *artifact_dir, const struct run_info *run, struct arena *keep)
{
	char month[8];

	return arena_printf(keep, "%s/%s-%05d-%s-%d", artifact_dir, run->graph, run->office_id,
		month_format(run->month, month), run->edition);
}

enum err_code publish_directory(
	const char *artifact_dir, const struct run_info *run, struct arena *keep, const char **out, struct err *e)
{
	*out = publish_folder(artifact_dir, run, keep);
	return file_make_folder(*out, e);
}

struct chunk_file *publish_file_new(
	const char *directory, const char *name, const char *worker, struct arena *a)
{
	struct chunk_file *f = arena_alloc(a, sizeof *f);
	const char *slash = strrchr(name, '/');
	int folder = slash ? (int)(slash - name) + 1 : 0;

	CHECK(*name && *name != '/' && !strstr(name, ".."));
	f->artifact.name = arena_strdup(a, name);
	f->final_path = arena_printf(a, "%s/%s", directory, name);
	f->artifact.path = arena_printf(a, "%s/%.*s.%s.%s.part", directory, folder, name, name + folder, worker);
	if (slash) {
		struct err ignored = {0}; /* the report cannot open its file then, and says so with the place */

		if (file_make_folder(arena_printf(a, "%s/%.*s", directory, folder - 1, name), &ignored) != ERR_OK)
			return f;
	}
	return f;
}

/* The lease must still be ours when a file becomes visible: a worker that was frozen for so long that its
 * chunk was done, undone and done again as of later must not put back what it had drawn. */
static enum err_code still_leased(struct chunk *c, struct err *e)
{
	return db_query(c->engine->db, &sql_transaction_alive, NULL, c->arena, NULL, e);
}

enum err_code publish_files(struct chunk *c, struct err *e)
{
	enum err_code code = ERR_OK;

	if (!c->engine->files)
		return ERR_OK;
	for (struct chunk_file *f = c->engine->files; f && code == ERR_OK; f = f->next) {
		code = file_digest(f->artifact.path, f->sha256, &f->bytes, e);
		if (code == ERR_INPUT)
			code = e->code = ERR_DISK; /* it is our own file that cannot be read back */
		if (code == ERR_OK)
			code = file_sync(f->artifact.path, e);
	}
	failpoint("publish.after_sync");
	if (code == ERR_OK)
		code = still_leased(c, e);
	for (struct chunk_file *f = c->engine->files; f && code == ERR_OK; f = f->next)
		code = file_place(f->artifact.path, f->final_path, e);
	failpoint("publish.after_place");
	return code;
}

enum { TOLD_BY_FILE = 1001 }; /* file_write_failed() has told place and bytes itself */

void publish_explain(const struct chunk *c, struct err *e)
{
	const struct chunk_file *f = c->engine->files;
	int64_t room = file_room(c->task->engine->directory);
	struct stat about;

	if (e->code != ERR_DISK || *e->sqlstate || e->id == TOLD_BY_FILE || !f)
		return;
	while (f->next) /* the newest is the one in work */
		f = f->next;
	if (!*e->place)
		err_place(e, "%s", f->final_path);
	if (stat(f->artifact.path, &about) == 0 && about.st_size > 0)
		err_context(
			e, "more than %" PRId64 " bytes are needed, %" PRId64 " are free", (int64_t)about.st_size, room);
	else
		err_context(e, "%" PRId64 " bytes are free", room);
}

int64_t publish_bytes(const struct chunk *c)
{
	int64_t sum = 0;

	for (const struct chunk_file *f = c->engine->files; f; f = f->next)
		sum += f->bytes;
	return sum;
}

void publish_discard(struct chunk *c)
{
	for (const struct chunk_file *f = c->engine->files; f; f = f->next)
		(void)unlink(f->artifact.path); /* gone already where it was published: the redo replaces it */
}

/* ---- the end of a set ---- */

struct sweep {
	struct arena *scratch;
	const struct db_result *sessions; /* of this run's workers, as "HOST-PID~TOKEN-w1" */
};

/* Whether the worker whose temporary file this is, ".NAME.HOST-PID~TOKEN-wN.part", may still be at work. */
static bool owner_lives(const struct sweep *s, const char *name)
{
	char host[32], owner[96];
	const char *end = name + strlen(name) - strlen(".part"), *at = end;
	long pid;

	while (at > name && at[-1] != '.')
		at--;
	snprintf(owner, sizeof owner, "%.*s", (int)(end - at), at);
	for (int i = 0; i < db_rows(s->sessions); i++)
		if (strcmp(db_text(s->sessions, i, 0), owner) == 0)
			return true;
	worker_host(host);
	if (strncmp(owner, host, strlen(host)) != 0 || owner[strlen(host)] != '-')
		return false;
	pid = strtol(owner + strlen(host) + 1, NULL, 10);
	return pid != getpid() && process_lives((pid_t)pid);
}

/* Removes what workers that died left under temporary names, here and one folder down. */
static void sweep(const struct sweep *s, const char *directory, int depth)
{
	DIR *d = opendir(directory);
	const struct dirent *entry;

	if (!d)
		return;
	while ((entry = readdir(d))) {
		const char *path = arena_printf(s->scratch, "%s/%s", directory, entry->d_name);
		size_t length = strlen(entry->d_name);

		if (entry->d_type == DT_DIR && entry->d_name[0] != '.' && depth > 0)
			sweep(s, path, depth - 1);
		else if (entry->d_name[0] == '.' && length > 6 && strcmp(entry->d_name + length - 5, ".part") == 0 &&
				 !owner_lives(s, entry->d_name))
			(void)unlink(path); /* one that stays is untidy, not wrong: the manifest does not name it */
	}
	closedir(d);
}

/* Files whose rows a rerun undid and that were not made again. */
static enum err_code remove_leftovers(
	struct db *db, const struct db_args *run, const char *directory, struct arena *scratch, struct err *e)
{
	struct db_result *r = NULL;
	enum err_code code = db_query(db, &sql_publish_leftovers, run, scratch, &r, e);

	for (int i = 0; code == ERR_OK && i < db_rows(r); i++) {
		const char *path = arena_printf(scratch, "%s/%s", directory, db_text(r, i, 0));

		CHECK(!strstr(db_text(r, i, 0), ".."));
		if (unlink(path) != 0 && errno != ENOENT)
			code = file_write_failed(path, errno, 0, e);
	}
	return code;
}

static enum err_code write_manifest(
	struct db *db, const struct db_args *run, const char *directory, struct arena *scratch, struct err *e)
{
	const char *text = "name,sha256,bytes,pages,pieces\n";
	struct db_result *r = NULL;
	char **lines;
	size_t length = strlen(text), at = length;
	char *all;
	enum err_code code = db_query(db, &sql_run_artifacts, run, scratch, &r, e);

	if (code != ERR_OK)
		return code;
	lines = arena_array(scratch, (size_t)db_rows(r), sizeof *lines);
	for (int i = 0; i < db_rows(r); i++) {
		char hex[DIGEST_HEX_SIZE];
		unsigned char *sha = NULL;

		CHECK(db_bytes(r, i, 1, scratch, &sha) == DIGEST_SIZE);
		lines[i] = arena_printf(scratch, "%s,%s,%lld,%lld,%lld\n", db_text(r, i, 0), digest_hex(sha, hex),
			(long long)db_int(r, i, 2), (long long)db_int(r, i, 3), (long long)db_int(r, i, 4));
		length += strlen(lines[i]);
	}
	all = arena_alloc(scratch, length);
	memcpy(all, text, at);
	for (int i = 0; i < db_rows(r); i++) {
		memcpy(all + at, lines[i], strlen(lines[i]));
		at += strlen(lines[i]);
	}
	return file_write(arena_printf(scratch, "%s/manifest.csv", directory), all, length, e);
}

enum err_code publish_withdraw(const char *directory, struct err *e)
{
	char path[PATH_MAX];
	int folder;
	enum err_code code = ERR_OK;

	snprintf(path, sizeof path, "%s/manifest.csv", directory);
	if (unlink(path) != 0)
		return errno == ENOENT || errno == ENOTDIR ? ERR_OK : file_write_failed(path, errno, 0, e);
	folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0 || fsync(folder) != 0)
		code = file_write_failed(directory, errno, 0, e);
	if (folder >= 0)
		close(folder);
	return code;
}

enum err_code publish_manifest(
	struct db *db, int run_id, const char *directory, struct arena *scratch, struct err *e)
{
	struct sweep s = {.scratch = scratch};
	struct db_result *sessions = NULL;
	struct db_args run = {0};
	enum err_code code;

	db_arg_int(&run, run_id);
	code = db_query(db, &sql_publish_sessions, &run, scratch, &sessions, e);
	if (code != ERR_OK)
		return code;
	s.sessions = sessions;
	sweep(&s, directory, 1);
	code = remove_leftovers(db, &run, directory, scratch, e);
	failpoint("manifest.before_write");
	if (code == ERR_OK)
		code = write_manifest(db, &run, directory, scratch, e);
	failpoint("manifest.after_write");
	if (code == ERR_OK)
		code = db_query(db, &sql_publish_leftovers_gone, &run, scratch, NULL, e);
	return code;
}
