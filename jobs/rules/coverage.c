/*
 * coverage.c: from coverage to the flags of a ticket (see coverage.h).
 */
#include "jobs/rules/coverage.h"

#include <stdio.h>
#include <string.h>

static bool counts(const struct coverage_row *r, day_t from_on, day_t until_on)
{
	return r->from <= until_on && r->to > from_on;
}

static bool is_scheme(const struct coverage_row *r)
{
	return r->kind == COVERAGE_SCHEME && r->scheme_no.length == SCHEME_NO_DIGITS;
}

static void take_scheme(struct coverage_flags *f, struct str no)
{
	if (f->scheme_no[0] != '\0' && memcmp(f->scheme_no, no.at, SCHEME_NO_DIGITS) <= 0)
		return;
	memcpy(f->scheme_no, no.at, SCHEME_NO_DIGITS);
	f->scheme_no[SCHEME_NO_DIGITS] = '\0';
}

struct coverage_flags coverage_flags(
	const struct coverage_row rows[], size_t n, day_t from_on, day_t until_on)
{
	struct coverage_flags f = {.combined = false};

	for (size_t i = 0; i < n; i++) {
		if (!counts(&rows[i], from_on, until_on))
			continue;
		f.insurance |= rows[i].kind == COVERAGE_EMPLOYEES;
		f.elderly |= rows[i].kind == COVERAGE_ELDERLY;
		f.tuberculosis |= rows[i].kind == COVERAGE_TUBERCULOSIS;
		f.prefectural |= rows[i].kind == COVERAGE_PREFECTURAL;
		if (is_scheme(&rows[i]))
			take_scheme(&f, rows[i].scheme_no);
	}
	f.combined = f.insurance || f.elderly || f.tuberculosis || f.scheme_no[0] != '\0';
	return f;
}

bool coverage_same(const struct coverage_flags *a, const struct coverage_flags *b)
{
	return a->combined == b->combined && a->insurance == b->insurance && a->elderly == b->elderly &&
		   a->tuberculosis == b->tuberculosis && a->prefectural == b->prefectural &&
		   strcmp(a->scheme_no, b->scheme_no) == 0;
}

/* The earliest row of a kind that counts; `scheme_no` "": any. */
static const struct coverage_row *earliest(const struct coverage_row rows[], size_t n,
	enum coverage_kind kind, const char *scheme_no, day_t from_on, day_t until_on)
{
	const struct coverage_row *found = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct coverage_row *r = &rows[i];

		if (r->kind != kind || !counts(r, from_on, until_on) || (found != NULL && found->from <= r->from))
			continue;
		if (scheme_no[0] == '\0' || str_same(r->scheme_no, (struct str){scheme_no, SCHEME_NO_DIGITS}))
			found = r;
	}
	return found;
}

const char *coverage_term(int kind)
{
#define X(constant, number, word, term) \
	case constant: \
		return term;
	switch ((enum coverage_kind)kind) {
		COVERAGE_KINDS(X)
	}
#undef X
	return "";
}

/* ---- reasons ---- */

/* The ticket that is being talked about, and the sentence so far. */
struct sentence {
	const struct coverage_row *rows;
	size_t n;
	day_t from_on, until_on;
	char *text; /* COVERAGE_REASON_MAX */
	size_t used;
};

static void add(struct sentence *s, const char *text)
{
	int n = snprintf(s->text + s->used, COVERAGE_REASON_MAX - s->used, "%s", text);

	s->used += (size_t)n;
	if (s->used >= COVERAGE_REASON_MAX)
		s->used = COVERAGE_REASON_MAX - 1;
}

static void add_day(struct sentence *s, const char *before, day_t day, const char *after)
{
	char text[64];

	add(s, before);
	add(s, day_format_era(day, text));
	add(s, after);
}

/* 資格 is what an insurance gives; another law applies. */
static bool is_insurance(enum coverage_kind kind)
{
	return kind == COVERAGE_EMPLOYEES || kind == COVERAGE_ELDERLY;
}

static void begin_part(struct sentence *s, enum coverage_kind kind, const char *scheme_no)
{
	if (s->used > 0)
		add(s, "、");
	add(s, coverage_term((int)kind));
	if (scheme_no[0] != '\0') {
		add(s, "（法別");
		add(s, scheme_no);
		add(s, "）");
	}
	add(s, "の");
}

static void tell_gained(struct sentence *s, enum coverage_kind kind, const char *scheme_no)
{
	const struct coverage_row *r = earliest(s->rows, s->n, kind, scheme_no, s->from_on, s->until_on);

	begin_part(s, kind, scheme_no);
	add(s, is_insurance(kind) ? "資格取得" : "適用開始");
	if (r != NULL && r->from != DAY_MIN)
		add_day(s, "（", r->from, "）");
}

/* What is not known any more for these days: it ended before them, begins after them, or was taken back. */
static void tell_lost(struct sentence *s, enum coverage_kind kind, const char *scheme_no)
{
	const struct coverage_row *ended = NULL, *begins = NULL;

	for (size_t i = 0; i < s->n; i++) {
		const struct coverage_row *r = &s->rows[i];

		if (r->kind != kind ||
			(scheme_no[0] != '\0' && !str_same(r->scheme_no, (struct str){scheme_no, SCHEME_NO_DIGITS})))
			continue;
		if (r->to <= s->from_on && (ended == NULL || r->to > ended->to))
			ended = r;
		if (r->from > s->until_on && (begins == NULL || r->from < begins->from))
			begins = r;
	}
	begin_part(s, kind, scheme_no);
	if (ended != NULL)
		add_day(s, is_insurance(kind) ? "資格喪失（" : "適用終了（", ended->to, "）");
	else if (begins != NULL)
		add_day(s, is_insurance(kind) ? "資格取得日の訂正（" : "適用開始日の訂正（", begins->from, "）");
	else
		add(s, "登録の取消し");
}

static void tell(struct sentence *s, enum coverage_kind kind, bool before, bool after)
{
	if (after && !before)
		tell_gained(s, kind, "");
	else if (before && !after)
		tell_lost(s, kind, "");
}

static void tell_scheme(struct sentence *s, const char *before, const char *after)
{
	if (strcmp(before, after) == 0)
		return;
	if (before[0] != '\0' &&
		earliest(s->rows, s->n, COVERAGE_SCHEME, before, s->from_on, s->until_on) == NULL)
		tell_lost(s, COVERAGE_SCHEME, before);
	if (after[0] != '\0')
		tell_gained(s, COVERAGE_SCHEME, after);
}

void coverage_reason(const struct coverage_flags *before, const struct coverage_row rows[], size_t n,
	day_t from_on, day_t until_on, char out[static COVERAGE_REASON_MAX])
{
	const struct coverage_flags after = coverage_flags(rows, n, from_on, until_on);
	struct sentence s = {rows, n, from_on, until_on, out, 0};

	out[0] = '\0';
	tell(&s, COVERAGE_EMPLOYEES, before->insurance, after.insurance);
	tell(&s, COVERAGE_ELDERLY, before->elderly, after.elderly);
	tell_scheme(&s, before->scheme_no, after.scheme_no);
	tell(&s, COVERAGE_TUBERCULOSIS, before->tuberculosis, after.tuberculosis);
	tell(&s, COVERAGE_PREFECTURAL, before->prefectural, after.prefectural);
	if (s.used == 0)
		return;
	if (before->combined == after.combined)
		add(&s, after.combined ? "のため併用の区分を訂正" : "のため負担区分を訂正");
	else
		add(&s, after.combined ? "のため単独から併用へ" : "のため併用から単独へ");
}
