/*
 * fuzz_manifest.c: any bytes as manifest.json: refused with an id, or a manifest that is written again as the same bytes;
 * of a mailing, without versions, or of a batch of reprints, each piece with one.
 */
#include "getsuji/manifest.h"
#include "tests/fuzz/fuzz.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *keep = fuzz_arena();
	struct manifest m;
	struct err e = {0};
	size_t length;

	if (manifest_read((const char *)data, size, keep, &m, &e) == ERR_OK) {
		const char *text = manifest_write(&m, keep, &length);

		if (length != size || memcmp(text, data, size) != 0)
			abort();
		for (size_t i = 0; i < m.n_pieces; i++) {
			if ((m.pieces[i].version > 0) != (m.reprint_no > 0))
				abort();
		}
	} else if (e.id == 0 || e.code != ERR_INPUT) {
		abort();
	}
	arena_reset(keep);
	return 0;
}
