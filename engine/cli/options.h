/*
 * options.h: the options of the command line, declared once in options.def.
 *
 * options_parse() takes a value from the flag, else from the environment, else from the fallback,
 * and checks it by its declared kind: numbers and months are exact texts within their range.
 * Operands (what is not an option) keep their order; "--" ends the options.
 *
 * Ownership: texts are borrowed from argv, the environment or the table.  Thread: main only.
 * Errors: ERR_USAGE with the nearest known option as a hint.
 */
#ifndef GETSUJI_OPTIONS_H
#define GETSUJI_OPTIONS_H

#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/err.h"

#include <stdbool.h>
#include <stdint.h>

enum option_id {
#define X(id, flag, kind, lo, hi, words, environment, fallback, secret, value, help) OPT_##id,
#include "engine/cli/options.def"
#undef X
	OPTION_COUNT
};

enum option_kind { OPTION_FLAG, OPTION_INT, OPTION_MONTH, OPTION_WORD, OPTION_TEXT };

/* A row of the table. */
struct option {
	const char *flag;        /* without the dashes */
	const char *words;       /* of a WORD, separated by one space */
	const char *environment; /* NULL: none */
	const char *fallback;    /* NULL: none */
	const char *value;       /* what stands for the value in help */
	const char *help;        /* not translated yet */
	int64_t lo, hi;          /* of an INT */
	enum option_kind kind;
	bool secret; /* never shown */
};

struct options {
	const char *text[OPTION_COUNT]; /* NULL: no value */
	int64_t number[OPTION_COUNT];   /* of INT and MONTH; FLAG: 1 when set */
	bool on_line[OPTION_COUNT];     /* given as a flag, not by environment or fallback */
	int operands;
	const char **operand;
};

const struct option *option_row(enum option_id id);

/* argv[0] is the first word after the program's or the command's name. */
MUST_CHECK enum err_code options_parse(
	int argc, char **argv, struct arena *keep, struct options *out, struct err *e);

/* The flag's row by name (length bytes), or -1. */
int option_find(const char *name, size_t length);

/* The word of a list that is nearest to `typed`, or NULL when none is near. */
const char *option_nearest(const char *typed, const char *const *words, size_t n);

#endif
