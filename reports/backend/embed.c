/* embed.c: characters to codes while drawing, font objects on saving (see embed.h). */
#include "reports/backend/embed.h"

#include "reports/backend/subset.h"

#include <hpdf_doc.h>
#include <hpdf_objects.h>
#include <hpdf_streams.h>
#include <stdio.h>
#include <string.h>

#define BMP      0x10000
#define CODE_MAX 0xffff

void embed_begin(struct embed *m, enum font font, struct arena *a)
{
	*m = (struct embed){.font = font, .arena = a};
}

static size_t slot_of(const struct embed *m, struct utf8_char c)
{
	uint32_t h = (c.base * 0x9e3779b1u) ^ (c.selector * 0x85ebca6bu);
	size_t at = (h ^ h >> 15) & (m->others_room - 1);

	while (m->others[at] != 0) {
		const struct utf8_char *t = &m->chars[m->others[at] - 1].text;
		if (t->base == c.base && t->selector == c.selector)
			break;
		at = (at + 1) & (m->others_room - 1);
	}
	return at;
}

static void grow_others(struct embed *m)
{
	const uint16_t *old = m->others;
	size_t old_room = m->others_room;

	m->others_room = old_room == 0 ? 64 : old_room * 2;
	m->others = arena_array(m->arena, m->others_room, sizeof(*m->others));
	for (size_t i = 0; i < old_room; i++)
		if (old[i] != 0)
			m->others[slot_of(m, m->chars[old[i] - 1].text)] = old[i];
}

/* Where the code of a character is kept. */
static uint16_t *place_of(struct embed *m, struct utf8_char c)
{
	if (c.base < BMP && c.selector == 0) {
		if (m->code_of == NULL)
			m->code_of = arena_array(m->arena, BMP, sizeof(*m->code_of));
		return &m->code_of[c.base];
	}
	if ((m->others_used + 1) * 2 > m->others_room)
		grow_others(m);
	return &m->others[slot_of(m, c)];
}

uint16_t embed_code(struct embed *m, struct utf8_char c, const struct font_glyph *g)
{
	uint16_t *place = place_of(m, c);

	if (*place != 0)
		return *place;
	if (m->count == CODE_MAX)
		return 0;
	if (m->count == m->room) {
		size_t room = m->room == 0 ? 512 : m->room * 2;
		m->chars = arena_grow(m->arena, m->chars, m->room, room, sizeof(*m->chars));
		m->room = room;
	}
	m->chars[m->count++] = (struct embed_char){c, g->glyph_id, g->advance};
	*place = (uint16_t)m->count;
	if (c.base >= BMP || c.selector != 0)
		m->others_used++;
	return *place;
}

static HPDF_Dict new_stream(HPDF_Doc doc, const void *bytes, size_t n)
{
	HPDF_Dict d = HPDF_DictStream_New(doc->mmgr, doc->xref);

	if (d == NULL)
		return NULL;
	d->filter = HPDF_STREAM_FILTER_FLATE_DECODE;
	HPDF_Stream_Write(d->stream, bytes, (HPDF_UINT)n);
	return d;
}

static HPDF_Dict new_dict(HPDF_Doc doc, const char *type)
{
	HPDF_Dict d = HPDF_Dict_New(doc->mmgr);

	if (d == NULL || HPDF_Xref_Add(doc->xref, d) != HPDF_OK)
		return NULL;
	HPDF_Dict_AddName(d, "Type", type);
	return d;
}

/* Code to Unicode.  A block of a CMap holds at most 100 lines. */
static HPDF_Dict write_to_unicode(const struct embed *m, HPDF_Doc doc)
{
	static const char head[] = "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
							   "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
							   "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
							   "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
	static const char tail[] = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
	size_t room = sizeof(head) + sizeof(tail) + m->count * 32 + 64;
	char *text = arena_alloc(m->arena, room);
	size_t n = 0;

	n += (size_t)snprintf(text + n, room - n, "%s", head);
	for (size_t i = 0; i < m->count; i++) {
		uint16_t units[4];
		size_t k = utf8_to_utf16(m->chars[i].text.base, units);
		if (m->chars[i].text.selector != 0)
			k += utf8_to_utf16(m->chars[i].text.selector, units + k);
		if (i % 100 == 0)
			n += (size_t)snprintf(
				text + n, room - n, "%zu beginbfchar\n", m->count - i < 100 ? m->count - i : (size_t)100);
		n += (size_t)snprintf(text + n, room - n, "<%04zX> <", i + 1);
		for (size_t u = 0; u < k; u++)
			n += (size_t)snprintf(text + n, room - n, "%04X", units[u]);
		n += (size_t)snprintf(text + n, room - n, ">\n");
		if (i % 100 == 99 || i + 1 == m->count)
			n += (size_t)snprintf(text + n, room - n, "endbfchar\n");
	}
	n += (size_t)snprintf(text + n, room - n, "%s", tail);
	CHECK(n < room);
	return new_stream(doc, text, n);
}

/* Runs of widths: [code [w w w …]]; full width (1000) is the default and left out. */
static HPDF_Array write_widths(const struct embed *m, HPDF_Doc doc)
{
	HPDF_Array all = HPDF_Array_New(doc->mmgr), run = NULL;

	for (size_t i = 0; all != NULL && i < m->count; i++) {
		if (m->chars[i].advance == 1000) {
			run = NULL;
			continue;
		}
		if (run == NULL) {
			HPDF_Array_AddNumber(all, (HPDF_INT32)(i + 1));
			run = HPDF_Array_New(doc->mmgr);
			if (run == NULL)
				return NULL;
			HPDF_Array_Add(all, run);
		}
		HPDF_Array_AddNumber(run, m->chars[i].advance);
	}
	return all;
}

static HPDF_Dict write_glyph_map(const struct embed *m, const struct subset *s, HPDF_Doc doc)
{
	unsigned char *map = arena_alloc(m->arena, (m->count + 1) * 2);

	for (size_t i = 0; i < m->count; i++) {
		map[2 * i + 2] = (unsigned char)(s->glyph_of[i] >> 8);
		map[2 * i + 3] = (unsigned char)s->glyph_of[i];
	}
	return new_stream(doc, map, (m->count + 1) * 2);
}

/* Subset fonts of different content need different names: six letters, from the content. */
static const char *subset_name(const struct embed *m, const char *name)
{
	uint32_t h = 2166136261u;
	char tag[7] = {0};

	for (size_t i = 0; i < m->count; i++)
		h = (h ^ m->chars[i].glyph_id) * 16777619u;
	for (int i = 0; i < 6; i++, h /= 26)
		tag[i] = (char)('A' + h % 26);
	return arena_printf(m->arena, "%s+%s", tag, name);
}

static HPDF_Dict write_descriptor(const struct embed *m, const struct font_measures *measures,
	const char *name, const struct subset *s, HPDF_Doc doc)
{
	HPDF_Dict d = new_dict(doc, "FontDescriptor"), file = new_stream(doc, s->bytes, s->length);
	HPDF_Array box = HPDF_Array_New(doc->mmgr);

	if (d == NULL || file == NULL || box == NULL)
		return NULL;
	HPDF_Dict_AddNumber(file, "Length1", (HPDF_INT32)s->length);
	for (int i = 0; i < 4; i++)
		HPDF_Array_AddNumber(box, measures->box[i]);
	HPDF_Dict_AddName(d, "FontName", name);
	HPDF_Dict_AddNumber(d, "Flags", m->font == FONT_GOTHIC ? 4 : 4 | 2); /* symbolic, serif */
	HPDF_Dict_Add(d, "FontBBox", box);
	HPDF_Dict_AddNumber(d, "ItalicAngle", 0);
	HPDF_Dict_AddNumber(d, "Ascent", measures->ascent);
	HPDF_Dict_AddNumber(d, "Descent", measures->descent);
	HPDF_Dict_AddNumber(d, "CapHeight", measures->ascent);
	HPDF_Dict_AddNumber(d, "StemV", 80);
	HPDF_Dict_Add(d, "FontFile2", file);
	return d;
}

static HPDF_Dict write_descendant(
	const struct embed *m, const char *name, HPDF_Dict descriptor, HPDF_Dict map, HPDF_Doc doc)
{
	HPDF_Dict d = new_dict(doc, "Font"), system = HPDF_Dict_New(doc->mmgr);
	HPDF_Array widths = write_widths(m, doc);

	if (d == NULL || system == NULL || widths == NULL)
		return NULL;
	HPDF_Dict_Add(system, "Registry", HPDF_String_New(doc->mmgr, "Adobe", NULL));
	HPDF_Dict_Add(system, "Ordering", HPDF_String_New(doc->mmgr, "Identity", NULL));
	HPDF_Dict_AddNumber(system, "Supplement", 0);
	HPDF_Dict_AddName(d, "Subtype", "CIDFontType2");
	HPDF_Dict_AddName(d, "BaseFont", name);
	HPDF_Dict_Add(d, "CIDSystemInfo", system);
	HPDF_Dict_Add(d, "FontDescriptor", descriptor);
	HPDF_Dict_AddNumber(d, "DW", 1000);
	HPDF_Dict_Add(d, "W", widths);
	HPDF_Dict_Add(d, "CIDToGIDMap", map);
	return d;
}

enum err_code embed_write(
	struct embed *m, const struct fonts *fonts, HPDF_Doc doc, HPDF_Dict *out, struct err *e)
{
	const struct font_measures *measures = fonts_measures(fonts, m->font);
	const char *name = subset_name(m, measures->name);
	uint16_t *glyphs = arena_array(m->arena, m->count, sizeof(*glyphs));
	HPDF_Dict descriptor = NULL, map = NULL, descendant = NULL, unicode = NULL, font = NULL;
	HPDF_Array descendants = HPDF_Array_New(doc->mmgr);
	struct subset s;
	enum err_code rc;

	for (size_t i = 0; i < m->count; i++)
		glyphs[i] = m->chars[i].glyph_id;
	rc = subset_make(fonts, m->font, glyphs, m->count, m->arena, &s, e);
	if (rc != ERR_OK)
		return rc;
	descriptor = write_descriptor(m, measures, name, &s, doc);
	map = write_glyph_map(m, &s, doc);
	if (descriptor != NULL && map != NULL)
		descendant = write_descendant(m, name, descriptor, map, doc);
	unicode = write_to_unicode(m, doc);
	font = new_dict(doc, "Font");
	if (descendants == NULL || descendant == NULL || unicode == NULL || font == NULL)
		return err_set(e, ERR_INTERNAL, 1706, "libharu error 0x%04lX", HPDF_GetError(doc));
	HPDF_Array_Add(descendants, descendant);
	HPDF_Dict_AddName(font, "Subtype", "Type0");
	HPDF_Dict_AddName(font, "BaseFont", name);
	HPDF_Dict_AddName(font, "Encoding", "Identity-H");
	HPDF_Dict_Add(font, "DescendantFonts", descendants);
	HPDF_Dict_Add(font, "ToUnicode", unicode);
	*out = font;
	return ERR_OK;
}
