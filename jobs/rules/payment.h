/*
 * payment.h: who is paid what of one household's decision of one month: the parts that are due, what is left of each
 * after what was paid before, where it goes, and why it is held.
 *
 * Rule R5.5 (代理納付): the rent goes to the landlord where the fact of the rent says so and the housing aid covers it,
 * the care premium to the insurer where it is registered and the livelihood aid covers it; the household receives the
 * rest.  It changes payees, not amounts: what is due of all parts is always what was decided.
 *
 * What is left of a part is what is due less what was paid; it is paid in whole or held.  No money is taken back: of
 * whom more was paid than is due, the part is held, and other parts are paid only as far as what was decided covers
 * all that was ever paid, first rent, then care premium, then the household.  Parts are held for themselves.
 *
 * Ownership: texts are borrowed from the facts; reasons live in the arena.  Thread: pure.
 */
#ifndef GETSUJI_RULES_PAYMENT_H
#define GETSUJI_RULES_PAYMENT_H

#include "getsuji/arena.h"
#include "getsuji/business_day.h"
#include "getsuji/calendar.h"
#include "getsuji/payment.h"
#include "getsuji/rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAYMENT_PARTS_MAX 3 /* of a household; index = enum payment_part - 1 */

/* ---- facts, as known at the cut ---- */

struct payment_account {
	struct str bank_code, bank_kana, branch_code, branch_kana, account_no, holder_kana;
	int16_t kind;   /* enum account_kind */
	day_t from, to; /* half-open */
};

/* A period of a payee of the office. */
struct payment_payee {
	int32_t payee_no;
	struct str name;
	struct payment_account account;
};

/* How an office pays.  Where it cannot, `why` says so and the rest means nothing. */
struct payment_office {
	int32_t office_id;
	const char *why;  /* NULL: it can */
	int16_t kind;     /* 種別コード: enum zengin_kind */
	day_t nominal_on; /* its day of the month as it is set; 29 to 31: at most the month's last */
	day_t pay_on;     /* 支給日 */
	bool shifted;     /* the office is closed on the nominal day */
	bool late;        /* the nominal day is too near: the first day that a file still reaches */
};

struct payment_decision {
	bool in_force; /* else all amounts are 0 */
	int32_t run_id;
	int32_t total_yen;        /* what is paid in money */
	int32_t livelihood_yen;   /* of it */
	int32_t housing_yen;      /* of it */
	int32_t care_premium_yen; /* 介護保険料加算 */
	int32_t rent_yen;         /* of the rent in force; 0: none */
	bool rent_to_landlord;
};

struct payment_household {
	struct payment_decision decision;
	bool on_aid;                         /* on one day of the month at least, by what is known now */
	bool baseline;                       /* the month's decision came from the system before, which paid it */
	uint8_t method;                      /* enum fact_payment_method: of the household's own part */
	struct str order;                    /* what the orders to hold say; .at NULL: none */
	const struct payment_office *office; /* NULL: it has no settings */
	int32_t payee_no[PAYMENT_PARTS_MAX]; /* by part: to whom; 0: nobody is registered */
	int32_t paid_yen[PAYMENT_PARTS_MAX]; /* and what was paid before */
	struct payment_account
		returned[PAYMENT_PARTS_MAX];        /* to which the last payment was refused; kind 0: none was */
	const struct payment_account *accounts; /* of the household, by first day */
	size_t n_accounts;
	const struct payment_payee *payees; /* of its office, by number and first day */
	size_t n_payees;
};

/* ---- the plan ---- */

struct payment_line {
	enum payment_part part;
	uint8_t method;
	int32_t due_yen, paid_yen, amount_yen; /* amount = due - paid */
	enum payment_hold hold;
	const char *reason;                    /* of the hold; else "" */
	int32_t payee_no;                      /* 0: the household, or nobody */
	struct str payee_name;                 /* .at NULL: not known */
	const struct payment_account *account; /* NULL: not known, or at the counter */
};

struct payment_plan {
	struct payment_line line[PAYMENT_PARTS_MAX];
	size_t n_lines; /* parts of which something is due or was paid */
};

void payment_plan(const struct payment_household *h, struct arena *arena, struct payment_plan *out);

/* How much of a decision is due to whom: due[part - 1]; the sum is total_yen. */
void payment_due(const struct payment_decision *d, const int32_t payee_no[static PAYMENT_PARTS_MAX],
	int32_t due[static PAYMENT_PARTS_MAX]);

/* When an office pays in a month: its day, or where the office is closed on it the business day before or after; but
 * at least `lead` business days after the day of the cut, when the bank still takes a file.  The first range must hold
 * the days around the month's, the second those after the cut.  False: the calendar does not know a day that is needed. */
bool payment_day(const struct business_days *around, const struct business_days *after_cut, month_t month,
	int mday, enum pay_shift shift, day_t cut_on, int lead, struct payment_office *out);

/* Japanese terms and words of CSV and JSON; "" where there is none. */
const char *payment_hold_term(int hold);
const char *payment_hold_word(int hold);
const char *payment_part_term(int part);

#endif
