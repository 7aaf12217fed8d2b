/*
 * test_tax.c: the classes of the tax survey, which of them comes first, and what is suggested.
 */
#include "jobs/rules/tax.h"
#include "tests/unit/arena_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))
enum { EVERY_MONTH = 0xfff, NOBODY = 99, HIDDEN = -1, NO_AMOUNT = -2, UNKNOWN_REASON = -3 };

/* 1151 is taxed, 1351 is not; 9991 is in no list. */
static struct pension_code codes[] = {
	{.code3 = "115", .kind = PENSION_OLD_AGE, .taxable = true, .name = "老齢年金"},
	{.code3 = "135", .kind = PENSION_DISABILITY, .name = "障害年金"}};
static const struct matching_tables tables = {
	.codes = codes,
	.n_codes = COUNT_OF(codes),
	.tolerance = {[TOLERANCE_TAX_WAGES] = {5000, 100}, /* or 1 % */
		[TOLERANCE_TAX_PENSION] = {100, 0},
		[TOLERANCE_TAX_BUSINESS] = {10000, 0},
		[TOLERANCE_TAX_PROPERTY] = {1000, 0},
		[TOLERANCE_TAX_TEMPORARY] = {8000, 0}},
};

/* One person in a line.  Declared: a month in all of 2026 (the pension: a year); evidence: of the year, or
 * HIDDEN (not disclosed), NO_AMOUNT (not applicable), UNKNOWN_REASON. */
struct row {
	const char *what;
	enum finding_class class;
	struct {
		int32_t wages, pension, business, property, temporary;
	} declared;
	struct {
		int32_t wages, pension, business, dividend, miscellaneous;
	} evidence;
	int payers;      /* each with an address */
	int months;      /* bits of the months on aid; 0: all */
	int state;       /* 0: found; NOBODY: no answer */
	int declaration; /* 0: by payers; NOBODY: in no list */
	enum matching_confirmation identity;
	bool dependant;
	int tax_year;     /* 0: 2027 */
	const char *code; /* of the pension; NULL: one that is taxed */
	bool not_asked;
	enum inquiry_exclusion excluded;
	bool unknown, no_record, payer_hidden;
};

/* clang-format off */
static const struct row rows[] = {
	{.what = "both sides zero", .class = CLASS_TAX_EQUAL, .payers = 0},
	{.what = "wages to the yen", .class = CLASS_TAX_EQUAL, .declared = {.wages = 100000}, .evidence = {.wages = 1200000}, .payers = 1},
	{.what = "all five kinds to the yen", .class = CLASS_TAX_EQUAL, .declared = {10000, 600000, 20000, 3000, 4000}, .evidence = {120000, 600000, 240000, 36000, 48000}},
	/* 1,200,000 yen: one percent is more than 5,000 */
	{.what = "at the share above", .class = CLASS_TAX_EQUAL, .declared = {.wages = 100000}, .evidence = {.wages = 1212000}, .payers = 1},
	{.what = "a yen beyond the share", .class = CLASS_TAX_UNDER, .declared = {.wages = 100000}, .evidence = {.wages = 1212001}, .payers = 1},
	{.what = "at the share below", .class = CLASS_TAX_EQUAL, .declared = {.wages = 100000}, .evidence = {.wages = 1188000}, .payers = 1},
	{.what = "a yen beyond it", .class = CLASS_TAX_OVER, .declared = {.wages = 100000}, .evidence = {.wages = 1187999}, .payers = 1},
	/* 120,000 yen: 5,000 is more than one percent */
	{.what = "at the yen above", .class = CLASS_TAX_EQUAL, .declared = {.wages = 10000}, .evidence = {.wages = 125000}, .payers = 1},
	{.what = "a yen beyond the yen", .class = CLASS_TAX_UNDER, .declared = {.wages = 10000}, .evidence = {.wages = 125001}, .payers = 1},
	{.what = "pension at its yen", .class = CLASS_TAX_EQUAL, .declared = {.pension = 600000}, .evidence = {.pension = 600100}},
	{.what = "pension beyond", .class = CLASS_TAX_UNDER, .declared = {.pension = 600000}, .evidence = {.pension = 600101}},
	{.what = "a pension is six payments cut to the yen", .class = CLASS_TAX_EQUAL, .declared = {.pension = 600605}, .evidence = {.pension = 600500}},
	{.what = "a pension that is not taxed is not there", .class = CLASS_TAX_EQUAL, .declared = {.pension = 600000}, .evidence = {.pension = 0}, .code = "1351"},
	{.what = "a pension without code", .class = CLASS_TAX_NEEDS_PERSON, .declared = {.pension = 600000}, .evidence = {.pension = 600000}, .code = ""},
	{.what = "a pension whose code is in no list", .class = CLASS_TAX_NEEDS_PERSON, .declared = {.pension = 600000}, .evidence = {.pension = 600000}, .code = "9991"},
	{.what = "undeclared at the tolerance", .class = CLASS_TAX_EQUAL, .evidence = {.miscellaneous = 8000}},
	{.what = "undeclared beyond it", .class = CLASS_TAX_UNDECLARED, .evidence = {.miscellaneous = 8001}},
	{.what = "undeclared wages", .class = CLASS_TAX_UNDECLARED, .evidence = {.wages = 5001}, .payers = 1},
	{.what = "declared of another kind only", .class = CLASS_TAX_UNDECLARED, .declared = {.business = 20000}, .evidence = {.wages = 240000}, .payers = 1},
	{.what = "undeclared comes before several employers", .class = CLASS_TAX_UNDECLARED, .evidence = {.wages = 300000}, .payers = 2},
	{.what = "undeclared comes before under", .class = CLASS_TAX_UNDECLARED, .declared = {.wages = 10000}, .evidence = {.wages = 500000, .dividend = 1001}, .payers = 1},
	{.what = "several employers with equal sums", .class = CLASS_TAX_EMPLOYERS, .declared = {.wages = 100000}, .evidence = {.wages = 1200000}, .payers = 2},
	{.what = "several employers come before under", .class = CLASS_TAX_EMPLOYERS, .declared = {.wages = 10000}, .evidence = {.wages = 1200000}, .payers = 3},
	{.what = "several employers come before over", .class = CLASS_TAX_EMPLOYERS, .declared = {.wages = 100000}, .evidence = {.wages = 10000}, .payers = 2},
	{.what = "under comes before over", .class = CLASS_TAX_UNDER, .declared = {.wages = 100000, .pension = 600000}, .evidence = {.wages = 100000, .pension = 700000}, .payers = 1},
	{.what = "over: the tax record has less", .class = CLASS_TAX_OVER, .declared = {.property = 10000}, .evidence = {.dividend = 0}},
	{.what = "no income and said so", .class = CLASS_TAX_ZERO, .declaration = TAX_ZERO_RETURN},
	{.what = "said so, but was recognised", .class = CLASS_TAX_OVER, .declared = {.wages = 50000}, .declaration = TAX_ZERO_RETURN},
	{.what = "said so, but was paid", .class = CLASS_TAX_UNDECLARED, .evidence = {.wages = 900000}, .payers = 1, .declaration = TAX_ZERO_RETURN},
	{.what = "said so, with a yen in the record", .class = CLASS_TAX_EQUAL, .evidence = {.wages = 1}, .payers = 1, .declaration = TAX_ZERO_RETURN},
	{.what = "dependant of another", .class = CLASS_TAX_DEPENDANT, .dependant = true},
	{.what = "dependant comes before undeclared", .class = CLASS_TAX_DEPENDANT, .evidence = {.wages = 900000}, .payers = 1, .dependant = true},
	{.what = "needs a person comes before dependant", .class = CLASS_TAX_NEEDS_PERSON, .evidence = {.wages = HIDDEN}, .dependant = true},
	{.what = "hidden amount", .class = CLASS_TAX_NEEDS_PERSON, .evidence = {.dividend = HIDDEN}},
	{.what = "not applicable is zero", .class = CLASS_TAX_EQUAL, .declared = {.wages = 100000}, .evidence = {1200000, NO_AMOUNT, NO_AMOUNT, NO_AMOUNT, NO_AMOUNT}, .payers = 1},
	{.what = "a reason in no list", .class = CLASS_TAX_NEEDS_PERSON, .evidence = {.business = UNKNOWN_REASON}, .unknown = true},
	{.what = "a reason in no list, elsewhere", .class = CLASS_TAX_NEEDS_PERSON, .unknown = true},
	{.what = "what a payer paid is hidden", .class = CLASS_TAX_NEEDS_PERSON, .declared = {.wages = 100000}, .evidence = {.wages = 1200000}, .payers = 1, .payer_hidden = true},
	{.what = "another tax year", .class = CLASS_TAX_NEEDS_PERSON, .tax_year = 2026},
	{.what = "declaration in no list", .class = CLASS_TAX_NEEDS_PERSON, .declaration = NOBODY},
	{.what = "not disclosed", .class = CLASS_TAX_NEEDS_PERSON, .state = ANSWER_NOT_DISCLOSED},
	{.what = "error", .class = CLASS_TAX_NEEDS_PERSON, .state = ANSWER_ERROR},
	{.what = "found, but no record", .class = CLASS_TAX_NEEDS_PERSON, .no_record = true},
	{.what = "name or birth date not there", .class = CLASS_TAX_NEEDS_PERSON, .identity = IDENTITY_UNKNOWN},
	{.what = "name or birth date differ", .class = CLASS_TAX_IDENTITY, .identity = IDENTITY_DIFFERS},
	{.what = "identity comes before needs a person", .class = CLASS_TAX_IDENTITY, .evidence = {.wages = HIDDEN}, .identity = IDENTITY_DIFFERS},
	{.what = "no record comes before identity", .class = CLASS_TAX_NO_RECORD, .identity = IDENTITY_DIFFERS, .declaration = TAX_NO_RETURN},
	{.what = "no answer", .class = CLASS_TAX_NO_RECORD, .declared = {.wages = 100000}, .state = NOBODY},
	{.what = "not asked", .class = CLASS_TAX_NO_RECORD, .declared = {.wages = 100000}, .state = NOBODY, .not_asked = true},
	{.what = "left out of the inquiry", .class = CLASS_TAX_NO_RECORD, .state = NOBODY, .not_asked = true, .excluded = EXCLUDED_NO_CONSENT},
	{.what = "pending", .class = CLASS_TAX_NO_RECORD, .state = ANSWER_PENDING},
	{.what = "none", .class = CLASS_TAX_NO_RECORD, .state = ANSWER_NONE},
	{.what = "no return was made", .class = CLASS_TAX_NO_RECORD, .declaration = TAX_NO_RETURN},
	{.what = "no answer about a pension without code", .class = CLASS_TAX_NO_RECORD, .declared = {.pension = 600000}, .state = NOBODY, .code = ""},
	{.what = "half a year on aid, the year's wages", .class = CLASS_TAX_NEEDS_PERSON, .declared = {.wages = 100000}, .evidence = {.wages = 1200000}, .payers = 1, .months = 0x3f},
	{.what = "half a year on aid, its wages", .class = CLASS_TAX_EQUAL, .declared = {.wages = 100000}, .evidence = {.wages = 600000}, .payers = 1, .months = 0x3f},
	{.what = "half a year on aid, less than declared", .class = CLASS_TAX_OVER, .declared = {.wages = 100000}, .evidence = {.wages = 300000}, .payers = 1, .months = 0x3f},
	{.what = "half a year on aid, undeclared", .class = CLASS_TAX_NEEDS_PERSON, .evidence = {.wages = 300000}, .payers = 1, .months = 0x3f},
	{.what = "closed: a month of the year was enough", .class = CLASS_TAX_EQUAL, .declared = {.wages = 100000}, .evidence = {.wages = 100000}, .payers = 1, .months = 0x001},
	{.what = "pensions are paid in even months", .class = CLASS_TAX_EQUAL, .declared = {.pension = 600000}, .evidence = {.pension = 300000}, .months = 0x02a},
	{.what = "… and in odd ones not", .class = CLASS_TAX_EQUAL, .declared = {.pension = 600000}, .evidence = {.pension = 0}, .months = 0x555},
};
/* clang-format on */

/* A row with all that its struct borrows. */
struct subject {
	struct tax_person person;
	struct matching_request request;
	struct tax_record record;
	struct tax_income incomes[TAX_GROUPS];
	struct tax_employer employers[4];
};

static struct tax_amount amount(int32_t v)
{
	switch (v) {
	case HIDDEN:
		return (struct tax_amount){.null_reason = NULL_NOT_DISCLOSED};
	case NO_AMOUNT:
		return (struct tax_amount){.null_reason = NULL_NOT_APPLICABLE};
	case UNKNOWN_REASON:
		return (struct tax_amount){.null_reason = 98};
	default:
		return (struct tax_amount){.yen = v};
	}
}

static struct str text(const char *s)
{
	return (struct str){s, strlen(s)};
}

static void set_answer(struct subject *s, const struct row *r)
{
	struct matching_request *q = &s->request;
	struct tax_record *a = &s->record;

	q->asked = !r->not_asked;
	q->answered = r->state != NOBODY;
	q->state = (uint8_t)(r->state == 0 ? ANSWER_FOUND : r->state);
	q->unknown = r->unknown;
	q->excluded = (uint8_t)r->excluded;
	q->asked_on = day_of(2027, 7, 1);
	q->as = s->person.own;
	if (r->identity == IDENTITY_DIFFERS)
		q->as.birth_on++;
	if (r->identity == IDENTITY_UNKNOWN)
		q->as.name = text("");
	*a = (struct tax_record){.tax_year = r->tax_year == 0 ? 2027 : r->tax_year,
		.declaration = (uint8_t)(r->declaration == 0 ? TAX_BY_PAYER : r->declaration),
		.dependant = r->dependant,
		.employers = s->employers,
		.n_employers = (size_t)r->payers};
	if (r->declaration == NOBODY)
		a->declaration = 0;
	a->item[TAX_WAGES] = amount(r->evidence.wages);
	a->item[TAX_PENSION] = amount(r->evidence.pension);
	a->item[TAX_BUSINESS] = amount(r->evidence.business);
	a->item[TAX_DIVIDEND] = amount(r->evidence.dividend);
	a->item[TAX_MISCELLANEOUS] = amount(r->evidence.miscellaneous);
	for (int i = 0; i < r->payers; i++)
		s->employers[i] = (struct tax_employer){.payer = i + 1, .paid.yen = 100, .has_address = true};
	if (r->payer_hidden)
		s->employers[0].paid = amount(HIDDEN);
	s->person.record = r->no_record ? NULL : a;
}

static struct tax_person *subject(const struct row *r, struct subject *s)
{
	const int32_t declared[TAX_GROUPS] = {r->declared.wages, r->declared.pension, r->declared.business,
		r->declared.property, r->declared.temporary};

	memset(s, 0, sizeof *s);
	s->person = (struct tax_person){.year = 2026,
		.incomes = s->incomes,
		.own = {.name = text("試験花子"), .kana = text("シケンハナコ"), .birth_on = day_of(1980, 1, 1)},
		.request = &s->request};
	for (int m = 0; m < 12; m++)
		s->person.protected_days[m] = (int16_t)((r->months == 0 ? EVERY_MONTH : r->months) >> m & 1);
	for (int g = 0; g < TAX_GROUPS; g++) {
		if (declared[g] != 0)
			s->incomes[s->person.n_incomes++] =
				(struct tax_income){.kind = (uint8_t)tax_group_income((enum tax_group)g),
					.pension_code = text(r->code == NULL ? "1151" : r->code),
					.amount_yen = declared[g],
					.from = day_of(2025, 1, 1),
					.to = DAY_MAX};
	}
	set_answer(s, r);
	return &s->person;
}

static struct tax_finding classify(const struct tax_person *p)
{
	struct tax_finding f;

	tax_classify(p, &tables, keep, &f);
	return f;
}

static void every_row_has_its_class_and_a_reason(void **state)
{
	struct subject s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct tax_finding f = classify(subject(&rows[i], &s));

		if (f.class != rows[i].class)
			fail_msg("%s: class %d, wanted %d", rows[i].what, f.class, rows[i].class);
		if (f.reason[0] == '\0' || f.steps == 0)
			fail_msg("%s: without a reason or a next step", rows[i].what);
	}
}

static const struct row *row_of(const char *what)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		if (strcmp(rows[i].what, what) == 0)
			return &rows[i];
	}
	fail_msg("no row %s", what);
	return NULL;
}

static const struct tax_line *line_of(const struct tax_finding *f, enum tax_group group)
{
	for (int i = 0; i < f->lines; i++) {
		if (f->line[i].group == group)
			return &f->line[i];
	}
	return NULL;
}

/* Not one of the classes may be missing from the table above. */
static void every_class_stands_in_the_table(void **state)
{
	(void)state;
	for (int class = CLASS_TAX_EQUAL; class <= CLASS_TAX_NEEDS_PERSON; class ++) {
		size_t n = 0;

		for (size_t i = 0; i < COUNT_OF(rows); i++)
			n += (int)rows[i].class == class;
		assert_int_not_equal(n, 0);
	}
}

static void a_reason_carries_both_sides(void **state)
{
	struct subject s;
	struct tax_finding f = classify(subject(row_of("a yen beyond the share"), &s));

	(void)state;
	assert_string_equal(f.reason,
		"申告額が課税資料の額を許容差を超えて下回ります。給与収入は申告1,200,000円、"
		"課税資料1,212,001円（差12,001円、許容差12,000円）。");
	assert_int_equal(f.declared, 1200000);
	assert_int_equal(f.evidence, 1212001);
	f = classify(subject(row_of("no answer"), &s));
	assert_string_equal(f.reason,
		"令和9年7月1日の照会に回答がありません（経過0日）。給与収入は申告1,200,000円、課税資料なし。");
	assert_false(f.known);
	f = classify(subject(row_of("half a year on aid, undeclared"), &s));
	assert_non_null(strstr(f.reason, "保護を受けた月は6か月"));
}

static void there_is_a_line_for_each_group_with_something_on_either_side(void **state)
{
	struct subject s;
	struct tax_finding f = classify(subject(row_of("both sides zero"), &s));

	(void)state;
	assert_int_equal(f.lines, 0);
	f = classify(subject(row_of("all five kinds to the yen"), &s));
	assert_int_equal(f.lines, TAX_GROUPS);
	f = classify(subject(row_of("under comes before over"), &s));
	assert_int_equal(f.lines, 2);
	assert_int_equal(line_of(&f, TAX_GROUP_WAGES)->class, CLASS_TAX_OVER);
	assert_int_equal(line_of(&f, TAX_GROUP_PENSION)->class, CLASS_TAX_UNDER);
	f = classify(subject(row_of("hidden amount"), &s));
	assert_int_equal(f.lines, 1);
	assert_false(line_of(&f, TAX_GROUP_PROPERTY)->known);
	assert_int_equal(line_of(&f, TAX_GROUP_PROPERTY)->class, CLASS_TAX_NEEDS_PERSON);
}

/* What may be another person's record is compared with nothing. */
static void no_line_says_more_than_the_class_of_the_person(void **state)
{
	static const struct {
		const char *row;
		enum finding_class class;
	} wanted[] = {
		{"identity comes before needs a person", CLASS_TAX_IDENTITY}, {"no answer", CLASS_TAX_NO_RECORD}};
	struct subject s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		struct tax_finding f = classify(subject(row_of(wanted[i].row), &s));

		assert_int_equal(f.lines, 1);
		assert_int_equal(f.line[0].class, wanted[i].class);
	}
	struct row r = *row_of("undeclared wages");

	r.tax_year = 2026;
	assert_int_equal(classify(subject(&r, &s)).line[0].class, CLASS_TAX_NEEDS_PERSON);
	r.tax_year = 0;
	r.identity = IDENTITY_UNKNOWN;
	assert_int_equal(classify(subject(&r, &s)).line[0].class, CLASS_TAX_NEEDS_PERSON);
}

static void months_carry_what_was_recognised_while_on_aid(void **state)
{
	struct row r = {.declared = {.wages = 90000, .pension = 600005}, .months = 0x3f};
	struct subject s;
	struct tax_person *p = subject(&r, &s);

	(void)state;
	s.incomes[0].to = day_of(2026, 3, 1); /* wages of January and February */
	struct tax_finding f = classify(p);

	assert_int_equal(f.month[TAX_GROUP_WAGES][0], 90000);
	assert_int_equal(f.month[TAX_GROUP_WAGES][1], 90000);
	assert_int_equal(f.month[TAX_GROUP_WAGES][2], 0);
	assert_int_equal(f.month[TAX_GROUP_PENSION][0], 0);
	assert_int_equal(f.month[TAX_GROUP_PENSION][1], 100000);
	assert_int_equal(f.month[TAX_GROUP_PENSION][5], 100000);
	assert_int_equal(f.month[TAX_GROUP_PENSION][7], 0); /* no longer on aid */
	assert_int_equal(f.declared, 2 * 90000 + 3 * 100000);
}

static void letters_go_to_employers_only_where_wages_are_asked_about(void **state)
{
	static const struct {
		const char *row;
		int steps;
	} wanted[] = {
		{"undeclared wages",
			STEP_ASK_PERSON | STEP_EMPLOYER | STEP_LETTER_29 | STEP_CONSIDER_63 | STEP_CONSIDER_78},
		{"several employers with equal sums", STEP_ASK_PERSON | STEP_EMPLOYER | STEP_LETTER_29},
		{"a yen beyond the share",
			STEP_ASK_PERSON | STEP_EMPLOYER | STEP_LETTER_29 | STEP_CONSIDER_63 | STEP_CONSIDER_78},
		{"undeclared beyond it", STEP_ASK_PERSON | STEP_CONSIDER_63 | STEP_CONSIDER_78},
		{"under comes before over", STEP_ASK_PERSON | STEP_CONSIDER_63 | STEP_CONSIDER_78},
		{"dependant comes before undeclared", STEP_ASK_PERSON},
		{"half a year on aid, undeclared", STEP_ASK_PERSON},
		{"over: the tax record has less", STEP_ASK_PERSON},
		{"name or birth date differ", STEP_ASK_PERSON},
		{"another tax year", STEP_ASK_PERSON | STEP_ASK_AGAIN},
		{"error", STEP_ASK_PERSON | STEP_ASK_AGAIN},
		{"not asked", STEP_ASK_AGAIN},
		{"left out of the inquiry", STEP_ASK_PERSON},
		{"no answer", STEP_WAIT},
		{"pending", STEP_WAIT},
		{"none", STEP_ASK_PERSON},
		{"wages to the yen", STEP_NONE_DUE},
		{"no income and said so", STEP_NONE_DUE},
	};
	struct subject s;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		struct tax_finding f = classify(subject(row_of(wanted[i].row), &s));

		if (f.steps != wanted[i].steps)
			fail_msg("%s: steps %d, wanted %d", wanted[i].row, f.steps, wanted[i].steps);
	}
}

static void no_letter_is_suggested_for_the_protected_or_without_an_address(void **state)
{
	struct subject s;
	struct tax_person *p = subject(row_of("several employers come before under"), &s);

	(void)state;
	assert_true(classify(p).steps & STEP_LETTER_29);
	s.employers[0].has_address = s.employers[1].has_address = false;
	assert_true(classify(p).steps & STEP_LETTER_29);
	assert_non_null(strstr(classify(p).reason, "給与支払者3件のうち2件は所在地が分からず"));
	s.employers[2].has_address = false;
	assert_false(classify(p).steps & STEP_LETTER_29);
	assert_true(classify(p).steps & STEP_EMPLOYER);
	s.employers[2].has_address = true;
	p->is_protected = true;
	assert_int_equal(classify(p).class, CLASS_TAX_EMPLOYERS);
	assert_false(classify(p).steps & STEP_LETTER_29);
	assert_non_null(strstr(classify(p).reason, "支援措置の対象のため"));
}

static void an_employer_that_is_named_twice_is_one(void **state)
{
	struct subject s;
	struct tax_person *p = subject(row_of("several employers come before under"), &s);

	(void)state;
	assert_int_equal(classify(p).class, CLASS_TAX_EMPLOYERS);
	s.employers[1].payer = s.employers[2].payer = s.employers[0].payer;
	assert_int_equal(classify(p).class, CLASS_TAX_UNDER);
}

static void a_payer_of_nothing_is_not_counted(void **state)
{
	struct subject s;
	struct tax_person *p = subject(row_of("several employers with equal sums"), &s);

	(void)state;
	s.employers[1].paid.yen = 0;
	assert_int_equal(classify(p).class, CLASS_TAX_EQUAL);
	s.employers[1].paid = amount(NO_AMOUNT);
	assert_int_equal(classify(p).class, CLASS_TAX_EQUAL);
}

/* Nineteen places: largest amounts of all items and incomes. */
static void the_largest_amounts_do_not_overflow(void **state)
{
	struct row r = {.declared = {INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX},
		.evidence = {INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX, INT32_MAX}};
	struct subject s;
	struct tax_finding f = classify(subject(&r, &s));

	(void)state;
	assert_int_equal(f.class, CLASS_TAX_OVER);
	assert_int_equal(f.evidence, 5LL * INT32_MAX);
	assert_int_equal(f.declared, 4LL * 12 * INT32_MAX + INT32_MAX / 6 * 6);
}

static void the_codes_of_declarations_are_known(void **state)
{
	(void)state;
	assert_int_equal(tax_declaration_of(text("01")), TAX_BY_RETURN);
	assert_int_equal(tax_declaration_of(text("04")), TAX_NO_RETURN);
	assert_int_equal(tax_declaration_of(text("")), 0);
	assert_int_equal(tax_declaration_of(text("1")), 0);
	assert_int_equal(tax_declaration_of(text("99")), 0);
	assert_string_equal(tax_declaration_term(TAX_ZERO_RETURN), "所得なしの申告");
	assert_string_equal(tax_declaration_term(0), "不明");
}

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Something of everything, the same each time. */
static struct row any_row(uint32_t *seed)
{
	static const int32_t yen[] = {
		0, 0, 0, 1, 5000, 8001, 100000, 1212000, INT32_MAX, HIDDEN, NO_AMOUNT, UNKNOWN_REASON};
	static const int states[] = {
		0, 0, 0, 0, 0, NOBODY, ANSWER_NONE, ANSWER_PENDING, ANSWER_NOT_DISCLOSED, ANSWER_ERROR};
	static const char *const pension_codes[] = {"1151", "1351", "", "9991", "115"};
#define ANY(list) (list)[next(seed) % COUNT_OF(list)]
#define DECLARED  yen[next(seed) % 9]

	return (struct row){.declared = {DECLARED, DECLARED, DECLARED, DECLARED, DECLARED},
		.evidence = {ANY(yen), ANY(yen), ANY(yen), ANY(yen), ANY(yen)},
		.payers = (int)(next(seed) % 4),
		.months = (int)(next(seed) % 3 == 0 ? next(seed) & EVERY_MONTH : 0),
		.state = ANY(states),
		.declaration = (int)(next(seed) % 5),
		.identity = (enum matching_confirmation)(next(seed) % 4 % 3),
		.dependant = next(seed) % 8 == 0,
		.tax_year = next(seed) % 8 == 0 ? 2026 : 0,
		.code = ANY(pension_codes),
		.unknown = next(seed) % 8 == 0,
		.no_record = next(seed) % 16 == 0};
}

static void whatever_comes_has_one_class_and_sums_that_agree(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct row r = any_row(&seed);
		struct subject s;
		struct tax_finding f = classify(subject(&r, &s));
		yen_t declared = 0, evidence = 0, months = 0;

		assert_in_range(f.class, CLASS_TAX_EQUAL, CLASS_TAX_NEEDS_PERSON);
		assert_in_range(f.lines, 0, TAX_GROUPS);
		for (int k = 0; k < f.lines; k++) {
			declared += f.line[k].declared;
			evidence += f.line[k].evidence;
		}
		for (int g = 0; g < TAX_GROUPS; g++)
			for (int m = 0; m < 12; m++)
				months += f.month[g][m];
		assert_int_equal(declared, f.declared);
		assert_int_equal(months, f.declared);
		assert_int_equal(evidence, f.evidence);
		assert_int_not_equal(f.steps, 0);
		assert_true(f.reason[0] != '\0');
		/* Nothing is said against somebody by an answer that may be wrong, or about months off aid. */
		if (f.class == CLASS_TAX_UNDER || f.class == CLASS_TAX_UNDECLARED)
			assert_true(r.state == 0 && r.identity == IDENTITY_CONFIRMED && !r.unknown && r.tax_year == 0);
		if ((f.steps & (STEP_CONSIDER_63 | STEP_CONSIDER_78)) != 0)
			assert_true(r.months == 0 || r.months == EVERY_MONTH);
		arena_reset(keep);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_has_its_class_and_a_reason),
		cmocka_unit_test(every_class_stands_in_the_table),
		cmocka_unit_test(a_reason_carries_both_sides),
		cmocka_unit_test(there_is_a_line_for_each_group_with_something_on_either_side),
		cmocka_unit_test(no_line_says_more_than_the_class_of_the_person),
		cmocka_unit_test(months_carry_what_was_recognised_while_on_aid),
		cmocka_unit_test(letters_go_to_employers_only_where_wages_are_asked_about),
		cmocka_unit_test(no_letter_is_suggested_for_the_protected_or_without_an_address),
		cmocka_unit_test(an_employer_that_is_named_twice_is_one),
		cmocka_unit_test(a_payer_of_nothing_is_not_counted),
		cmocka_unit_test(the_largest_amounts_do_not_overflow),
		cmocka_unit_test(the_codes_of_declarations_are_known),
		cmocka_unit_test(whatever_comes_has_one_class_and_sums_that_agree),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
