/*
 * import_calendar.c: calendars into the database, one transaction for a file (see import_calendar.h).
 */
#include "engine/intake/import_calendar.h"

#include "engine/base/file.h"
#include "engine/db/db.h"
#include "gen/sql.h"
#include "getsuji/builtin.h"

#include <string.h>

#define FILE_BYTES_MAX (16 * 1024 * 1024)

static enum err_code read_files(const char *path, enum csv_encoding encoding, struct arena *keep,
	struct calendar_data **out, struct err *e)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	char *bytes = NULL;
	size_t length;

	if (path) {
		if (file_read(path, FILE_BYTES_MAX, keep, &bytes, &length, e) != ERR_OK)
			return e->code;
		return import_calendar_read(slash ? slash + 1 : path, encoding, bytes, length, keep, out, e);
	}
	for (int i = 0; i < builtin_calendar_files_count; i++) {
		const struct builtin_file *f = &builtin_calendar_files[i];

		if (import_calendar_read(f->name, CSV_UTF8, f->text, f->length, keep, out, e) != ERR_OK)
			return e->code;
		while (*out)
			out = &(*out)->next;
	}
	return ERR_OK;
}

/* The base of a calendar as it will be after this import; *known false: there is no such calendar. */
static enum err_code base_of(struct db *db, const struct calendar_data *file, const char *name,
	struct arena *scratch, bool *known, const char **base, struct err *e)
{
	struct calendar_data *builtin;
	struct db_args args = {0};
	struct db_result *r;

	while (file && strcmp(file->name, name) != 0)
		file = file->next;
	if (!file) {
		db_arg_text(&args, name);
		if (db_query(db, &sql_calendar_current, &args, scratch, &r, e) != ERR_OK)
			return e->code;
		if (db_rows(r) > 0) {
			*known = true;
			*base = db_is_null(r, 0, 1) ? NULL : db_text(r, 0, 1);
			return ERR_OK;
		}
		if (import_calendar_builtin(name, scratch, &builtin, e) != ERR_OK)
			return e->code;
		file = builtin;
	}
	*known = file != NULL;
	*base = file ? file->base : NULL;
	return ERR_OK;
}

/* Every calendar under c is known, and they come to an end. */
static enum err_code check_bases(struct db *db, const struct calendar_data *file,
	const struct calendar_data *c, struct arena *scratch, struct err *e)
{
	const char *base = c->base;

	for (int n = 1; base; n++) {
		const char *name = base;
		bool known = false;

		if (n == CALENDAR_BASES_MAX) {
			err_set(e, ERR_INPUT, 2019, "calendar %s has more than %d others under it, or itself", c->name,
				CALENDAR_BASES_MAX - 1);
			return err_place(e, "%s", c->file);
		}
		if (base_of(db, file, name, scratch, &known, &base, e) != ERR_OK)
			return e->code;
		if (!known) {
			err_set(e, ERR_INPUT, 2020, "there is no calendar %s for %s to build on", name, c->name);
			err_place(e, "%s", c->file);
			return err_hint(e, "Import it first, or build on jp or gov, which are built in.");
		}
	}
	return ERR_OK;
}

static enum err_code store(struct db *db, const struct calendar_data *c, struct arena *scratch, struct err *e)
{
	struct db_step step = {.q = &sql_calendar_day_rows, .out = row_out_new(scratch, 6)};
	struct db_args name = {0}, args = {0};
	struct db_result *r;

	db_arg_text(&name, c->name);
	db_arg_text(&args, c->name);
	if (c->base)
		db_arg_text(&args, c->base);
	else
		db_arg_null(&args);
	db_arg_text(&args, c->title);
	db_arg_day(&args, c->from);
	db_arg_day(&args, c->to);
	db_arg_text(&args, c->status);
	db_arg_text(&args, c->source);
	db_arg_bytes(&args, c->sha256, sizeof c->sha256);
	db_arg_text(&args, c->file);
	if (db_query(db, &sql_calendar_supersede, &name, scratch, NULL, e) != ERR_OK ||
		db_query(db, &sql_calendar_insert, &args, scratch, &r, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < c->days; i++) {
		row_begin(step.out);
		row_put_int4(step.out, (int)db_int(r, 0, 0));
		row_put_day(step.out, c->day[i].day);
		row_put_bool(step.out, c->day[i].open);
		row_put_string(step.out, c->day[i].name);
		row_put_string(step.out, c->day[i].status);
		row_put_string(step.out, c->day[i].source);
		row_end(step.out);
	}
	return c->days > 0 ? db_batch(db, &step, 1, scratch, e) : ERR_OK;
}

/* Days that are known stay known: a part of a file, or last year's, must not make them unknown. */
static enum err_code check_covers(const struct calendar_data *c, day_t from, day_t to, struct err *e)
{
	char text[2][11];

	if (c->from <= from && c->to >= to)
		return ERR_OK;
	err_set(e, ERR_INPUT, 2026, "calendar %s is known from %s to %s, and this file covers less", c->name,
		day_format(from, text[0]), day_format(to - 1, text[1]));
	err_place(e, "%s", c->file);
	return err_hint(e, "Import a file with the years that are known and those that are new.");
}

/* built_in: what the database knows beyond the program's own calendars stays. */
static enum err_code import_one(struct db *db, const struct calendar_data *file,
	const struct calendar_data *c, bool built_in, struct arena *keep, struct import_calendar *out,
	struct err *e)
{
	struct calendar_data *builtin;
	struct db_args args = {0};
	struct db_result *r;
	enum err_code code = ERR_OK;

	*out = (struct import_calendar){
		.name = c->name, .title = c->title, .days = c->days, .from = c->from, .to = c->to};
	db_arg_text(&args, c->name);
	if (check_bases(db, file, c, keep, e) != ERR_OK ||
		db_query(db, &sql_calendar_current, &args, keep, &r, e) != ERR_OK ||
		import_calendar_builtin(c->name, keep, &builtin, e) != ERR_OK)
		return e->code;
	if (db_rows(r) > 0) {
		unsigned char *known = NULL;

		out->known = db_bytes(r, 0, 7, keep, &known) == sizeof c->sha256 &&
					 memcmp(known, c->sha256, sizeof c->sha256) == 0;
		out->known |= built_in && (c->from > db_day(r, 0, 3) || c->to < db_day(r, 0, 4));
		if (!out->known)
			code = check_covers(c, db_day(r, 0, 3), db_day(r, 0, 4), e);
	} else if (builtin) {
		code = check_covers(c, builtin->from, builtin->to, e);
	}
	return code != ERR_OK || out->known ? code : store(db, c, keep, e);
}

static enum err_code in_transaction(struct db *db, const struct calendar_data *file, bool built_in,
	struct arena *keep, struct import_calendar **out, struct err *e)
{
	if (db_query(db, &sql_import_lock, NULL, keep, NULL, e) != ERR_OK)
		return e->code;
	for (const struct calendar_data *c = file; c; c = c->next) {
		*out = arena_alloc(keep, sizeof **out);
		if (import_one(db, file, c, built_in, keep, *out, e) != ERR_OK)
			return e->code;
		out = &(*out)->next;
	}
	return ERR_OK;
}

enum err_code import_calendar(const char *conninfo, const char *path, enum csv_encoding encoding,
	struct arena *keep, struct import_calendar **out, struct err *e)
{
	struct calendar_data *file = NULL;
	struct db *db = NULL;
	enum err_code code;

	*out = NULL;
	if (read_files(path, encoding, keep, &file, e) != ERR_OK ||
		db_open(conninfo, "getsuji import", keep, &db, e) != ERR_OK ||
		db_query(db, &sql_transaction_begin, NULL, keep, NULL, e) != ERR_OK)
		return e->code;
	code = db_end(db, in_transaction(db, file, path == NULL, keep, out, e), keep, e);
	db_close(db);
	return code;
}
