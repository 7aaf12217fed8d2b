/*
 * mail.h: what all letters in window envelopes share: the sheet's geometry, the address in the window, the
 * sender, the number with its 2D code, and the check that nothing of another household is on a letter.
 *
 * Paper: A4, folded into three with the first fold at 112 mm, in an envelope 長形3号 (120 × 235 mm)
 * with a window of 110 × 55 mm, 16 mm from its left and 12 mm from its upper edge.  The sheet can slide
 * 23 mm sideways and 6 mm up and down, so what must be seen stays within 16..103 mm from the left and
 * 12..61 mm from the top, and nothing else stands within 0..126 mm and 6..67 mm.  The customer barcode
 * keeps its 2 mm of blank there, over 10 mm from the envelope's edges.
 *
 * A letter is first laid out, which finds all that can go wrong (ERR_DATA, with the name of the hold), then
 * drawn, which cannot fail: so a bundle never holds half a letter.
 *
 * All lengths are 1/100 mm from the upper left corner of the sheet.  Ownership: texts are borrowed, what is laid
 * out lives in the arena.  Thread: pure; drawing belongs to the document's thread.
 */
#ifndef GETSUJI_REPORTS_MAIL_H
#define GETSUJI_REPORTS_MAIL_H

#include "getsuji/job.h"
#include "reports/backend/japanpost.h"
#include "reports/backend/lines.h"
#include "reports/backend/pdf.h"
#include "reports/backend/symbol.h"

/* Always seen through the window. */
#define WINDOW_LEFT   (16 * PDF_MM)
#define WINDOW_RIGHT  (103 * PDF_MM)
#define WINDOW_TOP    (12 * PDF_MM)
#define WINDOW_BOTTOM (61 * PDF_MM)
#define ADDRESS_LEFT  (WINDOW_LEFT + 2 * PDF_MM)
#define ADDRESS_WIDTH (WINDOW_RIGHT - 2 * PDF_MM - ADDRESS_LEFT)

/* The text area. */
#define AREA_LEFT  (18 * PDF_MM)
#define AREA_RIGHT (192 * PDF_MM)
#define AREA_WIDTH (AREA_RIGHT - AREA_LEFT)

/* The sender's block, right of the window in any position of the sheet. */
#define SENDER_LEFT       (132 * PDF_MM)
#define SENDER_WIDTH      (AREA_RIGHT - SENDER_LEFT)
#define CASEWORKER_INDENT (10 * PDF_MM)

/* Pens, 1/100 mm. */
#define PEN_FINE  12
#define PEN_FRAME 25

#define GREY 93 /* of the cells with headings: percent of white */

/* Text sizes. */
#define SIZE_TITLE PDF_PT(180)
#define SIZE_BODY  PDF_PT(100)
#define SIZE_CELL  PDF_PT(95)
#define SIZE_SMALL PDF_PT(80)

#define FOOT_BASE (284 * PDF_MM)

/* ---- the sender ---------------------------------------------------------------------------------- */

/* Who decides and signs; one per office and month. */
struct mail_office {
	int office_id;
	struct str name, postal_code, address, phone, director, governor, defendant;
};

/* The same with its texts checked and broken into lines, once for all letters. */
struct mail_sender {
	const struct mail_office *office;
	struct str postal_code; /* 〒123-4567 */
	int32_t name_size, director_size;
	struct lines address;
};

/* Errors: ERR_DATA. */
MUST_CHECK enum err_code mail_sender_prepare(const struct fonts *fonts, const struct mail_office *office,
	struct arena *a, struct mail_sender *out, struct err *e);

void mail_draw_sender(struct pdf *p, const struct mail_sender *s);

/* ---- the recipient ------------------------------------------------------------------------------- */

struct mail_recipient {
	struct str name;
	const char *honorific;                    /* "　様", "　御中" */
	size_t name_lines;                        /* 1: a person's name is never broken */
	struct str postal_code, address, care_of; /* care_of may be empty */
	struct str caseworker;                    /* of the office, for questions */
};

struct mail_address {
	int32_t address_size, care_of_size, name_size, caseworker_size;
	struct lines address, care_of, name; /* name with its honorific */
	bool has_barcode;
	struct japanpost barcode;
};

/* Can every character be drawn?  ERR_DATA, *hold "glyph". */
MUST_CHECK enum err_code mail_check_recipient(
	const struct fonts *fonts, const struct mail_recipient *to, const char **hold, struct err *e);

/* Errors: ERR_DATA, *hold "address" or "overflow". */
MUST_CHECK enum err_code mail_lay_out(const struct fonts *fonts, const struct mail_recipient *to,
	struct arena *a, struct mail_address *out, const char **hold, struct err *e);

void mail_draw_address(struct pdf *p, const struct mail_recipient *to, const struct mail_address *l);
void mail_draw_caseworker(struct pdf *p, const struct mail_recipient *to, const struct mail_address *l);

/* ---- the sheet ----------------------------------------------------------------------------------- */

/* The largest of n sizes at which a text fits a width; 0: none. */
int32_t mail_fit_size(const struct fonts *fonts, enum font font, const int32_t *sizes, size_t n,
	struct str text, int32_t width);

/* What the 2D code of a sheet says: "GJ1:R12:P345:S1/1:01234", opaque numbers and a check. */
void mail_sheet_code(int run_id, int64_t piece_no, int sheet, int sheets, char out[static 64]);

/* A 2D code with its upper left corner at left, top. */
void mail_draw_code(struct pdf *p, const struct symbol *s, int32_t left, int32_t top, int32_t module);

/* Number and date left of the 2D code, and which sheet of how many this is. */
void mail_draw_head(
	struct pdf *p, const struct symbol *code, const char *number, day_t on, int sheet, int sheets);

void mail_draw_folds(struct pdf *p);
/* The foot of a form: what is handled in-house is sent by the office itself, in words that tell its recipient no more;
 * the mark of the wording's version. */
void mail_draw_foot(struct pdf *p, bool inhouse, const char *mark);
void mail_text(struct pdf *p, int32_t size, int32_t x, int32_t y, const char *s);
/* A grey cell with a heading spread over it. */
void mail_draw_label(struct pdf *p, int32_t x, int32_t y, int32_t width, int32_t height, const char *s);
/* The baseline that centres a line of text in a row. */
int32_t mail_base_in(int32_t top, int32_t height, int32_t size);
/* "12,345" or "△12,345"; returns out. */
char *mail_format_yen(yen_t v, char out[static 40]);

/* ---- reports of letters -------------------------------------------------------------------------- */

/* What letters are drawn with, for all chunks of a task: the fonts, and the offices of the run as they are at
 * the cut.  What else a report prepares of an office stands at the same index. */
struct mail_offices {
	const struct fonts *fonts;
	struct mail_office *office;
	size_t count;
};

MUST_CHECK enum err_code mail_offices_read(struct task *t, struct mail_offices *out, struct err *e);

/* The index of a household's office; false: its office is not known. */
bool mail_offices_find(const struct mail_offices *m, int64_t household_id, size_t *index);

/* The offices of a run as senders: their texts checked and broken into lines once. */
struct mail_senders {
	struct mail_offices mail;
	struct mail_sender *sender; /* in the order of mail.office, as why[] */
	struct err *why;            /* code ERR_OK: letters of the office can be drawn */
};

MUST_CHECK enum err_code mail_senders_read(struct task *t, struct mail_senders *out, struct err *e);

/* The sender of a household's letters.  Errors: ERR_DATA, *hold "office": its office is not known or does not fit. */
MUST_CHECK enum err_code mail_senders_find(const struct mail_senders *s, int64_t household_id,
	const struct mail_sender **out, const char **hold, struct err *e);

/* For struct job: are the fonts there? */
MUST_CHECK enum err_code mail_ready(month_t month, struct err *e);

/* ---- whose letter it is -------------------------------------------------------------------------- */

/* Each joined row carries its own household: one of another than the piece's stops the task, so that a letter
 * can never say what belongs to somebody else.  A row that is not there is NULL.  Errors: ERR_INTERNAL. */
MUST_CHECK enum err_code mail_check_household(
	const struct rows *r, int piece_column, const int *owner_columns, size_t n, struct err *e);

#endif
