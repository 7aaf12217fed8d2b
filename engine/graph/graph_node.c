/*
 * graph_node.c: the scalars and mappings of a graph's YAML, each problem with its line and column.
 */
#include "engine/graph/loader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct err *graph_problem(struct loader *l)
{
	int slot = l->problems->count < GRAPH_PROBLEMS_MAX ? l->problems->count : GRAPH_PROBLEMS_MAX - 1;

	l->problems->count++;
	err_clear(&l->problems->problem[slot]);
	return &l->problems->problem[slot];
}

void graph_problem_place(const struct loader *l, struct err *e, size_t line, size_t column)
{
	err_place(e, "%s:%zu:%zu", l->graph->file, line, column);
}

yaml_node_t *graph_node(struct loader *l, int index)
{
	return yaml_document_get_node(&l->document, index);
}

const char *graph_node_text(const yaml_node_t *n)
{
	return n->type == YAML_SCALAR_NODE ? (const char *)n->data.scalar.value : NULL;
}

static size_t characters(const char *text, size_t bytes)
{
	size_t n = 0;

	for (size_t i = 0; i < bytes; i++)
		n += ((unsigned char)text[i] & 0xC0) != 0x80;
	return n;
}

size_t graph_node_column(const yaml_node_t *n, size_t offset)
{
	const char *text = graph_node_text(n);
	size_t written = n->end_mark.index - n->start_mark.index;
	size_t quotes = n->data.scalar.style == YAML_PLAIN_SCALAR_STYLE ? 0 : 1;
	size_t start = n->start_mark.column + 1;

	if (n->end_mark.line != n->start_mark.line || written != characters(text, strlen(text)) + 2 * quotes)
		return start;
	return start + quotes + characters(text, offset);
}

static bool word_ok(const char *s)
{
	size_t length = strlen(s);

	return length >= 1 && length <= 60 &&
		   strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == length;
}

const char *graph_node_word(struct loader *l, yaml_node_t *n, const char *key)
{
	const char *text = graph_node_text(n);

	if (!text || !word_ok(text)) {
		PROBLEM(l, n, 1401, "\"%s\" must be a name of letters, digits and underscores", key);
		return NULL;
	}
	return arena_strdup(l->keep, text);
}

bool graph_node_number(
	struct loader *l, yaml_node_t *n, const char *key, int64_t lo, int64_t hi, int64_t *out)
{
	const char *text = graph_node_text(n);
	char *end = NULL;
	long long v = 0;

	errno = 0;
	if (text)
		v = strtoll(text, &end, 10);
	if (!text || !*text || *end || errno || v < lo || v > hi) {
		PROBLEM(
			l, n, 1402, "\"%s\" must be a whole number from %lld to %lld", key, (long long)lo, (long long)hi);
		return false;
	}
	*out = v;
	return true;
}

bool graph_node_mapping(
	struct loader *l, yaml_node_t *n, const char *what, const char *const keys[], yaml_node_t *value[])
{
	int before = l->problems->count;

	for (int i = 0; keys[i]; i++)
		value[i] = NULL;
	if (n->type != YAML_MAPPING_NODE) {
		PROBLEM(l, n, 1440, "%s must be a mapping of keys to values", what);
		return false;
	}
	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top; p++) {
		yaml_node_t *key = graph_node(l, p->key);
		const char *word = graph_node_text(key);
		int i = 0;

		if (!word) {
			PROBLEM(l, key, 1411, "a key must be a plain word");
			continue;
		}
		while (keys[i] && strcmp(keys[i], word) != 0)
			i++;
		if (!keys[i])
			PROBLEM(l, key, 1413, "unknown key \"%s\" in %s", word, what);
		else if (value[i])
			PROBLEM(l, key, 1441, "\"%s\" stands here twice", word);
		else
			value[i] = graph_node(l, p->value);
	}
	return l->problems->count == before;
}

void graph_node_values(struct loader *l, const yaml_node_t *n, const char *const keys[], yaml_node_t *value[])
{
	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top; p++) {
		const char *word = graph_node_text(graph_node(l, p->key));

		for (int i = 0; word && keys[i]; i++)
			if (!value[i] && strcmp(keys[i], word) == 0)
				value[i] = graph_node(l, p->value);
	}
}
