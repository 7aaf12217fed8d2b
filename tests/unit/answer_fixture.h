/*
 * answer_fixture.h: answer files for tests: records with plausible items, edited, sealed and written in
 * either form, with the place of everything known.
 *
 *   struct fixture *f = fixture_new(keep, "file answer award scheme end");
 *   fixture_set(f, 3, "suspension_reason", "20");
 *   fixture_seal(f);                                   counts and digest, as they are now
 *   text = fixture_write(f, FIXTURE_XML);              then f->records[3].item_at[…]
 *
 * An item's text may be NULL (it is missing) or "Reason Of Null:NN".  Written from ANSWERS.md, without the
 * readers.
 */
#ifndef TESTS_UNIT_ANSWER_FIXTURE_H
#define TESTS_UNIT_ANSWER_FIXTURE_H

#include "engine/intake/answer.h"

#include <stdio.h>
#include <string.h>

enum fixture_form { FIXTURE_CSV, FIXTURE_XML };
enum { FIXTURE_RECORDS_MAX = 128, FIXTURE_TEXT_MAX = 1 << 18 };

struct fixture_place {
	int line, column;
};

struct fixture_record {
	enum answer_record record;
	const char *items[RECORD_ITEMS_MAX];
	struct fixture_place at, item_at[RECORD_ITEMS_MAX];
};

struct fixture {
	struct arena *keep;
	struct fixture_record records[FIXTURE_RECORDS_MAX];
	int nrecords;
	char *text;
	size_t used;
	struct fixture_place next;
};

static inline int fixture_item(enum answer_record record, const char *name)
{
	const struct record_item *items = answer_layout.items[record];
	int i = 0;

	while (items[i].name && strcmp(items[i].name, name) != 0)
		i++;
	CHECK(items[i].name != NULL);
	return i;
}

static inline const char *fixture_default(const struct record_item *item)
{
	static const char zeros[] = "00000000000000000000", ones[] = "1111111111111111111111111111111111111111";

	if (strcmp(item->name, "layout") == 0)
		return ANSWER_LAYOUT;
	if (strcmp(item->name, "suspension_reason") == 0)
		return "00";
	switch (item->type) {
	case ITEM_DIGITS:
		return zeros + sizeof zeros - 1 - item->hi;
	case ITEM_CODE:
		return item->lo > 40 ? "" : ones + sizeof ones - 1 - item->lo;
	case ITEM_WORD:
		return item->words[0].word;
	case ITEM_TEXT:
		return "見本";
	case ITEM_DAY:
		return "2027-06-01";
	case ITEM_YYYYMM:
		return "000000";
	case ITEM_NUMBER:
		return item->lo == 0 ? "0" : item->lo == 1 ? "1" : "2027";
	case ITEM_YEN:
		return "1000";
	}
	return "";
}

static inline enum answer_record fixture_word(const char *word, size_t length)
{
	int r;

	for (r = 0; r < RECORD_COUNT; r++) {
		const char *known = answer_record_word((enum answer_record)r);

		if (strlen(known) == length && memcmp(known, word, length) == 0)
			break;
	}
	CHECK(r < RECORD_COUNT);
	return (enum answer_record)r;
}

static inline struct fixture *fixture_new(struct arena *keep, const char *words)
{
	struct fixture *f = arena_alloc(keep, sizeof *f);

	f->keep = keep;
	while (*words) {
		size_t n = strcspn(words, " ");
		struct fixture_record *r = &f->records[f->nrecords++];

		CHECK(f->nrecords < FIXTURE_RECORDS_MAX);
		r->record = fixture_word(words, n);
		for (int i = 0; answer_layout.items[r->record][i].name; i++)
			r->items[i] = fixture_default(&answer_layout.items[r->record][i]);
		words += n + strspn(words + n, " ");
	}
	return f;
}

static inline void fixture_set(struct fixture *f, int record, const char *item, const char *text)
{
	f->records[record].items[fixture_item(f->records[record].record, item)] = text;
}

/* Counts and digest into the record `end`. */
static inline void fixture_seal(struct fixture *f)
{
	struct digest *d = digest_new(f->keep);
	unsigned char sum[DIGEST_SIZE];
	int answers = 0, last = 0;

	while (f->records[last].record != RECORD_END)
		last++;
	for (int i = 0; i < last; i++) {
		const struct fixture_record *r = &f->records[i];
		const char *word = answer_record_word(r->record);

		answers += r->record == RECORD_ANSWER;
		digest_add(d, word, strlen(word));
		digest_add(d, "\n", 1);
		for (int k = 0; answer_layout.items[r->record][k].name; k++) {
			const char *line = arena_printf(
				f->keep, "%s=%s\n", answer_layout.items[r->record][k].name, r->items[k] ? r->items[k] : "");

			digest_add(d, line, strlen(line));
		}
	}
	digest_end(d, sum);
	fixture_set(f, last, "answers", arena_printf(f->keep, "%d", answers));
	fixture_set(f, last, "records", arena_printf(f->keep, "%d", last));
	fixture_set(f, last, "digest", digest_hex(sum, arena_alloc(f->keep, DIGEST_HEX_SIZE)));
}

/* --- writing ------------------------------------------------------------------------------------ */

static inline void fixture_put(struct fixture *f, const char *text)
{
	for (; *text; text++) {
		CHECK(f->used < FIXTURE_TEXT_MAX);
		f->text[f->used++] = *text;
		if (*text == '\n')
			f->next = (struct fixture_place){f->next.line + 1, 1};
		else if ((*text & 0xc0) != 0x80)
			f->next.column++;
	}
}

static inline void fixture_csv(struct fixture *f)
{
	const char *columns[CSV_COLUMNS_MAX];
	int n = 0;

	fixture_put(f, "record");
	for (int r = 0; r < RECORD_COUNT; r++) {
		for (int i = 0; answer_layout.items[r][i].name; i++) {
			int c = 0;

			while (c < n && strcmp(columns[c], answer_layout.items[r][i].name) != 0)
				c++;
			if (c < n)
				continue;
			columns[n++] = answer_layout.items[r][i].name;
			fixture_put(f, ",");
			fixture_put(f, columns[n - 1]);
		}
	}
	fixture_put(f, "\n");
	for (int k = 0; k < f->nrecords; k++) {
		struct fixture_record *r = &f->records[k];

		r->at = f->next;
		fixture_put(f, answer_record_word(r->record));
		for (int c = 0; c < n; c++) {
			fixture_put(f, ",");
			for (int i = 0; answer_layout.items[r->record][i].name; i++) {
				if (strcmp(answer_layout.items[r->record][i].name, columns[c]) != 0)
					continue;
				r->item_at[i] = f->next;
				if (r->items[i])
					fixture_put(f, r->items[i]);
			}
		}
		fixture_put(f, "\n");
	}
}

static inline int fixture_depth(enum answer_record record)
{
	static const int depths[RECORD_COUNT] = {1, 1, 2, 3, 3, 3, 3, 2, 3, 1};

	return depths[record];
}

static inline void fixture_tag(struct fixture *f, int depth, const char *before, const char *name)
{
	for (int i = 0; i < depth; i++)
		fixture_put(f, "\t");
	fixture_put(f, before);
	fixture_put(f, name);
}

static inline void fixture_xml_items(struct fixture *f, struct fixture_record *r, int depth)
{
	for (int i = 0; answer_layout.items[r->record][i].name; i++) {
		const char *name = answer_layout.items[r->record][i].name, *text = r->items[i];

		r->item_at[i] = r->at;
		if (!text)
			continue;
		r->item_at[i] = (struct fixture_place){f->next.line, depth + 1};
		fixture_tag(f, depth, "<", name);
		if (strncmp(text, "Reason Of Null:", 15) == 0) {
			fixture_put(f, arena_printf(f->keep, " reason_of_null=\"%s\"/>\n", text + 15));
			continue;
		}
		fixture_put(f, ">");
		if (*text)
			r->item_at[i] = f->next;
		fixture_put(f, arena_printf(f->keep, "%s</%s>\n", text, name));
	}
}

static inline void fixture_xml(struct fixture *f)
{
	const char *open[4];
	int depth = 0;

	fixture_put(f, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<answers>\n");
	for (int k = 0; k <= f->nrecords; k++) {
		struct fixture_record *r = &f->records[k];
		int wanted = k < f->nrecords ? fixture_depth(r->record) : 1;

		for (; depth >= wanted; depth--)
			fixture_tag(f, depth, "</", arena_printf(f->keep, "%s>\n", open[depth]));
		if (k == f->nrecords)
			break;
		r->at = (struct fixture_place){f->next.line, depth + 2};
		open[++depth] = answer_record_word(r->record);
		fixture_tag(f, depth, "<", arena_printf(f->keep, "%s>\n", open[depth]));
		fixture_xml_items(f, r, depth + 1);
	}
	fixture_put(f, "</answers>\n");
}

/* The file's text, zero-terminated; the places of records and items are then set. */
static inline const char *fixture_write(struct fixture *f, enum fixture_form form)
{
	f->text = arena_raw(f->keep, FIXTURE_TEXT_MAX + 1);
	f->used = 0;
	f->next = (struct fixture_place){1, 1};
	if (form == FIXTURE_CSV)
		fixture_csv(f);
	else
		fixture_xml(f);
	f->text[f->used] = '\0';
	return f->text;
}

/* --- reading ------------------------------------------------------------------------------------ */

struct fixture_bytes {
	const char *at;
	size_t left, step; /* at most so many at once */
};

static inline enum err_code fixture_read(void *from, void *buffer, size_t size, size_t *got, struct err *e)
{
	struct fixture_bytes *b = from;

	(void)e;
	*got = b->left < b->step ? b->left : b->step;
	*got = *got < size ? *got : size;
	memcpy(buffer, b->at, *got);
	b->at += *got;
	b->left -= *got;
	return ERR_OK;
}

static inline struct record_reader *fixture_open(
	struct arena *keep, enum fixture_form form, const char *text, size_t length, size_t step)
{
	struct fixture_bytes *b = arena_alloc(keep, sizeof *b);

	*b = (struct fixture_bytes){text, length, step};
	return form == FIXTURE_CSV ? record_csv(keep, &answer_layout, "f", CSV_UTF8, fixture_read, b)
							   : answer_xml(keep, "f", fixture_read, b);
}

/* Reads on until the end or the first complaint; the records given, a line for each item, in *rows. */
static inline enum err_code fixture_drain(
	struct arena *keep, struct record_reader *r, const char **rows, struct err *e)
{
	const struct record_row *row;
	size_t used = 0;
	char *all = arena_raw(keep, FIXTURE_TEXT_MAX);
	bool more;

	all[0] = '\0';
	while (record_next(r, &row, &more, e) == ERR_OK && more) {
		const struct record_item *items = answer_layout.items[row->record];

		used += (size_t)snprintf(
			all + used, FIXTURE_TEXT_MAX - used, "%s\n", answer_record_word((enum answer_record)row->record));
		for (int i = 0; items[i].name; i++) {
			const struct record_value *v = &row->values[i];

			used += (size_t)snprintf(all + used, FIXTURE_TEXT_MAX - used, "%s=%.*s null %d number %lld\n",
				items[i].name, (int)v->text.length, v->text.at, v->null ? v->null_reason : 0,
				(long long)v->number);
			CHECK(used < FIXTURE_TEXT_MAX);
		}
	}
	*rows = all;
	return e->code;
}

#endif
