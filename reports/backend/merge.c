/* merge.c: pages of several documents in one, by qpdf's C interface (see merge.h). */
#include "reports/backend/merge.h"

#include <errno.h>
#include <qpdf/qpdf-c.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A4 in points, as pdf.c has it. */
#define MEDIA_BOX  "[ 0 0 595.276 841.89 ]"
#define BLANK_PAGE "<< /Type /Page /MediaBox " MEDIA_BOX " /Resources << >> >>"

/* The name of the layer among the forms of a page; those of pdf.c are X0, X1 … */
#define LAYER_NAME "/Layer"
#define BEFORE     "q\n"
#define AFTER      "\nQ q " LAYER_NAME " Do Q\n"
#define ALONE      "q " LAYER_NAME " Do Q\n"

#define END "%%EOF\n" /* what every file ends with */

struct merge_file {
	qpdf_data pdf;
	int64_t pages;
	const char *name;
	int resources; /* of a document of layers: its resources in the target; 0: not taken over yet */
};

struct merge {
	struct arena *arena;
	qpdf_data pdf;
	int64_t pages;
	int before, after, alone; /* streams that all pages share, by number */
};

static void clean_up(void *p)
{
	qpdf_cleanup(p);
}

/* A document that ends with the arena. */
static qpdf_data new_document(qpdf_data *keep, struct arena *a)
{
	*keep = qpdf_init();
	CHECK(*keep != NULL); /* out of memory */
	arena_defer(a, clean_up, keep);
	qpdf_silence_errors(*keep); /* they are asked for, not printed */
	qpdf_set_suppress_warnings(*keep, QPDF_TRUE);
	return *keep;
}

/* The first error of a document, if there is one. */
static enum err_code failed(qpdf_data pdf, const char *name, struct err *e)
{
	qpdf_error error = qpdf_get_error(pdf);

	if (error == NULL)
		return ERR_OK;
	(void)err_set(e, ERR_INTERNAL, 2310, "a PDF could not be taken over");
	(void)err_detail(e, "%s", qpdf_get_error_message_detail(pdf, error));
	return name == NULL ? e->code : err_place(e, "%s", name);
}

static int new_stream(qpdf_data pdf, const char *content)
{
	qpdf_oh stream = qpdf_oh_new_stream(pdf), none = qpdf_oh_new_null(pdf);

	qpdf_oh_replace_stream_data(pdf, stream, (const unsigned char *)content, strlen(content), none, none);
	return qpdf_oh_get_object_id(pdf, stream);
}

struct merge *merge_open(const char *title, struct arena *a)
{
	struct merge *m = arena_alloc(a, sizeof(*m));
	qpdf_data pdf = new_document(&m->pdf, a);
	qpdf_oh info;

	m->arena = a;
	CHECK((qpdf_empty_pdf(pdf) & QPDF_ERRORS) == 0);
	m->before = new_stream(pdf, BEFORE);
	m->after = new_stream(pdf, AFTER);
	m->alone = new_stream(pdf, ALONE);
	info = qpdf_oh_new_dictionary(pdf);
	qpdf_oh_replace_key(pdf, info, "/Title", qpdf_oh_new_unicode_string(pdf, title));
	qpdf_oh_replace_key(pdf, info, "/Producer", qpdf_oh_new_string(pdf, "Getsuji"));
	qpdf_oh_replace_key(pdf, qpdf_get_trailer(pdf), "/Info", qpdf_make_indirect_object(pdf, info));
	qpdf_oh_replace_key(pdf, qpdf_get_root(pdf), "/Lang", qpdf_oh_new_string(pdf, "ja-JP"));
	CHECK(!qpdf_has_error(pdf));
	qpdf_oh_release_all(pdf);
	return m;
}

/* ---- what pages are taken from ------------------------------------------------------------------- */

static enum err_code opened(struct merge_file *f, struct merge_file **out, struct err *e)
{
	f->pages = qpdf_get_num_pages(f->pdf);
	if (f->pages >= 0)
		(void)qpdf_push_inherited_attributes_to_page(f->pdf);
	*out = f;
	return failed(f->pdf, f->name, e);
}

enum err_code merge_file(struct merge *m, const char *path, struct merge_file **out, struct err *e)
{
	struct merge_file *f = arena_alloc(m->arena, sizeof(*f));

	f->name = path;
	(void)qpdf_set_attempt_recovery(new_document(&f->pdf, m->arena), QPDF_FALSE);
	if ((qpdf_read(f->pdf, path, NULL) & QPDF_ERRORS) != 0)
		return failed(f->pdf, path, e);
	return opened(f, out, e);
}

enum err_code merge_bytes(
	struct merge *m, const char *bytes, size_t length, struct merge_file **out, struct err *e)
{
	struct merge_file *f = arena_alloc(m->arena, sizeof(*f));

	(void)qpdf_set_attempt_recovery(new_document(&f->pdf, m->arena), QPDF_FALSE);
	if ((qpdf_read_memory(f->pdf, "layers", bytes, length, NULL) & QPDF_ERRORS) != 0)
		return failed(f->pdf, NULL, e);
	return opened(f, out, e);
}

int64_t merge_file_pages(const struct merge_file *f)
{
	return f->pages;
}

/* ---- pages --------------------------------------------------------------------------------------- */

static qpdf_oh by_id(struct merge *m, int id)
{
	return qpdf_get_object_by_id(m->pdf, id, 0);
}

/* A dictionary of the same entries, which can be changed without changing the other. */
static qpdf_oh copy_dictionary(qpdf_data pdf, qpdf_oh from)
{
	qpdf_oh copy = qpdf_oh_new_dictionary(pdf);

	if (!qpdf_oh_is_dictionary(pdf, from))
		return copy;
	qpdf_oh_begin_dict_key_iter(pdf, from);
	while (qpdf_oh_dict_more_keys(pdf)) {
		const char *key = qpdf_oh_dict_next_key(pdf);

		qpdf_oh_replace_key(pdf, copy, key, qpdf_oh_get_key(pdf, from, key));
	}
	return copy;
}

/* The content of a page of layers as a form of the target. */
static qpdf_oh take_layer(struct merge *m, struct merge_file *layers, int64_t layer)
{
	qpdf_oh page = qpdf_get_page_n(layers->pdf, (size_t)layer - 1), form, dict, resources;

	form = qpdf_oh_copy_foreign_object(m->pdf, layers->pdf, qpdf_oh_get_key(layers->pdf, page, "/Contents"));
	if (layers->resources == 0) {
		resources = qpdf_oh_copy_foreign_object(
			m->pdf, layers->pdf, qpdf_oh_get_key(layers->pdf, page, "/Resources"));
		layers->resources = qpdf_oh_get_object_id(m->pdf, resources);
	}
	dict = qpdf_oh_get_dict(m->pdf, form);
	qpdf_oh_replace_key(m->pdf, dict, "/Type", qpdf_oh_new_name(m->pdf, "/XObject"));
	qpdf_oh_replace_key(m->pdf, dict, "/Subtype", qpdf_oh_new_name(m->pdf, "/Form"));
	qpdf_oh_replace_key(m->pdf, dict, "/BBox", qpdf_oh_parse(m->pdf, MEDIA_BOX));
	qpdf_oh_replace_key(m->pdf, dict, "/Resources", by_id(m, layers->resources));
	qpdf_oh_release_all(layers->pdf);
	return form;
}

/* Shows the layer on the newest page, with these contents. */
static void put_layer(struct merge *m, qpdf_oh page, qpdf_oh contents, qpdf_oh form)
{
	qpdf_oh resources = copy_dictionary(m->pdf, qpdf_oh_get_key(m->pdf, page, "/Resources"));
	qpdf_oh forms = copy_dictionary(m->pdf, qpdf_oh_get_key(m->pdf, resources, "/XObject"));

	qpdf_oh_replace_key(m->pdf, forms, LAYER_NAME, form);
	qpdf_oh_replace_key(m->pdf, resources, "/XObject", forms);
	qpdf_oh_replace_key(m->pdf, page, "/Resources", resources);
	qpdf_oh_replace_key(m->pdf, page, "/Contents", contents);
}

/* Errors of a step, which may be those of any document that took part. */
static enum err_code step_done(
	struct merge *m, const struct merge_file *file, const struct merge_file *layers, struct err *e)
{
	qpdf_oh_release_all(m->pdf);
	if ((file != NULL && failed(file->pdf, file->name, e) != ERR_OK) ||
		failed(layers->pdf, NULL, e) != ERR_OK || failed(m->pdf, NULL, e) != ERR_OK)
		return e->code;
	m->pages++;
	return ERR_OK;
}

enum err_code merge_page(struct merge *m, struct merge_file *file, int64_t page, struct merge_file *layers,
	int64_t layer, struct err *e)
{
	qpdf_oh from, to, contents, form;

	CHECK(page >= 1 && page <= file->pages && layer >= 1 && layer <= layers->pages);
	from = qpdf_get_page_n(file->pdf, (size_t)page - 1);
	(void)qpdf_add_page(m->pdf, file->pdf, from, QPDF_FALSE);
	qpdf_oh_release_all(file->pdf);
	to = qpdf_get_page_n(m->pdf, (size_t)m->pages);
	form = take_layer(m, layers, layer);
	contents = qpdf_oh_new_array(m->pdf);
	qpdf_oh_append_item(m->pdf, contents, by_id(m, m->before));
	qpdf_oh_append_item(m->pdf, contents, qpdf_oh_get_key(m->pdf, to, "/Contents"));
	qpdf_oh_append_item(m->pdf, contents, by_id(m, m->after));
	put_layer(m, to, contents, form);
	return step_done(m, file, layers, e);
}

enum err_code merge_blank(struct merge *m, struct merge_file *layers, int64_t layer, struct err *e)
{
	qpdf_oh page, form;

	CHECK(layer >= 1 && layer <= layers->pages);
	page = qpdf_make_indirect_object(m->pdf, qpdf_oh_parse(m->pdf, BLANK_PAGE));
	(void)qpdf_add_page(m->pdf, m->pdf, page, QPDF_FALSE);
	form = take_layer(m, layers, layer);
	put_layer(m, page, by_id(m, m->alone), form);
	return step_done(m, NULL, layers, e);
}

int64_t merge_pages(const struct merge *m)
{
	return m->pages;
}

/* ---- the file ------------------------------------------------------------------------------------ */

/* qpdf does not look at what fclose() says, so that a full disk could cost the end of a file unnoticed. */
static bool is_whole(const char *path)
{
	char end[sizeof(END)] = "";
	FILE *f = fopen(path, "rbe");
	bool whole = f != NULL && fseek(f, -(long)strlen(END), SEEK_END) == 0 &&
				 fread(end, 1, strlen(END), f) == strlen(END) && strcmp(end, END) == 0;

	if (f != NULL)
		fclose(f);
	return whole;
}

enum err_code merge_save(struct merge *m, const char *path, struct err *e)
{
	bool written = (qpdf_init_write(m->pdf, path) & QPDF_ERRORS) == 0;

	if (written) {
		qpdf_set_object_stream_mode(m->pdf, qpdf_o_disable); /* what any printer reads */
		qpdf_set_stream_data_mode(m->pdf, qpdf_s_preserve);
		qpdf_set_deterministic_ID(m->pdf, QPDF_TRUE);
		qpdf_set_minimum_pdf_version(m->pdf, "1.4");
		written = (qpdf_write(m->pdf) & QPDF_ERRORS) == 0 && is_whole(path);
	}
	if (written)
		return ERR_OK;
	(void)err_set(e, ERR_DISK, 2311, "could not write a PDF");
	if (qpdf_has_error(m->pdf))
		(void)err_detail(e, "%s", qpdf_get_error_message_detail(m->pdf, qpdf_get_error(m->pdf)));
	(void)err_place(e, "%s", path);
	return err_hint(e, "Check the free space and the rights of the folder, then resume.");
}
