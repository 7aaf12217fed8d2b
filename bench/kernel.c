/*
 * kernel.c: how many households a second the rules compute on one core, without trace, I/O or database.
 *
 *   kernel [HOUSEHOLDS] [SECONDS]
 *       prints "RATE HOUSEHOLDS COMPUTABLE": households a second, distinct ones, those of them computable
 *
 * The households are those of generate(1) in January 2027, laid out before the clock starts; they are
 * computed round after round until the time is over.  A sum of what was paid keeps the work alive.
 */
#include "bench/synth/baseline.h"
#include "bench/synth/event.h"
#include "jobs/rules/benefit_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DEFAULT_HOUSEHOLDS = 20000, DEFAULT_SECONDS = 3, OFFICE = 13113 };

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A copy that takes no more room than it needs, as rows of a chunk lie in its arena. */
static struct household *compact(const struct household *v, struct arena *keep)
{
	struct household *h = arena_alloc(keep, sizeof *h);

	*h = *v;
#define COPY(table, count) \
	h->table = memcpy(arena_array(keep, (size_t)v->count, sizeof v->table[0]), v->table, \
		(size_t)v->count * sizeof v->table[0]);
	COPY(members, n_members)
	COPY(circumstances, n_circumstances)
	COPY(stays, n_stays)
	COPY(incomes, n_incomes)
	COPY(needs, n_needs)
	COPY(rents, n_rents)
	COPY(homes, n_homes)
	COPY(protections, n_protections)
#undef COPY
	return h;
}

static int64_t argument(int argc, char **argv, int n, int64_t otherwise)
{
	char *end;
	long v = argc > n ? strtol(argv[n], &end, 10) : 0;

	return argc > n && *end == '\0' && v > 0 ? v : otherwise;
}

int main(int argc, char **argv)
{
	int64_t n = argument(argc, argv, 1, DEFAULT_HOUSEHOLDS);
	double seconds = (double)argument(argc, argv, 2, DEFAULT_SECONDS);
	struct arena *keep = arena_new();
	const struct household **all = arena_array(keep, (size_t)n, sizeof *all);
	struct baseline_view *view = baseline_view_new(keep);
	struct casefile *file = arena_alloc(keep, sizeof *file);
	struct world w = {.seed = 1, .first_office = true, .first = month_of(2027, 1), .households = (int)n};
	struct places *places;
	struct rates *rates;
	struct err e = {0};
	int64_t computed = 0, computable = 0;
	yen_t sum = 0;
	double began, took;

	if (place_load(keep, &places, &e) != ERR_OK || baseline_rates(w.first, keep, &rates, &e) != ERR_OK) {
		fprintf(stderr, "kernel: %s: %s\n", e.place, e.message);
		return err_exit_code(e.code);
	}
	w.places = places;
	w.office = place_find(places, OFFICE);
	for (int64_t i = 0; i < n; i++) {
		event_history(&w, (int)i + 1, w.first, false, file);
		all[i] = compact(baseline_view_of(view, file, rates), keep);
	}
	began = now();
	do {
		computable = 0;
		for (int64_t i = 0; i < n; i++) {
			struct benefit benefit;

			if (benefit_compute(all[i], rates, &rule_defaults, NULL, &benefit, &e) == ERR_OK) {
				computable++;
				sum += benefit.yen[BENEFIT_payable_total];
			}
		}
		computed += n;
		took = now() - began;
	} while (took < seconds);
	if (sum <= 0)
		return err_exit_code(ERR_INTERNAL);
	printf("%.0f %lld %lld\n", (double)computed / took, (long long)n, (long long)computable);
	arena_free(keep);
	return 0;
}
