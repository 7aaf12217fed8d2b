/* casefile.c: rows of one synthetic household.  See casefile.h. */
#include "bench/synth/casefile.h"

#include "getsuji/err.h"

#include <string.h>

void casefile_clear(struct casefile *h, int office_id, int case_no)
{
	/* The counters only: zeroing all rows would cost more than filling the few that are used. */
	h->households = h->protections = h->persons = h->circumstances = h->stays = h->incomes = 0;
	h->declarations = h->rents = h->needs = h->addresss = h->holds = 0;
	h->linkages = h->pensions = h->inquirys = 0;
	h->treatments = h->cares = h->coverages = h->opinions = h->jobs = 0;
	h->accounts = h->proxys = h->claims = h->instalments = 0;
	h->people = 0;
	h->surname = NULL;
	h->office_id = office_id;
	h->case_no = case_no;
}

/* The adders differ only in the table. */
#define ADD(function, type, table) \
	struct type *function(struct casefile *h, day_t from) \
	{ \
		struct type *row; \
\
		CHECK(h->table##s < CASEFILE_ROWS_MAX); \
		row = &h->table[h->table##s++]; \
		memset(row, 0, sizeof *row); \
		row->span = (struct span){from, DAY_MAX, true}; \
		return row; \
	}

ADD(casefile_add, household_row, household)
ADD(casefile_add_protection, protection_row, protection)
ADD(casefile_add_circumstance, circumstance_row, circumstance)
ADD(casefile_add_stay, stay_row, stay)
ADD(casefile_add_income, income_row, income)
ADD(casefile_add_declaration, declaration_row, declaration)
ADD(casefile_add_rent, rent_row, rent)
ADD(casefile_add_need, need_row, need)
ADD(casefile_add_address, address_row, address)
ADD(casefile_add_hold, hold_row, hold)
ADD(casefile_add_linkage, linkage_row, linkage)
ADD(casefile_add_pension, pension_row, pension)
ADD(casefile_add_inquiry, inquiry_row, inquiry)
ADD(casefile_add_treatment, treatment_row, treatment)
ADD(casefile_add_care, care_row, care)
ADD(casefile_add_coverage, coverage_row, coverage)
ADD(casefile_add_opinion, opinion_row, opinion)
ADD(casefile_add_job, job_row, job)
ADD(casefile_add_account, account_row, account)
ADD(casefile_add_proxy, proxy_row, proxy)
ADD(casefile_add_claim, claim_row, claim)
ADD(casefile_add_instalment, instalment_row, instalment)
static ADD(add_person, person_row, person)

	struct person_row *casefile_add_person(struct casefile *h, day_t from)
{
	struct person_row *p = add_person(h, from);

	p->person_no = ++h->people;
	return p;
}

void casefile_end(struct span *s, day_t to)
{
	s->to = to > s->from ? to : s->from + 1;
	s->fresh = true;
}

bool casefile_on(const struct span *s, day_t day)
{
	return s->from <= day && day < s->to;
}

#define EACH(h, table, row) for (int row = 0; row < (h)->table##s; row++)
#define EVERY_TABLE(X) \
	X(household) \
	X(protection) \
	X(person) \
	X(circumstance) \
	X(stay) \
	X(income) \
	X(declaration) \
	X(rent) \
	X(need) \
	X(address) \
	X(hold) \
	X(linkage) \
	X(pension) \
	X(inquiry) \
	X(treatment) \
	X(care) \
	X(coverage) \
	X(opinion) \
	X(account) \
	X(proxy) \
	X(claim) \
	X(instalment)

void casefile_mark(struct casefile *h, bool fresh)
{
#define MARK(table) EACH(h, table, i) h->table[i].span.fresh = fresh;
	EVERY_TABLE(MARK)
#undef MARK
}

bool casefile_fresh(const struct casefile *h)
{
	bool fresh = false;

#define ANY(table) EACH(h, table, i) fresh = fresh || h->table[i].span.fresh;
	EVERY_TABLE(ANY)
#undef ANY
	return fresh;
}

void casefile_end_person(struct casefile *h, int person_no, day_t to)
{
#define END(table) \
	EACH(h, table, i) \
	{ \
		if (h->table[i].person_no == person_no && h->table[i].span.to > to) \
			casefile_end(&h->table[i].span, to); \
	}
	END(person)
	END(circumstance)
	END(stay)
	END(income)
	END(need)
#undef END
}

struct protection_row *casefile_protected(struct casefile *h, day_t day)
{
	EACH(h, protection, i)
	{
		if (casefile_on(&h->protection[i].span, day))
			return &h->protection[i];
	}
	return NULL;
}

struct household_row *casefile_now(struct casefile *h, day_t day)
{
	EACH(h, household, i)
	{
		if (casefile_on(&h->household[i].span, day))
			return &h->household[i];
	}
	return NULL;
}

struct person_row *casefile_person(struct casefile *h, int person_no)
{
	EACH(h, person, i)
	{
		if (h->person[i].person_no == person_no)
			return &h->person[i];
	}
	return NULL;
}

int casefile_members(const struct casefile *h, day_t day)
{
	int n = 0;

	EACH(h, person, i) n += casefile_on(&h->person[i].span, day);
	return n;
}
