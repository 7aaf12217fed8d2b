/*
 * income.h: 収入の認定 (次官通知第8; rules §7.1): what of the household's income is charged.
 *
 * Thread: pure.  Missing cells are noted in the context.
 */
#ifndef GETSUJI_RULES_INCOME_H
#define GETSUJI_RULES_INCOME_H

#include "jobs/rules/context.h"

struct incomes {
	yen_t earned, pension, allowance, other, temporary, overpaid;
	yen_t sum;
};

/* I4 基礎控除 by the band of the gross; first: the highest earner of the household. */
yen_t income_basic_deduction(struct context *c, yen_t gross, bool first);

/* I4: gross − basic deduction − further deductions − cost, not below 0. */
yen_t income_earned(struct context *c, yen_t gross, bool first, yen_t further, yen_t expenses);

/* I2: floor(annual / 12) less what is withheld a month, not below 0. */
yen_t income_pension_month(struct context *c, yen_t annual, yen_t withheld);

/* I7: what is above 8,000 yen. */
yen_t income_temporary(struct context *c, yen_t amount);

/* Everything of the month; on: the first protected day, when it is asked who has new work; until: the end
 * of the days that are decided on, from which no income that only begins then is charged (O4). */
void income_all(struct context *c, day_t on, day_t until, struct incomes *out);

#endif
