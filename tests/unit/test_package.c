/*
 * test_package.c: engine/mail/package.h and verify.h: what is packed is opened once, and whatever was done to it is found.
 */
#include "tests/unit/package_fixture.h"

#include "engine/mail/package_tar.h"

#include <sys/stat.h>
#include <unistd.h>

static struct package_made pack(const struct manifest *m, const char *name)
{
	struct package_made made;
	struct err e = {0};

	assert_int_equal(package_write(party("office"), party("contractor"), m, in_folder("contractor"),
						 in_folder(name), keep, &made, &e),
		ERR_OK);
	return made;
}

/* Opens it beside no journal. */
static enum err_code open_it(const char *name, day_t on, struct verify *v, struct err *e)
{
	*e = (struct err){0};
	assert_int_equal(shell("rm -rf opened && mkdir opened"), 0);
	return package_open(
		party("contractor"), party("office"), in_folder(name), in_folder("opened/it"), on, keep, v, e);
}

static struct verify verified(day_t on)
{
	struct err e = {0};
	struct verify v;

	assert_int_equal(verify_folder(in_folder("opened/it"), party("office"), on, true, keep, &v, &e), ERR_OK);
	return v;
}

static void what_is_packed_is_opened_whole_and_verified(void **state)
{
	struct manifest m = mailing();
	struct verify v;
	struct err e;

	(void)state;
	pack(&m, "it.p7m");
	assert_int_equal(open_it("it.p7m", m.post_by_on, &v, &e), ERR_OK);
	assert_int_equal(v.counted, 0);
	assert_int_equal(v.manifest.n_pieces, 4);
	assert_int_equal(
		shell("cmp opened/it/part-0003.pdf contractor/part-0003.pdf && ls -A opened/it >names && "
			  "printf 'SHA256SUMS\\ncounts.pdf\\ncounts.xlsx\\nmanifest.json\\nmanifest.json.p7s\\n"
			  "part-0001.pdf\\npart-0003.pdf\\n' | LC_ALL=C sort | cmp - names && "
			  "cd opened/it && sha256sum -c SHA256SUMS"),
		0);
	v = verified(m.post_by_on);
	assert_int_equal(v.counted, 0);
	assert_int_equal(v.pages_read, 12);
	v = verified(m.post_by_on + 1);
	assert_true(v.usable);
	assert_int_equal(v.finding[0].kind, VERIFY_LATE);
	v = verified(m.expires_on);
	assert_false(v.usable);
	assert_int_equal(v.finding[0].kind, VERIFY_EXPIRED);
}

static void stock_tools_open_and_verify_it(void **state)
{
	struct manifest m = mailing();

	(void)state;
	pack(&m, "it.p7m");
	assert_int_equal(
		shell("rm -rf stock && mkdir stock && openssl cms -decrypt -binary -inform DER -in it.p7m -recip "
			  "contractor.cert.pem -inkey contractor.key.pem -out inner && openssl cms -verify -binary "
			  "-inform DER "
			  "-in inner -CAfile office.cert.pem -purpose any -out it.tar && tar -xf it.tar -C stock && "
			  "cd stock && sha256sum -c SHA256SUMS && openssl cms -verify -binary -inform DER "
			  "-in manifest.json.p7s -content manifest.json -CAfile ../office.cert.pem -purpose any -out "
			  "/dev/null "
			  "&& cmp part-0001.pdf ../contractor/part-0001.pdf"),
		0);
}

/* Tar and manifest are the same bytes each time; what is sealed is not. */
static void packed_again_it_holds_the_same_bytes(void **state)
{
	struct manifest m = mailing();

	(void)state;
	pack(&m, "one.p7m");
	pack(&m, "two.p7m");
	assert_int_equal(
		shell(
			"for i in one two; do openssl cms -decrypt -binary -inform DER -in $i.p7m -recip "
			"contractor.cert.pem -inkey contractor.key.pem | openssl cms -verify -binary -inform DER -CAfile "
			"office.cert.pem -purpose any -out $i.tar && rm -rf $i && mkdir $i && tar -xf $i.tar -C $i; done "
			"&& "
			"rm -f one/*.p7s two/*.p7s one/SHA256SUMS two/SHA256SUMS && diff -r one two && ! cmp one.p7m "
			"two.p7m"),
		0);
}

static void a_package_is_opened_once(void **state)
{
	struct manifest m = mailing();
	struct package_made first = pack(&m, "one.p7m");
	char hex[DIGEST_HEX_SIZE];
	struct verify v;
	struct err e;

	(void)state;
	assert_int_equal(open_it("one.p7m", m.post_by_on, &v, &e), ERR_OK);
	assert_int_equal(package_open(party("contractor"), party("office"), in_folder("one.p7m"),
						 in_folder("opened/again"), m.post_by_on, keep, &v, &e),
		ERR_STATE);
	assert_int_equal(e.id, 2224);
	m.package_no = 2;
	m.previous = digest_hex(first.manifest, hex);
	m.reason = "媒体を \"紛失\" \\ したため";
	pack(&m, "two.p7m");
	e = (struct err){0};
	assert_int_equal(package_open(party("contractor"), party("office"), in_folder("two.p7m"),
						 in_folder("opened/two"), m.post_by_on, keep, &v, &e),
		ERR_OK);
	assert_string_equal(v.manifest.reason, m.reason);
	/* The first again, sealed anew: it is older than what was opened. */
	m.package_no = 1;
	m.previous = m.reason = "";
	pack(&m, "one.p7m");
	assert_int_equal(package_open(party("contractor"), party("office"), in_folder("one.p7m"),
						 in_folder("opened/old"), m.post_by_on, keep, &v, &e),
		ERR_STATE);
	assert_int_equal(shell("test \"$(ls -A opened | tr '\\n' ' ')\" = '.getsuji-opened it two '"), 0);
}

static enum err_code open_beside(
	const char *name, const char *to, const struct manifest *m, struct verify *v, struct err *e)
{
	*e = (struct err){0};
	return package_open(
		party("contractor"), party("office"), in_folder(name), in_folder(to), m->post_by_on, keep, v, e);
}

static void reprints_are_opened_once_and_are_no_packages_of_the_mailing(void **state)
{
	struct manifest m = mailing(), again;
	char hex[DIGEST_HEX_SIZE];
	struct package_made first;
	struct verify v;
	struct err e;

	(void)state;
	pack(&m, "one.p7m");
	assert_int_equal(open_it("one.p7m", m.post_by_on, &v, &e), ERR_OK);
	again = reprints();
	first = pack(&again, "reprint.p7m");
	assert_int_equal(open_beside("reprint.p7m", "opened/reprint", &m, &v, &e), ERR_OK);
	assert_int_equal(v.manifest.reprint_no, 2);
	assert_int_equal(open_beside("reprint.p7m", "opened/b", &m, &v, &e), ERR_STATE);
	assert_int_equal(e.id, 2245);
	/* Neither has made the next of the other old. */
	m.package_no = 2;
	m.previous = DIGIT;
	m.reason = "lost";
	(void)mailing(); /* its parts are there again */
	pack(&m, "two.p7m");
	assert_int_equal(open_beside("two.p7m", "opened/two", &m, &v, &e), ERR_OK);
	again = reprints();
	again.reprint_no = 1;
	pack(&again, "earlier.p7m");
	assert_int_equal(open_beside("earlier.p7m", "opened/earlier", &m, &v, &e), ERR_OK);
	again.reprint_no = 2;
	again.package_no = 2;
	again.previous = digest_hex(first.manifest, hex);
	again.reason = "lost";
	pack(&again, "sealed_again.p7m");
	assert_int_equal(open_beside("sealed_again.p7m", "opened/sealed_again", &m, &v, &e), ERR_OK);
	again.package_no = 1;
	again.previous = again.reason = "";
	pack(&again, "reprint.p7m");
	assert_int_equal(open_beside("reprint.p7m", "opened/c", &m, &v, &e), ERR_STATE);
	assert_int_equal(shell("cut -d' ' -f1,2 opened/.getsuji-opened | tr '\\n' ',' >seen; test \"$(cat "
						   "seen)\" = '12 1,12:2 1,12 2,12:1 1,12:2 2,'"),
		0);
}

/* Lines that were written before there were reprints. */
static void a_journal_of_an_older_program_still_counts(void **state)
{
	struct manifest m = mailing();
	struct verify v;
	struct err e;

	(void)state;
	pack(&m, "it.p7m");
	assert_int_equal(
		shell("rm -rf opened && mkdir opened && echo '12 1 " DIGIT "' >opened/.getsuji-opened"), 0);
	assert_int_equal(open_beside("it.p7m", "opened/it", &m, &v, &e), ERR_STATE);
	assert_int_equal(e.id, 2224);
	m = reprints();
	pack(&m, "it.p7m");
	assert_int_equal(open_beside("it.p7m", "opened/it", &m, &v, &e), ERR_OK);
}

/* Packed with another code on the first page of its first part, opened and verified: that is found, and nothing else. */
static struct verify with_code(struct manifest *m, const char *code)
{
	struct verify v;
	struct err e;

	draw_part(m, 1, "part-0001.pdf", true, 1, code);
	describe(&m->parts[0].file, "part-0001.pdf");
	pack(m, "it.p7m");
	assert_int_equal(open_it("it.p7m", m->post_by_on, &v, &e), ERR_OK);
	v = verified(m->post_by_on);
	assert_int_equal(v.counted, 1);
	assert_int_equal(v.finding[0].kind, VERIFY_CODE);
	return v;
}

static void a_reprint_is_verified_by_the_versions_of_its_pieces(void **state)
{
	static const char *const instead[] = {"GJ2:R12:P4:S1/2:F:V0:AAAAAAAA", "GJ2:R12:P4:S1/2:F:V2:AAAAAAAA"};
	struct manifest m = reprints();
	struct verify v;
	struct err e;

	(void)state;
	pack(&m, "it.p7m");
	assert_int_equal(open_it("it.p7m", m.post_by_on, &v, &e), ERR_OK);
	v = verified(m.post_by_on);
	assert_int_equal(v.counted, 0);
	assert_int_equal(v.pages_read, 6);
	for (size_t i = 0; i < sizeof instead / sizeof instead[0]; i++) {
		v = with_code(&m, instead[i]);
		assert_int_equal(v.finding[0].piece_no, 4);
	}
}

/* The one file need not lie in a folder under its name. */
static void a_single_part_is_packed_from_wherever_it_is(void **state)
{
	struct manifest m = reprints();
	struct package_made made;
	struct verify v;
	struct err e = {0};

	(void)state;
	assert_int_equal(shell("cp contractor/part-0001.pdf elsewhere"), 0);
	assert_int_equal(package_write(party("office"), party("contractor"), &m, in_folder("elsewhere"),
						 in_folder("it.p7m"), keep, &made, &e),
		ERR_OK);
	assert_int_equal(open_it("it.p7m", m.post_by_on, &v, &e), ERR_OK);
	assert_int_equal(shell("cmp elsewhere opened/it/part-0001.pdf && echo >>elsewhere"), 0);
	assert_int_equal(package_write(party("office"), party("contractor"), &m, in_folder("elsewhere"),
						 in_folder("it.p7m"), keep, &made, &e),
		ERR_CHANGED);
}

static void an_expired_package_and_one_by_a_stranger_are_refused_and_leave_nothing(void **state)
{
	struct manifest m = mailing();
	struct package_made made;
	struct verify v;
	struct err e = {0};

	(void)state;
	pack(&m, "it.p7m");
	assert_int_equal(open_it("it.p7m", m.expires_on, &v, &e), ERR_INPUT);
	assert_int_equal(e.id, 2222);
	assert_int_equal(
		shell("test \"$(ls -A opened)\" = .getsuji-opened && ! test -s opened/.getsuji-opened"), 0);
	e = (struct err){0};
	assert_int_equal(package_write(party("stranger"), party("contractor"), &m, in_folder("contractor"),
						 in_folder("forged.p7m"), keep, &made, &e),
		ERR_OK);
	assert_int_equal(open_it("forged.p7m", m.post_by_on, &v, &e), ERR_INPUT);
	assert_int_equal(e.id, 2209);
	e = (struct err){0};
	assert_int_equal(package_write(party("office"), party("stranger"), &m, in_folder("contractor"),
						 in_folder("other.p7m"), keep, &made, &e),
		ERR_OK);
	assert_int_equal(open_it("other.p7m", m.post_by_on, &v, &e), ERR_INPUT);
	assert_int_equal(e.id, 2212);
	assert_int_equal(shell("test \"$(ls -A opened)\" = .getsuji-opened"), 0);
}

/* Flipped bits and cuts all over a package of real files: each is refused, and nothing of it is left beside. */
static void a_package_that_was_damaged_on_its_way_is_refused_and_leaves_nothing(void **state)
{
	struct manifest m = mailing();
	size_t length;
	struct verify v;
	struct err e = {0};
	char *bytes;

	(void)state;
	pack(&m, "it.p7m");
	assert_int_equal(file_read(in_folder("it.p7m"), 1 << 24, keep, &bytes, &length, &e), ERR_OK);
	assert_int_equal(shell("rm -rf opened && mkdir opened"), 0);
	for (size_t i = 0; i < 400; i++) {
		size_t at = length / 300 * (i % 300) + i % 7, size = i < 300 ? length : at;

		bytes[at] = (char)(bytes[at] ^ (i < 300 ? 1 << i % 8 : 0));
		assert_int_equal(file_write(in_folder("bad.p7m"), bytes, size, &e), ERR_OK);
		bytes[at] = (char)(bytes[at] ^ (i < 300 ? 1 << i % 8 : 0));
		e = (struct err){0};
		assert_int_equal(package_open(party("contractor"), party("office"), in_folder("bad.p7m"),
							 in_folder("opened/it"), m.post_by_on, keep, &v, &e),
			ERR_INPUT);
		e = (struct err){0};
	}
	assert_int_equal(
		shell("test \"$(ls -A opened)\" = .getsuji-opened && ! test -s opened/.getsuji-opened"), 0);
	assert_int_equal(package_open(party("contractor"), party("office"), in_folder("it.p7m"),
						 in_folder("opened/it"), m.post_by_on, keep, &v, &e),
		ERR_OK);
}

static void a_file_that_changed_since_the_manifest_is_not_packed(void **state)
{
	struct manifest m = mailing();
	struct package_made made;
	struct err e = {0};

	(void)state;
	assert_int_equal(shell("echo more >>contractor/counts.pdf"), 0);
	assert_int_equal(package_write(party("office"), party("contractor"), &m, in_folder("contractor"),
						 in_folder("it.p7m"), keep, &made, &e),
		ERR_CHANGED);
	assert_int_equal(shell("rm contractor/counts.xlsx; echo counts >contractor/counts.pdf"), 0);
	e = (struct err){0};
	assert_int_equal(package_write(party("office"), party("contractor"), &m, in_folder("contractor"),
						 in_folder("it.p7m"), keep, &made, &e),
		ERR_CHANGED);
	assert_int_equal(shell("echo book >contractor/counts.xlsx"), 0);
}

static void whatever_is_done_to_the_folder_is_found(void **state)
{
	static const struct {
		const char *command;
		enum verify_kind kind;
		const char *file;
	} cases[] = {
		{"rm counts.pdf", VERIFY_MISSING, "counts.pdf"},
		{"rm part-0003.pdf && mkdir part-0003.pdf", VERIFY_MISSING, "part-0003.pdf"},
		{"mv part-0003.pdf ../part && ln -s ../part part-0003.pdf", VERIFY_MISSING, "part-0003.pdf"},
		{"echo x >part-0002.pdf", VERIFY_EXTRA, "part-0002.pdf"},
		{"echo x >.hidden", VERIFY_EXTRA, ".hidden"},
		{"mkdir more", VERIFY_EXTRA, "more"},
		{"printf X | dd of=part-0001.pdf bs=1 seek=700 conv=notrunc", VERIFY_ALTERED, "part-0001.pdf"},
		{"truncate -s -1 part-0001.pdf", VERIFY_ALTERED, "part-0001.pdf"},
		{"echo >>counts.xlsx", VERIFY_ALTERED, "counts.xlsx"},
		{"cp part-0003.pdf part-0001.pdf", VERIFY_ALTERED, "part-0001.pdf"},
		{"sed -i 1s/0/1/ SHA256SUMS", VERIFY_ALTERED, "SHA256SUMS"},
		{"rm SHA256SUMS", VERIFY_MISSING, "SHA256SUMS"},
		{"rm manifest.json", VERIFY_MISSING, "manifest.json"},
		{"rm manifest.json.p7s", VERIFY_MISSING, "manifest.json.p7s"},
		{"sed -i 's/\"sheets\": 2/\"sheets\": 3/' manifest.json", VERIFY_SIGNATURE, "manifest.json"},
		{"openssl cms -sign -binary -outform DER -in manifest.json -signer ../../stranger.cert.pem -inkey "
		 "../../stranger.key.pem -out manifest.json.p7s",
			VERIFY_SIGNATURE, "manifest.json"},
		{"sed -i 's/\"sheets\": 2/\"sheets\":  2/' manifest.json && openssl cms -sign -binary -outform DER "
		 "-in manifest.json "
		 "-signer ../../office.cert.pem -inkey ../../office.key.pem -out manifest.json.p7s",
			VERIFY_MANIFEST, "manifest.json"},
	};
	struct manifest m = mailing();
	struct verify v;
	struct err e;

	(void)state;
	pack(&m, "it.p7m");
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(open_it("it.p7m", m.post_by_on, &v, &e), ERR_OK);
		assert_int_equal(shell(arena_printf(keep, "cd opened/it && %s", cases[i].command)), 0);
		v = verified(m.post_by_on);
		if (v.usable || v.finding[0].kind != cases[i].kind || strcmp(v.finding[0].file, cases[i].file) != 0)
			print_message("%s\n", cases[i].command);
		assert_false(v.usable);
		assert_int_equal(v.finding[0].kind, cases[i].kind);
		assert_string_equal(v.finding[0].file, cases[i].file);
	}
}

/* What an office would have to do wrong itself: pages that are not their piece's. */
static void pages_with_other_codes_are_found(void **state)
{
	static const char *const instead[] = {"", "GJ2", "GJ2:R12:P4:S1/2:F:V0:AAAAAAAA",
		"GJ2:R12:P3:S1/1:B:V0:AAAAAAAA", "GJ2:R13:P3:S1/1:F:V0:AAAAAAAA", "GJ2:R12:P3:S1/1:F:V1:AAAAAAAA",
		"GJ2:R12:P3:S1/2:F:V0:AAAAAAAA", "GJ2:R12:P3:S1/1:F:V0:AAAAAAAA and GJ2:R12:P4:S1/2:F:V0:AAAAAAAA",
		"GJ2:R12:P3:S1/1:F:V0:AAAA"};
	struct manifest m = mailing();
	struct verify v;

	(void)state;
	for (size_t i = 0; i < sizeof instead / sizeof instead[0]; i++) {
		v = with_code(&m, instead[i]);
		assert_int_equal(v.finding[0].page, 1);
		assert_int_equal(v.finding[0].piece_no, 3);
	}
}

static void a_part_with_another_number_of_pages_is_found(void **state)
{
	struct manifest m = mailing();
	struct verify v;
	struct err e;

	(void)state;
	draw_part(&m, 2, "part-0001.pdf", false, 0, NULL);
	m.pieces[3].pages = 4;
	draw_part(&m, 2, "part-0003.pdf", false, 0, NULL);
	m.pieces[3].pages = 5;
	describe(&m.parts[0].file, "part-0001.pdf");
	describe(&m.parts[1].file, "part-0003.pdf");
	pack(&m, "it.p7m");
	assert_int_equal(open_it("it.p7m", m.post_by_on, &v, &e), ERR_OK);
	v = verified(m.post_by_on);
	assert_int_equal(v.counted, 7); /* six pages of another part; one page that is missing */
	assert_int_equal(v.finding[0].kind, VERIFY_CODE);
	assert_int_equal(v.finding[6].kind, VERIFY_PAGES);
	assert_string_equal(v.finding[6].file, "part-0003.pdf");
}

/* ---- hostile archives ------------------------------------------------------------------------ */

static ssize_t read_stream(void *from, void *to, size_t n, struct err *e)
{
	(void)e;
	return (ssize_t)fread(to, 1, n, from);
}

static enum err_code extract(const char *name, struct err *e)
{
	FILE *f = fopen(in_folder(name), "rb");
	enum err_code code;

	assert_non_null(f);
	*e = (struct err){0};
	assert_int_equal(shell("rm -rf out && mkdir out"), 0);
	code = package_tar_extract(read_stream, f, in_folder("out"), e);
	fclose(f);
	return code;
}

static void hostile_archives_are_refused_and_reach_nothing_outside(void **state)
{
	static const char *const cases[] = {"tar -cf t.tar -P --transform 's,x,../escape,' x",
		"tar -cf t.tar -P --transform \"s,^x,$PWD/escape,\" x", "tar -cf t.tar --transform 's,x,sub/x,' x",
		"ln -sf /etc/passwd link && tar -cf t.tar link", "ln -f x hard && tar -cf t.tar x hard",
		"tar -cf t.tar d", "mkfifo -m 600 pipe; tar -cf t.tar pipe; rm pipe",
		"tar -cf t.tar -c x --transform 's,x,X,'", "tar -cf t.tar --transform 's,x,.hidden,' x",
		"tar -cf t.tar x && tar -rf t.tar x", "truncate -s 1T huge && tar -S -cf t.tar huge; rm huge",
		"tar -cf t.tar x && truncate -s 600 t.tar", "tar -czf t.tar x",
		"zip -q t.zip x && mv t.zip t.tar || gzip -c x >t.tar", "echo nonsense >t.tar",
		"tar -cf t.tar x && printf '77777777777' | dd of=t.tar bs=1 seek=124 conv=notrunc",
		"tar -cf t.tar --transform 's,x,'$(printf 'a%.0s' $(seq 65))',' x"};
	struct err e;

	(void)state;
	assert_int_equal(shell("head -c 5000 /dev/zero | tr '\\0' q >x && mkdir -p d"), 0);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(shell(arena_printf(keep, "rm -f t.tar; %s; test -s t.tar", cases[i])), 0);
		if (extract("t.tar", &e) != ERR_INPUT)
			print_message("%s: %s\n", cases[i], e.message);
		assert_int_equal(e.code, ERR_INPUT);
		assert_int_equal(e.id, 2219);
		assert_int_equal(shell("! test -e escape && ! test -e ../escape && ! test -L out/link"), 0);
	}
	assert_int_equal(shell("rm -f t.tar; tar -cf t.tar x"), 0);
	assert_int_equal(extract("t.tar", &e), ERR_OK);
	assert_int_equal(shell("cmp x out/x && rm -rf x d hard link out t.tar"), 0);
}

static void a_journal_that_was_spoilt_lets_nothing_be_opened(void **state)
{
	static const char *const lines[] = {"nonsense", "12 1", "12:0 1 " DIGIT, "12: 1 " DIGIT "0",
		"12:1:1 1 " DIGIT, ":1 1 " DIGIT, "12:1 " DIGIT, "12:1 0 " DIGIT};
	struct manifest m = mailing();
	struct verify v;
	struct err e;

	(void)state;
	pack(&m, "it.p7m");
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		assert_int_equal(shell(arena_printf(keep,
							 "rm -rf opened && mkdir opened && echo '%s' >opened/.getsuji-opened", lines[i])),
			0);
		assert_int_equal(open_beside("it.p7m", "opened/it", &m, &v, &e), ERR_INPUT);
		assert_int_equal(e.id, 2223);
		assert_int_equal(shell("test \"$(ls -A opened)\" = .getsuji-opened"), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_packed_is_opened_whole_and_verified),
		cmocka_unit_test(stock_tools_open_and_verify_it),
		cmocka_unit_test(packed_again_it_holds_the_same_bytes),
		cmocka_unit_test(a_package_is_opened_once),
		cmocka_unit_test(reprints_are_opened_once_and_are_no_packages_of_the_mailing),
		cmocka_unit_test(a_journal_of_an_older_program_still_counts),
		cmocka_unit_test(a_reprint_is_verified_by_the_versions_of_its_pieces),
		cmocka_unit_test(a_single_part_is_packed_from_wherever_it_is),
		cmocka_unit_test(an_expired_package_and_one_by_a_stranger_are_refused_and_leave_nothing),
		cmocka_unit_test(a_package_that_was_damaged_on_its_way_is_refused_and_leaves_nothing),
		cmocka_unit_test(a_file_that_changed_since_the_manifest_is_not_packed),
		cmocka_unit_test(whatever_is_done_to_the_folder_is_found),
		cmocka_unit_test(pages_with_other_codes_are_found),
		cmocka_unit_test(a_part_with_another_number_of_pages_is_found),
		cmocka_unit_test(hostile_archives_are_refused_and_reach_nothing_outside),
		cmocka_unit_test(a_journal_that_was_spoilt_lets_nothing_be_opened),
	};

	return cmocka_run_group_tests_name("package", tests, package_set_up, package_tear_down);
}
