/*
 * verdict.h: what an envelope is found to be by what the contractor's cameras read of it.
 *
 * A pure judgement: the readings of one envelope against what was issued.  Its owner is the piece whose sheet lies
 * first, since the address in the window is that sheet's.  It is whole when it shows every sheet of its owner, once, in
 * order, on both sides where it is printed on both, with what belongs beside them, and nothing else.
 *
 * Whether that piece may be posted at all, was posted before, or is an old print, follows from what else is known of
 * it: run.judge_pieces (sql/schema/025_mail_loop.sql).
 *
 * Errors: none; readings are data, however hostile.  Thread: any.
 */
#ifndef GETSUJI_MAIL_VERDICT_H
#define GETSUJI_MAIL_VERDICT_H

#include "getsuji/arena.h"
#include "getsuji/mail_code.h"
#include "getsuji/mail_fault.h"
#include "getsuji/rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A piece as it was issued. */
struct verdict_piece {
	int32_t sheets; /* 0: there is none of that number */
	bool inhouse;
	bool duplex;
	struct str enclosure; /* what is put beside the sheets; empty: nothing */
};

/* A mailing as it was issued. */
struct verdict_mailing {
	int32_t run_id;
	const unsigned char *key;           /* MAIL_KEY_SIZE bytes */
	const struct verdict_piece *pieces; /* piece number - 1 */
	int32_t count;
};

/* What a camera read. */
struct verdict_reading {
	int place; /* of the sheet, from 1 */
	bool back;
	struct str code; /* empty: nothing could be read */
	struct str enclosure;
};

struct verdict_fault {
	enum mail_fault fault;
	int32_t piece_no; /* whom it concerns; 0: no piece of this mailing */
	int place;        /* where it shows first; 0: the whole */
};

struct verdict {
	int32_t piece_no; /* the owner; 0: nobody of this mailing */
	int32_t version;
	bool whole;
	size_t nfaults;
	const struct verdict_fault *faults; /* by fault, then piece; each once */
};

/* The readings of one envelope, by place, front before back.  The result lives in `keep`. */
struct verdict verdict_of_envelope(
	const struct verdict_mailing *m, const struct verdict_reading readings[], size_t n, struct arena *keep);

/* "forged" … ; "" of MAIL_FAULT_NONE. */
const char *verdict_fault_word(int fault);

#endif
