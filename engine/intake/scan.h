/*
 * scan.h: files of scans: what the contractor's cameras read of each sheet, and what became of pieces otherwise.
 *
 *   file    first: layout, run of the mailing, day and serial of the file
 *     scan  one per reading of a side of a sheet, or per word about a piece
 *   end     last: how many scans and records, and their digest
 *
 * The layout is ours and stands in SCANS.md; what is common to files of records is in record_list.h.  CSV alone.
 *
 * Thread: any; constant.
 */
#ifndef GETSUJI_INTAKE_SCAN_H
#define GETSUJI_INTAKE_SCAN_H

#include "engine/intake/record_list.h"

#define SCAN_LAYOUT "getsuji-scan-1"
#define SCAN_NONE   "-" /* nothing could be read; nothing was enclosed */

enum { SCAN_MAX = 20000000, SCAN_CODE_MAX = 200, SCAN_ENCLOSURE_MAX = 40 };

/* Items of the records, in order. */
enum scan_reading_item {
	SCAN_READING_EVENT,
	SCAN_READING_ENVELOPE,
	SCAN_READING_PLACE,
	SCAN_READING_SIDE,
	SCAN_READING_CODE,
	SCAN_READING_ENCLOSURE,
	SCAN_READING_AT
};
enum scan_side { SCAN_FRONT = 0, SCAN_BACK = 1 };

extern const struct record_layout scan_layout;

/* A time written YYYY-MM-DDThh:mm:ss, in Japan, as seconds since 1970-01-01T00:00:00 there; false: it is none. */
bool scan_seconds(struct str text, int64_t *out);

/* A text without the mark of nothing: that reads as empty. */
struct str scan_text(struct str text);

#endif
