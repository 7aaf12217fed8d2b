/*
 * check_vectors_gs1.h: the vectors of slips for convenience stores, against include/getsuji/gs1.h.  Included by
 * check_vectors.c alone.
 */
#ifndef GETSUJI_TESTS_CHECK_VECTORS_GS1_H
#define GETSUJI_TESTS_CHECK_VECTORS_GS1_H

#include "getsuji/gs1.h"
#include "tests/golden/check_vectors.h"

enum { GS1_MAKER, GS1_FREE, GS1_REISSUE, GS1_DUE, GS1_STAMP, GS1_AMOUNT, GS1_BODY, GS1_CHECK, GS1_CODE };
static const struct csv_column gs1_columns[] = {{"maker6", false}, {"free21", false}, {"reissue", false},
	{"due_yymmdd", false}, {"stamp", false}, {"amount6", false}, {"body43", false}, {"check", false},
	{"code44", false}, {"zint_codewords", true}, PROVENANCE};

/* Read, and written again from what was read; each part; the check digit by itself. */
static inline void check_gs1(struct check *c)
{
	struct gs1_slip slip;
	char code[GS1_SLIP_DIGITS + 1];
	struct str body = str_of(c, GS1_BODY);

	same_number(c, GS1_CHECK, gs1_check_digit(body.at, body.length));
	if (!gs1_slip_read(c->field[GS1_CODE].text, c->field[GS1_CODE].length, &slip) ||
		!gs1_slip_write(&slip, code)) {
		same(c, GS1_CODE, "not read");
		return;
	}
	same(c, GS1_CODE, code);
	same(c, GS1_MAKER, slip.maker);
	same(c, GS1_FREE, slip.free);
	same_number(c, GS1_REISSUE, slip.reissue);
	same(c, GS1_DUE, arena_printf(c->arena, "%.6s", code + 30));
	same_number(c, GS1_STAMP, slip.stamp ? 1 : 0);
	same(c, GS1_AMOUNT, arena_printf(c->arena, "%06" PRId64, (int64_t)slip.yen));
}

#endif
