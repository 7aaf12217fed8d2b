/*
 * generate.c: synthetic welfare offices as CSV, of any size, for demo, bench and tests.
 *
 * Everybody in it is invented.  The same options give the same bytes; a household depends only on the
 * seed, its office and its case number.  One household is in memory at a time.
 *
 *   generate --households 1300 --month 2027-01 --out DIR
 *       all facts for a first run of that month, and baseline.csv: the decisions of the month before
 *   generate --households 1300 --month 2027-01 --changes-for 2027-02 --out DIR
 *       only what changed in February 2027, as rows that supersede and rows that are new
 *   generate --households 1300 --month 2027-01 --as-of 2027-06 --out DIR
 *       all facts as they stand after June, for the answering side (answers.c)
 *
 * --tickets adds treatments, care plans, coverage and opinions; --joint: the office prints lists; --gold DIR writes
 * what must come of them in that month, and what the world beside the office knows (synth/due.h, vouchers.c).
 *
 * --money adds accounts, payees, mail and repayment claims (synth/money.h).
 *
 * --protected N and --twins N plant persons under 支援措置 and elderly twins in the first office; give them
 * again with --changes-for.
 */
#include "bench/synth/baseline.h"
#include "bench/synth/clinic.h"
#include "bench/synth/course.h"
#include "bench/synth/due.h"
#include "bench/synth/event.h"
#include "bench/synth/extra.h"
#include "bench/synth/money.h"
#include "bench/synth/sheet.h"
#include "bench/synth/world.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_OFFICE = 13113, DEFAULT_HOUSEHOLDS = 1300, HOUSEHOLDS_MAX = 10000000 };

struct options {
	int households, offices, office;
	int protected_persons, twins; /* planted beside what is in every office */
	uint64_t seed;
	month_t month;
	month_t changes_for; /* 0: all facts */
	month_t as_of;       /* of all facts; 0: the first month */
	bool tickets, joint, money;
	const char *out, *gold; /* gold: NULL: not wanted */
};

/* Where everything goes. */
struct outputs {
	struct sheets *sheets;
	struct baseline *baseline; /* NULL: not of these facts */
	struct due *due;           /* NULL: not wanted */
};

/* What was made, for the last line. */
struct made {
	int64_t cases, changed;
};

static const char usage[] =
	"usage: generate --month YYYY-MM --out DIR [--households N] [--offices K] [--office CODE] [--seed S]\n"
	"                [--changes-for YYYY-MM | --as-of YYYY-MM]\n"
	"                [--protected N] [--twins N] [--tickets [--joint] [--gold DIR]] [--money]\n";

static bool number(const char *text, int64_t lo, int64_t hi, int64_t *out)
{
	char *end;
	long long v;

	errno = 0;
	v = strtoll(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || v < lo || v > hi)
		return false;
	*out = v;
	return true;
}

static enum err_code take_option(struct options *o, int option, const char *text, struct err *e)
{
	int64_t n = 0;
	bool good = true;

	switch (option) {
	case 'n':
		good = number(text, 1, HOUSEHOLDS_MAX, &n);
		o->households = (int)n;
		break;
	case 'k':
		good = number(text, 1, 10000, &n);
		o->offices = (int)n;
		break;
	case 'c':
		good = number(text, 1001, 47999, &n);
		o->office = (int)n;
		break;
	case 's':
		good = number(text, 0, INT64_MAX, &n);
		o->seed = (uint64_t)n;
		break;
	case 'p':
		good = number(text, 0, HOUSEHOLDS_MAX, &n);
		o->protected_persons = (int)n;
		break;
	case 't':
		good = number(text, 0, HOUSEHOLDS_MAX, &n);
		o->twins = (int)n;
		break;
	case 'm':
		good = month_parse(text, strlen(text), &o->month);
		break;
	case 'x':
		good = month_parse(text, strlen(text), &o->changes_for);
		break;
	case 'a':
		good = month_parse(text, strlen(text), &o->as_of);
		break;
	case 'o':
		o->out = text;
		break;
	case 'v':
		o->tickets = true;
		break;
	case 'j':
		o->joint = true;
		break;
	case 'y':
		o->money = true;
		break;
	case 'g':
		o->gold = text;
		break;
	default:
		return err_set(e, ERR_USAGE, 1034, "unknown option");
	}
	if (!good)
		return err_set(e, ERR_USAGE, 1035, "not a value for this option: %s", text);
	return ERR_OK;
}

static bool later(const struct options *o, month_t month)
{
	return month > o->month && month - o->month < CASEFILE_MONTHS_MAX;
}

static enum err_code parse(int argc, char **argv, struct options *o, struct err *e)
{
	static const struct option longs[] = {{"households", required_argument, NULL, 'n'},
		{"offices", required_argument, NULL, 'k'}, {"office", required_argument, NULL, 'c'},
		{"seed", required_argument, NULL, 's'}, {"month", required_argument, NULL, 'm'},
		{"changes-for", required_argument, NULL, 'x'}, {"out", required_argument, NULL, 'o'},
		{"as-of", required_argument, NULL, 'a'}, {"protected", required_argument, NULL, 'p'},
		{"twins", required_argument, NULL, 't'}, {"tickets", no_argument, NULL, 'v'},
		{"joint", no_argument, NULL, 'j'}, {"money", no_argument, NULL, 'y'},
		{"gold", required_argument, NULL, 'g'}, {0}};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		enum err_code code = take_option(o, option, optarg, e);

		if (code != ERR_OK)
			return code;
	}
	if (optind != argc || o->out == NULL || o->month == 0)
		return err_set(e, ERR_USAGE, 1036, "--month and --out are required, and nothing but options is");
	if ((o->changes_for != 0 && !later(o, o->changes_for)) || (o->as_of != 0 && !later(o, o->as_of)))
		return err_set(e, ERR_USAGE, 1037,
			"--changes-for and --as-of are of one of the %d months after --month", CASEFILE_MONTHS_MAX - 1);
	if (o->changes_for != 0 && o->as_of != 0)
		return err_set(e, ERR_USAGE, 1045, "either --changes-for or --as-of");
	if (o->households < o->offices)
		return err_set(e, ERR_USAGE, 1038, "each office needs a household");
	if ((o->joint || o->gold != NULL) && !o->tickets)
		return err_set(e, ERR_USAGE, 1048, "--joint and --gold go with --tickets");
	return ERR_OK;
}

/* One case as it stands after `month`, or what that month changed. */
static void make_case(const struct world *w, const struct options *o, month_t month, int case_no,
	struct extra *extra, struct casefile *h)
{
	bool changes = o->changes_for != 0;

	event_history(w, case_no, month, changes, h);
	extra_apply(extra, w, h);
	if (o->money)
		money_add(w, month, h);
	if (o->tickets)
		course_add(w, month, h);
	if (!changes && (o->money || o->tickets))
		casefile_mark(h, true);
}

/* One office, case after case. */
static enum err_code make_office(const struct world *w, const struct options *o, const struct outputs *to,
	struct casefile *h, struct made *made, struct err *e)
{
	struct extra extra = {.protected_persons = w->first_office ? o->protected_persons : 0,
		.twins = w->first_office ? o->twins : 0};
	bool changes = o->changes_for != 0;
	month_t month = changes ? o->changes_for : o->as_of != 0 ? o->as_of : o->month;
	int cases = world_cases(w, month);
	int staffed = changes ? world_caseworker(world_cases(w, month - 1)) : 0;

	if (o->tickets && cases > CLINIC_BLOCKS_MAX * CLINIC_CASES)
		return err_set(e, ERR_USAGE, 1049, "an office with tickets has at most %d cases",
			CLINIC_BLOCKS_MAX * CLINIC_CASES);
	if (!changes)
		sheets_office(to->sheets, w);
	if (!changes && o->tickets)
		sheets_ticket_office(to->sheets, w, o->joint);
	if (!changes && o->money)
		sheets_money_office(to->sheets, w);
	if (to->due != NULL)
		due_office(to->due, w);
	sheets_caseworkers(to->sheets, w, staffed + 1, world_caseworker(cases));
	for (int case_no = 1; case_no <= cases; case_no++) {
		make_case(w, o, month, case_no, &extra, h);
		made->cases++;
		made->changed += casefile_fresh(h);
		sheets_casefile(to->sheets, h);
		if (to->baseline != NULL)
			baseline_casefile(to->baseline, h);
		if (to->due != NULL)
			due_casefile(to->due, w, h);
	}
	if (!extra_complete(&extra))
		return err_set(e, ERR_USAGE, 1041, "the office is too small for so many planted persons");
	return ERR_OK;
}

static enum err_code open_outputs(
	const struct options *o, struct arena *keep, struct outputs *to, struct err *e)
{
	month_t month = o->changes_for != 0 ? o->changes_for : o->as_of != 0 ? o->as_of : o->month;
	enum err_code code = sheets_open(o->out, keep, &to->sheets, e);

	if (code == ERR_OK && o->changes_for == 0 && o->as_of == 0)
		code = baseline_open(o->out, o->month - 1, keep, &to->baseline, e);
	if (code == ERR_OK && o->gold != NULL)
		code = due_open(o->gold, month, keep, &to->due, e);
	return code;
}

static enum err_code close_outputs(const struct outputs *to, struct err *e)
{
	enum err_code code = sheets_close(to->sheets, e);

	if (code == ERR_OK && to->baseline != NULL)
		code = baseline_close(to->baseline, e);
	if (code == ERR_OK && to->due != NULL)
		code = due_close(to->due, e);
	return code;
}

static enum err_code make_offices(const struct options *o, struct arena *keep, struct err *e)
{
	struct places *places;
	struct outputs to = {0};
	struct casefile *h = arena_alloc(keep, sizeof *h);
	struct made made = {0};
	const struct place *start;
	enum err_code code = place_load(keep, &places, e);

	if (code != ERR_OK)
		return code;
	start = place_find(places, o->office);
	if (start == NULL || !start->has_office)
		return err_set(e, ERR_USAGE, 1039, "no city or ward has the code %05d", o->office);
	if (o->offices > place_offices(places))
		return err_set(e, ERR_USAGE, 1040, "there are %d cities and wards", place_offices(places));
	code = open_outputs(o, keep, &to, e);
	for (int k = 0; k < o->offices && code == ERR_OK; k++) {
		struct world w = {.seed = o->seed,
			.places = places,
			.office = place_office(places, start, k),
			.first_office = k == 0,
			.first = o->month,
			.households = o->households / o->offices + (k < o->households % o->offices)};

		code = make_office(&w, o, &to, h, &made, e);
	}
	if (code == ERR_OK)
		code = close_outputs(&to, e);
	if (code != ERR_OK)
		return code;
	printf("%s: %d offices, %lld households, %lld rows", o->out, o->offices,
		(long long)(o->changes_for != 0 ? made.changed : made.cases), (long long)sheets_rows(to.sheets));
	if (to.baseline != NULL)
		printf(", %lld decisions in force (%lld not computable)", (long long)baseline_decisions(to.baseline),
			(long long)baseline_left_out(to.baseline));
	printf("\n");
	return ERR_OK;
}

int main(int argc, char **argv)
{
	struct options o = {.households = DEFAULT_HOUSEHOLDS, .offices = 1, .office = DEFAULT_OFFICE, .seed = 1};
	struct arena *keep = arena_new();
	struct err e = {0};
	enum err_code code = parse(argc, argv, &o, &e);

	if (code == ERR_OK)
		code = make_offices(&o, keep, &e);
	if (code != ERR_OK)
		fprintf(stderr, "generate: %s%s%s\n%s", e.place, e.place[0] != '\0' ? ": " : "", e.message,
			code == ERR_USAGE ? usage : "");
	arena_free(keep);
	return err_exit_code(code);
}
