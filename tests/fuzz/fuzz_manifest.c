/*
 * fuzz_manifest.c: any bytes as manifest.json: refused with an id, or a manifest that is written again as the same bytes.
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
	} else if (e.id == 0 || e.code != ERR_INPUT) {
		abort();
	}
	arena_reset(keep);
	return 0;
}
