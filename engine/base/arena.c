/*
 * arena.c: memory with one lifetime (see include/getsuji/arena.h).
 *
 * Blocks of growing size, cut from the front.  A reset that finds several blocks replaces them by one
 * of their total size, so that the next round of the same work fits it without asking the system.
 * Under the address sanitizer what is not handed out is poisoned, with a gap between allocations.
 */
#include "getsuji/arena.h"

#include "engine/base/failpoint.h"
#include "getsuji/err.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define POISONED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONED 1
#endif
#endif

#ifdef POISONED
#include <sanitizer/asan_interface.h>
#define POISON(p, n)   __asan_poison_memory_region((p), (n))
#define UNPOISON(p, n) __asan_unpoison_memory_region((p), (n))
#define GAP            16
#else
#define POISON(p, n)   ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#define GAP            0
#endif

enum {
	ALIGNMENT = 16,
	BLOCK_FIRST = 16 * 1024,
	BLOCK_LARGEST = 8 * 1024 * 1024,
	KEEP_LARGEST = 64 * 1024 * 1024, /* a reset keeps no more than this */
	EXIT_FAILED = 8                  /* failed, can be started again as it is */
};

struct block {
	struct block *older;
	size_t size; /* of bytes[] */
	size_t used;
	_Alignas(ALIGNMENT) unsigned char bytes[];
};

struct deferred {
	struct deferred *older;
	void (*fn)(void *);
	void *p;
};

struct arena {
	struct block *newest; /* never NULL */
	struct deferred *deferred;
	size_t total; /* of all blocks' bytes[] */
	void *last;   /* the newest allocation, for arena_grow() */
	size_t last_size;
};

static void (*exhausted)(void);

void arena_when_exhausted(void (*fn)(void))
{
	exhausted = fn;
}

/* Not abort(): that would look like a crash of the record in work.  Nothing is allocated, closed or flushed
 * here; what was not committed is rolled back by the server. */
static _Noreturn void out_of_memory(size_t size)
{
	char line[80];
	int length = snprintf(line, sizeof line, "getsuji: out of memory (%zu bytes)\n", size);

	if (exhausted != NULL)
		exhausted();
	if (length > 0)
		(void)!write(STDERR_FILENO, line, (size_t)length);
	_Exit(EXIT_FAILED);
}

/* A size that no memory has is not a lack of memory but a wrong number. */
static _Noreturn void impossible_size(void)
{
	fputs("getsuji: a size is out of range\n", stderr);
	abort();
}

static size_t rounded(size_t size)
{
	if (size > SIZE_MAX / 2)
		impossible_size();
	if (size == 0)
		size = 1;
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + GAP;
}

static void add_block(struct arena *a, size_t at_least)
{
	size_t size = a->newest == NULL ? BLOCK_FIRST : a->newest->size * 2;
	struct block *b;

	if (size > BLOCK_LARGEST)
		size = BLOCK_LARGEST;
	if (size < at_least)
		size = at_least;
	b = failpoint_fails("arena.block") ? NULL : malloc(sizeof *b + size);
	if (b == NULL)
		out_of_memory(size);
	b->older = a->newest;
	b->size = size;
	b->used = 0;
	POISON(b->bytes, b->size);
	a->newest = b;
	a->total += size;
}

static void free_blocks(struct arena *a)
{
	while (a->newest != NULL) {
		struct block *b = a->newest;

		a->newest = b->older;
		UNPOISON(b->bytes, b->size);
		free(b);
	}
	a->total = 0;
}

static void run_deferred(struct arena *a)
{
	while (a->deferred != NULL) {
		struct deferred *d = a->deferred;

		a->deferred = d->older; /* first, so that a call may defer another */
		d->fn(d->p);
	}
}

struct arena *arena_new(void)
{
	struct arena *a = failpoint_fails("arena.new") ? NULL : calloc(1, sizeof *a);

	if (a == NULL)
		out_of_memory(sizeof *a);
	add_block(a, 0);
	return a;
}

void arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	run_deferred(a);
	free_blocks(a);
	free(a);
}

void arena_reset(struct arena *a)
{
	size_t total;

	run_deferred(a);
	total = a->total;
	if (a->newest->older != NULL || total > KEEP_LARGEST) {
		free_blocks(a);
		add_block(a, total < KEEP_LARGEST ? total : BLOCK_FIRST);
	}
	a->newest->used = 0;
	POISON(a->newest->bytes, a->newest->size);
	a->last = NULL;
	a->last_size = 0;
}

void *arena_raw(struct arena *a, size_t size)
{
	size_t need = rounded(size);
	struct block *b = a->newest;
	void *p;

	if (b->size - b->used < need) {
		add_block(a, need);
		b = a->newest;
	}
	p = b->bytes + b->used;
	b->used += need;
	UNPOISON(p, size);
	a->last = p;
	a->last_size = size;
	return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(arena_raw(a, size), 0, size);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		impossible_size();
	return arena_alloc(a, bytes);
}

/* The newest allocation can be made longer where it lies if its block has room. */
static bool extend_last(struct arena *a, void *p, size_t old_size, size_t new_size)
{
	struct block *b = a->newest;
	size_t start;

	if (p == NULL || p != a->last || a->last_size != old_size || new_size < old_size)
		return false;
	start = (size_t)((unsigned char *)p - b->bytes);
	if (new_size > SIZE_MAX / 2 || b->size - start < rounded(new_size))
		return false;
	b->used = start + rounded(new_size);
	UNPOISON(p, new_size);
	a->last_size = new_size;
	return true;
}

void *arena_grow_raw(struct arena *a, void *p, size_t old_size, size_t new_size)
{
	void *grown;

	if (extend_last(a, p, old_size, new_size))
		return p;
	grown = arena_raw(a, new_size);
	if (old_size > 0)
		memcpy(grown, p, old_size < new_size ? old_size : new_size);
	return grown;
}

void *arena_grow(struct arena *a, void *p, size_t old_n, size_t new_n, size_t size)
{
	size_t old_size, new_size;
	unsigned char *grown;

	if (__builtin_mul_overflow(old_n, size, &old_size) || __builtin_mul_overflow(new_n, size, &new_size))
		impossible_size();
	grown = arena_grow_raw(a, p, old_size, new_size);
	if (new_size > old_size)
		memset(grown + old_size, 0, new_size - old_size);
	return grown;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_alloc(a, n + 1);

	if (n > 0)
		memcpy(copy, s, n);
	return copy;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list args;
	char *text;
	int length;

	va_start(args, fmt);
	length = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	CHECK(length >= 0);
	text = arena_alloc(a, (size_t)length + 1);
	va_start(args, fmt);
	vsnprintf(text, (size_t)length + 1, fmt, args);
	va_end(args);
	return text;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *p)
{
	struct deferred *d = arena_alloc(a, sizeof *d);

	d->older = a->deferred;
	d->fn = fn;
	d->p = p;
	a->deferred = d;
}

static void free_arena(void *a)
{
	arena_free(a);
}

struct arena *arena_new_in(struct arena *owner)
{
	struct arena *a = arena_new();

	arena_defer(owner, free_arena, a);
	return a;
}

size_t arena_bytes(const struct arena *a)
{
	return a->total;
}
