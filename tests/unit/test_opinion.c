/* Opinions: which is in force, how far it reaches over the ends of months, whether a form is due. */
#include "jobs/rules/opinion.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define OPEN     DAY_MAX
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static day_t on(const char *text)
{
	day_t day;

	assert_true(day_parse(text, strlen(text), &day));
	return day;
}

static month_t in(const char *text)
{
	month_t month;

	assert_true(month_parse(text, strlen(text), &month));
	return month;
}

static struct opinion needed(const char *from)
{
	return (struct opinion){
		.valid_from = on(from), .valid_to = OPEN, .needed = true, .kind = OPINION_CONTINUING};
}

static struct opinion until(const char *from, const char *to)
{
	return (struct opinion){
		.valid_from = on(from), .valid_to = on(to), .needed = true, .kind = OPINION_CONTINUING};
}

static struct opinion refused(const char *from)
{
	return (struct opinion){
		.valid_from = on(from), .valid_to = OPEN, .needed = false, .kind = OPINION_CONTINUING};
}

static struct opinion_standing look(const struct opinion o[], size_t n, int months, const char *month)
{
	struct opinion_standing s;

	opinion_look(o, n, months, in(month), &s);
	return s;
}

/* last: NULL where no opinion ever counted. */
static void assert_standing(struct opinion_standing s, enum opinion_state wanted, const char *last)
{
	assert_int_equal(s.state, wanted);
	assert_int_equal(s.until_on, last == NULL ? DAY_MIN : on(last));
}

/* ---- what counts --------------------------------------------------------------------------------- */

static void counts_by_months_whatever_the_day(void **state)
{
	static const struct {
		const char *from, *first, *last;
		int months;
	} cases[] = {
		{"2027-01-01", "2027-01-01", "2027-06-30", 6},
		{"2027-01-31", "2027-01-01", "2027-06-30", 6},
		{"2027-01-31", "2027-01-01", "2027-03-31", 3},
		{"2026-11-30", "2026-11-01", "2027-01-31", 3},
		{"2026-12-15", "2026-12-01", "2027-02-28", 3},
		{"2027-12-31", "2027-12-01", "2028-02-29", 3},
		{"2026-09-01", "2026-09-01", "2027-02-28", 6},
		{"2027-02-28", "2027-02-01", "2027-02-28", 1},
	};
	day_t from, to;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct opinion o = needed(cases[i].from);

		opinion_counts(&o, cases[i].months, &from, &to);
		assert_int_equal(from, on(cases[i].first));
		assert_int_equal(to - 1, on(cases[i].last));
	}
}

static void never_counts_beyond_its_own_end(void **state)
{
	const struct opinion shorter = until("2027-01-10", "2027-03-20"),
						 longer = until("2027-01-10", "2029-01-01");
	day_t from, to;

	(void)state;
	opinion_counts(&shorter, 6, &from, &to);
	assert_int_equal(to, on("2027-03-20"));
	opinion_counts(&longer, 6, &from, &to);
	assert_int_equal(to, on("2027-07-01"));
}

static void a_refusal_counts_from_its_own_day(void **state)
{
	const struct opinion o = refused("2027-01-20");
	day_t from, to;

	(void)state;
	opinion_counts(&o, 6, &from, &to);
	assert_int_equal(from, on("2027-01-20"));
	assert_int_equal(to, on("2027-07-01"));
}

/* ---- a month ------------------------------------------------------------------------------------- */

static void an_opinion_covers_its_months_and_no_other(void **state)
{
	const struct opinion o[] = {needed("2027-01-31")};

	(void)state;
	assert_standing(look(o, 1, 3, "2026-12"), OPINION_MISSING, NULL);
	assert_standing(look(o, 1, 3, "2027-01"), OPINION_VALID, "2027-03-31");
	assert_standing(look(o, 1, 3, "2027-03"), OPINION_VALID, "2027-03-31");
	assert_standing(look(o, 1, 3, "2027-04"), OPINION_EXPIRED, "2027-03-31");
	assert_standing(look(o, 1, 6, "2027-06"), OPINION_VALID, "2027-06-30");
	assert_standing(look(o, 1, 6, "2027-07"), OPINION_EXPIRED, "2027-06-30");
	assert_standing(look(o, 0, 6, "2027-07"), OPINION_MISSING, NULL);
	assert_int_equal(look(o, 0, 6, "2027-07").at, 0);
	assert_int_equal(look(o, 1, 3, "2026-12").at, 1);
}

static void a_month_that_it_covers_in_part_is_valid(void **state)
{
	const struct opinion o[] = {until("2027-01-10", "2027-03-20")};

	(void)state;
	assert_standing(look(o, 1, 6, "2027-03"), OPINION_VALID, "2027-03-19");
	assert_standing(look(o, 1, 6, "2027-04"), OPINION_EXPIRED, "2027-03-19");
}

static void a_successor_goes_on_where_the_one_before_ends_or_earlier(void **state)
{
	const struct opinion overlapping[] = {needed("2026-10-15"), needed("2027-03-20")};
	const struct opinion touching[] = {needed("2026-10-01"), needed("2027-04-01")};
	const struct opinion apart[] = {needed("2026-10-01"), needed("2027-05-01")};
	const struct opinion backwards[] = {needed("2027-03-20"), needed("2026-10-15")};

	(void)state;
	assert_standing(look(overlapping, 2, 6, "2027-02"), OPINION_VALID, "2027-08-31");
	assert_int_equal(look(overlapping, 2, 6, "2027-02").at, 0);
	assert_int_equal(look(overlapping, 2, 6, "2027-03").at, 1);
	assert_standing(look(backwards, 2, 6, "2027-02"), OPINION_VALID, "2027-08-31");
	assert_int_equal(look(backwards, 2, 6, "2027-02").at, 1);
	assert_standing(look(touching, 2, 6, "2027-03"), OPINION_VALID, "2027-09-30");
	assert_standing(look(apart, 2, 6, "2027-03"), OPINION_VALID, "2027-03-31");
	assert_standing(look(apart, 2, 6, "2027-04"), OPINION_EXPIRED, "2027-03-31");
	assert_standing(look(apart, 2, 6, "2027-05"), OPINION_VALID, "2027-10-31");
}

static void a_later_shorter_one_takes_the_place_of_an_earlier(void **state)
{
	const struct opinion o[] = {needed("2027-01-01"), until("2027-02-01", "2027-03-01")};

	(void)state;
	/* While it counts; after it the first one does again. */
	assert_int_equal(look(o, 2, 6, "2027-02").at, 1);
	assert_standing(look(o, 2, 6, "2027-02"), OPINION_VALID, "2027-06-30");
	assert_int_equal(look(o, 2, 6, "2027-03").at, 0);
}

static void a_refusal_ends_what_was_needed(void **state)
{
	const struct opinion within[] = {needed("2027-01-01"), refused("2027-03-10")};
	const struct opinion first[] = {needed("2027-01-01"), refused("2027-03-01")};
	const struct opinion again[] = {refused("2027-03-10"), needed("2027-03-25")};
	struct opinion_standing s;

	(void)state;
	s = look(within, 2, 6, "2027-03");
	assert_standing(s, OPINION_VALID, "2027-03-09");
	assert_true(s.then_refused);
	s = look(within, 2, 6, "2027-04");
	assert_standing(s, OPINION_REFUSED, "2027-08-31");
	assert_int_equal(s.at, 1);
	s = look(first, 2, 6, "2027-03");
	assert_int_equal(s.state, OPINION_REFUSED);
	s = look(again, 2, 6, "2027-03");
	assert_standing(s, OPINION_VALID, "2027-08-31");
	assert_int_equal(s.at, 1);
	assert_false(s.then_refused);
	assert_standing(look(within, 2, 6, "2027-09"), OPINION_EXPIRED, "2027-08-31");
}

/* ---- what is wanted ------------------------------------------------------------------------------ */

static void the_stretch_of_treatment_is_whole_over_all_rows(void **state)
{
	const struct opinion_treatment rows[] = {
		{on("2025-01-01"), on("2025-06-01"), BASIS_CONTINUING, OPEN},
		{on("2026-10-01"), on("2027-02-01"), BASIS_CONTINUING, OPEN},
		{on("2027-02-01"), OPEN, BASIS_CONTINUING, OPEN},
	};
	day_t from, to;

	(void)state;
	assert_true(opinion_wanted(rows, 3, in("2027-04"), &from, &to));
	assert_int_equal(from, on("2026-10-01"));
	assert_int_equal(to, OPEN);
	assert_true(opinion_wanted(rows, 3, in("2025-05"), &from, &to));
	assert_int_equal(to, on("2025-06-01"));
	assert_false(opinion_wanted(rows, 3, in("2025-06"), &from, &to));
	assert_false(opinion_wanted(rows, 3, in("2024-12"), &from, &to));
}

static void a_single_request_wants_none_in_its_month_and_an_examination_never(void **state)
{
	const struct opinion_treatment single[] = {{on("2026-12-31"), OPEN, BASIS_SINGLE, OPEN}};
	const struct opinion_treatment ended[] = {{on("2027-04-10"), on("2027-04-20"), BASIS_SINGLE, OPEN}};
	const struct opinion_treatment both[] = {{on("2027-03-05"), OPEN, BASIS_SINGLE, OPEN},
		{on("2027-03-20"), on("2027-04-10"), BASIS_CONTINUING, OPEN}};
	const struct opinion_treatment examination[] = {{on("2027-01-01"), OPEN, BASIS_EXAMINATION, OPEN}};
	day_t from, to;

	(void)state;
	assert_false(opinion_wanted(single, 1, in("2026-12"), &from, &to));
	assert_true(opinion_wanted(single, 1, in("2027-01"), &from, &to));
	assert_int_equal(from, on("2027-01-01"));
	assert_false(opinion_wanted(ended, 1, in("2027-04"), &from, &to));
	assert_true(opinion_wanted(both, 2, in("2027-04"), &from, &to));
	assert_int_equal(from, on("2027-03-20"));
	assert_false(opinion_wanted(examination, 1, in("2027-04"), &from, &to));
}

/* ---- what is to be done -------------------------------------------------------------------------- */

static const struct opinion_sent no_form = {.any = false};

static struct opinion_plan plan(const char *month, int notice, enum ticket_service service,
	const struct opinion o[], size_t n, const char *wanted_to, const struct opinion_sent *sent)
{
	const struct opinion_terms t = {
		.month = in(month), .notice_months = notice, .reply_days = 30, .cut_on = on("2027-04-20")};
	struct opinion_standing s;
	struct opinion_plan p;

	opinion_look(o, n, service == SERVICE_INPATIENT ? 3 : 6, t.month, &s);
	opinion_decide(&t, service, o, &s, on("2026-10-01"), wanted_to == NULL ? OPEN : on(wanted_to), sent, &p);
	return p;
}

static void a_form_is_due_when_the_opinion_ends_before_the_notice_does(void **state)
{
	const struct opinion o[] = {needed("2026-11-10")}; /* to 30 April */
	struct opinion_plan p;

	(void)state;
	p = plan("2027-02", 1, SERVICE_OUTPATIENT, o, 1, NULL, &no_form);
	assert_int_equal(p.state, OPINION_VALID);
	assert_true(p.continued && !p.send);
	assert_int_equal(p.due_on, DAY_MAX);
	/* The last day of March's notice is 30 April: it reaches that day. */
	p = plan("2027-03", 1, SERVICE_OUTPATIENT, o, 1, NULL, &no_form);
	assert_int_equal(p.state, OPINION_VALID);
	p = plan("2027-04", 0, SERVICE_OUTPATIENT, o, 1, NULL, &no_form);
	assert_int_equal(p.state, OPINION_VALID);
	p = plan("2027-03", 2, SERVICE_OUTPATIENT, o, 1, NULL, &no_form);
	assert_int_equal(p.state, OPINION_DUE);
	p = plan("2027-04", 1, SERVICE_OUTPATIENT, o, 1, NULL, &no_form);
	assert_int_equal(p.state, OPINION_DUE);
	assert_true(p.continued && p.send);
	assert_int_equal(p.due_on, on("2027-05-01"));
	assert_int_equal(p.reply_on, on("2027-05-20"));
	assert_int_equal(p.kind, OPINION_CONTINUING);
}

static void none_is_due_where_the_treatment_ends_or_is_refused(void **state)
{
	const struct opinion o[] = {needed("2026-11-10")};
	const struct opinion then_refused[] = {needed("2026-11-10"), refused("2027-04-20")};
	struct opinion_plan p;

	(void)state;
	p = plan("2027-04", 1, SERVICE_OUTPATIENT, o, 1, "2027-05-01", &no_form);
	assert_true(p.continued && !p.send);
	p = plan("2027-04", 1, SERVICE_OUTPATIENT, o, 1, "2027-05-02", &no_form);
	assert_true(p.send);
	p = plan("2027-04", 1, SERVICE_OUTPATIENT, then_refused, 2, NULL, &no_form);
	assert_true(p.continued && !p.send);
	p = plan("2027-05", 1, SERVICE_OUTPATIENT, then_refused, 2, NULL, &no_form);
	assert_int_equal(p.state, OPINION_REFUSED);
	assert_false(p.continued || p.send);
}

static void an_expired_or_missing_one_is_never_continued(void **state)
{
	const struct opinion o[] = {needed("2026-11-10")};
	struct opinion_plan p;

	(void)state;
	p = plan("2027-05", 1, SERVICE_OUTPATIENT, o, 1, NULL, &no_form);
	assert_int_equal(p.state, OPINION_EXPIRED);
	assert_true(!p.continued && p.send);
	assert_int_equal(p.due_on, on("2027-05-01"));
	p = plan("2027-05", 1, SERVICE_OUTPATIENT, o, 0, NULL, &no_form);
	assert_int_equal(p.state, OPINION_MISSING);
	assert_true(!p.continued && p.send);
	assert_int_equal(p.due_on, on("2026-10-01"));
	assert_int_equal(p.kind, OPINION_NEW);
}

static void what_is_out_is_waited_for_and_then_overdue(void **state)
{
	const struct opinion o[] = {needed("2026-11-10")};
	struct opinion_sent sent = {true, on("2027-05-01"), on("2027-03-20"), on("2027-04-20")};
	struct opinion_plan p;

	(void)state;
	p = plan("2027-04", 1, SERVICE_OUTPATIENT, o, 1, NULL, &sent);
	assert_int_equal(p.state, OPINION_WAITING);
	assert_true(p.continued && !p.send);
	assert_int_equal(p.sent_on, on("2027-03-20"));
	assert_int_equal(p.overdue_days, 0);
	sent.reply_on = on("2027-04-19");
	p = plan("2027-04", 1, SERVICE_OUTPATIENT, o, 1, NULL, &sent);
	assert_int_equal(p.state, OPINION_OVERDUE);
	assert_int_equal(p.overdue_days, 1);
	p = plan("2027-05", 1, SERVICE_OUTPATIENT, o, 1, NULL, &sent);
	assert_int_equal(p.state, OPINION_OVERDUE);
	assert_false(p.continued || p.send);
}

static void a_form_that_was_answered_does_not_stand_for_the_next(void **state)
{
	const struct opinion o[] = {needed("2026-05-10"), needed("2026-11-10")};
	const struct opinion_sent answered = {true, on("2026-11-01"), on("2026-10-01"), on("2026-10-31")};
	struct opinion_plan p = plan("2027-04", 1, SERVICE_OUTPATIENT, o, 2, NULL, &answered);

	(void)state;
	assert_int_equal(p.state, OPINION_DUE);
	assert_true(p.send);
	assert_int_equal(p.sent_on, DAY_MAX);
}

static void the_form_is_that_of_the_last_opinion(void **state)
{
	struct opinion o[] = {needed("2026-12-31")};

	(void)state;
	o[0].kind = OPINION_PSYCHIATRIC;
	assert_int_equal(plan("2027-04", 1, SERVICE_INPATIENT, o, 1, NULL, &no_form).kind, OPINION_PSYCHIATRIC);
	assert_int_equal(plan("2027-04", 1, SERVICE_OUTPATIENT, o, 1, NULL, &no_form).kind, OPINION_CONTINUING);
	assert_int_equal(plan("2027-04", 1, SERVICE_HOME_NURSING, o, 0, NULL, &no_form).kind, OPINION_NURSING);
	o[0].kind = OPINION_NEW;
	assert_int_equal(plan("2027-04", 1, SERVICE_INPATIENT, o, 1, NULL, &no_form).kind, OPINION_CONTINUING);
}

static void a_first_visit_before_the_office_knew_is_backdated(void **state)
{
	day_t begins = on("2027-04-10");

	(void)state;
	assert_true(opinion_backdated(on("2027-03-31"), begins, begins, OPINION_VALID));
	assert_false(opinion_backdated(on("2027-04-01"), begins, begins, OPINION_VALID));
	assert_false(opinion_backdated(DAY_MAX, begins, on("2027-06-01"), OPINION_MISSING));
	assert_true(opinion_backdated(on("2027-04-12"), begins, on("2027-05-01"), OPINION_MISSING));
	assert_false(opinion_backdated(on("2027-04-12"), begins, on("2027-05-01"), OPINION_VALID));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_by_months_whatever_the_day),
		cmocka_unit_test(never_counts_beyond_its_own_end),
		cmocka_unit_test(a_refusal_counts_from_its_own_day),
		cmocka_unit_test(an_opinion_covers_its_months_and_no_other),
		cmocka_unit_test(a_month_that_it_covers_in_part_is_valid),
		cmocka_unit_test(a_successor_goes_on_where_the_one_before_ends_or_earlier),
		cmocka_unit_test(a_later_shorter_one_takes_the_place_of_an_earlier),
		cmocka_unit_test(a_refusal_ends_what_was_needed),
		cmocka_unit_test(the_stretch_of_treatment_is_whole_over_all_rows),
		cmocka_unit_test(a_single_request_wants_none_in_its_month_and_an_examination_never),
		cmocka_unit_test(a_form_is_due_when_the_opinion_ends_before_the_notice_does),
		cmocka_unit_test(none_is_due_where_the_treatment_ends_or_is_refused),
		cmocka_unit_test(an_expired_or_missing_one_is_never_continued),
		cmocka_unit_test(what_is_out_is_waited_for_and_then_overdue),
		cmocka_unit_test(a_form_that_was_answered_does_not_stand_for_the_next),
		cmocka_unit_test(the_form_is_that_of_the_last_opinion),
		cmocka_unit_test(a_first_visit_before_the_office_knew_is_backdated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
