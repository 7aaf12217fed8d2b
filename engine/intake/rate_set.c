/*
 * rate_set.c: the files of a rate set into memory (see rate_set.h); what must hold across them is
 * rate_check.c.
 */
#include "engine/intake/rate_set.h"

#include "engine/base/file.h"
#include "getsuji/csv.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GAPS_FILE "known_gaps.csv"
#define GAPS_MAX  1000
#define FILES_MAX 200

static const struct builtin_file *find_file(const struct builtin_file files[], int n, const char *name)
{
	int i;

	for (i = 0; i < n; i++)
		if (strcmp(files[i].name, name) == 0)
			return &files[i];
	return NULL;
}

static bool gap_known(const char *name)
{
	int i;

	for (i = 0; i < rate_gaps_count; i++)
		if (strcmp(rate_gaps[i].name, name) == 0)
			return true;
	return false;
}

/* "436 of 660 cells …" -> 436, else -1. */
static int declared_number(const char *cells)
{
	char *end;
	long missing = strtol(cells, &end, 10);

	if (end == cells || strncmp(end, " of ", 4) != 0 || missing < 0 || missing > INT_MAX)
		return -1;
	(void)strtol(end + 4, &end, 10);
	return strncmp(end, " cells", 6) == 0 ? (int)missing : -1;
}

static enum err_code read_gap(
	struct rate_set *set, const struct csv_field f[], struct rate_gap *gap, struct err *e)
{
	day_t to = 0;

	*gap = (struct rate_gap){.name = arena_strndup(set->keep, f[0].text, f[0].length),
		.from = DAY_MIN,
		.to = DAY_MAX,
		.cells = arena_strndup(set->keep, f[3].text, f[3].length),
		.note = arena_strndup(set->keep, f[4].text, f[4].length),
		.declared = declared_number(f[3].text),
		.line = f[0].line,
		.column = f[0].column};
	if (!gap_known(gap->name)) {
		(void)err_set(e, ERR_DEFINITION, 1240, "a known gap of a table that is not known");
		return err_place(e, "%s:%d:%d", GAPS_FILE, f[0].line, f[0].column);
	}
	if (f[1].length > 0 && !day_parse(f[1].text, f[1].length, &gap->from)) {
		(void)err_set(e, ERR_DEFINITION, 1201, "a date is written YYYY-MM-DD");
		return err_place(e, "%s:%d:%d", GAPS_FILE, f[1].line, f[1].column);
	}
	if (f[2].length == 0)
		return ERR_OK;
	if (!day_parse(f[2].text, f[2].length, &to)) {
		(void)err_set(e, ERR_DEFINITION, 1201, "a date is written YYYY-MM-DD");
		return err_place(e, "%s:%d:%d", GAPS_FILE, f[2].line, f[2].column);
	}
	gap->to = to + 1; /* inclusive in the file */
	if (gap->from >= gap->to) {
		(void)err_set(e, ERR_DEFINITION, 1202, "the row ends before it begins");
		return err_place(e, "%s:%d:%d", GAPS_FILE, f[2].line, f[2].column);
	}
	return ERR_OK;
}

static enum err_code read_gaps(struct rate_set *set, const struct builtin_file *file, struct err *e)
{
	static const struct csv_column columns[] = {{"table", false}, {"effective_from", false},
		{"effective_to", false}, {"cells", false}, {"note", false}};
	struct arena *scratch = arena_new();
	struct csv *csv = csv_new_bytes(scratch, GAPS_FILE, CSV_UTF8, file->text, file->length);
	enum err_code code = csv_header(csv, columns, 5, e);
	const struct csv_field *fields;
	bool more = true;

	set->gaps = arena_array(set->keep, GAPS_MAX, sizeof *set->gaps);
	while (code == ERR_OK) {
		code = csv_next(csv, &fields, &more, e);
		if (code != ERR_OK || !more)
			break;
		if (set->ngaps == GAPS_MAX) {
			code = err_set(e, ERR_DEFINITION, 1241, "more than %d known gaps", GAPS_MAX);
			(void)err_place(e, "%s:%d:1", GAPS_FILE, csv_line(csv));
			break;
		}
		code = read_gap(set, fields, &set->gaps[set->ngaps++], e);
	}
	if (code == ERR_INPUT)
		code = e->code = ERR_DEFINITION;
	arena_free(scratch);
	return code;
}

/* Every file must be known, and every table must be there. */
static enum err_code check_files(const struct builtin_file files[], int n, struct err *e)
{
	int i;

	for (i = 0; i < n; i++) {
		if (rate_table_of_file(files[i].name) || strcmp(files[i].name, GAPS_FILE) == 0)
			continue;
		(void)err_set(e, ERR_DEFINITION, 1242, "a file of a table that is not known");
		(void)err_place(e, "%s", files[i].name);
		return err_hint(e, "A new table needs a line in the description of the tables, not only a file.");
	}
	for (i = 0; i < rate_tables_count; i++) {
		char name[64];

		(void)snprintf(name, sizeof name, "%s.csv", rate_tables[i].name);
		if (find_file(files, n, name))
			continue;
		(void)err_set(e, ERR_DEFINITION, 1243, "the set lacks the table %s", rate_tables[i].name);
		return err_place(e, "%s", name);
	}
	if (!find_file(files, n, GAPS_FILE)) {
		(void)err_set(e, ERR_DEFINITION, 1244, "the set lacks the list of its gaps");
		return err_place(e, "%s", GAPS_FILE);
	}
	return ERR_OK;
}

static void digest_file(struct digest *d, const struct builtin_file *file)
{
	char head[128];
	int n = snprintf(head, sizeof head, "%s %zu\n", file->name, file->length);

	digest_add(d, head, (size_t)n);
	digest_add(d, file->text, file->length);
}

enum err_code rate_set_read_files(
	const struct builtin_file files[], int n, struct arena *keep, struct rate_set *set, struct err *e)
{
	struct digest *digest = digest_new(keep);
	const struct builtin_file *gaps;
	int i;

	*set = (struct rate_set){.keep = keep, .nfiles = n};
	if (check_files(files, n, e) != ERR_OK)
		return e->code;
	for (i = 0; i < rate_tables_count; i++) {
		const struct builtin_file *file =
			find_file(files, n, arena_printf(keep, "%s.csv", rate_tables[i].name));

		if (rate_table_read(&rate_tables[i], file->text, file->length, keep, &set->cells, e) != ERR_OK)
			return e->code;
		digest_file(digest, file);
	}
	gaps = find_file(files, n, GAPS_FILE);
	if (read_gaps(set, gaps, e) != ERR_OK)
		return e->code;
	digest_file(digest, gaps);
	digest_end(digest, set->sha256);
	return rate_set_check(set, e);
}

static int by_name(const void *a, const void *b)
{
	const struct builtin_file *left = a, *right = b;

	return strcmp(left->name, right->name);
}

/* All CSV files of a folder, in the order of their names. */
static enum err_code read_folder(
	const char *path, struct arena *keep, struct builtin_file files[], int *n, struct err *e)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	enum err_code code = ERR_OK;

	*n = 0;
	if (!dir) {
		(void)err_set(e, ERR_INPUT, 1245, "could not open the folder of rate tables: %s", strerror(errno));
		return err_place(e, "%s", path);
	}
	while (code == ERR_OK && (entry = readdir(dir)) != NULL) {
		size_t length = strlen(entry->d_name);
		char *text = NULL;

		if (length < 5 || length > 60 || strcmp(entry->d_name + length - 4, ".csv") != 0)
			continue;
		if (*n == FILES_MAX) {
			code = err_set(
				e, ERR_DEFINITION, 1246, "more than %d files in the folder of rate tables", FILES_MAX);
			(void)err_place(e, "%s", path);
			break;
		}
		files[*n].name = arena_strdup(keep, entry->d_name);
		code = file_read(arena_printf(keep, "%s/%s", path, entry->d_name), RATE_FILE_MAX, keep, &text,
			&files[*n].length, e);
		files[(*n)++].text = text;
	}
	(void)closedir(dir);
	qsort(files, (size_t)*n, sizeof files[0], by_name);
	return code;
}

enum err_code rate_set_read(const char *path, struct arena *keep, struct rate_set *set, struct err *e)
{
	struct builtin_file *files;
	int n = 0;

	if (!path)
		return rate_set_read_files(builtin_rate_files, builtin_rate_files_count, keep, set, e);
	files = arena_array(keep, FILES_MAX, sizeof *files);
	if (read_folder(path, keep, files, &n, e) != ERR_OK)
		return e->code;
	return rate_set_read_files(files, n, keep, set, e);
}
