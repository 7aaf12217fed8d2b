/*
 * answer.h: answer files of the information-linkage server (情報照会の回答), CSV and XML, as one stream of
 * records.
 *
 * The real layouts are not published; these are our own, built from the public item lists, and stand in
 * engine/intake/ANSWERS.md.  Both forms have the same records with the same items:
 *
 *   file                                  first: layout, subject, office, day and serial of the file
 *     answer                              one per request
 *       award                             年金: one per 年金コード
 *         scheme                          年金基本情報, 年金障害関係情報: repeats per scheme
 *         amount                          年金基本額情報: repeats per change
 *         payment, arrears                年金支払情報, 時効特例支払情報
 *       tax, then employer                課税: one record, and its 給与支払者
 *   end                                   last: how many answers and records, and their digest
 *
 * CSV: a header row with `record` and every item's name, then one row per record; items that the record
 * does not have stay empty.  XML: elements nested as above under <answers>, one element per item in any
 * order.  An item without a value carries the reason (Reason Of Null): in CSV the text `Reason Of Null:NN`,
 * in XML an empty element with the attribute reason_of_null="NN".  Neither a value nor a reason is an error;
 * so are both.
 *
 * The digest is SHA-256 over all records before `end`, in order: for each the record's word and a line
 * feed, then its items in the order of the layout, each NAME=VALUE or NAME=Reason Of Null:NN and a line feed.
 * So it does not depend on the form, and a file that was cut off or edited is refused as a whole.
 *
 * Hostile until parsed: bounded sizes (below), constant memory, strict encodings, no DTD, entity, processing
 * instruction or namespace.  Every complaint names FILE:LINE:COLUMN (characters) and the element, never the
 * value.
 *
 * Ownership: the reader lives in the arena that is passed; a row and its texts are borrowed until the next
 * call.  Thread: one at a time.
 * Errors: ERR_INPUT (the file is refused), ERR_ENVIRONMENT (CP932 is not known to iconv).
 */
#ifndef GETSUJI_INTAKE_ANSWER_H
#define GETSUJI_INTAKE_ANSWER_H

#include "getsuji/arena.h"
#include "getsuji/csv.h"
#include "getsuji/digest.h"
#include "getsuji/err.h"
#include "getsuji/rows.h"

#include <stdbool.h>
#include <stdint.h>

#define ANSWER_LAYOUT "getsuji-answer-1"

/* How often a record may stand in the one above it, and how long a text may be. */
enum {
	ANSWERS_MAX = 2000000,
	AWARDS_MAX = 20,
	SCHEMES_MAX = 2, /* each at most once */
	AMOUNTS_MAX = 60,
	PAYMENTS_MAX = 60, /* payments and arrears together */
	EMPLOYERS_MAX = 20,
	ANSWER_TEXT_MAX = 200, /* graphemes */
	ANSWER_ITEMS_MAX = 24  /* of one record */
};

/* clang-format off */
/* X(constant, word): the records, in the order of ANSWERS.md */
#define ANSWER_RECORDS(X)        \
	X(RECORD_FILE,     "file")     \
	X(RECORD_ANSWER,   "answer")   \
	X(RECORD_AWARD,    "award")    \
	X(RECORD_SCHEME,   "scheme")   \
	X(RECORD_AMOUNT,   "amount")   \
	X(RECORD_PAYMENT,  "payment")  \
	X(RECORD_ARREARS,  "arrears")  \
	X(RECORD_TAX,      "tax")      \
	X(RECORD_EMPLOYER, "employer") \
	X(RECORD_END,      "end")
/* clang-format on */

enum answer_record {
#define X(constant, word) constant,
	ANSWER_RECORDS(X)
#undef X
		RECORD_COUNT
};

enum answer_type {
	ANSWER_DIGITS, /* exactly hi digits, as text */
	ANSWER_CODE,   /* lo..hi letters or digits, as text */
	ANSWER_WORD,   /* one of words */
	ANSWER_TEXT,   /* lo..hi graphemes */
	ANSWER_DAY,    /* YYYY-MM-DD */
	ANSWER_YYYYMM, /* 000000: none, number = 0; else the month */
	ANSWER_NUMBER, /* lo..hi, plain digits */
	ANSWER_YEN     /* 0..2,147,483,647, plain digits */
};

struct answer_word {
	int number;
	const char *word;
};

struct answer_item {
	const char *name;
	enum answer_type type;
	bool nullable; /* may carry a Reason Of Null */
	int64_t lo, hi;
	const struct answer_word *words; /* ends with a NULL word */
};

/* The items of a record, in order; ends with a NULL name.  Data only: answer_layout.c. */
extern const struct answer_item answer_layout[RECORD_COUNT][ANSWER_ITEMS_MAX + 1];
const char *answer_record_word(enum answer_record record);
int answer_items(enum answer_record record);

struct answer_value {
	bool null;
	uint8_t null_reason; /* 1..99; enum null_reason where it is one of them */
	struct str text;     /* as it came; {"", 0} of a null */
	int64_t number;      /* of words, days, months, numbers, yen */
	int line, column;
};

struct answer_row {
	enum answer_record record;
	int line, column;
	const struct answer_value *values; /* one per item, in the layout's order */
};

struct answer_reader;

/* name: the file's name for messages, without its folder; borrowed. */
struct answer_reader *answer_csv(
	struct arena *keep, const char *name, enum csv_encoding encoding, csv_read_fn *read, void *from);
struct answer_reader *answer_xml(struct arena *keep, const char *name, csv_read_fn *read, void *from);

/* The next record.  *more is false after `end` has been given and checked against what came before. */
MUST_CHECK enum err_code answer_next(
	struct answer_reader *r, const struct answer_row **row, bool *more, struct err *e);

/* The digest of the records, once answer_next() has given `end`. */
void answer_digest(const struct answer_reader *r, unsigned char out[static DIGEST_SIZE]);

#endif
