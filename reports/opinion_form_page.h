/*
 * opinion_form_page.h: one 要否意見書 (or 診療依頼書) as a page: laid out, then drawn.
 *
 * It says what the doctor needs and no more: name, birth date, and per service the injuries, the first visit and the
 * day from which the office asks; the rest is for the doctor to fill in.  No address of the person stands on it.
 *
 * The wording is a draft of this project with a version mark: an office must have its own text approved and set it,
 * with a version of its own, in opinion_form_page.c.
 *
 * Geometry of the head, sender and 2D code: mail.h.  The page has no window: a cover sheet goes before it.
 * Ownership: texts are borrowed, what is laid out lives in the arena.  Thread: a document belongs to one thread.
 */
#ifndef GETSUJI_REPORTS_OPINION_FORM_PAGE_H
#define GETSUJI_REPORTS_OPINION_FORM_PAGE_H

#include "getsuji/ticket.h"
#include "reports/mail.h"

#define OPINION_FORM_SERVICES 3 /* of an institution; one that is asked about more is held */

/* Which form: a kind of opinion, or the request for an examination. */
enum opinion_paper {
	PAPER_NEW = OPINION_NEW,
	PAPER_CONTINUING = OPINION_CONTINUING,
	PAPER_PSYCHIATRIC = OPINION_PSYCHIATRIC,
	PAPER_NURSING = OPINION_NURSING,
	PAPER_EXAMINATION
};

/* One row of the table of what it is about. */
struct opinion_form_service {
	int service; /* enum ticket_service */
	struct str injury[TICKET_INJURIES];
	struct str remarks;   /* of a request: why the person is to be examined */
	day_t first_visit_on; /* DAY_MAX: not known, and to be filled in */
	day_t from_on;        /* the first day that the opinion is to cover */
};

struct opinion_form {
	enum opinion_paper paper;
	const char *number; /* "福保意第12-34号" */
	day_t written_on;   /* a date of the run, not of the clock */
	day_t by_on;        /* to be sent back, or to be examined, by */
	bool estimate;      /* 概算医療費 is asked for */
	bool inhouse;       /* never given to the contractor; printed on it */
	struct str institution, name, name_kana;
	day_t birth_on;
	struct str caseworker; /* of the office, for questions */
	struct opinion_form_service service[OPINION_FORM_SERVICES];
	size_t services;
	const struct mail_sender *sender;
};

struct opinion_form_layout {
	struct lines institution;
	int32_t institution_size, name_size, kana_size, caseworker_size;
	struct {
		struct lines line[2]; /* injuries; why */
		int32_t size[2];
	} service[OPINION_FORM_SERVICES];
};

/* "医療要否意見書（継続）", "診療依頼書" … */
const char *opinion_form_title(enum opinion_paper paper);

/* Errors: ERR_DATA with *hold = "glyph" or "overflow": the form must be held. */
MUST_CHECK enum err_code opinion_form_lay_out(const struct fonts *fonts, const struct opinion_form *f,
	struct arena *a, struct opinion_form_layout *out, const char **hold, struct err *e);

/* What a document's forms share: a layer for each sender and kind of form.  Starts with pdf, fonts and arena set. */
struct opinion_form_pages {
	struct pdf *pdf;
	const struct fonts *fonts;
	struct arena *arena;
	struct opinion_form_layer *layer;
	size_t layers;
};

/* Draws sheet `sheet` of `sheets` of its envelope, which names it by `code`; no page may be open. */
void opinion_form_draw(struct opinion_form_pages *all, const struct opinion_form *f,
	const struct opinion_form_layout *l, const struct symbol *code, int sheet, int sheets);

#endif
