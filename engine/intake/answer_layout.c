/*
 * answer_layout.c: the items of each record of an answer file.  Data only; ANSWERS.md says what they mean.
 */
#include "engine/intake/answer.h"

#include "getsuji/matching.h"

#define WORD_ROW(name, number, word, term) {number, word},
static const struct record_word subjects[] = {INQUIRY_SUBJECTS(WORD_ROW){0, NULL}};
static const struct record_word states[] = {ANSWER_STATES(WORD_ROW){0, NULL}};
static const struct record_word schemes[] = {PENSION_SCHEMES(WORD_ROW){0, NULL}};

#define YEN_MAX 2147483647

/* clang-format off */
#define DIGITS(name, n)          {name, ITEM_DIGITS, false, 0, n, NULL}
#define CODE(name, lo, hi)       {name, ITEM_CODE, true, lo, hi, NULL}
#define WORD(name, words)        {name, ITEM_WORD, false, 0, 0, words}
#define TEXT(name, lo, hi)       {name, ITEM_TEXT, true, lo, hi, NULL}
#define DAY(name)                {name, ITEM_DAY, false, 0, 0, NULL}
#define DAY_OR_NULL(name)        {name, ITEM_DAY, true, 0, 0, NULL}
#define YYYYMM(name)             {name, ITEM_YYYYMM, true, 0, 0, NULL}
#define NUMBER(name, lo, hi)     {name, ITEM_NUMBER, false, lo, hi, NULL}
#define NUMBER_OR_NULL(name, lo, hi) {name, ITEM_NUMBER, true, lo, hi, NULL}
#define YEN(name)                {name, ITEM_YEN, true, 0, YEN_MAX, NULL}

static record_items items[RECORD_COUNT] = {
	[RECORD_FILE] = {
		{"layout", ITEM_TEXT, false, 1, 40, NULL}, WORD("subject", subjects), DIGITS("office", 5), DAY("made_on"),
		NUMBER("serial", 1, 999999)},
	[RECORD_ANSWER] = {
		DIGITS("request_id", REQUEST_ID_DIGITS), DIGITS("linkage_no", LINKAGE_NO_DIGITS), WORD("state", states),
		TEXT("name", 1, 80), TEXT("name_kana", 1, 80), DAY_OR_NULL("birth_on"), DAY("answered_on")},
	[RECORD_AWARD] = {
		{"pension_code", ITEM_CODE, false, 4, 4, NULL}, CODE("change_reason_a", 1, 4), CODE("change_reason_b", 1, 4),
		DAY_OR_NULL("first_paid_on")},
	[RECORD_SCHEME] = {
		WORD("scheme", schemes), DAY_OR_NULL("decided_on"), DAY_OR_NULL("right_arose_on"), DAY_OR_NULL("right_lost_on"),
		CODE("suspension_reason", 2, 2), YYYYMM("suspended_from"), YYYYMM("suspended_to"),
		NUMBER_OR_NULL("fixed_years", 0, 99), NUMBER_OR_NULL("certified_year", 1950, 2200),
		DAY_OR_NULL("first_visit_on"), CODE("grade_code", 1, 4), CODE("illness_code", 1, 6),
		CODE("certificate_code", 1, 4)},
	[RECORD_AMOUNT] = {
		DAY("pay_from_on"), CODE("reason_a", 1, 4), CODE("reason_b", 1, 4), YEN("national_yen"),
		YEN("national_stopped_yen"), YEN("additional_yen"), YEN("additional_stopped_yen"), YEN("child_yen"),
		YEN("spouse_yen"), YEN("employees_yen"), YEN("employees_stopped_yen")},
	[RECORD_PAYMENT] = {
		DAY("paid_on"), YEN("paid_yen"), YEN("income_tax_yen"), YEN("care_premium_yen"), YEN("health_premium_yen"),
		YEN("elderly_premium_yen"), YEN("resident_tax_yen")},
	[RECORD_ARREARS] = {
		DAY("paid_on"), YEN("national_yen"), YEN("additional_yen"), YEN("employees_yen")},
	[RECORD_TAX] = {
		NUMBER("tax_year", 1990, 2200), CODE("declaration", 2, 2), CODE("nontaxable", 2, 2), YEN("per_capita_yen"),
		YEN("income_levy_yen"), YEN("total_income_yen"), NUMBER("dependant", 0, 1), YEN("wages_yen"),
		YEN("wages_income_yen"), YEN("pension_yen"), YEN("pension_income_yen"), YEN("business_yen"),
		YEN("agriculture_yen"), YEN("real_estate_yen"), YEN("interest_yen"), YEN("dividend_yen"), YEN("transfer_yen"),
		YEN("occasional_yen"), YEN("miscellaneous_yen")},
	[RECORD_EMPLOYER] = {
		{"employer_name", ITEM_TEXT, false, 1, 100, NULL}, {"postal_code", ITEM_DIGITS, true, 0, 7, NULL},
		TEXT("address", 1, ANSWER_TEXT_MAX), YEN("paid_yen")},
	[RECORD_END] = {
		NUMBER("answers", 0, ANSWERS_MAX), NUMBER("records", 0, 2000000000), {"digest", ITEM_CODE, false, 64, 64, NULL}},
};
/* clang-format on */

#define BIT(record) (1u << (record))

/* clang-format off */
/* Which records may follow one, and the record it stands under. */
static const struct record_order order[RECORD_COUNT] = {
	[RECORD_FILE]     = {BIT(RECORD_ANSWER) | BIT(RECORD_END), NO_RECORD, "file"},
	[RECORD_ANSWER]   = {BIT(RECORD_ANSWER) | BIT(RECORD_END) | BIT(RECORD_AWARD) | BIT(RECORD_TAX),
		NO_RECORD, "answer"},
	[RECORD_AWARD]    = {BIT(RECORD_SCHEME), RECORD_ANSWER, "answer/award"},
	[RECORD_SCHEME]   = {BIT(RECORD_SCHEME) | BIT(RECORD_AMOUNT) | BIT(RECORD_PAYMENT) | BIT(RECORD_ARREARS) |
		BIT(RECORD_AWARD) | BIT(RECORD_ANSWER) | BIT(RECORD_END), RECORD_AWARD, "answer/award/scheme"},
	[RECORD_AMOUNT]   = {BIT(RECORD_AMOUNT) | BIT(RECORD_PAYMENT) | BIT(RECORD_ARREARS) |
		BIT(RECORD_AWARD) | BIT(RECORD_ANSWER) | BIT(RECORD_END), RECORD_AWARD, "answer/award/amount"},
	[RECORD_PAYMENT]  = {BIT(RECORD_PAYMENT) | BIT(RECORD_ARREARS) |
		BIT(RECORD_AWARD) | BIT(RECORD_ANSWER) | BIT(RECORD_END), RECORD_AWARD, "answer/award/payment"},
	[RECORD_ARREARS]  = {BIT(RECORD_ARREARS) |
		BIT(RECORD_AWARD) | BIT(RECORD_ANSWER) | BIT(RECORD_END), RECORD_AWARD, "answer/award/arrears"},
	[RECORD_TAX]      = {BIT(RECORD_EMPLOYER) | BIT(RECORD_ANSWER) | BIT(RECORD_END), RECORD_ANSWER, "answer/tax"},
	[RECORD_EMPLOYER] = {BIT(RECORD_EMPLOYER) | BIT(RECORD_ANSWER) | BIT(RECORD_END), RECORD_TAX,
		"answer/tax/employer"},
	[RECORD_END]      = {0, NO_RECORD, "end"},
};
/* clang-format on */

static const char *const record_words[RECORD_COUNT] = {
#define X(constant, word) word,
	ANSWER_RECORDS(X)
#undef X
};

const struct record_layout answer_layout = {
	.name = ANSWER_LAYOUT,
	.count = RECORD_COUNT,
	.counted = RECORD_ANSWER,
	.most = ANSWERS_MAX,
	.words = record_words,
	.order = order,
	.items = items,
	.rules = &answer_rules,
};

const char *answer_record_word(enum answer_record record)
{
	return record_words[record];
}

int answer_items(enum answer_record record)
{
	int n = 0;

	while (items[record][n].name)
		n++;
	return n;
}
