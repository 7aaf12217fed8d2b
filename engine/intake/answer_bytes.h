/*
 * answer_bytes.h: the bytes of a file as blocks of whole UTF-8 characters; private to answer_xml.c.
 *
 * A block is always filled before it is given, so what is made of it does not depend on how the bytes
 * arrive.  A byte order mark is dropped.  What is wrong is said once the good bytes before it were given.
 *
 * Ownership: in the arena.  Thread: one at a time.  Errors: ERR_INPUT, and those of the source.
 */
#ifndef GETSUJI_INTAKE_ANSWER_BYTES_H
#define GETSUJI_INTAKE_ANSWER_BYTES_H

#include "getsuji/arena.h"
#include "getsuji/csv.h"
#include "getsuji/err.h"

#define ANSWER_BLOCK (16 * 1024)

struct answer_bytes;

/* name is borrowed. */
struct answer_bytes *answer_bytes_new(struct arena *keep, const char *name, csv_read_fn *read, void *from);

/* The next *n bytes, at most ANSWER_BLOCK, into block. */
MUST_CHECK enum err_code answer_bytes_next(
	struct answer_bytes *b, unsigned char block[static ANSWER_BLOCK], size_t *n, struct err *e);

/* All of the file was given. */
bool answer_bytes_ended(const struct answer_bytes *b);

#endif
