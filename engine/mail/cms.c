/*
 * cms.c: CMS messages by OpenSSL: signed in memory, sealed and opened as streams (see cms.h).
 */
#include "engine/mail/cms.h"

#include "engine/base/file.h"
#include "engine/mail/cms_frame.h"
#include "engine/mail/cms_party.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <openssl/cms.h>
#include <openssl/rsa.h>

enum { BUFFER_SIZE = 64 * 1024, FILE_MODE = 0640 };

static const unsigned pinned = CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY | CMS_NOINTERN;

struct cms_writer {
	const char *path;
	int fd;
	CMS_ContentInfo *signed_message, *envelope;
	BIO *top, *under; /* top: what is written is signed; under: the file, buffered */
};

struct cms_reader {
	int fd;
	struct cms_frame frame;
};

static void free_message(void *p)
{
	CMS_ContentInfo_free(p);
}

static void close_file(void *p)
{
	int *fd = p;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* A failure that no input and no disk can cause. */
static enum err_code failed(struct err *e)
{
	err_set(e, ERR_INTERNAL, 2207, "could not sign or encrypt");
	return cms_failed(e);
}

static enum err_code altered(const char *path, struct err *e)
{
	err_set(e, ERR_INPUT, 2208, "file was altered, is damaged or is not whole");
	err_place(e, "%s", path);
	err_hint(e, "Ask for it to be sent again; do not use any part of it.");
	return cms_failed(e);
}

/* ---- signing --------------------------------------------------------------------------------- */

/* A message to be signed, not yet with its content. */
static CMS_ContentInfo *new_signed(const struct cms_party *own, unsigned flags)
{
	CMS_ContentInfo *m = CMS_sign(NULL, NULL, NULL, NULL, flags | CMS_BINARY | CMS_PARTIAL);

	if (m != NULL && CMS_add1_signer(m, own->certificate, own->key, EVP_sha256(),
						 flags | CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP) == NULL) {
		CMS_ContentInfo_free(m);
		m = NULL;
	}
	return m;
}

enum err_code cms_sign(const struct cms_party *own, const void *at, size_t length, bool detached,
	struct arena *keep, unsigned char **out, size_t *out_length, struct err *e)
{
	CMS_ContentInfo *m = NULL;
	BIO *content = NULL;
	unsigned char *to;
	int size = 0;

	ERR_clear_error();
	CHECK(own->key != NULL && length <= INT_MAX);
	content = BIO_new_mem_buf(at, (int)length);
	m = new_signed(own, detached ? CMS_DETACHED : 0);
	if (content == NULL || m == NULL || CMS_final(m, content, NULL, CMS_BINARY) != 1 ||
		(size = i2d_CMS_ContentInfo(m, NULL)) <= 0) {
		failed(e);
		goto out;
	}
	*out = to = arena_raw(keep, (size_t)size);
	*out_length = (size_t)i2d_CMS_ContentInfo(m, &to);
out:
	BIO_free(content);
	CMS_ContentInfo_free(m);
	return e->code;
}

/* ---- verifying ------------------------------------------------------------------------------- */

static int content_source_read(BIO *b, char *to, size_t n, size_t *got)
{
	ssize_t there = cms_content_read(BIO_get_data(b), to, n);

	*got = there > 0 ? (size_t)there : 0;
	return there < 0 ? -1 : there > 0;
}

static long content_source_control(BIO *b, int command, long number, void *p)
{
	(void)b;
	(void)number;
	(void)p;
	return command == BIO_CTRL_FLUSH;
}

/* A BIO that gives the content's bytes; *method is to be freed after it.  Its type has no number of its own: the library has
 * 127 of them for a whole process, and nobody looks for this one in a chain. */
static BIO *content_source(struct cms_content *c, BIO_METHOD **method)
{
	BIO *b = NULL;

	*method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "content of a message");
	if (*method != NULL && BIO_meth_set_read_ex(*method, content_source_read) == 1 &&
		BIO_meth_set_ctrl(*method, content_source_control) == 1)
		b = BIO_new(*method);
	if (b != NULL) {
		BIO_set_data(b, c);
		BIO_set_init(b, 1);
	}
	return b;
}

/* A message of that type from its DER, all of it; NULL: it is none. */
static CMS_ContentInfo *message_of(const unsigned char *der, size_t length, int type)
{
	const unsigned char *at = der;
	CMS_ContentInfo *m = length <= INT_MAX ? d2i_CMS_ContentInfo(NULL, &at, (long)length) : NULL;

	if (m != NULL && (at != der + length || OBJ_obj2nid(CMS_get0_type(m)) != type)) {
		CMS_ContentInfo_free(m);
		m = NULL;
	}
	return m;
}

/* Whether this party, and nobody else, signed the content. */
static bool signed_by(const struct cms_party *signer, CMS_ContentInfo *m, BIO *content)
{
	STACK_OF(X509) *only = sk_X509_new_null();
	bool good = only != NULL && sk_X509_push(only, signer->certificate) > 0 &&
				sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(m)) == 1 &&
				CMS_verify(m, only, NULL, content, NULL, pinned) == 1;

	sk_X509_free(only);
	return good;
}

static enum err_code not_signed(const char *path, struct err *e)
{
	err_set(e, ERR_INPUT, 2209, "file is not signed by the party it should come from, or was altered");
	if (path[0] != '\0')
		err_place(e, "%s", path);
	err_hint(e, "Ask the sender by another way; compare the fingerprints of the certificates.");
	return cms_failed(e);
}

enum err_code cms_verify_detached(const struct cms_party *signer, const void *at, size_t length,
	const void *signature, size_t signature_length, struct err *e)
{
	CMS_ContentInfo *m = message_of(signature, signature_length, NID_pkcs7_signed);
	BIO *content = length <= INT_MAX ? BIO_new_mem_buf(at, (int)length) : NULL;

	ERR_clear_error();
	if (m == NULL || content == NULL || !signed_by(signer, m, content))
		not_signed("", e);
	BIO_free(content);
	CMS_ContentInfo_free(m);
	return e->code;
}

/* Verifies the signed message whose frame was read, and goes back to the beginning of its content. */
static bool verify_frame(const struct cms_party *signer, struct cms_frame *f)
{
	CMS_ContentInfo *m = f->enclosed ? message_of(f->shell, f->shell_length, NID_pkcs7_signed) : NULL;
	BIO_METHOD *method = NULL;
	BIO *content = NULL;
	bool good = false;

	if (m != NULL) {
		content = content_source(&f->content, &method);
		good = content != NULL && signed_by(signer, m, content);
	}
	BIO_free(content);
	BIO_meth_free(method);
	CMS_ContentInfo_free(m);
	cms_content_rewind(&f->content);
	return good;
}

static enum err_code open_file(const char *path, struct arena *keep, int *fd, struct err *e)
{
	char reason[128];

	*fd = open(path, O_RDONLY | O_CLOEXEC);
	if (*fd < 0) {
		err_set(e, ERR_INPUT, 2210, "could not open file: %s", strerror_r(errno, reason, sizeof reason));
		return err_place(e, "%s", path);
	}
	arena_defer(keep, close_file, fd);
	return ERR_OK;
}

enum err_code cms_verify_file(const struct cms_party *signer, const char *path, size_t limit,
	struct arena *keep, char **out, size_t *length, struct err *e)
{
	struct arena *scratch = arena_new();
	int *fd = arena_alloc(scratch, sizeof *fd);
	struct cms_frame f;
	size_t size = BUFFER_SIZE, used = 0;
	ssize_t got = 0;
	char *bytes;

	ERR_clear_error();
	if (open_file(path, scratch, fd, e) != ERR_OK)
		goto out;
	if (!cms_frame_read(cms_source_new(*fd, scratch), scratch, &f) || !verify_frame(signer, &f)) {
		not_signed(path, e);
		goto out;
	}
	bytes = arena_raw(keep, size);
	while ((got = cms_content_read(&f.content, bytes + used, size - used - 1)) > 0) {
		used += (size_t)got;
		if (used > limit) {
			err_set(e, ERR_INPUT, 2211, "what is signed is larger than %zu bytes", limit);
			err_place(e, "%s", path);
			goto out;
		}
		if (size - used < 2) {
			bytes = arena_grow_raw(keep, bytes, size, size * 2);
			size *= 2;
		}
	}
	if (got < 0) {
		altered(path, e); /* while it was read */
		goto out;
	}
	bytes[used] = '\0';
	*out = bytes;
	*length = used;
out:
	arena_free(scratch);
	return e->code;
}

/* ---- sealing --------------------------------------------------------------------------------- */

/* An envelope for one recipient, to be filled as a stream. */
static CMS_ContentInfo *new_envelope(const struct cms_party *recipient)
{
	unsigned flags = CMS_BINARY | CMS_STREAM | CMS_PARTIAL;
	bool rsa = EVP_PKEY_is_a(X509_get0_pubkey(recipient->certificate), "RSA");
	CMS_ContentInfo *m = CMS_encrypt(NULL, NULL, EVP_aes_256_gcm(), flags);
	CMS_RecipientInfo *ri = NULL;
	EVP_PKEY_CTX *settings;

	if (m != NULL)
		ri = CMS_add1_recipient_cert(m, recipient->certificate, rsa ? CMS_KEY_PARAM : 0);
	if (ri != NULL && rsa) {
		settings = CMS_RecipientInfo_get0_pkey_ctx(ri);
		if (settings == NULL || EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_OAEP_PADDING) <= 0 ||
			EVP_PKEY_CTX_set_rsa_oaep_md(settings, EVP_sha256()) <= 0)
			ri = NULL;
	}
	if (ri == NULL) {
		CMS_ContentInfo_free(m);
		m = NULL;
	}
	return m;
}

/* Frees a chain of BIOs down to `under`, which stays. */
static void free_chain(BIO *top, const BIO *under)
{
	while (top != NULL && top != under) {
		BIO *next = BIO_pop(top);

		BIO_free(top);
		top = next;
	}
}

static void close_writer(void *p)
{
	struct cms_writer *w = p;

	free_chain(w->top, w->under);
	BIO_free_all(w->under);
	CMS_ContentInfo_free(w->signed_message);
	CMS_ContentInfo_free(w->envelope);
	if (w->fd >= 0)
		close(w->fd);
}

/* The file, through a buffer. */
static BIO *buffered(int fd)
{
	BIO *file = BIO_new_fd(fd, BIO_NOCLOSE), *buffer = BIO_new(BIO_f_buffer());

	if (file == NULL || buffer == NULL || BIO_set_buffer_size(buffer, BUFFER_SIZE) != 1) {
		BIO_free(file);
		BIO_free(buffer);
		return NULL;
	}
	return BIO_push(buffer, file);
}

/* What is written to the result goes through the envelope to `under`. */
static bool build_chain(struct cms_writer *w, const struct cms_party *own, const struct cms_party *recipient)
{
	BIO *enveloped, *top;

	w->under = buffered(w->fd);
	w->envelope = new_envelope(recipient);
	if (own != NULL)
		w->signed_message = new_signed(own, CMS_STREAM);
	if (w->under == NULL || w->envelope == NULL || (own != NULL && w->signed_message == NULL))
		return false;
	enveloped = BIO_new_CMS(w->under, w->envelope);
	if (enveloped == NULL)
		return false;
	w->top = enveloped;
	if (own == NULL)
		return true;
	top = BIO_new_CMS(enveloped, w->signed_message);
	if (top == NULL)
		return false;
	w->top = top;
	return true;
}

enum err_code cms_seal(const struct cms_party *own, const struct cms_party *recipient, const char *path,
	struct arena *keep, struct cms_writer **out, struct err *e)
{
	struct cms_writer *w = arena_alloc(keep, sizeof *w);

	ERR_clear_error();
	CHECK(own->key != NULL);
	w->path = path;
	w->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, FILE_MODE);
	if (w->fd < 0)
		return file_write_failed(path, errno, 0, e);
	arena_defer(keep, close_writer, w);
	if (!build_chain(w, own, recipient))
		return failed(e);
	*out = w;
	return ERR_OK;
}

static enum err_code write_failed(const struct cms_writer *w, struct err *e)
{
	return errno != 0 ? file_write_failed(w->path, errno, 0, e) : failed(e);
}

enum err_code cms_write(struct cms_writer *w, const void *at, size_t length, struct err *e)
{
	size_t done;

	errno = 0;
	return length == 0 || BIO_write_ex(w->top, at, length, &done) == 1 ? ERR_OK : write_failed(w, e);
}

enum err_code cms_write_end(struct cms_writer *w, struct err *e)
{
	errno = 0; /* the two ends are written, with signature and tag */
	return BIO_flush(w->top) == 1 ? ERR_OK : write_failed(w, e);
}

/* ---- opening --------------------------------------------------------------------------------- */

/* The shell that an envelope of ours for this party has, with other keys. */
static bool model_shell(const struct cms_party *own, struct arena *keep, struct cms_frame *out)
{
	struct cms_writer *w = arena_alloc(keep, sizeof *w);
	size_t done;

	w->fd = memfd_create("getsuji", MFD_CLOEXEC);
	if (w->fd < 0)
		return false;
	arena_defer(keep, close_writer, w);
	return build_chain(w, NULL, own) && BIO_write_ex(w->top, "", 1, &done) == 1 && BIO_flush(w->top) == 1 &&
		   cms_frame_read(cms_source_new(w->fd, keep), keep, out);
}

static bool is_recipient(const struct cms_party *own, CMS_ContentInfo *m)
{
	STACK_OF(CMS_RecipientInfo) *all = CMS_get0_RecipientInfos(m);
	STACK_OF(CMS_RecipientEncryptedKey) * keys;
	CMS_RecipientInfo *ri;

	if (sk_CMS_RecipientInfo_num(all) != 1)
		return false;
	ri = sk_CMS_RecipientInfo_value(all, 0);
	if (CMS_RecipientInfo_type(ri) == CMS_RECIPINFO_TRANS)
		return CMS_RecipientInfo_ktri_cert_cmp(ri, own->certificate) == 0;
	if (CMS_RecipientInfo_type(ri) != CMS_RECIPINFO_AGREE)
		return false;
	keys = CMS_RecipientInfo_kari_get0_reks(ri);
	return sk_CMS_RecipientEncryptedKey_num(keys) == 1 &&
		   CMS_RecipientEncryptedKey_cert_cmp(
			   sk_CMS_RecipientEncryptedKey_value(keys, 0), own->certificate) == 0;
}

/* A file without a name in the folder; -1: errno says why. */
static int nameless(const char *folder, struct arena *keep)
{
	char *name = arena_printf(keep, "%s/.getsuji-XXXXXX", folder);
	int fd = mkostemp(name, O_CLOEXEC);

	if (fd >= 0)
		unlink(name);
	return fd;
}

/* Decrypts into the reader's file; the tag is right when this returns ERR_OK. */
static enum err_code decrypt(
	CMS_ContentInfo *m, BIO *content, struct cms_reader *r, const char *path, struct err *e)
{
	static const char place[] = "scratch file";
	char buffer[BUFFER_SIZE / 4];
	BIO *plain = CMS_dataInit(m, content);
	int got;

	while (plain != NULL && (got = BIO_read(plain, buffer, (int)sizeof buffer)) > 0) {
		for (ssize_t done = 0, n; done < got; done += n) {
			n = write(r->fd, buffer + done, (size_t)(got - done));
			if (n < 0 && errno == EINTR)
				n = 0;
			if (n < 0) {
				file_write_failed(place, errno, 0, e);
				goto out;
			}
		}
	}
	if (plain == NULL || got < 0 || BIO_get_cipher_status(plain) <= 0)
		altered(path, e);
out:
	free_chain(plain, content);
	return e->code;
}

static enum err_code open_envelope(const struct cms_party *own, struct cms_frame *f, const char *path,
	struct cms_reader *r, struct arena *scratch, struct err *e)
{
	CMS_ContentInfo *m =
		f->enclosed ? message_of(f->shell, f->shell_length, NID_id_smime_ct_authEnvelopedData) : NULL;
	BIO_METHOD *method = NULL;
	struct cms_frame model;
	BIO *content;

	if (m == NULL)
		return altered(path, e);
	arena_defer(scratch, free_message, m);
	if (!is_recipient(own, m)) {
		err_set(e, ERR_INPUT, 2212, "file is not sealed for this certificate, or is damaged");
		err_place(e, "%s", path);
		return err_hint(e, "The sender has another certificate of yours: compare the fingerprints.");
	}
	if (!model_shell(own, scratch, &model))
		return failed(e);
	if (!cms_frame_alike(model.shell, model.shell_length, f->shell, f->shell_length) ||
		CMS_decrypt_set1_pkey(m, own->key, own->certificate) != 1)
		return altered(path, e);
	content = content_source(&f->content, &method);
	if (content != NULL)
		(void)!decrypt(m, content, r, path, e);
	else
		failed(e);
	BIO_free(content);
	BIO_meth_free(method);
	return e->code;
}

enum err_code cms_open(const struct cms_party *own, const struct cms_party *signer, const char *path,
	const char *scratch_folder, struct arena *keep, struct cms_reader **out, struct err *e)
{
	struct arena *scratch = arena_new();
	struct cms_reader *r = arena_alloc(keep, sizeof *r);
	int *fd = arena_alloc(scratch, sizeof *fd);
	struct cms_frame f;

	ERR_clear_error();
	CHECK(own->key != NULL);
	if (open_file(path, scratch, fd, e) != ERR_OK)
		goto out;
	if (!cms_frame_read(cms_source_new(*fd, scratch), scratch, &f)) {
		altered(path, e);
		goto out;
	}
	r->fd = nameless(scratch_folder, scratch);
	if (r->fd < 0) {
		file_write_failed(scratch_folder, errno, 0, e);
		goto out;
	}
	arena_defer(keep, close_file, &r->fd);
	if (open_envelope(own, &f, path, r, scratch, e) != ERR_OK)
		goto out;
	if (!cms_frame_read(cms_source_new(r->fd, keep), keep, &r->frame) || !verify_frame(signer, &r->frame)) {
		not_signed(path, e);
		goto out;
	}
	*out = r;
out:
	arena_free(scratch);
	return e->code;
}

ssize_t cms_read(struct cms_reader *r, void *to, size_t n, struct err *e)
{
	ssize_t got = cms_content_read(&r->frame.content, to, n);

	if (got < 0)
		file_write_failed("scratch file", EIO, 0, e);
	return got;
}
