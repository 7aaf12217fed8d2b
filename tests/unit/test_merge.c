/*
 * test_merge.c: pages of several documents in one: each with its layer, its text as another program reads it, the same
 * bytes each time.
 */
#include "getsuji/pdf_text.h"
#include "reports/backend/merge.h"
#include "reports/backend/pdf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const struct fonts *fonts;
static struct arena *arena;
static char folder[] = "/tmp/test_merge.XXXXXX";

/* A document of pages "WORD 1", "WORD 2" … */
static struct pdf *document(const char *word, int pages, struct arena *a)
{
	struct pdf *p = pdf_open(fonts, word, a);
	char text[64];
	int form;

	pdf_begin_form(p);
	pdf_frame(p, 20, 2000, 2000, 5000, 5000);
	form = pdf_end_form(p);
	for (int i = 1; i <= pages; i++) {
		pdf_begin_page(p);
		pdf_show_form(p, form);
		snprintf(text, sizeof text, "%s %d", word, i);
		pdf_text(p, FONT_MINCHO, PDF_PT(105), 2000, 5000, utf8_of(text));
		pdf_begin_turned(p, 1000, 10000);
		pdf_text(p, FONT_GOTHIC, PDF_PT(50), 0, 0, utf8_of("TURNED:123"));
		pdf_end_turned(p);
		pdf_end_page(p);
	}
	return p;
}

static char *path_of(const char *name)
{
	return arena_printf(arena, "%s/%s.pdf", folder, name);
}

static char *source(const char *word, int pages)
{
	char *path = path_of(word);
	struct err e = {0};

	assert_int_equal(pdf_save_file(document(word, pages, arena), path, &e), ERR_OK);
	return path;
}

static struct merge_file *layers(struct merge *m, const char *word, int pages)
{
	struct merge_file *f;
	const char *bytes;
	struct err e = {0};
	size_t length;

	assert_int_equal(pdf_save_bytes(document(word, pages, arena), arena, &bytes, &length, &e), ERR_OK);
	assert_int_equal(merge_bytes(m, bytes, length, &f, &e), ERR_OK);
	assert_int_equal(merge_file_pages(f), pages);
	return f;
}

/* Two pages of one file, a blank one, one of another. */
static char *merged(const char *name)
{
	struct merge *m = merge_open("試験", arena);
	struct merge_file *one, *two, *over = layers(m, "layer", 3), *more = layers(m, "more", 1);
	char *path = path_of(name);
	struct err e = {0};

	assert_int_equal(merge_file(m, source("one", 3), &one, &e), ERR_OK);
	assert_int_equal(merge_file(m, source("two", 2), &two, &e), ERR_OK);
	assert_int_equal(merge_page(m, one, 3, over, 1, &e), ERR_OK);
	assert_int_equal(merge_page(m, one, 1, over, 2, &e), ERR_OK);
	assert_int_equal(merge_blank(m, over, 3, &e), ERR_OK);
	assert_int_equal(merge_page(m, two, 2, more, 1, &e), ERR_OK);
	assert_int_equal(merge_pages(m), 4);
	assert_int_equal(merge_save(m, path, &e), ERR_OK);
	return path;
}

static void pages_and_layers_are_in_their_order(void **state)
{
	static const char *const want[] = {"one 3\nTURNED:123\nlayer 1\nTURNED:123\n",
		"one 1\nTURNED:123\nlayer 2\nTURNED:123\n", "layer 3\nTURNED:123\n",
		"two 2\nTURNED:123\nmore 1\nTURNED:123\n"};
	struct pdf_text_file *f;
	struct err e = {0};
	struct str page;

	(void)state;
	assert_int_equal(pdf_text_open(merged("order"), arena, &f, &e), ERR_OK);
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
		assert_int_equal(pdf_text_next(f, &page, &e), ERR_OK);
		assert_string_equal(arena_strndup(arena, page.at, page.length), want[i]);
	}
	assert_int_equal(pdf_text_next(f, &page, &e), ERR_OK);
	assert_null(page.at);
}

static char *bytes_of(const char *path, size_t *length)
{
	FILE *f = fopen(path, "rb");
	char *at = arena_alloc(arena, 1 << 20);

	assert_non_null(f);
	*length = fread(at, 1, 1 << 20, f);
	fclose(f);
	return at;
}

static void the_same_calls_give_the_same_bytes(void **state)
{
	size_t n, m;
	char *first = bytes_of(merged("first"), &n), *again = bytes_of(merged("again"), &m);

	(void)state;
	assert_int_equal(n, m);
	assert_memory_equal(first, again, n);
}

/* Its numbers are in plain text: the stream of a page is the same bytes in both files. */
static void a_page_keeps_its_content_stream(void **state)
{
	struct err e = {0};
	size_t n, m, found = 0;
	char *path = path_of("alone"), *whole, *at, *end;

	(void)state;
	assert_int_equal(pdf_save_file(document("alone", 1, arena), path, &e), ERR_OK);
	whole = bytes_of(path, &n);
	struct merge *doc = merge_open("試験", arena);
	struct merge_file *from, *over = layers(doc, "layer", 1);

	assert_int_equal(merge_file(doc, path, &from, &e), ERR_OK);
	assert_int_equal(merge_page(doc, from, 1, over, 1, &e), ERR_OK);
	assert_int_equal(merge_save(doc, path_of("under"), &e), ERR_OK);
	at = bytes_of(path_of("under"), &m);
	for (char *s = whole; (s = memmem(s, n - (size_t)(s - whole), "\nstream\r\n", 9)) != NULL; s = end) {
		s += 9;
		end = memmem(s, n - (size_t)(s - whole), "\nendstream", 10);
		assert_non_null(end);
		assert_non_null(memmem(at, m, s, (size_t)(end - s)));
		found++;
	}
	assert_true(found >= 4); /* the page, the form, fonts */
}

static void what_is_no_pdf_is_told(void **state)
{
	struct merge *m = merge_open("試験", arena);
	struct pdf_text_file *text;
	struct merge_file *f;
	struct err e = {0};
	struct str page;
	char *path = path_of("broken");
	FILE *out = fopen(path, "wb");

	(void)state;
	assert_non_null(out);
	fputs("no PDF at all\n", out);
	fclose(out);
	assert_int_equal(merge_file(m, path, &f, &e), ERR_INTERNAL);
	assert_int_equal(e.id, 2310);
	err_clear(&e);
	assert_int_equal(merge_file(m, path_of("missing"), &f, &e), ERR_INTERNAL);
	err_clear(&e);
	assert_int_equal(merge_bytes(m, "%PDF-1.4\n", 9, &f, &e), ERR_INTERNAL);
	err_clear(&e);
	assert_int_equal(pdf_text_open(path, arena, &text, &e), ERR_OK);
	assert_int_equal(pdf_text_next(text, &page, &e), ERR_BALANCE);
	assert_int_equal(e.id, 2313);
}

static void a_full_disk_is_told(void **state)
{
	struct merge *m = merge_open("試験", arena);
	struct merge_file *over = layers(m, "layer", 1);
	struct err e = {0};

	(void)state;
	assert_int_equal(merge_blank(m, over, 1, &e), ERR_OK);
	assert_int_equal(merge_save(m, "/dev/full", &e), ERR_DISK);
	assert_int_equal(e.id, 2311);
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
		cmocka_unit_test(pages_and_layers_are_in_their_order),
		cmocka_unit_test(the_same_calls_give_the_same_bytes),
		cmocka_unit_test(a_page_keeps_its_content_stream),
		cmocka_unit_test(what_is_no_pdf_is_told),
		cmocka_unit_test(a_full_disk_is_told),
	};

	return cmocka_run_group_tests_name("merge", tests, start, stop);
}
