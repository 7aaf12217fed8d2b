/*
 * check_digit.c: rule m10w21 (see include/getsuji/check_digit.h).
 */
#include "getsuji/check_digit.h"

int check_digit(const char *body, size_t n)
{
	int sum = 0;

	for (size_t i = 0; i < n; i++) {
		int digit = body[n - 1 - i] - '0';
		int product = i % 2 == 0 ? 2 * digit : digit;

		if (digit < 0 || digit > 9)
			return -1;
		sum = (sum + product / 10 + product % 10) % 10;
	}
	return (10 - sum) % 10;
}

bool check_digit_holds(const char *number, size_t n)
{
	return n > 1 && number[n - 1] >= '0' && number[n - 1] <= '9' &&
		   check_digit(number, n - 1) == number[n - 1] - '0';
}
