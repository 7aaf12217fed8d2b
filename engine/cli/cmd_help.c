/*
 * cmd_help.c: the help, printed from the tables of commands, options and exit codes.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/help.h"
#include "engine/cli/say.h"
#include "engine/run/registry.h"

#include <string.h>

void command_help_print(FILE *to)
{
	fprintf(to, _("getsuji: the monthly run of a public-assistance office (生活保護)\n\n"
				  "Usage: getsuji COMMAND [OPERANDS] [OPTIONS]\n"));
	for (int group = 0; group < GROUP_COUNT; group++) {
		fprintf(to, "\n%s\n", help_group_title((enum command_group)group));
		for (size_t i = 0; i < commands_count; i++) {
			if ((int)commands[i].group == group)
				fprintf(to, "  %-11s  %s\n", commands[i].name, _(commands[i].title));
		}
		for (int i = 0; group == GROUP_ALONE && registry_tools[i] != NULL; i++)
			fprintf(to, "  %-11s  %s\n", registry_tools[i]->name, _(registry_tools[i]->title));
	}
	fprintf(to, "\n%s\n", _("exit codes"));
	for (size_t i = 0; i < help_exits_count; i++)
		fprintf(to, "  %-11d  %s\n", help_exits[i].code, _(help_exits[i].meaning));
	fputs(_("\nA month is YYYY-MM.  getsuji help COMMAND shows the options of a command; man getsuji all of "
			"it.\n"),
		to);
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

/* Formats for other programs: all commands at once. */
static enum err_code print_as(struct cli *c, const char *format, struct err *e)
{
	static const struct {
		const char *format;
		void (*print)(FILE *to, struct arena *keep);
	} printers[] = {{"man", help_print_man}, {"bash", help_print_bash}, {"zsh", help_print_zsh},
		{"fish", help_print_fish}};

	if (c->options.operands > 0) {
		err_set(e, ERR_USAGE, 2108, "a man page or completion is of all commands");
		return err_hint(e, "Leave the command out: getsuji help --format %s", format);
	}
	for (size_t i = 0; i < sizeof(printers) / sizeof(printers[0]); i++) {
		if (strcmp(printers[i].format, format) == 0) {
			printers[i].print(c->out, c->keep);
			return ERR_OK;
		}
	}
	err_set(e, ERR_USAGE, 2109, "help has no format %s", format);
	return err_hint(e, "Formats of help are text, man, bash, zsh and fish.");
}

enum err_code command_help(struct cli *c, struct err *e)
{
	const char *format = c->options.text[OPT_format];
	const struct command *about;

	if (format != NULL && strcmp(format, "text") != 0)
		return print_as(c, format, e);
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
