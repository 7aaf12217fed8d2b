/*
 * additions.c: disability, single parent, child rearing, pregnancy, radiation, home patient, care
 * facility.
 */
#include "jobs/rules/additions.h"

#include <stddef.h>
#include <string.h>

/* A member who is recognised, with the standard of the day. */
struct entitled {
	const struct member *m;
	enum standard standard;
};

struct entitlement {
	struct context *c;
	day_t on; /* circumstances are those of this day */
	int grade, class;
	bool single_parent;
	int n;
	struct entitled *person;
	yen_t *disability; /* of each person */
};

bool additions_is_child(const struct context *c, const struct member *m)
{
	return (m->role == ROLE_CHILD || m->role == ROLE_OTHER) && household_age_school_year(m, c->month) <= 17;
}

static bool on_home_standard(enum standard s)
{
	return s == STANDARD_HOME || s == STANDARD_BOARDING;
}

static bool has(const struct entitlement *e, int i, enum fact_circumstance kind)
{
	return e->c->h->n_circumstances > 0 &&
		   household_circumstance(e->c->h, e->person[i].m->person_no, kind, e->on);
}

/* Who counts, each with the standard of the day `now`; who has left meanwhile keeps the last one. */
static void collect(struct entitlement *e, const struct roster *recognised, const struct roster *now)
{
	struct context *c = e->c;

	e->n = 0;
	for (int i = 0; i < recognised->n; i++) {
		const struct member *m = recognised->member[i];
		enum standard s = recognised->standard[i];

		if (recognised != now) {
			s = household_standard(c->h, m, now->opened_on, now->on);
			/* Who left on the first: the second is the day of the change (R3.1). */
			if (s == STANDARD_NONE && (!c->p->departed_addition_to_month_end || m->to == c->first + 1))
				continue;
			if (s == STANDARD_NONE)
				s = household_standard(c->h, m, now->opened_on, m->to - 1);
		}
		/* R4.3: on the day that counts twice, additions count once, as at home. */
		if (household_counts_twice(c->h, m, now->opened_on, now->on))
			s = STANDARD_HOME;
		e->person[e->n++] = (struct entitled){m, s};
	}
}

/* 障害者加算 of one person, by grade class and where the person lives (別表第1第2章2). */
static yen_t disability_of(struct entitlement *e, int i)
{
	enum rates_disability kind;
	enum rates_basis basis = on_home_standard(e->person[i].standard) ? BASIS_HOME : BASIS_INSTITUTION;

	if (has(e, i, CIRC_DISABILITY_A))
		kind = DISABILITY_A;
	else if (has(e, i, CIRC_DISABILITY_I))
		kind = DISABILITY_I;
	else
		return 0;
	return context_use(e->c, e->c->r->disability[kind][basis][e->class], RULE_ADDITION);
}

/* 母子加算 by the number of children; 0 without a single parent or a child (第2章3). */
static yen_t single_parent_full(struct entitlement *e, int *children, int *only_child)
{
	struct context *c = e->c;
	const struct cell(*table)[CLASSES] = c->r->single_parent;
	yen_t amount;

	*children = 0;
	for (int i = 0; i < e->n; i++) {
		if (!additions_is_child(c, e->person[i].m) || e->person[i].standard == STANDARD_CHILD_WELFARE)
			continue;
		*only_child = i;
		++*children;
	}
	if (!e->single_parent || *children == 0)
		return 0;
	for (int i = 0; i < e->n; i++) {
		/* Only the amounts of those at home are known. */
		if (e->person[i].m->role == ROLE_HEAD && !on_home_standard(e->person[i].standard))
			context_missing(c, RULE_ADDITION);
	}
	amount = context_use(c, table[*children == 1 ? 0 : 1][e->class], RULE_ADDITION);
	if (*children > 2)
		amount = context_add(
			c, amount, context_mul(c, context_use(c, table[2][e->class], RULE_ADDITION), *children - 2));
	return amount;
}

/* 母子世帯等に係る経過的加算: exactly one child in a household of three or more.  The one table where no
 * row means zero. */
static yen_t single_parent_transitional(struct entitlement *e, int children, int only_child)
{
	struct context *c = e->c;

	if (!e->single_parent || children != 1 || e->n < 3)
		return 0;
	if (!c->r->single_parent_transitional_known) {
		context_missing(c, RULE_ADDITION);
		return 0;
	}
	int band = rates_child_band(household_age_april(e->person[only_child].m, c->month, c->p));
	struct cell cell = c->r->single_parent_transitional[e->grade][band][e->n > 5 ? 2 : e->n - 3];

	return cell.state == CELL_MISSING ? 0 : context_use(c, cell, RULE_ADDITION);
}

/* The same person entitled to both gets the higher: the parent's 障害者加算 against the whole 母子加算;
 * equal: 障害者加算.  A disabled child does not matter here (告示第2章9). */
static void disability_and_single_parent(struct entitlement *e, struct additions *out)
{
	struct context *c = e->c;
	int children = 0, only_child = 0;
	char text[2][32];

	for (int i = 0; i < e->n; i++) {
		e->disability[i] = c->h->n_circumstances > 0 ? disability_of(e, i) : 0;
		out->disability = context_add(c, out->disability, e->disability[i]);
	}
	if (!e->single_parent)
		return;
	out->single_parent = single_parent_full(e, &children, &only_child);
	out->single_parent_transitional = single_parent_transitional(e, children, only_child);
	for (int i = 0; i < e->n; i++) {
		if (e->person[i].m->role != ROLE_HEAD || e->disability[i] == 0 || out->single_parent == 0)
			continue;
		TRACE(c->t, RULE_ADDITION, "overlap", yen_max(e->disability[i], out->single_parent),
			"障害者加算 %s円と母子加算 %s円は同一人につき高い方", trace_yen(e->disability[i], text[0]),
			trace_yen(out->single_parent, text[1]));
		if (e->disability[i] >= out->single_parent) {
			out->single_parent = 0;
		} else {
			out->disability -= e->disability[i];
			e->disability[i] = 0;
		}
	}
}

/* Is the child the third or a later one, as counted for 児童手当? */
static bool third_or_later(const struct entitlement *e, int child)
{
	const struct context *c = e->c;
	int older = 0;

	for (int i = 0; i < e->n; i++) {
		const struct member *m = e->person[i].m;

		if (i == child || (m->role != ROLE_CHILD && m->role != ROLE_OTHER) ||
			household_age_school_year(m, c->month) >= c->p->child_count_age)
			continue;
		older += m->birth_on < e->person[child].m->birth_on ||
				 (m->birth_on == e->person[child].m->birth_on && i < child);
	}
	return older >= 2;
}

/* 児童養育加算 (第2章7): each child; and the transitional 4,330 yen for (1) a household of four or more
 * with the child under 3, (2) one of up to three with the child under 3 not on the home standard,
 * (3) the third or later child from 3 to the end of elementary school.  In the month of the third
 * birthday the child is still under 3; born on the 1st, it has had its three years. */
static void child_rearing(struct entitlement *e, struct additions *out)
{
	struct context *c = e->c;

	for (int i = 0; i < e->n; i++) {
		const struct member *m = e->person[i].m;

		if (!additions_is_child(c, m))
			continue;
		bool under3 = day_age(m->birth_on, c->first) < 3;
		bool more = under3 ? e->n >= 4 || !on_home_standard(e->person[i].standard)
						   : third_or_later(e, i) && household_age_school_year(m, c->month) <= 11;

		out->child_rearing =
			context_add(c, out->child_rearing, context_use(c, c->r->child_rearing, RULE_ADDITION));
		if (more)
			out->child_transitional = context_add(
				c, out->child_transitional, context_use(c, c->r->child_transitional, RULE_ADDITION));
	}
}

/* Additions that follow from one circumstance of one person (第2章1, 4, 5, 6). */
static void personal(struct entitlement *e, int i, struct additions *out)
{
	struct context *c = e->c;
	const struct rates *r = c->r;
	bool home = on_home_standard(e->person[i].standard);
	const struct {
		enum fact_circumstance kind;
		bool due;
		const struct cell *cell;
		yen_t *sum;
	} rows[] = {
		{CIRC_PREGNANT_EARLY, true, &r->pregnancy[PREGNANT_EARLY], &out->pregnancy},
		{CIRC_PREGNANT_LATE, true, &r->pregnancy[PREGNANT_LATE], &out->pregnancy},
		{CIRC_POSTPARTUM, true, &r->pregnancy[POSTPARTUM], &out->pregnancy},
		{CIRC_RADIATION_CURRENT, true, &r->radiation[RADIATION_CURRENT], &out->radiation},
		{CIRC_RADIATION_FORMER, true, &r->radiation[RADIATION_FORMER], &out->radiation},
		{CIRC_HOME_PATIENT, home, &r->home_patient, &out->home_patient},
	};

	for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
		if (rows[k].due && has(e, i, rows[k].kind))
			*rows[k].sum = context_add(c, *rows[k].sum, context_use(c, *rows[k].cell, RULE_ADDITION));
	}
	if (has(e, i, CIRC_SEVERE_DISABILITY) || has(e, i, CIRC_FAMILY_CARE) || has(e, i, CIRC_OTHER_CARE))
		context_missing(c, RULE_RECOGNISED_CARE);
}

/* 介護施設入所者加算 (第2章8): care-facility residents without 障害者加算 or 母子加算; the limit in full. */
static void care_facility(struct entitlement *e, struct additions *out)
{
	struct context *c = e->c;

	for (int i = 0; i < e->n; i++) {
		bool parent = out->single_parent > 0 && e->person[i].m->role == ROLE_HEAD;

		if (e->person[i].standard == STANDARD_CARE_FACILITY && e->disability[i] == 0 && !parent)
			out->care_facility = context_add(
				c, out->care_facility, context_use(c, c->r->care_facility_resident, RULE_ADDITION));
	}
}

static void tell(const struct context *c, const struct additions *a)
{
	const struct {
		const char *component, *term;
		yen_t amount;
	} rows[] = {
		{"add_disability", "障害者加算", a->disability},
		{"add_single_parent", "母子加算", a->single_parent},
		{"add_single_parent_transitional", "母子世帯等に係る経過的加算", a->single_parent_transitional},
		{"add_child_rearing", "児童養育加算", a->child_rearing},
		{"add_child_transitional", "児童養育加算（経過的）", a->child_transitional},
		{"add_pregnancy", "妊産婦加算", a->pregnancy},
		{"add_radiation", "放射線障害者加算", a->radiation},
		{"add_home_patient", "在宅患者加算", a->home_patient},
		{"add_care_facility", "介護施設入所者加算", a->care_facility},
	};
	char text[32];

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (rows[i].amount != 0)
			trace_note(c->t, RULE_ADDITION, rows[i].component, rows[i].amount, "%s %s円", rows[i].term,
				trace_yen(rows[i].amount, text));
	}
}

void additions_state(
	struct context *c, const struct roster *recognised, const struct roster *now, struct additions *out)
{
	struct entitled person[MEMBERS_MAX];
	yen_t disability[MEMBERS_MAX];
	int grade = recognised->home->place->grade;
	struct entitlement e = {.c = c,
		.on = recognised->on,
		.grade = grade,
		.class = rates_class(grade),
		.single_parent = recognised->home->single_parent,
		.person = person,
		.disability = disability};

	memset(out, 0, sizeof *out);
	collect(&e, recognised, now);
	disability_and_single_parent(&e, out);
	child_rearing(&e, out);
	for (int i = 0; i < e.n && c->h->n_circumstances > 0; i++)
		personal(&e, i, out);
	if (c->h->n_stays > 0)
		care_facility(&e, out);

	const yen_t parts[] = {out->disability, out->single_parent, out->single_parent_transitional,
		out->child_rearing, out->child_transitional, out->pregnancy, out->radiation, out->home_patient,
		out->care_facility};

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		out->sum = context_add(c, out->sum, parts[i]);
	if (c->t != NULL)
		tell(c, out);
}
