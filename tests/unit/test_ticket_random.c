/* Tickets of random households beside an oracle that looks at each day by itself: what is issued is what may be issued,
 * for the last unbroken days on which everything holds; own payments are printed once; done again, nothing changes. */
#include "tests/unit/ticket_fixture.h"

#include <stdlib.h>

enum { HOUSEHOLDS = 4000 };

static const struct place {
	const char *code;
	uint8_t kind;
} places[] = {{CLINIC, INSTITUTION_MEDICAL}, {HOSPITAL, INSTITUTION_MEDICAL}, {DENTIST, INSTITUTION_DENTAL},
	{PHARMACY, INSTITUTION_PHARMACY}, {CARERS, INSTITUTION_CARE}};
static const uint8_t services[] = {
	SERVICE_INPATIENT, SERVICE_OUTPATIENT, SERVICE_DENTAL, SERVICE_DISPENSING, SERVICE_CARE_HOME};

/* ---- facts ---- */

static uint64_t seed;

/* 0 … n - 1; xorshift, so that every run looks at the same households. */
static unsigned dice(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed >> 33) % n);
}

static day_t first_day(void)
{
	return month_first(household.month);
}

/* Mostly long before the month, sometimes in it. */
static day_t some_from(void)
{
	return dice(8) > 0 ? first_day() - 200 : first_day() + (day_t)dice(33);
}

static day_t some_to(day_t from)
{
	day_t to = dice(8) > 0 ? DAY_MAX : first_day() + (day_t)dice(33);

	return to > from ? to : from + 1;
}

static void random_aid(void)
{
	day_t from = some_from();

	household.n_protections = household.n_members = 0;
	for (int i = 0; i < 3 && from != DAY_MAX; i++) {
		day_t to = some_to(from);

		protections[household.n_protections++] = (struct ticket_protection){
			.state = dice(i == 1 ? 2 : 12) == 0 ? PROTECTION_SUSPENDED : PROTECTION_ACTIVE,
			.from = from,
			.to = to};
		from = to == DAY_MAX ? DAY_MAX : to + (day_t)dice(4);
	}
	for (int16_t person_no = 1; person_no <= 2; person_no++) {
		from = some_from();
		members[household.n_members++] =
			(struct ticket_member){.person_no = person_no, .from = from, .to = some_to(from)};
	}
}

static void random_directory(void)
{
	household.n_designations = 0;
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		struct ticket_designation *d = &designations[household.n_designations];
		day_t from = some_from(), to = some_to(from);

		if (dice(10) == 0)
			continue;
		household.n_designations++;
		*d = (struct ticket_designation){.code = text(places[i].code),
			.kind = dice(10) == 0 ? INSTITUTION_NURSING : places[i].kind,
			.end = to == DAY_MAX ? INSTITUTION_OPEN : INSTITUTION_CLOSED,
			.name = TEXT("見本"),
			.from = from,
			.to = to};
	}
}

static int by_key(const void *left, const void *right)
{
	const struct ticket_request *a = left, *b = right;
	int order = a->person_no - b->person_no;

	if (order == 0)
		order = a->service - b->service;
	if (order == 0)
		order = memcmp(a->institution_code.at, b->institution_code.at, 10);
	return order != 0 ? order : a->item_no - b->item_no;
}

static void random_requests(void)
{
	household.n_requests = 0;
	for (int16_t item_no = (int16_t)dice(6); item_no > 0; item_no--) {
		size_t at = dice(sizeof services);
		struct ticket_request *r =
			ask((int16_t)(1 + dice(2)), item_no, services[at], places[dice(8) == 0 ? 0 : at].code);

		r->from = dice(2) == 0 ? first_day() - 100 : first_day() + (day_t)dice(31);
		r->to = some_to(r->from > first_day() ? r->from : first_day());
		r->basis = r->service >= SERVICE_CARE_HOME ? 0 : dice(3) == 0 ? BASIS_SINGLE : BASIS_CONTINUING;
		r->certified_from = r->certified_from == DAY_MAX ? DAY_MAX : some_from();
		r->certified_to = r->certified_from == DAY_MAX ? DAY_MAX : some_to(r->certified_from);
		if (r->service == SERVICE_CARE_HOME && dice(4) == 0)
			r->insured_no = dice(2) == 0 ? TEXT("") : TEXT("H000000001");
	}
	qsort(requests, household.n_requests, sizeof *requests, by_key);
}

static void random_opinions(void)
{
	household.n_opinions = household.n_coverages = 0;
	for (int16_t person_no = 1; person_no <= 2; person_no++) {
		for (size_t at = 0; at < 3; at++) {
			struct opinion *o;

			if (dice(5) == 0)
				continue;
			o = judge(person_no, places[at].code, services[at], "2026-01-01", NULL);
			o->valid_from = first_day() - 250 + (day_t)dice(300);
			o->valid_to = dice(4) == 0 ? o->valid_from + 1 + (day_t)dice(200) : DAY_MAX;
		}
		for (unsigned n = dice(3); n > 0; n--) {
			struct coverage_row *c = cover(person_no, (uint8_t)(1 + dice(6)), "2026-01-01", NULL);

			c->from = some_from();
			c->to = some_to(c->from);
			if (c->kind == COVERAGE_SCHEME)
				c->scheme_no = dice(2) == 0 ? TEXT("54") : TEXT("21");
		}
	}
}

static void random_office(void)
{
	household.payer_no = dice(20) == 0 ? (struct str){NULL, 0} : TEXT("12130010");
	household.decided = dice(20) != 0;
	household.held = dice(20) == 0;
	household.hold_reason = TEXT("確認中");
	for (int i = 0; i < 3; i++)
		household.own_payment_yen[i] = dice(2) == 0 ? 0 : (int32_t)(1 + dice(9000));
}

/* All of a household, or, where tickets are out, one thing about it. */
static void change(bool all)
{
	static void (*const parts[])(void) = {
		random_aid, random_directory, random_requests, random_opinions, random_office};
	size_t n = sizeof parts / sizeof parts[0], only = dice((unsigned)n);

	for (size_t i = 0; i < n; i++) {
		if (all || i == only)
			parts[i]();
	}
}

/* ---- the oracle: one day, one request ---- */

static bool designated(struct str code, unsigned kinds, day_t day)
{
	for (size_t i = 0; i < household.n_designations; i++) {
		const struct ticket_designation *d = &designations[i];

		if (str_same(d->code, code) && (kinds >> d->kind & 1) != 0 && d->from <= day && d->to > day)
			return true;
	}
	return false;
}

static bool protected_member(int16_t person_no, day_t day)
{
	bool active = false, member = false;

	for (size_t i = 0; i < household.n_protections; i++)
		active |= protections[i].state == PROTECTION_ACTIVE && protections[i].from <= day &&
				  protections[i].to > day;
	for (size_t i = 0; i < household.n_members; i++)
		member |= members[i].person_no == person_no && members[i].from <= day && members[i].to > day;
	return active && member;
}

static bool good_day(const struct ticket_request *r, day_t day)
{
	const struct ticket_rule *rule = ticket_rule_of(&rules, r->service);

	return r->from <= day && r->to > day && protected_member(r->person_no, day) &&
		   designated(r->institution_code, 1U << rule->kind, day) &&
		   (rule->type != TICKET_CARE || (r->certified_from <= day && r->certified_to > day));
}

/* The last unbroken days on which all holds; false: there are none. */
static bool good_days(const struct ticket_request *r, day_t *from_on, day_t *until_on)
{
	day_t day = first_day() + month_days(household.month) - 1;

	while (day >= first_day() && !good_day(r, day))
		day--;
	*until_on = day;
	while (day >= first_day() && good_day(r, day))
		day--;
	*from_on = day + 1;
	return *until_on >= first_day();
}

/* None of the opinions is a refusal: one that counts on a day of the month is enough. */
static bool has_opinion(int16_t person_no, struct str code, const struct ticket_rule *rule)
{
	for (size_t i = 0; i < household.n_opinions; i++) {
		month_t begins = month_of_day(opinions[i].valid_from);

		if (opinion_keys[i].person_no == person_no && opinion_keys[i].service == rule->service &&
			str_same(opinion_keys[i].institution_code, code) && rule->opinion == TICKET_OPINION_OWN &&
			begins <= household.month && household.month < begins + rule->opinion_months &&
			opinions[i].valid_to > first_day())
			return true;
	}
	return false;
}

static bool is_single_now(const struct ticket_request *r)
{
	return r->basis == BASIS_SINGLE && month_of_day(r->from) == household.month;
}

static bool rests_on_something(const struct ticket_request *r)
{
	const struct ticket_rule *rule = ticket_rule_of(&rules, r->service);

	if (rule->type == TICKET_CARE || is_single_now(r) || has_opinion(r->person_no, r->institution_code, rule))
		return true;
	if (rule->type != TICKET_DISPENSING)
		return false;
	for (size_t i = 0; i < household.n_requests; i++) {
		if (requests[i].person_no == r->person_no && is_single_now(&requests[i]) &&
			str_same(requests[i].institution_code, r->prescriber_code))
			return true;
	}
	for (size_t i = 0; i < TICKET_SERVICE_COUNT; i++) {
		if (has_opinion(r->person_no, r->prescriber_code, &rules.rules[i]))
			return true;
	}
	return false;
}

static bool prescribed(const struct ticket_request *r, day_t from_on, day_t until_on)
{
	if (r->service != SERVICE_DISPENSING)
		return true;
	for (day_t day = from_on; day <= until_on; day++) {
		if (designated(r->prescriber_code, 1U << INSTITUTION_MEDICAL | 1U << INSTITUTION_DENTAL, day))
			return true;
	}
	return false;
}

/* May the ticket of a request be issued, but for an order? */
static bool may_be_issued(const struct ticket_request *r, day_t *from_on, day_t *until_on)
{
	const struct ticket_request *before = r == requests ? NULL : &r[-1];
	bool twice = before != NULL && before->person_no == r->person_no && before->service == r->service &&
				 str_same(before->institution_code, r->institution_code);

	return good_days(r, from_on, until_on) && !twice && household.payer_no.at != NULL && household.decided &&
		   prescribed(r, *from_on, *until_on) && rests_on_something(r) &&
		   (r->service != SERVICE_CARE_HOME || r->insured_no.length > 0);
}

/* ---- what must hold ---- */

/* As the constraints of result.ticket have it. */
static void check_shape(const struct ticket_line *l)
{
	const struct ticket_content *t = &l->content;
	bool other_law =
		t->flags.insurance || t->flags.elderly || t->flags.tuberculosis || t->flags.scheme_no[0] != '\0';
	bool leaves = l->action == ACTION_ISSUE || l->action == ACTION_REPLACE;

	assert_int_equal(l->action == ACTION_HOLD, l->hold != HOLD_NONE && l->cause == CAUSE_NONE);
	assert_int_equal(l->action == ACTION_REPLACE || l->action == ACTION_CANCEL, l->cause != CAUSE_NONE);
	assert_true(l->action == ACTION_ISSUE || l->action == ACTION_HOLD || l->before != NULL);
	assert_true(l->action != ACTION_ISSUE || l->before == NULL);
	assert_int_equal(l->action == ACTION_ISSUE || l->action == ACTION_KEEP, l->reason[0] == '\0');
	assert_true(!leaves || (t->institution_name.length > 0 && t->payer_no.length > 0));
	assert_true(!leaves || t->type != TICKET_DISPENSING || t->prescriber_name.length > 0);
	assert_in_range(t->from_on, first_day(), t->until_on);
	assert_in_range(t->until_on, t->from_on, first_day() + month_days(household.month) - 1);
	assert_true(
		t->type == TICKET_CARE ? !other_law && !t->flags.prefectural : t->flags.combined == other_law);
	assert_true(t->own_payment_yen >= 0);
}

/* Each request has its line, and that says what the oracle does. */
static void check_lines(void)
{
	size_t wanted = 0;

	for (size_t i = 0; i < household.n_requests; i++) {
		const struct ticket_request *r = &requests[i];
		day_t from_on, until_on;
		bool good = may_be_issued(r, &from_on, &until_on);

		for (size_t at = 0; at < plan.n_lines; at++) {
			const struct ticket_line *l = &plan.lines[at];

			if (l->item_no != r->item_no || l->content.person_no != r->person_no)
				continue;
			wanted++;
			if (household.held && good)
				assert_true(l->action == ACTION_KEEP || l->hold == HOLD_ORDER);
			else
				assert_int_equal(l->hold == HOLD_NONE, good);
			if (l->hold == HOLD_NONE) {
				assert_int_equal(l->content.from_on, from_on);
				assert_int_equal(l->content.until_on, until_on);
			}
		}
	}
	assert_int_equal(wanted, household.n_requests);
	for (size_t at = 0; at < plan.n_lines; at++) {
		check_shape(&plan.lines[at]);
		if (plan.lines[at].item_no == 0)
			assert_int_equal(plan.lines[at].action, ACTION_CANCEL);
	}
}

static bool will_be_out(const struct ticket_line *l)
{
	return l->action != ACTION_CANCEL && (l->action != ACTION_HOLD || l->before != NULL);
}

/* At most one ticket of each side bears an amount, unless one that is held could not be changed. */
static void check_own_payments(void)
{
	for (int kind = OWN_PAYMENT_CARE; kind <= OWN_PAYMENT_MEDICAL; kind++) {
		int64_t decided = household.decided ? household.own_payment_yen[kind - 1] : 0;
		size_t carriers = 0, stuck = 0, carrier = 0;

		for (size_t at = 0; at < plan.n_lines; at++) {
			const struct ticket_line *l = &plan.lines[at];

			if ((l->content.type == TICKET_CARE) != (kind == OWN_PAYMENT_CARE) || !will_be_out(l) ||
				l->content.own_payment_yen == 0)
				continue;
			stuck += l->action == ACTION_HOLD;
			carriers++;
			carrier = at + 1;
			assert_true(l->action == ACTION_HOLD || l->content.own_payment_yen == decided);
		}
		assert_true(carriers <= 1);
		for (size_t i = 0; i < plan.n_own_payments; i++) {
			if ((int)plan.own_payments[i].kind == kind && stuck == 0)
				assert_int_equal(plan.own_payments[i].line_no, carrier);
		}
	}
}

static void random_households_are_as_the_oracle_says(void **state)
{
	size_t actions[ACTION_HOLD + 1] = {0}, holds[HOLD_TREATMENT_ENDED + 1] = {0};

	(void)state;
	seed = 20270101;
	for (int i = 0; i < HOUSEHOLDS; i++) {
		if (i % 4 == 0) { /* tickets that are out have texts of the arena */
			household.n_outs = 0;
			arena_reset(keep);
		}
		change(i % 4 == 0);
		run();
		check_lines();
		check_own_payments();
		for (size_t at = 0; at < plan.n_lines; at++) {
			actions[plan.lines[at].action]++;
			holds[plan.lines[at].hold]++;
		}
		issue();
		run();
		for (size_t at = 0; at < plan.n_lines; at++)
			assert_true(plan.lines[at].action == ACTION_KEEP || plan.lines[at].action == ACTION_HOLD);
		check_own_payments();
	}
	assert_true(
		actions[ACTION_ISSUE] > 1000 && actions[ACTION_REPLACE] > 200 && actions[ACTION_CANCEL] > 200);
	assert_true(actions[ACTION_HOLD] > 1000 && actions[ACTION_KEEP] > 500);
	for (int hold = HOLD_NOT_ON_AID; hold <= HOLD_TREATMENT_ENDED; hold++)
		assert_true(holds[hold] > 0 || hold == HOLD_OPINION_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(random_households_are_as_the_oracle_says, set_up, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
