/*
 * benefit.h: the components of a month's decision, in one list for rules, tables and documents.
 *
 * X(name, Japanese term, rule of the law page, citation printed in reasons).  The name is also the
 * column of result.decision (int4 yen, 0..2,147,483,647), in this order; tests hold both equal.
 *
 * Standards, additions and incomes are full-month amounts of the state at the end of the month (of
 * the last protected day where protection ended); the *_total fields, housing and the payable_*
 * fields are what is due for the month, after proration (rules §6).
 */
#ifndef GETSUJI_BENEFIT_H
#define GETSUJI_BENEFIT_H

/* clang-format off */
#define BENEFIT_FIELDS(X)                                                                             \
	/* 基準生活費 */                                                                                  \
	X(class1_sum,            "第1類の合計",             "§2",   "保護の基準 別表第1第1章1第1類")      \
	X(class1_reduced,        "第1類（逓減率適用後）",   "R2.1", "保護の基準 別表第1第1章1第1類")      \
	X(class2,                "第2類",                   "§2",   "保護の基準 別表第1第1章1第2類")      \
	X(transitional,          "経過的加算",              "R2.3", "保護の基準 別表第1第1章 経過的加算") \
	X(special,               "特例加算",                "R2.4", "保護の基準 別表第1第1章 特例加算")   \
	X(winter,                "冬季加算",                "R2.5", "保護の基準 別表第1第1章 冬季加算")   \
	X(year_end,              "期末一時扶助",            "R2.6", "保護の基準 別表第1第1章 期末一時扶助費") \
	X(institution_basic,     "入院・施設の基準額",      "§4",   "保護の基準 別表第1第1章・第3章")     \
	X(base_total,            "基準生活費",              "§2",   "保護の基準 別表第1第1章")            \
	/* 加算 */                                                                                        \
	X(add_disability,        "障害者加算",              "§3",   "保護の基準 別表第1第2章")            \
	X(add_single_parent,     "母子加算",                "§3",   "保護の基準 別表第1第2章")            \
	X(add_single_parent_transitional, "経過的加算（母子）", "§3", "保護の基準 別表第1第2章")          \
	X(add_child_rearing,     "児童養育加算",            "§3",   "保護の基準 別表第1第2章")            \
	X(add_child_transitional, "児童養育加算（経過的）", "§3",   "保護の基準 別表第1第2章")            \
	X(add_pregnancy,         "妊産婦加算",              "§3",   "保護の基準 別表第1第2章")            \
	X(add_radiation,         "放射線障害者加算",        "§3",   "保護の基準 別表第1第2章")            \
	X(add_home_patient,      "在宅患者加算",            "§3",   "保護の基準 別表第1第2章")            \
	X(add_care_facility,     "介護施設入所者加算",      "§3",   "保護の基準 別表第1第2章")            \
	X(add_care_premium,      "介護保険料加算",          "§3",   "保護の基準 別表第1第2章")            \
	X(temporary_living,      "一時扶助",                "§2",   "局長通知第7")                        \
	X(livelihood_total,      "生活扶助の基準額",        "§0",   "生活保護法第8条・第12条")            \
	/* 他の扶助 */                                                                                    \
	X(housing_limit,         "住宅扶助の限度額",        "R5.1", "住宅扶助限度額（社援発0414第9号）")  \
	X(housing,               "家賃（住宅扶助）",        "R5.1", "保護の基準 別表第3")                 \
	X(education,             "教育扶助",                "R5.2", "保護の基準 別表第2")                 \
	X(high_school,           "高等学校等就学費",        "R5.3", "保護の基準 別表第7")                 \
	X(care,                  "介護費",                  "R5.4", "生活保護法第15条の2")                \
	X(medical,               "医療費",                  "R5.4", "生活保護法第15条")                   \
	X(birth,                 "出産費",                  "§7",   "保護の基準 別表第6")                 \
	X(occupation,            "生業費",                  "§7",   "保護の基準 別表第7")                 \
	X(funeral,               "葬祭費",                  "§7",   "保護の基準 別表第8")                 \
	X(facility_office,       "施設事務費",              "O2",   "次官通知第10")                       \
	X(minimum_total,         "最低生活費",              "§0",   "生活保護法第8条")                    \
	/* 収入充当額 */                                                                                  \
	X(income_earned,         "就労収入の認定額",        "I4",   "次官通知第8の3(1)・第8の3(4)")       \
	X(income_pension,        "年金の認定額",            "I2",   "次官通知第8の3(2)")                  \
	X(income_allowance,      "手当の認定額",            "I1",   "次官通知第8の3(2)")                  \
	X(income_other,          "その他の収入の認定額",    "I1",   "次官通知第8の3(2)")                  \
	X(income_temporary,      "臨時的収入の認定額",      "I7",   "次官通知第8の3(2)エ")                \
	X(income_overpaid,       "過支給の充当額",          "C2",   "局長通知第10の2(8)")                 \
	X(income_recognised,     "収入充当額",              "§7",   "生活保護法第8条・次官通知第8")       \
	/* 決定額: 扶助の種類ごと */                                                                      \
	X(payable_livelihood,    "生活扶助",                "O1",   "次官通知第10")                       \
	X(payable_housing,       "住宅扶助",                "O1",   "次官通知第10")                       \
	X(payable_education,     "教育扶助",                "O1",   "次官通知第10")                       \
	X(payable_high_school,   "生業扶助（高等学校等就学費）", "O1", "次官通知第10")                    \
	X(payable_care,          "介護扶助（現物）",        "O1",   "次官通知第10")                       \
	X(payable_medical,       "医療扶助（現物）",        "O1",   "次官通知第10")                       \
	X(payable_birth,         "出産扶助",                "O1",   "次官通知第10")                       \
	X(payable_occupation,    "生業扶助",                "O1",   "次官通知第10")                       \
	X(payable_funeral,       "葬祭扶助",                "O1",   "次官通知第10")                       \
	X(payable_total,         "支給額",                  "§0",   "生活保護法第8条")                    \
	X(own_payment_care,      "本人支払額（介護）",      "O3",   "次官通知第10")                       \
	X(own_payment_medical,   "本人支払額（医療）",      "O3",   "次官通知第10")                       \
	X(own_payment_facility,  "本人支払額（施設事務費）", "O2",  "次官通知第10")                       \
	X(income_left,           "充当後の収入残額",        "O3",   "次官通知第10")

/* clang-format on */

enum benefit_field {
#define X(name, term, rule, citation) BENEFIT_##name,
	BENEFIT_FIELDS(X)
#undef X
		BENEFIT_FIELD_COUNT
};

/* result.decision.status */
enum decision_status { DECISION_COMPUTED = 1, DECISION_NOT_COMPUTABLE = 2 };

/* result.decision.event: what happened to the protection within the month */
enum decision_event {
	EVENT_NONE = 0,
	EVENT_OPENED = 1,    /* 開始 */
	EVENT_CLOSED = 2,    /* 廃止 */
	EVENT_SUSPENDED = 3, /* 停止 */
	EVENT_RESUMED = 4    /* 停止解除 */
};

/* result.change.kind: 決定の種別 of the notice */
enum change_kind {
	CHANGE_NONE = 0,
	CHANGE_OPENING = 1,    /* 開始 */
	CHANGE_CHANGE = 2,     /* 変更 */
	CHANGE_SUSPENSION = 3, /* 停止 */
	CHANGE_CLOSING = 4     /* 廃止 */
};

#endif
