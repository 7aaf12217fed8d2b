/*
 * calc_line.c: one line of `calc`: parse, find the kind and the month's tables, compute.
 */
#include "jobs/calc_line.h"

#include "jobs/calc_kinds.h"

#include <string.h>

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
static enum err_code answer_object(
	const struct calc_line_settings *s, const struct calc_object *line, json_t *answer, struct err *e)
{
	static const char *const common[] = {"kind", "month", "note", NULL};
	struct calc_question q = {.line = line, .scratch = s->scratch, .answer = answer};
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
	code = calc_rates_of(s->rates, month, &q.rates, e);
	if (code != ERR_OK)
		goto out;
	q.trace = s->explain ? &trace : NULL;
	code = kind->compute(&q, e);
	if (code == ERR_OK && s->explain)
		json_object_set(answer, "trace", trace.self);
out:
	json_decref(trace.self);
	return code;
}

enum err_code calc_line_too_long(struct err *e)
{
	err_set(e, ERR_INPUT, 1802, "the line is longer than %d bytes", CALC_LINE_MAX);
	return err_hint(e, "Write one household or question on each line.");
}

enum err_code calc_line_answer(
	const struct calc_line_settings *s, const char *text, size_t length, json_t *answer, struct err *e)
{
	struct calc_object line;
	enum err_code code = calc_json_parse(text, length, &line, e);

	if (code != ERR_OK)
		return code;
	code = answer_object(s, &line, answer, e);
	json_decref(line.json);
	return code;
}
