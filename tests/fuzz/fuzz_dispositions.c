/*
 * Fuzz target: any bytes are a caseworker's sheet, in either encoding, or refused with a place.  A row that
 * holds says what can be stored; it agrees with a truth made from itself, and with no other.
 */
#include "engine/base/text.h"
#include "engine/intake/sheet.h"
#include "tests/fuzz/fuzz.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_day(day_t day)
{
	int year, month, mday;

	if (day == DAY_MAX)
		return true;
	day_parts(day, &year, &month, &mday);
	return day_valid(year, month, mday);
}

/* DAY_MAX, or a day that was read: another one. */
static day_t other_day(day_t day)
{
	return day == DAY_MAX ? 0 : DAY_MAX;
}

static void check_values(const struct sheet_row *row)
{
	CHECK(row->person_no >= 1 && row->person_no <= 99 && row->run_id >= 0 && row->household_id >= 0);
	CHECK(row->disposition >= DISPOSITION_ADOPT && row->disposition <= DISPOSITION_DONE);
	CHECK(row->done_on != DAY_MAX && is_day(row->done_on));
	CHECK(is_day(row->birth_on) && is_day(row->asked_on) && is_day(row->answered_on));
	CHECK(text_valid(row->note.at, row->note.length, NULL));
	CHECK(text_graphemes(row->note.at, row->note.length) <= CASEBOOK_NOTE_MAX);
	CHECK(!memchr(row->note.at, '\n', row->note.length));
}

/* The faults after comparing with a truth, as bits of the columns. */
static unsigned compared(struct sheet_row row, const struct sheet_truth *truth)
{
	unsigned faults = 0;

	sheet_compare(&row, truth);
	for (int i = 0; i < CASEBOOK_COLUMN_COUNT; i++)
		faults |= (row.fault[i] != RULE_NONE ? 1u : 0u) << i;
	return faults;
}

static void check_comparison(const struct sheet_row *row)
{
	const unsigned cells = 1u << CASEBOOK_NAME | 1u << CASEBOOK_BIRTH | 1u << CASEBOOK_RECOGNISED |
						   1u << CASEBOOK_EVIDENCE | 1u << CASEBOOK_ANSWERED;
	struct sheet_truth truth = {.found = true,
		.class = CLASS_PENSION_CHANGED,
		.name = row->name,
		.evidence = row->evidence,
		.recognised = row->recognised.yen,
		.birth_on = row->birth_on,
		.asked_on = row->asked_on,
		.answered_on = row->answered_on};
	unsigned faults = compared(*row, &truth);

	/* These are as they are said to be, unless 認定額 is empty, which it never is. */
	CHECK((faults & cells & ~(1u << CASEBOOK_RECOGNISED)) == 0);
	CHECK(((faults & 1u << CASEBOOK_RECOGNISED) != 0) == row->recognised.blank);
	truth.name = (struct str){"", row->name.length == 0};
	truth.birth_on = other_day(truth.birth_on);
	truth.recognised++;
	truth.evidence.blank = !truth.evidence.blank;
	truth.answered_on = other_day(truth.answered_on);
	CHECK((compared(*row, &truth) & cells) == cells);
	truth.found = false;
	CHECK(compared(*row, &truth) == 1u << CASEBOOK_NO);
}

static void read_all(const uint8_t *data, size_t size, enum csv_encoding encoding)
{
	struct arena *keep = fuzz_arena();
	struct csv *csv = csv_new_bytes(keep, "fuzz.csv", encoding, data, size);
	struct sheet_row row;
	struct err e = {0};
	bool more = true;
	enum err_code code = sheet_header(csv, &e);

	while (code == ERR_OK) {
		code = sheet_next(csv, &row, &more, &e);
		if (code != ERR_OK || !more)
			break;
		for (int i = 0; i < CASEBOOK_COLUMN_COUNT; i++)
			CHECK(row.place[i].line >= 1 && row.place[i].column >= 1);
		if (!row.filled) {
			CHECK(sheet_row_holds(&row));
		} else if (sheet_row_holds(&row)) {
			check_values(&row);
			check_comparison(&row);
		}
	}
	CHECK(code == ERR_OK || (code == ERR_INPUT && e.id != 0 && strncmp(e.place, "fuzz.csv:", 9) == 0));
	arena_reset(keep);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_all(data, size, CSV_UTF8);
	read_all(data, size, CSV_CP932);
	return 0;
}
