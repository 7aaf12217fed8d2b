/*
 * datasets.c: the columns of every dataset.  Data only; README.md beside it says what they mean.
 */
#include "engine/intake/dataset.h"
#include "gen/sql.h"
#include "getsuji/benefit.h"
#include "getsuji/facts.h"
#include "getsuji/matching.h"
#include "getsuji/payment.h"
#include "getsuji/slip.h"
#include "getsuji/ticket.h"
#include "getsuji/zengin.h"

#define WORD_ROW(name, number, word, term) {number, word},
#define WORD_LIST(name, LIST)              static const struct field_word name[] = {LIST(WORD_ROW){0, NULL}}

WORD_LIST(roles, FACT_ROLES);
WORD_LIST(states, FACT_PROTECTION_STATES);
WORD_LIST(reasons, FACT_EVENT_REASONS);
WORD_LIST(circumstances, FACT_CIRCUMSTANCES);
WORD_LIST(stays, FACT_STAYS);
WORD_LIST(incomes, FACT_INCOMES);
WORD_LIST(needs, FACT_NEEDS);
WORD_LIST(addresses, FACT_ADDRESSES);
WORD_LIST(payment_methods, FACT_PAYMENT_METHODS);
WORD_LIST(household_types, FACT_HOUSEHOLD_TYPES);
WORD_LIST(consents, LINKAGE_CONSENTS);
WORD_LIST(benefits, AWARD_BENEFITS);
WORD_LIST(purposes, INQUIRY_PURPOSES);
WORD_LIST(conditions, INQUIRY_CONDITIONS);
WORD_LIST(bases, TREATMENT_BASES);
WORD_LIST(coverages, COVERAGE_KINDS);
WORD_LIST(recipient_policies, RECIPIENT_POLICIES);
WORD_LIST(ticket_forms, TICKET_FORMS);
WORD_LIST(care_levels, CARE_LEVELS);
WORD_LIST(opinion_kinds, OPINION_KINDS);
WORD_LIST(account_kinds, ACCOUNT_KINDS);
WORD_LIST(pay_shifts, PAY_SHIFTS);
WORD_LIST(payment_parts, PAYMENT_PARTS);
WORD_LIST(payee_kinds, PAYEE_KINDS);
WORD_LIST(articles, REPAYMENT_ARTICLES);
/* Treatments and care plans take the services of their side. */
#define TREATMENT_SERVICE(name, number, word, term, type, kind) \
	{(type) == TICKET_CARE ? 0 : (number), (type) == TICKET_CARE ? "" : (word)},
#define CARE_SERVICE(name, number, word, term, type, kind) \
	{(type) == TICKET_CARE ? (number) : 0, (type) == TICKET_CARE ? (word) : ""},
static const struct field_word treatment_services[] = {TICKET_SERVICES(TREATMENT_SERVICE){0, NULL}};
static const struct field_word care_services[] = {TICKET_SERVICES(CARE_SERVICE){0, NULL}};
static const struct field_word transfer_kinds[] = {{11, "11"}, {21, "21"}, {0, NULL}};
static const struct field_word code_classes[] = {{0, "jis"}, {0, NULL}}; /* no EBCDIC: see zengin.h */
static const struct field_word grades[] = {
	{0, "1-1"}, {1, "1-2"}, {2, "2-1"}, {3, "2-2"}, {4, "3-1"}, {5, "3-2"}, {0, NULL}};

#define YEN_INT4 2147483647

/* clang-format off */
#define FROM_TO   {"valid_from", FIELD_DAY, PUT_DAY, true, 0, 0, NULL}, \
                  {"valid_to", FIELD_END, PUT_DAY, false, 0, 0, NULL}
#define HOUSEHOLD {"office", FIELD_OFFICE, PUT_NOTHING, true, 1, 99999, NULL}, \
                  {"case_no", FIELD_CASE, PUT_NOTHING, true, 1, 99999999, NULL}
#define PERSON    HOUSEHOLD, {"person_no", FIELD_NUMBER, PUT_INT2, true, 1, 99, NULL}
#define TEXT(column, must, most) {column, FIELD_TEXT, PUT_TEXT, must, (must) ? 1 : 0, most, NULL}
#define KANA(column, class, most) {column, FIELD_KANA, PUT_TEXT, true, class, most, NULL}
#define WORD(column, words)      {column, FIELD_WORD, PUT_INT2, true, 0, 0, words}
#define BOOL(column)             {column, FIELD_BOOL, PUT_BOOL, false, 0, 1, NULL}
#define YEN(column, must)        {column, FIELD_NUMBER, PUT_INT4, must, 0, YEN_INT4, NULL}
#define COUNT(column, most)      {column, FIELD_NUMBER, PUT_INT2, false, 0, most, NULL}
#define DAYS(column, most)       {column, FIELD_NUMBER, PUT_INT2, true, 0, most, NULL}
#define OFFICE    {"office", FIELD_OFFICE, PUT_INT4, true, 1, 99999, NULL}
#define ACCOUNT   {"bank_code", FIELD_DIGITS, PUT_TEXT, true, 0, 4, NULL}, \
                  KANA("bank_kana", ZENGIN_BRANCH, 15), \
                  {"branch_code", FIELD_DIGITS, PUT_TEXT, true, 0, 3, NULL}, \
                  KANA("branch_kana", ZENGIN_BRANCH, 15), \
                  WORD("account_kind", account_kinds), \
                  {"account_no", FIELD_DIGITS, PUT_TEXT, true, 0, 7, NULL}
#define REQUIRED_AMOUNT(i) (((i) >= BENEFIT_payable_livelihood && (i) <= BENEFIT_payable_total) || \
	(i) == BENEFIT_minimum_total || (i) == BENEFIT_income_recognised)
#define AMOUNT(name, term, rule, citation) YEN(#name, REQUIRED_AMOUNT(BENEFIT_##name)),

const struct dataset datasets[] = {
	{"office", &sql_stage_office, false, {
		{"office", FIELD_OFFICE, PUT_INT4, true, 1, 99999, NULL},
		TEXT("name", true, 60),
		{"municipality", FIELD_CODE5, PUT_INT4, true, 1001, 47999, NULL},
		{"postal_code", FIELD_POSTAL, PUT_TEXT, true, 0, 0, NULL},
		TEXT("address", true, 200),
		TEXT("phone", true, 40),
		TEXT("director", true, 60),
		TEXT("governor", true, 60),
		TEXT("defendant", true, 60),
		FROM_TO}},
	{"caseworker", &sql_stage_caseworker, false, {
		{"office", FIELD_OFFICE, PUT_INT4, true, 1, 99999, NULL},
		{"caseworker_no", FIELD_NUMBER, PUT_INT4, true, 1, 99999, NULL},
		TEXT("name", true, 60),
		FROM_TO}},
	{"household", &sql_stage_household, true, {
		HOUSEHOLD,
		{"municipality", FIELD_CODE5, PUT_INT4, true, 1001, 47999, NULL},
		{"caseworker_no", FIELD_NUMBER, PUT_INT4, true, 1, 99999, NULL},
		WORD("household_type", household_types),
		WORD("payment_method", payment_methods),
		BOOL("single_parent"),
		BOOL("protected_address"),
		FROM_TO}},
	{"protection", &sql_stage_protection, true, {
		HOUSEHOLD,
		WORD("state", states),
		FROM_TO,
		{"start_reason", FIELD_WORD, PUT_INT2, false, 0, 0, reasons},
		{"end_reason", FIELD_WORD, PUT_INT2, false, 0, 0, reasons}}},
	{"person", &sql_stage_person, true, {
		PERSON,
		WORD("role", roles),
		{"birth_on", FIELD_DAY, PUT_DAY, true, 0, 0, NULL},
		TEXT("name", true, 80),
		TEXT("name_kana", false, 80),
		FROM_TO}},
	{"circumstance", &sql_stage_circumstance, true, {
		PERSON,
		WORD("kind", circumstances),
		FROM_TO}},
	{"stay", &sql_stage_stay, true, {
		PERSON,
		WORD("kind", stays),
		FROM_TO,
		BOOL("over_one_month")}},
	{"income", &sql_stage_income, true, {
		PERSON,
		WORD("kind", incomes),
		{"item_no", FIELD_NUMBER, PUT_INT2, true, 1, 999, NULL},
		YEN("amount_yen", true),
		YEN("expenses_yen", false),
		YEN("care_premium_yen", false),
		FROM_TO}},
	{"income_declaration", &sql_stage_income_declaration, true, {
		HOUSEHOLD,
		{"month", FIELD_MONTH, PUT_MONTH, true, 0, 0, NULL},
		{"submitted_on", FIELD_DAY, PUT_DAY, true, 0, 0, NULL}}},
	{"rent", &sql_stage_rent, true, {
		HOUSEHOLD,
		YEN("rent_yen", true),
		YEN("common_charge_yen", false),
		BOOL("special_limit"),
		{"floor_area_cm2", FIELD_NUMBER, PUT_INT4, false, 0, 100000000, NULL},
		BOOL("paid_to_landlord"),
		FROM_TO}},
	{"need", &sql_stage_need, true, {
		HOUSEHOLD,
		{"person_no", FIELD_NUMBER, PUT_INT2, true, 0, 99, NULL},
		WORD("kind", needs),
		{"item_no", FIELD_NUMBER, PUT_INT2, true, 1, 999, NULL},
		YEN("amount_yen", true),
		FROM_TO}},
	{"address", &sql_stage_address, true, {
		HOUSEHOLD,
		WORD("kind", addresses),
		{"postal_code", FIELD_POSTAL, PUT_TEXT, true, 0, 0, NULL},
		TEXT("address", true, 200),
		TEXT("care_of", false, 100),
		FROM_TO}},
	{"hold", &sql_stage_hold, true, {
		HOUSEHOLD,
		{"name", FIELD_NAME, PUT_TEXT, true, 1, 40, NULL},
		TEXT("reason", true, 200),
		FROM_TO}},
	{"linkage", &sql_stage_linkage, true, {
		PERSON,
		{"linkage_no", FIELD_DIGITS, PUT_TEXT, false, 0, LINKAGE_NO_DIGITS, NULL},
		WORD("consent", consents),
		BOOL("nondisclosure"),
		FROM_TO}},
	{"pension", &sql_stage_pension, true, {
		PERSON,
		WORD("benefit", benefits),
		{"item_no", FIELD_NUMBER, PUT_INT2, true, 1, 999, NULL},
		{"pension_code", FIELD_DIGITS, PUT_TEXT, false, 0, 4, NULL},
		FROM_TO}},
	{"inquiry", &sql_stage_inquiry, true, {
		PERSON,
		{"item_no", FIELD_NUMBER, PUT_INT2, true, 1, 999, NULL},
		{"month", FIELD_MONTH, PUT_MONTH, true, 0, 0, NULL},
		{"list_name", FIELD_NAME, PUT_TEXT, true, 1, 40, NULL},
		TEXT("procedure_no", true, 10),
		WORD("purpose", purposes),
		WORD("condition", conditions),
		{"from_on", FIELD_END, PUT_DAY, false, 0, 0, NULL},
		{"to_on", FIELD_END, PUT_DAY, false, 0, 0, NULL}}},
	{"ticket_office", &sql_stage_ticket_office, false, {
		{"office", FIELD_OFFICE, PUT_INT4, true, 1, 99999, NULL},
		{"payer_no", FIELD_PAYER, PUT_TEXT, true, 0, 0, NULL},
		WORD("recipient_policy", recipient_policies),
		WORD("form", ticket_forms),
		TEXT("handler", true, 60),
		{"issue_day", FIELD_NUMBER, PUT_INT2, true, 1, 31, NULL},
		{"upload_day", FIELD_NUMBER, PUT_INT2, true, 1, 31, NULL},
		FROM_TO}},
	{"treatment", &sql_stage_treatment, true, {
		PERSON,
		{"item_no", FIELD_NUMBER, PUT_INT2, true, 1, 999, NULL},
		WORD("basis", bases),
		WORD("service", treatment_services),
		{"institution_code", FIELD_CODE10, PUT_TEXT, true, 0, 0, NULL},
		{"prescriber_code", FIELD_CODE10, PUT_TEXT, false, 0, 0, NULL},
		TEXT("injury_1", true, 40),
		TEXT("injury_2", false, 40),
		TEXT("injury_3", false, 40),
		{"first_visit_on", FIELD_END, PUT_DAY, false, 0, 0, NULL},
		TEXT("remarks", false, 60),
		FROM_TO}},
	{"care_plan", &sql_stage_care_plan, true, {
		PERSON,
		{"item_no", FIELD_NUMBER, PUT_INT2, true, 1, 999, NULL},
		WORD("service", care_services),
		{"institution_code", FIELD_CODE10, PUT_TEXT, true, 0, 0, NULL},
		{"insured_no", FIELD_INSURED, PUT_TEXT, false, 0, 0, NULL},
		WORD("care_level", care_levels),
		{"certified_from", FIELD_DAY, PUT_DAY, true, 0, 0, NULL},
		{"certified_to", FIELD_DAY, PUT_DAY, true, 0, 0, NULL},
		TEXT("remarks", false, 60),
		FROM_TO}},
	{"coverage", &sql_stage_coverage, true, {
		PERSON,
		WORD("kind", coverages),
		{"item_no", FIELD_NUMBER, PUT_INT2, true, 1, 999, NULL},
		{"insurer_no", FIELD_DIGITS, PUT_TEXT, false, 0, 8, NULL},
		{"scheme_no", FIELD_DIGITS, PUT_TEXT, false, 0, 2, NULL},
		FROM_TO}},
	{"opinion", &sql_stage_opinion, true, {
		PERSON,
		{"institution_code", FIELD_CODE10, PUT_TEXT, true, 0, 0, NULL},
		WORD("service", treatment_services),
		WORD("kind", opinion_kinds),
		{"received_on", FIELD_DAY, PUT_DAY, true, 0, 0, NULL},
		{"needed", FIELD_BOOL, PUT_BOOL, true, 0, 1, NULL},
		FROM_TO}},
	{"paying_account", &sql_stage_paying_account, false, {
		OFFICE,
		WORD("kind", transfer_kinds),
		WORD("code_class", code_classes),
		{"requester_code", FIELD_DIGITS, PUT_TEXT, true, 0, 10, NULL},
		KANA("requester_kana", ZENGIN_PARTY, 40),
		ACCOUNT,
		{"pay_day", FIELD_NUMBER, PUT_INT2, true, 1, 31, NULL},
		WORD("shift", pay_shifts),
		BOOL("line_ends"),
		FROM_TO}},
	{"bank_account", &sql_stage_bank_account, true, {
		HOUSEHOLD,
		ACCOUNT,
		KANA("holder_kana", ZENGIN_PARTY, 60),
		FROM_TO}},
	{"payee", &sql_stage_payee, false, {
		OFFICE,
		{"payee_no", FIELD_NUMBER, PUT_INT4, true, 1, 99999, NULL},
		WORD("kind", payee_kinds),
		TEXT("name", true, 60),
		ACCOUNT,
		KANA("holder_kana", ZENGIN_PARTY, 60),
		FROM_TO}},
	{"proxy", &sql_stage_proxy, true, {
		HOUSEHOLD,
		WORD("part", payment_parts),
		{"payee_no", FIELD_NUMBER, PUT_INT4, true, 1, 99999, NULL},
		FROM_TO}},
	{"mail_office", &sql_stage_mail_office, false, {
		OFFICE,
		{"contractor", FIELD_NAME, PUT_TEXT, true, 1, 40, NULL},
		{"profile", FIELD_NAME, PUT_TEXT, true, 1, 40, NULL},
		BOOL("duplex"),
		{"part_sheets", FIELD_NUMBER, PUT_INT4, true, 10, 20000, NULL},
		DAYS("moved_days", 366),
		DAYS("cut_off_days", 60),
		DAYS("post_days", 60),
		DAYS("report_days", 60),
		DAYS("keep_days", 366),
		TEXT("enclosure", false, 20),
		{"enclosure_mg", FIELD_NUMBER, PUT_INT4, false, 0, 100000, NULL},
		FROM_TO}},
	{"slip_office", &sql_stage_slip_office, false, {
		OFFICE,
		{"maker_code", FIELD_DIGITS, PUT_TEXT, true, 0, 6, NULL},
		TEXT("collector", true, 40),
		TEXT("account_name", true, 60),
		WORD("due_shift", pay_shifts),
		FROM_TO}},
	{"repayment", &sql_stage_repayment, true, {
		HOUSEHOLD,
		{"claim_no", FIELD_NUMBER, PUT_INT4, true, 1, 9999, NULL},
		WORD("article", articles),
		{"decided_on", FIELD_DAY, PUT_DAY, true, 0, 0, NULL},
		{"total_yen", FIELD_NUMBER, PUT_INT4, true, 1, YEN_INT4, NULL},
		FROM_TO}},
	{"instalment", &sql_stage_instalment, true, {
		HOUSEHOLD,
		{"claim_no", FIELD_NUMBER, PUT_INT4, true, 1, 9999, NULL},
		{"instalment_no", FIELD_NUMBER, PUT_INT2, true, 1, 999, NULL},
		{"due_on", FIELD_DAY, PUT_DAY, true, 0, 0, NULL},
		{"amount_yen", FIELD_NUMBER, PUT_INT4, true, 1, YEN_INT4, NULL},
		FROM_TO}},
	/* Decisions in force (移行): one row per household and month. */
	{"baseline", &sql_stage_baseline, true, {
		HOUSEHOLD,
		{"month", FIELD_MONTH, PUT_DAY, true, 0, 0, NULL},
		{"caseworker_no", FIELD_NUMBER, PUT_INT4, false, 0, 99999, NULL},
		{"household_type", FIELD_WORD, PUT_INT2, false, 0, 0, household_types},
		{"payment_method", FIELD_WORD, PUT_INT2, false, 0, 0, payment_methods},
		{"grade", FIELD_WORD, PUT_INT2, false, 0, 0, grades},
		COUNT("persons", 99),
		COUNT("home_size", 99),
		COUNT("protected_days", 31),
		BENEFIT_FIELDS(AMOUNT)}},
};
/* clang-format on */

const int datasets_count = (int)(sizeof datasets / sizeof datasets[0]);
