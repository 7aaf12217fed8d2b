/*
 * calc.c: `getsuji calc`: questions as JSON lines in, answers as JSON lines out, without a database.
 *
 * One line is answered for each line read, in order.  A line that is wrong, or that cannot be computed,
 * gets {"error": {…}} in its place, and the rest goes on; the exit code at the end is then 16 (a wrong
 * line) or 4 (a rule or amount that is missing).
 */
#include "jobs/calc_json.h"
#include "jobs/calc_kinds.h"
#include "jobs/calc_rates.h"

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

/* A trace sink that appends to a JSON list. */
static void append_step(void *self, const struct trace_step *s)
{
	json_t *step = json_object();

	json_object_set_new(step, "rule", json_string(rule_number(s->rule)));
	json_object_set_new(step, "component", json_string(s->component));
	json_object_set_new(step, "amount", json_integer(s->amount));
	json_object_set_new(step, "text", json_string(s->text));
	json_object_set_new(step, "citation", json_string(rule_citation(s->rule)));
	json_array_append_new(self, step);
}

static const struct calc_kind *kind_of(const struct calc_object *line, struct err *e)
{
	const struct calc_kind *kind;
	const char *name;

	if (calc_json_text(line, "kind", &name, e) != ERR_OK)
		return NULL;
	kind = calc_kinds_find(name);
	if (kind == NULL) {
		err_set(e, ERR_INPUT, 1817, "this kind of computation is not supported");
		calc_json_place(e, line, "kind");
		err_hint(e, "The kinds are household, base_living, deduction, earned, average3, pension_monthly, "
					"temporary_income, proration and allocation.");
	}
	return kind;
}

/* Computes one parsed line into answer. */
static enum err_code answer_line(
	struct calc *c, const struct calc_object *line, json_t *answer, struct err *e)
{
	static const char *const common[] = {"kind", "month", "note", NULL};
	struct calc_question q = {.line = line, .scratch = c->scratch, .answer = answer};
	struct trace trace = {.step = append_step, .self = json_array()};
	const struct calc_kind *kind = kind_of(line, e);
	const char *note;
	month_t month = 0;
	enum err_code code = ERR_INPUT;

	if (kind == NULL || calc_json_only(line, kind->fields, common, e) != ERR_OK ||
		(calc_json_has(line, "note") && calc_json_text(line, "note", &note, e) != ERR_OK) ||
		(!kind->own_month && calc_json_has(line, "month") &&
			calc_json_month(line, "month", &month, e) != ERR_OK)) {
		code = e->code;
		goto out;
	}
	code = calc_rates_of(c->rates, month, &q.rates, e);
	if (code != ERR_OK)
		goto out;
	q.trace = c->explain ? &trace : NULL;
	code = kind->compute(&q, e);
	if (code == ERR_OK && c->explain)
		json_object_set(answer, "trace", trace.self);
out:
	json_decref(trace.self);
	return code;
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

static enum err_code compute_line(
	struct calc *c, const char *text, size_t length, bool too_long, json_t *answer, struct err *e)
{
	struct calc_object line;
	enum err_code code;

	if (too_long) {
		err_set(e, ERR_INPUT, 1802, "the line is longer than %d bytes", CALC_LINE_MAX);
		return err_hint(e, "Write one household or question on each line.");
	}
	code = calc_json_parse(text, length, &line, e);
	if (code != ERR_OK)
		return code;
	code = answer_line(c, &line, answer, e);
	json_decref(line.json);
	return code;
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
		enum err_code code = compute_line(c, from, length, too_long, answer, &why);

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
		err_set(e, ERR_NOT_COMPUTABLE, 1827, "%lld of %lld lines cannot be computed",
			(long long)c->not_computable, (long long)c->line);
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
