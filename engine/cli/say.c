/*
 * say.c: errors, tables and numbers as a person reads them.
 */
#include "engine/cli/say.h"

#include "engine/base/intl.h"
#include "engine/base/text.h"
#include "getsuji/facts.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Each line of a text, indented. */
static void say_lines(FILE *to, const char *label, const char *text)
{
	while (*text != '\0') {
		int n = (int)strcspn(text, "\n");

		fprintf(to, "  %s%.*s\n", label, n, text);
		text += n;
		text += *text == '\n';
		label = "";
	}
}

/* What to do where an error that names its place brings no remedy of its own. */
static const char *remedy(enum err_code code)
{
	switch (code) {
	case ERR_INPUT:
	case ERR_DEFINITION:
		return _("Correct what is named above, then start the same command again.");
	case ERR_USAGE:
		return _("The command getsuji help COMMAND shows what a command takes.");
	default:
		return "";
	}
}

void say_error(FILE *to, const struct err *e)
{
	if (e->id != 0)
		fprintf(to, "GJ%04d ", e->id);
	if (e->place[0] != '\0')
		fprintf(to, "%s: ", e->place);
	fprintf(to, "%s\n", e->message[0] != '\0' ? e->message : err_name(e->code));
	say_lines(to, "", e->detail);
	say_lines(to, "→ ", e->hint[0] != '\0' ? e->hint : remedy(e->code));
}

const char *say_state(const char *state)
{
	static const char *const words[] = {N_("planned"), N_("running"), N_("waiting"), N_("done"), N_("failed"),
		N_("stopped"), N_("out_of_balance"), N_("none"), N_("computed"), N_("approved"), N_("rejected"),
		N_("confirmed"), N_("reversed"), N_("skipped"), N_("accepted")};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i], state) == 0)
			return _(words[i]);
	}
	return state;
}

const char *say_plain(struct arena *keep, const char *text)
{
	char *out = arena_strdup(keep, text);

	for (unsigned char *at = (unsigned char *)out; *at != '\0'; at++) {
		if (*at == '\n' || *at == '\t')
			*at = ' ';
		else if (*at < 0x20 || *at == 0x7F)
			*at = '?';
		else if (*at == 0xC2 && at[1] >= 0x80 && at[1] <= 0x9F) /* the second set of controls */
			at[0] = at[1] = '?';
		else if (at[0] == 0xE2 && ((at[1] == 0x80 && at[2] >= 0xA8 && at[2] <= 0xAE) ||
									  (at[1] == 0x81 && at[2] >= 0xA6 && at[2] <= 0xA9)))
			at[0] = at[1] = at[2] = '?'; /* line ends of other kinds, and what turns the direction round */
	}
	return out;
}

const char *say_key(struct arena *keep, int64_t key)
{
	if (key > HOUSEHOLD_PER_OFFICE)
		return arena_printf(keep, "%lld-%lld", (long long)(key / HOUSEHOLD_PER_OFFICE),
			(long long)(key % HOUSEHOLD_PER_OFFICE));
	return arena_printf(keep, "%lld", (long long)key);
}

void say_padded(FILE *to, const char *text, int columns)
{
	fputs(text, to);
	for (int n = text_width(text, strlen(text)); n < columns; n++)
		fputc(' ', to);
}

const char *say_number(struct arena *keep, int64_t v)
{
	char digits[24], *out = arena_alloc(keep, 32), *at = out;
	int n = snprintf(digits, sizeof(digits), "%lld", (long long)v);

	for (int i = 0; i < n; i++) {
		*at++ = digits[i];
		if (digits[i] != '-' && i + 1 < n && (n - i - 1) % 3 == 0)
			*at++ = ',';
	}
	return out;
}

const char *say_seconds(struct arena *keep, double seconds)
{
	long long s = (long long)(seconds + 0.5);

	if (seconds < 9.95)
		return arena_printf(keep, _("%.1f s"), seconds < 0 ? 0.0 : seconds);
	if (s < 60)
		return arena_printf(keep, _("%lld s"), s);
	if (s < 3600)
		return arena_printf(keep, _("%lld min %02lld s"), s / 60, s % 60);
	return arena_printf(keep, _("%lld h %02lld min"), s / 3600, s / 60 % 60);
}

bool say_colour(FILE *to, const char *option)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (option != NULL && strcmp(option, "always") == 0)
		return true;
	if (option != NULL && strcmp(option, "never") == 0)
		return false;
	return (no_color == NULL || no_color[0] == '\0') && isatty(fileno(to)) == 1 &&
		   (term == NULL || strcmp(term, "dumb") != 0);
}

struct table {
	struct arena *keep;
	int columns;
	const char *align;
	size_t cells, room;
	const char **cell;
	int *width; /* per column */
};

struct table *table_new(struct arena *keep, int columns, const char *align)
{
	struct table *t = arena_alloc(keep, sizeof(*t));

	CHECK((int)strlen(align) == columns);
	*t = (struct table){.keep = keep,
		.columns = columns,
		.align = align,
		.width = arena_array(keep, (size_t)columns, sizeof(int))};
	return t;
}

void table_cell(struct table *t, const char *text)
{
	size_t column = t->cells % (size_t)t->columns;
	int width = text_width(text, strlen(text));

	if (t->cells == t->room) {
		size_t room = t->room == 0 ? 64 : t->room * 2;

		t->cell = arena_grow(t->keep, t->cell, t->room, room, sizeof(*t->cell));
		t->room = room;
	}
	t->cell[t->cells++] = text;
	if (width > t->width[column])
		t->width[column] = width;
}

/* Cells after the last one with a text are left out, so that no line ends in spaces. */
static int last_filled(const struct table *t, size_t row)
{
	int column = t->columns - 1;

	while (column > 0 && t->cell[row * (size_t)t->columns + (size_t)column][0] == '\0')
		column--;
	return column;
}

void table_print(const struct table *t, FILE *to, const char *indent)
{
	for (size_t row = 0; row < t->cells / (size_t)t->columns; row++) {
		int last = last_filled(t, row);

		for (int column = 0; column <= last; column++) {
			const char *text = t->cell[row * (size_t)t->columns + (size_t)column];
			int pad = t->width[column] - text_width(text, strlen(text));

			fputs(column == 0 ? indent : "  ", to);
			if (t->align[column] == 'r')
				fprintf(to, "%*s%s", pad, "", text);
			else
				fprintf(to, "%s%*s", text, column == last ? 0 : pad, "");
		}
		fputc('\n', to);
	}
}
