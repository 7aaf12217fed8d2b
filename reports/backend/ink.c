/* ink.c: writes content operators (see ink.h). */
#include "reports/backend/ink.h"

#include <string.h>

#define NUMBER_MAX 12 /* "-2147483648 " */

static char *reserve(struct ink *k, size_t n)
{
	if (k->room - k->length < n) {
		size_t room = k->room == 0 ? 1 << 14 : k->room * 2;
		while (room - k->length < n)
			room *= 2;
		k->bytes = arena_grow(k->arena, k->bytes, k->room, room, 1);
		k->room = room;
	}
	return k->bytes + k->length;
}

void ink_begin(struct ink *k)
{
	k->length = 0;
	k->state = INK_NOTHING;
	k->pen = 0;
	k->font = -1;
	k->size = 0;
}

void ink_end(struct ink *k)
{
	ink_set(k, INK_NOTHING);
}

void ink_word(struct ink *k, const char *operators)
{
	size_t n = strlen(operators);

	memcpy(reserve(k, n), operators, n);
	k->length += n;
}

void ink_number(struct ink *k, int32_t v)
{
	char digits[NUMBER_MAX];
	char *to = reserve(k, NUMBER_MAX), *start = to;
	uint32_t left = v < 0 ? 0u - (uint32_t)v : (uint32_t)v;
	int n = 0;

	if (v < 0)
		*to++ = '-';
	do {
		digits[n++] = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	while (n > 0)
		*to++ = digits[--n];
	*to++ = ' ';
	k->length += (size_t)(to - start);
}

void ink_set(struct ink *k, enum ink_state state)
{
	static const char *const ends[] = {NULL, "ET\n", "f\n", "S\n"};

	if (k->state == state)
		return;
	if (k->state != INK_NOTHING)
		ink_word(k, ends[k->state]);
	k->state = state;
	if (state == INK_TEXT) {
		ink_word(k, "BT\n");
		k->text_x = 0;
		k->text_y = 0;
	}
}

void ink_font(struct ink *k, int font, int32_t size)
{
	if (k->font == font && k->size == size)
		return;
	ink_word(k, "/F");
	ink_number(k, font);
	ink_number(k, size);
	ink_word(k, "Tf\n");
	k->font = font;
	k->size = size;
}

void ink_move(struct ink *k, int32_t x, int32_t y)
{
	ink_number(k, x - k->text_x);
	ink_number(k, y - k->text_y);
	ink_word(k, "Td");
	k->text_x = x;
	k->text_y = y;
}

void ink_pen(struct ink *k, int32_t pen)
{
	if (k->pen == pen)
		return;
	ink_set(k, INK_NOTHING);
	ink_number(k, pen);
	ink_word(k, "w\n");
	k->pen = pen;
}

void ink_show_begin(struct ink *k)
{
	ink_word(k, "<");
}

void ink_show(struct ink *k, uint16_t code)
{
	static const char hex[] = "0123456789ABCDEF";
	char *to = reserve(k, 4);

	to[0] = hex[code >> 12];
	to[1] = hex[code >> 8 & 15];
	to[2] = hex[code >> 4 & 15];
	to[3] = hex[code & 15];
	k->length += 4;
}

void ink_show_end(struct ink *k)
{
	ink_word(k, ">Tj\n");
}
