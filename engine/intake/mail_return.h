/*
 * mail_return.h: files of returned mail (返戻): which letters came back, why, and when.
 *
 *   file      first: layout, office, day and serial of the file
 *     return  one per letter: its code or number, the reason, the day
 *   end       last: how many returns and records, and their digest
 *
 * The layout is ours and stands in SCANS.md; what is common to files of records is in record_list.h.  CSV alone.
 *
 * Thread: any; constant.
 */
#ifndef GETSUJI_INTAKE_MAIL_RETURN_H
#define GETSUJI_INTAKE_MAIL_RETURN_H

#include "engine/intake/record_list.h"

#define MAIL_RETURN_LAYOUT "getsuji-mail-return-1"

enum { MAIL_RETURNS_MAX = 2000000, MAIL_RETURN_PIECE_MAX = 80 };

/* Items of the records, in order. */
enum mail_return_letter_item { MAIL_RETURN_LETTER_PIECE, MAIL_RETURN_LETTER_REASON, MAIL_RETURN_LETTER_ON };

extern const struct record_layout mail_return_layout;

/* A piece written RUN-PIECE, without leading zeros; false: it is not. */
bool mail_return_number(struct str text, int32_t *run_id, int32_t *piece_no);

#endif
