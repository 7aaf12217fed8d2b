/* Who is qualified and why it was lost; contents of records; what is to be sent about an item, whatever came back. */
#include "jobs/rules/registration.h"

#include "getsuji/facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEXT(s) ((struct str){(s), sizeof(s) - 1})

static day_t on(const char *text)
{
	day_t day;

	assert_true(day_parse(text, strlen(text), &day));
	return day;
}

/* ---- who is qualified ---- */

static struct registration_days active(const char *from, const char *to)
{
	return (struct registration_days){on(from), to != NULL ? on(to) : DAY_MAX, true, REASON_NONE};
}

static bool stretch(const struct registration_days p[], size_t n, const struct registration_days m[],
	size_t k, struct registration_stretch *s)
{
	return registration_last_stretch(p, n, m, k, on("2026-01-01"), on("2027-02-01"), s);
}

static void a_stretch_is_what_protection_and_membership_share(void **state)
{
	struct registration_days p[] = {active("2025-05-01", "2026-03-01"), active("2026-03-01", "2026-12-05")};
	struct registration_days m[] = {active("2000-01-01", "2025-08-01"), active("2025-10-01", NULL)};
	struct registration_stretch s;

	(void)state;
	assert_true(stretch(p, 2, m, 2, &s));
	assert_int_equal(s.from, on("2025-10-01"));
	assert_int_equal(s.lost_on, on("2026-12-05"));
}

static void days_of_suspension_end_a_stretch_and_the_last_one_counts(void **state)
{
	struct registration_days p[] = {
		active("2025-05-01", "2026-06-01"), active("2026-06-01", "2026-07-01"), active("2026-07-01", NULL)};
	struct registration_days m[] = {active("1960-01-01", NULL)};
	struct registration_stretch s;

	(void)state;
	p[1].active = false;
	assert_true(stretch(p, 3, m, 1, &s));
	assert_int_equal(s.from, on("2026-07-01"));
	assert_int_equal(s.lost_on, DAY_MAX);
	assert_true(stretch(p, 2, m, 1, &s));
	assert_int_equal(s.from, on("2025-05-01"));
	assert_int_equal(s.lost_on, on("2026-06-01"));
}

static void what_ended_before_or_begins_after_is_not_looked_at(void **state)
{
	struct registration_days m[] = {active("1960-01-01", NULL)},
							 gone[] = {active("2020-01-01", "2026-01-01")},
							 last_day[] = {active("2020-01-01", "2026-01-02")},
							 later[] = {active("2027-02-01", NULL)}, soon[] = {active("2027-01-31", NULL)};
	struct registration_stretch s;

	(void)state;
	assert_false(stretch(gone, 1, m, 1, &s));
	assert_true(stretch(last_day, 1, m, 1, &s));
	assert_false(stretch(later, 1, m, 1, &s));
	assert_true(stretch(soon, 1, m, 1, &s));
	assert_false(stretch(soon, 1, m, 0, &s));
	assert_false(stretch(soon, 0, m, 1, &s));
}

static void a_loss_has_the_first_reason_that_fits(void **state)
{
	struct registration_days p[] = {active("2020-01-01", "2026-05-01")};
	struct registration_stretch s = {on("2020-01-01"), on("2026-05-01"), LOSS_NONE};
	day_t same_day[] = {on("2020-01-01"), on("2026-05-01")}, before[] = {on("2026-04-30")};

	(void)state;
	assert_int_equal(registration_loss(&s, p, 1, true, same_day, 2), LOSS_INSURANCE);
	assert_int_equal(registration_loss(&s, p, 1, true, before, 1), LOSS_OTHER);
	p[0].reason = REASON_DEATH;
	assert_int_equal(registration_loss(&s, p, 1, true, same_day, 2), LOSS_DEATH);
	assert_int_equal(registration_loss(&s, p, 1, false, NULL, 0), LOSS_OTHER);
	s.lost_on = DAY_MAX;
	assert_int_equal(registration_loss(&s, p, 1, true, same_day, 2), LOSS_NONE);
}

/* ---- contents ---- */

static void a_content_is_its_values_line_by_line(void **state)
{
	static struct registration_content c;

	(void)state;
	registration_begin(&c);
	registration_string(&c, "");
	registration_string(&c, "");
	registration_text(&c, TEXT("医療"));
	registration_day(&c, on("2027-01-09"));
	registration_day(&c, DAY_MAX);
	registration_number(&c, 5000);
	registration_code(&c, 3);
	registration_code(&c, 0);
	assert_false(c.bad);
	assert_int_equal(c.values, 8);
	assert_int_equal(c.length, strlen("\n\n医療\n20270109\n\n5000\n03\n"));
	assert_memory_equal(c.text, "\n\n医療\n20270109\n\n5000\n03\n", c.length);
}

static void a_value_that_cannot_stand_in_a_record_is_told(void **state)
{
	static const char *const bad[] = {"a\nb", "a\tb", "\x7f"};
	static struct registration_content c;
	static char large[REGISTRATION_CONTENT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		registration_begin(&c);
		registration_string(&c, bad[i]);
		assert_true(c.bad);
	}
	memset(large, 'x', sizeof large);
	registration_begin(&c);
	registration_text(&c, (struct str){large, sizeof large});
	assert_true(c.bad);
	registration_begin(&c);
	registration_text(&c, (struct str){large, sizeof large - 1});
	registration_string(&c, "");
	assert_false(c.bad);
	registration_string(&c, "");
	assert_true(c.bad);
	registration_begin(&c);
	registration_string(&c, "good");
	assert_false(c.bad);
}

static void what_was_lost_before_a_day_is_read_from_a_content(void **state)
{
	static struct registration_content c;
	const char *head[] = {"1311300000001012", "0", "A1", "12131132", "1311300000001012", "20200101"};

	(void)state;
	registration_begin(&c);
	for (size_t i = 0; i < sizeof head / sizeof head[0]; i++)
		registration_string(&c, head[i]);
	assert_false(registration_lost_before((struct str){c.text, c.length}, on("2027-01-01")));
	registration_day(&c, on("2026-01-01"));
	assert_true(registration_lost_before((struct str){c.text, c.length}, on("2026-01-01")));
	assert_false(registration_lost_before((struct str){c.text, c.length}, on("2025-12-31")));
	registration_string(&c, "99");
	assert_true(registration_lost_before((struct str){c.text, c.length}, on("2026-01-01")));
	assert_false(registration_lost_before(TEXT(""), on("2026-01-01")));
}

/* ---- what is to be sent ---- */

static struct registration_record sent(uint8_t action, uint8_t state, struct str content)
{
	return (struct registration_record){.action = action,
		.state = state,
		.record_no = TEXT("1"),
		.content = content,
		.error_code = state == REGISTRATION_REJECTED ? TEXT("Q7") : (struct str){NULL, 0},
		.sent_on = 20000};
}

#define A         TEXT("a")
#define B         TEXT("b")
#define ADDED     sent(REGISTER_ADD, REGISTRATION_ACCEPTED, A)
#define OPEN(c)   sent(REGISTER_ADD, REGISTRATION_SENT, c)
#define CANCELLED sent(REGISTER_CANCEL, REGISTRATION_ACCEPTED, A)

static struct registration_step next(const struct registration_record r[], size_t n, const char *wanted)
{
	static struct str text;

	text = (struct str){wanted, wanted != NULL ? strlen(wanted) : 0};
	return registration_next(r, n, wanted != NULL ? &text : NULL, false);
}

static void what_is_registered_as_it_should_be_is_left_alone(void **state)
{
	struct registration_record same[] = {ADDED}, over[] = {ADDED, CANCELLED},
							   was_rejected[] = {ADDED, sent(REGISTER_CORRECT, REGISTRATION_REJECTED, B)},
							   old_is_open[] = {OPEN(B), ADDED};

	(void)state;
	assert_int_equal(next(same, 1, "a").action, 0);
	assert_int_equal(next(NULL, 0, NULL).action, 0);
	assert_int_equal(next(over, 2, NULL).action, 0);
	assert_int_equal(next(was_rejected, 2, "a").action, 0);
	assert_int_equal(next(old_is_open, 2, "a").action, 0);
}

static void what_is_not_is_added_corrected_or_cancelled(void **state)
{
	struct registration_record registered[] = {ADDED}, over[] = {ADDED, CANCELLED};
	struct registration_step s = next(NULL, 0, "b");

	(void)state;
	assert_int_equal(s.action, REGISTER_ADD);
	assert_false(s.again || s.rejected);
	assert_int_equal(s.replaces_no.length, 0);
	assert_int_equal(s.sent_on, DAY_MAX);
	s = next(registered, 1, "b");
	assert_int_equal(s.action, REGISTER_CORRECT);
	assert_true(str_same(s.content, B));
	s = next(registered, 1, NULL);
	assert_int_equal(s.action, REGISTER_CANCEL);
	assert_true(str_same(s.content, A)); /* as registered */
	assert_int_equal(next(over, 2, "b").action, REGISTER_ADD);
}

static void what_is_open_is_sent_again_or_replaced(void **state)
{
	struct registration_record open[] = {OPEN(A)},
							   two[] = {ADDED, sent(REGISTER_CORRECT, REGISTRATION_SENT, B)},
							   cancel[] = {ADDED, sent(REGISTER_CANCEL, REGISTRATION_SENT, A)};
	struct registration_step s = next(open, 1, "a");

	(void)state;
	assert_true(s.again && s.action == REGISTER_ADD && str_same(s.record_no, TEXT("1")));
	assert_int_equal(s.sent_on, 20000);
	s = next(open, 1, "b");
	assert_true(!s.again && s.action == REGISTER_ADD && str_same(s.replaces_no, TEXT("1")));
	s = next(open, 1, NULL); /* it may have been taken */
	assert_true(s.action == REGISTER_CANCEL && str_same(s.replaces_no, TEXT("1")) && str_same(s.content, A));
	s = next(two, 2, "a"); /* back to what is registered: the correction may have been taken */
	assert_true(s.action == REGISTER_CORRECT && str_same(s.replaces_no, TEXT("1")));
	assert_true(next(two, 2, "b").again);
	assert_true(next(cancel, 2, NULL).again);
	s = next(cancel, 2, "a");
	assert_true(s.action == REGISTER_CORRECT && !s.again && str_same(s.replaces_no, TEXT("1")));
}

static void what_was_rejected_waits_until_it_changes(void **state)
{
	struct registration_record rejected[] = {sent(REGISTER_ADD, REGISTRATION_REJECTED, A)},
							   twice[] = {rejected[0], sent(REGISTER_ADD, REGISTRATION_REJECTED, B)},
							   no_cancel[] = {ADDED, sent(REGISTER_CANCEL, REGISTRATION_REJECTED, A)},
							   open_before[] = {OPEN(A), sent(REGISTER_ADD, REGISTRATION_REJECTED, B)};
	struct registration_step s = next(rejected, 1, "a");
	const struct str wanted = A;

	(void)state;
	assert_true(s.rejected && str_same(s.error_code, TEXT("Q7")) && s.action == REGISTER_ADD);
	assert_int_equal(s.sent_on, 20000);
	assert_true(next(rejected, 1, "b").action == REGISTER_ADD && !next(rejected, 1, "b").rejected);
	assert_int_equal(next(rejected, 1, NULL).action, 0);
	assert_false(next(twice, 2, "a").rejected); /* it changed, and changed back */
	assert_true(next(no_cancel, 2, NULL).rejected);
	assert_true(next(open_before, 2, "b").rejected);
	assert_true(next(open_before, 2, "a").again);
	s = registration_next(rejected, 1, &wanted, true);
	assert_true(!s.rejected && !s.again && s.action == REGISTER_ADD && s.record_no.length == 0);
}

/* ---- any history ends right ---- */

/* The other side, of one item: what is registered, and how many records it has seen (their numbers are their places). */
struct side {
	const char *registered; /* NULL: nothing */
	size_t last;            /* the number of the last that was taken */
	bool known[64], accepted[64];
};

static void side_takes(struct side *s, size_t number, const struct registration_record *r)
{
	if (!s->known[number]) {
		s->known[number] = true;
		s->accepted[number] = number >= s->last;
		if (s->accepted[number]) {
			s->last = number;
			s->registered = r->action == REGISTER_CANCEL ? NULL : r->content.at;
		}
	}
}

/* Uploads and answers are lost at random while what is wanted changes; then one of each arrives. */
static void whatever_is_lost_the_next_upload_mends(void **state)
{
	static const char *const contents[] = {NULL, "a", "b", "c"};
	uint32_t seed = 12345;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct registration_record r[64];
		struct side side = {0};
		size_t n = 0;
		const char *wanted = NULL;

		for (int upload = 0; upload < 12; upload++) {
			bool last = upload >= 10;
			struct registration_step s;

			seed = seed * 1664525 + 1013904223;
			if (!last)
				wanted = contents[seed >> 30];
			s = next(r, n, wanted);
			if (s.action != 0 && !s.again)
				r[n++] = (struct registration_record){.action = s.action,
					.state = REGISTRATION_SENT,
					.content = {s.content.at != NULL && s.action != REGISTER_CANCEL ? wanted : s.content.at,
						s.content.length},
					.sent_on = 1};
			for (size_t i = 0; i < n; i++) { /* the open ones: what is sent again is among them */
				bool sent_now =
					s.action != 0 && (s.again ? r[i].state == REGISTRATION_SENT && i + 1 == n : i + 1 == n);

				seed = seed * 1664525 + 1013904223;
				if (sent_now && (last || seed >> 31))
					side_takes(&side, i + 1, &r[i]);
				if (side.known[i + 1] && (last || seed >> 30 == 1))
					r[i].state = side.accepted[i + 1] ? REGISTRATION_ACCEPTED : REGISTRATION_REJECTED;
			}
		}
		assert_int_equal(next(r, n, wanted).action, 0);
		if (wanted == NULL)
			assert_null(side.registered);
		else
			assert_string_equal(side.registered, wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stretch_is_what_protection_and_membership_share),
		cmocka_unit_test(days_of_suspension_end_a_stretch_and_the_last_one_counts),
		cmocka_unit_test(what_ended_before_or_begins_after_is_not_looked_at),
		cmocka_unit_test(a_loss_has_the_first_reason_that_fits),
		cmocka_unit_test(a_content_is_its_values_line_by_line),
		cmocka_unit_test(a_value_that_cannot_stand_in_a_record_is_told),
		cmocka_unit_test(what_was_lost_before_a_day_is_read_from_a_content),
		cmocka_unit_test(what_is_registered_as_it_should_be_is_left_alone),
		cmocka_unit_test(what_is_not_is_added_corrected_or_cancelled),
		cmocka_unit_test(what_is_open_is_sent_again_or_replaced),
		cmocka_unit_test(what_was_rejected_waits_until_it_changes),
		cmocka_unit_test(whatever_is_lost_the_next_upload_mends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
