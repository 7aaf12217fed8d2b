/*
 * facts.h: the codes that facts carry, in one place for import, rules, reports and generator.
 *
 * Each list is one X-macro: enum constant, number in the database (never reused), word in CSV and
 * JSON, Japanese term.  The number goes into smallint columns of schema fact, the word into input
 * files, the term onto documents.
 *
 * Keys: household_id = office_id * HOUSEHOLD_PER_OFFICE + case_no (ケース番号, 1..99,999,999), so
 * that an office is a contiguous range of keys; person_no is 1.. within the household (1 = head).
 */
#ifndef GETSUJI_FACTS_H
#define GETSUJI_FACTS_H

#include <stdint.h>

#define HOUSEHOLD_PER_OFFICE 100000000LL

/* clang-format off */
/* 世帯員の続柄 */
#define FACT_ROLES(X)                                       \
	X(ROLE_HEAD,   1, "head",   "世帯主")                   \
	X(ROLE_SPOUSE, 2, "spouse", "配偶者")                   \
	X(ROLE_CHILD,  3, "child",  "子")                       \
	X(ROLE_PARENT, 4, "parent", "親")                       \
	X(ROLE_OTHER,  9, "other",  "その他")

/* 保護の状態, of a range of days */
#define FACT_PROTECTION_STATES(X)                           \
	X(PROTECTION_ACTIVE,    1, "active",    "保護中")       \
	X(PROTECTION_SUSPENDED, 2, "suspended", "停止中")

/* Why protection began, was suspended or ended; the reason of the range's first or last day. */
#define FACT_EVENT_REASONS(X)                                                                        \
	X(REASON_NONE,              0,  "",                  "")                                         \
	X(REASON_ILLNESS,           1,  "illness",           "世帯主の傷病により収入が減少したこと")     \
	X(REASON_INCOME_LOSS,       2,  "income_loss",       "就労収入が減少または喪失したこと")         \
	X(REASON_SAVINGS_USED,      3,  "savings_used",      "手持金・預貯金を消費したこと")             \
	X(REASON_SUPPORT_LOST,      4,  "support_lost",      "仕送りまたは扶養がなくなったこと")         \
	X(REASON_INCOME_INCREASE,   11, "income_increase",   "就労収入が増加したこと")                   \
	X(REASON_PENSION_START,     12, "pension_start",     "年金の受給を開始したこと")                 \
	X(REASON_MOVED_AWAY,        13, "moved_away",        "所管区域外に転出したこと")                 \
	X(REASON_DEATH,             14, "death",             "死亡したこと")                             \
	X(REASON_DECLINED,          15, "declined",          "保護を辞退する旨の届出があったこと")       \
	X(REASON_SUPPORTED,         16, "supported",         "親族等に引き取られたこと")                 \
	X(REASON_TEMPORARY_INCOME,  21, "temporary_income",  "臨時的な収入により一時的に保護を要しないこと") \
	X(REASON_RESUMED,           22, "resumed",           "停止の事由がなくなったこと")

/* Facts about a person that change an amount or a table (fact.circumstance). */
#define FACT_CIRCUMSTANCES(X)                                                                        \
	X(CIRC_DISABILITY_A,        1,  "disability_a",        "障害者加算ア")                           \
	X(CIRC_DISABILITY_I,        2,  "disability_i",        "障害者加算イ")                           \
	X(CIRC_SEVERE_DISABILITY,   3,  "severe_disability",   "重度障害者加算")                         \
	X(CIRC_FAMILY_CARE,         4,  "family_care",         "家族介護料")                             \
	X(CIRC_OTHER_CARE,          5,  "other_care",          "他人介護料")                             \
	X(CIRC_PREGNANT_EARLY,      6,  "pregnant_early",      "妊婦（6か月未満）")                      \
	X(CIRC_PREGNANT_LATE,       7,  "pregnant_late",       "妊婦（6か月以上）")                      \
	X(CIRC_POSTPARTUM,          8,  "postpartum",          "産婦")                                   \
	X(CIRC_HOME_PATIENT,        9,  "home_patient",        "在宅患者加算")                           \
	X(CIRC_RADIATION_CURRENT,   10, "radiation_current",   "放射線障害者加算（現罹患者）")           \
	X(CIRC_RADIATION_FORMER,    11, "radiation_former",    "放射線障害者加算（元罹患者）")           \
	X(CIRC_STAYS_AT_HOME,       12, "stays_at_home",       "常時在宅（冬季加算特別基準）")           \
	X(CIRC_ELEMENTARY,          21, "elementary",          "小学校")                                 \
	X(CIRC_JUNIOR_HIGH,         22, "junior_high",         "中学校")                                 \
	X(CIRC_HIGH_SCHOOL,         23, "high_school",         "高等学校等")                             \
	X(CIRC_NEW_EMPLOYMENT,      31, "new_employment",      "新規就労")

/* Where a person lives instead of the home (fact.stay). */
#define FACT_STAYS(X)                                                                                \
	X(STAY_HOSPITAL,         1, "hospital",         "入院")                                          \
	X(STAY_CARE_FACILITY,    2, "care_facility",    "介護施設入所")                                  \
	X(STAY_RESCUE,           3, "rescue",           "救護施設")                                      \
	X(STAY_REHAB,            4, "rehab",            "更生施設")                                      \
	X(STAY_CHILD_WELFARE,    5, "child_welfare",    "児童福祉施設等")                                \
	X(STAY_BOARDING_SCHOOL,  6, "boarding_school",  "寄宿舎（第1類25％）")                           \
	X(STAY_SPECIAL_CLASS,    7, "special_class",    "病弱特別支援学級（第1類100％）")

/* 収入の種類.  amount_yen is gross per month, but per year for pensions. */
#define FACT_INCOMES(X)                                                                              \
	X(INCOME_EARNED,      1, "earned",      "就労収入")                                              \
	X(INCOME_PENSION,     2, "pension",     "年金")                                                  \
	X(INCOME_ALLOWANCE,   3, "allowance",   "手当")                                                  \
	X(INCOME_BUSINESS,    4, "business",    "事業収入")                                              \
	X(INCOME_REMITTANCE,  5, "remittance",  "仕送り")                                                \
	X(INCOME_PROPERTY,    6, "property",    "財産収入")                                              \
	X(INCOME_TEMPORARY,   7, "temporary",   "臨時的収入")                                            \
	X(INCOME_OVERPAID,    8, "overpaid",    "過支給の収入充当")

/* Needs that are not in a table: actual cost per month (fact.need). */
#define FACT_NEEDS(X)                                                                                \
	X(NEED_MEDICAL,            1, "medical",            "医療費")                                    \
	X(NEED_CARE,               2, "care",               "介護費")                                    \
	X(NEED_BIRTH,              3, "birth",              "出産費")                                    \
	X(NEED_OCCUPATION,         4, "occupation",         "生業費")                                    \
	X(NEED_FUNERAL,            5, "funeral",            "葬祭費")                                    \
	X(NEED_TEMPORARY_LIVING,   6, "temporary_living",   "一時扶助（生活）")                          \
	X(NEED_EDUCATION_ACTUAL,   7, "education_actual",   "教育扶助（実費）")                          \
	X(NEED_HIGH_SCHOOL_ACTUAL, 8, "high_school_actual", "高等学校等就学費（実費）")                  \
	X(NEED_CARE_PREMIUM,       9, "care_premium",       "介護保険料（普通徴収）")                    \
	X(NEED_FACILITY_OFFICE,   10, "facility_office",    "施設事務費")

/* 送付先 */
#define FACT_ADDRESSES(X)                                                                            \
	X(ADDRESS_RESIDENCE, 1, "residence", "居住地")                                                   \
	X(ADDRESS_MAILING,   2, "mailing",   "送付先")

/* 支給方法 */
#define FACT_PAYMENT_METHODS(X)                                                                      \
	X(PAY_BANK,    1, "bank",    "口座振込")                                                         \
	X(PAY_COUNTER, 2, "counter", "窓口支給")

/* 世帯類型 (被保護者調査) */
#define FACT_HOUSEHOLD_TYPES(X)                                                                      \
	X(TYPE_ELDERLY,       1, "elderly",       "高齢者世帯")                                          \
	X(TYPE_SINGLE_PARENT, 2, "single_parent", "母子世帯")                                            \
	X(TYPE_ILL_DISABLED,  3, "ill_disabled",  "傷病・障害者世帯")                                    \
	X(TYPE_OTHER,         4, "other",         "その他の世帯")

/* clang-format on */

#define X(name, number, word, term) name = (number),
enum fact_role { FACT_ROLES(X) };
enum fact_protection { FACT_PROTECTION_STATES(X) };
enum fact_reason { FACT_EVENT_REASONS(X) };
enum fact_circumstance { FACT_CIRCUMSTANCES(X) };
enum fact_stay { FACT_STAYS(X) };
enum fact_income { FACT_INCOMES(X) };
enum fact_need { FACT_NEEDS(X) };
enum fact_address { FACT_ADDRESSES(X) };
enum fact_payment_method { FACT_PAYMENT_METHODS(X) };
enum fact_household_type { FACT_HOUSEHOLD_TYPES(X) };
#undef X

#endif
