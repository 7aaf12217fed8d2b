/*
 * fuzz_calc_json.c: any bytes as a line of `calc`: answered or refused with an id, never a crash; and what
 * is answered is valid JSON again.
 */
#include "jobs/calc_line.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct calc_line_settings settings;

static void open_tables(void)
{
	static struct arena *keep;
	struct err e = {0};

	keep = arena_new();
	settings.scratch = arena_new();
	settings.explain = true;
	if (calc_rates_open(NULL, keep, &settings.rates, &e) != ERR_OK)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *answer = json_object();
	struct err e = {0};

	if (settings.rates == NULL)
		open_tables();
	if (size > CALC_LINE_MAX)
		size = CALC_LINE_MAX;
	if (calc_line_answer(&settings, (const char *)data, size, answer, &e) == ERR_OK) {
		char *text = json_dumps(answer, JSON_COMPACT);

		if (text == NULL)
			abort();
		free(text);
	} else if (e.id == 0 || e.message[0] == '\0') {
		abort();
	}
	json_decref(answer);
	arena_reset(settings.scratch);
	return 0;
}
