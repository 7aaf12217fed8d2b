/*
 * flight.c: see flight.h.
 */
#include "engine/run/flight.h"

#include <string.h>
#include <sys/mman.h>

/* A record that passes alone and yet is in work at so many deaths is set aside all the same. */
#define DEATHS_MAX 3

struct flight *flight_new(void)
{
	void *at = mmap(NULL, sizeof(struct flight), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	CHECK(at != MAP_FAILED);
	return at;
}

void flight_begin(struct flight_slot *s, int run_id, int task_no, int chunk_no)
{
	if (!s)
		return;
	s->holds = 0;
	s->key = 0;
	s->task_no = task_no;
	s->chunk_no = chunk_no;
	s->run_id = run_id; /* last: from here on the rest is read */
}

void flight_end(struct flight_slot *s)
{
	if (s)
		s->run_id = 0;
}

void flight_commit(struct flight *f)
{
	if (f)
		__atomic_fetch_add(&f->committed, 1, __ATOMIC_RELAXED);
}

int flight_find(const struct flight *f, enum flight_verdict verdict)
{
	for (int i = 0; i < f->suspects; i++)
		if (f->suspect[i].verdict == verdict)
			return i;
	return -1;
}

static struct flight_suspect *known(struct flight *f, const struct flight_slot *s)
{
	for (int i = 0; i < f->suspects; i++) {
		struct flight_suspect *k = &f->suspect[i];

		if (k->run_id == s->run_id && k->task_no == s->task_no && k->chunk_no == s->chunk_no &&
			k->key == s->key)
			return k;
	}
	return NULL;
}

/* Room for one more: those that passed or are set aside are forgotten first. */
static struct flight_suspect *add(struct flight *f)
{
	int at = 0;

	if (f->suspects < FLIGHT_SUSPECTS_MAX)
		return &f->suspect[f->suspects++];
	for (int i = 0; i < FLIGHT_SUSPECTS_MAX; i++)
		if (f->suspect[i].verdict == FLIGHT_CLEARED || f->suspect[i].verdict == FLIGHT_ASIDE) {
			at = i;
			break;
		}
	memmove(
		&f->suspect[at], &f->suspect[at + 1], (size_t)(FLIGHT_SUSPECTS_MAX - at - 1) * sizeof f->suspect[0]);
	return &f->suspect[FLIGHT_SUSPECTS_MAX - 1];
}

static void suspect(struct flight *f, const struct flight_slot *s, int signal)
{
	struct flight_suspect *k = known(f, s);

	if (!k) {
		k = add(f);
		*k = (struct flight_suspect){.run_id = s->run_id,
			.task_no = s->task_no,
			.chunk_no = s->chunk_no,
			.key = s->key,
			.verdict = FLIGHT_UNTRIED};
	}
	k->signal = signal;
	k->crashes++;
	if (k->verdict == FLIGHT_CLEARED && k->crashes >= DEATHS_MAX)
		k->verdict = FLIGHT_AGAIN;
}

/* Where it died, as far as the slots tell. */
static void note_place(struct flight *f)
{
	f->run_id = f->run;
	f->task_no = f->chunk_no = 0;
	for (int i = 0; i < POOL_WORKERS_MAX; i++)
		if (f->slot[i].run_id != 0) {
			f->run_id = f->slot[i].run_id;
			f->task_no = f->slot[i].task_no;
			f->chunk_no = f->slot[i].chunk_no;
		}
}

void flight_died(struct flight *f, int signal, bool short_of_memory)
{
	f->deaths++;
	f->signal = signal;
	f->memory = short_of_memory;
	note_place(f);
	memset(f->slot, 0, sizeof f->slot);
	f->trying = 0;
}

void flight_landed(struct flight *f, int signal)
{
	if (f->trying > 0) {
		f->suspect[f->trying - 1].verdict = FLIGHT_PROVEN;
		f->suspect[f->trying - 1].signal = signal;
	}
	for (int i = 0; i < POOL_WORKERS_MAX; i++)
		if (f->slot[i].run_id != 0 && f->slot[i].holds && f->trying == 0)
			suspect(f, &f->slot[i], signal);
	flight_died(f, signal, false);
}
