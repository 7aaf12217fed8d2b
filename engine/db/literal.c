/*
 * literal.c: a statement's text with its parameters written in, for what cannot take parameters.
 *
 * The text of a statement is ours, the values are formatted here from typed arguments; a text argument
 * is refused, so nothing that came from outside is ever spelled into SQL.  $n is replaced by a scanner
 * that knows quotes, comments and names, never by search and replace: `$12` is not `$1` and a 2, and a
 * `$1` in a comment stays.
 */
#include "engine/db/connection.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct literal_text {
	struct arena *arena;
	char *at;
	size_t used, room;
};

static void put(struct literal_text *w, const char *at, size_t length)
{
	if (w->room - w->used <= length) {
		size_t room = (w->room + length) * 2 + 256;
		w->at = arena_grow(w->arena, w->at, w->room, room, 1);
		w->room = room;
	}
	memcpy(w->at + w->used, at, length);
	w->used += length;
	w->at[w->used] = '\0';
}

static void put_word(struct literal_text *w, const char *word)
{
	put(w, word, strlen(word));
}

/* "2027-01-31 08:15:00.123456+00", as the server prints it in UTC: YYYY-MM-DD HH:MM:SS[.f]+HH[:MM]. */
static bool instant_valid(const char *at, size_t length)
{
	static const char shape[] = "dddd-dd-dd dd:dd:dd";
	day_t day;
	size_t i = sizeof shape - 1;

	if (length < i + 3 || !day_parse(at, 10, &day))
		return false;
	for (size_t k = 0; k < i; k++)
		if (shape[k] == 'd' ? at[k] < '0' || at[k] > '9' : at[k] != shape[k])
			return false;
	if (at[i] == '.') {
		size_t first = ++i;
		while (i < length && at[i] >= '0' && at[i] <= '9')
			i++;
		if (i == first || i - first > 6)
			return false;
	}
	return length - i == 3 && (memcmp(at + i, "+00", 3) == 0);
}

static void put_bytes(struct literal_text *w, const struct db_arg *arg)
{
	static const char digits[] = "0123456789abcdef";
	put_word(w, "'\\x");
	for (size_t i = 0; i < arg->length; i++) {
		unsigned char byte = (unsigned char)arg->at[i];
		put(w, &digits[byte >> 4], 1);
		put(w, &digits[byte & 15], 1);
	}
	put_word(w, "'::pg_catalog.bytea");
}

static void put_day(struct literal_text *w, day_t day)
{
	char text[11];
	put_word(w, "'");
	if (day == DAY_MIN || day == DAY_MAX)
		put_word(w, day == DAY_MIN ? "-infinity" : "infinity");
	else
		put_word(w, day_format(day, text));
	put_word(w, "'::pg_catalog.date");
}

/* A plain number keeps the type the server would give it (int, or bigint where it must). */
static void put_int(struct literal_text *w, int64_t v)
{
	char text[48];
	if (v >= 0 && v <= INT32_MAX)
		snprintf(text, sizeof text, "%" PRId64, v);
	else if (v < 0 && v >= INT32_MIN)
		snprintf(text, sizeof text, "'%" PRId64 "'::pg_catalog.int4", v);
	else
		snprintf(text, sizeof text, "'%" PRId64 "'::pg_catalog.int8", v);
	put_word(w, text);
}

static bool put_literal(struct literal_text *w, const struct db_arg *arg)
{
	switch (arg->kind) {
	case DB_ARG_NULL:
		put_word(w, "NULL");
		return true;
	case DB_ARG_INT:
		put_int(w, arg->number);
		return true;
	case DB_ARG_BOOL:
		put_word(w, arg->number != 0 ? "true" : "false");
		return true;
	case DB_ARG_DAY:
		put_day(w, (day_t)arg->number);
		return true;
	case DB_ARG_INSTANT:
		if (!instant_valid(arg->at, arg->length))
			return false;
		put_word(w, "'");
		put(w, arg->at, arg->length);
		put_word(w, "'::pg_catalog.timestamptz");
		return true;
	case DB_ARG_BYTES:
		put_bytes(w, arg);
		return true;
	case DB_ARG_TEXT:
		break;
	}
	return false;
}

static bool name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* The length of 'text', "name" or E'text' that begins at s with its quote. */
static size_t quoted_length(const char *s, bool backslashes)
{
	size_t i = 1;
	while (s[i] != '\0') {
		if (backslashes && s[i] == '\\' && s[i + 1] != '\0')
			i += 2;
		else if (s[i] != s[0])
			i++;
		else if (s[i + 1] == s[0])
			i += 2;
		else
			return i + 1;
	}
	return i;
}

/* Comments nest in PostgreSQL. */
static size_t comment_length(const char *s)
{
	size_t i = 2;
	if (s[0] == '-')
		return strcspn(s, "\n");
	for (int depth = 1; s[i] != '\0' && depth > 0;) {
		if (s[i] == '*' && s[i + 1] == '/')
			depth--, i += 2;
		else if (s[i] == '/' && s[i + 1] == '*')
			depth++, i += 2;
		else
			i++;
	}
	return i;
}

/* $$text$$ or $tag$text$tag$; 0 if s does not begin one. */
static size_t dollar_quoted_length(const char *s)
{
	size_t tag = 1;
	if (isdigit((unsigned char)s[1]))
		return 0;
	while (name_char(s[tag]))
		tag++;
	if (s[tag++] != '$')
		return 0;
	for (size_t i = tag; s[i] != '\0'; i++)
		if (strncmp(s + i, s, tag) == 0)
			return i + tag;
	return strlen(s);
}

/* What begins at s and holds no parameter: a quoted text, a comment, a name.  0 for anything else. */
static size_t opaque_length(const char *s, bool in_name)
{
	size_t n = 0;
	if (*s == '\'' || *s == '"')
		return quoted_length(s, false);
	if ((*s == 'E' || *s == 'e') && s[1] == '\'')
		return 1 + quoted_length(s + 1, true);
	if ((s[0] == '-' && s[1] == '-') || (s[0] == '/' && s[1] == '*'))
		return comment_length(s);
	if (*s == '$' && !in_name)
		return dollar_quoted_length(s);
	while (name_char(s[n]) || (n > 0 && s[n] == '$' && !in_name))
		n++;
	return n;
}

/* Writes the text, with literals for parameters.  in_name: `$1` may be part of a name
 * (result.decision_r$1), where only a number that is not negative makes sense. */
static bool put_filled(struct literal_text *w, const char *s, const struct db_args *args, bool in_name)
{
	int given = args != NULL ? args->n : 0;
	while (*s != '\0') {
		size_t opaque = opaque_length(s, in_name);
		if (opaque > 0) {
			put(w, s, opaque);
			s += opaque;
		} else if (*s == '$' && isdigit((unsigned char)s[1])) {
			int n = 0;
			for (s++; isdigit((unsigned char)*s) && n <= SQL_PARAMS_MAX; s++)
				n = n * 10 + (*s - '0');
			if (n < 1 || n > given)
				return false;
			const struct db_arg *arg = &args->arg[n - 1];
			bool plain = arg->kind == DB_ARG_INT && arg->number >= 0 && arg->number <= INT32_MAX;
			if ((in_name && !plain) || !put_literal(w, arg))
				return false;
		} else {
			if (*s != ';') /* the end of the statement: the batch joins them itself */
				put(w, s, 1);
			s++;
		}
	}
	return true;
}

enum err_code literal_statement(
	const struct sql_stmt *q, const struct db_args *args, struct arena *keep, char **out, struct err *e)
{
	struct literal_text w = {.arena = keep, .at = arena_alloc(keep, 1), .used = 0, .room = 1};
	bool copy_in = q->kind == SQL_COPY_IN, copy_out = q->kind == SQL_COPY_OUT;

	CHECK((args != NULL ? args->n : 0) == q->nparams);
	if (copy_in)
		put_word(&w, "COPY ");
	if (copy_out)
		put_word(&w, "COPY (");
	if (!put_filled(&w, q->text, args, copy_in)) {
		err_set(e, ERR_DEFINITION, 1316, "statement %s has a parameter that cannot be written as a literal",
			q->name);
		return err_place(e, "%s:%d", q->file, q->line);
	}
	/* On a line of its own: the text may end in a comment. */
	if (copy_in)
		put_word(&w, "\nFROM STDIN (FORMAT binary)");
	if (copy_out)
		put_word(&w, "\n) TO STDOUT (FORMAT binary)");
	*out = w.at;
	return ERR_OK;
}
