/*
 * registration_no.c: see include/getsuji/registration_no.h.
 */
#include "getsuji/registration_no.h"

#include "getsuji/check_digit.h"
#include "getsuji/err.h"
#include "getsuji/facts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { OFFICE_MAX = 99999, PERSON_MAX = 99 };

void registration_no_format(int64_t household_id, int person_no, char out[static REGISTRATION_NO_DIGITS + 1])
{
	int64_t office = household_id / HOUSEHOLD_PER_OFFICE, case_no = household_id % HOUSEHOLD_PER_OFFICE;
	size_t n = REGISTRATION_NO_DIGITS - 1;
	char body[REGISTRATION_NO_DIGITS];

	CHECK(office >= 1 && office <= OFFICE_MAX && case_no >= 1 && person_no >= 1 && person_no <= PERSON_MAX);
	(void)snprintf(body, sizeof body, "%05" PRId64 "%08" PRId64 "%02d", office, case_no, person_no);
	memcpy(out, body, n);
	out[n] = (char)('0' + check_digit(body, n));
	out[n + 1] = '\0';
}

static int64_t value_of(const char *digits, size_t n)
{
	int64_t value = 0;

	for (size_t i = 0; i < n; i++)
		value = value * 10 + (digits[i] - '0');
	return value;
}

bool registration_no_parse(const char *text, size_t length, int64_t *household_id, int *person_no)
{
	int64_t office, case_no;

	if (length != REGISTRATION_NO_DIGITS || !check_digit_holds(text, length))
		return false;
	office = value_of(text, 5);
	case_no = value_of(text + 5, 8);
	*household_id = office * HOUSEHOLD_PER_OFFICE + case_no;
	*person_no = (int)value_of(text + 13, 2);
	return office > 0 && case_no > 0 && *person_no > 0;
}
