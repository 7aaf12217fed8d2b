/*
 * digest.c: SHA-256 by OpenSSL (see digest.h).
 */
#include "getsuji/digest.h"

#include "getsuji/err.h"

/* OpenSSL has a type of this name, which is not used here. */
#define ERR_STATE openssl_err_state
#include <openssl/evp.h>
#undef ERR_STATE

struct digest {
	EVP_MD_CTX *context;
};

static void free_context(void *p)
{
	EVP_MD_CTX_free(p);
}

struct digest *digest_new(struct arena *a)
{
	struct digest *d = arena_alloc(a, sizeof *d);

	d->context = EVP_MD_CTX_new();
	CHECK(d->context != NULL);
	arena_defer(a, free_context, d->context);
	CHECK(EVP_DigestInit_ex(d->context, EVP_sha256(), NULL) == 1);
	return d;
}

void digest_add(struct digest *d, const void *at, size_t length)
{
	CHECK(EVP_DigestUpdate(d->context, at, length) == 1);
}

void digest_end(struct digest *d, unsigned char out[static DIGEST_SIZE])
{
	CHECK(EVP_DigestFinal_ex(d->context, out, NULL) == 1);
	CHECK(EVP_DigestInit_ex(d->context, EVP_sha256(), NULL) == 1);
}

void digest_sha256(const void *at, size_t length, unsigned char out[static DIGEST_SIZE])
{
	CHECK(EVP_Digest(at, length, out, NULL, EVP_sha256(), NULL) == 1);
}

char *digest_hex(const unsigned char digest[static DIGEST_SIZE], char out[static DIGEST_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < DIGEST_SIZE; i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15];
	}
	out[DIGEST_HEX_SIZE - 1] = '\0';
	return out;
}

static unsigned value_of(char digit)
{
	return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

void digest_from_hex(const char *hex, unsigned char out[static DIGEST_SIZE])
{
	for (size_t i = 0; i < DIGEST_SIZE; i++)
		out[i] = (unsigned char)(value_of(hex[2 * i]) << 4 | value_of(hex[2 * i + 1]));
}
