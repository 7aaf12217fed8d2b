/*
 * check_vectors.c: check_vectors FOLDER: runs every vector file it knows of a folder against the program's
 * own code, and prints per file how many rows agree and differ, with the differing ones.
 *
 * A vector is a row that somebody else computed or published (tests/golden/vectors/README.md).  A row that no
 * code of ours computes is `not covered`, a file of which nothing is known `not known`.  Ends with 1 when a row
 * differs or a known file cannot be read.
 */
#include "tests/golden/check_vectors.h"
#include "engine/intake/answer.h"
#include "engine/intake/rate_set.h"
#include "getsuji/number.h"
#include "jobs/rules/income.h"
#include "jobs/rules/pension.h"
#include "reports/backend/japanpost.h"
#include "tests/golden/check_vectors_gs1.h"
#include "tests/golden/check_vectors_registration.h"
#include "tests/golden/check_vectors_zengin.h"

#include <ctype.h>
#include <dirent.h>
#include <hb.h>

enum { VECTOR_FILE_MAX = 16 << 20 };

/* ---- money ---- */

enum { PAYMENT_YEAR, PAYMENT_WHO, PAYMENT_ANNUAL, PAYMENT_MONTH, PAYMENT_EACH, PAYMENT_FEBRUARY };
static const struct csv_column payment_columns[] = {{"fiscal_year", false}, {"who", false},
	{"annual_yen", false}, {"monthly_published_yen", false}, {"each_payment_yen", false},
	{"feb_payment_yen", false}, PROVENANCE};

static void check_payment(struct check *c)
{
	yen_t annual = number_of(c, PAYMENT_ANNUAL);
	struct context nothing = {0};

	same_if_given(c, PAYMENT_MONTH, income_pension_month(&nothing, annual, 0));
	same_number(c, PAYMENT_EACH, pension_payment_yen(annual, false));
	same_number(c, PAYMENT_FEBRUARY, pension_payment_yen(annual, true));
}

enum {
	RATE_YEAR,
	RATE_NEW,
	RATE_NEW_ANNUAL,
	RATE_NEW_MONTH,
	RATE_OLD,
	RATE_OLD_ANNUAL,
	RATE_OLD_MONTH,
	RATE_BORDER,
	RATE_NEW_DISABILITY,
	RATE_OLD_DISABILITY,
	RATE_CHILD,
	RATE_CHILD_3,
	RATE_SUPPLEMENT,
	RATE_SUPPLEMENT_1,
	RATE_SUPPLEMENT_EXEMPT
};
static const struct csv_column rate_columns[] = {{"fiscal_year", false}, {"kaitei_rate_new", false},
	{"mangaku_new_annual", false}, {"mangaku_new_month", false}, {"kaitei_rate_old", false},
	{"mangaku_old_annual", false}, {"mangaku_old_month", false}, {"new_old_boundary", false},
	{"shogai1_new_annual", false}, {"shogai1_old_annual_or_x1_25", false}, {"ko_kasan_1_2_annual", false},
	{"ko_kasan_3plus_annual", false}, {"kyufukin_month", false}, {"kyufukin_shogai1_month", false},
	{"kyufukin_menjo_month", false}, PROVENANCE};

/* 改定率 "1.085" in thousandths. */
static int64_t thousandths(struct check *c, int column)
{
	const char *s = c->field[column].text;

	if (strlen(s) == 5 && s[1] == '.' && strspn(s, "0123456789.") == 5)
		return (int64_t)(s[0] - '0') * 1000 + strtoll(s + 2, NULL, 10);
	printf("  %s:%d: %s has not the form 1.085\n", c->file, c->line, c->columns[column].name);
	c->verdict = DIFFERS;
	return 0;
}

/* An amount of 2004 times the rate of a year, to the nearest 100 yen (国民年金法第27条, 第33条の2). */
static int64_t revised(int64_t base, int64_t rate)
{
	return (base * rate + 50000) / 100000 * 100;
}

static void check_rate(struct check *c)
{
	struct context nothing = {0};
	int64_t rate_new = thousandths(c, RATE_NEW), rate_old = thousandths(c, RATE_OLD);
	int64_t full_new = revised(780900, rate_new), full_old = revised(780900, rate_old);

	same_if_given(c, RATE_NEW_ANNUAL, full_new);
	same_if_given(c, RATE_OLD_ANNUAL, full_old);
	same_if_given(c, RATE_NEW_MONTH, income_pension_month(&nothing, full_new, 0));
	same_if_given(c, RATE_OLD_MONTH, income_pension_month(&nothing, full_old, 0));
	same_if_given(c, RATE_NEW_DISABILITY, full_new * 5 / 4);
	same_if_given(c, RATE_OLD_DISABILITY, full_old * 5 / 4);
	same_if_given(c, RATE_CHILD, revised(224700, rate_new));
	same_if_given(c, RATE_CHILD_3, revised(74900, rate_new));
	if (c->field[RATE_SUPPLEMENT].length > 0) /* a quarter more, to the nearest yen */
		same_if_given(c, RATE_SUPPLEMENT_1, (number_of(c, RATE_SUPPLEMENT) * 5 + 2) / 4);
	same_if_given(c, RATE_SUPPLEMENT_EXEMPT, full_new / 12 / 6);
}

/* ---- dates ---- */

enum { WAREKI_ISO, WAREKI_ERA, WAREKI_YEAR, WAREKI_LETTER, WAREKI_TEXT };
static const struct csv_column wareki_columns[] = {{"iso", false}, {"era", false}, {"year", false},
	{"era_letter", false}, {"kanji_gannen", false}, PROVENANCE};

/* Out, and back from both ways of writing it. */
static void check_wareki(struct check *c)
{
	char text[64], iso[11];
	int year, month, mday;
	day_t day, back;

	if (!day_parse(c->field[WAREKI_ISO].text, c->field[WAREKI_ISO].length, &day)) {
		same(c, WAREKI_ISO, "no day");
		return;
	}
	same(c, WAREKI_TEXT, day_format_era(day, text));
	day_parts(day, &year, &month, &mday);
	const char *numbers = c->field[WAREKI_YEAR].text,
			   *written[] = {c->field[WAREKI_TEXT].text,
				   arena_printf(c->arena, "%s%s年%d月%d日", c->field[WAREKI_ERA].text, numbers, month, mday),
				   arena_printf(c->arena, "%s%s.%d.%d", c->field[WAREKI_LETTER].text, numbers, month, mday)};

	for (size_t i = 0; i < sizeof written / sizeof written[0]; i++)
		same(c, WAREKI_ISO,
			day_parse_written(written[i], strlen(written[i]), &back)
				? day_format(back, iso)
				: arena_printf(c->arena, "no day (%s)", written[i]));
}

/* ---- 年金の項目とコード ---- */

enum { CODE_CODE, CODE_KIND, CODE_SCHEME, CODE_CLASS };
static const struct csv_column code_columns[] = {
	{"code", false}, {"kind_ja", false}, {"scheme_ja", false}, {"class", false}, PROVENANCE};

static void check_code(struct check *c)
{
	static const char *const terms[] = {
#define X(name, number, word, term) [number] = term,
		PENSION_KINDS(X)
#undef X
	};
	const struct pension_code *code = matching_code(c->tables, str_of(c, CODE_CODE));

	same(c, CODE_CLASS, code == NULL ? "a code in no table" : terms[code->kind]);
}

enum { ITEM_BLOCK, ITEM_NAME, ITEM_REPEATS, ITEM_TYPE, ITEM_RULE };
static const struct csv_column item_columns[] = {{"block", false}, {"item_ja", false}, {"repeats", false},
	{"seen_type", false}, {"example_or_rule", false}, PROVENANCE};

/* Where an item of the public lists stands in an answer file (engine/intake/ANSWERS.md). */
static const struct {
	const char *item, *repeats; /* repeats: how the text begins */
	enum answer_record record;
	const char *names[4];
} items[] = {
	{"年金の種類(年金コード)", "per award", RECORD_AWARD, {"pension_code"}},
	{"受給年金制度情報", "per scheme", RECORD_SCHEME, {"scheme"}},
	{"年金決定年月日", "per scheme", RECORD_SCHEME, {"decided_on"}},
	{"受給権発生日", "per scheme", RECORD_SCHEME, {"right_arose_on"}},
	{"受給権失権年月日", "per scheme", RECORD_SCHEME, {"right_lost_on"}},
	{"年金支給停止理由コード", "per scheme", RECORD_SCHEME, {"suspension_reason"}},
	{"年金支給停止開始年月", "per scheme", RECORD_SCHEME, {"suspended_from"}},
	{"年金支給停止終了年月", "per scheme", RECORD_SCHEME, {"suspended_to"}},
	{"有期固定年数", "per scheme", RECORD_SCHEME, {"fixed_years"}},
	{"認定年", "per scheme", RECORD_SCHEME, {"certified_year"}},
	{"障害初診年月日", "per scheme", RECORD_SCHEME, {"first_visit_on"}},
	{"障害等級コード", "per scheme", RECORD_SCHEME, {"grade_code"}},
	{"障害傷病名コード(その1)", "per scheme", RECORD_SCHEME, {"illness_code"}},
	{"障害診断書コード(その1)", "per scheme", RECORD_SCHEME, {"certificate_code"}},
	{"直近年金支給額変更理由コードA", "per award", RECORD_AWARD, {"change_reason_a"}},
	{"直近年金支給額変更理由コードB", "per award", RECORD_AWARD, {"change_reason_b"}},
	{"初回年金支払年月日", "per award", RECORD_AWARD, {"first_paid_on"}},
	{"年金支給開始年月日", "repeats per change", RECORD_AMOUNT, {"pay_from_on"}},
	{"年金支給額決定変更理由コードA/B", "repeats per change", RECORD_AMOUNT, {"reason_a", "reason_b"}},
	{"年金支給停止額情報(国民年金)", "repeats per change", RECORD_AMOUNT, {"national_stopped_yen"}},
	{"年金支給額情報(国民年金)", "repeats per change", RECORD_AMOUNT, {"national_yen"}},
	{"年金支給停止額/支給額情報(付加年金)", "repeats per change", RECORD_AMOUNT,
		{"additional_stopped_yen", "additional_yen"}},
	{"子の加給年金額", "repeats per change", RECORD_AMOUNT, {"child_yen"}},
	{"配偶者加給年金額", "repeats per change", RECORD_AMOUNT, {"spouse_yen"}},
	{"年金支給停止額/支給額情報(厚生年金)", "repeats per change", RECORD_AMOUNT,
		{"employees_stopped_yen", "employees_yen"}},
	{"支払年月日; 国民/付加/厚生 別の額", "repeats", RECORD_ARREARS,
		{"paid_on", "national_yen", "additional_yen", "employees_yen"}},
	{"年金支払年月日", "per payment", RECORD_PAYMENT, {"paid_on"}},
	{"年金支払額", "per payment", RECORD_PAYMENT, {"paid_yen"}},
	{"所得税額", "per payment", RECORD_PAYMENT, {"income_tax_yen"}},
	{"介護保険料額", "per payment", RECORD_PAYMENT, {"care_premium_yen"}},
	{"国民健康保険料額", "per payment", RECORD_PAYMENT, {"health_premium_yen"}},
	{"後期高齢者医療保険料額", "per payment", RECORD_PAYMENT, {"elderly_premium_yen"}},
	{"住民税額", "per payment", RECORD_PAYMENT, {"resident_tax_yen"}},
};

static const struct record_item *layout_item(enum answer_record record, const char *name)
{
	for (const struct record_item *i = answer_layout.items[record]; i->name != NULL; i++) {
		if (strcmp(i->name, name) == 0)
			return i;
	}
	return NULL;
}

/* Does an item of the layout take what the list says was seen? */
static bool takes(const struct record_item *i, const char *seen)
{
	if (strcmp(seen, "4 digits") == 0 || strcmp(seen, "2 digits") == 0)
		return i->type == ITEM_CODE && i->lo == seen[0] - '0' && i->hi == i->lo;
	if (strcmp(seen, "6 digits YYYYMM") == 0)
		return i->type == ITEM_YYYYMM; /* 000000 = none */
	if (strcmp(seen, "date or absent") == 0)
		return i->type == ITEM_DAY && i->nullable;
	if (strcmp(seen, "date + yen") == 0)
		return i->type == (strcmp(i->name, "paid_on") == 0 ? ITEM_DAY : ITEM_YEN);
	return strcmp(seen, "date") == 0     ? i->type == ITEM_DAY
		   : strcmp(seen, "yen") == 0    ? i->type == ITEM_YEN
		   : strcmp(seen, "code") == 0   ? i->type == ITEM_CODE
		   : strcmp(seen, "text") == 0   ? i->type == ITEM_WORD
		   : strcmp(seen, "number") == 0 ? i->type == ITEM_NUMBER
		   : strcmp(seen, "year") == 0   ? i->type == ITEM_NUMBER && i->lo <= 2018 && i->hi >= 2018
										 : false;
}

/* The year of the next certificate, as text. */
static const char *certificate(struct check *c, int certified_year, int fixed_years, const char *code)
{
	struct pension_basis b = {.certified_year = (int16_t)certified_year,
		.fixed_years = (int16_t)fixed_years,
		.certificate = utf8_of(code)};
	int year;
	enum pension_certificate due = pension_certificate(&b, &year);

	return due == CERTIFICATE_NEVER     ? "permanent"
		   : due == CERTIFICATE_UNKNOWN ? "not known"
										: arena_printf(c->arena, "%d", year);
}

static void certificates(struct check *c)
{
	const char *got = arena_printf(c->arena, "2018 + 3 = %s, 0 with code 1 = %s, 0 with code 2 = %s",
		certificate(c, 2018, 3, "2"), certificate(c, 2018, 0, "1"), certificate(c, 2018, 0, "2"));

	if (strcmp(got, "2018 + 3 = 2021, 0 with code 1 = permanent, 0 with code 2 = not known") == 0)
		return;
	printf("  %s:%d: the next certificate: ours %s\n", c->file, c->line, got);
	c->verdict = DIFFERS;
}

static void check_item(struct check *c)
{
	const char *name = c->field[ITEM_NAME].text, *repeats = c->field[ITEM_REPEATS].text;
	size_t at = 0, n = sizeof items / sizeof items[0];
	const char *seen = c->field[ITEM_TYPE].text;

	while (at < n && strcmp(items[at].item, name) != 0)
		at++;
	if (at == n) {
		same(c, ITEM_NAME, "no item of an answer file");
		return;
	}
	if (strncmp(repeats, items[at].repeats, strlen(items[at].repeats)) != 0)
		same(c, ITEM_REPEATS, items[at].repeats);
	if (strncmp(seen, "yen", 3) == 0 || strstr(seen, " masked digits") != NULL)
		seen = "yen";
	for (int i = 0; i < 4 && items[at].names[i] != NULL; i++) {
		const struct record_item *item = layout_item(items[at].record, items[at].names[i]);

		if (item == NULL || !takes(item, seen))
			same(c, ITEM_TYPE, item == NULL ? "not in the layout" : "taken as something else");
	}
	if (strcmp(name, "有期固定年数") == 0)
		certificates(c);
}

/* ---- numbers ---- */

enum { DIGIT_TYPE, DIGIT_NUMBER, DIGIT_VALID, DIGIT_RULE };
static const struct csv_column digit_columns[] = {
	{"type", false}, {"number", false}, {"valid", false}, {"rule", false}, PROVENANCE};

/* Which rule a number has, and how grave it is that one from outside breaks it. */
static const struct {
	const char *rule;
	enum number_verdict broken;
} number_rules[NUMBER_KIND_COUNT] = {
	[NUMBER_PAYER] = {"m10w21", NUMBER_REJECT},
	[NUMBER_RECIPIENT] = {"m10w21", NUMBER_REJECT},
	[NUMBER_INSURER] = {"m10w21", NUMBER_WARN},
	[NUMBER_INSTITUTION] = {"m10w21-9", NUMBER_WARN},
	[NUMBER_CARE_PROVIDER] = {"m10w21-9", NUMBER_WARN},
	[NUMBER_MUNICIPALITY] = {"m10w21", NUMBER_WARN},
	[NUMBER_LOCAL_GOVERNMENT] = {"m11-65432", NUMBER_WARN},
	[NUMBER_PERSONAL] = {"m11", NUMBER_REJECT},
	[NUMBER_CORPORATE] = {"m9", NUMBER_REJECT},
};

static enum number_kind kind_of(const char *type)
{
#define X(constant, name, digits, term) \
	if (strcmp(type, name) == 0) \
		return constant;
	NUMBER_KINDS(X)
#undef X
	return NUMBER_KIND_COUNT;
}

/* Nothing but the check digit may be wrong with a vector; our own output breaks no rule. */
static void check_number(struct check *c)
{
	static const char *const verdicts[] = {
		[NUMBER_OK] = "ok", [NUMBER_WARN] = "warn", [NUMBER_REJECT] = "reject"};
	const char *number = c->field[DIGIT_NUMBER].text;
	size_t n = c->field[DIGIT_NUMBER].length;
	enum number_kind kind = kind_of(c->field[DIGIT_TYPE].text);
	bool four = kind == NUMBER_INSTITUTION && number[0] == '1' && strchr("1234", number[1]) != NULL;
	enum number_fault fault;
	enum number_verdict verdict, expected;

	if (kind == NUMBER_KIND_COUNT) {
		c->verdict = NOT_COVERED;
		return;
	}
	verdict = number_judge(kind, NUMBER_FROM_OUTSIDE, number, n, &fault);
	expected = c->field[DIGIT_VALID].text[0] == '1' ? NUMBER_OK : number_rules[kind].broken;
	same(c, DIGIT_RULE, four ? "m10w21-7" : number_rules[kind].rule);
	if (fault != NUMBER_SOUND && fault != NUMBER_CHECK)
		same(c, DIGIT_NUMBER, "of another form");
	else if (verdict != expected)
		same(c, DIGIT_VALID, verdicts[verdict]);
	if (verdict != NUMBER_OK && number_judge(kind, NUMBER_OWN, number, n, &fault) != NUMBER_REJECT)
		same(c, DIGIT_NUMBER, "given out by us");
}

/* ---- カスタマバーコード ---- */

static const char *symbol_name(struct check *c, int value)
{
	return value < 10    ? arena_printf(c->arena, "%d", value)
		   : value == 10 ? "-"
						 : arena_printf(c->arena, "CC%d", value - 10);
}

enum { ADDRESS_ZIP, ADDRESS_ADDRESS, ADDRESS_EXTRACTED, ADDRESS_SYMBOLS, ADDRESS_CHECK };
static const struct csv_column address_columns[] = {{"zip", false}, {"address", false}, {"extracted", false},
	{"chars20", false}, {"check_char", false}, PROVENANCE};

static void check_address(struct check *c)
{
	struct str numbers = japanpost_extract(str_of(c, ADDRESS_ADDRESS), c->arena);
	const char *symbols = "";
	struct japanpost code;

	same(c, ADDRESS_EXTRACTED, arena_printf(c->arena, "%.*s", (int)numbers.length, numbers.at));
	if (!japanpost_encode(str_of(c, ADDRESS_ZIP), numbers, &code)) {
		same(c, ADDRESS_ZIP, "no barcode");
		return;
	}
	for (int i = 0; i < JAPANPOST_SYMBOLS; i++)
		symbols =
			arena_printf(c->arena, "%s%s%s", symbols, i > 0 ? " " : "", symbol_name(c, code.symbols[i]));
	same(c, ADDRESS_SYMBOLS, symbols);
	same(c, ADDRESS_CHECK, symbol_name(c, code.check));
}

enum { BARS_DATA, BARS_BARS };
static const struct csv_column bars_columns[] = {{"data", false}, {"bars_FADT", false}, PROVENANCE};

static void check_bars(struct check *c)
{
	struct str data = str_of(c, BARS_DATA);
	struct japanpost code;

	if (data.length < 7 ||
		!japanpost_encode((struct str){data.at, 7}, (struct str){data.at + 7, data.length - 7}, &code))
		same(c, BARS_DATA, "no barcode");
	else
		same(c, BARS_BARS, code.bars);
}

enum { SYMBOL_NAME, SYMBOL_VALUE, SYMBOL_MANUAL, SYMBOL_BARS };
static const struct csv_column symbol_columns[] = {
	{"symbol", false}, {"check_value", false}, {"manual_code", false}, {"bars_FADT", false}, PROVENANCE};

/* The bars of a symbol, found in codes that have it: among their twenty or as their check. */
static const char *bars_of(struct check *c, const char *symbol)
{
	static const char *const numbers[] = {
		"", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "-", "A", "K", "U"};
	struct japanpost code;

	for (int zip = 1000001; zip < 1000040; zip++) {
		for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
			if (!japanpost_encode(utf8_of(arena_printf(c->arena, "%d", zip)), utf8_of(numbers[i]), &code))
				continue;
			if (strcmp(symbol, "START") == 0)
				return arena_printf(c->arena, "%.2s", code.bars);
			if (strcmp(symbol, "STOP") == 0)
				return arena_printf(c->arena, "%.2s", code.bars + JAPANPOST_BARS - 2);
			for (int at = 0; at <= JAPANPOST_SYMBOLS; at++) {
				int value = at < JAPANPOST_SYMBOLS ? code.symbols[at] : code.check;

				if (strcmp(symbol_name(c, value), symbol) == 0)
					return arena_printf(c->arena, "%.3s", code.bars + 2 + (ptrdiff_t)at * 3);
			}
		}
	}
	return "no such symbol";
}

static void check_symbol(struct check *c)
{
	static const char heights[] = "FADT"; /* 1 full, 2 ascending, 3 descending, 4 timing */
	const char *bars = bars_of(c, c->field[SYMBOL_NAME].text);
	char manual[4] = "";

	same(c, SYMBOL_BARS, bars);
	for (size_t i = 0; i < 3 && bars[i] != '\0' && strchr(heights, bars[i]) != NULL; i++)
		manual[i] = (char)('1' + (strchr(heights, bars[i]) - heights));
	same(c, SYMBOL_MANUAL, manual);
	for (int value = 0; value <= 18; value++) {
		if (strcmp(symbol_name(c, value), c->field[SYMBOL_NAME].text) == 0)
			same_number(c, SYMBOL_VALUE, value);
	}
}

/* ---- glyphs ---- */

enum { GLYPH_TEXT, GLYPH_BASE, GLYPH_SELECTOR, GLYPH_NAME };
static const struct csv_column glyph_columns[] = {
	{"text", false}, {"base", false}, {"selector", false}, {"mj_name", false}, PROVENANCE};

/* A base alone is drawn by another font, where that has it. */
static void check_glyph(struct check *c)
{
	struct str rest = str_of(c, GLYPH_TEXT);
	struct font_glyph glyph;
	struct utf8_char character;
	char name[64] = "";
	hb_font_t *mj;

	if (utf8_next(&rest, &character) != UTF8_CHAR || rest.length > 0 ||
		!fonts_find(c->fonts, FONT_MINCHO, character, &glyph)) {
		same(c, GLYPH_NAME, "no glyph");
		return;
	}
	if (glyph.font != FONT_MJ && c->field[GLYPH_SELECTOR].length == 0) {
		c->verdict = NOT_COVERED;
		return;
	}
	mj = hb_font_create(fonts_face(c->fonts, FONT_MJ));
	if (glyph.font != FONT_MJ || !hb_font_get_glyph_name(mj, glyph.glyph_id, name, sizeof name))
		name[0] = '\0';
	for (char *p = name; *p != '\0'; p++)
		*p = (char)toupper((unsigned char)*p);
	same(c, GLYPH_NAME, name);
	hb_font_destroy(mj);
}

/* ---- files ---- */

static const struct {
	const char *file;
	const struct csv_column *columns;
	size_t count;
	void (*row)(struct check *c);
} known[] = {
#define KNOWN(file, columns, row) \
	{ \
		file, columns, sizeof columns / sizeof columns[0], row \
	}
	KNOWN("pension_payments.csv", payment_columns, check_payment),
	KNOWN("ref_pension_rates.csv", rate_columns, check_rate),
	KNOWN("ref_pension_codes.csv", code_columns, check_code),
	KNOWN("ref_pension_items.csv", item_columns, check_item),
	KNOWN("wareki.csv", wareki_columns, check_wareki),
	KNOWN("ref_iryofujo_items.csv", eligibility_columns, check_eligibility),
	KNOWN("checkdigits.csv", digit_columns, check_number),
	KNOWN("japanpost_address.csv", address_columns, check_address),
	KNOWN("japanpost_bars.csv", bars_columns, check_bars),
	KNOWN("ref_japanpost_chars.csv", symbol_columns, check_symbol),
	KNOWN("ivs_mj.csv", glyph_columns, check_glyph),
	KNOWN("zengin_kana.csv", kana_columns, check_kana),
	KNOWN("zengin_truncate.csv", cut_columns, check_cut),
	KNOWN("ref_zengin_charclass.csv", set_columns, check_set),
	KNOWN("zengin_fields.csv", field_columns, check_field),
	KNOWN("zengin_file_verdicts.csv", file_columns, check_zengin_file),
	KNOWN("gs1_cvs44.csv", gs1_columns, check_gs1),
#undef KNOWN
};
enum { KNOWN_FILES = sizeof known / sizeof known[0] };

static struct csv *open_file(struct check *c, const char *path)
{
	char *bytes = arena_alloc(c->arena, VECTOR_FILE_MAX);
	FILE *f = fopen(path, "rb");
	size_t n;

	if (f == NULL)
		return NULL;
	n = fread(bytes, 1, VECTOR_FILE_MAX, f);
	fclose(f);
	return n < VECTOR_FILE_MAX ? csv_new_bytes(c->arena, c->file, CSV_UTF8, bytes, n) : NULL;
}

/* False: a row differs, or the file cannot be read. */
static bool check_file(struct check *c, int which, const char *path)
{
	int64_t rows[VERDICTS] = {0};
	struct err e = {0};
	struct csv *csv = open_file(c, path);
	bool more = true;

	c->columns = known[which].columns;
	if (csv == NULL || csv_header(csv, known[which].columns, (int)known[which].count, &e) != ERR_OK)
		more = false;
	while (more && csv_next(csv, &c->field, &more, &e) == ERR_OK && more) {
		c->line = csv_line(csv);
		c->verdict = AGREES;
		known[which].row(c);
		rows[c->verdict]++;
	}
	if (csv == NULL || e.code != ERR_OK || rows[AGREES] + rows[DIFFERS] == 0) {
		printf("%-26s cannot be read: %s %s\n", c->file, e.place, csv == NULL ? "no file" : e.message);
		return false;
	}
	printf("%-26s agree %" PRId64 ", differ %" PRId64, c->file, rows[AGREES], rows[DIFFERS]);
	if (rows[NOT_COVERED] > 0)
		printf(", not covered %" PRId64, rows[NOT_COVERED]);
	printf("\n");
	return rows[DIFFERS] == 0;
}

static int is_vectors(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return n > 4 && strcmp(d->d_name + n - 4, ".csv") == 0;
}

static int which_file(const char *name)
{
	for (int i = 0; i < KNOWN_FILES; i++) {
		if (strcmp(known[i].file, name) == 0)
			return i;
	}
	return -1;
}

/* The fonts, and the tables that are built into the program. */
static bool prepare(struct check *c, struct arena *keep, struct err *e)
{
	struct rate_set set;
	struct matching_tables *tables;

	if (fonts_open(keep, &c->fonts, e) != ERR_OK || rate_set_read(NULL, keep, &set, e) != ERR_OK ||
		matching_build(&set.cells, month_of(2027, 6), keep, &tables, e) != ERR_OK)
		return false;
	c->tables = tables;
	return true;
}

int main(int argc, char **argv)
{
	struct arena *keep = arena_new();
	struct dirent **files = NULL;
	struct check c = {0};
	struct err e = {0};
	bool fine = true;
	int n = argc == 2 ? scandir(argv[1], &files, is_vectors, alphasort) : -1;

	if (n <= 0 || !prepare(&c, keep, &e)) {
		fprintf(stderr, "check_vectors FOLDER: %s\n", n <= 0 ? "no folder with *.csv" : e.message);
		return 1;
	}
	c.arena = arena_new();
	for (int i = 0; i < n; i++) {
		int which = which_file(files[i]->d_name);

		c.file = files[i]->d_name;
		if (which < 0)
			printf("%-26s not known\n", c.file);
		else
			fine &= check_file(&c, which, arena_printf(c.arena, "%s/%s", argv[1], c.file));
		arena_reset(c.arena);
		free(files[i]);
	}
	free(files);
	arena_free(c.arena);
	arena_free(keep);
	return fine ? 0 : 1;
}
