/*
 * mail_code.h: the code that each sheet of a mailing carries on each side: which piece of which mailing, which sheet.
 *
 *   GJ2:R12:P345:S2/3:F:V0:KJ3D7A2Q
 *       run, piece, sheet of the piece's sheets, F front or B back, version (0 the first print, 1 2 … a reprint), MAC
 *
 * Opaque numbers and a MAC, in QR's alphanumeric set; no personal data.  The MAC is the first 40 bits of HMAC-SHA-256
 * over all that stands before it, the last colon included, as eight characters of base32 (RFC 4648), with the key of
 * the database (run.mail_key): a code that the office did not print passes once in 10^12 times.
 *
 * A text has one form: parsing what was formatted gives the same numbers, and formatting what was parsed the same text;
 * leading zeros, signs, blanks and lower case are no code.
 *
 * Thread: any; pure.  Errors: none.
 */
#ifndef GETSUJI_MAIL_CODE_H
#define GETSUJI_MAIL_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAIL_KEY_SIZE 32 /* bytes */

/* Each number has at most nine digits. */
#define MAIL_CODE_NUMBER_MAX 999999999
#define MAIL_CODE_MAC        8  /* characters, at the end */
#define MAIL_CODE_SIZE       72 /* with the terminating zero: 5 numbers of 9 digits, 18 others, the MAC */

struct mail_code {
	int32_t run_id;   /* 0: a sample, of no mailing */
	int32_t piece_no; /* from 1 */
	int32_t sheet;    /* 1..sheets */
	int32_t sheets;
	bool back;
	int32_t version; /* from 0 */
};

/* Numbers are in their ranges.  Returns out. */
char *mail_code_format(const struct mail_code *c, const unsigned char key[static MAIL_KEY_SIZE],
	char out[static MAIL_CODE_SIZE]);

/* False: the text is no code.  Says nothing about its MAC. */
bool mail_code_parse(const char *text, size_t length, struct mail_code *out);

/* Does the MAC of a text that is a code hold?  Compared in constant time. */
bool mail_code_holds(const char *text, size_t length, const unsigned char key[static MAIL_KEY_SIZE]);

#endif
