/*
 * calc.c: `getsuji calc`: questions as JSON lines in, answers as JSON lines out, without a database.
 *
 * One line is answered for each line read, in order.  A line that is wrong, or that cannot be computed,
 * gets {"error": {…}} in its place, and the rest goes on; the exit code at the end is then 16 (a wrong
 * line) or 4 (a rule or amount that is missing).
 */
#include "jobs/calc_line.h"

#include "getsuji/arena.h"
#include "getsuji/job.h"

#include <stdio.h>
#include <string.h>

struct calc {
	struct calc_rates *rates;
	struct arena *scratch; /* of one line */
	bool explain;
	FILE *in, *out;
	int64_t line, wrong, not_computable;
};

/* One line without its end; false at the end of the input.  A longer one than CALC_LINE_MAX is skipped to
 * its end, and *too_long is set. */
static bool read_line(FILE *in, char *line, size_t *length, bool *too_long)
{
	int c;

	*length = 0;
	*too_long = false;
	while ((c = getc(in)) != EOF && c != '\n') {
		if (*length < CALC_LINE_MAX)
			line[(*length)++] = (char)c;
		else
			*too_long = true;
	}
	if (c == EOF && *length == 0)
		return false;
	if (*length > 0 && line[*length - 1] == '\r')
		--*length;
	return true;
}

static void put_error(struct calc *c, json_t *answer, const struct err *e)
{
	json_t *error = json_object();
	char id[16];

	(void)snprintf(id, sizeof id, "GJ%04d", e->id);
	json_object_set_new(error, "id", json_string(id));
	json_object_set_new(error, "line", json_integer(c->line));
	if (e->place[0] != '\0')
		json_object_set_new(error, "field", json_string(e->place));
	json_object_set_new(error, "message", json_string(e->message));
	if (e->hint[0] != '\0')
		json_object_set_new(error, "remedy", json_string(e->hint));
	json_object_clear(answer);
	json_object_set_new(answer, "error", error);
}

static enum err_code write_answer(struct calc *c, json_t *answer, struct err *e)
{
	if (json_dumpf(answer, c->out, JSON_COMPACT) == 0 && putc('\n', c->out) != EOF)
		return ERR_OK;
	return err_set(e, ERR_DISK, 1818, "the answer cannot be written");
}

static enum err_code run_lines(struct calc *c, char *text, struct err *e)
{
	size_t length;
	bool too_long;

	while (read_line(c->in, text, &length, &too_long)) {
		json_t *answer = json_object();
		struct err why = {0};
		const char *from = text;

		if (++c->line == 1 && length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
			from += 3; /* a byte order mark */
			length -= 3;
		}
		struct calc_line_settings settings = {c->rates, c->scratch, c->explain};
		enum err_code code =
			too_long ? calc_line_too_long(&why) : calc_line_answer(&settings, from, length, answer, &why);

		if (code != ERR_OK) {
			put_error(c, answer, &why);
			c->not_computable += err_class(code) == ERR_CLASS_DATA;
			c->wrong += err_class(code) != ERR_CLASS_DATA;
		}
		code = write_answer(c, answer, e);
		json_decref(answer);
		arena_reset(c->scratch);
		if (code != ERR_OK)
			return code;
	}
	if (fflush(c->out) != 0 || ferror(c->in))
		return err_set(
			e, ERR_DISK, 1819, "the input cannot be read, or the answer not be written, to the end");
	return ERR_OK;
}

static enum err_code outcome(const struct calc *c, struct err *e)
{
	if (c->wrong > 0) {
		err_set(e, ERR_INPUT, 1826, "%lld of %lld lines are wrong", (long long)c->wrong, (long long)c->line);
		return err_hint(e, "Each such line was answered with an error that names the field.");
	}
	if (c->not_computable > 0) {
		err_set(e, ERR_WARNINGS, 1827, "%lld of %lld lines cannot be computed", (long long)c->not_computable,
			(long long)c->line);
		return err_hint(e, "Each such line was answered with the rule whose amount is missing.");
	}
	return ERR_OK;
}

static enum err_code parse_options(int argc, char **argv, struct calc *c, const char **folder, struct err *e)
{
	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--explain") == 0) {
			c->explain = true;
		} else if (strcmp(argv[i], "--rates") == 0 && i + 1 < argc) {
			*folder = argv[++i];
		} else if (strncmp(argv[i], "--rates=", 8) == 0) {
			*folder = argv[i] + 8;
		} else {
			err_set(e, ERR_USAGE, 1828, "calc does not know this argument: %.40s", argv[i]);
			return err_hint(e, "Usage: getsuji calc [--explain] [--rates DIR] <QUESTIONS.jsonl");
		}
	}
	return ERR_OK;
}

static enum err_code run(int argc, char **argv, FILE *in, FILE *out, struct err *e)
{
	struct calc c = {.in = in, .out = out};
	struct arena *keep = arena_new();
	const char *folder = NULL;
	enum err_code code;

	c.scratch = arena_new();
	code = parse_options(argc, argv, &c, &folder, e);
	if (code == ERR_OK)
		code = calc_rates_open(folder, keep, &c.rates, e);
	if (code == ERR_OK)
		code = run_lines(&c, arena_alloc(keep, CALC_LINE_MAX), e);
	if (code == ERR_OK)
		code = outcome(&c, e);
	arena_free(c.scratch);
	arena_free(keep);
	return code;
}

const struct tool tool_calc = {
	.name = "calc",
	.usage = "calc [--explain] [--rates DIR] <QUESTIONS.jsonl >ANSWERS.jsonl",
	.title = "computes households and single rules from JSON lines, without a database",
	.run = run,
};
