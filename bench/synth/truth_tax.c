/* truth_tax.c: what is planted for the tax survey, and what must be found.  See truth.h. */
#include "bench/synth/truth.h"
#include "engine/intake/answer.h"

#include <string.h>

enum {
	MONTHS = 12,
	TAX_AGE = 15,
	EMPLOYERS_HERE = 3,
	CODE3 = 3,
	WAGES_FREE = 550000,
	PENSION_FREE = 1100000
};

/* clang-format off */
/* X(constant, word, class, head of the answer, its fate, weight): the truth of a person's tax record. */
#define TAX_TRUTHS(X)                                                                                                            \
	X(TRUE_EQUAL,            "equal",            CLASS_TAX_EQUAL,            HEAD_TRUE,        FATE_ANSWERED, 260)               \
	X(TRUE_ZERO,             "zero",             CLASS_TAX_ZERO,             HEAD_TRUE,        FATE_ANSWERED, 150)               \
	X(TRUE_WITHIN,           "within",           CLASS_TAX_EQUAL,            HEAD_TRUE,        FATE_ANSWERED, 40)                \
	X(TRUE_OVER,             "over",             CLASS_TAX_OVER,             HEAD_TRUE,        FATE_ANSWERED, 40)                \
	X(TRUE_ZERO_DECLARED,    "zero_declared",    CLASS_TAX_OVER,             HEAD_TRUE,        FATE_ANSWERED, 24)                \
	X(TRUE_UNDER,            "under",            CLASS_TAX_UNDER,            HEAD_TRUE,        FATE_ANSWERED, 50)                \
	X(TRUE_NEW_WAGES,        "new_wages",        CLASS_TAX_UNDECLARED,       HEAD_TRUE,        FATE_ANSWERED, 30)                \
	X(TRUE_NEW_PENSION,      "new_pension",      CLASS_TAX_UNDECLARED,       HEAD_TRUE,        FATE_ANSWERED, 16)                \
	X(TRUE_NEW_BUSINESS,     "new_business",     CLASS_TAX_UNDECLARED,       HEAD_TRUE,        FATE_ANSWERED, 14)                \
	X(TRUE_NEW_PROPERTY,     "new_property",     CLASS_TAX_UNDECLARED,       HEAD_TRUE,        FATE_ANSWERED, 16)                \
	X(TRUE_NEW_TEMPORARY,    "new_temporary",    CLASS_TAX_UNDECLARED,       HEAD_TRUE,        FATE_ANSWERED, 12)                \
	X(TRUE_NEW_LITTLE,       "new_little",       CLASS_TAX_EQUAL,            HEAD_TRUE,        FATE_ANSWERED, 16)                \
	X(TRUE_EMPLOYERS,        "employers",        CLASS_TAX_EMPLOYERS,        HEAD_TRUE,        FATE_ANSWERED, 26)                \
	X(TRUE_IDLE_EMPLOYER,    "idle_employer",    CLASS_TAX_EQUAL,            HEAD_TRUE,        FATE_ANSWERED, 20)                \
	X(TRUE_ODD_EMPLOYER,     "odd_employer",     CLASS_TAX_NEEDS_PERSON,     HEAD_TRUE,        FATE_ANSWERED, 10)                \
	X(TRUE_DEPENDANT,        "dependant",        CLASS_TAX_DEPENDANT,        HEAD_TRUE,        FATE_ANSWERED, 16)                \
	X(TRUE_NONE,             "none",             CLASS_TAX_NO_RECORD,        HEAD_TRUE,        FATE_ANSWERED, 26)                \
	X(TRUE_NO_RETURN,        "no_return",        CLASS_TAX_NO_RECORD,        HEAD_TRUE,        FATE_ANSWERED, 16)                \
	X(TRUE_SILENT,           "silent",           CLASS_TAX_NO_RECORD,        HEAD_TRUE,        FATE_SILENT,   20)                \
	X(TRUE_PENDING,          "pending",          CLASS_TAX_NO_RECORD,        HEAD_TRUE,        FATE_ANSWERED, 12)                \
	X(TRUE_SWAPPED,          "swapped",          CLASS_TAX_NO_RECORD,        HEAD_TRUE,        FATE_SWAPPED,  12)                \
	X(TRUE_UNASKED,          "unasked",          CLASS_TAX_NO_RECORD,        HEAD_TRUE,        FATE_UNASKED,  12)                \
	X(TRUE_TWIN_NAME,        "twin_name",        CLASS_TAX_IDENTITY,         HEAD_TWIN_NAME,   FATE_ANSWERED, 14)                \
	X(TRUE_OTHER_BIRTH,      "other_birth",      CLASS_TAX_IDENTITY,         HEAD_OTHER_BIRTH, FATE_ANSWERED, 12)                \
	X(TRUE_KANA_ONLY,        "kana_only",        CLASS_TAX_EQUAL,            HEAD_KANA_ONLY,   FATE_ANSWERED, 10)                \
	X(TRUE_WIDTH,            "width",            CLASS_TAX_EQUAL,            HEAD_WIDTH,       FATE_ANSWERED, 10)                \
	X(TRUE_NO_BIRTH,         "no_birth",         CLASS_TAX_NEEDS_PERSON,     HEAD_NO_BIRTH,    FATE_ANSWERED, 10)                \
	X(TRUE_NO_NAME,          "no_name",          CLASS_TAX_NEEDS_PERSON,     HEAD_NO_NAME,     FATE_ANSWERED, 10)                \
	X(TRUE_ODD_REASON,       "odd_reason",       CLASS_TAX_NEEDS_PERSON,     HEAD_TRUE,        FATE_ANSWERED, 12)                \
	X(TRUE_UNDECIDED,        "undecided",        CLASS_TAX_NEEDS_PERSON,     HEAD_TRUE,        FATE_ANSWERED, 12)                \
	X(TRUE_NOT_RECORDED,     "not_recorded",     CLASS_TAX_EQUAL,            HEAD_TRUE,        FATE_ANSWERED, 14)                \
	X(TRUE_OTHER_YEAR,       "other_year",       CLASS_TAX_NEEDS_PERSON,     HEAD_TRUE,        FATE_ANSWERED, 12)                \
	X(TRUE_ODD_DECLARATION,  "odd_declaration",  CLASS_TAX_NEEDS_PERSON,     HEAD_TRUE,        FATE_ANSWERED, 10)                \
	X(TRUE_SECRET,           "secret",           CLASS_TAX_NEEDS_PERSON,     HEAD_SECRET,      FATE_ANSWERED, 10)                \
	X(TRUE_ERROR,            "error",            CLASS_TAX_NEEDS_PERSON,     HEAD_SECRET,      FATE_ANSWERED, 8)

enum tax_truth {
#define X(constant, word, class, head, fate, weight) constant,
	TAX_TRUTHS(X)
#undef X
	TAX_TRUTH_COUNT
};

static const struct {
	const char *word;
	enum finding_class class;
	enum truth_head head;
	enum truth_fate fate;
	int weight;
} truths[TAX_TRUTH_COUNT] = {
#define X(constant, word, class, head, fate, weight) {word, class, head, fate, weight},
	TAX_TRUTHS(X)
#undef X
};

/* What is compared with what: a kind of recognised income, the items of the record, the tolerance. */
enum group { WAGES, PENSION, BUSINESS, PROPERTY, TEMPORARY, GROUPS };
static const struct {
	enum fact_income income;
	const char *items[4];
	int yen, per_10000;
} groups[GROUPS] = {
	{INCOME_EARNED, {"wages_yen"}, 5000, 100},
	{INCOME_PENSION, {"pension_yen"}, 100, 0},
	{INCOME_BUSINESS, {"business_yen", "agriculture_yen"}, 10000, 0},
	{INCOME_PROPERTY, {"real_estate_yen", "interest_yen", "dividend_yen", "transfer_yen"}, 1000, 0},
	{INCOME_TEMPORARY, {"occasional_yen", "miscellaneous_yen"}, 8000, 0},
};

/* The pensions that stand in a tax record, and those that do not, by three digits. */
static const char *const taxable_codes[] = {"115", "112", "113", "114", "117"};
static const char *const other_codes[] = {
	"135", "132", "133", "134", "137", "265", "535", "635", "145", "142", "143", "144", "147", "645", "595"};

static const struct {
	const char *name, *postal_code, *address;
} employers[] = {
	{"株式会社見本清掃", "1500001", "東京都渋谷区見本町1-2-3"},
	{"例示食品工業株式会社", "1600022", "東京都新宿区例示2-4-6　例示ビル3階"},
	{"有限会社雛形運送", "5300001", "大阪府大阪市北区雛形7-8"},
	{"社会福祉法人想定会", "2310001", "神奈川県横浜市中区想定町5-5"},
	{"合同会社サンプル警備", "3300801", "埼玉県さいたま市大宮区架空1-1-1"},
	{"仮称スーパー＆マート＜本店＞", "2600001", "千葉県千葉市中央区仮町9-9"},
};
enum { EMPLOYERS_KNOWN = sizeof employers / sizeof employers[0] };
/* clang-format on */

struct payer {
	int which; /* of employers[] */
	int64_t paid;
	int null_reason; /* of the amount; 0: there is one */
	bool no_address;
};

struct plot {
	const struct known_person *p;
	int year;
	struct dice d;
	enum tax_truth truth;
	bool part_of_year;    /* not on aid in each month */
	bool pension_unknown; /* of a recognised pension nobody can say whether it is taxed */
	int64_t declared[GROUPS], evidence[GROUPS];
	enum group focus;
	struct payer payer[EMPLOYERS_HERE];
	int payers;
};

static bool code_in(const char *code, const char *const list[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strlen(code) == 4 && memcmp(code, list[i], CODE3) == 0)
			return true;
	}
	return false;
}
#define CODE_IN(code, list) code_in(code, list, sizeof(list) / sizeof(list)[0])

/* ---- what was declared ---- */

static void add_month(struct plot *t, const struct known_income *income, int month_no)
{
	for (int g = 0; g < GROUPS; g++) {
		if (groups[g].income != income->kind)
			continue;
		if (g != PENSION)
			t->declared[g] += income->amount_yen;
		else if (CODE_IN(income->code, taxable_codes))
			t->declared[g] += month_no % 2 == 0 ? income->amount_yen / 6 : 0;
		else if (!CODE_IN(income->code, other_codes))
			t->pension_unknown = true;
	}
}

static void add_declared(struct plot *t)
{
	for (int month_no = 1; month_no <= MONTHS; month_no++) {
		month_t month = month_of(t->year, month_no);

		if (!known_on_aid(t->p, month_first(month), month_first(month + 1), false)) {
			t->part_of_year = true;
			continue;
		}
		for (int i = 0; i < t->p->n_incomes; i++) {
			const struct known_income *income = &t->p->incomes[i];

			if (income->from <= month_first(month) && income->to > month_first(month))
				add_month(t, income, month_no);
		}
	}
}

static int64_t tolerance(enum group g, int64_t declared)
{
	int64_t share = declared * groups[g].per_10000 / 10000;

	return share > groups[g].yen ? share : groups[g].yen;
}

/* ---- planting ---- */

static bool nothing_declared(const struct plot *t)
{
	int64_t sum = 0;

	for (int g = 0; g < GROUPS; g++)
		sum += t->declared[g];
	return sum == 0;
}

/* A group of which more than `least` was declared; GROUPS: none. */
static enum group declared_group(struct plot *t, bool beyond_tolerance)
{
	int start = dice_below(&t->d, GROUPS);

	for (int i = 0; i < GROUPS; i++) {
		enum group g = (enum group)((start + i) % GROUPS);

		if (t->declared[g] > (beyond_tolerance ? tolerance(g, t->declared[g]) : 0))
			return g;
	}
	return GROUPS;
}

/* Something in a group that nobody declared; else the plainer truth. */
static enum tax_truth undeclared(struct plot *t, enum tax_truth truth, enum group g)
{
	if (t->declared[g] > 0)
		return TRUE_EQUAL;
	t->focus = g;
	t->evidence[g] = groups[g].yen + (truth == TRUE_NEW_LITTLE      ? 0
										 : dice_chance(&t->d, 2500) ? 1
																	: dice_between(&t->d, 100, 600000));
	return truth;
}

static enum tax_truth declared_wrongly(struct plot *t, enum tax_truth truth)
{
	enum group g = declared_group(t, truth != TRUE_UNDER);
	int64_t least;

	if (g == GROUPS)
		return truth == TRUE_UNDER ? undeclared(t, TRUE_NEW_WAGES, WAGES) : TRUE_EQUAL;
	t->focus = g;
	least = tolerance(g, t->declared[g]) + (dice_chance(&t->d, 4000) ? 1 : dice_between(&t->d, 1, 90000));
	if (truth == TRUE_ZERO_DECLARED)
		memset(t->evidence, 0, sizeof t->evidence);
	else if (truth == TRUE_OVER)
		t->evidence[g] = t->declared[g] > least ? t->declared[g] - least : 0;
	else
		t->evidence[g] = t->declared[g] + least;
	return truth;
}

static enum tax_truth plant_sums(struct plot *t, enum tax_truth truth)
{
	switch (truth) {
	case TRUE_ZERO:
		return nothing_declared(t) ? truth : TRUE_EQUAL;
	case TRUE_WITHIN:
		for (int g = 0; g < GROUPS; g++) {
			int64_t most = t->declared[g] > 0 ? tolerance((enum group)g, t->declared[g]) : 0;

			t->evidence[g] += dice_chance(&t->d, 5000) || most > t->evidence[g] ? most : -most;
		}
		return truth;
	case TRUE_OVER:
	case TRUE_ZERO_DECLARED:
	case TRUE_UNDER:
		return declared_wrongly(t, truth);
	case TRUE_NEW_WAGES:
		return undeclared(t, truth, WAGES);
	case TRUE_NEW_PENSION:
		return undeclared(t, truth, PENSION);
	case TRUE_NEW_BUSINESS:
		return undeclared(t, truth, BUSINESS);
	case TRUE_NEW_PROPERTY:
		return undeclared(t, truth, PROPERTY);
	case TRUE_NEW_TEMPORARY:
		return undeclared(t, truth, TEMPORARY);
	case TRUE_NEW_LITTLE:
		return undeclared(t, truth, (enum group)dice_below(&t->d, GROUPS));
	case TRUE_IDLE_EMPLOYER:
		return t->evidence[WAGES] > 0 ? truth : TRUE_EQUAL;
	case TRUE_EMPLOYERS:
		if (t->declared[WAGES] == 0)
			t->evidence[WAGES] = 4000; /* below the tolerance, and yet from two */
		return truth;
	default:
		return truth;
	}
}

static void add_payer(struct plot *t, int64_t paid, int null_reason)
{
	CHECK(t->payers < EMPLOYERS_HERE);
	t->payer[t->payers] =
		(struct payer){.which = (dice_below(&t->d, EMPLOYERS_KNOWN / 2) * 2 + t->payers) % EMPLOYERS_KNOWN,
			.paid = paid,
			.null_reason = null_reason,
			.no_address = dice_chance(&t->d, 1500)};
	t->payers++;
}

static void plant_payers(struct plot *t)
{
	int64_t wages = t->evidence[WAGES];

	if (t->truth == TRUE_EMPLOYERS) {
		add_payer(t, wages / 3, 0);
		add_payer(t, wages - wages / 3, 0);
		return;
	}
	if (wages > 0)
		add_payer(t, wages, 0);
	if (t->truth == TRUE_IDLE_EMPLOYER)
		add_payer(t, 0, 0);
	if (t->truth == TRUE_ODD_EMPLOYER)
		add_payer(t, 0, NULL_UNDECIDED);
}

static void plot(const struct truth_book *b, const struct known_person *p, struct plot *t)
{
	int weights[TAX_TRUTH_COUNT];

	memset(t, 0, sizeof *t);
	t->p = p;
	t->year = month_year(b->month) - 1;
	t->d = truth_dice(b, p, SUBJECT_TAX);
	t->focus = GROUPS;
	add_declared(t);
	memcpy(t->evidence, t->declared, sizeof t->evidence);
	for (int i = 0; i < TAX_TRUTH_COUNT; i++)
		weights[i] = truths[i].weight;
	t->truth = plant_sums(t, (enum tax_truth)dice_pick(&t->d, weights, TAX_TRUTH_COUNT));
	plant_payers(t);
}

/* ---- the answer ---- */

static enum answer_state state_of(enum tax_truth truth)
{
	switch (truth) {
	case TRUE_PENDING:
		return ANSWER_PENDING;
	case TRUE_SECRET:
		return ANSWER_NOT_DISCLOSED;
	case TRUE_ERROR:
		return ANSWER_ERROR;
	case TRUE_NONE:
		return ANSWER_NONE;
	default:
		return ANSWER_FOUND;
	}
}

static const char *declaration_of(const struct plot *t)
{
	switch (t->truth) {
	case TRUE_ZERO:
	case TRUE_ZERO_DECLARED:
		return "03";
	case TRUE_NO_RETURN:
		return "04";
	case TRUE_ODD_DECLARATION:
		return "09";
	default:
		return t->evidence[BUSINESS] + t->evidence[PROPERTY] > 0 ? "01" : "02";
	}
}

/* The amount of an item; the sum of a group is spread over its items. */
static void put_group(struct plot *t, enum group g, struct reply *r)
{
	int items = 0, at;

	while (items < 4 && groups[g].items[items] != NULL)
		items++;
	at = dice_below(&t->d, items);
	for (int i = 0; i < items; i++) {
		int64_t half = t->evidence[g] / 2;
		int64_t yen = i == at ? t->evidence[g] - (items > 1 ? half : 0) : i == (at + 1) % items ? half : 0;

		if (t->truth == TRUE_NOT_RECORDED && yen == 0)
			reply_null(r, groups[g].items[i], i % 2 == 0 ? NULL_NOT_RECORDED : NULL_NOT_APPLICABLE);
		else if (t->truth == TRUE_UNDECIDED && g == WAGES)
			reply_null(r, groups[g].items[i], dice_chance(&t->d, 5000) ? NULL_UNDECIDED : NULL_NOT_DISCLOSED);
		else
			reply_number(r, groups[g].items[i], yen);
	}
}

static void write_record(struct plot *t, struct reply *r)
{
	int64_t wages = t->evidence[WAGES] > WAGES_FREE ? t->evidence[WAGES] - WAGES_FREE : 0;
	int64_t pension = t->evidence[PENSION] > PENSION_FREE ? t->evidence[PENSION] - PENSION_FREE : 0;

	reply_begin(r, RECORD_TAX);
	reply_number(r, "tax_year", t->year + (t->truth == TRUE_OTHER_YEAR ? 0 : 1));
	reply_text(r, "declaration", declaration_of(t));
	reply_text(r, "nontaxable", "01");
	reply_number(r, "per_capita_yen", 0);
	reply_number(r, "income_levy_yen", 0);
	if (t->truth == TRUE_ODD_REASON)
		reply_null(r, "total_income_yen", 88);
	else
		reply_number(r, "total_income_yen",
			wages + pension + t->evidence[BUSINESS] + t->evidence[PROPERTY] + t->evidence[TEMPORARY]);
	reply_number(r, "dependant", t->truth == TRUE_DEPENDANT);
	reply_number(r, "wages_income_yen", wages);
	reply_number(r, "pension_income_yen", pension);
	for (int g = 0; g < GROUPS; g++)
		put_group(t, (enum group)g, r);
	reply_end(r);
}

static void write_payers(const struct plot *t, struct reply *r)
{
	for (int i = 0; i < t->payers; i++) {
		const struct payer *y = &t->payer[i];

		reply_begin(r, RECORD_EMPLOYER);
		reply_text(r, "employer_name", employers[y->which].name);
		if (y->no_address) {
			reply_null(r, "postal_code", NULL_NOT_RECORDED);
			reply_null(r, "address", NULL_NOT_RECORDED);
		} else {
			reply_text(r, "postal_code", employers[y->which].postal_code);
			reply_text(r, "address", employers[y->which].address);
		}
		if (y->null_reason > 0)
			reply_null(r, "paid_yen", y->null_reason);
		else
			reply_number(r, "paid_yen", y->paid);
		reply_end(r);
	}
}

void truth_tax_answer(struct truth_book *b, const struct truth_request *q, struct reply *r)
{
	struct plot t;

	plot(b, q->person, &t);
	if (truths[t.truth].fate == FATE_SILENT)
		return;
	truth_head(b, q, truths[t.truth].head, truths[t.truth].fate, state_of(t.truth), r);
	if (state_of(t.truth) != ANSWER_FOUND)
		return;
	write_record(&t, r);
	write_payers(&t, r);
}

/* ---- what must be found ---- */

bool truth_tax_in_survey(const struct truth_book *b, const struct known_person *p)
{
	int year = month_year(b->month) - 1;
	day_t from = day_of(year, 1, 1), to = day_of(year + 1, 1, 1);

	if (!known_on_aid(p, from, to, true))
		return false;
	if (day_age(p->birth_on, to - 1) >= TAX_AGE)
		return true;
	for (int i = 0; i < p->n_incomes; i++) {
		if (p->incomes[i].kind == INCOME_EARNED && p->incomes[i].from < to && p->incomes[i].to > from)
			return true;
	}
	return false;
}

static enum finding_class class_of(const struct plot *t, bool asked)
{
	enum finding_class class = asked ? truths[t->truth].class : CLASS_TAX_NO_RECORD;

	if (class == CLASS_TAX_NO_RECORD || class == CLASS_TAX_IDENTITY)
		return class;
	if (t->pension_unknown)
		return CLASS_TAX_NEEDS_PERSON;
	if (t->part_of_year && (class == CLASS_TAX_UNDER || class == CLASS_TAX_UNDECLARED))
		return CLASS_TAX_NEEDS_PERSON; /* the rest may be of the months without aid */
	return class;
}

/* Letters go to those who paid wages that were not declared as they are. */
static void expect_letters(const struct truth_book *b, const struct plot *t, enum finding_class class)
{
	bool due = class == CLASS_TAX_EMPLOYERS ||
			   ((class == CLASS_TAX_UNDER || class == CLASS_TAX_UNDECLARED) && t->focus == WAGES);

	for (int i = 0; i < t->payers && due && !t->p->protected_address; i++) {
		if (t->payer[i].paid > 0 && !t->payer[i].no_address)
			fprintf(b->file[TRUTH_LETTER], "%lld,%d,%s\n", (long long)t->p->household_id, t->p->person_no,
				employers[t->payer[i].which].name);
	}
}

void truth_tax_expect(struct truth_book *b, const struct known_person *p)
{
	bool asked = truth_latest(b, p, SUBJECT_TAX) != NULL;
	struct plot t;
	enum finding_class class;

	plot(b, p, &t);
	class = class_of(&t, asked);
	fprintf(b->file[TRUTH_CLASS], "%lld,%d,%d,%s\n", (long long)p->household_id, p->person_no, (int)class,
		asked ? truths[t.truth].word : "not_asked");
	if (asked)
		expect_letters(b, &t, class);
}
