/*
 * source.h: a file to be imported, as a stream of bytes for the readers (csv_read_fn), with the digest of
 * everything that was read.
 *
 * Only regular files: some are read twice, so a pipe would be empty the second time.
 *
 * Ownership: lives in the arena that is passed, closed with it; the name is borrowed.  Thread: one at a time.
 * Errors: ERR_INPUT, with the path or the name as the place.
 */
#ifndef GETSUJI_INTAKE_SOURCE_H
#define GETSUJI_INTAKE_SOURCE_H

#include "getsuji/arena.h"
#include "getsuji/digest.h"
#include "getsuji/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

struct source;

/* The path without its folders. */
const char *source_name(const char *path);

/* Refuses what is neither a file nor a folder. */
MUST_CHECK enum err_code source_refuse_pipe(const char *path, const struct stat *st, struct err *e);

/* The path is there and is a file or folder; *is_folder may be NULL: then it must be a file. */
MUST_CHECK enum err_code source_look(const char *path, bool *is_folder, struct err *e);

MUST_CHECK enum err_code source_open(
	struct arena *keep, const char *path, struct source **out, struct err *e);

/* Bytes in memory, borrowed, as if they were the file: what its signature covers. */
struct source *source_bytes(struct arena *keep, const char *path, const char *at, size_t length);

/* The first byte that is no blank, line end or byte order mark, 0 for none among the first 4,096; before
 * anything was read. */
MUST_CHECK enum err_code source_first_byte(struct source *s, unsigned char *out, struct err *e);

/* A csv_read_fn; from is the source. */
enum err_code source_read(void *from, void *buffer, size_t size, size_t *got, struct err *e);

/* What was read, to the end, has this SHA-256; ERR_INPUT: the file was changed since it was taken. */
MUST_CHECK enum err_code source_unchanged(
	struct source *s, const unsigned char sha256[static DIGEST_SIZE], struct err *e);

/* That error, for readers with a digest of their own. */
enum err_code source_changed(const struct source *s, struct err *e);

#endif
