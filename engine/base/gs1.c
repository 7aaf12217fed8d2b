/* gs1.c: the 44 digits of a slip for convenience stores; see gs1.h. */
#include "getsuji/gs1.h"

#include <stdio.h>
#include <string.h>

#define IDENTIFIER "91"
#define NO_DAY     "999999"
#define CENTURY    2000

/* Where each part begins. */
enum { AT_MAKER = 2, AT_FREE = 8, AT_REISSUE = 29, AT_DUE = 30, AT_STAMP = 36, AT_YEN = 37, AT_CHECK = 43 };

/* The first n bytes are plain digits. */
static bool digits_hold(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
	}
	return true;
}

/* A text of exactly n plain digits. */
static bool part_holds(const char *text, size_t n)
{
	return strlen(text) == n && digits_hold(text, n);
}

static int number_at(const char *digits, size_t n)
{
	int number = 0;

	for (size_t i = 0; i < n; i++)
		number = number * 10 + (digits[i] - '0');
	return number;
}

int gs1_check_digit(const char *body, size_t n)
{
	int sum = 0, weight = 3;

	if (n == 0 || !digits_hold(body, n))
		return -1;
	for (size_t i = n; i-- > 0; weight = 4 - weight)
		sum = (sum + weight * (body[i] - '0')) % 10;
	return (10 - sum) % 10;
}

/* n digits, zeros before; without a zero byte. */
static void write_number(int64_t number, char *out, size_t n)
{
	for (size_t i = n; i-- > 0; number /= 10)
		out[i] = (char)('0' + number % 10);
}

/* YYMMDD; false for a day of another century. */
static bool write_day(day_t day, char out[static 6])
{
	int year, month, mday;

	if (day == DAY_MAX) {
		memcpy(out, NO_DAY, 6);
		return true;
	}
	if (day < day_of(CENTURY, 1, 1) || day > day_of(CENTURY + 99, 12, 31))
		return false;
	day_parts(day, &year, &month, &mday);
	write_number(year - CENTURY, out, 2);
	write_number(month, out + 2, 2);
	write_number(mday, out + 4, 2);
	return true;
}

static bool read_day(const char digits[static 6], day_t *out)
{
	int year = CENTURY + number_at(digits, 2), month = number_at(digits + 2, 2),
		mday = number_at(digits + 4, 2);

	*out = DAY_MAX;
	if (memcmp(digits, NO_DAY, 6) == 0)
		return true;
	if (!day_valid(year, month, mday))
		return false;
	*out = day_of(year, month, mday);
	return true;
}

bool gs1_slip_write(const struct gs1_slip *slip, char out[static GS1_SLIP_DIGITS + 1])
{
	char digits[GS1_SLIP_DIGITS + 1] = IDENTIFIER;

	if (!part_holds(slip->maker, GS1_MAKER_DIGITS) || !part_holds(slip->free, GS1_FREE_DIGITS) ||
		slip->reissue < 0 || slip->reissue > 9 || slip->yen < 0 || slip->yen > GS1_YEN_MAX ||
		!write_day(slip->due_on, digits + AT_DUE))
		return false;
	memcpy(digits + AT_MAKER, slip->maker, GS1_MAKER_DIGITS);
	memcpy(digits + AT_FREE, slip->free, GS1_FREE_DIGITS);
	write_number(slip->reissue, digits + AT_REISSUE, 1);
	write_number(slip->stamp ? 1 : 0, digits + AT_STAMP, 1);
	write_number(slip->yen, digits + AT_YEN, AT_CHECK - AT_YEN);
	write_number(gs1_check_digit(digits, AT_CHECK), digits + AT_CHECK, 1);
	memcpy(out, digits, sizeof(digits));
	return true;
}

bool gs1_slip_read(const char *digits, size_t n, struct gs1_slip *out)
{
	day_t due_on;

	if (n != GS1_SLIP_DIGITS || !digits_hold(digits, n) || memcmp(digits, IDENTIFIER, AT_MAKER) != 0 ||
		gs1_check_digit(digits, AT_CHECK) != digits[AT_CHECK] - '0' || digits[AT_STAMP] > '1' ||
		!read_day(digits + AT_DUE, &due_on))
		return false;
	*out = (struct gs1_slip){.reissue = digits[AT_REISSUE] - '0',
		.due_on = due_on,
		.stamp = digits[AT_STAMP] == '1',
		.yen = number_at(digits + AT_YEN, AT_CHECK - AT_YEN)};
	memcpy(out->maker, digits + AT_MAKER, GS1_MAKER_DIGITS);
	memcpy(out->free, digits + AT_FREE, GS1_FREE_DIGITS);
	return true;
}

void gs1_slip_lines(
	const char digits[static GS1_SLIP_DIGITS], char first[static GS1_LINE_1], char second[static GS1_LINE_2])
{
	(void)snprintf(first, GS1_LINE_1, "(%.2s)%.6s-%.22s", digits, digits + AT_MAKER, digits + AT_FREE);
	(void)snprintf(second, GS1_LINE_2, "%.6s-%.1s-%.6s-%.1s", digits + AT_DUE, digits + AT_STAMP,
		digits + AT_YEN, digits + AT_CHECK);
}
