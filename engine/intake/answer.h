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
 * What is common to all such files, CSV and the digest, is in record.h.  XML: elements nested as above under
 * <answers>, one element per item in any order; an item without a value is an empty element with the attribute
 * reason_of_null="NN".  No DTD, entity, processing instruction or namespace.
 */
#ifndef GETSUJI_INTAKE_ANSWER_H
#define GETSUJI_INTAKE_ANSWER_H

#include "engine/intake/record.h"

#define ANSWER_LAYOUT "getsuji-answer-1"

/* How often a record may stand in the one above it, and how long a text may be. */
enum {
	ANSWERS_MAX = 2000000,
	AWARDS_MAX = 20,
	SCHEMES_MAX = 2, /* each at most once */
	AMOUNTS_MAX = 60,
	PAYMENTS_MAX = 60, /* payments and arrears together */
	EMPLOYERS_MAX = 20,
	ANSWER_TEXT_MAX = 200 /* graphemes */
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

/* Items, order and rules (answer_layout.c, answer_rules.c). */
extern const struct record_layout answer_layout;
extern const struct record_rules answer_rules;
const char *answer_record_word(enum answer_record record);
int answer_items(enum answer_record record);

/* As XML.  As CSV: record_csv().  name: the file's name for messages, without its folder; borrowed. */
struct record_reader *answer_xml(struct arena *keep, const char *name, csv_read_fn *read, void *from);

#endif
