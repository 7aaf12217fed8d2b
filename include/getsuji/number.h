/*
 * number.h: the numbers of the field: what they look like, their check digits, and how grave a wrong one is.
 *
 * A number is text: leading zeros count.  Three things can be wrong with one: its form (length, characters), its
 * parts (law number, prefecture, 点数表, 事業所区分), its check digit.  What follows depends on where it comes from:
 * our own output may never break a rule; a number from outside is refused where a typing error is the likely cause,
 * and only told where real numbers are known to break the rule (a published 介護保険事業所番号 does).
 *
 *   kind                    | from outside | our own output
 *   ------------------------+--------------+----------------------------------------------
 *   公費負担者 受給者       | refused      | refused
 *   医療機関・薬局・訪看    | told         | refused unless it stands in the directory
 *   介護保険事業所          | told         | refused unless it stands in the directory, right or wrong
 *   保険者 市町村 団体コード| told         | refused
 *   法人番号                | refused      | refused
 *   個人番号                | refused      | never emitted, right or wrong
 *
 * A wrong form is always refused.
 *
 * Check digits: 公費負担者・受給者・保険者・市町村 rule m10w21 (check_digit.h) over all digits before it.  医療機関: the
 * same over nine digits; but in 埼玉, 千葉, 東京 and 神奈川 (11-14) over positions 4-9 only, so that the seven printed
 * digits check themselves.  介護: m10w21 with letters.  全国地方公共団体コード looks like 市町村番号 and has another rule:
 * weights 6 5 4 3 2, modulo 11.  個人番号: modulo 11.  法人番号: modulo 9, and its check digit is the first.
 *
 * Not every error changes a check digit: m10w21 misses 09 exchanged with 90 (and letters of the same weight), modulo
 * 11 two remainders that share a digit, modulo 9 a 0 for a 9; positions 1-3 of the four prefectures are in no sum.
 *
 * Thread: any; pure.
 */
#ifndef GETSUJI_NUMBER_H
#define GETSUJI_NUMBER_H

#include "getsuji/registration_no.h"
#include "getsuji/ticket.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(constant, name in vectors, digits, term) */
/* clang-format off */
#define NUMBER_KINDS(X)                                                              \
	X(NUMBER_PAYER,          "futansha8",        8,  "公費負担者番号")               \
	X(NUMBER_RECIPIENT,      "jukyusha7",        7,  "公費受給者番号")               \
	X(NUMBER_INSURER,        "hokensha8",        8,  "保険者番号")                   \
	X(NUMBER_INSTITUTION,    "iryokikan10",      10, "医療機関・薬局コード")         \
	X(NUMBER_CARE_PROVIDER,  "kaigo_jigyosho10", 10, "介護保険事業所番号")           \
	X(NUMBER_MUNICIPALITY,   "shichoson6",       6,  "市町村番号")                   \
	X(NUMBER_LOCAL_GOVERNMENT, "lgcode6",        6,  "全国地方公共団体コード")       \
	X(NUMBER_PERSONAL,       "kojin12",          12, "個人番号")                     \
	X(NUMBER_CORPORATE,      "hojin13",          13, "法人番号")
/* clang-format on */

enum number_kind {
#define X(constant, name, digits, term) constant,
	NUMBER_KINDS(X)
#undef X
		NUMBER_KIND_COUNT
};

#define NUMBER_DIGITS_MAX 13

/* Where a number comes from or goes to. */
enum number_use {
	NUMBER_FROM_OUTSIDE,
	NUMBER_OWN,       /* our own output */
	NUMBER_OWN_LISTED /* our own output, and it stands in the directory */
};

/* Of several faults the first. */
enum number_fault {
	NUMBER_SOUND,
	NUMBER_FORM,    /* another length, or other characters */
	NUMBER_PARTS,   /* no such law, prefecture, 点数表 or 事業所区分 */
	NUMBER_CHECK,   /* the check digit */
	NUMBER_UNLISTED /* sound, but not to be given out like this */
};

enum number_verdict { NUMBER_OK, NUMBER_WARN, NUMBER_REJECT };

/* NUMBER_INSTITUTION or NUMBER_CARE_PROVIDER. */
enum number_kind number_of_institution(enum institution_kind kind);

/* The code is sound, and of the kind: its third digit is the kind's 点数表. */
bool number_institution_holds(enum institution_kind kind, const char *code, size_t length);

/* What is wrong with the number by itself. */
enum number_fault number_fault(enum number_kind kind, const char *number, size_t length);

/* And what follows from it. */
enum number_verdict number_judge(
	enum number_kind kind, enum number_use use, const char *number, size_t length, enum number_fault *fault);

/* The check digit, 0..9, of a number without it; -1 when it has another length or other characters. */
int number_check_digit(enum number_kind kind, const char *body, size_t length);

/* Writes the number with its check digit, and a zero byte; the body is the caller's and sound. */
void number_complete(enum number_kind kind, const char *body, char out[static NUMBER_DIGITS_MAX + 1]);

/* Finds what looks like a 個人番号 in a text in UTF-8: twelve digits, plain or full-width, together or in fours, not
 * part of a longer run of digits, that pass its rule.  One random run of twelve in ten does, too. */
bool number_finds_personal(const char *text, size_t length);

#endif
