/*
 * check_vectors_zengin.h: vectors of bank files (include/getsuji/zengin.h): kana, cutting, classes of text, fields of
 * records, verdicts on files.  Included by check_vectors.c alone.
 */
#ifndef GETSUJI_TESTS_CHECK_VECTORS_ZENGIN_H
#define GETSUJI_TESTS_CHECK_VECTORS_ZENGIN_H

#include "engine/base/text.h"
#include "getsuji/zengin.h"
#include "tests/golden/check_vectors.h"

/* ---- text ---- */

static const struct {
	const char *kana, *table; /* what zengin_kana.csv and ref_zengin_charclass.csv call it */
	enum zengin_class class;
} zengin_classes[] = {
	{"party", "party", ZENGIN_PARTY},
	{"branch", "branch", ZENGIN_BRANCH},
	{"payroll", "salary_party", ZENGIN_SALARY},
	{"edi", "edi", ZENGIN_EDI},
};
enum { ZENGIN_CLASS_NAMES = sizeof zengin_classes / sizeof zengin_classes[0] };

/* A text as written, in UTF-8; NULL: refused. */
static inline const char *zengin_written(struct check *c, enum zengin_class class, struct str text)
{
	char *bytes = arena_alloc(c->arena, text.length + 1), *out;
	size_t n;

	if (zengin_kana(class, text, bytes, &n) != ZENGIN_WRITABLE)
		return NULL;
	out = arena_alloc(c->arena, 3 * n + 1);
	zengin_utf8(bytes, n, out);
	return out;
}

enum { KANA_INPUT, KANA_CLASS, KANA_EXPECTED, KANA_VERDICT };
static const struct csv_column kana_columns[] = {
	{"input", false}, {"field_class", false}, {"expected", false}, {"verdict", false}, PROVENANCE};

static inline void check_kana(struct check *c)
{
	int at = 0;
	const char *got;

	while (at < ZENGIN_CLASS_NAMES && strcmp(zengin_classes[at].kana, c->field[KANA_CLASS].text) != 0)
		at++;
	if (at == ZENGIN_CLASS_NAMES) {
		same(c, KANA_CLASS, "no such class");
		return;
	}
	got = zengin_written(c, zengin_classes[at].class, str_of(c, KANA_INPUT));
	same(c, KANA_VERDICT, got != NULL ? "ok" : "refuse");
	same(c, KANA_EXPECTED, got != NULL ? got : "");
}

enum { CUT_INPUT, CUT_MOST, CUT_EXPECTED };
static const struct csv_column cut_columns[] = {
	{"input", false}, {"max_bytes", false}, {"expected", false}, PROVENANCE};

static inline void check_cut(struct check *c)
{
	struct str text = str_of(c, CUT_INPUT);
	char *bytes = arena_alloc(c->arena, text.length + 1), *out = arena_alloc(c->arena, 3 * text.length + 1);
	size_t n;

	if (zengin_kana(ZENGIN_EDI, text, bytes, &n) != ZENGIN_WRITABLE) {
		same(c, CUT_INPUT, "cannot be written");
		return;
	}
	n = zengin_cut(bytes, n, (size_t)number_of(c, CUT_MOST));
	zengin_utf8(bytes, n, out);
	same(c, CUT_EXPECTED, n > 0 ? out : "(refuse)");
}

enum { SET_CLASS, SET_USED_IN, SET_ALLOWED, SET_FORBIDDEN };
static const struct csv_column set_columns[] = {
	{"class", false}, {"used_in", false}, {"allowed", false}, {"forbidden", false}, PROVENANCE};

/* Is a character written as itself?  In the midst of a text, behind a letter that takes either mark. */
static inline bool zengin_writes(struct check *c, enum zengin_class class, const char *character)
{
	const char *text = arena_printf(c->arena, "ﾊ%sﾊ", character), *got;

	got = zengin_written(c, class, (struct str){text, strlen(text)});
	return got != NULL && strcmp(got, text) == 0;
}

/* Does the list ("kana incl. ｦ A-Z 0-9 space ( ) - .") name the character? */
static inline bool zengin_lists(const char *list, const char *character)
{
	unsigned char first = (unsigned char)character[0];
	bool kana = strlen(character) == 3 && strcmp(character, "ｱ") >= 0 && strcmp(character, "ﾟ") <= 0;

	if (kana)
		return strstr(list, "kana") != NULL || strstr(list, "ｱ-ﾝ ﾞ ﾟ") != NULL;
	if (first == ' ')
		return strstr(list, "space") != NULL;
	if (isdigit(first))
		return strstr(list, "0-9") != NULL;
	if (isupper(first))
		return strstr(list, "A-Z") != NULL;
	for (const char *at = strstr(list, character); at != NULL; at = strstr(at + 1, character)) {
		const char *next = at + strlen(character);

		if (!islower(first) && at > list && at[-1] == ' ' && (*next == ' ' || *next == '\0'))
			return true;
	}
	return false;
}

/* Every character of one byte, ASCII and half-width kana. */
static inline void check_set_of(struct check *c, enum zengin_class class, bool symbols)
{
	const char *allowed = c->field[SET_ALLOWED].text;
	bool digits_open = strstr(allowed, "digits not stated") != NULL;

	for (int byte = 0x20; byte <= 0xdf; byte++) {
		bool symbol = byte < 0x80 ? byte != ' ' && !isalnum(byte) : byte <= 0xa6;
		char one = (char)byte, character[4];

		if ((byte > 0x7e && byte < 0xa1) || (isdigit(byte) && digits_open) || (symbol && !symbols))
			continue;
		zengin_utf8(&one, 1, character);
		if (zengin_writes(c, class, character) != zengin_lists(allowed, character))
			same(c, SET_ALLOWED, arena_printf(c->arena, "otherwise for \"%s\"", character));
	}
}

/* Digits fields: a trailer whose count has a space is no trailer. */
static inline void check_set_numbers(struct check *c)
{
	char *file = arena_alloc(c->arena, (size_t)3 * ZENGIN_RECORD);
	struct str code = utf8_of("0000000000"), bank = utf8_of("0001"), branch = utf8_of("001");
	struct str account = utf8_of("0000001"), name = utf8_of("ﾅﾏｴ");
	struct zengin_header header = {.kind = ZENGIN_TRANSFER,
		.requester_code = code,
		.requester = name,
		.month = 4,
		.mday = 1,
		.bank_code = bank,
		.bank = name,
		.branch_code = branch,
		.branch = name,
		.account_no = account,
		.account_kind = 1};
	struct zengin_file read;
	enum zengin_field field;

	if (zengin_put_header(&header, file, &field) != ZENGIN_WRITABLE)
		same(c, SET_CLASS, "no header");
	zengin_put_trailer(0, 0, file + ZENGIN_RECORD);
	zengin_put_end(file + 2 * (size_t)ZENGIN_RECORD);
	for (int byte = 0x20; byte <= 0xdf; byte++) {
		char one = (char)byte, character[4];
		bool read_as_number;

		file[ZENGIN_RECORD + 1] = one;
		zengin_utf8(&one, 1, character);
		read_as_number = zengin_read(file, (size_t)3 * ZENGIN_RECORD, &read) ==
						 (byte == '0' ? ZENGIN_ACCEPTED : ZENGIN_WRONG_COUNT);
		if (read_as_number != zengin_lists(c->field[SET_ALLOWED].text, character))
			same(c, SET_ALLOWED, arena_printf(c->arena, "otherwise for byte %02x", (unsigned int)byte));
	}
}

static inline void check_set(struct check *c)
{
	const char *class = c->field[SET_CLASS].text;

	for (int i = 0; i < ZENGIN_CLASS_NAMES; i++) {
		if (strcmp(zengin_classes[i].table, class) == 0) {
			check_set_of(c, zengin_classes[i].class, true);
			return;
		}
	}
	if (strcmp(class, "C") == 0)
		check_set_of(c, ZENGIN_EDI, false);
	else if (strcmp(class, "N") == 0)
		check_set_numbers(c);
	else
		c->verdict = NOT_COVERED;
}

/* ---- records and files ---- */

enum {
	FIELD_FILE,
	FIELD_RECORD,
	FIELD_DATA_KIND,
	FIELD_NO,
	FIELD_NAME,
	FIELD_OFFSET,
	FIELD_LENGTH,
	FIELD_EXPECTED,
	FIELD_HEX
};
static const struct csv_column field_columns[] = {{"file", false}, {"record_no", false},
	{"data_kubun", false}, {"field_no", false}, {"field", false}, {"offset", false}, {"length", false},
	{"expected_trimmed", false}, {"record_cp932_hex", false}, PROVENANCE};

/* The file so far; its last record is the one whose fields follow. */
static struct {
	char bytes[64 * ZENGIN_RECORD];
	size_t length;
} zengin_vector;

static inline bool zengin_next_record(struct check *c)
{
	const char *hex = c->field[FIELD_HEX].text;
	char digits[3] = "", *record;

	if (strcmp(c->field[FIELD_RECORD].text, "1") == 0)
		zengin_vector.length = 0;
	if (strlen(hex) != (size_t)2 * ZENGIN_RECORD ||
		zengin_vector.length + ZENGIN_RECORD > sizeof zengin_vector.bytes)
		return false;
	record = zengin_vector.bytes + zengin_vector.length;
	zengin_vector.length += ZENGIN_RECORD;
	for (size_t i = 0; i < ZENGIN_RECORD; i++) {
		memcpy(digits, hex + 2 * i, 2);
		record[i] = (char)strtoul(digits, NULL, 16);
	}
	return true;
}

static inline const char *zengin_trimmed(struct check *c, struct str bytes)
{
	char *out = arena_alloc(c->arena, 3 * bytes.length + 1);

	while (bytes.length > 0 && bytes.at[0] == ' ')
		bytes = (struct str){bytes.at + 1, bytes.length - 1};
	while (bytes.length > 0 && bytes.at[bytes.length - 1] == ' ')
		bytes.length--;
	zengin_utf8(bytes.at, bytes.length, out);
	return out;
}

static inline void check_field(struct check *c)
{
	int64_t offset = number_of(c, FIELD_OFFSET), length = number_of(c, FIELD_LENGTH);
	struct zengin_file read;
	const char *record;

	if (c->field[FIELD_HEX].length > 0 && !zengin_next_record(c))
		same(c, FIELD_HEX, "no record");
	if (zengin_vector.length == 0)
		return;
	record = zengin_vector.bytes + zengin_vector.length - ZENGIN_RECORD;
	for (int f = 0; f < ZENGIN_FIELD_COUNT; f++) {
		const struct zengin_place *p = &zengin_places[f];

		if (p->record != c->field[FIELD_DATA_KIND].text[0] || p->offset != offset || p->length != length)
			continue;
		same(c, FIELD_EXPECTED, zengin_trimmed(c, zengin_field(record, (enum zengin_field)f)));
		if (f == ZENGIN_END_RECORD &&
			zengin_read(zengin_vector.bytes, zengin_vector.length, &read) != ZENGIN_ACCEPTED)
			same(c, FIELD_EXPECTED, "a file that is refused");
		return;
	}
	same(c, FIELD_OFFSET, "no field of ours");
}

enum { FILE_CASE, FILE_LINES, FILE_VERDICT };
static const struct csv_column file_columns[] = {
	{"case", false}, {"lines_backslash_n", false}, {"verdict", false}, PROVENANCE};

/* One byte for each character; `line_end` behind each line. */
static inline const char *zengin_file_verdict(struct check *c, const char *line_end)
{
	const char *at = c->field[FILE_LINES].text, *end = at + c->field[FILE_LINES].length;
	char *bytes = arena_alloc(c->arena, 64 * (c->field[FILE_LINES].length + ZENGIN_RECORD));
	size_t n = 0, begin = 0;
	struct zengin_file read;

	while (at <= end) {
		uint32_t character;

		if (at == end || strncmp(at, "\\n", 2) == 0) {
			while (n - begin < ZENGIN_RECORD)
				bytes[n++] = ' ';
			memcpy(bytes + n, line_end, strlen(line_end));
			begin = n += strlen(line_end);
			at += at == end ? 1 : 2;
			continue;
		}
		character = text_next(&at, end);
		bytes[n++] = (char)(character >= 0xff61 ? character - 0xff61 + 0xa1 : character);
	}
	return zengin_read(bytes, n, &read) == ZENGIN_ACCEPTED ? "accept" : "reject";
}

static inline void check_zengin_file(struct check *c)
{
	static const char *const line_ends[] = {"", "\r\n", "\n"};

	for (size_t i = 0; i < sizeof line_ends / sizeof line_ends[0] && c->verdict == AGREES; i++)
		same(c, FILE_VERDICT, zengin_file_verdict(c, line_ends[i]));
}

#endif
