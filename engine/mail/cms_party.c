/*
 * cms_party.c: certificates and private keys, from files (see cms.h).
 */
#include "engine/mail/cms_party.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/pem.h>

enum { SECURITY_BITS = 112 }; /* RSA of 2,048 bits */

/* What the passphrase callback is given, and whether it was asked. */
struct asked {
	const char *file;
	bool called;
};

enum err_code cms_failed(struct err *e)
{
	unsigned long number;
	const char *text;

	while ((number = ERR_get_error()) != 0) {
		text = ERR_reason_error_string(number);
		if (text != NULL)
			err_context(e, "%s", text);
	}
	return e->code;
}

static void free_certificate(void *p)
{
	X509_free(p);
}

static void free_key(void *p)
{
	EVP_PKEY_free(p);
}

static enum err_code open_pem(const char *path, FILE **out, struct err *e)
{
	char reason[128];

	*out = fopen(path, "re");
	if (*out != NULL)
		return ERR_OK;
	err_set(e, ERR_ENVIRONMENT, 2200, "could not read key or certificate: %s",
		strerror_r(errno, reason, sizeof reason));
	err_place(e, "%s", path);
	return err_hint(
		e, "The folder of keys holds office.cert.pem and contractor.cert.pem, and one's own .key.pem.");
}

/* First line of the passphrase's file, or what is typed on the terminal. */
static int passphrase(char *to, int size, int writing, void *user)
{
	struct asked *asked = user;
	FILE *f;

	(void)writing;
	asked->called = true;
	if (asked->file == NULL)
		return PEM_def_callback(to, size, 0, NULL);
	f = fopen(asked->file, "re");
	if (f == NULL || fgets(to, size, f) == NULL)
		to[0] = '\0';
	if (f != NULL)
		fclose(f);
	to[strcspn(to, "\r\n")] = '\0';
	return to[0] == '\0' ? -1 : (int)strlen(to);
}

static enum err_code check_certificate(struct cms_party *p, const char *path, struct err *e)
{
	EVP_PKEY *key = X509_get0_pubkey(p->certificate);
	unsigned char digest[DIGEST_SIZE];
	unsigned size = sizeof digest;

	if (key == NULL || (!EVP_PKEY_is_a(key, "RSA") && !EVP_PKEY_is_a(key, "EC")) ||
		EVP_PKEY_get_security_bits(key) < SECURITY_BITS) {
		err_set(e, ERR_ENVIRONMENT, 2201, "certificate has a key that is not used here");
		err_place(e, "%s", path);
		return err_hint(e, "Make one with RSA of 3,072 bits, or with the curve P-256.");
	}
	if (X509_cmp_current_time(X509_get0_notBefore(p->certificate)) >= 0 ||
		X509_cmp_current_time(X509_get0_notAfter(p->certificate)) <= 0) {
		err_set(e, ERR_ENVIRONMENT, 2202, "certificate is not valid at this time");
		err_place(e, "%s", path);
		return err_hint(e, "Exchange a new certificate with the other side, and compare its fingerprint.");
	}
	CHECK(X509_digest(p->certificate, EVP_sha256(), digest, &size) == 1);
	digest_hex(digest, p->fingerprint);
	return ERR_OK;
}

enum err_code cms_other(
	const char *folder, const char *name, struct arena *keep, struct cms_party **out, struct err *e)
{
	const char *path = arena_printf(keep, "%s/%s.cert.pem", folder, name);
	struct cms_party *p = arena_alloc(keep, sizeof *p);
	FILE *f;

	ERR_clear_error();
	if (open_pem(path, &f, e) != ERR_OK)
		return e->code;
	p->certificate = PEM_read_X509(f, NULL, NULL, NULL);
	fclose(f);
	if (p->certificate == NULL) {
		err_set(e, ERR_ENVIRONMENT, 2203, "file holds no certificate");
		err_place(e, "%s", path);
		return cms_failed(e);
	}
	arena_defer(keep, free_certificate, p->certificate);
	if (check_certificate(p, path, e) != ERR_OK)
		return e->code;
	*out = p;
	return ERR_OK;
}

/* The key, and that nobody else can read it. */
static enum err_code read_key(const char *path, const char *passphrase_file, EVP_PKEY **out, struct err *e)
{
	struct asked asked = {.file = passphrase_file};
	struct stat about;
	FILE *f;

	if (open_pem(path, &f, e) != ERR_OK)
		return e->code;
	*out = PEM_read_PrivateKey(f, NULL, passphrase, &asked);
	if (*out == NULL) {
		err_set(e, ERR_ENVIRONMENT, 2204, "file holds no private key, or the passphrase is wrong");
		err_place(e, "%s", path);
		cms_failed(e);
		err_hint(
			e, "The passphrase is asked for on the terminal, or stands in the file of --passphrase-file.");
	} else if (!asked.called && (fstat(fileno(f), &about) != 0 || (about.st_mode & 077) != 0)) {
		err_set(e, ERR_ENVIRONMENT, 2205, "private key can be read by others");
		err_place(e, "%s", path);
		err_hint(e, "Encrypt the key, or take the rights of others away: chmod 600.");
	}
	fclose(f);
	return e->code;
}

enum err_code cms_own(const char *folder, const char *name, const char *passphrase_file, struct arena *keep,
	struct cms_party **out, struct err *e)
{
	const char *path = arena_printf(keep, "%s/%s.key.pem", folder, name);
	struct cms_party *p = NULL;
	EVP_PKEY *key = NULL;
	enum err_code code;

	if (cms_other(folder, name, keep, &p, e) != ERR_OK || p == NULL)
		return e->code;
	code = read_key(path, passphrase_file, &key, e);
	if (key != NULL)
		arena_defer(keep, free_key, key);
	if (code != ERR_OK)
		return code;
	if (X509_check_private_key(p->certificate, key) != 1) {
		err_set(e, ERR_ENVIRONMENT, 2206, "private key does not belong to the certificate beside it");
		err_place(e, "%s", path);
		return cms_failed(e);
	}
	p->key = key;
	*out = p;
	return ERR_OK;
}

const char *cms_fingerprint(const struct cms_party *p)
{
	return p->fingerprint;
}
