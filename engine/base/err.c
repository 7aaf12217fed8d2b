/*
 * err.c: filling a struct err (see include/getsuji/err.h).
 *
 * Texts too long for their field are cut at a character's boundary.
 */
#include "getsuji/err.h"

#include "engine/base/intl.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ERR_CLASS_OF_OK    ERR_CLASS_OK
#define ERR_CLASS_OF_RETRY ERR_CLASS_RETRY
#define ERR_CLASS_OF_DATA  ERR_CLASS_DATA
#define ERR_CLASS_OF_FATAL ERR_CLASS_FATAL

static const struct {
	const char *name;
	int exit_code;
	enum err_class class;
	const char *text;
} codes[] = {
#define X(name, exit_code, class, text) {#name, exit_code, ERR_CLASS_OF_##class, text},
	ERR_CODES(X)
#undef X
};

enum err_class err_class(enum err_code code)
{
	return codes[code].class;
}

int err_exit_code(enum err_code code)
{
	return codes[code].exit_code;
}

const char *err_name(enum err_code code)
{
	return codes[code].name;
}

void err_clear(struct err *e)
{
	memset(e, 0, sizeof *e);
}

/* Drops the bytes of a character that vsnprintf() cut in two. */
static void drop_partial(char *text)
{
	size_t end = strlen(text), start = end;

	while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
		start--;
	if (start == 0)
		return;
	start--;

	unsigned char lead = (unsigned char)text[start];
	size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;

	if (start + length > end)
		text[start] = '\0';
}

/* Texts of class DATA are part of results: Japanese as written, whoever runs it. */
static const char *translated(enum err_code code, const char *fmt)
{
	return err_class(code) == ERR_CLASS_DATA ? fmt : gettext(fmt);
}

static void fill(enum err_code code, char *text, size_t size, const char *fmt, va_list args)
{
	int length = vsnprintf(text, size, translated(code, fmt), args);

	if (length < 0)
		text[0] = '\0';
	else if ((size_t)length >= size)
		drop_partial(text);
}

enum err_code err_set_at(
	struct err *e, enum err_code code, int id, const char *file, int line, const char *fmt, ...)
{
	struct err filled = {.code = code, .id = id, .file = file, .line = line};
	va_list args;

	/* The arguments may point into *e: "%s" of its own message to wrap it. */
	va_start(args, fmt);
	fill(code, filled.message, sizeof filled.message, fmt, args);
	va_end(args);
	*e = filled;
	return code;
}

enum err_code err_place(struct err *e, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fill(e->code, e->place, sizeof e->place, fmt, args);
	va_end(args);
	return e->code;
}

enum err_code err_detail(struct err *e, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fill(e->code, e->detail, sizeof e->detail, fmt, args);
	va_end(args);
	return e->code;
}

enum err_code err_hint(struct err *e, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	fill(e->code, e->hint, sizeof e->hint, fmt, args);
	va_end(args);
	return e->code;
}

void err_context(struct err *e, const char *fmt, ...)
{
	size_t used = strlen(e->detail);
	va_list args;

	if (used + 2 >= sizeof e->detail)
		return;
	if (used > 0)
		e->detail[used++] = '\n';
	va_start(args, fmt);
	fill(e->code, e->detail + used, sizeof e->detail - used, fmt, args);
	va_end(args);
}

void err_check_failed(const char *file, int line, const char *cond)
{
	fprintf(stderr, "getsuji: %s:%d: this must hold: %s\n", file, line, cond);
	abort();
}
