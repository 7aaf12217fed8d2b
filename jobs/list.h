/*
 * list.h: an array that grows in a chunk's arena, for the rows that a job collects of one household.
 *
 * Ownership: the arena's; an element is valid until the next list_add().  Emptied by count = 0; the room stays.
 */
#ifndef GETSUJI_JOBS_LIST_H
#define GETSUJI_JOBS_LIST_H

#include "getsuji/arena.h"

#include <stddef.h>

#define LIST_ROOM 16

struct list {
	void *at;
	size_t size; /* of an element */
	size_t count, room;
};

static inline struct list list_of(struct arena *a, size_t size)
{
	return (struct list){.at = arena_array(a, LIST_ROOM, size), .size = size, .room = LIST_ROOM};
}

/* A new element at the end.  It holds whatever stood there before the list was emptied. */
static inline void *list_add(struct arena *a, struct list *l)
{
	if (l->count == l->room) {
		l->at = arena_grow(a, l->at, l->room, l->room * 2, l->size);
		l->room *= 2;
	}
	return (char *)l->at + l->size * l->count++;
}

#endif
