/*
 * answer_rows.c: reads files of records and says what came of each, one line per file; for
 * tests/golden/answer_breaks.sh, bank_breaks.sh, duplicate_breaks.sh and registration_breaks.sh.
 *
 *   answer_rows [--rows] FILE…       FILE.csv, FILE.cp932.csv or FILE.xml: answers;
 *                                    FILE.bank.csv or FILE.bank.cp932.csv: bank results;
 *                                    FILE.duplicates.csv or FILE.duplicates.cp932.csv: duplicate coverage;
 *                                    FILE.registrations.csv or ….cp932.csv: answers to uploads
 *       FILE ok ANSWERS RECORDS DIGEST
 *       FILE GJ1161 4:17 answer/award/scheme/fixed_years
 *   --rows: before it every record with its items, as the digest is made over them.
 */
#include "engine/intake/answer.h"
#include "engine/intake/bank_result.h"
#include "engine/intake/duplicate.h"
#include "engine/intake/registration.h"

#include <stdio.h>
#include <string.h>

static enum err_code read_file(void *from, void *buffer, size_t size, size_t *got, struct err *e)
{
	(void)e;
	*got = fread(buffer, 1, size, from);
	return ERR_OK;
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

static const struct record_layout *layout_of(const char *path)
{
	if (strstr(path, ".bank.") != NULL)
		return &bank_result_layout;
	if (strstr(path, ".duplicates.") != NULL)
		return &duplicate_layout;
	return strstr(path, ".registrations.") != NULL ? &registration_layout : &answer_layout;
}

static struct record_reader *open_reader(struct arena *keep, const char *path, FILE *f)
{
	if (ends_with(path, ".xml"))
		return answer_xml(keep, "f", read_file, f);
	return record_csv(
		keep, layout_of(path), "f", ends_with(path, ".cp932.csv") ? CSV_CP932 : CSV_UTF8, read_file, f);
}

static void print_row(const struct record_layout *layout, const struct record_row *row)
{
	const struct record_item *items = layout->items[row->record];

	printf("%s\n", layout->words[row->record]);
	for (int i = 0; items[i].name; i++) {
		if (row->values[i].null)
			printf("%s=Reason Of Null:%02d\n", items[i].name, row->values[i].null_reason);
		else
			printf("%s=%.*s\n", items[i].name, (int)row->values[i].text.length, row->values[i].text.at);
	}
}

/* "f:4:17, PATH" without the name of the file. */
static void print_error(const char *path, const struct err *e)
{
	char place[sizeof e->place];
	char *comma;

	(void)snprintf(place, sizeof place, "%s", strncmp(e->place, "f:", 2) == 0 ? e->place + 2 : "?");
	comma = strchr(place, ',');
	if (comma)
		memmove(comma, comma + 1, strlen(comma));
	printf("%s GJ%d %s\n", path, e->id, place);
}

static bool read_answers(const char *path, bool rows)
{
	const struct record_layout *layout = layout_of(path);
	struct arena *keep = arena_new();
	FILE *f = fopen(path, "rb");
	struct record_reader *r;
	const struct record_row *row;
	unsigned char digest[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];
	long answers = 0, records = 0;
	struct err e = {0};
	bool more;

	if (f == NULL)
		return false;
	r = open_reader(keep, path, f);
	while (record_next(r, &row, &more, &e) == ERR_OK && more) {
		answers += row->record == layout->counted;
		records++;
		if (rows)
			print_row(layout, row);
	}
	record_digest(r, digest);
	if (e.code == ERR_OK)
		printf("%s ok %ld %ld %s\n", path, answers, records - 1, digest_hex(digest, hex));
	else
		print_error(path, &e);
	arena_free(keep);
	fclose(f);
	return true;
}

int main(int argc, char **argv)
{
	bool rows = argc > 1 && strcmp(argv[1], "--rows") == 0;

	for (int i = rows ? 2 : 1; i < argc; i++) {
		if (!read_answers(argv[i], rows)) {
			fprintf(stderr, "%s: cannot be opened\n", argv[i]);
			return 1;
		}
	}
	return 0;
}
