/* programs.c: see programs.h. */
#include "engine/server/programs.h"

#include "engine/server/process.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OLDEST_MAJOR = 13 };

#define DEBIAN_PROGRAMS "/usr/lib/postgresql"

/* "postgres (PostgreSQL) 15.20 (Debian …)" -> 15; 0 when there is no such program. */
static int major_in(const char *folder, struct arena *keep)
{
	const char *const argv[] = {arena_printf(keep, "%s/postgres", folder), "-V", NULL};
	const struct process p = {.argv = argv, .account = NULL, .input = NULL, .log = -1};
	struct err unwanted = {0};
	const char *text;
	if (access(argv[0], X_OK) != 0 || process_run(&p, keep, &text, &unwanted) != ERR_OK)
		return 0;
	const char *number = strstr(text, "(PostgreSQL) ");
	return number != NULL ? (int)strtol(number + strlen("(PostgreSQL) "), NULL, 10) : 0;
}

/* Keeps `folder` if it is what is wanted and better than what was found before. */
static void consider(const char *folder, int wanted, int *best, const char **out, struct arena *keep)
{
	int major = major_in(folder, keep);
	if (major < OLDEST_MAJOR || major <= *best || (wanted != 0 && major != wanted))
		return;
	*best = major;
	*out = folder;
}

/* Where another system put them: pg_config knows. */
static const char *folder_of_pg_config(struct arena *keep)
{
	const char *const argv[] = {"/usr/bin/pg_config", "--bindir", NULL};
	const struct process p = {.argv = argv, .account = NULL, .input = NULL, .log = -1};
	struct err unwanted = {0};
	const char *text;
	if (access(argv[0], X_OK) != 0 || process_run(&p, keep, &text, &unwanted) != ERR_OK)
		return NULL;
	return arena_strndup(keep, text, strcspn(text, "\n"));
}

enum err_code programs_find(int major, struct arena *keep, const char **out, struct err *e)
{
	int best = 0;
	const struct dirent *entry;
	DIR *all = opendir(DEBIAN_PROGRAMS);

	*out = NULL;
	while (all != NULL && (entry = readdir(all)) != NULL)
		if (entry->d_name[0] != '.')
			consider(
				arena_printf(keep, "%s/%s/bin", DEBIAN_PROGRAMS, entry->d_name), major, &best, out, keep);
	if (all != NULL)
		closedir(all);
	const char *other = folder_of_pg_config(keep);
	if (other != NULL)
		consider(other, major, &best, out, keep);
	if (*out != NULL)
		return ERR_OK;
	if (major != 0) {
		err_set(
			e, ERR_ENVIRONMENT, 1915, "the cluster was made by PostgreSQL %d, which is not installed", major);
		return err_hint(e, "Install Debian's package postgresql-%d, or upgrade the cluster with it.", major);
	}
	err_set(e, ERR_ENVIRONMENT, 1916, "no PostgreSQL server (13 or newer) is installed");
	return err_hint(e, "Run `make deps`, install Debian's package postgresql, or name a server with --dsn.");
}
