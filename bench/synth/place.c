/* place.c: municipalities from the rate tables, addresses from nowhere.  See place.h. */
#include "bench/synth/place.h"

#include "getsuji/builtin.h"
#include "getsuji/rate_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PREFECTURES = 47 };

/* The first two digits of the postal codes of each prefecture's seat (01 北海道 … 47 沖縄県). */
static const char *const postal_prefix[PREFECTURES + 1] = {"00", "00", "03", "02", "98", "01", "99", "96",
	"31", "32", "37", "33", "26", "15", "23", "95", "93", "92", "91", "40", "38", "50", "42", "46", "51",
	"52", "60", "54", "65", "63", "64", "68", "69", "70", "73", "75", "77", "76", "79", "78", "81", "84",
	"85", "86", "87", "88", "89", "90"};

/* The first three digits in the special wards of Tokyo (13101 千代田区 … 13123 江戸川区). */
enum { WARD_FIRST = 13101, WARDS = 23 };
static const char *const ward_prefix[WARDS] = {"100", "103", "105", "160", "112", "110", "130", "135", "140",
	"152", "144", "154", "150", "164", "166", "170", "114", "116", "173", "176", "120", "124", "132"};

static const char *const towns[] = {"架空町", "見本町", "例示台", "仮名町", "試作町", "標本町", "雛形町",
	"想定町", "模擬が丘", "仮設新田", "作例町", "東見本"};
static const char *const kanji_number[] = {"一", "二", "三", "四", "五", "六", "七"};
static const char *const blocks[] = {
	"コーポ見本", "メゾン例示", "架空荘", "ハイツ標本", "サンプルコート", "見本第二住宅"};

enum { TOWNS = sizeof towns / sizeof towns[0], BLOCKS = sizeof blocks / sizeof blocks[0] };

/* The embedded table of that name, as the cells that import and calc see. */
static enum err_code read_table(
	const char *name, struct arena *scratch, struct rate_cells *out, struct err *e)
{
	*out = (struct rate_cells){0};
	for (int i = 0; i < builtin_rate_files_count; i++) {
		const struct builtin_file *file = &builtin_rate_files[i];

		if (strcmp(file->name, name) == 0)
			return rate_table_read(rate_table_of_file(name), file->text, file->length, scratch, out, e);
	}
	return err_set(e, ERR_INTERNAL, 1030, "the table %s is not part of this program", name);
}

static bool ends_with(const char *text, const char *end)
{
	size_t a = strlen(text);
	size_t b = strlen(end);

	return a > b && strcmp(text + a - b, end) == 0;
}

/* Key: the code.  The cells of one municipality follow each other: prefecture, municipality, grade. */
static void take_municipalities(const struct rate_cells *cells, struct places *all)
{
	for (size_t i = 0; i < cells->count; i++) {
		const struct rate_cell *c = &cells->cell[i];
		struct place *p;

		if (c->to != DAY_MAX)
			continue;
		if (strcmp(c->value_name, "prefecture") == 0)
			all->place[all->n++].code = (int)strtol(c->key, NULL, 10);
		if (all->n == 0)
			continue;
		p = &all->place[all->n - 1];
		if (strcmp(c->value_name, "prefecture") == 0)
			snprintf(p->prefecture, sizeof p->prefecture, "%s", c->word);
		else if (strcmp(c->value_name, "municipality") == 0)
			snprintf(p->name, sizeof p->name, "%s", c->word);
		else
			p->grade_class = c->word[0] - '0';
		p->has_office = ends_with(p->name, "市") || ends_with(p->name, "区");
	}
}

static int band_of_text(const char *size)
{
	static const char *const bands[PLACE_BANDS] = {"1", "2", "3-5", "6", "7+"};

	for (int i = 0; i < PLACE_BANDS; i++) {
		if (strcmp(size, bands[i]) == 0)
			return i;
	}
	return PLACE_BANDS - 1;
}

/* Key: level|prefecture|city|grade class|size; a city's own limit goes before its prefecture's. */
static void take_limits(
	const struct rate_cells *cells, bool cities, struct arena *scratch, struct places *all)
{
	for (size_t i = 0; i < cells->count; i++) {
		char *rest = arena_strdup(scratch, cells->cell[i].key);
		const char *level = strsep(&rest, "|");
		const char *prefecture = strsep(&rest, "|");
		const char *city = strsep(&rest, "|");
		const char *grade_class = strsep(&rest, "|");
		int band = band_of_text(rest);

		if (cells->cell[i].to != DAY_MAX || (strcmp(level, "city") == 0) != cities)
			continue;
		for (size_t k = 0; k < all->n; k++) {
			struct place *p = &all->place[k];

			if (cities ? strcmp(p->name, city) == 0
					   : strcmp(p->prefecture, prefecture) == 0 && p->grade_class == grade_class[0] - '0')
				p->limit[band] = cells->cell[i].value;
		}
	}
}

static int by_code(const void *a, const void *b)
{
	const struct place *x = a;
	const struct place *y = b;

	return (x->code > y->code) - (x->code < y->code);
}

enum err_code place_load(struct arena *keep, struct places **out, struct err *e)
{
	struct places *all = arena_alloc(keep, sizeof *all);
	struct rate_cells municipalities, limits;
	enum err_code code;

	code = read_table("grade_municipality.csv", keep, &municipalities, e);
	if (code == ERR_OK)
		code = read_table("housing_limit.csv", keep, &limits, e);
	if (code != ERR_OK)
		return code;
	all->place = arena_array(keep, municipalities.count, sizeof *all->place);
	take_municipalities(&municipalities, all);
	qsort(all->place, all->n, sizeof *all->place, by_code);
	take_limits(&limits, false, keep, all);
	take_limits(&limits, true, keep, all);
	*out = all;
	return ERR_OK;
}

const struct place *place_find(const struct places *all, int code)
{
	const struct place key = {.code = code};

	return bsearch(&key, all->place, all->n, sizeof key, by_code);
}

int place_offices(const struct places *all)
{
	int n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += all->place[i].has_office;
	return n;
}

/* The position of p among the municipalities with an office, or the one at that position. */
static int office_rank(const struct places *all, const struct place *p)
{
	int rank = 0;

	for (const struct place *q = all->place; q < p; q++)
		rank += q->has_office;
	return rank;
}

static const struct place *office_at(const struct places *all, int rank)
{
	for (size_t i = 0; i < all->n; i++) {
		if (all->place[i].has_office && rank-- == 0)
			return &all->place[i];
	}
	return &all->place[0];
}

static int greatest_common_divisor(int a, int b)
{
	return b == 0 ? a : greatest_common_divisor(b, a % b);
}

const struct place *place_office(const struct places *all, const struct place *start, int k)
{
	int n = place_offices(all);
	int step = n * 5 / 13 + 1;

	while (greatest_common_divisor(step, n) != 1)
		step++; /* so that each office comes once */
	return office_at(all, (int)((office_rank(all, start) + (int64_t)k * step) % n));
}

const struct place *place_nearby(const struct places *all, const struct place *of, struct dice *d)
{
	size_t first = 0;
	size_t last;

	while (all->place[first].code / 1000 != of->code / 1000)
		first++;
	last = first;
	while (last + 1 < all->n && all->place[last + 1].code / 1000 == of->code / 1000)
		last++;
	return &all->place[first + (size_t)dice_below(d, (int)(last - first + 1))];
}

yen_t place_rent_limit(const struct place *p, int persons)
{
	return p->limit[persons <= 2 ? persons - 1 : persons <= 5 ? 2 : persons == 6 ? 3 : 4];
}

void place_invent_address(const struct place *p, struct dice *d, bool in_block, struct place_address *out)
{
	int town = dice_below(d, TOWNS);
	int chome = dice_between(d, 1, 7);
	int ban = dice_between(d, 1, 38);
	int go = dice_between(d, 1, 25);
	int room = dice_between(d, 1, 9) * 100 + dice_between(d, 1, 12);
	const char *block = blocks[dice_below(d, BLOCKS)];
	char street[120];
	char room_text[80] = "";

	if (p->code >= WARD_FIRST && p->code < WARD_FIRST + WARDS)
		snprintf(out->postal_code, sizeof out->postal_code, "%s99%02d", ward_prefix[p->code - WARD_FIRST],
			town + 1);
	else
		snprintf(out->postal_code, sizeof out->postal_code, "%s%d99%02d", postal_prefix[p->code / 1000],
			p->code % 10, town + 1);
	switch (dice_below(d, 4)) {
	case 0:
		snprintf(street, sizeof street, "%s%s丁目%d番%d号", towns[town], kanji_number[chome - 1], ban, go);
		break;
	case 1:
		snprintf(street, sizeof street, "%s%d丁目%d番%d号", towns[town], chome, ban, go);
		break;
	case 2:
		snprintf(street, sizeof street, "%s%d-%d-%d", towns[town], chome, ban, go);
		break;
	default:
		snprintf(street, sizeof street, "%s%d番地%d", towns[town], ban * 37 + go, chome);
		break;
	}
	if (in_block)
		snprintf(room_text, sizeof room_text, "\u3000%s%d号室", block, room);
	snprintf(out->text, sizeof out->text, "%s%s%s%s", p->prefecture, p->name, street, room_text);
}
