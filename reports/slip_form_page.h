/*
 * slip_form_page.h: one 返還金納付書 as a page: laid out, then drawn.
 *
 * Above, in the window, whom it goes to; then what is asked for and on what it rests; below the line to be cut along the
 * three parts that a store or bank parts and stamps: 領収証書, 納付書 and 原符.  The 納付書 bears the 44 digits of
 * getsuji/gs1.h as GS1-128, at most 60 mm wide with its quiet zones and 12 mm high, between the folds, with the digits
 * in two lines; a slip over the stores' limit has none and says so.  No stamp (印紙) is needed: a municipality's receipts
 * are not taxed.
 *
 * It is a function of one struct slip_page and nothing else.  The wording is a draft of this project with a version
 * mark: an office must have its own text approved and set it, with a version of its own, in slip_form_page.c.
 *
 * Envelope and window: mail.h.  Thread: a bundle belongs to one thread.
 */
#ifndef GETSUJI_REPORTS_SLIP_FORM_PAGE_H
#define GETSUJI_REPORTS_SLIP_FORM_PAGE_H

#include "getsuji/gs1.h"
#include "reports/mail.h"
#include "reports/slip_words.h"

/* Texts are borrowed. */
struct slip_page {
	int run_id;
	int64_t document_no;
	struct slip_number number;
	int article; /* enum repayment_article */
	day_t decided_on, issued_on;
	yen_t total_yen, paid_yen; /* of the claim: decided; came in before this slip was made */
	int instalments, part_no, parts;
	yen_t instalment_yen, yen;
	day_t due_on, pay_by_on;
	bool bank, reissue, inhouse;
	struct str maker_code, collector, account_name;
	struct mail_recipient to;
	const struct mail_sender *sender;
};

struct slip_page_layout {
	struct mail_address address;
	int32_t name_size, number_size, account_size, collector_size; /* in a part of the slip */
	char number[SLIP_WORDS_NUMBER];                               /* with hyphens */
	char digits[GS1_SLIP_DIGITS + 1]; /* of the barcode; "" of a slip for a bank */
	struct symbol_bars bars;
	struct symbol code;
};

/* Errors: ERR_DATA with *hold = "glyph", "address", "overflow" or "barcode": the slip must be held. */
MUST_CHECK enum err_code slip_page_lay_out(const struct fonts *fonts, const struct slip_page *s,
	struct arena *a, struct slip_page_layout *out, const char **hold, struct err *e);

/* A document of slips; lives as long as the arena. */
struct slip_bundle;
struct slip_bundle *slip_bundle_open(const struct fonts *fonts, struct arena *a);
void slip_bundle_draw(
	struct slip_bundle *b, const struct slip_page *s, const struct slip_page_layout *layout);
struct pdf *slip_bundle_pdf(struct slip_bundle *b);

#endif
