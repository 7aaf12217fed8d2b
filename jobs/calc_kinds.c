/*
 * calc_kinds.c: base_living, deduction, earned, average3, pension_monthly, temporary_income,
 * proration and allocation.
 */
#include "jobs/calc_kinds.h"

#include "jobs/rules/charging.h"
#include "jobs/rules/context.h"
#include "jobs/rules/income.h"
#include "jobs/rules/living.h"
#include "jobs/rules/proration.h"

#include <string.h>

static const char *const orders[] = {"first", "second", NULL};

void calc_kinds_put(const struct calc_question *q, const char *name, yen_t value)
{
	json_object_set_new(q->answer, name, json_integer(value));
}

enum err_code calc_kinds_check(const struct context *c, struct err *e)
{
	if (c->missing != RULE_NONE) {
		err_set(e, ERR_NOT_COMPUTABLE, 1601,
			"規則 %s（%s）の額または定めが登録されていないため計算できません", rule_number(c->missing),
			rule_title(c->missing));
		return err_hint(e, "Import a rate set that has it, or decide this household by hand.");
	}
	if (c->overflow)
		return err_set(e, ERR_OVERFLOW, 1602, "金額が扱える範囲を超えています");
	return ERR_OK;
}

/* A context without a household: enough for rules about amounts alone. */
static struct context context_of(const struct calc_question *q)
{
	static const struct household nobody;

	return (struct context){.h = &nobody,
		.r = q->rates,
		.p = &rule_defaults,
		.t = q->trace,
		.month = q->rates->month,
		.first = month_first(q->rates->month),
		.next = month_first(q->rates->month + 1)};
}

static enum err_code first_or_second(const struct calc_question *q, bool optional, bool *first, struct err *e)
{
	int order = 0;

	if (!(optional && !calc_json_has(q->line, "order")) &&
		calc_json_word(q->line, "order", orders, &order, e) != ERR_OK)
		return e->code;
	*first = order == 0;
	return ERR_OK;
}

static const char *const base_living_fields[] = {"grade", "age_bands", "winter", "prefecture", NULL};

/* The age bands of base_living, counted. */
static enum err_code read_bands(
	const struct calc_question *q, int count[static AGE_BANDS], int *size, struct err *e)
{
	json_t *list;

	if (calc_json_list(q->line, "age_bands", 1, 99, &list, e) != ERR_OK)
		return e->code;
	*size = (int)json_array_size(list);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *text = json_string_value(json_array_get(list, i));
		int band = 0;

		while (text != NULL && band < AGE_BANDS && strcmp(text, rates_age_band_text(band)) != 0 &&
			   !(band == AGE_BANDS - 1 && strcmp(text, "75+") == 0))
			band++;
		if (text == NULL || band == AGE_BANDS) {
			err_set(e, ERR_INPUT, 1812, "this is not an age band of class 1");
			err_place(e, "age_bands[%zu]", i);
			return err_hint(e, "The bands are 0-2, 3-5, 6-11, 12-17, 18-19, 20-40, 41-59, 60-64, 65-69, "
							   "70-74 and 75+.");
		}
		count[band]++;
	}
	return ERR_OK;
}

/* The winter addition of base_living: asked for with `winter`, it needs the prefecture's zone. */
static enum err_code base_winter(
	const struct calc_question *q, struct context *c, int size, yen_t *out, struct err *e)
{
	struct municipality place = {.city = -1};
	struct home home = {.place = &place};
	struct roster roster = {.home = &home, .home_size = size};
	bool winter;
	int prefecture;

	*out = 0;
	if (!calc_json_has(q->line, "winter"))
		return ERR_OK;
	if (calc_json_bool(q->line, "winter", &winter, e) != ERR_OK)
		return e->code;
	if (!winter)
		return ERR_OK;
	if (calc_json_word(q->line, "prefecture", rate_prefectures, &prefecture, e) != ERR_OK)
		return e->code;
	place.prefecture = (uint8_t)prefecture;
	*out = living_winter_home(c, &roster);
	return ERR_OK;
}

static enum err_code base_living(const struct calc_question *q, struct err *e)
{
	struct context c = context_of(q);
	int count[AGE_BANDS] = {0}, grade = 0, size = 0;
	yen_t sum = 0, transitional = 0, winter;

	if (calc_json_word(q->line, "grade", rate_grades, &grade, e) != ERR_OK ||
		read_bands(q, count, &size, e) != ERR_OK || base_winter(q, &c, size, &winter, e) != ERR_OK)
		return e->code;
	if (!q->rates->complete)
		context_missing(&c, RULE_FORMER_STANDARD);
	for (int band = 0; band < AGE_BANDS; band++) {
		if (count[band] == 0)
			continue;
		sum += count[band] * context_use(&c, c.r->class1[grade][band], RULE_LIVING);
		transitional += count[band] * living_transitional(&c, grade, band, size);
	}
	yen_t reduced = living_class1_reduced(&c, sum * 100, size);
	yen_t class2 = living_class2(&c, grade, size), special = living_special_home(&c) * size;
	char text[2][32];

	if (calc_kinds_check(&c, e) != ERR_OK)
		return e->code;
	TRACE(c.t, RULE_REDUCTION, "class1_reduced", reduced, "第1類の合計 %s円、%d人世帯の逓減率を適用して %s円",
		trace_yen(sum, text[0]), size, trace_yen(reduced, text[1]));
	TRACE(c.t, RULE_LIVING, "class2", class2, "第2類 %s円", trace_yen(class2, text[0]));
	TRACE(c.t, RULE_TRANSITIONAL, "transitional", transitional, "経過的加算 %s円",
		trace_yen(transitional, text[0]));
	TRACE(c.t, RULE_SPECIAL, "special", special, "特例加算 %s円", trace_yen(special, text[0]));
	calc_kinds_put(q, "class1_sum", sum);
	calc_kinds_put(q, "class1_reduced", reduced);
	calc_kinds_put(q, "class2", class2);
	calc_kinds_put(q, "transitional", transitional);
	calc_kinds_put(q, "special", special);
	calc_kinds_put(q, "winter", winter);
	calc_kinds_put(q, "base_total_incl_special", reduced + class2 + transitional + special + winter);
	return ERR_OK;
}

static const char *const deduction_fields[] = {"gross", "order", NULL};

static enum err_code deduction(const struct calc_question *q, struct err *e)
{
	struct context c = context_of(q);
	yen_t gross;
	bool first = true;
	char text[2][32];

	if (calc_json_yen(q->line, "gross", &gross, e) != ERR_OK ||
		first_or_second(q, false, &first, e) != ERR_OK)
		return e->code;
	yen_t amount = income_basic_deduction(&c, gross, first);

	TRACE(c.t, RULE_EARNED, "deduction", amount, "基礎控除 %s 収入 %s円に対して %s円",
		first ? "1人目" : "2人目以降", trace_yen(gross, text[0]), trace_yen(amount, text[1]));
	calc_kinds_put(q, "deduction", amount);
	return calc_kinds_check(&c, e);
}

static const char *const earned_fields[] = {"gross", "order", "expenses", "new_employment", "under20",
	"wage_average", "bonus", "carried_offset", NULL};

/* The gross: given, or a wage's average with the bonus of the month on top. */
static enum err_code earned_gross(const struct calc_question *q, yen_t *gross, struct err *e)
{
	yen_t bonus;

	if (!calc_json_has(q->line, "wage_average"))
		return calc_json_yen(q->line, "gross", gross, e);
	if (calc_json_has(q->line, "gross")) {
		err_set(e, ERR_INPUT, 1813, "two fields say the same: give one of them");
		return calc_json_place(e, q->line, "gross");
	}
	if (calc_json_yen(q->line, "wage_average", gross, e) != ERR_OK ||
		calc_json_yen_or(q->line, "bonus", 0, &bonus, e) != ERR_OK)
		return e->code;
	*gross += bonus; /* both below 2^31 */
	return ERR_OK;
}

static enum err_code earned(const struct calc_question *q, struct err *e)
{
	struct context c = context_of(q);
	yen_t gross, expenses, new_employment, under20, offset;
	bool first = true;
	char text[4][32];

	if (earned_gross(q, &gross, e) != ERR_OK ||
		first_or_second(q, calc_json_has(q->line, "wage_average"), &first, e) != ERR_OK ||
		calc_json_yen_or(q->line, "expenses", 0, &expenses, e) != ERR_OK ||
		calc_json_yen_or(q->line, "new_employment", 0, &new_employment, e) != ERR_OK ||
		calc_json_yen_or(q->line, "under20", 0, &under20, e) != ERR_OK ||
		calc_json_yen_or(q->line, "carried_offset", 0, &offset, e) != ERR_OK)
		return e->code;
	yen_t basic = income_basic_deduction(&c, gross, first);
	/* An overpayment carried over stands outside of the base of the deduction (C2). */
	yen_t recognised = income_earned(&c, gross, first, new_employment + under20, expenses) + offset;

	TRACE(c.t, RULE_EARNED, "recognised", recognised, "総額 %s円、基礎控除 %s円、必要経費 %s円、認定 %s円",
		trace_yen(gross, text[0]), trace_yen(basic, text[1]), trace_yen(expenses, text[2]),
		trace_yen(recognised, text[3]));
	calc_kinds_put(q, "gross_for_deduction", gross);
	calc_kinds_put(q, "basic_deduction", basic);
	calc_kinds_put(q, "recognised", recognised);
	calc_kinds_put(q, "kept", gross - expenses - recognised);
	return calc_kinds_check(&c, e);
}

static const char *const average3_fields[] = {"wages", "order", NULL};

/* I5: floor(sum / 3), and the deduction of the average. */
static enum err_code average3(const struct calc_question *q, struct err *e)
{
	struct context c = context_of(q);
	json_t *list;
	yen_t sum = 0;
	bool first = true;
	char text[32];

	if (calc_json_list(q->line, "wages", 3, 3, &list, e) != ERR_OK ||
		first_or_second(q, true, &first, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < 3; i++) {
		json_t *wage = json_array_get(list, i);

		if (!json_is_integer(wage) || json_integer_value(wage) < 0 || json_integer_value(wage) > INT32_MAX) {
			err_set(e, ERR_INPUT, 1814, "this must be an amount in whole yen, 0 to 2147483647");
			return err_place(e, "wages[%zu]", i);
		}
		sum += json_integer_value(wage);
	}
	TRACE(
		c.t, RULE_AVERAGE, "average", sum / 3, "3か月の平均（1円未満切捨て） %s円", trace_yen(sum / 3, text));
	calc_kinds_put(q, "average", sum / 3);
	calc_kinds_put(q, "basic_deduction", income_basic_deduction(&c, sum / 3, first));
	return calc_kinds_check(&c, e);
}

static const char *const pension_fields[] = {
	"annual", "bimonthly_payment", "pension_kind", "care_premium_special_collection_monthly", NULL};

static enum err_code pension_monthly(const struct calc_question *q, struct err *e)
{
	struct context c = context_of(q);
	bool halving = calc_json_has(q->line, "bimonthly_payment");
	yen_t amount, withheld;
	const char *kind;
	char text[2][32];

	if (halving && calc_json_has(q->line, "annual")) {
		err_set(e, ERR_INPUT, 1813, "two fields say the same: give one of them");
		return calc_json_place(e, q->line, "bimonthly_payment");
	}
	if (calc_json_yen(q->line, halving ? "bimonthly_payment" : "annual", &amount, e) != ERR_OK ||
		calc_json_yen_or(q->line, "care_premium_special_collection_monthly", 0, &withheld, e) != ERR_OK ||
		(calc_json_has(q->line, "pension_kind") &&
			calc_json_text(q->line, "pension_kind", &kind, e) != ERR_OK))
		return e->code;
	/* Two months' payment is six to the year. */
	yen_t annual = halving ? amount * 6 : amount;
	yen_t monthly = income_pension_month(&c, annual, 0);

	TRACE(c.t, RULE_PENSION, "monthly", monthly, "年額 %s円の12分の1（1円未満切捨て） %s円",
		trace_yen(annual, text[0]), trace_yen(monthly, text[1]));
	calc_kinds_put(q, "monthly", monthly);
	if (halving)
		calc_kinds_put(q, "monthly_by_halving", amount / 2);
	calc_kinds_put(q, "recognised", income_pension_month(&c, annual, withheld));
	return calc_kinds_check(&c, e);
}

static const char *const temporary_fields[] = {"amount", NULL};

static enum err_code temporary_income(const struct calc_question *q, struct err *e)
{
	struct context c = context_of(q);
	yen_t amount;
	char text[2][32];

	if (calc_json_yen(q->line, "amount", &amount, e) != ERR_OK)
		return e->code;
	yen_t recognised = income_temporary(&c, amount);

	TRACE(c.t, RULE_TEMPORARY, "recognised", recognised, "臨時的収入 %s円、認定 %s円",
		trace_yen(amount, text[0]), trace_yen(recognised, text[1]));
	calc_kinds_put(q, "recognised", recognised);
	return calc_kinds_check(&c, e);
}

static const char *const allocation_fields[] = {"income", "living_base_and_additions", "housing", "education",
	"high_school", "care", "medical", "birth", "occupation", "funeral", "facility_office_cost",
	"other_temporary", NULL};

static enum err_code allocation(const struct calc_question *q, struct err *e)
{
	static const struct {
		const char *field, *charged, *aid;
		enum charge charge;
	} rows[] = {
		{"living_base_and_additions", "charged_living", "aid_living", CHARGE_LIVING},
		{"housing", "charged_housing", "aid_housing", CHARGE_HOUSING},
		{"education", "charged_education", "aid_education", CHARGE_EDUCATION},
		{"high_school", "charged_high_school", "aid_high_school", CHARGE_HIGH_SCHOOL},
		{"facility_office_cost", "charged_facility", "aid_facility", CHARGE_FACILITY},
		{"care", "own_payment_care", "aid_care", CHARGE_CARE},
		{"medical", "own_payment_medical", "aid_medical", CHARGE_MEDICAL},
		{"birth", "charged_birth", "aid_birth", CHARGE_BIRTH},
		{"occupation", "charged_occupation", "aid_occupation", CHARGE_OCCUPATION},
		{"funeral", "charged_funeral", "aid_funeral", CHARGE_FUNERAL},
		{"other_temporary", "charged_other", "aid_other", CHARGE_TEMPORARY},
	};
	enum charge order[CHARGES];
	yen_t need[CHARGES] = {0}, charged[CHARGES], income;
	char text[2][32];

	if (calc_json_yen(q->line, "income", &income, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		enum err_code code = i == 0 ? calc_json_yen(q->line, rows[i].field, &need[rows[i].charge], e)
									: calc_json_yen_or(q->line, rows[i].field, 0, &need[rows[i].charge], e);

		if (code != ERR_OK)
			return code;
	}
	charging_order(&rule_defaults, need[CHARGE_FACILITY] > 0, order);
	yen_t left = charging_allocate(order, need, income, charged);

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		enum charge k = rows[i].charge;

		calc_kinds_put(q, rows[i].charged, charged[k]);
		calc_kinds_put(q, rows[i].aid, need[k] - charged[k]);
		if (need[k] > 0)
			TRACE(q->trace, RULE_CHARGE_ORDER, rows[i].charged, charged[k], "%s 必要額 %s円に充当 %s円",
				rows[i].field, trace_yen(need[k], text[0]), trace_yen(charged[k], text[1]));
	}
	calc_kinds_put(q, "income_left", left);
	return ERR_OK;
}

static const struct calc_kind kinds[] = {
	{"household", calc_household_fields, false, calc_household_compute},
	{"base_living", base_living_fields, false, base_living},
	{"deduction", deduction_fields, false, deduction},
	{"earned", earned_fields, false, earned},
	{"average3", average3_fields, false, average3},
	{"pension_monthly", pension_fields, false, pension_monthly},
	{"temporary_income", temporary_fields, false, temporary_income},
	{"proration", calc_proration_fields, true, calc_proration_compute},
	{"allocation", allocation_fields, false, allocation},
};

const struct calc_kind *calc_kinds_find(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	}
	return NULL;
}
