/*
 * test_fonts.c: which font draws which character, and which character is refused.
 */
#include "reports/backend/font.h"

#include <ctype.h>
#include <hb.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/vectors.h"

static struct arena *arena;
static const struct fonts *fonts;
static struct err err;

static struct font_glyph glyph_of(const char *text)
{
	struct str rest = utf8_of(text);
	struct font_glyph glyph = {0};
	struct utf8_char c;

	assert_int_equal(utf8_next(&rest, &c), UTF8_CHAR);
	assert_int_equal(rest.length, 0);
	assert_true(fonts_find(fonts, FONT_MINCHO, c, &glyph));
	return glyph;
}

static void rare_names_get_the_glyph_of_their_mj_number(void **state)
{
	static const struct csv_column columns[] = {{"text", false}, {"selector", false}, {"mj_name", false},
		{"base", false}, {"note", false}, {"origin", false}, {"source", false}};
	struct csv *c = vectors_open(arena, "ivs_mj.csv", columns, 7, &err);
	hb_font_t *mj = hb_font_create(fonts_face(fonts, FONT_MJ));
	const struct csv_field *f;
	bool more = true;
	int rows = 0;

	(void)state;
	assert_non_null(c);
	while (csv_next(c, &f, &more, &err) == ERR_OK && more) {
		struct font_glyph glyph;
		char name[64] = "";
		if (f[1].length == 0)
			continue; /* the base alone is drawn by IPAex */
		glyph = glyph_of(f[0].text);
		assert_int_equal(glyph.font, FONT_MJ);
		assert_true(hb_font_get_glyph_name(mj, glyph.glyph_id, name, sizeof name));
		for (char *p = name; *p; p++)
			*p = (char)toupper((unsigned char)*p);
		assert_string_equal(name, f[2].text);
		rows++;
	}
	hb_font_destroy(mj);
	assert_int_equal(err.code, ERR_OK);
	assert_true(rows > 30);
}

static void common_text_is_of_the_font_asked_for(void **state)
{
	(void)state;
	assert_int_equal(glyph_of("髙").font, FONT_MINCHO);
	assert_int_equal(glyph_of("﨑").font, FONT_MINCHO);
	assert_int_equal(glyph_of("①").font, FONT_MINCHO);
	assert_int_equal(glyph_of("￥").font, FONT_MINCHO);
	assert_int_equal(glyph_of("保").advance, 1000);
}

static void what_ipaex_lacks_is_of_ipamj(void **state)
{
	(void)state;
	assert_int_equal(glyph_of("𠮷").font, FONT_MJ);
	assert_int_equal(glyph_of("\U0002000B").font, FONT_MJ);
	assert_int_equal(glyph_of("𠮷").advance, 1000);
}

static void selectors_of_adobe_japan1_are_of_ipaex(void **state)
{
	(void)state;
	assert_int_equal(glyph_of("葛\U000E0100").font, FONT_MINCHO);
	assert_int_equal(glyph_of("葛\U000E0101").font, FONT_MINCHO);
	assert_int_not_equal(glyph_of("葛\U000E0100").glyph_id, glyph_of("葛\U000E0101").glyph_id);
}

static void a_missing_character_is_told_by_code_point_only(void **state)
{
	(void)state;
	assert_int_equal(fonts_check(fonts, FONT_MINCHO, utf8_of("山田\U0001F600"), &err), ERR_DATA);
	assert_non_null(strstr(err.message, "U+1F600"));
	assert_null(strstr(err.message, "山"));
	assert_int_equal(fonts_check(fonts, FONT_MINCHO, utf8_of("辻\U000E01EF"), &err), ERR_DATA);
	assert_non_null(strstr(err.message, "U+8FBB U+E01EF"));
	assert_int_equal(fonts_check(fonts, FONT_GOTHIC, utf8_of("山田　太郎"), &err), ERR_OK);
}

static void what_may_not_be_drawn_is_refused(void **state)
{
	static const char *const refused[] = {"\x01", "a\tb", "\n", "\x7f", "\xEE\x80\x80" /* private use */,
		"\U0010DE92" /* private use of an administrative font */, "か\xE3\x82\x99" /* combining dakuten */,
		"a\xCC\x81" /* combining accent */, "a\xE2\x80\x8B" /* zero width */, "a\xE2\x80\xAE" /* override */};

	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		assert_int_equal(fonts_check(fonts, FONT_MINCHO, utf8_of(refused[i]), &err), ERR_DATA);
}

static void malformed_text_is_refused(void **state)
{
	static const char *const refused[] = {
		"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe3\x81", "\x82\xa0"};

	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		assert_int_equal(fonts_check(fonts, FONT_MINCHO, utf8_of(refused[i]), &err), ERR_DATA);
		assert_int_equal(err.id, 1703);
		assert_int_equal(utf8_length(utf8_of(refused[i])), SIZE_MAX);
	}
}

static void a_selector_belongs_to_its_character(void **state)
{
	(void)state;
	assert_int_equal(utf8_length(utf8_of("葛\U000E0102飾")), 2);
	assert_int_equal(fonts_width(fonts, FONT_MINCHO, 370, utf8_of("葛\U000E0102飾")), 740);
}

static void a_missing_font_is_named_with_its_remedy(void **state)
{
	const struct fonts *none;

	(void)state;
	assert_int_equal(setenv("GETSUJI_FONTS", "/nowhere", 1), 0);
	assert_int_equal(fonts_open(arena, &none, &err), ERR_ENVIRONMENT);
	unsetenv("GETSUJI_FONTS");
	assert_non_null(strstr(err.message, "/nowhere/ipaexm.ttf"));
	assert_non_null(strstr(err.hint, "fonts-ipaexfont-mincho"));
}

static int open_fonts(void **state)
{
	(void)state;
	arena = arena_new();
	err_clear(&err);
	return fonts_open(arena, &fonts, &err) == ERR_OK ? 0 : -1;
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
		cmocka_unit_test(rare_names_get_the_glyph_of_their_mj_number),
		cmocka_unit_test(common_text_is_of_the_font_asked_for),
		cmocka_unit_test(what_ipaex_lacks_is_of_ipamj),
		cmocka_unit_test(selectors_of_adobe_japan1_are_of_ipaex),
		cmocka_unit_test(a_missing_character_is_told_by_code_point_only),
		cmocka_unit_test(what_may_not_be_drawn_is_refused),
		cmocka_unit_test(malformed_text_is_refused),
		cmocka_unit_test(a_selector_belongs_to_its_character),
		cmocka_unit_test(a_missing_font_is_named_with_its_remedy),
	};

	return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
