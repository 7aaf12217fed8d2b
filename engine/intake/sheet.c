/*
 * sheet.c: a caseworker's filled-in sheet, cell by cell (see sheet.h).
 */
#include "engine/intake/sheet.h"

#include "getsuji/facts.h"

#include <string.h>

/* Of the 整理番号. */
enum { CASE_DIGITS = 8, OFFICE_DIGITS = 5, RUN_DIGITS = 9, PERSON_DIGITS = 2 };

#define YEN_DIGITS 15

static const struct csv_column columns[CASEBOOK_COLUMN_COUNT] = {
#define X(name, title, filled) {title, false},
	CASEBOOK_COLUMNS(X)
#undef X
};

/* --- cells -------------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool take(const char **at, const char *text)
{
	size_t n = strlen(text);

	if (strncmp(*at, text, n) != 0)
		return false;
	*at += n;
	return true;
}

/* At most `most` digits, at least one; the texts of csv.h end with a zero. */
static bool take_number(const char **at, int most, int64_t *out)
{
	int n = 0;

	*out = 0;
	while (is_digit(**at) && n++ < most)
		*out = *out * 10 + (*(*at)++ - '0');
	return n > 0 && !is_digit(**at);
}

/* RUN-OFFICE-CASE-PERSON */
static enum intake_rule read_number(const struct csv_field *f, struct sheet_row *row)
{
	const char *at = f->text;
	int64_t run, office, case_no, person;

	if (!take_number(&at, RUN_DIGITS, &run) || !take(&at, "-") || !take_number(&at, OFFICE_DIGITS, &office) ||
		!take(&at, "-") || !take_number(&at, CASE_DIGITS, &case_no) || !take(&at, "-") ||
		!take_number(&at, PERSON_DIGITS, &person) || *at != '\0' || person == 0)
		return RULE_SHEET_NUMBER;
	row->run_id = (int)run;
	row->household_id = office * HOUSEHOLD_PER_OFFICE + case_no;
	row->person_no = (int)person;
	return RULE_NONE;
}

/* Digits, in groups of three or not at all. */
static bool take_grouped(const char **at, int64_t *out)
{
	int digits = 0, group = 0;
	bool grouped = false;

	for (*out = 0;; (*at)++) {
		if (is_digit(**at)) {
			*out = *out * 10 + (**at - '0');
			if (++digits > YEN_DIGITS || (grouped && group == 3))
				return false;
			group++;
		} else if (**at == ',' && digits > 0 && (grouped ? group == 3 : group <= 3)) {
			grouped = true;
			group = 0;
		} else {
			return digits > 0 && (!grouped || group == 3);
		}
	}
}

static enum intake_rule read_yen(const struct csv_field *f, struct sheet_yen *out)
{
	const char *at = f->text;
	bool negative;

	*out = (struct sheet_yen){.blank = f->length == 0};
	if (out->blank)
		return RULE_NONE;
	at += strspn(at, " ");
	negative = take(&at, "△") || take(&at, "-");
	if (!negative)
		(void)take(&at, "+");
	if (!take_grouped(&at, &out->yen) || at[strspn(at, " ")] != '\0')
		return RULE_SHEET_CHANGED;
	if (negative)
		out->yen = -out->yen;
	return RULE_NONE;
}

/* DAY_MAX where the cell is empty. */
static enum intake_rule read_day(const struct csv_field *f, enum intake_rule wrong, day_t *out)
{
	*out = DAY_MAX;
	return f->length == 0 || day_parse_written(f->text, f->length, out) ? RULE_NONE : wrong;
}

static enum intake_rule read_disposition(const struct csv_field *f, enum disposition *out)
{
	static const struct {
		enum disposition disposition;
		const char *term;
	} words[] = {
#define X(name, number, word, term) {name, term},
		DISPOSITIONS(X)
#undef X
	};

	*out = DISPOSITION_NONE;
	if (f->length == 0)
		return RULE_SHEET_REQUIRED;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(words[i].term, f->text) == 0) {
			*out = words[i].disposition;
			return RULE_NONE;
		}
	}
	return RULE_SHEET_WORD;
}

static enum intake_rule read_done_on(const struct csv_field *f, day_t *out)
{
	return f->length == 0 ? RULE_SHEET_REQUIRED : read_day(f, RULE_SHEET_DATE, out);
}

static struct str text_of(const struct csv_field *f)
{
	return (struct str){f->text, f->length};
}

static enum intake_rule read_note(const struct csv_field *f, struct str *out)
{
	*out = text_of(f);
	return intake_text_rule(f->text, f->length, CASEBOOK_NOTE_MAX) == RULE_NONE ? RULE_NONE : RULE_SHEET_NOTE;
}

/* --- rows --------------------------------------------------------------------------------------- */

static bool is_empty(const struct csv_field *fields)
{
	for (int i = 0; i < CASEBOOK_COLUMN_COUNT; i++)
		if (fields[i].length > 0)
			return false;
	return true;
}

static void read_row(const struct csv_field *fields, struct sheet_row *row)
{
	enum intake_rule *fault = row->fault;

	fault[CASEBOOK_NO] = read_number(&fields[CASEBOOK_NO], row);
	row->class = text_of(&fields[CASEBOOK_CLASS]);
	row->name = text_of(&fields[CASEBOOK_NAME]);
	fault[CASEBOOK_CASE] = read_yen(&fields[CASEBOOK_CASE], &row->case_no);
	fault[CASEBOOK_RECOGNISED] = read_yen(&fields[CASEBOOK_RECOGNISED], &row->recognised);
	fault[CASEBOOK_EVIDENCE] = read_yen(&fields[CASEBOOK_EVIDENCE], &row->evidence);
	fault[CASEBOOK_DIFFERENCE] = read_yen(&fields[CASEBOOK_DIFFERENCE], &row->difference);
	fault[CASEBOOK_BIRTH] = read_day(&fields[CASEBOOK_BIRTH], RULE_SHEET_CHANGED, &row->birth_on);
	fault[CASEBOOK_ASKED] = read_day(&fields[CASEBOOK_ASKED], RULE_SHEET_CHANGED, &row->asked_on);
	fault[CASEBOOK_ANSWERED] = read_day(&fields[CASEBOOK_ANSWERED], RULE_SHEET_CHANGED, &row->answered_on);
	fault[CASEBOOK_DISPOSITION] = read_disposition(&fields[CASEBOOK_DISPOSITION], &row->disposition);
	fault[CASEBOOK_DONE_ON] = read_done_on(&fields[CASEBOOK_DONE_ON], &row->done_on);
	fault[CASEBOOK_NOTE] = read_note(&fields[CASEBOOK_NOTE], &row->note);
}

enum err_code sheet_header(struct csv *csv, struct err *e)
{
	csv_allow_long_fields(csv); /* 理由と根拠 of many awards */
	return csv_header(csv, columns, CASEBOOK_COLUMN_COUNT, e);
}

enum err_code sheet_next(struct csv *csv, struct sheet_row *row, bool *more, struct err *e)
{
	const struct csv_field *fields;

	*row = (struct sheet_row){0};
	do
		if (csv_next(csv, &fields, more, e) != ERR_OK || !*more)
			return e->code;
	while (is_empty(fields));
	for (int i = 0; i < CASEBOOK_COLUMN_COUNT; i++)
		row->place[i] = (struct sheet_place){fields[i].line, fields[i].column};
	row->filled = fields[CASEBOOK_DISPOSITION].length > 0 || fields[CASEBOOK_DONE_ON].length > 0 ||
				  fields[CASEBOOK_NOTE].length > 0;
	if (row->filled)
		read_row(fields, row);
	return ERR_OK;
}

static const char *class_term(int class)
{
	switch ((enum finding_class) class) {
#define X(name, number, word, term, order) \
	case name: \
		return term;
		FINDING_CLASSES(X)
#undef X
	}
	return "";
}

static bool same_yen(struct sheet_yen a, struct sheet_yen b)
{
	return a.blank == b.blank && (a.blank || a.yen == b.yen);
}

static void must(struct sheet_row *row, enum casebook_column column, bool holds, enum intake_rule rule)
{
	if (!holds && row->fault[column] == RULE_NONE)
		row->fault[column] = rule;
}

void sheet_compare(struct sheet_row *row, const struct sheet_truth *t)
{
	const char *term = class_term(t->class);
	struct sheet_yen recognised = {false, t->recognised}, difference = t->evidence,
					 case_no = {false, row->household_id % HOUSEHOLD_PER_OFFICE};
	bool decides = row->disposition == DISPOSITION_ADOPT || row->disposition == DISPOSITION_DECLINE;

	must(row, CASEBOOK_NO, t->found, RULE_SHEET_FINDING);
	if (!t->found)
		return;
	difference.yen -= t->recognised;
	must(row, CASEBOOK_CLASS, str_same(row->class, (struct str){term, strlen(term)}), RULE_SHEET_CHANGED);
	must(row, CASEBOOK_CASE, same_yen(row->case_no, case_no), RULE_SHEET_CHANGED);
	must(row, CASEBOOK_NAME, str_same(row->name, t->name), RULE_SHEET_CHANGED);
	must(row, CASEBOOK_BIRTH, row->birth_on == t->birth_on, RULE_SHEET_CHANGED);
	must(row, CASEBOOK_RECOGNISED, same_yen(row->recognised, recognised), RULE_SHEET_CHANGED);
	must(row, CASEBOOK_EVIDENCE, same_yen(row->evidence, t->evidence), RULE_SHEET_CHANGED);
	must(row, CASEBOOK_DIFFERENCE, same_yen(row->difference, difference), RULE_SHEET_CHANGED);
	must(row, CASEBOOK_ASKED, row->asked_on == t->asked_on, RULE_SHEET_CHANGED);
	must(row, CASEBOOK_ANSWERED, row->answered_on == t->answered_on, RULE_SHEET_CHANGED);
	must(row, CASEBOOK_DISPOSITION, !decides || t->class == CLASS_PENSION_CHANGED, RULE_SHEET_ADOPT);
	must(row, CASEBOOK_DISPOSITION, !decides || !t->adopted || (int)row->disposition == t->known,
		RULE_SHEET_LATE);
	must(row, CASEBOOK_DONE_ON, t->asked_on == DAY_MAX || row->done_on >= t->asked_on, RULE_SHEET_EARLY);
}

bool sheet_row_holds(const struct sheet_row *row)
{
	for (int i = 0; i < CASEBOOK_COLUMN_COUNT; i++)
		if (row->fault[i] != RULE_NONE)
			return false;
	return true;
}

const char *sheet_column_title(enum casebook_column column)
{
	return columns[column].name;
}
