/* Fuzz target: any readings of an envelope are judged: what is whole has no fault, and shows exactly the owner's sheets;
 * faults stand in order, each once, of pieces that there are.  The codes are genuine where the input asks for it, since no
 * fuzzer finds a MAC. */
#include "engine/mail/verdict.h"
#include "getsuji/err.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

enum { READINGS_MAX = 12, BYTES_EACH = 7, PIECES = 4, RUN = 1 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const unsigned char key[MAIL_KEY_SIZE] = {1};
static const struct verdict_piece pieces[PIECES] = {{1, false, true, {"a", 1}}, {2, false, true, {"a", 1}},
	{3, false, false, {"", 0}}, {1, true, true, {"", 0}}};
static const struct verdict_mailing mailing = {RUN, key, pieces, PIECES};

/* A reading made of seven bytes. */
static struct verdict_reading reading(const uint8_t *b, int place, char text[static MAIL_CODE_SIZE])
{
	const struct mail_code code = {.run_id = b[1] % 16 == 0 ? RUN + 1 : RUN,
		.piece_no = 1 + b[2] % (PIECES + 1),
		.sheet = 1 + b[3] % 3,
		.sheets = 3,
		.back = (b[4] & 1) != 0,
		.version = b[5] % 2};
	struct mail_code fit = code;

	if (code.piece_no <= PIECES && b[3] % 8 != 7)
		fit.sheets = pieces[code.piece_no - 1].sheets;
	if (fit.sheet > fit.sheets)
		fit.sheet = fit.sheets;
	(void)mail_code_format(&fit, key, text);
	if (b[6] % 32 == 31)
		text[0] = 'X';
	if (b[6] % 32 == 30)
		text[strlen(text) - 1] = text[strlen(text) - 1] == 'A' ? 'B' : 'A';
	return (struct verdict_reading){.place = place,
		.back = (b[4] & 2) != 0,
		.code = {text, b[6] % 32 == 29 ? 0 : strlen(text)},
		.enclosure = {"a", b[5] & 2 ? 0 : 1}};
}

static void check_faults(const struct verdict *v)
{
	CHECK(v->piece_no >= 0 && v->piece_no <= PIECES);
	CHECK(v->whole == (v->piece_no != 0 && v->nfaults == 0));
	for (size_t i = 0; i < v->nfaults; i++) {
		const struct verdict_fault *f = &v->faults[i];

		CHECK(verdict_fault_word(f->fault)[0] != '\0');
		CHECK(f->piece_no >= 0 && f->piece_no <= PIECES);
		if (i > 0)
			CHECK(f->fault > f[-1].fault || (f->fault == f[-1].fault && f->piece_no > f[-1].piece_no));
	}
}

/* Every sheet of the owner and no other, by a count of its own. */
static void check_whole(const struct verdict *v, const struct verdict_reading readings[], size_t n)
{
	unsigned fronts = 0, backs = 0;

	for (size_t i = 0; i < n; i++) {
		struct mail_code c;

		if (readings[i].code.length == 0)
			continue;
		CHECK(mail_code_parse(readings[i].code.at, readings[i].code.length, &c));
		CHECK(mail_code_holds(readings[i].code.at, readings[i].code.length, key));
		CHECK(c.run_id == RUN && c.piece_no == v->piece_no && c.version == v->version &&
			  c.back == readings[i].back);
		*(c.back ? &backs : &fronts) |= 1u << c.sheet;
	}
	CHECK(fronts == (2u << pieces[v->piece_no - 1].sheets) - 2);
	CHECK(!pieces[v->piece_no - 1].duplex || backs == fronts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char texts[READINGS_MAX][MAIL_CODE_SIZE];
	struct verdict_reading readings[READINGS_MAX];
	struct arena *arena = arena_new();
	struct verdict v;
	size_t n = 0;
	int place = 1;

	for (; n < READINGS_MAX && (n + 1) * BYTES_EACH <= size; n++) {
		place += data[n * BYTES_EACH] % 2;
		readings[n] = reading(data + n * BYTES_EACH, place, texts[n]);
	}
	v = verdict_of_envelope(&mailing, readings, n, arena);
	check_faults(&v);
	if (v.whole)
		check_whole(&v, readings, n);
	arena_free(arena);
	return 0;
}
