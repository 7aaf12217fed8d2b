/*
 * housing.c: rent, at most the limit.
 */
#include "jobs/rules/housing.h"

#include <stddef.h>

const struct rent *housing_rent(const struct household *h, day_t on)
{
	for (int i = 0; i < h->n_rents; i++) {
		if (h->rents[i].from <= on && on < h->rents[i].to)
			return &h->rents[i];
	}
	return NULL;
}

/* R1.2: those who live in the dwelling or are about to come back from hospital; at least one. */
static int persons_of_dwelling(const struct roster *roster)
{
	int persons = 0;

	for (int i = 0; i < roster->n; i++) {
		enum standard s = roster->standard[i];

		persons += s == STANDARD_HOME || s == STANDARD_BOARDING || s == STANDARD_HOSPITAL;
	}
	return persons > 0 ? persons : 1;
}

yen_t housing_limit(struct context *c, const struct roster *recognised, day_t on, bool *known)
{
	const struct rent *rent = housing_rent(c->h, on);
	const struct municipality *place = household_home(c->h, on)->place;
	int persons = persons_of_dwelling(recognised);
	bool special = rent != NULL && rent->special_limit;
	struct cell limit = *rates_housing(c->r, place, special ? 1 : persons);
	struct cell factor = c->r->housing_special[persons < 7 ? persons - 1 : 6];

	*known = limit.state != CELL_MISSING && (!special || factor.state != CELL_MISSING);
	if (!*known)
		return 0;
	c->estimated |= limit.state == CELL_ESTIMATED;
	if (!special)
		return limit.value;
	/* 特別基準: the limit of one person × 1.3 … 1.8 (局長通知第7の4(1)オ). */
	yen_t amount = context_ratio(c, limit.value, factor.value, 10000);

	return c->p->housing_special_rounding == ROUND_UP_10 ? yen_ceil10(amount) : amount;
}

yen_t housing_amount(struct context *c, const struct roster *recognised, day_t on)
{
	const struct rent *rent = housing_rent(c->h, on);
	bool known;
	char text[3][32];

	if (rent == NULL || rent->rent_yen == 0)
		return 0;
	yen_t limit = housing_limit(c, recognised, on, &known);
	yen_t amount = yen_min(rent->rent_yen, limit);

	if (!known || (persons_of_dwelling(recognised) == 1 && rent->floor_area_cm2 > 0 &&
					  rent->floor_area_cm2 <= c->p->housing_small_cm2))
		context_missing(c, RULE_HOUSING);
	TRACE(c->t, RULE_HOUSING, "housing", amount, "住宅扶助 家賃 %s円、%s %s円、認定 %s円",
		trace_yen(rent->rent_yen, text[0]), rent->special_limit ? "特別基準" : "限度額",
		trace_yen(limit, text[1]), trace_yen(amount, text[2]));
	return amount;
}
