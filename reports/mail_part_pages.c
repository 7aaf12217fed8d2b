/* mail_part_pages.c: from pieces to pages; see mail_part_pages.h. */
#include "reports/mail_part_pages.h"

#include "reports/backend/merge.h"

#include <inttypes.h>
#include <string.h>

#define TITLE "郵送"

/* So many sides are drawn as one document of layers, whose fonts they share. */
#define LAYERS 500

/* ---- sheets -------------------------------------------------------------------------------------- */

static int64_t sheets_of(const struct mail_part_document *d, bool duplex)
{
	return duplex ? (d->pages + 1) / 2 : d->pages;
}

static enum err_code check_sheets(const struct mail_part_piece *p, struct err *e)
{
	int64_t sheets = 0;

	for (size_t i = 0; i < p->documents; i++)
		sheets += sheets_of(&p->document[i], p->office->duplex);
	if (sheets != p->sheets)
		return err_set(
			e, ERR_BALANCE, 2317, "piece %" PRId32 " has other sheets than it was issued with", p->piece_no);
	return ERR_OK;
}

/* The sides of a document, its first sheet being the piece's number `sheet`; returns how many. */
static size_t put_document(const struct mail_part_piece *p, const struct mail_part_document *d, int32_t sheet,
	int64_t in_part, int run_id, struct mail_part_side *to)
{
	int64_t per_sheet = p->office->duplex ? 2 : 1, n = sheets_of(d, p->office->duplex) * per_sheet;

	for (int64_t i = 0; i < n; i++)
		to[i] = (struct mail_part_side){.piece = p,
			.document = i < d->pages ? d : NULL,
			.page = i + 1,
			.side = {.code = {.run_id = run_id,
						 .piece_no = p->piece_no,
						 .sheet = sheet + (int32_t)(i / per_sheet),
						 .sheets = p->sheets,
						 .back = i % per_sheet != 0,
						 .version = p->version},
				.enclosure = p->office->enclosure,
				.in_part = in_part + i / per_sheet}};
	return (size_t)n;
}

enum err_code mail_part_sides_of(const struct mail_part_piece *piece, size_t n, int run_id, struct arena *a,
	struct mail_part_sides *out, struct err *e)
{
	int64_t in_part = 1;
	size_t room = 0;

	for (size_t i = 0; i < n; i++) {
		if (check_sheets(&piece[i], e) != ERR_OK)
			return e->code;
		room += 2 * (size_t)piece[i].sheets;
	}
	*out = (struct mail_part_sides){.side = arena_array(a, room, sizeof(*out->side))};
	for (size_t i = 0; i < n; i++) {
		int32_t sheet = 1;

		for (size_t k = 0; k < piece[i].documents; k++) {
			int64_t sheets = sheets_of(&piece[i].document[k], piece[i].office->duplex);

			out->count += put_document(
				&piece[i], &piece[i].document[k], sheet, in_part, run_id, &out->side[out->count]);
			sheet += (int32_t)sheets;
			in_part += sheets;
		}
	}
	return ERR_OK;
}

/* ---- pages --------------------------------------------------------------------------------------- */

/* A file that pages are taken from, opened once. */
struct source {
	int run_id;
	struct str name;
	struct merge_file *file;
	struct source *next;
};

struct drawing {
	struct arena *arena;
	const struct mail_part_sources *sources;
	struct merge *merge;
	struct source *source; /* the one used last comes first */
};

static enum err_code open_source(
	struct drawing *d, const struct mail_part_document *from, struct source *s, struct err *e)
{
	const char *name = str_copy(d->arena, from->file), *path;

	s->run_id = from->source_run_id;
	s->name = from->file;
	if (d->sources->path_of(d->sources->context, from->source_run_id, name, &path, e) != ERR_OK)
		return e->code;
	return merge_file(d->merge, path, &s->file, e);
}

/* The document's file, opened where it is not yet. */
static enum err_code source_of(
	struct drawing *d, const struct mail_part_document *from, struct source **out, struct err *e)
{
	struct source **at = &d->source;

	while (*at != NULL && !((*at)->run_id == from->source_run_id && str_same((*at)->name, from->file)))
		at = &(*at)->next;
	*out = *at;
	if (*out != NULL) {
		*at = (*out)->next;
	} else {
		*out = arena_alloc(d->arena, sizeof(**out));
		if (open_source(d, from, *out, e) != ERR_OK)
			return e->code;
	}
	(*out)->next = d->source;
	d->source = *out;
	return ERR_OK;
}

/* Codes and marks of n sides as a document of layers. */
static enum err_code draw_layers(struct drawing *d, const struct fonts *fonts, const unsigned char *key,
	const struct mail_part_side *side, size_t n, struct merge_file **out, struct err *e)
{
	struct arena *scratch = arena_new();
	struct pdf *p = pdf_open(fonts, TITLE, scratch);
	const char *bytes;
	size_t length;

	for (size_t i = 0; i < n; i++) {
		pdf_begin_page(p);
		if (mail_marks_draw(p, side[i].piece->office->profile, &side[i].side, key, e) != ERR_OK)
			goto out;
		pdf_end_page(p);
	}
	if (pdf_save_bytes(p, d->arena, &bytes, &length, e) != ERR_OK ||
		merge_bytes(d->merge, bytes, length, out, e) != ERR_OK)
		goto out;
out:
	arena_free(scratch);
	return e->code;
}

static enum err_code put_side(struct drawing *d, const struct mail_part_side *s, struct merge_file *layers,
	int64_t layer, struct err *e)
{
	struct source *from = NULL;

	if (s->document == NULL)
		return merge_blank(d->merge, layers, layer, e);
	if (source_of(d, s->document, &from, e) != ERR_OK)
		return e->code;
	if (s->document->first_page + s->page - 1 > merge_file_pages(from->file))
		return err_set(e, ERR_BALANCE, 2318, "the file of a document of piece %" PRId32 " has too few pages",
			s->piece->piece_no);
	return merge_page(d->merge, from->file, s->document->first_page + s->page - 1, layers, layer, e);
}

enum err_code mail_part_draw(const struct mail_part_sides *sides, const struct fonts *fonts,
	const unsigned char key[static MAIL_KEY_SIZE], const struct mail_part_sources *sources, const char *path,
	struct arena *a, struct err *e)
{
	struct drawing d = {.arena = a, .sources = sources, .merge = merge_open(TITLE, a)};

	for (size_t from = 0; from < sides->count; from += LAYERS) {
		size_t n = sides->count - from < LAYERS ? sides->count - from : LAYERS;
		struct merge_file *layers = NULL;

		if (draw_layers(&d, fonts, key, &sides->side[from], n, &layers, e) != ERR_OK)
			return e->code;
		for (size_t i = 0; i < n; i++)
			if (put_side(&d, &sides->side[from + i], layers, (int64_t)i + 1, e) != ERR_OK)
				return e->code;
	}
	return merge_save(d.merge, path, e);
}
