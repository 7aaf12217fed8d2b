/* Fuzz target: what people and spreadsheets write for a day or a month is one that exists, and comes back from
 * each way of writing it, or is none. */
#include "getsuji/calendar.h"
#include "getsuji/err.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void comes_back(day_t day)
{
	char iso[11], era[64];
	int year, month, mday;
	day_t again = DAY_MIN;

	day_parts(day, &year, &month, &mday);
	CHECK(day_valid(year, month, mday) && day_of(year, month, mday) == day);
	CHECK(day_parse(day_format(day, iso), 10, &again) && again == day);
	CHECK(day_parse_written(iso, 10, &again) && again == day);
	if (day < day_of(1868, 1, 25) || day >= day_of(2118, 1, 1)) /* years of an era have two digits */
		return;
	day_format_era(day, era);
	CHECK(day_parse_written(era, strlen(era), &again) && again == day);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *keep = fuzz_arena();
	char *text = arena_strndup(keep, (const char *)data, size);
	month_t month = 0;
	day_t day = DAY_MIN, written = DAY_MIN;
	char out[8];

	if (day_parse(text, size, &day)) {
		comes_back(day);
		CHECK(day_parse_written(text, size, &written) && written == day);
	} else if (day_parse_written(text, size, &written)) {
		comes_back(written);
	}
	if (month_parse(text, size, &month))
		CHECK(size == 7 && memcmp(month_format(month, out), text, 7) == 0);
	arena_reset(keep);
	return 0;
}
