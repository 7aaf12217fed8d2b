/* Mailings: the tables as rules, holds, envelopes, postage and the order of posting. */
#include "jobs/rules/mailing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/arena_fixture.h"

enum { CELLS_MAX = 128, DOCUMENTS_MAX = 200 };

static struct rate_cell cell[CELLS_MAX];
static struct rate_cells cells;
static struct mailing_rules *rules;

static void read_table(const char *name)
{
	char bytes[8192];
	FILE *f = fopen(arena_printf(keep, "jobs/rules/tables/%s", name), "rb");
	size_t length;

	assert_non_null(f);
	length = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	assert_in_range(length, 1, sizeof bytes - 1);
	assert_int_equal(rate_table_read(rate_table_of_file(name), bytes, length, keep, &cells, &err), ERR_OK);
}

/* The files in the source tree. */
static void read_tables(void)
{
	cells = (struct rate_cells){.cell = cell, .room = CELLS_MAX};
	read_table("mail_kind.csv");
	read_table("mail_envelope.csv");
	read_table("postage.csv");
}

static enum err_code build_in(int year, int month)
{
	return mailing_rules_build(&cells, month_of(year, month), keep, &rules, &err);
}

static int setup_rules(void **state)
{
	(void)setup(state);
	read_tables();
	return build_in(2027, 1) == ERR_OK ? 0 : -1;
}

/* ---- tables ---- */

static void the_tables_have_kinds_envelopes_and_the_tariff(void **state)
{
	(void)state;
	assert_int_equal(rules->kinds[MAIL_LETTER].group, MAILING_ALONE);
	assert_int_equal(rules->kinds[MAIL_SLIP].group, MAILING_HOUSEHOLD);
	assert_int_equal(rules->kinds[MAIL_OPINION].group, MAILING_INSTITUTION);
	assert_int_equal(rules->n_classes, 5);
	assert_int_equal(rules->classes[0].envelope, MAIL_ENVELOPE_LONG3);
	assert_int_equal(rules->classes[0].sheets, 3);
	assert_true(rules->classes[0].folded);
	assert_false(rules->classes[4].folded);
	assert_int_equal(rules->n_postage, 7);
	assert_int_equal(rules->postage[0].yen, 110);
	assert_string_equal(rules->postage[6].name, "large_1000");
	assert_int_equal(rules->postage[6].up_to_mg, 1000000);
	assert_int_equal(rules->postage[6].yen, 750);
}

static void a_month_before_the_tariff_is_refused(void **state)
{
	(void)state;
	assert_int_equal(build_in(2024, 9), ERR_DEFINITION);
	assert_int_equal(err.id, 2400);
	assert_string_equal(err.place, "postage long3");
	assert_int_equal(build_in(2024, 10), ERR_OK);
}

static void a_kind_without_its_row_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < cells.count; i++) {
		if (strcmp(cell[i].key, "slip") == 0)
			cell[i].from = DAY_MAX;
	}
	assert_int_equal(build_in(2027, 1), ERR_DEFINITION);
	assert_string_equal(err.place, "mail_kind slip");
}

/* ---- holds ---- */

static struct mailing_facts all_well(uint8_t party)
{
	return (struct mailing_facts){.party = party, .office_set = true, .has_address = true};
}

static void nothing_against_it_is_no_hold(void **state)
{
	struct mailing_facts f = all_well(MAIL_HOUSEHOLD);

	(void)state;
	assert_int_equal(mailing_hold(&f), MAIL_HOLD_NONE);
}

static void the_first_of_several_holds_is_told(void **state)
{
	struct mailing_facts f = all_well(MAIL_HOUSEHOLD);

	(void)state;
	f.moved = true;
	assert_int_equal(mailing_hold(&f), MAIL_HOLD_MOVED);
	f.changed = true;
	assert_int_equal(mailing_hold(&f), MAIL_HOLD_CHANGED);
	f.shared = true;
	assert_int_equal(mailing_hold(&f), MAIL_HOLD_SHARED);
	f.returned = true;
	assert_int_equal(mailing_hold(&f), MAIL_HOLD_RETURNED);
	f.stale = true;
	assert_int_equal(mailing_hold(&f), MAIL_HOLD_STALE);
	f.has_address = false;
	assert_int_equal(mailing_hold(&f), MAIL_HOLD_ADDRESS);
	f.office_set = false;
	assert_int_equal(mailing_hold(&f), MAIL_HOLD_OFFICE);
	f.ordered = true;
	assert_int_equal(mailing_hold(&f), MAIL_HOLD_ORDER);
	f.late = true;
	assert_int_equal(mailing_hold(&f), MAIL_HOLD_LATE);
}

static void a_look_clears_what_is_a_question_of_the_destination(void **state)
{
	struct mailing_facts f = all_well(MAIL_HOUSEHOLD);

	(void)state;
	f.looked = f.moved = f.changed = f.shared = true;
	assert_int_equal(mailing_hold(&f), MAIL_HOLD_NONE);
	f.stale = true; /* what is printed is wrong, whoever looked */
	assert_int_equal(mailing_hold(&f), MAIL_HOLD_STALE);
	f = all_well(MAIL_HOUSEHOLD);
	f.looked = f.ordered = true;
	assert_int_equal(mailing_hold(&f), MAIL_HOLD_ORDER);
}

static void institutions_share_houses_and_do_not_move_house(void **state)
{
	struct mailing_facts f = all_well(MAIL_INSTITUTION);

	(void)state;
	f.shared = f.moved = f.stale = true;
	assert_int_equal(mailing_hold(&f), MAIL_HOLD_NONE);
	f.changed = true;
	assert_int_equal(mailing_hold(&f), MAIL_HOLD_CHANGED);
	f.returned = true;
	assert_int_equal(mailing_hold(&f), MAIL_HOLD_RETURNED);
}

static void holds_have_words_and_terms(void **state)
{
	(void)state;
	assert_string_equal(mailing_hold_word(MAIL_HOLD_SHARED), "shared");
	assert_string_equal(mailing_hold_term(MAIL_HOLD_SHARED), "ほかの世帯と同じ送付先");
	assert_string_equal(mailing_hold_word(99), "");
	assert_string_equal(mailing_hold_term(-1), "");
}

/* ---- pieces ---- */

static struct str text(const char *s)
{
	return (struct str){s, strlen(s)};
}

static struct mailing_document document(
	uint8_t kind, const char *to, const char *postal_code, int64_t no, int32_t pages)
{
	return (struct mailing_document){.source_run_id = 1,
		.document_no = no,
		.kind = kind,
		.party = to[0] == 'H'   ? MAIL_HOUSEHOLD
				 : to[0] == 'I' ? MAIL_INSTITUTION
								: MAIL_EMPLOYER,
		.route = MAIL_CONTRACTOR,
		.pages = pages,
		.party_key = text(to),
		.postal_code = text(postal_code),
		.destination = text(to)};
}

static struct mailing_plan plan_as(bool duplex, int32_t enclosure_mg, struct mailing_document *d, size_t n)
{
	struct mailing_terms terms = {rules, duplex, enclosure_mg};
	struct mailing_plan plan;

	mailing_plan(&terms, d, n, keep, &plan);
	return plan;
}

static void documents_of_a_recipient_go_together_in_their_order(void **state)
{
	struct mailing_document d[] = {document(MAIL_SLIP, "H1", "1500001", 50000001, 1),
		document(MAIL_NOTICE, "H1", "1500001", 7, 1), document(MAIL_NOTICE, "H2", "1500001", 8, 1),
		document(MAIL_REQUEST, "I1", "1500001", 40000001, 1),
		document(MAIL_TICKETS, "I1", "1500001", 20000001, 1)};
	struct mailing_plan p = plan_as(false, 0, d, 5);

	(void)state;
	assert_int_equal(p.n_pieces, 3);
	assert_int_equal(d[1].plan_no, d[0].plan_no);
	assert_int_equal(d[1].position, 1);
	assert_int_equal(d[0].position, 2);
	assert_int_not_equal(d[2].plan_no, d[0].plan_no);
	assert_int_equal(d[4].plan_no, d[3].plan_no);
	assert_int_equal(d[4].position, 1);
	assert_int_equal(p.piece[d[0].plan_no - 1].documents, 2);
	assert_int_equal(p.piece[d[0].plan_no - 1].sheets, 2);
	assert_int_equal(p.piece[d[0].plan_no - 1].weight_mg, 2 * 4000 + 5000);
}

static void route_destination_and_letters_keep_documents_apart(void **state)
{
	struct mailing_document d[] = {document(MAIL_NOTICE, "H1", "1500001", 1, 1),
		document(MAIL_NOTICE, "H1", "1500001", 2, 1), document(MAIL_NOTICE, "H1", "1500001", 3, 1),
		document(MAIL_LETTER, "E1", "1500001", 4, 1), document(MAIL_LETTER, "E1", "1500001", 5, 1)};
	struct mailing_plan p;

	(void)state;
	d[1].route = MAIL_INHOUSE;
	d[2].destination = text("elsewhere");
	p = plan_as(false, 0, d, 5);
	assert_int_equal(p.n_pieces, 5);
	assert_int_equal(d[1].plan_no, 5); /* in-house comes last */
}

static void each_document_begins_on_a_new_sheet(void **state)
{
	struct mailing_document d[] = {
		document(MAIL_NOTICE, "H1", "1500001", 1, 3), document(MAIL_SLIP, "H1", "1500001", 2, 1)};
	struct mailing_plan p = plan_as(true, 0, d, 2);

	(void)state;
	assert_int_equal(d[0].sheets, 2);
	assert_int_equal(d[1].sheets, 1);
	assert_int_equal(p.piece[0].sheets, 3);
	p = plan_as(false, 0, d, 2);
	assert_int_equal(p.piece[0].sheets, 4);
	assert_int_equal(p.piece[0].class->thickness, 2);
}

/* The envelope, thickness and yen of a piece of so many pages. */
static void assert_piece(int32_t pages, int32_t enclosure_mg, int envelope, int thickness, int yen)
{
	struct mailing_document d = document(MAIL_TICKETS, "I1", "1500001", 1, pages);
	struct mailing_plan p = plan_as(false, enclosure_mg, &d, 1);

	assert_int_equal(p.n_pieces, 1);
	assert_int_equal(p.piece[0].class->envelope, envelope);
	assert_int_equal(p.piece[0].class->thickness, thickness);
	assert_int_equal(p.piece[0].postage->yen, yen);
}

static void sheets_and_weight_choose_the_envelope_and_the_postage(void **state)
{
	(void)state;
	assert_piece(1, 0, MAIL_ENVELOPE_LONG3, 1, 110);
	assert_piece(3, 0, MAIL_ENVELOPE_LONG3, 1, 110);
	assert_piece(4, 0, MAIL_ENVELOPE_LONG3, 2, 110);
	assert_piece(6, 21000, MAIL_ENVELOPE_LONG3, 2, 110);   /* 24 + 21 + 5 = 50 g */
	assert_piece(6, 21001, MAIL_ENVELOPE_SQUARE2, 1, 180); /* over 50 g it is none of the standard size */
	assert_piece(7, 0, MAIL_ENVELOPE_SQUARE2, 1, 140);
	assert_piece(8, 0, MAIL_ENVELOPE_SQUARE2, 1, 140); /* 32 + 18 = 50 g */
	assert_piece(9, 0, MAIL_ENVELOPE_SQUARE2, 1, 180);
	assert_piece(16, 0, MAIL_ENVELOPE_SQUARE2, 2, 180);
	assert_piece(33, 0, MAIL_ENVELOPE_SQUARE2, 2, 270);
	assert_piece(58, 0, MAIL_ENVELOPE_SQUARE2, 3, 320);
	assert_piece(120, 0, MAIL_ENVELOPE_SQUARE2, 3, 510);
}

static void what_may_not_be_folded_goes_flat(void **state)
{
	struct mailing_document d[] = {
		document(MAIL_NOTICE, "H1", "1500001", 1, 1), document(MAIL_SLIP, "H1", "1500001", 2, 1)};
	struct mailing_plan p;

	(void)state;
	rules->kinds[MAIL_SLIP].folded = false;
	p = plan_as(false, 0, d, 2);
	assert_int_equal(p.piece[0].class->envelope, MAIL_ENVELOPE_SQUARE2);
	p = plan_as(false, 0, d, 1);
	assert_int_equal(p.piece[0].class->envelope, MAIL_ENVELOPE_LONG3);
}

static void what_fits_no_envelope_is_held_whole(void **state)
{
	struct mailing_document d[] = {document(MAIL_TICKETS, "I1", "1500001", 1, 120),
		document(MAIL_OPINION, "I1", "1500001", 2, 1), document(MAIL_NOTICE, "H1", "1500001", 3, 1)};
	struct mailing_plan p = plan_as(false, 0, d, 3);

	(void)state;
	assert_int_equal(p.n_pieces, 1);
	assert_int_equal(d[0].hold, MAIL_HOLD_THICK);
	assert_int_equal(d[1].hold, MAIL_HOLD_THICK);
	assert_int_equal(d[1].plan_no, 0);
	assert_int_equal(d[2].line_no, 1);
	d[2] = document(MAIL_NOTICE, "H1", "1500001", 3, INT32_MAX); /* nor does what weighs tons overflow */
	p = plan_as(false, 0, d + 2, 1);
	assert_int_equal(p.n_pieces, 0);
	assert_int_equal(d[2].hold, MAIL_HOLD_THICK);
}

static void pieces_stand_by_route_envelope_postage_and_postal_code(void **state)
{
	struct mailing_document d[] = {document(MAIL_NOTICE, "H5", "1000001", 1, 1),
		document(MAIL_TICKETS, "I4", "0600000", 2, 7), document(MAIL_TICKETS, "I3", "0600000", 3, 9),
		document(MAIL_NOTICE, "H2", "1500002", 4, 4), document(MAIL_NOTICE, "H1", "1500002", 5, 1),
		document(MAIL_NOTICE, "H6", "1500001", 6, 1)};
	static const int wanted[] = {6, 4, 5, 3, 2, 1};

	(void)state;
	d[0].route = MAIL_INHOUSE;
	plan_as(false, 0, d, 6);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(d[i].plan_no, wanted[i]);
}

static void held_documents_come_after_the_others_by_reason(void **state)
{
	struct mailing_document d[] = {document(MAIL_NOTICE, "H1", "1500001", 1, 1),
		document(MAIL_NOTICE, "H2", "1500001", 2, 1), document(MAIL_NOTICE, "H3", "1500001", 3, 1)};
	struct mailing_plan p;

	(void)state;
	d[0].hold = MAIL_HOLD_MOVED;
	d[1].hold = MAIL_HOLD_ORDER;
	p = plan_as(false, 0, d, 3);
	assert_int_equal(p.n_lines, 3);
	assert_int_equal(d[2].line_no, 1);
	assert_int_equal(d[1].line_no, 2);
	assert_int_equal(d[0].line_no, 3);
	assert_ptr_equal(p.line[2], &d[0]);
}

/* ---- whatever comes ---- */

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static size_t anything(uint32_t *seed, struct mailing_document *d)
{
	static const char *const to[] = {"H1", "H2", "H3", "I1", "I2", "E1"};
	static const char *const postal[] = {"1000001", "1500001", "1500002"};
	size_t n = next(seed) % DOCUMENTS_MAX;

	for (size_t i = 0; i < n; i++) {
		const char *whom = to[next(seed) % 6];
		uint8_t kind = whom[0] == 'H'   ? (next(seed) % 2 == 0 ? MAIL_NOTICE : MAIL_SLIP)
					   : whom[0] == 'I' ? (uint8_t)(MAIL_TICKETS + next(seed) % 3)
										: MAIL_LETTER;

		d[i] = document(kind, whom, postal[next(seed) % 3], (int64_t)i + 1, 1 + (int32_t)(next(seed) % 12));
		d[i].route = next(seed) % 8 == 0 ? MAIL_INHOUSE : MAIL_CONTRACTOR;
		d[i].source_run_id = 1 + (int32_t)(next(seed) % 3);
		d[i].destination = text(arena_printf(keep, "%s %.*s", whom, 7, d[i].postal_code.at));
		if (next(seed) % 10 == 0)
			d[i].hold = MAIL_HOLD_SHARED;
	}
	return n;
}

/* Every document is in one piece or held; a piece is one recipient's by one route, and its figures add up. */
static void assert_sound(const struct mailing_plan *p, const struct mailing_document *d, size_t n)
{
	int64_t documents = 0;

	assert_int_equal(p->n_lines, n);
	for (size_t i = 0; i < n; i++) {
		const struct mailing_document *x = &d[i];
		const struct mailing_piece *piece;

		assert_ptr_equal(p->line[x->line_no - 1], x);
		assert_int_equal(x->plan_no == 0, x->hold != MAIL_HOLD_NONE);
		if (x->plan_no == 0)
			continue;
		piece = &p->piece[x->plan_no - 1];
		assert_true(str_same(piece->first->destination, x->destination));
		assert_true(str_same(piece->first->party_key, x->party_key));
		assert_int_equal(piece->first->route, x->route);
		assert_in_range(x->position, 1, piece->documents);
	}
	for (size_t k = 0; k < p->n_pieces; k++) {
		const struct mailing_piece *piece = &p->piece[k];
		int32_t sheets = 0;

		for (size_t i = 0; i < n; i++)
			sheets += d[i].plan_no == (int32_t)k + 1 ? d[i].sheets : 0;
		assert_int_equal(piece->sheets, sheets);
		assert_true(sheets <= piece->class->sheets);
		assert_true(piece->weight_mg <= piece->postage->up_to_mg);
		documents += piece->documents;
		if (k > 0)
			assert_true(p->piece[k - 1].first->route <= piece->first->route);
	}
	for (size_t i = 0; i < n; i++)
		documents += d[i].plan_no == 0;
	assert_int_equal(documents, n);
}

static void whatever_comes_is_planned_soundly_in_any_order(void **state)
{
	static struct mailing_document d[DOCUMENTS_MAX], e[DOCUMENTS_MAX];
	uint32_t seed = 20270101;

	(void)state;
	for (int round = 0; round < 300; round++) {
		size_t n = anything(&seed, d);
		struct mailing_plan p;

		for (size_t i = 0; i < n; i++)
			e[i] = d[n - 1 - i];
		p = plan_as(round % 2 == 0, 10000, d, n);
		assert_sound(&p, d, n);
		plan_as(round % 2 == 0, 10000, e, n);
		for (size_t i = 0; i < n; i++) {
			assert_int_equal(d[i].line_no, e[n - 1 - i].line_no);
			assert_int_equal(d[i].plan_no, e[n - 1 - i].plan_no);
		}
		arena_reset(keep);
		read_tables();
		assert_int_equal(build_in(2027, 1), ERR_OK);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup_rules, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_tables_have_kinds_envelopes_and_the_tariff),
		TEST(a_month_before_the_tariff_is_refused),
		TEST(a_kind_without_its_row_is_refused),
		TEST(nothing_against_it_is_no_hold),
		TEST(the_first_of_several_holds_is_told),
		TEST(a_look_clears_what_is_a_question_of_the_destination),
		TEST(institutions_share_houses_and_do_not_move_house),
		TEST(holds_have_words_and_terms),
		TEST(documents_of_a_recipient_go_together_in_their_order),
		TEST(route_destination_and_letters_keep_documents_apart),
		TEST(each_document_begins_on_a_new_sheet),
		TEST(sheets_and_weight_choose_the_envelope_and_the_postage),
		TEST(what_may_not_be_folded_goes_flat),
		TEST(what_fits_no_envelope_is_held_whole),
		TEST(pieces_stand_by_route_envelope_postage_and_postal_code),
		TEST(held_documents_come_after_the_others_by_reason),
		TEST(whatever_comes_is_planned_soundly_in_any_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
