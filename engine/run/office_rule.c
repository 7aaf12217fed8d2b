/*
 * office_rule.c: day rules such as "day 25 else before" (grammar in office_calendar.h).
 */
#include "engine/run/office_calendar.h"

#include <stdlib.h>
#include <string.h>

#define WORD_MAX      20
#define EVERY_WEEKDAY 0x7Fu

enum rule_kind { RULE_BUSINESS_DAY, RULE_EVERY_BUSINESS_DAY, RULE_DAY, RULE_NTH_WEEKDAY, RULE_WEEKDAYS };

struct office_day_rule {
	enum rule_kind kind;
	bool from;
	int n;             /* -1: the last */
	unsigned weekdays; /* bits, from Sunday */
	enum office_shift shift;
	int add; /* business days */
};

static const char *const WEEKDAYS[7] = {
	"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
static const char *const ORDINALS[5] = {"first", "second", "third", "fourth", "fifth"};
static const struct {
	const char *word;
	enum office_shift shift;
} SHIFTS[] = {
	{"before", OFFICE_BEFORE}, {"after", OFFICE_AFTER}, {"nearest", OFFICE_NEAREST}, {"skip", OFFICE_SKIP}};

/* ---- parsing ---- */

struct parser {
	const char *at;
	const char *start; /* of the word that was read last */
	char word[WORD_MAX + 1];
	struct err *e;
};

/* Reads a word into p->word; empty at the end, or where there is none. */
static void next_word(struct parser *p)
{
	size_t n;

	p->at += strspn(p->at, " \t");
	p->start = p->at;
	n = strspn(p->at, "abcdefghijklmnopqrstuvwxyz_");
	if (n > WORD_MAX)
		n = 0;
	memcpy(p->word, p->at, n);
	p->word[n] = '\0';
	p->at += n;
}

static bool take(struct parser *p, const char *word)
{
	const char *before = p->at;

	next_word(p);
	if (strcmp(p->word, word) == 0)
		return true;
	p->at = before;
	return false;
}

static enum err_code expected(struct parser *p, const char *what)
{
	err_set(p->e, ERR_DEFINITION, 2021, "not a rule for days: %s is wanted here", what);
	return err_hint(p->e,
		"Examples: business_day 3; last business_day; day 5 else before; first monday else after; "
		"weekday mon-fri.");
}

static enum err_code number(struct parser *p, bool negative, int *out)
{
	int sign = 1, n = 0;
	size_t digits;

	p->at += strspn(p->at, " \t");
	p->start = p->at;
	if (negative && *p->at == '-') {
		sign = -1;
		p->at++;
	}
	digits = strspn(p->at, "0123456789");
	for (size_t i = 0; i < digits && i < 4; i++)
		n = n * 10 + (p->at[i] - '0');
	if (digits < 1 || n < 1 || n > 31)
		return expected(p, negative ? "1 … 31, or -1 … -31," : "1 … 31");
	p->at += digits;
	*out = sign * n;
	return ERR_OK;
}

/* By its name or the first three letters of it; -1: it is none. */
static int weekday_of(const char *word)
{
	for (int i = 0; i < 7; i++)
		if (strcmp(word, WEEKDAYS[i]) == 0 || (strlen(word) == 3 && strncmp(word, WEEKDAYS[i], 3) == 0))
			return i;
	return -1;
}

static int ordinal_of(const char *word)
{
	for (int i = 0; i < 5; i++)
		if (strcmp(word, ORDINALS[i]) == 0)
			return i + 1;
	return strcmp(word, "last") == 0 ? -1 : 0;
}

/* mon-fri,sun: from the first to the second, over the end of the week where need be. */
static enum err_code parse_weekdays(struct parser *p, struct office_day_rule *rule)
{
	rule->kind = RULE_WEEKDAYS;
	do {
		int from, to;

		next_word(p);
		from = to = weekday_of(p->word);
		if (from >= 0 && *p->at == '-') {
			p->at++;
			next_word(p);
			to = weekday_of(p->word);
		}
		if (from < 0 || to < 0)
			return expected(p, "a day of the week");
		for (int day = from;; day = (day + 1) % 7) {
			rule->weekdays |= 1u << day;
			if (day == to)
				break;
		}
		p->at += strspn(p->at, " \t");
	} while (*p->at == ',' && p->at++);
	return ERR_OK;
}

/* After "first" … "last": of what. */
static enum err_code parse_ordinal(struct parser *p, int n, struct office_day_rule *rule)
{
	int weekday;

	rule->n = n;
	next_word(p);
	weekday = weekday_of(p->word);
	if (strcmp(p->word, "business_day") == 0 && (n == 1 || n == -1)) {
		rule->kind = RULE_BUSINESS_DAY;
	} else if (strcmp(p->word, "day") == 0 && n == -1) {
		rule->kind = RULE_DAY;
		rule->n = 31;
	} else if (weekday >= 0) {
		rule->kind = RULE_NTH_WEEKDAY;
		rule->weekdays = 1u << weekday;
	} else {
		return expected(p, "a day of the week, business_day or day");
	}
	return ERR_OK;
}

static enum err_code parse_days(struct parser *p, struct office_day_rule *rule)
{
	next_word(p);
	if (strcmp(p->word, "business_day") == 0) {
		rule->kind = RULE_BUSINESS_DAY;
		if (number(p, true, &rule->n) != ERR_OK)
			return p->e->code;
		if (take(p, "of") && !take(p, "month"))
			return expected(p, "month");
		return ERR_OK;
	}
	if (strcmp(p->word, "day") == 0) {
		rule->kind = RULE_DAY;
		return number(p, false, &rule->n);
	}
	if (strcmp(p->word, "every") == 0) {
		rule->kind = RULE_EVERY_BUSINESS_DAY;
		return take(p, "business_day") ? ERR_OK : expected(p, "business_day");
	}
	if (strcmp(p->word, "weekday") == 0)
		return parse_weekdays(p, rule);
	if (ordinal_of(p->word) != 0)
		return parse_ordinal(p, ordinal_of(p->word), rule);
	return expected(p, "business_day, day, every, weekday, first … fifth or last");
}

static enum err_code parse_shift(struct parser *p, struct office_day_rule *rule)
{
	next_word(p);
	for (size_t i = 0; i < sizeof SHIFTS / sizeof SHIFTS[0]; i++)
		if (strcmp(p->word, SHIFTS[i].word) == 0)
			rule->shift = SHIFTS[i].shift;
	return rule->shift != OFFICE_STAY ? ERR_OK : expected(p, "before, after, nearest or skip");
}

static enum err_code parse_add(struct parser *p, int sign, struct office_day_rule *rule)
{
	if (number(p, false, &rule->add) != ERR_OK)
		return p->e->code;
	rule->add *= sign;
	return take(p, "business_days") || take(p, "business_day") ? ERR_OK : expected(p, "business_days");
}

enum err_code office_calendar_parse(
	const char *text, struct arena *keep, struct office_day_rule **out, size_t *bad, struct err *e)
{
	struct office_day_rule *rule = arena_alloc(keep, sizeof *rule);
	struct parser p = {.at = text, .start = text, .e = e};
	enum err_code code;

	*bad = 0;
	rule->from = take(&p, "from");
	code = parse_days(&p, rule);
	if (code == ERR_OK && take(&p, "else"))
		code = parse_shift(&p, rule);
	if (code == ERR_OK && take(&p, "plus"))
		code = parse_add(&p, 1, rule);
	else if (code == ERR_OK && take(&p, "minus"))
		code = parse_add(&p, -1, rule);
	if (code == ERR_OK) {
		p.at += strspn(p.at, " \t");
		p.start = p.at;
		if (*p.at)
			code = expected(&p, "else, plus, minus or the end");
	}
	*bad = (size_t)(p.start - text);
	*out = rule;
	return code;
}

/* ---- days ---- */

/* The days before anything is shifted; those that do not look at the calendar. */
static int plain_days(const struct office_day_rule *rule, month_t month, day_t out[31])
{
	int days = month_days(month), n = 0, in_month = 0;
	day_t first = month_first(month);

	if (rule->kind == RULE_DAY) {
		out[0] = first + (rule->n < days ? rule->n : days) - 1;
		return 1;
	}
	for (day_t day = first; day < first + days; day++) {
		if (!(rule->weekdays & 1u << office_weekday(day)))
			continue;
		in_month++;
		if (rule->kind == RULE_WEEKDAYS || rule->n == in_month)
			out[n++] = day;
		else if (rule->n == -1)
			out[0] = day, n = 1;
	}
	return n;
}

/* Adds a day to those in order; one that is there already stays one. */
static void insert(day_t out[31], int *n, day_t day)
{
	int at = *n;

	while (at > 0 && out[at - 1] > day)
		at--;
	if (at > 0 && out[at - 1] == day)
		return;
	memmove(&out[at + 1], &out[at], (size_t)(*n - at) * sizeof *out);
	out[at] = day;
	(*n)++;
}

enum err_code office_calendar_days(const struct office_calendar *c, const struct office_day_rule *rule,
	month_t month, struct office_steps *steps, day_t out[31], int *n, struct err *e)
{
	struct office_day_rule every = {.kind = RULE_WEEKDAYS, .weekdays = EVERY_WEEKDAY};
	bool only_open = rule->shift == OFFICE_SKIP || rule->kind == RULE_EVERY_BUSINESS_DAY;
	day_t plain[31];
	int count = 1;

	*n = 0;
	if (rule->kind != RULE_BUSINESS_DAY)
		count = plain_days(rule->kind == RULE_EVERY_BUSINESS_DAY ? &every : rule, month, plain);
	else if (office_calendar_nth(c, month, rule->n, steps, &plain[0], e) != ERR_OK)
		return e->code;
	for (int i = 0; i < count; i++) {
		struct office_day looked;
		day_t day = plain[i];

		if (steps && i > 0)
			steps->fresh = true;
		if (rule->kind != RULE_BUSINESS_DAY &&
			office_calendar_shift(c, plain[i], rule->shift, steps, &day, e) != ERR_OK)
			return e->code;
		if (office_calendar_look(c, day, &looked, e) != ERR_OK)
			return e->code;
		if (only_open && !looked.open)
			continue;
		if (office_calendar_add(c, day, rule->add, steps, &day, e) != ERR_OK)
			return e->code;
		insert(out, n, day);
	}
	return ERR_OK;
}

static enum err_code among(const struct office_calendar *c, const struct office_day_rule *rule, month_t month,
	day_t day, bool *holds, struct err *e)
{
	day_t days[31];
	int n;

	if (office_calendar_days(c, rule, month, NULL, days, &n, e) != ERR_OK)
		return e->code;
	if (rule->from && n > 0 && day >= days[0] && month == month_of_day(day))
		*holds = true;
	for (int i = 0; i < n; i++)
		*holds |= days[i] == day;
	return ERR_OK;
}

/* Days of the month after may have been shifted to before its beginning, and the other way round: those
 * months are asked only where the rule can do so, since the calendar may end. */
enum err_code office_calendar_is(const struct office_calendar *c, const struct office_day_rule *rule,
	day_t day, bool *holds, struct err *e)
{
	bool earlier = rule->shift == OFFICE_BEFORE || rule->shift == OFFICE_NEAREST || rule->add < 0;
	bool later = rule->shift == OFFICE_AFTER || rule->shift == OFFICE_NEAREST || rule->add > 0;
	month_t month = month_of_day(day);

	*holds = false;
	if (among(c, rule, month, day, holds, e) != ERR_OK)
		return e->code;
	if (later && !*holds && among(c, rule, month - 1, day, holds, e) != ERR_OK)
		return e->code;
	if (earlier && !*holds && among(c, rule, month + 1, day, holds, e) != ERR_OK)
		return e->code;
	return ERR_OK;
}
