/*
 * answer_invariants.h: record_invariants.h for answer files, in their three forms.
 */
#ifndef TESTS_FUZZ_ANSWER_INVARIANTS_H
#define TESTS_FUZZ_ANSWER_INVARIANTS_H

#include "engine/intake/answer.h"
#include "tests/fuzz/record_invariants.h"

enum answers_form { ANSWERS_CSV, ANSWERS_CP932, ANSWERS_XML };

/* The record that each may follow, as ANSWERS.md has it. */
static bool answers_may_follow(int before, int record)
{
	switch ((enum answer_record)record) {
	case RECORD_ANSWER:
	case RECORD_END:
		return before != RECORD_AWARD && before != RECORD_END;
	case RECORD_AWARD:
		return before == RECORD_ANSWER || (before >= RECORD_SCHEME && before <= RECORD_ARREARS);
	case RECORD_SCHEME:
		return before == RECORD_AWARD || before == RECORD_SCHEME;
	case RECORD_AMOUNT:
	case RECORD_PAYMENT:
	case RECORD_ARREARS:
		return before >= RECORD_SCHEME && before <= record;
	case RECORD_TAX:
		return before == RECORD_ANSWER;
	case RECORD_EMPLOYER:
		return before == RECORD_TAX || before == RECORD_EMPLOYER;
	case RECORD_FILE:
	case RECORD_COUNT:
		break;
	}
	return false;
}

static struct record_reader *answers_csv(struct arena *keep, csv_read_fn *read, void *from)
{
	return record_csv(keep, &answer_layout, "fuzz", CSV_UTF8, read, from);
}

static struct record_reader *answers_cp932(struct arena *keep, csv_read_fn *read, void *from)
{
	return record_csv(keep, &answer_layout, "fuzz", CSV_CP932, read, from);
}

static struct record_reader *answers_xml(struct arena *keep, csv_read_fn *read, void *from)
{
	return answer_xml(keep, "fuzz", read, from);
}

/* Returns the id of the complaint, or 0. */
static int answer_invariants(enum answers_form form, const uint8_t *data, size_t size)
{
	static const struct records_form forms[] = {
		[ANSWERS_CSV] = {&answer_layout, answers_csv, answers_may_follow},
		[ANSWERS_CP932] = {&answer_layout, answers_cp932, answers_may_follow},
		[ANSWERS_XML] = {&answer_layout, answers_xml, answers_may_follow},
	};

	return record_invariants(&forms[form], data, size);
}

#endif
