/*
 * cms_party.h: what a party is, for the files of cms.h alone: here OpenSSL is seen.
 */
#ifndef GETSUJI_MAIL_CMS_PARTY_H
#define GETSUJI_MAIL_CMS_PARTY_H

#include "engine/mail/cms.h"

/* OpenSSL has a type of this name, which is not used here. */
#define ERR_STATE openssl_err_state
#include <openssl/err.h>
#include <openssl/x509.h>
#undef ERR_STATE

struct cms_party {
	X509 *certificate;
	EVP_PKEY *key; /* NULL: the other side's */
	char fingerprint[DIGEST_HEX_SIZE];
};

/* Adds what OpenSSL has to say to the detail, empties its queue, and returns e->code. */
enum err_code cms_failed(struct err *e);

#endif
