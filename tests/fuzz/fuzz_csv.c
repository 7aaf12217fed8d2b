/*
 * Fuzz target: any bytes are read as rows of whole UTF-8 fields or refused with a place, what is not
 * UTF-8 as CP932, too; and it makes no difference in how many pieces they arrive.
 */
#include "engine/base/text.h"
#include "getsuji/csv.h"
#include "tests/fuzz/fuzz.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct pieces {
	const uint8_t *at;
	size_t left, step;
};

static enum err_code read_pieces(void *from, void *buffer, size_t size, size_t *got, struct err *e)
{
	struct pieces *p = from;

	(void)e;
	*got = p->left < p->step ? p->left : p->step;
	*got = *got < size ? *got : size;
	memcpy(buffer, p->at, *got);
	p->at += *got;
	p->left -= *got;
	return ERR_OK;
}

/* What came of it, in numbers: rows, a checksum over texts and places, the error and its place. */
struct outcome {
	int64_t rows;
	uint64_t sum;
	int id;
	char place[256];
};

static void add(struct outcome *o, const void *at, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		o->sum = (o->sum ^ ((const unsigned char *)at)[i]) * 1099511628211u;
}

static struct outcome read_all(const uint8_t *data, size_t size, size_t step, enum csv_encoding encoding)
{
	static const struct csv_column columns[] = {{"name", false}, {"value", false}, {"more", true}};
	struct arena *keep = fuzz_arena();
	struct pieces pieces = {data, size, step};
	struct csv *csv = csv_new(keep, "fuzz.csv", encoding, read_pieces, &pieces);
	struct outcome o = {0};
	struct err e = {0};
	const struct csv_field *fields;
	bool more = true;
	enum err_code code = csv_header(csv, columns, 3, &e);
	int i;

	while (code == ERR_OK) {
		code = csv_next(csv, &fields, &more, &e);
		if (code != ERR_OK || !more)
			break;
		for (i = 0; i < 3; i++) {
			CHECK(strlen(fields[i].text) == fields[i].length);
			CHECK(text_valid(fields[i].text, fields[i].length, NULL));
			CHECK(fields[i].line >= 1 && fields[i].column >= (i < 2));
			add(&o, fields[i].text, fields[i].length + 1);
			add(&o, &fields[i].line, sizeof fields[i].line);
			add(&o, &fields[i].column, sizeof fields[i].column);
		}
	}
	CHECK(code == ERR_OK || (code == ERR_INPUT && e.id != 0 && strncmp(e.place, "fuzz.csv:", 9) == 0));
	o.rows = csv_rows(csv);
	o.id = e.id;
	(void)snprintf(o.place, sizeof o.place, "%s", e.place);
	arena_reset(keep);
	return o;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct outcome whole = read_all(data, size, SIZE_MAX, CSV_UTF8);
	struct outcome pieces = read_all(data, size, 1 + size % 7, CSV_UTF8);

	CHECK(whole.rows == pieces.rows && whole.sum == pieces.sum && whole.id == pieces.id);
	CHECK(strcmp(whole.place, pieces.place) == 0);
	if (whole.id != 1103 && whole.id != 1104) /* all of it was UTF-8 */
		return 0;
	whole = read_all(data, size, SIZE_MAX, CSV_CP932);
	pieces = read_all(data, size, 3, CSV_CP932);
	CHECK(whole.rows == pieces.rows && whole.sum == pieces.sum && whole.id == pieces.id);
	CHECK(strcmp(whole.place, pieces.place) == 0);
	return 0;
}
