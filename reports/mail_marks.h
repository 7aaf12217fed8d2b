/*
 * mail_marks.h: what a mailing prints on the left margin of each side of a sheet: its code (getsuji/mail_code.h) as a 2D
 * code and as tiny text, the marks that an inserter reads, and the mark of a reprint.
 *
 *     from the top   67..112 mm   the first third, below the window: marks of the inserter, on the front alone; 再 and the
 *                                 version of a reprint
 *                   112..224 mm   the second third: the 2D code and its text
 *
 * All is left of the text area (mail.h, AREA_LEFT), below what the window may show, and away from the folds; a profile
 * whose marks are not is refused.  Which marks there are, where and when, is data (rate table inserter_mark): a profile per
 * kind of machine.
 *
 * All lengths are 1/100 mm from the upper left corner.  Ownership: the arena.  Thread: reading one thread, then constant;
 * drawing belongs to the document's thread.
 */
#ifndef GETSUJI_REPORTS_MAIL_MARKS_H
#define GETSUJI_REPORTS_MAIL_MARKS_H

#include "getsuji/job.h"
#include "getsuji/mail_code.h"
#include "reports/backend/pdf.h"

#define MAIL_MARKS_MAX  8
#define MAIL_MARKS_WRAP 8 /* the sequence counts the sheets of a part modulo this */

/* clang-format off */
/* On which sheets a mark is shown: enum constant, word in the rate table. */
#define MAIL_SHOWN(X)                                                                                        \
	X(SHOWN_ALWAYS,    "always")                                                                             \
	X(SHOWN_LAST,      "last")                                                                               \
	X(SHOWN_NOT_LAST,  "not_last")                                                                           \
	X(SHOWN_ENCLOSURE, "enclosure")                                                                          \
	X(SHOWN_BIT1,      "bit1")                                                                               \
	X(SHOWN_BIT2,      "bit2")                                                                               \
	X(SHOWN_BIT4,      "bit4")                                                                               \
	X(SHOWN_PARITY,    "parity")
/* clang-format on */

#define MAIL_SHOWN_ENUM(name, word) name,
enum mail_shown { MAIL_SHOWN(MAIL_SHOWN_ENUM) };
#undef MAIL_SHOWN_ENUM

struct mail_mark {
	int32_t x, y, width, height;
	enum mail_shown shown;
};

/* The marks of one kind of machine, in the order in which it reads them. */
struct mail_profile {
	struct str name;
	struct mail_mark mark[MAIL_MARKS_MAX];
	size_t marks;
};

struct mail_profiles {
	struct mail_profile *profile;
	size_t count;
};

/* The profiles of the run's rates, each judged: within its margin, one mark beside the other.  Errors: ERR_DEFINITION. */
MUST_CHECK enum err_code mail_marks_read(struct task *t, struct mail_profiles *out, struct err *e);

/* Judges one; exported for its test.  Errors: ERR_DEFINITION. */
MUST_CHECK enum err_code mail_marks_judge(const struct mail_profile *p, struct err *e);

/* NULL: there is none of this name. */
const struct mail_profile *mail_marks_find(const struct mail_profiles *all, struct str name);

/* One side of a sheet. */
struct mail_side {
	struct mail_code code;
	bool enclosure;  /* a leaflet is put into its envelope */
	int64_t in_part; /* the sheet's number in its part, from 1 */
};

/* Which marks of a profile a side bears: bit i is mark i. */
unsigned mail_marks_shown(const struct mail_profile *p, const struct mail_side *s);

/* What a reprint bears beside its code: "再2"; empty on the first print.  Returns out. */
char *mail_marks_again(int32_t version, char out[static 32]);

/* Draws a side on the open page.  Errors: ERR_INTERNAL (zint). */
MUST_CHECK enum err_code mail_marks_draw(struct pdf *p, const struct mail_profile *profile,
	const struct mail_side *s, const unsigned char key[static MAIL_KEY_SIZE], struct err *e);

#endif
