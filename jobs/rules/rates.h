/*
 * rates.h: the official amounts of one month as arrays, for reading a million times.
 *
 * rates_build() takes the cells of a rate set, as read from files or from the database, and lays out
 * those in force in one month: indexed by grade, age band and size, so that a look-up is an addition.
 * A cell that the set does not have is CELL_MISSING and not zero: a household that needs it cannot be
 * computed.  A cell with status `estimated` is marked; results that used it say so.
 *
 * Ownership: struct rates and all it points to live in the arena given to rates_build(), except the
 * texts of the cells, which are borrowed.  Thread: immutable once built; any number of readers.
 */
#ifndef GETSUJI_RULES_RATES_H
#define GETSUJI_RULES_RATES_H

#include "getsuji/arena.h"
#include "getsuji/calendar.h"
#include "getsuji/err.h"
#include "getsuji/money.h"
#include "getsuji/rate_table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cell_state { CELL_MISSING, CELL_KNOWN, CELL_ESTIMATED };

/* One amount in yen (or a rate over 10,000 where said). */
struct cell {
	int32_t value;
	uint8_t state;
};

#define GRADES         6  /* 級地: 1-1, 1-2, 2-1, 2-2, 3-1, 3-2 */
#define CLASSES        3  /* 1級地, 2級地, 3級地 */
#define AGE_BANDS      11 /* 0-2 3-5 6-11 12-17 18-19 20-40 41-59 60-64 65-69 70-74 75- */
#define TABLE_SIZES    10 /* 1..9, and 10: ten or more, or what each further person adds */
#define ZONES          6  /* 冬季加算 I..VI */
#define PREFECTURES    47
#define RENT_BANDS     5 /* persons 1, 2, 3-5, 6, 7+ */
#define CHILD_BANDS    6 /* 0-2 3-5 6-11 12-14 15-17 18-19 */
#define DEDUCTIONS_MAX 128

#define MUNICIPALITY_CODES 48000 /* five digits, prefectures 01..47 */
#define RATES_FIRST_MONTH  24285 /* 2023-10: the first month of the standard in force (year * 12 + 9) */

enum rates_disability { DISABILITY_A, DISABILITY_I, DISABILITIES };
enum rates_basis { BASIS_HOME, BASIS_INSTITUTION, BASES };
enum rates_facility { FACILITY_RESCUE, FACILITY_REHAB, FACILITIES };
enum rates_pregnancy { PREGNANT_EARLY, PREGNANT_LATE, POSTPARTUM, PREGNANCIES };
enum rates_radiation { RADIATION_CURRENT, RADIATION_FORMER, RADIATIONS };
enum rates_school { SCHOOL_ELEMENTARY, SCHOOL_JUNIOR_HIGH, SCHOOL_HIGH, SCHOOLS };

/* A band of gross wages, inclusive, and what may be deducted from it (次官通知別表). */
struct deduction_band {
	int32_t from, to; /* to: INT32_MAX in the last row */
	struct cell first, second;
	bool first_whole, second_whole;              /* the whole wage may be kept */
	int32_t step_width, first_step, second_step; /* 0: no steps */
};

struct municipality {
	int32_t code;       /* 全国地方公共団体コード, first five digits */
	uint8_t grade;      /* 0 = 1-1 … 5 = 3-2 */
	uint8_t prefecture; /* 0 = 北海道 … 46 = 沖縄県 */
	int16_t city;       /* index of its own rent limits, or -1: those of the prefecture */
	const char *name;
};

struct winter_zone {
	uint8_t state; /* enum cell_state */
	uint8_t zone;
	uint8_t first_month, last_month; /* 1..12, inclusive, over the new year */
};

struct rates {
	month_t month;
	bool complete; /* false before 2023-10, when another standard applied (R2.8) */
	struct cell class1[GRADES][AGE_BANDS];
	struct cell class2[GRADES][TABLE_SIZES];
	struct cell reduction[TABLE_SIZES]; /* over 10,000 */
	struct cell transitional[GRADES][AGE_BANDS][TABLE_SIZES];
	struct cell special_home, special_institution, special_facility;
	struct cell winter_home[ZONES][TABLE_SIZES];
	struct cell winter_facility[ZONES], winter_institution[ZONES];
	struct winter_zone zones[PREFECTURES];
	struct cell year_end_home[GRADES][TABLE_SIZES];
	struct cell year_end_facility[CLASSES];
	struct cell facility_base[FACILITIES][CLASSES];
	struct cell hospital_daily_goods, care_facility_basic;
	struct cell disability[DISABILITIES][BASES][CLASSES];
	struct cell single_parent[3][CLASSES]; /* one child, two children, each further */
	struct cell child_rearing, child_transitional;
	struct cell pregnancy[PREGNANCIES];
	struct cell radiation[RADIATIONS];
	struct cell home_patient, care_facility_resident;
	bool
		single_parent_transitional_known; /* any row in force: then no row means zero (README of the tables) */
	struct cell single_parent_transitional[GRADES][CHILD_BANDS][3]; /* sizes 3, 4, 5+ */
	struct cell education[SCHOOLS];
	struct cell housing_special[7]; /* over 10,000, of the single limit; sizes 1..6, 7+ */
	struct cell housing_prefecture[PREFECTURES][CLASSES][RENT_BANDS];
	const struct cell (*housing_city)[RENT_BANDS];
	struct cell new_employment, under20, temporary_income;
	int deductions;
	struct deduction_band deduction[DEDUCTIONS_MAX];
	int municipalities;
	const struct municipality *municipality; /* by code */
	const uint16_t *by_code;                 /* code -> 1 + index, 0 = none */
};

/* Lays out the cells in force in month.  Cells of tables that the rules do not use are skipped.
 * Errors: ERR_DEFINITION (1220..1229) for a cell that no rule can place, two cells for one place, or
 * a change in the middle of the month; the place is TABLE key. */
MUST_CHECK enum err_code rates_build(
	const struct rate_cells *cells, month_t month, struct arena *keep, struct rates **out, struct err *e);

/* The last month for which some cell of the set begins to be in force: what `calc` takes where no
 * month is given. */
month_t rates_last_month(const struct rate_cells *cells);

/* NULL when the code is not in the table in force. */
const struct municipality *rates_municipality(const struct rates *r, int code);
/* By the names as the table writes them; NULL when there is none. */
const struct municipality *rates_municipality_named(
	const struct rates *r, const char *prefecture, const char *name);
/* 0..46, or -1. */
int rates_prefecture(const char *name);
/* "1-1" -> 0; -1 for another text. */
int rates_grade(const char *text);
const char *rates_grade_text(int grade);
static inline int rates_class(int grade)
{
	return grade / 2; /* two grades in each class */
}

int rates_age_band(int age);               /* any age; below 0 is the first band */
const char *rates_age_band_text(int band); /* "20-40" */
int rates_child_band(int age);             /* -1 above 19 */
int rates_rent_band(int persons);          /* persons >= 1 */

/* 住宅扶助の限度額 for a number of persons >= 1: the city's own row, else that of the prefecture. */
const struct cell *rates_housing(const struct rates *r, const struct municipality *m, int persons);

#endif
