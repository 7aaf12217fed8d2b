/*
 * file.h: files that are there completely or not at all.
 *
 * A file is written under a temporary name in its own folder (file_part_name()), then published with
 * file_publish(): synced to disk, renamed to its final name, the folder synced.  A crash leaves at
 * worst a ".part" file, which the next attempt overwrites.
 *
 * Errors: ERR_DISK with the file as place and, where the disk is full, the bytes needed and free;
 * ERR_INPUT for a file that is to be read and cannot be.  Thread: any.
 */
#ifndef GETSUJI_FILE_H
#define GETSUJI_FILE_H

#include "getsuji/arena.h"
#include "getsuji/digest.h"
#include "getsuji/err.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* "dir/name.pdf" -> "dir/.name.pdf.part" */
char *file_part_name(struct arena *keep, const char *path);

/* Syncs `part`, renames it to `path` (replacing what is there) and syncs the folder. */
MUST_CHECK enum err_code file_publish(const char *part, const char *path, struct err *e);

/* The two halves of it: what can take long, and what makes it visible. */
MUST_CHECK enum err_code file_sync(const char *part, struct err *e);
MUST_CHECK enum err_code file_place(const char *part, const char *path, struct err *e);

/* Could file_place() do its part now?  For what is recorded in between: nothing may count that could never be put in its
 * place.  Not where a folder has the name, the folder cannot be written, or keeps another user's file from being replaced. */
MUST_CHECK enum err_code file_can_place(const char *path, struct err *e);

/* A file that is not there yet, to be written, for its owner and group alone; NULL with errno. */
FILE *file_create(const char *path);

/* Bytes that may still be written to the disk of a folder; -1 where that is not known. */
int64_t file_room(const char *folder);

/* All of the above for bytes in memory. */
MUST_CHECK enum err_code file_write(const char *path, const void *at, size_t length, struct err *e);

/* The whole of a file of at most `limit` bytes, with a terminating zero beyond *length; "-" is the
 * standard input. */
MUST_CHECK enum err_code file_read(
	const char *path, size_t limit, struct arena *keep, char **out, size_t *length, struct err *e);

/* SHA-256 and size of a file. */
MUST_CHECK enum err_code file_digest(
	const char *path, unsigned char out[static DIGEST_SIZE], int64_t *size, struct err *e);

/* Makes a folder and those above it; one that is there is fine. */
MUST_CHECK enum err_code file_make_folder(const char *path, struct err *e);

/* Sets ERR_DISK for a failed write to `path` from errno; `needed` bytes, or 0 where not known. */
enum err_code file_write_failed(const char *path, int error, int64_t needed, struct err *e);

#endif
