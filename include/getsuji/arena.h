/*
 * arena.h: memory with one lifetime.
 *
 * There are three lifetimes in Getsuji and no other: process, run and chunk.  An arena is one of
 * them; everything allocated from it ends together, on arena_reset() or arena_free().  Things that
 * are not memory (a PGresult, a FILE, a PDF document) are tied to an arena with arena_defer().
 *
 * Ownership: the caller of arena_new() frees it.  What arena_alloc() returns belongs to the arena.
 * Thread:    an arena is used by one thread at a time; it has no lock.
 * Errors:    none.  Memory that cannot be had ends the process with exit code 8 (failed, start again as it
 *            is) and one line on standard error; the ledger makes that safe.
 */
#ifndef GETSUJI_ARENA_H
#define GETSUJI_ARENA_H

#include <stddef.h>

struct arena;

/* A new, empty arena. */
struct arena *arena_new(void);

/* One that ends when `owner` is reset or freed; in between it may be reset by itself. */
struct arena *arena_new_in(struct arena *owner);

/* Runs the deferred calls, newest first, then returns all memory.  NULL is allowed. */
void arena_free(struct arena *a);

/* Runs the deferred calls, newest first, and forgets every allocation, but keeps some memory for
 * the next round, so that a chunk costs no malloc once its arena has grown. */
void arena_reset(struct arena *a);

/* size bytes of zeroed memory, aligned for any type; never NULL.  size 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((malloc, returns_nonnull));

/* n elements of size bytes, zeroed; n * size is checked for overflow (aborts). */
void *arena_array(struct arena *a, size_t n, size_t size) __attribute__((malloc, returns_nonnull));

/* Grows an array from old_n to new_n elements: the old ones are copied, the new ones are zero.
 * In place where the array is the newest allocation.  Returns the (new) array. */
void *arena_grow(struct arena *a, void *p, size_t old_n, size_t new_n, size_t size)
	__attribute__((returns_nonnull));

/* The same two for bytes that are about to be written over: not zeroed. */
void *arena_raw(struct arena *a, size_t size) __attribute__((malloc, returns_nonnull));
void *arena_grow_raw(struct arena *a, void *p, size_t old_size, size_t new_size)
	__attribute__((returns_nonnull));

/* Copies of a string, of n bytes plus a terminating zero, of a formatted string. */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Calls fn(p) when the arena is reset or freed.  Newest first. */
void arena_defer(struct arena *a, void (*fn)(void *), void *p);

/* Calls fn before the process ends because memory cannot be had; from any thread, at most once. */
void arena_when_exhausted(void (*fn)(void));

/* Bytes taken from the system at the moment; for the memory figures of status and bench. */
size_t arena_bytes(const struct arena *a);

#endif
