/*
 * needs.c: actual cost.
 */
#include "jobs/rules/needs.h"

yen_t needs_sum(struct context *c, enum fact_need kind)
{
	const struct need *last = NULL;
	yen_t sum = 0;

	for (int i = 0; i < c->h->n_needs; i++) {
		const struct need *n = &c->h->needs[i];

		if (n->kind != kind || n->to <= c->first || n->from >= c->next)
			continue;
		if (last != NULL && last->person_no == n->person_no && last->item_no == n->item_no)
			continue;
		sum = context_add(c, sum, n->amount_yen);
		last = n;
	}
	return sum;
}
