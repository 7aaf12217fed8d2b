/*
 * help_man.c: the man page getsuji(1), from the tables, in the language of messages.
 *
 * roff breaks lines at spaces only, which Japanese has not: after each wide character stands a place
 * where a line may be broken.
 */
#include "engine/base/intl.h"
#include "engine/base/text.h"
#include "engine/cli/help.h"
#include "engine/run/registry.h"

#include <string.h>

/* Text with what roff would read as its own taken out of the way. */
static void roff(FILE *to, const char *text)
{
	const char *end = text + strlen(text);
	bool begins = true;

	while (text < end) {
		const char *from = text;
		uint32_t c = text_next(&text, end);

		if (begins && (c == '.' || c == '\''))
			fputs("\\&", to);
		begins = c == '\n';
		if (c == '\\')
			fputs("\\e", to);
		else if (c == '-')
			fputs("\\-", to);
		else
			fwrite(from, 1, (size_t)(text - from), to);
		if (text_width(from, (size_t)(text - from)) == 2)
			fputs("\\:", to);
	}
}

static void section(FILE *to, const char *title)
{
	fputs(".SH \"", to);
	roff(to, title);
	fputs("\"\n", to);
}

static void lines(FILE *to, const char *text)
{
	roff(to, text);
	fputc('\n', to);
}

/* "name" in bold, and the text below it, indented. */
static void entry(FILE *to, const char *name, const char *text)
{
	fputs(".TP\n\\fB", to);
	roff(to, name);
	fputs("\\fR\n", to);
	roff(to, text);
	fputc('\n', to);
}

static void entries(FILE *to, const struct help_entry *list)
{
	for (; list->name != NULL; list++)
		entry(to, list->name, _(list->text));
}

static void option_entry(FILE *to, const struct option *row, struct arena *keep)
{
	const char *text = _(row->help);

	if (row->environment != NULL)
		text = arena_printf(keep, "%s [%s]", text, row->environment);
	if (row->fallback != NULL && !row->secret) {
		const char *and = arena_printf(keep, _(" (default: %s)"), row->fallback);

		text = arena_printf(keep, "%s%s", text, and);
	}
	fputs(".TP\n\\fB", to);
	roff(to, arena_printf(keep, "--%s", row->flag));
	fputs("\\fR", to);
	if (row->value != NULL) {
		fputs(" \\fI", to);
		roff(to, row->value);
		fputs("\\fR", to);
	}
	fputc('\n', to);
	roff(to, text);
	fputc('\n', to);
}

static void append_flag(const char *word, size_t length, void *arg)
{
	FILE *to = arg;

	fputs("[\\fB\\-\\-", to);
	for (size_t i = 0; i < length; i++)
		fprintf(to, word[i] == '-' ? "\\-" : "%c", word[i]);
	fputs("\\fR]\n", to); /* words of a line of its own: roff fills them */
}

static void command_entry(FILE *to, const struct command *c)
{
	fputs(".TP\n\\fB", to);
	roff(to, c->name);
	fputs(c->usage[0] != '\0' ? "\\fR " : "\\fR", to);
	roff(to, c->usage);
	fputc('\n', to);
	roff(to, _(c->title));
	fputc('\n', to);
	if (c->options[0] != '\0')
		fputs(".br\n", to);
	help_each_word(c->options, ' ', append_flag, to);
}

static void commands_section(FILE *to)
{
	section(to, _("COMMANDS"));
	for (int group = 0; group < GROUP_COUNT; group++) {
		fputs(".SS \"", to);
		roff(to, help_group_title((enum command_group)group));
		fputs("\"\n", to);
		for (size_t i = 0; i < commands_count; i++) {
			if ((int)commands[i].group == group)
				command_entry(to, &commands[i]);
		}
		for (int i = 0; group == GROUP_ALONE && registry_tools[i] != NULL; i++)
			entry(to, registry_tools[i]->usage, _(registry_tools[i]->title));
	}
}

static void exits_section(FILE *to, struct arena *keep)
{
	section(to, _("EXIT STATUS"));
	lines(to, _("Ordered so that two thresholds are enough: a warning above 3, abnormal above 7. "
				"Never 126 to 165, 255 or negative; --rc-map A=B replaces codes."));
	for (size_t i = 0; i < help_exits_count; i++)
		entry(to, arena_printf(keep, "%d", help_exits[i].code),
			arena_printf(keep, "%s. %s", _(help_exits[i].meaning), _(help_exits[i].remedy)));
}

void help_print_man(FILE *to, struct arena *keep)
{
	fputs(".\\\" Made by getsuji help --format man.\n"
		  ".TH GETSUJI 1 \"\" \"Getsuji\" \"Getsuji\"\n.nh\n.ad l\n",
		to);
	section(to, _("NAME"));
	fputs("getsuji \\- ", to);
	roff(to, _("the batch engine of a public-assistance office"));
	fputc('\n', to);
	section(to, _("SYNOPSIS"));
	fputs("\\fBgetsuji\\fR \\fICOMMAND\\fR [\\fIOPERANDS\\fR] [\\fIOPTIONS\\fR]\n", to);
	section(to, _("DESCRIPTION"));
	lines(to, _("Once a month Getsuji turns what an office knows into decisions, letters and lists for every "
				"protected household. A run is known by graph, month, office and edition, and by its number. "
				"Kill it at any moment and start it again: it goes on where it was."));
	fputs(".PP\n", to);
	lines(to, _("getsuji status always ends with the one next command that is safe to type."));
	commands_section(to);
	section(to, _("OPTIONS"));
	for (int id = 0; id < OPTION_COUNT; id++)
		option_entry(to, option_row((enum option_id)id), keep);
	exits_section(to, keep);
	section(to, _("ENVIRONMENT"));
	lines(to, _("Those named in brackets above, and:"));
	entries(to, help_variables);
	section(to, _("FILES"));
	entries(to, help_files);
	section(to, _("MESSAGES"));
	lines(to,
		_("A message begins with its id, the same in every language; after the arrow stands what to do."));
	entries(to, help_messages);
	section(to, _("EXAMPLES"));
	entries(to, help_examples);
}
