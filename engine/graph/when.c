/*
 * when.c: a small expression language over counts and outcomes (grammar in when.h), parsed by recursive
 * descent into nodes that refer to each other by number.
 */
#include "engine/graph/when.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WHEN_NODES_MAX (4 * WHEN_TERMS_MAX)
#define WHEN_DEPTH_MAX 16
#define WHEN_NAME_MAX  60

enum when_kind { WHEN_COMPARE, WHEN_IS, WHEN_AND, WHEN_OR, WHEN_NOT };
enum when_op { WHEN_EQ, WHEN_NE, WHEN_LE, WHEN_GE, WHEN_LT, WHEN_GT };

struct when_node {
	enum when_kind kind;
	int left, right; /* of and, or; not: left only */
	int task;        /* of a comparison */
	enum when_field field;
	enum when_op op;
	int64_t number;
	const char *state;
	size_t offset;
};

struct graph_when {
	const struct when_node *node;
	int root;
	const int *term; /* nodes that are comparisons, in order */
	int terms;
};

static const char *const FIELDS[WHEN_FIELDS] = {
	"read", "written", "unchanged", "held", "quarantined", "warnings", "yen", "chunks"};
static const char *const STATES[] = {"done", "skipped", "accepted"};
/* Two characters before one: the first that fits is taken. */
static const struct {
	const char *text;
	enum when_op op;
} OPS[] = {{"!=", WHEN_NE}, {"<=", WHEN_LE}, {">=", WHEN_GE}, {"=", WHEN_EQ}, {"<", WHEN_LT}, {">", WHEN_GT}};

struct parser {
	const char *text, *at;
	const struct graph *graph;
	struct when_node node[WHEN_NODES_MAX];
	int nodes;
	int term[WHEN_TERMS_MAX];
	int terms;
	int depth;
	struct err *e;
};

static int parse_any(struct parser *p);

static void skip_spaces(struct parser *p)
{
	p->at += strspn(p->at, " \t");
}

/* -1, which every parse function returns after an error. */
static int fail(struct parser *p, const char *at)
{
	p->at = at;
	return -1;
}

static int new_node(struct parser *p, struct when_node n)
{
	if (p->nodes == WHEN_NODES_MAX || (n.kind <= WHEN_IS && p->terms == WHEN_TERMS_MAX)) {
		err_set(p->e, ERR_DEFINITION, 1455, "the expression has too many parts");
		return fail(p, p->at);
	}
	if (n.kind <= WHEN_IS)
		p->term[p->terms++] = p->nodes;
	p->node[p->nodes] = n;
	return p->nodes++;
}

/* A name or keyword; false where there is none. */
static bool take_word(struct parser *p, char out[WHEN_NAME_MAX + 1])
{
	size_t n = strspn(p->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	if (n < 1 || n > WHEN_NAME_MAX)
		return false;
	memcpy(out, p->at, n);
	out[n] = '\0';
	p->at += n;
	return true;
}

static bool take_keyword(struct parser *p, const char *keyword)
{
	const char *start = p->at;
	char word[WHEN_NAME_MAX + 1];

	skip_spaces(p);
	if (take_word(p, word) && strcmp(word, keyword) == 0)
		return true;
	p->at = start;
	return false;
}

static bool take_number(struct parser *p, int64_t *out)
{
	char *end;

	if (!(*p->at >= '0' && *p->at <= '9') && !(*p->at == '-' && p->at[1] >= '0' && p->at[1] <= '9'))
		return false;
	errno = 0;
	*out = strtoll(p->at, &end, 10);
	if (errno != 0)
		return false;
	p->at = end;
	return true;
}

static int parse_field(struct parser *p, struct when_node *n)
{
	const char *start = p->at;
	char word[WHEN_NAME_MAX + 1];
	size_t i = take_word(p, word) ? 0 : WHEN_FIELDS;

	while (i < WHEN_FIELDS && strcmp(word, FIELDS[i]) != 0)
		i++;
	if (i == WHEN_FIELDS) {
		err_set(p->e, ERR_DEFINITION, 1450, "a task has no count of that name");
		err_hint(p->e, "Counts are: read, written, unchanged, held, quarantined, warnings, yen, chunks.");
		return fail(p, start);
	}
	n->field = (enum when_field)i;
	skip_spaces(p);
	for (i = 0; i < sizeof OPS / sizeof OPS[0]; i++)
		if (strncmp(p->at, OPS[i].text, strlen(OPS[i].text)) == 0)
			break;
	if (i == sizeof OPS / sizeof OPS[0]) {
		err_set(p->e, ERR_DEFINITION, 1451, "a comparison is wanted here: = != < <= > >=");
		return fail(p, p->at);
	}
	n->op = OPS[i].op;
	p->at += strlen(OPS[i].text);
	skip_spaces(p);
	if (!take_number(p, &n->number)) {
		err_set(p->e, ERR_DEFINITION, 1452, "a whole number is wanted here");
		return fail(p, p->at);
	}
	return 0;
}

static int parse_state(struct parser *p, struct when_node *n)
{
	char word[WHEN_NAME_MAX + 1] = "";
	const char *start;

	skip_spaces(p);
	start = p->at;
	if (take_word(p, word))
		for (size_t i = 0; i < sizeof STATES / sizeof STATES[0]; i++)
			if (strcmp(word, STATES[i]) == 0)
				n->state = STATES[i];
	if (!n->state) {
		err_set(p->e, ERR_DEFINITION, 1453, "a task is done, skipped or accepted by then, nothing else");
		return fail(p, start);
	}
	n->kind = WHEN_IS;
	return 0;
}

static int parse_comparison(struct parser *p)
{
	struct when_node n = {.kind = WHEN_COMPARE, .offset = (size_t)(p->at - p->text)};
	const char *start = p->at;
	char name[WHEN_NAME_MAX + 1];
	int code;

	if (!take_word(p, name)) {
		err_set(p->e, ERR_DEFINITION, 1454, "a comparison is wanted here, like compare.written > 0");
		return fail(p, start);
	}
	n.task = graph_find(p->graph, name);
	if (n.task < 0) {
		err_set(p->e, ERR_DEFINITION, 1404, "there is no task \"%s\" in this graph", name);
		return fail(p, start);
	}
	if (*p->at == '.') {
		p->at++;
		code = parse_field(p, &n);
	} else if (take_keyword(p, "is")) {
		code = parse_state(p, &n);
	} else {
		err_set(p->e, ERR_DEFINITION, 1456, "\"%s\" must be followed by a count or \"is\"", name);
		code = fail(p, p->at);
	}
	return code < 0 ? code : new_node(p, n);
}

static int parse_factor(struct parser *p)
{
	const char *start;
	int inner;

	skip_spaces(p);
	start = p->at;
	if (p->depth == WHEN_DEPTH_MAX) {
		err_set(p->e, ERR_DEFINITION, 1457, "nested more than %d deep here", WHEN_DEPTH_MAX);
		return fail(p, start);
	}
	p->depth++;
	if (take_keyword(p, "not")) {
		inner = parse_factor(p);
		if (inner >= 0)
			inner = new_node(p, (struct when_node){.kind = WHEN_NOT, .left = inner});
	} else if (*p->at == '(') {
		p->at++;
		inner = parse_any(p);
		skip_spaces(p);
		if (inner >= 0 && *p->at != ')') {
			err_set(p->e, ERR_DEFINITION, 1458, "\")\" is wanted here");
			return fail(p, p->at);
		}
		p->at += inner >= 0;
	} else {
		inner = parse_comparison(p);
	}
	p->depth--;
	return inner;
}

static int parse_all(struct parser *p)
{
	int left = parse_factor(p);

	while (left >= 0 && take_keyword(p, "and")) {
		int right = parse_factor(p);

		left = right < 0 ? right
						 : new_node(p, (struct when_node){.kind = WHEN_AND, .left = left, .right = right});
	}
	return left;
}

static int parse_any(struct parser *p)
{
	int left = parse_all(p);

	while (left >= 0 && take_keyword(p, "or")) {
		int right = parse_all(p);

		left = right < 0 ? right
						 : new_node(p, (struct when_node){.kind = WHEN_OR, .left = left, .right = right});
	}
	return left;
}

enum err_code when_parse(const char *text, const struct graph *g, struct arena *keep,
	const struct graph_when **out, size_t *bad, struct err *e)
{
	struct parser p = {.text = text, .at = text, .graph = g, .e = e};
	int root = parse_any(&p);
	struct graph_when *w;
	struct when_node *node;
	int *term;

	skip_spaces(&p);
	if (root >= 0 && *p.at) {
		err_set(e, ERR_DEFINITION, 1459, "\"and\", \"or\" or the end is wanted here");
		root = -1;
	}
	*bad = (size_t)(p.at - text);
	if (root < 0)
		return e->code;
	w = arena_alloc(keep, sizeof *w);
	node = arena_array(keep, (size_t)p.nodes, sizeof *node);
	term = arena_array(keep, (size_t)p.terms, sizeof *term);
	memcpy(node, p.node, (size_t)p.nodes * sizeof *node);
	memcpy(term, p.term, (size_t)p.terms * sizeof *term);
	*w = (struct graph_when){.node = node, .root = root, .term = term, .terms = p.terms};
	*out = w;
	return ERR_OK;
}

int when_terms(const struct graph_when *w)
{
	return w->terms;
}

int when_term_task(const struct graph_when *w, int i)
{
	return w->node[w->term[i]].task;
}

size_t when_term_offset(const struct graph_when *w, int i)
{
	return w->node[w->term[i]].offset;
}

static bool compare(enum when_op op, int64_t a, int64_t b)
{
	switch (op) {
	case WHEN_EQ:
		return a == b;
	case WHEN_NE:
		return a != b;
	case WHEN_LE:
		return a <= b;
	case WHEN_GE:
		return a >= b;
	case WHEN_LT:
		return a < b;
	case WHEN_GT:
		break;
	}
	return a > b;
}

static bool holds(const struct graph_when *w, int at, const struct when_task task[])
{
	const struct when_node *n = &w->node[at];

	switch (n->kind) {
	case WHEN_COMPARE:
		return compare(n->op, task[n->task].count[n->field], n->number);
	case WHEN_IS:
		return strcmp(task[n->task].state, n->state) == 0;
	case WHEN_AND:
		return holds(w, n->left, task) && holds(w, n->right, task);
	case WHEN_OR:
		return holds(w, n->left, task) || holds(w, n->right, task);
	case WHEN_NOT:
		break;
	}
	return !holds(w, n->left, task);
}

static const char *op_text(enum when_op op)
{
	size_t i = 0;

	while (OPS[i].op != op)
		i++;
	return OPS[i].text;
}

struct teller {
	const struct graph_when *when;
	const struct graph *graph;
	const struct when_task *task;
	char *out;
	size_t size, used;
};

static void tell_comparison(struct teller *t, const struct when_node *n)
{
	const struct when_task *task = &t->task[n->task];
	const char *name = t->graph->task[n->task].name, *comma = t->used > 0 ? ", " : "";
	int length;

	if (t->used >= t->size)
		return;
	if (n->kind == WHEN_IS)
		length = snprintf(
			t->out + t->used, t->size - t->used, "%s%s is %s (%s)", comma, name, n->state, task->state);
	else
		length = snprintf(t->out + t->used, t->size - t->used, "%s%s.%s %s %lld (%lld)", comma, name,
			FIELDS[n->field], op_text(n->op), (long long)n->number, (long long)task->count[n->field]);
	t->used += (size_t)length;
}

/* The comparisons that made it what it is: one that settles an `and` or `or` alone, else all. */
static void tell_why(struct teller *t, int at)
{
	const struct when_node *n = &t->when->node[at];
	bool whole, settles;

	switch (n->kind) {
	case WHEN_COMPARE:
	case WHEN_IS:
		tell_comparison(t, n);
		return;
	case WHEN_NOT:
		tell_why(t, n->left);
		return;
	case WHEN_AND:
	case WHEN_OR:
		break;
	}
	whole = holds(t->when, at, t->task);
	settles = n->kind == WHEN_AND ? !whole : whole;
	if (!settles) {
		tell_why(t, n->left);
		tell_why(t, n->right);
	} else {
		tell_why(t, holds(t->when, n->left, t->task) == whole ? n->left : n->right);
	}
}

bool when_holds(
	const struct graph_when *w, const struct graph *g, const struct when_task task[], char *why, size_t size)
{
	struct teller t = {.when = w, .graph = g, .task = task, .out = why, .size = size};

	if (why && size > 0) {
		why[0] = '\0';
		tell_why(&t, w->root);
	}
	return holds(w, w->root, task);
}
