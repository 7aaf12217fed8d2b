/*
 * test_cms.c: engine/mail/cms.h against the openssl program, and against bytes that were changed.
 */
#include "engine/mail/cms.h"

#include "engine/base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/getsuji-cms.XXXXXX";
static struct arena *keep;

/* Runs a command of the shell in the test's folder. */
static int shell(const char *command)
{
	return system(arena_printf(keep, "cd %s && { %s; } >out.log 2>&1", folder, command));
}

static char *in_folder(const char *name)
{
	return arena_printf(keep, "%s/%s", folder, name);
}

/* Keys of an office (RSA), of contractors (RSA and P-256), of a stranger, and weak and old ones. */
static int set_up(void **state)
{
	(void)state;
	keep = arena_new();
	return mkdtemp(folder) == NULL ||
				   shell("make() { openssl req -x509 -newkey $2 -nodes -keyout $1.key.pem -out $1.cert.pem "
						 "-days 30 "
						 "-subj /CN=$1 && chmod 600 $1.key.pem; }; make office rsa:2048 && make contractor "
						 "rsa:2048 && "
						 "make curve 'ec -pkeyopt ec_paramgen_curve:P-256' && make stranger rsa:2048 && make "
						 "weak rsa:1024 && "
						 "make edwards ed25519 && make open rsa:2048 && chmod 644 open.key.pem && make mixed "
						 "rsa:2048 && "
						 "cp stranger.key.pem mixed.key.pem && "
						 "openssl rsa -aes256 -passout pass:secret -in office.key.pem -out locked.key.pem && "
						 "cp office.cert.pem locked.cert.pem && printf 'secret\\n' >right && printf "
						 "'wrong\\n' >wrong && "
						 "faketime '2020-01-01' openssl req -x509 -new -key office.key.pem -out old.cert.pem "
						 "-days 30 "
						 "-subj /CN=old && cp office.key.pem old.key.pem && chmod 600 old.key.pem") != 0
			   ? -1
			   : 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)!system(arena_printf(keep, "rm -rf %s", folder));
	arena_free(keep);
	return 0;
}

/* Read once: a key is checked when it is. */
static struct cms_party *own(const char *name)
{
	static struct {
		const char *name;
		struct cms_party *party;
	} known[8];
	struct err e = {0};
	int i = 0;

	while (known[i].name != NULL && strcmp(known[i].name, name) != 0)
		i++;
	assert_in_range(i, 0, 6);
	if (known[i].name == NULL) {
		assert_int_equal(cms_own(folder, name, NULL, keep, &known[i].party, &e), ERR_OK);
		known[i].name = name;
	}
	return known[i].party;
}

static struct cms_party *other(const char *name)
{
	struct cms_party *p = NULL;
	struct err e = {0};

	assert_int_equal(cms_other(folder, name, keep, &p, &e), ERR_OK);
	return p;
}

/* Bytes that no pattern repeats in. */
static unsigned char *content_of(size_t size)
{
	unsigned char *at = arena_alloc(keep, size);
	uint32_t x = 12345;

	for (size_t i = 0; i < size; i++)
		at[i] = (unsigned char)((x = x * 1664525U + 1013904223U) >> 24);
	return at;
}

static void seal(const char *from, const char *to, const char *name, const unsigned char *at, size_t size)
{
	struct cms_writer *w;
	struct err e = {0};

	assert_int_equal(cms_seal(own(from), other(to), in_folder(name), keep, &w, &e), ERR_OK);
	for (size_t done = 0, n; done < size; done += n) {
		n = size - done < 10240 ? size - done : 10240;
		assert_int_equal(cms_write(w, at + done, n, &e), ERR_OK);
	}
	assert_int_equal(cms_write_end(w, &e), ERR_OK);
}

static enum err_code open_sealed(const char *to, const char *from, const char *name, struct arena *a,
	size_t *size, unsigned char **out, struct err *e)
{
	struct cms_reader *r;
	size_t used = 0;
	ssize_t n;

	*e = (struct err){0};
	if (cms_open(own(to), other(from), in_folder(name), folder, a, &r, e) != ERR_OK)
		return e->code;
	*out = arena_alloc(a, *size + 1);
	while ((n = cms_read(r, *out + used, *size + 1 - used, e)) > 0)
		used += (size_t)n;
	assert_int_equal(n, 0);
	*size = used;
	return ERR_OK;
}

static void what_is_sealed_is_opened(void **state)
{
	static const size_t sizes[] = {1, 100, 4096, 16383, 1000000};
	static const char *const to[] = {"contractor", "curve"};
	unsigned char *content = content_of(1000000), *got;
	struct err e;

	(void)state;
	for (int i = 0; i < 10; i++) {
		size_t size = sizes[i / 2];

		seal("office", to[i % 2], "sealed", content, sizes[i / 2]);
		assert_int_equal(open_sealed(to[i % 2], "office", "sealed", keep, &size, &got, &e), ERR_OK);
		assert_int_equal(size, sizes[i / 2]);
		assert_memory_equal(got, content, size);
	}
}

static void stock_tools_open_what_is_sealed(void **state)
{
	unsigned char *content = content_of(300000);
	struct err e = {0};

	(void)state;
	assert_int_equal(file_write(in_folder("content"), content, 300000, &e), ERR_OK);
	seal("office", "contractor", "sealed", content, 300000);
	assert_int_equal(
		shell("openssl cms -decrypt -binary -inform DER -in sealed -recip contractor.cert.pem "
			  "-inkey contractor.key.pem -out inner && openssl cms -verify -binary -inform DER -in inner "
			  "-CAfile office.cert.pem -purpose any -out plain && cmp plain content"),
		0);
	seal("office", "curve", "sealed", content, 300000);
	assert_int_equal(
		shell("openssl cms -decrypt -binary -inform DER -in sealed -recip curve.cert.pem "
			  "-inkey curve.key.pem -out inner && openssl cms -verify -binary -inform DER -in inner "
			  "-CAfile office.cert.pem -purpose any -out plain && cmp plain content"),
		0);
}

static void nobody_else_opens_it_and_nobody_else_may_have_signed_it(void **state)
{
	unsigned char *content = content_of(5000), *got;
	size_t size = 5000;
	struct err e;

	(void)state;
	seal("office", "contractor", "sealed", content, 5000);
	assert_int_equal(open_sealed("stranger", "office", "sealed", keep, &size, &got, &e), ERR_INPUT);
	assert_int_equal(e.id, 2212);
	assert_int_equal(open_sealed("curve", "office", "sealed", keep, &size, &got, &e), ERR_INPUT);
	assert_int_equal(open_sealed("contractor", "curve", "sealed", keep, &size, &got, &e), ERR_INPUT);
	assert_int_equal(e.id, 2209);
	seal("stranger", "contractor", "sealed", content, 5000);
	assert_int_equal(open_sealed("contractor", "office", "sealed", keep, &size, &got, &e), ERR_INPUT);
	assert_int_equal(e.id, 2209);
}

static void flip(const char *path, size_t at, int bit)
{
	FILE *f = fopen(path, "r+b");
	int c;

	assert_non_null(f);
	assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
	c = fgetc(f);
	assert_int_equal(fseek(f, (long)at, SEEK_SET), 0);
	assert_int_equal(fputc(c ^ 1 << bit, f), c ^ 1 << bit);
	assert_int_equal(fclose(f), 0);
}

static void a_flipped_bit_anywhere_is_refused(void **state)
{
	static const char *const to[] = {"contractor", "curve"};
	struct arena *round = arena_new();
	unsigned char *content = content_of(3000), *got;
	struct err e = {0};
	size_t length, opened = 0;
	char *bytes;

	(void)state;
	for (int k = 0; k < 2; k++) {
		seal("office", to[k], "sealed", content, 3000);
		assert_int_equal(file_read(in_folder("sealed"), 1 << 20, keep, &bytes, &length, &e), ERR_OK);
		for (size_t i = 0; i < length; i++) {
			/* Every bit of the two ends, where no tag reaches, and one of each byte between. */
			for (int bit = 0; bit < 8; bit++) {
				size_t size = 3000;

				if (i > 700 && i + 100 < length && bit != (int)(i % 8))
					continue;
				flip(in_folder("sealed"), i, bit);
				if (open_sealed(to[k], "office", "sealed", round, &size, &got, &e) != ERR_INPUT) {
					print_message("%s: byte %zu bit %d: %s %s\n", to[k], i, bit, err_name(e.code), e.detail);
					opened++;
				}
				flip(in_folder("sealed"), i, bit);
				arena_reset(round);
			}
		}
	}
	arena_free(round);
	assert_int_equal(opened, 0);
}

static void what_is_cut_or_longer_is_refused(void **state)
{
	unsigned char *content = content_of(3000), *got;
	struct arena *round = arena_new();
	struct err e = {0};
	size_t length, size;
	char *bytes;

	(void)state;
	seal("office", "contractor", "sealed", content, 3000);
	assert_int_equal(file_read(in_folder("sealed"), 1 << 20, keep, &bytes, &length, &e), ERR_OK);
	for (size_t n = 0; n <= length; n += n + 40 < length && n > 40 ? 37 : 1) {
		if (n == length)
			n++; /* one zero more */
		assert_int_equal(file_write(in_folder("cut"), bytes, n, &e), ERR_OK);
		size = 3000;
		assert_int_equal(open_sealed("contractor", "office", "cut", round, &size, &got, &e), ERR_INPUT);
		arena_reset(round);
	}
	arena_free(round);
}

static void nothing_is_left_beside_it(void **state)
{
	unsigned char *content = content_of(3000), *got;
	size_t size = 3000;
	struct err e;

	(void)state;
	assert_int_equal(shell("rm -rf empty && mkdir empty"), 0);
	seal("office", "contractor", "sealed", content, 3000);
	assert_int_equal(open_sealed("stranger", "office", "sealed", keep, &size, &got, &e), ERR_INPUT);
	assert_int_equal(open_sealed("contractor", "office", "sealed", keep, &size, &got, &e), ERR_OK);
	assert_int_equal(shell("! ls -A | grep -F .getsuji-"), 0);
}

static void signatures_are_exchanged_with_stock_tools(void **state)
{
	unsigned char *der;
	struct err e = {0};
	size_t length;
	char *text;

	(void)state;
	assert_int_equal(cms_sign(own("office"), "list\r\n\n", 7, false, keep, &der, &length, &e), ERR_OK);
	assert_int_equal(file_write(in_folder("list.p7m"), der, length, &e), ERR_OK);
	assert_int_equal(shell("openssl cms -verify -binary -inform DER -in list.p7m -CAfile office.cert.pem "
						   "-purpose any -out list && printf 'list\\r\\n\\n' | cmp - list"),
		0);
	assert_int_equal(
		cms_verify_file(other("office"), in_folder("list.p7m"), 7, keep, &text, &length, &e), ERR_OK);
	assert_int_equal(length, 7);
	assert_string_equal(text, "list\r\n\n");
	assert_int_equal(
		cms_verify_file(other("office"), in_folder("list.p7m"), 6, keep, &text, &length, &e), ERR_INPUT);
	assert_int_equal(e.id, 2211);
	assert_int_equal(
		shell("head -c 200000 /dev/urandom >big && for s in '' -stream; do openssl cms -sign -binary "
			  "-nodetach $s -outform DER -signer contractor.cert.pem -inkey contractor.key.pem -in big "
			  "-out big$s.p7m; done"),
		0);
	for (int i = 0; i < 2; i++) {
		const char *path = in_folder(i == 0 ? "big.p7m" : "big-stream.p7m");

		e = (struct err){0};
		assert_int_equal(
			cms_verify_file(other("contractor"), path, 1 << 20, keep, &text, &length, &e), ERR_OK);
		assert_int_equal(length, 200000);
		assert_int_equal(
			cms_verify_file(other("office"), path, 1 << 20, keep, &text, &length, &e), ERR_INPUT);
		assert_int_equal(e.id, 2209);
	}
	e = (struct err){0};
	assert_int_equal(file_read(in_folder("big"), 1 << 20, keep, &text, &length, &e), ERR_OK);
	assert_int_equal(
		cms_verify_file(other("office"), in_folder("big"), 1 << 20, keep, &text, &length, &e), ERR_INPUT);
}

static void two_signers_are_not_one(void **state)
{
	struct err e = {0};
	size_t length;
	char *text;

	(void)state;
	assert_int_equal(
		shell("echo x >x && openssl cms -sign -binary -nodetach -outform DER -signer office.cert.pem "
			  "-inkey office.key.pem -signer stranger.cert.pem -inkey stranger.key.pem -in x -out two.p7m"),
		0);
	assert_int_equal(
		cms_verify_file(other("office"), in_folder("two.p7m"), 99, keep, &text, &length, &e), ERR_INPUT);
}

static void a_detached_signature_is_of_these_bytes_alone(void **state)
{
	struct err e = {0};
	unsigned char *der;
	size_t length;

	(void)state;
	assert_int_equal(cms_sign(own("office"), "{}", 2, true, keep, &der, &length, &e), ERR_OK);
	assert_int_equal(cms_verify_detached(other("office"), "{}", 2, der, length, &e), ERR_OK);
	assert_int_equal(cms_verify_detached(other("office"), "{]", 2, der, length, &e), ERR_INPUT);
	assert_int_equal(cms_verify_detached(other("stranger"), "{}", 2, der, length, &e), ERR_INPUT);
	assert_int_equal(cms_verify_detached(other("office"), "{}", 2, der, length - 1, &e), ERR_INPUT);
	assert_int_equal(cms_verify_detached(other("office"), "{}", 2, "", 0, &e), ERR_INPUT);
	e = (struct err){0};
	assert_int_equal(file_write(in_folder("manifest"), "{}", 2, &e), ERR_OK);
	assert_int_equal(file_write(in_folder("manifest.p7s"), der, length, &e), ERR_OK);
	assert_int_equal(shell("openssl cms -verify -binary -inform DER -in manifest.p7s -content manifest "
						   "-CAfile office.cert.pem -purpose any"),
		0);
	/* One that brings other content with it is still a signature of that, and not of these. */
	assert_int_equal(cms_sign(own("office"), "other", 5, false, keep, &der, &length, &e), ERR_OK);
	assert_int_equal(cms_verify_detached(other("office"), "{}", 2, der, length, &e), ERR_INPUT);
}

static void keys_that_cannot_be_trusted_are_refused(void **state)
{
	static const struct {
		const char *name;
		int id;
	} cases[] = {
		{"nobody", 2200}, {"weak", 2201}, {"edwards", 2201}, {"old", 2202}, {"open", 2205}, {"mixed", 2206}};
	struct cms_party *p;
	struct err e = {0};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		e = (struct err){0};
		assert_int_equal(cms_own(folder, cases[i].name, NULL, keep, &p, &e), ERR_ENVIRONMENT);
		assert_int_equal(e.id, cases[i].id);
	}
	e = (struct err){0};
	assert_int_equal(cms_own(folder, "locked", in_folder("right"), keep, &p, &e), ERR_OK);
	assert_int_equal(cms_own(folder, "locked", in_folder("wrong"), keep, &p, &e), ERR_ENVIRONMENT);
	assert_int_equal(e.id, 2204);
	e = (struct err){0};
	assert_int_equal(cms_own(folder, "locked", in_folder("none"), keep, &p, &e), ERR_ENVIRONMENT);
}

static void a_fingerprint_is_that_of_stock_tools(void **state)
{
	struct err e = {0};
	size_t length;
	char *text;

	(void)state;
	assert_int_equal(
		shell("openssl x509 -in office.cert.pem -noout -fingerprint -sha256 | sed 's/.*=//' | tr -d ':\\n' | "
			  "tr A-F a-f >fingerprint"),
		0);
	assert_int_equal(file_read(in_folder("fingerprint"), 99, keep, &text, &length, &e), ERR_OK);
	assert_string_equal(cms_fingerprint(other("office")), text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_sealed_is_opened),
		cmocka_unit_test(stock_tools_open_what_is_sealed),
		cmocka_unit_test(nobody_else_opens_it_and_nobody_else_may_have_signed_it),
		cmocka_unit_test(a_flipped_bit_anywhere_is_refused),
		cmocka_unit_test(what_is_cut_or_longer_is_refused),
		cmocka_unit_test(nothing_is_left_beside_it),
		cmocka_unit_test(signatures_are_exchanged_with_stock_tools),
		cmocka_unit_test(two_signers_are_not_one),
		cmocka_unit_test(a_detached_signature_is_of_these_bytes_alone),
		cmocka_unit_test(keys_that_cannot_be_trusted_are_refused),
		cmocka_unit_test(a_fingerprint_is_that_of_stock_tools),
	};

	return cmocka_run_group_tests_name("cms", tests, set_up, tear_down);
}
