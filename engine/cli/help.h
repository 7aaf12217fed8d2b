/*
 * help.h: what the program says about itself: help, man page and shell completion, all from the tables of
 * commands (commands.c), options (options.def) and those below.
 *
 * Thread: main only.  Ownership: constants.  Errors: none but those of the stream.
 */
#ifndef GETSUJI_HELP_H
#define GETSUJI_HELP_H

#include "engine/cli/cli.h"

/* An exit code: what it means, and what to do.  Texts are not translated yet. */
struct help_exit {
	int code;
	const char *meaning, *remedy;
};
extern const struct help_exit help_exits[];
extern const size_t help_exits_count;

/* Something named, and a line about it; the name is never translated. */
struct help_entry {
	const char *name, *text;
};
extern const struct help_entry help_variables[]; /* environment, beside those of options; ends with NULL */
extern const struct help_entry help_files[];
extern const struct help_entry help_messages[]; /* the first digits of message ids, and where they arise */
extern const struct help_entry help_examples[];

const char *help_group_title(enum command_group group);

/* Calls fn for each word of a list separated by `between`. */
void help_each_word(
	const char *list, char between, void (*fn)(const char *word, size_t length, void *arg), void *arg);

/* How an operand of a command is completed: by words, or by what it names. */
enum help_operand_kind {
	HELP_OPERAND_NONE,
	HELP_OPERAND_WORDS,
	HELP_OPERAND_GRAPH,
	HELP_OPERAND_COMMAND,
	HELP_OPERAND_FILE
};
struct help_operand {
	enum help_operand_kind kind;
	const char *words; /* separated by one space */
};
/* Operand n (from 0) of a command, read from its usage: "RUN list|show" has words as its second. */
struct help_operand help_operand_of(const struct command *c, int n, struct arena *keep);

void help_print_man(FILE *to, struct arena *keep);
void help_print_bash(FILE *to, struct arena *keep);
void help_print_zsh(FILE *to, struct arena *keep);
void help_print_fish(FILE *to, struct arena *keep);

#endif
