/* What an envelope is found to be: each kind of mistake of a machine or a person shows, and nothing else does. */
#include "engine/mail/verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RUN = 12, READINGS_MAX = 20 };
#define LEAFLET ((struct str){"leaflet", 7})

static const unsigned char key[MAIL_KEY_SIZE] = {3, 1, 4, 1, 5, 9};

/* Pieces 1 and 2 have two sheets, 3 has one; 4 is handled in-house; 5 is printed on one side. */
static const struct verdict_piece pieces[] = {{2, false, true, {"leaflet", 7}},
	{2, false, true, {"leaflet", 7}}, {1, false, true, {"leaflet", 7}}, {1, true, true, {"leaflet", 7}},
	{2, false, false, {"", 0}}};
static const struct verdict_mailing mailing = {RUN, key, pieces, 5};

/* An envelope in the making. */
struct envelope {
	struct arena *arena;
	struct verdict_reading readings[READINGS_MAX];
	size_t n;
	struct str enclosure;
};

static int begin(void **state)
{
	struct envelope *v = calloc(1, sizeof *v);

	v->arena = arena_new();
	v->enclosure = LEAFLET;
	*state = v;
	return 0;
}

static int end(void **state)
{
	struct envelope *v = *state;

	arena_free(v->arena);
	free(v);
	return 0;
}

static void put(struct envelope *v, int place, bool back, const char *code)
{
	v->readings[v->n++] =
		(struct verdict_reading){place, back, {arena_strdup(v->arena, code), strlen(code)}, v->enclosure};
}

static void put_code(struct envelope *v, int place, bool back, const struct mail_code *code)
{
	char text[MAIL_CODE_SIZE];

	put(v, place, back, mail_code_format(code, key, text));
}

/* Both sides of a sheet at a place. */
static void put_sheet_of(struct envelope *v, int place, int piece, int sheet, int version)
{
	struct mail_code code = {RUN, piece, sheet, pieces[piece - 1].sheets, false, version};

	put_code(v, place, false, &code);
	code.back = true;
	if (pieces[piece - 1].duplex)
		put_code(v, place, true, &code);
}

static void put_sheet(struct envelope *v, int place, int piece, int sheet)
{
	put_sheet_of(v, place, piece, sheet, 0);
}

static struct verdict judge(struct envelope *v)
{
	return verdict_of_envelope(&mailing, v->readings, v->n, v->arena);
}

/* The faults are exactly these, as "FAULT/PIECE …". */
static void expect(struct envelope *v, int owner, const char *faults)
{
	struct verdict got = judge(v);
	char text[400] = "";

	for (size_t i = 0; i < got.nfaults; i++) {
		size_t used = strlen(text);

		(void)snprintf(text + used, sizeof text - used, "%s%s/%d", i > 0 ? " " : "",
			verdict_fault_word(got.faults[i].fault), (int)got.faults[i].piece_no);
	}
	assert_string_equal(text, faults);
	assert_int_equal(got.piece_no, owner);
	assert_int_equal(got.whole, faults[0] == '\0' && owner != 0);
}

static void a_clean_envelope_is_whole(void **state)
{
	put_sheet(*state, 1, 1, 1);
	put_sheet(*state, 2, 1, 2);
	expect(*state, 1, "");
}

static void the_same_reading_twice_is_one(void **state)
{
	struct envelope *v = *state;

	put_sheet(v, 1, 3, 1);
	v->readings[2] = v->readings[1];
	v->readings[1] = v->readings[0];
	v->n = 3;
	expect(v, 3, "");
}

static void one_side_is_enough_where_one_is_printed(void **state)
{
	struct envelope *v = *state;

	v->enclosure = (struct str){"", 0};
	put_sheet(v, 1, 5, 1);
	put(v, 1, true, "");
	put_sheet(v, 2, 5, 2);
	expect(v, 5, "");
}

static void a_sheet_in_place_of_another_is_a_swap_of_both(void **state)
{
	put_sheet(*state, 1, 1, 1);
	put_sheet(*state, 2, 2, 2);
	expect(*state, 1, "swap/1 swap/2 missing_sheet/1");
}

static void a_sheet_beside_all_others_is_mixed_in(void **state)
{
	put_sheet(*state, 1, 1, 1);
	put_sheet(*state, 2, 1, 2);
	put_sheet(*state, 3, 3, 1);
	expect(*state, 1, "mixed/1 mixed/3");
}

static void backs_that_are_shifted_by_one_concern_both_pieces(void **state)
{
	const struct mail_code front = {RUN, 1, 2, 2, false, 0}, back = {RUN, 3, 1, 1, true, 0};

	put_sheet(*state, 1, 1, 1);
	put_code(*state, 2, false, &front);
	put_code(*state, 2, true, &back);
	expect(*state, 1, "back_shifted/1 back_shifted/3");
}

static void backs_of_other_sheets_of_the_piece_are_shifted_too(void **state)
{
	const struct mail_code one = {RUN, 1, 1, 2, false, 0}, two = {RUN, 1, 2, 2, false, 0},
						   one_back = {RUN, 1, 1, 2, true, 0}, two_back = {RUN, 1, 2, 2, true, 0};

	put_code(*state, 1, false, &one);
	put_code(*state, 1, true, &two_back);
	put_code(*state, 2, false, &two);
	put_code(*state, 2, true, &one_back);
	expect(*state, 1, "back_shifted/1");
}

static void a_sheet_that_lies_on_its_face_is_turned(void **state)
{
	const struct mail_code front = {RUN, 3, 1, 1, false, 0}, back = {RUN, 3, 1, 1, true, 0};

	put_code(*state, 1, false, &back);
	put_code(*state, 1, true, &front);
	expect(*state, 3, "turned/3");
}

static void sheets_missing_double_and_out_of_order(void **state)
{
	struct envelope *v = *state;

	put_sheet(v, 1, 1, 1);
	expect(v, 1, "missing_sheet/1");
	put_sheet(v, 2, 1, 2);
	put_sheet(v, 3, 1, 2);
	expect(v, 1, "doubled_sheet/1");
	v->n = 0;
	put_sheet(v, 1, 1, 2);
	put_sheet(v, 2, 1, 1);
	expect(v, 1, "sheet_order/1");
}

static void what_is_blank_or_not_ours_is_nobodys(void **state)
{
	struct envelope *v = *state;

	put_sheet(v, 1, 3, 1);
	put(v, 2, false, "");
	put(v, 2, true, "");
	expect(v, 3, "blank/0");
	v->n = 2;
	put(v, 2, false, "https://example.jp/leaflet");
	expect(v, 3, "extra_sheet/0");
	v->n = 0;
	put(v, 1, false, "");
	expect(v, 0, "blank/0");
}

static void a_side_that_cannot_be_read_is_told(void **state)
{
	const struct mail_code front = {RUN, 3, 1, 1, false, 0};

	put_code(*state, 1, false, &front);
	put(*state, 1, true, "");
	expect(*state, 3, "unreadable/3");
}

static void a_code_that_we_did_not_print_is_forged(void **state)
{
	struct envelope *v = *state;
	const struct mail_code front = {RUN, 3, 1, 1, false, 0};
	char text[MAIL_CODE_SIZE];

	(void)mail_code_format(&front, key, text);
	text[strlen(text) - 1] = text[strlen(text) - 1] == 'A' ? 'B' : 'A';
	put(v, 1, false, text);
	expect(v, 0, "forged/0");
}

static void sheets_of_other_mailings_and_unknown_pieces(void **state)
{
	struct envelope *v = *state;
	const struct mail_code other = {RUN + 1, 3, 1, 1, false, 0}, unknown = {RUN, 9, 1, 1, false, 0},
						   longer = {RUN, 3, 1, 2, false, 0}, inhouse = {RUN, 4, 1, 1, false, 0};

	put_code(v, 1, false, &other);
	expect(v, 0, "other_mailing/0");
	v->n = 0;
	put_code(v, 1, false, &unknown);
	expect(v, 0, "unknown_piece/0");
	v->n = 0;
	put_code(v, 1, false, &longer);
	expect(v, 0, "unknown_piece/0");
	v->n = 0;
	put_code(v, 1, false, &inhouse);
	expect(v, 0, "inhouse/4");
}

static void one_side_read_in_two_ways_contradicts_itself(void **state)
{
	struct envelope *v = *state;
	const struct mail_code one = {RUN, 3, 1, 1, false, 0}, two = {RUN, 1, 1, 2, false, 0};

	put_code(v, 1, false, &one);
	put_code(v, 1, false, &two);
	put(v, 1, true, "");
	expect(v, 3, "unreadable/3 contradiction/1 contradiction/3");
}

static void sheets_of_two_prints_in_one_envelope(void **state)
{
	put_sheet_of(*state, 1, 1, 1, 1);
	put_sheet_of(*state, 2, 1, 2, 0);
	expect(*state, 1, "versions/1");
}

static void what_belongs_beside_the_sheets_is_there_and_nothing_else(void **state)
{
	struct envelope *v = *state;

	v->enclosure = (struct str){"", 0};
	put_sheet(v, 1, 3, 1);
	expect(v, 3, "wrong_enclosure/3");
	v->n = 0;
	v->enclosure = (struct str){"leaflet_b", 9};
	put_sheet(v, 1, 3, 1);
	expect(v, 3, "wrong_enclosure/3");
}

static void an_envelope_without_readings_is_nobodys(void **state)
{
	expect(*state, 0, "");
}

static void every_fault_has_a_word_of_its_own(void **state)
{
	static const int all[] = {
#define X(name, number, word, term) name,
		MAIL_FAULTS(X)
#undef X
	};
	const size_t n = sizeof all / sizeof *all;

	(void)state;
	for (size_t i = 0; i < n; i++) {
		assert_string_not_equal(verdict_fault_word(all[i]), "");
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(verdict_fault_word(all[i]), verdict_fault_word(all[k]));
	}
	assert_string_equal(verdict_fault_word(MAIL_FAULT_NONE), "");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, begin, end)
	const struct CMUnitTest tests[] = {
		T(a_clean_envelope_is_whole),
		T(the_same_reading_twice_is_one),
		T(one_side_is_enough_where_one_is_printed),
		T(a_sheet_in_place_of_another_is_a_swap_of_both),
		T(a_sheet_beside_all_others_is_mixed_in),
		T(backs_that_are_shifted_by_one_concern_both_pieces),
		T(backs_of_other_sheets_of_the_piece_are_shifted_too),
		T(a_sheet_that_lies_on_its_face_is_turned),
		T(sheets_missing_double_and_out_of_order),
		T(what_is_blank_or_not_ours_is_nobodys),
		T(a_side_that_cannot_be_read_is_told),
		T(a_code_that_we_did_not_print_is_forged),
		T(sheets_of_other_mailings_and_unknown_pieces),
		T(one_side_read_in_two_ways_contradicts_itself),
		T(sheets_of_two_prints_in_one_envelope),
		T(what_belongs_beside_the_sheets_is_there_and_nothing_else),
		T(an_envelope_without_readings_is_nobodys),
		T(every_fault_has_a_word_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
