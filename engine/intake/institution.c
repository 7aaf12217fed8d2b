/*
 * institution.c: the columns of a list of institutions, and what its rows have in common (see institution.h).
 */
#include "engine/intake/institution.h"

#include "gen/sql.h"

#include <string.h>

/* In the order of the staging columns; the first one is where the checks across rows point at. */
enum { AT_CODE, AT_KIND, AT_SOURCE, AT_DAY };

#define KIND_WORD(name, number, word, term) {number, word},
/* 'dropped' is what follows from a list, no word of one. */
#define END_WORD(name, number, word, term) {number, (name) == INSTITUTION_DROPPED ? "" : (word)},

static const struct field_word kinds[] = {INSTITUTION_KINDS(KIND_WORD){0, NULL}};
static const struct field_word ends[] = {INSTITUTION_ENDS(END_WORD){0, NULL}};

/* clang-format off */
const struct dataset institution_dataset = {"institutions", &sql_new_institution, false, {
	[AT_CODE]   = {"code", FIELD_CODE10, PUT_CHECKED, true, 0, 0, NULL},
	[AT_KIND]   = {"kind", FIELD_WORD, PUT_INT2, true, 0, 0, kinds},
	[AT_SOURCE] = {"source", FIELD_NAME, PUT_TEXT, true, 1, INSTITUTION_SOURCE_MAX, NULL},
	[AT_DAY]    = {"as_of", FIELD_DAY, PUT_DAY, true, 0, 0, NULL},
	{"name", FIELD_TEXT, PUT_TEXT, true, 1, 100, NULL},
	{"name_kana", FIELD_TEXT, PUT_TEXT, false, 0, 100, NULL},
	{"postal_code", FIELD_POSTAL, PUT_TEXT, false, 0, 0, NULL},
	{"address", FIELD_TEXT, PUT_TEXT, false, 0, 200, NULL},
	{"phone", FIELD_TEXT, PUT_TEXT, false, 0, 40, NULL},
	{"valid_from", FIELD_DAY, PUT_DAY, true, 0, 0, NULL},
	{"valid_to", FIELD_END, PUT_DAY, false, 0, 0, NULL},
	{"end_reason", FIELD_WORD, PUT_INT2, false, 0, 0, ends},
}};
/* clang-format on */

static enum err_code another_list(
	const struct institution_list *list, const char *file, const struct csv_field *field, struct err *e)
{
	char day[11];

	(void)err_set(e, ERR_INPUT, 1178, "a list has one source and one day, and the rows before say others");
	(void)err_place(e, "%s:%d:%d", file, field->line, field->column);
	(void)err_detail(e, "The rows before are of %s, %s.", list->source, day_format(list->as_of, day));
	return err_hint(e, "Import each list in a file of its own.");
}

/* Keeps whom a row that is set aside speaks of. */
static void keep_aside(struct institution_list *list, const struct field_value values[], const bool bad[])
{
	struct institution_key *key;

	if (bad[AT_CODE] || bad[AT_KIND]) {
		list->blind = true;
		return;
	}
	if (list->naside == list->room) {
		size_t room = list->room ? 2 * list->room : 64;

		list->aside = arena_grow(list->keep, list->aside, list->room, room, sizeof *list->aside);
		list->room = room;
	}
	key = &list->aside[list->naside++];
	*key = (struct institution_key){.kind = (int)values[AT_KIND].number};
	memcpy(key->code, values[AT_CODE].text.at, INSTITUTION_CODE_DIGITS);
}

enum err_code institution_take(struct institution_list *list, const char *file,
	const struct csv_field fields[], const struct field_value values[], const bool bad[], bool holds,
	struct err *e)
{
	const struct str *source = &values[AT_SOURCE].text;

	if (!holds) {
		keep_aside(list, values, bad);
		return ERR_OK;
	}
	if (list->source == NULL) {
		list->source = arena_strndup(list->keep, source->at, source->length);
		list->as_of = (day_t)values[AT_DAY].number;
		return ERR_OK;
	}
	if (strlen(list->source) != source->length || memcmp(list->source, source->at, source->length) != 0)
		return another_list(list, file, &fields[AT_SOURCE], e);
	return values[AT_DAY].number == list->as_of ? ERR_OK : another_list(list, file, &fields[AT_DAY], e);
}
