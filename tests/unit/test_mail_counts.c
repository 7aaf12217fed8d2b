/*
 * test_mail_counts.c: reports/mail_counts.h: what the contractor is told in words and numbers, read back from its pages.
 */
#include "reports/mail_counts.h"

#include "getsuji/pdf_text.h"
#include "reports/mail_counts_layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static char folder[] = "/tmp/getsuji-counts.XXXXXX";
static struct arena *keep;
static const struct run_info run = {
	.run_id = 12, .graph = "mailing", .office_id = 13113, .month = 2027 * 12, .edition = 1};

static int set_up(void **state)
{
	(void)state;
	keep = arena_new();
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(arena_printf(keep, "%s/a.pdf", folder));
	arena_free(keep);
	return rmdir(folder);
}

/* A mailing of so many parts of 700 pieces, and as many bundles for each. */
static struct mail_counts counts_of(size_t parts, size_t bundles)
{
	struct mail_counts m = {.run = &run,
		.office = {"架空区福祉事務所", strlen("架空区福祉事務所")},
		.offices = 1,
		.contractor = "insatsu",
		.issued_on = day_of(2027, 1, 20),
		.cut_off_on = day_of(2027, 1, 22),
		.post_by_on = day_of(2027, 1, 25),
		.report_by_on = day_of(2027, 1, 27),
		.expires_on = day_of(2027, 3, 1)};
	struct err e = {0};

	assert_int_equal(fonts_open(keep, &m.fonts, &e), ERR_OK);
	m.pieces = (int64_t)parts * 700;
	m.sheets = m.pieces * 2;
	m.pages = m.sheets * 2;
	m.enclosures = m.pieces;
	m.weight_mg = m.pieces * 15123;
	m.classes = 2;
	m.class = arena_array(keep, 2, sizeof *m.class);
	m.class[0] = (struct mail_class){
		MAIL_ENVELOPE_LONG3, 1, "standard_50", "leaflet", m.pieces - 5, m.sheets - 10, 1000};
	m.class[1] = (struct mail_class){MAIL_ENVELOPE_SQUARE2, 2, "large_1000", "", 5, 10, m.weight_mg - 1000};
	m.parts = parts;
	m.part = arena_array(keep, parts, sizeof *m.part);
	for (size_t i = 0; i < parts; i++)
		m.part[i] = (struct mail_counts_part){13113, (int64_t)i * 700 + 1, (int64_t)i * 700 + 700, 700, 1400,
			2800, {"getsuji", 7}, true, "leaflet", arena_printf(keep, "part-%04zu.pdf", i + 1), SHA};
	m.bundles = bundles;
	m.bundle = arena_array(keep, bundles, sizeof *m.bundle);
	for (size_t i = 0; i < bundles; i++)
		m.bundle[i] = (struct mail_bundle){MAIL_ENVELOPE_LONG3, "standard_50", arena_printf(keep, "%03zu", i),
			10, 151230, (int64_t)i * 10 + 1, (int64_t)i * 10 + 10};
	return m;
}

/* All text of a document, without blanks; its pages are counted. */
static char *text_of(struct pdf *pdf, int64_t *pages)
{
	char *path = arena_printf(keep, "%s/a.pdf", folder), *all = arena_strdup(keep, "");
	struct pdf_text_file *f;
	struct err e = {0};
	struct str page;

	assert_int_equal(pdf_save_file(pdf, path, &e), ERR_OK);
	assert_int_equal(pdf_text_open(path, keep, &f, &e), ERR_OK);
	for (*pages = 0; pdf_text_next(f, &page, &e) == ERR_OK && page.at != NULL; (*pages)++) {
		char *clean = arena_alloc(keep, page.length + 1), *to = clean;

		for (size_t i = 0; i < page.length; i++)
			if (page.at[i] != ' ' && page.at[i] != '\n')
				*to++ = page.at[i];
		all = arena_printf(keep, "%s%s", all, clean);
	}
	assert_int_equal(e.code, ERR_OK);
	return all;
}

static void the_sheet_tells_sums_classes_parts_bundles_and_days(void **state)
{
	struct mail_counts m = counts_of(3, 12);
	int64_t pages;
	char *text = text_of(mail_counts_sheet(&m, keep), &pages);

	(void)state;
	assert_non_null(strstr(text, "架空区福祉事務所"));
	assert_non_null(strstr(text, "2,100通"));
	assert_non_null(strstr(text, "8,400頁"));
	assert_non_null(strstr(text, "令和9年2月28日まで"));
	assert_non_null(strstr(text, "定形外（規格内）1kgまで"));
	assert_non_null(strstr(text, "part-0003.pdf13113"
								 "1401～2100"));
	assert_non_null(strstr(text, "12011-****"));
}

static void a_long_sheet_goes_on_with_its_heads_and_knows_its_pages(void **state)
{
	struct mail_counts m = counts_of(70, 900);
	int64_t pages, heads = 0;
	char *text = text_of(mail_counts_sheet(&m, keep), &pages);

	(void)state;
	assert_true(pages > 20);
	assert_non_null(strstr(text, arena_printf(keep, "%d／%d頁", (int)pages, (int)pages)));
	for (char *at = text; (at = strstr(at, "区分票郵便番号")) != NULL; at++)
		heads++;
	assert_true(heads > 15);
	assert_non_null(strstr(text, "900899-****"));
}

static void a_slip_for_each_bundle_eight_to_a_page(void **state)
{
	struct mail_counts m = counts_of(1, 17);
	int64_t pages, slips = 0;
	char *text = text_of(mail_counts_slips(&m, keep), &pages);

	(void)state;
	assert_int_equal(pages, 3);
	for (char *at = text; (at = strstr(at, "〒0")) != NULL; at++)
		slips++;
	assert_int_equal(slips, 17);
	assert_non_null(strstr(text, "17／17"));
}

static void the_certificate_names_the_files_and_leaves_room_to_sign(void **state)
{
	struct mail_counts m = counts_of(2, 1);
	int64_t pages;
	char *text = text_of(mail_certificate(&m, keep), &pages);

	(void)state;
	assert_int_equal(pages, 1);
	assert_non_null(strstr(text, "消去証明書"));
	assert_non_null(strstr(text, "架空区福祉事務所長"));
	assert_non_null(strstr(text, "part-0002.pdf701～14002,8000123456789abcdef"));
}

static void several_offices_are_told(void **state)
{
	struct mail_counts m = counts_of(1, 1);

	(void)state;
	m.offices = 3;
	assert_string_equal(mail_counts_office(&m, keep), "架空区福祉事務所（ほか2か所）");
	assert_string_equal(mail_counts_grams(12345, keep), "12.3");
	assert_string_equal(mail_counts_grams(1999960, keep), "2,000.0");
	assert_string_equal(mail_layout_postage("parcel", keep), "parcel");
}

static void drawn_again_it_is_the_same_bytes(void **state)
{
	struct mail_counts m = counts_of(3, 12);
	const char *a, *b;
	size_t a_length, b_length;
	struct err e = {0};

	(void)state;
	assert_int_equal(pdf_save_bytes(mail_counts_sheet(&m, keep), keep, &a, &a_length, &e), ERR_OK);
	assert_int_equal(pdf_save_bytes(mail_counts_sheet(&m, keep), keep, &b, &b_length, &e), ERR_OK);
	assert_int_equal(a_length, b_length);
	assert_memory_equal(a, b, a_length);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sheet_tells_sums_classes_parts_bundles_and_days),
		cmocka_unit_test(a_long_sheet_goes_on_with_its_heads_and_knows_its_pages),
		cmocka_unit_test(a_slip_for_each_bundle_eight_to_a_page),
		cmocka_unit_test(the_certificate_names_the_files_and_leaves_room_to_sign),
		cmocka_unit_test(several_offices_are_told),
		cmocka_unit_test(drawn_again_it_is_the_same_bytes),
	};

	return cmocka_run_group_tests_name("mail_counts", tests, set_up, tear_down);
}
