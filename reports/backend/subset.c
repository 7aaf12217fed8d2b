/* subset.c: font subsets by HarfBuzz (see subset.h). */
#include "reports/backend/subset.h"

#include <hb-subset.h>

/* A PDF finds glyphs by number and brings its own names and mappings. */
static const hb_tag_t not_needed[] = {
	HB_TAG('c', 'm', 'a', 'p'),
	HB_TAG('n', 'a', 'm', 'e'),
	HB_TAG('p', 'o', 's', 't'),
	HB_TAG('O', 'S', '/', '2'),
	HB_TAG('G', 'S', 'U', 'B'),
	HB_TAG('G', 'P', 'O', 'S'),
	HB_TAG('G', 'D', 'E', 'F'),
	HB_TAG('B', 'A', 'S', 'E'),
	HB_TAG('v', 'h', 'e', 'a'),
	HB_TAG('v', 'm', 't', 'x'),
	HB_TAG('V', 'O', 'R', 'G'),
	HB_TAG('m', 'o', 'r', 't'),
	HB_TAG('g', 'a', 's', 'p'),
	HB_TAG('m', 'e', 't', 'a'),
	HB_TAG('D', 'S', 'I', 'G'),
};

static void destroy_blob(void *p)
{
	hb_blob_destroy(p);
}

static hb_subset_input_t *describe(const uint16_t *glyphs, size_t n)
{
	hb_subset_input_t *input = hb_subset_input_create_or_fail();
	hb_set_t *set;

	if (input == NULL)
		return NULL;
	set = hb_subset_input_glyph_set(input);
	hb_set_add(set, 0);
	for (size_t i = 0; i < n; i++)
		hb_set_add(set, glyphs[i]);
	set = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
	for (size_t i = 0; i < sizeof(not_needed) / sizeof(not_needed[0]); i++)
		hb_set_add(set, not_needed[i]);
	hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
	return input;
}

enum err_code subset_make(const struct fonts *fonts, enum font font, const uint16_t *glyphs, size_t n,
	struct arena *a, struct subset *out, struct err *e)
{
	uint16_t *glyph_of = arena_array(a, n, sizeof(*glyph_of));
	hb_subset_input_t *input = describe(glyphs, n);
	hb_subset_plan_t *plan = NULL;
	hb_face_t *face = NULL;
	const hb_map_t *map;
	hb_blob_t *blob;
	unsigned int length = 0;
	enum err_code rc = ERR_INTERNAL;

	if (input != NULL)
		plan = hb_subset_plan_create_or_fail(fonts_face(fonts, font), input);
	if (plan != NULL)
		face = hb_subset_plan_execute_or_fail(plan);
	if (face == NULL) {
		rc = err_set(
			e, ERR_INTERNAL, 1705, "could not make a subset of font %s", fonts_measures(fonts, font)->name);
		goto out;
	}
	map = hb_subset_plan_old_to_new_glyph_mapping(plan);
	for (size_t i = 0; i < n; i++)
		glyph_of[i] = (uint16_t)hb_map_get(map, glyphs[i]);
	blob = hb_face_reference_blob(face);
	arena_defer(a, destroy_blob, blob);
	out->bytes = hb_blob_get_data(blob, &length);
	out->length = length;
	out->glyph_of = glyph_of;
	rc = ERR_OK;
out:
	hb_face_destroy(face);
	hb_subset_plan_destroy(plan);
	hb_subset_input_destroy(input);
	return rc;
}
