/* font.c: opens the fonts and answers which glyph draws a character (see font.h). */
#include "reports/backend/font.h"

#include <errno.h>
#include <hb-ot.h>
#include <hb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BMP 0x10000

struct face {
	hb_face_t *face;
	hb_font_t *font;
	unsigned int em;
	struct font_measures measures;
	/* Of the two document fonts: glyph and advance of each BMP character, for speed. */
	uint16_t *glyph_of;
	uint16_t *advance_of;
};

struct fonts {
	struct face face[FONT_COUNT];
};

/* clang-format off */
static const struct {
	const char *postscript_name, *file, *folder, *package;
} files[FONT_COUNT] = {
	[FONT_MINCHO] = {"IPAexMincho", "ipaexm.ttf", "/usr/share/fonts/opentype/ipaexfont-mincho", "fonts-ipaexfont-mincho"},
	[FONT_GOTHIC] = {"IPAexGothic", "ipaexg.ttf", "/usr/share/fonts/opentype/ipaexfont-gothic", "fonts-ipaexfont-gothic"},
	[FONT_MJ]     = {"IPAmjMincho", "ipamjm.ttf", "/usr/share/fonts/truetype/ipamj",            "fonts-ipamj-mincho"},
};
/* clang-format on */

static void destroy_face(void *p)
{
	hb_face_destroy(p);
}

static void destroy_font(void *p)
{
	hb_font_destroy(p);
}

static int to_thousandths(const struct face *f, int units)
{
	int em = (int)f->em;
	int half = units < 0 ? -em / 2 : em / 2;

	return (units * 1000 + half) / em;
}

static uint16_t advance_of_glyph(const struct face *f, hb_codepoint_t glyph)
{
	return (uint16_t)to_thousandths(f, hb_font_get_glyph_h_advance(f->font, glyph));
}

/* The bounding box stands in the head table as four int16 from byte 36. */
static void read_measures(struct face *f, const char *name)
{
	hb_blob_t *head = hb_face_reference_table(f->face, HB_TAG('h', 'e', 'a', 'd'));
	unsigned int length = 0;
	const unsigned char *at = (const unsigned char *)hb_blob_get_data(head, &length);
	hb_font_extents_t extents;

	f->measures.name = name;
	for (int i = 0; i < 4 && length >= 44; i++)
		f->measures.box[i] = to_thousandths(f, (int16_t)(at[36 + 2 * i] << 8 | at[37 + 2 * i]));
	hb_blob_destroy(head);
	if (hb_font_get_h_extents(f->font, &extents)) {
		f->measures.ascent = to_thousandths(f, extents.ascender);
		f->measures.descent = to_thousandths(f, extents.descender);
	}
}

static void fill_table(struct face *f, struct arena *keep)
{
	f->glyph_of = arena_array(keep, BMP, sizeof(*f->glyph_of));
	f->advance_of = arena_array(keep, BMP, sizeof(*f->advance_of));
	for (uint32_t c = 0x20; c < BMP; c++) {
		hb_codepoint_t glyph = 0;
		if (hb_font_get_nominal_glyph(f->font, c, &glyph) && glyph <= UINT16_MAX) {
			f->glyph_of[c] = (uint16_t)glyph;
			f->advance_of[c] = advance_of_glyph(f, glyph);
		}
	}
}

static enum err_code open_face(struct fonts *fonts, enum font which, struct arena *keep, struct err *e)
{
	struct face *f = &fonts->face[which];
	const char *folder = getenv("GETSUJI_FONTS");
	const char *path;
	hb_blob_t *blob;

	if (folder == NULL || folder[0] == '\0')
		folder = files[which].folder;
	path = arena_printf(keep, "%s/%s", folder, files[which].file);
	blob = hb_blob_create_from_file_or_fail(path);
	if (blob == NULL) {
		(void)err_set(e, ERR_ENVIRONMENT, 1701, "could not open font \"%s\"", path);
		return err_hint(e,
			"Install the Debian package %s (make deps does), or name the fonts' folder in "
			"GETSUJI_FONTS.",
			files[which].package);
	}
	f->face = hb_face_create(blob, 0);
	hb_blob_destroy(blob);
	arena_defer(keep, destroy_face, f->face);
	f->em = hb_face_get_upem(f->face);
	f->font = hb_font_create(f->face);
	arena_defer(keep, destroy_font, f->font);
	if (hb_face_get_glyph_count(f->face) < 2) {
		(void)err_set(e, ERR_ENVIRONMENT, 1701, "could not open font \"%s\"", path);
		return err_hint(
			e, "The file is not a TrueType font; reinstall the Debian package %s.", files[which].package);
	}
	hb_face_make_immutable(f->face);
	hb_font_make_immutable(f->font);
	read_measures(f, files[which].postscript_name);
	if (which != FONT_MJ)
		fill_table(f, keep);
	return ERR_OK;
}

enum err_code fonts_open(struct arena *keep, const struct fonts **out, struct err *e)
{
	struct fonts *fonts = arena_alloc(keep, sizeof(*fonts));
	enum err_code rc;

	for (int i = 0; i < FONT_COUNT; i++) {
		rc = open_face(fonts, (enum font)i, keep, e);
		if (rc != ERR_OK)
			return rc;
	}
	*out = fonts;
	return ERR_OK;
}

static bool never_drawn(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) /* control */
		   || (c >= 0xe000 && c <= 0xf8ff)     /* private use */
		   || c >= 0xf0000                     /* private use planes */
		   || (c >= 0x300 && c <= 0x36f)       /* combining marks, without their letter */
		   || c == 0x3099 || c == 0x309a       /* combining dakuten, handakuten */
		   || (c >= 0x200b && c <= 0x200f)     /* zero width and direction marks */
		   || (c >= 0x2028 && c <= 0x202e) || c == 0xfeff;
}

static bool find_nominal(const struct fonts *f, enum font font, uint32_t c, struct font_glyph *out)
{
	const struct face *face = &f->face[font];
	hb_codepoint_t glyph = 0;

	if (face->glyph_of != NULL) {
		if (c >= BMP || face->glyph_of[c] == 0)
			return false;
		*out = (struct font_glyph){font, face->glyph_of[c], face->advance_of[c]};
		return true;
	}
	if (!hb_font_get_nominal_glyph(face->font, c, &glyph) || glyph == 0 || glyph > UINT16_MAX)
		return false;
	*out = (struct font_glyph){font, (uint16_t)glyph, advance_of_glyph(face, glyph)};
	return true;
}

static bool find_variant(const struct fonts *f, enum font font, struct utf8_char c, struct font_glyph *out)
{
	const struct face *face = &f->face[font];
	hb_codepoint_t glyph = 0;

	if (!hb_font_get_variation_glyph(face->font, c.base, c.selector, &glyph) || glyph == 0 ||
		glyph > UINT16_MAX)
		return false;
	*out = (struct font_glyph){font, (uint16_t)glyph, advance_of_glyph(face, glyph)};
	return true;
}

bool fonts_find(const struct fonts *f, enum font wanted, struct utf8_char c, struct font_glyph *out)
{
	if (never_drawn(c.base))
		return false;
	if (c.selector != 0)
		return find_variant(f, FONT_MJ, c, out) || find_variant(f, wanted, c, out);
	return find_nominal(f, wanted, c.base, out) || find_nominal(f, FONT_MJ, c.base, out);
}

const struct font_measures *fonts_measures(const struct fonts *f, enum font font)
{
	return &f->face[font].measures;
}

struct hb_face_t *fonts_face(const struct fonts *f, enum font font)
{
	return f->face[font].face;
}

enum err_code fonts_check(const struct fonts *f, enum font wanted, struct str text, struct err *e)
{
	struct font_glyph glyph;
	struct utf8_char c;
	enum utf8_step step;

	while ((step = utf8_next(&text, &c)) == UTF8_CHAR) {
		if (fonts_find(f, wanted, c, &glyph))
			continue;
		if (c.selector != 0)
			return err_set(e, ERR_DATA, 1702, "書体にない文字 U+%04X U+%04X があります", c.base, c.selector);
		return err_set(e, ERR_DATA, 1704, "書体にない文字 U+%04X があります", c.base);
	}
	if (step == UTF8_MALFORMED)
		return err_set(e, ERR_DATA, 1703, "文字コードが正しくない文字列です");
	return ERR_OK;
}

int32_t fonts_width(const struct fonts *f, enum font wanted, int32_t size, struct str text)
{
	struct font_glyph glyph;
	struct utf8_char c;
	int64_t sum = 0;

	while (utf8_next(&text, &c) == UTF8_CHAR)
		if (fonts_find(f, wanted, c, &glyph))
			sum += glyph.advance;
	return (int32_t)((sum * size + 500) / 1000);
}
