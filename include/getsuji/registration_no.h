/*
 * registration_no.h: the registration number of a person, the key in files of the online eligibility check and of the
 * duplicate coverage: office 5, case 8, person 2 digits, check digit m10w21 (check_digit.h).
 *
 * Thread: any; pure.
 */
#ifndef GETSUJI_REGISTRATION_NO_H
#define GETSUJI_REGISTRATION_NO_H

#include "getsuji/ticket.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Writes the number and a zero byte; the person is a known one. */
void registration_no_format(int64_t household_id, int person_no, char out[static REGISTRATION_NO_DIGITS + 1]);

/* False: another length, other characters, a wrong check digit, or an office, case or person 0. */
bool registration_no_parse(const char *text, size_t length, int64_t *household_id, int *person_no);

#endif
