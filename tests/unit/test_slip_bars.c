/*
 * test_slip_bars.c: the bars of a slip's barcode (reports/backend/symbol.h) against the codewords of the vectors, drawn by
 * the table of Code 128.
 */
#include "getsuji/gs1.h"
#include "reports/backend/symbol.h"
#include "tests/unit/vectors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CODE = 8, CODEWORDS = 9, STOP = 106 };
static const struct csv_column columns[] = {{"maker6", false}, {"free21", false}, {"reissue", false},
	{"due_yymmdd", false}, {"stamp", false}, {"amount6", false}, {"body43", false}, {"check", false},
	{"code44", false}, {"zint_codewords", false}, {"origin", true}, {"source", true}, {"confidence", true},
	{"note", true}};
#define COLUMNS (int)(sizeof(columns) / sizeof(columns[0]))

/* Widths of bars and spaces by codeword, six each, the stop's seven last (ISO/IEC 15417, table 1). */
static const char widths[] =
	"212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122"
	"123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323"
	"131123131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131"
	"213113213311213131311123311321331121312113312311332111314111221411431111111224111422121124121421141122"
	"141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212124112"
	"124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141"
	"4111312114122112142112322331112";

/* Writes the modules of a codeword from `at` on; where the next one begins. */
static int draw(int codeword, uint8_t *modules, int at)
{
	const char *w = widths + 6 * (size_t)codeword;

	for (int i = 0; i < (codeword == STOP ? 7 : 6); i++)
		for (int k = 0; k < w[i] - '0'; k++)
			modules[at++] = i % 2 == 0;
	return at;
}

static void bars_are_those_of_the_codewords(void **state)
{
	struct err e = {0};
	struct arena *a = arena_new();
	struct csv *file = vectors_open(a, "gs1_cvs44.csv", columns, COLUMNS, &e);
	const struct csv_field *f;
	bool more;
	int rows = 0;

	(void)state;
	assert_int_equal(strlen(widths), 6 * STOP + 7);
	assert_non_null(file);
	while (csv_next(file, &f, &more, &e) == ERR_OK && more) {
		uint8_t modules[SYMBOL_SLIP_MODULES + 16] = {0};
		struct symbol_bars bars;
		const char *text = f[CODEWORDS].text;
		int at = 0;

		while (*text != '\0' && at <= SYMBOL_SLIP_MODULES) {
			char *end;
			long codeword = strtol(text, &end, 10);

			assert_true(end > text && codeword >= 0 && codeword <= STOP);
			at = draw((int)codeword, modules, at);
			text = end;
		}
		assert_int_equal(at, SYMBOL_SLIP_MODULES);
		assert_int_equal(symbol_encode_slip(f[CODE].text, &bars, &e), ERR_OK);
		assert_memory_equal(bars.dark, modules, SYMBOL_SLIP_MODULES);
		rows++;
	}
	assert_int_equal(e.code, ERR_OK);
	assert_int_equal(rows, 4);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(bars_are_those_of_the_codewords)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
