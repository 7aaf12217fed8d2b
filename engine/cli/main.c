/*
 * main.c: finds the command, parses its options, runs it, and turns its outcome into an exit code.
 * Errors are printed here and nowhere else.
 */
#include "engine/base/intl.h"
#include "engine/cli/cli.h"
#include "engine/cli/say.h"
#include "engine/run/registry.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define GETSUJI_VERSION "0.1.0"
#define EXIT_INTERNAL   32 /* of ERR_INTERNAL, as a constant: a signal handler calls nothing */

/* The value of an option that must be known before all parsing, so that it holds also where parsing fails
 * and for commands that parse for themselves: of the last --flag VALUE or --flag=VALUE, else of the
 * environment, else NULL.  options_parse() checks it again, with a message. */
static const char *wanted(int argc, char **argv, enum option_id id)
{
	const struct option *row = option_row(id);
	const char *value = getenv(row->environment);
	size_t length = strlen(row->flag);

	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--", 2) != 0 || strncmp(argv[i] + 2, row->flag, length) != 0)
			continue;
		if (argv[i][2 + length] == '=')
			value = argv[i] + 2 + length + 1;
		else if (argv[i][2 + length] == '\0' && i + 1 < argc)
			value = argv[++i];
	}
	return value != NULL && value[0] != '\0' ? value : NULL;
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

/* Exit codes are small: from 126 on they mean a signal or a shell's own failure. */
static bool exit_code_of(const char *text, const char **end, int *code)
{
	int v = 0, digits = 0;

	for (; *text >= '0' && *text <= '9' && digits < 4; text++, digits++)
		v = v * 10 + (*text - '0');
	*end = text;
	*code = v;
	return digits > 0 && v <= 125;
}

/* "A=B,C=D": replaces *code where it is listed. */
static enum err_code map_exit_code(const char *map, int *code, struct err *e)
{
	const char *at = map;
	int original = *code, from, to;

	while (at != NULL) {
		if (!exit_code_of(at, &at, &from) || *at != '=' || !exit_code_of(at + 1, &at, &to) ||
			(*at != '\0' && *at != ',')) {
			err_set(e, ERR_USAGE, 1065, "the value of --rc-map is not a list of exit codes");
			return err_hint(e, "Write A=B with codes from 0 to 125, separated by commas, such as 4=0.");
		}
		if (from == original)
			*code = to;
		at = *at == ',' ? at + 1 : NULL;
	}
	return ERR_OK;
}

/* Whether argv[i] is --flag VALUE or --flag=VALUE of an option that tools know nothing of; *words: how many
 * words it takes. */
static bool common_option(int argc, char **argv, int i, int *words)
{
	static const enum option_id common[] = {OPT_lang, OPT_rc_map};

	for (size_t k = 0; k < sizeof(common) / sizeof(common[0]); k++) {
		const char *flag = option_row(common[k])->flag;
		size_t length = strlen(flag);

		if (strncmp(argv[i], "--", 2) != 0 || strncmp(argv[i] + 2, flag, length) != 0)
			continue;
		*words = argv[i][2 + length] == '=' ? 1 : 2;
		if (*words == 1 || (argv[i][2 + length] == '\0' && i + 1 < argc))
			return true;
	}
	return false;
}

static enum err_code run_tool(const struct tool *t, int argc, char **argv, struct cli *c, struct err *e)
{
	char **own = arena_array(c->keep, (size_t)argc + 1, sizeof(char *));
	int n = 0, words;

	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			c->options.operand = arena_array(c->keep, 1, sizeof(const char *));
			c->options.operand[0] = t->name;
			c->options.operands = 1;
			return command_help(c, e);
		}
		if (common_option(argc, argv, i, &words))
			i += words - 1;
		else
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
	if (options_parse(n, words, c->keep, &c->options, e) != ERR_OK)
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
	if (check_fits_command(c, e) != ERR_OK || operand_reason(c->options.text[OPT_reason], e) != ERR_OK ||
		operand_reason(c->options.text[OPT_accept], e) != ERR_OK)
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

/* A caller may have closed them: the next file or socket would become our standard output. */
static void open_standard_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

int main(int argc, char **argv)
{
	struct err e = {0}, wrong_map = {0};
	struct cli c = {.keep = arena_new(), .out = stdout};
	const char *map;
	int code = 0;

	open_standard_streams();
	intl_init(wanted(argc, argv, OPT_lang));
	map = wanted(argc, argv, OPT_rc_map);
	CHECK(err_exit_code(ERR_INTERNAL) == EXIT_INTERNAL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow any more is a full disk, told by write() */
	signal(SIGABRT, end_as_internal_error);
	/* A wrong map is told before anything is begun. */
	if (map_exit_code(map, &code, &e) == ERR_OK)
		dispatch(&c, argc, argv, &e);
	code = e.code == ERR_OK ? c.exit_code : err_exit_code(e.code);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		err_set(&e, ERR_DISK, 1067, "the output could not be written");
		code = err_exit_code(ERR_DISK);
	}
	if (e.code != ERR_OK)
		say_error(stderr, &e);
	if (map_exit_code(map, &code, &wrong_map) != ERR_OK)
		code = err_exit_code(ERR_USAGE);
	arena_free(c.keep);
	return code;
}
