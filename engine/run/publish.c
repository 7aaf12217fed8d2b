/*
 * Files of a run; see publish.h.  The manifest is CSV: names are ours (no quotes, no commas).
 */
#include "engine/run/publish.h"

#include "engine/base/file.h"
#include "gen/sql.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
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

enum err_code publish_files(struct chunk *c, struct err *e)
{
	for (struct chunk_file *f = c->engine->files; f; f = f->next) {
		enum err_code code = file_digest(f->artifact.path, f->sha256, &f->bytes, e);

		if (code == ERR_INPUT)
			code = e->code = ERR_DISK; /* it is our own file that cannot be read back */
		if (code == ERR_OK)
			code = file_publish(f->artifact.path, f->final_path, e);
		if (code != ERR_OK)
			return code;
	}
	return ERR_OK;
}

void publish_explain(const struct chunk *c, struct err *e)
{
	const struct chunk_file *f = c->engine->files;
	struct statvfs disk;

	if (e->code != ERR_DISK || *e->place || !f)
		return;
	while (f->next) /* the newest is the one in work */
		f = f->next;
	err_place(e, "%s", f->final_path);
	if (statvfs(c->task->engine->directory, &disk) == 0)
		err_context(e, "%" PRId64 " bytes are free", (int64_t)disk.f_bavail * (int64_t)disk.f_frsize);
}

void publish_discard(struct chunk *c)
{
	for (const struct chunk_file *f = c->engine->files; f; f = f->next)
		(void)unlink(f->artifact.path); /* gone already where it was published: the redo replaces it */
}

/* Removes what workers that died left under temporary names, here and one folder down. */
static void sweep(const char *directory, int depth, struct arena *scratch)
{
	DIR *d = opendir(directory);
	const struct dirent *entry;

	if (!d)
		return;
	while ((entry = readdir(d))) {
		const char *path = arena_printf(scratch, "%s/%s", directory, entry->d_name);
		size_t length = strlen(entry->d_name);

		if (entry->d_type == DT_DIR && entry->d_name[0] != '.' && depth > 0)
			sweep(path, depth - 1, scratch);
		else if (entry->d_name[0] == '.' && length > 6 && strcmp(entry->d_name + length - 5, ".part") == 0)
			(void)unlink(path); /* one that stays is untidy, not wrong: the manifest does not name it */
	}
	closedir(d);
}

/* Writes the lines; false with errno where the disk refused one. */
static bool write_manifest(FILE *f, const struct db_result *r, struct arena *scratch)
{
	fprintf(f, "name,sha256,bytes,pages,pieces\n");
	for (int i = 0; i < db_rows(r); i++) {
		char hex[DIGEST_HEX_SIZE];
		unsigned char *sha = NULL;

		CHECK(db_bytes(r, i, 1, scratch, &sha) == DIGEST_SIZE);
		fprintf(f, "%s,%s,%lld,%lld,%lld\n", db_text(r, i, 0), digest_hex(sha, hex),
			(long long)db_int(r, i, 2), (long long)db_int(r, i, 3), (long long)db_int(r, i, 4));
	}
	return !ferror(f);
}

enum err_code publish_manifest(
	struct db *db, int run_id, const char *directory, struct arena *scratch, struct err *e)
{
	const char *path = arena_printf(scratch, "%s/manifest.csv", directory);
	const char *part = file_part_name(scratch, path);
	struct db_args args = {0};
	struct db_result *r = NULL;
	FILE *f;
	bool written;
	enum err_code code;

	db_arg_int(&args, run_id);
	code = db_query(db, &sql_run_artifacts, &args, scratch, &r, e);
	if (code != ERR_OK)
		return code;
	sweep(directory, 1, scratch);
	f = fopen(part, "w");
	if (!f)
		return file_write_failed(part, errno, 0, e);
	written = write_manifest(f, r, scratch);
	if (fclose(f) != 0 || !written)
		return file_write_failed(part, errno, 0, e);
	return file_publish(part, path, e);
}
