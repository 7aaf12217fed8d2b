/* reply.c: files of records in CSV and XML.  See reply.h. */
#include "bench/synth/reply.h"

#include "getsuji/digest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { VALUE_BYTES = 512, COLUMNS_MAX = 120, DEPTH_MAX = 4, BUFFER_BYTES = 1 << 18 };

struct value {
	bool set;
	int null_reason; /* 0: a value */
	char text[VALUE_BYTES];
};

struct reply {
	FILE *file;
	const char *path;
	enum reply_form form;
	const struct record_layout *layout;
	int record; /* being filled */
	struct value value[RECORD_ITEMS_MAX];
	const char *column[COLUMNS_MAX]; /* CSV: items of all records, each name once */
	int columns;
	int open[DEPTH_MAX]; /* XML: elements not closed yet */
	int depth;
	int64_t answers, records;
	struct digest *digest;
};

/* How deep a record stands: under the root, under an answer, under an award or a tax record. */
static int depth_of(const struct record_layout *layout, int record)
{
	int depth = 0;

	for (int above = layout->order[record].parent; above != NO_RECORD; above = layout->order[above].parent)
		depth++;
	return depth;
}

static void close_file(void *file)
{
	fclose(file);
}

static void add_column(struct reply *r, const char *name)
{
	for (int i = 0; i < r->columns; i++) {
		if (strcmp(r->column[i], name) == 0)
			return;
	}
	CHECK(r->columns < COLUMNS_MAX);
	r->column[r->columns++] = name;
}

static void begin_csv(struct reply *r)
{
	for (int record = 0; record < r->layout->count; record++) {
		for (const struct record_item *item = r->layout->items[record]; item->name != NULL; item++)
			add_column(r, item->name);
	}
	fputs("record", r->file);
	for (int i = 0; i < r->columns; i++)
		fprintf(r->file, ",%s", r->column[i]);
	fputc('\n', r->file);
}

enum err_code reply_open(const char *path, enum reply_form form, const struct record_layout *layout,
	struct arena *keep, struct reply **out, struct err *e)
{
	struct reply *r = arena_alloc(keep, sizeof *r);

	*out = r;
	r->path = path;
	r->form = form;
	r->layout = layout;
	r->digest = digest_new(keep);
	r->file = fopen(path, "wb");
	if (r->file == NULL) {
		err_set(e, ERR_DISK, 1032, "could not write the files: %s", strerror(errno));
		return err_place(e, "%s", path);
	}
	arena_defer(keep, close_file, r->file);
	setvbuf(r->file, arena_alloc(keep, BUFFER_BYTES), _IOFBF, BUFFER_BYTES);
	if (form == REPLY_CSV)
		begin_csv(r);
	else
		fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<answers>\n", r->file);
	return ERR_OK;
}

void reply_begin(struct reply *r, int record)
{
	r->record = record;
	for (int i = 0; i < RECORD_ITEMS_MAX; i++)
		r->value[i].set = false;
	if (record == 0)
		reply_text(r, r->layout->items[0][0].name, r->layout->name);
}

static struct value *value_of(struct reply *r, const char *item)
{
	const struct record_item *items = r->layout->items[r->record];
	int i = 0;

	while (items[i].name != NULL && strcmp(items[i].name, item) != 0)
		i++;
	CHECK(items[i].name != NULL); /* the record has such an item */
	r->value[i].set = true;
	r->value[i].null_reason = 0;
	return &r->value[i];
}

void reply_text(struct reply *r, const char *item, const char *text)
{
	CHECK((size_t)snprintf(value_of(r, item)->text, VALUE_BYTES, "%s", text) < VALUE_BYTES);
}

void reply_number(struct reply *r, const char *item, int64_t value)
{
	snprintf(value_of(r, item)->text, VALUE_BYTES, "%lld", (long long)value);
}

void reply_day(struct reply *r, const char *item, day_t day)
{
	char text[11];

	reply_text(r, item, day_format(day, text));
}

void reply_month(struct reply *r, const char *item, month_t month)
{
	struct value *v = value_of(r, item);

	if (month == 0)
		snprintf(v->text, VALUE_BYTES, "000000");
	else
		snprintf(v->text, VALUE_BYTES, "%04d%02d", month_year(month), month_number(month));
}

void reply_null(struct reply *r, const char *item, int reason)
{
	struct value *v = value_of(r, item);

	v->null_reason = reason;
	v->text[0] = '\0';
}

static void add_to_digest(struct reply *r)
{
	char line[VALUE_BYTES + 64];

	digest_add(r->digest, r->layout->words[r->record], strlen(r->layout->words[r->record]));
	digest_add(r->digest, "\n", 1);
	for (int i = 0; r->layout->items[r->record][i].name != NULL; i++) {
		const struct value *v = &r->value[i];
		int n;

		if (v->null_reason > 0)
			n = snprintf(line, sizeof line, "%s=Reason Of Null:%02d\n", r->layout->items[r->record][i].name,
				v->null_reason);
		else
			n = snprintf(line, sizeof line, "%s=%s\n", r->layout->items[r->record][i].name, v->text);
		digest_add(r->digest, line, (size_t)n);
	}
}

static void put_csv_field(FILE *f, const char *text)
{
	if (strpbrk(text, ",\"\r\n") == NULL) {
		fputs(text, f);
		return;
	}
	fputc('"', f);
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '"')
			fputc('"', f);
		fputc(*c, f);
	}
	fputc('"', f);
}

static void put_csv(struct reply *r)
{
	fputs(r->layout->words[r->record], r->file);
	for (int c = 0; c < r->columns; c++) {
		fputc(',', r->file);
		for (int i = 0; r->layout->items[r->record][i].name != NULL; i++) {
			if (strcmp(r->layout->items[r->record][i].name, r->column[c]) != 0)
				continue;
			if (r->value[i].null_reason > 0)
				fprintf(r->file, "Reason Of Null:%02d", r->value[i].null_reason);
			else
				put_csv_field(r->file, r->value[i].text);
		}
	}
	fputc('\n', r->file);
}

static void put_xml_text(FILE *f, const char *text)
{
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '&')
			fputs("&amp;", f);
		else if (*c == '<')
			fputs("&lt;", f);
		else if (*c == '>')
			fputs("&gt;", f);
		else
			fputc(*c, f);
	}
}

static void close_elements(struct reply *r, int depth)
{
	while (r->depth > depth)
		fprintf(r->file, "</%s>\n", r->layout->words[r->open[--r->depth]]);
}

static void put_xml(struct reply *r)
{
	close_elements(r, depth_of(r->layout, r->record));
	r->open[r->depth++] = r->record;
	fprintf(r->file, "<%s>", r->layout->words[r->record]);
	for (int i = 0; r->layout->items[r->record][i].name != NULL; i++) {
		const char *name = r->layout->items[r->record][i].name;

		if (r->value[i].null_reason > 0) {
			fprintf(r->file, "<%s reason_of_null=\"%02d\"/>", name, r->value[i].null_reason);
			continue;
		}
		fprintf(r->file, "<%s>", name);
		put_xml_text(r->file, r->value[i].text);
		fprintf(r->file, "</%s>", name);
	}
	fputc('\n', r->file);
}

void reply_end(struct reply *r)
{
	for (int i = 0; r->layout->items[r->record][i].name != NULL; i++)
		CHECK(r->value[i].set);
	r->answers += r->record == r->layout->counted;
	if (r->record != r->layout->count - 1) {
		r->records++;
		add_to_digest(r);
	}
	if (r->form == REPLY_CSV)
		put_csv(r);
	else
		put_xml(r);
}

int64_t reply_answers(const struct reply *r)
{
	return r->answers;
}

enum err_code reply_close(struct reply *r, struct err *e)
{
	const struct record_item *end = r->layout->items[r->layout->count - 1];
	unsigned char sum[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];

	digest_end(r->digest, sum);
	reply_begin(r, r->layout->count - 1);
	reply_number(r, end[0].name, r->answers);
	reply_number(r, end[1].name, r->records);
	reply_text(r, end[2].name, digest_hex(sum, hex));
	reply_end(r);
	if (r->form == REPLY_XML) {
		close_elements(r, 0);
		fputs("</answers>\n", r->file);
	}
	if (fflush(r->file) != 0 || ferror(r->file)) {
		err_set(e, ERR_DISK, 1032, "could not write the files: %s", strerror(errno));
		return err_place(e, "%s", r->path);
	}
	return ERR_OK;
}
