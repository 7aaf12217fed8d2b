/*
 * gs1.h: the 44 digits of a slip that convenience stores take (GS1-128 for 収納代行).
 *
 *   position | digits | what
 *   ---------+--------+------------------------------------------------------------------
 *   1-2      | 2      | application identifier, 91
 *   3-8      | 6      | maker: the last digit of the country's code and five of the company's
 *   9-29     | 21     | free: who makes the slip says what stands here
 *   30       | 1      | reissue class, 0 of the first
 *   31-36    | 6      | last day to pay, YYMMDD of 2000 … 2099; 999999: none
 *   37       | 1      | stamp (印紙): 0 not needed, 1 needed
 *   38-43    | 6      | amount in yen, zeros before it
 *   44       | 1      | check digit: modulus 10, weights 3 1 3 … from the right, over all before it
 *
 * Thread: any; pure.
 */
#ifndef GETSUJI_GS1_H
#define GETSUJI_GS1_H

#include "getsuji/calendar.h"
#include "getsuji/money.h"

#include <stdbool.h>
#include <stddef.h>

#define GS1_MAKER_DIGITS 6
#define GS1_FREE_DIGITS  21
#define GS1_SLIP_DIGITS  44
#define GS1_YEN_MAX      999999

/* What the digits say. */
struct gs1_slip {
	char maker[GS1_MAKER_DIGITS + 1];
	char free[GS1_FREE_DIGITS + 1];
	int reissue;  /* 0..9 */
	day_t due_on; /* DAY_MAX: none */
	bool stamp;
	yen_t yen; /* 0..GS1_YEN_MAX */
};

/* The check digit, 0..9, of a body of n digits; -1 when it is empty or no plain digits. */
int gs1_check_digit(const char *body, size_t n);

/* Writes the 44 digits and a zero byte.  False, with nothing written, where a part does not fit its place. */
bool gs1_slip_write(const struct gs1_slip *slip, char out[static GS1_SLIP_DIGITS + 1]);

/* Reads them.  False where they are not 44 digits, the check digit or the identifier is another, the day does not
 * exist or the stamp is neither 0 nor 1. */
bool gs1_slip_read(const char *digits, size_t n, struct gs1_slip *out);

/* As people read them, in two lines: "(91)912345-0000000000000045208750" and "040131-0-029500-4". */
#define GS1_LINE_1 34
#define GS1_LINE_2 18
void gs1_slip_lines(
	const char digits[static GS1_SLIP_DIGITS], char first[static GS1_LINE_1], char second[static GS1_LINE_2]);

#endif
