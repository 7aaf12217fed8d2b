/* Fuzz target: a list of institutions is read row by row: each row that holds has the list's source and day, and of
 * each one that does not it is known whom it speaks of, or that this cannot be told. */
#include "engine/db/db.h"
#include "engine/intake/institution.h"
#include "getsuji/number.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_aside(const struct institution_list *list)
{
	for (size_t i = 0; i < list->naside; i++) {
		const struct institution_key *key = &list->aside[i];

		CHECK(key->kind >= INSTITUTION_MEDICAL && key->kind <= INSTITUTION_CARE);
		CHECK(number_fault(NUMBER_CARE_PROVIDER, key->code, strlen(key->code)) != NUMBER_FORM);
	}
}

/* What the database would refuse is set aside before. */
static void check_row(const struct csv_field fields[], const struct field_value values[])
{
	const struct dataset *d = &institution_dataset;

	for (int i = 0; d->fields[i].name != NULL; i++) {
		if (strcmp(d->fields[i].name, "valid_to") == 0)
			CHECK((values[i].number == DAY_MAX) == (values[i + 1].number == INSTITUTION_OPEN) &&
				  values[i - 1].number < values[i].number);
		if (strcmp(d->fields[i].name, "end_reason") == 0)
			CHECK(values[i].number >= INSTITUTION_OPEN && values[i].number < INSTITUTION_DROPPED);
		if (d->fields[i].required)
			CHECK(fields[i].length > 0);
	}
}

static enum err_code read_row(struct institution_list *list, const struct csv_field fields[], int line,
	struct row_out *out, struct err *e)
{
	const struct dataset *d = &institution_dataset;
	struct field_value values[DATASET_FIELDS_MAX];
	bool bad[DATASET_FIELDS_MAX] = {false}, holds = true;
	size_t aside = list->naside, before = row_out_count(out);
	bool blind = list->blind;
	int at = 0;

	for (int i = 0; d->fields[i].name != NULL; i++) {
		bad[i] = dataset_check_field(&d->fields[i], &fields[i], &values[i]) != RULE_NONE;
		holds &= !bad[i];
	}
	holds &= dataset_check_row(d, values, bad, &at) == RULE_NONE;
	if (institution_take(list, "fuzz.csv", fields, values, bad, holds, e) != ERR_OK)
		return e->code;
	if (!holds) {
		CHECK(list->naside == aside + 1 || list->blind);
		return ERR_OK;
	}
	CHECK(list->source != NULL && list->naside == aside && list->blind == blind);
	check_row(fields, values);
	dataset_put_row(d, line, fields, values, out);
	CHECK(row_out_count(out) == before + 1);
	return ERR_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *keep = fuzz_arena();
	struct institution_list list = {.keep = keep};
	struct row_out *out = row_out_new(keep, dataset_staging_columns(&institution_dataset));
	struct csv *csv = csv_new_bytes(keep, "fuzz.csv", CSV_UTF8, data, size);
	struct csv_column columns[DATASET_FIELDS_MAX];
	const struct csv_field *fields;
	struct err e = {0};
	bool more = true;

	for (int i = 0; i < dataset_nfields(&institution_dataset); i++)
		columns[i] =
			(struct csv_column){institution_dataset.fields[i].name, !institution_dataset.fields[i].required};
	enum err_code code = csv_header(csv, columns, dataset_nfields(&institution_dataset), &e);

	while (code == ERR_OK && (code = csv_next(csv, &fields, &more, &e)) == ERR_OK && more)
		code = read_row(&list, fields, csv_line(csv), out, &e);
	CHECK(code == ERR_OK || (code == ERR_INPUT && e.id != 0 && strncmp(e.place, "fuzz.csv:", 9) == 0));
	check_aside(&list);
	arena_reset(keep);
	return 0;
}
