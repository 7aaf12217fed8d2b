/*
 * ticket_cover.h: the cover sheet (送付書) of an envelope to an institution: its address in the window, how much is
 * enclosed, a list to check the contents by, who sends it and whom to ask.
 *
 * Lists hold numbers of tickets or forms, never a name: the contractor who fills the envelope, and whoever opens it,
 * checks by them.  Lists stand one below the other, and long ones go on on further cover sheets.  The first sheet is a
 * letter of mail.h (window, sender, 2D code); every sheet of the envelope, those that follow included, is one of
 * `cover + enclosed`.
 *
 * First laid out, which finds all that can go wrong, then drawn, which cannot fail.
 *
 * Ownership: texts are borrowed; what is laid out lives in the arena.  Thread: the document's.
 */
#ifndef GETSUJI_REPORTS_TICKET_COVER_H
#define GETSUJI_REPORTS_TICKET_COVER_H

#include "reports/mail.h"

#define TICKET_COVER_COUNTS 6 /* of the table above the lists */
#define TICKET_COVER_LISTS  2

/* Things to tick off; none: nothing is printed of it. */
struct ticket_cover_list {
	const char *title;
	const char *words;       /* what is to be done about them, at most two lines; NULL: nothing is said */
	const char *const *item; /* short: each fits its column */
	size_t items;
	int columns;
};

struct ticket_cover {
	int run_id;
	int64_t piece_no;   /* of the 2D codes */
	day_t on;           /* a date of the run, not of the clock */
	const char *number; /* of the letter: "福保券第12-20000001号" */
	const char *title;  /* "医療券等送付書" */
	const char *words;  /* what is asked of the institution; our own wording, at most three lines */
	const char *mark;   /* of its version, printed small */
	struct mail_recipient to;
	const struct mail_sender *sender;
	struct {
		const char *label, *value; /* "券の枚数", "12枚" */
	} count[TICKET_COVER_COUNTS];  /* the first of them, as many as have a label */
	struct ticket_cover_list list[TICKET_COVER_LISTS];
	int enclosed; /* sheets that follow the cover's own */
	bool inhouse; /* sent by the office itself, never by the contractor */
};

/* What stands of a list on one sheet: items [from, to). */
struct ticket_cover_part {
	int sheet;
	int32_t base; /* of its title */
	size_t list, from, to;
};

struct ticket_cover_layout {
	struct mail_address address;
	struct lines words, list_words[TICKET_COVER_LISTS];
	struct ticket_cover_part *part;
	size_t parts;
	int sheets; /* of the cover itself */
	struct symbol *code;
};

/* How many sheets a cover takes for its counts and lists. */
int ticket_cover_sheets(const struct ticket_cover *c);

/* The 2D code of a sheet of an envelope.  Errors: ERR_INTERNAL. */
MUST_CHECK enum err_code ticket_cover_code(
	int run_id, int64_t piece_no, int sheet, int sheets, struct symbol *out, struct err *e);

/* Errors: ERR_DATA with *hold = "glyph", "address" or "overflow": the envelope must be held. */
MUST_CHECK enum err_code ticket_cover_lay_out(const struct fonts *fonts, const struct ticket_cover *c,
	struct arena *a, struct ticket_cover_layout *out, const char **hold, struct err *e);

/* What a document's covers share: a form for each sender, title and number of counts.  Starts empty; lives as long as the
 * arena. */
struct ticket_covers {
	struct pdf *pdf;
	struct arena *arena;
	struct ticket_cover_form *form;
	size_t forms;
};

/* Draws the cover's sheets; no page may be open. */
void ticket_cover_draw(
	struct ticket_covers *all, const struct ticket_cover *c, const struct ticket_cover_layout *l);

#endif
