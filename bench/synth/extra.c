/* extra.c: protected persons and twins on request.  See extra.h. */
#include "bench/synth/extra.h"

#include <stdio.h>
#include <string.h>

enum { OLD_AGE = 65, WITH_CODE = 50 };

/* How many should be there by this case: evenly spread, done a little before the last case. */
static int due(int wanted, const struct world *w, int case_no)
{
	int64_t n = (int64_t)wanted * case_no * 21 / ((int64_t)w->households * 20) + 1;

	return n < wanted ? (int)n : wanted;
}

/* Persons who were there before the first month: as many in every month that is generated. */
static int persons_at_first(const struct world *w, const struct casefile *h)
{
	int n = 0;

	for (int i = 0; i < h->persons; i++)
		n += h->person[i].span.from < month_first(w->first);
	return n;
}

static void protect(struct casefile *h, bool nondisclosure)
{
	for (int i = 0; i < h->households; i++)
		h->household[i].protected_address = true;
	for (int i = 0; i < h->linkages; i++)
		h->linkage[i].nondisclosure = nondisclosure;
}

/* The same text with another beginning, up to the space. */
static void rename_to(char *text, size_t size, const char *surname)
{
	char given[CASEFILE_NAME_BYTES];
	const char *space = strstr(text, "\u3000");

	CHECK(space != NULL);
	(void)snprintf(given, sizeof given, "%s", space);
	CHECK((size_t)snprintf(text, size, "%s%s", surname, given) < size);
}

/* Whoever finds these words somewhere has found a protected person. */
static void mark(const struct world *w, struct casefile *h)
{
	for (int i = 0; i < h->persons; i++) {
		rename_to(h->person[i].name, sizeof h->person[i].name, EXTRA_SURNAME);
		rename_to(h->person[i].kana, sizeof h->person[i].kana, EXTRA_SURNAME_KANA);
	}
	for (int i = 0; i < h->addresss; i++)
		(void)snprintf(h->address[i].at.text, sizeof h->address[i].at.text, "%s%s%s%d-%d",
			w->office->prefecture, w->office->name, EXTRA_TOWN, h->case_no, i + 1);
}

static void protect_some(struct extra *x, const struct world *w, struct casefile *h)
{
	int persons = persons_at_first(w, h);

	if (x->protected_done >= due(x->protected_persons, w, h->case_no) ||
		x->protected_done + persons > x->protected_persons || h->household[0].protected_address)
		return;
	if (h->case_no % WITH_CODE == 0) {
		protect(h, true);
		return;
	}
	protect(h, false);
	mark(w, h);
	x->protected_done += persons;
}

static void pair(struct extra *x, const struct world *w, struct casefile *h)
{
	if (x->twins_done >= due(x->twins, w, h->case_no) || persons_at_first(w, h) != 2 ||
		day_age(h->person[0].birth_on, month_first(w->first)) < OLD_AGE ||
		day_age(h->person[1].birth_on, month_first(w->first)) < OLD_AGE)
		return;
	h->person[1].birth_on = h->person[0].birth_on;
	h->person[1].role = ROLE_OTHER;
	x->twins_done++;
}

void extra_apply(struct extra *x, const struct world *w, struct casefile *h)
{
	if (world_opening_month(w, h->case_no) >= w->first)
		return;
	protect_some(x, w, h);
	pair(x, w, h);
}

bool extra_complete(const struct extra *x)
{
	return x->protected_done == x->protected_persons && x->twins_done == x->twins;
}
