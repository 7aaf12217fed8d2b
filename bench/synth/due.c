/* due.c: what must come of a month.  See due.h. */
#include "bench/synth/due.h"

#include "bench/synth/clinic.h"
#include "getsuji/facts.h"
#include "getsuji/number.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { LOOK_BACK = 12 }; /* months, after which nothing more is told of a ticket */

enum due_file { DUE_TICKET, DUE_INSTITUTION, DUE_BEFORE, DUE_JOB, DUE_FILES };

static const struct {
	const char *name, *columns;
} files[DUE_FILES] = {
#define INSTITUTION_COLUMNS \
	"kind,code,name,name_kana,postal_code,address,phone,valid_from,valid_to,end_reason,changed,change"
	{"ticket",
		"month,household_id,person_no,service,institution_code,item_no,outcome,from_on,until_on,combined,"
		"combined_after,corrections,truth"},
	{"institution", INSTITUTION_COLUMNS},
	{"institution_before", INSTITUTION_COLUMNS},
	{"job", "household_id,person_no,registration_no,told_on,insurer_no,qualified_on,lost_on,truth"},
};

struct due {
	month_t month;
	const char *folder;
	FILE *file[DUE_FILES];
};

/* Half-open. */
struct days {
	day_t from, to;
};

static void close_file(void *file)
{
	fclose(file);
}

enum err_code due_open(const char *folder, month_t month, struct arena *keep, struct due **out, struct err *e)
{
	struct due *g = arena_alloc(keep, sizeof *g);

	*out = g;
	g->month = month;
	g->folder = folder;
	if (mkdir(folder, 0755) != 0 && errno != EEXIST) {
		err_set(e, ERR_DISK, 1031, "could not make the folder: %s", strerror(errno));
		return err_place(e, "%s", folder);
	}
	for (int i = 0; i < DUE_FILES; i++) {
		g->file[i] = fopen(arena_printf(keep, "%s/%s.csv", folder, files[i].name), "wb");
		if (g->file[i] == NULL) {
			err_set(e, ERR_DISK, 1032, "could not write the files: %s", strerror(errno));
			return err_place(e, "%s", folder);
		}
		arena_defer(keep, close_file, g->file[i]);
		fprintf(g->file[i], "%s\n", files[i].columns);
	}
	return ERR_OK;
}

enum err_code due_close(struct due *g, struct err *e)
{
	for (int i = 0; i < DUE_FILES; i++) {
		if (fflush(g->file[i]) == 0 && !ferror(g->file[i]))
			continue;
		err_set(e, ERR_DISK, 1032, "could not write the files: %s", strerror(errno));
		return err_place(e, "%s", g->folder);
	}
	return ERR_OK;
}

/* An open end is empty. */
static const char *day_text(day_t day, char out[static 11])
{
	out[0] = '\0';
	return day == DAY_MAX ? out : day_format(day, out);
}

static void write_institution(FILE *f, const char *kind, const struct clinic *c)
{
	static const char *const ends[] = {
#define X(constant, number, word, term) [number] = word,
		INSTITUTION_ENDS(X)
#undef X
	};
	char from[11], to[11], changed[8] = "";

	if (c->changed != 0)
		month_format(c->changed, changed);
	fprintf(f, "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", kind, c->code, c->name, c->kana, c->at.postal_code,
		c->at.text, c->phone, day_text(c->from, from), day_text(c->to, to), ends[c->end], changed, c->change);
}

void due_office(struct due *g, const struct world *w)
{
	static const struct {
		enum institution_kind kind;
		const char *word;
	} kinds[] = {
#define X(constant, number, word, term) {constant, word},
		INSTITUTION_KINDS(X)
#undef X
	};
	struct clinic c;

	for (int block = 0; block < clinic_blocks(w); block++) {
		for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
			for (int no = 0; no < clinic_count(kinds[k].kind); no++) {
				clinic_make(w, block, kinds[k].kind, no, g->month, &c);
				write_institution(g->file[DUE_INSTITUTION], kinds[k].word, &c);
				clinic_make(w, block, kinds[k].kind, no, g->month - 1, &c);
				write_institution(g->file[DUE_BEFORE], kinds[k].word, &c);
			}
		}
	}
}

/* ---- days ---- */

static struct days cut(struct days a, day_t from, day_t to)
{
	return (struct days){a.from > from ? a.from : from, a.to < to ? a.to : to};
}

static bool empty(struct days d)
{
	return d.from >= d.to;
}

/* The last unbroken days on aid among `asked`; *suspended: some of them are days of a suspension. */
static struct days on_aid(const struct casefile *h, struct days asked, bool *suspended)
{
	struct days last = {0, 0};

	*suspended = false;
	for (int i = 0; i < h->protections; i++) {
		struct days d = cut(asked, h->protection[i].span.from, h->protection[i].span.to);

		if (empty(d))
			continue;
		if (h->protection[i].state == PROTECTION_SUSPENDED)
			*suspended = true;
		else if (!empty(last) && last.to == d.from)
			last.to = d.to;
		else
			last = d;
	}
	return last;
}

/* A wanted ticket: what comes of it, and why. */
struct wanted {
	struct days days;
	const char *outcome, *truth;
};

static bool held(const struct wanted *t)
{
	return t->outcome != NULL;
}

static void hold(struct wanted *t, bool really, const char *outcome, const char *truth)
{
	if (!held(t) && really) {
		t->outcome = outcome;
		t->truth = truth;
	}
}

static const char *plant_word(enum ticket_plant plant)
{
	switch (plant) {
#define X(name, word) \
	case name: \
		return word;
		TICKET_PLANTS(X)
#undef X
	}
	return "";
}

static struct days member(const struct casefile *h, int person_no, struct days asked)
{
	for (int i = 0; i < h->persons; i++) {
		if (h->person[i].person_no == person_no)
			asked = cut(asked, h->person[i].span.from, h->person[i].span.to);
	}
	return asked;
}

/* What life brings: aid that ended or rests, a person who has gone. */
static void live(
	const struct casefile *h, int person_no, const struct span *span, struct days month, struct wanted *t)
{
	struct days asked = member(h, person_no, cut(month, span->from, span->to));
	bool suspended;

	t->days = on_aid(h, empty(asked) ? month : asked, &suspended);
	hold(t, empty(t->days) && !suspended, "not_on_aid", "gone");
	hold(t, empty(t->days), "suspended", "suspended");
	hold(t, empty(asked), "not_a_member", "gone");
}

/* The institution, and what becomes of it. */
static void attend(
	const struct world *w, month_t month, int block, enum institution_kind kind, int no, struct wanted *t)
{
	struct clinic c;

	if (held(t))
		return;
	clinic_make(w, block, kind, no, month, &c);
	hold(t, c.to <= t->days.from, "institution_ended", c.change);
	hold(t, c.from >= t->days.to, "institution_early", plant_word(PLANT_EARLY));
	t->days = cut(t->days, c.from, c.to);
}

static bool prescriber_designated(const struct world *w, month_t month, int block, int no, struct days days)
{
	struct clinic c;

	clinic_make(w, block, INSTITUTION_MEDICAL, no, month, &c);
	return !empty(cut(days, c.from, c.to));
}

static bool on_hold(const struct casefile *h, month_t month)
{
	for (int i = 0; i < h->holds; i++) {
		if (casefile_on(&h->hold[i].span, month_first(month)))
			return true;
	}
	return false;
}

/* ---- other payers ---- */

static bool overlaps(struct days d, day_t from, day_t to)
{
	return !empty(cut(d, from, to));
}

static bool bears(enum coverage_kind kind)
{
	return kind != COVERAGE_PREFECTURAL && kind != COVERAGE_NATIONAL;
}

/* Is a person's ticket 併用 by what is known when the tickets of `month` are issued: what the office recorded by then
 * and what was told in the months before? */
static bool combined(const struct casefile *h, int person_no, struct days days, month_t month)
{
	for (int i = 0; i < h->coverages; i++) {
		const struct coverage_row *c = &h->coverage[i];

		if (c->person_no == person_no && bears(c->kind) && overlaps(days, c->span.from, c->span.to))
			return true;
	}
	for (int i = 0; i < h->jobs; i++) {
		const struct job_row *j = &h->job[i];
		day_t from = j->span.from, to = j->span.to;
		bool known =
			j->plant == JOB_RECORDED ? month_of_day(j->first_told) < month : j->told_on < month_first(month);

		if (j->person_no != person_no || !known)
			continue;
		if (j->corrected_on != DAY_MAX && j->corrected_on >= month_first(month)) {
			from = j->first_told;
			to = DAY_MAX;
		}
		if (j->end_told_on >= month_first(month) && j->plant != JOB_TAKEN_BACK)
			to = DAY_MAX;
		if (overlaps(days, from, to))
			return true;
	}
	return false;
}

/* 併用 when it is issued, once everything was told, and how often it changes on the way, month by month. */
struct uses {
	bool now, after;
	int corrections;
};

static struct uses uses_of(const struct casefile *h, int person_no, struct days days, month_t month)
{
	struct uses u = {.now = combined(h, person_no, days, month)};

	u.after = u.now;
	for (month_t m = month + 1; m <= month + LOOK_BACK; m++) {
		bool then = combined(h, person_no, days, m);

		u.corrections += then != u.after;
		u.after = then;
	}
	return u;
}

static const char *job_word(enum job_plant plant)
{
	static const char *const words[] = {[JOB_TOLD] = "told",
		[JOB_TOLD_LATE] = "told_late",
		[JOB_CORRECTED] = "corrected",
		[JOB_TAKEN_BACK] = "taken_back",
		[JOB_RECORDED] = "recorded"};

	return words[plant];
}

static const char *job_of(const struct casefile *h, int person_no)
{
	for (int i = 0; i < h->jobs; i++) {
		if (h->job[i].person_no == person_no)
			return job_word(h->job[i].plant);
	}
	return plant_word(PLANT_PLAIN);
}

/* ---- rows ---- */

static void write_ticket(const struct due *g, const struct casefile *h, int person_no, int item_no,
	enum ticket_service service, const char *code, const struct wanted *t, struct uses u)
{
	char month[8], from[11] = "", until[11] = "";

	if (!held(t)) {
		day_format(t->days.from, from);
		day_format(t->days.to - 1, until);
	}
	fprintf(g->file[DUE_TICKET], "%s-01,%lld,%d,%d,%s,%d,%s,%s,%s,%d,%d,%d,%s\n",
		month_format(g->month, month), (long long)(h->office_id * HOUSEHOLD_PER_OFFICE + h->case_no),
		person_no, (int)service, code, item_no, held(t) ? t->outcome : "issue", from, until, u.now, u.after,
		u.corrections, t->truth);
}

static void due_treatment(
	const struct due *g, const struct world *w, const struct casefile *h, const struct treatment_row *r)
{
	struct days month = {month_first(g->month), month_first(g->month + 1)};
	int block = clinic_block(h->case_no);
	struct wanted t = {.truth = r->plant == PLANT_PLAIN ? job_of(h, r->person_no) : plant_word(r->plant)};
	bool lapsed = (r->lapsed >> (g->month - w->first) & 1) != 0;
	struct uses uses = {0};

	if (r->basis == BASIS_EXAMINATION || !overlaps(month, r->span.from, r->span.to))
		return;
	live(h, r->person_no, &r->span, month, &t);
	hold(&t, r->plant == PLANT_TWICE, "twice", t.truth);
	hold(&t, r->plant == PLANT_UNKNOWN_CLINIC, "institution_unknown", t.truth);
	if (!held(&t))
		attend(w, g->month, block, r->at_kind, r->at_no, &t);
	hold(&t, r->plant == PLANT_WRONG_KIND, "institution_kind", t.truth);
	if (!held(&t) && r->service == SERVICE_DISPENSING)
		hold(&t, r->prescriber_no < 0 || !prescriber_designated(w, g->month, block, r->prescriber_no, t.days),
			"prescriber", t.truth);
	hold(&t, r->plant == PLANT_NO_OPINION, "opinion_missing", t.truth);
	hold(&t, r->refused != 0 && g->month >= r->refused, "opinion_refused", t.truth);
	hold(&t, lapsed, "opinion_expired", "late_opinion");
	hold(&t, on_hold(h, g->month), "order", "order");
	if (!held(&t))
		uses = uses_of(h, r->person_no, t.days, g->month);
	write_ticket(g, h, r->person_no, r->item_no, r->service, r->code, &t, uses);
}

static void due_care(
	const struct due *g, const struct world *w, const struct casefile *h, const struct care_row *r)
{
	struct days month = {month_first(g->month), month_first(g->month + 1)};
	struct wanted t = {.truth = plant_word(r->plant)};
	bool both = r->insured_no[0] != 'H';

	if (!overlaps(month, r->span.from, r->span.to))
		return;
	live(h, r->person_no, &r->span, month, &t);
	if (!held(&t))
		attend(w, g->month, clinic_block(h->case_no), INSTITUTION_CARE, r->at_no, &t);
	hold(&t, r->insured_no[0] == '\0', "certification", t.truth);
	hold(&t, !overlaps(t.days, r->certified_from, r->certified_to), "certification", "late_certification");
	hold(&t, on_hold(h, g->month), "order", "order");
	write_ticket(g, h, r->person_no, r->item_no, r->service, r->code, &t,
		(struct uses){.now = !held(&t) && both, .after = !held(&t) && both});
}

/* What one file tells of a job; from DAY_MAX: that there is none. */
static void tell(
	const struct due *g, const struct casefile *h, const struct job_row *j, day_t on, day_t from, day_t to)
{
	char number[REGISTRATION_NO_DIGITS + 1], told[11], qualified[11], lost[11];
	int64_t household_id = h->office_id * HOUSEHOLD_PER_OFFICE + h->case_no;

	if (on >= month_first(g->month + 1))
		return;
	registration_no_format(household_id, j->person_no, number);
	fprintf(g->file[DUE_JOB], "%lld,%d,%s,%s,%s,%s,%s,%s\n", (long long)household_id, j->person_no, number,
		day_format(on, told), j->insurer_no, day_text(from, qualified), day_text(to, lost),
		job_word(j->plant));
}

static void tell_job(const struct due *g, const struct casefile *h, const struct job_row *j)
{
	if (j->told_on == DAY_MAX)
		return;
	tell(g, h, j, j->told_on, j->first_told, DAY_MAX);
	if (j->plant == JOB_TAKEN_BACK)
		tell(g, h, j, j->corrected_on, DAY_MAX, DAY_MAX);
	else if (j->plant == JOB_CORRECTED)
		tell(g, h, j, j->corrected_on, j->span.from, DAY_MAX);
	if (j->end_told_on != DAY_MAX)
		tell(g, h, j, j->end_told_on, j->span.from, j->span.to);
}

void due_casefile(struct due *g, const struct world *w, const struct casefile *h)
{
	for (int i = 0; i < h->treatments; i++)
		due_treatment(g, w, h, &h->treatment[i]);
	for (int i = 0; i < h->cares; i++)
		due_care(g, w, h, &h->care[i]);
	for (int i = 0; i < h->jobs; i++)
		tell_job(g, h, &h->job[i]);
}
