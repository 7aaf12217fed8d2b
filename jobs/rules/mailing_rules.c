/*
 * mailing_rules.c: the tables of mailings as rules, and the words of mailing.h (see mailing.h).
 */
#include "jobs/rules/mailing.h"

#include <stdlib.h>
#include <string.h>

#define WORD_OF(name, number, word, term) [number] = (word),
static const char *const kind_words[] = {MAIL_DOCUMENTS(WORD_OF)};
static const char *const envelope_words[] = {MAIL_ENVELOPES(WORD_OF)};
#undef WORD_OF

#define COUNT_OF(a) (sizeof(a) / sizeof((a)[0]))

/* The number of the first part of a key, up to '|', in a list of words; 0: none. */
static uint8_t number_of(const char *const words[], size_t n, const char *key)
{
	size_t length = strcspn(key, "|");

	for (size_t i = 1; i < n; i++) {
		if (strlen(words[i]) == length && strncmp(words[i], key, length) == 0)
			return (uint8_t)i;
	}
	return 0;
}

static bool usable(const struct rate_cell *c)
{
	return !c->null && c->value >= 0 && c->value <= INT32_MAX;
}

static bool is(const struct rate_cell *c, const char *value_name)
{
	return strcmp(c->value_name, value_name) == 0;
}

static bool yes(const struct rate_cell *c)
{
	return c->word != NULL && strcmp(c->word, "yes") == 0;
}

/* ---- rows, each known by its key, filled cell by cell ---- */

static void set_kind(struct mailing_rules *t, const struct rate_cell *c)
{
	static const char *const groups[] = {"", "household", "institution", "alone"};
	struct mailing_kind *k = &t->kinds[number_of(kind_words, COUNT_OF(kind_words), c->key)];

	if (is(c, "together") && c->word != NULL)
		k->group = number_of(groups, COUNT_OF(groups), c->word);
	else if (is(c, "folded"))
		k->folded = yes(c);
	else if (is(c, "rank") && usable(c) && c->value <= INT16_MAX)
		k->rank = (int16_t)c->value;
	else if (is(c, "sheet_mg") && usable(c))
		k->sheet_mg = (int32_t)c->value;
}

static void set_class(struct mailing_rules *t, const struct rate_cell *c)
{
	uint8_t envelope = number_of(envelope_words, COUNT_OF(envelope_words), c->key);
	int16_t thickness = (int16_t)strtol(c->key + strcspn(c->key, "|") + 1, NULL, 10);
	struct mailing_class *k = t->classes, *end = t->classes + t->n_classes;

	while (k < end && (k->envelope != envelope || k->thickness != thickness))
		k++;
	if (k == end) {
		if (t->n_classes == MAILING_ROWS_MAX)
			return;
		t->n_classes++;
		*k = (struct mailing_class){.envelope = envelope, .thickness = thickness};
	}
	if (is(c, "folded"))
		k->folded = yes(c);
	else if (is(c, "sheets") && usable(c))
		k->sheets = (int32_t)c->value;
	else if (is(c, "envelope_mg") && usable(c))
		k->envelope_mg = (int32_t)c->value;
}

/* The upper end of "long3|0-50000"; 0: none. */
static int32_t upper_end(const char *key)
{
	const char *band = key + strcspn(key, "|"), *dash = band + strcspn(band, "-");
	long end = *dash == '\0' ? 0 : strtol(dash + 1, NULL, 10);

	return end > 0 && end <= INT32_MAX ? (int32_t)end : 0;
}

static void set_postage(struct mailing_rules *t, const struct rate_cell *c)
{
	uint8_t envelope = number_of(envelope_words, COUNT_OF(envelope_words), c->key);
	int32_t up_to_mg = upper_end(c->key);
	struct mailing_postage *k = t->postage, *end = t->postage + t->n_postage;

	while (k < end && (k->envelope != envelope || k->up_to_mg != up_to_mg))
		k++;
	if (k == end) {
		if (t->n_postage == MAILING_ROWS_MAX)
			return;
		t->n_postage++;
		*k = (struct mailing_postage){.envelope = envelope, .up_to_mg = up_to_mg};
	}
	if (is(c, "class"))
		k->name = c->word;
	else if (is(c, "yen") && usable(c))
		k->yen = (int32_t)c->value;
}

/* ---- order ---- */

static int by_sheets(const void *a, const void *b)
{
	const struct mailing_class *x = a, *y = b;

	if (x->envelope != y->envelope)
		return x->envelope < y->envelope ? -1 : 1;
	return (x->sheets > y->sheets) - (x->sheets < y->sheets);
}

static int by_weight(const void *a, const void *b)
{
	const struct mailing_postage *x = a, *y = b;

	if (x->envelope != y->envelope)
		return x->envelope < y->envelope ? -1 : 1;
	return (x->up_to_mg > y->up_to_mg) - (x->up_to_mg < y->up_to_mg);
}

static enum err_code incomplete(const char *table, const char *row, struct err *e)
{
	err_set(e, ERR_DEFINITION, 2400, "the rate set has no rule for mail");
	err_place(e, "%s %s", table, row);
	return err_hint(e, "Import the tables of jobs/rules/tables, then start an edition: --edition N");
}

/* Every kind, and every envelope with a class and a postage, is there and whole. */
static enum err_code check(const struct mailing_rules *t, struct err *e)
{
	for (size_t i = 1; i < COUNT_OF(kind_words); i++) {
		if (t->kinds[i].group == 0 || t->kinds[i].sheet_mg <= 0)
			return incomplete("mail_kind", kind_words[i], e);
	}
	for (size_t i = 1; i < COUNT_OF(envelope_words); i++) {
		bool class = false, postage = false;

		for (size_t k = 0; k < t->n_classes; k++)
			class = class || (t->classes[k].envelope == i && t->classes[k].sheets > 0);
		for (size_t k = 0; k < t->n_postage; k++)
			postage = postage ||
					  (t->postage[k].envelope == i && t->postage[k].name != NULL && t->postage[k].yen > 0);
		if (!class)
			return incomplete("mail_envelope", envelope_words[i], e);
		if (!postage)
			return incomplete("postage", envelope_words[i], e);
	}
	return ERR_OK;
}

enum err_code mailing_rules_build(const struct rate_cells *cells, month_t month, struct arena *keep,
	struct mailing_rules **out, struct err *e)
{
	struct mailing_rules *t = arena_alloc(keep, sizeof *t);
	day_t on = month_first(month);

	for (size_t i = 0; i < cells->count; i++) {
		const struct rate_cell *c = &cells->cell[i];

		if (c->from > on || c->to <= on)
			continue;
		if (strcmp(c->table->name, "mail_kind") == 0)
			set_kind(t, c);
		else if (strcmp(c->table->name, "mail_envelope") == 0)
			set_class(t, c);
		else if (strcmp(c->table->name, "postage") == 0)
			set_postage(t, c);
	}
	qsort(t->classes, t->n_classes, sizeof t->classes[0], by_sheets);
	qsort(t->postage, t->n_postage, sizeof t->postage[0], by_weight);
	*out = t;
	return check(t, e);
}

/* ---- words ---- */

/* clang-format off */
#define TERM(name, number, word, term) case name: return term;
#define WORD(name, number, word, term) case name: return word;
/* clang-format on */

const char *mailing_hold_word(int hold)
{
	switch (hold) {
		MAIL_HOLDS(WORD)
	}
	return "";
}

const char *mailing_hold_term(int hold)
{
	switch (hold) {
		MAIL_HOLDS(TERM)
	}
	return "";
}
