/*
 * record_invariants.h: what holds for every file that a reader of records is given, whatever its layout.
 *
 * Refused: class INPUT, an id, a message and a place in the file; the rows before it are good.  Accepted: the
 * rows are in a legal order, the values in the range of their item, counts and digest those of the rows.
 * And it makes no difference in how many pieces the bytes arrive.
 *
 * No fuzzer finds a SHA-256: once it has got that far, a file whose digest alone is wrong is given again with
 * the digest that it should have.
 */
#ifndef TESTS_FUZZ_RECORD_INVARIANTS_H
#define TESTS_FUZZ_RECORD_INVARIANTS_H

#include "engine/base/text.h"
#include "engine/intake/record.h"
#include "getsuji/calendar.h"
#include "tests/fuzz/fuzz.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A layout in one of its forms. */
struct records_form {
	const struct record_layout *layout;
	struct record_reader *(*open)(struct arena *keep, csv_read_fn *read, void *from); /* of a file "fuzz" */
	bool (*may_follow)(int before, int record); /* as the description of the layout has it */
};

struct records_pieces {
	const uint8_t *at;
	size_t left, step;
};

/* What came of a file. */
struct records_outcome {
	int id;
	char place[256];
	int64_t counted, records;
	unsigned char digest[DIGEST_SIZE]; /* over the rows, made here */
};

static enum err_code records_read(void *from, void *buffer, size_t size, size_t *got, struct err *e)
{
	struct records_pieces *p = from;

	(void)e;
	*got = p->left < p->step ? p->left : p->step;
	*got = *got < size ? *got : size;
	memcpy(buffer, p->at, *got);
	p->at += *got;
	p->left -= *got;
	return ERR_OK;
}

/* The value is one of the item's words, with its number. */
static bool records_has_word(const struct record_item *item, const struct record_value *v)
{
	const struct record_word *w = item->words;

	while (w->word && (w->number != v->number || strlen(w->word) != v->text.length ||
						  memcmp(w->word, v->text.at, v->text.length) != 0))
		w++;
	return w->word != NULL;
}

static void records_check_value(const struct record_item *item, const struct record_value *v)
{
	day_t day;

	CHECK(v->line >= 1 && v->column >= 1);
	if (v->null) {
		CHECK(item->nullable && v->null_reason >= 1 && v->null_reason <= 99 && v->text.length == 0);
		return;
	}
	CHECK(v->text.length > 0 && v->text.length <= CSV_FIELD_MAX);
	CHECK(text_valid(v->text.at, v->text.length, NULL));
	CHECK(
		memchr(v->text.at, '\n', v->text.length) == NULL && memchr(v->text.at, '\0', v->text.length) == NULL);
	switch (item->type) {
	case ITEM_DIGITS:
		CHECK(v->text.length == (size_t)item->hi);
		break;
	case ITEM_CODE:
		CHECK(v->text.length >= (size_t)item->lo && v->text.length <= (size_t)item->hi);
		break;
	case ITEM_WORD:
		CHECK(records_has_word(item, v));
		break;
	case ITEM_TEXT:
		CHECK(text_graphemes(v->text.at, v->text.length) <= (size_t)item->hi);
		break;
	case ITEM_DAY:
		CHECK(day_parse(v->text.at, v->text.length, &day) && day == v->number);
		break;
	case ITEM_YYYYMM:
		CHECK(v->text.length == 6 &&
			  (v->number == 0 || (v->number >= month_of(1868, 1) && v->number <= month_of(2200, 12))));
		break;
	case ITEM_NUMBER:
	case ITEM_YEN:
		CHECK(v->number >= item->lo && v->number <= item->hi);
		break;
	}
}

static void records_add(struct digest *d, const struct record_item *item, const struct record_value *v)
{
	char reason[3] = {(char)('0' + v->null_reason / 10 % 10), (char)('0' + v->null_reason % 10), '\0'};

	digest_add(d, item->name, strlen(item->name));
	digest_add(d, "=", 1);
	if (v->null) {
		digest_add(d, "Reason Of Null:", 15);
		digest_add(d, reason, 2);
	} else {
		digest_add(d, v->text.at, v->text.length);
	}
	digest_add(d, "\n", 1);
}

static struct records_outcome records_outcome(
	const struct records_form *form, const uint8_t *data, size_t size, size_t step)
{
	const struct record_layout *layout = form->layout;
	struct arena *keep = fuzz_arena();
	struct records_pieces pieces = {data, size, step};
	struct record_reader *r = form->open(keep, records_read, &pieces);
	struct digest *digest = digest_new(keep);
	struct records_outcome o = {0};
	int before = NO_RECORD;
	const struct record_row *row;
	unsigned char said[DIGEST_SIZE];
	struct err e = {0};
	bool more;

	while (record_next(r, &row, &more, &e) == ERR_OK && more) {
		const struct record_item *items = layout->items[row->record];
		const char *word = layout->words[row->record];

		CHECK(before == NO_RECORD ? row->record == 0 : form->may_follow(before, row->record));
		CHECK(row->line >= 1 && row->column >= 1);
		for (int i = 0; items[i].name; i++)
			records_check_value(&items[i], &row->values[i]);
		before = row->record;
		if (row->record == layout->count - 1) {
			CHECK(row->values[0].number == o.counted && row->values[1].number == o.records);
			continue;
		}
		o.counted += row->record == layout->counted;
		o.records++;
		digest_add(digest, word, strlen(word));
		digest_add(digest, "\n", 1);
		for (int i = 0; items[i].name; i++)
			records_add(digest, &items[i], &row->values[i]);
	}
	digest_end(digest, o.digest);
	if (e.code == ERR_OK) {
		record_digest(r, said);
		CHECK(before == layout->count - 1 && memcmp(said, o.digest, DIGEST_SIZE) == 0);
	} else {
		CHECK(e.code == ERR_INPUT && e.id >= 1102 && e.id <= 1199 && e.message[0]);
		CHECK(strncmp(e.place, "fuzz:", 5) == 0 && e.place[5] >= '0' && e.place[5] <= '9' && e.file);
	}
	o.id = e.id;
	(void)snprintf(o.place, sizeof o.place, "%s", e.place);
	arena_reset(keep);
	return o;
}

/* Where a place "fuzz:LINE:COLUMN" is in the bytes. */
static size_t records_offset(const uint8_t *data, size_t size, const char *place)
{
	char *rest;
	long line = strtol(place + 5, &rest, 10), column = strtol(rest + (*rest == ':'), NULL, 10);
	size_t i = 0;

	for (; i < size && line > 1; i++)
		line -= data[i] == '\n' || (data[i] == '\r' && (i + 1 == size || data[i + 1] != '\n'));
	for (; i < size && column > 1; i++)
		column -= (data[i] & 0xC0) != 0x80;
	return i;
}

/* Puts the right digest where one that is wrong was complained of; false: none of 64 hexadecimal digits is near. */
static bool records_seal(
	uint8_t *data, size_t size, const char *place, const unsigned char digest[static DIGEST_SIZE])
{
	size_t at = records_offset(data, size, place), run = 0;
	char hex[DIGEST_HEX_SIZE];

	for (size_t i = at; i < size && i < at + 64 + 32 && run < 64; i++) {
		run = data[i] != '\0' && strchr("0123456789abcdef", data[i]) ? run + 1 : 0;
		if (run == 64)
			memcpy(data + i + 1 - 64, digest_hex(digest, hex), 64);
	}
	return run == 64;
}

/* Returns the id of the complaint, or 0. */
static int record_invariants(const struct records_form *form, const uint8_t *data, size_t size)
{
	struct records_outcome whole = records_outcome(form, data, size, SIZE_MAX), again;
	struct arena *keep;
	uint8_t *sealed;

	again = records_outcome(form, data, size, 1 + size % 7);
	CHECK(whole.id == again.id && strcmp(whole.place, again.place) == 0);
	CHECK(memcmp(whole.digest, again.digest, DIGEST_SIZE) == 0);
	if (whole.id != 1172)
		return whole.id;
	keep = arena_new();
	sealed = arena_raw(keep, size);
	memcpy(sealed, data, size);
	if (records_seal(sealed, size, whole.place, whole.digest)) {
		again = records_outcome(form, sealed, size, SIZE_MAX);
		CHECK(again.id != 1172); /* what follows the end may still be wrong */
	}
	arena_free(keep);
	return whole.id;
}

#endif
