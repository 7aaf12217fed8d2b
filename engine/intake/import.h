/*
 * import.h: files in: facts, official rate tables, decisions in force (移行), answers to inquiries, what caseworkers
 * did with findings, lists of institutions, duplicate coverage.
 *
 * Facts: one CSV per dataset, named after it (`person.csv`); the columns stand in engine/intake/README.md.
 * Each file is one transaction: it is parsed and checked, rows that break a rule are set aside in
 * fact.import_quarantine with line, column, field and rule, the others are merged: a row that says what
 * is known already is left alone; one with the same key and first day but other values supersedes it; the
 * rest is recorded.  read = recorded + unchanged + quarantined holds in the ledger (fact.import).  The
 * same bytes twice are a no-op.  A file that is malformed or cut off, or has more rows to set aside than
 * the limit, is refused whole.
 * Rates: the folder is one set; it goes in whole or not at all (rate_set.h).
 * Decisions in force: dataset `baseline`, one confirmed run per office and month.
 *
 * Ownership: texts in the results live in the arena passed.  Thread: one call at a time per connection.
 * Errors: ERR_INPUT / ERR_DEFINITION (the file is refused), ERR_LIMIT (too many rows to set aside),
 * ERR_STATE (decisions of that month are there already), and those of the database.
 */
#ifndef GETSUJI_INTAKE_IMPORT_H
#define GETSUJI_INTAKE_IMPORT_H

#include "getsuji/arena.h"
#include "getsuji/csv.h"
#include "getsuji/err.h"

#include <stdbool.h>
#include <stdint.h>

/* A rule that a row broke, without the value: it may be personal. */
struct import_violation {
	const char *file; /* without its folder */
	int line;
	int column;        /* in characters; 0 = the whole row */
	const char *field; /* column's name, or "" */
	const char *rule;  /* "I-overlap" */
	const char *text;  /* what the rule says, translated */
};

/* What became of one file. */
struct import_file {
	const char *file;
	const char *dataset;
	bool known;           /* the same bytes were imported before: nothing was done */
	int64_t aside_before; /* rows set aside then, which are still missing */
	int64_t read;         /* = recorded + unchanged + quarantined */
	int64_t recorded;
	int64_t unchanged;
	int64_t quarantined;
	bool doubtful;   /* of lists: more is missing than the limit, but so little that it may well be right */
	int64_t dropped; /* of lists: institutions that an earlier one of the source had and this one lacks */
	int run_id;      /* of files that come back for a mailing: its run */
	int64_t faults;  /* of scans: what does not fit to what was issued */
	int64_t suspicious; /* rows whose code fails its check digit; they count as any other */
};

struct import_request {
	const char *conninfo; /* see db_open() */
	const char *path;     /* a folder, or one file */
	const char *dataset;  /* NULL: from the file's name; a folder is all datasets that it holds */
	enum csv_encoding encoding;
	int quarantine_limit; /* rows set aside per file before it is refused; IMPORT_LIMIT_DEFAULT */
	int drop_limit;   /* percent of the institutions of a source that a list may lack; IMPORT_DROPS_DEFAULT */
	const char *keys; /* folder with the contractor's certificate, of files that must be signed; NULL: none */
	bool unsigned_too;   /* a person lets such a file in without its signature */
	const char *content; /* what a signature covers, instead of the file; NULL: the file */
	size_t content_length;
	const char *signer; /* whose signature, as cms_fingerprint(); NULL: nobody's */
	/* Called for each violation and after each file (also a refused one); may be NULL. */
	void (*on_violation)(void *self, const struct import_violation *v);
	void (*on_file)(void *self, const struct import_file *f);
	void *self;
};

#define IMPORT_LIMIT_DEFAULT 100
#define IMPORT_DROPS_DEFAULT 10

struct import_totals {
	int files; /* imported */
	int known; /* no-ops */
	int doubtful;
	int64_t faults;
	int64_t read, recorded, unchanged, quarantined;
};

/* Facts and decisions in force.  A folder: its files in the order of the datasets, each in its own
 * transaction; the first refused one stops it, those before it stay.  ERR_WARNINGS when all was
 * imported and something was set aside (exit code 4). */
MUST_CHECK enum err_code import_path(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e);

/* An answer file of the information-linkage server, CSV or XML by its content (answer.h).  read counts answers.
 * An answer that breaks a rule (A-…, engine/intake/README.md) is set aside; unchanged are those to requests that
 * a later file answered.  The same records again, in either form, are a no-op; the request's dataset is not
 * looked at.  Also ERR_INPUT: the file's office is not known; another file had its day and serial. */
MUST_CHECK enum err_code import_answers(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e);

/* The sheet 一覧 of a caseworker's workbook, saved as CSV (sheet.h): what was done with each finding.  Each row that
 * is filled in is checked cell by cell against what the workbook wrote (rules D-…); unchanged are rows that are not
 * filled in, or say what is known.  A new disposition of a finding supersedes the one before; once the proposals
 * of the run are adopted, none is adopted or declined any more.  The same bytes twice are a no-op. */
MUST_CHECK enum err_code import_dispositions(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e);

/* A list of designated institutions (institution.h), whole for its source and the kinds that it holds.  What an
 * earlier list of the source had open and this one lacks is ended on its day; ERR_LIMIT when that is more than
 * drop_limit percent, and more than ten.  unchanged are also rows of a kind of which the source has a later list: an
 * older one changes nothing.  ERR_INPUT: rows of several sources or days, no row that holds, or another list of that
 * source and day is known (unless rows of it were set aside: a corrected one takes its place).  The same bytes twice
 * are a no-op. */
MUST_CHECK enum err_code import_institutions(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e);

/* What came back for uploads of the online eligibility check (registration.h).  read counts answers.  One that breaks a
 * rule (E-…) is set aside; unchanged are those to records that a file at least as late answered.  The same
 * records again are a no-op; the request's dataset is not looked at.  Also ERR_INPUT: the file's office is not known;
 * another file had its day and serial. */
MUST_CHECK enum err_code import_registrations(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e);

/* Reports of a collector (collection.h).  read counts payments.  One that breaks a rule (V-…, engine/intake/README.md) is
 * set aside; unchanged are those that the file has twice, word for word.  Payments with slips that are not known are
 * recorded, too: money came in.  The same records again are a no-op.  Also ERR_INPUT: the file's office is not known;
 * another file had its day and serial. */
MUST_CHECK enum err_code import_collections(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e);

/* A result of the check for duplicate coverage (duplicate.h).  read counts records.  One that breaks a rule (C-…,
 * engine/intake/README.md) is set aside, with all of its person; unchanged are those that say what is known, or are of
 * persons whom a later file named.  The same records again are a no-op.  Also ERR_INPUT: the file's office is not
 * known; another file had its day and serial. */
MUST_CHECK enum err_code import_duplicates(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e);

/* What the contractor's cameras read (scan.h): a signed file (CMS, with its content), unless unsigned_too.  read counts
 * lines; unchanged are those known.  One that breaks a rule (S-…) is set aside.  Every envelope that is touched is judged
 * anew; faults are those found.  A mailing that is complete thereby is closed.  Also ERR_INPUT: the signature is not the
 * contractor's; the run has issued no mailing; another file had its day and serial.  ERR_USAGE: no keys. */
MUST_CHECK enum err_code import_scans(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e);

/* Returned mail (mail_return.h), made by the office itself.  read counts letters.  One that breaks a rule (R-…) is set
 * aside; unchanged are those that came back before.  Also ERR_INPUT: the office is not known; another file had its day
 * and serial. */
MUST_CHECK enum err_code import_returns(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e);

/* What a bank says of transfers (bank_result.h).  read counts results.  One that breaks a rule (B-…) is set aside; unchanged
 * are those that were told before.  What came back gets its counter-entry in the same transaction.  The same records again
 * are a no-op.  Also ERR_INPUT: the file's office is not known; another file had its day and serial. */
MUST_CHECK enum err_code import_bank_results(
	const struct import_request *r, struct arena *keep, struct import_totals *totals, struct err *e);

struct import_rates {
	bool known; /* the same set is there already: nothing was done */
	int rate_set_id;
	int files, cells, gaps;
	int estimated; /* cells that are no law */
};

/* Official rate tables: a folder, or those built into the program where path is NULL. */
MUST_CHECK enum err_code import_rates(
	const char *conninfo, const char *path, struct arena *keep, struct import_rates *out, struct err *e);

#endif
