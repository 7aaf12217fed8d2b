/*
 * package_fixture.h: a made-up mailing for the contractor: keys, PDF parts with codes, the other files, its manifest.
 */
#ifndef TESTS_UNIT_PACKAGE_FIXTURE_H
#define TESTS_UNIT_PACKAGE_FIXTURE_H

#include "engine/base/file.h"
#include "engine/mail/package.h"
#include "getsuji/mail_code.h"
#include "reports/backend/pdf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define RUN   12
#define DIGIT "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static char folder[] = "/tmp/getsuji-package.XXXXXX";
static struct arena *keep;

/* Runs a command of the shell in the test's folder. */
static inline int shell(const char *command)
{
	return system(arena_printf(keep, "cd %s && { %s; } >out.log 2>&1", folder, command));
}

static inline char *in_folder(const char *name)
{
	return arena_printf(keep, "%s/%s", folder, name);
}

static inline void describe(struct manifest_file *f, const char *name)
{
	unsigned char digest[DIGEST_SIZE];
	struct err e = {0};

	f->name = name;
	assert_int_equal(
		file_digest(arena_printf(keep, "%s/contractor/%s", folder, name), digest, &f->bytes, &e), ERR_OK);
	digest_hex(digest, f->sha256);
}

/* A part: one page for each side of each sheet of its pieces, with its code and nothing else.  spoilt: a page with another
 * code, counted from 1; 0: none. */
static inline void draw_part(
	const struct manifest *m, int part, const char *name, bool duplex, int spoilt, const char *code_instead)
{
	static const unsigned char key[MAIL_KEY_SIZE] = {7};
	const struct fonts *fonts;
	struct err e = {0};
	struct pdf *pdf;
	int page = 0;

	assert_int_equal(fonts_open(keep, &fonts, &e), ERR_OK);
	pdf = pdf_open(fonts, "part", keep);
	for (size_t i = 0; i < m->n_pieces; i++) {
		for (int k = 0; m->pieces[i].part == part && k < m->pieces[i].pages; k++) {
			struct mail_code code = {RUN, m->pieces[i].piece_no, duplex ? k / 2 + 1 : k + 1,
				m->pieces[i].sheets, duplex && k % 2 == 1, m->pieces[i].version};
			char text[MAIL_CODE_SIZE];

			mail_code_format(&code, key, text);
			pdf_begin_page(pdf);
			if (++page == spoilt) {
				pdf_text(pdf, FONT_MINCHO, PDF_PT(60), 1000, 12000,
					(struct str){code_instead, strlen(code_instead)});
			} else {
				pdf_text(pdf, FONT_MINCHO, PDF_PT(60), 1000, 12000, (struct str){text, strlen(text)});
			}
			pdf_end_page(pdf);
		}
	}
	assert_int_equal(pdf_save_file(pdf, arena_printf(keep, "%s/contractor/%s", folder, name), &e), ERR_OK);
}

/* Four pieces in two parts, the first duplex, and two other files. */
static inline struct manifest mailing(void)
{
	static struct manifest_piece pieces[] = {
		{3, 0, 1, 1, 2, 1, "leaflet", "long3", 9000, "standard_50", 1, "1000001"},
		{4, 0, 1, 3, 4, 2, "leaflet", "long3", 13000, "standard_50", 2, "1000002"},
		{6, 0, 2, 1, 1, 1, "", "long3", 9000, "standard_50", 3, "1000003"},
		{9, 0, 2, 2, 5, 5, "", "square2", 40000, "large_50", 4, "1000003"}};
	static struct manifest_file files[2];
	static struct manifest_part parts[2];
	struct manifest m = {.run_id = RUN,
		.package_no = 1,
		.previous = "",
		.reason = "",
		.made_from = DIGIT,
		.contractor = "insatsu",
		.month = month_of(2027, 1),
		.made_at = "2027-01-20T01:02:03.456789Z",
		.cut_off_on = day_of(2027, 1, 22),
		.post_by_on = day_of(2027, 1, 25),
		.report_by_on = day_of(2027, 1, 27),
		.expires_on = day_of(2027, 3, 1),
		.files = files,
		.n_files = 2,
		.parts = parts,
		.n_parts = 2,
		.pieces = pieces,
		.n_pieces = 4};

	describe(&files[0], "counts.pdf");
	describe(&files[1], "counts.xlsx");
	parts[0] = (struct manifest_part){{NULL, "", 0}, 13113, "getsuji", true, 6, 3, 3, 4};
	parts[1] = (struct manifest_part){{NULL, "", 0}, 13113, "getsuji", false, 6, 6, 6, 9};
	draw_part(&m, 1, "part-0001.pdf", true, 0, NULL);
	draw_part(&m, 2, "part-0003.pdf", false, 0, NULL);
	describe(&parts[0].file, "part-0001.pdf");
	describe(&parts[1].file, "part-0003.pdf");
	return m;
}

/* The second batch of reprints: pieces 4, for the first time, and 6, once more, in one part and nothing else. */
static inline struct manifest reprints(void)
{
	static struct manifest_piece pieces[] = {
		{4, 1, 1, 1, 4, 2, "leaflet", "long3", 13000, "standard_50", 1, "1000002"},
		{6, 2, 1, 5, 2, 1, "leaflet", "long3", 9000, "standard_50", 2, "1000003"}};
	static struct manifest_part part;
	struct manifest m = mailing();

	m.reprint_no = 2;
	m.files = NULL;
	m.n_files = 0;
	m.pieces = pieces;
	m.n_pieces = 2;
	m.parts = &part;
	m.n_parts = 1;
	part = (struct manifest_part){{NULL, "", 0}, 13113, "getsuji", true, 6, 3, 4, 6};
	draw_part(&m, 1, "part-0001.pdf", true, 0, NULL);
	describe(&part.file, "part-0001.pdf");
	return m;
}

static inline int package_set_up(void **state)
{
	(void)state;
	keep = arena_new();
	return mkdtemp(folder) == NULL || shell("make() { openssl req -x509 -newkey rsa:2048 -nodes -keyout "
											"$1.key.pem -out $1.cert.pem -days "
											"3650 -subj /CN=$1 && chmod 600 $1.key.pem; }; make office && "
											"make contractor && make stranger "
											"&& mkdir contractor && echo counts >contractor/counts.pdf && "
											"echo book >contractor/counts.xlsx") != 0
			   ? -1
			   : 0;
}

static inline int package_tear_down(void **state)
{
	(void)state;
	(void)!system(arena_printf(keep, "rm -rf %s", folder));
	arena_free(keep);
	return 0;
}

/* Read once: a key is checked when it is. */
static inline struct cms_party *party(const char *name)
{
	static struct {
		const char *name;
		struct cms_party *party;
	} known[4];
	struct err e = {0};
	int i = 0;

	while (i < 3 && known[i].name != NULL && strcmp(known[i].name, name) != 0)
		i++;
	if (known[i].name == NULL) {
		known[i].name = name;
		assert_int_equal(cms_own(folder, name, NULL, keep, &known[i].party, &e), ERR_OK);
	}
	return known[i].party;
}

#endif
