/*
 * ticket.h: the words of tickets (医療券・調剤券・介護券), in one place for imports, rules, documents and generator.
 *
 * Each list is one X-macro: enum constant, number in the database (never reused), word in CSV, Japanese term on
 * documents.  A ticket lets an institution claim what it does for a person in one month.  It is known by office,
 * service month, number (交付番号) and revision: a ticket that replaces another keeps its number and gets the next
 * revision; one that is cancelled keeps its place in the register.
 *
 * Codes of tickets, services and flags follow the item set of the online eligibility check (formats of the
 * ministry: 券種 01 / 02, 診療別 01 … 05); what lies beyond is ours.
 */
#ifndef GETSUJI_TICKET_H
#define GETSUJI_TICKET_H

#include <stdint.h>

#define INSTITUTION_CODE_DIGITS 10 /* 医療機関・薬局・訪問看護・介護事業所 */
#define PAYER_NO_DIGITS         8  /* 公費負担者番号 */
#define RECIPIENT_NO_DIGITS     7  /* 公費受給者番号: six digits and a check digit */
#define RECIPIENTS_MAX          999999
#define REGISTRATION_NO_DIGITS \
	16                    /* office 5, case 8, person 2, check digit m10w21: a person's key in files of
                                      the online eligibility check and of the duplicate coverage */
#define TICKET_INJURIES 3 /* 傷病名 */
#define TICKET_REMARKS  3 /* 備考 */

/* clang-format off */
/* 指定医療機関・指定介護機関の種別.  Numbers 1, 3, 4, 6 are those of 点数表, the third digit of the code. */
#define INSTITUTION_KINDS(X)                                                                         \
	X(INSTITUTION_MEDICAL,  1, "medical",  "医科")                                                   \
	X(INSTITUTION_DENTAL,   3, "dental",   "歯科")                                                   \
	X(INSTITUTION_PHARMACY, 4, "pharmacy", "薬局")                                                   \
	X(INSTITUTION_NURSING,  6, "nursing",  "訪問看護")                                               \
	X(INSTITUTION_CARE,     7, "care",     "介護")

/* Why a designation ended. */
#define INSTITUTION_ENDS(X)                                                                          \
	X(INSTITUTION_OPEN,      0, "",          "")                                                     \
	X(INSTITUTION_EXPIRED,   1, "expired",   "指定期間の満了")                                       \
	X(INSTITUTION_WITHDRAWN, 2, "withdrawn", "指定の辞退")                                           \
	X(INSTITUTION_CLOSED,    3, "closed",    "廃止")                                                 \
	X(INSTITUTION_CANCELLED, 4, "cancelled", "指定の取消し")                                         \
	X(INSTITUTION_DROPPED,   5, "dropped",   "名簿から削除")

#define TICKET_TYPES(X)                                                                              \
	X(TICKET_MEDICAL,    1, "medical",    "医療券")                                                  \
	X(TICKET_DISPENSING, 2, "dispensing", "調剤券")                                                  \
	X(TICKET_CARE,       3, "care",       "介護券")

/* 診療別, and サービス種類 of care tickets.  X(constant, number, word, term, type of ticket, kind of institution) */
#define TICKET_SERVICES(X)                                                                           \
	X(SERVICE_INPATIENT,    1,  "inpatient",    "入院",             TICKET_MEDICAL,    INSTITUTION_MEDICAL)  \
	X(SERVICE_OUTPATIENT,   2,  "outpatient",   "入院外",           TICKET_MEDICAL,    INSTITUTION_MEDICAL)  \
	X(SERVICE_DENTAL,       3,  "dental",       "歯科",             TICKET_MEDICAL,    INSTITUTION_DENTAL)   \
	X(SERVICE_DISPENSING,   4,  "dispensing",   "調剤",             TICKET_DISPENSING, INSTITUTION_PHARMACY) \
	X(SERVICE_HOME_NURSING, 5,  "home_nursing", "訪問看護",         TICKET_MEDICAL,    INSTITUTION_NURSING)  \
	X(SERVICE_CARE_HOME,    11, "home",         "居宅サービス",     TICKET_CARE,       INSTITUTION_CARE)     \
	X(SERVICE_CARE_FACILITY,12, "facility",     "施設サービス",     TICKET_CARE,       INSTITUTION_CARE)     \
	X(SERVICE_CARE_PREVENT, 13, "prevention",   "介護予防サービス", TICKET_CARE,       INSTITUTION_CARE)     \
	X(SERVICE_CARE_LOCAL,   14, "community",    "地域密着型サービス", TICKET_CARE,     INSTITUTION_CARE)     \
	X(SERVICE_CARE_PLAN,    15, "management",   "居宅介護支援",     TICKET_CARE,       INSTITUTION_CARE)

/* What a treatment is known from (fact.treatment.basis). */
#define TREATMENT_BASES(X)                                                                           \
	X(BASIS_CONTINUING,  1, "continuing",  "継続")      /* needs a valid opinion, see opinion_period.csv */ \
	X(BASIS_SINGLE,      2, "single",      "単発")      /* one request: no opinion in its first month */ \
	X(BASIS_EXAMINATION, 3, "examination", "診療依頼")  /* 要否 not yet decided: 診療依頼書, no ticket */

/* 医療保険・他法の適用 (fact.coverage) */
#define COVERAGE_KINDS(X)                                                                            \
	X(COVERAGE_EMPLOYEES,    1, "employees",    "社会保険")                                          \
	X(COVERAGE_ELDERLY,      2, "elderly",      "後期高齢者医療")                                    \
	X(COVERAGE_SCHEME,       3, "scheme",       "他法公費")          /* by its 法別番号 */            \
	X(COVERAGE_TUBERCULOSIS, 4, "tuberculosis", "感染症法第37条の2")                                 \
	X(COVERAGE_PREFECTURAL,  5, "prefectural",  "都道府県費")        /* who bears the cost: no other law */ \
	X(COVERAGE_NATIONAL,     6, "national",     "国民健康保険")      /* not with aid: told, changes no ticket */

/* 受給者番号の方式 */
#define RECIPIENT_POLICIES(X)                                                                        \
	X(RECIPIENT_MONTHLY, 1, "monthly", "月ごと")                                                     \
	X(RECIPIENT_FIXED,   2, "fixed",   "固定")

/* How tickets are printed. */
#define TICKET_FORMS(X)                                                                              \
	X(FORM_SINGLE, 1, "single", "単票")                                                              \
	X(FORM_JOINT,  2, "joint",  "連名簿")

/* 要介護度 */
#define CARE_LEVELS(X)                                                                               \
	X(CARE_SUPPORT_1, 11, "support_1", "要支援1")                                                    \
	X(CARE_SUPPORT_2, 12, "support_2", "要支援2")                                                    \
	X(CARE_LEVEL_1,   21, "care_1",    "要介護1")                                                    \
	X(CARE_LEVEL_2,   22, "care_2",    "要介護2")                                                    \
	X(CARE_LEVEL_3,   23, "care_3",    "要介護3")                                                    \
	X(CARE_LEVEL_4,   24, "care_4",    "要介護4")                                                    \
	X(CARE_LEVEL_5,   25, "care_5",    "要介護5")

/* What a run does about one ticket (result.ticket.action). */
#define TICKET_ACTIONS(X)                                                                            \
	X(ACTION_ISSUE,   1, "issue",   "交付")                                                          \
	X(ACTION_REPLACE, 2, "replace", "差替え")   /* keeps number and recipient number, next revision */ \
	X(ACTION_CANCEL,  3, "cancel",  "取消し")                                                        \
	X(ACTION_KEEP,    4, "keep",    "交付済み") /* as it stands */                                   \
	X(ACTION_HOLD,    9, "hold",    "保留")     /* not issued; a ticket that is out stays as it is */

/* Why a ticket is held: the first that fits, in this order.  X(constant, number, word, term, takes back a ticket that
 * is out: what it says is wrong) */
#define TICKET_HOLDS(X)                                                                              \
	X(HOLD_NOT_ON_AID,        1,  "not_on_aid",        "当月に保護を受けていない",             true)  \
	X(HOLD_SUSPENDED,         2,  "suspended",         "保護停止中",                           true)  \
	X(HOLD_NOT_A_MEMBER,      3,  "not_a_member",      "当月に世帯員でない",                   true)  \
	X(HOLD_TWICE,             4,  "twice",             "同じ機関・診療別の登録が重複",         false) \
	X(HOLD_OFFICE,            5,  "office",            "交付に必要な福祉事務所の登録がない",   false) \
	X(HOLD_INSTITUTION_UNKNOWN,   6, "institution_unknown",   "指定機関の名簿にない",          false) \
	X(HOLD_INSTITUTION_ENDED,     7, "institution_ended",     "指定が終了している",            true)  \
	X(HOLD_INSTITUTION_EARLY,     8, "institution_early",     "指定前",                        true)  \
	X(HOLD_INSTITUTION_KIND,      9, "institution_kind",      "機関の種別が診療別と合わない",  true)  \
	X(HOLD_PRESCRIBER,        10, "prescriber",        "処方箋発行元が登録または指定されていない", false) \
	X(HOLD_OPINION_MISSING,   11, "opinion_missing",   "要否意見書がない",                     false) \
	X(HOLD_OPINION_EXPIRED,   12, "opinion_expired",   "要否意見書の有効期間が終了",           false) \
	X(HOLD_OPINION_REFUSED,   13, "opinion_refused",   "医療を要しないとの決定",               true)  \
	X(HOLD_CERTIFICATION,     14, "certification",     "要介護認定の有効期間外",               false) \
	X(HOLD_DECISION,          15, "decision",          "当月の決定がない",                     false) \
	X(HOLD_ORDER,             16, "order",             "保留の指示",                           false) \
	X(HOLD_TREATMENT_ENDED,   17, "treatment_ended",   "治療・利用の登録が終了",               true)  /* of tickets that are out */

/* Why a ticket was replaced or cancelled: the first that fits. */
#define TICKET_CAUSES(X)                                                                             \
	X(CAUSE_COVERAGE,    1, "coverage",    "医療保険・他法の適用の変更")                             \
	X(CAUSE_VALIDITY,    2, "validity",    "有効期間の変更")                                         \
	X(CAUSE_OWN_PAYMENT, 3, "own_payment", "本人支払額の変更")                                       \
	X(CAUSE_INSTITUTION, 4, "institution", "機関の名称等の変更")                                     \
	X(CAUSE_DETAILS,     5, "details",     "傷病名・備考等の変更")                                   \
	X(CAUSE_HOLD,        6, "hold",        "交付の要件を欠いたため")    /* .hold says which */          \
	X(CAUSE_REVERSED,    7, "reversed",    "処理の取消し")              /* of the run that issued it */

/* Own payment (本人支払額): by what the decision says it is for. */
#define OWN_PAYMENTS(X)                                                                              \
	X(OWN_PAYMENT_CARE,     1, "care",     "介護")                                                   \
	X(OWN_PAYMENT_MEDICAL,  2, "medical",  "医療")                                                   \
	X(OWN_PAYMENT_FACILITY, 3, "facility", "施設事務費") /* no ticket carries it */

/* Why a ticket of an approved run was not issued after all (result.ticket_refusal). */
#define TICKET_REFUSALS(X)                                                                           \
	X(REFUSED_EXCLUDED, 1, "excluded", "確定時に世帯が除外された")                                   \
	X(REFUSED_HELD,     2, "held",     "保留の指示")                                                 \
	X(REFUSED_CHANGED,  3, "changed",  "基準日時の後に登録が変更された")                             \
	X(REFUSED_TAKEN,    4, "taken",    "他の処理が先に交付または取消しをした")                  \
	X(REFUSED_ADDRESS,  5, "address",  "機関の宛先が名簿にないか、指定が終了している") /* of forms */

/* 要否意見書の種類 */
#define OPINION_KINDS(X)                                                                             \
	X(OPINION_NEW,         1, "new",         "医療要否意見書（新規）")                               \
	X(OPINION_CONTINUING,  2, "continuing",  "医療要否意見書（継続）")                               \
	X(OPINION_PSYCHIATRIC, 3, "psychiatric", "精神疾患入院要否意見書")                               \
	X(OPINION_NURSING,     4, "nursing",     "訪問看護要否意見書")

/* 要否意見書の発送と一括決定 (result.opinion.state): one for each person × institution × service. */
#define OPINION_STATES(X)                                                                            \
	X(OPINION_VALID,    1, "valid",    "有効")             /* continued: 一括決定 */                 \
	X(OPINION_DUE,      2, "due",      "発送対象")         /* valid this month, ends within notice */ \
	X(OPINION_EXPIRED,  3, "expired",  "有効期間終了")     /* a form is due at once */               \
	X(OPINION_MISSING,  4, "missing",  "意見書なし")       /* likewise */                            \
	X(OPINION_WAITING,  5, "waiting",  "回答待ち")         /* sent, not yet back */                  \
	X(OPINION_OVERDUE,  6, "overdue",  "督促対象")         /* sent, not back in time */              \
	X(OPINION_REFUSED,  7, "refused",  "医療を要しない")

/* 資格登録 (online eligibility) */
#define REGISTRATION_ITEMS(X)                                                                        \
	X(REGISTRATION_PERSON, 1, "person", "資格情報")                                                  \
	X(REGISTRATION_TICKET, 2, "ticket", "医療券・調剤券情報")

#define REGISTRATION_ACTIONS(X)                                                                      \
	X(REGISTER_ADD,     1, "add",     "新規")                                                        \
	X(REGISTER_CORRECT, 2, "correct", "訂正")                                                        \
	X(REGISTER_CANCEL,  3, "cancel",  "取消")

#define REGISTRATION_STATES(X)                                                                       \
	X(REGISTRATION_SENT,     1, "sent",     "回答待ち")                                              \
	X(REGISTRATION_ACCEPTED, 2, "accepted", "登録済み")                                              \
	X(REGISTRATION_REJECTED, 3, "rejected", "エラー")

/* 資格喪失事由 */
#define LOSS_REASONS(X)                                                                              \
	X(LOSS_NONE,      0,  "",   "")                                                                  \
	X(LOSS_DEATH,     1,  "01", "死亡")                                                              \
	X(LOSS_AID,       2,  "02", "生活保護開始")                                                      \
	X(LOSS_INSURANCE, 3,  "03", "医療保険資格取得")                                                  \
	X(LOSS_OTHER,     99, "99", "その他")
/* clang-format on */

#define X(name, number, word, term) name = (number),
enum institution_kind { INSTITUTION_KINDS(X) };
enum institution_end { INSTITUTION_ENDS(X) };
enum ticket_type { TICKET_TYPES(X) };
enum treatment_basis { TREATMENT_BASES(X) };
enum coverage_kind { COVERAGE_KINDS(X) };
enum recipient_policy { RECIPIENT_POLICIES(X) };
enum ticket_form { TICKET_FORMS(X) };
enum care_level { CARE_LEVELS(X) };
enum ticket_action { TICKET_ACTIONS(X) };
enum ticket_cause { CAUSE_NONE = 0, TICKET_CAUSES(X) };
enum own_payment { OWN_PAYMENTS(X) };
enum ticket_refusal { TICKET_REFUSALS(X) };
enum opinion_kind { OPINION_KINDS(X) };
enum opinion_state { OPINION_STATES(X) };
enum registration_item { REGISTRATION_ITEMS(X) };
enum registration_action { REGISTRATION_ACTIONS(X) };
enum registration_state { REGISTRATION_STATES(X) };
enum loss_reason { LOSS_REASONS(X) };
#undef X
#define X(name, number, word, term, type, kind) name = (number),
enum ticket_service { TICKET_SERVICES(X) };
#undef X
#define X(name, number, word, term, revokes) name = (number),
enum ticket_hold { HOLD_NONE = 0, TICKET_HOLDS(X) };
#undef X

#endif
