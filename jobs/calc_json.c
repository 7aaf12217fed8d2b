/*
 * calc_json.c: reads fields of a JSON object and complains exactly.
 */
#include "jobs/calc_json.h"

#include <stdio.h>
#include <string.h>

enum err_code calc_json_place(struct err *e, const struct calc_object *o, const char *name)
{
	return err_place(e, "%s%s%s", o->path, o->path[0] == '\0' ? "" : ".", name);
}

/* How deep objects and lists are nested; brackets inside texts do not count. */
static int depth_of(const char *line, size_t length)
{
	int depth = 0, deepest = 0;
	bool text = false;

	for (size_t i = 0; i < length; i++) {
		if (text && line[i] == '\\')
			i++;
		else if (line[i] == '"')
			text = !text;
		else if (!text && (line[i] == '{' || line[i] == '['))
			deepest = ++depth > deepest ? depth : deepest;
		else if (!text && (line[i] == '}' || line[i] == ']'))
			depth--;
	}
	return deepest;
}

enum err_code calc_json_parse(const char *line, size_t length, struct calc_object *out, struct err *e)
{
	json_error_t why;

	*out = (struct calc_object){0};
	if (depth_of(line, length) > CALC_DEPTH_MAX)
		return err_set(
			e, ERR_INPUT, 1803, "the line nests lists and objects more than %d deep", CALC_DEPTH_MAX);
	out->json = json_loadb(line, length, JSON_REJECT_DUPLICATES, &why);
	if (out->json == NULL) {
		/* jansson gives the column after what it could not take; 0 for an empty line. */
		err_set(e, ERR_INPUT, 1801, "the line is not valid JSON, near column %d",
			why.column > 0 ? why.column : 1);
		return err_hint(e, "Write one JSON object on each line, in UTF-8, each field once.");
	}
	if (!json_is_object(out->json)) {
		json_decref(out->json);
		out->json = NULL;
		err_set(e, ERR_INPUT, 1804, "the line is not a JSON object");
		return err_hint(e, "Write one object on each line, such as {\"kind\": \"deduction\", …}.");
	}
	return ERR_OK;
}

static bool listed(const char *const names[], const char *name)
{
	for (int i = 0; names != NULL && names[i] != NULL; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

/* A name from outside, cut and made harmless for a message: letters, digits and signs of ASCII. */
static void clean_name(const char *name, char out[static 41])
{
	size_t n = 0;

	for (; n < 40 && name[n] != '\0'; n++)
		out[n] = (name[n] > ' ' && name[n] < 0x7f) ? name[n] : '?';
	out[n] = '\0';
}

enum err_code calc_json_only(
	const struct calc_object *o, const char *const names[], const char *const common[], struct err *e)
{
	const char *name;
	json_t *value;
	char text[41];

	json_object_foreach(o->json, name, value)
	{
		if (listed(names, name) || listed(common, name))
			continue;
		clean_name(name, text);
		err_set(e, ERR_INPUT, 1805, "this field is not known here");
		calc_json_place(e, o, text);
		return err_hint(e, "Leave the field out, or correct its name.");
	}
	return ERR_OK;
}

bool calc_json_has(const struct calc_object *o, const char *name)
{
	return json_object_get(o->json, name) != NULL;
}

static enum err_code field(const struct calc_object *o, const char *name, json_t **out, struct err *e)
{
	*out = json_object_get(o->json, name);
	if (*out != NULL)
		return ERR_OK;
	err_set(e, ERR_INPUT, 1806, "this field is missing");
	return calc_json_place(e, o, name);
}

static enum err_code wrong_type(
	const struct calc_object *o, const char *name, const char *wanted, struct err *e)
{
	err_set(e, ERR_INPUT, 1807, "this field must be %s", wanted);
	return calc_json_place(e, o, name);
}

enum err_code calc_json_int(
	const struct calc_object *o, const char *name, int64_t min, int64_t max, int64_t *out, struct err *e)
{
	json_t *value;

	if (field(o, name, &value, e) != ERR_OK)
		return e->code;
	if (!json_is_integer(value))
		return wrong_type(o, name, "an integer", e);
	*out = json_integer_value(value);
	if (*out >= min && *out <= max)
		return ERR_OK;
	err_set(e, ERR_INPUT, 1808, "this number is out of range: %lld to %lld", (long long)min, (long long)max);
	return calc_json_place(e, o, name);
}

enum err_code calc_json_bool(const struct calc_object *o, const char *name, bool *out, struct err *e)
{
	json_t *value;

	if (field(o, name, &value, e) != ERR_OK)
		return e->code;
	if (!json_is_boolean(value))
		return wrong_type(o, name, "true or false", e);
	*out = json_is_true(value);
	return ERR_OK;
}

enum err_code calc_json_text(const struct calc_object *o, const char *name, const char **out, struct err *e)
{
	json_t *value;

	if (field(o, name, &value, e) != ERR_OK)
		return e->code;
	if (!json_is_string(value))
		return wrong_type(o, name, "a text", e);
	*out = json_string_value(value);
	return ERR_OK;
}

enum err_code calc_json_word(
	const struct calc_object *o, const char *name, const char *const words[], int *out, struct err *e)
{
	const char *text;
	char list[160] = "";
	size_t n = 0;

	if (calc_json_text(o, name, &text, e) != ERR_OK)
		return e->code;
	for (*out = 0; words[*out] != NULL; ++*out) {
		if (strcmp(words[*out], text) == 0)
			return ERR_OK;
		if (n < sizeof list - 24)
			n += (size_t)snprintf(list + n, sizeof list - n, "%s%s", *out > 0 ? ", " : "", words[*out]);
	}
	err_set(e, ERR_INPUT, 1809, "this field must be one of: %s", list);
	return calc_json_place(e, o, name);
}

enum err_code calc_json_day(const struct calc_object *o, const char *name, day_t *out, struct err *e)
{
	const char *text;

	if (calc_json_text(o, name, &text, e) != ERR_OK)
		return e->code;
	if (day_parse(text, strlen(text), out))
		return ERR_OK;
	err_set(e, ERR_INPUT, 1810, "this is not a date or month of the calendar");
	calc_json_place(e, o, name);
	return err_hint(e, "Write dates as 2027-01-31 and months as 2027-01.");
}

enum err_code calc_json_month(const struct calc_object *o, const char *name, month_t *out, struct err *e)
{
	const char *text;

	if (calc_json_text(o, name, &text, e) != ERR_OK)
		return e->code;
	if (month_parse(text, strlen(text), out))
		return ERR_OK;
	err_set(e, ERR_INPUT, 1810, "this is not a date or month of the calendar");
	calc_json_place(e, o, name);
	return err_hint(e, "Write dates as 2027-01-31 and months as 2027-01.");
}

enum err_code calc_json_yen(const struct calc_object *o, const char *name, yen_t *out, struct err *e)
{
	return calc_json_int(o, name, 0, INT32_MAX, out, e);
}

enum err_code calc_json_yen_or(
	const struct calc_object *o, const char *name, yen_t otherwise, yen_t *out, struct err *e)
{
	*out = otherwise;
	return calc_json_has(o, name) ? calc_json_yen(o, name, out, e) : ERR_OK;
}

enum err_code calc_json_list(
	const struct calc_object *o, const char *name, size_t min, size_t max, json_t **out, struct err *e)
{
	if (field(o, name, out, e) != ERR_OK)
		return e->code;
	if (!json_is_array(*out))
		return wrong_type(o, name, "a list", e);
	if (json_array_size(*out) >= min && json_array_size(*out) <= max)
		return ERR_OK;
	err_set(e, ERR_INPUT, 1811, "this list must have %zu to %zu entries", min, max);
	return calc_json_place(e, o, name);
}

enum err_code calc_json_entry(
	json_t *list, const char *name, size_t i, struct calc_object *out, struct err *e)
{
	out->json = json_array_get(list, i);
	(void)snprintf(out->path, sizeof out->path, "%s[%zu]", name, i);
	if (json_is_object(out->json))
		return ERR_OK;
	err_set(e, ERR_INPUT, 1807, "this field must be %s", "an object");
	return err_place(e, "%s", out->path);
}
