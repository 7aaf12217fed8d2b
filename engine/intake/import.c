/*
 * import.c: the entry for the command: which files, in which order, each in its own transaction.
 */
#include "engine/intake/import.h"

#include "engine/base/file.h"
#include "engine/intake/facts.h"
#include "gen/sql.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define APPLICATION "getsuji import"

static const char *file_name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "person.csv" -> person; NULL for any other name. */
static const struct dataset *dataset_of_file(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && strcmp(name + n - 4, ".csv") == 0 ? dataset_find(name, n - 4) : NULL;
}

static enum err_code plain(struct db *db, const struct sql_stmt *q, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_args args = {0};
	struct db_result *ignored = NULL;
	enum err_code code = db_query(db, q, &args, scratch, q->kind == SQL_EXEC ? NULL : &ignored, e);

	arena_free(scratch);
	return code;
}

static enum err_code is_known(struct load *l, struct err *e)
{
	struct arena *scratch = arena_new();
	struct db_args args = {0};
	struct db_result *row = NULL;
	enum err_code code;

	db_arg_text(&args, l->dataset->name);
	db_arg_bytes(&args, l->sha256, sizeof l->sha256);
	code = db_query(l->db, &sql_import_known, &args, scratch, &row, e);
	if (code == ERR_OK)
		l->file->known = db_rows(row) > 0;
	if (code == ERR_OK && l->file->known)
		l->file->aside_before = db_int(row, 0, 0);
	arena_free(scratch);
	return code;
}

/* Everything of one file between begin and commit. */
static enum err_code in_transaction(struct load *l, struct err *e)
{
	if (plain(l->db, &sql_import_lock, e) || is_known(l, e))
		return e->code;
	if (l->file->known)
		return ERR_OK;
	return dataset_is_baseline(l->dataset) ? baseline_import(l, e) : facts_import(l, e);
}

static enum err_code import_file(struct db *db, const struct import_request *r, const struct dataset *d,
	const char *path, struct arena *keep, struct import_file *file, struct err *e)
{
	struct load l = {.db = db, .keep = keep, .request = r, .dataset = d, .path = path, .file = file};
	struct err ignored = {0};
	enum err_code code;
	int64_t size;

	file->file = arena_strdup(keep, file_name_of(path));
	file->dataset = d->name;
	if (file_digest(path, l.sha256, &size, e) || plain(db, &sql_transaction_begin, e))
		return e->code;
	code = in_transaction(&l, e);
	if (code == ERR_OK)
		code = plain(db, &sql_transaction_commit, e);
	else if (db_alive(db))
		(void)plain(db, &sql_transaction_rollback, &ignored);
	return code;
}

/* A file is read twice, first for its digest: so it may be no pipe. */
static enum err_code refuse_pipe(const char *path, const struct stat *st, struct err *e)
{
	if (S_ISREG(st->st_mode) || S_ISDIR(st->st_mode))
		return ERR_OK;
	err_set(e, ERR_INPUT, 1142, "this is neither a file nor a folder");
	err_hint(e, "Write what is to be imported into a file first.");
	return err_place(e, "%s", path);
}

/* One file: reports it, adds it to the totals. */
static enum err_code one(struct db *db, const struct import_request *r, const struct dataset *d,
	const char *path, struct arena *keep, struct import_totals *t, struct err *e)
{
	struct import_file file = {0};
	enum err_code code = import_file(db, r, d, path, keep, &file, e);

	if (code != ERR_OK) {
		err_context(e, "file %s, dataset %s", file.file ? file.file : file_name_of(path), d->name);
		return code;
	}
	t->files += !file.known;
	t->known += file.known;
	t->read += file.read;
	t->recorded += file.recorded;
	t->unchanged += file.unchanged;
	t->quarantined += file.quarantined;
	if (r->on_file)
		r->on_file(r->self, &file);
	return ERR_OK;
}

static enum err_code folder(
	struct db *db, const struct import_request *r, struct arena *keep, struct import_totals *t, struct err *e)
{
	int i, found = 0;

	for (i = 0; i < datasets_count; i++) {
		const char *path = arena_printf(keep, "%s/%s.csv", r->path, datasets[i].name);
		struct stat st;

		if (stat(path, &st) != 0) {
			if (errno == ENOENT)
				continue;
			(void)err_set(e, ERR_INPUT, 1137, "could not look at the file: %s", strerror(errno));
			return err_place(e, "%s", path);
		}
		found++;
		if (refuse_pipe(path, &st, e) || one(db, r, &datasets[i], path, keep, t, e))
			return e->code;
	}
	if (found > 0)
		return ERR_OK;
	(void)err_set(e, ERR_INPUT, 1138, "the folder holds no file of facts");
	(void)err_place(e, "%s", r->path);
	return err_hint(e, "Files are named after their dataset: office.csv, household.csv, person.csv … "
					   "Rate tables: getsuji import rates FOLDER.");
}

static enum err_code unknown_dataset(const char *path, struct err *e)
{
	char list[256] = "";
	size_t used = 0;
	int i;

	for (i = 0; i < datasets_count; i++) {
		int n = snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", datasets[i].name);

		used += n > 0 ? (size_t)n : 0;
		CHECK(used < sizeof list);
	}
	(void)err_set(e, ERR_INPUT, 1139, "the file's name is not that of a dataset");
	(void)err_place(e, "%s", path);
	return err_hint(e, "Datasets are: %s; each file is its name with .csv.", list);
}

enum err_code import_path(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e)
{
	const struct dataset *d =
		r->dataset ? dataset_find(r->dataset, strlen(r->dataset)) : dataset_of_file(file_name_of(r->path));
	struct db *db = NULL;
	enum err_code code;
	struct stat st;

	*totals = (struct import_totals){0};
	if (stat(r->path, &st) != 0) {
		(void)err_set(e, ERR_INPUT, 1140, "could not find what is to be imported: %s", strerror(errno));
		return err_place(e, "%s", r->path);
	}
	if (!S_ISDIR(st.st_mode) && !d)
		return unknown_dataset(r->path, e);
	if (refuse_pipe(r->path, &st, e))
		return e->code;
	if (db_open(r->conninfo, APPLICATION, keep, &db, e))
		return e->code;
	code = S_ISDIR(st.st_mode) ? folder(db, r, keep, totals, e) : one(db, r, d, r->path, keep, totals, e);
	db_close(db);
	if (code != ERR_OK || totals->quarantined == 0)
		return code;
	return err_set(e, ERR_WARNINGS, 1141, "%lld rows were set aside", (long long)totals->quarantined);
}
