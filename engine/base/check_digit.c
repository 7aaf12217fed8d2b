/*
 * check_digit.c: rule m10w21 (see include/getsuji/check_digit.h).
 */
#include "getsuji/check_digit.h"

#include <string.h>

static const char values[] = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ";

enum { PLAIN_DIGITS = 10, DIGITS_AND_LETTERS = sizeof values - 1 };

/* The value of a character is its place among the first `allowed` of values[]. */
static int check_of(const char *body, size_t n, size_t allowed)
{
	int sum = 0;

	for (size_t i = 0; i < n; i++) {
		const char *at = memchr(values, body[n - 1 - i], allowed);
		int product;

		if (at == NULL)
			return -1;
		product = (i % 2 == 0 ? 2 : 1) * (int)(at - values);
		sum = (sum + product / 10 + product % 10) % 10;
	}
	return (10 - sum) % 10;
}

int check_digit(const char *body, size_t n)
{
	return check_of(body, n, PLAIN_DIGITS);
}

int check_digit_letters(const char *body, size_t n)
{
	return check_of(body, n, DIGITS_AND_LETTERS);
}

bool check_digit_holds(const char *number, size_t n)
{
	return n > 1 && number[n - 1] >= '0' && number[n - 1] <= '9' &&
		   check_digit(number, n - 1) == number[n - 1] - '0';
}
