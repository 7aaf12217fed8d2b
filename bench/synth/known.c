/* known.c: facts read back.  See known.h. */
#include "bench/synth/known.h"

#include "bench/synth/sheet.h"
#include "getsuji/csv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 16, ROOM = 1024 };

struct award {
	int64_t household_id;
	int person_no, item_no;
	bool supplement;
	char code[5];
};

struct home {
	int64_t household_id;
	day_t from;
	bool protected_address;
};

struct number {
	int64_t household_id;
	int person_no;
	char linkage_no[LINKAGE_NO_DIGITS + 1];
};

/* Growing arrays of one type each. */
#define LIST(type) \
	struct { \
		struct type *at; \
		size_t n, room; \
	}

struct loading {
	struct arena *keep;
	const char *folder;
	struct known *known;
	LIST(known_person) people;
	LIST(known_income) incomes;
	LIST(known_protection) protections;
	LIST(award) awards;
	LIST(home) homes;
	LIST(number) numbers;
};

#define ADD(l, list) \
	((l)->list.n == (l)->list.room ? (void)((l)->list.at = arena_grow((l)->keep, (l)->list.at, \
												(l)->list.room, (l)->list.room * 2, sizeof *(l)->list.at), \
										 (l)->list.room *= 2) \
								   : (void)0, \
		&(l)->list.at[(l)->list.n++])
#define MAKE(l, list) \
	((l)->list.at = arena_array((l)->keep, ROOM, sizeof *(l)->list.at), (l)->list.room = ROOM)

enum err_code known_read(void *from, void *buffer, size_t size, size_t *got, struct err *e)
{
	*got = fread(buffer, 1, size, from);
	if (*got < size && ferror((FILE *)from))
		return err_set(e, ERR_INPUT, 1042, "could not read the file: %s", strerror(errno));
	return ERR_OK;
}

static void close_file(void *file)
{
	fclose(file);
}

/* ---- fields ---- */

static int64_t whole(const struct csv_field *f)
{
	return strtoll(f->text, NULL, 10);
}

static int64_t household(const struct csv_field row[])
{
	return whole(&row[0]) * HOUSEHOLD_PER_OFFICE + whole(&row[1]);
}

static day_t day(const struct csv_field *f)
{
	day_t d = DAY_MAX;

	if (f->length > 0)
		CHECK(day_parse(f->text, f->length, &d));
	return d;
}

static void copy(char *out, size_t size, const struct csv_field *f)
{
	CHECK(f->length < size);
	memcpy(out, f->text, f->length + 1);
}

static int word_of(const struct csv_field *f, const char *const words[], int n)
{
	int i = 0;

	while (i < n && (words[i] == NULL || strcmp(words[i], f->text) != 0))
		i++;
	CHECK(i < n); /* a word of facts.h */
	return i;
}

#define X(name, number, word, term) [number] = word,
static const char *const income_words[] = {FACT_INCOMES(X)};
static const char *const state_words[] = {FACT_PROTECTION_STATES(X)};
#undef X
#define WORD(f, words) word_of(f, words, (int)(sizeof(words) / sizeof(words)[0]))

/* ---- rows: fields in the order of sheet.h ---- */

static void add_household(struct loading *l, const struct csv_field row[])
{
	l->known->office = (int)whole(&row[0]);
	*ADD(l, homes) = (struct home){household(row), day(&row[8]), whole(&row[7]) != 0};
}

static void add_protection(struct loading *l, const struct csv_field row[])
{
	*ADD(l, protections) = (struct known_protection){
		household(row), (enum fact_protection)WORD(&row[2], state_words), day(&row[3]), day(&row[4])};
}

static void add_person(struct loading *l, const struct csv_field row[])
{
	*ADD(l, people) = (struct known_person){.household_id = household(row),
		.person_no = (int)whole(&row[2]),
		.birth_on = day(&row[4]),
		.name = arena_strdup(l->keep, row[5].text),
		.kana = arena_strdup(l->keep, row[6].text),
		.from = day(&row[7]),
		.to = day(&row[8])};
}

static void add_income(struct loading *l, const struct csv_field row[])
{
	*ADD(l, incomes) = (struct known_income){.household_id = household(row),
		.person_no = (int)whole(&row[2]),
		.kind = (enum fact_income)WORD(&row[3], income_words),
		.item_no = (int)whole(&row[4]),
		.amount_yen = (int)whole(&row[5]),
		.care_premium_yen = (int)whole(&row[7]),
		.from = day(&row[8]),
		.to = day(&row[9])};
}

static void add_number(struct loading *l, const struct csv_field row[])
{
	struct number *n = ADD(l, numbers);

	n->household_id = household(row);
	n->person_no = (int)whole(&row[2]);
	copy(n->linkage_no, sizeof n->linkage_no, &row[3]);
}

static void add_award(struct loading *l, const struct csv_field row[])
{
	struct award *a = ADD(l, awards);

	a->household_id = household(row);
	a->person_no = (int)whole(&row[2]);
	a->supplement = strcmp(row[3].text, "supplement") == 0;
	a->item_no = (int)whole(&row[4]);
	copy(a->code, sizeof a->code, &row[5]);
}

/* ---- files ---- */

static const struct {
	const char *name, *columns;
} sheets[SHEET_COUNT] = {
#define X(id, name, columns) {name, columns},
	SHEETS(X)
#undef X
};

/* The columns of a sheet, for the reader. */
static int columns_of(struct loading *l, enum sheet sheet, struct csv_column column[static COLUMNS_MAX])
{
	char *text = arena_strdup(l->keep, sheets[sheet].columns);
	int n = 0;

	for (char *end = text; end != NULL; text = end + 1) {
		end = strchr(text, ',');
		if (end != NULL)
			*end = '\0';
		CHECK(n < COLUMNS_MAX);
		column[n++] = (struct csv_column){text, false};
		if (end == NULL)
			break;
	}
	return n;
}

static enum err_code load(struct loading *l, enum sheet sheet,
	void (*add)(struct loading *l, const struct csv_field row[]), struct err *e)
{
	struct csv_column *column = arena_array(l->keep, COLUMNS_MAX, sizeof *column);
	const char *path = arena_printf(l->keep, "%s/%s.csv", l->folder, sheets[sheet].name);
	int n = columns_of(l, sheet, column);
	FILE *file = fopen(path, "rb");
	struct csv *csv;
	enum err_code code;

	if (file == NULL) {
		err_set(e, ERR_INPUT, 1042, "could not read the file: %s", strerror(errno));
		return err_place(e, "%s", path);
	}
	arena_defer(l->keep, close_file, file);
	csv = csv_new(l->keep, path, CSV_UTF8, known_read, file);
	code = csv_header(csv, column, n, e);
	while (code == ERR_OK) {
		const struct csv_field *row;
		bool more;

		code = csv_next(csv, &row, &more, e);
		if (code == ERR_OK && !more)
			break;
		if (code == ERR_OK)
			add(l, row);
	}
	return code;
}

/* ---- putting together ---- */

static int compare(int64_t a_household, int a_no, int64_t b_household, int b_no)
{
	if (a_household != b_household)
		return a_household < b_household ? -1 : 1;
	return (a_no > b_no) - (a_no < b_no);
}

static int by_person(const void *a, const void *b)
{
	const struct known_person *x = a, *y = b;

	return compare(x->household_id, x->person_no, y->household_id, y->person_no);
}

static int by_income(const void *a, const void *b)
{
	const struct known_income *x = a, *y = b;
	int order = compare(x->household_id, x->person_no, y->household_id, y->person_no);

	if (order == 0)
		order = compare(x->item_no, x->from, y->item_no, y->from);
	return order;
}

static int by_protection(const void *a, const void *b)
{
	const struct known_protection *x = a, *y = b;

	return compare(x->household_id, x->from, y->household_id, y->from);
}

static struct known_person *find_person(const struct known *k, int64_t household_id, int person_no)
{
	struct known_person wanted = {.household_id = household_id, .person_no = person_no};

	return bsearch(&wanted, k->person, (size_t)k->n, sizeof wanted, by_person);
}

/* Incomes and protection come in the order of persons: each person's are one piece of the array. */
static void share_out(struct loading *l)
{
	size_t income = 0, protection = 0;

	for (size_t i = 0; i < l->people.n; i++) {
		struct known_person *p = &l->people.at[i];
		size_t end;

		while (
			income < l->incomes.n && compare(l->incomes.at[income].household_id,
										 l->incomes.at[income].person_no, p->household_id, p->person_no) < 0)
			income++;
		p->incomes = &l->incomes.at[income];
		for (; income < l->incomes.n && l->incomes.at[income].household_id == p->household_id &&
			   l->incomes.at[income].person_no == p->person_no;
			 income++)
			p->n_incomes++;
		while (protection < l->protections.n && l->protections.at[protection].household_id < p->household_id)
			protection++;
		p->protections = &l->protections.at[protection];
		for (end = protection;
			 end < l->protections.n && l->protections.at[end].household_id == p->household_id; end++)
			p->n_protections++;
	}
}

static void set_codes(struct loading *l)
{
	for (size_t i = 0; i < l->awards.n; i++) {
		const struct award *a = &l->awards.at[i];
		struct known_person *p = find_person(l->known, a->household_id, a->person_no);

		for (int k = 0; p != NULL && k < p->n_incomes; k++) {
			struct known_income *income = &l->incomes.at[&p->incomes[k] - l->incomes.at];

			if (!a->supplement && income->kind == INCOME_PENSION && income->item_no == a->item_no)
				memcpy(income->code, a->code, sizeof income->code);
		}
		if (p != NULL && a->supplement)
			p->supplement = true;
	}
}

static int by_home(const void *a, const void *b)
{
	const struct home *x = a, *y = b;

	return compare(x->household_id, x->from, y->household_id, y->from);
}

/* 支援措置 as in the household's latest row. */
static void set_protected(struct loading *l)
{
	size_t home = 0;

	for (size_t i = 0; i < l->people.n; i++) {
		struct known_person *p = &l->people.at[i];

		while (home + 1 < l->homes.n && l->homes.at[home + 1].household_id <= p->household_id)
			home++;
		CHECK(l->homes.at[home].household_id == p->household_id);
		p->protected_address = l->homes.at[home].protected_address;
	}
}

static int by_linkage(const void *a, const void *b, void *known)
{
	const struct known_person *person = ((const struct known *)known)->person;

	return strcmp(person[*(const int *)a].linkage_no, person[*(const int *)b].linkage_no);
}

static void set_numbers(struct loading *l)
{
	struct known *k = l->known;

	for (size_t i = 0; i < l->numbers.n; i++) {
		struct known_person *p = find_person(k, l->numbers.at[i].household_id, l->numbers.at[i].person_no);

		if (p != NULL)
			memcpy(p->linkage_no, l->numbers.at[i].linkage_no, sizeof p->linkage_no);
	}
	k->by_number = arena_array(l->keep, (size_t)k->n, sizeof *k->by_number);
	for (int i = 0; i < k->n; i++)
		k->by_number[i] = i;
	qsort_r(k->by_number, (size_t)k->n, sizeof *k->by_number, by_linkage, k);
}

enum err_code known_load(const char *folder, struct arena *keep, struct known **out, struct err *e)
{
	static const struct {
		enum sheet sheet;
		void (*add)(struct loading *l, const struct csv_field row[]);
	} files[] = {{SHEET_HOUSEHOLD, add_household}, {SHEET_PROTECTION, add_protection},
		{SHEET_PERSON, add_person}, {SHEET_INCOME, add_income}, {SHEET_LINKAGE, add_number},
		{SHEET_PENSION, add_award}};
	struct loading *l = arena_alloc(keep, sizeof *l);

	l->keep = keep;
	l->folder = folder;
	l->known = *out = arena_alloc(keep, sizeof **out);
	MAKE(l, people);
	MAKE(l, incomes);
	MAKE(l, protections);
	MAKE(l, awards);
	MAKE(l, homes);
	MAKE(l, numbers);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		if (load(l, files[i].sheet, files[i].add, e) != ERR_OK)
			return e->code;
	}
	qsort(l->people.at, l->people.n, sizeof *l->people.at, by_person);
	qsort(l->incomes.at, l->incomes.n, sizeof *l->incomes.at, by_income);
	qsort(l->protections.at, l->protections.n, sizeof *l->protections.at, by_protection);
	qsort(l->homes.at, l->homes.n, sizeof *l->homes.at, by_home);
	l->known->person = l->people.at;
	l->known->n = (int)l->people.n;
	share_out(l);
	set_codes(l);
	set_protected(l);
	set_numbers(l);
	return ERR_OK;
}

const struct known_person *known_by_number(const struct known *k, const char *linkage_no)
{
	int lo = 0, hi = k->n;

	while (lo < hi) {
		int middle = lo + (hi - lo) / 2;

		if (strcmp(k->person[k->by_number[middle]].linkage_no, linkage_no) < 0)
			lo = middle + 1;
		else
			hi = middle;
	}
	if (lo == k->n || strcmp(k->person[k->by_number[lo]].linkage_no, linkage_no) != 0)
		return NULL;
	return &k->person[k->by_number[lo]];
}

bool known_on_aid(const struct known_person *p, day_t from, day_t to, bool suspended)
{
	for (int i = 0; i < p->n_protections; i++) {
		const struct known_protection *row = &p->protections[i];
		day_t begin = row->from > p->from ? row->from : p->from;
		day_t end = row->to < p->to ? row->to : p->to;

		if ((row->state == PROTECTION_ACTIVE || suspended) && begin < to && end > from && begin < end)
			return true;
	}
	return false;
}
