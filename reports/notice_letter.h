/*
 * notice_letter.h: one 保護決定通知書 as a letter: laid out, then drawn.
 *
 * A letter is a function of one struct notice and nothing else, so that no text of another
 * household can get onto it.  notice_lay_out() decides everything that can go wrong (a character
 * that no font has, an address that does not fit, …) before anything is drawn; notice_draw() then
 * cannot fail, so that a bundle never holds half a letter.
 *
 * Paper, envelope and window: mail.h.
 *
 * Thread: a bundle belongs to one thread.
 */
#ifndef GETSUJI_REPORTS_NOTICE_LETTER_H
#define GETSUJI_REPORTS_NOTICE_LETTER_H

#include "getsuji/calendar.h"
#include "getsuji/facts.h"
#include "getsuji/money.h"
#include "getsuji/rows.h"
#include "reports/mail.h"
#include "reports/notice_words.h"

#include <stdbool.h>

/* An office with its texts checked and broken into lines, once for all letters. */
struct notice_office;

struct notice_amount {
	yen_t before, after;
};

/* One letter.  Texts are borrowed. */
struct notice {
	int run_id;
	int64_t piece_no;
	int64_t household_id;
	month_t month; /* the month that the amounts are for */
	enum change_kind kind;
	day_t decided_on, effective_on;
	struct notice_amount aid[NOTICE_AID_COUNT]; /* of those in kind only whether they are > 0 is printed */
	struct notice_amount total, minimum, income, own_payment;
	enum fact_payment_method payment_method;
	struct str reason; /* one sentence per line */
	struct str head_name, caseworker;
	struct str postal_code, address, care_of; /* where the letter goes; care_of may be empty */
	const struct notice_office *office;
};

struct notice_layout;
struct notice_bundle;

/* Checks an office's texts; they are borrowed.  Errors: ERR_DATA. */
MUST_CHECK enum err_code notice_office_prepare(const struct fonts *fonts, const struct mail_office *office,
	struct arena *a, const struct notice_office **out, struct err *e);

/* Lays a letter out.  Ownership: the arena.
 * Errors: ERR_DATA with *hold = "glyph", "address", "reason" or "overflow": the letter must be held. */
MUST_CHECK enum err_code notice_lay_out(const struct fonts *fonts, const struct notice *n, struct arena *a,
	const struct notice_layout **out, const char **hold, struct err *e);

int notice_sheets(const struct notice_layout *l);

/* What the 2D code of a sheet says: "GJ1:R12:P345:S1/1:01234", opaque numbers and a check. */
void notice_sheet_code(const struct notice *n, int sheet, int sheets, char out[static 64]);

/* A document of letters; lives as long as the arena. */
struct notice_bundle *notice_bundle_open(const struct fonts *fonts, struct arena *a);
void notice_draw(struct notice_bundle *b, const struct notice *n, const struct notice_layout *l);
struct pdf *notice_bundle_pdf(struct notice_bundle *b);

#endif
