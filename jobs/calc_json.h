/*
 * calc_json.h: one line of JSON from outside, hostile until parsed, and its fields by name.
 *
 * Strict: UTF-8, no duplicate keys, no NUL, integers only, bounded length and depth.  Every complaint
 * names the field ("members[1].birth") in err.place; no value is repeated, it may be personal.
 *
 * Ownership: what calc_json_parse() gives belongs to the caller (json_decref()); the rest is borrowed
 * from it.  Thread: one at a time.
 * Errors: ERR_INPUT, 1801..1810.
 */
#ifndef GETSUJI_JOBS_CALC_JSON_H
#define GETSUJI_JOBS_CALC_JSON_H

#include "getsuji/calendar.h"
#include "getsuji/err.h"
#include "getsuji/money.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CALC_LINE_MAX  65536 /* bytes of a line */
#define CALC_DEPTH_MAX 16    /* objects and lists inside each other */

/* An object that is being read; path is "" for the line itself. */
struct calc_object {
	json_t *json;
	char path[64];
};

/* Parses a line into an object. */
MUST_CHECK enum err_code calc_json_parse(
	const char *line, size_t length, struct calc_object *out, struct err *e);

/* Refuses fields whose name is not in the NULL-terminated list; `common` may be NULL. */
MUST_CHECK enum err_code calc_json_only(
	const struct calc_object *o, const char *const names[], const char *const common[], struct err *e);

bool calc_json_has(const struct calc_object *o, const char *name);

/* A field that must be there, of the right type and in range. */
MUST_CHECK enum err_code calc_json_int(
	const struct calc_object *o, const char *name, int64_t min, int64_t max, int64_t *out, struct err *e);
MUST_CHECK enum err_code calc_json_bool(
	const struct calc_object *o, const char *name, bool *out, struct err *e);
MUST_CHECK enum err_code calc_json_text(
	const struct calc_object *o, const char *name, const char **out, struct err *e);
MUST_CHECK enum err_code calc_json_word(
	const struct calc_object *o, const char *name, const char *const words[], int *out, struct err *e);
MUST_CHECK enum err_code calc_json_day(
	const struct calc_object *o, const char *name, day_t *out, struct err *e);
MUST_CHECK enum err_code calc_json_month(
	const struct calc_object *o, const char *name, month_t *out, struct err *e);

/* An amount of money, 0 .. 2,147,483,647 yen; _or: where the field is missing, `otherwise`. */
MUST_CHECK enum err_code calc_json_yen(
	const struct calc_object *o, const char *name, yen_t *out, struct err *e);
MUST_CHECK enum err_code calc_json_yen_or(
	const struct calc_object *o, const char *name, yen_t otherwise, yen_t *out, struct err *e);

/* A list of at least min and at most max entries. */
MUST_CHECK enum err_code calc_json_list(
	const struct calc_object *o, const char *name, size_t min, size_t max, json_t **out, struct err *e);
/* Its i-th entry as an object, with the path for messages. */
MUST_CHECK enum err_code calc_json_entry(
	json_t *list, const char *name, size_t i, struct calc_object *out, struct err *e);

/* "members[1].birth" of a field, for messages about its meaning. */
enum err_code calc_json_place(struct err *e, const struct calc_object *o, const char *name);

#endif
