/*
 * source.c: a file as a stream of bytes (see source.h).
 */
#include "engine/intake/source.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { LOOK_AHEAD = 4096 };

struct source {
	FILE *in;
	struct digest *digest;
	const char *name;
};

const char *source_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

enum err_code source_refuse_pipe(const char *path, const struct stat *st, struct err *e)
{
	if (S_ISREG(st->st_mode) || S_ISDIR(st->st_mode))
		return ERR_OK;
	(void)err_set(e, ERR_INPUT, 1142, "this is neither a file nor a folder");
	(void)err_hint(e, "Write what is to be imported into a file first.");
	return err_place(e, "%s", path);
}

enum err_code source_look(const char *path, bool *is_folder, struct err *e)
{
	struct stat st;

	if (stat(path, &st) != 0) {
		(void)err_set(e, ERR_INPUT, 1140, "could not find what is to be imported: %s", strerror(errno));
		return err_place(e, "%s", path);
	}
	if (is_folder) {
		*is_folder = S_ISDIR(st.st_mode);
	} else if (S_ISDIR(st.st_mode)) {
		(void)err_set(e, ERR_INPUT, 1175, "this is a folder, where one file is wanted");
		return err_place(e, "%s", path);
	}
	return source_refuse_pipe(path, &st, e);
}

static void close_file(void *in)
{
	(void)fclose(in);
}

enum err_code source_open(struct arena *keep, const char *path, struct source **out, struct err *e)
{
	struct source *s = arena_alloc(keep, sizeof *s);

	*s = (struct source){.in = fopen(path, "rb"), .digest = digest_new(keep), .name = source_name(path)};
	if (!s->in) {
		(void)err_set(e, ERR_INPUT, 1132, "could not open the file: %s", strerror(errno));
		return err_place(e, "%s", path);
	}
	arena_defer(keep, close_file, s->in);
	*out = s;
	return ERR_OK;
}

struct source *source_bytes(struct arena *keep, const char *path, const char *at, size_t length)
{
	struct source *s = arena_alloc(keep, sizeof *s);

	*s = (struct source){
		.in = fmemopen((void *)at, length, "rb"), .digest = digest_new(keep), .name = source_name(path)};
	CHECK(s->in != NULL);
	arena_defer(keep, close_file, s->in);
	return s;
}

static enum err_code cannot_read(const struct source *s, struct err *e)
{
	(void)err_set(e, ERR_INPUT, 1130, "could not read the file: %s", strerror(errno));
	return err_place(e, "%s", s->name);
}

enum err_code source_first_byte(struct source *s, unsigned char *out, struct err *e)
{
	static const unsigned char blanks[] = {' ', '\t', '\r', '\n', 0xEF, 0xBB, 0xBF};
	unsigned char start[LOOK_AHEAD];
	size_t n = fread(start, 1, sizeof start, s->in), i = 0;

	if (ferror(s->in) || fseek(s->in, 0, SEEK_SET) != 0)
		return cannot_read(s, e);
	while (i < n && memchr(blanks, start[i], sizeof blanks))
		i++;
	*out = i < n ? start[i] : 0;
	return ERR_OK;
}

enum err_code source_read(void *from, void *buffer, size_t size, size_t *got, struct err *e)
{
	struct source *s = from;

	*got = fread(buffer, 1, size, s->in);
	if (*got == 0 && ferror(s->in))
		return cannot_read(s, e);
	digest_add(s->digest, buffer, *got);
	return ERR_OK;
}

enum err_code source_changed(const struct source *s, struct err *e)
{
	(void)err_set(e, ERR_INPUT, 1133, "the file changed while it was read");
	(void)err_place(e, "%s", s->name);
	return err_hint(e, "Import it again when it is written completely.");
}

enum err_code source_unchanged(
	struct source *s, const unsigned char sha256[static DIGEST_SIZE], struct err *e)
{
	unsigned char read[DIGEST_SIZE];

	digest_end(s->digest, read);
	return memcmp(read, sha256, sizeof read) == 0 ? ERR_OK : source_changed(s, e);
}
