/*
 * record.h: files of records, as our own layouts have them (ANSWERS.md, DUPLICATES.md): first what the file is,
 * then its records, last `end` with their number and digest.  One stream of checked records, whatever the form.
 *
 * CSV: a header row with `record` and every item's name, then one row per record; items that the record does
 * not have stay empty.  An item without a value carries the reason (Reason Of Null): `Reason Of Null:NN`, where the
 * layout allows it.  Neither a value nor a reason is an error.
 *
 * The digest is SHA-256 over all records before `end`, in order: for each the record's word and a line
 * feed, then its items in the order of the layout, each NAME=VALUE or NAME=Reason Of Null:NN and a line feed.
 * So it does not depend on the form, and a file that was cut off or edited is refused as a whole.
 *
 * Hostile until parsed: bounded sizes, constant memory, strict encodings.  Every complaint names
 * FILE:LINE:COLUMN (characters) and the record and item, never the value.
 *
 * Ownership: the reader lives in the arena that is passed; a row and its texts are borrowed until the next
 * call.  Thread: one at a time.
 * Errors: ERR_INPUT (the file is refused), ERR_ENVIRONMENT (CP932 is not known to iconv).
 */
#ifndef GETSUJI_INTAKE_RECORD_H
#define GETSUJI_INTAKE_RECORD_H

#include "getsuji/arena.h"
#include "getsuji/csv.h"
#include "getsuji/digest.h"
#include "getsuji/err.h"
#include "getsuji/rows.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	RECORD_ITEMS_MAX = 24, /* of one record */
	RECORD_KINDS_MAX = 10  /* in one layout */
};

enum item_type {
	ITEM_DIGITS, /* exactly hi digits, as text */
	ITEM_CODE,   /* lo..hi letters or digits, as text */
	ITEM_WORD,   /* one of words */
	ITEM_TEXT,   /* lo..hi graphemes */
	ITEM_DAY,    /* YYYY-MM-DD */
	ITEM_YYYYMM, /* 000000: none, number = 0; else the month */
	ITEM_NUMBER, /* lo..hi, plain digits */
	ITEM_YEN     /* 0..2,147,483,647, plain digits */
};

struct record_word {
	int number;
	const char *word;
};

struct record_item {
	const char *name;
	enum item_type type;
	bool nullable; /* may carry a Reason Of Null */
	int64_t lo, hi;
	const struct record_word *words; /* ends with a NULL word */
};

/* The items of a record, in order; ends with a NULL name. */
typedef const struct record_item record_items[RECORD_ITEMS_MAX + 1];

struct record_value {
	bool null;
	uint8_t null_reason; /* 1..99; enum null_reason where it is one of them */
	struct str text;     /* as it came; {"", 0} of a null */
	int64_t number;      /* of words, days, months, numbers, yen */
	int line, column;
};

struct record_row {
	int record; /* its number in the layout */
	int line, column;
	const struct record_value *values; /* one per item, in the layout's order */
};

/* Which record may follow one, and where it stands. */
struct record_order {
	unsigned next;    /* bits of records */
	int parent;       /* the record it stands under; NO_RECORD: none */
	const char *path; /* in complaints, "answer/award" */
};

enum { NO_RECORD = -1 };
struct record_check;

/* What a layout asks beyond order and types; each may be NULL.  self: what open() gave. */
struct record_rules {
	void *(*open)(struct arena *keep);
	/* The records that end because this one begins: before it is asked whether it may stand here.  last: the
	 * record before, or NO_RECORD. */
	enum err_code (*before)(void *self, const struct record_check *c, int last, int record, struct err *e);
	/* A record that may follow the one before: does it fit, are there too many? */
	enum err_code (*begin)(
		void *self, const struct record_check *c, int record, int line, int column, struct err *e);
	/* What holds between the items of a row, and between it and the rows before it. */
	enum err_code (*row)(
		void *self, const struct record_check *c, const struct record_row *row, struct err *e);
	/* The record that began last has no further part. */
	enum err_code (*close)(void *self, const struct record_check *c, int record, struct err *e);
};

/* A layout.  Its first record says what the file is, with the layout's name as its first item; its last is `end`
 * with three: how many of the counted record there are, how many records before `end`, their digest. */
struct record_layout {
	const char *name; /* "getsuji-answer-1" */
	int count;        /* of kinds of records */
	int counted;      /* the record that the layout is about */
	int most;         /* of them in a file */
	const char *const *words;
	const struct record_order *order;
	record_items *items;
	const struct record_rules *rules; /* NULL: none */
	bool by_hand; /* a person may write it: `-` for the digest; the counts are checked all the same */
};

struct record_reader;

/* name: the file's name for messages, without its folder; borrowed, as the layout. */
struct record_reader *record_csv(struct arena *keep, const struct record_layout *layout, const char *name,
	enum csv_encoding encoding, csv_read_fn *read, void *from);

/* The next record.  *more is false after `end` has been given and checked against what came before. */
MUST_CHECK enum err_code record_next(
	struct record_reader *r, const struct record_row **row, bool *more, struct err *e);

/* The digest of the records, once record_next() has given `end`. */
void record_digest(const struct record_reader *r, unsigned char out[static DIGEST_SIZE]);

#endif
