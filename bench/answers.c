/*
 * answers.c: plays the answering side of the information linkage: reads the request files of an inquiry run
 * and the office's facts, and writes answer files with planted truths, and what must come of them.
 *
 *   answers --facts DIR --month 2027-06 --made-on 2027-06-10 --out DIR REQUESTS.csv…
 *       DIR/answers-pension-1.csv, and so for each subject that was asked about
 *   answers … --survey pension --expect DIR
 *       also what the survey must find (bench/synth/truth.h)
 *   answers … --pending                 an early file: every answer is 準備中
 *   answers … --part 2/3 --serial 2     the second of three files that together hold the answers
 *
 * The same options give the same bytes.
 */
#include "bench/synth/truth.h"
#include "engine/intake/answer.h"
#include "getsuji/csv.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { ROOM = 1024, COLUMN_RECORD = 0, COLUMN_SUBJECT = 2, COLUMN_REQUEST_ID = 6, COLUMN_LINKAGE_NO = 7 };

static const char usage[] = "usage: answers --facts DIR --month YYYY-MM --made-on YYYY-MM-DD --out DIR "
							"[--form csv|xml] [--serial N]\n"
							"               [--part K/N] [--pending] [--net] [--seed S] [--survey "
							"pension|tax --expect DIR] REQUESTS…\n";

struct options {
	const char *facts, *out, *expect;
	month_t month;
	day_t made_on;
	enum reply_form form;
	int serial, part, parts;
	bool pending, net;
	uint64_t seed;
	enum survey survey;
};

static const char *const subjects[] = {
#define X(name, number, word, term) [number] = word,
	INQUIRY_SUBJECTS(X)
#undef X
};

static bool take_number(const char *text, int64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoll(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && *out >= 0;
}

static bool take_part(const char *text, struct options *o)
{
	return sscanf(text, "%d/%d", &o->part, &o->parts) == 2 && o->part >= 1 && o->part <= o->parts;
}

static bool take_word(const char *text, const char *first, const char *second, bool *is_second)
{
	*is_second = strcmp(text, second) == 0;
	return *is_second || strcmp(text, first) == 0;
}

static bool take_option(struct options *o, int option, const char *text)
{
	int64_t n = 0;
	bool second = false, good = true;

	switch (option) {
	case 'f':
		o->facts = text;
		break;
	case 'o':
		o->out = text;
		break;
	case 'e':
		o->expect = text;
		break;
	case 'm':
		return month_parse(text, strlen(text), &o->month);
	case 'd':
		return day_parse(text, strlen(text), &o->made_on);
	case 'x':
		good = take_word(text, "csv", "xml", &second);
		o->form = second ? REPLY_XML : REPLY_CSV;
		break;
	case 'v':
		good = take_word(text, "pension", "tax", &second);
		o->survey = second ? SURVEY_TAX : SURVEY_PENSION;
		break;
	case 'p':
		return take_part(text, o);
	case 'n':
		good = take_number(text, &n) && n >= 1 && n <= 999999;
		o->serial = (int)n;
		break;
	case 's':
		good = take_number(text, &n);
		o->seed = (uint64_t)n;
		break;
	case 'w':
		o->pending = true;
		break;
	case 't':
		o->net = true;
		break;
	default:
		return false;
	}
	return good;
}

static enum err_code parse(int argc, char **argv, struct options *o, struct err *e)
{
	static const struct option longs[] = {{"facts", required_argument, NULL, 'f'},
		{"out", required_argument, NULL, 'o'}, {"expect", required_argument, NULL, 'e'},
		{"month", required_argument, NULL, 'm'}, {"made-on", required_argument, NULL, 'd'},
		{"form", required_argument, NULL, 'x'}, {"survey", required_argument, NULL, 'v'},
		{"part", required_argument, NULL, 'p'}, {"serial", required_argument, NULL, 'n'},
		{"seed", required_argument, NULL, 's'}, {"pending", no_argument, NULL, 'w'},
		{"net", no_argument, NULL, 't'}, {0}};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (!take_option(o, option, optarg))
			return err_set(e, ERR_USAGE, 1043, "an option or its value is wrong");
	}
	if (o->facts == NULL || o->out == NULL || o->month == 0 || o->made_on == 0 || optind == argc)
		return err_set(
			e, ERR_USAGE, 1044, "--facts, --month, --made-on, --out and request files are required");
	return ERR_OK;
}

/* ---- the requests ---- */

struct requests {
	struct truth_request *at;
	size_t n, room;
};

static int subject_of(const char *word)
{
	int s = SUBJECT_PENSION;

	while (s <= SUBJECT_TAX && strcmp(word, subjects[s]) != 0)
		s++;
	CHECK(s <= SUBJECT_TAX);
	return s;
}

static void add_request(const struct known *known, struct arena *keep, int subject,
	const struct csv_field row[], struct requests *all)
{
	struct truth_request *q;

	if (all->n == all->room) {
		all->at = arena_grow(keep, all->at, all->room, all->room * 2, sizeof *all->at);
		all->room *= 2;
	}
	q = &all->at[all->n++];
	q->subject = (enum inquiry_subject)subject;
	CHECK(row[COLUMN_REQUEST_ID].length == REQUEST_ID_DIGITS);
	CHECK(row[COLUMN_LINKAGE_NO].length == LINKAGE_NO_DIGITS);
	memcpy(q->id, row[COLUMN_REQUEST_ID].text, sizeof q->id);
	memcpy(q->linkage_no, row[COLUMN_LINKAGE_NO].text, sizeof q->linkage_no);
	q->person = known_by_number(known, q->linkage_no);
}

static void close_file(void *file)
{
	fclose(file);
}

/* A request file (engine/intake/ANSWERS.md). */
static enum err_code read_requests(
	const struct known *known, struct arena *keep, const char *path, struct requests *all, struct err *e)
{
	static const struct csv_column columns[] = {{"record", false}, {"layout", false}, {"subject", false},
		{"office", false}, {"made_on", false}, {"serial", false}, {"request_id", false},
		{"linkage_no", false}, {"procedure_no", false}, {"purpose", false}, {"condition", false},
		{"from_on", false}, {"to_on", false}, {"nondisclosure", false}, {"requests", false},
		{"digest", false}};
	FILE *file = fopen(path, "rb");
	struct csv *csv;
	const struct csv_field *row;
	bool more = true;
	int subject = 0;
	enum err_code code;

	if (file == NULL) {
		err_set(e, ERR_INPUT, 1042, "could not read the file: %s", strerror(errno));
		return err_place(e, "%s", path);
	}
	arena_defer(keep, close_file, file);
	csv = csv_new(keep, path, CSV_UTF8, known_read, file);
	code = csv_header(csv, columns, (int)(sizeof columns / sizeof columns[0]), e);
	while (code == ERR_OK && more) {
		code = csv_next(csv, &row, &more, e);
		if (code != ERR_OK || !more)
			break;
		if (strcmp(row[COLUMN_RECORD].text, "file") == 0)
			subject = subject_of(row[COLUMN_SUBJECT].text);
		else if (strcmp(row[COLUMN_RECORD].text, "request") == 0)
			add_request(known, keep, subject, row, all);
	}
	return code;
}

/* ---- the answers and what is expected ---- */

static enum err_code write_answers(
	const struct options *o, struct truth_book *b, enum inquiry_subject subject, struct err *e)
{
	const char *path = arena_printf(b->keep, "%s/answers-%s-%d.%s", o->out, subjects[subject], o->serial,
		o->form == REPLY_XML ? "xml" : "csv");
	struct reply *r;
	int asked = 0;

	for (int i = 0; i < b->requests; i++)
		asked += b->request[i].subject == subject;
	if (asked == 0)
		return ERR_OK;
	if (reply_open(path, o->form, &answer_layout, b->keep, &r, e) != ERR_OK)
		return e->code;
	reply_begin(r, RECORD_FILE);
	reply_text(r, "subject", subjects[subject]);
	reply_text(r, "office", arena_printf(b->keep, "%05d", b->known->office));
	reply_day(r, "made_on", o->made_on);
	reply_number(r, "serial", o->serial);
	reply_end(r);
	truth_answers(b, subject, o->part, o->parts, r);
	if (reply_close(r, e) != ERR_OK)
		return e->code;
	printf("%s: %d requests, %lld answers\n", path, asked, (long long)reply_answers(r));
	return ERR_OK;
}

static enum err_code make_folder(const char *path, struct err *e)
{
	if (mkdir(path, 0755) != 0 && errno != EEXIST) {
		err_set(e, ERR_DISK, 1031, "could not make the folder: %s", strerror(errno));
		return err_place(e, "%s", path);
	}
	return ERR_OK;
}

static enum err_code open_expected(const struct options *o, struct truth_book *b, struct err *e)
{
	static const char *const names[TRUTH_FILES] = {"class", "proposal", "notable", "letter", "aside"};

	if (make_folder(o->expect, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < TRUTH_FILES; i++) {
		const char *path = arena_printf(b->keep, "%s/%s.csv", o->expect, names[i]);

		b->file[i] = fopen(path, "wb");
		if (b->file[i] == NULL) {
			err_set(e, ERR_DISK, 1032, "could not write the files: %s", strerror(errno));
			return err_place(e, "%s", path);
		}
		arena_defer(b->keep, close_file, b->file[i]);
	}
	return ERR_OK;
}

static enum err_code close_expected(const struct options *o, struct truth_book *b, struct err *e)
{
	for (int i = 0; i < TRUTH_FILES; i++) {
		if (fflush(b->file[i]) == 0 && !ferror(b->file[i]))
			continue;
		err_set(e, ERR_DISK, 1032, "could not write the files: %s", strerror(errno));
		return err_place(e, "%s", o->expect);
	}
	return ERR_OK;
}

static enum err_code answer(
	const struct options *o, char *const files[], int n, struct arena *keep, struct err *e)
{
	struct truth_book b = {.keep = keep,
		.seed = o->seed,
		.month = o->month,
		.answered_on = o->made_on,
		.paid_is_net = o->net,
		.still_pending = o->pending};
	struct requests all = {.at = arena_array(keep, ROOM, sizeof *all.at), .room = ROOM};
	struct known *known;

	if (known_load(o->facts, keep, &known, e) != ERR_OK || make_folder(o->out, e) != ERR_OK)
		return e->code;
	for (int i = 0; i < n; i++) {
		if (read_requests(known, keep, files[i], &all, e) != ERR_OK)
			return e->code;
	}
	b.known = known;
	b.request = all.at;
	b.requests = (int)all.n;
	truth_prepare(&b);
	if (o->expect != NULL && open_expected(o, &b, e) != ERR_OK)
		return e->code;
	for (int s = SUBJECT_PENSION; s <= SUBJECT_TAX; s++) {
		if (write_answers(o, &b, (enum inquiry_subject)s, e) != ERR_OK)
			return e->code;
	}
	if (o->expect == NULL)
		return ERR_OK;
	truth_expect(&b, o->survey);
	return close_expected(o, &b, e);
}

int main(int argc, char **argv)
{
	struct options o = {.serial = 1, .part = 1, .parts = 1, .seed = 1, .survey = SURVEY_PENSION};
	struct arena *keep = arena_new();
	struct err e = {0};
	enum err_code code = parse(argc, argv, &o, &e);

	if (code == ERR_OK)
		code = answer(&o, argv + optind, argc - optind, keep, &e);
	if (code != ERR_OK)
		fprintf(stderr, "answers: %s%s%s\n%s", e.place, e.place[0] != '\0' ? ": " : "", e.message,
			code == ERR_USAGE ? usage : "");
	arena_free(keep);
	return err_exit_code(code);
}
