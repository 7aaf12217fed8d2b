/*
 * inquiry.c: who is asked about (see inquiry.h).
 */
#include "jobs/rules/inquiry.h"

#include "getsuji/check_digit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- tables ---- */

struct word {
	uint8_t number;
	const char *word;
};

#define FOURTH(name, number, word, term) {number, word},
static const struct word subjects[] = {INQUIRY_SUBJECTS(FOURTH){0, NULL}};
static const struct word purposes[] = {INQUIRY_PURPOSES(FOURTH){0, NULL}};
static const struct word conditions[] = {INQUIRY_CONDITIONS(FOURTH){0, NULL}};
#define SECOND(constant, word) {constant, word},
static const struct word populations[] = {INQUIRY_POPULATIONS(SECOND){0, NULL}};

static struct str text_of(const char *zero_terminated)
{
	return (struct str){zero_terminated, strlen(zero_terminated)};
}

static enum err_code misplaced(const struct rate_cell *c, struct err *e)
{
	err_set(e, ERR_DEFINITION, 1619, "a row of the inquiry tables is not whole");
	err_place(e, "%s %s %s", c->table->name, c->key, c->value_name);
	return err_hint(e, "Compare the row with jobs/rules/rate_tables.c, and import the tables again.");
}

static bool number_of(const struct word *words, const char *text, uint8_t *out)
{
	for (; words->word != NULL; words++) {
		if (text != NULL && strcmp(words->word, text) == 0) {
			*out = words->number;
			return true;
		}
	}
	return false;
}

/* A procedure number is part of a file's name. */
static enum err_code check_procedure(struct str no, struct err *e)
{
	static const char fit[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-";
	bool good = no.length > 0 && no.length <= 10;

	for (size_t i = 0; i < no.length && good; i++)
		good = memchr(fit, no.at[i], sizeof fit - 1) != NULL;
	if (good)
		return ERR_OK;
	err_set(e, ERR_DEFINITION, 1616, "a procedure number is not one to ten letters, digits and hyphens");
	err_place(e, "inquiry_allowed %.*s", (int)no.length, no.at);
	return err_hint(e, "Correct inquiry_allowed.csv, and import the tables again.");
}

/* "15-65|ex_officio", and the subject as the cell's word. */
static enum err_code add_allowed(
	struct inquiry_tables *t, const struct rate_cell *c, struct arena *keep, struct err *e)
{
	const char *bar = strchr(c->key, '|');
	struct inquiry_allowed a = {0};

	if (bar == NULL || !number_of(purposes, bar + 1, &a.purpose) || !number_of(subjects, c->word, &a.subject))
		return misplaced(c, e);
	a.procedure_no = text_of(arena_strndup(keep, c->key, (size_t)(bar - c->key)));
	if (check_procedure(a.procedure_no, e) != ERR_OK)
		return e->code;
	for (size_t i = 0; i < t->n_allowed; i++) {
		if (str_same(t->allowed[i].procedure_no, a.procedure_no) && t->allowed[i].subject != a.subject) {
			err_set(e, ERR_DEFINITION, 1617, "a procedure number asks for two subjects");
			err_place(e, "inquiry_allowed %s", a.procedure_no.at);
			return err_hint(e, "A file of requests has one subject: give the other one a number of its own.");
		}
	}
	t->allowed[t->n_allowed++] = a;
	return ERR_OK;
}

/* The cells of a rule stand together, one per column. */
static enum err_code set_rule(struct inquiry_rule *r, const struct rate_cell *c, struct err *e)
{
	static const char *const months[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"};
	bool good = c->word != NULL;

	if (strcmp(c->value_name, "month") == 0) {
		for (uint8_t m = 1; m <= 12 && good; m++)
			r->month = strcmp(c->word, months[m - 1]) == 0 ? m : r->month;
		good = r->month != 0;
	} else if (strcmp(c->value_name, "population") == 0) {
		good = number_of(populations, c->word, &r->population);
	} else if (strcmp(c->value_name, "procedure_no") == 0 && good) {
		r->procedure_no = text_of(c->word);
	} else if (strcmp(c->value_name, "purpose") == 0) {
		good = number_of(purposes, c->word, &r->purpose);
	} else if (strcmp(c->value_name, "condition") == 0) {
		good = number_of(conditions, c->word, &r->condition);
	} else {
		good = false;
	}
	return good ? ERR_OK : misplaced(c, e);
}

static enum err_code add_rule(struct inquiry_tables *t, const struct rate_cell *c, struct err *e)
{
	struct str name = text_of(c->key);
	struct inquiry_rule *r = t->n_rules > 0 ? &t->rules[t->n_rules - 1] : NULL;

	if (r == NULL || !str_same(r->name, name)) {
		r = &t->rules[t->n_rules++];
		r->name = name;
	}
	return set_rule(r, c, e);
}

/* Keeps the rules of the month, and refuses those that cannot be asked. */
static enum err_code keep_rules(struct inquiry_tables *t, month_t month, struct err *e)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->n_rules; i++) {
		const struct inquiry_rule *r = &t->rules[i];

		if (r->month == 0 || r->purpose == 0 || r->condition == 0 || r->procedure_no.length == 0) {
			err_set(e, ERR_DEFINITION, 1619, "a row of the inquiry tables is not whole");
			return err_place(e, "inquiry_rule %s", r->name.at);
		}
		if (r->condition != CONDITION_DEFAULT) {
			err_set(e, ERR_DEFINITION, 1615, "a standing rule has a condition that needs dates");
			err_place(e, "inquiry_rule %s", r->name.at);
			return err_hint(e, "Standing rules ask with the default condition; lists give dates.");
		}
		if (r->month == month_number(month))
			t->rules[kept++] = *r;
	}
	t->n_rules = kept;
	return ERR_OK;
}

enum err_code inquiry_build(const struct rate_cells *cells, month_t month, struct arena *keep,
	struct inquiry_tables **out, struct err *e)
{
	struct inquiry_tables *t = arena_alloc(keep, sizeof *t);
	day_t first = month_first(month);

	*t = (struct inquiry_tables){.allowed = arena_array(keep, cells->count, sizeof *t->allowed),
		.rules = arena_array(keep, cells->count, sizeof *t->rules)};
	for (size_t i = 0; i < cells->count; i++) {
		const struct rate_cell *c = &cells->cell[i];
		enum err_code code = ERR_OK;

		if (c->from > first || c->to <= first)
			continue;
		if (strcmp(c->table->name, "inquiry_allowed") == 0)
			code = add_allowed(t, c, keep, e);
		else if (strcmp(c->table->name, "inquiry_rule") == 0)
			code = add_rule(t, c, e);
		if (code != ERR_OK)
			return code;
	}
	*out = t;
	return keep_rules(t, month, e);
}

/* ---- standing rules ---- */

/* May the supplementary benefit go with one of the person's pensions? */
static bool supplement_may_go(const struct inquiry_terms *t, const struct inquiry_person *p)
{
	for (size_t i = 0; i < p->n_codes; i++) {
		if (matching_supplement_goes(
				matching_code(t->matching, p->codes[i]), p->birth_on, month_first(t->month)))
			return true;
	}
	return false;
}

static bool belongs(
	const struct inquiry_terms *t, const struct inquiry_person *p, enum inquiry_population population)
{
	day_t new_year = month_first(month_of(month_year(t->month), 1));

	switch (population) {
	case POPULATION_PENSION_HOLDERS:
		return p->on_aid && p->n_codes > 0;
	case POPULATION_PENSION_CANDIDATES:
		return p->on_aid && p->n_codes == 0 &&
			   day_age(p->birth_on, month_first(t->month)) >= t->candidate_age;
	case POPULATION_SUPPLEMENT_CANDIDATES:
		return p->on_aid && !p->supplement && supplement_may_go(t, p);
	case POPULATION_ON_AID_LAST_YEAR:
		return p->on_aid_last_year && day_age(p->birth_on, new_year - 1) >= t->tax_age;
	}
	return false;
}

size_t inquiry_by_rules(
	const struct inquiry_terms *t, const struct inquiry_person *p, struct inquiry_entry out[])
{
	size_t n = 0;

	for (size_t i = 0; i < t->tables->n_rules && p->known; i++) {
		const struct inquiry_rule *r = &t->tables->rules[i];

		if (!belongs(t, p, (enum inquiry_population)r->population))
			continue;
		out[n++] = (struct inquiry_entry){
			.question = {r->procedure_no, r->condition, .from_on = DAY_MAX, .to_on = DAY_MAX},
			.list_name = r->name,
			.purpose = r->purpose};
	}
	return n;
}

/* ---- asked or left out ---- */

static bool same_question(const struct inquiry_question *a, const struct inquiry_question *b)
{
	return str_same(a->procedure_no, b->procedure_no) && a->condition == b->condition &&
		   a->from_on == b->from_on && a->to_on == b->to_on;
}

static uint8_t subject_of(const struct inquiry_tables *t, const struct inquiry_entry *entry)
{
	for (size_t i = 0; i < t->n_allowed; i++) {
		if (t->allowed[i].purpose == entry->purpose &&
			str_same(t->allowed[i].procedure_no, entry->question.procedure_no))
			return t->allowed[i].subject;
	}
	return 0;
}

/* Dates as the condition asks for them: none, a day, or a range whose ends may be one day. */
static bool well_formed(const struct inquiry_question *q)
{
	switch ((enum inquiry_condition)q->condition) {
	case CONDITION_DEFAULT:
		return q->from_on == DAY_MAX && q->to_on == DAY_MAX;
	case CONDITION_POINT:
		return q->from_on != DAY_MAX && q->to_on == DAY_MAX;
	case CONDITION_RANGE:
		return q->to_on != DAY_MAX && q->from_on <= q->to_on;
	}
	return false;
}

static bool among(const struct inquiry_question *q, const struct inquiry_question *asked, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (same_question(q, &asked[i]))
			return true;
	}
	return false;
}

/* The same question stands among the person's earlier entries.  One that may not be asked at all, or not
 * with these dates, takes no other one's place. */
static bool repeated(const struct inquiry_entry *first, const struct inquiry_entry *entry)
{
	for (const struct inquiry_entry *other = first; other < entry; other++) {
		if (other->exclusion != EXCLUDED_NOT_ALLOWED && other->exclusion != EXCLUDED_CONDITION &&
			same_question(&other->question, &entry->question))
			return true;
	}
	return false;
}

/* The first reason that holds, in the order in which a caseworker can do something about it. */
static enum inquiry_exclusion exclude(
	const struct inquiry_person *p, const struct inquiry_entry *first, const struct inquiry_entry *entry)
{
	bool tax = entry->subject == SUBJECT_TAX; /* about the calendar year before */

	if (!p->known)
		return EXCLUDED_UNKNOWN;
	if (entry->subject == 0)
		return EXCLUDED_NOT_ALLOWED;
	if (!well_formed(&entry->question))
		return EXCLUDED_CONDITION;
	if (repeated(first, entry))
		return EXCLUDED_DUPLICATE;
	if (tax ? !p->on_aid_last_year : !p->on_aid)
		return EXCLUDED_NOT_ON_AID;
	if (!p->nondisclosure && (tax ? p->protected_since_last_year : p->protected_address))
		return EXCLUDED_PROTECTED;
	if (p->held)
		return EXCLUDED_HELD;
	if (p->linkage_no.length == 0 || (!tax && !p->linked))
		return EXCLUDED_NO_NUMBER;
	if (p->shared_number)
		return EXCLUDED_SHARED_NUMBER;
	return p->consent == CONSENT_GIVEN ? EXCLUDED_NOT : EXCLUDED_NO_CONSENT;
}

void inquiry_decide(const struct inquiry_tables *t, const struct inquiry_person *p,
	const struct inquiry_question asked[], size_t n_asked, struct inquiry_entry entries[], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct inquiry_entry *entry = &entries[i];
		enum inquiry_exclusion why;

		entry->subject = subject_of(t, entry);
		why = exclude(p, entries, entry);
		if (why == EXCLUDED_NOT && among(&entry->question, asked, n_asked))
			why = EXCLUDED_ASKED_BEFORE;
		entry->exclusion = (uint8_t)why;
	}
}

bool inquiry_request_id(
	int64_t run_id, int64_t chunk_no, int64_t number, char out[static REQUEST_ID_DIGITS + 1])
{
	if (run_id < 1 || run_id > 9999999 || chunk_no < 0 || chunk_no > 99999 || number < 1 || number > 999999)
		return false;
	snprintf(out, REQUEST_ID_DIGITS + 1, "%07" PRId64 "%05" PRId64 "%06" PRId64, run_id, chunk_no, number);
	out[REQUEST_ID_DIGITS - 1] = (char)('0' + check_digit(out, REQUEST_ID_DIGITS - 1));
	out[REQUEST_ID_DIGITS] = '\0';
	return true;
}
