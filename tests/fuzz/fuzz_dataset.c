/* Fuzz target: a file of facts, of any dataset, is read row by row: each row is whole and within its ranges, or
 * one of its fields is to blame.  The input is the dataset's name, a line feed, and the file. */
#include "engine/base/text.h"
#include "engine/db/db.h"
#include "engine/intake/dataset.h"
#include "getsuji/zengin.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_value(const struct field *f, const struct csv_field *text, const struct field_value *v)
{
	switch (f->kind) {
	case FIELD_NUMBER:
	case FIELD_CASE:
		CHECK(text->length == 0 || (v->number >= f->lo && v->number <= f->hi));
		break;
	case FIELD_WORD: {
		bool known = text->length == 0;

		for (const struct field_word *w = f->words; w->word != NULL; w++)
			known |= strcmp(w->word, text->text) == 0 && w->number == v->number;
		CHECK(known);
		break;
	}
	case FIELD_BOOL:
		CHECK(v->number == 0 || v->number == 1);
		break;
	case FIELD_DAY:
	case FIELD_END:
	case FIELD_MONTH:
		CHECK(v->number >= DAY_MIN && v->number <= DAY_MAX);
		break;
	case FIELD_KANA: {
		char bytes[CSV_FIELD_MAX];
		size_t n;

		CHECK(zengin_kana((enum zengin_class)f->lo, (struct str){text->text, text->length}, bytes, &n) ==
			  ZENGIN_WRITABLE);
		break;
	}
	case FIELD_TEXT:
	case FIELD_NAME:
	case FIELD_POSTAL:
	case FIELD_DIGITS:
	case FIELD_OFFICE:
	case FIELD_CODE5:
	case FIELD_CODE10:
	case FIELD_INSURED:
	case FIELD_PAYER:
		CHECK(text_valid(text->text, text->length, NULL));
		break;
	}
}

static void read_row(const struct dataset *d, int line, const struct csv_field fields[], struct row_out *out)
{
	struct field_value values[DATASET_FIELDS_MAX];
	bool bad[DATASET_FIELDS_MAX] = {false}, ok = true;
	int at = 0, n = dataset_nfields(d);
	size_t before = row_out_count(out);

	for (int i = 0; i < n; i++) {
		enum intake_rule rule = dataset_check_field(&d->fields[i], &fields[i], &values[i]);

		CHECK(rule < RULE_COUNT);
		bad[i] = rule != RULE_NONE;
		ok &= !bad[i];
		if (!bad[i])
			check_value(&d->fields[i], &fields[i], &values[i]);
	}
	if (dataset_check_row(d, values, bad, &at) != RULE_NONE) {
		CHECK(at >= 0 && at < n);
		return;
	}
	if (!ok)
		return;
	dataset_put_row(d, line, fields, values, out);
	CHECK(row_out_count(out) == before + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, '\n', size);
	const struct dataset *d = end == NULL ? NULL : dataset_find((const char *)data, (size_t)(end - data));
	struct csv_column columns[DATASET_FIELDS_MAX];
	const struct csv_field *fields;
	struct err e = {0};
	bool more = true;

	if (d == NULL)
		return 0;
	struct arena *keep = fuzz_arena();
	struct row_out *out = row_out_new(keep, dataset_staging_columns(d));
	size_t name = (size_t)(end - data) + 1;
	struct csv *csv = csv_new_bytes(keep, "fuzz.csv", CSV_UTF8, data + name, size - name);

	for (int i = 0; i < dataset_nfields(d); i++)
		columns[i] = (struct csv_column){d->fields[i].name, !d->fields[i].required};
	enum err_code code = csv_header(csv, columns, dataset_nfields(d), &e);

	while (code == ERR_OK && (code = csv_next(csv, &fields, &more, &e)) == ERR_OK && more)
		read_row(d, csv_line(csv), fields, out);
	CHECK(code == ERR_OK || (code == ERR_INPUT && e.id != 0 && strncmp(e.place, "fuzz.csv:", 9) == 0));
	arena_reset(keep);
	return 0;
}
