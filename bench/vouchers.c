/*
 * vouchers.c: the world around an office's tickets: lists of designated institutions, results of the check for duplicate
 * coverage, answers to registrations, with what generate --gold planted.
 *
 *   vouchers lists --gold DIR --month 2027-01 --out DIR
 *       three lists that overlap: bureau.csv (医療) and care_registry.csv (介護) as of the first of the month; city.csv (all)
 *       as of a day of the month before and as it was then
 *   vouchers duplicates --gold DIR --month 2027-01 --out DIR
 *       for each office duplicates-OFFICE-1.csv of the 10th and -2.csv of the 25th; what the second says supersedes
 *   vouchers registrations --made-on 2027-01-20 --serial 1 --out DIR [--expect FILE] UPLOAD
 *       answers to an upload of the online eligibility check: most are accepted, some are rejected, some get lost; what
 *       is sent again is always answered; FILE: record number and accepted, rejected or lost
 *
 * The same options give the same bytes.
 */
#include "bench/synth/dice.h"
#include "bench/synth/known.h"
#include "bench/synth/reply.h"
#include "engine/intake/duplicate.h"
#include "engine/intake/registration.h"
#include "getsuji/csv.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CITY_DAY = 15, FIRST_FILE_DAY = 10, SECOND_FILE_DAY = 25, OFFICE_DIGITS = 5 };

static const char usage[] =
	"usage: vouchers lists|duplicates --gold DIR --month YYYY-MM --out DIR\n"
	"       vouchers registrations --made-on YYYY-MM-DD --serial N --out DIR [--expect FILE] UPLOAD\n";

struct options {
	const char *what, *gold, *out, *expect, *upload;
	month_t month;
	day_t made_on;
	int serial;
};

static bool take_option(struct options *o, int option, const char *text)
{
	switch (option) {
	case 'g':
		o->gold = text;
		return true;
	case 'o':
		o->out = text;
		return true;
	case 'e':
		o->expect = text;
		return true;
	case 'm':
		return month_parse(text, strlen(text), &o->month);
	case 'd':
		return day_parse(text, strlen(text), &o->made_on);
	case 'n':
		return sscanf(text, "%d", &o->serial) == 1 && o->serial >= 1 && o->serial <= 999999;
	default:
		return false;
	}
}

static bool is(const struct options *o, const char *what)
{
	return strcmp(o->what, what) == 0;
}

static bool complete(const struct options *o, int left)
{
	if (o->out == NULL)
		return false;
	if (is(o, "registrations"))
		return o->made_on != 0 && o->serial != 0 && left == 1;
	return (is(o, "lists") || is(o, "duplicates")) && o->gold != NULL && o->month != 0 && left == 0;
}

static enum err_code parse(int argc, char **argv, struct options *o, struct err *e)
{
	static const struct option longs[] = {{"gold", required_argument, NULL, 'g'},
		{"out", required_argument, NULL, 'o'}, {"month", required_argument, NULL, 'm'},
		{"made-on", required_argument, NULL, 'd'}, {"serial", required_argument, NULL, 'n'},
		{"expect", required_argument, NULL, 'e'}, {0}};
	bool good = true;
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, "", longs, NULL)) != -1)
		good = take_option(o, option, optarg) && good;
	o->what = optind < argc ? argv[optind++] : "";
	if (!good || !complete(o, argc - optind))
		return err_set(e, ERR_USAGE, 1050, "an option is wrong or missing");
	o->upload = optind < argc ? argv[optind] : NULL;
	return ERR_OK;
}

/* ---- files ---- */

static void close_file(void *file)
{
	fclose(file);
}

static enum err_code open_file(
	const char *path, const char *how, struct arena *keep, FILE **out, struct err *e)
{
	*out = fopen(path, how);
	if (*out == NULL) {
		err_set(e, ERR_DISK, 1051, "could not open the file: %s", strerror(errno));
		return err_place(e, "%s", path);
	}
	arena_defer(keep, close_file, *out);
	return ERR_OK;
}

/* A file of the gold; each of its columns must be there. */
static enum err_code open_gold(const struct options *o, const char *name, const struct csv_column columns[],
	int n, struct arena *keep, struct csv **out, struct err *e)
{
	const char *path = arena_printf(keep, "%s/%s.csv", o->gold, name);
	FILE *file;

	if (open_file(path, "rb", keep, &file, e) != ERR_OK)
		return e->code;
	*out = csv_new(keep, path, CSV_UTF8, known_read, file);
	return csv_header(*out, columns, n, e);
}

/* ---- lists ---- */

enum { KIND, CODE, NAME, KANA, POSTAL, ADDRESS, PHONE, FROM, TO, END, CHANGED, CHANGE, INSTITUTION_COLUMNS };

static const struct csv_column institution_columns[INSTITUTION_COLUMNS] = {{"kind", false}, {"code", false},
	{"name", false}, {"name_kana", false}, {"postal_code", false}, {"address", false}, {"phone", false},
	{"valid_from", false}, {"valid_to", false}, {"end_reason", false}, {"changed", false}, {"change", false}};

static bool everybody(const char *kind)
{
	return kind[0] != '\0';
}

static bool is_care(const char *kind)
{
	return strcmp(kind, "care") == 0;
}

static bool is_medical(const char *kind)
{
	return !is_care(kind);
}

/* Who is dropped is in no list: that is how it is known. */
static enum err_code write_list(const struct options *o, const char *source, const char *gold, day_t as_of,
	bool (*holds)(const char *kind), struct arena *keep, struct err *e)
{
	const char *path = arena_printf(keep, "%s/%s.csv", o->out, source);
	const struct csv_field *row;
	char day[11];
	bool more = true;
	int rows = 0;
	struct csv *csv;
	FILE *out;

	if (open_gold(o, gold, institution_columns, INSTITUTION_COLUMNS, keep, &csv, e) != ERR_OK ||
		open_file(path, "wb", keep, &out, e) != ERR_OK)
		return e->code;
	fputs("source,as_of,kind,code,name,name_kana,postal_code,address,phone,valid_from,valid_to,end_reason\n",
		out);
	while (csv_next(csv, &row, &more, e) == ERR_OK && more) {
		if (!holds(row[KIND].text) || strcmp(row[END].text, "dropped") == 0)
			continue;
		fprintf(out, "%s,%s", source, day_format(as_of, day));
		for (int i = 0; i <= END; i++)
			fprintf(out, ",%s", row[i].text);
		fputc('\n', out);
		rows++;
	}
	if (e->code == ERR_OK && (fflush(out) != 0 || ferror(out)))
		err_set(e, ERR_DISK, 1032, "could not write the files: %s", strerror(errno));
	printf("%s: %d institutions\n", path, rows);
	return e->code;
}

static enum err_code write_lists(const struct options *o, struct arena *keep, struct err *e)
{
	day_t first = month_first(o->month), earlier = month_first(o->month - 1) + CITY_DAY - 1;

	if (write_list(o, "bureau", "institution", first, is_medical, keep, e) != ERR_OK ||
		write_list(o, "care_registry", "institution", first, is_care, keep, e) != ERR_OK)
		return e->code;
	return write_list(o, "city", "institution_before", earlier, everybody, keep, e);
}

/* ---- duplicate coverage ---- */

enum { HOUSEHOLD, PERSON, REGISTRATION, TOLD_ON, INSURER, QUALIFIED, LOST, TRUTH, JOB_COLUMNS };

static const struct csv_column job_columns[JOB_COLUMNS] = {{"household_id", false}, {"person_no", false},
	{"registration_no", false}, {"told_on", false}, {"insurer_no", false}, {"qualified_on", false},
	{"lost_on", false}, {"truth", false}};

/* The file of one day of one office; NULL before its first row. */
struct duplicates {
	const struct options *o;
	struct arena *keep;
	struct reply *r;
	char office[OFFICE_DIGITS + 1];
	const char *path;
	day_t made_on;
	int serial;
};

static enum err_code end_duplicates(struct duplicates *f, struct err *e)
{
	if (f->r == NULL)
		return ERR_OK;
	if (reply_close(f->r, e) == ERR_OK)
		printf("%s: %lld persons\n", f->path, (long long)reply_answers(f->r));
	f->r = NULL;
	return e->code;
}

static enum err_code begin_duplicates(struct duplicates *f, const char *office, struct err *e)
{
	if (end_duplicates(f, e) != ERR_OK)
		return e->code;
	snprintf(f->office, sizeof f->office, "%.5s", office);
	f->path = arena_printf(f->keep, "%s/duplicates-%s-%d.csv", f->o->out, f->office, f->serial);
	if (reply_open(f->path, REPLY_CSV, &duplicate_layout, f->keep, &f->r, e) != ERR_OK)
		return e->code;
	reply_begin(f->r, LIST_FILE);
	reply_text(f->r, "office", f->office);
	reply_day(f->r, "made_on", f->made_on);
	reply_number(f->r, "serial", f->serial);
	reply_end(f->r);
	return ERR_OK;
}

static void reply_maybe(struct reply *r, const char *item, const char *text)
{
	if (text[0] == '\0')
		reply_null(r, item, 1);
	else
		reply_text(r, item, text);
}

static void tell(struct reply *r, const struct csv_field row[])
{
	bool none = row[QUALIFIED].length == 0;

	reply_begin(r, LIST_ROW);
	reply_text(r, "registration_no", row[REGISTRATION].text);
	reply_text(r, "kind", none ? "none" : "employees");
	reply_maybe(r, "insurer_no", none ? "" : row[INSURER].text);
	reply_maybe(r, "qualified_on", row[QUALIFIED].text);
	reply_maybe(r, "lost_on", row[LOST].text);
	reply_end(r);
}

/* Rows of the gold are in order of offices. */
static enum err_code write_duplicates(const struct options *o, int serial, struct arena *keep, struct err *e)
{
	struct duplicates f = {.o = o,
		.keep = keep,
		.serial = serial,
		.made_on = month_first(o->month) + (serial == 1 ? FIRST_FILE_DAY : SECOND_FILE_DAY) - 1};
	const struct csv_field *row;
	bool more = true;
	char made[11];
	struct csv *csv;

	day_format(f.made_on, made);
	if (open_gold(o, "job", job_columns, JOB_COLUMNS, keep, &csv, e) != ERR_OK)
		return e->code;
	while (csv_next(csv, &row, &more, e) == ERR_OK && more) {
		if (strcmp(row[TOLD_ON].text, made) != 0)
			continue;
		if (strncmp(f.office, row[REGISTRATION].text, OFFICE_DIGITS) != 0 &&
			begin_duplicates(&f, row[REGISTRATION].text, e) != ERR_OK)
			return e->code;
		tell(f.r, row);
	}
	return e->code != ERR_OK ? e->code : end_duplicates(&f, e);
}

/* ---- registrations ---- */

/* What is needed of a record of an upload; these fields come before any that could be quoted. */
struct sent {
	char record[16], office[8], record_no[24], again[8];
};

struct column {
	const char *name;
	char *to;
	size_t size;
};

/* The fields of a line by the names in the header; what the record does not have is empty. */
static void take_fields(const char *header, const char *line, struct sent *out)
{
	const struct column columns[] = {{"record", out->record, sizeof out->record},
		{"office", out->office, sizeof out->office}, {"record_no", out->record_no, sizeof out->record_no},
		{"again", out->again, sizeof out->again}};

	memset(out, 0, sizeof *out);
	while (*header != '\0' && *line != '\0' && *line != '"') {
		size_t name = strcspn(header, ",\r\n"), value = strcspn(line, ",\r\n");

		for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
			if (strlen(columns[i].name) == name && memcmp(columns[i].name, header, name) == 0)
				snprintf(columns[i].to, columns[i].size, "%.*s", (int)value, line);
		}
		header += name + (header[name] != '\0');
		line += value + (line[value] != '\0');
	}
}

/* What becomes of a record that is sent for the first time, of 1,000. */
enum { ANSWER_REJECTED = 30, ANSWER_LOST = 50, ERRORS = 3 };

static void answer(const struct options *o, const struct sent *s, struct reply *r, FILE *expect)
{
	static const char *const errors[ERRORS] = {"E1001", "E2003", "W9999"}; /* the last is in no list */
	static const char *const words[] = {"accepted", "rejected", "lost"};
	uint64_t key = 0;
	struct dice d;
	int at, what;

	for (const char *c = s->record_no; *c != '\0'; c++)
		key = key * 10 + (uint64_t)(*c - '0');
	d = dice_for((uint64_t)o->serial, key, 0);
	at = strcmp(s->again, "1") == 0 || strcmp(s->again, "true") == 0 ? 1000 : dice_below(&d, 1000);
	what = at < ANSWER_REJECTED ? 1 : at < ANSWER_REJECTED + ANSWER_LOST ? 2 : 0;
	if (expect != NULL)
		fprintf(expect, "%s,%s\n", s->record_no, words[what]);
	if (what == 2)
		return;
	reply_begin(r, LIST_ROW);
	reply_text(r, "record_no", s->record_no);
	reply_text(r, "state", words[what]);
	if (what == 1)
		reply_text(r, "error_code", errors[dice_below(&d, ERRORS)]);
	else
		reply_null(r, "error_code", 1);
	reply_end(r);
}

static enum err_code begin_answers(
	const struct options *o, const struct sent *s, struct arena *keep, struct reply **r, struct err *e)
{
	const char *path = arena_printf(keep, "%s/registrations-%s-%d.csv", o->out, s->office, o->serial);

	if (reply_open(path, REPLY_CSV, &registration_layout, keep, r, e) != ERR_OK)
		return e->code;
	reply_begin(*r, LIST_FILE);
	reply_text(*r, "office", s->office);
	reply_day(*r, "made_on", o->made_on);
	reply_number(*r, "serial", o->serial);
	reply_end(*r);
	return ERR_OK;
}

static enum err_code write_registrations(const struct options *o, struct arena *keep, struct err *e)
{
	FILE *upload, *expect = NULL;
	struct reply *r = NULL;
	char *header = NULL, *line = NULL;
	size_t header_size = 0, line_size = 0;
	struct sent s;

	if (open_file(o->upload, "rb", keep, &upload, e) != ERR_OK ||
		(o->expect != NULL && open_file(o->expect, "wb", keep, &expect, e) != ERR_OK))
		return e->code;
	if (getline(&header, &header_size, upload) < 0)
		err_set(e, ERR_INPUT, 1053, "the upload is empty");
	while (e->code == ERR_OK && getline(&line, &line_size, upload) >= 0) {
		take_fields(header, line, &s);
		if (strcmp(s.record, "file") == 0)
			(void)begin_answers(o, &s, keep, &r, e);
		else if (r != NULL && s.record_no[0] != '\0')
			answer(o, &s, r, expect);
	}
	free(header);
	free(line);
	if (e->code == ERR_OK && r != NULL && reply_close(r, e) == ERR_OK)
		printf("%s: %lld answers\n", o->upload, (long long)reply_answers(r));
	return e->code;
}

static enum err_code write_all(const struct options *o, struct arena *keep, struct err *e)
{
	if (mkdir(o->out, 0755) != 0 && errno != EEXIST) {
		err_set(e, ERR_DISK, 1031, "could not make the folder: %s", strerror(errno));
		return err_place(e, "%s", o->out);
	}
	if (is(o, "lists"))
		return write_lists(o, keep, e);
	if (is(o, "registrations"))
		return write_registrations(o, keep, e);
	if (write_duplicates(o, 1, keep, e) != ERR_OK)
		return e->code;
	return write_duplicates(o, 2, keep, e);
}

int main(int argc, char **argv)
{
	struct options o = {0};
	struct arena *keep = arena_new();
	struct err e = {0};
	enum err_code code = parse(argc, argv, &o, &e);

	if (code == ERR_OK)
		code = write_all(&o, keep, &e);
	if (code != ERR_OK)
		fprintf(stderr, "vouchers: %s%s%s\n%s", e.place, e.place[0] != '\0' ? ": " : "", e.message,
			code == ERR_USAGE ? usage : "");
	arena_free(keep);
	return err_exit_code(code);
}
