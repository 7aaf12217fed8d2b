/*
 * verify.h: is a folder what the office packed?  Offline; all that is needed is the office's certificate.
 *
 * First the manifest's signature: without it nothing in the folder is believed.  Then each file that it names, what lies
 * there beside them, the sums, the dates; then page by page whether each sheet bears, on each side, the code of its piece
 * and place, as an independent reader of PDF sees it.  Who may open packages cannot make the codes' MAC: that is for the
 * office to judge.
 *
 * Ownership: the arena.  Thread: one at a time.  Errors: ERR_DISK and the like; what is wrong with the folder is a
 * finding and no error.
 */
#ifndef GETSUJI_MAIL_VERIFY_H
#define GETSUJI_MAIL_VERIFY_H

#include "engine/mail/cms.h"
#include "getsuji/manifest.h"

/* clang-format off */
/* What can be found: enum constant, whether the folder may still be used, text. */
#define VERIFY_KINDS(X)                                                                                         \
	X(VERIFY_MISSING,   false, N_("is missing"))                                                                \
	X(VERIFY_EXTRA,     false, N_("does not belong to the package"))                                            \
	X(VERIFY_ALTERED,   false, N_("is not as it was packed"))                                                   \
	X(VERIFY_SIGNATURE, false, N_("is not signed by the office, or was altered: nothing here can be believed")) \
	X(VERIFY_MANIFEST,  false, N_("is signed, but is no manifest that this program knows"))                     \
	X(VERIFY_EXPIRED,   false, N_("has expired: nothing of it may be used; delete it and certify that"))        \
	X(VERIFY_PAGES,     false, N_("has another number of pages than the manifest says"))                        \
	X(VERIFY_CODE,      false, N_("does not bear the code of its piece, sheet and side"))                       \
	X(VERIFY_LATE,      true,  N_("should have been posted by now"))                                            \
	X(VERIFY_UNREAD,    true,  N_("its pages were not read: the program pdftotext is missing (poppler-utils)"))
/* clang-format on */

#define X(name, usable, text) name,
enum verify_kind { VERIFY_KINDS(X) };
#undef X

struct verify_finding {
	enum verify_kind kind;
	const char *file; /* empty: the package */
	int64_t page;     /* 0: the file */
	int piece_no;     /* 0: none */
};

#define VERIFY_FINDINGS_MAX 1000 /* are kept; all are counted */

struct verify {
	struct manifest manifest; /* where its signature holds and it can be read; else n_pieces is 0 */
	char manifest_sha256[DIGEST_HEX_SIZE];
	struct verify_finding *finding;
	size_t findings, counted;
	bool usable;
	int64_t pages_read;
};

/* The text of a kind, translated. */
const char *verify_text(enum verify_kind kind);

/* today: in Japan.  read_pages: also the text of each page. */
MUST_CHECK enum err_code verify_folder(const char *folder, const struct cms_party *office, day_t today,
	bool read_pages, struct arena *keep, struct verify *out, struct err *e);

/* The lines of SHA256SUMS: of every file of a package but itself.  manifest and signature: SHA-256 in hexadecimal. */
char *verify_sums(const struct manifest *m, const char *manifest, const char *signature, struct arena *keep);

#endif
