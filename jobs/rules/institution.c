/*
 * institution.c: hospital, care facility, rescue and rehabilitation facility.
 */
#include "jobs/rules/institution.h"

/* R4.1 入院患者日用品費, R4.2 介護施設入所者基本生活費: upper limits (以内), taken in full. */
static yen_t patient_basic(struct context *c, enum standard s)
{
	return s == STANDARD_HOSPITAL ? context_use(c, c->r->hospital_daily_goods, RULE_HOSPITAL)
								  : context_use(c, c->r->care_facility_basic, RULE_CARE_FACILITY);
}

static void patient_amounts(
	struct context *c, const struct roster *roster, int person, enum standard s, struct living *out)
{
	const struct municipality *place = roster->home->place;
	yen_t basic = patient_basic(c, s);
	yen_t special = context_use(c, c->r->special_institution, RULE_SPECIAL);
	char text[2][32];

	out->institution_basic = context_add(c, out->institution_basic, basic);
	out->special = context_add(c, out->special, special);
	if (living_is_winter(c, place)) {
		int zone = c->r->zones[place->prefecture].zone;

		out->winter =
			context_add(c, out->winter, context_use(c, c->r->winter_institution[zone], RULE_WINTER));
	}
	TRACE(c->t, s == STANDARD_HOSPITAL ? RULE_HOSPITAL : RULE_CARE_FACILITY, "institution_basic", basic,
		"%s %d番 %s円、特例加算 %s円",
		s == STANDARD_HOSPITAL ? "入院患者日用品費" : "介護施設入所者基本生活費",
		roster->member[person]->person_no, trace_yen(basic, text[0]), trace_yen(special, text[1]));
}

/* R4.3 救護施設・更生施設 */
static void facility_amounts(
	struct context *c, const struct roster *roster, int person, enum standard s, struct living *out)
{
	const struct municipality *place = roster->home->place;
	enum rates_facility facility = s == STANDARD_RESCUE ? FACILITY_RESCUE : FACILITY_REHAB;
	yen_t basic = context_use(c, c->r->facility_base[facility][rates_class(place->grade)], RULE_FACILITY);
	char text[32];

	out->institution_basic = context_add(c, out->institution_basic, basic);
	out->special = context_add(c, out->special, context_use(c, c->r->special_facility, RULE_SPECIAL));
	if (living_is_winter(c, place)) {
		int zone = c->r->zones[place->prefecture].zone;

		out->winter = context_add(c, out->winter, context_use(c, c->r->winter_facility[zone], RULE_WINTER));
	}
	TRACE(c->t, RULE_FACILITY, "institution_basic", basic, "%s基準生活費 %d番 %s円",
		s == STANDARD_RESCUE ? "救護施設" : "更生施設", roster->member[person]->person_no,
		trace_yen(basic, text));
}

void institution_amounts(struct context *c, const struct roster *roster, struct living *out)
{
	for (int i = 0; i < roster->n; i++) {
		enum standard s = roster->standard[i];

		switch (s) {
		case STANDARD_HOSPITAL:
		case STANDARD_CARE_FACILITY:
			patient_amounts(c, roster, i, s, out);
			break;
		case STANDARD_RESCUE:
		case STANDARD_REHAB:
			facility_amounts(c, roster, i, s, out);
			break;
		case STANDARD_CHILD_WELFARE:
			context_missing(c, RULE_SIZE); /* an amount of their own, for which no table is known */
			break;
		case STANDARD_NONE:
		case STANDARD_HOME:
		case STANDARD_BOARDING:
			break;
		}
	}
}
