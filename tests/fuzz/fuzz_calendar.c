/* Fuzz target: a calendar from anywhere is read or refused with a reason; a rule for days, too, and it names
 * days in order or says why not. */
#include "engine/intake/import_calendar.h"
#include "engine/run/office_calendar.h"
#include "tests/fuzz/fuzz.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_file(const uint8_t *data, size_t size, struct arena *keep)
{
	struct calendar_data *c = NULL;
	struct err e = {0};

	if (import_calendar_read("fuzz.csv", CSV_UTF8, data, size, keep, &c, &e) != ERR_OK) {
		CHECK(!c && e.message[0] && e.place[0]);
		return;
	}
	for (; c; c = c->next)
		for (int i = 0; i < c->days; i++)
			CHECK(c->day[i].day >= c->from && c->day[i].day < c->to &&
				  (i == 0 || c->day[i].day > c->day[i - 1].day));
}

static void read_rule(const uint8_t *data, size_t size, struct arena *keep)
{
	const char *text = arena_strndup(keep, (const char *)data, size);
	struct office_day_rule *rule = NULL;
	struct office_calendar *c = NULL;
	struct err e = {0};
	day_t days[31];
	size_t bad = 0;
	int n = 0;

	if (office_calendar_parse(text, keep, &rule, &bad, &e) != ERR_OK) {
		CHECK(e.message[0] && bad <= strlen(text));
		return;
	}
	CHECK(office_calendar_load(NULL, NULL, 0, keep, &c, &e) == ERR_OK);
	if (office_calendar_days(c, rule, month_of(2026, 9), NULL, days, &n, &e) != ERR_OK) {
		CHECK(e.message[0]);
		return;
	}
	CHECK(n >= 0 && n <= 31);
	for (int i = 1; i < n; i++)
		CHECK(days[i] > days[i - 1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *keep = fuzz_arena();

	read_file(data, size, keep);
	read_rule(data, size, keep);
	arena_reset(keep);
	return 0;
}
