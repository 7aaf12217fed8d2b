/*
 * options.c: parses the command line by the table of options.def.  It knows no command.
 */
#include "engine/cli/options.h"

#include "engine/base/intl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct option rows[OPTION_COUNT] = {
#define X(id, flag, kind, lo, hi, words, environment, fallback, secret, value, help) \
	{flag, words, environment, fallback, value, help, lo, hi, OPTION_##kind, secret},
#include "engine/cli/options.def"
#undef X
};

const struct option *option_row(enum option_id id)
{
	return &rows[id];
}

int option_find(const char *name, size_t length)
{
	for (int id = 0; id < OPTION_COUNT; id++) {
		if (strlen(rows[id].flag) == length && memcmp(rows[id].flag, name, length) == 0)
			return id;
	}
	return -1;
}

/* Levenshtein distance, for names of up to 31 bytes; longer ones are far from everything. */
static size_t edit_distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), row[32];

	if (la > 31 || lb > 31)
		return 99;
	for (size_t j = 0; j <= lb; j++)
		row[j] = j;
	for (size_t i = 1; i <= la; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			size_t best = diagonal + (a[i - 1] != b[j - 1]);

			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diagonal = row[j];
			row[j] = best;
		}
	}
	return row[lb];
}

const char *option_nearest(const char *typed, const char *const *words, size_t n)
{
	const char *nearest = NULL;
	size_t best = strlen(typed) / 3 + 2; /* a slip of a key or two, not another word */

	for (size_t i = 0; i < n; i++) {
		size_t distance = edit_distance(typed, words[i]);

		if (distance < best) {
			best = distance;
			nearest = words[i];
		}
	}
	return nearest;
}

/* An exact decimal number within the row's range. */
static bool int_fits(const struct option *row, const char *text, int64_t *out)
{
	char *end;
	long long v;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	v = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || v < row->lo || v > row->hi)
		return false;
	*out = v;
	return true;
}

static bool word_fits(const char *words, const char *text)
{
	size_t length = strlen(text);

	for (const char *at = words; *at != '\0';) {
		size_t n = strcspn(at, " ");

		if (n == length && memcmp(at, text, n) == 0)
			return true;
		at += n;
		at += *at == ' ';
	}
	return false;
}

/* Checks a value by the option's kind; from: where it came from, for the message. */
static enum err_code take_value(struct options *o, int id, const char *text, const char *from, struct err *e)
{
	const struct option *row = &rows[id];
	month_t month;

	switch (row->kind) {
	case OPTION_FLAG:
		o->number[id] = 1;
		break;
	case OPTION_INT:
		if (!int_fits(row, text, &o->number[id])) {
			err_set(e, ERR_USAGE, 1050, "the value of %s is not a number from %lld to %lld", from,
				(long long)row->lo, (long long)row->hi);
			return e->code;
		}
		break;
	case OPTION_MONTH:
		if (!month_parse(text, strlen(text), &month)) {
			err_set(e, ERR_USAGE, 1051, "the value of %s is not a month", from);
			return err_hint(e, "Write a month as YYYY-MM, such as 2027-01.");
		}
		o->number[id] = month;
		break;
	case OPTION_WORD:
		if (!word_fits(row->words, text)) {
			err_set(e, ERR_USAGE, 1052, "the value of %s is none of: %s", from, row->words);
			return e->code;
		}
		break;
	case OPTION_TEXT:
		if (text[0] == '\0') {
			err_set(e, ERR_USAGE, 1053, "the value of %s is empty", from);
			return err_hint(e, "Leave the option out, or give it a text.");
		}
		break;
	}
	o->text[id] = text;
	return ERR_OK;
}

static enum err_code unknown_option(const char *word, size_t length, struct arena *keep, struct err *e)
{
	const char *names[OPTION_COUNT], *nearest;
	char *typed = arena_strndup(keep, word, length);

	for (int id = 0; id < OPTION_COUNT; id++)
		names[id] = rows[id].flag;
	nearest = option_nearest(typed, names, OPTION_COUNT);
	err_set(e, ERR_USAGE, 1054, "unknown option --%s", typed);
	if (nearest != NULL)
		return err_hint(e, "Did you mean --%s?", nearest);
	return err_hint(e, "The command getsuji help COMMAND lists the options of a command.");
}

/* argv[*at] is an option; moves *at past a value that stands by itself. */
static enum err_code take_option(
	int argc, char **argv, int *at, struct arena *keep, struct options *o, struct err *e)
{
	const char *word = argv[*at], *value = NULL, *equals;
	char from[48];
	int id;

	if (word[1] != '-') {
		id = strcmp(word, "-h") == 0   ? OPT_help
			 : strcmp(word, "-V") == 0 ? OPT_version
			 : strcmp(word, "-o") == 0 ? OPT_output
									   : -1;
		if (id < 0) {
			err_set(e, ERR_USAGE, 1055, "unknown option %s", word);
			return err_hint(e, "Options begin with two dashes; a bare -- ends them.");
		}
	} else {
		equals = strchr(word, '=');
		id = option_find(word + 2, equals != NULL ? (size_t)(equals - word - 2) : strlen(word + 2));
		if (id < 0)
			return unknown_option(
				word + 2, equals != NULL ? (size_t)(equals - word - 2) : strlen(word + 2), keep, e);
		value = equals != NULL ? equals + 1 : NULL;
	}
	snprintf(from, sizeof(from), "--%s", rows[id].flag);
	if (rows[id].kind == OPTION_FLAG && value != NULL)
		return err_set(e, ERR_USAGE, 1056, "option %s takes no value", from);
	if (rows[id].kind != OPTION_FLAG && value == NULL) {
		if (*at + 1 >= argc)
			return err_set(e, ERR_USAGE, 1057, "option %s needs a value", from);
		value = argv[++*at];
	}
	if (o->on_line[id])
		return err_set(e, ERR_USAGE, 1058, "option %s is given twice", from);
	o->on_line[id] = true;
	return take_value(o, id, value != NULL ? value : "", from, e);
}

enum err_code options_parse(int argc, char **argv, struct arena *keep, struct options *out, struct err *e)
{
	bool ended = false;

	*out = (struct options){.operand = arena_array(keep, (size_t)argc + 1, sizeof(const char *))};
	for (int at = 0; at < argc; at++) {
		if (!ended && strcmp(argv[at], "--") == 0) {
			ended = true;
		} else if (!ended && argv[at][0] == '-' && argv[at][1] != '\0') {
			if (take_option(argc, argv, &at, keep, out, e) != ERR_OK)
				return e->code;
		} else {
			out->operand[out->operands++] = argv[at];
		}
	}
	for (int id = 0; id < OPTION_COUNT; id++) {
		const char *value = rows[id].environment != NULL ? getenv(rows[id].environment) : NULL;
		const char *from = rows[id].environment;

		if (out->on_line[id])
			continue;
		if (value == NULL || value[0] == '\0') {
			value = rows[id].fallback;
			from = rows[id].flag;
		}
		if (value != NULL && take_value(out, id, value, from, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}
