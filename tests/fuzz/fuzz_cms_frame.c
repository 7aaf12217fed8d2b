/*
 * fuzz_cms_frame.c: any bytes as a CMS message: no frame, or one whose shell is DER like itself, with a content that can
 * be read to its end and again.
 */
#include "engine/mail/cms_frame.h"
#include "tests/fuzz/fuzz.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The sum of the content's bytes and their number; ends, since each read takes from the file. */
static uint64_t read_all(struct cms_content *c)
{
	unsigned char bytes[1000];
	uint64_t sum = 0;
	ssize_t n;

	while ((n = cms_content_read(c, bytes, sizeof bytes)) > 0) {
		for (ssize_t i = 0; i < n; i++)
			sum = sum * 31 + bytes[i] + 1;
	}
	return n < 0 ? 0 : sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *keep = fuzz_arena();
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct cms_frame f;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	if (cms_frame_read(cms_source_new(fd, keep), keep, &f)) {
		if (f.shell_length > CMS_FRAME_MAX + 64)
			abort();
		(void)cms_frame_alike(f.shell, f.shell_length, f.shell, f.shell_length);
		if (f.enclosed) {
			uint64_t sum = read_all(&f.content);

			cms_content_rewind(&f.content);
			if (read_all(&f.content) != sum)
				abort();
		}
	}
	close(fd);
	arena_reset(keep);
	return 0;
}
