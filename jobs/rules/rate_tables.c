/*
 * rate_tables.c: the files of official amounts, their columns, and which cells must exist.
 *
 * Data only.  Adding a table is a row here and a file in tables/; the import, `calc` and `check` then
 * know it.  The amounts themselves are never here: they are dated rows with a source.
 */
#include "getsuji/mailing.h"
#include "getsuji/matching.h"
#include "getsuji/rate_table.h"
#include "getsuji/slip.h"

/* Days since 1970-01-01 of the dates from which blocks are required. */
#define D2020_10 18536 /* 2020-10-01: the standard before the reform */
#define D2023_10 19631 /* 2023-10-01: the standard in force; past months are computed from here */
#define D2024_10 19997 /* 2024-10-01 */
#define D2026_10 20727 /* 2026-10-01 */
#define NEVER    DAY_MAX

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* clang-format off */
const char *const rate_grades[] = {"1-1", "1-2", "2-1", "2-2", "3-1", "3-2", NULL};
const char *const rate_zones[] = {"I", "II", "III", "IV", "V", "VI", NULL};
const char *const rate_prefectures[] = {
	"北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県",
	"埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県",
	"岐阜県", "静岡県", "愛知県", "三重県", "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県",
	"鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県", "香川県", "愛媛県", "高知県", "福岡県",
	"佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県", NULL};

static const char *const classes[] = {"1", "2", "3", NULL};
static const char *const bands[] = {
	"0-2", "3-5", "6-11", "12-17", "18-19", "20-40", "41-59", "60-64", "65-69", "70-74", "75-", NULL};
static const char *const child_bands[] = {"0-2", "3-5", "6-11", "12-14", "15-17", "18-19", NULL};
static const char *const sizes_each[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10+each", NULL};
static const char *const sizes_10[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10+", NULL};
static const char *const sizes_5[] = {"1", "2", "3", "4", "5", NULL};
static const char *const sizes_5_more[] = {"1", "2", "3", "4", "5+", NULL};
static const char *const sizes_7[] = {"1", "2", "3", "4", "5", "6", "7+", NULL};
static const char *const sizes_rent[] = {"1", "2", "3-5", "6", "7+", NULL};
static const char *const none[] = {"", NULL};
static const char *const all[] = {"all", NULL};
static const char *const each[] = {"each", NULL};
static const char *const home[] = {"home", NULL};
static const char *const rescue[] = {"rescue_rehab_facility", NULL};
static const char *const standard_new[] = {"new", NULL};
static const char *const standard_old[] = {"std1", "std2", NULL};
static const char *const months[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", NULL};

#define SECOND(name, number, word, term) word,
static const char *const inquiry_subjects[] = {INQUIRY_SUBJECTS(SECOND) NULL};
static const char *const inquiry_purposes[] = {INQUIRY_PURPOSES(SECOND) NULL};
static const char *const inquiry_conditions[] = {INQUIRY_CONDITIONS(SECOND) NULL};
static const char *const pension_kinds[] = {PENSION_KINDS(SECOND) NULL};
static const char *const ticket_opinions[] = {"own", "prescriber", "none", NULL};
static const char *const inquiry_populations[] = {
	"pension_holders", "pension_candidates", "supplement_candidates", "on_aid_last_year", NULL};
static const char *const yes_no[] = {"yes", "no", NULL};
static const char *const mail_kinds[] = {MAIL_DOCUMENTS(SECOND) NULL};
static const char *const mail_marks[] = {
	"benchmark", "end_of_set", "enclosure", "sequence1", "sequence2", "sequence3", "parity", "safety", NULL};
static const char *const mail_marks_shown[] = {
	"always", "last", "not_last", "enclosure", "bit1", "bit2", "bit4", "parity", NULL};
static const char *const mail_together[] = {"household", "institution", "alone", NULL};
static const char *const slip_overs[] = {SLIP_OVERS(SECOND) NULL};

#define FROM_TO          {"effective_from", RATE_FROM, NULL, 0, false}, {"effective_to", RATE_TO, NULL, 0, false}
#define KEY(column)      {column, RATE_KEY, NULL, 0, false}
#define BAND(low, high)  {low, RATE_KEY_BAND, NULL, 0, false}, {high, RATE_BAND_END, NULL, 0, false}
#define YEN(column)      {column, RATE_NUMBER, NULL, 1, false}
#define YEN_OR_NOT(column) {column, RATE_NUMBER, NULL, 1, true}
#define RATE(column)     {column, RATE_NUMBER, NULL, 10000, false}
#define WORD(column, words) {column, RATE_WORD, words, 0, false}
#define NOTE(column)     {column, RATE_NOTE, NULL, 0, false}
#define PROVENANCE       {"status", RATE_STATUS, NULL, 0, false}, {"source", RATE_SOURCE, NULL, 0, false}

const struct rate_table_desc rate_tables[] = {
	/* 別表第1第1章1 第1類 */
	{.name = "living_class1",
		.columns = {FROM_TO, KEY("table"), KEY("grade"), BAND("age_from", "age_to"), YEN("amount_yen"), PROVENANCE},
		.blocks = {{{standard_new, rate_grades, bands}, D2023_10, DAY_MAX},
			{{standard_old, rate_grades, bands}, D2020_10, D2023_10}},
		.nblocks = 2},
	/* 第2類; "10+each" is added per person above nine */
	{.name = "living_class2",
		.columns = {FROM_TO, KEY("table"), KEY("grade"), KEY("household_size"), YEN("amount_yen"), PROVENANCE},
		.blocks = {{{standard_new, rate_grades, sizes_each}, D2023_10, DAY_MAX},
			{{standard_old, rate_grades, sizes_5}, D2020_10, D2023_10}},
		.nblocks = 2},
	/* 逓減率, over 10,000 */
	{.name = "reduction_rate",
		.columns = {FROM_TO, KEY("table"), KEY("household_size"), RATE("rate"), PROVENANCE},
		.blocks = {{{standard_new, sizes_10}, D2023_10, DAY_MAX}, {{standard_old, sizes_5_more}, D2020_10, D2023_10}},
		.nblocks = 2},
	/* 経過的加算, per person; "10+" is ten or more */
	{.name = "transitional_addition",
		.columns = {FROM_TO, KEY("grade"), BAND("age_from", "age_to"), KEY("household_size"), YEN("amount_yen"),
			PROVENANCE},
		.blocks = {{{rate_grades, bands, sizes_10}, D2023_10, DAY_MAX},
			{{rate_grades, bands, sizes_5_more}, D2020_10, D2023_10}},
		.nblocks = 2},
	/* 特例加算.  Facilities have it since 2026-10 only. */
	{.name = "special_addition",
		.columns = {FROM_TO, KEY("residence_type"), YEN("amount_yen"), PROVENANCE},
		.blocks = {{{WORDS("home", "hospital_or_care_facility")}, D2023_10, DAY_MAX},
			{{rescue}, D2026_10, DAY_MAX}},
		.nblocks = 2},
	/* 冬季加算 */
	{.name = "winter_addition",
		.columns = {FROM_TO, KEY("residence_type"), KEY("zone"), KEY("household_size"), YEN("amount_yen"), PROVENANCE},
		.blocks = {{{home, rate_zones, sizes_each}, D2023_10, DAY_MAX}, {{rescue, rate_zones, each}, D2023_10, DAY_MAX},
			{{WORDS("hospital_or_care_facility"), rate_zones, each}, NEVER, NEVER}},
		.nblocks = 3},
	{.name = "winter_zone",
		.columns = {FROM_TO, KEY("prefecture"), WORD("zone", rate_zones), WORD("first_month", months),
			WORD("last_month", months), PROVENANCE},
		.blocks = {{{rate_prefectures}, D2023_10, DAY_MAX}},
		.nblocks = 1},
	/* 期末一時扶助費 */
	{.name = "yearend_addition",
		.columns = {FROM_TO, KEY("residence_type"), KEY("grade"), KEY("household_size"), YEN("amount_yen"), PROVENANCE},
		.blocks = {{{home, rate_grades, sizes_each}, D2023_10, DAY_MAX}, {{rescue, classes, each}, D2023_10, DAY_MAX}},
		.nblocks = 2},
	/* 救護施設等 基準生活費 */
	{.name = "facility_base",
		.columns = {FROM_TO, KEY("facility"), KEY("grade"), YEN("amount_yen"), PROVENANCE},
		.blocks = {{{WORDS("rescue(救護)", "rehab(更生)"), classes}, D2023_10, DAY_MAX}},
		.nblocks = 1},
	/* 第2章 加算 */
	{.name = "additions",
		.columns = {FROM_TO, KEY("code"), NOTE("name_ja"), KEY("sub"), KEY("grade_class"), YEN_OR_NOT("amount_yen"),
			NOTE("unit"), PROVENANCE},
		.blocks = {
			{{WORDS("disability"), WORDS("a(ア:1-2級/年金1級) home", "i(イ:3級/年金2級) home"), classes}, D2020_10, DAY_MAX},
			{{WORDS("disability"), WORDS("a(ア) hospital_or_facility", "i(イ) hospital_or_facility"), classes}, NEVER, NEVER},
			{{WORDS("severe_disability"), none, all}, NEVER, NEVER},
			{{WORDS("single_parent"), WORDS("1child home", "2children home", "each_3rd+ home"), classes}, D2020_10, DAY_MAX},
			{{WORDS("child_rearing"), WORDS("each child to fiscal-year end after 18th birthday"), all}, D2020_10, DAY_MAX},
			{{WORDS("child_rearing_transitional"), WORDS("size>=4 & child<3; or size<=3 & child<3 not on home standard; "
				"or 3rd+ child age3..elementary end"), all}, D2020_10, DAY_MAX},
			{{WORDS("pregnancy"), WORDS("pregnant <6 months", "pregnant >=6 months", "postpartum <=6 months"), all},
				D2020_10, DAY_MAX},
			{{WORDS("radiation"), WORDS("current patient", "former patient"), all}, D2020_10, DAY_MAX},
			{{WORDS("home_patient"), none, all}, D2020_10, DAY_MAX},
			{{WORDS("care_facility_resident"), WORDS("upper limit"), all}, D2020_10, DAY_MAX},
			{{WORDS("care_insurance_premium"), none, all}, D2020_10, DAY_MAX}},
		.nblocks = 11},
	/* 第3章 入院患者日用品費, 介護施設入所者基本生活費 */
	{.name = "inpatient_basic",
		.columns = {FROM_TO, KEY("item"), YEN("amount_yen"), NOTE("limit_kind"), PROVENANCE},
		.blocks = {{{WORDS("hospital_daily_goods(入院患者日用品費)", "care_facility_basic(介護施設入所者基本生活費)")},
			D2020_10, DAY_MAX}},
		.nblocks = 1},
	/* 母子世帯等に係る経過的加算.  No row = not in the table. */
	{.name = "single_parent_transitional",
		.columns = {FROM_TO, KEY("grade"), BAND("child_age_from", "child_age_to"), KEY("household_size"),
			YEN("amount_yen"), PROVENANCE},
		.blocks = {{{rate_grades, child_bands, WORDS("3", "4", "5+")}, NEVER, NEVER}},
		.nblocks = 1},
	/* 教育扶助・高等学校等就学費 */
	{.name = "education",
		.columns = {FROM_TO, KEY("item"), NOTE("period"), YEN("amount_yen"), {"status", RATE_STATUS, NULL, 0, false},
			NOTE("date_basis"), {"source", RATE_SOURCE, NULL, 0, false}},
		.blocks = {{{WORDS("elementary(小学校)", "junior_high(中学校)", "high_school_basic(高等学校等就学費 基本額)")},
				D2020_10, DAY_MAX},
			{{WORDS("elementary learning_support(学習支援費 年間上限)", "junior_high learning_support(学習支援費 年間上限)",
				"high_school learning_support(学習支援費 年間上限)")}, NEVER, NEVER}},
		.nblocks = 2},
	/* 住宅扶助限度額: city rows by name alone, prefecture rows by prefecture and class.  That every
	 * municipality finds one of them is checked over the whole set. */
	{.name = "housing_limit",
		.columns = {FROM_TO, KEY("level"), KEY("prefecture"), KEY("city"), KEY("grade_class"), KEY("household_size"),
			YEN("amount_yen"), PROVENANCE},
		.blocks = {{{WORDS("prefecture"), rate_prefectures, none, classes, sizes_rent}, NEVER, NEVER},
			{{WORDS("city"), none, NULL, none, sizes_rent}, NEVER, NEVER}},
		.nblocks = 2},
	/* 特別基準 (局長通知第7-4-(1)-オ), over 10,000 */
	{.name = "housing_special_multiplier",
		.columns = {FROM_TO, KEY("household_size"), RATE("multiplier_of_single_limit"), PROVENANCE},
		.blocks = {{{sizes_7}, D2020_10, DAY_MAX}},
		.nblocks = 1},
	/* 級地区分 (別表第9) */
	{.name = "grade_municipality",
		.columns = {FROM_TO, {"municipality_code5", RATE_KEY_CODE5, NULL, 0, false}, WORD("prefecture", rate_prefectures),
			WORD("municipality", NULL), WORD("grade", rate_grades), PROVENANCE},
		.blocks = {{{NULL}, NEVER, NEVER}},
		.nblocks = 1},
	/* 基礎控除 (次官通知別表), by bands of the gross */
	{.name = "earned_income_deduction",
		.columns = {FROM_TO, BAND("income_from", "income_to"), YEN_OR_NOT("first_yen"), YEN_OR_NOT("second_yen"),
			YEN("first_whole"), YEN("second_whole"), YEN_OR_NOT("step_width_yen"), YEN_OR_NOT("first_step_yen"),
			YEN_OR_NOT("second_step_yen"), PROVENANCE},
		.blocks = {{{NULL}, NEVER, NEVER}},
		.nblocks = 1,
		.contiguous = true},
	/* 次官通知第8-3: 控除 */
	{.name = "other_deductions",
		.columns = {FROM_TO, KEY("item"), YEN("amount_yen"), NOTE("unit"), PROVENANCE},
		.blocks = {{{WORDS("new_employment(新規就労控除)", "under20(20歳未満控除/未成年者控除)", "temporary_income(臨時的収入)")},
				D2020_10, DAY_MAX},
			{{WORDS("in_kind(現物)")}, NEVER, NEVER}},
		.nblocks = 2},
	/* 追加給付率, over 10,000; ended */
	{.name = "supplementary_payment_rate",
		.columns = {FROM_TO, KEY("item"), RATE("rate"), PROVENANCE},
		.blocks = {{{WORDS("monthly items", "year-end(期末一時扶助)")}, NEVER, NEVER}},
		.nblocks = 1},
	/* 就労自立給付金 */
	{.name = "employment_exit_grant",
		.columns = {FROM_TO, KEY("kind"), KEY("months"), YEN("single_household_yen"), YEN("multi_household_yen"),
			PROVENANCE},
		.blocks = {{{WORDS("base"), WORDS("1", "2", "3", "4", "5", "6")}, D2024_10, DAY_MAX},
			{{WORDS("cap", "floor"), none}, D2024_10, DAY_MAX}},
		.nblocks = 2},
	/* ---- annual matching: lists, no amounts ---- */
	/* 情報照会の許可表: 事務手続管理番号 × 利用目的.  No row = not allowed. */
	{.name = "inquiry_allowed",
		.columns = {FROM_TO, KEY("procedure_no"), KEY("purpose"), WORD("subject", inquiry_subjects), NOTE("title_ja"),
			PROVENANCE},
		.blocks = {{{NULL, inquiry_purposes}, NEVER, NEVER}},
		.nblocks = 1},
	/* Standing rules: whom the graph `inquiry` asks about in which month, beside the caseworkers' lists. */
	{.name = "inquiry_rule",
		.columns = {FROM_TO, KEY("rule"), WORD("month", months), WORD("population", inquiry_populations),
			WORD("procedure_no", NULL), WORD("purpose", inquiry_purposes), WORD("condition", inquiry_conditions), PROVENANCE},
		.blocks = {{{NULL}, NEVER, NEVER}},
		.nblocks = 1},
	/* 年金コード, by its first three digits.  A code that is not here goes to a person. */
	{.name = "pension_code",
		.columns = {FROM_TO, KEY("code3"), WORD("kind", pension_kinds), WORD("taxable", yes_no),
			WORD("supplement", yes_no), WORD("name_ja", NULL), PROVENANCE},
		.blocks = {{{NULL}, NEVER, NEVER}},
		.nblocks = 1},
	/* How far two sides may lie apart and still agree: yen, or a share of what was declared, the larger. */
	{.name = "matching_tolerance",
		.columns = {FROM_TO, KEY("survey"), KEY("kind"), YEN("yen"), RATE("share"), PROVENANCE},
		.blocks = {{{WORDS("tax"), WORDS("wages", "pension", "business", "property", "temporary")}, D2023_10, DAY_MAX},
			{{WORDS("pension"), WORDS("annual", "payment")}, D2023_10, DAY_MAX}},
		.nblocks = 2},
	/* ---- tickets: rules of services, no amounts ---- */
	/* 診療別・サービス種類: whose opinion (要否意見書) a ticket needs and how many months one lasts, and which ticket
	 * carries the own payment (本人支払額): the lowest rank of those of its side. */
	{.name = "ticket_rule",
		.columns = {FROM_TO, KEY("service"), WORD("opinion", ticket_opinions), YEN("opinion_months"), YEN("own_payment_rank"),
			PROVENANCE},
		.blocks = {{{WORDS("inpatient", "outpatient", "dental", "dispensing", "home_nursing", "home", "facility", "prevention",
				"community", "management")}, D2020_10, DAY_MAX}},
		.nblocks = 1},
	/* ---- mailings ---- */
	/* Documents: which of a recipient's go into one envelope, in which order, folded or not, and what a sheet weighs. */
	{.name = "mail_kind",
		.columns = {FROM_TO, KEY("kind"), WORD("together", mail_together), YEN("rank"), WORD("folded", yes_no),
			YEN("sheet_mg"), PROVENANCE},
		.blocks = {{{mail_kinds}, D2020_10, DAY_MAX}},
		.nblocks = 1},
	/* Envelopes by classes of thickness: how many sheets one takes at most, whether they are folded, its own weight. */
	{.name = "mail_envelope",
		.columns = {FROM_TO, KEY("envelope"), KEY("thickness"), YEN("sheets"), WORD("folded", yes_no),
			YEN("envelope_mg"), PROVENANCE},
		.blocks = {{{WORDS("long3"), WORDS("1", "2")}, D2020_10, DAY_MAX},
			{{WORDS("square2"), WORDS("1", "2", "3")}, D2020_10, DAY_MAX}},
		.nblocks = 2},
	/* 郵便料金 by envelope and weight; a piece that is heavier than the last band goes into another envelope. */
	{.name = "postage",
		.columns = {FROM_TO, KEY("envelope"), BAND("weight_from_mg", "weight_to_mg"), WORD("class", NULL), YEN("yen"),
			PROVENANCE},
		.blocks = {{{WORDS("long3"), WORDS("0-50000")}, D2024_10, DAY_MAX},
			{{WORDS("square2"), WORDS("0-50000", "50001-100000", "100001-150000", "150001-250000", "250001-500000",
				"500001-1000000")}, D2024_10, DAY_MAX}},
		.nblocks = 2},
	/* Discounts by the number of pieces, over 10,000. */
	{.name = "mail_discount",
		.columns = {FROM_TO, KEY("discount"), BAND("pieces_from", "pieces_to"), RATE("rate"), PROVENANCE},
		.blocks = {{{WORDS("barcode"), WORDS("0-999", "1000-")}, D2024_10, DAY_MAX},
			{{WORDS("sorted", "sorted_designated"), WORDS("0-1999", "2000-9999", "10000-49999", "50000-99999", "100000-")},
				D2024_10, DAY_MAX},
			{{WORDS("grace_3_days", "grace_7_days"), WORDS("0-")}, D2024_10, DAY_MAX}},
		.nblocks = 3},
	/* Marks for inserters by profile: where each is (1/100 mm), in which order they are read, on which sheets it is
	 * shown.  The profiles of a contractor's machines are more rows. */
	{.name = "inserter_mark",
		.columns = {FROM_TO, KEY("profile"), KEY("mark"), YEN("rank"), YEN("x"), YEN("y"), YEN("width"), YEN("height"),
			WORD("shown", mail_marks_shown), PROVENANCE},
		.blocks = {{{WORDS("getsuji", "not_end"), mail_marks}, D2020_10, DAY_MAX}, {{NULL, mail_marks}, NEVER, NEVER}},
		.nblocks = 2},
	/* ---- repayment slips ---- */
	/* Up to how much a store takes with one slip, and how more is asked for. */
	{.name = "slip_rule",
		.columns = {FROM_TO, KEY("place"), YEN("limit_yen"), WORD("over_limit", slip_overs), PROVENANCE},
		.blocks = {{{WORDS("store")}, D2020_10, DAY_MAX}},
		.nblocks = 1},
};
const int rate_tables_count = (int)(sizeof rate_tables / sizeof rate_tables[0]);

/* Gaps without a table excuse no hole: they speak of estimated cells or of tables that were never found. */
const struct rate_gap_desc rate_gaps[] = {
	{"living_transitional", "transitional_addition", NULL},
	{"yearend_addition", "yearend_addition", "home"},
	{"facility_base", "facility_base", NULL},
	{"facility_base", "yearend_addition", "rescue_rehab_facility"},
	{"hospital_winter", "winter_addition", "hospital_or_care_facility"},
	{"hospital_daily_goods", NULL, NULL},
	{"additions_estimated", NULL, NULL},
	{"severe_disability_addition", NULL, NULL},
	{"study_support_cap", NULL, NULL},
	{"need_test_deduction", NULL, NULL},
	{"housing_floor_area", NULL, NULL},
};
const int rate_gaps_count = (int)(sizeof rate_gaps / sizeof rate_gaps[0]);
/* clang-format on */
