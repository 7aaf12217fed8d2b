/*
 * mailing.h: which documents may leave, which go into one envelope (名寄せ), and what an envelope is, weighs and costs.
 *
 * Documents of one recipient at one destination and by one route go together where the table mail_kind says so, in its
 * order.  Each begins on a new sheet.  The envelope is the first that takes the sheets, folded or not as all its
 * documents allow, and whose weight has a postage; where there is none, its documents are held, never split.
 *
 * Pieces stand in the order of posting: by route, envelope, postage and postal code.  The discounts of the post want
 * postal order among pieces of the same shape and weight (formats.md §5.3), so shape and weight come before it.
 *
 * Ownership: everything is borrowed; plans live in the arena passed.  Thread: pure.
 */
#ifndef GETSUJI_RULES_MAILING_H
#define GETSUJI_RULES_MAILING_H

#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/err.h"
#include "getsuji/mailing.h"
#include "getsuji/rate_table.h"
#include "getsuji/rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- the tables ---------------------------------------------------------------------------------- */

/* Keys of documents and lines: office * this + a running number of the office. */
#define MAILING_KEYS_PER_OFFICE INT64_C(100000000)

enum mailing_group { MAILING_HOUSEHOLD = 1, MAILING_INSTITUTION, MAILING_ALONE };

/* A kind of document. */
struct mailing_kind {
	uint8_t group; /* enum mailing_group */
	int16_t rank;  /* in the envelope */
	bool folded;   /* may be */
	int32_t sheet_mg;
};

/* A class of thickness of an envelope. */
struct mailing_class {
	uint8_t envelope; /* enum mail_envelope */
	int16_t thickness;
	bool folded; /* its sheets are */
	int32_t sheets, envelope_mg;
};

/* A band of weight. */
struct mailing_postage {
	uint8_t envelope;
	int32_t up_to_mg;
	const char *name; /* of the class: "standard_50" */
	int32_t yen;
};

#define MAILING_ROWS_MAX 64

#define X(name, number, word, term) +1
enum { MAILING_KINDS = MAIL_DOCUMENTS(X) };
#undef X

struct mailing_rules {
	struct mailing_kind kinds[MAILING_KINDS + 1];     /* by enum mail_document */
	struct mailing_class classes[MAILING_ROWS_MAX];   /* by envelope, then sheets */
	struct mailing_postage postage[MAILING_ROWS_MAX]; /* by envelope, then weight */
	size_t n_classes, n_postage;
};

/* Builds the rules from the cells in force on the first of the month; others are passed over.  Texts are the cells'.
 * Errors: ERR_DEFINITION 2400 (a table has no row, or one that is not whole). */
MUST_CHECK enum err_code mailing_rules_build(const struct rate_cells *cells, month_t month,
	struct arena *keep, struct mailing_rules **out, struct err *e);

/* ---- what may leave ------------------------------------------------------------------------------ */

/* What is known about a document and where it goes, at the cut. */
struct mailing_facts {
	uint8_t party;    /* enum mail_party */
	bool late;        /* its month is too long ago */
	bool ordered;     /* an order holds somebody it is about */
	bool office_set;  /* the office has settings for its mail */
	bool has_address; /* printed, and the recipient has one now */
	bool stale;       /* another than is printed */
	bool returned;    /* mail to it came back, and nobody looked since */
	bool shared;      /* it serves another household, which is not related */
	bool changed;     /* the recipient's last mail went elsewhere */
	bool moved;       /* its address is young, and not its first */
	bool looked;      /* a person found the destination right */
};

/* The first hold that fits, in the order of MAIL_HOLDS (too_thick is mailing_plan()'s). */
enum mail_hold mailing_hold(const struct mailing_facts *f);

/* ---- pieces -------------------------------------------------------------------------------------- */

/* A document that is due, with what is planned for it. */
struct mailing_document {
	int32_t source_run_id;
	int64_t document_no;
	uint8_t kind, party, route; /* of mailing.h */
	int32_t pages;
	int64_t household_id; /* whom it is about; 0: several */
	struct str order;     /* the reasons of an order to hold it; empty: none */
	struct str party_key, postal_code, destination;
	enum mail_hold hold;
	/* Set by mailing_plan(): */
	int32_t sheets, weight_mg; /* of its paper */
	int32_t line_no;           /* 1, 2, 3 … in the order of posting, then what is held */
	int32_t plan_no;           /* of its piece; 0: none */
	int16_t position;          /* in it, from 1 */
};

/* How an office sends. */
struct mailing_terms {
	const struct mailing_rules *rules;
	bool duplex;
	int32_t enclosure_mg;
};

struct mailing_piece {
	const struct mailing_document *first;
	int16_t documents;
	int32_t sheets, weight_mg;
	const struct mailing_class *class;
	const struct mailing_postage *postage;
};

struct mailing_plan {
	struct mailing_document **line; /* in the order of line_no */
	size_t n_lines;
	struct mailing_piece *piece; /* plan_no 1, 2, 3 … */
	size_t n_pieces;
};

/* Plans all documents of an office; the order of docs[] does not matter. */
void mailing_plan(const struct mailing_terms *terms, struct mailing_document *docs, size_t n,
	struct arena *arena, struct mailing_plan *out);

/* ---- words --------------------------------------------------------------------------------------- */

/* Word and Japanese term of a hold; "" for a number that is none. */
const char *mailing_hold_word(int hold);
const char *mailing_hold_term(int hold);

#endif
