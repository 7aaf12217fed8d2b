/*
 * test_pdf.c: documents: same drawing, same bytes; limits; errors.
 * What a document shows and says is read back by tests/golden/notice.sh.
 */
#include "reports/backend/pdf.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;
static const struct fonts *fonts;

struct bytes {
	char *at;
	size_t length;
};

static void put_page(struct pdf *p, int form, int i)
{
	char text[64];

	pdf_begin_page(p);
	pdf_show_form(p, form);
	snprintf(text, sizeof text, "%d 𠮷田 葛\U000E0102飾 %c%d円", i, 'A' + i % 26, i * 37);
	pdf_text(p, FONT_MINCHO, PDF_PT(105), 2000, 5000, utf8_of(text));
	pdf_text_spread(p, FONT_GOTHIC, PDF_PT(105), 2000, 9000, 6000, utf8_of("決定"));
	pdf_fill(p, 2000, 7000, 300, 300);
	pdf_frame(p, 20, 2000, 8000, 5000, 2000);
	pdf_end_page(p);
}

static struct bytes document(int pages)
{
	struct arena *a = arena_new();
	struct pdf *p = pdf_open(fonts, "試験", a);
	struct bytes out = {NULL, 0};
	struct err e = {0};
	FILE *f = open_memstream(&out.at, &out.length);
	int form;

	assert_non_null(f);
	pdf_begin_form(p);
	pdf_text_centre(p, FONT_GOTHIC, PDF_PT(180), 10500, 3000, utf8_of("保護決定通知書"));
	form = pdf_end_form(p);
	for (int i = 0; i < pages; i++)
		put_page(p, form, i);
	assert_int_equal(pdf_pages(p), pages);
	assert_int_equal(pdf_save_stream(p, f, &e), ERR_OK);
	fclose(f);
	arena_free(a);
	return out;
}

static void the_same_drawing_gives_the_same_bytes(void **state)
{
	struct bytes a = document(30), b = document(30);

	(void)state;
	assert_int_equal(a.length, b.length);
	assert_memory_equal(a.at, b.at, a.length);
	assert_memory_equal(a.at, "%PDF-", 5);
	free(a.at);
	free(b.at);
}

static void *document_in_thread(void *p)
{
	*(struct bytes *)p = document(200);
	return NULL;
}

static void threads_do_not_disturb_each_other(void **state)
{
	struct bytes alone = document(200), both[4];
	pthread_t thread[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, document_in_thread, &both[i]), 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(thread[i], NULL);
		assert_int_equal(both[i].length, alone.length);
		assert_memory_equal(both[i].at, alone.at, alone.length);
		free(both[i].at);
	}
	free(alone.at);
}

static void a_letter_of_its_own_is_small(void **state)
{
	struct bytes one = document(1);

	(void)state;
	assert_true(one.length < 20000);
	free(one.at);
}

static void the_page_after_the_last_possible_is_an_error(void **state)
{
	struct arena *a = arena_new();
	struct pdf *p = pdf_open(fonts, "試験", a);
	struct err e = {0};

	(void)state;
	for (int i = 0; i < PDF_PAGES_MAX + 1; i++) {
		pdf_begin_page(p);
		pdf_end_page(p);
	}
	assert_int_equal(pdf_pages(p), PDF_PAGES_MAX);
	assert_int_equal(pdf_save_file(p, "/dev/null", &e), ERR_DEFINITION);
	assert_int_equal(e.id, 1707);
	arena_free(a);
}

static void a_place_that_cannot_be_written_is_an_error(void **state)
{
	struct arena *a = arena_new();
	struct pdf *p = pdf_open(fonts, "試験", a);
	struct err e = {0};

	(void)state;
	pdf_begin_page(p);
	pdf_end_page(p);
	assert_int_equal(pdf_save_file(p, "/nowhere/x.pdf", &e), ERR_DISK);
	assert_string_equal(e.place, "/nowhere/x.pdf");
	arena_free(a);
}

static void a_full_disk_is_an_error(void **state)
{
	struct arena *a = arena_new();
	struct pdf *p = pdf_open(fonts, "試験", a);
	struct err e = {0};
	FILE *full = fopen("/dev/full", "w");

	(void)state;
	assert_non_null(full);
	put_page(p, 0, 1);
	assert_int_equal(pdf_save_stream(p, full, &e), ERR_DISK);
	fclose(full);
	arena_free(a);
	a = arena_new();
	p = pdf_open(fonts, "試験", a);
	for (int i = 0; i < 100; i++)
		put_page(p, 0, i);
	assert_int_equal(pdf_save_file(p, "/dev/full", &e), ERR_DISK);
	arena_free(a);
}

static int open_fonts(void **state)
{
	struct err e = {0};

	(void)state;
	arena = arena_new();
	return fonts_open(arena, &fonts, &e) == ERR_OK ? 0 : -1;
}

static int close_fonts(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_drawing_gives_the_same_bytes),
		cmocka_unit_test(threads_do_not_disturb_each_other),
		cmocka_unit_test(a_letter_of_its_own_is_small),
		cmocka_unit_test(the_page_after_the_last_possible_is_an_error),
		cmocka_unit_test(a_place_that_cannot_be_written_is_an_error),
		cmocka_unit_test(a_full_disk_is_an_error),
	};

	return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
