/*
 * test_zengin.c: include/getsuji/zengin.h: text, records and files of a bank.  Vectors of others: make check-vectors.
 */
#include "getsuji/zengin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct str text(const char *s)
{
	return (struct str){s, strlen(s)};
}

/* ---- text ---- */

static void writes(enum zengin_class class, const char *from, const char *expected)
{
	char bytes[256], out[256];
	size_t n;

	assert_int_equal(zengin_kana(class, text(from), bytes, &n), ZENGIN_WRITABLE);
	zengin_utf8(bytes, n, out);
	assert_string_equal(out, expected);
}

static void refuses(enum zengin_class class, const char *from, enum zengin_fault expected)
{
	char bytes[256];
	size_t n;

	assert_int_equal(zengin_kana(class, text(from), bytes, &n), expected);
}

static void every_kana_of_a_name_becomes_half_width(void **state)
{
	(void)state;
	writes(ZENGIN_PARTY, "アイウエオカキクケコサシスセソタチツテト", "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄ");
	writes(ZENGIN_PARTY, "ナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン", "ﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ");
	writes(
		ZENGIN_PARTY, "ガギグゲゴザジズゼゾダヂヅデドバビブベボ", "ｶﾞｷﾞｸﾞｹﾞｺﾞｻﾞｼﾞｽﾞｾﾞｿﾞﾀﾞﾁﾞﾂﾞﾃﾞﾄﾞﾊﾞﾋﾞﾌﾞﾍﾞﾎﾞ");
	writes(ZENGIN_PARTY, "パピプペポヴァィゥェォッャュョヮヵヶ", "ﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟｳﾞｱｲｳｴｵﾂﾔﾕﾖﾜｶｹ");
	writes(ZENGIN_PARTY, "ｧｨｩｪｫｬｭｮｯ", "ｱｲｳｴｵﾔﾕﾖﾂ");
	writes(ZENGIN_PARTY, "カ゛ハ゜ｶﾞ", "ｶﾞﾊﾟｶﾞ");
	writes(ZENGIN_PARTY, "カ\u3099ハ\u309a", "ｶﾞﾊﾟ"); /* taken apart, as some systems store it */
	writes(ZENGIN_PARTY, "ＡＢｃ１２3", "ABC123");
	writes(ZENGIN_PARTY, "　ヤマダー　タロウ  ", "ﾔﾏﾀﾞ- ﾀﾛｳ");
	writes(ZENGIN_PARTY, "カ）セイワ．", "ｶ)ｾｲﾜ.");
	writes(ZENGIN_EDI, "ヲ「ア」／￥", "ｦ｢ｱ｣/\\");
}

static void nothing_is_read_for_anybody(void **state)
{
	static const char *const none[] = {
		"山田", "やまだ", "ヰ", "ヱ", "ア,", "ア、", "ア・", "ア*", "ア\n", "é", "ア\u3013", "𛀀"};

	(void)state;
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		refuses(ZENGIN_PARTY, none[i], ZENGIN_CHARACTER);
	refuses(ZENGIN_PARTY, "ヲ", ZENGIN_SYMBOL);
	refuses(ZENGIN_PARTY, "ア/", ZENGIN_SYMBOL);
	refuses(ZENGIN_BRANCH, "ア.", ZENGIN_SYMBOL);
	refuses(ZENGIN_SALARY, "ヨーコ", ZENGIN_SYMBOL);
	refuses(ZENGIN_SALARY, "A", ZENGIN_SYMBOL);
	refuses(ZENGIN_PARTY, "ﾞｱ", ZENGIN_MARK);
	refuses(ZENGIN_PARTY, "ｱ ﾞ", ZENGIN_MARK);
	refuses(ZENGIN_PARTY, "ｶﾟ", ZENGIN_MARK);
	refuses(ZENGIN_PARTY, "ガ゛", ZENGIN_MARK);
	refuses(ZENGIN_PARTY, "ヷ", ZENGIN_CHARACTER);
	refuses(ZENGIN_PARTY, "　 ", ZENGIN_BLANK);
	refuses(ZENGIN_PARTY, "", ZENGIN_BLANK);
}

static void a_cut_never_parts_a_letter_from_its_mark(void **state)
{
	char bytes[64];
	size_t n;

	(void)state;
	assert_int_equal(zengin_kana(ZENGIN_PARTY, text("ガクブチ"), bytes, &n), ZENGIN_WRITABLE);
	assert_int_equal(n, 6);
	for (size_t most = 0; most <= 7; most++) {
		static const size_t expected[] = {0, 0, 2, 3, 3, 5, 6, 6};

		assert_int_equal(zengin_cut(bytes, n, most), expected[most]);
	}
}

/* ---- records and files ---- */

static struct zengin_header a_header(void)
{
	return (struct zengin_header){.kind = ZENGIN_TRANSFER,
		.requester_code = text("0000012345"),
		.requester = text("セイワシ　フクシ"),
		.month = 6,
		.mday = 4,
		.bank_code = text("0001"),
		.bank = text("ミズホ"),
		.branch_code = text("001"),
		.branch = text("トウキヨウ"),
		.account_no = text("0000001"),
		.account_kind = 1};
}

static struct zengin_transfer a_transfer(yen_t yen)
{
	return (struct zengin_transfer){.bank_code = text("9900"),
		.bank = text("ユウチヨ"),
		.branch_code = text("018"),
		.branch = text("ゼロイチハチ"),
		.account_no = text("1234567"),
		.holder = text("ヤマダ　タロウ"),
		.account_kind = 1,
		.yen = yen,
		.customer_1 = 17,
		.customer_2 = 42};
}

/* A file of two transfers: five records. */
enum { FILE_SIZE = 5 * ZENGIN_RECORD };

static void make_file(char file[static FILE_SIZE])
{
	struct zengin_header header = a_header();
	struct zengin_transfer first = a_transfer(80000), second = a_transfer(1);
	enum zengin_field field;

	assert_int_equal(zengin_put_header(&header, file, &field), ZENGIN_WRITABLE);
	assert_int_equal(
		zengin_put_transfer(ZENGIN_TRANSFER, &first, file + ZENGIN_RECORD, &field), ZENGIN_WRITABLE);
	assert_int_equal(
		zengin_put_transfer(ZENGIN_TRANSFER, &second, file + 2 * ZENGIN_RECORD, &field), ZENGIN_WRITABLE);
	zengin_put_trailer(2, 80001, file + 3 * ZENGIN_RECORD);
	zengin_put_end(file + 4 * ZENGIN_RECORD);
}

static void fields_lie_one_behind_the_other(void **state)
{
	int next = 0;

	(void)state;
	for (int f = 0; f < ZENGIN_FIELD_COUNT; f++) {
		const struct zengin_place *p = &zengin_places[f];

		assert_int_equal(p->offset, next);
		next = p->offset + p->length;
		if (f + 1 == ZENGIN_FIELD_COUNT || zengin_places[f + 1].record != p->record) {
			assert_int_equal(next, ZENGIN_RECORD);
			next = 0;
		}
	}
}

static void records_are_written_byte_by_byte(void **state)
{
	char file[FILE_SIZE], out[3 * ZENGIN_RECORD + 1];

	(void)state;
	make_file(file);
	zengin_utf8(file, ZENGIN_RECORD, out);
	assert_string_equal(out,
		"12100000012345ｾｲﾜｼ ﾌｸｼ                                06040001ﾐｽﾞﾎ           001"
		"ﾄｳｷﾖｳ          10000001                 ");
	zengin_utf8(file + ZENGIN_RECORD, ZENGIN_RECORD, out);
	assert_string_equal(out,
		"29900ﾕｳﾁﾖ           018ｾﾞﾛｲﾁﾊﾁ        000011234567ﾔﾏﾀﾞ ﾀﾛｳ                      "
		"0000080000000000000170000000042"
		"7        ");
	zengin_utf8(file + 3 * ZENGIN_RECORD, ZENGIN_RECORD, out);
	assert_memory_equal(out, "8000002000000080001 ", 20);
}

static void names_are_cut_to_their_field(void **state)
{
	struct zengin_transfer t = a_transfer(1);
	char record[ZENGIN_RECORD];
	enum zengin_field field;

	(void)state;
	t.holder = text("アアアアアアアアアアアアアアアアアアアアアアアアアアアアアガ");
	assert_int_equal(zengin_put_transfer(ZENGIN_TRANSFER, &t, record, &field), ZENGIN_WRITABLE);
	assert_int_equal((unsigned char)record[50 + 28], 0xb1);
	assert_int_equal(record[50 + 29], ' '); /* ｶ would be another name */
	assert_int_equal(record[80], '0');
}

static void a_field_that_cannot_be_written_is_told(void **state)
{
	struct zengin_transfer t = a_transfer(1);
	char record[ZENGIN_RECORD];
	enum zengin_field field;

	(void)state;
	t.holder = text("ヨーコ");
	assert_int_equal(zengin_put_transfer(ZENGIN_TRANSFER, &t, record, &field), ZENGIN_WRITABLE);
	assert_int_equal(zengin_put_transfer(ZENGIN_PAY, &t, record, &field), ZENGIN_SYMBOL);
	assert_int_equal(field, ZENGIN_DATA_HOLDER);
	t.branch = text("支店");
	assert_int_equal(zengin_put_transfer(ZENGIN_TRANSFER, &t, record, &field), ZENGIN_CHARACTER);
	assert_int_equal(field, ZENGIN_DATA_BRANCH);
}

static void a_salary_file_pays_into_everyday_accounts_only(void **state)
{
	(void)state;
	for (int kind = 0; kind <= 10; kind++) {
		assert_true(
			zengin_pays_into(ZENGIN_TRANSFER, kind) == (kind == 1 || kind == 2 || kind == 4 || kind == 9));
		assert_true(zengin_pays_into(ZENGIN_PAY, kind) == (kind == 1 || kind == 2));
	}
}

static void what_is_written_is_read(void **state)
{
	char file[FILE_SIZE];
	struct zengin_file read;

	(void)state;
	make_file(file);
	assert_int_equal(zengin_read(file, sizeof file, &read), ZENGIN_ACCEPTED);
	assert_int_equal(read.records, 5);
	assert_int_equal(read.sections, 1);
	assert_int_equal(read.kind, ZENGIN_TRANSFER);
	assert_int_equal(read.month * 100 + read.mday, 604);
	assert_string_equal(read.requester_code, "0000012345");
	assert_int_equal(read.transfers, 2);
	assert_int_equal(read.total, 80001);
	assert_int_equal(read.customer_2, 42);
}

/* A digit for another digit, somewhere: the sums, the codes or nothing (an account that the file cannot know to be
 * wrong); but another byte is always found where digits belong. */
static void every_digit_that_is_none_is_found(void **state)
{
	char file[FILE_SIZE];
	struct zengin_file read;

	(void)state;
	for (int f = 0; f < ZENGIN_FIELD_COUNT; f++) {
		const struct zengin_place *p = &zengin_places[f];
		int record = p->record == '1' ? 0 : p->record == '2' ? 2 : p->record == '8' ? 3 : 4;

		if (p->holds == ZENGIN_TEXT)
			continue;
		for (int i = 0; i < p->length; i++) {
			make_file(file);
			file[record * ZENGIN_RECORD + p->offset + i] = 'x';
			assert_int_not_equal(zengin_read(file, sizeof file, &read), ZENGIN_ACCEPTED);
			assert_int_equal(read.records, record + 1);
		}
	}
}

static void changed(int at, char to, enum zengin_verdict expected)
{
	char file[FILE_SIZE];
	struct zengin_file read;

	make_file(file);
	file[at] = to;
	assert_int_equal(zengin_read(file, sizeof file, &read), expected);
}

static void each_fault_has_its_verdict(void **state)
{
	char file[FILE_SIZE], twice[2 * FILE_SIZE];
	struct zengin_file read;

	(void)state;
	make_file(file);
	assert_int_equal(zengin_read(file, 0, &read), ZENGIN_UNFINISHED);
	assert_int_equal(zengin_read(file, sizeof file - 1, &read), ZENGIN_WRONG_LENGTH);
	assert_int_equal(zengin_read(file, sizeof file - ZENGIN_RECORD, &read), ZENGIN_UNFINISHED);
	assert_int_equal(zengin_read(file, (size_t)3 * ZENGIN_RECORD, &read), ZENGIN_UNFINISHED);
	memcpy(twice, file, sizeof file);
	memcpy(twice + sizeof file, file, sizeof file);
	assert_int_equal(zengin_read(twice, sizeof twice, &read), ZENGIN_WRONG_ORDER);
	assert_int_equal(read.records, 6);
	changed(1, '9', ZENGIN_WRONG_KIND); /* 91: 口座振替 */
	changed(3, '1', ZENGIN_EBCDIC);
	changed(54, '1', ZENGIN_WRONG_DAY); /* month 16 */
	changed(95, '3', ZENGIN_WRONG_ACCOUNT);
	changed(20, (char)0x80, ZENGIN_WRONG_BYTE);
	changed(20, '\n', ZENGIN_WRONG_LENGTH);
	changed(ZENGIN_RECORD, '8', ZENGIN_WRONG_NUMBER);
	changed(ZENGIN_RECORD, '9', ZENGIN_WRONG_ORDER);
	changed(ZENGIN_RECORD + 42, '3', ZENGIN_WRONG_ACCOUNT);
	changed(2 * ZENGIN_RECORD + 89, '0', ZENGIN_WRONG_AMOUNT);
	changed(2 * ZENGIN_RECORD + 89, '2', ZENGIN_WRONG_TOTAL);
	changed(3 * ZENGIN_RECORD + 6, '3', ZENGIN_WRONG_COUNT);
}

static void sections_before_one_end_are_counted(void **state)
{
	char file[FILE_SIZE], both[2 * FILE_SIZE - ZENGIN_RECORD];
	struct zengin_file read;

	(void)state;
	make_file(file);
	memcpy(both, file, sizeof file - ZENGIN_RECORD);
	memcpy(both + sizeof file - ZENGIN_RECORD, file, sizeof file);
	assert_int_equal(zengin_read(both, sizeof both, &read), ZENGIN_ACCEPTED);
	assert_int_equal(read.sections, 2);
	assert_int_equal(read.transfers, 4);
	assert_int_equal(read.total, 160002);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kana_of_a_name_becomes_half_width),
		cmocka_unit_test(nothing_is_read_for_anybody),
		cmocka_unit_test(a_cut_never_parts_a_letter_from_its_mark),
		cmocka_unit_test(fields_lie_one_behind_the_other),
		cmocka_unit_test(records_are_written_byte_by_byte),
		cmocka_unit_test(names_are_cut_to_their_field),
		cmocka_unit_test(a_field_that_cannot_be_written_is_told),
		cmocka_unit_test(a_salary_file_pays_into_everyday_accounts_only),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(every_digit_that_is_none_is_found),
		cmocka_unit_test(each_fault_has_its_verdict),
		cmocka_unit_test(sections_before_one_end_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
