/*
 * reprint_package.h: a batch of reprints as a package for the contractor, of the same kind as the mailing's own
 * (engine/mail/package.h): it is opened and verified by the same commands, and is in the ledger before it is in sight.
 *
 * Thread: main only.
 */
#ifndef GETSUJI_REPRINT_PACKAGE_H
#define GETSUJI_REPRINT_PACKAGE_H

#include "engine/cli/cli.h"
#include "engine/db/db.h"
#include "engine/mail/cms.h"

/* What is to be sealed. */
struct reprint_package {
	int run_id;
	int64_t batch;
	const char *reason; /* why once more; NULL: it was not sealed yet */
	const char *output; /* as --output has it; NULL: a name in the folder where we are */
	struct cms_party *own, *contractor;
};

/* May reprints of a mailing leave?  Errors: ERR_STATE: it has not left itself, or has expired. */
MUST_CHECK enum err_code reprint_package_mailing(int run_id, bool left, bool expired, struct err *e);

/* Prints, seals and records the batch, and says so.  Its pages are nowhere but in memory.  Errors: ERR_STATE for a batch
 * that has left already and has no reason, or that may not leave any more; ERR_INPUT where there is none; those of cms.h;
 * ERR_DISK. */
MUST_CHECK enum err_code reprint_package_write(
	struct cli *c, struct db *db, const struct reprint_package *q, struct err *e);

#endif
