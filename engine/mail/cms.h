/*
 * cms.h: signing, sealing and opening: messages of CMS (RFC 5652, RFC 5083) that stock tools can open.
 *
 * A party is an office or a contractor: a certificate, and for ourselves the private key.  Certificates are
 * exchanged by hand beforehand and are pinned: who signed must be exactly the party named; no certificate that comes
 * with a message, and no authority, is believed.  A folder of keys holds NAME.cert.pem and, of ourselves,
 * NAME.key.pem; the key is encrypted, or readable by its owner alone.
 *
 * Signed: SHA-256 with the signed attributes of CMS (type, digest, time of signing).  Sealed: what was signed,
 * encrypted as it is produced with AES-256-GCM (AuthEnvelopedData) to one certificate: RSA of 2,048 bits or more by
 * OAEP, or an elliptic curve by ECDH.  Written as a stream; memory does not grow with the message, in either direction.
 *
 * What is sealed is opened strictly: exactly the form that cms_seal() writes, no byte more, so that a flipped bit
 * anywhere, also where no signature and no tag reaches, is refused.  Nothing of it is handed on before its tag and
 * its signature are right: until then it lies in a file that has no name.
 *
 * Errors:    ERR_INPUT for a message that is damaged, altered, for or by someone else; ERR_ENVIRONMENT for keys;
 *            ERR_DISK.  The texts of OpenSSL are in the detail.
 * Ownership: parties, writers and readers are tied to the arena they were made with.  Thread: one at a time.
 */
#ifndef GETSUJI_MAIL_CMS_H
#define GETSUJI_MAIL_CMS_H

#include "getsuji/arena.h"
#include "getsuji/digest.h"
#include "getsuji/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct cms_party;

/* Ourselves: FOLDER/NAME.cert.pem with FOLDER/NAME.key.pem, which belong together.  The passphrase of an encrypted key
 * is the first line of a file; NULL: it is asked for on the terminal. */
MUST_CHECK enum err_code cms_own(const char *folder, const char *name, const char *passphrase_file,
	struct arena *keep, struct cms_party **out, struct err *e);

/* The other side: FOLDER/NAME.cert.pem. */
MUST_CHECK enum err_code cms_other(
	const char *folder, const char *name, struct arena *keep, struct cms_party **out, struct err *e);

/* SHA-256 of the certificate, in hexadecimal, as `openssl x509 -fingerprint -sha256` has it without colons. */
const char *cms_fingerprint(const struct cms_party *p);

/* Signs bytes in memory; the DER message lies in `keep`.  Detached: without the bytes.
 * Stock: openssl cms -verify -binary -inform DER -in FILE -CAfile NAME.cert.pem -purpose any [-content FILE] */
MUST_CHECK enum err_code cms_sign(const struct cms_party *own, const void *at, size_t length, bool detached,
	struct arena *keep, unsigned char **out, size_t *out_length, struct err *e);

/* Whether a detached signature of `signer` is over these bytes. */
MUST_CHECK enum err_code cms_verify_detached(const struct cms_party *signer, const void *at, size_t length,
	const void *signature, size_t signature_length, struct err *e);

/* The content of a signed file, of at most `limit` bytes, with a terminating zero beyond *length.  Also takes what
 * stock tools sign: openssl cms -sign -binary -nodetach -outform DER -signer NAME.cert.pem -inkey NAME.key.pem */
MUST_CHECK enum err_code cms_verify_file(const struct cms_party *signer, const char *path, size_t limit,
	struct arena *keep, char **out, size_t *length, struct err *e);

/* Writing a sealed file: what is written is signed by `own` and encrypted to `recipient`.  Nothing is synced or
 * renamed here: the path is that of a part (engine/base/file.h). */
struct cms_writer;
MUST_CHECK enum err_code cms_seal(const struct cms_party *own, const struct cms_party *recipient,
	const char *path, struct arena *keep, struct cms_writer **out, struct err *e);
MUST_CHECK enum err_code cms_write(struct cms_writer *w, const void *at, size_t length, struct err *e);
MUST_CHECK enum err_code cms_write_end(struct cms_writer *w, struct err *e);

/* Opens a sealed file for `own`, signed by `signer`.  When this returns ERR_OK, all of it is authentic.
 * `scratch` is a folder on a disk with room for its content. */
struct cms_reader;
MUST_CHECK enum err_code cms_open(const struct cms_party *own, const struct cms_party *signer,
	const char *path, const char *scratch, struct arena *keep, struct cms_reader **out, struct err *e);

/* The next bytes of its content into `to`, at most n; 0 at the end, -1 with *e when the disk fails. */
ssize_t cms_read(struct cms_reader *r, void *to, size_t n, struct err *e);

#endif
