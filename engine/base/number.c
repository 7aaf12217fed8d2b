/*
 * number.c: the rules of include/getsuji/number.h, one row per kind.
 */
#include "getsuji/number.h"

#include "engine/base/text.h"
#include "getsuji/check_digit.h"
#include "getsuji/err.h"

#include <string.h>

enum { AID_LAW_FIRST = 10, PREFECTURES = 47, ALTERNATE_PREFECTURE = 50, SELF_CHECKING_FROM = 3 };

/* ---- check digits: of a body of the right length and characters -------------------------------------- */

/* 11 埼玉, 12 千葉, 13 東京, 14 神奈川 (measured on the lists of the regional bureaus, August 2025). */
static bool self_checking(const char *body)
{
	return body[0] == '1' && body[1] >= '1' && body[1] <= '4';
}

static int check_institution(const char *body, size_t n)
{
	size_t skip = self_checking(body) ? SELF_CHECKING_FROM : 0;

	return check_digit(body + skip, n - skip);
}

/* The weights are 2 3 4 5 6 7 2 3 … from the right. */
static int remainder_11(const char *body, size_t n)
{
	int sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (body[n - 1 - i] - '0') * (int)(2 + i % 6);
	return sum % 11;
}

/* 5 digits: 6 5 4 3 2 from the left. */
static int check_local_government(const char *body, size_t n)
{
	return (11 - remainder_11(body, n)) % 10;
}

/* 11 digits: 6 5 4 3 2 7 6 5 4 3 2 from the left. */
static int check_personal(const char *body, size_t n)
{
	int rest = remainder_11(body, n);

	return rest <= 1 ? 0 : 11 - rest;
}

static int check_corporate(const char *body, size_t n)
{
	int sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (body[n - 1 - i] - '0') * (i % 2 == 0 ? 1 : 2);
	return 9 - sum % 9;
}

/* ---- parts: of a number of the right form ------------------------------------------------------------ */

static int two_digits(const char *at)
{
	return (at[0] - '0') * 10 + (at[1] - '0');
}

static bool prefecture_holds(const char *at)
{
	int prefecture = two_digits(at);

	return prefecture >= 1 && prefecture <= PREFECTURES;
}

/* A prefecture that ran out of numbers goes on with its own number + 50. */
static bool prefecture_or_alternate_holds(const char *at)
{
	int prefecture = two_digits(at);

	return prefecture_holds(at) ||
		   (prefecture > ALTERNATE_PREFECTURE && prefecture <= ALTERNATE_PREFECTURE + PREFECTURES);
}

/* 法別番号 of public expense begin with 10 (結核). */
static bool parts_of_payer(const char *number)
{
	return two_digits(number) >= AID_LAW_FIRST && prefecture_or_alternate_holds(number + 2);
}

static bool parts_of_insurer(const char *number)
{
	return two_digits(number) >= 1 && prefecture_or_alternate_holds(number + 2);
}

/* 点数表: 1 医科, 3 歯科, 4 調剤, 6 訪問看護. */
static bool parts_of_institution(const char *number)
{
	return prefecture_holds(number) && strchr("1346", number[2]) != NULL;
}

/* 事業所区分: 2 and other letters than A are not given out. */
static bool parts_of_care_provider(const char *number)
{
	return prefecture_holds(number) && strchr("013456789A", number[2]) != NULL;
}

static bool no_parts(const char *number)
{
	(void)number;
	return true;
}

/* ---- kinds ------------------------------------------------------------------------------------------- */

/* What follows from a number that is not sound. */
enum gravity {
	REFUSED,          /* also from outside */
	TOLD,             /* from outside; refused where we give it out */
	TOLD_WHERE_LISTED /* also where we give it out, as it stands in the directory */
};

/* clang-format off */
static const int digits_of[] = {
#define X(constant, name, digits, term) [constant] = (digits),
	NUMBER_KINDS(X)
#undef X
};

static const struct {
	int (*check)(const char *body, size_t n);
	bool (*parts)(const char *number);
	enum gravity gravity;
	bool letters; /* may stand between the prefecture and the check digit */
} rules[] = {
	[NUMBER_PAYER]            = {check_digit,            parts_of_payer,         REFUSED,           false},
	[NUMBER_RECIPIENT]        = {check_digit,            no_parts,               REFUSED,           false},
	[NUMBER_INSURER]          = {check_digit,            parts_of_insurer,       TOLD,              false},
	[NUMBER_INSTITUTION]      = {check_institution,      parts_of_institution,   TOLD_WHERE_LISTED, false},
	[NUMBER_CARE_PROVIDER]    = {check_digit_letters,    parts_of_care_provider, TOLD_WHERE_LISTED, true},
	[NUMBER_MUNICIPALITY]     = {check_digit,            prefecture_holds,       TOLD,              false},
	[NUMBER_LOCAL_GOVERNMENT] = {check_local_government, prefecture_holds,       TOLD,              false},
	[NUMBER_PERSONAL]         = {check_personal,         no_parts,               REFUSED,           false},
	[NUMBER_CORPORATE]        = {check_corporate,        no_parts,               REFUSED,           false},
};
/* clang-format on */

enum number_kind number_of_institution(enum institution_kind kind)
{
	return kind == INSTITUTION_CARE ? NUMBER_CARE_PROVIDER : NUMBER_INSTITUTION;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The place of the check digit in a number of n characters. */
static size_t check_at(enum number_kind kind, size_t n)
{
	return kind == NUMBER_CORPORATE ? 0 : n - 1;
}

static const char *body_of(enum number_kind kind, const char *number)
{
	return kind == NUMBER_CORPORATE ? number + 1 : number;
}

static bool form_holds(enum number_kind kind, const char *number, size_t length)
{
	if (length != (size_t)digits_of[kind])
		return false;
	for (size_t i = 0; i < length; i++) {
		bool letter = rules[kind].letters && i >= 2 && i + 1 < length && number[i] >= 'A' &&
					  number[i] <= 'Z' && strchr("IOQ", number[i]) == NULL;

		if (!is_digit(number[i]) && !letter)
			return false;
	}
	return true;
}

int number_check_digit(enum number_kind kind, const char *body, size_t length)
{
	char number[NUMBER_DIGITS_MAX] = "";
	size_t at = body_of(kind, number) == number ? 0 : 1;

	if (length + 1 != (size_t)digits_of[kind])
		return -1;
	memset(number, '0', sizeof number);
	memcpy(number + at, body, length);
	return form_holds(kind, number, length + 1) ? rules[kind].check(body, length) : -1;
}

enum number_fault number_fault(enum number_kind kind, const char *number, size_t length)
{
	if (!form_holds(kind, number, length))
		return NUMBER_FORM;
	if (!rules[kind].parts(number))
		return NUMBER_PARTS;
	return rules[kind].check(body_of(kind, number), length - 1) == number[check_at(kind, length)] - '0'
			   ? NUMBER_SOUND
			   : NUMBER_CHECK;
}

bool number_institution_holds(enum institution_kind kind, const char *code, size_t length)
{
	return number_fault(number_of_institution(kind), code, length) == NUMBER_SOUND &&
		   (kind == INSTITUTION_CARE || code[2] - '0' == (int)kind);
}

enum number_verdict number_judge(
	enum number_kind kind, enum number_use use, const char *number, size_t length, enum number_fault *fault)
{
	enum gravity gravity = rules[kind].gravity;

	*fault = number_fault(kind, number, length);
	if (*fault == NUMBER_SOUND && use != NUMBER_FROM_OUTSIDE &&
		(kind == NUMBER_PERSONAL || (kind == NUMBER_CARE_PROVIDER && use != NUMBER_OWN_LISTED)))
		*fault = NUMBER_UNLISTED;
	if (*fault == NUMBER_SOUND)
		return NUMBER_OK;
	if (*fault == NUMBER_FORM || *fault == NUMBER_UNLISTED || gravity == REFUSED)
		return NUMBER_REJECT;
	return use == NUMBER_FROM_OUTSIDE || (use == NUMBER_OWN_LISTED && gravity == TOLD_WHERE_LISTED)
			   ? NUMBER_WARN
			   : NUMBER_REJECT;
}

void number_complete(enum number_kind kind, const char *body, char out[static NUMBER_DIGITS_MAX + 1])
{
	size_t n = (size_t)digits_of[kind];
	int check = number_check_digit(kind, body, n - 1);

	CHECK(check >= 0);
	memcpy(out + (body_of(kind, out) - out), body, n - 1);
	out[check_at(kind, n)] = (char)('0' + check);
	out[n] = '\0';
}

/* ---- 個人番号 in a text ------------------------------------------------------------------------------ */

enum { PERSONAL_DIGITS = 12, PERSONAL_GROUP = 4 };

/* A digit, plain or full-width; -1 for any other character. */
static int digit_of(uint32_t c)
{
	if (c >= 0xff10 && c <= 0xff19)
		return (int)(c - 0xff10);
	return c >= '0' && c <= '9' ? (int)(c - '0') : -1;
}

/* What stands between groups of four: blanks and hyphens of both widths. */
static bool parts_groups(uint32_t c)
{
	return c == ' ' || c == '-' || c == 0x3000 || c == 0x2010 || c == 0x2212 || c == 0xff0d;
}

bool number_finds_personal(const char *text, size_t length)
{
	const char *at = text, *end = text + length;
	char last[PERSONAL_DIGITS] = {0}; /* digits seen last */
	int run = 0, fours = 0, gap = 0;  /* digits in a row; groups of four in a row; characters since */
	bool more = length >= PERSONAL_DIGITS;

	while (more) {
		uint32_t c = at < end ? text_next(&at, end) : 0;
		int digit = digit_of(c);

		more = at < end || digit >= 0; /* a run that ends with the text is looked at, too */
		if (digit >= 0) {
			memmove(last, last + 1, sizeof last - 1);
			last[sizeof last - 1] = (char)('0' + digit);
			run++;
			gap = 0;
			continue;
		}
		if (run > 0)
			fours = run == PERSONAL_GROUP ? fours + 1 : 0;
		if ((run == PERSONAL_DIGITS || (run > 0 && fours * PERSONAL_GROUP >= PERSONAL_DIGITS)) &&
			number_fault(NUMBER_PERSONAL, last, sizeof last) == NUMBER_SOUND)
			return true;
		run = 0;
		if (++gap > 1 || !parts_groups(c))
			fours = 0;
	}
	return false;
}
