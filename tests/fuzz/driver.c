/*
 * driver.c: runs a fuzz target without libFuzzer, so that `make check` needs no special compiler.
 *
 * Takes every file of tests/fuzz/corpus/NAME/ (NAME: the program's), then a number of mutations of
 * them, from a fixed seed: the same inputs every time.  FUZZ_ROUNDS sets how many (default 3,000).
 * Prints TAP; a crash or a sanitizer's report ends the program, which counts as a failure, and the
 * input is left in NAME.crash in the folder of the program, to be given as an argument again.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUTS_MAX = 1000, INPUT_SIZE_MAX = 64 * 1024, ROUNDS_DEFAULT = 3000 };

struct input {
	uint8_t *bytes;
	size_t size;
};

static struct input inputs[INPUTS_MAX];
static int inputs_count;
static uint64_t seed = 20270131;

/* splitmix64 */
static uint64_t next_random(void)
{
	uint64_t z = (seed += 0x9E3779B97F4A7C15u);

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static size_t below(size_t n)
{
	return n == 0 ? 0 : (size_t)(next_random() % n);
}

static void load(const char *path)
{
	struct input *in = &inputs[inputs_count];
	FILE *f = fopen(path, "rb");

	if (f == NULL || inputs_count == INPUTS_MAX)
		return;
	in->bytes = malloc(INPUT_SIZE_MAX);
	if (in->bytes != NULL) {
		in->size = fread(in->bytes, 1, INPUT_SIZE_MAX, f);
		inputs_count++;
	}
	fclose(f);
}

static void load_folder(const char *folder)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, NULL, alphasort);
	char path[4096];

	for (int i = 0; i < n; i++) {
		if (entries[i]->d_name[0] != '.') {
			snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
			load(path);
		}
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
}

/* One of: change a byte, flip a bit, delete, repeat, insert a telling piece, cut, take from another. */
static size_t mutate(uint8_t *bytes, size_t size)
{
	static const char *const telling[] = {"\"", "\"\"", ",", "\r\n", "\n", "\xEF\xBB\xBF", "-", "0",
		"99999999999999999999", "-1", "[", "{", "}", ":", "\\u0000", "\\", "\xF0\x9F\x8F\xBD", "\xED\xA0\x80",
		"\xFF", "\xC0\x80", "null", "1e999", "2027-02-29", "- ", "&a *a", "\t"};
	const char *piece = telling[below(sizeof telling / sizeof *telling)];
	const struct input *other = &inputs[below((size_t)inputs_count)];
	size_t at = below(size), n = 1 + below(16), room = INPUT_SIZE_MAX - size;

	switch (below(7)) {
	case 0:
		if (size > 0)
			bytes[at] = (uint8_t)next_random();
		return size;
	case 1:
		if (size > 0)
			bytes[at] ^= (uint8_t)(1u << below(8));
		return size;
	case 2:
		n = n < size - at ? n : size - at;
		memmove(bytes + at, bytes + at + n, size - at - n);
		return size - n;
	case 3:
		n = n < size - at ? n : size - at;
		if (n > room)
			return size;
		memmove(bytes + at + n, bytes + at, size - at);
		return size + n;
	case 4:
		n = strlen(piece);
		if (n > room)
			return size;
		memmove(bytes + at + n, bytes + at, size - at);
		memcpy(bytes + at, piece, n);
		return size + n;
	case 5:
		return at;
	default:
		n = below(other->size) + (other->size > 0);
		n = n < INPUT_SIZE_MAX - at ? n : INPUT_SIZE_MAX - at;
		memcpy(bytes + at, other->bytes, n);
		return at + n > size ? at + n : size;
	}
}

/* An exact copy on the heap, so that a sanitizer sees a read beyond the end.  The input is on disk
 * before it runs: nothing can be saved after a crash. */
static void run(int crash_file, const uint8_t *bytes, size_t size)
{
	uint8_t *exact = malloc(size + (size == 0));

	if (exact == NULL || pwrite(crash_file, bytes, size, 0) != (ssize_t)size ||
		ftruncate(crash_file, (off_t)size) != 0)
		exit(2);
	memcpy(exact, bytes, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
}

int main(int argc, char **argv)
{
	static uint8_t bytes[INPUT_SIZE_MAX];
	const char *slash = strrchr(argv[0], '/'), *name = slash == NULL ? argv[0] : slash + 1;
	const char *wanted = getenv("FUZZ_ROUNDS");
	long rounds = wanted == NULL ? ROUNDS_DEFAULT : strtol(wanted, NULL, 10);
	char folder[256], crash_path[4096];

	snprintf(folder, sizeof folder, "tests/fuzz/corpus/%s", name);
	snprintf(crash_path, sizeof crash_path, "%s.crash", argv[0]);
	for (int i = 1; i < argc; i++)
		load(argv[i]);
	if (argc > 1)
		rounds = 0;
	else
		load_folder(folder);
	puts("1..2");
	printf("%sok 1 - %s has a corpus (%d inputs)\n", inputs_count > 0 ? "" : "not ", name, inputs_count);
	int crash_file = open(crash_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (inputs_count == 0 || crash_file < 0)
		return 1;
	fflush(stdout);
	for (int i = 0; i < inputs_count; i++)
		run(crash_file, inputs[i].bytes, inputs[i].size);
	for (long i = 0; i < rounds; i++) {
		const struct input *in = &inputs[below((size_t)inputs_count)];
		size_t size = in->size;

		memcpy(bytes, in->bytes, size);
		for (size_t k = 1 + below(4); k > 0; k--)
			size = mutate(bytes, size);
		run(crash_file, bytes, size);
	}
	close(crash_file);
	remove(crash_path);
	for (int i = 0; i < inputs_count; i++)
		free(inputs[i].bytes);
	printf("ok 2 - %s stands %ld mutations\n", name, rounds);
	return 0;
}
