/*
 * test_manifest.c: getsuji/manifest.h: one text for one content, and nothing else is read.
 */
#include "getsuji/manifest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static struct arena *keep;

static int set_up(void **state)
{
	(void)state;
	keep = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(keep);
	return 0;
}

/* Three pieces in two parts, all of it in new memory, so that a test may change it. */
static struct manifest *manifest(void)
{
	static const struct manifest_piece pieces[] = {
		{3, 0, 1, 1, 4, 2, "leaflet", "long3", 9000, "standard_50", 1, "1000001"},
		{4, 0, 1, 5, 2, 1, "", "long3", 9000, "standard_50", 2, "1000002"},
		{9, 0, 2, 1, 3, 3, "", "square2", 40000, "large_50", 3, "0600000"}};
	struct manifest *m = arena_alloc(keep, sizeof *m);

	*m = (struct manifest){.run_id = 12,
		.package_no = 1,
		.previous = "",
		.reason = "",
		.made_from = SHA,
		.contractor = "insatsu",
		.month = month_of(2027, 1),
		.made_at = "2027-01-20T01:02:03.456789Z",
		.cut_off_on = day_of(2027, 1, 22),
		.post_by_on = day_of(2027, 1, 25),
		.report_by_on = day_of(2027, 1, 27),
		.expires_on = day_of(2027, 3, 1),
		.n_files = 1,
		.n_parts = 2,
		.n_pieces = 3};
	m->files = arena_array(keep, 1, sizeof *m->files);
	m->files[0] = (struct manifest_file){"counts.pdf", SHA, 100};
	m->parts = arena_array(keep, 2, sizeof *m->parts);
	m->parts[0] =
		(struct manifest_part){{"part-0001.pdf", SHA, 5000000000}, 13113, "getsuji", true, 6, 3, 3, 4};
	m->parts[1] = (struct manifest_part){{"part-0002.pdf", SHA, 7}, 13114, "missing_end", false, 3, 3, 9, 9};
	m->pieces = arena_array(keep, 3, sizeof *m->pieces);
	memcpy(m->pieces, pieces, sizeof pieces);
	return m;
}

static void what_is_written_is_read_and_written_again_the_same(void **state)
{
	struct manifest *m = manifest(), out;
	struct err e = {0};
	size_t length, again;
	char *text;

	(void)state;
	m->package_no = 2;
	m->previous = SHA;
	m->reason = "媒体の破損 \"A\" \\ 再作成";
	m->pieces[0].enclosure = "お知らせ \"1月\"";
	text = manifest_write(m, keep, &length);
	assert_int_equal(manifest_read(text, length, keep, &out, &e), ERR_OK);
	assert_string_equal(manifest_write(&out, keep, &again), text);
	assert_int_equal(again, length);
	assert_string_equal(out.reason, m->reason);
	assert_int_equal(out.parts[0].file.bytes, 5000000000);
	assert_int_equal(out.pieces[2].sheets, 3);
	assert_string_equal(out.pieces[2].postal_code, "0600000");
	assert_int_equal(manifest_totals(&out).sheets, 6);
	assert_int_equal(manifest_totals(&out).enclosures, 1);
	assert_int_equal(out.expires_on, m->expires_on);
}

/* The same pieces, printed again. */
static struct manifest *reprint(void)
{
	struct manifest *m = manifest();

	m->reprint_no = 2;
	for (size_t i = 0; i < m->n_pieces; i++)
		m->pieces[i].version = 1 + (int)i;
	return m;
}

static void reprints_have_a_number_and_versions_and_a_mailing_has_neither(void **state)
{
	struct manifest out;
	struct err e = {0};
	size_t length, again;
	char *text = manifest_write(manifest(), keep, &length);

	(void)state;
	assert_null(strstr(text, "reprint"));
	assert_null(strstr(text, "version"));
	text = manifest_write(reprint(), keep, &length);
	assert_non_null(strstr(text, "\"package\": 1,\n\"reprint\": 2,\n\"previous\": \"\",\n"));
	assert_non_null(strstr(text, "{\"order\": 2, \"piece\": 4, \"version\": 2, \"part\": 1, "));
	assert_int_equal(manifest_read(text, length, keep, &out, &e), ERR_OK);
	assert_int_equal(out.reprint_no, 2);
	assert_int_equal(out.pieces[2].version, 3);
	assert_string_equal(manifest_write(&out, keep, &again), text);
	assert_int_equal(again, length);
}

/* Fields that a reader could take for the other kind of manifest. */
static void a_number_or_version_in_the_wrong_place_is_refused(void **state)
{
	static const char *const cases[][2] = {{"\"reprint\": 2,\n", ""}, {"\"reprint\": 2", "\"reprint\": 0"},
		{"\"reprint\": 2", "\"reprint\": -2"}, {"\"reprint\": 2", "\"reprint\": \"2\""},
		{"\"reprint\": 2", "\"reprint\": null"}, {"\"version\": 1, ", ""},
		{"\"version\": 2", "\"version\": 0"}, {"\"version\": 2", "\"version\": 2.0"},
		{"\"version\": 3", "\"version\": -3"},
		{"\"version\": 3, \"part\": 2", "\"part\": 2, \"version\": 3"}};
	struct manifest *m = manifest(), out;
	struct err e = {0};
	size_t length;
	char *text = manifest_write(reprint(), keep, &length);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char *at = strstr(text, cases[i][0]), *changed;

		assert_non_null(at);
		changed =
			arena_printf(keep, "%.*s%s%s", (int)(at - text), text, cases[i][1], at + strlen(cases[i][0]));
		e = (struct err){0};
		if (manifest_read(changed, strlen(changed), keep, &out, &e) != ERR_INPUT)
			print_message("%s\n", cases[i][1]);
		assert_int_equal(e.code, ERR_INPUT);
		assert_in_range(e.id, 2213, 2216);
	}
	m->pieces[1].version = 1;
	assert_int_equal(manifest_check(m, &e), ERR_INPUT);
	assert_string_equal(e.place, "pieces[2]");
}

/* Every byte changed in turn is refused, or it is a change that a manifest may have: of a number or word that stands alone. */
static void a_byte_that_changes_is_refused_or_another_manifest(void **state)
{
	struct arena *round = arena_new();
	struct manifest out;
	size_t length, again;
	char *text = manifest_write(reprint(), keep, &length);

	(void)state;
	for (size_t i = 0; i < length; i++) {
		for (int bit = 0; bit < 8; bit++) {
			struct err e = {0};

			text[i] = (char)(text[i] ^ 1 << bit);
			if (manifest_read(text, length, round, &out, &e) == ERR_OK) {
				assert_int_equal(strncmp(manifest_write(&out, round, &again), text, length), 0);
			} else {
				assert_int_equal(e.code, ERR_INPUT);
			}
			text[i] = (char)(text[i] ^ 1 << bit);
			arena_reset(round);
		}
	}
	for (size_t n = 0; n < length; n++) {
		struct err e = {0};

		assert_int_equal(manifest_read(text, n, round, &out, &e), ERR_INPUT);
		arena_reset(round);
	}
	arena_free(round);
}

static void another_way_to_say_the_same_is_refused(void **state)
{
	static const char *const cases[][2] = {{"\"run\": 12", "\"run\":12"}, {"\"run\": 12", "\"run\": 12.0"},
		{"\"run\": 12", "\"run\": 1e1"}, {"\"run\": 12", "\"run\": \"12\""},
		{"\"run\": 12", "\"run\": 12,\n\"run\": 12"}, {"\"run\": 12", "\"more\": 1,\n\"run\": 12"},
		{"getsuji-mailing/1", "getsuji-mailing/2"}, {"\"run\": 12", "\"Run\": 12"},
		{"insatsu", "insats\\u0075"}, {"\"pages\": 9", "\"pages\": 8"},
		{"\"weight_mg\": 58000", "\"weight_mg\": 58001"}, {"2027-03-01", "2027-02-29"},
		{"2027-03-01", "2027-3-01"}, {"}\n", "}\n\n"}, {"\"run\": 12", "\"run\": 99999999999999999999"},
		{"\"run\": 12", "\"run\": -1"}, {"\"run\": 12", "\"run\": [[[[[[[[[[12]]]]]]]]]]"},
		{"part-0001.pdf", "../0001.pdf"}, {"\"duplex\": true", "\"duplex\": 1"},
		{"\"sheets\": 2", "\"sheets\": 2147483647"}};
	struct manifest out;
	size_t length;
	char *text = manifest_write(manifest(), keep, &length);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char *at = strstr(text, cases[i][0]), *changed;
		struct err e = {0};

		assert_non_null(at);
		changed =
			arena_printf(keep, "%.*s%s%s", (int)(at - text), text, cases[i][1], at + strlen(cases[i][0]));
		if (manifest_read(changed, strlen(changed), keep, &out, &e) != ERR_INPUT)
			print_message("%s\n", cases[i][1]);
		assert_int_equal(e.code, ERR_INPUT);
		assert_in_range(e.id, 2213, 2216);
	}
}

/* What its signature would cover, but no package has. */
static void a_manifest_that_does_not_agree_with_itself_is_refused(void **state)
{
	static const char *const fields[] = {"package", "package", "package", "package", "expires_on", "files[1]",
		"files[1]", "parts[1]", "parts[2]", "parts[2]", "parts[1]", "parts[2]", "pieces[2]", "pieces[2]",
		"pieces[2]", "pieces[1]", "pieces[3]", "pieces[1]", "pieces[1]", "pieces[1]", "pieces[3]",
		"parts[1]"};

	(void)state;
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		struct manifest *m = manifest();
		struct err e = {0};

		switch (i) {
		case 0:
			m->run_id = 0;
			break;
		case 1:
			m->package_no = 2;
			break;
		case 2:
			m->reason = "no first package has one";
			break;
		case 3:
			m->made_at = "2027-01-20 01:02:03.456789Z";
			break;
		case 4:
			m->cut_off_on = m->expires_on + 1;
			break;
		case 5:
			m->files[0].name = "part-0003.pdf";
			break;
		case 6:
			m->files[0].bytes = 0;
			break;
		case 7:
			m->parts[0].file.name = "counts.pdf";
			break;
		case 8:
			m->parts[1].file.name = "part-0001.pdf";
			break;
		case 9:
			m->parts[1].pages = 6;
			break;
		case 10:
			m->parts[0].first_piece = 2;
			break;
		case 11:
			m->parts[1].last_piece = 8;
			break;
		case 12:
			m->pieces[1].order = 3;
			break;
		case 13:
			m->pieces[1].first_page = 4;
			break;
		case 14:
			m->pieces[1].piece_no = 3;
			break;
		case 15:
			m->pieces[0].sheets = 4, m->pieces[0].pages = 8;
			break;
		case 16:
			m->pieces[2].part = 1;
			break;
		case 17:
			m->pieces[0].postal_code = "100000";
			break;
		case 18:
			m->pieces[0].enclosure = "a\nleaflet";
			break;
		case 19:
			m->pieces[0].weight_mg = 0;
			break;
		case 20:
			m->pieces[2].sheets = 2, m->pieces[2].pages = 2, m->pieces[2].envelope = "";
			break;
		default:
			m->n_pieces = 1;
			break;
		}
		assert_int_equal(manifest_check(m, &e), ERR_INPUT);
		if (strcmp(e.place, fields[i]) != 0)
			print_message("case %zu: %s\n", i, e.place);
		assert_string_equal(e.place, fields[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_and_written_again_the_same),
		cmocka_unit_test(reprints_have_a_number_and_versions_and_a_mailing_has_neither),
		cmocka_unit_test(a_number_or_version_in_the_wrong_place_is_refused),
		cmocka_unit_test(a_byte_that_changes_is_refused_or_another_manifest),
		cmocka_unit_test(another_way_to_say_the_same_is_refused),
		cmocka_unit_test(a_manifest_that_does_not_agree_with_itself_is_refused),
	};

	return cmocka_run_group_tests_name("manifest", tests, set_up, tear_down);
}
