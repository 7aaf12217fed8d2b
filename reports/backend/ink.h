/*
 * ink.h: PDF content operators, formatted fast into a buffer of the arena.
 *
 * Integers only.  The writer keeps track of the open text object or path, so that callers state what
 * to draw and never pair operators themselves.
 *
 * Thread: the document's.
 */
#ifndef GETSUJI_REPORTS_INK_H
#define GETSUJI_REPORTS_INK_H

#include "getsuji/arena.h"

#include <stddef.h>
#include <stdint.h>

enum ink_state { INK_NOTHING, INK_TEXT, INK_FILL, INK_STROKE };

struct ink {
	struct arena *arena;
	char *bytes;
	size_t length, room;
	enum ink_state state;
	int32_t text_x, text_y; /* start of the line in the open text object */
	int32_t pen;            /* width of the pen, 0 = not set on this page */
	int font;               /* -1 = not set on this page */
	int32_t size;
};

/* Empties it for a new page or form. */
void ink_begin(struct ink *k);
/* Closes what is open. */
void ink_end(struct ink *k);

void ink_word(struct ink *k, const char *operators);
void ink_number(struct ink *k, int32_t v); /* and a blank */

void ink_set(struct ink *k, enum ink_state state);
void ink_font(struct ink *k, int font, int32_t size);
void ink_move(struct ink *k, int32_t x, int32_t y);
void ink_pen(struct ink *k, int32_t pen);
void ink_show_begin(struct ink *k);
void ink_show(struct ink *k, uint16_t code);
void ink_show_end(struct ink *k);

#endif
