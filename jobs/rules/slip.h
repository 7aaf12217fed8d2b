/*
 * slip.h: which slips (返還金納付書) a month asks of a household's claim: instalments, what came in, and the slips that
 * are out.
 *
 *   asked of an instalment = what it is, less what came in with its slips; never more than is left of the claim, so that
 *   what came in too much shortens the last instalments.
 *
 * Looked at are instalments due before the month ends.  Slips of one that are open (out, nothing came in with them) and
 * together ask what is to be asked, due on its day, are kept; else they become void and new ones take their place.  An
 * amount over the stores' limit is split, or asked for with one slip for a bank.
 *
 * A claim that has ended, or an instalment that was taken back, leaves no open slip.  A hold stops new slips; what is
 * wrong becomes void all the same where nothing is to take its place.
 *
 * Ownership: lines live in the arena given.  Thread: pure.
 */
#ifndef GETSUJI_RULES_SLIP_H
#define GETSUJI_RULES_SLIP_H

#include "getsuji/arena.h"
#include "getsuji/business_day.h"
#include "getsuji/calendar.h"
#include "getsuji/err.h"
#include "getsuji/money.h"
#include "getsuji/rate_table.h"
#include "getsuji/slip.h"

#include <stdbool.h>
#include <stddef.h>

#define SLIP_PARTS_MAX 99 /* of an instalment at once */

/* Rate table slip_rule, as in force on the first of a month. */
struct slip_rule {
	yen_t limit_yen;     /* a store takes up to so much with one slip */
	enum slip_over over; /* what is done about more */
};

/* Errors: ERR_DEFINITION 2440 (the rate set has no such rule, or one that is not whole). */
MUST_CHECK enum err_code slip_rule_build(
	const struct rate_cells *cells, month_t month, struct slip_rule *out, struct err *e);

/* What holds for all claims of a household. */
struct slip_terms {
	month_t month;
	day_t cut_on; /* the day of the cut, in Japan */
	int due_months; /* a claim without instalments is due on the last business day of the month so long after deciding */
	int pay_days;  /* a slip can be used for so many days from the cut at least */
	bool reissue;  /* an open slip that cannot be used any more is made anew */
	bool due_back; /* a due day that is no business day moves to the one before, else to the next */
	struct slip_rule rule;
	const struct business_days *days; /* of the office */
	enum slip_hold hold;              /* of the household: order, office, address; or none */
};

struct slip_instalment {
	int16_t number;
	day_t due_on;
	yen_t yen;
};

/* A slip that was made at any time. */
struct slip_out {
	int16_t instalment_no, slip_no, part_no, parts;
	bool living;  /* not void */
	day_t due_on; /* of the instalment, as it was moved */
	day_t pay_by_on;
	yen_t yen;
	uint8_t article;
	yen_t paid_yen; /* came in with it, also after it became void */
};

/* A claim with all its instalments and slips, each in the order of their numbers. */
struct slip_claim {
	int32_t number;
	uint8_t article; /* enum repayment_article */
	bool ended;      /* in the month or before, or not known any more */
	day_t decided_on;
	yen_t total_yen;
	const struct slip_instalment *instalments;
	size_t n_instalments; /* 0: all at once */
	const struct slip_out *outs;
	size_t n_outs;
};

/* What is done about one slip.  Of a new one slip_no is 0: it gets its number when it is issued. */
struct slip_line {
	enum slip_action action;
	enum slip_hold hold;
	enum slip_cause cause;
	int16_t instalment_no, slip_no;
	int16_t part_no, parts; /* of the slips that ask for the rest of the instalment */
	int16_t instalments;    /* of the claim */
	yen_t instalment_yen;
	yen_t yen;               /* of the slip; held: what would be asked for */
	day_t due_on, pay_by_on; /* DAY_MAX of both: not known */
	bool bank;               /* over the limit: without a barcode */
	bool reissue;            /* the instalment had a slip before */
	bool paid;               /* kept: all of it came in */
};

struct slip_plan {
	const struct slip_line *lines; /* in the order of instalments; what is kept or void before what is new */
	size_t n_lines;
	yen_t paid_yen;    /* came in for the claim */
	yen_t balance_yen; /* what is left of it; less than 0: paid too much */
};

void slip_plan(const struct slip_terms *terms, const struct slip_claim *claim, struct arena *arena,
	struct slip_plan *out);

/* Japanese terms and words of the lists of slip.h; "" for a number that is in no list. */
const char *slip_article_term(int article);
const char *slip_action_term(int action);
const char *slip_hold_word(int hold);
const char *slip_hold_term(int hold);
const char *slip_cause_term(int cause);

#endif
