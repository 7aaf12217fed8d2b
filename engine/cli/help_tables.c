/*
 * help_tables.c: the tables of help.h, and how a command's usage is read.
 */
#include "engine/base/intl.h"
#include "engine/cli/help.h"

#include <string.h>

/* clang-format off */
const struct help_exit help_exits[] = {
	{0,  N_("done and balanced, or waiting at a gate (state=waiting; see --gate-code)"),
		N_("Nothing, or the next command that status names.")},
	{2,  N_("nothing due: a closing day, paused, or a start condition is not met"),
		N_("Nothing; getsuji why RUN tells what it waits for.")},
	{4,  N_("done with warnings: records set aside within the limits, pieces held, a deadline passed"),
		N_("Look at getsuji status RUN in the morning: a person has to see to what was set aside.")},
	{6,  N_("refused: the same run is active elsewhere"),
		N_("Leave it alone; the message says who, where and since when.  With --wait it is watched.")},
	{8,  N_("failed: the database, a disk or a connection; start it again as it is"),
		N_("Mend what the message names, then the same command again; what was committed is kept.")},
	{10, N_("stopped on request"),
		N_("getsuji resume RUN when it may go on.")},
	{12, N_("failed: a person must decide (out of balance, a limit passed, the definition changed)"),
		N_("Do not start it again before somebody has read getsuji status RUN and getsuji why RUN.")},
	{16, N_("nothing was started: usage, definition, input, privilege, or something missing"),
		N_("Correct what the message names, then the same command again.")},
	{32, N_("internal error; what was committed is safe"),
		N_("Start it again once; tell those who maintain the program, with the message.")},
};
const size_t help_exits_count = sizeof(help_exits) / sizeof(help_exits[0]);

const struct help_entry help_variables[] = {
	{"GETSUJI_FONTS",          N_("folder of the fonts, where they are not where Debian puts them")},
	{"PGHOST, PGHOSTADDR, PGPORT, PGDATABASE, PGUSER, PGSERVICE, PGSERVICEFILE",
		N_("the database server and login, as libpq reads them; with none of them and no --dsn the embedded server is used")},
	{"PGPASSFILE",             N_("the file that holds the password, as libpq reads it")},
	{"LANGUAGE, LC_ALL, LC_MESSAGES, LANG", N_("language of messages where --lang and GETSUJI_LANG say nothing: Japanese or English")},
	{"GETSUJI_TODAY",          N_("YYYY-MM-DD in the place of today's date where a task waits for a day; for drills")},
	{"NO_COLOR",               N_("no colour, whatever it is set to")},
	{"COLUMNS",                N_("width of the screen where the terminal does not tell")},
	{NULL, NULL},
};

const struct help_entry help_files[] = {
	{"/etc/getsuji/getsuji.conf",    N_("environment of the systemd units and of login shells: NAME=VALUE; no secrets")},
	{"/etc/getsuji/notify",          N_("notification hook of the systemd units, where GETSUJI_NOTIFY names it")},
	{"/etc/getsuji/failed",          N_("called with the name of a systemd unit that failed")},
	{"STATE/artifacts/GRAPH-OFFICE-MONTH-EDITION/", N_("the files a run made; manifest.csv lists them with their digests")},
	{"STATE/log/",                   N_("logs of runs in the background")},
	{NULL, NULL},
};

const struct help_entry help_messages[] = {
	{"GJ10", N_("command line, files")},
	{"GJ11", N_("import")},
	{"GJ12", N_("official rate tables")},
	{"GJ13", N_("database")},
	{"GJ14", N_("graphs, conditions, calendars")},
	{"GJ15", N_("runs, tasks, workers")},
	{"GJ16", N_("jobs and rules")},
	{"GJ17", N_("documents, fonts")},
	{"GJ18", N_("calc, JSON")},
	{"GJ19", N_("embedded server, check")},
	{"GJ20, GJ21", N_("operating a run: rerun, steering, reports, notification")},
	{"GJ22", N_("mail, packages, payments")},
	{"GJ23", N_("documents of mailings, bank files, slips")},
	{"GJ24", N_("jobs of mailings, payments and slips")},
	{NULL, NULL},
};

const struct help_entry help_examples[] = {
	{"getsuji check",                                    N_("look for problems before the month begins")},
	{"getsuji run monthly --month 2027-01 --office 13113", N_("start the month, or go on with it")},
	{"getsuji status",                                   N_("which runs there are; the last line is the next command")},
	{"getsuji status 3",                                 N_("one run: tasks, totals, files, what to type next")},
	{"getsuji why 3",                                    N_("why it waits or failed")},
	{"getsuji resume 3",                                 N_("go on with a run that failed or stopped")},
	{"getsuji rerun 3 --mode from-abnormal",             N_("see what a rerun would undo and do; with --yes it does")},
	{"getsuji run monthly --month 2027-01 --office 13113 --quiet --rc-map 4=0",
		N_("from cron: not a word when all is well, warnings count as success")},
	{NULL, NULL},
};
/* clang-format on */

const char *help_group_title(enum command_group group)
{
	switch (group) {
	case GROUP_PREPARE:
		return _("prepare");
	case GROUP_RUN:
		return _("run");
	case GROUP_LOOK:
		return _("look");
	case GROUP_STEER:
		return _("steer");
	case GROUP_DECIDE:
		return _("decide");
	case GROUP_ALONE:
	case GROUP_COUNT:
		break;
	}
	return _("without a database");
}

void help_each_word(
	const char *list, char between, void (*fn)(const char *word, size_t length, void *arg), void *arg)
{
	const char separator[2] = {between, '\0'};

	for (const char *at = list; *at != '\0';) {
		size_t n = strcspn(at, separator);

		if (n > 0)
			fn(at, n, arg);
		at += n;
		at += *at == between;
	}
}

/* Operand n of a usage without options: the n-th word, in brackets or not; "" when there are fewer. */
static const char *usage_word(const char *usage, int n, size_t *length)
{
	const char *at = usage;

	for (;; n--) {
		at += strspn(at, " [");
		*length = strcspn(at, " ]");
		if (*length == 0 || at[0] == '-' || n == 0)
			break;
		at += *length;
		at += *at == ']';
	}
	if (at[0] == '-')
		*length = 0;
	return at;
}

struct collected {
	struct arena *keep;
	char *words;
};

static void add_word(const char *word, size_t length, void *arg)
{
	struct collected *c = arg;

	if (word[0] >= 'a' && word[0] <= 'z') /* what is written in capitals stands for something */
		c->words =
			arena_printf(c->keep, "%s%s%.*s", c->words, c->words[0] != '\0' ? " " : "", (int)length, word);
}

/* "facts FOLDER|FILE, rates [FOLDER]": the first words of the alternatives between commas. */
static void first_words(const char *usage, struct collected *c)
{
	for (const char *at = usage; at != NULL; at = strstr(at, ", ")) {
		at += *at == ',' ? 2 : 0;
		add_word(at, strcspn(at, " ,"), c);
	}
}

struct help_operand help_operand_of(const struct command *c, int n, struct arena *keep)
{
	struct collected found = {keep, arena_strdup(keep, "")};
	size_t length;
	const char *word;

	if (strchr(c->usage, ',') != NULL) {
		if (n > 0)
			return (struct help_operand){.kind = HELP_OPERAND_FILE};
		first_words(c->usage, &found);
		return (struct help_operand){HELP_OPERAND_WORDS, found.words};
	}
	word = usage_word(c->usage, n, &length);
	if (length == 0)
		return (struct help_operand){.kind = HELP_OPERAND_NONE};
	if (strncmp(word, "GRAPH", 5) == 0)
		return (struct help_operand){.kind = HELP_OPERAND_GRAPH};
	if (strncmp(word, "COMMAND", 7) == 0)
		return (struct help_operand){.kind = HELP_OPERAND_COMMAND};
	help_each_word(arena_strndup(keep, word, length), '|', add_word, &found);
	if (found.words[0] != '\0')
		return (struct help_operand){HELP_OPERAND_WORDS, found.words};
	return (struct help_operand){.kind = HELP_OPERAND_NONE};
}
