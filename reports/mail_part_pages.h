/*
 * mail_part_pages.h: the pieces of a part, and the pages that they become: each document of each piece from the file that
 * another run published, on sheets of its own, each side with its code and marks (mail_marks.h).
 *
 * A document begins on a new sheet.  Printed on both sides, an odd number of pages is followed by a blank back, which
 * bears the code alone, so that every side of every sheet says whose it is.
 *
 * Ownership: the arena.  Thread: the document's.
 */
#ifndef GETSUJI_REPORTS_MAIL_PART_PAGES_H
#define GETSUJI_REPORTS_MAIL_PART_PAGES_H

#include "getsuji/job.h"
#include "reports/mail_marks.h"

/* A document in a piece, with its recipient as it was printed. */
struct mail_part_document {
	int source_run_id;
	int64_t document_no;
	int kind;                          /* MAIL_DOCUMENTS */
	struct str name, address, care_of; /* care_of may be empty */
	struct str file;                   /* of the run that made it */
	int64_t first_page, pages;         /* there */
	int64_t *form;                     /* numbers beside its own that its pages bear */
	size_t forms;
	struct str *person; /* addresses of whom it is about */
	size_t persons;
};

/* An envelope. */
struct mail_part_piece {
	int32_t piece_no, version;
	const struct mail_part_office *office;
	struct str party_key;
	int32_t sheets;
	struct mail_part_document *document;
	size_t documents;
};

/* How an office's mail leaves. */
struct mail_part_office {
	int office_id;
	const struct mail_profile *profile;
	bool duplex, enclosure;
	struct str address; /* of the sender */
};

/* One page of the finished part. */
struct mail_part_side {
	const struct mail_part_piece *piece;
	const struct mail_part_document *document; /* NULL: a blank back */
	int64_t page;                              /* of the document, from 1 */
	struct mail_side side;
};

struct mail_part_sides {
	struct mail_part_side *side;
	size_t count;
};

/* The sheets of n pieces, in order.  Errors: ERR_BALANCE: a piece has other sheets than it was issued with. */
MUST_CHECK enum err_code mail_part_sides_of(const struct mail_part_piece *piece, size_t n, int run_id,
	struct arena *a, struct mail_part_sides *out, struct err *e);

/* Where a published file is. */
struct mail_part_sources {
	enum err_code (*path_of)(void *context, int run_id, const char *name, const char **path, struct err *e);
	void *context;
};

/* Draws and writes them.  Errors: those of merge.h and of path_of(). */
MUST_CHECK enum err_code mail_part_draw(const struct mail_part_sides *sides, const struct fonts *fonts,
	const unsigned char key[static MAIL_KEY_SIZE], const struct mail_part_sources *sources, const char *path,
	struct arena *a, struct err *e);

#endif
