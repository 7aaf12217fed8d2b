/*
 * rule.h: the rules of the law by number, and the choices that the law leaves open.
 *
 * A rule's number is that of the project's law page; it stands in traces, in the reasons of notices and
 * in result.decision.rule of a household that cannot be computed.  Section signs stand for rules that
 * have no number of their own.
 *
 * Thread: any; constant.
 */
#ifndef GETSUJI_RULES_RULE_H
#define GETSUJI_RULES_RULE_H

#include "getsuji/calendar.h"

#include <stdbool.h>
#include <stdint.h>

/* clang-format off */
/* X(constant, number, what it is about, citation) */
#define RULES(X)                                                                                        \
	X(RULE_NONE,             "",      "",                          "")                                  \
	X(RULE_IDENTITY,         "§0",    "保護の要否及び程度",        "生活保護法第8条・第10条")           \
	X(RULE_SIZE,             "R1.1",  "世帯人員",                  "保護の基準 別表第1第1章")           \
	X(RULE_AGE,              "R1.3",  "年齢改定",                  "局長通知第10の1")                   \
	X(RULE_LIVING,           "§2",    "第1類・第2類",              "保護の基準 別表第1第1章1")          \
	X(RULE_REDUCTION,        "R2.1",  "逓減率と端数",              "保護の基準 別表第1第1章1第1類")     \
	X(RULE_TRANSITIONAL,     "R2.3",  "経過的加算",                "保護の基準 別表第1第1章 経過的加算") \
	X(RULE_SPECIAL,          "R2.4",  "特例加算",                  "保護の基準 別表第1第1章 特例加算")  \
	X(RULE_WINTER,           "R2.5",  "冬季加算",                  "保護の基準 別表第1第1章 冬季加算")  \
	X(RULE_YEAR_END,         "R2.6",  "期末一時扶助",              "保護の基準 別表第1第1章 期末一時扶助費") \
	X(RULE_FORMER_STANDARD,  "R2.8",  "令和5年9月以前の基準",      "保護の基準 別表第1第1章")           \
	X(RULE_ADDITION,         "§3",    "加算",                      "保護の基準 別表第1第2章")           \
	X(RULE_ADDITION_TIMING,  "R3.1",  "加算の認定の時期",          "局長通知第7の2(2)")                 \
	X(RULE_RECOGNISED_CARE,  "§11",   "重度障害者加算・家族介護料・他人介護料", "保護の基準 別表第1第2章2") \
	X(RULE_HOSPITAL,         "R4.1",  "入院患者日用品費",          "保護の基準 別表第1第3章1")          \
	X(RULE_CARE_FACILITY,    "R4.2",  "介護施設入所者基本生活費",  "保護の基準 別表第1第3章2")          \
	X(RULE_FACILITY,         "R4.3",  "救護施設・更生施設の基準",  "保護の基準 別表第1第1章2")          \
	X(RULE_HOUSING,          "R5.1",  "住宅扶助",                  "保護の基準 別表第3")                \
	X(RULE_EDUCATION,        "R5.2",  "教育扶助",                  "保護の基準 別表第2")                \
	X(RULE_HIGH_SCHOOL,      "R5.3",  "高等学校等就学費",          "保護の基準 別表第7")                \
	X(RULE_IN_KIND,          "R5.4",  "医療扶助・介護扶助",        "生活保護法第15条・第15条の2")       \
	X(RULE_CHANGE_DATE,      "P1",    "変更の日",                  "課長通知第7の19")                   \
	X(RULE_DAYS,             "P2",    "日割計算",                  "課長通知第7の19")                   \
	X(RULE_MONTH_CHANGE,     "P3",    "月の中途の変更",            "課長通知第7の19")                   \
	X(RULE_NOT_PRORATED,     "P4",    "日割しないもの",            "課長通知第7の19")                   \
	X(RULE_FRACTION,         "P5",    "1円未満切捨て",             "国等の債権債務等の金額の端数計算に関する法律第2条") \
	X(RULE_INCOME,           "I1",    "収入の認定",                "次官通知第8の3")                    \
	X(RULE_PENSION,          "I2",    "年金の認定",                "次官通知第8の3(2)")                 \
	X(RULE_EARNED,           "I4",    "就労収入と基礎控除",        "次官通知第8の3(1)・第8の3(4)")      \
	X(RULE_AVERAGE,          "I5",    "3か月平均",                 "局長通知第8の1")                    \
	X(RULE_TEMPORARY,        "I7",    "臨時的収入の8,000円控除",   "次官通知第8の3(2)エ")               \
	X(RULE_CHARGE_ORDER,     "O1",    "収入充当順位",              "次官通知第10")                      \
	X(RULE_FACILITY_OFFICE,  "O2",    "施設事務費",                "次官通知第10")                      \
	X(RULE_OWN_PAYMENT,      "O3",    "本人支払額",                "次官通知第10")                      \
	X(RULE_CLOSING_INCOME,   "O4",    "廃止月の収入",              "次官通知第10")                      \
	X(RULE_OVERPAID,         "C2",    "過支給の収入充当",          "局長通知第10の2(8)")                \
	X(RULE_DEATH,            "C3",    "死亡した月の保護費",        "生活保護法第80条")

/* clang-format on */

enum rule {
#define X(name, number, title, citation) name,
	RULES(X)
#undef X
		RULE_COUNT
};

const char *rule_number(enum rule rule);   /* "R2.5" */
const char *rule_title(enum rule rule);    /* "冬季加算" */
const char *rule_citation(enum rule rule); /* "保護の基準 別表第1第1章 冬季加算" */

/* How a product is rounded where no source says how. */
enum rounding { ROUND_DOWN_1, ROUND_UP_10 };

/* Every choice that the law page calls a parameter, or whose confidence is low, with its default.
 * jobs/rules/README.md lists them with their sources. */
/* clang-format off */
/* X(type, name, default, what it decides) */
#define RULE_PARAMETERS(X)                                                                              \
	X(month_t, first_month, 24285, "§2: the first month whose standard is written here (2023-10); before it R2.8 held") \
	X(int,   age_reached_on_birthday, 1, "R1.3: 1 = who was born on 1 April has reached the age on 1 April; 0 = not yet") \
	X(day_t, special_to, 21092, "R2.4: first day for which no source gives the special addition of the home (2027-10-01; the other source says 2027-04-01)") \
	X(int,   winter_special_percent, 130, "R2.5: the special rate, in percent of the winter addition") \
	X(int,   winter_special_infant, 0, "R2.5: 1 = an infant under one on the first of the month suffices; 0 = recognised one by one (stays_at_home)") \
	X(enum rounding, winter_special_rounding, ROUND_UP_10, "R2.5: rounding of the special rate") \
	X(int,   child_count_age, 18, "§3: up to which birthday's 31 March a sibling counts as a child for the order of children") \
	X(int,   departed_addition_to_month_end, 1, "R3.1: additions of a member who dies or leaves: 1 = to the end of the month, 0 = to that day") \
	X(int,   boarding_school_percent, 25, "R1.1: share of class 1 of a pupil in a boarding school") \
	X(enum rounding, housing_special_rounding, ROUND_DOWN_1, "R5.1: rounding of the special rent limit") \
	X(int,   housing_whole_month, 0, "R5.1: rent of a month begun or ended in its middle: 1 = whole, 0 = prorated") \
	X(int,   housing_small_cm2, 150000, "R5.1: a single dwelling up to this floor area has a limit of its own (table missing)") \
	X(int,   under20_on_first, 1, "I4: under 20 on 1 = the first of the month, 0 = its last day") \
	X(int,   education_first, 1, "O1: 1 = education is charged before high school, 0 = after") \
	X(int,   facility_office_first, 1, "O2: 1 = with an own payment, facility office cost comes before care and medical") \
	X(int,   closing_prorates_income, 1, "O4: 1 = income of the month of closing or suspension is prorated") \
	X(int,   death_keeps_month, 1, "C3, O3: 1 = the month of a single person's death stays as decided")

/* clang-format on */

struct rule_parameters {
#define X(type, name, value, what) type name;
	RULE_PARAMETERS(X)
#undef X
};

extern const struct rule_parameters rule_defaults;

#endif
