/*
 * rate_table.h: what the files of official amounts look like, in one list for import and rules.
 *
 * Each table is one CSV file with one row per fact.  A row gives one cell per value column; a cell
 * is known by (table, key, value column, dates).  The key is the text of the key columns joined by
 * '|', in the order declared; a band is one part, "0-2", and "75-" where it has no upper end.
 * Dates: effective_from / effective_to of the files are inclusive; here and in the database they are
 * half-open; empty is DAY_MIN / DAY_MAX.
 *
 * The list is jobs/rules/rate_tables.c.  rate_table_read() is implemented beside the import, so that
 * `import rates` and `calc` (which needs no database) read the files with the same code.
 *
 * Thread: any; the descriptions are constant.
 */
#ifndef GETSUJI_RATE_TABLE_H
#define GETSUJI_RATE_TABLE_H

#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rate_column_kind {
	RATE_KEY,       /* part of the key: one of words; any text where words is NULL; may be empty */
	RATE_KEY_CODE5, /* part of the key: a municipality's code, five digits */
	RATE_KEY_BAND,  /* part of the key: the lower end; the next column is the upper end, may be empty */
	RATE_BAND_END,  /* the upper end, inclusive, of the RATE_KEY_BAND before it */
	RATE_NUMBER,    /* value: a decimal without sign, times scale an integer */
	RATE_WORD,      /* value: one of words; any text where words is NULL */
	RATE_FROM,      /* effective_from */
	RATE_TO,        /* effective_to */
	RATE_STATUS,
	RATE_SOURCE,
	RATE_NOTE /* for people; not part of the set */
};

struct rate_column {
	const char *name;
	enum rate_column_kind kind;
	const char *const *words; /* NULL-terminated */
	int scale;                /* RATE_NUMBER: 1, or 10000 for a rate */
	bool optional;            /* RATE_NUMBER: may be empty (the cell's value is null) */
};

#define RATE_KEY_PARTS_MAX 5

/* A block of keys: the cross product of words per key part (NULL = any).  A row's key must lie in one
 * of its table's blocks.  From required_from to required_to every key of the block must be there,
 * unless known_gaps.csv declares the hole; required_from = DAY_MAX: no row means "not in the table". */
struct rate_block {
	const char *const *parts[RATE_KEY_PARTS_MAX];
	day_t required_from, required_to;
};

#define RATE_COLUMNS_MAX 16
#define RATE_BLOCKS_MAX  16

struct rate_table_desc {
	const char *name;                             /* "living_class1"; the file is NAME.csv */
	struct rate_column columns[RATE_COLUMNS_MAX]; /* ends with a NULL name */
	struct rate_block blocks[RATE_BLOCKS_MAX];
	int nblocks;
	/* The key is one band of free numbers: in each period they must follow each other from 0 to an open
	 * end.  (Bands that are declared as words are held by the blocks.) */
	bool contiguous;
};

extern const struct rate_table_desc rate_tables[];
extern const int rate_tables_count;

/* What a name in known_gaps.csv excuses: holes of a table, or of those of its keys whose first part is
 * part.  A gap about a rule that has no file excuses nothing (table NULL): it is accepted as declared.
 * A name may stand on several rows. */
struct rate_gap_desc {
	const char *name;
	const char *table;
	const char *part; /* NULL: all keys */
};
extern const struct rate_gap_desc rate_gaps[];
extern const int rate_gaps_count;

/* Words that several tables share, each NULL-terminated. */
extern const char *const rate_grades[];      /* "1-1" … "3-2" */
extern const char *const rate_zones[];       /* "I" … "VI" */
extern const char *const rate_prefectures[]; /* in the order of their codes 01 … 47 */

/* One cell as read. */
struct rate_cell {
	const struct rate_table_desc *table;
	const char *key;        /* "new|1-1|0-2" */
	const char *value_name; /* the column it came from */
	day_t from, to;         /* half-open */
	bool null;              /* the table gives no value here */
	int64_t value;          /* scaled */
	const char *word;       /* of a RATE_WORD column, else NULL */
	const char *status;
	const char *source;
	int line, column; /* of the value in its file */
};

struct rate_cells {
	struct rate_cell *cell;
	size_t count, room;
};

/* The description for a file name ("living_class1.csv"); NULL when there is none. */
const struct rate_table_desc *rate_table_of_file(const char *file_name);

/* True when a status says that the number is no law ("estimated"). */
bool rate_status_estimated(const char *status);

/* Reads one file's bytes and appends its cells, checked one by one (numbers, dates, words, keys of the
 * blocks, status); the set as a whole is checked by the import.  Texts live in keep.
 * Errors: ERR_DEFINITION with FILE:LINE:COLUMN. */
MUST_CHECK enum err_code rate_table_read(const struct rate_table_desc *t, const char *bytes, size_t length,
	struct arena *keep, struct rate_cells *out, struct err *e);

#endif
