/*
 * condition_memory.c: see condition_memory.h.
 */
#include "engine/run/condition_memory.h"

#include <string.h>

struct condition_memory *condition_memory_new(struct arena *keep)
{
	struct condition_memory *m = arena_alloc(keep, sizeof *m);

	m->keep = keep;
	m->round = arena_new_in(keep);
	return m;
}

double condition_seconds(void)
{
	struct timespec t;

	CHECK(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void condition_round(struct condition_memory *m)
{
	double now = condition_seconds();

	if (now < m->round_ends)
		return;
	arena_reset(m->round);
	memset(m->answer, 0, sizeof m->answer);
	m->calendar = NULL;
	m->has_clock = false;
	m->round_ends = now + CONDITION_ROUND_S;
}

static size_t bucket_of(const struct graph_wait *w)
{
	return ((size_t)w->line * 31 + (size_t)w->column) % CONDITION_BUCKETS;
}

const struct condition_answer *condition_answered(
	const struct condition_memory *m, const struct graph_wait *w)
{
	const struct condition_answer *a = m->answer[bucket_of(w)];

	while (a && (a->line != w->line || a->column != w->column))
		a = a->next;
	return a;
}

void condition_remember(
	struct condition_memory *m, const struct graph_wait *w, bool met, const char *waiting_for)
{
	struct condition_answer *a = arena_alloc(m->round, sizeof *a), **bucket = &m->answer[bucket_of(w)];

	*a = (struct condition_answer){.line = w->line,
		.column = w->column,
		.met = met,
		.waiting_for = arena_strdup(m->round, waiting_for),
		.next = *bucket};
	*bucket = a;
}

static struct condition_seen **seen_bucket(struct condition_memory *m, const char *path)
{
	size_t hash = 5381;

	for (const char *c = path; *c; c++)
		hash = hash * 33 + (unsigned char)*c;
	return &m->seen[hash % CONDITION_BUCKETS];
}

struct condition_seen *condition_look_up(struct condition_memory *m, const char *path, const struct stat *st)
{
	struct condition_seen **bucket = seen_bucket(m, path), *s = *bucket;

	while (s && strcmp(s->path, path) != 0)
		s = s->next;
	if (!s) {
		s = arena_alloc(m->keep, sizeof *s);
		*s = (struct condition_seen){.path = arena_strdup(m->keep, path), .size = -1, .next = *bucket};
		*bucket = s;
	}
	if (s->size != st->st_size || s->written.tv_sec != st->st_mtim.tv_sec ||
		s->written.tv_nsec != st->st_mtim.tv_nsec) {
		s->size = st->st_size;
		s->written = st->st_mtim;
		s->since = condition_seconds();
		s->hashed = false;
	}
	return s;
}
