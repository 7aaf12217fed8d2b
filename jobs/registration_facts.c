/*
 * registration_facts.c: merges streams of rows by person and item.
 */
#include "jobs/registration_facts.h"

#include "gen/sql.h"
#include "getsuji/err.h"
#include "getsuji/facts.h"
#include "getsuji/number.h"
#include "jobs/list.h"

#include <stdio.h>
#include <string.h>

const struct sql_stmt *const registration_facts_statements[REGISTRATION_STREAMS] = {
	[REGISTRATION_HOUSEHOLDS] = &sql_registration_household,
	[REGISTRATION_PROTECTION] = &sql_registration_protection,
	[REGISTRATION_PERSONS] = &sql_registration_person,
	[REGISTRATION_INSURED] = &sql_registration_insured,
	[REGISTRATION_NONDISCLOSURE] = &sql_registration_nondisclosure,
	[REGISTRATION_OFFICES] = &sql_registration_office,
	[REGISTRATION_CASEWORKERS] = &sql_registration_caseworker,
	[REGISTRATION_TICKETS] = &sql_registration_ticket,
	[REGISTRATION_SENT_RECORDS] = &sql_registration_sent,
};

/* Columns of registration_ticket. */
enum {
	T_PERSON,
	T_MONTH,
	T_ISSUE_NO,
	T_RECIPIENT_NO,
	T_TYPE,
	T_SERVICE,
	T_CASEWORKER,
	T_CODE,
	T_NAME,
	T_PRESCRIBER_CODE,
	T_PRESCRIBER_NAME,
	T_FROM,
	T_UNTIL,
	T_INJURY,
	T_OWN_PAYMENT = T_INJURY + TICKET_INJURIES,
	T_COMBINED,
	T_INSURANCE,
	T_ELDERLY,
	T_TUBERCULOSIS,
	T_PREFECTURAL,
	T_REMARK
};

/* Columns of registration_sent. */
enum { S_PERSON, S_ITEM, S_KEY, S_ACTION, S_RECORD_NO, S_CONTENT, S_SENT_ON, S_STATE, S_ERROR };

/* A name or setting of an office that holds for some days. */
struct setting {
	int64_t key; /* of the office, or office * 100,000,000 + caseworker */
	struct str name, payer_no;
	day_t from, to;
};

struct member {
	int16_t person_no;
	struct registration_days days;
};

/* A stream whose next row is looked at before it is taken: `loaded` while its current row is not. */
struct cursor {
	struct rows *rows;
	bool loaded;
};

struct registration_facts {
	struct rows *rows[REGISTRATION_STREAMS];
	struct cursor tickets, records;
	struct arena *arena;
	day_t from, first, next;          /* of the months looked back at, of the month, of the one after it */
	struct list offices, caseworkers; /* of struct setting */
	int64_t household_id;
	const struct setting *office;    /* of the household, in the month */
	struct list protection;          /* of the household: struct registration_days */
	struct list members;             /* struct member, person by person */
	struct list days, insured, sent; /* of the person; of the item */
	bool person_done;                /* its own item was given */
	struct registration_content *content;
	struct str wanted;
};

/* ---- settings of offices ---- */

static void load_settings(struct registration_facts *f)
{
	struct rows *r = f->rows[REGISTRATION_OFFICES];

	while (rows_next(r)) {
		struct setting *s = list_add(f->arena, &f->offices);

		*s = (struct setting){row_int(r, 0), row_text(r, 2), row_text(r, 1), row_day(r, 3), row_day(r, 4)};
	}
	r = f->rows[REGISTRATION_CASEWORKERS];
	while (rows_next(r)) {
		struct setting *s = list_add(f->arena, &f->caseworkers);

		*s = (struct setting){
			.key = row_int(r, 0), .name = row_text(r, 1), .from = row_day(r, 2), .to = row_day(r, 3)};
	}
}

/* The key's last row that begins before a day; NULL: none.  Rows are in the order of key and day. */
static const struct setting *setting_before(const struct list *l, int64_t key, day_t before)
{
	const struct setting *s = l->at;
	size_t lo = 0, hi = l->count;

	while (lo < hi) {
		size_t middle = lo + (hi - lo) / 2;

		if (s[middle].key < key || (s[middle].key == key && s[middle].from < before))
			lo = middle + 1;
		else
			hi = middle;
	}
	return lo > 0 && s[lo - 1].key == key ? &s[lo - 1] : NULL;
}

static struct str name_in(const struct list *l, int64_t key, month_t month)
{
	const struct setting *s = setting_before(l, key, month_first(month + 1));

	return s != NULL ? s->name : (struct str){"", 0};
}

struct registration_facts *registration_facts_open(struct rows *rows[static REGISTRATION_STREAMS],
	const struct registration_terms *terms, struct arena *arena)
{
	struct registration_facts *f = arena_alloc(arena, sizeof *f);

	memcpy(f->rows, rows, sizeof f->rows);
	f->tickets.rows = rows[REGISTRATION_TICKETS];
	f->records.rows = rows[REGISTRATION_SENT_RECORDS];
	f->arena = arena;
	f->from = month_first(terms->month - terms->months_back);
	f->first = month_first(terms->month);
	f->next = month_first(terms->month + 1);
	f->offices = list_of(arena, sizeof(struct setting));
	f->caseworkers = list_of(arena, sizeof(struct setting));
	f->protection = list_of(arena, sizeof(struct registration_days));
	f->members = list_of(arena, sizeof(struct member));
	f->days = list_of(arena, sizeof(struct registration_days));
	f->insured = list_of(arena, sizeof(day_t));
	f->sent = list_of(arena, sizeof(struct registration_record));
	f->content = arena_alloc(arena, sizeof *f->content);
	load_settings(f);
	return f;
}

/* ---- a household ---- */

static void read_protection(struct registration_facts *f)
{
	struct rows *r = f->rows[REGISTRATION_PROTECTION];

	f->protection.count = 0;
	while (rows_next_of(r, f->household_id)) {
		struct registration_days *d = list_add(f->arena, &f->protection);

		*d = (struct registration_days){
			row_day(r, 2), row_day(r, 3), row_int(r, 1) == PROTECTION_ACTIVE, (uint8_t)row_int(r, 4)};
	}
}

static void read_members(struct registration_facts *f)
{
	struct rows *r = f->rows[REGISTRATION_PERSONS];
	int64_t key;

	f->members.count = 0;
	while (rows_peek_key(r, &key) && key / 100 <= f->household_id) {
		(void)rows_next(r);
		if (key / 100 == f->household_id) {
			struct member *m = list_add(f->arena, &f->members);

			*m = (struct member){
				(int16_t)(key % 100), {row_day(r, 1), row_day(r, 2), .active = true, .reason = REASON_NONE}};
		}
	}
}

bool registration_facts_household(struct registration_facts *f, struct registration_household *out)
{
	struct rows *r = f->rows[REGISTRATION_HOUSEHOLDS];

	if (!rows_next(r))
		return false;
	f->household_id = row_int(r, 0);
	f->office = setting_before(&f->offices, f->household_id / HOUSEHOLD_PER_OFFICE, f->first + 1);
	if (f->office != NULL && f->office->to <= f->first)
		f->office = NULL;
	*out = (struct registration_household){.id = f->household_id,
		.caseworker_no = (int32_t)row_int(r, 1),
		.known = f->office != NULL,
		.held = !row_null(r, 2),
		.hold = row_text(r, 2),
		.reason = row_text(r, 3)};
	read_protection(f);
	read_members(f);
	return true;
}

/* ---- a person ---- */

static void read_days(struct registration_facts *f, int16_t person_no)
{
	const struct member *m = f->members.at;

	f->days.count = 0;
	for (size_t i = 0; i < f->members.count; i++) {
		if (m[i].person_no == person_no)
			*(struct registration_days *)list_add(f->arena, &f->days) = m[i].days;
	}
}

static void read_insured(struct registration_facts *f, int64_t person_key)
{
	struct rows *r = f->rows[REGISTRATION_INSURED];

	f->insured.count = 0;
	while (rows_next_of(r, person_key))
		*(day_t *)list_add(f->arena, &f->insured) = row_day(r, 1);
}

/* The person of the row that comes next; false after the last. */
static bool cursor_person(struct cursor *c, int64_t *person_key)
{
	if (!c->loaded)
		c->loaded = rows_next(c->rows);
	if (c->loaded)
		*person_key = row_int(c->rows, 0);
	return c->loaded;
}

/* Passes over the rows of persons up to `after`; the next one's person, if it comes before *person_key. */
static void cursor_after(struct cursor *c, int64_t after, int64_t *person_key)
{
	int64_t key;

	while (cursor_person(c, &key) && key <= after)
		c->loaded = false;
	if (c->loaded && key < *person_key)
		*person_key = key;
}

/* The household's next person in the ledger, with a ticket or with something sent, after `after`. */
static bool next_person(struct registration_facts *f, int64_t after, int64_t *person_key)
{
	const struct member *m = f->members.at;

	*person_key = INT64_MAX;
	for (size_t i = 0; i < f->members.count; i++) {
		int64_t key = f->household_id * 100 + m[i].person_no;

		if (key > after && key < *person_key)
			*person_key = key;
	}
	cursor_after(&f->tickets, after, person_key);
	cursor_after(&f->records, after, person_key);
	return *person_key / 100 == f->household_id;
}

bool registration_facts_person(
	struct registration_facts *f, const struct registration_household *h, struct registration_person *out)
{
	int64_t after = out->key / 100 == h->id ? out->key : h->id * 100;

	if (!next_person(f, after, &out->key))
		return false;
	out->person_no = (int16_t)(out->key % 100);
	registration_no_format(h->id, out->person_no, out->number);
	out->nondisclosure = rows_next_of(f->rows[REGISTRATION_NONDISCLOSURE], out->key);
	read_days(f, out->person_no);
	read_insured(f, out->key);
	f->person_done = false;
	return true;
}

/* ---- contents ---- */

static void begin_content(const struct registration_facts *f, const struct registration_person *p)
{
	registration_begin(f->content);
	registration_string(f->content, p->number);
	registration_string(f->content, p->nondisclosure ? "1" : "0");
}

static bool is_last_member(const struct registration_facts *f, day_t last_day)
{
	const struct member *m = f->members.at;
	int members = 0;

	for (size_t i = 0; i < f->members.count; i++)
		members += m[i].days.from <= last_day && last_day < m[i].days.to;
	return members == 1;
}

/* The qualification of the person in hand; false: he has none. */
static bool put_person(struct registration_facts *f, const struct registration_person *p)
{
	struct registration_content *c = f->content;
	struct registration_stretch s;
	enum loss_reason loss;

	if (!registration_last_stretch(
			f->protection.at, f->protection.count, f->days.at, f->days.count, f->from, f->next, &s))
		return false;
	loss = registration_loss(&s, f->protection.at, f->protection.count,
		s.lost_on != DAY_MAX && is_last_member(f, s.lost_on - 1), f->insured.at, f->insured.count);
	begin_content(f, p);
	registration_string(c, "A1");
	registration_text(c, f->office->payer_no);
	registration_string(c, p->number);
	registration_day(c, s.from);
	registration_day(c, s.lost_on);
	registration_code(c, (int)loss);
	registration_string(c, "");  /* QualificationValidity */
	registration_string(c, "3"); /* Sex: facts have none */
	return true;
}

static void put_month(struct registration_content *c, month_t month)
{
	registration_number(c, (int64_t)month_year(month) * 100 + month_number(month));
}

static void put_flag(struct registration_content *c, bool yes)
{
	registration_string(c, yes ? "01" : "02");
}

static void put_ticket(
	struct registration_facts *f, const struct registration_person *p, const struct rows *r)
{
	struct registration_content *c = f->content;
	month_t month = month_of_day(row_day(r, T_MONTH));
	int64_t office = f->household_id / HOUSEHOLD_PER_OFFICE;

	begin_content(f, p);
	registration_text(c, row_text(r, T_RECIPIENT_NO));
	registration_code(c, (int)row_int(r, T_TYPE));
	registration_day(c, row_day(r, T_FROM));
	registration_day(c, row_day(r, T_UNTIL));
	registration_number(c, row_int(r, T_ISSUE_NO));
	put_month(c, month);
	registration_text(c, row_text(r, T_CODE));
	registration_string(c, ""); /* DMIF */
	registration_text(c, row_text(r, T_NAME));
	registration_text(c, row_text(r, T_PRESCRIBER_CODE));
	registration_text(c, row_text(r, T_PRESCRIBER_NAME));
	for (int i = 0; i < TICKET_INJURIES; i++)
		registration_text(c, row_text(r, T_INJURY + i));
	registration_code(c, (int)row_int(r, T_SERVICE));
	registration_number(c, row_int(r, T_OWN_PAYMENT));
	registration_text(
		c, name_in(&f->caseworkers, office * HOUSEHOLD_PER_OFFICE + row_int(r, T_CASEWORKER), month));
	registration_text(c, name_in(&f->offices, office, month));
	registration_string(c, row_bool(r, T_COMBINED) ? "02" : "01");
	put_flag(c, row_bool(r, T_INSURANCE));
	registration_string(c, ""); /* CF */
	put_flag(c, row_bool(r, T_TUBERCULOSIS));
	put_flag(c, row_bool(r, T_ELDERLY));
	put_flag(c, row_bool(r, T_PREFECTURAL));
	for (int i = 0; i < TICKET_REMARKS; i++)
		registration_text(c, row_text(r, T_REMARK + i));
}

/* ---- an item ---- */

/* The key of the ticket that comes next for the person, of a month that is looked at; false: there is none. */
static bool next_ticket(
	struct registration_facts *f, int64_t person_key, char key[static REGISTRATION_KEY_MAX])
{
	const struct rows *r = f->tickets.rows;
	char month[8];
	int64_t of;

	while (cursor_person(&f->tickets, &of) && of <= person_key) {
		if (of == person_key && row_day(r, T_MONTH) >= f->from) {
			snprintf(key, REGISTRATION_KEY_MAX, "%s-%07d",
				month_format(month_of_day(row_day(r, T_MONTH)), month), (int)row_int(r, T_ISSUE_NO));
			return true;
		}
		f->tickets.loaded = false;
	}
	return false;
}

/* Likewise of a record that was sent about a ticket. */
static bool next_record(
	struct registration_facts *f, int64_t person_key, char key[static REGISTRATION_KEY_MAX])
{
	const struct rows *r = f->records.rows;
	char from[8];
	int64_t of;

	(void)month_format(month_of_day(f->from), from);
	while (cursor_person(&f->records, &of) && of <= person_key) {
		struct str text = row_text(r, S_KEY);

		if (of == person_key && row_int(r, S_ITEM) == REGISTRATION_TICKET) {
			snprintf(key, REGISTRATION_KEY_MAX, "%.*s", (int)text.length, text.at);
			if (strncmp(key, from, strlen(from)) >= 0)
				return true;
		}
		f->records.loaded = false;
	}
	return false;
}

/* The records that were sent about the item. */
static void read_records(struct registration_facts *f, int64_t person_key, struct registration_item_state *i)
{
	const struct rows *r = f->records.rows;
	struct str wanted_key = {i->key, strlen(i->key)};
	int64_t of;

	f->sent.count = 0;
	while (cursor_person(&f->records, &of) && of == person_key && row_int(r, S_ITEM) == i->item &&
		   str_same(row_text(r, S_KEY), wanted_key)) {
		*(struct registration_record *)list_add(f->arena, &f->sent) =
			(struct registration_record){.action = (uint8_t)row_int(r, S_ACTION),
				.state = (uint8_t)row_int(r, S_STATE),
				.record_no = row_text(r, S_RECORD_NO),
				.content = row_text(r, S_CONTENT),
				.error_code = row_text(r, S_ERROR),
				.sent_on = row_day(r, S_SENT_ON)};
		f->records.loaded = false;
	}
	i->sent = f->sent.at;
	i->n_sent = f->sent.count;
}

static void set_wanted(struct registration_facts *f, struct registration_item_state *i)
{
	CHECK(f->content->values ==
		  (i->item == REGISTRATION_PERSON ? REGISTRATION_PERSON_VALUES : REGISTRATION_TICKET_VALUES));
	f->wanted = (struct str){f->content->text, f->content->length};
	i->wanted = &f->wanted;
	i->bad = f->content->bad;
}

/* What was registered of the person ended before the months that are looked at: it stays as it is. */
static bool is_past(const struct registration_facts *f, const struct registration_item_state *i)
{
	return i->wanted == NULL && i->n_sent > 0 &&
		   registration_lost_before(i->sent[i->n_sent - 1].content, f->from);
}

bool registration_facts_item(
	struct registration_facts *f, const struct registration_person *p, struct registration_item_state *out)
{
	char ticket[REGISTRATION_KEY_MAX], record[REGISTRATION_KEY_MAX];

	if (!f->person_done) {
		f->person_done = true;
		*out = (struct registration_item_state){.item = REGISTRATION_PERSON};
		if (put_person(f, p))
			set_wanted(f, out);
		read_records(f, p->key, out);
		if (!is_past(f, out))
			return true;
	}
	bool has_ticket = next_ticket(f, p->key, ticket), has_record = next_record(f, p->key, record);

	*out = (struct registration_item_state){.item = REGISTRATION_TICKET};
	if (!has_ticket && !has_record)
		return false;
	if (has_ticket && (!has_record || strcmp(ticket, record) <= 0)) {
		memcpy(out->key, ticket, sizeof out->key);
		put_ticket(f, p, f->tickets.rows);
		f->tickets.loaded = false;
		set_wanted(f, out);
	} else {
		memcpy(out->key, record, sizeof out->key);
	}
	read_records(f, p->key, out);
	return true;
}
