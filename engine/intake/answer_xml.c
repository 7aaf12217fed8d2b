/*
 * answer_xml.c: answer files as XML (libexpat), streamed; see answer.h.
 *
 * expat pushes, record_next() pulls: the parser is stopped when a record's items are complete, which is at its
 * first part or at its end, and goes on with the next call.  `end` is given after the file was seen to end.
 *
 * Memory: one block, one open tag, the items of two records (the one given, and the one that began after
 * it).  A tag is bounded here because expat keeps an unfinished one whole; text comes in pieces and is bounded
 * per item.  What could make the parser fetch, define or hide anything is refused: document types (and with
 * them entities), processing instructions, comments, CDATA, encodings other than UTF-8.
 */
#include "engine/intake/answer.h"
#include "engine/intake/answer_bytes.h"
#include "engine/intake/record_check.h"

#include <expat.h>
#include <limits.h>
#include <string.h>

enum {
	TAG_MAX = 1024, /* bytes from < to > */
	DEPTH_MAX = 4   /* records: answer, award, scheme; one to spare */
};

#define ROOT        "answers"
#define REASON_NAME "reason_of_null"

/* A record being collected, or given. */
struct sheet {
	struct record_row row;
	struct record_value values[RECORD_ITEMS_MAX];
	bool there[RECORD_ITEMS_MAX];
	char texts[RECORD_ITEMS_MAX * CSV_FIELD_MAX];
	size_t used;
};

struct form {
	const char *name;
	struct answer_bytes *bytes;
	struct record_check *check;
	XML_Parser parser;
	int64_t fed; /* bytes given to the parser */
	bool done;

	/* Where we are. */
	bool in_root;
	int open[DEPTH_MAX]; /* the records that are open, the outermost first */
	int depth;
	bool collecting; /* the innermost has not been given */
	struct sheet sheets[2];
	struct sheet *sheet; /* of the innermost, while collecting */
	int item;            /* being read, or -1 */
	struct record_place item_at, text_at;
	size_t item_from; /* where its text begins in the sheet */

	/* What the handlers leave for record_next(). */
	bool suspended, failed;
	const struct record_row *ready;
	const struct record_row *end;
	struct err err;
};

/* --- places and refusals ------------------------------------------------------------------------ */

static int to_int(XML_Size n)
{
	return n < INT_MAX ? (int)n : INT_MAX;
}

/* Of the event that is being handled. */
static struct record_place here(const struct form *f)
{
	return (struct record_place){
		to_int(XML_GetCurrentLineNumber(f->parser)), to_int(XML_GetCurrentColumnNumber(f->parser) + 1)};
}

static struct record_place moved(struct record_place at, int columns)
{
	at.column += columns;
	return at;
}

/* Every refusal in a handler ends here: no further event is looked at. */
static void fail(struct form *f)
{
	if (!f->failed)
		(void)XML_StopParser(f->parser, XML_FALSE);
	f->failed = true;
}

/* Places the error in the record and item that are open. */
static void place_at(struct form *f, struct record_place at)
{
	int record;

	if (f->depth > 0) {
		record = f->open[f->depth - 1];
		(void)record_check_at(
			f->check, record, f->item >= 0 ? answer_layout.items[record][f->item].name : NULL, at, &f->err);
	} else {
		(void)err_place(&f->err, "%s:%d:%d", f->name, at.line, at.column);
	}
	fail(f);
}

static void refuse_name(struct form *f, struct record_place at)
{
	(void)err_set(&f->err, ERR_INPUT, 1152, "this is not the name of a record or item");
	place_at(f, at);
}

static void refuse_place(struct form *f, const char *name, struct record_place at)
{
	(void)err_set(&f->err, ERR_INPUT, 1155, "%s has no place here", name);
	place_at(f, at);
	if (f->depth > 0)
		(void)record_check_at(f->check, f->open[f->depth - 1], name, at, &f->err);
}

static void refuse_tag(struct form *f)
{
	(void)err_set(&f->err, ERR_INPUT, 1153, "a tag is longer than %d bytes", TAG_MAX);
	place_at(f, here(f));
}

/* --- records and items -------------------------------------------------------------------------- */

static bool find_record(const char *name, int *record)
{
	int r;

	for (r = 0; r < RECORD_COUNT; r++) {
		if (strcmp(name, answer_record_word((enum answer_record)r)) == 0) {
			*record = r;
			return true;
		}
	}
	return false;
}

static int find_item(int record, const char *name)
{
	int i;

	for (i = 0; answer_layout.items[record][i].name; i++)
		if (strcmp(answer_layout.items[record][i].name, name) == 0)
			return i;
	return -1;
}

/* Is it an item of the record being collected?  (The record scheme has an item scheme.) */
static bool has_item(const struct form *f, const char *name)
{
	return f->collecting && find_item(f->open[f->depth - 1], name) >= 0;
}

/* The layout's own text for a name that is an item of some record. */
static const char *item_name(const char *name)
{
	int r, i;

	for (r = 0; r < RECORD_COUNT; r++) {
		i = find_item(r, name);
		if (i >= 0)
			return answer_layout.items[r][i].name;
	}
	return NULL;
}

/* All items of the innermost record are there: it becomes ready. */
static void give(struct form *f)
{
	struct sheet *s = f->sheet;
	int record = s->row.record;
	int i;

	for (i = 0; answer_layout.items[record][i].name; i++) {
		if (!s->there[i]) {
			(void)record_check_missing(
				f->check, record, i, (struct record_place){s->row.line, s->row.column}, &f->err);
			fail(f);
			return;
		}
	}
	f->collecting = false;
	if (record_check_row(f->check, &s->row, &f->err) != ERR_OK) {
		fail(f);
		return;
	}
	if (record == RECORD_END) {
		f->end = &s->row;
		return;
	}
	f->ready = &s->row;
	(void)XML_StopParser(f->parser, XML_TRUE);
}

static void begin_record(struct form *f, int record, struct record_place at)
{
	int under = f->depth > 0 ? f->open[f->depth - 1] : NO_RECORD;

	if (answer_layout.order[record].parent != under) {
		(void)record_check_misplaced(f->check, record, at, &f->err);
		fail(f);
		return;
	}
	if (f->collecting)
		give(f);
	if (f->failed)
		return;
	if (record_check_begin(f->check, record, at, &f->err) != ERR_OK) {
		fail(f);
		return;
	}
	CHECK(f->depth < DEPTH_MAX);
	f->open[f->depth++] = record;
	f->collecting = true;
	f->sheet = f->sheet == &f->sheets[0] ? &f->sheets[1] : &f->sheets[0];
	memset(f->sheet->there, 0, sizeof f->sheet->there);
	f->sheet->used = 0;
	f->sheet->row = (struct record_row){
		.record = record, .line = at.line, .column = at.column, .values = f->sheet->values};
}

static void begin_item(struct form *f, const char *name, struct record_place at)
{
	const char *known = item_name(name);
	int item;

	if (!known) {
		refuse_name(f, at);
		return;
	}
	item = f->collecting && f->item < 0 ? find_item(f->open[f->depth - 1], name) : -1;
	if (item < 0) {
		refuse_place(f, known, at);
		return;
	}
	if (f->sheet->there[item]) {
		(void)err_set(&f->err, ERR_INPUT, 1159, "%s stands twice in one record", known);
		(void)record_check_at(f->check, f->open[f->depth - 1], known, at, &f->err);
		fail(f);
		return;
	}
	f->item = item;
	f->item_at = at;
	f->item_from = f->sheet->used;
}

/* An item's only attribute: why it has no value. */
static void read_reason(struct form *f, const char *reason)
{
	struct sheet *s = f->sheet;

	if (record_check_null(f->check, s->row.record, f->item, (struct str){reason, strlen(reason)}, f->item_at,
			&s->values[f->item], &f->err) != ERR_OK) {
		fail(f);
		return;
	}
	s->there[f->item] = true;
}

static void end_item(struct form *f)
{
	struct sheet *s = f->sheet;
	struct str text = {s->texts + f->item_from, s->used - f->item_from};
	enum err_code code = ERR_OK;

	if (!s->there[f->item] && text.length == 0)
		code = record_check_missing(f->check, s->row.record, f->item, f->item_at, &f->err);
	else if (!s->there[f->item])
		code = record_check_value(
			f->check, s->row.record, f->item, text, f->text_at, &s->values[f->item], &f->err);
	if (code != ERR_OK)
		fail(f);
	s->there[f->item] = true;
	f->item = -1;
}

/* --- expat's handlers --------------------------------------------------------------------------- */

static void on_start(void *self, const XML_Char *name, const XML_Char **attributes)
{
	struct form *f = self;
	struct record_place at = here(f);
	int record;

	if (f->failed)
		return;
	if (XML_GetCurrentByteCount(f->parser) > TAG_MAX) {
		refuse_tag(f);
		return;
	}
	if (!f->in_root) {
		if (strcmp(name, ROOT) != 0)
			refuse_name(f, at);
		f->in_root = true;
	} else if (f->item < 0 && !has_item(f, name) && find_record(name, &record)) {
		begin_record(f, record, at);
	} else {
		begin_item(f, name, at);
	}
	if (f->failed || !attributes[0])
		return;
	if (f->item >= 0 && strcmp(attributes[0], REASON_NAME) == 0 && !attributes[2]) {
		read_reason(f, attributes[1]);
		return;
	}
	(void)err_set(&f->err, ERR_INPUT, 1166, "there is an attribute that is not known");
	place_at(f, at);
	(void)err_hint(&f->err, "The only attribute is reason_of_null, of an item without a value.");
}

static void on_end(void *self, const XML_Char *name)
{
	struct form *f = self;

	(void)name;
	if (f->failed)
		return;
	if (f->item >= 0) {
		end_item(f);
		return;
	}
	if (f->depth == 0) {
		if (record_check_eof(f->check, here(f), &f->err) != ERR_OK)
			fail(f);
		return;
	}
	if (f->collecting)
		give(f);
	if (!f->failed && record_check_close(f->check, f->open[f->depth - 1], &f->err) != ERR_OK)
		fail(f);
	f->depth--;
}

static void add_text(struct form *f, const char *text, size_t length)
{
	struct sheet *s = f->sheet;

	if (s->used == f->item_from)
		f->text_at = here(f);
	if (s->there[f->item]) { /* it has a reason of null */
		(void)err_set(&f->err, ERR_INPUT, 1158, "%s has both a value and a reason of null",
			answer_layout.items[s->row.record][f->item].name);
		place_at(f, f->text_at);
		return;
	}
	if (s->used - f->item_from + length > CSV_FIELD_MAX) {
		(void)err_set(&f->err, ERR_INPUT, 1107, "a field is longer than %d bytes", CSV_FIELD_MAX);
		place_at(f, f->text_at);
		return;
	}
	memcpy(s->texts + s->used, text, length);
	s->used += length;
}

static void on_text(void *self, const XML_Char *text, int length)
{
	struct form *f = self;
	int i = 0;

	if (f->failed)
		return;
	if (f->item >= 0) {
		add_text(f, text, (size_t)length);
		return;
	}
	while (i < length && (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r'))
		i++;
	if (i == length)
		return;
	(void)err_set(&f->err, ERR_INPUT, 1167, "there is text between the elements");
	place_at(f, moved(here(f), i));
}

static void refuse_construct(struct form *f)
{
	struct record_place at = here(f);

	if (f->failed)
		return;
	(void)err_set(&f->err, ERR_INPUT, 1174, "something stands here that is XML, but not allowed");
	place_at(f, at);
	(void)err_hint(&f->err,
		"Document types, entities, processing instructions, comments and CDATA sections are refused.");
}

/* What has no handler of its own: of a document type its first token, "<!DOCTYPE", at its place. */
static void on_other(void *self, const XML_Char *text, int length)
{
	if (length >= 2 && text[0] == '<' && text[1] == '!')
		refuse_construct(self);
}

static void on_instruction(void *self, const XML_Char *target, const XML_Char *data)
{
	(void)target, (void)data;
	refuse_construct(self);
}

static void on_comment(void *self, const XML_Char *data)
{
	(void)data;
	refuse_construct(self);
}

static void on_cdata(void *self)
{
	refuse_construct(self);
}

static void on_declaration(void *self, const XML_Char *version, const XML_Char *encoding, int standalone)
{
	struct form *f = self;

	(void)version, (void)standalone;
	if (f->failed || !encoding || strcasecmp(encoding, "UTF-8") == 0)
		return;
	(void)err_set(&f->err, ERR_INPUT, 1104, "the file is not %s", "UTF-8");
	place_at(f, here(f));
}

/* --- parsing ------------------------------------------------------------------------------------ */

static void refuse_syntax(struct form *f)
{
	enum XML_Error error = XML_GetErrorCode(f->parser);

	CHECK(error != XML_ERROR_NO_MEMORY);
	(void)err_set(&f->err, ERR_INPUT, 1173, "the XML is not well-formed");
	place_at(f, here(f));
	(void)err_detail(&f->err, "%s", XML_ErrorString(error));
}

/* What came of a piece of parsing. */
static enum err_code settle(struct form *f, enum XML_Status status, struct err *e)
{
	f->suspended = status == XML_STATUS_SUSPENDED;
	if (!f->failed && status == XML_STATUS_ERROR)
		refuse_syntax(f);
	else if (!f->failed && !f->suspended && f->fed - XML_GetCurrentByteIndex(f->parser) > TAG_MAX)
		refuse_tag(f);
	if (f->failed) {
		*e = f->err;
		return e->code;
	}
	f->done = !f->suspended && answer_bytes_ended(f->bytes);
	return ERR_OK;
}

static enum err_code step(struct form *f, struct err *e)
{
	size_t n = 0;
	void *buffer;

	if (f->suspended)
		return settle(f, XML_ResumeParser(f->parser), e);
	buffer = XML_GetBuffer(f->parser, ANSWER_BLOCK);
	CHECK(buffer != NULL);
	if (answer_bytes_next(f->bytes, buffer, &n, e) != ERR_OK)
		return e->code;
	f->fed += (int64_t)n;
	return settle(f, XML_ParseBuffer(f->parser, (int)n, answer_bytes_ended(f->bytes)), e);
}

static enum err_code xml_form_next(void *self, const struct record_row **row, bool *more, struct err *e)
{
	struct form *f = self;

	f->ready = NULL;
	while (!f->ready && !f->done)
		if (step(f, e) != ERR_OK)
			return e->code;
	if (!f->ready) { /* the file was seen to end: now `end`, and then nothing */
		f->ready = f->end;
		f->end = NULL;
	}
	*row = f->ready;
	*more = f->ready != NULL;
	return ERR_OK;
}

static void free_parser(void *p)
{
	XML_ParserFree(p);
}

struct record_reader *answer_xml(struct arena *keep, const char *name, csv_read_fn *read, void *from)
{
	struct form *f = arena_alloc(keep, sizeof *f);

	f->name = name;
	f->bytes = answer_bytes_new(keep, name, read, from);
	f->check = record_check_new(keep, &answer_layout, name);
	f->item = -1;
	f->parser = XML_ParserCreate("UTF-8");
	CHECK(f->parser != NULL);
	arena_defer(keep, free_parser, f->parser);
	XML_SetUserData(f->parser, f);
	XML_SetElementHandler(f->parser, on_start, on_end);
	XML_SetCharacterDataHandler(f->parser, on_text);
	XML_SetDefaultHandler(f->parser, on_other);
	XML_SetProcessingInstructionHandler(f->parser, on_instruction);
	XML_SetCommentHandler(f->parser, on_comment);
	XML_SetStartCdataSectionHandler(f->parser, on_cdata);
	XML_SetXmlDeclHandler(f->parser, on_declaration);
	return record_check_reader(keep, f->check, (struct record_form){xml_form_next, f});
}
