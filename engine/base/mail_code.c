/*
 * mail_code.c: see include/getsuji/mail_code.h.
 */
#include "getsuji/mail_code.h"

#include "getsuji/err.h"

/* OpenSSL has a type of this name, which is not used here. */
#define ERR_STATE openssl_err_state
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#undef ERR_STATE

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MAC_BYTES  5 /* of 8 bits, eight characters of 5 */
#define HMAC_BYTES 32

static void mac_of(const char *text, size_t length, const unsigned char key[static MAIL_KEY_SIZE],
	char out[static MAIL_CODE_MAC])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	unsigned char hmac[HMAC_BYTES];
	unsigned int n = 0;
	uint64_t bits = 0;

	CHECK(HMAC(EVP_sha256(), key, MAIL_KEY_SIZE, (const unsigned char *)text, length, hmac, &n) != NULL);
	CHECK(n == sizeof hmac);
	for (int i = 0; i < MAC_BYTES; i++)
		bits = bits << 8 | hmac[i];
	for (int i = MAIL_CODE_MAC - 1; i >= 0; i--, bits >>= 5)
		out[i] = letters[bits & 31];
}

static bool in_range(const struct mail_code *c)
{
	return c->run_id >= 0 && c->run_id <= MAIL_CODE_NUMBER_MAX && c->piece_no >= 1 &&
		   c->piece_no <= MAIL_CODE_NUMBER_MAX && c->sheet >= 1 && c->sheet <= c->sheets &&
		   c->sheets <= MAIL_CODE_NUMBER_MAX && c->version >= 0 && c->version <= MAIL_CODE_NUMBER_MAX;
}

char *mail_code_format(
	const struct mail_code *c, const unsigned char key[static MAIL_KEY_SIZE], char out[static MAIL_CODE_SIZE])
{
	int n;

	CHECK(in_range(c));
	n = snprintf(out, MAIL_CODE_SIZE,
		"GJ2:R%" PRId32 ":P%" PRId32 ":S%" PRId32 "/%" PRId32 ":%c:V%" PRId32 ":", c->run_id, c->piece_no,
		c->sheet, c->sheets, c->back ? 'B' : 'F', c->version);
	CHECK(n > 0 && n + MAIL_CODE_MAC < MAIL_CODE_SIZE);
	mac_of(out, (size_t)n, key, out + n);
	out[n + MAIL_CODE_MAC] = '\0';
	return out;
}

/* What is left to be read. */
struct rest {
	const char *at, *end;
};

static bool take_word(struct rest *r, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(r->end - r->at) < n || memcmp(r->at, word, n) != 0)
		return false;
	r->at += n;
	return true;
}

/* A number as it is written: no sign, no leading zero. */
static bool take_number(struct rest *r, int32_t *out)
{
	const char *start = r->at;
	int64_t value = 0;

	while (r->at < r->end && *r->at >= '0' && *r->at <= '9' && value <= MAIL_CODE_NUMBER_MAX)
		value = value * 10 + (*r->at++ - '0');
	*out = (int32_t)value;
	return r->at > start && value <= MAIL_CODE_NUMBER_MAX && (*start != '0' || r->at == start + 1);
}

static bool take_side(struct rest *r, bool *back)
{
	*back = r->at < r->end && *r->at == 'B';
	return take_word(r, *back ? "B" : "F");
}

static bool is_mac(const struct rest *r)
{
	if (r->end - r->at != MAIL_CODE_MAC)
		return false;
	for (const char *p = r->at; p < r->end; p++)
		if (!(*p >= 'A' && *p <= 'Z') && !(*p >= '2' && *p <= '7'))
			return false;
	return true;
}

bool mail_code_parse(const char *text, size_t length, struct mail_code *out)
{
	struct rest r = {text, text + length};

	return take_word(&r, "GJ2:R") && take_number(&r, &out->run_id) && take_word(&r, ":P") &&
		   take_number(&r, &out->piece_no) && take_word(&r, ":S") && take_number(&r, &out->sheet) &&
		   take_word(&r, "/") && take_number(&r, &out->sheets) && take_word(&r, ":") &&
		   take_side(&r, &out->back) && take_word(&r, ":V") && take_number(&r, &out->version) &&
		   take_word(&r, ":") && is_mac(&r) && in_range(out);
}

bool mail_code_holds(const char *text, size_t length, const unsigned char key[static MAIL_KEY_SIZE])
{
	char mac[MAIL_CODE_MAC];

	if (length <= MAIL_CODE_MAC)
		return false;
	mac_of(text, length - MAIL_CODE_MAC, key, mac);
	return CRYPTO_memcmp(mac, text + length - MAIL_CODE_MAC, MAIL_CODE_MAC) == 0;
}
