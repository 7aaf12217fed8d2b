/*
 * package_tar.h: the archive in a package: plain files without folders, in POSIX tar.
 *
 * Written, it is the same bytes each time: no owner, no time.  Read, it is something hostile: only plain files with names
 * as packages have them, each once, no links, no holes, no more bytes than the archive itself has; into a folder that is
 * new and ours alone.
 *
 * Ownership: the arena.  Thread: one at a time.  Errors: ERR_INPUT for an archive that is none of ours, ERR_DISK.
 */
#ifndef GETSUJI_MAIL_PACKAGE_TAR_H
#define GETSUJI_MAIL_PACKAGE_TAR_H

#include "engine/mail/cms.h"

/* Writing, into a sealed file. */
struct package_tar;
MUST_CHECK enum err_code package_tar_begin(
	struct cms_writer *to, struct arena *keep, struct package_tar **out, struct err *e);
MUST_CHECK enum err_code package_tar_add(
	struct package_tar *t, const char *name, const void *at, size_t length, struct err *e);
/* A file of the disk, whose SHA-256 must be this.  Errors: ERR_CHANGED where it is not. */
MUST_CHECK enum err_code package_tar_add_file(struct package_tar *t, const char *name, const char *path,
	const unsigned char sha256[static DIGEST_SIZE], struct err *e);
MUST_CHECK enum err_code package_tar_end(struct package_tar *t, struct err *e);

/* Where an archive is read from: the next bytes, at most n; 0 at the end, -1 with *e. */
typedef ssize_t (*package_tar_source)(void *from, void *to, size_t n, struct err *e);

/* Writes the archive's files into a folder that is there and empty. */
MUST_CHECK enum err_code package_tar_extract(
	package_tar_source read, void *from, const char *folder, struct err *e);

#endif
