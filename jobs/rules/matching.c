/*
 * matching.c: tables, confirmation and terms that both surveys share.
 */
#include "jobs/rules/matching.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUPPLEMENT_AGE 65 /* 年金生活者支援給付金の支給に関する法律第2条 */

/* As in matching_tolerance.csv. */
static const char *const tolerance_keys[TOLERANCES] = {
	[TOLERANCE_PENSION_ANNUAL] = "pension|annual",
	[TOLERANCE_PENSION_PAYMENT] = "pension|payment",
	[TOLERANCE_TAX_WAGES] = "tax|wages",
	[TOLERANCE_TAX_PENSION] = "tax|pension",
	[TOLERANCE_TAX_BUSINESS] = "tax|business",
	[TOLERANCE_TAX_PROPERTY] = "tax|property",
	[TOLERANCE_TAX_TEMPORARY] = "tax|temporary",
};

/* ---- tables ---- */

static uint8_t pension_kind(const char *word)
{
#define X(constant, number, w, term) \
	if (strcmp(word, (w)) == 0) \
		return constant;
	PENSION_KINDS(X)
#undef X
	return 0;
}

static struct pension_code *code_of(struct matching_tables *t, const char *key)
{
	for (size_t i = 0; i < t->n_codes; i++) {
		if (strcmp(t->codes[i].code3, key) == 0)
			return &t->codes[i];
	}
	memcpy(t->codes[t->n_codes].code3, key, sizeof t->codes[0].code3);
	return &t->codes[t->n_codes++];
}

static enum err_code add_code(struct matching_tables *t, const struct rate_cell *c, struct err *e)
{
	if (strlen(c->key) != 3 || strspn(c->key, "0123456789") != 3) {
		err_set(e, ERR_DEFINITION, 1631, "a pension code in the rate set is not three digits");
		return err_place(e, "%s %s", c->table->name, c->key);
	}
	struct pension_code *code = code_of(t, c->key);

	if (strcmp(c->value_name, "kind") == 0)
		code->kind = pension_kind(c->word);
	else if (strcmp(c->value_name, "taxable") == 0)
		code->taxable = strcmp(c->word, "yes") == 0;
	else if (strcmp(c->value_name, "supplement") == 0)
		code->supplement = strcmp(c->word, "yes") == 0;
	else if (strcmp(c->value_name, "name_ja") == 0)
		code->name = c->word;
	return ERR_OK;
}

/* The bits of *found say which values of which tolerance are there. */
static void add_tolerance(struct matching_tables *t, const struct rate_cell *c, unsigned *found)
{
	bool share = strcmp(c->value_name, "share") == 0;

	for (int i = 0; i < TOLERANCES; i++) {
		if (strcmp(c->key, tolerance_keys[i]) != 0)
			continue;
		if (share)
			t->tolerance[i].share = c->value;
		else
			t->tolerance[i].yen = c->value;
		*found |= 1U << (2 * i + share);
	}
}

static int by_code3(const void *a, const void *b)
{
	return strcmp(((const struct pension_code *)a)->code3, ((const struct pension_code *)b)->code3);
}

enum err_code matching_build(const struct rate_cells *cells, month_t month, struct arena *keep,
	struct matching_tables **out, struct err *e)
{
	struct matching_tables *t = arena_alloc(keep, sizeof *t);
	day_t on = month_first(month);
	unsigned found = 0;

	t->codes = arena_array(keep, cells->count, sizeof *t->codes);
	for (size_t i = 0; i < cells->count; i++) {
		const struct rate_cell *c = &cells->cell[i];

		if (c->from > on || c->to <= on)
			continue;
		if (strcmp(c->table->name, "matching_tolerance") == 0)
			add_tolerance(t, c, &found);
		else if (strcmp(c->table->name, "pension_code") == 0 && add_code(t, c, e) != ERR_OK)
			return e->code;
	}
	for (int i = 0; i < TOLERANCES; i++) {
		if ((found >> (2 * i) & 3) == 3)
			continue;
		err_set(e, ERR_DEFINITION, 1630, "the rate set has no tolerance for the matching");
		err_place(e, "matching_tolerance %s", tolerance_keys[i]);
		return err_hint(e, "Import the tables of jobs/rules/tables, then start an edition: --edition N");
	}
	qsort(t->codes, t->n_codes, sizeof *t->codes, by_code3);
	*out = t;
	return ERR_OK;
}

const struct pension_code *matching_code(const struct matching_tables *t, struct str code)
{
	struct pension_code wanted = {.kind = 0};

	if (code.length != PENSION_CODE_DIGITS)
		return NULL;
	memcpy(wanted.code3, code.at, 3);
	return bsearch(&wanted, t->codes, t->n_codes, sizeof *t->codes, by_code3);
}

yen_t matching_tolerance(const struct matching_tables *t, enum matching_tolerance kind, yen_t declared)
{
	yen_t share;

	if (!yen_ratio_floor(declared, t->tolerance[kind].share, 10000, &share))
		share = 0; /* out of range: the narrow one */
	return yen_max(t->tolerance[kind].yen, share);
}

bool matching_supplement_goes(const struct pension_code *code, day_t birth_on, day_t on)
{
	return code != NULL && code->supplement &&
		   (code->kind != PENSION_OLD_AGE || day_age(birth_on, on) >= SUPPLEMENT_AGE);
}

/* ---- persons ---- */

enum matching_confirmation matching_confirm(
	const struct matching_identity *own, const struct matching_identity *answered)
{
	bool birth = answered->birth_on != DAY_MAX;

	if (birth && answered->birth_on != own->birth_on)
		return IDENTITY_DIFFERS;
	if (!birth || answered->name.length == 0)
		return IDENTITY_UNKNOWN;
	if (str_same(own->name, answered->name))
		return IDENTITY_CONFIRMED;
	if (answered->kana.length == 0 || own->kana.length == 0)
		return IDENTITY_UNKNOWN; /* the names differ, and nothing else can say that it is the same person */
	return str_same(own->kana, answered->kana) ? IDENTITY_CONFIRMED : IDENTITY_DIFFERS;
}

bool matching_has_answer(const struct matching_request *q)
{
	return q->asked && q->answered && q->state != ANSWER_PENDING;
}

void matching_no_answer(const struct matching_request *q, char out[static REASON_MAX])
{
	char day[64];

	if (!q->asked && q->excluded != EXCLUDED_NOT)
		(void)snprintf(out, REASON_MAX, "照会していません（%s）。", matching_exclusion_term(q->excluded));
	else if (!q->asked)
		(void)snprintf(out, REASON_MAX, "直近12か月に照会していません。");
	else
		(void)snprintf(out, REASON_MAX, "%sの照会に%s（経過%d日）。", day_format_era(q->asked_on, day),
			q->answered ? "準備中の回答だけが届いています" : "回答がありません", q->open_days);
}

/* ---- values that are missing ---- */

int matching_null_reason(struct str nulls, const char *item)
{
	size_t length = strlen(item);
	size_t i = 0;

	while (i < nulls.length) {
		size_t end = i;

		while (end < nulls.length && nulls.at[end] != ' ')
			end++;
		if (end - i == length + 3 && memcmp(nulls.at + i, item, length) == 0 && nulls.at[i + length] == '=')
			return (nulls.at[end - 2] - '0') * 10 + (nulls.at[end - 1] - '0');
		i = end + 1;
	}
	return 0;
}

bool matching_null_is_zero(int reason)
{
	return reason == NULL_NOT_APPLICABLE || reason == NULL_NOT_RECORDED;
}

/* ---- terms ---- */

#define X(constant, number, word, term, order) \
	case constant: \
		return term;
const char *matching_class_term(int class)
{
	switch ((enum finding_class) class) {
		FINDING_CLASSES(X)
	}
	return "";
}
#undef X

#define X(constant, number, word, term) \
	case constant: \
		return term;
const char *matching_exclusion_term(int exclusion)
{
	switch ((enum inquiry_exclusion)exclusion) {
	case EXCLUDED_NOT:
		break;
		INQUIRY_EXCLUSIONS(X)
	}
	return "";
}

const char *matching_state_term(int state)
{
	switch ((enum answer_state)state) {
		ANSWER_STATES(X)
	}
	return "";
}

const char *matching_null_term(int reason)
{
	switch ((enum null_reason)reason) {
		NULL_REASONS(X)
	}
	return "理由不明";
}
#undef X
