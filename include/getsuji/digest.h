/*
 * digest.h: SHA-256, of bytes at once or piece by piece.
 *
 * Thread: any; a struct digest belongs to one thread.  Errors: none (out of memory aborts).
 */
#ifndef GETSUJI_DIGEST_H
#define GETSUJI_DIGEST_H

#include "getsuji/arena.h"

#include <stddef.h>

#define DIGEST_SIZE     32
#define DIGEST_HEX_SIZE 65 /* with the terminating zero */

struct digest;

struct digest *digest_new(struct arena *a);
void digest_add(struct digest *d, const void *at, size_t length);
void digest_end(struct digest *d, unsigned char out[static DIGEST_SIZE]); /* d starts anew */

void digest_sha256(const void *at, size_t length, unsigned char out[static DIGEST_SIZE]);

/* Lower case hexadecimal; returns out. */
char *digest_hex(const unsigned char digest[static DIGEST_SIZE], char out[static DIGEST_HEX_SIZE]);

/* And back, from exactly so many digits, which the caller knows to be such. */
void digest_from_hex(const char *hex, unsigned char out[static DIGEST_SIZE]);

#endif
