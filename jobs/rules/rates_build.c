/*
 * rates_build.c: lays the cells of a rate set out in the arrays of one month.
 *
 * One function per table says where a cell belongs; the tables that the rules do not use (追加給付率,
 * 就労自立給付金) have none.
 */
#include "jobs/rules/rates.h"

#include <stdlib.h>
#include <string.h>

/* A cell being placed, its key taken apart. */
struct placing {
	struct rates *r;
	struct arena *keep;
	const struct rate_cell *c;
	char text[256]; /* the key, cut at the bars */
	const char *part[RATE_KEY_PARTS_MAX];
	/* tables that grow while they are read */
	struct municipality *municipality;
	struct cell (*city)[RENT_BANDS];
	const char **city_name;
	int cities;
	struct err *e;
};

static enum err_code misplaced(struct placing *p)
{
	err_set(p->e, ERR_DEFINITION, 1220, "a rate cell has a key that no rule knows");
	err_place(p->e, "%s %s", p->c->table->name, p->c->key);
	return err_hint(p->e, "Compare the key with jobs/rules/rate_tables.c.");
}

/* The digits at the start of a text, at most nine; -1 when there are none or more. */
static int64_t digits(const char *text, const char **end)
{
	int64_t n = 0;
	int length = 0;

	while (text[length] >= '0' && text[length] <= '9' && length < 10)
		n = n * 10 + (text[length++] - '0');
	*end = text + length;
	return length == 0 || length > 9 ? -1 : n;
}

static int word_index(const char *const *words, int n, const char *word)
{
	for (int i = 0; i < n; i++) {
		if (strcmp(words[i], word) == 0)
			return i;
	}
	return -1;
}

static enum err_code put(struct placing *p, struct cell *at)
{
	if (p->c->null)
		return ERR_OK; /* the table itself says that it gives no amount */
	if (at->state != CELL_MISSING) {
		err_set(p->e, ERR_DEFINITION, 1221, "two rate cells for the same amount and month");
		return err_place(p->e, "%s %s", p->c->table->name, p->c->key);
	}
	if (p->c->value < 0 || p->c->value > INT32_MAX) {
		err_set(p->e, ERR_DEFINITION, 1222, "a rate is out of range");
		return err_place(p->e, "%s %s", p->c->table->name, p->c->key);
	}
	at->value = (int32_t)p->c->value;
	at->state = rate_status_estimated(p->c->status) ? CELL_ESTIMATED : CELL_KNOWN;
	return ERR_OK;
}

/* "1".."9", and 10 for "10+", "10+each"; as an index from 0, or -1. */
static int size_index(const char *text)
{
	if (strncmp(text, "10+", 3) == 0)
		return TABLE_SIZES - 1;
	if (text[0] >= '1' && text[0] <= '9' && text[1] == '\0')
		return text[0] - '1';
	return -1;
}

static int class_index(const char *text)
{
	return text[0] >= '1' && text[0] <= '3' && text[1] == '\0' ? text[0] - '1' : -1;
}

static int band_index(const char *text)
{
	for (int band = 0; band < AGE_BANDS; band++) {
		if (strcmp(rates_age_band_text(band), text) == 0)
			return band;
	}
	return -1;
}

static enum err_code place_class1(struct placing *p)
{
	int grade = rates_grade(p->part[1]), band = band_index(p->part[2]);

	if (strcmp(p->part[0], "new") != 0)
		return ERR_OK;
	return grade < 0 || band < 0 ? misplaced(p) : put(p, &p->r->class1[grade][band]);
}

static enum err_code place_class2(struct placing *p)
{
	int grade = rates_grade(p->part[1]), size = size_index(p->part[2]);

	if (strcmp(p->part[0], "new") != 0)
		return ERR_OK;
	return grade < 0 || size < 0 ? misplaced(p) : put(p, &p->r->class2[grade][size]);
}

static enum err_code place_reduction(struct placing *p)
{
	int size = size_index(p->part[1]);

	if (strcmp(p->part[0], "new") != 0)
		return ERR_OK;
	return size < 0 ? misplaced(p) : put(p, &p->r->reduction[size]);
}

static enum err_code place_transitional(struct placing *p)
{
	int grade = rates_grade(p->part[0]), band = band_index(p->part[1]), size = size_index(p->part[2]);

	if (!p->r->complete)
		return ERR_OK; /* the former standard has other sizes */
	return grade < 0 || band < 0 || size < 0 ? misplaced(p) : put(p, &p->r->transitional[grade][band][size]);
}

static enum err_code place_special(struct placing *p)
{
	if (strcmp(p->part[0], "home") == 0)
		return put(p, &p->r->special_home);
	if (strcmp(p->part[0], "hospital_or_care_facility") == 0)
		return put(p, &p->r->special_institution);
	if (strcmp(p->part[0], "rescue_rehab_facility") == 0)
		return put(p, &p->r->special_facility);
	return misplaced(p);
}

static enum err_code place_winter(struct placing *p)
{
	int zone = word_index(rate_zones, ZONES, p->part[1]), size = size_index(p->part[2]);

	if (zone < 0)
		return misplaced(p);
	if (strcmp(p->part[0], "home") == 0)
		return size < 0 ? misplaced(p) : put(p, &p->r->winter_home[zone][size]);
	if (strcmp(p->part[0], "rescue_rehab_facility") == 0)
		return put(p, &p->r->winter_facility[zone]);
	if (strcmp(p->part[0], "hospital_or_care_facility") == 0)
		return put(p, &p->r->winter_institution[zone]);
	return misplaced(p);
}

static enum err_code place_winter_zone(struct placing *p)
{
	int prefecture = rates_prefecture(p->part[0]);
	struct winter_zone *z = prefecture < 0 ? NULL : &p->r->zones[prefecture];

	if (z == NULL || p->c->word == NULL)
		return misplaced(p);
	if (strcmp(p->c->value_name, "zone") == 0) {
		int zone = word_index(rate_zones, ZONES, p->c->word);

		if (zone < 0)
			return misplaced(p);
		z->zone = (uint8_t)zone;
		z->state = rate_status_estimated(p->c->status) ? CELL_ESTIMATED : CELL_KNOWN;
		return ERR_OK;
	}
	const char *end;
	int64_t month = digits(p->c->word, &end);

	if (month < 1 || month > 12 || *end != '\0')
		return misplaced(p);
	if (strcmp(p->c->value_name, "first_month") == 0)
		z->first_month = (uint8_t)month;
	else
		z->last_month = (uint8_t)month;
	return ERR_OK;
}

static enum err_code place_year_end(struct placing *p)
{
	if (strcmp(p->part[0], "home") == 0) {
		int grade = rates_grade(p->part[1]), size = size_index(p->part[2]);

		return grade < 0 || size < 0 ? misplaced(p) : put(p, &p->r->year_end_home[grade][size]);
	}
	int class = class_index(p->part[1]);

	return class < 0 ? misplaced(p) : put(p, &p->r->year_end_facility[class]);
}

static enum err_code place_facility(struct placing *p)
{
	int facility = strncmp(p->part[0], "rescue", 6) == 0 ? FACILITY_RESCUE : FACILITY_REHAB;
	int class = class_index(p->part[1]);

	return class < 0 ? misplaced(p) : put(p, &p->r->facility_base[facility][class]);
}

static enum err_code place_inpatient(struct placing *p)
{
	return put(p,
		strncmp(p->part[0], "hospital", 8) == 0 ? &p->r->hospital_daily_goods : &p->r->care_facility_basic);
}

/* 障害者加算: "a(…) home", "i(…) hospital_or_facility" */
static enum err_code place_disability(struct placing *p, int class)
{
	size_t length = strlen(p->part[1]);
	int kind = p->part[1][0] == 'a' ? DISABILITY_A : DISABILITY_I;
	int basis = length > 4 && strcmp(p->part[1] + length - 4, "home") == 0 ? BASIS_HOME : BASIS_INSTITUTION;

	return class < 0 ? misplaced(p) : put(p, &p->r->disability[kind][basis][class]);
}

static enum err_code place_addition(struct placing *p)
{
	const char *code = p->part[0], *sub = p->part[1];
	int class = class_index(p->part[2]);
	struct rates *r = p->r;

	if (strcmp(code, "disability") == 0)
		return place_disability(p, class);
	if (strcmp(code, "single_parent") == 0) {
		int children = sub[0] == '1' ? 0 : sub[0] == '2' ? 1 : 2;

		return class < 0 ? misplaced(p) : put(p, &r->single_parent[children][class]);
	}
	if (strcmp(code, "child_rearing") == 0)
		return put(p, &r->child_rearing);
	if (strcmp(code, "child_rearing_transitional") == 0)
		return put(p, &r->child_transitional);
	if (strcmp(code, "pregnancy") == 0)
		return put(p, &r->pregnancy[strncmp(sub, "postpartum", 10) == 0 ? POSTPARTUM
									: strstr(sub, "<6") != NULL         ? PREGNANT_EARLY
																		: PREGNANT_LATE]);
	if (strcmp(code, "radiation") == 0)
		return put(p, &r->radiation[strncmp(sub, "current", 7) == 0 ? RADIATION_CURRENT : RADIATION_FORMER]);
	if (strcmp(code, "home_patient") == 0)
		return put(p, &r->home_patient);
	if (strcmp(code, "care_facility_resident") == 0)
		return put(p, &r->care_facility_resident);
	return ERR_OK; /* 重度障害者加算, 介護保険料加算: no amount that a rule may use */
}

static enum err_code place_single_parent_transitional(struct placing *p)
{
	static const char *const bands[CHILD_BANDS] = {"0-2", "3-5", "6-11", "12-14", "15-17", "18-19"};
	static const char *const sizes[3] = {"3", "4", "5+"};
	int grade = rates_grade(p->part[0]), band = word_index(bands, CHILD_BANDS, p->part[1]);
	int size = word_index(sizes, 3, p->part[2]);

	p->r->single_parent_transitional_known = true;
	return grade < 0 || band < 0 || size < 0 ? misplaced(p)
											 : put(p, &p->r->single_parent_transitional[grade][band][size]);
}

static enum err_code place_education(struct placing *p)
{
	const char *item = p->part[0];

	if (strstr(item, "learning_support") != NULL)
		return ERR_OK; /* a yearly cap on actual cost, not a monthly amount */
	if (strncmp(item, "elementary", 10) == 0)
		return put(p, &p->r->education[SCHOOL_ELEMENTARY]);
	if (strncmp(item, "junior_high", 11) == 0)
		return put(p, &p->r->education[SCHOOL_JUNIOR_HIGH]);
	return put(p, &p->r->education[SCHOOL_HIGH]);
}

static enum err_code place_housing(struct placing *p)
{
	static const char *const bands[RENT_BANDS] = {"1", "2", "3-5", "6", "7+"};
	int band = word_index(bands, RENT_BANDS, p->part[4]);

	if (band < 0)
		return misplaced(p);
	if (strcmp(p->part[0], "prefecture") == 0) {
		int prefecture = rates_prefecture(p->part[1]), class = class_index(p->part[3]);

		return prefecture < 0 || class < 0 ? misplaced(p)
										   : put(p, &p->r->housing_prefecture[prefecture][class][band]);
	}
	int city = 0;

	while (city < p->cities && strcmp(p->city_name[city], p->part[2]) != 0)
		city++;
	if (city == p->cities)
		p->city_name[p->cities++] = arena_strdup(p->keep, p->part[2]);
	return put(p, &p->city[city][band]);
}

static enum err_code place_housing_special(struct placing *p)
{
	int size = p->part[0][0] - '1';

	return size < 0 || size >= 7 ? misplaced(p) : put(p, &p->r->housing_special[size]);
}

static enum err_code place_municipality(struct placing *p)
{
	const char *end;
	int64_t code = digits(p->part[0], &end);
	int at = p->r->municipalities - 1;

	if (code < 1000 || code >= MUNICIPALITY_CODES || *end != '\0' || p->c->word == NULL)
		return misplaced(p);
	if (at < 0 || p->municipality[at].code != (int32_t)code) {
		/* The cells of one row come together, from a file and, ordered by key, from the database. */
		at = p->r->municipalities++;
		p->municipality[at] =
			(struct municipality){.code = (int32_t)code, .city = -1, .grade = GRADES, .name = ""};
	}
	struct municipality *m = &p->municipality[at];

	if (strcmp(p->c->value_name, "municipality") == 0) {
		m->name = p->c->word;
		return ERR_OK;
	}
	int n = strcmp(p->c->value_name, "grade") == 0 ? rates_grade(p->c->word) : rates_prefecture(p->c->word);

	if (n < 0)
		return misplaced(p);
	if (strcmp(p->c->value_name, "grade") == 0)
		m->grade = (uint8_t)n;
	else
		m->prefecture = (uint8_t)n;
	return ERR_OK;
}

static int32_t amount_of(const struct rate_cell *c)
{
	return c->null ? 0 : (int32_t)c->value;
}

static enum err_code place_deduction(struct placing *p)
{
	const char *end, *end_to = NULL;
	int64_t from = digits(p->part[0], &end), to = INT32_MAX;
	const char *name = p->c->value_name;
	int at = 0;

	if (*end == '-' && end[1] != '\0')
		to = digits(end + 1, &end_to);
	if (*end != '-' || from < 0 || to < from || (end_to != NULL && *end_to != '\0') || p->c->value < 0 ||
		p->c->value > INT32_MAX)
		return misplaced(p);
	while (at < p->r->deductions && p->r->deduction[at].from != (int32_t)from)
		at++;
	if (at == p->r->deductions) {
		if (at == DEDUCTIONS_MAX)
			return misplaced(p);
		p->r->deduction[p->r->deductions++] =
			(struct deduction_band){.from = (int32_t)from, .to = (int32_t)to};
	}
	struct deduction_band *b = &p->r->deduction[at];

	if (strcmp(name, "first_yen") == 0)
		return put(p, &b->first);
	if (strcmp(name, "second_yen") == 0)
		return put(p, &b->second);
	if (strcmp(name, "first_whole") == 0)
		b->first_whole = amount_of(p->c) != 0;
	else if (strcmp(name, "second_whole") == 0)
		b->second_whole = amount_of(p->c) != 0;
	else if (strcmp(name, "step_width_yen") == 0)
		b->step_width = amount_of(p->c);
	else if (strcmp(name, "first_step_yen") == 0)
		b->first_step = amount_of(p->c);
	else
		b->second_step = amount_of(p->c);
	return ERR_OK;
}

static enum err_code place_other_deduction(struct placing *p)
{
	if (strncmp(p->part[0], "new_employment", 14) == 0)
		return put(p, &p->r->new_employment);
	if (strncmp(p->part[0], "under20", 7) == 0)
		return put(p, &p->r->under20);
	if (strncmp(p->part[0], "temporary_income", 16) == 0)
		return put(p, &p->r->temporary_income);
	return ERR_OK; /* 現物: no rule here uses it */
}

static const struct {
	const char *table;
	int parts;
	enum err_code (*place)(struct placing *p);
} places[] = {
	{"living_class1", 3, place_class1},
	{"living_class2", 3, place_class2},
	{"reduction_rate", 2, place_reduction},
	{"transitional_addition", 3, place_transitional},
	{"special_addition", 1, place_special},
	{"winter_addition", 3, place_winter},
	{"winter_zone", 1, place_winter_zone},
	{"yearend_addition", 3, place_year_end},
	{"facility_base", 2, place_facility},
	{"inpatient_basic", 1, place_inpatient},
	{"additions", 3, place_addition},
	{"single_parent_transitional", 3, place_single_parent_transitional},
	{"education", 1, place_education},
	{"housing_limit", 5, place_housing},
	{"housing_special_multiplier", 1, place_housing_special},
	{"grade_municipality", 1, place_municipality},
	{"earned_income_deduction", 1, place_deduction},
	{"other_deductions", 1, place_other_deduction},
};

/* Cuts the key at its bars; false when it has another number of parts. */
static bool cut_key(struct placing *p, int parts)
{
	size_t length = strlen(p->c->key);
	int n = 1;

	if (length >= sizeof p->text)
		return false;
	memcpy(p->text, p->c->key, length + 1);
	p->part[0] = p->text;
	for (char *at = p->text; *at != '\0'; at++) {
		if (*at != '|')
			continue;
		*at = '\0';
		if (n == RATE_KEY_PARTS_MAX)
			return false;
		p->part[n++] = at + 1;
	}
	return n == parts;
}

static enum err_code place_cell(struct placing *p)
{
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		if (strcmp(places[i].table, p->c->table->name) != 0)
			continue;
		return cut_key(p, places[i].parts) ? places[i].place(p) : misplaced(p);
	}
	return ERR_OK;
}

static int by_code(const void *a, const void *b)
{
	const struct municipality *x = a, *y = b;

	return (x->code > y->code) - (x->code < y->code);
}

static int by_from(const void *a, const void *b)
{
	const struct deduction_band *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* Orders what was collected and ties municipalities to their city's rent limits. */
static enum err_code finish(struct placing *p)
{
	struct rates *r = p->r;
	uint16_t *index = arena_array(p->keep, MUNICIPALITY_CODES, sizeof *index);

	qsort(p->municipality, (size_t)r->municipalities, sizeof *p->municipality, by_code);
	qsort(r->deduction, (size_t)r->deductions, sizeof *r->deduction, by_from);
	for (int i = 0; i < r->municipalities; i++) {
		struct municipality *m = &p->municipality[i];

		if (m->grade == GRADES || index[m->code] != 0) {
			err_set(p->e, ERR_DEFINITION, 1223, "a municipality has no grade, or two");
			return err_place(p->e, "grade_municipality %05d", (int)m->code);
		}
		index[m->code] = (uint16_t)(i + 1);
		for (int city = 0; city < p->cities; city++) {
			if (strcmp(p->city_name[city], m->name) == 0)
				m->city = (int16_t)city;
		}
	}
	r->municipality = p->municipality;
	r->by_code = index;
	r->housing_city = (const struct cell(*)[RENT_BANDS])p->city;
	return ERR_OK;
}

enum err_code rates_build(
	const struct rate_cells *cells, month_t month, struct arena *keep, struct rates **out, struct err *e)
{
	day_t first = month_first(month), next = month_first(month + 1);
	size_t city_rows = 0, municipality_rows = 0;
	struct placing p = {.r = arena_alloc(keep, sizeof *p.r), .keep = keep, .e = e};

	for (size_t i = 0; i < cells->count; i++) {
		city_rows += strcmp(cells->cell[i].table->name, "housing_limit") == 0;
		municipality_rows += strcmp(cells->cell[i].table->name, "grade_municipality") == 0;
	}
	p.city = arena_array(keep, city_rows + 1, sizeof *p.city);
	p.city_name = arena_array(keep, city_rows + 1, sizeof *p.city_name);
	p.municipality = arena_array(keep, municipality_rows + 1, sizeof *p.municipality);
	p.r->month = month;
	p.r->complete = month >= RATES_FIRST_MONTH;
	for (size_t i = 0; i < cells->count; i++) {
		p.c = &cells->cell[i];
		if (p.c->from >= next || p.c->to <= first)
			continue;
		if (p.c->from > first || p.c->to < next) {
			err_set(e, ERR_DEFINITION, 1224, "a rate changes in the middle of a month");
			return err_place(e, "%s %s", p.c->table->name, p.c->key);
		}
		if (place_cell(&p) != ERR_OK)
			return e->code;
	}
	if (finish(&p) != ERR_OK)
		return e->code;
	*out = p.r;
	return ERR_OK;
}

month_t rates_last_month(const struct rate_cells *cells)
{
	month_t last = RATES_FIRST_MONTH;

	for (size_t i = 0; i < cells->count; i++) {
		day_t from = cells->cell[i].from;

		if (from != DAY_MIN && month_of_day(from) > last)
			last = month_of_day(from);
	}
	return last;
}
