/*
 * import.c: the entry for the command: which files, in which order, each in its own transaction.
 */
#include "engine/intake/import.h"

#include "engine/intake/facts.h"
#include "engine/intake/source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define APPLICATION "getsuji import"

/* "person.csv" -> person; NULL for any other name. */
static const struct dataset *dataset_of_file(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && strcmp(name + n - 4, ".csv") == 0 ? dataset_find(name, n - 4) : NULL;
}

static enum err_code one(struct db *db, const struct import_request *r, const struct dataset *d,
	const char *path, struct arena *keep, struct import_totals *t, struct err *e)
{
	struct load l = {.db = db, .keep = keep, .request = r, .name = d->name, .dataset = d, .path = path};

	return load_file(&l, load_digest_bytes, dataset_is_baseline(d) ? baseline_import : facts_import, t, e);
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
		if (source_refuse_pipe(path, &st, e) || one(db, r, &datasets[i], path, keep, t, e))
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
		r->dataset ? dataset_find(r->dataset, strlen(r->dataset)) : dataset_of_file(source_name(r->path));
	struct db *db = NULL;
	enum err_code code;
	bool is_folder = false;

	*totals = (struct import_totals){0};
	if (source_look(r->path, &is_folder, e) != ERR_OK)
		return e->code;
	if (!is_folder && !d)
		return unknown_dataset(r->path, e);
	if (db_open(r->conninfo, APPLICATION, keep, &db, e))
		return e->code;
	code = is_folder ? folder(db, r, keep, totals, e) : one(db, r, d, r->path, keep, totals, e);
	db_close(db);
	return load_end(code, totals, e);
}
