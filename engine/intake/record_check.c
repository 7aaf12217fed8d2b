/*
 * record_check.c: the order of records, counts and digest (see record_check.h).
 */
#include "engine/intake/record_check.h"

#include <string.h>

/* One row as the digest sees it: its word, and NAME=VALUE of each item. */
#define DIGEST_TEXT_MAX (RECORD_ITEMS_MAX * (CSV_FIELD_MAX + 64))

enum { END_COUNTED, END_RECORDS, END_DIGEST };

struct record_check {
	const struct record_layout *layout;
	const char *file;
	const struct record_rules *rules;
	void *self; /* of the rules */
	int last;
	int64_t counted, records;
	struct digest *digest;
	unsigned char sum[DIGEST_SIZE];
	char *text; /* DIGEST_TEXT_MAX */
};

static const struct record_rules no_rules = {.open = NULL};

struct record_check *record_check_new(
	struct arena *keep, const struct record_layout *layout, const char *name)
{
	struct record_check *c = arena_alloc(keep, sizeof *c);

	c->layout = layout;
	c->file = name;
	c->last = NO_RECORD;
	c->rules = layout->rules ? layout->rules : &no_rules;
	c->self = c->rules->open ? c->rules->open(keep) : NULL;
	c->digest = digest_new(keep);
	c->text = arena_raw(keep, DIGEST_TEXT_MAX);
	return c;
}

const struct record_layout *record_check_layout(const struct record_check *c)
{
	return c->layout;
}

struct record_place record_check_place(const struct record_value *v)
{
	return (struct record_place){v->line, v->column};
}

enum err_code record_check_at(
	const struct record_check *c, int record, const char *item, struct record_place at, struct err *e)
{
	return err_place(e, "%s:%d:%d, %s%s%s", c->file, at.line, at.column, c->layout->order[record].path,
		item ? "/" : "", item ? item : "");
}

bool record_check_is(const struct record_value *v, const char *text)
{
	return !v->null && v->text.length == strlen(text) && memcmp(v->text.at, text, v->text.length) == 0;
}

enum err_code record_check_contradicts(const struct record_check *c, int record, const char *item,
	struct record_place at, const char *what, const char *other, struct err *e)
{
	(void)err_set(e, ERR_INPUT, 1164, "%s contradicts %s", what, other);
	return record_check_at(c, record, item, at, e);
}

enum err_code record_check_items(
	const struct record_check *c, const struct record_row *row, int item, int other, struct err *e)
{
	const struct record_item *items = c->layout->items[row->record];

	return record_check_contradicts(c, row->record, items[item].name, record_check_place(&row->values[item]),
		items[item].name, items[other].name, e);
}

/* --- the order of records ----------------------------------------------------------------------- */

enum err_code record_check_too_many(
	const struct record_check *c, int record, struct record_place at, int most, struct err *e)
{
	(void)err_set(
		e, ERR_INPUT, 1169, "there are more than %d records %s here", most, c->layout->words[record]);
	return record_check_at(c, record, NULL, at, e);
}

enum err_code record_check_misplaced(
	const struct record_check *c, int record, struct record_place at, struct err *e)
{
	(void)err_set(e, ERR_INPUT, 1151, "a record %s may not stand here", c->layout->words[record]);
	(void)record_check_at(c, record, NULL, at, e);
	return err_hint(e, "The description of the layout says in which order its records stand.");
}

enum err_code record_check_close(const struct record_check *c, int record, struct err *e)
{
	return c->rules->close ? c->rules->close(c->self, c, record, e) : ERR_OK;
}

enum err_code record_check_begin(struct record_check *c, int record, struct record_place at, struct err *e)
{
	const struct record_layout *l = c->layout;
	unsigned allowed = c->last == NO_RECORD ? 1u : l->order[c->last].next;

	if (c->rules->before && c->rules->before(c->self, c, c->last, record, e) != ERR_OK)
		return e->code;
	if (!(allowed & 1u << record))
		return record_check_misplaced(c, record, at, e);
	if (record == l->counted && ++c->counted > l->most)
		return record_check_too_many(c, record, at, l->most, e);
	if (c->rules->begin && c->rules->begin(c->self, c, record, at.line, at.column, e) != ERR_OK)
		return e->code;
	c->last = record;
	return ERR_OK;
}

enum err_code record_check_eof(const struct record_check *c, struct record_place at, struct err *e)
{
	if (c->last == c->layout->count - 1)
		return ERR_OK;
	(void)err_set(e, ERR_INPUT, 1170, "the file has no record end");
	(void)err_place(e, "%s:%d:%d", c->file, at.line, at.column);
	return err_hint(e, "It was cut off; get it again.");
}

/* --- counts and digest -------------------------------------------------------------------------- */

static char *append(char *to, const char *at, size_t length)
{
	memcpy(to, at, length);
	return to + length;
}

static void add_to_digest(struct record_check *c, const struct record_row *row)
{
	const struct record_item *items = c->layout->items[row->record];
	const char *word = c->layout->words[row->record];
	char *to = append(c->text, word, strlen(word));
	int i;

	*to++ = '\n';
	for (i = 0; items[i].name; i++) {
		const struct record_value *v = &row->values[i];

		CHECK((size_t)(to - c->text) + strlen(items[i].name) + v->text.length + sizeof RECORD_NULL + 4 <
			  DIGEST_TEXT_MAX);
		to = append(to, items[i].name, strlen(items[i].name));
		*to++ = '=';
		if (v->null) {
			to = append(to, RECORD_NULL, sizeof RECORD_NULL - 1);
			*to++ = (char)('0' + v->null_reason / 10);
			*to++ = (char)('0' + v->null_reason % 10);
		} else {
			to = append(to, v->text.at, v->text.length);
		}
		*to++ = '\n';
	}
	digest_add(c->digest, c->text, (size_t)(to - c->text));
}

static enum err_code check_count(
	const struct record_check *c, const struct record_row *row, int item, int64_t have, struct err *e)
{
	const struct record_value *v = &row->values[item];
	const char *name = c->layout->items[row->record][item].name;

	if (v->number == have)
		return ERR_OK;
	(void)err_set(e, ERR_INPUT, 1171, "the number of %s is not that of the file", name);
	(void)record_check_at(c, row->record, name, record_check_place(v), e);
	return err_hint(e, "Records were lost or added after the file was made; get it again.");
}

static enum err_code check_end(struct record_check *c, const struct record_row *row, struct err *e)
{
	const struct record_value *digest = &row->values[END_DIGEST];
	char hex[DIGEST_HEX_SIZE];

	if (check_count(c, row, END_COUNTED, c->counted, e) != ERR_OK ||
		check_count(c, row, END_RECORDS, c->records, e) != ERR_OK)
		return e->code;
	digest_end(c->digest, c->sum);
	if (record_check_is(digest, digest_hex(c->sum, hex)) ||
		(c->layout->by_hand && record_check_is(digest, "-")))
		return ERR_OK;
	(void)err_set(e, ERR_INPUT, 1172, "the digest is not that of the records");
	(void)record_check_at(c, row->record, "digest", record_check_place(digest), e);
	return err_hint(e, "The file was changed after it was made; get it again.");
}

/* The first record, whose first item names the layout. */
static enum err_code check_layout(const struct record_check *c, const struct record_row *row, struct err *e)
{
	if (record_check_is(&row->values[0], c->layout->name))
		return ERR_OK;
	(void)err_set(e, ERR_INPUT, 1150, "the layout is not %s", c->layout->name);
	return record_check_at(c, row->record, "layout", record_check_place(&row->values[0]), e);
}

enum err_code record_check_row(struct record_check *c, const struct record_row *row, struct err *e)
{
	if (row->record == c->layout->count - 1)
		return check_end(c, row, e);
	if (row->record == 0 && check_layout(c, row, e) != ERR_OK)
		return e->code;
	if (c->rules->row && c->rules->row(c->self, c, row, e) != ERR_OK)
		return e->code;
	c->records++;
	add_to_digest(c, row);
	return ERR_OK;
}

void record_check_digest(const struct record_check *c, unsigned char out[static DIGEST_SIZE])
{
	memcpy(out, c->sum, DIGEST_SIZE);
}
