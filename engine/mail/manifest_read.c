/*
 * manifest_read.c: manifest.json read as something hostile (see getsuji/manifest.h).
 *
 * jansson parses it; fields are taken by name, each must be there and of its kind, and none other may.  In the end the
 * manifest is written again and must be the same bytes: so there is no second way to say a thing, no number that two
 * readers could take for different ones, and no field that one of them would not see.
 */
#include "engine/mail/manifest_text.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include <jansson.h>

enum { DEPTH_MAX = 4 };

/* An object that is being read; the first thing that is wrong is kept. */
struct object {
	json_t *json;
	const char *list; /* where it is; NULL: the manifest itself */
	size_t at;
	struct arena *keep;
	struct err *e;
};

static void wrong(const struct object *o, const char *field)
{
	if (o->e->code != ERR_OK)
		return;
	err_set(o->e, ERR_INPUT, 2214, "manifest lacks a field, or it is not of its kind");
	if (o->list == NULL)
		err_place(o->e, "%s", field);
	else
		err_place(o->e, "%s[%zu].%s", o->list, o->at + 1, field);
}

static int64_t read_number(const struct object *o, const char *field, int64_t most)
{
	json_t *v = json_object_get(o->json, field);
	int64_t n = json_is_integer(v) ? (int64_t)json_integer_value(v) : -1;

	if (n < 0 || n > most)
		wrong(o, field);
	return n;
}

static int read_int(const struct object *o, const char *field)
{
	int64_t n = read_number(o, field, INT_MAX);

	return n < 0 || n > INT_MAX ? 0 : (int)n;
}

static const char *read_text(const struct object *o, const char *field)
{
	json_t *v = json_object_get(o->json, field);

	if (!json_is_string(v) || strlen(json_string_value(v)) != json_string_length(v)) {
		wrong(o, field);
		return "";
	}
	return arena_strdup(o->keep, json_string_value(v));
}

static bool read_bool(const struct object *o, const char *field)
{
	json_t *v = json_object_get(o->json, field);

	if (!json_is_boolean(v))
		wrong(o, field);
	return json_is_true(v);
}

static day_t read_day(const struct object *o, const char *field)
{
	const char *text = read_text(o, field);
	day_t day = 0;

	if (!day_parse(text, strlen(text), &day))
		wrong(o, field);
	return day;
}

/* A number that is written where it is not 0 alone: written as 0 it is not the text that would be. */
static int read_optional(const struct object *o, const char *field)
{
	return json_object_get(o->json, field) == NULL ? 0 : read_int(o, field);
}

/* A list, its length into *n. */
static json_t *read_list(const struct object *o, const char *field, size_t most, size_t *n)
{
	json_t *v = json_object_get(o->json, field);

	*n = json_array_size(v); /* 0 for what is no list */
	if (!json_is_array(v) || *n > most) {
		wrong(o, field);
		*n = 0;
	}
	return v;
}

static struct object entry(const struct object *o, json_t *list, const char *name, size_t i)
{
	struct object x = {json_array_get(list, i), name, i, o->keep, o->e};

	if (!json_is_object(x.json))
		wrong(&x, "");
	return x;
}

static struct manifest_file read_file(const struct object *o)
{
	struct manifest_file f = {.name = read_text(o, "file"), .bytes = read_number(o, "bytes", INT64_MAX)};
	const char *sha256 = read_text(o, "sha256");

	if (strlen(sha256) < sizeof f.sha256)
		memcpy(f.sha256, sha256, strlen(sha256) + 1);
	return f;
}

static void read_files(const struct object *o, struct manifest *out)
{
	json_t *list = read_list(o, "files", MANIFEST_FILES_MAX, &out->n_files);

	out->files = arena_array(o->keep, out->n_files, sizeof *out->files);
	for (size_t i = 0; i < out->n_files && o->e->code == ERR_OK; i++) {
		struct object x = entry(o, list, "files", i);

		out->files[i] = read_file(&x);
	}
	list = read_list(o, "parts", MANIFEST_PARTS_MAX, &out->n_parts);
	out->parts = arena_array(o->keep, out->n_parts, sizeof *out->parts);
	for (size_t i = 0; i < out->n_parts && o->e->code == ERR_OK; i++) {
		struct object x = entry(o, list, "parts", i);

		out->parts[i] = (struct manifest_part){.file = read_file(&x),
			.office_id = read_int(&x, "office"),
			.profile = read_text(&x, "profile"),
			.duplex = read_bool(&x, "duplex"),
			.pages = read_number(&x, "pages", INT_MAX),
			.sheets = read_number(&x, "sheets", INT_MAX),
			.first_piece = read_int(&x, "first_piece"),
			.last_piece = read_int(&x, "last_piece")};
	}
}

static void read_pieces(const struct object *o, struct manifest *out)
{
	json_t *list = read_list(o, "pieces", MANIFEST_PIECES_MAX, &out->n_pieces);

	out->pieces = arena_array(o->keep, out->n_pieces, sizeof *out->pieces);
	for (size_t i = 0; i < out->n_pieces && o->e->code == ERR_OK; i++) {
		struct object x = entry(o, list, "pieces", i);

		out->pieces[i] = (struct manifest_piece){.piece_no = read_int(&x, "piece"),
			.version = read_optional(&x, "version"),
			.part = read_int(&x, "part"),
			.first_page = read_int(&x, "first_page"),
			.pages = read_int(&x, "pages"),
			.sheets = read_int(&x, "sheets"),
			.enclosure = read_text(&x, "enclosure"),
			.envelope = read_text(&x, "envelope"),
			.weight_mg = read_int(&x, "weight_mg"),
			.postage_class = read_text(&x, "postage_class"),
			.order = read_int(&x, "order"),
			.postal_code = read_text(&x, "postal_code")};
	}
}

static void read_head(const struct object *o, struct manifest *out)
{
	const char *month = read_text(o, "month");

	out->run_id = read_int(o, "run");
	out->package_no = read_int(o, "package");
	out->reprint_no = read_optional(o, "reprint");
	out->previous = read_text(o, "previous");
	out->reason = read_text(o, "reason");
	out->made_from = read_text(o, "made_from");
	out->contractor = read_text(o, "contractor");
	if (!month_parse(month, strlen(month), &out->month))
		wrong(o, "month");
	out->made_at = read_text(o, "made_at");
	out->cut_off_on = read_day(o, "cut_off_on");
	out->post_by_on = read_day(o, "post_by_on");
	out->report_by_on = read_day(o, "report_by_on");
	out->expires_on = read_day(o, "expires_on");
}

/* How deep lists and objects go, before they are parsed: a reader that recurses must not be led on. */
static bool too_deep(const char *text, size_t length)
{
	bool quoted = false;
	int depth = 0;

	for (size_t i = 0; i < length; i++) {
		if (quoted && text[i] == '\\')
			i++;
		else if (text[i] == '"')
			quoted = !quoted;
		else if (!quoted && (text[i] == '{' || text[i] == '[') && ++depth > DEPTH_MAX)
			return true;
		else if (!quoted && (text[i] == '}' || text[i] == ']'))
			depth--;
	}
	return false;
}

enum err_code manifest_read(
	const char *text, size_t length, struct arena *keep, struct manifest *out, struct err *e)
{
	json_error_t why;
	struct object o = {.keep = keep, .e = e};
	size_t again_length;
	char *again;

	*out = (struct manifest){0};
	if (length <= MANIFEST_BYTES_MAX && !too_deep(text, length))
		o.json = json_loadb(text, length, JSON_REJECT_DUPLICATES, &why);
	if (!json_is_object(o.json)) {
		err_set(e, ERR_INPUT, 2215, "manifest is not JSON as manifests are");
		goto out;
	}
	read_head(&o, out);
	read_files(&o, out);
	read_pieces(&o, out);
	if (e->code != ERR_OK || manifest_check(out, e) != ERR_OK)
		goto out;
	again = manifest_write(out, keep, &again_length);
	if (again_length != length || memcmp(again, text, length) != 0) {
		err_set(e, ERR_INPUT, 2216, "manifest is not written as manifests are");
		err_hint(e, "It may say what it seems to, but was not made by this program.");
	}
out:
	json_decref(o.json);
	return e->code;
}
