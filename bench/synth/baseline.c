/* baseline.c: decisions of the month before.  See baseline.h. */
#include "bench/synth/baseline.h"

#include "getsuji/builtin.h"
#include "jobs/rules/benefit_rules.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER_BYTES = 1 << 18 };

struct baseline_view {
	struct household h;
	struct member members[CASEFILE_ROWS_MAX];
	struct circumstance circumstances[CASEFILE_ROWS_MAX];
	struct stay stays[CASEFILE_ROWS_MAX];
	struct income incomes[CASEFILE_ROWS_MAX];
	struct need needs[CASEFILE_ROWS_MAX];
	struct rent rents[CASEFILE_ROWS_MAX];
	struct home homes[CASEFILE_ROWS_MAX];
	struct protection protections[CASEFILE_ROWS_MAX];
};

struct baseline {
	FILE *file;
	const char *path;
	month_t month;
	struct rates *rates;
	struct baseline_view *view;
	int64_t decisions, left_out;
};

enum err_code baseline_rates(month_t month, struct arena *keep, struct rates **out, struct err *e)
{
	struct rate_cells cells = {0};

	for (int i = 0; i < builtin_rate_files_count; i++) {
		const struct builtin_file *file = &builtin_rate_files[i];
		const struct rate_table_desc *table = rate_table_of_file(file->name);
		enum err_code code;

		if (table == NULL)
			continue; /* known_gaps.csv says what is missing, it has no amounts */
		code = rate_table_read(table, file->text, file->length, keep, &cells, e);
		if (code != ERR_OK)
			return code;
	}
	return rates_build(&cells, month, keep, out, e);
}

struct baseline_view *baseline_view_new(struct arena *keep)
{
	return arena_alloc(keep, sizeof(struct baseline_view));
}

static bool overlaps(const struct span *s, month_t month)
{
	return s->from < month_first(month + 1) && month_first(month) < s->to;
}

static int by_income(const void *a, const void *b)
{
	const struct income *x = a;
	const struct income *y = b;

	return x->person_no != y->person_no ? x->person_no - y->person_no
		   : x->kind != y->kind         ? x->kind - y->kind
		   : x->item_no != y->item_no   ? x->item_no - y->item_no
										: (x->from > y->from) - (x->from < y->from);
}

static int by_need(const void *a, const void *b)
{
	const struct need *x = a;
	const struct need *y = b;

	return x->person_no != y->person_no ? x->person_no - y->person_no
		   : x->kind != y->kind         ? x->kind - y->kind
		   : x->item_no != y->item_no   ? x->item_no - y->item_no
										: (x->from > y->from) - (x->from < y->from);
}

static void view_people(struct baseline_view *v, const struct casefile *h, month_t month)
{
	for (int i = 0; i < h->persons; i++) {
		const struct person_row *p = &h->person[i];

		if (overlaps(&p->span, month))
			v->members[v->h.n_members++] = (struct member){.person_no = (int16_t)p->person_no,
				.role = (uint8_t)p->role,
				.stated_age = AGE_FROM_BIRTH,
				.birth_on = p->birth_on,
				.from = p->span.from,
				.to = p->span.to};
	}
	for (int i = 0; i < h->circumstances; i++) {
		const struct circumstance_row *c = &h->circumstance[i];

		if (overlaps(&c->span, month))
			v->circumstances[v->h.n_circumstances++] =
				(struct circumstance){(int16_t)c->person_no, (uint8_t)c->kind, c->span.from, c->span.to};
	}
	for (int i = 0; i < h->stays; i++) {
		const struct stay_row *s = &h->stay[i];

		if (overlaps(&s->span, month))
			v->stays[v->h.n_stays++] = (struct stay){
				(int16_t)s->person_no, (uint8_t)s->kind, s->over_one_month, s->span.from, s->span.to};
	}
}

static void view_money(struct baseline_view *v, const struct casefile *h, month_t month)
{
	for (int i = 0; i < h->incomes; i++) {
		const struct income_row *r = &h->income[i];

		if (overlaps(&r->span, month))
			v->incomes[v->h.n_incomes++] =
				(struct income){(int16_t)r->person_no, (uint8_t)r->kind, (int16_t)r->item_no, r->amount_yen,
					r->expenses_yen, r->care_premium_yen, r->span.from, r->span.to};
	}
	qsort(v->incomes, (size_t)v->h.n_incomes, sizeof v->incomes[0], by_income);
	for (int i = 0; i < h->needs; i++) {
		const struct need_row *n = &h->need[i];

		if (overlaps(&n->span, month))
			v->needs[v->h.n_needs++] = (struct need){(int16_t)n->person_no, (uint8_t)n->kind,
				(int16_t)n->item_no, n->amount_yen, n->span.from, n->span.to};
	}
	qsort(v->needs, (size_t)v->h.n_needs, sizeof v->needs[0], by_need);
	for (int i = 0; i < h->rents; i++) {
		const struct rent_row *r = &h->rent[i];

		if (overlaps(&r->span, month))
			v->rents[v->h.n_rents++] =
				(struct rent){r->rent_yen, r->floor_area_cm2, r->special_limit, r->span.from, r->span.to};
	}
}

const struct household *baseline_view_of(
	struct baseline_view *v, const struct casefile *h, const struct rates *r)
{
	month_t month = r->month;

	v->h = (struct household){.members = v->members,
		.circumstances = v->circumstances,
		.stays = v->stays,
		.incomes = v->incomes,
		.needs = v->needs,
		.rents = v->rents,
		.homes = v->homes,
		.protections = v->protections};
	view_people(v, h, month);
	view_money(v, h, month);
	for (int i = 0; i < h->households; i++) {
		const struct household_row *row = &h->household[i];

		if (overlaps(&row->span, month))
			v->homes[v->h.n_homes++] = (struct home){
				rates_municipality(r, row->place->code), row->single_parent, row->span.from, row->span.to};
	}
	for (int i = 0; i < h->protections; i++) {
		const struct protection_row *p = &h->protection[i];

		if (overlaps(&p->span, month) || p->span.to == month_first(month))
			v->protections[v->h.n_protections++] = (struct protection){(uint8_t)p->state,
				(uint8_t)p->start_reason, (uint8_t)p->end_reason, p->span.from, p->span.to};
	}
	return &v->h;
}

static void close_file(void *file)
{
	fclose(file);
}

enum err_code baseline_open(
	const char *folder, month_t month, struct arena *keep, struct baseline **out, struct err *e)
{
	struct baseline *b = arena_alloc(keep, sizeof *b);

	*out = b;
	b->month = month;
	b->view = baseline_view_new(keep);
	b->path = arena_printf(keep, "%s/baseline.csv", folder);
	b->file = fopen(b->path, "wb");
	if (b->file == NULL) {
		err_set(e, ERR_DISK, 1033, "could not write the decisions in force: %s", strerror(errno));
		return err_place(e, "%s", b->path);
	}
	arena_defer(keep, close_file, b->file);
	setvbuf(b->file, arena_alloc(keep, BUFFER_BYTES), _IOFBF, BUFFER_BYTES);
	fprintf(b->file,
		"office,case_no,month,caseworker_no,household_type,payment_method,grade,persons,home_size,"
		"protected_days");
	for (int i = 0; i < BENEFIT_FIELD_COUNT; i++)
		fprintf(b->file, ",%s", benefit_name((enum benefit_field)i));
	fputc('\n', b->file);
	return baseline_rates(month, keep, &b->rates, e);
}

static const char *type_word(enum fact_household_type type)
{
#define X(constant, number, word, term) \
	if (type == constant) \
		return word;
	FACT_HOUSEHOLD_TYPES(X)
#undef X
	return "";
}

void baseline_casefile(struct baseline *b, const struct casefile *h)
{
	const struct household *household = baseline_view_of(b->view, h, b->rates);
	const struct household_row *row = &h->household[0];
	struct benefit benefit;
	struct err e = {0};
	char month[8];

	if (household->n_protections == 0 || h->protection[0].span.from >= month_first(b->month + 1))
		return;
	if (benefit_compute(household, b->rates, &rule_defaults, NULL, &benefit, &e) != ERR_OK) {
		b->left_out++;
		return;
	}
	fprintf(b->file, "%05d,%d,%s,%d,%s,%s,%s,%d,%d,%d", h->office_id, h->case_no,
		month_format(b->month, month), row->caseworker_no, type_word(row->type),
		row->payment == PAY_BANK ? "bank" : "counter", rates_grade_text(benefit.grade), benefit.persons,
		benefit.home_size, benefit.protected_days);
	for (int i = 0; i < BENEFIT_FIELD_COUNT; i++)
		fprintf(b->file, ",%d", benefit.yen[i]);
	fputc('\n', b->file);
	b->decisions++;
}

enum err_code baseline_close(struct baseline *b, struct err *e)
{
	if (fflush(b->file) != 0 || ferror(b->file)) {
		err_set(e, ERR_DISK, 1033, "could not write the decisions in force: %s", strerror(errno));
		return err_place(e, "%s", b->path);
	}
	return ERR_OK;
}

int64_t baseline_decisions(const struct baseline *b)
{
	return b->decisions;
}

int64_t baseline_left_out(const struct baseline *b)
{
	return b->left_out;
}
