/* pdf.c: documents on libharu's objects, with content of our own (see pdf.h). */
#include "reports/backend/pdf.h"

#include "reports/backend/embed.h"
#include "reports/backend/ink.h"

#include <errno.h>
#include <hpdf.h>
#include <hpdf_doc.h>
#include <hpdf_objects.h>
#include <hpdf_pages.h>
#include <hpdf_streams.h>
#include <hpdf_utils.h>
#include <string.h>

/* One unit of ours in points: 72 / 2540; the first operator of every page. */
#define TO_POINTS "0.0283465 0 0 0.0283465 0 0 cm\n"

/* libharu's limit on the entries of a dictionary bounds the forms of a document. */
#define FORMS_MAX 4000

enum drawing { DRAWING_NOTHING, DRAWING_PAGE, DRAWING_FORM };

struct pdf {
	struct arena *arena;
	const struct fonts *fonts;
	HPDF_Doc doc;
	HPDF_Dict resources, forms; /* of all pages and forms */
	struct embed embed[FONT_COUNT];
	struct ink ink;
	HPDF_Page page;
	enum drawing drawing;
	int32_t width, height; /* of its pages */
	int64_t pages;
	int form_count;
	bool saved;
	struct err failed; /* the first error */
};

static void free_doc(void *p)
{
	HPDF_Free(p);
}

/* libharu's functions leave their error in the document; it stays until it is read. */
static bool doc_failed(struct pdf *p)
{
	if (p->failed.code == ERR_OK && HPDF_GetError(p->doc) != HPDF_OK)
		(void)err_set(&p->failed, ERR_INTERNAL, 1706, "libharu error 0x%04lX", HPDF_GetError(p->doc));
	return p->failed.code != ERR_OK;
}

static HPDF_Binary utf16_of(struct pdf *p, const char *s)
{
	struct str rest = utf8_of(s);
	unsigned char *bytes = arena_alloc(p->arena, rest.length * 4 + 2);
	HPDF_Binary binary;
	struct utf8_char c;
	uint16_t units[2];
	size_t n = 0;

	bytes[n++] = 0xfe;
	bytes[n++] = 0xff;
	while (utf8_next(&rest, &c) == UTF8_CHAR)
		for (size_t i = 0, k = utf8_to_utf16(c.base, units); i < k; i++) {
			bytes[n++] = (unsigned char)(units[i] >> 8);
			bytes[n++] = (unsigned char)units[i];
		}
	binary = HPDF_Binary_New(p->doc->mmgr, bytes, (HPDF_UINT)n);
	return binary;
}

/* Title and language; no dates: the same drawing must give the same bytes. */
static void describe(struct pdf *p, const char *title)
{
	HPDF_Dict info = HPDF_Dict_New(p->doc->mmgr);

	if (info == NULL || HPDF_Xref_Add(p->doc->xref, info) != HPDF_OK)
		return;
	HPDF_Dict_Add(info, "Title", utf16_of(p, title));
	HPDF_Dict_Add(info, "Producer", HPDF_String_New(p->doc->mmgr, "Getsuji", NULL));
	HPDF_Dict_Add(p->doc->trailer, "Info", info);
	HPDF_Dict_Add(p->doc->catalog, "Lang", HPDF_String_New(p->doc->mmgr, "ja-JP", NULL));
}

static HPDF_Array new_box(struct pdf *p, float width, float height)
{
	HPDF_Array box = HPDF_Array_New(p->doc->mmgr);

	if (box == NULL)
		return NULL;
	HPDF_Array_AddNumber(box, 0);
	HPDF_Array_AddNumber(box, 0);
	HPDF_Array_AddReal(box, width);
	HPDF_Array_AddReal(box, height);
	return box;
}

static struct pdf *open_sized(
	const struct fonts *fonts, const char *title, int32_t width, int32_t height, struct arena *a)
{
	struct pdf *p = arena_alloc(a, sizeof(*p));

	p->arena = a;
	p->fonts = fonts;
	p->width = width;
	p->height = height;
	p->ink.arena = a;
	for (int i = 0; i < FONT_COUNT; i++)
		embed_begin(&p->embed[i], (enum font)i, a);
	p->doc = HPDF_New(NULL, NULL);
	CHECK(p->doc != NULL); /* out of memory */
	arena_defer(a, free_doc, p->doc);
	HPDF_SetCompressionMode(p->doc, HPDF_COMP_ALL);
	p->resources = HPDF_Dict_New(p->doc->mmgr);
	p->forms = HPDF_Dict_New(p->doc->mmgr);
	CHECK(p->resources != NULL && p->forms != NULL);
	/* What all pages share stands once, at the root of the page tree. */
	HPDF_Xref_Add(p->doc->xref, p->resources);
	HPDF_Dict_Add(p->resources, "XObject", p->forms);
	HPDF_Dict_Add(p->doc->root_pages, "Resources", p->resources);
	HPDF_Dict_Add(p->doc->root_pages, "MediaBox",
		height > width ? new_box(p, 595.276f, 841.89f) : new_box(p, 841.89f, 595.276f));
	describe(p, title);
	return p;
}

struct pdf *pdf_open(const struct fonts *fonts, const char *title, struct arena *a)
{
	return open_sized(fonts, title, PDF_PAGE_WIDTH, PDF_PAGE_HEIGHT, a);
}

struct pdf *pdf_open_wide(const struct fonts *fonts, const char *title, struct arena *a)
{
	return open_sized(fonts, title, PDF_PAGE_HEIGHT, PDF_PAGE_WIDTH, a);
}

void pdf_begin_page(struct pdf *p)
{
	CHECK(p->drawing == DRAWING_NOTHING && !p->saved);
	if (p->failed.code == ERR_OK && p->pages == PDF_PAGES_MAX) {
		(void)err_set(
			&p->failed, ERR_DEFINITION, 1707, "a document cannot have more than %d pages", PDF_PAGES_MAX);
		(void)err_hint(&p->failed, "Set a smaller chunk for this report in the graph.");
	}
	p->drawing = DRAWING_PAGE;
	ink_begin(&p->ink);
	ink_word(&p->ink, TO_POINTS);
	if (doc_failed(p))
		return;
	p->page = HPDF_AddPage(p->doc);
	if (p->page == NULL)
		return;
	HPDF_Dict_RemoveElement(p->page, "Resources");
	HPDF_Dict_RemoveElement(p->page, "MediaBox");
	p->pages++;
}

void pdf_end_page(struct pdf *p)
{
	CHECK(p->drawing == DRAWING_PAGE);
	p->drawing = DRAWING_NOTHING;
	ink_end(&p->ink);
	if (!doc_failed(p))
		HPDF_Stream_Write(((HPDF_PageAttr)p->page->attr)->stream, (const HPDF_BYTE *)p->ink.bytes,
			(HPDF_UINT)p->ink.length);
}

int64_t pdf_pages(const struct pdf *p)
{
	return p->pages;
}

void pdf_begin_form(struct pdf *p)
{
	CHECK(p->drawing == DRAWING_NOTHING && !p->saved);
	p->drawing = DRAWING_FORM;
	ink_begin(&p->ink);
}

int pdf_end_form(struct pdf *p)
{
	char name[16];
	HPDF_Dict form;

	CHECK(p->drawing == DRAWING_FORM && p->form_count < FORMS_MAX);
	p->drawing = DRAWING_NOTHING;
	ink_end(&p->ink);
	if (doc_failed(p))
		return 0;
	form = HPDF_DictStream_New(p->doc->mmgr, p->doc->xref);
	if (form == NULL)
		return 0;
	form->filter = HPDF_STREAM_FILTER_FLATE_DECODE;
	HPDF_Dict_AddName(form, "Type", "XObject");
	HPDF_Dict_AddName(form, "Subtype", "Form");
	HPDF_Dict_Add(form, "BBox", new_box(p, (float)p->width, (float)p->height));
	HPDF_Dict_Add(form, "Resources", p->resources);
	HPDF_Stream_Write(form->stream, (const HPDF_BYTE *)p->ink.bytes, (HPDF_UINT)p->ink.length);
	snprintf(name, sizeof(name), "X%d", p->form_count);
	HPDF_Dict_Add(p->forms, name, form);
	return p->form_count++;
}

void pdf_show_form(struct pdf *p, int form)
{
	ink_set(&p->ink, INK_NOTHING);
	ink_word(&p->ink, "/X");
	ink_number(&p->ink, form);
	ink_word(&p->ink, "Do\n");
}

void pdf_text(struct pdf *p, enum font font, int32_t size, int32_t x, int32_t y, struct str text)
{
	struct ink *k = &p->ink;
	struct font_glyph glyph;
	struct utf8_char c;
	int shown = -1; /* font of the string being written */

	CHECK(p->drawing != DRAWING_NOTHING);
	while (utf8_next(&text, &c) == UTF8_CHAR) {
		bool found = fonts_find(p->fonts, font, c, &glyph);
		uint16_t code;
		CHECK(found); /* fonts_check() comes before drawing */
		code = embed_code(&p->embed[glyph.font], c, &glyph);
		if (code == 0) {
			if (p->failed.code == ERR_OK)
				(void)err_set(
					&p->failed, ERR_DEFINITION, 1709, "too many different characters in a document");
			return;
		}
		if (shown != (int)glyph.font) {
			if (shown >= 0)
				ink_show_end(k);
			ink_set(k, INK_TEXT);
			ink_font(k, (int)glyph.font, size);
			if (shown < 0)
				ink_move(k, x, p->height - y);
			ink_show_begin(k);
			shown = (int)glyph.font;
		}
		ink_show(k, code);
	}
	if (shown >= 0)
		ink_show_end(k);
}

void pdf_text_right(struct pdf *p, enum font font, int32_t size, int32_t right, int32_t y, struct str text)
{
	pdf_text(p, font, size, right - fonts_width(p->fonts, font, size, text), y, text);
}

void pdf_text_centre(struct pdf *p, enum font font, int32_t size, int32_t centre, int32_t y, struct str text)
{
	pdf_text(p, font, size, centre - fonts_width(p->fonts, font, size, text) / 2, y, text);
}

void pdf_text_spread(
	struct pdf *p, enum font font, int32_t size, int32_t x, int32_t width, int32_t y, struct str text)
{
	size_t n = utf8_length(text);
	int32_t left = width - fonts_width(p->fonts, font, size, text);

	if (n < 2 || n == SIZE_MAX || left <= 0) {
		pdf_text_centre(p, font, size, x + width / 2, y, text);
		return;
	}
	ink_set(&p->ink, INK_TEXT);
	ink_number(&p->ink, left / (int32_t)(n - 1));
	ink_word(&p->ink, "Tc\n");
	pdf_text(p, font, size, x, y, text);
	ink_word(&p->ink, "0 Tc\n");
}

void pdf_fill(struct pdf *p, int32_t x, int32_t y, int32_t width, int32_t height)
{
	struct ink *k = &p->ink;

	ink_set(k, INK_FILL);
	ink_number(k, x);
	ink_number(k, p->height - y - height);
	ink_number(k, width);
	ink_number(k, height);
	ink_word(k, "re\n");
}

void pdf_begin_grey(struct pdf *p, int percent)
{
	CHECK(percent >= 10 && percent <= 99);
	ink_set(&p->ink, INK_NOTHING);
	ink_word(&p->ink, "0.");
	ink_number(&p->ink, percent);
	ink_word(&p->ink, "g\n");
}

void pdf_end_grey(struct pdf *p)
{
	ink_set(&p->ink, INK_NOTHING);
	ink_word(&p->ink, "0 g\n");
}

/* What the page had set does not hold inside, nor the other way round. */
static void forget_settings(struct ink *k)
{
	k->pen = 0;
	k->font = -1;
}

void pdf_begin_turned(struct pdf *p, int32_t x, int32_t y)
{
	struct ink *k = &p->ink;

	ink_set(k, INK_NOTHING);
	ink_word(k, "q 0 -1 1 0 ");
	ink_number(k, x - p->height);
	ink_number(k, p->height - y);
	ink_word(k, "cm\n");
	forget_settings(k);
}

void pdf_end_turned(struct pdf *p)
{
	ink_set(&p->ink, INK_NOTHING);
	ink_word(&p->ink, "Q\n");
	forget_settings(&p->ink);
}

void pdf_line(struct pdf *p, int32_t pen, int32_t x1, int32_t y1, int32_t x2, int32_t y2)
{
	struct ink *k = &p->ink;

	ink_pen(k, pen);
	ink_set(k, INK_STROKE);
	ink_number(k, x1);
	ink_number(k, p->height - y1);
	ink_word(k, "m ");
	ink_number(k, x2);
	ink_number(k, p->height - y2);
	ink_word(k, "l\n");
}

void pdf_frame(struct pdf *p, int32_t pen, int32_t x, int32_t y, int32_t width, int32_t height)
{
	struct ink *k = &p->ink;

	ink_pen(k, pen);
	ink_set(k, INK_STROKE);
	ink_number(k, x);
	ink_number(k, p->height - y - height);
	ink_number(k, width);
	ink_number(k, height);
	ink_word(k, "re\n");
}

/* Adds the fonts that were used.  After this the document is complete. */
static enum err_code complete(struct pdf *p, struct err *e)
{
	HPDF_Dict list;
	enum err_code rc;

	CHECK(p->drawing == DRAWING_NOTHING && !p->saved);
	p->saved = true;
	if (doc_failed(p))
		goto out;
	list = HPDF_Dict_New(p->doc->mmgr);
	if (list == NULL)
		goto out;
	HPDF_Dict_Add(p->resources, "Font", list);
	for (int i = 0; i < FONT_COUNT; i++) {
		char name[16];
		HPDF_Dict font;
		if (p->embed[i].count == 0)
			continue;
		rc = embed_write(&p->embed[i], p->fonts, p->doc, &font, &p->failed);
		if (rc != ERR_OK)
			goto out;
		snprintf(name, sizeof(name), "F%d", i);
		HPDF_Dict_Add(list, name, font);
	}
out:
	if (doc_failed(p)) {
		*e = p->failed;
		return e->code;
	}
	return ERR_OK;
}

static enum err_code not_written(struct pdf *p, int number, struct err *e)
{
	(void)err_set(e, ERR_DISK, 1708, "could not write a document");
	if (number != 0)
		(void)err_detail(e, "%s", strerrordesc_np(number));
	else
		(void)err_detail(e, "libharu error 0x%04lX", HPDF_GetError(p->doc));
	return err_hint(e, "Check the free space and the rights of the folder, then resume.");
}

enum err_code pdf_save_stream(struct pdf *p, FILE *out, struct err *e)
{
	enum err_code rc = complete(p, e);
	HPDF_BYTE buffer[1 << 14];
	HPDF_UINT32 n;

	if (rc != ERR_OK)
		return rc;
	if (HPDF_SaveToStream(p->doc) != HPDF_OK)
		return not_written(p, 0, e);
	do {
		n = sizeof(buffer);
		HPDF_ReadFromStream(p->doc, buffer, &n);
		if (n > 0 && fwrite(buffer, 1, n, out) != n)
			return not_written(p, errno, e);
	} while (n > 0);
	return fflush(out) == 0 ? ERR_OK : not_written(p, errno, e);
}

enum err_code pdf_save_bytes(struct pdf *p, struct arena *a, const char **out, size_t *length, struct err *e)
{
	enum err_code rc = complete(p, e);
	HPDF_UINT32 n;
	HPDF_BYTE *at;

	if (rc != ERR_OK)
		return rc;
	if (HPDF_SaveToStream(p->doc) != HPDF_OK)
		return not_written(p, 0, e);
	n = HPDF_GetStreamSize(p->doc);
	at = arena_raw(a, n);
	HPDF_ReadFromStream(p->doc, at, &n);
	*out = (const char *)at;
	*length = n;
	return ERR_OK;
}

/* Not with HPDF_SaveToFile(): it does not look at what fclose() says, so that a full disk could cost the
 * end of a file unnoticed. */
enum err_code pdf_save_file(struct pdf *p, const char *path, struct err *e)
{
	FILE *out = fopen(path, "wbe");
	enum err_code rc;

	if (out == NULL)
		rc = not_written(p, errno, e);
	else
		rc = pdf_save_stream(p, out, e);
	if (out != NULL && fclose(out) != 0 && rc == ERR_OK)
		rc = not_written(p, errno, e);
	if (rc != ERR_OK)
		(void)err_place(e, "%s", path);
	return rc;
}
