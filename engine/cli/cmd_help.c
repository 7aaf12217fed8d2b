/*
 * cmd_help.c: the help, printed from the tables of commands and options.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/say.h"
#include "engine/run/registry.h"

#include <string.h>

static const char *group_title(enum command_group group)
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

void command_help_print(FILE *to)
{
	fprintf(to, _("getsuji: the monthly run of a public-assistance office (生活保護)\n\n"
				  "Usage: getsuji COMMAND [OPERANDS] [OPTIONS]\n"));
	for (int group = 0; group < GROUP_COUNT; group++) {
		fprintf(to, "\n%s\n", group_title((enum command_group)group));
		for (size_t i = 0; i < commands_count; i++) {
			if ((int)commands[i].group == group)
				fprintf(to, "  %-10s  %s\n", commands[i].name, _(commands[i].title));
		}
		for (int i = 0; group == GROUP_ALONE && registry_tools[i] != NULL; i++)
			fprintf(to, "  %-10s  %s\n", registry_tools[i]->name, _(registry_tools[i]->title));
	}
	fprintf(
		to, _("\nA month is YYYY-MM.  getsuji help COMMAND shows the options of a command.\n"
			  "Exit codes: 0 done or waiting at a gate, 2 nothing due, 4 done with warnings, 6 active "
			  "elsewhere,\n"
			  "8 failed (restart as is), 10 stopped, 12 failed (a person must decide), 16 nothing started,\n"
			  "32 internal error.\n"));
}

static void print_options(FILE *to, const char *flags)
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

void command_help_print_one(FILE *to, const struct command *c)
{
	fprintf(to, "%s %s%s%s\n\n  %s\n\n", _("Usage: getsuji"), c->name, c->usage[0] != '\0' ? " " : "",
		c->usage, _(c->title));
	print_options(to, c->options);
	print_options(to, COMMON_OPTIONS);
}

enum err_code command_help(struct cli *c, struct err *e)
{
	const struct command *about;

	if (c->options.operands == 0) {
		command_help_print(c->out);
		return ERR_OK;
	}
	about = command_find(c->options.operand[0]);
	if (about != NULL) {
		command_help_print_one(c->out, about);
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
