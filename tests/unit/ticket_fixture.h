/* ticket_fixture.h: a household in January 2027 of which everything is as it should be, for tests of tickets: person 1,
 * on aid since 2020, an out-patient of CLINIC with an opinion since October.  Tests change or add what they are about. */
#ifndef TESTS_UNIT_TICKET_FIXTURE_H
#define TESTS_UNIT_TICKET_FIXTURE_H

#include "getsuji/facts.h"
#include "jobs/rules/ticket.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/arena_fixture.h"

#define TEXT(s) ((struct str){(s), sizeof(s) - 1})

#define CLINIC   "1310000001"
#define DENTIST  "1330000001"
#define PHARMACY "1340000001"
#define NURSES   "1360000001"
#define CARERS   "1370000001"
#define HOSPITAL "1310000002"

enum { FIXTURE_ROOM = 16 };

static struct ticket_protection protections[FIXTURE_ROOM];
static struct ticket_member members[FIXTURE_ROOM];
static struct ticket_request requests[FIXTURE_ROOM];
static struct ticket_designation designations[FIXTURE_ROOM];
static struct ticket_opinion_key opinion_keys[FIXTURE_ROOM];
static struct opinion opinions[FIXTURE_ROOM];
static int16_t covered_nos[FIXTURE_ROOM];
static struct coverage_row coverages[FIXTURE_ROOM];
static struct ticket_out outs[FIXTURE_ROOM];
static struct ticket_rules rules;
static struct ticket_household household;
static struct ticket_plan plan;

static inline day_t on(const char *text)
{
	day_t day;

	if (text == NULL)
		return DAY_MAX;
	assert_true(day_parse(text, strlen(text), &day));
	return day;
}

static inline struct str text(const char *zero_terminated)
{
	return (struct str){zero_terminated, strlen(zero_terminated)};
}

/* ---- facts ---- */

static inline void protect(uint8_t state, const char *from, const char *to)
{
	assert_true(household.n_protections < FIXTURE_ROOM);
	protections[household.n_protections++] =
		(struct ticket_protection){.state = state, .from = on(from), .to = on(to)};
}

static inline void join(int16_t person_no, const char *from, const char *to)
{
	assert_true(household.n_members < FIXTURE_ROOM);
	members[household.n_members++] =
		(struct ticket_member){.person_no = person_no, .from = on(from), .to = on(to)};
}

/* To be called in the order of person, service, institution, item. */
static inline struct ticket_request *ask(
	int16_t person_no, int16_t item_no, uint8_t service, const char *code)
{
	struct ticket_request *r = &requests[household.n_requests++];
	bool care = service >= SERVICE_CARE_HOME;

	assert_true(household.n_requests <= FIXTURE_ROOM);
	*r = (struct ticket_request){.person_no = person_no,
		.item_no = item_no,
		.service = service,
		.basis = care ? 0 : BASIS_CONTINUING,
		.institution_code = text(code),
		.prescriber_code = text(service == SERVICE_DISPENSING ? CLINIC : ""),
		.injury = {text(care ? "" : "高血圧症"), text(""), text("")},
		.remarks = text(""),
		.insured_no = text(care ? "1234567890" : ""),
		.care_level = care ? CARE_LEVEL_2 : 0,
		.certified_from = care ? on("2026-06-01") : DAY_MAX,
		.certified_to = care ? on("2027-06-01") : DAY_MAX,
		.from = on("2026-04-01"),
		.to = DAY_MAX};
	return r;
}

/* To be called with the opinions of a key one after the other. */
static inline struct opinion *judge(
	int16_t person_no, const char *code, uint8_t service, const char *from, const char *to)
{
	size_t at = household.n_opinions++;

	assert_true(at < FIXTURE_ROOM);
	opinion_keys[at] = (struct ticket_opinion_key){
		.person_no = person_no, .service = service, .institution_code = text(code)};
	opinions[at] = (struct opinion){
		.valid_from = on(from), .valid_to = on(to), .needed = true, .kind = OPINION_CONTINUING};
	return &opinions[at];
}

/* To be called in the order of code, kind, from. */
static inline struct ticket_designation *designate(
	const char *code, uint8_t kind, const char *name, const char *from, const char *to)
{
	struct ticket_designation *d = &designations[household.n_designations++];

	assert_true(household.n_designations <= FIXTURE_ROOM);
	*d = (struct ticket_designation){.code = text(code),
		.kind = kind,
		.end = to == NULL ? INSTITUTION_OPEN : INSTITUTION_WITHDRAWN,
		.name = text(name),
		.from = on(from),
		.to = on(to)};
	return d;
}

static inline struct coverage_row *cover(int16_t person_no, uint8_t kind, const char *from, const char *to)
{
	size_t at = household.n_coverages++;

	assert_true(at < FIXTURE_ROOM);
	covered_nos[at] = person_no;
	coverages[at] =
		(struct coverage_row){.kind = kind, .scheme_no = text(""), .from = on(from), .to = on(to)};
	return &coverages[at];
}

/* ---- runs ---- */

static inline void run(void)
{
	ticket_plan(&household, keep, &plan);
}

/* Confirms the plan: what it issues and replaces is out, what it cancels is not. */
static inline void issue(void)
{
	struct ticket_out after[FIXTURE_ROOM];
	size_t n = 0;
	int32_t last = 0;

	for (size_t i = 0; i < household.n_outs; i++)
		last = outs[i].issue_no > last ? outs[i].issue_no : last;
	for (size_t i = 0; i < plan.n_lines; i++) {
		const struct ticket_line *l = &plan.lines[i];

		if (l->action == ACTION_CANCEL || (l->before == NULL && l->action != ACTION_ISSUE))
			continue;
		after[n] = l->before == NULL ? (struct ticket_out){.issue_no = ++last, .revision = 1} : *l->before;
		after[n].revision = (int16_t)(after[n].revision + (l->action == ACTION_REPLACE));
		after[n++].content = l->content;
	}
	memcpy(outs, after, n * sizeof *after);
	household.n_outs = n;
}

static inline const struct ticket_line *line(size_t line_no)
{
	assert_in_range(line_no, 1, plan.n_lines);
	return &plan.lines[line_no - 1];
}

#define assert_issued(line_no)         assert_int_equal(line(line_no)->action, ACTION_ISSUE)
#define assert_kept(line_no)           assert_int_equal(line(line_no)->action, ACTION_KEEP)
#define assert_reason(line_no, wanted) assert_string_equal(line(line_no)->reason, wanted)
#define assert_days(line_no, first, last) \
	do { \
		assert_int_equal(line(line_no)->content.from_on, on(first)); \
		assert_int_equal(line(line_no)->content.until_on, on(last)); \
	} while (0)
#define assert_held(line_no, which, why) \
	do { \
		assert_int_equal(line(line_no)->action, ACTION_HOLD); \
		assert_int_equal(line(line_no)->hold, which); \
		assert_string_equal(line(line_no)->reason, why); \
	} while (0)
#define assert_cancelled(line_no, which, why) \
	do { \
		assert_int_equal(line(line_no)->action, ACTION_CANCEL); \
		assert_int_equal(line(line_no)->cause, CAUSE_HOLD); \
		assert_int_equal(line(line_no)->hold, which); \
		assert_string_equal(line(line_no)->reason, why); \
	} while (0)
#define assert_replaced(line_no, why, told) \
	do { \
		assert_int_equal(line(line_no)->action, ACTION_REPLACE); \
		assert_int_equal(line(line_no)->cause, why); \
		assert_string_equal(line(line_no)->reason, told); \
	} while (0)

/* The rules of jobs/rules/tables/ticket_rule.csv. */
static inline void set_rules(void)
{
	static const struct ticket_rule all[] = {
		{SERVICE_INPATIENT, TICKET_MEDICAL, INSTITUTION_MEDICAL, TICKET_OPINION_OWN, 3, 1},
		{SERVICE_OUTPATIENT, TICKET_MEDICAL, INSTITUTION_MEDICAL, TICKET_OPINION_OWN, 6, 2},
		{SERVICE_DENTAL, TICKET_MEDICAL, INSTITUTION_DENTAL, TICKET_OPINION_OWN, 6, 4},
		{SERVICE_DISPENSING, TICKET_DISPENSING, INSTITUTION_PHARMACY, TICKET_OPINION_PRESCRIBER, 0, 5},
		{SERVICE_HOME_NURSING, TICKET_MEDICAL, INSTITUTION_NURSING, TICKET_OPINION_OWN, 6, 3},
		{SERVICE_CARE_HOME, TICKET_CARE, INSTITUTION_CARE, TICKET_OPINION_NONE, 0, 2},
		{SERVICE_CARE_FACILITY, TICKET_CARE, INSTITUTION_CARE, TICKET_OPINION_NONE, 0, 1},
		{SERVICE_CARE_PREVENT, TICKET_CARE, INSTITUTION_CARE, TICKET_OPINION_NONE, 0, 4},
		{SERVICE_CARE_LOCAL, TICKET_CARE, INSTITUTION_CARE, TICKET_OPINION_NONE, 0, 3},
		{SERVICE_CARE_PLAN, TICKET_CARE, INSTITUTION_CARE, TICKET_OPINION_NONE, 0, 9},
	};

	_Static_assert(sizeof all == sizeof rules.rules, "a rule for each service");
	memcpy(rules.rules, all, sizeof all);
}

static inline int set_up(void **state)
{
	assert_int_equal(setup(state), 0);
	set_rules();
	household = (struct ticket_household){.month = month_of(2027, 1),
		.rules = &rules,
		.payer_no = TEXT("12130010"),
		.decided = true,
		.protections = protections,
		.members = members,
		.requests = requests,
		.opinion_keys = opinion_keys,
		.opinions = opinions,
		.covered_nos = covered_nos,
		.coverages = coverages,
		.outs = outs,
		.designations = designations};
	protect(PROTECTION_ACTIVE, "2020-04-01", NULL);
	join(1, "2020-04-01", NULL);
	ask(1, 1, SERVICE_OUTPATIENT, CLINIC);
	judge(1, CLINIC, SERVICE_OUTPATIENT, "2026-10-01", NULL);
	designate(CLINIC, INSTITUTION_MEDICAL, "見本医院", "2020-04-01", NULL);
	designate(HOSPITAL, INSTITUTION_MEDICAL, "見本病院", "2020-04-01", NULL);
	designate(DENTIST, INSTITUTION_DENTAL, "見本歯科", "2020-04-01", NULL);
	designate(PHARMACY, INSTITUTION_PHARMACY, "見本薬局", "2020-04-01", NULL);
	designate(NURSES, INSTITUTION_NURSING, "見本訪問看護", "2020-04-01", NULL);
	designate(CARERS, INSTITUTION_CARE, "見本介護", "2020-04-01", NULL);
	return 0;
}

#endif
