/*
 * institution.h: a list of designated institutions (指定医療機関・薬局・訪問看護・指定介護機関) as a file: its columns, and what
 * its rows must have in common.
 *
 * A list has one source and one day (as_of): the first row that holds says which, another one refuses the file.  It is
 * whole for that source and the kinds that it holds, so a row that is set aside must not read as an institution that is
 * gone: what such rows speak of is kept here.
 *
 * Ownership: everything in the arena that is passed.  Thread: one at a time.
 */
#ifndef GETSUJI_INTAKE_INSTITUTION_H
#define GETSUJI_INTAKE_INSTITUTION_H

#include "engine/intake/dataset.h"
#include "getsuji/arena.h"
#include "getsuji/err.h"
#include "getsuji/ticket.h"

#define INSTITUTION_SOURCE_MAX 40 /* characters */

/* Not among datasets[]: it comes with a command of its own. */
extern const struct dataset institution_dataset;

struct institution_key {
	int kind;
	char code[INSTITUTION_CODE_DIGITS + 1];
};

struct institution_list {
	struct arena *keep;
	const char *source; /* NULL: no row held so far */
	day_t as_of;
	struct institution_key *aside; /* of rows that were set aside */
	size_t naside, room;
	bool blind; /* of one of them it cannot be told whom it speaks of */
};

/* Takes note of a row.  fields, values and bad are those of institution_dataset, as they were checked; place says
 * where the row stands.  ERR_INPUT: it has another source or day than the rows before it. */
MUST_CHECK enum err_code institution_take(struct institution_list *list, const char *file,
	const struct csv_field fields[], const struct field_value values[], const bool bad[], bool holds,
	struct err *e);

#endif
