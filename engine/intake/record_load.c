/*
 * record_load.c: files of records, read for the database (see record_load.h).
 */
#include "engine/intake/record_load.h"

#include "gen/sql.h"

#include <string.h>

enum err_code record_load_csv(const struct load *l, const struct record_layout *layout, struct arena *keep,
	struct source **source, struct record_reader **out, struct err *e)
{
	if (source_open(keep, l->path, source, e) != ERR_OK)
		return e->code;
	*out = record_csv(keep, layout, l->file->file, l->request->encoding, source_read, *source);
	return ERR_OK;
}

enum err_code record_load_digest(struct load *l, record_open_fn *open, struct err *e)
{
	struct arena *keep = arena_new();
	struct record_reader *reader = NULL;
	const struct record_row *row;
	struct source *source;
	enum err_code code = open(l, keep, &source, &reader, e);
	bool more = true;

	while (code == ERR_OK && more)
		code = record_next(reader, &row, &more, e);
	if (code == ERR_OK)
		record_digest(reader, l->sha256);
	arena_free(keep);
	return code;
}

enum err_code record_load_rows(
	struct load *l, record_open_fn *open, record_take_fn *take, void *self, struct err *e)
{
	struct arena *keep = arena_new();
	struct record_reader *reader = NULL;
	const struct record_row *row;
	struct source *source = NULL;
	unsigned char again[DIGEST_SIZE];
	enum err_code code = open(l, keep, &source, &reader, e);
	bool more = true;

	while (code == ERR_OK && more) {
		code = record_next(reader, &row, &more, e);
		if (code == ERR_OK && more)
			code = take(self, row, e);
	}
	if (code == ERR_OK) {
		record_digest(reader, again);
		if (memcmp(again, l->sha256, sizeof again) != 0)
			code = source_changed(source, e);
	}
	arena_free(keep);
	return code;
}

int record_load_office(const struct record_value *v)
{
	int office = 0;

	for (size_t i = 0; i < v->text.length; i++)
		office = office * 10 + (v->text.at[i] - '0');
	return office;
}

enum err_code record_load_known_office(
	struct load *l, const struct record_value *v, int office, struct err *e)
{
	struct db_args args = {0};
	int64_t known = 0;

	db_arg_int(&args, office);
	if (load_number(l, &sql_answers_office, &args, &known, e) != ERR_OK || known)
		return e->code;
	(void)err_set(e, ERR_INPUT, 1176, "the office that the file is for is not known");
	return err_place(e, "%s:%d:%d", l->file->file, v->line, v->column);
}
