/*
 * commands.c: the table of commands, and the help that is printed from it.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/say.h"
#include "engine/run/registry.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define STORAGE_OPTIONS "state dsn"

/* clang-format off */
const struct command commands[] = {
	{"check",   GROUP_PREPARE, "[GRAPH.yaml]…", N_("look for every problem before a run: graphs, rates, database, fonts, disk"),
		"artifacts " STORAGE_OPTIONS, 0, 20, command_check},
	{"import",  GROUP_PREPARE, "facts FOLDER|FILE, rates [FOLDER]", N_("load facts and decisions in force, or official rate tables, from CSV files"),
		"encoding dataset quarantine-limit " STORAGE_OPTIONS, 1, 2, command_import},
	{"migrate", GROUP_PREPARE, "", N_("bring the database to this program's schema"),
		STORAGE_OPTIONS, 0, 0, command_migrate},
	{"server",  GROUP_PREPARE, "start|stop|status", N_("the embedded PostgreSQL server of the state directory"),
		"state", 1, 1, command_server},
	{"run",     GROUP_RUN, "GRAPH --month YYYY-MM --office CODE", N_("start a run, or go on with it"),
		"month office edition workers quarantine-limit gate-code wait detach log artifacts " STORAGE_OPTIONS, 1, 1, command_run},
	{"resume",  GROUP_RUN, "RUN", N_("go on with a run that waited, stopped or failed"),
		"workers quarantine-limit gate-code wait detach log artifacts " STORAGE_OPTIONS, 1, 1, command_resume},
	{"plan",    GROUP_RUN, "GRAPH|RUN", N_("show the tasks in order and what each waits for; nothing is done"),
		STORAGE_OPTIONS, 1, 1, command_plan},
	{"status",  GROUP_LOOK, "[RUN]", N_("list the latest runs, or show one: tasks, totals, files, what to type next"),
		"artifacts " STORAGE_OPTIONS, 0, 1, command_status},
	{"explain", GROUP_LOOK, "RUN HOUSEHOLD", N_("every step of one household's calculation, with rule and table"),
		STORAGE_OPTIONS, 2, 2, command_explain},
	{"notice",  GROUP_LOOK, "RUN HOUSEHOLD", N_("one household's notice as a PDF of its own"),
		"output " STORAGE_OPTIONS, 2, 2, command_notice},
	{"approve", GROUP_DECIDE, "RUN --digest HEX", N_("approve the results with this digest; by another login than the runner's"),
		"digest reason " STORAGE_OPTIONS, 1, 1, command_approve},
	{"reject",  GROUP_DECIDE, "RUN --reason TEXT", N_("refuse the results of a run"),
		"reason " STORAGE_OPTIONS, 1, 1, command_reject},
	{"confirm", GROUP_DECIDE, "RUN", N_("make approved results count, without households whose facts changed"),
		STORAGE_OPTIONS, 1, 1, command_confirm},
	{"help",    GROUP_ALONE, "[COMMAND]", N_("this help, or that of one command"),
		"", 0, 1, command_help},
};
/* clang-format on */

const size_t commands_count = sizeof(commands) / sizeof(commands[0]);

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < commands_count; i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	return NULL;
}

enum err_code command_unknown(const char *typed, struct arena *keep, struct err *e)
{
	const char **names, *nearest;
	size_t n = 0, tools = 0;

	while (registry_tools[tools] != NULL)
		tools++;
	names = arena_array(keep, commands_count + tools, sizeof(*names));
	for (size_t i = 0; i < commands_count; i++)
		names[n++] = commands[i].name;
	for (int i = 0; registry_tools[i] != NULL; i++)
		names[n++] = registry_tools[i]->name;
	nearest = option_nearest(typed, names, n);
	err_set(e, ERR_USAGE, 1060, "unknown command %s", typed);
	if (nearest != NULL)
		return err_hint(e, "Did you mean getsuji %s?", nearest);
	return err_hint(e, "The command getsuji help lists all commands.");
}

static const char *group_title(enum command_group group)
{
	switch (group) {
	case GROUP_PREPARE:
		return _("prepare");
	case GROUP_RUN:
		return _("run");
	case GROUP_LOOK:
		return _("look");
	case GROUP_DECIDE:
		return _("decide");
	case GROUP_ALONE:
	case GROUP_COUNT:
		break;
	}
	return _("without a database");
}

void help_print(FILE *to)
{
	fprintf(to, _("getsuji: the monthly run of a public-assistance office (生活保護)\n\n"
				  "Usage: getsuji COMMAND [OPERANDS] [OPTIONS]\n"));
	for (int group = 0; group < GROUP_COUNT; group++) {
		fprintf(to, "\n%s\n", group_title((enum command_group)group));
		for (size_t i = 0; i < commands_count; i++) {
			if ((int)commands[i].group == group)
				fprintf(to, "  %-8s  %s\n", commands[i].name, _(commands[i].title));
		}
		for (int i = 0; group == GROUP_ALONE && registry_tools[i] != NULL; i++)
			fprintf(to, "  %-8s  %s\n", registry_tools[i]->name, _(registry_tools[i]->title));
	}
	fprintf(
		to, _("\nA month is YYYY-MM.  getsuji help COMMAND shows the options of a command.\n"
			  "Exit codes: 0 done or waiting at a gate, 2 nothing due, 4 done with warnings, 6 active "
			  "elsewhere,\n"
			  "8 failed (restart as is), 10 stopped, 12 failed (a person must decide), 16 nothing started,\n"
			  "32 internal error.\n"));
}

static void help_print_options(FILE *to, const char *flags)
{
	for (const char *at = flags; *at != '\0';) {
		size_t n = strcspn(at, " ");
		int id = option_find(at, n);
		char left[64];

		CHECK(id >= 0);
		const struct option *row = option_row((enum option_id)id);

		snprintf(left, sizeof(left), "--%s%s%s", row->flag, row->value != NULL ? " " : "",
			row->value != NULL ? row->value : "");
		fputs("  ", to);
		say_padded(to, left, 24);
		fprintf(to, "  %s", _(row->help));
		if (row->environment != NULL)
			fprintf(to, " [%s]", row->environment);
		if (row->fallback != NULL && !row->secret)
			fprintf(to, _(" (default: %s)"), row->fallback);
		fputc('\n', to);
		at += n;
		at += *at == ' ';
	}
}

void help_print_command(FILE *to, const struct command *c)
{
	fprintf(to, "%s %s%s%s\n\n  %s\n\n", _("Usage: getsuji"), c->name, c->usage[0] != '\0' ? " " : "",
		c->usage, _(c->title));
	help_print_options(to, c->options);
	help_print_options(to, COMMON_OPTIONS);
}

enum err_code command_help(struct cli *c, struct err *e)
{
	const struct command *about;

	if (c->options.operands == 0) {
		help_print(c->out);
		return ERR_OK;
	}
	about = command_find(c->options.operand[0]);
	if (about != NULL) {
		help_print_command(c->out, about);
		return ERR_OK;
	}
	for (int i = 0; registry_tools[i] != NULL; i++) {
		if (strcmp(registry_tools[i]->name, c->options.operand[0]) == 0) {
			fprintf(c->out, "%s %s\n\n  %s\n", _("Usage: getsuji"), registry_tools[i]->usage,
				_(registry_tools[i]->title));
			return ERR_OK;
		}
	}
	return command_unknown(c->options.operand[0], c->keep, e);
}

/* An exact decimal number from 1 to max; false for anything else. */
static bool number_of(const char *text, const char *end, int64_t max, int64_t *out)
{
	int64_t v = 0;

	if (text == end || end - text > 18)
		return false;
	for (; text < end; text++) {
		if (*text < '0' || *text > '9')
			return false;
		v = v * 10 + (*text - '0');
	}
	if (v < 1 || v > max)
		return false;
	*out = v;
	return true;
}

enum err_code operand_run(const struct cli *c, int n, int *run_id, struct err *e)
{
	const char *text = c->options.operand[n];
	int64_t v;

	if (!number_of(text, text + strlen(text), INT_MAX, &v)) {
		err_set(e, ERR_USAGE, 1061, "%s is not the number of a run", text);
		return err_hint(e, "The command getsuji status lists the runs with their numbers.");
	}
	*run_id = (int)v;
	return ERR_OK;
}

#define HOUSEHOLDS_PER_OFFICE 100000000 /* household_id = office * this + case number */

enum err_code operand_household(const struct cli *c, int n, int64_t *household_id, struct err *e)
{
	const char *text = c->options.operand[n], *dash = strchr(text, '-'), *end = text + strlen(text);
	int64_t office, number;

	if (dash != NULL && number_of(text, dash, 99999, &office) &&
		number_of(dash + 1, end, HOUSEHOLDS_PER_OFFICE - 1, &number)) {
		*household_id = office * HOUSEHOLDS_PER_OFFICE + number;
		return ERR_OK;
	}
	if (dash == NULL &&
		number_of(text, end, 99999LL * HOUSEHOLDS_PER_OFFICE + HOUSEHOLDS_PER_OFFICE - 1, &number) &&
		number > HOUSEHOLDS_PER_OFFICE) {
		*household_id = number;
		return ERR_OK;
	}
	err_set(e, ERR_USAGE, 1062, "the second operand is not a household");
	return err_hint(e, "Write OFFICE-CASE, such as 1101-25, or the household's id.");
}
