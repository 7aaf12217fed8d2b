/*
 * check_digit.h: the check digit of Japanese insurance numbers (検証番号), rule m10w21.
 *
 * From the right-most digit of the body the weights are 2, 1, 2, 1 …; a product of two digits counts as
 * their sum; the check digit brings the sum to a multiple of ten.  Requests (REQUEST_ID_DIGITS) end with
 * it too: a number copied with one wrong digit, or with two neighbours exchanged (but 09 and 90), is found.
 *
 * Thread: any; pure.
 */
#ifndef GETSUJI_CHECK_DIGIT_H
#define GETSUJI_CHECK_DIGIT_H

#include <stdbool.h>
#include <stddef.h>

/* The check digit, 0..9, of a body of n digits; -1 when it is no plain digits. */
int check_digit(const char *body, size_t n);

/* The same of a body that may hold capital letters: A counts 10, Z 32; I, O and Q are not used.  -1 when it holds
 * anything else. */
int check_digit_letters(const char *body, size_t n);

/* The number, body and check digit, is plain digits and its last digit is the right one. */
bool check_digit_holds(const char *number, size_t n);

#endif
