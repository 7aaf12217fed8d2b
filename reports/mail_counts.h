/*
 * mail_counts.h: what the contractor is told in words and numbers about a mailing, as read from the database once and laid
 * out as PDF and as a workbook.
 *
 * No name but the office's, no amount, no case number.  Ownership: the chunk's arena.  Thread: the chunk's.
 */
#ifndef GETSUJI_REPORTS_MAIL_COUNTS_H
#define GETSUJI_REPORTS_MAIL_COUNTS_H

#include "getsuji/job.h"
#include "getsuji/mailing.h"
#include "reports/backend/pdf.h"

/* Pieces alike in all that matters for their posting. */
struct mail_class {
	int64_t envelope, thickness; /* MAIL_ENVELOPES; 1, 2, 3 … */
	const char *postage_class, *enclosure;
	int64_t pieces, sheets, weight_mg;
};

/* A PDF of the package. */
struct mail_counts_part {
	int office_id;
	int64_t first_piece, last_piece, pieces, sheets, pages;
	struct str profile;
	bool duplex;
	const char *enclosure, *file, *sha256;
};

/* 区分: pieces that are bundled for the post. */
struct mail_bundle {
	int64_t envelope;
	const char *postage_class, *prefix; /* of the postal code: three digits */
	int64_t pieces, weight_mg, first_piece, last_piece;
};

struct mail_counts {
	const struct run_info *run;
	const struct fonts *fonts;
	struct str office; /* its name; of several offices the first */
	int64_t offices;
	const char *contractor;
	day_t issued_on, cut_off_on, post_by_on, report_by_on, expires_on;
	struct mail_class *class;
	size_t classes;
	struct mail_counts_part *part;
	size_t parts;
	struct mail_bundle *bundle;
	size_t bundles;
	int64_t pieces, sheets, pages, enclosures, weight_mg; /* of all parts */
};

/* Words on paper. */
const char *mail_counts_envelope(int64_t envelope);
const char *mail_counts_office(
	const struct mail_counts *m, struct arena *a);          /* 東西区福祉事務所（ほか2か所） */
const char *mail_counts_day(day_t day, struct arena *a);    /* 令和9年1月31日 */
const char *mail_counts_number(int64_t n, struct arena *a); /* 1,234 */
const char *mail_counts_grams(int64_t mg, struct arena *a); /* 12.3 */

/* counts.pdf, bundles.pdf, deletion.pdf: drawn, not yet saved. */
struct pdf *mail_counts_sheet(const struct mail_counts *m, struct arena *a);
struct pdf *mail_counts_slips(const struct mail_counts *m, struct arena *a);
struct pdf *mail_certificate(const struct mail_counts *m, struct arena *a);

/* samples.pdf: three made-up pieces for each way of printing that the parts have.  Errors: ERR_INTERNAL. */
MUST_CHECK enum err_code mail_counts_samples(struct task *t, const struct mail_counts *m,
	const unsigned char *key, struct arena *a, struct pdf **out, struct err *e);

/* counts.xlsx, published with the chunk. */
MUST_CHECK enum err_code mail_counts_book(struct chunk *c, const struct mail_counts *m, struct err *e);

#endif
