/* Fuzz target: any file of checksums (sha256sum's) says of a file that is waited for that it is whole, or what is
 * missing; whole only where its digest stands there. */
#include "engine/run/condition_file.h"
#include "tests/fuzz/fuzz.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* printf 'recognised\n' | sha256sum */
static const char content[] = "recognised\n";
static const char digest[] = "38f4a61136aafd25aec0591b6559ab73c0bd85b48d68421eceffa92dae269f4a";
enum { FILE_FD = 100, SUMS_FD }; /* fixed, since the name in a line of the checksums is the number */

static void make_file(int as, const void *bytes, size_t size)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	CHECK(fd >= 0 && write(fd, bytes, size) == (ssize_t)size && dup2(fd, as) == as);
	close(fd);
}

static bool has_digest(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i + strlen(digest) <= size; i++) {
		if (strncasecmp((const char *)data + i, digest, strlen(digest)) == 0)
			return true;
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *keep = fuzz_arena();
	struct run_info run = {.office_id = 13113, .month = month_of(2027, 6), .edition = 1};
	struct condition_asker asker = {.run = &run, .artifact_dir = "/"};
	struct graph_wait wait = {.file = arena_printf(keep, "/proc/self/fd/%d", FILE_FD),
		.sha256 = arena_printf(keep, "/proc/self/fd/%d", SUMS_FD)};
	char waiting_for[CONDITION_TEXT_SIZE] = "";
	bool met = false;

	make_file(FILE_FD, content, strlen(content));
	make_file(SUMS_FD, data, size);
	condition_file(&asker, condition_memory_new(keep), &wait, INT32_MAX, keep, &met, waiting_for);
	CHECK(met != (waiting_for[0] != '\0'));
	CHECK(!met || has_digest(data, size));
	arena_reset(keep);
	return 0;
}
