/*
 * duplicate.h: results of the check for duplicate coverage (資格重複): who is on aid and insured at the same time, as the
 * insurers' side tells twice a month.
 *
 * The real layout is not published; this one is ours (DUPLICATES.md).  CSV alone; what is common to such files is in
 * record_list.h.
 *
 *   file      first: layout, office, day and serial of the file
 *   person    one per person and insurance; a person whose duplicate was a mistake has one of kind none
 *   end       last: how many, and their digest
 */
#ifndef GETSUJI_INTAKE_DUPLICATE_H
#define GETSUJI_INTAKE_DUPLICATE_H

#include "engine/intake/record_list.h"

#define DUPLICATE_LAYOUT "getsuji-duplicates-1"
#define DUPLICATES_MAX   2000000

/* Places of the items, in the order of duplicate_layout.c. */
enum {
	DUPLICATE_REGISTRATION_NO,
	DUPLICATE_KIND,
	DUPLICATE_INSURER_NO,
	DUPLICATE_QUALIFIED_ON,
	DUPLICATE_LOST_ON
};

enum { DUPLICATE_NONE = 0 }; /* kind none; the others are of enum coverage_kind */

extern const struct record_layout duplicate_layout;

#endif
