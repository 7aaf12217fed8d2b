/*
 * package.h: the one file that a contractor gets, and the folder that it becomes.
 *
 * A package is a tar archive, signed by the office and sealed to the contractor (cms.h):
 *
 *     manifest.json       what is in it (getsuji/manifest.h)
 *     manifest.json.p7s   the office's signature over the manifest, so that the folder can be verified ever after
 *     SHA256SUMS          of all other files, for sha256sum -c
 *     …                   the files and parts that the manifest names
 *
 * Opened, it becomes a folder, whole or not at all: the archive is authentic before it is looked at, it is written into a
 * folder beside, verified there against its manifest, then given its name.  Each package is opened once: the folder above
 * holds a journal (PACKAGE_JOURNAL) of what was opened, and an older package of a mailing, or of a batch of reprints, is
 * refused once a newer was.  Mailing and batches do not make one another old.
 *
 * Ownership: the arena.  Thread: one at a time; several programs may open beside one another.
 * Errors: those of cms.h; ERR_STATE for a package that was opened before; ERR_INPUT.
 */
#ifndef GETSUJI_MAIL_PACKAGE_H
#define GETSUJI_MAIL_PACKAGE_H

#include "engine/mail/verify.h"

#define PACKAGE_MANIFEST  "manifest.json"
#define PACKAGE_SIGNATURE "manifest.json.p7s"
#define PACKAGE_SUMS      "SHA256SUMS"
#define PACKAGE_JOURNAL   ".getsuji-opened"

/* What was written: for the ledger. */
struct package_made {
	unsigned char manifest[DIGEST_SIZE], sealed[DIGEST_SIZE];
	int64_t sealed_bytes;
	const char *sums;
};

/* Writes the sealed file of a manifest; to a part's name, not yet published.  from: the folder with its files, or, where it
 * names one file alone, that file, whatever its own name.  Errors: ERR_CHANGED where a file is not what the manifest says. */
MUST_CHECK enum err_code package_write(const struct cms_party *own, const struct cms_party *recipient,
	const struct manifest *m, const char *from, const char *path, struct arena *keep,
	struct package_made *out, struct err *e);

/* Opens a package into the folder `to`, which must not be there; `today` is in Japan.  *out says what was found: on
 * ERR_OK it is usable. */
MUST_CHECK enum err_code package_open(const struct cms_party *own, const struct cms_party *office,
	const char *path, const char *to, day_t today, struct arena *keep, struct verify *out, struct err *e);

#endif
