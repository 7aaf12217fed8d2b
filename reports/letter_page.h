/*
 * letter_page.h: one 照会書 to an employer (生活保護法第29条) as a page: laid out, then drawn.
 *
 * It says no more of a person than the employer needs to answer: name and birth date.  It asks about the months
 * in which the person was on aid, since the law reaches no further for somebody who no longer is.  It is a
 * function of one struct letter and nothing else.
 *
 * The wording is a draft of this project with a version mark: an office must have its own text approved and set
 * it, with a version of its own, in letter_page.c.
 *
 * Envelope and window: mail.h.  Thread: a bundle belongs to one thread.
 */
#ifndef GETSUJI_REPORTS_LETTER_PAGE_H
#define GETSUJI_REPORTS_LETTER_PAGE_H

#include "reports/mail.h"

#define LETTER_TITLE "照会書"

/* Texts are borrowed. */
struct letter {
	int run_id;
	int64_t piece_no;
	day_t written_on;
	int year;        /* the calendar year asked about */
	unsigned months; /* of it, bits: January is 1 */
	struct mail_recipient to;
	struct str name; /* of whom it asks about */
	day_t birth_on;
	const struct mail_sender *sender;
};

struct letter_layout {
	struct mail_address address;
	int32_t name_size;
	struct symbol code;
};

/* Errors: ERR_DATA with *hold = "glyph", "address", "overflow" or "subject": the letter must be held. */
MUST_CHECK enum err_code letter_lay_out(const struct fonts *fonts, const struct letter *l, struct arena *a,
	struct letter_layout *out, const char **hold, struct err *e);

/* A document of letters; lives as long as the arena.  answer_days: within which an answer is asked for. */
struct letter_bundle;
struct letter_bundle *letter_bundle_open(const struct fonts *fonts, int answer_days, struct arena *a);
void letter_draw(struct letter_bundle *b, const struct letter *l, const struct letter_layout *layout);
struct pdf *letter_bundle_pdf(struct letter_bundle *b);

#endif
