/*
 * money.h: what payments, mailings and repayment slips of a synthetic office are made of.
 *
 * Banks, branches, landlords and account numbers are invented; the codes of the banks are given to none but 9900
 * (ゆうちょ銀行).  One household in a hundred that is paid by bank has no account on record, one landlord in two hundred
 * is not on record either, some households change their account in a month, and a few in a hundred repay something: in instalments, or
 * at once and then sometimes more than a store takes.
 *
 * money_add() derives the rows from the household as it stands after `month` and from dice of their own, so that they
 * change nothing else; fresh are rows of which something became known in that month.
 *
 * Thread: any; pure.
 */
#ifndef BENCH_SYNTH_MONEY_H
#define BENCH_SYNTH_MONEY_H

#include "bench/synth/casefile.h"
#include "bench/synth/world.h"

enum { MONEY_BRANCHES = 3 };

struct money_bank {
	const char *code, *kana;
	struct {
		const char *code, *kana;
	} branch[MONEY_BRANCHES];
};

const struct money_bank *money_bank(int i); /* 0: where the office has its account */

/* 代理納付先 no of an office: 1 is the insurer, the others are landlords. */
struct money_payee {
	enum payee_kind kind;
	char name[64], kana[64];
	const struct money_bank *bank;
	int branch;
	char number[8];
};

int money_payees(const struct world *w);
void money_payee(const struct world *w, int payee_no, struct money_payee *out);

void money_add(const struct world *w, month_t month, struct casefile *h);

#endif
