/* Fuzz target: a file of official amounts, or of inquiry rules, is read cell by cell or refused with its place.
 * The input is the file's name ("living_class1.csv"), a line feed, and the file. */
#include "getsuji/rate_table.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_cell(const struct rate_table_desc *t, const struct rate_cell *c)
{
	CHECK(c->table == t && c->key != NULL && c->status != NULL && c->source != NULL);
	CHECK(c->from < c->to && c->line > 1 && c->column >= 0);
	CHECK(c->null || c->word != NULL || c->value >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = memchr(data, '\n', size);
	const struct rate_table_desc *t;
	struct rate_cells cells = {0};
	struct err e = {0};

	if (end == NULL)
		return 0;
	struct arena *keep = fuzz_arena();
	size_t name = (size_t)(end - data) + 1;

	t = rate_table_of_file(arena_strndup(keep, (const char *)data, name - 1));
	if (t != NULL && rate_table_read(t, (const char *)data + name, size - name, keep, &cells, &e) != ERR_OK)
		CHECK(e.id != 0 && e.message[0] != '\0' && e.place[0] != '\0');
	else
		for (size_t i = 0; t != NULL && i < cells.count; i++)
			check_cell(t, &cells.cell[i]);
	arena_reset(keep);
	return 0;
}
