/* slip_number.c: the 21 digits of a slip; see slip.h. */
#include "getsuji/check_digit.h"
#include "getsuji/slip.h"

/* Where each part begins. */
enum { AT_OFFICE = 0, AT_REFERENCE = 5, AT_INSTALMENT = 13, AT_SLIP = 16, AT_CHECK = 20 };

static void write_part(int32_t number, char *out, size_t n)
{
	for (size_t i = n; i-- > 0; number /= 10)
		out[i] = (char)('0' + number % 10);
}

static int32_t read_part(const char *digits, size_t n)
{
	int32_t number = 0;

	for (size_t i = 0; i < n; i++)
		number = number * 10 + (digits[i] - '0');
	return number;
}

void slip_number_write(const struct slip_number *number, char out[static SLIP_NUMBER_DIGITS + 1])
{
	write_part(number->office_id, out + AT_OFFICE, AT_REFERENCE - AT_OFFICE);
	write_part(number->reference_no, out + AT_REFERENCE, AT_INSTALMENT - AT_REFERENCE);
	write_part(number->instalment_no, out + AT_INSTALMENT, AT_SLIP - AT_INSTALMENT);
	write_part(number->slip_no, out + AT_SLIP, AT_CHECK - AT_SLIP);
	write_part(check_digit(out, AT_CHECK), out + AT_CHECK, 1);
	out[SLIP_NUMBER_DIGITS] = '\0';
}

bool slip_number_read(const char *digits, size_t n, struct slip_number *out)
{
	if (n != SLIP_NUMBER_DIGITS || !check_digit_holds(digits, n))
		return false;
	*out = (struct slip_number){.office_id = read_part(digits + AT_OFFICE, AT_REFERENCE - AT_OFFICE),
		.reference_no = read_part(digits + AT_REFERENCE, AT_INSTALMENT - AT_REFERENCE),
		.instalment_no = (int16_t)read_part(digits + AT_INSTALMENT, AT_SLIP - AT_INSTALMENT),
		.slip_no = (int16_t)read_part(digits + AT_SLIP, AT_CHECK - AT_SLIP)};
	return true;
}
