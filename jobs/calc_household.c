/*
 * calc_household.c: one household for one whole month, from JSON to every component of its benefit.
 */
#include "jobs/calc_kinds.h"

#include "jobs/rules/benefit_rules.h"

#include <stddef.h>

#define INCOMES_MAX 200

const char *const calc_household_fields[] = {
	"grade", "prefecture", "city", "members", "rent", "single_parent", "incomes", NULL};

/* What is being put together; arrays live in the question's arena. */
struct builder {
	const struct calc_question *q;
	struct household household;
	struct municipality place;
	struct home home;
	struct rent rent;
	struct protection protection;
	struct member *members;
	struct circumstance *circumstances;
	struct income *incomes;
};

static enum err_code read_place(struct builder *b, struct err *e)
{
	const struct calc_question *q = b->q;
	const struct municipality *place;
	const char *city;
	int grade, prefecture;

	if (calc_json_word(q->line, "grade", rate_grades, &grade, e) != ERR_OK ||
		calc_json_word(q->line, "prefecture", rate_prefectures, &prefecture, e) != ERR_OK ||
		calc_json_text(q->line, "city", &city, e) != ERR_OK ||
		calc_json_bool(q->line, "single_parent", &b->home.single_parent, e) != ERR_OK)
		return e->code;
	place = rates_municipality_named(q->rates, rate_prefectures[prefecture], city);
	if (place == NULL) {
		err_set(e, ERR_INPUT, 1822, "the prefecture has no municipality of this name");
		return calc_json_place(e, q->line, "city");
	}
	if (place->grade != grade) {
		err_set(e, ERR_INPUT, 1823, "the municipality has another grade");
		calc_json_place(e, q->line, "grade");
		return err_hint(e, "The table of grades says %s.", rates_grade_text(place->grade));
	}
	b->place = *place;
	b->home.place = &b->place;
	b->home.from = DAY_MIN;
	b->home.to = DAY_MAX;
	return ERR_OK;
}

/* The stated age must be that of the birthday; born on 1 or 2 April, it may be a year less (R1.3). */
static enum err_code check_age(
	const struct calc_question *q, const struct calc_object *o, const struct member *m, struct err *e)
{
	int year, month, mday;
	struct member computed = *m;

	computed.stated_age = AGE_FROM_BIRTH;
	int age = household_age_april(&computed, q->rates->month, &rule_defaults),
		difference = age - m->stated_age;

	day_parts(m->birth_on, &year, &month, &mday);
	if (difference == 0 || (month == 4 && mday <= 2 && (difference == 1 || difference == -1)))
		return ERR_OK;
	err_set(e, ERR_INPUT, 1824, "the age on 1 April disagrees with the birthday");
	return calc_json_place(e, o, "age_apr1");
}

static void add_circumstance(struct builder *b, int person_no, enum fact_circumstance kind)
{
	b->circumstances[b->household.n_circumstances++] = (struct circumstance){
		.person_no = (int16_t)person_no, .kind = (uint8_t)kind, .from = DAY_MIN, .to = DAY_MAX};
}

static enum err_code read_member(struct builder *b, json_t *list, size_t i, struct err *e)
{
	static const char *const fields[] = {"role", "birth", "age_apr1", "disability", "enrolled", NULL};
	static const char *const roles[] = {"head", "spouse", "child", "parent", "other", NULL};
	static const uint8_t role_codes[] = {ROLE_HEAD, ROLE_SPOUSE, ROLE_CHILD, ROLE_PARENT, ROLE_OTHER};
	static const char *const disabilities[] = {"none", "a", "i", NULL};
	static const char *const schools[] = {"none", "elementary", "junior_high", "high_school", NULL};
	static const enum fact_circumstance school_codes[] = {
		CIRC_ELEMENTARY, CIRC_ELEMENTARY, CIRC_JUNIOR_HIGH, CIRC_HIGH_SCHOOL};
	const struct calc_question *q = b->q;
	struct member *m = &b->members[i];
	struct calc_object o;
	int role, disability, school;
	int64_t age = 0;

	if (calc_json_entry(list, "members", i, &o, e) != ERR_OK ||
		calc_json_only(&o, fields, NULL, e) != ERR_OK ||
		calc_json_word(&o, "role", roles, &role, e) != ERR_OK ||
		calc_json_day(&o, "birth", &m->birth_on, e) != ERR_OK ||
		calc_json_word(&o, "disability", disabilities, &disability, e) != ERR_OK ||
		calc_json_word(&o, "enrolled", schools, &school, e) != ERR_OK ||
		(calc_json_has(&o, "age_apr1") && calc_json_int(&o, "age_apr1", 0, 150, &age, e) != ERR_OK))
		return e->code;
	m->person_no = (int16_t)(i + 1);
	m->role = role_codes[role];
	m->from = DAY_MIN;
	m->to = DAY_MAX;
	m->stated_age = calc_json_has(&o, "age_apr1") ? (int16_t)age : AGE_FROM_BIRTH;
	if (m->birth_on >= month_first(q->rates->month + 1)) {
		err_set(e, ERR_INPUT, 1825, "the member is born after the month");
		return calc_json_place(e, &o, "birth");
	}
	if (m->stated_age != AGE_FROM_BIRTH && check_age(q, &o, m, e) != ERR_OK)
		return e->code;
	if (disability > 0)
		add_circumstance(b, m->person_no, disability == 1 ? CIRC_DISABILITY_A : CIRC_DISABILITY_I);
	if (school > 0)
		add_circumstance(b, m->person_no, school_codes[school]);
	return ERR_OK;
}

static enum err_code read_members(struct builder *b, struct err *e)
{
	json_t *list;

	if (calc_json_list(b->q->line, "members", 1, 99, &list, e) != ERR_OK)
		return e->code;
	size_t n = json_array_size(list);

	b->members = arena_array(b->q->scratch, n, sizeof *b->members);
	b->circumstances = arena_array(b->q->scratch, 2 * n, sizeof *b->circumstances);
	b->household.n_members = (int)n;
	for (size_t i = 0; i < n; i++) {
		if (read_member(b, list, i, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

/* The fields of each type of income: the amount's name, and what else it may have. */
static const struct income_type {
	const char *word, *amount;
	enum fact_income kind;
	bool of_member;
	const char *const *fields;
} income_types[] = {
	{"earned", "gross", INCOME_EARNED, true,
		(const char *const[]){"type", "member", "gross", "expenses", NULL}},
	{"pension", "annual", INCOME_PENSION, true,
		(const char *const[]){"type", "member", "annual", "care_premium_special_collection_monthly", NULL}},
	{"allowance", "monthly", INCOME_ALLOWANCE, false, (const char *const[]){"type", "monthly", NULL}},
	{"temporary", "amount", INCOME_TEMPORARY, false, (const char *const[]){"type", "amount", NULL}},
};

static enum err_code read_income(struct builder *b, json_t *list, size_t i, struct err *e)
{
	static const char *const types[] = {"earned", "pension", "allowance", "temporary", NULL};
	struct calc_object o;
	int type;
	int64_t member = -1;
	yen_t amount, expenses, premium;

	if (calc_json_entry(list, "incomes", i, &o, e) != ERR_OK ||
		calc_json_word(&o, "type", types, &type, e) != ERR_OK ||
		calc_json_only(&o, income_types[type].fields, NULL, e) != ERR_OK ||
		calc_json_yen(&o, income_types[type].amount, &amount, e) != ERR_OK ||
		calc_json_yen_or(&o, "expenses", 0, &expenses, e) != ERR_OK ||
		calc_json_yen_or(&o, "care_premium_special_collection_monthly", 0, &premium, e) != ERR_OK ||
		(income_types[type].of_member &&
			calc_json_int(&o, "member", 0, b->household.n_members - 1, &member, e) != ERR_OK))
		return e->code;
	b->incomes[i] = (struct income){.person_no = (int16_t)(member + 1),
		.kind = (uint8_t)income_types[type].kind,
		.item_no = (int16_t)i,
		.amount_yen = (int32_t)amount,
		.expenses_yen = (int32_t)expenses,
		.care_premium_yen = (int32_t)premium,
		.from = DAY_MIN,
		.to = DAY_MAX};
	return ERR_OK;
}

static enum err_code read_incomes(struct builder *b, struct err *e)
{
	json_t *list;

	if (calc_json_list(b->q->line, "incomes", 0, INCOMES_MAX, &list, e) != ERR_OK)
		return e->code;
	b->household.n_incomes = (int)json_array_size(list);
	b->incomes = arena_array(b->q->scratch, json_array_size(list), sizeof *b->incomes);
	for (size_t i = 0; i < json_array_size(list); i++) {
		if (read_income(b, list, i, e) != ERR_OK)
			return e->code;
	}
	return ERR_OK;
}

static void put_benefit(const struct calc_question *q, const struct benefit *b)
{
	static const struct {
		const char *name;
		enum benefit_field field;
	} paid[] = {
		{"livelihood", BENEFIT_payable_livelihood},
		{"housing", BENEFIT_payable_housing},
		{"education", BENEFIT_payable_education},
		{"occupation_high_school", BENEFIT_payable_high_school},
	};
	json_t *payable = json_object();

	for (int f = 0; f < BENEFIT_FIELD_COUNT; f++)
		calc_kinds_put(q, benefit_name((enum benefit_field)f), b->yen[f]);
	/* Needs in kind are not among the fields: all income that is left stands against them. */
	calc_kinds_put(q, "income_left_for_care_and_medical", b->yen[BENEFIT_income_left]);
	for (size_t i = 0; i < sizeof paid / sizeof paid[0]; i++)
		json_object_set_new(payable, paid[i].name, json_integer(b->yen[paid[i].field]));
	json_object_set_new(q->answer, "payable", payable);
	json_object_set_new(q->answer, "estimated", json_boolean(b->estimated));
}

enum err_code calc_household_compute(const struct calc_question *q, struct err *e)
{
	struct builder b = {.q = q};
	struct benefit benefit;
	yen_t rent;

	if (read_place(&b, e) != ERR_OK || read_members(&b, e) != ERR_OK || read_incomes(&b, e) != ERR_OK ||
		calc_json_yen(q->line, "rent", &rent, e) != ERR_OK)
		return e->code;
	b.rent = (struct rent){.rent_yen = (int32_t)rent, .from = DAY_MIN, .to = DAY_MAX};
	b.protection = (struct protection){.state = PROTECTION_ACTIVE, .from = DAY_MIN, .to = DAY_MAX};
	b.household.members = b.members;
	b.household.circumstances = b.circumstances;
	b.household.incomes = b.incomes;
	b.household.rents = &b.rent;
	b.household.homes = &b.home;
	b.household.protections = &b.protection;
	b.household.n_rents = b.household.n_homes = b.household.n_protections = 1;
	if (benefit_compute(&b.household, q->rates, &rule_defaults, q->trace, &benefit, e) != ERR_OK)
		return e->code;
	put_benefit(q, &benefit);
	return ERR_OK;
}
