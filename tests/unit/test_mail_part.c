/*
 * test_mail_part.c: sheets and sides of pieces, marks of inserters, and the reading back: what is right passes, and each
 * thing that is wrong on a page is noticed.
 */
#include "getsuji/mailing.h"
#include "reports/mail_part_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

static const unsigned char key[MAIL_KEY_SIZE] = {1, 2, 3}, other_key[MAIL_KEY_SIZE] = {4};
static const struct fonts *fonts;
static struct arena *arena;
static char folder[] = "/tmp/test_mail_part.XXXXXX";

static const struct mail_profile profile = {.name = {"p", 1},
	.mark = {{500, 7200, 800, 60, SHOWN_ALWAYS}, {500, 7620, 800, 60, SHOWN_LAST},
		{500, 8040, 800, 60, SHOWN_ENCLOSURE}, {500, 8460, 800, 60, SHOWN_BIT1},
		{500, 8880, 800, 60, SHOWN_BIT2}, {500, 9300, 800, 60, SHOWN_BIT4},
		{500, 9720, 800, 60, SHOWN_PARITY}, {500, 10140, 800, 60, SHOWN_ALWAYS}},
	.marks = 8};

static struct mail_part_office office = {
	.office_id = 13101, .profile = &profile, .duplex = true, .address = {NULL, 0}};

static int64_t forms[] = {77};
static struct str persons[1];

/* What is printed, page by page, and what the database says: two letters of one household, an institution's envelope. */
struct world {
	const char *page[6];
	struct mail_part_document document[3];
	struct mail_part_piece piece[2];
};

static void world_begin(struct world *w)
{
	*w = (struct world){
		.page = {"東京都千代田区一番町1番地12 甲野　太郎　様 福保決第5-1号", "続き 福保決第5-1号",
			"東京都千代田区一番町1番地12 甲野　太郎　様 福保照第5-2号",
			"東京都港区芝公園四丁目2番8号 芝診療所　御中 福保意第5-30000001号",
			"乙山　花子 東京都中央区日本橋本町3丁目5番 福保意第5-77号", "福保意第5-30000001号"},
		.document = {{.source_run_id = 5, .document_no = 1, .kind = MAIL_NOTICE, .first_page = 1, .pages = 2},
			{.source_run_id = 5, .document_no = 2, .kind = MAIL_LETTER, .first_page = 3, .pages = 1},
			{.source_run_id = 5, .document_no = 30000001, .kind = MAIL_OPINION, .first_page = 4, .pages = 3}},
	};
	for (size_t i = 0; i < 3; i++) {
		w->document[i].file = utf8_of("pages.pdf");
		w->document[i].name = utf8_of(i < 2 ? "甲野　太郎" : "芝診療所");
		w->document[i].address =
			utf8_of(i < 2 ? "東京都千代田区一番町1番地12" : "東京都港区芝公園四丁目2番8号");
	}
	persons[0] = utf8_of("東京都中央区日本橋本町3丁目5番");
	w->document[2].form = forms;
	w->document[2].forms = 1;
	w->document[2].person = persons;
	w->document[2].persons = 1;
	w->piece[0] = (struct mail_part_piece){.piece_no = 1,
		.office = &office,
		.party_key = utf8_of("H1"),
		.sheets = 2,
		.document = w->document,
		.documents = 2};
	w->piece[1] = (struct mail_part_piece){.piece_no = 2,
		.office = &office,
		.party_key = utf8_of("I1311000017"),
		.sheets = 2,
		.document = w->document + 2,
		.documents = 1};
	office.address = utf8_of("東京都千代田区九段南1丁目2番1号");
	office.duplex = true;
}

static char *path_of(const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name);
}

static enum err_code path_of_source(
	void *context, int run_id, const char *name, const char **path, struct err *e)
{
	(void)context;
	(void)e;
	assert_int_equal(run_id, 5);
	*path = path_of(name);
	return ERR_OK;
}

static void print_pages(const struct world *w)
{
	struct pdf *p = pdf_open(fonts, "pages", arena);
	struct err e = {0};

	for (size_t i = 0; i < COUNT_OF(w->page); i++) {
		pdf_begin_page(p);
		pdf_text(p, FONT_MINCHO, PDF_PT(80), 2000, 3000, utf8_of(w->page[i]));
		pdf_end_page(p);
	}
	assert_int_equal(pdf_save_file(p, path_of("pages.pdf"), &e), ERR_OK);
}

/* Prints with one world and one key, looks with another; ERR_OK, or what is wrong (the end of the detail). */
static const char *looked_at(
	const struct world *printed, const struct world *known, const unsigned char *printed_with)
{
	const struct mail_part_sources sources = {path_of_source, NULL};
	struct mail_part_sides sides;
	static struct err e;

	err_clear(&e);
	print_pages(printed);
	assert_int_equal(mail_part_sides_of(printed->piece, 2, 9, arena, &sides, &e), ERR_OK);
	assert_int_equal(
		mail_part_draw(&sides, fonts, printed_with, &sources, path_of("part.pdf"), arena, &e), ERR_OK);
	assert_int_equal(mail_part_sides_of(known->piece, 2, 9, arena, &sides, &e), ERR_OK);
	if (mail_part_check(&sides, known->piece, 2, fonts, key, path_of("part.pdf"), arena, &e) == ERR_OK)
		return "";
	assert_int_equal(e.code, ERR_BALANCE);
	return strchr(e.detail, ':') == NULL ? e.message : strchr(e.detail, ':') + 2;
}

/* ---- sheets -------------------------------------------------------------------------------------- */

static void a_document_begins_on_a_new_sheet(void **state)
{
	static const struct {
		int piece, document, page, sheet, back, in_part; /* document: in its piece; -1 blank */
	} duplex[] = {{1, 0, 1, 1, 0, 1}, {1, 0, 2, 1, 1, 1}, {1, 1, 1, 2, 0, 2}, {1, -1, 2, 2, 1, 2},
		{2, 0, 1, 1, 0, 3}, {2, 0, 2, 1, 1, 3}, {2, 0, 3, 2, 0, 4}, {2, -1, 4, 2, 1, 4}},
	  simplex[] = {{1, 0, 1, 1, 0, 1}, {1, 0, 2, 2, 0, 2}, {1, 1, 1, 3, 0, 3}, {2, 0, 1, 1, 0, 4},
		  {2, 0, 2, 2, 0, 5}, {2, 0, 3, 3, 0, 6}};
	struct mail_part_sides sides;
	struct err e = {0};
	struct world w;

	(void)state;
	for (int both = 1; both >= 0; both--) {
		size_t n = both ? COUNT_OF(duplex) : COUNT_OF(simplex);

		world_begin(&w);
		office.duplex = both == 1;
		w.piece[0].sheets = both ? 2 : 3;
		w.piece[1].sheets = both ? 2 : 3;
		assert_int_equal(mail_part_sides_of(w.piece, 2, 9, arena, &sides, &e), ERR_OK);
		assert_int_equal(sides.count, n);
		for (size_t i = 0; i < n; i++) {
			const struct mail_part_side *s = &sides.side[i];
			int piece = both ? duplex[i].piece : simplex[i].piece;
			int document = both ? duplex[i].document : simplex[i].document;

			assert_int_equal(s->side.code.run_id, 9);
			assert_int_equal(s->side.code.piece_no, piece);
			assert_int_equal(s->side.code.sheet, both ? duplex[i].sheet : simplex[i].sheet);
			assert_int_equal(s->side.code.sheets, both ? 2 : 3);
			assert_int_equal(s->side.code.back, both ? duplex[i].back : simplex[i].back);
			assert_int_equal(s->side.in_part, both ? duplex[i].in_part : simplex[i].in_part);
			assert_ptr_equal(s->document, document < 0 ? NULL : &w.piece[piece - 1].document[document]);
			assert_int_equal(s->page, both ? duplex[i].page : simplex[i].page);
		}
	}
	w.piece[1].sheets = 4;
	assert_int_equal(mail_part_sides_of(w.piece, 2, 9, arena, &sides, &e), ERR_BALANCE);
}

/* ---- reading back -------------------------------------------------------------------------------- */

static void what_is_right_passes(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w);
	assert_string_equal(looked_at(&w, &w, key), "");
	office.duplex = false;
	w.piece[0].sheets = w.piece[1].sheets = 3;
	assert_string_equal(looked_at(&w, &w, key), "");
	w.piece[0].version = w.piece[1].version = 12; /* a reprint */
	assert_string_equal(looked_at(&w, &w, key), "");
	world_begin(&w);
	w.piece[0].version = w.piece[1].version = 3; /* with blank backs */
	assert_string_equal(looked_at(&w, &w, key), "");
}

static void another_code_is_noticed(void **state)
{
	struct world w, known;

	(void)state;
	world_begin(&w);
	assert_string_equal(looked_at(&w, &w, other_key), "the code is not that of the side");
	known = w;
	known.piece[0].piece_no = 3;
	assert_string_equal(looked_at(&w, &known, key), "the code is not that of the side");
	known = w;
	known.piece[1].version = 1;
	assert_string_equal(looked_at(&w, &known, key), "the code is not that of the side");
}

static void another_page_is_noticed(void **state)
{
	static const struct {
		int page;
		const char *printed, *found;
	} faults[] = {
		{0, "東京都千代田区一番町1番地12 甲野　太朗　様 福保決第5-1号",
			"the recipient is not there as the database has it"},
		{0, "東京都千代田区一番町1番地13 甲野　太郎　様 福保決第5-1号",
			"the recipient is not there as the database has it"},
		{0, "東京都千代田区一番町1番地12 甲野　太郎　様",
			"the document number is missing or that of another"},
		{0, "東京都千代田区一番町1番地12 甲野　太郎　様 福保決第5-3号",
			"the document number is missing or that of another"},
		{1, "続き 福保決第4-1号", "the document number is missing or that of another"},
		{1, "続き 福保決第5-1号 福保決第5-2号", "the document number is missing or that of another"},
		{4, "乙山　花子 福保意第5-78号", "the document number is missing or that of another"},
		{1, "東京都港区芝公園四丁目 2番8号 福保決第5-1号", "the address of another recipient is there"},
		{5, "東京都千代田区一番町1番地12 福保意第5-30000001号", "the address of another recipient is there"},
		{5, "甲野 太郎　様 福保意第5-30000001号", "the name of another recipient is there"},
	};
	struct world w, known;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(faults); i++) {
		world_begin(&w);
		known = w;
		w.page[faults[i].page] = faults[i].printed;
		assert_string_equal(looked_at(&w, &known, key), faults[i].found);
	}
}

/* An address that is the beginning of one that may stand there; the sender's; that of whom an envelope is about. */
static void what_may_stand_there_is_no_fault(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w);
	w.document[2].address = utf8_of("東京都千代田区一番町1番地1");
	w.page[3] = "東京都千代田区一番町1番地1 芝診療所　御中 福保意第5-30000001号";
	assert_string_equal(looked_at(&w, &w, key), "");
	/* A field that begins with a digit follows the shorter of two addresses; in one word it is the longer one. */
	world_begin(&w);
	w.document[2].address = utf8_of("東京都千代田区一番町1番地1");
	w.page[3] = "東京都千代田区一番町1番地1 2-13 芝診療所　御中 福保意第5-30000001号";
	assert_string_equal(looked_at(&w, &w, key), "");
	w.page[3] = "東京都千代田区一番町1番地12-13 芝診療所　御中 福保意第5-30000001号";
	assert_string_equal(looked_at(&w, &w, key), "the address of another recipient is there");
	world_begin(&w);
	w.document[2].address = office.address;
	w.page[3] = "東京都千代田区九段南1丁目2番1号 芝診療所　御中 福保意第5-30000001号";
	w.page[1] = "東京都千代田区九段南1丁目2番1号 福保決第5-1号";
	assert_string_equal(looked_at(&w, &w, key), "");
	world_begin(&w);
	w.document[0].address = w.document[1].address = persons[0];
	w.page[0] = "東京都中央区日本橋本町3丁目5番 甲野　太郎　様 福保決第5-1号";
	w.page[2] = "東京都中央区日本橋本町3丁目5番 甲野　太郎　様 福保照第5-2号";
	assert_string_equal(looked_at(&w, &w, key), "");
	w.document[2].persons = 0;
	assert_string_equal(looked_at(&w, &w, key), "the address of another recipient is there");
}

/* A name without 様, a letter in care of another, another's name within one's own, and a care-of that goes on in the name. */
static void who_is_called_the_same_is_no_fault(void **state)
{
	struct world w;

	(void)state;
	world_begin(&w);
	w.page[5] = "担当　甲野　太郎 福保意第5-30000001号";
	assert_string_equal(looked_at(&w, &w, key), "");
	w.page[5] = "後見人　甲野　太郎　様方 福保意第5-30000001号";
	w.document[2].care_of = utf8_of("後見人　甲野　太郎　様方");
	w.page[3] = "東京都港区芝公園四丁目2番8号 後見人　甲野　太郎　様方 芝診療所　御中 福保意第5-30000001号";
	assert_string_equal(looked_at(&w, &w, key), "");
	world_begin(&w);
	w.piece[1].party_key = utf8_of("H2");
	w.document[2].name = utf8_of("乙甲野　太郎");
	w.page[3] = "東京都港区芝公園四丁目2番8号 乙甲野　太郎　様 福保意第5-30000001号";
	assert_string_equal(looked_at(&w, &w, key), "");
	w.document[2].name = utf8_of("野　太郎");
	w.page[3] = "東京都港区芝公園四丁目2番8号 甲 野　太郎　様 福保意第5-30000001号";
	assert_string_equal(looked_at(&w, &w, key), "");
	w.page[3] = "東京都港区芝公園四丁目2番8号 野　太郎　様 甲野　太郎　様 福保意第5-30000001号";
	assert_string_equal(looked_at(&w, &w, key), "the name of another recipient is there");
}

static void another_number_of_pages_is_noticed(void **state)
{
	struct world w, known;

	(void)state;
	world_begin(&w);
	known = w;
	known.document[2].pages = 2;
	known.piece[1].document = &known.document[2];
	known.piece[1].sheets = 1;
	assert_string_equal(looked_at(&w, &known, key), "the code is not that of the side");
	known = w;
	known.piece[1].documents = 0;
	known.piece[1].sheets = 0;
	assert_string_equal(looked_at(&w, &known, key), "a part has other pages than sides");
	assert_string_equal(looked_at(&known, &w, key), "a part has other pages than sides");
}

/* ---- marks --------------------------------------------------------------------------------------- */

static unsigned shown(enum mail_shown kind, int sheet, int sheets, bool back, bool enclosure, int in_part)
{
	struct mail_profile one = {.mark = {{500, 7200, 800, 60, kind}}, .marks = 1};
	struct mail_side s = {
		.code = {.run_id = 1, .piece_no = 1, .sheet = sheet, .sheets = sheets, .back = back},
		.enclosure = enclosure,
		.in_part = in_part};

	return mail_marks_shown(&one, &s);
}

static void marks_are_shown_where_they_are_due(void **state)
{
	(void)state;
	assert_int_equal(shown(SHOWN_ALWAYS, 1, 2, false, false, 1), 1);
	assert_int_equal(shown(SHOWN_ALWAYS, 1, 2, true, false, 1), 0); /* the front alone */
	assert_int_equal(shown(SHOWN_LAST, 1, 2, false, false, 1), 0);
	assert_int_equal(shown(SHOWN_LAST, 2, 2, false, false, 1), 1);
	assert_int_equal(shown(SHOWN_NOT_LAST, 1, 2, false, false, 1), 1);
	assert_int_equal(shown(SHOWN_NOT_LAST, 2, 2, false, false, 1), 0);
	assert_int_equal(shown(SHOWN_ENCLOSURE, 1, 1, false, true, 1), 1);
	assert_int_equal(shown(SHOWN_ENCLOSURE, 1, 1, false, false, 1), 0);
	for (int n = 1; n <= 20; n++) {
		assert_int_equal(shown(SHOWN_BIT1, 1, 1, false, false, n), n & 1);
		assert_int_equal(shown(SHOWN_BIT2, 1, 1, false, false, n), n >> 1 & 1);
		assert_int_equal(shown(SHOWN_BIT4, 1, 1, false, false, n), n >> 2 & 1);
	}
}

static void the_number_of_marks_is_even(void **state)
{
	struct mail_side s = {.code = {.run_id = 1, .piece_no = 1, .sheets = 3}};

	(void)state;
	for (int sheet = 1; sheet <= 3; sheet++)
		for (int n = 1; n <= 8; n++)
			for (int enclosure = 0; enclosure < 2; enclosure++) {
				s.code.sheet = sheet;
				s.in_part = n;
				s.enclosure = enclosure == 1;
				assert_int_equal(__builtin_popcount(mail_marks_shown(&profile, &s)) % 2, 0);
			}
}

static void marks_that_are_elsewhere_are_refused(void **state)
{
	static const struct mail_mark wrong[] = {
		{300, 7200, 800, 60, SHOWN_LAST},   /* at the paper's edge */
		{500, 7200, 1400, 60, SHOWN_LAST},  /* into the text */
		{500, 6600, 800, 60, SHOWN_LAST},   /* where the window may be */
		{500, 10380, 800, 60, SHOWN_LAST},  /* towards the fold */
		{500, 12000, 800, 60, SHOWN_LAST},  /* over the 2D code */
		{19000, 7200, 800, 60, SHOWN_LAST}, /* into the text, from the right */
		{500, 7200, 0, 60, SHOWN_LAST},     /* nothing */
		{500, 10180, 800, 60, SHOWN_LAST},  /* touches the last mark */
	};
	struct mail_profile p;
	struct err e = {0};

	(void)state;
	assert_int_equal(mail_marks_judge(&profile, &e), ERR_OK);
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		p = profile;
		p.mark[1] = wrong[i];
		assert_int_equal(mail_marks_judge(&p, &e), ERR_DEFINITION);
		err_clear(&e);
	}
	p = profile;
	p.mark[1] = (struct mail_mark){19400, 7200, 800, 60, SHOWN_LAST}; /* the right margin is fine */
	assert_int_equal(mail_marks_judge(&p, &e), ERR_OK);
}

static int start(void **state)
{
	struct err e = {0};

	(void)state;
	arena = arena_new();
	assert_non_null(mkdtemp(folder));
	return fonts_open(arena, &fonts, &e) == ERR_OK ? 0 : -1;
}

static int stop(void **state)
{
	char command[128];

	(void)state;
	arena_free(arena);
	snprintf(command, sizeof command, "rm -r %s", folder);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_begins_on_a_new_sheet),
		cmocka_unit_test(what_is_right_passes),
		cmocka_unit_test(another_code_is_noticed),
		cmocka_unit_test(another_page_is_noticed),
		cmocka_unit_test(what_may_stand_there_is_no_fault),
		cmocka_unit_test(who_is_called_the_same_is_no_fault),
		cmocka_unit_test(another_number_of_pages_is_noticed),
		cmocka_unit_test(marks_are_shown_where_they_are_due),
		cmocka_unit_test(the_number_of_marks_is_even),
		cmocka_unit_test(marks_that_are_elsewhere_are_refused),
	};

	return cmocka_run_group_tests_name("mail_part", tests, start, stop);
}
