/*
 * manifest.h: what a package for the contractor says of itself: manifest.json.
 *
 * The report mail_manifest writes that of a mailing, which `spool pack` numbers and signs; `reprint` makes and signs that of
 * a batch of reprints, which has a number of its own and a version with each piece.  `spool open` and `spool verify` read
 * both back as something hostile.  It names pieces, sheets, enclosures, envelopes, weights, classes, the order and postal codes; no
 * name, no amount, no case number.  One text per content: written again it is the same bytes, and what is not such a
 * text is refused.  A piece is a line, so that simple tools can read it.
 *
 * Numbers of days are those of Japan.  Ownership: texts are borrowed from the arena they were made in.  Thread: pure.
 */
#ifndef GETSUJI_MANIFEST_H
#define GETSUJI_MANIFEST_H

#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/digest.h"
#include "getsuji/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MANIFEST_FORMAT     "getsuji-mailing/1"
#define MANIFEST_BYTES_MAX  (256 * 1024 * 1024)
#define MANIFEST_FILES_MAX  99
#define MANIFEST_PARTS_MAX  9999
#define MANIFEST_PIECES_MAX 1000000
#define MANIFEST_NAME_MAX   64 /* bytes of a file's name: a-z 0-9 . - _, no dot in front */

/* A file that is not a part. */
struct manifest_file {
	const char *name;
	char sha256[DIGEST_HEX_SIZE];
	int64_t bytes;
};

/* A PDF with whole pieces, one behind the other. */
struct manifest_part {
	struct manifest_file file;
	int office_id;
	const char *profile; /* of the inserter: a word */
	bool duplex;         /* each sheet has two pages */
	int64_t pages, sheets;
	int first_piece, last_piece;
};

struct manifest_piece {
	int piece_no;
	int version;    /* of the print: 0 the first, in a mailing; 1, 2 … in a batch of reprints */
	int part;       /* 1, 2, 3 … as in parts[] */
	int first_page; /* in the part, from 1 */
	int pages, sheets;
	const char *enclosure; /* its name, one line; empty: nothing is put in */
	const char *envelope;  /* a word */
	int weight_mg;
	const char *postage_class; /* a word */
	int order;                 /* 1, 2, 3 … without gaps: of insertion and of posting */
	const char *postal_code;   /* seven digits */
};

struct manifest {
	int run_id;
	int reprint_no;         /* of the batch of reprints, 1, 2 … of the mailing; 0: the mailing itself */
	int package_no;         /* 1, 2 … of the mailing, or of the batch */
	const char *previous;   /* SHA-256 of the manifest that this one takes the place of; empty: none */
	const char *reason;     /* why again; empty: the first */
	const char *made_from;  /* SHA-256 of the results that were approved */
	const char *contractor; /* a word */
	month_t month;
	const char *made_at; /* the cut, 2027-01-20T01:02:03.456789Z */
	day_t cut_off_on, post_by_on, report_by_on, expires_on;
	struct manifest_file *files;
	size_t n_files;
	struct manifest_part *parts;
	size_t n_parts;
	struct manifest_piece *pieces;
	size_t n_pieces;
};

/* The word of an envelope (MAIL_ENVELOPES); empty: there is none of that number. */
const char *manifest_envelope(int64_t envelope);

/* Sums, which the text states and the reader compares. */
struct manifest_totals {
	int64_t pieces, sheets, pages, enclosures, weight_mg;
};

struct manifest_totals manifest_totals(const struct manifest *m);

/* The text, in the arena. */
char *manifest_write(const struct manifest *m, struct arena *keep, size_t *length);

/* Whether it agrees with itself: words and names, numbers in their ranges, parts with whole pieces one behind the other,
 * each page once.  Errors: ERR_INPUT, with what does not agree as place. */
MUST_CHECK enum err_code manifest_check(const struct manifest *m, struct err *e);

/* Reads a text; what is returned has been checked.  Errors: ERR_INPUT, with the place. */
MUST_CHECK enum err_code manifest_read(
	const char *text, size_t length, struct arena *keep, struct manifest *out, struct err *e);

#endif
