/*
 * commands.c: the table of commands.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/run/registry.h"

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
