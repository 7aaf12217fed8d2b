/*
 * tax.c: see tax.h.  The order of the checks in class_of() is the precedence of the classes.
 */
#include "jobs/rules/tax.h"

#include "jobs/rules/trace.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *word, *term;
	enum fact_income income;
} groups[TAX_GROUPS] = {
#define X(name, word, term, income) [name] = {word, term, income},
	TAX_GROUP_LIST(X)
#undef X
};

static const enum matching_tolerance tolerance_kinds[TAX_GROUPS] = {
	[TAX_GROUP_WAGES] = TOLERANCE_TAX_WAGES,
	[TAX_GROUP_PENSION] = TOLERANCE_TAX_PENSION,
	[TAX_GROUP_BUSINESS] = TOLERANCE_TAX_BUSINESS,
	[TAX_GROUP_PROPERTY] = TOLERANCE_TAX_PROPERTY,
	[TAX_GROUP_TEMPORARY] = TOLERANCE_TAX_TEMPORARY,
};

/* The kind of recognised income that each item of the record is compared with; by enum tax_kind. */
static const enum fact_income item_income[TAX_MISCELLANEOUS + 1] = {
#define X(name, number, word, term, income) [name] = (income),
	TAX_KINDS(X)
#undef X
};

/* Everything about one person while he is looked at. */
struct look {
	const struct tax_person *person;
	const struct matching_tables *tables;
	struct tax_finding *out;
	const struct tax_record *record; /* NULL: nothing to compare with */
	struct arena *keep;
	enum matching_confirmation identity; /* of the record */
	int months_on_aid;
	size_t payers;           /* employers that paid something, each once */
	size_t without_address;  /* of these */
	bool payer_unknown;      /* one whose amount is missing for a reason that may hide one */
	bool pension_unknown;    /* a recognised pension of the year without a known code */
	bool more_than_declared; /* in some group, beyond the tolerance */
	bool of_another;         /* the record may be another person's or another year's */
};

const char *tax_group_word(enum tax_group group)
{
	return groups[group].word;
}

const char *tax_group_term(enum tax_group group)
{
	return groups[group].term;
}

enum fact_income tax_group_income(enum tax_group group)
{
	return groups[group].income;
}

__attribute__((format(printf, 2, 3))) static void say(struct look *l, const char *fmt, ...)
{
	char sentence[TRACE_TEXT_MAX];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(sentence, sizeof sentence, fmt, args);
	va_end(args);
	l->out->reason = arena_printf(l->keep, "%s%s", l->out->reason, sentence);
}

/* May the missing value be an amount? */
static bool may_hide(const struct tax_amount *a)
{
	return a->null_reason != 0 && !matching_null_is_zero(a->null_reason);
}

static const struct {
	uint8_t number;
	const char *word, *term;
} declarations[] = {
#define X(name, number, word, term) {number, word, term},
	TAX_DECLARATIONS(X)
#undef X
};

uint8_t tax_declaration_of(struct str code)
{
	for (size_t i = 0; i < sizeof declarations / sizeof declarations[0]; i++) {
		if (code.length == strlen(declarations[i].word) &&
			memcmp(code.at, declarations[i].word, code.length) == 0)
			return declarations[i].number;
	}
	return 0;
}

const char *tax_declaration_term(uint8_t declaration)
{
	for (size_t i = 0; i < sizeof declarations / sizeof declarations[0]; i++) {
		if (declarations[i].number == declaration)
			return declarations[i].term;
	}
	return "不明";
}

/* ---- what was declared --------------------------------------------------------------------------- */

static int group_of_income(uint8_t kind)
{
	for (int g = 0; g < TAX_GROUPS; g++) {
		if (groups[g].income == kind)
			return g;
	}
	return -1;
}

static void add_income(struct look *l, const struct tax_income *i)
{
	int group = group_of_income(i->kind);
	bool pension = i->kind == INCOME_PENSION;
	const struct pension_code *code = pension ? matching_code(l->tables, i->pension_code) : NULL;

	if (group < 0)
		return;
	for (int m = 0; m < 12; m++) {
		day_t first = month_first(month_of(l->person->year, m + 1));

		if (l->person->protected_days[m] == 0 || i->from > first || i->to <= first)
			continue;
		if (!pension)
			l->out->month[group][m] += i->amount_yen;
		else if (code == NULL)
			l->pension_unknown = true;
		else if (code->taxable && m % 2 == 1) /* paid in February, April, … */
			l->out->month[group][m] += i->amount_yen / 6;
	}
}

/* ---- group by group ------------------------------------------------------------------------------ */

static void add_evidence(const struct tax_record *a, struct tax_line *line)
{
	for (int kind = TAX_WAGES; kind <= TAX_MISCELLANEOUS; kind++) {
		if (item_income[kind] != groups[line->group].income)
			continue;
		if (a->item[kind].null_reason == 0)
			line->evidence += a->item[kind].yen;
		line->known &= !may_hide(&a->item[kind]);
	}
}

static bool is_more(const struct tax_line *line)
{
	return line->evidence > line->declared + line->tolerance;
}

/* Is there nothing on either side of a group, as far as is known? */
static bool is_empty(const struct look *l, const struct tax_line *line)
{
	if (line->declared != 0 || line->evidence != 0 || (l->record != NULL && !line->known))
		return false;
	if (line->group == TAX_GROUP_PENSION && l->pension_unknown)
		return false;
	return line->group != TAX_GROUP_WAGES || l->payers < 2;
}

/* Of a group whose both sides are known, in the precedence of the classes. */
static enum finding_class compare(const struct look *l, const struct tax_line *line, yen_t least)
{
	if (is_more(line) && l->months_on_aid < 12)
		return CLASS_TAX_NEEDS_PERSON;
	if (line->declared == 0 && line->evidence > least)
		return CLASS_TAX_UNDECLARED;
	if (line->group == TAX_GROUP_WAGES && l->payers >= 2)
		return CLASS_TAX_EMPLOYERS;
	if (is_more(line))
		return CLASS_TAX_UNDER;
	return line->evidence + line->tolerance < line->declared ? CLASS_TAX_OVER : CLASS_TAX_EQUAL;
}

static const char *line_reason(const struct look *l, const struct tax_line *line)
{
	char declared[32], evidence[32], difference[32], tolerance[32];

	trace_yen(line->declared, declared);
	if (l->record == NULL)
		return arena_printf(l->keep, "%sは申告%s円、課税資料なし。", groups[line->group].term, declared);
	trace_yen(line->evidence, evidence);
	if (!line->known)
		return arena_printf(l->keep, "%sは申告%s円、課税資料は値のない項目を除き%s円。",
			groups[line->group].term, declared, evidence);
	return arena_printf(l->keep, "%sは申告%s円、課税資料%s円（差%s円、許容差%s円）。",
		groups[line->group].term, declared, evidence, trace_yen(line->evidence - line->declared, difference),
		trace_yen(line->tolerance, tolerance));
}

static void look_at_group(struct look *l, enum tax_group group)
{
	enum matching_tolerance kind = tolerance_kinds[group];
	struct tax_line line = {.group = group, .known = l->record != NULL};

	for (int m = 0; m < 12; m++)
		line.declared += l->out->month[group][m];
	line.tolerance = matching_tolerance(l->tables, kind, line.declared);
	if (line.known)
		add_evidence(l->record, &line);
	l->out->declared += line.declared;
	l->out->evidence += line.evidence;
	l->out->known |= line.known;
	if (is_empty(l, &line))
		return;
	if (!line.known || (group == TAX_GROUP_PENSION && l->pension_unknown)) {
		line.class = CLASS_TAX_NEEDS_PERSON;
	} else {
		line.class = compare(l, &line, l->tables->tolerance[kind].yen);
		l->more_than_declared |= is_more(&line);
	}
	line.reason = line_reason(l, &line);
	l->out->line[l->out->lines++] = line;
}

/* Has this employer paid something already, higher up in the record? */
static bool named_before(const struct tax_record *a, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		const struct tax_employer *other = &a->employers[i];

		if (other->payer == a->employers[at].payer && other->paid.null_reason == 0 && other->paid.yen != 0)
			return true;
	}
	return false;
}

static void count_payers(struct look *l)
{
	const struct tax_record *a = l->record;

	for (size_t i = 0; i < a->n_employers; i++) {
		const struct tax_employer *payer = &a->employers[i];

		l->payer_unknown |= may_hide(&payer->paid);
		if (payer->paid.null_reason != 0 || payer->paid.yen == 0)
			continue;
		if (named_before(a, i))
			continue;
		l->payers++;
		l->without_address += !payer->has_address;
	}
}

/* ---- the person ---------------------------------------------------------------------------------- */

static bool any_line(const struct look *l, enum finding_class class)
{
	for (int i = 0; i < l->out->lines; i++) {
		if (l->out->line[i].class == class)
			return true;
	}
	return false;
}

/* Is there nothing to compare with?  Says why, and what to do about it. */
static bool no_record(struct look *l)
{
	const struct matching_request *q = l->person->request;
	char why[REASON_MAX];

	if (!matching_has_answer(q)) {
		matching_no_answer(q, why);
		say(l, "%s", why);
		/* Whoever was left out of an inquiry for a reason would be left out again. */
		l->out->steps = q->asked ? STEP_WAIT : q->excluded != EXCLUDED_NOT ? STEP_ASK_PERSON : STEP_ASK_AGAIN;
	} else if (q->state == ANSWER_NONE) {
		say(l, "課税資料は該当なしとの回答です。");
		l->out->steps = STEP_ASK_PERSON;
	} else if (l->record != NULL && l->record->declaration == TAX_NO_RETURN) {
		say(l, "申告区分は未申告です。");
		l->out->steps = STEP_ASK_PERSON;
	} else {
		return false;
	}
	return true;
}

/* What is wrong with a record; all of it is told. */
static void check_record(struct look *l)
{
	const struct tax_record *a = l->record;
	bool hidden = false;

	for (int kind = TAX_WAGES; kind <= TAX_MISCELLANEOUS; kind++)
		hidden |= may_hide(&a->item[kind]);
	l->of_another = l->identity == IDENTITY_UNKNOWN || a->tax_year != l->person->year + 1;
	if (l->identity == IDENTITY_UNKNOWN)
		say(l, "回答の氏名または生年月日が足りず、本人の資料であることを確かめられません。");
	if (l->person->request->unknown)
		say(l, "回答に、一覧にない欠損理由の項目があります。");
	if (a->tax_year != l->person->year + 1)
		say(l, "賦課年度が%d年度ではなく%d年度です。", l->person->year + 1, a->tax_year);
	if (a->declaration == 0)
		say(l, "申告区分が一覧にありません。");
	if (hidden)
		say(l, "比較する項目に、未決定、不開示などで値のないものがあります。");
	if (l->payer_unknown)
		say(l, "給与支払者の支払額に値のないものがあります。");
	if (a->tax_year != l->person->year + 1)
		l->out->steps |= STEP_ASK_AGAIN;
}

static void check_answer(struct look *l)
{
	uint8_t state = l->person->request->state;

	if (l->record != NULL) {
		check_record(l);
		return;
	}
	if (state == ANSWER_FOUND)
		say(l, "該当ありとの回答に課税資料が含まれていません。");
	else
		say(l, "回答は「%s」です。", matching_state_term(state));
	if (state != ANSWER_NOT_DISCLOSED)
		l->out->steps |= STEP_ASK_AGAIN;
}

static bool needs_person(struct look *l)
{
	check_answer(l);
	if (l->pension_unknown)
		say(l, "認定済みの年金の年金コードが不明で、課税の対象か分かりません。");
	if (l->months_on_aid < 12 && l->more_than_declared)
		say(l,
			"保護を受けた月は%dか月で、課税資料が申告額を上回ります。保護を受けていない月の収入を含む可能性"
			"があります。",
			l->months_on_aid);
	if (l->out->reason[0] == '\0')
		return false;
	l->out->steps |= STEP_ASK_PERSON;
	return true;
}

static enum finding_class class_of(struct look *l)
{
	if (no_record(l))
		return CLASS_TAX_NO_RECORD;
	if (l->record != NULL && l->identity == IDENTITY_DIFFERS)
		return CLASS_TAX_IDENTITY;
	if (needs_person(l))
		return CLASS_TAX_NEEDS_PERSON;
	if (l->record->dependant)
		return CLASS_TAX_DEPENDANT;
	if (any_line(l, CLASS_TAX_UNDECLARED))
		return CLASS_TAX_UNDECLARED;
	if (l->payers >= 2)
		return CLASS_TAX_EMPLOYERS;
	if (any_line(l, CLASS_TAX_UNDER))
		return CLASS_TAX_UNDER;
	if (any_line(l, CLASS_TAX_OVER))
		return CLASS_TAX_OVER;
	return l->record->declaration == TAX_ZERO_RETURN && l->out->lines == 0 ? CLASS_TAX_ZERO : CLASS_TAX_EQUAL;
}

/* The sentence of the classes that do not tell their own cause. */
static void say_class(struct look *l)
{
	switch (l->out->class) {
	case CLASS_TAX_IDENTITY:
		say(l, "回答の氏名または生年月日が台帳と一致しません。");
		break;
	case CLASS_TAX_DEPENDANT:
		say(l, "他者の扶養親族とされています。");
		break;
	case CLASS_TAX_UNDECLARED:
		say(l, "申告のない種類の収入が課税資料にあります。");
		break;
	case CLASS_TAX_EMPLOYERS:
		say(l, "給与支払者が%zu件あります。", l->payers);
		break;
	case CLASS_TAX_UNDER:
		say(l, "申告額が課税資料の額を許容差を超えて下回ります。");
		break;
	case CLASS_TAX_OVER:
		say(l, "申告額が課税資料の額を許容差を超えて上回ります。");
		break;
	case CLASS_TAX_ZERO:
		say(l, "所得なしの申告で、認定した収入もありません。");
		break;
	case CLASS_TAX_EQUAL:
		say(l, l->out->lines > 0 ? "申告額と課税資料の額は許容差の範囲で一致します。"
								 : "申告額も課税資料の額も0円です。");
		break;
	default:
		break;
	}
}

/* The wages are asked about at those who paid them. */
static bool employers_due(const struct look *l)
{
	for (int i = 0; i < l->out->lines; i++) {
		enum finding_class class = l->out->line[i].class;

		if (l->out->line[i].group == TAX_GROUP_WAGES)
			return l->payers > 0 && (class == CLASS_TAX_UNDECLARED || class == CLASS_TAX_EMPLOYERS ||
										class == CLASS_TAX_UNDER);
	}
	return false;
}

static void suggest_employers(struct look *l)
{
	if (!employers_due(l))
		return;
	l->out->steps |= STEP_EMPLOYER;
	if (l->person->is_protected) {
		say(l, "支援措置の対象のため、照会書は作成しません。");
		return;
	}
	if (l->without_address < l->payers)
		l->out->steps |= STEP_LETTER_29;
	if (l->without_address > 0)
		say(l, "給与支払者%zu件のうち%zu件は所在地が分からず、照会書を作成しません。", l->payers,
			l->without_address);
}

static void suggest(struct look *l)
{
	switch (l->out->class) {
	case CLASS_TAX_EQUAL:
	case CLASS_TAX_ZERO:
		l->out->steps = STEP_NONE_DUE;
		break;
	case CLASS_TAX_UNDECLARED:
	case CLASS_TAX_EMPLOYERS:
	case CLASS_TAX_UNDER:
		l->out->steps |= STEP_ASK_PERSON;
		if (l->more_than_declared)
			l->out->steps |= STEP_CONSIDER_63 | STEP_CONSIDER_78;
		suggest_employers(l);
		break;
	case CLASS_TAX_IDENTITY:
	case CLASS_TAX_DEPENDANT:
	case CLASS_TAX_OVER:
		l->out->steps |= STEP_ASK_PERSON;
		break;
	default: /* told with the cause */
		break;
	}
}

/* Where nothing may be concluded from the answer, no line says more than the person's class. */
static void settle_lines(const struct look *l)
{
	enum finding_class class = l->out->class;

	for (int i = 0; i < l->out->lines; i++) {
		if (class == CLASS_TAX_NO_RECORD || class == CLASS_TAX_IDENTITY || l->of_another)
			l->out->line[i].class = class;
	}
}

/* An answer counts for what its state says; the record only of one that was found. */
static const struct tax_record *record_of(const struct tax_person *p)
{
	return matching_has_answer(p->request) && p->request->state == ANSWER_FOUND ? p->record : NULL;
}

void tax_classify(const struct tax_person *p, const struct matching_tables *tables, struct arena *keep,
	struct tax_finding *out)
{
	struct look l = {.person = p, .tables = tables, .out = out, .keep = keep, .record = record_of(p)};

	*out = (struct tax_finding){.reason = ""};
	for (int m = 0; m < 12; m++)
		l.months_on_aid += p->protected_days[m] > 0;
	for (size_t i = 0; i < p->n_incomes; i++)
		add_income(&l, &p->incomes[i]);
	if (l.record != NULL) {
		l.identity = matching_confirm(&p->own, &p->request->as);
		count_payers(&l);
	}
	for (int g = 0; g < TAX_GROUPS; g++)
		look_at_group(&l, (enum tax_group)g);
	out->class = class_of(&l);
	settle_lines(&l);
	say_class(&l);
	for (int i = 0; i < out->lines; i++)
		say(&l, "%s", out->line[i].reason);
	suggest(&l);
}
