/*
 * graph_wait.c: `wait:` of a graph or a task: files, other runs, calendar days.
 */
#include "engine/graph/loader.h"

#include <string.h>

#define NAME_LENGTH_MAX 200
#define STABLE_DEFAULT  30
#define STABLE_MAX      3600

enum { FILE_, SHA256, STABLE_S, RUN, OR, MONTH, STATE, DAY, CALENDAR, KEYS };
static const char *const KEY[KEYS + 1] = {
	"file", "sha256", "stable_s", "run", "or", "month", "state", "day", "calendar", NULL};

/* Which keys go with which first one. */
static const struct {
	enum graph_wait_kind kind;
	int first;
	unsigned allowed;
} KINDS[] = {
	{GRAPH_WAIT_FILE, FILE_, 1u << FILE_ | 1u << SHA256 | 1u << STABLE_S},
	{GRAPH_WAIT_RUN, RUN, 1u << RUN | 1u << OR | 1u << MONTH | 1u << STATE},
	{GRAPH_WAIT_DAY, DAY, 1u << DAY | 1u << CALENDAR},
};

/* Braces hold a placeholder; no component is ".."; nothing that a terminal would act on. */
static bool file_name_ok(const char *name)
{
	static const char *const placeholders[] = {"{month}", "{office}", "{edition}"};
	size_t length = strlen(name);

	if (length < 1 || length > NAME_LENGTH_MAX || name[length - 1] == '/')
		return false;
	for (const char *at = name; *at;) {
		size_t step = (unsigned char)*at >= ' ' && *at != 0x7F && *at != '{' && *at != '}';

		if ((at == name || at[-1] == '/') && strncmp(at, "..", 2) == 0 && (at[2] == '/' || !at[2]))
			return false;
		for (size_t i = 0; i < 3; i++)
			if (strncmp(at, placeholders[i], strlen(placeholders[i])) == 0)
				step = strlen(placeholders[i]);
		if (step == 0)
			return false;
		at += step;
	}
	return true;
}

static const char *load_file_name(struct loader *l, yaml_node_t *n, const char *key)
{
	const char *text = graph_node_text(n);

	if (text && file_name_ok(text))
		return arena_strdup(l->keep, text);
	PROBLEM(
		l, n, 1443, "\"%s\" must be a file name without \"..\"; in braces: {month} {office} {edition}", key);
	return NULL;
}

/* One of two words, the first one where there is none: whether it is the second. */
static bool load_choice(
	struct loader *l, yaml_node_t *n, const char *key, const char *first, const char *second)
{
	const char *text = n ? graph_node_text(n) : first;
	bool is_second = text && strcmp(text, second) == 0;

	if (n && !is_second && (!text || strcmp(text, first) != 0))
		PROBLEM(l, n, 1444, "\"%s\" must be %s or %s", key, first, second);
	return is_second;
}

static void load_day(struct loader *l, yaml_node_t *n, struct graph_wait *w)
{
	struct err why = {0};
	const char *text = graph_node_text(n);
	size_t bad = 0;

	if (!text) {
		PROBLEM(l, n, 1445, "\"day\" must be an expression, like business_day 3");
		return;
	}
	if (l->catalogue && l->catalogue->day_fits && !l->catalogue->day_fits(text, &bad, &why)) {
		struct err *e = graph_problem(l);

		*e = why;
		graph_problem_place(l, e, n->start_mark.line + 1, graph_node_column(n, bad));
	}
	w->day = arena_strdup(l->keep, text);
}

const char *graph_calendar_name(struct loader *l, yaml_node_t *n)
{
	const char *text = graph_node_text(n);
	size_t length = text ? strlen(text) : 0;

	if (length >= 1 && length <= 40 && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") == length)
		return arena_strdup(l->keep, text);
	PROBLEM(l, n, 1446, "a calendar's name has small letters, digits, \"-\" and \"_\"");
	return NULL;
}

static void load_wait(struct loader *l, yaml_node_t *n, struct graph_wait *w)
{
	yaml_node_t *value[KEYS];
	size_t kind = 0;
	int64_t stable = STABLE_DEFAULT;

	w->line = (int)n->start_mark.line + 1;
	w->column = (int)n->start_mark.column + 1;
	if (!graph_node_mapping(l, n, "an item of \"wait\"", KEY, value))
		return;
	while (kind < 3 && !value[KINDS[kind].first])
		kind++;
	if (kind == 3) {
		PROBLEM(l, n, 1447, "an item of \"wait\" begins with file, run or day");
		return;
	}
	w->kind = KINDS[kind].kind;
	for (int i = 0; i < KEYS; i++)
		if (value[i] && !(KINDS[kind].allowed & 1u << i))
			PROBLEM(l, value[i], 1448, "\"%s\" does not go with \"%s\"", KEY[i], KEY[KINDS[kind].first]);
	if (w->kind == GRAPH_WAIT_FILE) {
		w->file = load_file_name(l, value[FILE_], "file");
		w->sha256 = value[SHA256] ? load_file_name(l, value[SHA256], "sha256") : NULL;
		if (value[STABLE_S])
			(void)graph_node_number(l, value[STABLE_S], "stable_s", 0, STABLE_MAX, &stable);
		w->stable_s = (int)stable;
	} else if (w->kind == GRAPH_WAIT_RUN) {
		w->graph = graph_node_word(l, value[RUN], "run");
		w->or_graph = value[OR] ? graph_node_word(l, value[OR], "or") : NULL;
		w->month_offset = load_choice(l, value[MONTH], "month", "same", "previous") ? -1 : 0;
		w->state = load_choice(l, value[STATE], "state", "done", "confirmed") ? "confirmed" : "done";
	} else {
		load_day(l, value[DAY], w);
		w->calendar = value[CALENDAR] ? graph_calendar_name(l, value[CALENDAR]) : NULL;
	}
}

void graph_wait_list(struct loader *l, yaml_node_t *n, struct graph_wait wait[GRAPH_WAITS_MAX], int *count)
{
	if (n->type != YAML_SEQUENCE_NODE) {
		PROBLEM(l, n, 1449, "\"wait\" must be a list, like [{file: NAME}, {day: business_day 3}]");
		return;
	}
	for (yaml_node_item_t *i = n->data.sequence.items.start; i < n->data.sequence.items.top; i++) {
		if (*count == GRAPH_WAITS_MAX) {
			PROBLEM(l, graph_node(l, *i), 1405, "\"%s\" has more than %d names", "wait", GRAPH_WAITS_MAX);
			return;
		}
		load_wait(l, graph_node(l, *i), &wait[(*count)++]);
	}
}
