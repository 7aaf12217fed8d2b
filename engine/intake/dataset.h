/*
 * dataset.h: what the CSV files of facts look like: columns, types, ranges.
 *
 * One description per dataset; the parser, the staging columns and the README follow it.  A field is
 * checked by itself, the row by rules that need two fields (a range of days, an end and its reason);
 * what needs other rows is checked in the database (sql/schema/006_intake.sql).
 *
 * Thread: any; constant.
 */
#ifndef GETSUJI_INTAKE_DATASET_H
#define GETSUJI_INTAKE_DATASET_H

#include "getsuji/csv.h"
#include "getsuji/rows.h"
#include "getsuji/sql.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The rules a row can break; I-: files of facts, RULE_KEY to RULE_PERSON need other rows; A-: answer files;
 * D-: sheets with dispositions; E-: answers to uploads of registrations; C-: results of the check for duplicate
 * coverage; V-: reports of collectors; S-: scans; R-: returned mail; B-: what a bank says of transfers.
 * X(constant, id) */
/* clang-format off */
#define INTAKE_RULES(X)                                 \
	X(RULE_REQUIRED,    "I-required")                   \
	X(RULE_NUMBER,      "I-number")                     \
	X(RULE_DATE,        "I-date")                       \
	X(RULE_RANGE,       "I-range")                      \
	X(RULE_ORDER,       "I-order")                      \
	X(RULE_WORD,        "I-word")                       \
	X(RULE_LENGTH,      "I-length")                     \
	X(RULE_CHARACTER,   "I-character")                  \
	X(RULE_PATTERN,     "I-pattern")                    \
	X(RULE_REASON,      "I-reason")                     \
	X(RULE_KEY,         "I-key")                        \
	X(RULE_OVERLAP,     "I-overlap")                    \
	X(RULE_OFFICE,      "I-unknown-office")             \
	X(RULE_CASEWORKER,  "I-unknown-caseworker")         \
	X(RULE_HOUSEHOLD,   "I-unknown-household")          \
	X(RULE_PERSON,      "I-unknown-person")             \
	X(RULE_CHECK,       "I-check")                      \
	X(RULE_PERSONAL,    "I-personal")                   \
	X(RULE_KANA,        "I-kana")                       \
	X(RULE_ANSWER_CHECK,   "A-check")                   \
	X(RULE_ANSWER_TWICE,   "A-twice")                   \
	X(RULE_ANSWER_UNASKED, "A-unasked")                 \
	X(RULE_ANSWER_OFFICE,  "A-office")                  \
	X(RULE_ANSWER_SUBJECT, "A-subject")                 \
	X(RULE_ANSWER_LINKAGE, "A-linkage")                 \
	X(RULE_ANSWER_DATE,    "A-date")                    \
	X(RULE_SHEET_NUMBER,   "D-number")                  \
	X(RULE_SHEET_FINDING,  "D-finding")                 \
	X(RULE_SHEET_CHANGED,  "D-changed")                 \
	X(RULE_SHEET_WORD,     "D-word")                    \
	X(RULE_SHEET_ADOPT,    "D-adopt")                   \
	X(RULE_SHEET_REQUIRED, "D-required")                \
	X(RULE_SHEET_DATE,     "D-date")                    \
	X(RULE_SHEET_EARLY,    "D-early")                   \
	X(RULE_SHEET_NOTE,     "D-note")                    \
	X(RULE_SHEET_TWICE,    "D-twice")                   \
	X(RULE_SHEET_LATE,     "D-late")                    \
	X(RULE_SENT_CHECK,     "E-check")                   \
	X(RULE_SENT_TWICE,     "E-twice")                   \
	X(RULE_SENT_UNKNOWN,   "E-unknown")                 \
	X(RULE_SENT_UNSENT,    "E-unsent")                  \
	X(RULE_SENT_OFFICE,    "E-office")                  \
	X(RULE_SENT_CODE,      "E-code")                    \
	X(RULE_SENT_DATE,      "E-date")                    \
	X(RULE_BANK_TWICE,     "B-twice")                   \
	X(RULE_BANK_UNKNOWN,   "B-unknown")                 \
	X(RULE_BANK_OFFICE,    "B-office")                  \
	X(RULE_BANK_UNSENT,    "B-unsent")                  \
	X(RULE_BANK_AMOUNT,    "B-amount")                  \
	X(RULE_BANK_REASON,    "B-reason")                  \
	X(RULE_BANK_DATE,      "B-date")                    \
	X(RULE_BANK_UNDONE,    "B-undone")                  \
	X(RULE_BANK_RETURNED,  "B-returned")                \
	X(RULE_DUPLICATE_CHECK,  "C-check")                 \
	X(RULE_DUPLICATE_OFFICE, "C-office")                \
	X(RULE_DUPLICATE_PERSON, "C-person")                \
	X(RULE_DUPLICATE_TWICE,  "C-twice")                 \
	X(RULE_DUPLICATE_DATE,   "C-date")                  \
	X(RULE_DUPLICATE_YEAR,   "C-year")                  \
	X(RULE_DUPLICATE_WHOLE,  "C-whole")                 \
	X(RULE_COLLECTION_TWICE, "V-twice")                 \
	X(RULE_COLLECTION_DATE,  "V-date")                  \
	X(RULE_SCAN_PLACE,     "S-place")                   \
	X(RULE_SCAN_PIECE,     "S-piece")                   \
	X(RULE_SCAN_TIME,      "S-time")                    \
	X(RULE_RETURN_CODE,    "R-code")                    \
	X(RULE_RETURN_PIECE,   "R-piece")                   \
	X(RULE_RETURN_OFFICE,  "R-office")                  \
	X(RULE_RETURN_TWICE,   "R-twice")                   \
	X(RULE_RETURN_DATE,    "R-date")
/* clang-format on */

enum intake_rule {
	RULE_NONE,
#define X(constant, id) constant,
	INTAKE_RULES(X)
#undef X
		RULE_COUNT
};

const char *intake_rule_id(enum intake_rule rule);
const char *intake_rule_text(enum intake_rule rule); /* English: for the ledger, and for gettext() */
enum intake_rule intake_rule_of(const char *id);     /* RULE_NONE: no such rule */

/* A character that nobody can read or print: controls, line breaks, marks that turn the direction of writing,
 * noncharacters, the replacement character. */
bool intake_unreadable(uint32_t c);

/* What a text of at most `most` characters may not hold, wherever it comes from.  It must be valid UTF-8. */
enum intake_rule intake_text_rule(const char *at, size_t length, size_t most);

enum field_kind {
	FIELD_OFFICE, /* five digits */
	FIELD_CASE,   /* 1..99,999,999; with the office it is the household */
	FIELD_CODE5,  /* a municipality: five digits */
	FIELD_NUMBER, /* lo..hi */
	FIELD_BOOL,   /* 0 or 1 */
	FIELD_WORD,   /* one of words */
	FIELD_TEXT,   /* lo..hi graphemes */
	FIELD_KANA, /* a text of at most hi graphemes that bank files can have as class lo (zengin.h), in any width */
	FIELD_POSTAL, /* seven digits; these and the numbers below may be written full-width (０–９, Ａ–Ｚ) */
	FIELD_DIGITS,  /* hi digits, kept as text; also empty where it is not required */
	FIELD_CODE10,  /* of an institution: ten digits, of care also letters; empty where it is not required */
	FIELD_INSURED, /* 介護 被保険者番号: ten digits, or H and nine; may be empty */
	FIELD_PAYER,   /* 公費負担者番号: eight digits, law number 12, with its check digit */
	FIELD_NAME,    /* of a hold: [a-z][a-z0-9_]* */
	FIELD_DAY,
	FIELD_END,  /* the first day no longer in it; empty = open */
	FIELD_MONTH /* its first day, and the first of the next as the end */
};

/* How a field is sent to the staging table. */
enum field_put {
	PUT_INT2,
	PUT_INT4,
	PUT_INT8,
	PUT_BOOL,
	PUT_DAY,
	PUT_TEXT,
	PUT_MONTH,
	PUT_CHECKED, /* an institution's code, and whether it is right for the row's kind (number.h) */
	PUT_NOTHING
};

struct field_word {
	int number;
	const char *word;
};

struct field {
	const char *name;
	enum field_kind kind;
	enum field_put put;
	bool required; /* else empty, or the column missing: 0, "" or open */
	int64_t lo, hi;
	const struct field_word *words; /* ends with a NULL word */
};

#define DATASET_FIELDS_MAX 80

struct dataset {
	const char *name;                        /* "person": the file is person.csv, the table fact.person */
	const struct sql_stmt *copy_in;          /* into the staging table */
	bool by_household;                       /* begins with office and case_no, sent as household_id */
	struct field fields[DATASET_FIELDS_MAX]; /* ends with a NULL name */
};

/* In the order in which a folder is imported: what others refer to comes first; baseline is last. */
extern const struct dataset datasets[];
extern const int datasets_count;

const struct dataset *dataset_find(const char *name, size_t length);
int dataset_nfields(const struct dataset *d);
int dataset_staging_columns(const struct dataset *d);
bool dataset_is_baseline(const struct dataset *d);

#define FIELD_PLAIN_MAX 16

/* A row's values, as checked; not to be copied: a text may lie in plain[]. */
struct field_value {
	int64_t number; /* also of words, booleans and days */
	struct str text;
	char plain[FIELD_PLAIN_MAX]; /* of a number kept as text that was written full-width: half-width */
};

/* Checks field i of a row by itself; *value is set when RULE_NONE is returned. */
enum intake_rule dataset_check_field(
	const struct field *f, const struct csv_field *text, struct field_value *value);

/* Checks that need two fields of the row; *at is the field that is to blame.  values of fields that
 * were wrong by themselves are marked in bad[]: they are not judged again. */
enum intake_rule dataset_check_row(
	const struct dataset *d, const struct field_value values[], const bool bad[], int *at);

/* Appends the row to the staging rows, after the places that the database's checks report. */
void dataset_put_row(const struct dataset *d, int line, const struct csv_field fields[],
	const struct field_value values[], struct row_out *out);

#endif
