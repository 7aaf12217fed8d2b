/*
 * help_shell.c: shell completion for bash, zsh and fish, from the tables.
 *
 * Completed are commands, the options of the command that was typed, the words of options and operands,
 * names of graphs, and files where a file is named.  No database is asked.
 */
#include "engine/base/intl.h"
#include "engine/cli/help.h"
#include "engine/graph/builtin.h"
#include "engine/run/registry.h"

#include <string.h>

/* Whether the value of an option is a file or folder. */
static bool names_file(const struct option *row)
{
	return row->value != NULL && (strcmp(row->value, "FILE") == 0 || strcmp(row->value, "DIR") == 0 ||
									 strcmp(row->value, "PROGRAM") == 0);
}

static const char *graph_names(struct arena *keep)
{
	const char *names = "";

	for (int i = 0; i < builtin_graphs_count; i++)
		names = arena_printf(keep, "%s%s%s", names, i > 0 ? " " : "", builtin_graphs[i].name);
	return names;
}

static const char *command_names(struct arena *keep)
{
	const char *names = "";

	for (size_t i = 0; i < commands_count; i++)
		names = arena_printf(keep, "%s%s%s", names, i > 0 ? " " : "", commands[i].name);
	for (int i = 0; registry_tools[i] != NULL; i++)
		names = arena_printf(keep, "%s %s", names, registry_tools[i]->name);
	return names;
}

static void print_flag(const char *word, size_t length, void *arg)
{
	fprintf(arg, " --%.*s", (int)length, word);
}

/* ---- bash ---------------------------------------------------------------------------------------- */

/* "--a | --b" of the options that take a value and, with files set, of those that name a file. */
static void print_valued(FILE *to, bool files)
{
	const char *between = "";

	for (int id = 0; id < OPTION_COUNT; id++) {
		const struct option *row = option_row((enum option_id)id);

		if (row->kind == OPTION_FLAG || (files && !names_file(row)))
			continue;
		fprintf(to, "%s--%s", between, row->flag);
		between = " | ";
	}
	fputs(" | -o) ", to);
}

static void bash_values(FILE *to)
{
	fputs("\tcase $prev in\n\t", to);
	print_valued(to, true);
	fputs("compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); return ;;\n",
		to);
	for (int id = 0; id < OPTION_COUNT; id++) {
		const struct option *row = option_row((enum option_id)id);

		if (row->words != NULL)
			fprintf(to, "\t--%s) _getsuji_words '%s'; return ;;\n", row->flag, row->words);
	}
	fputs("\t", to);
	print_valued(to, false);
	fputs("return ;;\n\tesac\n", to);
}

static void bash_commands(FILE *to, struct arena *keep)
{
	fputs("\tcase $command in\n", to);
	fprintf(to, "\t'') words='%s' ;;\n", command_names(keep));
	for (size_t i = 0; i < commands_count; i++) {
		fprintf(to, "\t%s) flags='", commands[i].name);
		help_each_word(commands[i].options, ' ', print_flag, to);
		fputs("' ;;\n", to);
	}
	fputs("\tesac\n\tcase $command:$operand in\n", to);
	for (size_t i = 0; i < commands_count; i++) {
		for (int n = 0; n < commands[i].operands_max && n < 9; n++) {
			struct help_operand o = help_operand_of(&commands[i], n, keep);

			if (o.kind == HELP_OPERAND_NONE)
				continue;
			fprintf(to, "\t%s:%d) ", commands[i].name, n);
			if (o.kind == HELP_OPERAND_GRAPH)
				fprintf(to, "words='%s' files=1 ;;\n", graph_names(keep));
			else if (o.kind == HELP_OPERAND_FILE)
				fputs("files=1 ;;\n", to);
			else
				fprintf(
					to, "words='%s' ;;\n", o.kind == HELP_OPERAND_COMMAND ? command_names(keep) : o.words);
		}
	}
	fputs("\tesac\n", to);
}

void help_print_bash(FILE *to, struct arena *keep)
{
	fputs("# bash completion for getsuji.  Made by getsuji help --format bash.\n"
		  "_getsuji_words() {\n"
		  "\tmapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\")\n"
		  "\t[[ ${COMPREPLY[*]} != *= ]] || compopt -o nospace 2>/dev/null\n"
		  "}\n"
		  "_getsuji() {\n"
		  "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
		  "\tlocal command='' operand=0 words='' flags='' files='' i\n"
		  "\tCOMPREPLY=()\n"
		  "\t# bash parts --option=value at the sign\n"
		  "\tif [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD - "
		  "2]}; fi\n",
		to);
	bash_values(to);
	fputs("\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
		  "\t\tcase ${COMP_WORDS[i]} in\n\t\t",
		to);
	print_valued(to, false);
	fputs("((i++)); [[ ${COMP_WORDS[i]} != = ]] || ((i++)) ;;\n"
		  "\t\t-*) ;;\n"
		  "\t\t*) if [[ -z $command ]]; then command=${COMP_WORDS[i]}; else ((operand++)); fi ;;\n"
		  "\t\tesac\n\tdone\n",
		to);
	bash_commands(to, keep);
	fputs("\tif [[ $cur == -* ]]; then\n\t\twords=\"$flags", to);
	help_each_word(COMMON_OPTIONS, ' ', print_flag, to);
	fputs("\"\n"
		  "\telif [[ $files ]]; then\n"
		  "\t\tcompopt -o filenames 2>/dev/null\n"
		  "\t\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\"; compgen -f -- \"$cur\")\n"
		  "\t\treturn\n"
		  "\tfi\n"
		  "\t_getsuji_words \"$words\"\n"
		  "}\n"
		  "complete -F _getsuji getsuji\n",
		to);
}

/* ---- zsh ----------------------------------------------------------------------------------------- */

/* Text within '…' of zsh; with `special`, what means something to _arguments or _describe is escaped. */
static void zsh_text(FILE *to, const char *text, const char *special)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			fputs("'\\''", to);
		else if (strchr(special, *text) != NULL)
			fprintf(to, "\\%c", *text);
		else
			fputc(*text, to);
	}
}

static void zsh_option(const char *word, size_t length, void *arg)
{
	FILE *to = arg;
	int id = option_find(word, length);

	CHECK(id >= 0);
	const struct option *row = option_row((enum option_id)id);

	fprintf(to, "\t\t\t'--%s%s[", row->flag, row->kind != OPTION_FLAG ? "=" : "");
	zsh_text(to, _(row->help), "\\[]:");
	fputc(']', to);
	if (row->kind != OPTION_FLAG) {
		fputc(':', to);
		zsh_text(to, row->value, "\\[]:");
		if (row->words != NULL)
			fprintf(to, ":(%s)", row->words);
		else
			fputs(names_file(row) ? ":_files" : ":", to);
	}
	fputs("' \\\n", to);
}

static void zsh_command(FILE *to, const struct command *c, struct arena *keep)
{
	fprintf(to, "\t\t%s) _arguments \\\n", c->name);
	help_each_word(c->options, ' ', zsh_option, to);
	help_each_word(COMMON_OPTIONS, ' ', zsh_option, to);
	for (int n = 0; n < c->operands_max && n < 9; n++) {
		struct help_operand o = help_operand_of(c, n, keep);

		if (o.kind == HELP_OPERAND_NONE)
			fprintf(to, "\t\t\t'%d:operand:' \\\n", n + 1);
		else if (o.kind == HELP_OPERAND_FILE || o.kind == HELP_OPERAND_GRAPH)
			fprintf(to, "\t\t\t'%d:operand:_files' \\\n", n + 1);
		else
			fprintf(to, "\t\t\t'%d:operand:(%s)' \\\n", n + 1,
				o.kind == HELP_OPERAND_COMMAND ? command_names(keep) : o.words);
		if (o.kind == HELP_OPERAND_GRAPH)
			break;
	}
	fputs("\t\t\t&& return ;;\n", to);
}

void help_print_zsh(FILE *to, struct arena *keep)
{
	fputs("#compdef getsuji\n"
		  "# zsh completion for getsuji.  Made by getsuji help --format zsh.\n"
		  "_getsuji() {\n"
		  "\tlocal curcontext=$curcontext state line\n"
		  "\tlocal -a commands=(\n",
		to);
	for (size_t i = 0; i < commands_count; i++) {
		fprintf(to, "\t\t'%s:", commands[i].name);
		zsh_text(to, _(commands[i].title), "\\:");
		fputs("'\n", to);
	}
	for (int i = 0; registry_tools[i] != NULL; i++) {
		fprintf(to, "\t\t'%s:", registry_tools[i]->name);
		zsh_text(to, _(registry_tools[i]->title), "\\:");
		fputs("'\n", to);
	}
	fputs("\t)\n"
		  "\t_arguments -C '1:command:->command' '*::operand:->operand' && return\n"
		  "\tcase $state in\n"
		  "\tcommand) _describe command commands ;;\n"
		  "\toperand)\n"
		  "\t\tcase $words[1] in\n",
		to);
	for (size_t i = 0; i < commands_count; i++)
		zsh_command(to, &commands[i], keep);
	fputs("\t\tesac ;;\n\tesac\n}\n_getsuji \"$@\"\n", to);
}

/* ---- fish ---------------------------------------------------------------------------------------- */

static void fish_text(FILE *to, const char *text)
{
	for (fputc('\'', to); *text != '\0'; text++) {
		if (*text == '\'' || *text == '\\')
			fputc('\\', to);
		fputc(*text, to);
	}
	fputs("'\n", to);
}

struct fish {
	FILE *to;
	const char *command; /* NULL: any */
};

static void fish_option(const char *word, size_t length, void *arg)
{
	const struct fish *f = arg;
	int id = option_find(word, length);

	CHECK(id >= 0);
	const struct option *row = option_row((enum option_id)id);

	fputs("complete -c getsuji", f->to);
	if (f->command != NULL)
		fprintf(f->to, " -n '__fish_seen_subcommand_from %s'", f->command);
	fprintf(f->to, " -l %s", row->flag);
	if (row->words != NULL)
		fprintf(f->to, " -x -a '%s'", row->words);
	else if (row->kind != OPTION_FLAG)
		fputs(names_file(row) ? " -r -F" : " -x", f->to);
	fputs(" -d ", f->to);
	fish_text(f->to, _(row->help));
}

static void fish_operands(FILE *to, const struct command *c, struct arena *keep)
{
	for (int n = 0; n < c->operands_max && n < 9; n++) {
		struct help_operand o = help_operand_of(c, n, keep);
		bool files = o.kind == HELP_OPERAND_FILE || o.kind == HELP_OPERAND_GRAPH;

		if (o.kind == HELP_OPERAND_NONE)
			continue;
		fprintf(to, "complete -c getsuji -n '__fish_seen_subcommand_from %s'%s", c->name, files ? " -F" : "");
		if (o.kind != HELP_OPERAND_FILE)
			fprintf(to, " -a '%s'",
				o.kind == HELP_OPERAND_WORDS     ? o.words
				: o.kind == HELP_OPERAND_COMMAND ? command_names(keep)
												 : graph_names(keep));
		fputc('\n', to);
		if (o.kind == HELP_OPERAND_GRAPH)
			break;
	}
}

void help_print_fish(FILE *to, struct arena *keep)
{
	struct fish f = {.to = to};

	fputs("# fish completion for getsuji.  Made by getsuji help --format fish.\n"
		  "complete -c getsuji -f\n",
		to);
	for (size_t i = 0; i < commands_count; i++) {
		fprintf(to, "complete -c getsuji -n __fish_use_subcommand -a %s -d ", commands[i].name);
		fish_text(to, _(commands[i].title));
	}
	for (int i = 0; registry_tools[i] != NULL; i++) {
		fprintf(to, "complete -c getsuji -n __fish_use_subcommand -a %s -d ", registry_tools[i]->name);
		fish_text(to, _(registry_tools[i]->title));
	}
	help_each_word(COMMON_OPTIONS, ' ', fish_option, &f);
	for (size_t i = 0; i < commands_count; i++) {
		f.command = commands[i].name;
		help_each_word(commands[i].options, ' ', fish_option, &f);
		fish_operands(to, &commands[i], keep);
	}
}
