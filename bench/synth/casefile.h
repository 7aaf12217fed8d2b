/*
 * casefile.h: one synthetic household with everything an office knows about it.
 *
 * The rows are those of schema fact, table by table, with their days.  They are born at an opening
 * (origin.h) and then live month by month (event.h); a row that a month added or changed is `fresh`,
 * so that a month's changes can be written alone.  A row is never removed: it ends.
 *
 * The struct is flat and bounded, to be filled again for each household: memory does not grow with
 * the office.  A month adds a handful of rows; CASEFILE_MONTHS_MAX of them fit.
 *
 * Thread: a household belongs to one thread.
 */
#ifndef BENCH_SYNTH_CASEFILE_H
#define BENCH_SYNTH_CASEFILE_H

#include "bench/synth/name.h"
#include "bench/synth/place.h"
#include "getsuji/calendar.h"
#include "getsuji/facts.h"
#include "getsuji/matching.h"
#include "getsuji/payment.h"
#include "getsuji/slip.h"
#include "getsuji/ticket.h"

#include <stdbool.h>

enum {
	CASEFILE_MONTHS_MAX = 24,
	CASEFILE_ROWS_MAX = 192, /* of any other table */
	CASEFILE_NAME_BYTES = 64,
	CASEFILE_CARE_OF_BYTES = 160
};

struct span {
	day_t from, to; /* half-open; DAY_MAX: open */
	bool fresh;
};

struct household_row {
	struct span span;
	const struct place *place;
	int caseworker_no;
	enum fact_household_type type;
	enum fact_payment_method payment;
	bool single_parent, protected_address;
};

struct protection_row {
	struct span span;
	enum fact_protection state;
	enum fact_reason start_reason, end_reason;
};

struct person_row {
	struct span span;
	int person_no;
	enum fact_role role;
	enum name_sex sex;
	day_t birth_on;
	char name[CASEFILE_NAME_BYTES];
	char kana[CASEFILE_NAME_BYTES];
};

struct circumstance_row {
	struct span span;
	int person_no;
	enum fact_circumstance kind;
};

struct stay_row {
	struct span span;
	int person_no;
	enum fact_stay kind;
	bool over_one_month;
};

struct income_row {
	struct span span;
	int person_no;
	enum fact_income kind;
	int item_no;
	int amount_yen, expenses_yen, care_premium_yen;
};

struct declaration_row {
	struct span span; /* the month declared for */
	day_t submitted_on;
};

struct rent_row {
	struct span span;
	int rent_yen, common_charge_yen, floor_area_cm2;
	bool special_limit, paid_to_landlord;
};

struct need_row {
	struct span span;
	int person_no; /* 0: the household */
	enum fact_need kind;
	int item_no;
	int amount_yen;
};

struct address_row {
	struct span span;
	enum fact_address kind;
	struct place_address at;
	char care_of[CASEFILE_CARE_OF_BYTES];
};

struct hold_row {
	struct span span;
	const char *name, *reason;
};

struct linkage_row {
	struct span span;
	int person_no;
	char linkage_no[LINKAGE_NO_DIGITS + 1]; /* empty: none */
	enum linkage_consent consent;
	bool nondisclosure;
};

struct pension_row {
	struct span span;
	int person_no;
	enum award_benefit benefit;
	int item_no;
	char code[5]; /* 年金コード; empty: not known */
};

struct inquiry_row {
	struct span span; /* the month it is asked in */
	int person_no;
	int item_no;
	const char *procedure_no;
	enum inquiry_purpose purpose;
	enum inquiry_condition condition;
	day_t from_on, to_on; /* DAY_MAX: not given */
};

/* What is planted in a treatment or a care plan: why its ticket must be held, or PLAIN. */
/* clang-format off */
#define TICKET_PLANTS(X)                                                                               \
	X(PLANT_PLAIN,             "plain")                                                                \
	X(PLANT_NO_OPINION,        "no_opinion")        /* continuing, and nobody ever asked a doctor */       \
	X(PLANT_REFUSED,           "refused")           /* the doctors say it is not needed */                 \
	X(PLANT_UNKNOWN_CLINIC,    "unknown_clinic")    /* a code that stands in no list */                    \
	X(PLANT_EARLY,             "early")             /* the clinic is designated some months later */       \
	X(PLANT_WRONG_KIND,        "wrong_kind")        /* a dentist's treatment at a clinic without one */    \
	X(PLANT_TWICE,             "twice")             /* recorded a second time under another number */      \
	X(PLANT_NO_PRESCRIBER,     "no_prescriber")                                                            \
	X(PLANT_STRANGE_PRESCRIBER,"strange_prescriber") /* stands in no list */                               \
	X(PLANT_NO_INSURED,        "no_insured")        /* a care plan without 被保険者番号 */                 \
	X(PLANT_FORGOTTEN,         "forgotten")         /* left open for two months after the person has gone */ \
	X(PLANT_SINGLE,            "single")            /* one request: needs no opinion */
/* clang-format on */
enum ticket_plant {
#define X(name, word) name,
	TICKET_PLANTS(X)
#undef X
};

struct treatment_row {
	struct span span;
	int person_no;
	int item_no;
	enum treatment_basis basis;
	enum ticket_service service;
	char code[INSTITUTION_CODE_DIGITS + 1];
	char prescriber[INSTITUTION_CODE_DIGITS + 1]; /* of dispensing; empty: none */
	const char *injury[TICKET_INJURIES];
	const char *remarks;
	day_t first_visit_on;
	/* How it came to be, for the truths (ticket_gold.h). */
	enum ticket_plant plant;
	enum institution_kind
		at_kind; /* of the institution, and of the prescriber: which one of its neighbourhood; -1: none */
	int at_no, prescriber_no;
	uint32_t lapsed; /* bit k: no opinion is in force in the k-th month, because it came late */
	month_t refused; /* from this month on; 0: never */
};

struct care_row {
	struct span span;
	int person_no;
	int item_no;
	enum ticket_service service;
	char code[INSTITUTION_CODE_DIGITS + 1];
	char insured_no[11]; /* empty: not known */
	enum care_level level;
	day_t certified_from, certified_to;
	enum ticket_plant plant;
	int at_no;
};

struct coverage_row {
	struct span span;
	int person_no;
	int item_no;
	enum coverage_kind kind;
	char insurer_no[9], scheme_no[3];
};

struct opinion_row {
	struct span span;
	int person_no;
	char code[INSTITUTION_CODE_DIGITS + 1];
	enum ticket_service service;
	enum opinion_kind kind;
	day_t received_on;
	bool needed;
};

/* A job with 社会保険 that begins in the middle of a month: in which month whom the office learns it from, and what. */
enum job_plant {
	JOB_TOLD,       /* by the duplicate coverage of the month */
	JOB_TOLD_LATE,  /* … of the month after */
	JOB_CORRECTED,  /* the second file of the month says that it begins a month later */
	JOB_TAKEN_BACK, /* the second file of the month says that there is none after all */
	JOB_RECORDED,   /* by the person, in the month after: a row of coverage */
};

struct job_row {
	struct span span; /* insured, in truth: DAY_MAX: still is */
	int person_no;
	enum job_plant plant;
	char insurer_no[9];
	day_t first_told;                         /* 資格取得日 as it was told first */
	day_t told_on, corrected_on, end_told_on; /* days of files; DAY_MAX: never */
};

struct account_row {
	struct span span;
	const struct money_bank *bank;
	int branch; /* of the bank */
	enum account_kind kind;
	char number[8];
	const char *holder_kana; /* of the head */
};

struct proxy_row {
	struct span span;
	enum payment_part part;
	int payee_no;
};

struct claim_row {
	struct span span;
	int claim_no;
	enum repayment_article article;
	day_t decided_on;
	int total_yen;
};

struct instalment_row {
	struct span span;
	int claim_no, instalment_no;
	day_t due_on;
	int amount_yen;
};

#define ROWS(type, table) \
	struct type table[CASEFILE_ROWS_MAX]; \
	int table##s

struct casefile {
	int office_id;
	int case_no;
	const struct name *surname;
	int people; /* persons ever, for the next person_no */
	ROWS(household_row, household);
	ROWS(protection_row, protection);
	ROWS(person_row, person);
	ROWS(circumstance_row, circumstance);
	ROWS(stay_row, stay);
	ROWS(income_row, income);
	ROWS(declaration_row, declaration);
	ROWS(rent_row, rent);
	ROWS(need_row, need);
	ROWS(address_row, address);
	ROWS(hold_row, hold);
	ROWS(linkage_row, linkage);
	ROWS(pension_row, pension);
	ROWS(inquiry_row, inquiry);
	ROWS(treatment_row, treatment);
	ROWS(care_row, care);
	ROWS(coverage_row, coverage);
	ROWS(opinion_row, opinion);
	ROWS(job_row, job);
	ROWS(account_row, account);
	ROWS(proxy_row, proxy);
	ROWS(claim_row, claim);
	ROWS(instalment_row, instalment);
};

#undef ROWS

/* A new, empty household. */
void casefile_clear(struct casefile *h, int office_id, int case_no);

/* The next row of a table, fresh, from `from` on and open; the rest is zero. */
struct household_row *casefile_add(struct casefile *h, day_t from);
struct protection_row *casefile_add_protection(struct casefile *h, day_t from);
struct person_row *casefile_add_person(struct casefile *h, day_t from);
struct circumstance_row *casefile_add_circumstance(struct casefile *h, day_t from);
struct stay_row *casefile_add_stay(struct casefile *h, day_t from);
struct income_row *casefile_add_income(struct casefile *h, day_t from);
struct declaration_row *casefile_add_declaration(struct casefile *h, day_t from);
struct rent_row *casefile_add_rent(struct casefile *h, day_t from);
struct need_row *casefile_add_need(struct casefile *h, day_t from);
struct address_row *casefile_add_address(struct casefile *h, day_t from);
struct hold_row *casefile_add_hold(struct casefile *h, day_t from);
struct linkage_row *casefile_add_linkage(struct casefile *h, day_t from);
struct pension_row *casefile_add_pension(struct casefile *h, day_t from);
struct inquiry_row *casefile_add_inquiry(struct casefile *h, day_t from);
struct treatment_row *casefile_add_treatment(struct casefile *h, day_t from);
struct care_row *casefile_add_care(struct casefile *h, day_t from);
struct coverage_row *casefile_add_coverage(struct casefile *h, day_t from);
struct opinion_row *casefile_add_opinion(struct casefile *h, day_t from);
struct job_row *casefile_add_job(struct casefile *h, day_t from);
struct account_row *casefile_add_account(struct casefile *h, day_t from);
struct proxy_row *casefile_add_proxy(struct casefile *h, day_t from);
struct claim_row *casefile_add_claim(struct casefile *h, day_t from);
struct instalment_row *casefile_add_instalment(struct casefile *h, day_t from);

/* Ends a row; a row that would end before it began never held, and keeps one day. */
void casefile_end(struct span *s, day_t to);

/* True when the span covers the day. */
bool casefile_on(const struct span *s, day_t day);

/* Marks all rows: false before a later month happens, true to write the whole case. */
void casefile_mark(struct casefile *h, bool fresh);
bool casefile_fresh(const struct casefile *h); /* is any row? */

/* Everything of a person ends (death, move-out): `to` is the first day without the person. */
void casefile_end_person(struct casefile *h, int person_no, day_t to);

/* The household as it is in the month that holds `day`; NULL when it is not protected then. */
struct protection_row *casefile_protected(struct casefile *h, day_t day);
struct household_row *casefile_now(struct casefile *h, day_t day);
struct person_row *casefile_person(struct casefile *h, int person_no);
int casefile_members(const struct casefile *h, day_t day);

#endif
