/* money.c: accounts, payees and repayment claims of synthetic households.  See money.h. */
#include "bench/synth/money.h"

#include <stdio.h>
#include <string.h>

enum {
	PURPOSE_MONEY = 9000000,
	PURPOSE_PAYEE = 9100000,
	HOUSEHOLDS_PER_LANDLORD = 12,
	INSURER = 1,
	INSTALMENTS_MAX = 36
};

static const struct money_bank banks[] = {
	{"0990", "ミホン", {{"101", "ホンテン"}, {"102", "エキマエ"}, {"215", "ミナミ"}}},
	{"0991", "ヒナガタシンキン", {{"001", "ホンテン"}, {"007", "ヒガシ"}, {"012", "ニシ"}}},
	{"0992", "レイジ", {{"110", "チユウオウ"}, {"330", "キタ"}, {"331", "サカエ"}}},
	{"9900", "ユウチヨ", {{"018", "ゼロイチハチ"}, {"028", "ゼロニハチ"}, {"108", "イチゼロハチ"}}},
};

enum { BANKS = sizeof banks / sizeof banks[0] };

const struct money_bank *money_bank(int i)
{
	return &banks[i];
}

int money_payees(const struct world *w)
{
	return INSURER + 1 + w->households / HOUSEHOLDS_PER_LANDLORD;
}

static void account_number(struct dice *d, char out[static 8])
{
	snprintf(out, 8, "%07d", dice_between(d, 1, 9999999));
}

void money_payee(const struct world *w, int payee_no, struct money_payee *out)
{
	struct dice d = world_dice(w, payee_no, PURPOSE_PAYEE);

	*out = (struct money_payee){.kind = payee_no == INSURER ? PAYEE_INSURER : PAYEE_LANDLORD};
	out->bank = &banks[dice_below(&d, BANKS)];
	out->branch = dice_below(&d, MONEY_BRANCHES);
	account_number(&d, out->number);
	if (payee_no == INSURER) {
		snprintf(out->name, sizeof out->name, "%s介護保険課", w->office->name);
		snprintf(out->kana, sizeof out->kana, "カイゴホケンカ");
	} else {
		const struct name *n = name_surname(&d);

		snprintf(out->name, sizeof out->name, "%s不動産", n->text);
		snprintf(out->kana, sizeof out->kana, "%sフドウサン", n->kana);
	}
}

static void draw_account(struct account_row *r, struct dice *d, const char *holder_kana)
{
	r->bank = &banks[dice_below(d, BANKS)];
	r->branch = dice_below(d, MONEY_BRANCHES);
	r->kind = dice_chance(d, 9500) ? ACCOUNT_ORDINARY : ACCOUNT_CURRENT;
	account_number(d, r->number);
	r->holder_kana = holder_kana;
}

/* The account, and in some months another one from the tenth on. */
static void add_accounts(const struct world *w, month_t month, struct casefile *h, struct dice *d)
{
	month_t opened = world_opening_month(w, h->case_no);
	struct account_row *r;
	const char *kana = NULL;

	for (int i = 0; i < h->persons && kana == NULL; i++)
		if (h->person[i].role == ROLE_HEAD)
			kana = h->person[i].kana;
	if (kana == NULL || dice_chance(d, 100))
		return;
	r = casefile_add_account(h, h->household[0].span.from);
	draw_account(r, d, kana);
	r->span.fresh = opened == month;
	for (month_t m = w->first + 1; m <= month; m++) {
		day_t from = month_first(m) + 9;
		bool changed = dice_chance(d, 60);

		if (!changed || m <= opened || from <= r->span.from)
			continue;
		casefile_end(&r->span, from);
		r->span.fresh = m == month;
		r = casefile_add_account(h, from);
		draw_account(r, d, kana);
		r->span.fresh = m == month;
	}
}

static void add_proxies(const struct world *w, struct casefile *h, struct dice *d)
{
	struct span care = {DAY_MAX, 0, false};

	for (int i = 0; i < h->rents; i++) {
		struct proxy_row *r;
		int landlord = INSURER + 1 + dice_below(d, w->households / HOUSEHOLDS_PER_LANDLORD);

		if (!h->rent[i].paid_to_landlord || dice_chance(d, 50))
			continue;
		r = casefile_add_proxy(h, h->rent[i].span.from);
		r->span = h->rent[i].span;
		r->part = PART_RENT;
		r->payee_no = landlord;
	}
	for (int i = 0; i < h->needs; i++) {
		const struct need_row *n = &h->need[i];

		if (n->kind != NEED_CARE_PREMIUM)
			continue;
		care.from = n->span.from < care.from ? n->span.from : care.from;
		care.to = n->span.to > care.to ? n->span.to : care.to;
		care.fresh = care.fresh || n->span.fresh;
	}
	if (care.to > care.from) {
		struct proxy_row *r = casefile_add_proxy(h, care.from);

		r->span = care;
		r->part = PART_CARE_PREMIUM;
		r->payee_no = INSURER;
	}
}

/* A claim that was decided some months before or after the first, repaid at the ends of the months after it. */
static void add_claim(const struct world *w, month_t month, struct casefile *h, struct dice *d)
{
	static const enum repayment_article articles[] = {REPAYMENT_63, REPAYMENT_63, REPAYMENT_63, REPAYMENT_78};
	month_t decided = w->first - 6 + dice_below(d, 10);
	int instalments = dice_chance(d, 3000) ? 0 : dice_between(d, 4, INSTALMENTS_MAX);
	int each = dice_between(d, 6, 40) * 500;
	int once = dice_between(d, 20, 700) * 1000;
	struct claim_row *claim;

	if (decided > month || decided < world_opening_month(w, h->case_no))
		return;
	claim = casefile_add_claim(h, month_first(decided) + dice_below(d, 20));
	claim->span.fresh = decided == month;
	claim->claim_no = 1;
	claim->article = articles[dice_below(d, 4)];
	claim->decided_on = claim->span.from;
	claim->total_yen = instalments > 0 ? instalments * each : once;
	for (int no = 1; no <= instalments; no++) {
		struct instalment_row *r = casefile_add_instalment(h, claim->span.from);

		r->span.fresh = claim->span.fresh;
		r->claim_no = claim->claim_no;
		r->instalment_no = no;
		r->due_on = month_first(decided + no + 1) - 1;
		r->amount_yen = each;
	}
}

void money_add(const struct world *w, month_t month, struct casefile *h)
{
	struct dice d = world_dice(w, h->case_no, PURPOSE_MONEY);
	bool repays = dice_chance(&d, 800);

	add_accounts(w, month, h, &d);
	d = world_dice(w, h->case_no, PURPOSE_MONEY + 1);
	add_proxies(w, h, &d);
	d = world_dice(w, h->case_no, PURPOSE_MONEY + 2);
	if (repays)
		add_claim(w, month, h, &d);
}
