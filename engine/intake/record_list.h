/*
 * record_list.h: files of records that are lists: what the file is, the rows that it lists, the end.
 *
 *   file    first: layout, whose list it is (an office, if not said otherwise), its day and serial
 *     row   one per what is listed; each layout has its word and its items for it
 *   end     last: how many rows and records, and their digest
 *
 * Thread: any; constants.
 */
#ifndef GETSUJI_INTAKE_RECORD_LIST_H
#define GETSUJI_INTAKE_RECORD_LIST_H

#include "engine/intake/record.h"

enum list_record { LIST_FILE, LIST_ROW, LIST_END, LIST_RECORDS };
enum list_file_item { LIST_LAYOUT, LIST_OF, LIST_MADE_ON, LIST_SERIAL };

#define LIST_OFFICE \
	{ \
		"office", ITEM_DIGITS, false, 0, 5, NULL \
	}

/* The items of `file`; of: whose list it is. */
#define LIST_FILE_ITEMS(...) \
	{ \
		[LIST_LAYOUT] = {"layout", ITEM_TEXT, false, 1, 40, NULL}, [LIST_OF] = __VA_ARGS__, \
		[LIST_MADE_ON] = {"made_on", ITEM_DAY, false, 0, 0, NULL}, \
		[LIST_SERIAL] = {"serial", ITEM_NUMBER, false, 1, 999999, NULL}, \
	}

/* Those of `end`; rows: the item that counts them, at most `most`. */
#define LIST_END_ITEMS(rows, most, ...) \
	{ \
		{rows, ITEM_NUMBER, false, 0, most, NULL}, {"records", ITEM_NUMBER, false, 0, 2000000000, NULL}, \
			__VA_ARGS__, \
	}
#define LIST_DIGEST \
	{ \
		"digest", ITEM_CODE, false, 64, 64, NULL \
	}
#define LIST_DIGEST_BY_HAND \
	{ \
		"digest", ITEM_TEXT, false, 1, 64, NULL \
	} /* where a person may write "-" */

#define LIST_NEXT (1U << LIST_ROW | 1U << LIST_END)
#define LIST_ORDER(word) \
	{ \
		[LIST_FILE] = {LIST_NEXT, NO_RECORD, "file"}, [LIST_ROW] = {LIST_NEXT, NO_RECORD, word}, \
		[LIST_END] = {0, NO_RECORD, "end"}, \
	}
#define LIST_WORDS(word) \
	{ \
		[LIST_FILE] = "file", [LIST_ROW] = word, [LIST_END] = "end", \
	}

#endif
