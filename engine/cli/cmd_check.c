/*
 * cmd_check.c: looks for every problem before a run and tells all of them at once, each with its
 * remedy.  Changes nothing, but starts an embedded server that is stopped.
 *
 * Fonts are looked at as files only: what they hold is the business of reports/backend.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/connect.h"
#include "engine/cli/say.h"
#include "engine/db/migrate.h"
#include "engine/graph/builtin.h"
#include "engine/run/catalogue.h"
#include "engine/run/office_calendar.h"
#include "engine/server/server.h"
#include "gen/sql.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define MIB                  (1024LL * 1024)
#define SPACE_NEEDED         (100 * MIB)  /* a small office's month */
#define SPACE_WISHED         (2048 * MIB) /* a hundred thousand notices */
#define FONT_BYTES_MIN       100000       /* a Japanese font is megabytes; less is a broken file */
#define GAPS_SHOWN           12
#define POSTGRES_OLDEST      150000
#define CALENDAR_DAYS_WISHED 90 /* ahead */

struct check {
	struct cli *cli;
	int problems, warnings;
};

static void fine(struct check *k, const char *what, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* fmt is translated by the caller: it may hold no text at all. */
static void fine(struct check *k, const char *what, const char *fmt, ...)
{
	va_list args;

	if (k->cli->options.number[OPT_quiet] != 0)
		return;
	fprintf(k->cli->out, "%s ", _("ok      "));
	say_padded(k->cli->out, what, 12);
	fputc(' ', k->cli->out);
	va_start(args, fmt);
	vfprintf(k->cli->out, fmt, args);
	va_end(args);
	fputc('\n', k->cli->out);
}

static void say_found(struct check *k, const char *label, const char *what, const struct err *e)
{
	fprintf(k->cli->out, "%s ", label);
	say_padded(k->cli->out, what, 12);
	fputc(' ', k->cli->out);
	say_error(k->cli->out, e);
}

static void problem(struct check *k, const char *what, const struct err *e)
{
	k->problems++;
	say_found(k, _("PROBLEM "), what, e);
}

static void warning(struct check *k, const char *what, const struct err *e)
{
	k->warnings++;
	say_found(k, _("warning "), what, e);
}

static void say_problems(struct check *k, const struct graph_problems *problems)
{
	int kept = problems->count < GRAPH_PROBLEMS_MAX ? problems->count : GRAPH_PROBLEMS_MAX;

	for (int i = 0; i < kept; i++)
		problem(k, _("graph"), &problems->problem[i]);
	if (problems->count > kept)
		fprintf(k->cli->out, _("and %d more problems in this graph\n"), problems->count - kept);
}

static void check_graph(struct check *k, const char *name_or_path)
{
	struct graph_problems *problems = arena_alloc(k->cli->keep, sizeof(*problems));
	struct graph *g = NULL;
	struct err e = {0};

	if (graph_open(name_or_path, &catalogue, k->cli->keep, &g, problems, &e) == ERR_OK)
		fine(k, _("graph"), _("%s (%s): %d tasks, every job and setting known"), g->name, g->title, g->tasks);
	else if (problems->count > 0)
		say_problems(k, problems);
	else
		problem(k, _("graph"), &e);
}

static void check_font(struct check *k, const char *folder, const char *file, const char *package)
{
	const char *wanted = getenv("GETSUJI_FONTS");
	const char *path = arena_printf(k->cli->keep, "%s/%s", wanted != NULL ? wanted : folder, file);
	struct stat st;
	struct err e = {0};

	if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= FONT_BYTES_MIN &&
		access(path, R_OK) == 0) {
		fine(k, _("font"), "%s", path);
		return;
	}
	err_set(&e, ERR_ENVIRONMENT, 1950, "the font %s is missing or cannot be read", file);
	err_place(&e, "%s", path);
	err_hint(
		&e, "Install the Debian package %s, or name a folder that holds the font in GETSUJI_FONTS.", package);
	problem(k, _("font"), &e);
}

/* The folder itself, or the nearest one above it that exists: that is where it would be made. */
static const char *existing_folder(const char *path, struct arena *keep)
{
	char *at = arena_strdup(keep, path);

	while (access(at, F_OK) != 0) {
		char *slash = strrchr(at, '/');

		if (slash == NULL)
			return ".";
		if (slash == at)
			return "/";
		*slash = '\0';
	}
	return at;
}

static void check_space(struct check *k)
{
	const char *wanted = cli_artifact_dir(k->cli), *folder = existing_folder(wanted, k->cli->keep);
	struct statvfs fs;
	struct err e = {0};
	int64_t space;

	if (access(folder, W_OK | X_OK) != 0 || statvfs(folder, &fs) != 0) {
		err_set(&e, ERR_ENVIRONMENT, 1951, "the folder for produced files cannot be written: %s",
			strerror(errno));
		err_place(&e, "%s", wanted);
		err_hint(&e, "Choose another with --artifacts DIR, or give this user the right to write there.");
		problem(k, _("disk"), &e);
		return;
	}
	space = (int64_t)fs.f_bavail * (int64_t)fs.f_frsize / MIB;
	if (space >= SPACE_WISHED / MIB) {
		fine(k, _("disk"), _("%s MiB free for %s"), say_number(k->cli->keep, space), wanted);
		return;
	}
	err_set(&e, ERR_DISK, 1952, "only %lld MiB are free for produced files", (long long)space);
	err_place(&e, "%s", wanted);
	err_hint(&e, "A hundred thousand notices need about 2 GiB; choose another disk with --artifacts DIR.");
	if (space < SPACE_NEEDED / MIB)
		problem(k, _("disk"), &e);
	else
		warning(k, _("disk"), &e);
}

static enum err_code check_server(struct check *k, struct db *db, struct err *e)
{
	struct err found = {0};
	struct db_result *r;
	int64_t version;

	if (db_query(db, &sql_check_server, NULL, k->cli->keep, &r, e) != ERR_OK)
		return e->code;
	version = db_int(r, 0, 0);
	if (version < POSTGRES_OLDEST) {
		err_set(&found, ERR_ENVIRONMENT, 1953, "the server is PostgreSQL %lld", (long long)version / 10000);
		err_hint(&found, "PostgreSQL 15 or newer is needed.");
		problem(k, _("database"), &found);
	}
	if (db_int(r, 0, 4) == 0) {
		err_set(&found, ERR_ENVIRONMENT, 1954, "the database is not in UTF-8");
		err_hint(&found, "Create it with ENCODING 'UTF8' TEMPLATE template0.");
		problem(k, _("database"), &found);
	}
	if (db_int(r, 0, 3) == 0) {
		err_set(&found, ERR_ENVIRONMENT, 1955, "the server keeps no data checksums");
		err_hint(&found, "With pg_checksums --enable on the stopped server, damage on disk is noticed.");
		warning(k, _("database"), &found);
	}
	fine(k, _("database"), _("PostgreSQL %lld, login %s"), (long long)version / 10000, db_text(r, 0, 1));
	return ERR_OK;
}

static void check_gaps(struct check *k, const struct db_result *r)
{
	char from[11], to[11];

	for (int i = 0; i < db_rows(r) && i < GAPS_SHOWN; i++) {
		day_t lo = db_day(r, i, 1), hi = db_day(r, i, 2);

		fine(k, _("rates"), _("declared gap: %s, %s to %s: %s"), db_text(r, i, 0),
			lo == DAY_MIN ? "…" : day_format(lo, from), hi == DAY_MAX ? "…" : day_format(hi - 1, to),
			db_text(r, i, 3));
	}
	if (db_rows(r) > GAPS_SHOWN)
		fine(k, _("rates"), _("and %d more declared gaps"), db_rows(r) - GAPS_SHOWN);
}

static enum err_code check_data(struct check *k, struct db *db, struct err *e)
{
	struct db_result *rates, *gaps, *offices;
	struct err found = {0};

	if (db_query(db, &sql_check_rates, NULL, k->cli->keep, &rates, e) != ERR_OK ||
		db_query(db, &sql_check_gaps, NULL, k->cli->keep, &gaps, e) != ERR_OK ||
		db_query(db, &sql_check_offices, NULL, k->cli->keep, &offices, e) != ERR_OK)
		return e->code;
	if (db_int(rates, 0, 1) == 0) {
		err_set(&found, ERR_INPUT, 1956, "no official rate tables are imported");
		err_hint(&found, "Type getsuji import rates.");
		problem(k, _("rates"), &found);
	} else {
		fine(k, _("rates"), _("rate set %lld with %s cells"), (long long)db_int(rates, 0, 0),
			say_number(k->cli->keep, db_int(rates, 0, 2)));
		check_gaps(k, gaps);
	}
	if (db_int(offices, 0, 0) == 0) {
		err_set(&found, ERR_INPUT, 1957, "no office is imported");
		err_hint(&found, "Type getsuji import facts FOLDER.");
		warning(k, _("facts"), &found);
	} else {
		fine(k, _("facts"), _("%s offices, %s households"), say_number(k->cli->keep, db_int(offices, 0, 0)),
			say_number(k->cli->keep, db_int(offices, 0, 1)));
	}
	return ERR_OK;
}

/* What tickets cannot do without, where somebody is treated: the directory, and each office's settings. */
static enum err_code check_tickets(struct check *k, struct db *db, struct err *e)
{
	struct db_result *lists, *offices;
	struct err found = {0};
	char day[11];

	if (db_query(db, &sql_check_institutions, NULL, k->cli->keep, &lists, e) != ERR_OK ||
		db_query(db, &sql_check_ticket_offices, NULL, k->cli->keep, &offices, e) != ERR_OK)
		return e->code;
	if (db_int(lists, 0, 0) > 0) {
		fine(k, _("tickets"), _("directory of %lld sources, the newest list as of %s"),
			(long long)db_int(lists, 0, 0), day_format(db_day(lists, 0, 1), day));
	} else if (db_int(lists, 0, 2) != 0) {
		err_set(&found, ERR_INPUT, 1958, "no list of designated institutions is imported");
		err_detail(&found, "%s", _("Without one every ticket is held."));
		err_hint(&found, "Type getsuji import institutions FILE.");
		warning(k, _("tickets"), &found);
	}
	for (int i = 0; i < db_rows(offices); i++) {
		err_clear(&found);
		err_set(&found, ERR_INPUT, 1959, "office %05lld has treatments and no settings for tickets",
			(long long)db_int(offices, i, 0));
		err_hint(&found, "Import its dataset ticket_office: getsuji import facts FOLDER.");
		warning(k, _("tickets"), &found);
	}
	return ERR_OK;
}

/* A calendar that ends soon stops what waits for its days: time to import the next years. */
static enum err_code check_calendar(
	struct check *k, struct db *db, const char *name, day_t today, struct err *e)
{
	struct office_calendar *calendar = NULL;
	struct err found = {0};
	char text[11];
	day_t last;

	if (office_calendar_load(db, name, 0, k->cli->keep, &calendar, e) != ERR_OK)
		return e->code;
	last = office_calendar_until(calendar) - 1;
	if (last - today >= CALENDAR_DAYS_WISHED) {
		fine(k, _("calendar"), _("%s is known until %s"), name, day_format(last, text));
		return ERR_OK;
	}
	err_set(&found, ERR_INPUT, 2022, "calendar %s is known only until %s", name, day_format(last, text));
	err_hint(&found, "Import the years that follow: getsuji import calendar FILE");
	warning(k, _("calendar"), &found);
	return ERR_OK;
}

/* The common calendar, and those that were imported. */
static enum err_code check_calendars(struct check *k, struct db *db, struct err *e)
{
	static const char common[] = "gov";
	struct office_clock clock;
	struct db_result *names;

	if (office_calendar_clock(db, k->cli->keep, &clock, e) != ERR_OK ||
		db_query(db, &sql_calendar_names, NULL, k->cli->keep, &names, e) != ERR_OK ||
		check_calendar(k, db, common, clock.today, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < db_rows(names); i++)
		if (strcmp(db_text(names, i, 0), common) != 0 &&
			check_calendar(k, db, db_text(names, i, 0), clock.today, e) != ERR_OK)
			return e->code;
	return ERR_OK;
}

static void check_database(struct check *k)
{
	struct server *server = NULL;
	const char *conninfo = NULL;
	struct err e = {0};
	struct db *db = NULL;

	if (!connect_named(k->cli)) {
		if (server_look(k->cli->options.text[OPT_state], k->cli->keep, &server, &e) != ERR_OK) {
			problem(k, _("database"), &e);
			return;
		}
		if (server == NULL) {
			fine(k, _("database"), _("none yet in %s: made at first use"), k->cli->options.text[OPT_state]);
			return;
		}
	}
	if (connect_string(k->cli, CONNECT_RUNNER, &conninfo, &e) != ERR_OK ||
		db_open(conninfo, "getsuji check", k->cli->keep, &db, &e) != ERR_OK ||
		check_server(k, db, &e) != ERR_OK || db_schema_check(db, k->cli->keep, &e) != ERR_OK ||
		check_data(k, db, &e) != ERR_OK || check_tickets(k, db, &e) != ERR_OK ||
		check_calendars(k, db, &e) != ERR_OK)
		problem(k, _("database"), &e);
	db_close(db);
}

enum err_code command_check(struct cli *c, struct err *e)
{
	struct check k = {.cli = c};

	(void)e;
	for (int i = 0; i < builtin_graphs_count; i++)
		check_graph(&k, builtin_graphs[i].name);
	for (int i = 0; i < c->options.operands; i++)
		check_graph(&k, c->options.operand[i]);
	check_font(&k, "/usr/share/fonts/opentype/ipaexfont-mincho", "ipaexm.ttf", "fonts-ipaexfont-mincho");
	check_font(&k, "/usr/share/fonts/opentype/ipaexfont-gothic", "ipaexg.ttf", "fonts-ipaexfont-gothic");
	check_font(&k, "/usr/share/fonts/truetype/ipamj", "ipamjm.ttf", "fonts-ipamj-mincho");
	check_space(&k);
	check_database(&k);
	if (k.problems > 0)
		c->exit_code = err_exit_code(ERR_ENVIRONMENT);
	else if (k.warnings > 0)
		c->exit_code = err_exit_code(ERR_WARNINGS);
	if (c->options.number[OPT_quiet] == 0 || c->exit_code != 0)
		fprintf(c->out, _("%d problems, %d warnings\n"), k.problems, k.warnings);
	return ERR_OK;
}
