/* Answer files: what both forms accept and refuse alike, trap by trap, with the exact place. */
#include "tests/unit/answer_fixture.h"

#include "getsuji/matching.h"
#include "tests/unit/arena_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <cmocka.h>

#define PENSION "file answer award scheme amount payment arrears end"
#define TAX     "file answer tax employer end"

enum { EDITS = 4 };

static const enum fixture_form forms[] = {FIXTURE_CSV, FIXTURE_XML};
static const char *const form_names[] = {"csv", "xml"};

struct edit {
	int record;
	const char *item, *text; /* text NULL: the item is missing */
};

/* A file and what must be said of it. */
struct trap {
	const char *name, *records;
	struct edit edits[EDITS]; /* ends with a NULL item */
	int id;                   /* 0: accepted */
	int at;                   /* the record complained of */
	const char *item;         /* NULL: the record itself */
	const char *path;
};

#define FROM     "suspended_from"
#define TO       "suspended_to"
#define REASON   "suspension_reason"
#define NULL_01  "Reason Of Null:01"
#define SCHEME   "answer/award/scheme"
#define LONG_200 TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define TEN      "一二三四五六七八九十"
#define TEN_HEX  "0123456789"

/* clang-format off */
static const struct trap traps[] = {
	/* 年金基本情報 repeats per scheme */
	{"two schemes of one award", "file answer award scheme scheme end", {{4, "scheme", "employees"}}, 0, 0, NULL, NULL},
	{"the same scheme twice", "file answer award scheme scheme end", {{0}}, 1165, 4, "scheme", SCHEME},
	{"the same scheme in two awards", "file answer award scheme award scheme end", {{0}}, 0, 0, NULL, NULL},
	{"a third scheme", "file answer award scheme scheme scheme end", {{4, "scheme", "employees"}}, 1169, 5, NULL, SCHEME},
	{"an award without a scheme", "file answer award amount end", {{0}}, 1168, 2, NULL, "answer/award"},
	{"the last award without a scheme", "file answer award scheme award end", {{0}}, 1168, 4, NULL, "answer/award"},
	{"several pensions", "file answer award scheme amount award scheme amount end", {{5, "pension_code", "5350"}}, 0, 0, NULL, NULL},
	{"a code of the old laws", PENSION, {{2, "pension_code", "0130"}}, 0, 0, NULL, NULL},
	{"a code with letters", PENSION, {{2, "pension_code", "X15a"}}, 0, 0, NULL, NULL},
	{"a code of three digits", PENSION, {{2, "pension_code", "115"}}, 1160, 2, "pension_code", "answer/award"},
	{"a code with a sign", PENSION, {{2, "pension_code", "11-0"}}, 1160, 2, "pension_code", "answer/award"},

	/* Reason Of Null: neither a value nor 0 nor an empty text */
	{"a reason of null", PENSION, {{3, "right_lost_on", NULL_01}, {4, "employees_yen", "Reason Of Null:03"}}, 0, 0, NULL, NULL},
	{"a reason that no list knows", PENSION, {{3, "grade_code", "Reason Of Null:99"}}, 0, 0, NULL, NULL},
	{"an empty text", PENSION, {{3, "right_lost_on", ""}}, 1154, 3, "right_lost_on", SCHEME},
	{"a missing item", PENSION, {{4, "spouse_yen", NULL}}, 1154, 4, "spouse_yen", "answer/award/amount"},
	{"a reason where a value must be", PENSION, {{3, "scheme", NULL_01}}, 1156, 3, "scheme", SCHEME},
	{"a reason in place of a code", PENSION, {{2, "pension_code", NULL_01}}, 1156, 2, "pension_code", "answer/award"},
	{"reason 00", PENSION, {{3, "grade_code", "Reason Of Null:00"}}, 1157, 3, "grade_code", SCHEME},
	{"a reason of one digit", PENSION, {{3, "grade_code", "Reason Of Null:1"}}, 1157, 3, "grade_code", SCHEME},
	{"a reason with a letter", PENSION, {{3, "grade_code", "Reason Of Null:0x"}}, 1157, 3, "grade_code", SCHEME},
	{"a reason written in small letters", PENSION, {{1, "name", "reason of null"}}, 1157, 1, "name", "answer"},
	{"a reason without its number", PENSION, {{1, "name", "Reason Of Null"}}, 1157, 1, "name", "answer"},

	/* 000000 and 00 */
	{"not suspended", PENSION, {{3, REASON, "00"}, {3, FROM, "000000"}, {3, TO, "000000"}}, 0, 0, NULL, NULL},
	{"suspended without an end", PENSION, {{3, REASON, "20"}, {3, FROM, "202604"}}, 0, 0, NULL, NULL},
	{"suspended for a month", PENSION, {{3, REASON, "20"}, {3, FROM, "202604"}, {3, TO, "202604"}}, 0, 0, NULL, NULL},
	{"00 with a first month", PENSION, {{3, FROM, "202604"}}, 1164, 3, FROM, SCHEME},
	{"00 with a last month", PENSION, {{3, TO, "202604"}}, 1164, 3, TO, SCHEME},
	{"suspended without a first month", PENSION, {{3, REASON, "20"}}, 1164, 3, FROM, SCHEME},
	{"suspended, the first month not known", PENSION, {{3, REASON, "20"}, {3, FROM, "Reason Of Null:04"}}, 0, 0, NULL, NULL},
	{"the end before the beginning", PENSION, {{3, REASON, "20"}, {3, FROM, "202604"}, {3, TO, "202603"}}, 1164, 3, TO, SCHEME},
	{"an end without a beginning", PENSION, {{3, REASON, NULL_01}, {3, TO, "202603"}}, 1164, 3, TO, SCHEME},
	{"month 13", PENSION, {{3, REASON, "20"}, {3, FROM, "202613"}}, 1160, 3, FROM, SCHEME},
	{"month 00 of a year", PENSION, {{3, REASON, "20"}, {3, FROM, "202600"}}, 1160, 3, FROM, SCHEME},
	{"a month with a hyphen", PENSION, {{3, REASON, "20"}, {3, FROM, "2026-4"}}, 1160, 3, FROM, SCHEME},
	{"zeros of five digits", PENSION, {{3, FROM, "00000"}}, 1160, 3, FROM, SCHEME},
	{"zeros in a day", PENSION, {{3, "decided_on", "000000"}}, 1160, 3, "decided_on", SCHEME},

	/* days */
	{"a retroactive award", PENSION, {{3, "decided_on", "2027-05-20"}, {3, "right_arose_on", "2022-03-08"}}, 0, 0, NULL, NULL},
	{"lost before it arose", PENSION, {{3, "right_arose_on", "2022-03-08"}, {3, "right_lost_on", "2022-03-07"}}, 1164, 3, "right_lost_on", SCHEME},
	{"29 February of a common year", PENSION, {{1, "birth_on", "2027-02-29"}}, 1160, 1, "birth_on", "answer"},
	{"a day with slashes", PENSION, {{0, "made_on", "2027/06/01"}}, 1160, 0, "made_on", "file"},
	{"a day in full-width digits", PENSION, {{0, "made_on", "２０２７-06-01"}}, 1160, 0, "made_on", "file"},
	{"a blank before a day", PENSION, {{0, "made_on", " 2027-06-01"}}, 1160, 0, "made_on", "file"},
	{"two amounts from one day", "file answer award scheme amount amount end", {{0}}, 1165, 5, "pay_from_on", "answer/award/amount"},
	{"two amounts", "file answer award scheme amount amount end", {{5, "pay_from_on", "2027-04-01"}}, 0, 0, NULL, NULL},

	/* numbers */
	{"yen at the limit", PENSION, {{5, "paid_yen", "2147483647"}}, 0, 0, NULL, NULL},
	{"yen beyond", PENSION, {{5, "paid_yen", "2147483648"}}, 1161, 5, "paid_yen", "answer/award/payment"},
	{"yen far beyond", PENSION, {{5, "paid_yen", "18446744073709551617"}}, 1161, 5, "paid_yen", "answer/award/payment"},
	{"negative yen", PENSION, {{5, "paid_yen", "-1"}}, 1160, 5, "paid_yen", "answer/award/payment"},
	{"yen with decimals", PENSION, {{5, "paid_yen", "1.0"}}, 1160, 5, "paid_yen", "answer/award/payment"},
	{"yen in full-width digits", PENSION, {{5, "paid_yen", "１００"}}, 1160, 5, "paid_yen", "answer/award/payment"},
	{"yen with zeros before", PENSION, {{5, "paid_yen", "0065000"}}, 0, 0, NULL, NULL},
	{"a certified year before the law", PENSION, {{3, "certified_year", "1949"}}, 1161, 3, "certified_year", SCHEME},
	{"serial 0", PENSION, {{0, "serial", "0"}}, 1161, 0, "serial", "file"},
	{"a request id of 18 digits", PENSION, {{1, "request_id", "000000000000000000"}}, 1160, 1, "request_id", "answer"},
	{"a linkage number of 12 digits", PENSION, {{1, "linkage_no", "000000000000"}}, 1160, 1, "linkage_no", "answer"},

	/* words and texts */
	{"another layout", PENSION, {{0, "layout", "getsuji-answer-2"}}, 1150, 0, "layout", "file"},
	{"an unknown subject", PENSION, {{0, "subject", "pensions"}}, 1160, 0, "subject", "file"},
	{"a state in capitals", PENSION, {{1, "state", "Found"}}, 1160, 1, "state", "answer"},
	{"a name of 80 characters, one with a selector", PENSION, {{1, "name", TEN TEN TEN TEN TEN TEN TEN "一二三四五六七八九葛\U000E0101"}}, 0, 0, NULL, NULL},
	{"a name of 81 characters", PENSION, {{1, "name", TEN TEN TEN TEN TEN TEN TEN TEN "一"}}, 1163, 1, "name", "answer"},
	{"a name with a private character", PENSION, {{1, "name", "\U0010DE92"}}, 0, 0, NULL, NULL},
	{"a name with a mark of direction", PENSION, {{1, "name", "見\u202e本"}}, 1162, 1, "name", "answer"},
	{"a name with a tab", PENSION, {{1, "name", "見\t本"}}, 1162, 1, "name", "answer"},
	{"an address of 200 characters", TAX, {{0, "subject", "tax"}, {3, "address", LONG_200}}, 0, 0, NULL, NULL},
	{"an address of 201 characters", TAX, {{0, "subject", "tax"}, {3, "address", LONG_200 "一"}}, 1163, 3, "address", "answer/tax/employer"},

	/* what belongs together */
	{"no answers", "file end", {{0}}, 0, 0, NULL, NULL},
	{"nothing found", "file answer answer end", {{1, "state", "none"}, {2, "state", "pending"}}, 0, 0, NULL, NULL},
	{"found, but nothing there", "file answer answer end", {{2, "state", "none"}}, 1168, 1, NULL, "answer"},
	{"found at the end, but nothing there", "file answer end", {{0}}, 1168, 1, NULL, "answer"},
	{"nothing found, but an award", PENSION, {{1, "state", "none"}}, 1164, 2, NULL, "answer/award"},
	{"an error with a tax record", TAX, {{0, "subject", "tax"}, {1, "state", "error"}}, 1164, 2, NULL, "answer/tax"},
	{"a tax record", TAX, {{0, "subject", "tax"}}, 0, 0, NULL, NULL},
	{"tax without employers", "file answer tax end", {{0, "subject", "tax"}}, 0, 0, NULL, NULL},
	{"a tax record of subject pension", TAX, {{0}}, 1164, 2, NULL, "answer/tax"},
	{"an award of subject tax", PENSION, {{0, "subject", "tax"}}, 1164, 2, NULL, "answer/award"},
	{"an award of subject supplement", PENSION, {{0, "subject", "supplement"}}, 1164, 2, NULL, "answer/award"},
	{"supplement found", "file answer end", {{0, "subject", "supplement"}}, 0, 0, NULL, NULL},
	{"two tax records", "file answer tax tax end", {{0, "subject", "tax"}}, 1151, 3, NULL, "answer/tax"},
	{"dependant 2", TAX, {{0, "subject", "tax"}, {2, "dependant", "2"}}, 1161, 2, "dependant", "answer/tax"},

	/* the order of records */
	{"no file record", "answer end", {{0}}, 1151, 0, NULL, "answer"},
	{"two file records", "file file end", {{0}}, 1151, 1, NULL, "file"},
	{"an award without an answer", "file award scheme end", {{0}}, 1151, 1, NULL, "answer/award"},
	{"a scheme under the answer", "file answer scheme end", {{0}}, 1151, 2, NULL, SCHEME},
	{"a scheme after an amount", "file answer award scheme amount scheme end", {{0}}, 1151, 5, NULL, SCHEME},
	{"an amount after a payment", "file answer award scheme payment amount end", {{0}}, 1151, 5, NULL, "answer/award/amount"},
	{"a payment after arrears", "file answer award scheme arrears payment end", {{0}}, 1151, 5, NULL, "answer/award/payment"},
	{"an employer without a tax record", "file answer employer end", {{0, "subject", "tax"}}, 1151, 2, NULL, "answer/tax/employer"},
	{"an answer after the end", "file end answer end", {{2, "state", "none"}}, 1151, 2, NULL, "answer"},
	{"twice the end", "file end end", {{0}}, 1151, 2, NULL, "end"},

	/* the end */
	{"more answers counted", PENSION, {{7, "answers", "2"}}, 1171, 7, "answers", "end"},
	{"fewer records counted", PENSION, {{7, "records", "6"}}, 1171, 7, "records", "end"},
	{"another digest", PENSION, {{7, "digest", TEN_HEX TEN_HEX TEN_HEX TEN_HEX TEN_HEX TEN_HEX "0000"}}, 1172, 7, "digest", "end"},
	{"half a digest", PENSION, {{7, "digest", TEN_HEX TEN_HEX TEN_HEX "00"}}, 1160, 7, "digest", "end"},
};
/* clang-format on */

static struct fixture *build(const struct trap *t)
{
	struct fixture *f = fixture_new(keep, t->records);

	for (int pass = 0; pass < 2; pass++) { /* what is changed in `end` is changed after it was sealed */
		for (int i = 0; i < EDITS && t->edits[i].item; i++) {
			const struct edit *d = &t->edits[i];

			if ((d->record == f->nrecords - 1) == pass)
				fixture_set(f, d->record, d->item, d->text);
		}
		if (pass == 0)
			fixture_seal(f);
	}
	return f;
}

static const char *wanted_place(const struct fixture *f, const struct trap *t)
{
	const struct fixture_record *r = &f->records[t->at];
	struct fixture_place at = t->item ? r->item_at[fixture_item(r->record, t->item)] : r->at;

	return arena_printf(
		keep, "f:%d:%d, %s%s%s", at.line, at.column, t->path, t->item ? "/" : "", t->item ? t->item : "");
}

static void each_trap_is_told_alike_in_both_forms(void **state)
{
	const char *rows;

	(void)state;
	for (size_t i = 0; i < sizeof traps / sizeof traps[0]; i++) {
		for (int form = 0; form < 2; form++) {
			const struct trap *t = &traps[i];
			struct fixture *f = build(t);
			const char *text = fixture_write(f, forms[form]);
			const char *wanted = t->id ? wanted_place(f, t) : "";

			err_clear(&err);
			(void)fixture_drain(keep, fixture_open(keep, forms[form], text, f->used, SIZE_MAX), &rows, &err);
			if (err.id != t->id || strcmp(err.place, wanted) != 0)
				fail_msg("%s (%s): GJ%d %s (%s), wanted GJ%d %s", t->name, form_names[form], err.id,
					err.place, err.message, t->id, wanted);
			assert_int_equal(err.code, t->id ? ERR_INPUT : ERR_OK);
		}
	}
}

static void the_same_content_is_the_same_rows_and_digest(void **state)
{
	unsigned char digests[2][DIGEST_SIZE];
	const char *rows[2];

	(void)state;
	for (size_t i = 0; i < sizeof traps / sizeof traps[0]; i++) {
		if (traps[i].id != 0)
			continue;
		for (int form = 0; form < 2; form++) {
			struct fixture *f = build(&traps[i]);
			const char *text = fixture_write(f, forms[form]);
			struct record_reader *r = fixture_open(keep, forms[form], text, f->used, SIZE_MAX);

			assert_int_equal(fixture_drain(keep, r, &rows[form], &err), ERR_OK);
			record_digest(r, digests[form]);
		}
		assert_string_equal(rows[0], rows[1]);
		assert_memory_equal(digests[0], digests[1], DIGEST_SIZE);
	}
}

static void values_are_given_as_numbers_days_and_months(void **state)
{
	struct fixture *f = fixture_new(keep, PENSION);
	const struct record_row *row;
	struct record_reader *r;
	bool more;

	(void)state;
	fixture_set(f, 3, REASON, "20");
	fixture_set(f, 3, FROM, "202604");
	fixture_set(f, 3, "fixed_years", "03");
	fixture_set(f, 3, "grade_code", "Reason Of Null:77");
	fixture_seal(f);
	for (int form = 0; form < 2; form++) {
		const char *text = fixture_write(f, forms[form]);

		r = fixture_open(keep, forms[form], text, f->used, SIZE_MAX);
		for (int i = 0; i <= 3; i++)
			assert_int_equal(record_next(r, &row, &more, &err), ERR_OK);
		assert_int_equal(row->record, RECORD_SCHEME);
		assert_int_equal(row->line, f->records[3].at.line);
		assert_int_equal(row->column, f->records[3].at.column);
		assert_int_equal(row->values[fixture_item(RECORD_SCHEME, "scheme")].number, SCHEME_NATIONAL);
		assert_int_equal(row->values[fixture_item(RECORD_SCHEME, "decided_on")].number, day_of(2027, 6, 1));
		assert_int_equal(row->values[fixture_item(RECORD_SCHEME, FROM)].number, month_of(2026, 4));
		assert_int_equal(row->values[fixture_item(RECORD_SCHEME, TO)].number, 0);
		assert_int_equal(row->values[fixture_item(RECORD_SCHEME, "fixed_years")].number, 3);
		assert_true(row->values[fixture_item(RECORD_SCHEME, "grade_code")].null);
		assert_int_equal(row->values[fixture_item(RECORD_SCHEME, "grade_code")].null_reason, 77);
		assert_int_equal(row->values[fixture_item(RECORD_SCHEME, "grade_code")].text.length, 0);
	}
}

static void records_are_limited_in_number(void **state)
{
	static const struct {
		const char *first, *more, *last;
		int most, at; /* of the first one too many */
	} limits[] = {
		{"file answer", " award scheme", " end", AWARDS_MAX, 2 + 2 * AWARDS_MAX},
		{"file answer award scheme", " amount", " end", AMOUNTS_MAX, 4 + AMOUNTS_MAX},
		{"file answer award scheme", " payment", " end", PAYMENTS_MAX, 4 + PAYMENTS_MAX},
		{"file answer award scheme payment", " arrears", " end", PAYMENTS_MAX - 1, 4 + PAYMENTS_MAX},
		{"file answer tax", " employer", " end", EMPLOYERS_MAX, 3 + EMPLOYERS_MAX},
	};
	const char *rows;

	(void)state;
	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
		for (int beyond = 0; beyond < 2; beyond++) {
			const char *words = limits[i].first;
			struct fixture *f;

			for (int n = 0; n < limits[i].most + beyond; n++)
				words = arena_printf(keep, "%s%s", words, limits[i].more);
			f = fixture_new(keep, arena_printf(keep, "%s%s", words, limits[i].last));
			for (int n = 0; n < f->nrecords; n++) { /* amounts begin on different days */
				if (f->records[n].record == RECORD_AMOUNT)
					fixture_set(f, n, "pay_from_on", arena_printf(keep, "%d-04-01", 1950 + n));
				if (f->records[n].record == RECORD_TAX)
					fixture_set(f, 0, "subject", "tax");
			}
			fixture_seal(f);
			for (int form = 0; form < 2; form++) {
				const char *text = fixture_write(f, forms[form]);
				struct record_reader *r = fixture_open(keep, forms[form], text, f->used, SIZE_MAX);

				err_clear(&err);
				(void)fixture_drain(keep, r, &rows, &err);
				assert_int_equal(err.id, beyond ? 1169 : 0);
				if (beyond)
					assert_int_equal(atoi(strchr(err.place, ':') + 1), f->records[limits[i].at].at.line);
			}
		}
	}
}

/* Everything but the whole file is refused: after `end` may only follow what changes nothing. */
static void a_file_cut_off_anywhere_is_refused(void **state)
{
	struct fixture *f = fixture_new(keep, "file answer award scheme answer end");
	const char *rows;

	(void)state;
	fixture_set(f, 4, "state", "none");
	fixture_seal(f);
	for (int form = 0; form < 2; form++) {
		const char *text = fixture_write(f, forms[form]);

		for (size_t n = 0; n < f->used - 1; n++) {
			struct record_reader *r = fixture_open(keep, forms[form], text, n, SIZE_MAX);

			err_clear(&err);
			assert_int_equal(fixture_drain(keep, r, &rows, &err), ERR_INPUT);
			assert_int_equal(strncmp(err.place, "f:", 2), 0);
			if (n % 64 == 0) {
				arena_free(keep);
				keep = arena_new();
				f = fixture_new(keep, "file answer award scheme answer end");
				fixture_set(f, 4, "state", "none");
				fixture_seal(f);
				text = fixture_write(f, forms[form]);
			}
		}
	}
}

static void the_end_is_not_given_before_the_file_was_seen_to_end(void **state)
{
	static const char *const after[] = {"junk\n", "<!-- -->"};
	struct fixture *f = fixture_new(keep, "file end");
	const struct record_row *row;
	bool more;

	(void)state;
	fixture_seal(f);
	for (int form = 0; form < 2; form++) {
		const char *text = arena_printf(keep, "%s%s", fixture_write(f, forms[form]), after[form]);
		struct record_reader *r = fixture_open(keep, forms[form], text, strlen(text), SIZE_MAX);

		assert_int_equal(record_next(r, &row, &more, &err), ERR_OK);
		assert_true(more);
		assert_int_equal(record_next(r, &row, &more, &err), ERR_INPUT);
		assert_false(more);
		err_clear(&err);
		assert_int_equal(record_next(r, &row, &more, &err), ERR_INPUT); /* and stays refused */
		assert_true(err.id != 0);
	}
}

static void it_makes_no_difference_how_the_bytes_arrive(void **state)
{
	struct fixture *f = fixture_new(keep, PENSION);
	const char *whole, *pieces;

	(void)state;
	fixture_seal(f);
	for (int form = 0; form < 2; form++) {
		const char *text = fixture_write(f, forms[form]);

		assert_int_equal(
			fixture_drain(keep, fixture_open(keep, forms[form], text, f->used, SIZE_MAX), &whole, &err), 0);
		for (size_t step = 1; step < 8; step++) {
			struct record_reader *r = fixture_open(keep, forms[form], text, f->used, step);

			assert_int_equal(fixture_drain(keep, r, &pieces, &err), ERR_OK);
			assert_string_equal(whole, pieces);
		}
	}
}

static enum err_code broken(void *from, void *buffer, size_t size, size_t *got, struct err *e)
{
	(void)from, (void)buffer, (void)size, (void)got;
	return err_set(e, ERR_DISK, 1, "the source is broken");
}

static void an_error_of_the_source_is_passed_on(void **state)
{
	const struct record_row *row;
	bool more;

	(void)state;
	assert_int_equal(record_next(answer_xml(keep, "f", broken, NULL), &row, &more, &err), ERR_DISK);
	assert_int_equal(
		record_next(record_csv(keep, &answer_layout, "f", CSV_UTF8, broken, NULL), &row, &more, &err),
		ERR_DISK);
}

/* A file that never ends: its beginning, and then the same answer again and again. */
struct endless {
	const char *begin, *again;
	size_t at;
};

static enum err_code read_endless(void *from, void *buffer, size_t size, size_t *got, struct err *e)
{
	struct endless *s = from;

	(void)e;
	if (s->begin[s->at] == '\0') {
		s->begin = s->again;
		s->at = 0;
	}
	*got = strnlen(s->begin + s->at, size);
	memcpy(buffer, s->begin + s->at, *got);
	s->at += *got;
	return ERR_OK;
}

static long memory_kib(void)
{
	struct rusage usage;

	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	return usage.ru_maxrss;
}

static void memory_does_not_grow_with_the_file(void **state)
{
	enum { WARM = 2000, MANY = 60000, ROOM_KIB = 1024 };

	(void)state;
	for (int form = 0; form < 2; form++) {
		struct fixture *f = fixture_new(keep, "file answer award scheme amount answer end");
		const char *text = fixture_write(f, forms[form]), *word = form == 0 ? "\nanswer," : "\n\t<answer>";
		const char *first = strstr(text, word) + 1, *second = strstr(first, word) + 1;
		struct endless *source = arena_alloc(keep, sizeof *source);
		struct record_reader *r;
		const struct record_row *row;
		size_t in_arena = 0;
		long resident = 0;
		bool more;

		source->begin = arena_strndup(keep, text, (size_t)(first - text));
		source->again = arena_strndup(keep, first, (size_t)(second - first));
		r = form == 0 ? record_csv(keep, &answer_layout, "f", CSV_UTF8, read_endless, source)
					  : answer_xml(keep, "f", read_endless, source);
		for (int i = 0; i < MANY; i++) {
			assert_int_equal(record_next(r, &row, &more, &err), ERR_OK);
			assert_true(more);
			if (i == WARM) {
				in_arena = arena_bytes(keep);
				resident = memory_kib();
			}
		}
		assert_int_equal(arena_bytes(keep), in_arena);
		assert_true(memory_kib() - resident < ROOM_KIB);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_trap_is_told_alike_in_both_forms, setup, teardown),
		cmocka_unit_test_setup_teardown(the_same_content_is_the_same_rows_and_digest, setup, teardown),
		cmocka_unit_test_setup_teardown(values_are_given_as_numbers_days_and_months, setup, teardown),
		cmocka_unit_test_setup_teardown(records_are_limited_in_number, setup, teardown),
		cmocka_unit_test_setup_teardown(a_file_cut_off_anywhere_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(
			the_end_is_not_given_before_the_file_was_seen_to_end, setup, teardown),
		cmocka_unit_test_setup_teardown(it_makes_no_difference_how_the_bytes_arrive, setup, teardown),
		cmocka_unit_test_setup_teardown(memory_does_not_grow_with_the_file, setup, teardown),
		cmocka_unit_test_setup_teardown(an_error_of_the_source_is_passed_on, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
