/*
 * ticket_rule.c: the rules of services, and the words of tickets (see ticket_rule.h).
 */
#include "jobs/rules/ticket_rule.h"

#include <string.h>

/* A service by the word of ticket_rule.csv. */
struct service {
	const char *word;
	uint8_t number, type, kind;
};

#define SERVICE(name, number, word, term, type, kind) {word, number, type, kind},
static const struct service services[] = {TICKET_SERVICES(SERVICE)};

/* Which values of a row were found. */
enum { FOUND_OPINION = 1, FOUND_MONTHS = 2, FOUND_RANK = 4, FOUND_ALL = 7 };

static uint8_t opinion_of(const char *word)
{
	static const char *const words[] = {"own", "prescriber", "none"};

	for (uint8_t i = 0; i < 3 && word != NULL; i++) {
		if (strcmp(words[i], word) == 0)
			return (uint8_t)(TICKET_OPINION_OWN + i);
	}
	return 0;
}

/* Takes one value of the row; which one it was, 0 where it is none that can be used. */
static unsigned set(struct ticket_rule *rule, const struct rate_cell *c)
{
	if (strcmp(c->value_name, "opinion") == 0) {
		rule->opinion = opinion_of(c->word);
		return rule->opinion == 0 ? 0 : FOUND_OPINION;
	}
	if (c->null || c->value < 0 || c->value > INT16_MAX)
		return 0;
	if (strcmp(c->value_name, "opinion_months") == 0) {
		rule->opinion_months = (int16_t)c->value;
		return FOUND_MONTHS;
	}
	if (strcmp(c->value_name, "own_payment_rank") == 0) {
		rule->own_payment_rank = (int16_t)c->value;
		return FOUND_RANK;
	}
	return 0;
}

/* An own opinion that lasts no month would hold every ticket. */
static bool whole(const struct ticket_rule *rule, unsigned found)
{
	return found == FOUND_ALL && (rule->opinion != TICKET_OPINION_OWN || rule->opinion_months > 0);
}

enum err_code ticket_rules_build(const struct rate_cells *cells, month_t month, struct arena *keep,
	struct ticket_rules **out, struct err *e)
{
	struct ticket_rules *t = arena_alloc(keep, sizeof *t);
	day_t on = month_first(month);
	unsigned found[TICKET_SERVICE_COUNT] = {0};

	for (size_t i = 0; i < cells->count; i++) {
		const struct rate_cell *c = &cells->cell[i];

		if (c->from > on || c->to <= on || strcmp(c->table->name, "ticket_rule") != 0)
			continue;
		for (size_t s = 0; s < TICKET_SERVICE_COUNT; s++) {
			if (strcmp(services[s].word, c->key) == 0)
				found[s] |= set(&t->rules[s], c);
		}
	}
	for (size_t s = 0; s < TICKET_SERVICE_COUNT; s++) {
		struct ticket_rule *rule = &t->rules[s];

		rule->service = services[s].number;
		rule->type = services[s].type;
		rule->kind = services[s].kind;
		if (whole(rule, found[s]))
			continue;
		err_set(e, ERR_DEFINITION, 1655, "the rate set has no rule for the tickets of a service");
		err_place(e, "ticket_rule %s", services[s].word);
		return err_hint(e, "Import the tables of jobs/rules/tables, then start an edition: --edition N");
	}
	*out = t;
	return ERR_OK;
}

const struct ticket_rule *ticket_rule_of(const struct ticket_rules *t, int service)
{
	for (size_t s = 0; s < TICKET_SERVICE_COUNT; s++) {
		if (t->rules[s].service == service)
			return &t->rules[s];
	}
	return NULL;
}

/* ---- words ---- */

/* clang-format off */
#define TERM(name, number, word, term) case name: return term;
#define TERM_OF_HOLD(name, number, word, term, revokes) case name: return term;
#define WORD_OF_HOLD(name, number, word, term, revokes) case name: return word;
#define REVOKES(name, number, word, term, revokes) case name: return revokes;
#define TERM_OF_SERVICE(name, number, word, term, type, kind) case name: return term;
/* clang-format on */

const char *ticket_type_term(int type)
{
	switch (type) {
		TICKET_TYPES(TERM)
	}
	return "";
}

const char *ticket_service_term(int service)
{
	switch (service) {
		TICKET_SERVICES(TERM_OF_SERVICE)
	}
	return "";
}

const char *ticket_action_term(int action)
{
	switch (action) {
		TICKET_ACTIONS(TERM)
	}
	return "";
}

const char *ticket_hold_word(int hold)
{
	switch (hold) {
		TICKET_HOLDS(WORD_OF_HOLD)
	}
	return "";
}

const char *ticket_hold_term(int hold)
{
	switch (hold) {
		TICKET_HOLDS(TERM_OF_HOLD)
	}
	return "";
}

bool ticket_hold_revokes(int hold)
{
	switch (hold) {
		TICKET_HOLDS(REVOKES)
	}
	return false;
}

const char *ticket_cause_term(int cause)
{
	switch (cause) {
		TICKET_CAUSES(TERM)
	}
	return "";
}

const char *ticket_kind_term(int kind)
{
	switch (kind) {
		INSTITUTION_KINDS(TERM)
	}
	return "";
}

const char *ticket_end_term(int end)
{
	switch (end) {
		INSTITUTION_ENDS(TERM)
	}
	return "";
}

const char *ticket_own_payment_term(int own_payment)
{
	switch (own_payment) {
		OWN_PAYMENTS(TERM)
	}
	return "";
}

const char *ticket_refusal_term(int refusal)
{
	switch (refusal) {
		TICKET_REFUSALS(TERM)
	}
	return "";
}
