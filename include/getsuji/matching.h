/*
 * matching.h: the words of the annual matching (pension revision, tax survey), in one place for the import
 * of answers, the jobs, the workbooks and the generator.
 *
 * Each list is one X-macro: enum constant, number in the database (never reused), word in CSV and XML,
 * Japanese term on documents.  A match is a question to a person, never a verdict: no class and no step
 * here creates a claim.
 *
 * Keys: a person is (household_id, person_no); `person_key` is household_id * 100 + person_no.  A request is
 * known by its request id: 19 digits, run (7), chunk (5), number in the chunk (6) and a check digit (the
 * rule m10w21 over the 18 before it).
 */
#ifndef GETSUJI_MATCHING_H
#define GETSUJI_MATCHING_H

#include <stdint.h>

#define REQUEST_ID_DIGITS 19
#define LINKAGE_NO_DIGITS 15 /* 団体内統合宛名番号; never a 個人番号 */

/* clang-format off */
/* What is asked for (照会の対象). */
#define INQUIRY_SUBJECTS(X)                                                                          \
	X(SUBJECT_PENSION,            1, "pension",            "年金")                                   \
	X(SUBJECT_SUPPLEMENT,         2, "supplement",         "年金生活者支援給付金")                   \
	X(SUBJECT_SPECIAL_DISABILITY, 3, "special_disability", "特別障害給付金")                         \
	X(SUBJECT_TAX,                4, "tax",                "課税")

/* 利用目的 */
#define INQUIRY_PURPOSES(X)                                                                          \
	X(PURPOSE_APPLICATION, 1, "application", "保護の申請の審査")                                     \
	X(PURPOSE_EX_OFFICIO,  2, "ex_officio",  "職権による開始・変更")                                 \
	X(PURPOSE_REPAYMENT,   3, "repayment",   "費用の返還・徴収")

/* 照会条件 */
#define INQUIRY_CONDITIONS(X)                                                                        \
	X(CONDITION_DEFAULT, 1, "default", "既定")                                                       \
	X(CONDITION_POINT,   2, "point",   "時点指定")                                                   \
	X(CONDITION_RANGE,   3, "range",   "範囲指定")

/* 情報連携の同意 */
#define LINKAGE_CONSENTS(X)                                                                          \
	X(CONSENT_GIVEN,     1, "given",     "あり")                                                     \
	X(CONSENT_REFUSED,   2, "refused",   "なし")                                                     \
	X(CONSENT_NOT_ASKED, 3, "not_asked", "未確認")

/* Why somebody is not asked (照会除外の理由).  0 = asked. */
#define INQUIRY_EXCLUSIONS(X)                                                                        \
	X(EXCLUDED_PROTECTED,     1, "protected",     "支援措置対象者で不開示コードの設定がない")         \
	X(EXCLUDED_HELD,          2, "held",          "保留中")                                          \
	X(EXCLUDED_NO_NUMBER,     3, "no_number",     "情報連携の番号がない")                            \
	X(EXCLUDED_NO_CONSENT,    4, "no_consent",    "同意がない")                                      \
	X(EXCLUDED_NOT_ALLOWED,   5, "not_allowed",   "手続番号と利用目的の組合せが許可表にない")         \
	X(EXCLUDED_UNKNOWN,       6, "unknown",       "台帳にいない者")                                  \
	X(EXCLUDED_NOT_ON_AID,    7, "not_on_aid",    "対象の期間に保護を受けていない")                  \
	X(EXCLUDED_DUPLICATE,     8, "duplicate",     "同じ照会が重複")                                  \
	X(EXCLUDED_ASKED_BEFORE,  9, "asked_before",  "照会済みで回答待ち")                              \
	X(EXCLUDED_SHARED_NUMBER, 10, "shared_number", "番号が他の者と重複")                             \
	X(EXCLUDED_CONDITION,     11, "condition",    "照会条件の日付が正しくない")

/* 回答の状態 */
#define ANSWER_STATES(X)                                                                             \
	X(ANSWER_FOUND,         1, "found",         "該当あり")                                          \
	X(ANSWER_NONE,          2, "none",          "該当なし")                                          \
	X(ANSWER_NOT_DISCLOSED, 3, "not_disclosed", "不開示")                                            \
	X(ANSWER_PENDING,       4, "pending",       "準備中")                                            \
	X(ANSWER_ERROR,         9, "error",         "照会エラー")

/* Reason Of Null: why an item has no value.  Our own list, since none is published; any other is unknown. */
#define NULL_REASONS(X)                                                                              \
	X(NULL_NOT_APPLICABLE, 1,  "01", "該当しない")                                                   \
	X(NULL_UNDECIDED,      2,  "02", "未決定")                                                       \
	X(NULL_NOT_DISCLOSED,  3,  "03", "不開示")                                                       \
	X(NULL_NOT_RECORDED,   4,  "04", "記録なし")

/* 年金の制度, of one block of 年金基本情報 */
#define PENSION_SCHEMES(X)                                                                           \
	X(SCHEME_NATIONAL,  1, "national",  "国民年金")                                                  \
	X(SCHEME_EMPLOYEES, 2, "employees", "厚生年金")

/* What a recognised benefit is (fact.pension). */
#define AWARD_BENEFITS(X)                                                                          \
	X(AWARD_PENSION,            1, "pension",            "年金")                                   \
	X(AWARD_SUPPLEMENT,         2, "supplement",         "年金生活者支援給付金")                   \
	X(AWARD_SPECIAL_DISABILITY, 3, "special_disability", "特別障害給付金")

/* 年金コードの区分 */
#define PENSION_KINDS(X)                                                                             \
	X(PENSION_OLD_AGE,    1, "old_age",    "老齢")                                                   \
	X(PENSION_DISABILITY, 2, "disability", "障害")                                                   \
	X(PENSION_SURVIVORS,  3, "survivors",  "遺族")                                                   \
	X(PENSION_WIDOW,      4, "widow",      "寡婦")

#define SURVEYS(X)                                                                                   \
	X(SURVEY_PENSION, 1, "pension", "年金額改定")                                                    \
	X(SURVEY_TAX,     2, "tax",     "課税調査")

/* The classes of persons: exactly one for each.  Of lines: that of one award or kind of income.
 * X(constant, number, word, term, order of the work to be done: lower first) */
#define FINDING_CLASSES(X)                                                                           \
	X(CLASS_PENSION_EQUAL,        1,  "equal",             "一致",                        90)        \
	X(CLASS_PENSION_CHANGED,      2,  "changed",           "変更（提案あり）",            20)        \
	X(CLASS_PENSION_NEW,          3,  "new",               "未申告の受給",                12)        \
	X(CLASS_PENSION_STOPPED,      4,  "stopped",           "支給停止・失権",              13)        \
	X(CLASS_PENSION_RETROACTIVE,  5,  "retroactive",       "遡及裁定",                    11)        \
	X(CLASS_PENSION_NO_ANSWER,    6,  "no_answer",         "回答なし",                    30)        \
	X(CLASS_PENSION_IDENTITY,     7,  "identity",          "氏名・生年月日の相違",        10)        \
	X(CLASS_PENSION_NEEDS_PERSON, 8,  "needs_person",      "要確認",                      14)        \
	X(CLASS_TAX_EQUAL,            11, "equal",             "一致",                        90)        \
	X(CLASS_TAX_OVER,             12, "over",              "申告額が課税額より多い",      25)        \
	X(CLASS_TAX_UNDER,            13, "under",             "申告額が課税額より少ない",    12)        \
	X(CLASS_TAX_UNDECLARED,       14, "undeclared_kind",   "申告のない種類の収入",        11)        \
	X(CLASS_TAX_EMPLOYERS,        15, "several_employers", "複数の給与支払者",            15)        \
	X(CLASS_TAX_DEPENDANT,        16, "dependants",        "他者の扶養親族",              16)        \
	X(CLASS_TAX_NO_RECORD,        17, "no_record",         "課税資料なし・回答なし",      30)        \
	X(CLASS_TAX_ZERO,             18, "zero_declaration",  "所得なしの申告",              80)        \
	X(CLASS_TAX_IDENTITY,         19, "identity",          "氏名・生年月日の相違",        10)        \
	X(CLASS_TAX_NEEDS_PERSON,     20, "needs_person",      "要確認",                      14)

/* Suggested next steps, a set of bits.  What is `considered` is decided by a person, elsewhere. */
#define NEXT_STEPS(X)                                                                                \
	X(STEP_ASK_PERSON,     1,   "ask_person",     "本人に確認")                                      \
	X(STEP_EMPLOYER,       2,   "employer",       "勤務先に照会")                                    \
	X(STEP_LETTER_29,      4,   "letter_29",      "法第29条の照会書を送付")                          \
	X(STEP_CONSIDER_63,    8,   "consider_63",    "法第63条の適用を検討（判断は人が行う）")          \
	X(STEP_CONSIDER_78,    16,  "consider_78",    "法第78条の適用を検討（判断は人が行う）")          \
	X(STEP_ASK_AGAIN,      32,  "ask_again",      "期間を指定して再照会")                            \
	X(STEP_ADOPT,          64,  "adopt",          "提案の採否を決定")                                \
	X(STEP_PENSION_OFFICE, 128, "pension_office", "年金事務所に確認")                                \
	X(STEP_WAIT,           256, "wait",           "回答を待つ")                                      \
	X(STEP_NONE_DUE,       512, "none",           "対応なし")

/* 処理: what the caseworker did with a finding; comes back with the sheet. */
#define DISPOSITIONS(X)                                                                              \
	X(DISPOSITION_ADOPT,      1, "adopt",      "採用")                                               \
	X(DISPOSITION_DECLINE,    2, "decline",    "不採用")                                             \
	X(DISPOSITION_ASK_PERSON, 3, "ask_person", "本人に確認中")                                       \
	X(DISPOSITION_INQUIRE,    4, "inquire",    "関係先に照会中")                                     \
	X(DISPOSITION_CONSIDER,   5, "consider",   "課内で検討中")                                       \
	X(DISPOSITION_DONE,       6, "done",       "処理済み")

/* Lists beside the classes (result.notable). */
#define NOTABLES(X)                                                                                  \
	X(NOTABLE_SUPPLEMENT,  1, "supplement",  "年金生活者支援給付金の照会候補")                       \
	X(NOTABLE_CERTIFICATE, 2, "certificate", "障害状態確認届（診断書）の提出時期")

/* 課税資料の収入・所得の種類, and the kind of recognised income each is compared with (facts.h). */
#define TAX_KINDS(X)                                                                                 \
	X(TAX_WAGES,         1,  "wages",         "給与収入",         INCOME_EARNED)                     \
	X(TAX_PENSION,       2,  "pension",       "公的年金等収入",   INCOME_PENSION)                    \
	X(TAX_BUSINESS,      3,  "business",      "営業等所得",       INCOME_BUSINESS)                   \
	X(TAX_AGRICULTURE,   4,  "agriculture",   "農業所得",         INCOME_BUSINESS)                   \
	X(TAX_REAL_ESTATE,   5,  "real_estate",   "不動産所得",       INCOME_PROPERTY)                   \
	X(TAX_INTEREST,      6,  "interest",      "利子所得",         INCOME_PROPERTY)                   \
	X(TAX_DIVIDEND,      7,  "dividend",      "配当所得",         INCOME_PROPERTY)                   \
	X(TAX_TRANSFER,      8,  "transfer",      "譲渡所得",         INCOME_PROPERTY)                   \
	X(TAX_OCCASIONAL,    9,  "occasional",    "一時所得",         INCOME_TEMPORARY)                  \
	X(TAX_MISCELLANEOUS, 10, "miscellaneous", "雑所得",           INCOME_TEMPORARY)

/* 申告区分 and 扶養: our own codes, since none is published. */
#define TAX_DECLARATIONS(X)                                                                          \
	X(TAX_BY_RETURN,   1, "01", "確定申告・住民税申告")                                              \
	X(TAX_BY_PAYER,    2, "02", "給与・年金支払報告")                                                \
	X(TAX_ZERO_RETURN, 3, "03", "所得なしの申告")                                                    \
	X(TAX_NO_RETURN,   4, "04", "未申告")

/* The columns of a caseworker's list (一覧): what the workbook writes and what `import dispositions` reads
 * back from its CSV.  X(constant, title, may be filled in) */
#define CASEBOOK_COLUMNS(X)                                                                          \
	X(CASEBOOK_NO,          "整理番号",     false)  /* RUN-OFFICE-CASE-PERSON */                     \
	X(CASEBOOK_CLASS,       "区分",         false)                                                   \
	X(CASEBOOK_CASE,        "ケース番号",   false)                                                   \
	X(CASEBOOK_NAME,        "氏名",         false)                                                   \
	X(CASEBOOK_BIRTH,       "生年月日",     false)                                                   \
	X(CASEBOOK_RECOGNISED,  "認定額",       false)                                                   \
	X(CASEBOOK_EVIDENCE,    "回答額",       false)                                                   \
	X(CASEBOOK_DIFFERENCE,  "差額",         false)                                                   \
	X(CASEBOOK_ASKED,       "照会日",       false)                                                   \
	X(CASEBOOK_ANSWERED,    "回答日",       false)                                                   \
	X(CASEBOOK_OPEN_DAYS,   "経過日数",     false)                                                   \
	X(CASEBOOK_REASON,      "理由と根拠",   false)                                                   \
	X(CASEBOOK_STEPS,       "次の手順",     false)                                                   \
	X(CASEBOOK_DISPOSITION, "処理",         true)                                                    \
	X(CASEBOOK_DONE_ON,     "処理日",       true)                                                    \
	X(CASEBOOK_NOTE,        "メモ",         true)
/* clang-format on */

#define CASEBOOK_NOTE_MAX \
	500 /* characters of a メモ, as the workbook lets them in and the import takes them */

#define X(name, number, word, term) name = (number),
enum inquiry_subject { INQUIRY_SUBJECTS(X) };
enum inquiry_purpose { INQUIRY_PURPOSES(X) };
enum inquiry_condition { INQUIRY_CONDITIONS(X) };
enum linkage_consent { LINKAGE_CONSENTS(X) };
enum inquiry_exclusion { EXCLUDED_NOT = 0, INQUIRY_EXCLUSIONS(X) };
enum answer_state { ANSWER_STATES(X) };
enum null_reason { NULL_REASONS(X) };
enum pension_scheme { PENSION_SCHEMES(X) };
enum award_benefit { AWARD_BENEFITS(X) };
enum pension_kind { PENSION_KINDS(X) };
enum survey { SURVEYS(X) };
enum next_step { NEXT_STEPS(X) };
enum disposition { DISPOSITION_NONE = 0, DISPOSITIONS(X) };
enum notable { NOTABLES(X) };
enum tax_declaration { TAX_DECLARATIONS(X) };
#undef X
#define X(name, number, word, term, order) name = (number),
enum finding_class { FINDING_CLASSES(X) };
#undef X
#define X(name, number, word, term, income) name = (number),
enum tax_kind { TAX_KINDS(X) };
#undef X
#define X(name, title, filled) name,
enum casebook_column { CASEBOOK_COLUMNS(X) CASEBOOK_COLUMN_COUNT };
#undef X

#endif
