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

#include <stdbool.h>

enum {
	CASEFILE_MONTHS_MAX = 24,
	CASEFILE_ROWS_MAX = 128, /* of any other table */
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
