/*
 * test_number.c: include/getsuji/number.h: what a wrong number is, how grave it is, and which errors a check digit
 * finds.
 */
#include "getsuji/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static enum number_fault fault_of(enum number_kind kind, const char *number)
{
	return number_fault(kind, number, strlen(number));
}

static enum number_verdict judged(enum number_kind kind, enum number_use use, const char *number)
{
	enum number_fault fault;

	return number_judge(kind, use, number, strlen(number), &fault);
}

static const char *name_of(enum number_kind kind)
{
	static const char *const names[] = {
#define X(constant, name, digits, term) [constant] = (name),
		NUMBER_KINDS(X)
#undef X
	};

	return names[kind];
}

static int digits_of(enum number_kind kind)
{
	static const int digits[] = {
#define X(constant, name, digits, term) [constant] = (digits),
		NUMBER_KINDS(X)
#undef X
	};

	return digits[kind];
}

/* ---- numbers that we make ---------------------------------------------------------------------------- */

/* Bodies of a kind, spread over all of them: the same on every machine. */
static void body_of(enum number_kind kind, unsigned n, char *body)
{
	static const char *const letters = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ";
	unsigned prefecture = 1 + n % 47, seed = n * 2654435761U;
	int digits = digits_of(kind) - 1;

	for (int i = 0; i < digits; i++, seed = seed * 1664525U + 1013904223U)
		body[i] = (char)('0' + (seed >> 16) % 10);
	body[digits] = '\0';
	if (kind == NUMBER_PAYER || kind == NUMBER_INSURER) {
		body[0] = '1';
		body[1] = '2';
		body[2] = (char)('0' + prefecture / 10);
		body[3] = (char)('0' + prefecture % 10);
	} else if (kind != NUMBER_RECIPIENT && kind != NUMBER_PERSONAL && kind != NUMBER_CORPORATE) {
		body[0] = (char)('0' + prefecture / 10);
		body[1] = (char)('0' + prefecture % 10);
	}
	if (kind == NUMBER_INSTITUTION)
		body[2] = "1346"[n % 4];
	if (kind == NUMBER_CARE_PROVIDER) {
		body[2] = "013456789A"[n % 10];
		body[5] = letters[n % 33];
	}
}

enum { BODIES = 2000 };

static void every_number_that_we_make_is_sound(void **state)
{
	char body[NUMBER_DIGITS_MAX + 1], number[NUMBER_DIGITS_MAX + 1];

	(void)state;
	for (int kind = 0; kind < NUMBER_KIND_COUNT; kind++) {
		for (unsigned n = 0; n < BODIES; n++) {
			body_of((enum number_kind)kind, n, body);
			number_complete((enum number_kind)kind, body, number);
			assert_int_equal(strlen(number), digits_of((enum number_kind)kind));
			assert_int_equal(fault_of((enum number_kind)kind, number), NUMBER_SOUND);
		}
	}
	for (int sequence = 1; sequence <= RECIPIENTS_MAX; sequence++) {
		snprintf(body, sizeof body, "%06d", sequence);
		number_complete(NUMBER_RECIPIENT, body, number);
		assert_int_equal(fault_of(NUMBER_RECIPIENT, number), NUMBER_SOUND);
	}
	assert_string_equal(number, "9999996");
}

/* ---- errors of writing ------------------------------------------------------------------------------- */

/* From where on digits are in the sum: of the four prefectures whose seven last digits check themselves from the
 * fourth. */
static size_t first_covered(enum number_kind kind, const char *number)
{
	bool four = kind == NUMBER_INSTITUTION && number[0] == '1' && strchr("1234", number[1]) != NULL;

	return four ? 3 : 0;
}

/* The first two digits decide which rule holds: another prefecture may have another one. */
static bool decides(enum number_kind kind, size_t at)
{
	return kind == NUMBER_INSTITUTION && at < 2;
}

/* Whether the kind's rule can tell two characters apart at a place, whatever stands around them.  m10w21 tells every
 * digit from every other; modulo 9 takes 0 for 9; modulo 11 has two remainders with one check digit, so there it depends
 * on the rest. */
static bool tells_digits(enum number_kind kind, char right, char wrong)
{
	switch (kind) {
	case NUMBER_CORPORATE:
		return !(right == '0' && wrong == '9') && !(right == '9' && wrong == '0');
	case NUMBER_LOCAL_GOVERNMENT:
	case NUMBER_PERSONAL:
		return false;
	default:
		return true;
	}
}

struct tally {
	int tried, passed;
};

static void try_digits(enum number_kind kind, char *number, struct tally *t)
{
	for (size_t at = first_covered(kind, number); number[at] != '\0'; at++) {
		char right = number[at];

		if (right > '9' || decides(kind, at))
			continue;
		for (char wrong = '0'; wrong <= '9'; wrong++) {
			if (wrong == right)
				continue;
			number[at] = wrong;
			t->tried++;
			if (fault_of(kind, number) == NUMBER_SOUND) {
				assert_false(tells_digits(kind, right, wrong));
				t->passed++;
			}
		}
		number[at] = right;
	}
}

static void an_altered_digit_is_found_where_the_rule_can(void **state)
{
	struct tally t[NUMBER_KIND_COUNT] = {{0, 0}};
	char body[NUMBER_DIGITS_MAX + 1], number[NUMBER_DIGITS_MAX + 1];

	(void)state;
	for (int kind = 0; kind < NUMBER_KIND_COUNT; kind++) {
		for (unsigned n = 0; n < BODIES; n++) {
			body_of((enum number_kind)kind, n, body);
			number_complete((enum number_kind)kind, body, number);
			try_digits((enum number_kind)kind, number, &t[kind]);
		}
		assert_true(t[kind].tried > 50000);
		print_message("%s: %d of %d altered digits pass\n", name_of((enum number_kind)kind), t[kind].passed,
			t[kind].tried);
	}
	assert_int_equal(t[NUMBER_PAYER].passed + t[NUMBER_RECIPIENT].passed + t[NUMBER_INSURER].passed +
						 t[NUMBER_INSTITUTION].passed + t[NUMBER_CARE_PROVIDER].passed +
						 t[NUMBER_MUNICIPALITY].passed,
		0);
	/* Modulo 9 and 11 miss some, and the header says so. */
	assert_true(
		t[NUMBER_CORPORATE].passed > 0 && t[NUMBER_CORPORATE].passed * 40 < t[NUMBER_CORPORATE].tried);
	assert_true(t[NUMBER_PERSONAL].passed > 0 && t[NUMBER_PERSONAL].passed * 40 < t[NUMBER_PERSONAL].tried);
	assert_true(t[NUMBER_LOCAL_GOVERNMENT].passed > 0);
}

/* Neighbours that m10w21 and modulo 9 cannot tell when they change places; a letter may weigh as much as what stands
 * beside it. */
static bool tells_order(enum number_kind kind, char a, char b)
{
	return tells_digits(kind, '1', '2') && a <= '9' && b <= '9' && !(a == '0' && b == '9') &&
		   !(a == '9' && b == '0');
}

static void try_neighbours(enum number_kind kind, char *number, struct tally *t, int *nine)
{
	for (size_t at = first_covered(kind, number); number[at + 1] != '\0'; at++) {
		char a = number[at], b = number[at + 1];

		if (a == b || decides(kind, at))
			continue;
		number[at] = b;
		number[at + 1] = a;
		t->tried++;
		if (fault_of(kind, number) == NUMBER_SOUND) {
			assert_false(tells_order(kind, a, b));
			t->passed++;
			*nine += (a == '0' && b == '9') || (a == '9' && b == '0');
		}
		number[at] = a;
		number[at + 1] = b;
	}
}

static void neighbours_that_change_places_are_found_where_the_rule_can(void **state)
{
	char body[NUMBER_DIGITS_MAX + 1], number[NUMBER_DIGITS_MAX + 1];

	(void)state;
	for (int kind = 0; kind < NUMBER_KIND_COUNT; kind++) {
		struct tally t = {0, 0};
		int nine = 0;

		for (unsigned n = 0; n < BODIES; n++) {
			body_of((enum number_kind)kind, n, body);
			number_complete((enum number_kind)kind, body, number);
			try_neighbours((enum number_kind)kind, number, &t, &nine);
		}
		print_message("%s: %d of %d exchanged neighbours pass, %d of them 09 or 90\n",
			name_of((enum number_kind)kind), t.passed, t.tried, nine);
		assert_true(t.tried > 5000 && t.passed * 20 < t.tried);
	}
	/* 09 and 90 it is, in a number like any other. */
	number_complete(NUMBER_RECIPIENT, "120934", number);
	body[0] = number[RECIPIENT_NO_DIGITS - 1];
	number_complete(NUMBER_RECIPIENT, "129034", number);
	assert_int_equal(number[RECIPIENT_NO_DIGITS - 1], body[0]);
}

/* What is outside of the sum is seen by its parts, if at all. */
static void the_four_prefectures_check_seven_digits(void **state)
{
	(void)state;
	assert_int_equal(fault_of(NUMBER_INSTITUTION, "1112403293"), NUMBER_SOUND);
	assert_int_equal(fault_of(NUMBER_INSTITUTION, "1312403293"), NUMBER_SOUND);
	assert_int_equal(fault_of(NUMBER_INSTITUTION, "1342403293"), NUMBER_SOUND);
	assert_int_equal(fault_of(NUMBER_INSTITUTION, "1372403293"), NUMBER_PARTS);
	assert_int_equal(fault_of(NUMBER_INSTITUTION, "1512403293"), NUMBER_CHECK);
	assert_int_equal(fault_of(NUMBER_INSTITUTION, "9912403293"), NUMBER_PARTS);
}

/* ---- forms and parts --------------------------------------------------------------------------------- */

static void what_is_no_number_has_no_form(void **state)
{
	static const struct {
		enum number_kind kind;
		const char *number;
	} wrong[] = {
		{NUMBER_PAYER, ""},
		{NUMBER_PAYER, "1201540"},
		{NUMBER_PAYER, "120154000"},
		{NUMBER_PAYER, "1201540０"},
		{NUMBER_PAYER, "1201540 "},
		{NUMBER_PAYER, "-2015400"},
		{NUMBER_INSTITUTION, "13A0100019"},
		{NUMBER_CARE_PROVIDER, "13I0100019"},
		{NUMBER_CARE_PROVIDER, "13O0100019"},
		{NUMBER_CARE_PROVIDER, "13Q0100019"},
		{NUMBER_CARE_PROVIDER, "13a0100019"},
		{NUMBER_CARE_PROVIDER, "A3A0100019"},
		{NUMBER_CARE_PROVIDER, "13A010001A"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(fault_of(wrong[i].kind, wrong[i].number), NUMBER_FORM);
	assert_int_equal(number_check_digit(NUMBER_PAYER, "12015400", 8), -1);
	assert_int_equal(number_check_digit(NUMBER_PAYER, "120154x", 7), -1);
	assert_int_equal(number_check_digit(NUMBER_CARE_PROVIDER, "13I010001", 9), -1);
	assert_int_equal(number_check_digit(NUMBER_CORPORATE, "700110005901", 12), 8);
}

static void prefectures_run_from_1_to_47_and_payers_also_from_51_to_97(void **state)
{
	char body[16], number[NUMBER_DIGITS_MAX + 1];

	(void)state;
	for (int prefecture = 0; prefecture < 100; prefecture++) {
		bool plain = prefecture >= 1 && prefecture <= 47,
			 payer = plain || (prefecture >= 51 && prefecture <= 97);

		snprintf(body, sizeof body, "12%02d123", prefecture);
		number_complete(NUMBER_PAYER, body, number);
		assert_int_equal(fault_of(NUMBER_PAYER, number), payer ? NUMBER_SOUND : NUMBER_PARTS);
		number_complete(NUMBER_INSURER, body, number);
		assert_int_equal(fault_of(NUMBER_INSURER, number), payer ? NUMBER_SOUND : NUMBER_PARTS);
		snprintf(body, sizeof body, "%02d1010001", prefecture);
		number_complete(NUMBER_INSTITUTION, body, number);
		assert_int_equal(fault_of(NUMBER_INSTITUTION, number), plain ? NUMBER_SOUND : NUMBER_PARTS);
		snprintf(body, sizeof body, "%02d101", prefecture);
		number_complete(NUMBER_MUNICIPALITY, body, number);
		assert_int_equal(fault_of(NUMBER_MUNICIPALITY, number), plain ? NUMBER_SOUND : NUMBER_PARTS);
	}
	number_complete(NUMBER_PAYER, "0913123", number); /* laws of public expense begin with 10 */
	assert_int_equal(fault_of(NUMBER_PAYER, number), NUMBER_PARTS);
}

/* 092015 in insurers' numbering, 092011 in that of local governments. */
static void two_codes_of_a_municipality_look_alike(void **state)
{
	(void)state;
	assert_int_equal(fault_of(NUMBER_MUNICIPALITY, "092015"), NUMBER_SOUND);
	assert_int_equal(fault_of(NUMBER_LOCAL_GOVERNMENT, "092015"), NUMBER_CHECK);
	assert_int_equal(fault_of(NUMBER_LOCAL_GOVERNMENT, "092011"), NUMBER_SOUND);
	assert_int_equal(fault_of(NUMBER_MUNICIPALITY, "092011"), NUMBER_CHECK);
}

/* By hand: 1 3 A 0 1 0 0 0 1 under 2 1 2 1 2 1 2 1 2 is 2, 3, 20 as 2 + 0, 0, 2, 0, 0, 0, 2: eleven. */
static void a_letter_counts_from_ten_and_its_product_by_digits(void **state)
{
	(void)state;
	assert_int_equal(number_check_digit(NUMBER_CARE_PROVIDER, "13A010001", 9), 9);
	/* H is 17, J 18, N 22, P 23, R 24, Z 32: at a place of weight 1 their own digits, at weight 2 those of the double. */
	assert_int_equal(number_check_digit(NUMBER_CARE_PROVIDER, "137H00000", 9), (100 - 2 - 3 - 5 - 8) % 10);
	assert_int_equal(number_check_digit(NUMBER_CARE_PROVIDER, "1370J0000", 9), (100 - 2 - 3 - 5 - 9) % 10);
	assert_int_equal(number_check_digit(NUMBER_CARE_PROVIDER, "1370Z0000", 9), (100 - 2 - 3 - 5 - 10) % 10);
	assert_int_equal(number_check_digit(NUMBER_CARE_PROVIDER, "137P00000", 9), (100 - 2 - 3 - 5 - 5) % 10);
}

/* ---- how grave --------------------------------------------------------------------------------------- */

/* The table of the header: what follows from a wrong check digit, from outside, own, own and listed. */
static void a_wrong_check_digit_is_as_grave_as_its_kind(void **state)
{
	static const struct {
		const char *wrong, *right;
		enum number_verdict outside, own, listed, own_right;
	} table[NUMBER_KIND_COUNT] = {
		[NUMBER_PAYER] = {"12015401", "12015400", NUMBER_REJECT, NUMBER_REJECT, NUMBER_REJECT, NUMBER_OK},
		[NUMBER_RECIPIENT] = {"0264666", "0264663", NUMBER_REJECT, NUMBER_REJECT, NUMBER_REJECT, NUMBER_OK},
		[NUMBER_INSURER] = {"06130480", "06130488", NUMBER_WARN, NUMBER_REJECT, NUMBER_REJECT, NUMBER_OK},
		[NUMBER_INSTITUTION] = {"3410712360", "3410712362", NUMBER_WARN, NUMBER_REJECT, NUMBER_WARN,
			NUMBER_OK},
		[NUMBER_CARE_PROVIDER] = {"2372100034", "2794900205", NUMBER_WARN, NUMBER_REJECT, NUMBER_WARN,
			NUMBER_REJECT},
		[NUMBER_MUNICIPALITY] = {"092011", "092015", NUMBER_WARN, NUMBER_REJECT, NUMBER_REJECT, NUMBER_OK},
		[NUMBER_LOCAL_GOVERNMENT] = {"092015", "092011", NUMBER_WARN, NUMBER_REJECT, NUMBER_REJECT,
			NUMBER_OK},
		[NUMBER_PERSONAL] = {"123456789019", "123456789018", NUMBER_REJECT, NUMBER_REJECT, NUMBER_REJECT,
			NUMBER_REJECT},
		[NUMBER_CORPORATE] = {"6835678256246", "5835678256246", NUMBER_REJECT, NUMBER_REJECT, NUMBER_REJECT,
			NUMBER_OK},
	};

	(void)state;
	for (int i = 0; i < NUMBER_KIND_COUNT; i++) {
		enum number_kind kind = (enum number_kind)i;

		assert_int_equal(judged(kind, NUMBER_FROM_OUTSIDE, table[i].wrong), table[i].outside);
		assert_int_equal(judged(kind, NUMBER_OWN, table[i].wrong), table[i].own);
		assert_int_equal(judged(kind, NUMBER_OWN_LISTED, table[i].wrong), table[i].listed);
		assert_int_equal(judged(kind, NUMBER_FROM_OUTSIDE, table[i].right), NUMBER_OK);
		assert_int_equal(judged(kind, NUMBER_OWN, table[i].right), table[i].own_right);
		assert_int_equal(judged(kind, NUMBER_OWN_LISTED, table[i].right),
			kind == NUMBER_PERSONAL ? NUMBER_REJECT : NUMBER_OK);
		assert_int_equal(judged(kind, NUMBER_FROM_OUTSIDE, "x"), NUMBER_REJECT);
	}
}

static void a_code_is_that_of_its_kind(void **state)
{
	(void)state;
	assert_true(number_institution_holds(INSTITUTION_MEDICAL, "1310100016", 10));
	assert_false(number_institution_holds(INSTITUTION_DENTAL, "1310100016", 10));
	assert_false(number_institution_holds(INSTITUTION_MEDICAL, "1310100017", 10));
	assert_true(number_institution_holds(INSTITUTION_PHARMACY, "1340100016", 10));
	assert_true(number_institution_holds(INSTITUTION_CARE, "13A0100019", 10));
	assert_false(number_institution_holds(INSTITUTION_MEDICAL, "13A0100019", 10));
}

/* ---- 個人番号 in texts ------------------------------------------------------------------------------- */

static bool finds(const char *text)
{
	return number_finds_personal(text, strlen(text));
}

static void a_personal_number_is_found_in_a_text(void **state)
{
	(void)state;
	assert_true(finds("123456789018"));
	assert_true(finds("番号は１２３４５６７８９０１８です"));
	assert_true(finds("1234-5678-9018"));
	assert_true(finds("1234 5678 9018"));
	assert_true(finds("１２３４　５６７８　９０１８"));
	assert_true(finds("9999-1234-5678-9018"));
	assert_true(finds("123456789019、621498320257"));
	assert_false(finds(""));
	assert_false(finds("123456789019"));
	assert_false(finds("0123456789018"));
	assert_false(finds("1234567890181"));
	assert_false(finds("12345678901"));
	assert_false(finds("1234--5678-9018"));
	assert_false(finds("1234/5678/9018"));
	assert_false(finds("12345-6789018"));
	assert_false(finds("03-1234-5678 電話 2026-11-22"));
}

/* ---- registration numbers ---------------------------------------------------------------------------- */

static void a_registration_number_comes_back_as_it_went(void **state)
{
	static const struct {
		int64_t household_id;
		int person_no;
		const char *number;
	} known[] = {
		{1311300000001, 1, "1311300000001010"},
		{110000001024, 12, "0110000001024121"},
		{9999999999999, 99, "9999999999999993"},
	};
	char number[REGISTRATION_NO_DIGITS + 1];
	int64_t household_id;
	int person_no;

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		registration_no_format(known[i].household_id, known[i].person_no, number);
		assert_int_equal(strlen(number), REGISTRATION_NO_DIGITS);
		assert_memory_equal(number, known[i].number, REGISTRATION_NO_DIGITS - 1);
		assert_true(registration_no_parse(number, REGISTRATION_NO_DIGITS, &household_id, &person_no));
		assert_int_equal(household_id, known[i].household_id);
		assert_int_equal(person_no, known[i].person_no);
		for (size_t at = 0; at < REGISTRATION_NO_DIGITS; at++) {
			number[at] = number[at] == '9' ? '0' : (char)(number[at] + 1);
			assert_false(registration_no_parse(number, REGISTRATION_NO_DIGITS, &household_id, &person_no));
			number[at] = number[at] == '0' ? '9' : (char)(number[at] - 1);
		}
		assert_false(registration_no_parse(number, REGISTRATION_NO_DIGITS - 1, &household_id, &person_no));
	}
	assert_false(
		registration_no_parse("0000000000000000", REGISTRATION_NO_DIGITS, &household_id, &person_no));
	assert_false(
		registration_no_parse("131130000000101０", REGISTRATION_NO_DIGITS, &household_id, &person_no));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_number_that_we_make_is_sound),
		cmocka_unit_test(an_altered_digit_is_found_where_the_rule_can),
		cmocka_unit_test(neighbours_that_change_places_are_found_where_the_rule_can),
		cmocka_unit_test(the_four_prefectures_check_seven_digits),
		cmocka_unit_test(what_is_no_number_has_no_form),
		cmocka_unit_test(prefectures_run_from_1_to_47_and_payers_also_from_51_to_97),
		cmocka_unit_test(two_codes_of_a_municipality_look_alike),
		cmocka_unit_test(a_letter_counts_from_ten_and_its_product_by_digits),
		cmocka_unit_test(a_wrong_check_digit_is_as_grave_as_its_kind),
		cmocka_unit_test(a_code_is_that_of_its_kind),
		cmocka_unit_test(a_personal_number_is_found_in_a_text),
		cmocka_unit_test(a_registration_number_comes_back_as_it_went),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
