/*
 * test_digest.c: getsuji/digest.h, with the examples of FIPS 180-4 (SHA-256).
 */
#include "getsuji/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
static const char two_blocks_digest[] = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
static const char nothing[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

static void the_published_examples_agree(void **state)
{
	unsigned char digest[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];

	(void)state;
	digest_sha256("abc", 3, digest);
	assert_string_equal(digest_hex(digest, hex), abc);
	digest_sha256(two_blocks, strlen(two_blocks), digest);
	assert_string_equal(digest_hex(digest, hex), two_blocks_digest);
	digest_sha256("", 0, digest);
	assert_string_equal(digest_hex(digest, hex), nothing);
}

static void pieces_give_the_digest_of_the_whole_and_start_anew(void **state)
{
	struct arena *a = arena_new();
	struct digest *d = digest_new(a);
	unsigned char digest[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];

	(void)state;
	for (size_t i = 0; i < strlen(two_blocks); i++)
		digest_add(d, two_blocks + i, 1);
	digest_end(d, digest);
	assert_string_equal(digest_hex(digest, hex), two_blocks_digest);
	digest_add(d, "abc", 3);
	digest_end(d, digest);
	assert_string_equal(digest_hex(digest, hex), abc);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_examples_agree),
		cmocka_unit_test(pieces_give_the_digest_of_the_whole_and_start_anew),
	};

	return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
