/*
 * main.c: finds the command, parses its options, runs it, and turns its outcome into an exit code.
 * Errors are printed here and nowhere else.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/say.h"
#include "engine/run/registry.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GETSUJI_VERSION "0.1.0"
#define EXIT_INTERNAL   32 /* of ERR_INTERNAL, as a constant: a signal handler calls nothing */

/* The language must be known before the first message, so it is looked for ahead of all parsing;
 * options_parse() checks it again, with a message. */
static const char *language_wanted(int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--lang=", 7) == 0)
			return argv[i] + 7;
		if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			return argv[i + 1];
	}
	return getenv("GETSUJI_LANG");
}

/* The index of the command's name: the first word that is neither an option nor an option's value;
 * argc when there is none. */
static int command_at(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int id;

		if (argv[i][0] != '-')
			return i;
		if (strcmp(argv[i], "-o") == 0)
			i++;
		if (argv[i][1] != '-' || strchr(argv[i], '=') != NULL)
			continue;
		id = option_find(argv[i] + 2, strlen(argv[i] + 2));
		if (id >= 0 && option_row((enum option_id)id)->kind != OPTION_FLAG)
			i++;
	}
	return argc;
}

static bool listed(const char *flags, const char *flag)
{
	size_t length = strlen(flag);

	for (const char *at = flags; *at != '\0';) {
		size_t n = strcspn(at, " ");

		if (n == length && memcmp(at, flag, n) == 0)
			return true;
		at += n;
		at += *at == ' ';
	}
	return false;
}

static enum err_code check_fits_command(const struct cli *c, struct err *e)
{
	const struct command *k = c->command;

	for (int id = 0; id < OPTION_COUNT; id++) {
		const char *flag = option_row((enum option_id)id)->flag;

		if (c->options.on_line[id] && !listed(k->options, flag) && !listed(COMMON_OPTIONS, flag)) {
			err_set(e, ERR_USAGE, 1063, "%s takes no option --%s", k->name, flag);
			return err_hint(e, "The command getsuji help %s lists its options.", k->name);
		}
	}
	if (c->options.operands < k->operands_min || c->options.operands > k->operands_max) {
		err_set(e, ERR_USAGE, 1064, "wrong number of operands for %s", k->name);
		return err_hint(e, "Usage: getsuji %s %s", k->name, k->usage);
	}
	return ERR_OK;
}

/* Exit codes are small: 126 and above mean a signal or a shell's own failure. */
static bool exit_code_of(const char *text, const char **end, int *code)
{
	int v = 0, digits = 0;

	for (; *text >= '0' && *text <= '9' && digits < 4; text++, digits++)
		v = v * 10 + (*text - '0');
	*end = text;
	*code = v;
	return digits > 0 && v <= 125;
}

/* "A=B,C=D": replaces *code (in place) where it is listed. */
static enum err_code map_exit_code(const char *map, int *code, struct err *e)
{
	int original = *code;

	if (map == NULL)
		return ERR_OK;
	for (const char *at = map; *at != '\0';) {
		int from, to;

		if (!exit_code_of(at, &at, &from) || *at++ != '=' || !exit_code_of(at, &at, &to) ||
			(*at != '\0' && *at++ != ',')) {
			err_set(e, ERR_USAGE, 1065, "the value of --rc-map is not a list of exit codes");
			return err_hint(e, "Write A=B with codes from 0 to 125, separated by commas, such as 4=0.");
		}
		if (from == original)
			*code = to;
	}
	return ERR_OK;
}

static enum err_code run_tool(const struct tool *t, int argc, char **argv, struct cli *c, struct err *e)
{
	char **own = arena_array(c->keep, (size_t)argc + 1, sizeof(char *));
	int n = 0;

	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			c->options.operand = arena_array(c->keep, 1, sizeof(const char *));
			c->options.operand[0] = t->name;
			c->options.operands = 1;
			return command_help(c, e);
		}
		if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			i++;
		else if (strncmp(argv[i], "--lang=", 7) != 0)
			own[n++] = argv[i];
	}
	return t->run(n, own, stdin, c->out, e);
}

static enum err_code dispatch(struct cli *c, int argc, char **argv, struct err *e)
{
	int at = command_at(argc, argv), n = 0;
	char **words = arena_array(c->keep, (size_t)argc + 1, sizeof(char *));

	for (int i = 0; at < argc && registry_tools[i] != NULL; i++) {
		if (strcmp(argv[at], registry_tools[i]->name) == 0)
			return run_tool(registry_tools[i], argc - at - 1, argv + at + 1, c, e);
	}
	c->command = at < argc ? command_find(argv[at]) : NULL;
	if (at < argc && c->command == NULL)
		return command_unknown(argv[at], c->keep, e);
	for (int i = 1; i < argc; i++) {
		if (i != at)
			words[n++] = argv[i];
	}
	if (options_parse(n, words, c->keep, &c->options, e) != ERR_OK ||
		map_exit_code(c->options.text[OPT_rc_map], &c->exit_code, e) != ERR_OK)
		return e->code;
	if (c->options.on_line[OPT_version]) {
		fprintf(c->out, "getsuji %s\n", GETSUJI_VERSION);
		return ERR_OK;
	}
	if (c->command == NULL) {
		command_help_print(c->out);
		if (c->options.on_line[OPT_help])
			return ERR_OK;
		err_set(e, ERR_USAGE, 1066, "no command was given");
		return err_hint(e, "To see a whole month on sample data, type make demo.");
	}
	if (c->options.on_line[OPT_help]) {
		command_help_print_one(c->out, c->command);
		return ERR_OK;
	}
	if (check_fits_command(c, e) != ERR_OK)
		return e->code;
	return c->command->run(c, e);
}

/* A broken invariant has said where it broke; the exit code must not look like a signal's.  Everything
 * committed stays, what was not is rolled back by the server. */
static void end_as_internal_error(int signal_number)
{
	(void)signal_number;
	_exit(EXIT_INTERNAL);
}

int main(int argc, char **argv)
{
	struct err e = {0}, ignored = {0};
	struct cli c = {.keep = arena_new(), .out = stdout};
	int code;

	intl_init(language_wanted(argc, argv));
	CHECK(err_exit_code(ERR_INTERNAL) == EXIT_INTERNAL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGABRT, end_as_internal_error);
	code = err_exit_code(dispatch(&c, argc, argv, &e));
	if (e.code == ERR_OK)
		code = c.exit_code;
	if (fflush(stdout) != 0 || ferror(stdout)) {
		err_set(&e, ERR_DISK, 1067, "the output could not be written");
		code = err_exit_code(ERR_DISK);
	}
	if (e.code != ERR_OK)
		say_error(stderr, &e);
	/* A map that could not be read was already reported by dispatch(). */
	if (map_exit_code(c.options.text[OPT_rc_map], &code, &ignored) != ERR_OK)
		code = err_exit_code(ERR_USAGE);
	arena_free(c.keep);
	return code;
}
